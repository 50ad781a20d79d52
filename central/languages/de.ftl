### Words of the pages and reports in German. Quotation marks „…“; a space between a number and its word is U+00A0.

# Wörter der Seiten

site =
    .name = Vitrina
    .skip = Zum Inhalt springen
    .footer = { -promise-least } Für ein Panel gilt keine Mindestzahl, weil die Testpersonen eingewilligt haben. Keine Zahl enthält ein Bild oder einen Ton.

nav =
    .label = Seiten
    .creatives = Spots
    .experiments = Experimente
    .trends = Verläufe
    .comments = Kommentare
    .fleet = Geräte
    .playlists = Playlists
    .alerts = Warnungen
    .method = Methodik
    .audit = Protokoll
    .sign_out = Abmelden

marks =
    .label = Kennzeichen der Daten
    .simulated = SIMULIERT: Die Daten von { $tenants } hat ein Programm erzeugt, keine Menschen.

role =
    .viewer = Lesezugriff
    .editor = Redaktion
    .admin = Administration

sign_in =
    .title = Anmelden
    .name = Name
    .password = Passwort
    .button = Anmelden
    .wrong = Der Name oder das Passwort ist falsch.
    .wait = Zu viele Versuche. Versuchen Sie es in { $seconds } s noch einmal.
    .stale = Dieses Formular ist veraltet. Melden Sie sich noch einmal an.
    .no_users = Es gibt noch keinen Benutzer. Legen Sie auf dem Server den ersten an:

error =
    .title = Das hat nicht geklappt
    .back = Zurück zu den Spots

account =
    .title = Ihr Konto
    .name = Name
    .role = Rolle
    .sites = Filialen
    .all_sites = alle
    .password = Passwort ändern
    .old = Bisheriges Passwort
    .new = Neues Passwort
    .hint = Mindestens { $shortest } Zeichen. Alle anderen Sitzungen enden.
    .change = Ändern
    .wrong = Das bisherige Passwort ist falsch. Es wurde nichts geändert.
    .length = Das neue Passwort braucht mindestens { $shortest } Zeichen. Es wurde nichts geändert.
    .simple = Das neue Passwort braucht mindestens { $different } verschiedene Zeichen. Es wurde nichts geändert.
    .own_name = Das neue Passwort ist Ihr eigener Name. Wählen Sie ein anderes. Es wurde nichts geändert.
    .wait = Zu viele Versuche. Versuchen Sie es in einer Minute noch einmal.
    .password_changed = Das Passwort ist geändert. Alle anderen Sitzungen sind beendet.
    .sessions = Sitzungen
    .sessions_text = Melden Sie sich auf allen Geräten ab, auch auf diesem. Jeder Browser gilt danach als neu.
    .everywhere = Überall abmelden

filter =
    .from = Von
    .to = Bis
    .show = Anzeigen
    .remove = Filter { $what } entfernen
    .shops = Filialen
    .all_shops = Alle Filialen
    .measure = Messgröße

advert =
    .compare = Vergleichen
    .print = Drucken
    .seconds = Bild und Zahlen einer Sekunde
    .second = Sekunde { $second }:
    .moments = Momente
    .numbers = Zahlen
    .limits = Was das nicht zeigt

creatives =
    .title = Spots
    .search = Suche
    .sort = Sortierung
    .by_plays = Ausspielungen
    .by_name = Name
    .by_smiles = Lächeln
    .by_people = Erfasste Personen
    .name = Spot
    .plays = Ausspielungen
    .visits = Besuche
    .smiles = Lächeln
    .curve = Nach Sekunden
    .told = Erfasst
    .shown = { $first } bis { $last } von { $total }
    .previous = Zurück
    .next = Weiter
    .legend = Lächeln: Mittelwert über die Filialen mit 95‑%‑Konfidenzintervall, alle Zeilen auf einer Achse. Nach Sekunden: Lächeln im Verlauf des Spots, mit 95‑%‑Konfidenzintervall, wenn mindestens vier Filialen Zahlen liefern. Erfasst: Anteil der Besuche, die in veröffentlichten Reaktionen enthalten sind. Unter 80 % fehlen kleine Filialen und ruhige Stunden.
    .method = Wie die Zahlen berechnet werden
    .none = Kein Spot gefunden.
    .all = Alle Spots zeigen
    .choose = { $name } auswählen
    .compare = Ausgewählte vergleichen
    .empty = Spots erscheinen hier, sobald ein Gerät einen ausgespielt hat.

edit =
    .title = Bearbeiten
    .titles = Name und Schlagwort
    .name = Name
    .tag = Schlagwort
    .tag_hint = Marke oder Kampagne. Spots mit demselben Schlagwort werden zusammen ausgewertet.
    .save = Speichern
    .film = Video
    .file = Datei
    .still = Erstes Bild des Videos
    .film_hint = MP4, MOV, MKV oder WebM bis zehn Minuten und 200 MB, oder PNG, JPEG, WebP. Das Video wird nur auf diesen Seiten gezeigt. Es wird nicht an Geräte gesendet.
    .send = Hochladen
    .no_file = Es kam keine Datei an. Wählen Sie eine Datei aus und senden Sie sie noch einmal. Es wurde nichts geändert.
    .the_file = die Datei

state =
    .sensing = misst
    .paused = pausiert
    .degraded = eingeschränkt
    .offline = aus
    .silent = stumm
    .unknown = unbekannt

fleet =
    .title = Geräte
    .in_need = { $number ->
            [one] { $number } von { $total } Geräten braucht Aufmerksamkeit und steht oben.
           *[other] { $number } von { $total } Geräten brauchen Aufmerksamkeit und stehen oben.
        }
    .all_well = { $total ->
            [one] Das Gerät läuft einwandfrei.
           *[other] Alle { $total } Geräte laufen einwandfrei.
        }
    .reload = Diese Seite alle { $seconds } s neu laden
    .reload_not = Diese Seite nicht mehr automatisch neu laden
    .states = Geräte nach Zustand
    .all = alle
    .kiosk = Filiale und Gerät
    .state = Zustand
    .heard = Letzte Meldung
    .never = nie
    .unsent = Nicht gesendet
    .missing = Fehlen
    .lost = Verloren
    .version = Version
    .playlist = Playlist
    .wanted = Version { $version } ausstehend
    .since = seit
    .legend = Stumm: seit zehn Minuten keine Meldung. Nicht gesendet: Meldungen, die laut letztem Statusbericht im Gerät warteten. Fehlen: Meldungen, die der Server beim Gerät noch einmal angefordert hat. Verloren: Meldungen, die das Gerät nicht mehr hatte.
    .undeclared = Personal nicht angegeben
    .undeclared_legend = Personal nicht angegeben: Niemand hat angegeben, ob Personal im Blickfeld der Kamera arbeitet. Deshalb wird kein Gesicht ausgewertet. Setzen Sie in_view, declared_on und declared_by in [staff] am Gerät.
    .none = Kein Gerät ist in diesem Zustand.
    .versions = Versionen
    .quarantine = Quarantäne
    .quarantine_text = Meldungen, die der Server nicht verarbeiten konnte, { $days } Tage aufbewahrt. Auf dem Server: vitrina-central quarantine list

playlists =
    .title = Playlists
    .lead = Playlists, die die Zentrale gesendet hat, und was jedes Gerät spielt.
    .version = Version
    .sent = Gesendet
    .adverts = Spots
    .experiments = Experimente
    .until = bis { $day }
    .sites = Filialen
    .playing = Spielen
    .waiting = Warten
    .none = Es wurde noch keine Playlist gesendet. Bitten Sie die Person, die diesen Server betreibt, eine zu senden.
    .kiosks = Was jedes Gerät spielt
    .kiosks_of = Geräte mit Version { $version }
    .all = Alle Geräte zeigen
    .plays = Spielt
    .plays_version = Version { $version }
    .own = eigene Playlist
    .problem = Problem

compare =
    .title = Spots vergleichen
    .lead = Wählen Sie mindestens zwei Spots aus. Verglichen wird innerhalb der Filialen und Tage, für die es Zahlen zu beiden gibt.
    .button = Vergleichen
    .others = Andere auswählen

experiments =
    .title = Experimente
    .lead = Spots, die sich blockweise abwechseln. Sehen Sie, ob es einen Gewinner gibt und was bis dahin noch fehlt.
    .planned = Geplantes Ende: { $day }.
    .none = Es ist noch kein Experiment gespeichert.
    .empty = Senden Sie eine Playlist mit einem Experiment, um es zu starten. Die Geräte spielen dann seine Varianten abwechselnd.
    .adverts = Spots
    .plan = Ende planen
    .end = Letzter Tag
    .end_hint = Planen Sie ihn vor dem ersten Tag oder mindestens 7 Tage im Voraus. Er gilt für die Messgröße auf dieser Seite. Wenn dieser Tag in allen Zeitzonen vorbei ist, entscheidet das engere Intervall. Wenn Sie den Tag danach noch ändern, entscheidet nur die Konfidenzfolge, und der Bericht weist darauf hin.
    .keep = Speichern

trends =
    .title = Verläufe
    .lead = Die Spots einer Marke oder Kampagne zusammen, Woche für Woche.
    .none = Noch hat kein Spot ein Schlagwort.
    .empty = Die Redaktion gibt Spots ein Schlagwort, etwa die Marke: Öffnen Sie einen Spot und wählen Sie Bearbeiten.
    .events = Ereignisse
    .first_day = erster Tag von

comments =
    .title = Kommentare
    .lead = Was Besucher an den Geräten schreiben, und importierte Rezensionen, als Anteile je Woche. Die Texte werden nicht gespeichert.
    .empty = Noch ist nichts gespeichert.
    .tag = Marke
    .all_adverts = Alle Spots
    .all_shops = alle Filialen
    .section = Kommentare an den Geräten
    .positive = Positiv
    .negative = Negativ
    .neutral = Neutral
    .unclear = Unklar
    .share_positive = { $share } positiv (95 %: { $span })
    .share_negative = { $share } negativ (95 %: { $span })
    .headline_kiosks = Kommentare an den Geräten, { $name }: { $shares }.
    .headline_reviews = Importierte Rezensionen, { $name }: { $shares }. Die Geräte melden keine Kommentare.
    .headline_none = Für { $name } lassen sich keine Kommentare angeben. Ein Gerät meldet Kommentare erst, wenn sie zehn Abschnitte von zehn Minuten füllen.
    .base_kiosks = Grundlage: etwa { $comments ->
            [one] { $comments } Kommentar
           *[other] { $comments } Kommentare
        } von Besuchern, in mindestens { $people ->
            [one] { $people } Zehn-Minuten-Abschnitt
           *[other] { $people } Zehn-Minuten-Abschnitten
        }, in { $shops ->
            [one] { $shops } Filiale
           *[other] { $shops } Filialen
        }.
    .base_reviews = Grundlage: { $comments ->
            [one] { $comments } importierte Rezension
           *[other] { $comments } importierte Rezensionen
        } von { $days ->
            [one] { $days } Tag
           *[other] { $days } Tagen
        } mit jeweils zehn oder mehr.
    .none_kiosks = Es werden keine Kommentare gemeldet. Ein Gerät meldet Kommentare erst, wenn sie zehn Abschnitte von zehn Minuten füllen.
    .none_reviews = Es werden keine Rezensionen gezeigt. Für diese Tage wurden keine importiert, oder jeder Tag hat weniger als zehn.
    .none_advert = Zu diesem Spot werden keine Kommentare gemeldet. Ein Gerät meldet Kommentare erst, wenn sie zehn Abschnitte von zehn Minuten füllen.
    .by_week = Kommentare je Woche
    .held = { $count ->
            [one] { $count } von { $all } Filialen meldet keine Kommentare.
           *[other] { $count } von { $all } Filialen melden keine Kommentare.
        } Wo wenig geschrieben wird, hält ein Gerät Kommentare zurück, bis sie zehn Abschnitte von zehn Minuten füllen.
    .heading_kiosks = Besucher an den Geräten
    .heading_reviews = Importierte Rezensionen
    .picture_kiosks = Kommentare an den Geräten je Woche: { $name }
    .picture_reviews = Importierte Rezensionen je Woche: { $name }
    .described = Zwei Punkte je Woche mit ihren 95‑%‑Konfidenzintervallen: die Anteile der positiven und der negativen Kommentare. Die Tabelle unter dem Diagramm enthält alle Zahlen.
    .legend = Kreise: positiv. Quadrate: negativ. Senkrechte Striche: 95‑%‑Konfidenzintervall.
    .table_kiosks = Kommentare an den Geräten je Woche
    .table_reviews = Importierte Rezensionen je Woche
    .of_advert = Kommentare zu { $name }
    .beside = Lächeln und Besuche derselben Wochen
    .limit_people = Niemand wird erkannt. Wer in zwei Abschnitten von zehn Minuten schreibt, zählt zweimal.
    .limit_writers = Wer schreibt, unterscheidet sich von denen, die nicht schreiben. Die Anteile sagen nichts über alle, die vorbeigegangen sind. Ein Intervall gilt für die, die in diesen Filialen schreiben.
    .limit_network = Ein Modell ordnet die Kommentare ein. Manche ordnet es falsch ein, vor allem Ironie. Diese Fehler sind im Intervall nicht enthalten.
    .limit_noise = Jede Zahl eines Geräts enthält Rauschen, das die Schreibenden schützt. Das Intervall berücksichtigt dieses Rauschen; bei wenigen Kommentaren ist es deshalb breit.
    .limit_apart = Kommentare von Besuchern und importierte Rezensionen werden getrennt gezeigt und nie zusammengezählt. Andere Menschen haben sie an anderen Orten geschrieben.

recommendation =
    .title = Empfehlung
    .lead = Wie oft jeder Spot in einer Filiale laufen sollte, berechnet aus den Reaktionen in allen Filialen. Das ist eine Empfehlung: Gesendet wird erst, wenn sie jemand annimmt.
    .choose = Filiale wählen
    .none = Keine Filiale hat eine Playlist von diesem Server.
    .empty = Senden Sie zuerst eine vom Server aus. Eine Empfehlung ändert nur ihre Gewichte.
    .heading = Empfehlung für { $site }
    .weeks = Wochen
    .booked = Gebuchte Anteile
    .booked_hint = Zum Beispiel spring=0.2, mehrere durch Leerzeichen getrennt. Diese Spots bekommen ihren Anteil unabhängig von den Reaktionen.
    .accept = Annehmen
    .accept_text = Die neuen Gewichte gelten ab dem Ende eines örtlichen Tages. Videos, Termine, Zeiten und Experimente bleiben gleich.
    .end_of = Am Ende des Tages
    .button = Gewichte annehmen
    .viewer = Die Redaktion kann sie annehmen.
    .table = Anteil der Ausspielungen in { $site }
    .rails = Grenzen der Empfehlung
    .points = { $number } Prozentpunkte
    .day_smile = Mit diesen Anteilen dürfte das Lächeln in Filialen wie { $site } um { $size } zunehmen (95 %: { $span }).
    .day_attention_s = Mit diesen Anteilen dürften Menschen in Filialen wie { $site } um { $size } länger hinsehen (95 %: { $span }).
    .day_watched_share = Mit diesen Anteilen dürfte der Anteil der Besuche, bei denen mindestens 1 s hingesehen wird, in Filialen wie { $site } um { $size } steigen (95 %: { $span }).
    .day_laughter_s = Mit diesen Anteilen dürfte in Filialen wie { $site } je Besuch um { $size } länger gelacht werden (95 %: { $span }).
    .end_smile = Nach allen Schritten, in Filialen wie { $site }: Das Lächeln nimmt um { $size } zu (95 %: { $span }).
    .end_attention_s = Nach allen Schritten, in Filialen wie { $site }: Es wird um { $size } länger hingesehen (95 %: { $span }).
    .end_watched_share = Nach allen Schritten, in Filialen wie { $site }: Der Anteil der Besuche, bei denen mindestens 1 s hingesehen wird, steigt um { $size } (95 %: { $span }).
    .end_laughter_s = Nach allen Schritten, in Filialen wie { $site }: Je Besuch wird um { $size } länger gelacht (95 %: { $span }).
    .no_difference = Keine Änderung empfohlen: Es ist kein Unterschied erkennbar. Das 95‑%‑Konfidenzintervall für den Gewinn durch andere Anteile enthält die 0: { $span }.
    .none_untold = Keine Änderung empfohlen: Zu diesen Spots gibt es keine Zahlen.
    .none_few_sites = Keine Änderung empfohlen: Weniger als 4 Filialen liefern Zahlen zu diesen Spots.
    .none_few_weeks = Keine Änderung empfohlen: Vom aktuellen Modell gibt es weniger als vier Wochen Daten.
    .none_few_adverts = Keine Änderung empfohlen: Weniger als zwei Spots dürfen ihren Anteil ändern.
    .none_few_people = Keine Änderung empfohlen: Hier sehen zu wenige Menschen hin, um zu irgendeinem Spot eine Reaktion anzugeben.
    .none_short_cycle = Keine Änderung empfohlen: Der Zyklus der Playlist ist zu kurz für einen Schritt von 10 Prozentpunkten.
    .none_best_already = Keine Änderung empfohlen: Die Spots haben bereits die besten Anteile.
    .basis = Grundlage: veröffentlichte Reaktionen vom { $days } aus { $sites ->
            [one] { $sites } Filiale
           *[other] { $sites } Filialen
        }, die { $told } der Besuche abdecken. Der heutige Tag ist nicht enthalten.
    .not_said = Die Empfehlung beschreibt den Mittelwert solcher Filialen. Sie sagt nichts über eine einzelne Person, die aktuelle Stunde oder Käufe.
    .pending = Version { $version } ist angenommen. Sie gilt ab dem Ende des { $day }.
    .why_most = wirkt wahrscheinlich am besten
    .why_least = wirkt weniger wahrscheinlich am besten; behält den Mindestanteil
    .why_too_few = wirkt schwächer; beim Mindestanteil sähen zu wenige Menschen hin, um Zahlen zu liefern
    .why_stays = unverändert
    .why_experiment = in einem laufenden Experiment
    .why_booked = gebucht
    .why_hours = hat eigene Zeiten
    .why_untold = keine Zahlen
    .why_few_sites = Zahlen aus weniger als 4 Filialen
    .why_few_weeks = weniger als vier Wochen Daten
    .rail_experiment = In einem laufenden Experiment, daher bleibt der Anteil: { $adverts }.
    .rail_booked = Gebucht, daher gilt dieser Anteil unabhängig von den Reaktionen: { $adverts }.
    .rail_hours = Mit eigenen Zeiten, daher bleibt der Anteil: { $adverts }.
    .rail_untold = Keine Zahlen, daher bleibt der Anteil: { $adverts }.
    .rail_few_sites = Zahlen aus weniger als 4 Filialen, daher bleibt der Anteil: { $adverts }.
    .rail_few_weeks = Weniger als vier Wochen Daten, daher bleibt der Anteil: { $adverts }.
    .rail_few_told = Weniger als 80 % der Besuche sind erfasst: { $adverts }. Verglichen wird nur innerhalb derselben Filiale, desselben Tages und Tagesabschnitts; fehlende ruhige Stunden entscheiden also nicht.
    .rail_too_few = Hier sehen zu wenige Menschen hin, um zu so vielen Spots an einem Tag Zahlen zu liefern. Deshalb entfallen: { $adverts }. Mit `rotate = 2` in der Playlist würden sie sich abwechseln und bleiben.
    .rail_step = Ein Anteil ändert sich um höchstens 10 Prozentpunkte am Tag. Weitere Schritte folgen für: { $adverts }.

method =
    .title = Daten und Methodik
    .lead = Was jede Zahl bedeutet, wie sie berechnet wird und was sie nicht ist.
    .contents = Abschnitte
    .rules = Regeln für alle Zahlen
    .formula = Formel:
    .is_not = Nicht gemeint ist

audit =
    .title = Protokoll
    .lead = Wer was wann getan hat. Einträge werden { $days } Tage aufbewahrt. Alle Zeiten in UTC.
    .when = Wann
    .who = Wer
    .what = Was
    .detail = Details
    .address = Von
    .older = Ältere Einträge

alerts =
    .title = Warnungen
    .lead = Probleme, um die sich jemand kümmern muss, die ältesten zuerst. Sie werden einmal benachrichtigt, wenn eine Warnung beginnt, und einmal, wenn sie vorbei ist. Alle Zeiten in UTC.
    .severity = Schweregrad
    .code = Code
    .where = Wo
    .since = Seit
    .text = Was geschehen ist und was zu tun ist
    .quiet = Stummschalten
    .server = dieser Server
    .none = Es gibt keine offene Warnung.
    .more = { $count } weitere. Alle zeigt: vitrina-central alerts list
    .snoozed = stummgeschaltet
    .snoozes = Stummgeschaltete Warnungen
    .until = { $code }, { $place }: bis { $when }, durch { $who }
    .all = alle Warnungen
    .everywhere = alle Filialen
    .snooze = Stummschalten
    .snooze_some = Eine Filiale, ein Gerät oder einen Code stummschalten
    .how_long = Wie lange { $what } stummgeschaltet bleibt
    .hour = 1 Stunde
    .day = 1 Tag
    .week = 1 Woche
    .end = Stummschaltung beenden
    .end_of = Stummschaltung von { $what } beenden
    .place = Filiale oder Gerät
    .place_hint = Zum Beispiel acme/berlin-7 oder acme/berlin-7/door. Leer: alle Filialen.
    .code_hint = Zum Beispiel kiosk.silent. Leer: alle Warnungen der Filiale oder des Geräts.
    .hours = Stunden

language =
    .name = Deutsch
    .title = Sprache
    .label = Sprache der Seiten und Berichte
    .browser = wie im Browser eingestellt
    .save = Speichern
    .saved = Die Sprache ist gespeichert.

# Daten, Alter, Zahlen mit ihren Wörtern

date =
    .day = { $day }. { $month } { $year }
    .short = { $day }. { $month }
    .when = { $day }. { $month } { $year }, { $time }
    .period = { $first } bis { $last }
    .no_day = kein Tag

age =
    .s = { $age } s
    .min = { $age } min
    .h = { $age } Std.
    .d = { $age } Tg.

list =
    .two = { $first } und { $last }

quote =
    .name = „{ $name }“

unit =
    .s = s
    .bpm = Schläge/min
    .per_min = /min

span =
    .plain = { $low } bis { $high }
    .signed = { $low } bis { $high }
    .confidence = (95 %: { $span })
    .over_days = (95 %: { $span }, über { $days ->
            [one] { $days } Tag
           *[other] { $days } Tage
        })

count =
    .shops = { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }
    .participants = { $count ->
            [one] { $count } Testperson
           *[other] { $count } Testpersonen
        }
    .visits = { $count ->
            [one] { $count } Besuch
           *[other] { $count } Besuche
        }
    .plays = { $count ->
            [one] { $count } Ausspielung
           *[other] { $count } Ausspielungen
        }
    .adverts = { $count ->
            [one] { $count } Spot
           *[other] { $count } Spots
        }
    .kiosks = { $count ->
            [one] { $count } Gerät
           *[other] { $count } Geräte
        }
    .messages = { $count ->
            [one] { $count } Meldung
           *[other] { $count } Meldungen
        }

# Was ein Bericht von einem Spot sagt

headline =
    .smiled = Wer { $advert } ansah, lächelte { $share } der Zeit{ $interval }, in { $shops ->
            [one] { $shops } Filiale
           *[other] { $shops } Filialen
        }.
    .smiled_here = { $shops ->
            [one] In dieser Filiale
           *[other] In diesen { $shops } Filialen
        } lächelte, wer { $advert } ansah, { $share } der Zeit{ $interval }.
    .smiled_panel = { $participants ->
            [one] { $participants } Testperson, die { $advert } ansah, lächelte
           *[other] { $participants } Testpersonen, die { $advert } ansahen, lächelten
        } { $share } der Zeit{ $interval }.
    .looked = Bei { $share } der Besuche wurde { $advert } angesehen. Zum Lächeln gibt es keine Zahlen.
    .looked_because = Bei { $share } der Besuche wurde { $advert } angesehen. Zum Lächeln gibt es keine Zahlen: { $reason }.
    .nothing = Zu { $advert } gibt es keine Zahlen.
    .nothing_because = Zu { $advert } gibt es keine Zahlen: { $reason }.
    .several = { $adverts ->
            [one] { $adverts } Spot
           *[other] { $adverts } Spots
        }: Es wurde { $span } der Zeit gelächelt. Dieser Bericht vergleicht die Spots nicht miteinander.
    .several_panel = { $adverts ->
            [one] { $adverts } Spot
           *[other] { $adverts } Spots
        }: Die Testpersonen lächelten { $span } der Zeit. Dieser Bericht vergleicht die Spots nicht miteinander.
    .several_nothing = { $adverts ->
            [one] { $adverts } Spot
           *[other] { $adverts } Spots
        }: Zum Lächeln gibt es keine Zahlen.
    .none = Es liegt kein Bericht über einen Spot vor.

base =
    .panel = Grundlage: Aufnahmen von { $participants ->
            [one] { $participants } Testperson
           *[other] { $participants } Testpersonen
        }.
    .visits = Grundlage: { $visits ->
            [one] { $visits } Besuch
           *[other] { $visits } Besuche
        } und { $days ->
            [one] { $days } Filialtag
           *[other] { $days } Filialtage
        }, { $period }.
    .period = { $period }.
    .no_day = Kein Tag.

alone =
    .shops = Das gilt nur für { $count ->
            [one] diese Filiale
           *[other] diese Filialen
        }. Für ein Intervall, das auch für andere Filialen gilt, sind { $least } Filialen nötig.
    .participants = Das gilt nur für { $count ->
            [one] diese Testperson
           *[other] diese Testpersonen
        }. Für ein Intervall, das auch für andere Personen gilt, sind { $least } Testpersonen nötig.

no_interval =
    .because = Kein Intervall: { $reason }.
    .few = Kein Intervall: zu wenige Filialen und Tage.

decide =
    .here = Sie brauchen etwa { $days ->
            [one] { $days } Tag
           *[other] { $days } Tage
        }, um { $shops ->
            [one] diese Filiale
           *[other] diese Filialen
        } auf { $points ->
            [one] { $points } Prozentpunkt
           *[other] { $points } Prozentpunkte
        } genau zu messen.
    .detectable = Mit zwei solchen Spots zeigen 80 von 100 Experimenten einen Unterschied, der { $size } beträgt.
    .detectable_range = Mit zwei solchen Spots zeigen 80 von 100 Experimenten einen Unterschied, der { $size } beträgt ({ $low } bis { $high }, weil die Streuung zwischen Filialen angenommen ist).
    .sites = Um einen Unterschied zu zeigen, der { $size } beträgt, brauchen Sie etwa { $count ->
            [one] { $count } solche Filiale
           *[other] { $count } solche Filialen
        }.

told =
    .none_visits = Zu keinem der Besuche gibt es Zahlen: Es waren zu wenige Personen zugleich da.
    .none_participants = Zu keiner der Testpersonen gibt es Zahlen: Es waren zu wenige zugleich.
    .missing = Es waren zu wenige Personen zugleich da, um { $parts } anzugeben. Dort kann mehr oder weniger gelächelt worden sein.
    .short = nur { $share }
    .week = Nur { $share } erfasst.

watchers =
    .at_the_end_shops = Hinsehende in den letzten 3 s verglichen mit den ersten 3 s: { $share }{ $interval }, in { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }. Personen kommen und gehen; deshalb ist das nicht der Anteil derer, die geblieben sind.
    .at_the_end_participants = Hinsehende in den letzten 3 s verglichen mit den ersten 3 s: { $share }{ $interval }, von { $count ->
            [one] { $count } Testperson
           *[other] { $count } Testpersonen
        }. Das ist nicht der Anteil derer, die bis zum Ende zugesehen haben.

moment =
    .name = { $first }–{ $last } s: { $size } PP
    .more = { $size } Prozentpunkte mehr als in den meisten Sekunden des Spots (95 %: { $low } bis { $high }).
    .less = { $size } Prozentpunkte weniger als in den meisten Sekunden des Spots (95 %: { $low } bis { $high }).
    .untold = Zu keiner Sekunde gibt es Zahlen: Es sahen zu wenige zugleich hin.
    .few_shops = Es wird kein Moment gezeigt: Bei weniger als 10 Filialen kann es Zufall sein.
    .few_participants = Es wird kein Moment gezeigt: Bei weniger als 10 Testpersonen kann es Zufall sein.
    .none = Keine Sekunde weicht eindeutig von den meisten Sekunden des Spots ab. Was die Linie zeigt, kann Zufall sein.
    .picture = { $advert }, Sekunde { $second }

mark =
    .simulated = SIMULIERT: Diese Daten hat ein Programm erzeugt, keine Menschen.
    .research = Mit einem Forschungsmodell gemessen: nicht für den Einsatz in einer Filiale.
    .word = SIMULIERT

limit =
    .visits = { $share } der Besuche
    .plays = { $share } der Ausspielungen
    .seconds = { $share } der Sekunden
    .shops = { $share } der Filialen
    .participants = { $share } der Testpersonen
    .network_visits = Das Modell wurde gewechselt. Die Zahlen stammen nur von { $network }, ab { $day }. Nicht enthalten: { $others }, mit { $count ->
            [one] { $count } Besuch
           *[other] { $count } Besuchen
        }.
    .network_participants = Das Modell wurde gewechselt. Die Zahlen stammen nur von { $network }, ab { $day }. Nicht enthalten: { $others }, mit { $count ->
            [one] { $count } Testperson
           *[other] { $count } Testpersonen
        }.
    .why = Der Bericht zeigt, dass gelächelt wurde, während { $advert } lief, nicht warum: Menschen lächeln auch einander an oder über ein Kind.
    .opinion = Ein Lächeln ist kein Kauf und keine Meinung.
    .faces = Ausgewertet werden nur Gesichter, die dem Bildschirm zugewandt sind. Wer nie hinsah, ist in keiner Zahl enthalten.
    .knew = Diese Testpersonen wussten, dass sie aufgezeichnet wurden. Kundschaft in einer Filiale kann anders reagieren.
    .light = Die Lächelerkennung wurde nicht in diesem Licht geprüft. Vergleichen Sie Spots an denselben Orten. Ein einzelner Wert sagt wenig.
    .late = Die späten Sekunden beschreiben nur die Personen, die geblieben sind.

# Experimente, Vergleiche, Verläufe

size =
    .points = { $points ->
            [one] { $points } Prozentpunkt
           *[other] { $points } Prozentpunkte
        }

experiment =
    .heading = Experiment { $name }
    .wins = { $winner } gewinnt: vor { $leads }.
    .lead = { $other } um { $size }{ $interval }
    .wins_by = { $winner } gewinnt: um { $size } vor { $other }{ $interval }.
    .leads = Noch kein Gewinner: { $first } liegt um { $size } vor { $other }{ $interval }.
    .leads_by_chance = Noch kein Gewinner: { $first } liegt um { $size } vor { $other }{ $interval }. Das kann Zufall sein.
    .none = Noch kein Gewinner: { $reason }.
    .none_told = Noch kein Gewinner: Es gibt keine Zahlen.
    .compared_shops = Verglichen innerhalb von { $days ->
            [one] { $days } Filialtag
           *[other] { $days } Filialtagen
        } in { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }, { $period }.
    .compared_participants = Verglichen innerhalb von { $count ->
            [one] { $count } Testperson
           *[other] { $count } Testpersonen
        }, { $period }.
    .planned_end = Das geplante Ende ist der { $day }.
    .changed_end = Es wurde geändert. Zuerst geplant war der { $day }.
    .incomplete = { $blocks ->
            [one] { $blocks } unvollständiger Block ist
           *[other] { $blocks } unvollständige Blöcke sind
        } nicht enthalten.
    .incomplete_of = { $blocks } von { $all } Blöcken { $blocks ->
            [one] war unvollständig und ist
           *[other] waren unvollständig und sind
        } nicht enthalten.
    .seen_at_most_visits = In der Variante mit weniger Besuchen können höchstens { $most } der Besuche beide Varianten gesehen haben.
    .seen_at_most_participants = In der Variante mit weniger Testpersonen können höchstens { $most } beide Varianten gesehen haben.
    .seen_both_visits = In der Variante mit weniger Besuchen können { $least } bis { $most } der Besuche beide Varianten gesehen haben.
    .seen_both_participants = In der Variante mit weniger Testpersonen können { $least } bis { $most } beide Varianten gesehen haben.
    .change = { $difference } hat sich geändert: { $first } im ersten Drittel der Tage, { $last } im letzten Drittel. Neue Spots wirken anfangs oft stärker; prüfen Sie deshalb die Wochenwerte.
    .weeks_table = Unterschiede Woche für Woche: { $measure }
    .arms = { $measure }, nach Variante
    .arms_picture = { $measure }, nach Variante des Experiments { $name }
    .arms_described = Ein Punkt und sein 95‑%‑Konfidenzintervall für jede Variante. Die Tabelle unter dem Diagramm enthält alle Zahlen.
    .arms_legend = Linie: 95‑%‑Konfidenzintervall der einzelnen Variante. Welche Variante vorn liegt, zeigt der Unterschied darunter.
    .arms_table = Varianten des Experiments { $name }
    .looks = { $difference }, Tag für Tag
    .looks_picture = { $difference } an jedem Tag
    .looks_described = Der Unterschied und das Intervall, das Sie jeden Tag ansehen dürfen. Die Tabelle unter dem Diagramm enthält alle Zahlen.
    .looks_legend = Hell: 95‑%‑Konfidenzintervall, das gilt, so oft Sie auch hinsehen. Eine Variante gewinnt, wenn dieses Intervall die 0 nicht enthält, wohl aber den Unterschied.
    .looks_end = Gestrichelt: das geplante Ende.
    .looks_table = Der Unterschied Tag für Tag

needed =
    .detectable = Mit solchen Daten ist ein Unterschied erkennbar, wenn er mindestens { $size } beträgt.
    .shops = Um einen Unterschied zu zeigen, der { $size } beträgt, brauchen Sie etwa { $count ->
            [one] { $count } weitere Filiale
           *[other] { $count } weitere Filialen
        }.
    .participants = Um einen Unterschied zu zeigen, der { $size } beträgt, brauchen Sie etwa { $count ->
            [one] { $count } weitere Testperson
           *[other] { $count } weitere Testpersonen
        }.
    .days = Um einen Unterschied zu zeigen, der { $size } beträgt, brauchen Sie etwa { $days ->
            [one] { $days } weiteren Tag
           *[other] { $days } weitere Tage
        }.
    .shops_or_days = Um einen Unterschied zu zeigen, der { $size } beträgt, brauchen Sie etwa { $count ->
            [one] { $count } weitere Filiale
           *[other] { $count } weitere Filialen
        } oder etwa { $days ->
            [one] { $days } weiteren Tag
           *[other] { $days } weitere Tage
        }.
    .participants_or_days = Um einen Unterschied zu zeigen, der { $size } beträgt, brauchen Sie etwa { $count ->
            [one] { $count } weitere Testperson
           *[other] { $count } weitere Testpersonen
        } oder etwa { $days ->
            [one] { $days } weiteren Tag
           *[other] { $days } weitere Tage
        }.

plan =
    .title = Experiment planen
    .lead = Sehen Sie vorab, welchen Unterschied zwischen zwei Spots Sie mit Ihren Filialen, Tagen und Personen erkennen können.
    .link = Ein Experiment planen
    .button = Berechnen
    .tenant = Mandant
    .sites_field = Filialen
    .days_field = Tage je Filiale
    .people_field = Personen je Filiale, Tag und Spot
    .difference_points = Gesuchter Unterschied in Prozentpunkten
    .finds = Mit { $sites ->
            [one] { $sites } Filiale
           *[other] { $sites } Filialen
        }, { $days ->
            [one] { $days } Tag
           *[other] { $days } Tagen
        } und { $people } Personen je Filiale, Tag und Spot zeigen 80 von 100 Experimenten einen Unterschied, der mindestens { $size } beträgt.
    .none = Mit { $sites ->
            [one] { $sites } Filiale
           *[other] { $sites } Filialen
        }, { $days ->
            [one] { $days } Tag
           *[other] { $days } Tagen
        } und { $people } Personen je Filiale, Tag und Spot lässt sich kein Unterschied verlässlich erkennen. Zu wenige Filialen erreichen genug Personen für eine Angabe.
    .measure = Messgröße: { $measure }.
    .range = Es sind { $low }, wenn der Unterschied in allen Filialen gleich ist, und { $high }, wenn er zwischen den Filialen doppelt so stark schwankt wie angenommen.
    .found = { $share } solcher Experimente zeigen einen Unterschied, der { $size } beträgt.
    .needed = Um in 80 von 100 Experimenten { $size } zu zeigen, brauchen Sie etwa { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }.
    .nothing_stored = Es sind noch zu wenige Daten gespeichert. Deshalb ist angenommen, wie stark sich Personen, Filialen und Tage unterscheiden. Planen Sie neu, wenn zwei Spots zwei Tage lang in denselben Filialen gelaufen sind.
    .people_of_ads = Die Streuung zwischen Personen und ihre Anzahl stammen von { $ads } in den letzten 28 Tagen, aus { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }.
    .people_of_experiments = Die Streuung zwischen Personen und ihre Anzahl stammen aus dem neuesten Experiment, aus { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }.
    .taste_assumed = Wie stark der Unterschied zwischen den Filialen schwankt, ist angenommen: ein Zehntel des Niveaus. Kein gespeichertes Experiment zeigt es.
    .taste_stored = Wie stark der Unterschied zwischen den Filialen schwankt, stammt aus { $count ->
            [one] { $count } gespeicherten Experiment
           *[other] { $count } gespeicherten Experimenten
        }: etwa { $size }.
    .common_day = Ein einzelner Tag verschiebt den Unterschied in allen Filialen gemeinsam, um etwa { $size }. Mehr Tage verringern diesen Effekt, mehr Filialen nicht.
    .at_the_end = Das gilt für zwei Spots mit einem geplanten Ende. Planen Sie das Ende vor dem ersten Tag.
    .table_points = Kleinster erkennbarer Unterschied in Prozentpunkten, bei { $people } Personen je Filiale, Tag und Spot
    .table = Kleinster erkennbarer Unterschied, bei { $people } Personen je Filiale, Tag und Spot
    .days = { $days ->
            [one] { $days } Tag
           *[other] { $days } Tage
        }

placebo =
    .differs = Die Lächelerkennung bewertet zwei Kopien eines Videos unterschiedlich: { $first } liegt um { $size } vor { $other }{ $interval }.
    .alike = Die Lächelerkennung zeigt keinen Unterschied zwischen zwei Kopien eines Videos: { $first } liegt um { $size } vor { $other }{ $interval }.
    .explained = Beide Varianten zeigen dasselbe Video, eine Kopie ist dunkler. Der Unterschied zeigt, wie die Erkennung Gesichter in diesem Licht bewertet, nicht, was jemand vom Video hält.
    .shows = Das Placebo-Experiment { $name } zeigt, wie stark allein das Licht die Lächelerkennung beeinflusst: Zwei Kopien eines Videos unterscheiden sich um { $size } { $interval }. Unterschiede bis { $largest } können also von der Erkennung selbst kommen.
    .not_larger = Ein hier gezeigter Unterschied ist nicht größer als { $largest } und kann daher allein von der Erkennung kommen.
    .not_stored = Es ist kein Placebo-Experiment gespeichert. Deshalb ist nicht bekannt, wie viel von diesem Unterschied von der Lächelerkennung selbst kommt.
    .title = Lächelerkennung prüfen
    .offer = Zeigen Sie ein Video zweimal, einmal dunkler, als Experiment. Bei keiner der Kopien wird mehr gelächelt; ein Unterschied ist also ein Fehler der Erkennung. Jeder spätere Unterschied wird damit verglichen.
    .steps = Erstellen Sie auf dem Server die dunklere Kopie eines Spots. Der Befehl gibt auch die Zeilen der Playlist für das Experiment aus:

difference =
    .none = Es lässt sich kein Unterschied angeben: zu wenige Daten.
    .none_because = Es lässt sich kein Unterschied angeben: { $reason }.
    .not_shown = Kein Unterschied zwischen { $a } und { $b } erkennbar. { $a } liegt um { $size } vorn{ $interval }; das kann Zufall sein.
    .none_shown = Kein Unterschied zwischen { $names } erkennbar.
    .smile = Bei { $a } wurde um { $size }{ $interval } mehr gelächelt als bei { $b }, { $among }.
    .watched_share = Bei { $a } sahen um { $size }{ $interval } mehr Besuche hin als bei { $b }, { $among }.
    .attention_s = { $a } wurde um { $size }{ $interval } länger angesehen als { $b }, { $among }.
    .laughter_s = Bei { $a } wurde um { $size }{ $interval } länger gelacht als bei { $b }, { $among }.
    .other = { $a } hatte bei „{ $measure }“ einen um { $size }{ $interval } höheren Wert als { $b }, { $among }.
    .among_shops = in { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }
    .among_participants = bei { $count ->
            [one] { $count } Testperson
           *[other] { $count } Testpersonen
        }
    .compared = { $names } im Vergleich
    .curves = Kurven
    .table = Unterschiede: { $measure }
    .no_table = Unterschiede
    .verdict_none = kein Unterschied erkennbar
    .p_below = unter { $number }

trend =
    .none = Zu keiner Woche von { $name } gibt es Zahlen.
    .none_whole = Zu { $name } gibt es noch keine vollständige Woche.
    .cut = Unvollständige Woche.
    .headline_shops = { $name }, Woche ab { $day }: { $measure } { $value }{ $interval }, { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }.
    .headline_participants = { $name }, Woche ab { $day }: { $measure } { $value }{ $interval }, { $count ->
            [one] { $count } Testperson
           *[other] { $count } Testpersonen
        }.
    .heading = Woche für Woche
    .legend = Linie: 95‑%‑Konfidenzintervall. Hohl: unvollständige Woche. Eine Lücke ist eine Woche mit zu wenigen Personen, ein Wechsel des Modells oder Wochen ohne gemeinsame Filiale.
    .legend_panel = Linie: 95‑%‑Konfidenzintervall. Eine Lücke ist eine Woche mit zu wenigen Personen oder ein Wechsel des Modells.
    .picture = Wochen von { $name }
    .adverts = den Spots
    .described = Ein Punkt und sein 95‑%‑Konfidenzintervall für jede Woche. Die Tabelle unter dem Diagramm enthält alle Zahlen.
    .table = Wochen

# Diagramme

plot =
    .band = Hell: das Band, das in 95 von 100 solchen Berichten die ganze Kurve enthält.
    .lines = Dünne Linien: 95‑%‑Konfidenzintervall jeder Sekunde für sich. Für ein Band sind es zu wenige Orte.
    .days = Blasse Linien: { $days ->
            [one] der einzige Tag
           *[other] { $days } einzelne Tage
        }. Für ein Intervall sind es zu wenige Filialen; die Linien zeigen, wie stark sich Tage unterscheiden.
    .own_mean = Gepunktet: Mittelwert des Spots.
    .film = Darunter: das Video.
    .untold_second = keine Angabe, zu wenige sahen zugleich hin
    .second = { $share } Lächeln, { $watchers ->
            [one] { $watchers } sah
           *[other] { $watchers } sahen
        } hin
    .second_band = { $share } Lächeln, Band { $low } bis { $high }, { $watchers ->
            [one] { $watchers } sah
           *[other] { $watchers } sahen
        } hin
    .tooltip = Sekunde { $second }: { $words }
    .not_told = keine Angabe
    .mean = Mittel { $share }
    .watchers = Hinsehende je Sekunde, höchstens { $number }
    .first_second = { $second } s
    .title = Lächeln in jeder Sekunde von { $adverts }
    .heading = Lächeln in jeder Sekunde, % der Betrachtungszeit
    .each_advert = Lächeln in jeder Sekunde jedes Spots
    .described_none = { $name }: zu keiner Sekunde gibt es Zahlen.
    .described_band = { $name }: { $seconds } Sekunden, mit einem 95‑%‑Band; am niedrigsten { $low } in Sekunde { $at_low }, am höchsten { $high } in Sekunde { $at_high }.
    .described = { $name }: { $seconds } Sekunden, ohne Band; am niedrigsten { $low } in Sekunde { $at_low }, am höchsten { $high } in Sekunde { $at_high }.
    .gaps = { $seconds ->
            [one] { $seconds } Sekunde
           *[other] { $seconds } Sekunden
        } ohne Angabe.
    .has_table = Die Tabelle unter dem Diagramm enthält alle Zahlen.
    .between = { $number } weitere dazwischen
    .spark = Lächeln nach Sekunden: { $low } bis { $high }, am meisten in Sekunde { $second }.
    .spark_none = Zu keiner Sekunde gibt es Zahlen.

figure =
    .shops = Lächeln nach Filiale, % der Betrachtungszeit
    .participants = Lächeln nach Testperson, % der Betrachtungszeit
    .shops_picture = Lächeln nach Filiale, { $advert }
    .participants_picture = Lächeln nach Testperson, { $advert }
    .shops_described = { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }, sortiert nach dem Unterschied zu ihren anderen Spots. Die Tabelle unter dem Diagramm enthält alle Zahlen.
    .participants_described = { $count ->
            [one] { $count } Testperson
           *[other] { $count } Testpersonen
        }, sortiert nach dem Unterschied zu ihren anderen Spots. Die Tabelle unter dem Diagramm enthält alle Zahlen.
    .shops_legend = Reihenfolge: Unterschied zu den anderen Spots der Filiale. Gefüllt: zum Mittelwert aller Filialen geschrumpfte Schätzung. Hohl: der eigene Wert der Filiale mit seinem 95‑%‑Konfidenzintervall über Tage. Gepunktet: Mittelwert aller Filialen.
    .participants_legend = Reihenfolge: Unterschied zu den anderen Spots der Testperson. Gefüllt: zum Mittelwert aller Testpersonen geschrumpfte Schätzung. Hohl: der eigene Wert der Testperson mit seinem 95‑%‑Konfidenzintervall. Gepunktet: Mittelwert aller Testpersonen.
    .hours = Besuche nach Tagesstunde
    .hours_of = Besuche nach Tagesstunde, { $advert }
    .hours_legend = Dunkel: Besuche, bei denen mindestens 1 s hingesehen wurde. Ortszeit der Filialen.
    .weekdays = Besuche nach Wochentag
    .weekdays_of = Besuche nach Wochentag, { $advert }
    .weekdays_legend = Dunkel: Besuche, bei denen mindestens 1 s hingesehen wurde.
    .bars = { $count ->
            [one] { $count } Balken
           *[other] { $count } Balken
        }. Die Tabelle unter dem Diagramm enthält alle Zahlen.
    .parts = Lächeln nach Tagesabschnitt, % der Betrachtungszeit
    .parts_picture = Lächeln nach Tagesabschnitt, { $advert }
    .parts_described = Ein Punkt und sein 95‑%‑Konfidenzintervall für jeden Abschnitt. Die Tabelle unter dem Diagramm enthält alle Zahlen.
    .parts_legend = Nur Filialen, deren Geräte ihre Meldungen an den Tagesabschnitten beenden.
    .part = Abschnitt { $number }

# Zahlen auf einen Blick

fact =
    .plays = Ausspielungen
    .visits = Besuche vor den Bildschirmen
    .looked = sahen mindestens 1 s hin
    .overlapping = Besuche während der Ausspielungen
    .present = mittlere Zeit im Blickfeld
    .told_visits = der Besuche erfasst
    .told_participants = der Testpersonen erfasst
    .read = der Hinsehenden beim Lächeln berücksichtigt
    .camera = der Zeit war die Kamera an
    .third = unter den eigenen Spots, je Filiale
    .upper_third = oberes Drittel
    .middle_third = mittleres Drittel
    .lower_third = unteres Drittel

# Tabellen

table =
    .numbers = Zahlen von { $name }
    .scores = Kennwerte der Kurve von { $name }
    .seconds = Jede Sekunde von { $name }
    .shops = Filialen von { $name }
    .participants = Testpersonen von { $name }
    .looked = Wie lange hingesehen wurde, { $name }
    .present = Wie lange Besuche dauerten, { $name }
    .parts = Tagesabschnitte, { $name }
    .or_more = { $edge } s oder länger
    .from_to = { $first } bis { $last } s
    .here_shops = in diesen Filialen, { $days ->
            [one] { $days } Tag
           *[other] { $days } Tage
        }
    .here_participants = bei diesen Testpersonen, { $days ->
            [one] { $days } Tag
           *[other] { $days } Tage
        }
    .from_second = ab Sekunde { $second }
    .no_reason = kein Grund angegeben
    .not_told = { $names }: keine Angabe.
    .no_intervals = Die Kurve hat keine Intervalle: { $reason }.
    .few_shops = zu wenige Filialen
    .few_participants = zu wenige Testpersonen

column =
    .abstained = Nicht entschieden
    .class = Klasse
    .share = Anteil
    .comments = Kommentare
    .least_people = Zehn-Minuten-Abschnitte, mindestens
    .advert = Spot
    .present_share = Anteil
    .new_share = Nach einem Tag
    .end_share = Am Ende
    .draws = Wirkung
    .draws_interval = 95 %
    .draws_here = Hier
    .why = Warum
    .number = Messgröße
    .mean = Mittel
    .here_shops = 95 % in diesen Filialen
    .here_participants = 95 % bei diesen Testpersonen
    .interval = 95‑%‑Intervall
    .shop = Filiale
    .shops = Filialen
    .participant = Testperson
    .participants = Testpersonen
    .of = Grundlage
    .reported_share = Erfasst
    .alike = Alle gleich gewichtet
    .of_curve = Kennwert
    .second = Sekunde
    .smiled = Lächeln
    .of_second = 95 % der Sekunde
    .of_week = 95 % der Woche
    .band = Band aller Sekunden
    .watchers = Hinsehende
    .read = Ausgewertet
    .shrunk = Geschrumpft
    .beside = Gegenüber den anderen Spots, Prozentpunkte
    .own = Eigener Wert
    .over_days = 95 % über die Tage
    .days = Tage
    .day = Tag
    .plays = Ausspielungen
    .visits = Besuche
    .weekday = Wochentag
    .hour = Stunde
    .looked_1 = Mindestens 1 s hingesehen
    .time_present = Zeit im Blickfeld
    .within = Sicher in dieser Stunde
    .looked = Hingesehen
    .present = Anwesend
    .pair = Paar
    .difference = Unterschied
    .any_time = 95 % jederzeit
    .verdict = Ergebnis
    .at_end = 95 % am Ende
    .p = p, korrigiert
    .smallest = Erkennbar ab
    .arm = Variante
    .adverts = Spots
    .blocks = Blöcke
    .week = Woche ab
    .value = Wert
    .reactions = Reaktionen
    .remark = Bemerkung
    .part = Abschnitt

# Die Seite, die eine Datei ist

page =
    .skip = Zum Ergebnis springen
    .marks = Kennzeichen dieses Berichts
    .report_of = Bericht vom { $day }
    .behind = Die Zahlen dieses Diagramms
    .method = Wie die Zahlen berechnet werden
    .every_number = Jede Zahl: was sie ist, wie sie berechnet wird, was sie nicht ist
    .footer = Erstellt mit Vitrina. { -promise-least } Für ein Panel gilt keine Mindestzahl, weil die Testpersonen eingewilligt haben. Keine Zahl enthält ein Bild oder einen Ton.

# Gründe der Statistik

reason =
    .nothing_told = es wurde nichts gemeldet
    .few_sites = weniger als { $number } { $unit ->
            [participants] Testpersonen
           *[other] Filialen
        }
    .few_days = weniger als { $number } Tage
    .one_site = fast alle Personen kamen aus einer einzigen { $unit ->
            [participants] Aufnahme
           *[other] Filiale
        }
    .one_day = fast alle Personen kamen an einem einzigen Tag
    .never_by_days = mehr Tage genügen nicht: Die Filialen unterscheiden sich zu stark
    .no_two_days = { $unit ->
            [participants] keine Testperson
           *[other] keine Filiale
        } hat zwei Tage: Tage lassen sich nicht von { $unit ->
            [participants] Testpersonen
           *[other] Filialen
        } trennen
    .few_for_band = zu keiner Sekunde gibt es Zahlen von { $number } { $unit ->
            [participants] Testpersonen
           *[other] Filialen
        }
    .few_to_win = Zahlen aus { $number } { $unit ->
            [participants] Testpersonen
           *[other] Filialen
        }; ein Gewinner wird ab { $least } genannt
    .end_excludes = das Intervall am geplanten Ende enthält die 0 nicht
    .sequence_excludes = die Konfidenzfolge enthält die 0 nicht
    .end_holds = das geplante Ende ist erreicht, und das Intervall enthält die 0
    .not_begun = die Konfidenzfolge hat noch nicht begonnen
    .sequence_holds = die Konfidenzfolge enthält die 0
    .sequence_holds_no_end = die Konfidenzfolge enthält die 0; es war kein Ende geplant
    .shown_not_random = ein Unterschied ist erkennbar; die Spots wurden nicht zufällig zugeteilt
    .not_shown = kein Unterschied ist erkennbar
    .two_arms = weniger als zwei Varianten sind gespeichert
    .no_arm = keine Variante liegt vor allen anderen
    .both_copies = beide Varianten zeigen dasselbe Video, daher gewinnt keine

note =
    .simulated = Simulierte Daten: Diese Zahlen stammen nicht von echten Personen oder Filialen.
    .research = Geräte in diesem Bericht verwenden ein Forschungsmodell für Gesichter. Solche Ergebnisse dürfen in einer Filiale nicht verwendet werden.
    .no_plays = Es sind keine Ausspielungen gespeichert. Deshalb fehlen ihre Häufigkeit und der erfasste Anteil.
    .no_zone = Filialen ohne Zeitzone zählen ihre Tage und Stunden in UTC: vitrina-central site set.
    .networks = Mehrere Modelle haben diese Reaktionen gemessen. Die Zahlen zum Ausdruck stammen nur von { $network } ({ $period }); nicht verwendet: { $others }.
    .networks_difference = Mehrere Modelle haben diese Reaktionen gemessen. Die Unterschiede stammen nur von { $network }.
    .networks_experiment = Mehrere Modelle haben diese Reaktionen gemessen. Verwendet wird nur das Modell mit den meisten Personen.
    .in_one_order = Jede Testperson wird mit sich selbst verglichen. Sahen alle die Spots in derselben Reihenfolge, kann die Reihenfolge eine Rolle spielen.
    .not_random = Die Spots wurden innerhalb derselben Filialen und Tage verglichen. Sie wurden nicht zufällig zugeteilt: Die Stunde der Ausspielung kann eine Rolle spielen. Ein Experiment entscheidet.
    .network_began = Seit dem { $day } misst { $network } die Gesichter. Wochen davor haben eine andere Skala.
    .shops_joined = { $count } Filialen kamen nach der Woche ab { $day } dazu. Jede Woche steht auf dem Niveau aller { $all } Filialen.
    .shop_joined = Eine Filiale kam nach der Woche ab { $day } dazu. Jede Woche steht auf dem Niveau aller { $all } Filialen.
    .shops_left = { $count } Filialen meldeten in der Woche ab { $day } nichts. Jede Woche steht auf dem Niveau aller { $all } Filialen.
    .shop_left = Eine Filiale meldete in der Woche ab { $day } nichts. Jede Woche steht auf dem Niveau aller { $all } Filialen.
    .no_blocks = Die Ausspielungen nennen keine Blöcke. Deshalb ist nicht bekannt, ob sich die Varianten abwechselten.
    .no_end = Es war kein Ende geplant. Deshalb kann nur die Konfidenzfolge einen Gewinner ergeben.
    .end_changed = Das geplante Ende wurde geändert. Deshalb kann nur die Konfidenzfolge einen Gewinner ergeben.
    .some_chosen = Es wurden einzelne Tage oder Filialen ausgewählt. Deshalb kann nur die Konfidenzfolge einen Gewinner ergeben.
    .other_measure = Das Ende wurde für { $planned } geplant, dieser Bericht zeigt aber { $measure }. Deshalb kann nur die Konfidenzfolge einen Gewinner ergeben.
    .under_read = Ein Spot, der Menschen länger festhält, wird seltener ausgewertet. Sein Lächeln wird deshalb zu niedrig angegeben.
    .unbalanced = Die Varianten liefen ungleich oft. Ausspielungen: { $plays }.
    .unequal = Variante { $more } hat mindestens doppelt so viele Personen wie Variante { $fewer }. Ruhige Stunden fehlen womöglich nur bei der kleineren Variante.
    .abstained = Die Lächelerkennung entschied in Variante { $more } in { $most } % der Zeit nicht und in Variante { $less } in { $least } % der Zeit nicht: Dort wird mehr gesprochen, man wendet sich öfter ab oder steht in anderem Licht. Ein Unterschied der Varianten kann allein daher kommen.
    .second_0 = Schon in Sekunde 0, bevor ein Video wirken kann, liegt Variante { $ahead } um { $size } Prozentpunkte vor Variante { $other }. Etwas anderes als das Video ist verschieden, etwa die Helligkeit oder was davor läuft.

# Regeln für alle Zahlen

rule-interval =
    .title = Konfidenzintervall
    .text = Ein 95‑%‑Konfidenzintervall über Filialen zeigt, wo der Mittelwert aller Filialen dieser Art liegt: Wiederholen Sie die Messung in anderen Filialen, enthalten 95 von 100 solchen Intervallen diesen Mittelwert. Es wird aus einem Mittelwert je Filiale mit der t-Verteilung berechnet; viele Besuche in einer Filiale zählen also nicht als viele Filialen. Bei weniger als 4 Filialen gibt es kein solches Intervall. Ein Intervall über Tage beschreibt dann nur diese Filialen. In einem Panel stehen Testpersonen an der Stelle der Filialen.

rule-noise =
    .title = Rauschen
    .text = Jedes Gerät fügt den Summen hinter Ausdruck und Lachen zufälliges Rauschen hinzu. Eine Vermutung über einen einzelnen Besuch aus zwei Zahlen ist dadurch unsicher. Aus vielen Zahlen über denselben Besuch ist sie weniger unsicher. Das Rauschen ist im Mittel 0 und in jedem Intervall enthalten. Es kann eine Zahl unter 0 oder über 100 % bringen. Diagramme und Tabellen enden dort, Exporte nicht.

rule-promise =
    .title = { -promise-title }
    .text = { -promise-full } Zahlen mit zu wenigen Personen werden zurückgehalten. Sie fehlen hier und werden nie als 0 gezeigt. Der Betreiber kann andere Mindestzahlen als 5 und 10 wählen. Für ein Panel gilt keine Mindestzahl, weil die Testpersonen eingewilligt haben.

rule-told =
    .title = Erfasster Anteil
    .text = Ruhige Stunden und kleine Filialen werden öfter zurückgehalten als belebte. Deshalb sind die erfassten Besuche keine Zufallsauswahl aller Besuche. Der erfasste Anteil steht neben jeder Zahl und zusätzlich als Satz, wenn er unter 80 % liegt.

rule-ranking =
    .title = Rangfolge der Filialen
    .text = Filialen werden nicht nach ihrem Niveau geordnet, denn das hängt auch von Kamera, Licht und Besuchern ab. Sie sind danach geordnet, wie viel besser der Spot dort wirkt als die anderen Spots der Filiale. Unter vielen Filialen liegen die kleinsten durch Zufall ganz vorn und ganz hinten. Deshalb wird jeder Unterschied geschrumpft: zum Mittelwert aller Filialen verschoben, umso weiter, je größer Zufall und Rauschen sind.

rule-winner =
    .title = Gewinner
    .text = Ein Spot gewinnt, wenn sein Intervall am geplanten Ende die 0 nicht enthält, oder schon vorher, wenn ein Intervall, das Sie jeden Tag ansehen dürfen, die 0 nicht enthält. Bei weniger als 4 Filialen gewinnt kein Spot. Sonst ist kein Unterschied erkennbar. Das beweist nicht, dass es keinen gibt.

rule-network =
    .title = Modell
    .text = Ein Modell erkennt Lächeln in Gesichtern. Es wurde mit Bildern von anderen Orten geprüft, nicht im Licht dieser Filialen, und keine Zahl wird um seine Fehler korrigiert. Ein einzelner Wert hängt von Kamera und Licht ab. Im Unterschied zwischen zwei Spots in denselben Filialen heben sich Fehler auf, die bei beiden gleich sind. Fehler, die ein Video selbst verursacht, etwa durch sein Licht auf Gesichtern, heben sich nicht auf: Ein Spot mit einem Prozentpunkt falscher Lächeln mehr kann gewinnen, obwohl niemand mehr lächelt. Ein Placebo-Experiment zeigt ein Video zweimal, einmal dunkler, und misst so diesen Fehler. Vergleichen Sie Spots, nicht Werte. Tage, die ein anderes Modell gemessen hat, werden nie mit diesen gemittelt.

# Jede Zahl: was sie ist, wie sie entsteht, was sie nicht ist

group =
    .measures = Messgrößen
    .scores = Kennwerte der Kurve
    .places = Personen, Orte und Zeiten
    .differences = Unterschiede und Gewinner

-site-means = Mittelwert über Filialen von Σ n·x / Σ n innerhalb einer Filiale; ± t(0,975; Filialen − 1) · sd / √Filialen

-exposed-means = Mittelwert über Filialen von Σ e·x / Σ e innerhalb einer Filiale, e Besuche mit Kontakt; ± t(0,975; Filialen − 1) · sd / √Filialen

-wearer-means = Mittelwert über Filialen von Σ w·x / Σ w innerhalb einer Filiale, w Personen mit Sensoren; ± t(0,975; Filialen − 1) · sd / √Filialen

entry-attention_s =
    .label = Betrachtungsdauer
    .unit = s
    .definition = Mittlere Zeit je Besuch, in der der Kopf dem Bildschirm zugewandt war, während der Spot lief.
    .formula = { -exposed-means }
    .is_not = die Blickrichtung: Das Gerät misst die Kopfrichtung, nicht die Augen

entry-watched_share =
    .label = Mindestens 1 s hingesehen
    .unit = %
    .definition = Anteil der Besuche mit mindestens 1 s Blick zum Bildschirm an allen Besuchen während des Spots.
    .formula = Hinsehende / Besuche mit Kontakt; { -exposed-means }
    .is_not = ein Anteil aller, die vorbeikamen: Gezählt werden nur Gesichter

entry-smile =
    .label = Lächeln
    .unit = % der Betrachtungszeit
    .definition = Anteil der Betrachtungszeit, in der gelächelt wurde, nach der Schätzung des Modells: seine mittlere Wahrscheinlichkeit eines Lächelns. Innerhalb einer Meldung zählen alle Hinsehenden gleich.
    .formula = { -site-means }
    .is_not = ein Anteil der Personen und keine Aussage darüber, was sie vom Spot halten oder kaufen werden

entry-negative =
    .label = Stirnrunzeln und Ähnliches
    .unit = % der Betrachtungszeit
    .definition = Mittlere Wahrscheinlichkeit für Ärger, Verachtung, Ekel, Angst und Trauer zusammen, nach der Schätzung des Modells.
    .formula = { -site-means }
    .is_not = Missfallen am Spot: Lesen und Sprechen sehen ähnlich aus

entry-surprise =
    .label = Überraschter Blick
    .unit = % der Betrachtungszeit
    .definition = Mittlere Wahrscheinlichkeit von hochgezogenen Brauen und offenem Mund, nach der Schätzung des Modells.
    .formula = { -site-means }
    .is_not = Interesse

entry-valence =
    .label = Valenz des Ausdrucks
    .unit = −1 bis 1
    .definition = Ausdruck zwischen unangenehm (−1) und angenehm (1), nach der Schätzung des Modells.
    .formula = { -site-means }
    .is_not = was jemand denkt oder tun möchte

entry-arousal =
    .label = Erregung des Ausdrucks
    .unit = −1 bis 1
    .definition = Ausdruck zwischen ruhig (−1) und lebhaft (1), nach der Schätzung des Modells.
    .formula = { -site-means }
    .is_not = Begeisterung über den Spot

entry-laughter_s =
    .label = Lachen im Raum
    .unit = s
    .definition = Mittlere Zeit je Besuch, in der im Raum Lachen zu hören war, während der Besuch beim Spot anwesend war.
    .formula = { -exposed-means }
    .is_not = eine Aussage darüber, wer lachte oder worüber

entry-body_arousal =
    .label = Körperliche Erregung
    .unit = 0 bis 1
    .definition = Mittlere Wahrscheinlichkeit, dass eine Person, die mit Einwilligung Sensoren trägt, erregt ist, geschätzt aus Hautleitwert und Puls.
    .formula = { -wearer-means }
    .is_not = Stress oder Begeisterung über den Spot

entry-hr_bpm =
    .label = Herzfrequenz
    .unit = Schläge je Minute
    .definition = Mittlere Herzfrequenz der Personen, die mit Einwilligung Sensoren tragen.
    .formula = { -wearer-means }
    .is_not = ein medizinischer Wert

entry-scr_per_min =
    .label = Hautreaktionen
    .unit = je Minute
    .definition = Mittlere Zahl der Anstiege des Hautleitwerts bei Personen, die mit Einwilligung Sensoren tragen.
    .formula = { -wearer-means }
    .is_not = eine Reaktion auf eine einzelne Sekunde: Die Haut reagiert Sekunden später

entry-peak =
    .label = Spitze
    .unit = %
    .definition = Höchster Wert des Lächelns über 3 Sekunden. Die Sekunden jeder Filiale werden aus den Daten der anderen Filialen bestimmt, denn der höchste von mehreren verrauschten Werten ist zu hoch.
    .formula = Maximum des gleitenden Mittels über 3 s
    .is_not = der höchste Punkt der gezeichneten Linie

entry-end =
    .label = Ende
    .unit = %
    .definition = Lächeln in den letzten 3 Sekunden.
    .formula = Mittel der letzten 3 s
    .is_not = das Ende für alle: Wer gegangen ist, zählt nicht

entry-peak_end =
    .label = Spitze und Ende
    .unit = %
    .definition = Mittelwert aus Spitze und Ende.
    .formula = (Spitze + Ende) / 2
    .is_not = ein erwiesenes Maß dafür, was in Erinnerung bleibt

entry-first_3_s =
    .label = Erste 3 Sekunden
    .unit = %
    .definition = Lächeln in den ersten 3 Sekunden.
    .formula = Mittel der Sekunden 0, 1 und 2
    .is_not = die Wirkung des Spots allein: Gesichter zeigen noch, was davor war

entry-retention =
    .label = Hinsehende am Ende, verglichen mit dem Anfang
    .unit = %
    .definition = Hinsehende in den letzten 3 Sekunden, geteilt durch die in den ersten 3.
    .formula = Hinsehende (letzte 3 s) / Hinsehende (erste 3 s)
    .is_not = der Anteil derer, die geblieben sind: Manche gehen, andere kommen

entry-creative =
    .label = Spot
    .unit = Name
    .definition = Kennung des Spots, sein Name, sein Schlagwort und sein Mandant.
    .formula = wie ausgespielt
    .is_not = eine Kampagne: Zwei Schnittfassungen sind zwei Spots

entry-period =
    .label = Tage
    .unit = Tage
    .definition = Erster und letzter örtlicher Tag der Filialen, und wann der Bericht erstellt wurde.
    .formula = eine Meldung zählt für den Tag, an dem sie endet
    .is_not = eine Liste der Öffnungstage: Tage ohne veröffentlichte Meldung zählen nicht

entry-marks =
    .label = Kennzeichen
    .unit = Wörter
    .definition = Ob die Daten simuliert sind, von einem Forschungsmodell, aus Filialen oder von Testpersonen stammen; und Hinweise zu den Daten.
    .formula = aus den Meldungen
    .is_not = ein Urteil über den Spot

entry-flow =
    .label = Ausspielungen, Besuche und Hinsehende
    .unit = Anzahlen
    .definition = Ausspielungen des Spots und ihre Länge. Außerdem Besuche, und Besuche mit mindestens 1 s Blick, an den Tagen, an denen er lief.
    .formula = Summen über Ausspielungen und über Zeitfenster
    .is_not = die Zahl verschiedener Personen: Wer wiederkommt, ist ein neuer Besuch

entry-dwell_s =
    .label = Zeit im Blickfeld
    .unit = s
    .definition = Mittlere Zeit, die ein Besuch im Blickfeld der Kamera war.
    .formula = Σ Besuche · Zeit im Blickfeld / Σ Besuche
    .is_not = die Zeit in der Filiale

entry-comments =
    .label = Kommentare
    .unit = %
    .definition = Anteil einer Klasse an den Kommentaren, die Besucher zum Spot eingetippt haben, nach der Einordnung eines Modells. Ein Gerät meldet sie, sobald sie zehn Abschnitte von zehn Minuten füllen.
    .formula = Σ Kommentare der Klasse / Σ Kommentare; 95 % nach einem Score-Test mit dem Rauschen der Geräte und der Streuung der Meldungen
    .is_not = die Meinung derer, die nichts schrieben; frei von Einordnungsfehlern

entry-coverage =
    .label = Kamera an
    .unit = %
    .definition = Anteil der Zeit, in der die Kameras maßen.
    .formula = Mittelwert über Zeitfenster, gewichtet nach ihrer Länge
    .is_not = der Teil der Filiale, den die Kameras sehen

entry-overlapping_visits =
    .label = Überlappende Besuche
    .unit = Besuche
    .definition = Erwartete Zahl der Besuche, die sich mit einer Ausspielung überlappen. Ein Besuch zählt bei jeder Ausspielung, mit der er sich überlappt.
    .formula = Ausspielungen · Besuche je Sekunde Messung · (Länge einer Ausspielung + mittlere Zeit im Blickfeld)
    .is_not = die Zahl derer, die hinsahen

entry-sites =
    .label = Filialen
    .unit = Anzahl
    .definition = Filialen mit veröffentlichten Reaktionen, ihre Bildschirme und Tage. Außerdem ihre Reaktionen und die Besuche dahinter.
    .formula = Anzahlen
    .is_not = die Zahl aller Filialen, in denen er lief

entry-interval =
    .label = 95‑%‑Konfidenzintervall
    .unit = wie die Zahl
    .definition = Intervall, das in 95 von 100 solchen Berichten den Mittelwert aller Filialen dieser Art enthält.
    .formula = Mittelwert ± t(0,975; Filialen − 1) · sd der Filialmittelwerte / √Filialen
    .is_not = die Streuung der Filialen oder der Personen

entry-here =
    .label = In diesen Filialen
    .unit = wie die Zahl
    .definition = Mittelwert und Intervall nur dieser Filialen, angegeben bei weniger als 4.
    .formula = t-Verteilung über Tage; breiter, wo ein Tag dem vorigen gleicht
    .is_not = eine Aussage über andere Filialen

entry-people_mean =
    .label = Alle gleich gewichtet
    .unit = wie die Zahl
    .definition = Dieselbe Zahl, wenn alle Hinsehenden gleich viel zählen statt aller Filialen.
    .formula = Σ n·x / Σ n, Jackknife über Filialen
    .is_not = die Zahl der Überschrift: Hier entscheiden die belebtesten Filialen

entry-curve =
    .label = Kurve
    .unit = % je Sekunde
    .definition = Lächeln in jeder Sekunde des Spots, mit der Zahl der Hinsehenden und der ausgewerteten Gesichter.
    .formula = Mittelwert über Filialen; 95 % der einzelnen Sekunde: t über Filialen, ab 4 Filialen
    .is_not = eine Kurve durchweg derselben Personen: In den späten Sekunden zählen die stärker, die bleiben

entry-band =
    .label = Band
    .unit = % je Sekunde
    .definition = Band, das in 95 von 100 solchen Berichten die ganze Kurve enthält, alle Sekunden zugleich.
    .formula = Mittelwert ± q · se, q nach dem größten t aller Sekunden (multivariates t); ab 10 Filialen
    .is_not = das Intervall einer einzelnen Sekunde, das schmaler ist

entry-moment =
    .label = Moment
    .unit = Prozentpunkte
    .definition = Sekunden, in denen die Kurve eindeutig über oder unter ihrem Median liegt, und nicht nur, weil dann andere zusehen.
    .formula = das Band von (Sekunde − eigener Mittelwert) liegt über seinem Median oder unter dem Band des Medians; mit und ohne die Drift derer, die bleiben
    .is_not = jede Bewegung der Linie: Andere Bewegungen können Zufall sein

entry-shrunk =
    .label = Geschrumpfter Wert einer Filiale
    .unit = %
    .definition = Wert einer Filiale, zum Mittelwert aller Filialen verschoben, umso weiter, je größer Zufall und Rauschen sind. Ihr Unterschied zum Mittelwert ihrer anderen Spots, nach dem die Filialen geordnet sind, wird ebenso verschoben.
    .formula = m + τ² / (τ² + s²) · (eigener − m); τ² nach DerSimonian und Laird, abzüglich des bekannten Rauschens
    .is_not = der eigene Wert der Filiale, der mit seinem Intervall über Tage danebensteht

entry-hours =
    .label = Stunden und Wochentage
    .unit = Besuche
    .definition = Besuche und Hinsehende nach örtlicher Stunde und Wochentag, und der Anteil der Besuche, die sicher in dieser Stunde liegen.
    .formula = Summen über Zeitfenster, nach der örtlichen Stunde ihres Endes
    .is_not = Lächeln nach Stunde: Eine Reaktion umfasst mehrere Stunden

entry-parts =
    .label = Tagesabschnitte
    .unit = %
    .definition = Lächeln nach Tagesabschnitt, in Filialen, deren Geräte ihre Meldungen an den Tagesabschnitten beenden.
    .formula = { -site-means }
    .is_not = für andere Filialen verfügbar

entry-reported_share =
    .label = Erfasster Anteil
    .unit = %
    .definition = Anteil der Besuche in den Zeitfenstern dieser Tage, die in einer veröffentlichten Reaktion enthalten sind.
    .formula = Besuche der Zeitfenster in veröffentlichten Reaktionen / Besuche aller Zeitfenster
    .is_not = ein Anteil der Zeit oder der Hinsehenden

entry-read_share =
    .label = Ausgewerteter Anteil
    .unit = %
    .definition = Anteil der Hinsehenden, die in den Zahlen aus Gesichtsausdrücken zählen. Wer hinsieht, zählt ab 1 s ausgewertetem Gesicht und bei höchstens vier zufällig gewählten Spots eines Besuchs.
    .formula = n / Hinsehende der veröffentlichten Reaktionen
    .is_not = ein Anteil aller Besuche

entry-withheld =
    .label = Zurückgehalten
    .unit = %
    .definition = Anteile der Ausspielungen, Sekunden und Filialen, bei denen zu wenige Personen für eine Angabe da waren.
    .formula = 1 − gemeldet / ausgespielt
    .is_not = ein Verlust: Die Geräte haben es absichtlich zurückgehalten

entry-week =
    .label = Woche eines Verlaufs
    .unit = wie die Größe
    .definition = Mittelwert aller Filialen des Verlaufs, egal welche davon in der Woche Zahlen gemeldet haben. Wochen einer durchgehenden Linie haben Filialen und Modell gemeinsam. Eine vollständige Woche ist vorbei und weder durch die Kampagne noch durch die gewählten Tage verkürzt.
    .formula = kleinste Quadrate von Wert = Filiale + Woche über die Wochenmittelwerte der Filialen
    .is_not = der Mittelwert der Filialen, die in dieser Woche Zahlen meldeten: Er ändert sich, wenn Filialen dazukommen

entry-models =
    .label = Modelle
    .unit = Name
    .definition = Modelle, die den Ausdruck gemessen haben, und ihre Tage. Gemittelt werden nur die Tage eines Modells.
    .formula = das Modell mit den meisten Reaktionen
    .is_not = ein Mittelwert über Modelle

entry-third =
    .label = Drittel unter den eigenen Spots
    .unit = oberes, mittleres, unteres
    .definition = Drittel der eigenen Spots, zu dem dieser Spot nach dem Lächeln gehört, verglichen innerhalb der Filialen. Angegeben ab 9 Spots und 4 Filialen und nur, wenn der Rang genau genug bekannt ist.
    .formula = Wirkungen innerhalb der Filialen, zu ihrem Mittelwert geschrumpft; das Drittel, in dem das 95‑%‑Konfidenzintervall des Rangs liegt
    .is_not = ein Vergleich mit anderen Werbetreibenden oder ein Rang

entry-difference =
    .label = Unterschied
    .unit = Prozentpunkte
    .definition = Wie viel besser ein Spot wirkte als ein anderer, verglichen innerhalb derselben Filialen, Tage und Tagesabschnitte.
    .formula = gewichteter Mittelwert der Unterschiede innerhalb jedes Tages oder Tagesabschnitts einer Filiale; dann über Filialen, gewichtet nach Genauigkeit (Hartung und Knapp); t über Filialen und Tage
    .is_not = der Unterschied der beiden Gesamtwerte, die auch andere Filialen und Tage enthalten

entry-change =
    .label = Unterschied je Woche
    .unit = Prozentpunkte
    .definition = Unterschied jeder Woche, mit dem Intervall nur dieser Woche. Ein zusätzlicher Satz erscheint, wenn sich erstes und letztes Drittel der Tage unterscheiden.
    .formula = der Unterschied über die Tage einer Woche; letztes − erstes Drittel innerhalb der Filialen, t über Filialen und Tage
    .is_not = das Ergebnis, das alle Tage zusammen verwendet

entry-sequence =
    .label = Intervall zu jeder Zeit
    .unit = Prozentpunkte
    .definition = Intervall des Unterschieds, das Sie jeden Tag ansehen und nach dem Sie handeln dürfen, wenn es die 0 nicht enthält.
    .formula = Konfidenzfolge über Tage, um denselben Unterschied und erweitert um die Streuung der Filialen: √(Folge² + (t · se)²)
    .is_not = ein Intervall, das so schmal ist wie das am geplanten Ende

entry-p =
    .label = p
    .unit = 0 bis 1
    .definition = Wie oft ein Unterschied dieser Größe oder mehr allein durch Zufall entsteht, korrigiert um die Zahl der Vergleiche. Ein Experiment zeigt p ab seinem geplanten Ende.
    .formula = zweiseitiges t über Filialen und Tage; Holm innerhalb eines Experiments, Benjamini und Hochberg in Listen
    .is_not = die Wahrscheinlichkeit, dass es keinen Unterschied gibt

entry-detectable =
    .label = Kleinster erkennbarer Unterschied
    .unit = Prozentpunkte
    .definition = Unterschied, den 80 von 100 Experimenten mit solchen Daten zeigen, und die Filialen oder Tage, die ein kleinerer braucht. Für einen Plan und für einen einzelnen Spot werden die Personen, das Rauschen und die Tage der gespeicherten Daten verwendet.
    .formula = (t(0,975) + t(0,8)) · se; bei einem Plan und einem einzelnen Spot: simulierte Experimente dieser Größe
    .is_not = eine Grenze, unter der es keinen Unterschied gibt

entry-arm =
    .label = Variante
    .unit = wie die Messgröße
    .definition = Ergebnis einer Variante eines Experiments, mit ihren Filialen, Tagen, Blöcken, Ausspielungen und Besuchen.
    .formula = wie die Messgröße, über die Tage des Experiments
    .is_not = für einen Vergleich mit bloßem Auge gedacht: Verwenden Sie den Unterschied

entry-abstained =
    .label = Nicht entschieden
    .unit = % der Betrachtungszeit
    .definition = Anteil der aufmerksamen Zeit, in dem die Lächelerkennung in einer Variante nicht entschieden hat. Ein Hinweis nennt Varianten, die sich um 5 Prozentpunkte oder mehr unterscheiden.
    .formula = Σ n·x / Σ n über die Reaktionen der Variante
    .is_not = Personen, die nicht lächelten

entry-first_second =
    .label = Sekunde 0
    .unit = Prozentpunkte
    .definition = Unterschied zweier Varianten in der ersten Sekunde, in der ein Video noch niemanden zum Lächeln gebracht haben kann. Ein Hinweis erscheint, wenn p unter 0,01 liegt.
    .formula = wie der Unterschied, nur aus Sekunde 0 des Verlaufs
    .is_not = eine Wirkung des Videos

entry-sensitivity =
    .label = Fehler der Lächelerkennung
    .unit = Prozentpunkte
    .definition = Unterschied zwischen den zwei Kopien eines Videos im neuesten Placebo-Experiment und das Ende seines Intervalls, das weiter von 0 entfernt ist.
    .formula = wie der Unterschied
    .is_not = eine Korrektur: Keine Zahl wird danach geändert

entry-blocks =
    .label = Blöcke
    .unit = Anzahl
    .definition = Zeitabschnitte, in denen jede Variante lief; unvollständige sind nicht enthalten.
    .formula = Anzahlen
    .is_not = eine Zahl von Tagen

entry-seen_both =
    .label = Können beide gesehen haben
    .unit = Besuche
    .definition = Kleinste und größte mögliche Zahl der Besuche, die bei zwei Varianten anwesend waren.
    .formula = Grenzen aus den Besuchen mit Kontakt der Varianten und den Besuchen derselben Zeitfenster
    .is_not = eine genaue Zahl: Niemand wird verfolgt

# Warnungen des Servers

severity =
    .error = Fehler
    .warning = Warnung
    .info = Hinweis

alert =
    .silent = Vom Gerät kam keine Meldung. Seine Verbindung zum Broker ist abgebrochen.
    .silent_connected = Vom Gerät kam keine Meldung. Es kann noch mit dem Broker verbunden sein.
    .silent_many = { $count } von { $all } Geräten sind etwa zur gleichen Zeit verstummt.
    .paused = Das Gerät misst während der Öffnungszeit nicht: { $reasons }.
    .degraded = Ein Teil des Geräts funktioniert nicht: { $reasons }.
    .paused_unknown = Das Gerät misst während der Öffnungszeit nicht. Es nennt keinen Grund.
    .degraded_unknown = Ein Teil des Geräts funktioniert nicht. Das Gerät nennt keinen Grund.
    .loss = { $count ->
            [one] { $count } Meldung des Geräts ist
           *[other] { $count } Meldungen des Geräts sind
        } verloren: Es hat sie nicht mehr.
    .clone = { $count ->
            [one] { $count } Meldung hat eine Nummer
           *[other] { $count } Meldungen haben Nummern
        }, die ein anderes Gerät mit demselben Namen schon verwendet hat.
    .outbox = { $count ->
            [one] { $count } Meldung wartet
           *[other] { $count } Meldungen warten
        } im Postausgang des Geräts.
    .clock_wrong = Die Uhr des Geräts kann um bis zu { $seconds } s falsch gehen.
    .clock_unknown = Die Uhr des Geräts ist nicht gestellt.
    .rate = Die Kamera liefert { $rate } Bilder je Sekunde.
    .disk = In { $folder } sind { $size } GB frei.
    .sums = { $count ->
            [one] { $count } Tag hat
           *[other] { $count } Tage haben
        } keine neuen Summen, zuerst am { $day } in { $site }.
    .sums_all = { $count ->
            [one] { $count } Tag hat
           *[other] { $count } Tage haben
        } keine neuen Summen über alle Filialen, zuerst am { $day }.
    .sums_failed = Die Summen können nicht berechnet werden: { $reason }.
    .retention = Alte Daten können nicht gelöscht werden: { $reason }.
    .backup_failed = Die Sicherung vom { $time } ist fehlgeschlagen. Die letzte vollständige Sicherung ist vom { $newest }.
    .backup_failed_none = Die Sicherung vom { $time } ist fehlgeschlagen. Es gibt keine vollständige Sicherung.
    .backup_begun = Seit dem Start einer Sicherung am { $time } wurde keine abgeschlossen. Die letzte vollständige Sicherung ist vom { $newest }.
    .backup_begun_none = Seit dem Start einer Sicherung am { $time } wurde keine abgeschlossen. Es gibt keine vollständige Sicherung.
    .backup_old = Seit { $days } Tagen gab es keine Sicherung. Die letzte vollständige Sicherung ist vom { $newest }.
    .certificate_unread = { $file } lässt sich nicht als Zertifikat lesen.
    .certificate_ended = { $file } ist abgelaufen.
    .certificate_ends = { $file } läuft in { $days ->
            [one] { $days } Tag
           *[other] { $days } Tagen
        } ab.

cure =
    .kiosk_silent = Prüfen Sie Strom und Netzwerk des Geräts. Führen Sie dann auf dem Gerät `sudo vitrina status` aus.
    .kiosk_paused = Der Grund nennt, was fehlt, etwa der Hinweis. Führen Sie auf dem Gerät `sudo vitrina status` aus.
    .kiosk_degraded = Der Grund nennt den Teil. Die eigene Warnung des Geräts sagt, was zu tun ist.
    .kiosk_outbox = Prüfen Sie das Netzwerk des Geräts und die Grenzen des Brokers.
    .kiosk_loss = Erhöhen Sie `[outbox] max_mb` des Geräts. Prüfen Sie sein Netzwerk und die Warteschlangen des Brokers.
    .kiosk_clone = Zwei Geräte haben denselben Mandanten, dieselbe Filiale und denselben Namen: Ändern Sie eines. `vitrina-central quarantine list` zeigt die Meldungen.
    .kiosk_clock = Prüfen Sie den Zeitserver des Geräts: Führen Sie auf dem Gerät `timedatectl` aus.
    .kiosk_rate = Sorgen Sie für mehr Licht, nehmen Sie einen anderen USB-Anschluss oder ein kleineres Bild. Führen Sie auf dem Gerät `vitrina doctor` aus.
    .server_silent = Prüfen Sie den Broker und die Verbindung dieses Servers zu ihm: `vitrina-central doctor`.
    .server_broker = Berichtigen Sie [broker] in den Einstellungen. Beenden Sie jeden anderen Server mit einer Kopie dieser Daten: `vitrina-central doctor`.
    .server_disk = Schaffen Sie Speicherplatz. Ist die Platte voll, wird nichts gespeichert.
    .server_sums = Das Protokoll nennt Tag, Filiale und Grund. Ein Gerät, das unmögliche Zahlen sendet, braucht ein neues Passwort.
    .server_retention = Das Protokoll nennt den Grund. `vitrina-central forget` versucht es sofort.
    .server_pages = Der Server versucht es alle 10 s wieder. Das Protokoll nennt den Grund: `journalctl -u vitrina-central`.
    .server_backup = Starten Sie `vitrina-central backup DATEI`. Der Befehl nennt den Fehler, etwa einen vollen Datenträger. Prüfen Sie danach den Zeitplan der Sicherung.
    .server_certificate = Erneuern Sie es und starten Sie den Server neu.
    .other = Schlagen Sie { $code } in docs/troubleshooting.md nach.

# Was nicht geklappt hat

problem =
    .schedule_no_playlist = { $site } hat keine Playlist von diesem Server. Senden Sie zuerst eine vom Server aus.
    .schedule_no_site = Die Filiale { $site } gibt es nicht. Alle Filialen zeigt: vitrina-central site list
    .schedule_tenants = „{ $site }“ gibt es bei mehreren Mandanten. Geben Sie { $name } an.
    .schedule_panel = { $site } ist eine Testperson einer Aufnahme und hat keine Playlist. Geben Sie eine Filiale an.
    .schedule_share = Der gebuchte Anteil von „{ $name }“ ist { $share }. Geben Sie einen Anteil von 0 bis 1 an.
    .schedule_not_playing = „{ $name }“ ist gebucht, läuft aber nicht. Spots, die laufen: { $adverts }.
    .schedule_experiment = „{ $name }“ ist in einem laufenden Experiment; der Anteil ist deshalb fest. Buchen Sie nach dem Experiment.
    .schedule_hours = „{ $name }“ hat eigene Zeiten; der Anteil ist deshalb fest. Setzen Sie das Gewicht von Hand.
    .schedule_overbooked = Es ist mehr gebucht, als die Spots zusammen bekommen können. Buchen Sie weniger.
    .schedule_day = { $day } liegt nicht zwischen heute, { $today }, und { $latest }. Es wurde nichts geändert.
    .schedule_changed = Die Empfehlung hat sich geändert, seit Sie sie gesehen haben. Es wurde nichts geändert. Sehen Sie sie noch einmal an.
    .schedule_long = Die Playlist wäre länger als { $number } Bytes. Senden Sie weniger Spots.
    .no_page = Diese Seite gibt es nicht.
    .database = Die Datenbank antwortet nicht.
    .stored = Gespeichert sind: { $names }.
    .nothing_stored = Es ist noch nichts gespeichert. Füllen Sie den Speicher mit `import` oder `serve`.
    .no_experiment_stored = Es ist kein Experiment gespeichert.
    .went_wrong = Hier ist ein Fehler aufgetreten.
    .stale_form = Dieses Formular ist veraltet; es wurde nichts geändert. Laden Sie die Seite neu und wiederholen Sie die Eingabe.
    .signed_out = Sie sind nicht angemeldet; es wurde nichts geändert. Melden Sie sich an und wiederholen Sie die Eingabe.
    .needs_role = Dafür ist die Rolle „{ $needs ->
            [editor] Redaktion
           *[other] Administration
        }“ nötig; Ihre ist „{ $role ->
            [viewer] Lesezugriff
            [editor] Redaktion
           *[other] Administration
        }“. Fragen Sie die Administration.
    .no_room = Für die Datei ist kein Platz ({ $why }). Es wurde nichts geändert.
    .too_large = Die Anfrage ist größer als { $number } Bytes und wurde nicht angenommen.
    .too_slow = Die Anfrage kam nicht rechtzeitig vollständig an.
    .no_day = Zwischen { $first } und { $last } liegt kein Tag. Vertauschen Sie „Von“ und „Bis“.
    .query_unknown = In der Adresse ist { $name } unbekannt. Bekannt sind: { $known }.
    .query_wrong = In der Adresse ist { $name } falsch: { $why }.
    .query_twice = In der Adresse steht { $name } { $count }-mal. Geben Sie es einmal an.
    .nothing_of = Zu „{ $name }“ von { $tenant } ist nichts gespeichert. { $stored }
    .no_site = Die Filiale { $name } gibt es nicht. Filialen von { $tenant }: { $known }.
    .several_tenants = „{ $name }“ gibt es bei mehreren Mandanten: { $known }. Geben Sie den Mandanten mit an, etwa { $example }.
    .several_tenants_stored = Es sind mehrere Mandanten gespeichert: { $known }. Geben Sie einen an: tenant= in der Adresse.
    .ad_not_yours = Name und Video eines Spots gelten für alle Filialen, und Sie dürfen nur einige davon sehen. Fragen Sie jemanden, der alle sehen darf.
    .end_not_yours = Das Ende eines Experiments gilt für alle seine Filialen, und Sie dürfen nur einige davon sehen. Fragen Sie jemanden, der alle sehen darf.
    .end_too_late = Vom { $stored } ist schon etwas gespeichert. Deshalb kann der { $day } nicht als Ende von { $name } geplant werden. Planen Sie einen Tag, der mindestens { $number } Tage später liegt: { $first } oder danach.
    .end_is_over = Der { $day } ist vorbei. Deshalb kann er nicht als Ende von { $name } geplant werden. Planen Sie den { $first } oder einen späteren Tag.
    .no_language = „{ $name }“ ist keine verfügbare Sprache. Verfügbar sind: { $known }. Es wurde nichts geändert.
    .no_pdf = Dieser Server kann kein PDF erstellen. Führen Sie auf dem Server im Checkout von Vitrina aus: pip install --require-hashes --no-deps -r requirements-pdf.lock. HTML lässt sich auch drucken.
    .reports_busy = Der Server arbeitet noch an anderen Berichten und hat mit diesem nicht begonnen. Versuchen Sie es in { $seconds } Sekunden noch einmal.
    .report_too_long = Dieser Bericht dauert länger, als der Server zulässt, und wurde abgebrochen. Wählen Sie weniger Tage, Filialen oder Spots.
    .no_experiment = Zum Experiment „{ $name }“ ist nichts gespeichert. { $stored }
    .no_experiment_here = Zum Experiment „{ $name }“ von { $tenant } ist für diese Tage und Filialen nichts gespeichert.
    .compare_few = Wählen Sie mindestens zwei verschiedene Spots aus.
    .no_tag = Kein Spot hat das Schlagwort „{ $name }“. Geben Sie es zuerst einem Spot.
    .no_title = „{ $name }“ ist kein gültiger Name: erlaubt ist eine Zeile mit höchstens { $number } Zeichen.
    .hours_no_number = Die Stunden müssen eine Zahl sein. Es wurde nichts geändert.
    .hours_too_many = { $number } Stunden sind nicht möglich: Erlaubt ist mehr als 0 und höchstens { $most }. Es wurde nichts geändert.
    .nothing_snoozed = Für { $what } ist nichts stummgeschaltet. Alle zeigt: vitrina-central alerts list
    .place_or_code = Geben Sie eine Filiale, ein Gerät oder einen Code an. Es wurde nichts geändert.
    .no_place = „{ $name }“ ist keine Filiale wie acme/berlin-7 und kein Gerät wie acme/berlin-7/door. Es wurde nichts geändert.
    .no_code = „{ $name }“ ist kein Code wie kiosk.silent. Es wurde nichts geändert.
    .not_seen = { $place } dürfen Sie nicht sehen. Es wurde nichts geändert.
    .code_of_all = Einen Code für alle Filialen darf nur stummschalten, wer alle Filialen sehen darf. Nennen Sie eine Filiale. Es wurde nichts geändert.
    .no_media = Dieser Server hat keinen Ordner für Videos. Die Administration legt einen fest: [central] media in der Einstellungsdatei. Es wurde nichts geändert.
    .film_opened = { $path } lässt sich nicht öffnen ({ $why }). Wählen Sie eine andere Datei.
    .film_no_file = { $path } ist keine Datei. Wählen Sie ein Video oder ein Bild.
    .film_kind = { $path } ist kein unterstütztes Video oder Bild. Verwenden Sie ein Video als MP4, MOV, MKV oder WebM oder ein Bild als PNG, JPEG oder WebP.
    .film_cut = { $path } ist abgeschnitten oder hat keinen Index. Kopieren oder exportieren Sie die Datei noch einmal.
    .film_empty = { $path } ist nicht lesbar, denn die Datei enthält kein Bild. Verwenden Sie ein Video als MP4, MOV, MKV oder WebM oder ein Bild als PNG, JPEG oder WebP und exportieren Sie es noch einmal.
    .film_size = { $path } hat { $width }x{ $height } px. Höchstens möglich ist 4K (4096x2304). Exportieren Sie eine kleinere Version.
    .film_endless = In { $path } fehlt die Länge. Exportieren Sie das Video noch einmal als MP4.
    .film_long = { $path } dauert { $seconds } s. Höchstens möglich sind { $most } s. Kürzen Sie das Video.
    .film_hard = { $path } ließ sich nicht in der erlaubten Zeit und mit dem erlaubten Speicher lesen. Exportieren Sie das Video noch einmal oder kleiner.

pdf =
    .behind = Die Zahlen hinter den Diagrammen
    .behind_of = Die Zahlen hinter den Diagrammen von { $title }
