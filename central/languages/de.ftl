### Words of the pages and reports in German. Quotation marks „…“; a space between a number and its word is U+00A0.

# Wörter der Seiten

site =
    .name = Vitrina
    .skip = Zum Inhalt springen
    .footer = { -promise-least } Für ein Panel gilt keine Mindestzahl: Seine Testpersonen haben zugestimmt. Kein Bild und kein Ton ist in einer Zahl enthalten.

nav =
    .label = Seiten
    .creatives = Spots
    .experiments = Experimente
    .trends = Verläufe
    .comments = Kommentare
    .fleet = Geräte
    .playlists = Playlists
    .alerts = Warnungen
    .method = Daten und Methode
    .audit = Protokoll
    .sign_out = Abmelden

marks =
    .label = Kennzeichen der Daten
    .simulated = SIMULIERT: Die Daten von { $tenants } hat ein Programm erzeugt, keine Menschen.

role =
    .viewer = Leserin oder Leser
    .editor = Redaktion
    .admin = Administration

sign_in =
    .title = Anmelden
    .name = Name
    .password = Passwort
    .button = Anmelden
    .wrong = Name oder Passwort ist falsch.
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
    .remove = Ohne { $what }
    .shops = Filialen
    .all_shops = Alle Filialen
    .measure = Zahl

advert =
    .compare = Vergleichen
    .print = Drucken
    .seconds = Bild und Zahlen einer Sekunde
    .second = Sekunde { $second }:
    .moments = Welche Sekunde
    .numbers = Die Zahlen
    .limits = Was das nicht sagt

creatives =
    .title = Spots
    .search = Suche
    .sort = Reihenfolge
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
    .legend = Lächeln: Mittel über die Filialen mit seinem 95‑%‑Intervall, alle Zeilen auf einer Achse. Nach Sekunden: Lächeln über die Länge des Spots, mit einem 95‑%‑Intervall, wo mindestens vier Filialen Zahlen liefern. Erfasst: Anteil der Besuche, von denen Reaktionen berichten; unter 80 % fehlen kleine Filialen und ruhige Stunden.
    .method = Wie die Zahlen entstehen
    .none = Kein Spot passt dazu.
    .all = Alle Spots zeigen
    .choose = { $name } auswählen
    .compare = Ausgewählte vergleichen
    .empty = Spots erscheinen hier, sobald ein Gerät einen ausgespielt hat.

edit =
    .title = Bearbeiten
    .titles = Name und Schlagwort
    .name = Name
    .tag = Schlagwort
    .tag_hint = Marke oder Kampagne: Spots mit demselben Schlagwort werden zusammen verfolgt.
    .save = Speichern
    .film = Film
    .file = Datei
    .still = Erstes Bild des Films
    .film_hint = MP4, MOV, MKV oder WebM bis zehn Minuten und 200 MB, oder PNG, JPEG, WebP. Der Film wird nur hier gezeigt und nicht an Geräte gesendet.
    .send = Film senden
    .no_file = Es kam keine Datei an. Wählen Sie eine aus und senden Sie noch einmal. Es wurde nichts geändert.
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
    .in_need = { $number } von { $total } { $number ->
            [one] braucht
           *[other] brauchen
        } Hilfe; { $number ->
            [one] es steht
           *[other] sie stehen
        } oben.
    .all_well = Bei allen { $total } ist alles in Ordnung.
    .reload = Diese Seite alle { $seconds } s neu laden
    .reload_not = Diese Seite nicht mehr von selbst neu laden
    .states = Geräte nach Zustand
    .all = alle
    .kiosk = Filiale und Gerät
    .state = Zustand
    .heard = Letzte Meldung
    .never = nie
    .unsent = Ungesendet
    .missing = Fehlend
    .lost = Verloren
    .version = Version
    .playlist = Abspielliste
    .wanted = { $version } ist unterwegs
    .since = seit
    .legend = Stumm: seit zehn Minuten keine Meldung. Ungesendet: Meldungen, die beim letzten Bericht im Gerät warteten. Fehlend: Meldungen, die beim Gerät nachgefordert werden. Verloren: Meldungen, die das Gerät nicht mehr hatte.
    .undeclared = Personal nicht angegeben
    .undeclared_legend = Personal nicht angegeben: Niemand hat gesagt, ob Personal im Bild arbeitet, darum wird kein Gesicht ausgewertet. Setzen Sie in_view, declared_on und declared_by in [staff] am Gerät.
    .none = Kein Gerät ist in diesem Zustand.
    .versions = Versionen
    .quarantine = Quarantäne
    .quarantine_text = Meldungen, die nicht verstanden wurden, { $days } Tage aufbewahrt. Auf dem Server: vitrina-central quarantine list

playlists =
    .title = Playlists
    .lead = Listen, die die Zentrale gesendet hat, und was jedes Gerät davon spielt.
    .version = Version
    .sent = Gesendet
    .adverts = Spots
    .experiments = Experimente
    .until = bis { $day }
    .sites = Läden
    .playing = Spielen sie
    .waiting = Warten darauf
    .none = Es wurde noch keine Playlist gesendet. Bitten Sie die Person, die diesen Server betreibt, eine zu senden.
    .kiosks = Was jedes Gerät spielt
    .kiosks_of = Geräte der Version { $version }
    .all = Alle Geräte zeigen
    .plays = Spielt
    .plays_version = Version { $version }
    .own = eine eigene Liste
    .problem = Problem

compare =
    .title = Spots vergleichen
    .lead = Wählen Sie mindestens zwei aus. Verglichen wird innerhalb der Filialen und Tage, aus denen es Zahlen für beide gibt.
    .button = Vergleichen
    .others = Andere auswählen

experiments =
    .title = Experimente
    .lead = Spots, die sich blockweise abwechseln. Gibt es einen Gewinner, und wann wird es einen geben?
    .planned = Geplantes Ende: { $day }.
    .none = Es ist kein Experiment gespeichert.
    .empty = Eine Abspielliste mit einem Experiment beginnt eines: Die Geräte spielen seine Varianten dann abwechselnd.
    .adverts = Die Spots
    .plan = Das Ende planen
    .end = Letzter Tag
    .end_hint = Planen Sie ihn vor dem ersten Tag oder mindestens 7 Tage im Voraus. Es gilt für die Zahl auf dieser Seite. Wenn dieser Tag in allen Zeitzonen vorbei ist, entscheidet das engere Intervall. Wird der Tag später verschoben, entscheidet nur die Konfidenzfolge, und der Bericht sagt das.
    .keep = Festlegen

trends =
    .title = Verläufe
    .lead = Die Spots einer Marke oder einer Kampagne zusammen, Woche für Woche.
    .none = Kein Spot hat ein Schlagwort.
    .empty = Die Redaktion gibt Spots ein Schlagwort, etwa die Marke: Öffnen Sie einen Spot und wählen Sie Bearbeiten.
    .events = Was begann
    .first_day = erster Tag von

comments =
    .title = Kommentare
    .lead = Was Besucher an den Geräten schreiben, und importierte Rezensionen, als Anteile je Woche. Kein Text wird aufbewahrt.
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
    .headline_reviews = Rezensionen zu { $name }: { $shares }. Die Geräte melden keine Kommentare.
    .headline_none = Zu { $name } kann kein Kommentar gemeldet werden. Am Gerät werden sie zurückgehalten, bis sie zehn Abschnitte von zehn Minuten füllen.
    .base_kiosks = Aus etwa { $comments ->
            [one] { $comments } Kommentar
           *[other] { $comments } Kommentaren
        } von Besuchern, in mindestens { $people ->
            [one] { $people } Abschnitt
           *[other] { $people } Abschnitten
        } von zehn Minuten, in { $shops ->
            [one] { $shops } Filiale
           *[other] { $shops } Filialen
        }.
    .base_reviews = Aus { $comments ->
            [one] { $comments } Rezension
           *[other] { $comments } Rezensionen
        } von { $days ->
            [one] { $days } Tag
           *[other] { $days } Tagen
        } mit zehn oder mehr, aus Dateien importiert.
    .none_kiosks = Es werden keine Kommentare gemeldet: Am Gerät werden sie zurückgehalten, bis sie zehn Abschnitte von zehn Minuten füllen.
    .none_reviews = Es werden keine Rezensionen gezeigt: Für diese Tage wurden keine importiert, oder jeder Tag hat weniger als zehn.
    .none_advert = Zu diesem Spot werden keine Kommentare gemeldet: Am Gerät werden sie zurückgehalten, bis sie zehn Abschnitte von zehn Minuten füllen.
    .by_week = Kommentare je Woche
    .held = { $count ->
            [one] { $count } von { $all } Filialen meldet keine Kommentare
           *[other] { $count } von { $all } Filialen melden keine Kommentare
        }: Wo wenig geschrieben wird, werden Kommentare zurückgehalten, bis sie zehn Abschnitte von zehn Minuten füllen.
    .heading_kiosks = Besucher an den Geräten
    .heading_reviews = Importierte Rezensionen
    .picture_kiosks = Kommentare an den Geräten je Woche: { $name }
    .picture_reviews = Importierte Rezensionen je Woche: { $name }
    .described = Zwei Punkte je Woche mit ihren 95‑%‑Intervallen: die Anteile der positiven und der negativen Kommentare. Die Tabelle unter dem Diagramm hat alle Zahlen.
    .legend = Kreise: positiv. Quadrate: negativ. Senkrechte Striche: 95‑%‑Intervall.
    .table_kiosks = Kommentare an den Geräten je Woche
    .table_reviews = Importierte Rezensionen je Woche
    .of_advert = Kommentare zu { $name }
    .beside = Lächeln und Besuche derselben Wochen
    .limit_people = Niemand wird erkannt: Wer in zwei Abschnitten von zehn Minuten schreibt, zählt zweimal.
    .limit_writers = Wer schreibt, ist nicht wie die, die nicht schreiben: Die Anteile sagen nichts über alle, die vorbeigingen, und ein Intervall gilt für die, die in diesen Filialen schreiben.
    .limit_network = Ein Netz liest die Kommentare. Es liest manche falsch, vor allem Ironie, und das Intervall weiß davon nichts.
    .limit_noise = Jede Zahl eines Geräts trägt Rauschen, das die Schreibenden schützt. Das Intervall kennt es: Bei wenigen Kommentaren ist es breit.
    .limit_apart = Besucher und importierte Rezensionen werden getrennt gezeigt und nie zusammengezählt: Andere Menschen haben sie an anderen Orten geschrieben.

recommendation =
    .title = Empfehlung
    .lead = Wie oft jeder Spot in einer Filiale laufen sollte, nach dem, was Menschen in allen Filialen taten. Es ist ein Rat: Nichts wird gesendet, bevor ihn jemand annimmt.
    .choose = Filiale wählen
    .none = Keine Filiale hat eine Abspielliste dieses Servers.
    .empty = Senden Sie auf dem Server eine: Eine Empfehlung ändert nur ihre Gewichte.
    .heading = Empfehlung für { $site }
    .weeks = Wochen
    .booked = Gebuchte Anteile
    .booked_hint = Etwa spring=0.2, mehrere durch Leerzeichen getrennt. Diese Spots bekommen ihren Anteil, was auch immer sie bewirken.
    .accept = Annehmen
    .accept_text = Die neuen Gewichte gelten ab dem Ende eines örtlichen Tages. Filme, Termine, Zeiten und Experimente bleiben, wie sie sind.
    .end_of = Am Ende des Tages
    .button = Gewichte annehmen
    .viewer = Annehmen kann sie die Redaktion.
    .table = Anteile an den Ausspielungen in { $site }
    .rails = Was sie zurückhält
    .points = { $number } Prozentpunkte
    .day_smile = Mit diesen Anteilen dürften Menschen in Filialen wie { $site } einen um { $size } größeren Teil der betrachteten Zeit lächeln (95 %: { $span }).
    .day_attention_s = Mit diesen Anteilen dürften Menschen in Filialen wie { $site } um { $size } länger hinsehen (95 %: { $span }).
    .day_watched_share = Mit diesen Anteilen dürfte in Filialen wie { $site } bei um { $size } mehr Besuchen mindestens 1 s hingesehen werden (95 %: { $span }).
    .day_laughter_s = Mit diesen Anteilen ist in Filialen wie { $site } je Besuch { $size } mehr Lachen zu erwarten (95 %: { $span }).
    .end_smile = Nach allen Schritten, in Filialen wie { $site }: um { $size } mehr der betrachteten Zeit gelächelt (95 %: { $span }).
    .end_attention_s = Nach allen Schritten, in Filialen wie { $site }: um { $size } länger hingesehen (95 %: { $span }).
    .end_watched_share = Nach allen Schritten, in Filialen wie { $site }: bei um { $size } mehr Besuchen mindestens 1 s hingesehen (95 %: { $span }).
    .end_laughter_s = Nach allen Schritten, in Filialen wie { $site }: { $size } mehr Lachen je Besuch (95 %: { $span }).
    .no_difference = Keine Änderung empfohlen: Es zeigt sich kein Unterschied. Das 95‑%‑Intervall dessen, was andere Anteile brächten, enthält 0: { $span }.
    .none_untold = Keine Änderung empfohlen: Zu diesen Spots ist nichts erfasst.
    .none_few_sites = Keine Änderung empfohlen: Weniger als 4 Filialen berichten von diesen Spots.
    .none_few_weeks = Keine Änderung empfohlen: Vom jetzigen Netz gibt es weniger als vier Wochen Daten.
    .none_few_adverts = Keine Änderung empfohlen: Weniger als zwei Spots dürfen ihren Anteil ändern.
    .none_few_people = Keine Änderung empfohlen: Hier sehen zu wenige Menschen hin, um von einem Spot eine Reaktion zu erfassen.
    .none_short_cycle = Keine Änderung empfohlen: Der Zyklus der Abspielliste ist zu kurz für einen Schritt von 10 Prozentpunkten.
    .none_best_already = Keine Änderung empfohlen: Die Spots haben die Anteile, die zu empfehlen wären.
    .basis = Aus erfassten Reaktionen von { $days }, in { $sites ->
            [one] { $sites } Filiale
           *[other] { $sites } Filialen
        }, mit { $told } der Besuche. Von heute ist nichts darin.
    .not_said = Sie spricht vom Mittel solcher Filialen. Sie sagt nichts über eine einzelne Person, über diese Stunde oder darüber, was gekauft wird.
    .pending = Version { $version } ist angenommen. Sie wird am Ende des Tages { $day } eingesetzt.
    .why_most = bewirkt eher am meisten
    .why_least = bewirkt weniger wahrscheinlich am meisten; behält den Mindestanteil
    .why_too_few = bewirkt weniger; beim Mindestanteil sähen zu wenige Menschen hin, um erfasst zu werden
    .why_stays = bleibt
    .why_experiment = in einem laufenden Experiment
    .why_booked = gebucht
    .why_hours = hat eigene Zeiten
    .why_untold = nichts erfasst
    .why_few_sites = in weniger als 4 Filialen erfasst
    .why_few_weeks = weniger als vier Wochen Daten
    .rail_experiment = In einem laufenden Experiment, daher bleibt der Anteil: { $adverts }.
    .rail_booked = Gebucht, daher gilt dieser Anteil, was auch immer sie bewirken: { $adverts }.
    .rail_hours = Mit eigenen Zeiten, daher bleibt der Anteil: { $adverts }.
    .rail_untold = Nichts erfasst, daher bleibt der Anteil: { $adverts }.
    .rail_few_sites = In weniger als 4 Filialen erfasst, daher bleibt der Anteil: { $adverts }.
    .rail_few_weeks = Weniger als vier Wochen Daten, daher bleibt der Anteil: { $adverts }.
    .rail_few_told = Weniger als 80 % der Besuche sind erfasst: { $adverts }. Verglichen wird nur innerhalb derselben Filiale, desselben Tages und Tagesabschnitts; fehlende ruhige Stunden entscheiden also nicht.
    .rail_too_few = Hier sehen zu wenige Menschen hin, um so viele Spots an einem Tag zu erfassen, daher fallen weg: { $adverts }. Mit `rotate = 2` in der Playlist würden sie sich abwechseln und bleiben.
    .rail_step = Kein Anteil ändert sich um mehr als 10 Prozentpunkte am Tag; weitere Schritte folgen für: { $adverts }.

method =
    .title = Daten und Methode
    .lead = Was jede Zahl bedeutet, wie sie entsteht und was sie nicht ist.
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
    .detail = Einzelheit
    .address = Von
    .older = Ältere Einträge

alerts =
    .title = Warnungen
    .lead = Was jemanden braucht, das Älteste zuerst. Jede Warnung wird einmal gemeldet, wenn sie beginnt, und einmal, wenn sie vorbei ist. Alle Zeiten in UTC.
    .severity = Schwere
    .code = Code
    .where = Wo
    .since = Seit
    .text = Was geschehen ist und was zu tun ist
    .quiet = Stummschalten
    .server = dieser Server
    .none = Es gibt keine offene Warnung.
    .more = { $count } weitere. Siehe: vitrina-central alerts list
    .snoozed = stummgeschaltet
    .snoozes = Stummgeschaltet
    .until = { $code } von { $place } bis { $when }, durch { $who }
    .all = alle Warnungen
    .everywhere = allen Filialen
    .snooze = Stummschalten
    .snooze_some = Eine Filiale, ein Gerät oder einen Code stummschalten
    .how_long = Wie lange { $what } stumm bleibt
    .hour = 1 Stunde
    .day = 1 Tag
    .week = 1 Woche
    .end = Beenden
    .end_of = Stummschaltung von { $what } beenden
    .place = Filiale oder Gerät
    .place_hint = Etwa acme/berlin-7 oder acme/berlin-7/door. Leer: alle Filialen.
    .code_hint = Etwa kiosk.silent. Leer: alle Warnungen der Filiale oder des Geräts.
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
    .looked = Bei { $share } der Besuche wurde { $advert } angesehen. Zum Lächeln lässt sich nichts sagen.
    .looked_because = Bei { $share } der Besuche wurde { $advert } angesehen. Zum Lächeln lässt sich nichts sagen: { $reason }.
    .nothing = Zu { $advert } lässt sich nichts sagen.
    .nothing_because = Zu { $advert } lässt sich nichts sagen: { $reason }.
    .several = { $adverts ->
            [one] { $adverts } Spot
           *[other] { $adverts } Spots
        }: Die Leute lächelten { $span } der Zeit. Welcher mehr Lächeln bekam, wird hier nicht verglichen.
    .several_panel = { $adverts ->
            [one] { $adverts } Spot
           *[other] { $adverts } Spots
        }: Die Testpersonen lächelten { $span } der Zeit. Welcher mehr Lächeln bekam, wird hier nicht verglichen.
    .several_nothing = { $adverts ->
            [one] { $adverts } Spot
           *[other] { $adverts } Spots
        }: Zum Lächeln lässt sich nichts sagen.
    .none = Es liegt kein Bericht über einen Spot vor.

base =
    .panel = Aufnahmen von { $participants ->
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
        }: Ein Intervall darüber hinaus braucht { $least } Filialen.
    .participants = Das gilt nur für { $count ->
            [one] diese Testperson
           *[other] diese Testpersonen
        }: Ein Intervall darüber hinaus braucht { $least } Testpersonen.

no_interval =
    .because = Es gibt kein Intervall: { $reason }.
    .few = Es gibt kein Intervall: zu wenige Filialen und Tage.

decide =
    .here = Um { $shops ->
            [one] diese Filiale
           *[other] diese Filialen
        } auf { $points ->
            [one] { $points } Prozentpunkt
           *[other] { $points } Prozentpunkte
        } genau zu kennen, sind etwa { $days ->
            [one] { $days } Tag
           *[other] { $days } Tage
        } nötig.
    .detectable = 80 von 100 Experimenten mit zwei solchen Spots zeigen einen Unterschied, der { $size } beträgt.
    .detectable_range = 80 von 100 Experimenten mit zwei solchen Spots zeigen einen Unterschied, der { $size } beträgt ({ $low } bis { $high }: wie sich Filialen unterscheiden, ist angenommen).
    .sites = Für einen Unterschied, der { $size } beträgt, braucht es etwa { $count ->
            [one] { $count } solche Filiale
           *[other] { $count } solche Filialen
        }.

told =
    .none_visits = Zu keinem der Besuche ließ sich etwas angeben: Es waren zu wenige zugleich.
    .none_participants = Zu keiner der Testpersonen ließ sich etwas angeben: Es waren zu wenige zugleich.
    .missing = Zu wenige Personen zugleich: { $parts } fehlen deshalb. Dort kann mehr oder weniger gelächelt worden sein.
    .short = nur { $share }
    .week = Nur { $share } erfasst.

watchers =
    .at_the_end_shops = Hinsehende in den letzten 3 s verglichen mit den ersten 3 s: { $share }{ $interval }, in { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }. Personen kommen und gehen; das ist also nicht der Anteil derer, die geblieben sind.
    .at_the_end_participants = Hinsehende in den letzten 3 s verglichen mit den ersten 3 s: { $share }{ $interval }, von { $count ->
            [one] { $count } Testperson
           *[other] { $count } Testpersonen
        }. Das ist nicht der Anteil derer, die alles gesehen haben.

moment =
    .name = { $first }–{ $last } s: { $size } PP
    .more = { $size } Prozentpunkte mehr als in den meisten Sekunden des Spots (95 %: { $low } bis { $high }).
    .less = { $size } Prozentpunkte weniger als in den meisten Sekunden des Spots (95 %: { $low } bis { $high }).
    .untold = Zu keiner Sekunde gibt es Zahlen: Es sahen zu wenige zugleich hin.
    .few_shops = Es wird keine Sekunde genannt: Bei weniger als 10 Filialen kann es Zufall sein.
    .few_participants = Es wird keine Sekunde genannt: Bei weniger als 10 Testpersonen kann es Zufall sein.
    .none = Keine Sekunde weicht sicher von den meisten Sekunden des Spots ab. Was die Linie zeigt, kann Zufall sein.
    .picture = { $advert }, Sekunde { $second }

mark =
    .simulated = SIMULIERT: Diese Daten hat ein Programm erzeugt, keine Menschen.
    .research = Von einem Forschungsnetz gelesen: nicht für den Einsatz in einer Filiale.
    .word = SIMULIERT

limit =
    .visits = { $share } der Besuche
    .plays = { $share } der Ausspielungen
    .seconds = { $share } der Sekunden
    .shops = { $share } der Filialen
    .participants = { $share } der Testpersonen
    .network_visits = Das Netz wurde gewechselt. Die Zahlen stammen nur von { $network }, ab { $day }; nicht enthalten: { $others }, mit { $count ->
            [one] { $count } Besuch
           *[other] { $count } Besuchen
        }.
    .network_participants = Das Netz wurde gewechselt. Die Zahlen stammen nur von { $network }, ab { $day }; nicht enthalten: { $others }, mit { $count ->
            [one] { $count } Testperson
           *[other] { $count } Testpersonen
        }.
    .why = Der Bericht sagt, dass gelächelt wurde, während { $advert } lief, nicht warum: Menschen lächeln auch einander zu oder über ein Kind.
    .opinion = Ein Lächeln ist kein Kauf und keine Meinung.
    .faces = Gelesen werden nur Gesichter, die dem Bildschirm zugewandt sind. Wer nie eines zeigte, steckt in keiner Zahl.
    .knew = Diese Testpersonen wussten, dass sie aufgezeichnet wurden. Kundschaft in einer Filiale kann anders reagieren.
    .light = Das Netz, das Lächeln liest, wurde nicht in diesem Licht geprüft. Vergleichen Sie Spots an denselben Orten; ein Wert allein sagt wenig.
    .late = Die späten Sekunden handeln von denen, die geblieben sind.

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
    .leads_by_chance = Noch kein Gewinner: { $first } liegt um { $size } vor { $other }{ $interval }; das kann Zufall sein.
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
    .changed_end = Es wurde geändert: Ursprünglich geplant war der { $day }.
    .incomplete = { $blocks ->
            [one] { $blocks } unvollständiger Block ist
           *[other] { $blocks } unvollständige Blöcke sind
        } nicht enthalten.
    .incomplete_of = { $blocks } von { $all } Blöcken { $blocks ->
            [one] war unvollständig und ist
           *[other] waren unvollständig und sind
        } nicht enthalten.
    .seen_at_most_visits = Bei höchstens { $most } der Besuche der kleineren Variante können beide Varianten zu sehen gewesen sein.
    .seen_at_most_participants = Höchstens { $most } der Testpersonen der kleineren Variante können beide Varianten gesehen haben.
    .seen_both_visits = Bei { $least } bis { $most } der Besuche der kleineren Variante können beide Varianten zu sehen gewesen sein.
    .seen_both_participants = { $least } bis { $most } der Testpersonen der kleineren Variante können beide Varianten gesehen haben.
    .change = { $difference } hat sich geändert: { $first } im ersten Drittel der Tage, { $last } im letzten. Neues zieht anfangs mehr an; die Wochen zeigen, was bleibt.
    .weeks_table = Unterschiede Woche für Woche: { $measure }
    .arms = { $measure }, nach Variante
    .arms_picture = { $measure }, nach Variante des Experiments { $name }
    .arms_described = Ein Punkt und sein 95‑%‑Intervall für jede Variante. Die Tabelle unter dem Diagramm enthält alle Zahlen.
    .arms_legend = Linie: 95‑%‑Intervall der Variante allein. Welche Variante vorn liegt, ergibt sich aus dem Unterschied darunter.
    .arms_table = Varianten des Experiments { $name }
    .looks = { $difference }, Tag für Tag
    .looks_picture = { $difference }, Stand Tag für Tag
    .looks_described = Der Unterschied und das Intervall, das man jeden Tag ansehen darf. Die Tabelle unter dem Diagramm enthält alle Zahlen.
    .looks_legend = Hell: 95‑%‑Intervall, das bei jedem Blick gilt. Eine Variante gewinnt, wenn es die 0 nicht enthält, wohl aber den Unterschied.
    .looks_end = Gestrichelt: das geplante Ende.
    .looks_table = Der Unterschied Tag für Tag

needed =
    .detectable = Solche Daten zeigen einen Unterschied, wenn er mindestens { $size } beträgt.
    .shops = Um einen Unterschied zu zeigen, der { $size } beträgt, braucht es etwa { $count ->
            [one] { $count } weitere Filiale
           *[other] { $count } weitere Filialen
        }.
    .participants = Um einen Unterschied zu zeigen, der { $size } beträgt, braucht es etwa { $count ->
            [one] { $count } weitere Testperson
           *[other] { $count } weitere Testpersonen
        }.
    .days = Um einen Unterschied zu zeigen, der { $size } beträgt, braucht es etwa { $days ->
            [one] { $days } weiteren Tag
           *[other] { $days } weitere Tage
        }.
    .shops_or_days = Um einen Unterschied zu zeigen, der { $size } beträgt, braucht es etwa { $count ->
            [one] { $count } weitere Filiale
           *[other] { $count } weitere Filialen
        } oder etwa { $days ->
            [one] { $days } weiteren Tag
           *[other] { $days } weitere Tage
        }.
    .participants_or_days = Um einen Unterschied zu zeigen, der { $size } beträgt, braucht es etwa { $count ->
            [one] { $count } weitere Testperson
           *[other] { $count } weitere Testpersonen
        } oder etwa { $days ->
            [one] { $days } weiteren Tag
           *[other] { $days } weitere Tage
        }.

plan =
    .title = Experiment planen
    .lead = Sehen Sie vorab, welchen Unterschied zwischen zwei Spots so viele Filialen, Tage und Personen zeigen werden.
    .link = Ein Experiment planen
    .button = Berechnen
    .tenant = Mandant
    .sites_field = Filialen
    .days_field = Tage je Filiale
    .people_field = Personen je Filiale, Tag und Spot
    .difference_points = Gesuchter Unterschied in Prozentpunkten
    .finds = { $sites ->
            [one] { $sites } Filiale
           *[other] { $sites } Filialen
        }, { $days ->
            [one] { $days } Tag
           *[other] { $days } Tage
        } und { $people } Personen je Filiale, Tag und Spot zeigen in 80 von 100 Experimenten einen Unterschied, der { $size } oder mehr beträgt.
    .none = { $sites ->
            [one] { $sites } Filiale
           *[other] { $sites } Filialen
        }, { $days ->
            [one] { $days } Tag
           *[other] { $days } Tage
        } und { $people } Personen je Filiale, Tag und Spot zeigen keinen Unterschied verlässlich: Zu wenige Filialen erreichen genug Personen für eine Angabe.
    .measure = Zahl: { $measure }.
    .range = Es sind { $low }, wenn sich zwei Spots in allen Filialen gleich unterscheiden, und { $high }, wenn der Unterschied von Filiale zu Filiale doppelt so stark schwankt wie angenommen.
    .found = { $share } solcher Experimente zeigen einen Unterschied, der { $size } beträgt.
    .needed = Um in 80 von 100 Experimenten { $size } zu zeigen, braucht es etwa { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }.
    .nothing_stored = Es ist noch zu wenig gespeichert, daher sind diese Werte angenommen: wie sehr sich Personen, Filialen und Tage unterscheiden. Planen Sie neu, wenn zwei Spots zwei Tage lang in denselben Filialen gelaufen sind.
    .people_of_ads = Wie sehr sich Personen unterscheiden und wie viele kommen, stammt von { $ads } in den letzten 28 Tagen, aus { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }.
    .people_of_experiments = Wie sehr sich Personen unterscheiden und wie viele kommen, stammt aus dem neuesten Experiment, aus { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }.
    .taste_assumed = Wie sehr der Unterschied zwischen zwei Spots von Filiale zu Filiale schwankt, ist angenommen: ein Zehntel der Höhe. Es ist kein Experiment gespeichert, das es zeigt.
    .taste_stored = Wie sehr der Unterschied zwischen zwei Spots von Filiale zu Filiale schwankt, stammt aus { $count ->
            [one] { $count } gespeicherten Experiment
           *[other] { $count } gespeicherten Experimenten
        }: etwa { $size }.
    .common_day = Einzelne Tage verschieben den Unterschied in allen Filialen gemeinsam, um etwa { $size }: Dagegen helfen nicht mehr Filialen, sondern mehr Tage.
    .at_the_end = Das gilt für zwei Spots an einem geplanten Ende. Planen Sie das Ende vor dem ersten Tag.
    .table_points = Kleinster Unterschied, der sich zeigt, in Prozentpunkten, bei { $people } Personen je Filiale, Tag und Spot
    .table = Kleinster Unterschied, der sich zeigt, bei { $people } Personen je Filiale, Tag und Spot
    .days = { $days ->
            [one] { $days } Tag
           *[other] { $days } Tage
        }

placebo =
    .differs = Die Lächelerkennung liest zwei Kopien eines Films verschieden: { $first } liegt um { $size } vor { $other }{ $interval }.
    .alike = Die Lächelerkennung zeigt keinen Unterschied zwischen zwei Kopien eines Films: { $first } liegt um { $size } vor { $other }{ $interval }.
    .explained = Beide Varianten zeigen denselben Film, einmal dunkler. Was sich unterscheidet, ist, wie die Erkennung Gesichter in diesem Licht liest, nicht, was jemand vom Film hält.
    .shows = Das Placebo-Experiment { $name } zeigt, was die Lächelerkennung allein aus dem Licht macht: Zwei Kopien eines Films unterscheiden sich um { $size } { $interval }. Unterschiede bis { $largest } können also von ihr selbst kommen.
    .not_larger = Ein hier gezeigter Unterschied ist nicht größer als { $largest } und kann daher allein von der Erkennung kommen.
    .not_stored = Es ist kein Placebo-Experiment gespeichert; deshalb ist nicht bekannt, wie viel von diesem Unterschied die Lächelerkennung selbst macht.
    .title = Die Lächelerkennung prüfen
    .offer = Zeigen Sie einen Film zweimal, einmal dunkler, als Experiment. Bei keiner der Kopien lächelt jemand mehr, also ist der Unterschied der Fehler der Erkennung. Jeder spätere Unterschied wird damit verglichen.
    .steps = Machen Sie auf dem Server die dunklere Kopie eines Spots. Der Befehl gibt auch die Zeilen der Abspielliste für das Experiment aus:

difference =
    .none = Es lässt sich kein Unterschied angeben: zu wenige Zahlen.
    .none_because = Es lässt sich kein Unterschied angeben: { $reason }.
    .not_shown = Kein Unterschied zwischen { $a } und { $b } erkennbar: { $a } liegt um { $size } vorn{ $interval }.
    .none_shown = Kein Unterschied zwischen { $names } erkennbar.
    .smile = { $a } bekam um { $size }{ $interval } mehr Lächeln als { $b }, { $among }.
    .watched_share = { $a } bekam um { $size }{ $interval } mehr Blicke als { $b }, { $among }.
    .attention_s = { $a } wurde um { $size }{ $interval } länger angesehen als { $b }, { $among }.
    .laughter_s = Bei { $a } wurde um { $size }{ $interval } länger gelacht als bei { $b }, { $among }.
    .other = { $a } hatte um { $size }{ $interval } mehr „{ $measure }“ als { $b }, { $among }.
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
    .none_whole = Von { $name } gibt es noch keine ganze Woche.
    .cut = Keine ganze Woche.
    .headline_shops = { $name }, Woche ab { $day }: { $measure } { $value }{ $interval }, { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }.
    .headline_participants = { $name }, Woche ab { $day }: { $measure } { $value }{ $interval }, { $count ->
            [one] { $count } Testperson
           *[other] { $count } Testpersonen
        }.
    .heading = Woche für Woche
    .legend = Linie: 95‑%‑Intervall. Hohl: keine ganze Woche. Eine Lücke ist eine Woche mit zu wenigen Personen, ein anderes Netz oder Wochen ohne gemeinsame Filiale.
    .legend_panel = Linie: 95‑%‑Intervall. Eine Lücke ist eine Woche mit zu wenigen Personen oder ein anderes Netz.
    .picture = Wochen von { $name }
    .adverts = den Spots
    .described = Ein Punkt und sein 95‑%‑Intervall für jede Woche. Die Tabelle unter dem Diagramm enthält alle Zahlen.
    .table = Wochen

# Diagramme

plot =
    .band = Hell: das Band, das in 95 von 100 solchen Berichten die ganze Kurve enthält.
    .lines = Dünne Linien: 95 % jeder Sekunde für sich; für ein Band sind es zu wenige Orte.
    .days = Blasse Linien: { $days ->
            [one] der einzige Tag
           *[other] { $days } einzelne Tage
        }. Für ein Intervall sind es zu wenige Filialen; die Linien zeigen, wie weit Tage auseinanderliegen.
    .own_mean = Gepunktet: das eigene Mittel des Spots.
    .film = Darunter: sein Film.
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
    .heading = Lächeln in jeder Sekunde, % der angesehenen Zeit
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
    .shops = Lächeln nach Filiale, % der angesehenen Zeit
    .participants = Lächeln nach Testperson, % der angesehenen Zeit
    .shops_picture = Lächeln nach Filiale, { $advert }
    .participants_picture = Lächeln nach Testperson, { $advert }
    .shops_described = { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        } in der Reihenfolge ihres Unterschieds zu den eigenen anderen Spots. Die Tabelle unter dem Diagramm enthält alle Zahlen.
    .participants_described = { $count ->
            [one] { $count } Testperson
           *[other] { $count } Testpersonen
        } in der Reihenfolge ihres Unterschieds zu den eigenen anderen Spots. Die Tabelle unter dem Diagramm enthält alle Zahlen.
    .shops_legend = Reihenfolge: Unterschied zu den anderen Spots der Filiale. Gefüllt: zum Mittel aller geschrumpft. Hohl: der eigene Wert der Filiale mit seinem 95‑%‑Intervall über Tage. Gepunktet: das Mittel aller.
    .participants_legend = Reihenfolge: Unterschied zu den anderen Spots der Testperson. Gefüllt: zum Mittel aller geschrumpft. Hohl: der eigene Wert der Testperson mit seinem 95‑%‑Intervall. Gepunktet: das Mittel aller.
    .hours = Besuche nach Tagesstunde
    .hours_of = Besuche nach Tagesstunde, { $advert }
    .hours_legend = Dunkel: Besuche, bei denen mindestens 1 s hingesehen wurde. Ortszeit der Filialen.
    .weekdays = Besuche nach Wochentag
    .weekdays_of = Besuche nach Wochentag, { $advert }
    .weekdays_legend = Dunkel: Besuche, bei denen mindestens 1 s hingesehen wurde.
    .bars = { $count ->
            [one] { $count } Balken
           *[other] { $count } Balken
        }; die Tabelle unter dem Diagramm enthält alle Zahlen.
    .parts = Lächeln nach Tagesabschnitt, % der angesehenen Zeit
    .parts_picture = Lächeln nach Tagesabschnitt, { $advert }
    .parts_described = Ein Punkt und sein 95‑%‑Intervall für jeden Abschnitt. Die Tabelle unter dem Diagramm enthält alle Zahlen.
    .parts_legend = In den Filialen, deren Geräte ihre Meldungen an den Tagesabschnitten beenden.
    .part = Abschnitt { $number }

# Zahlen auf einen Blick

fact =
    .plays = Ausspielungen
    .visits = Besuche vor den Bildschirmen
    .looked = sahen mindestens 1 s hin
    .overlapping = Besuche während der Ausspielungen
    .present = mittlere Zeit im Bild
    .told_visits = der Besuche erfasst
    .told_participants = der Testpersonen erfasst
    .read = der Hinsehenden zählen beim Lächeln
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
    .no_reason = ein Grund ist nicht angegeben
    .not_told = { $names }: keine Angabe.
    .no_intervals = Die Kurve hat keine Intervalle: { $reason }.
    .few_shops = zu wenige Filialen
    .few_participants = zu wenige Testpersonen

column =
    .abstained = Enthaltungen
    .class = Klasse
    .share = Anteil
    .comments = Kommentare
    .least_people = Zehn Minuten, mindestens
    .advert = Spot
    .present_share = Anteil
    .new_share = Nach einem Tag
    .end_share = Am Ende
    .draws = Bewirkt mehr
    .draws_interval = 95 %
    .draws_here = Hier
    .why = Warum
    .number = Zahl
    .mean = Mittel
    .here_shops = 95 % in diesen Filialen
    .here_participants = 95 % bei diesen Testpersonen
    .interval = 95‑%‑Intervall
    .shop = Filiale
    .shops = Filialen
    .participant = Testperson
    .participants = Testpersonen
    .of = Aus
    .reported_share = Erfasst
    .alike = Alle gleich gewichtet
    .of_curve = Zur Kurve
    .second = Sekunde
    .smiled = Lächeln
    .of_second = 95 % dieser Sekunde
    .of_week = 95 % dieser Woche
    .band = Band aller Sekunden
    .watchers = Hinsehende
    .read = Gelesen
    .shrunk = Geschrumpft
    .beside = Neben ihren anderen Spots, Prozentpunkte
    .own = Eigener Wert
    .over_days = 95 % über die Tage
    .days = Tage
    .day = Tag
    .plays = Ausspielungen
    .visits = Besuche
    .weekday = Wochentag
    .hour = Stunde
    .looked_1 = Mindestens 1 s hingesehen
    .time_present = Anwesenheit
    .within = Sicher in dieser Stunde
    .looked = Hingesehen
    .present = Anwesend
    .pair = Paar
    .difference = Unterschied
    .any_time = 95 % jederzeit
    .verdict = Ergebnis
    .at_end = 95 % am Ende
    .p = p, korrigiert
    .smallest = Kleinster erkennbarer
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
    .method = Wie die Zahlen entstehen
    .every_number = Jede Zahl: was sie ist, wie sie entsteht, was sie nicht ist
    .footer = Erstellt mit Vitrina. { -promise-least } Für ein Panel gilt keine Mindestzahl: Seine Testpersonen haben zugestimmt. Kein Bild und kein Ton ist in einer Zahl enthalten.

# Gründe der Statistik

reason =
    .nothing_told = keine Zahlen
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
    .never_by_days = mehr Tage genügen nicht: Die Filialen unterscheiden sich zu sehr
    .no_two_days = { $unit ->
            [participants] keine Testperson
           *[other] keine Filiale
        } hat zwei Tage: Tage lassen sich nicht von { $unit ->
            [participants] Testpersonen
           *[other] Filialen
        } trennen
    .few_for_band = keine Sekunde wurde von { $number } { $unit ->
            [participants] Testpersonen
           *[other] Filialen
        } gemeldet
    .few_to_win = Zahlen aus { $number } { $unit ->
            [participants] Testpersonen
           *[other] Filialen
        }; ein Gewinner wird ab { $least } genannt
    .end_excludes = das Intervall am geplanten Ende enthält die 0 nicht
    .sequence_excludes = die Konfidenzfolge enthält die 0 nicht
    .end_holds = das geplante Ende ist da, und das Intervall enthält die 0
    .not_begun = die Konfidenzfolge hat noch nicht begonnen
    .sequence_holds = die Konfidenzfolge enthält die 0
    .sequence_holds_no_end = die Konfidenzfolge enthält die 0; es war kein Ende geplant
    .shown_not_random = ein Unterschied ist erkennbar; die Spots wurden nicht zufällig zugeteilt
    .not_shown = kein Unterschied ist erkennbar
    .two_arms = weniger als zwei Varianten sind gespeichert
    .no_arm = keine Variante liegt vor allen anderen
    .both_copies = beide Varianten zeigen einen Film, also gewinnt keine

note =
    .simulated = Simulierte Daten: Hinter diesen Zahlen steht keine Person und keine Filiale.
    .research = Geräte dieses Berichts lesen Gesichter mit einem Forschungsnetz. Solche Ergebnisse dürfen in einer Filiale nicht verwendet werden.
    .no_plays = Es sind keine Ausspielungen gespeichert; deshalb fehlen ihre Häufigkeit und der erfasste Anteil.
    .no_zone = Filialen ohne Zeitzone zählen ihre Tage und Stunden in UTC: vitrina-central site set.
    .networks = Mehrere Netze lesen diese Reaktionen. Die Zahlen zum Ausdruck stammen nur von { $network } ({ $period }); nicht verwendet: { $others }.
    .networks_difference = Mehrere Netze lesen diese Reaktionen; die Unterschiede stammen nur von { $network }.
    .networks_experiment = Mehrere Netze lesen diese Reaktionen. Verwendet wird nur das, das die meisten Personen las.
    .in_one_order = Jede Testperson wird mit sich selbst verglichen. Sahen alle die Spots in derselben Reihenfolge, kann die Reihenfolge eine Rolle spielen.
    .not_random = Die Spots wurden innerhalb derselben Filialen und Tage verglichen. Sie wurden nicht zufällig zugeteilt: Die Stunde der Ausspielung kann eine Rolle spielen. Ein Experiment entscheidet.
    .network_began = Ab { $day } liest { $network } die Gesichter: Wochen davor haben nicht dieselbe Skala.
    .shops_joined = { $count } Filialen kamen nach der Woche ab { $day } dazu. Jede Woche steht auf dem Niveau aller { $all } Filialen.
    .shop_joined = Eine Filiale kam nach der Woche ab { $day } dazu. Jede Woche steht auf dem Niveau aller { $all } Filialen.
    .shops_left = { $count } Filialen meldeten in der Woche ab { $day } nichts. Jede Woche steht auf dem Niveau aller { $all } Filialen.
    .shop_left = Eine Filiale meldete in der Woche ab { $day } nichts. Jede Woche steht auf dem Niveau aller { $all } Filialen.
    .no_blocks = Die Ausspielungen nennen keine Blöcke; deshalb ist nicht bekannt, ob die Varianten sich abwechselten.
    .no_end = Es war kein Ende geplant; deshalb kann nur die Konfidenzfolge einen Gewinner nennen.
    .end_changed = Das geplante Ende wurde geändert; deshalb kann nur die Konfidenzfolge einen Gewinner nennen.
    .some_chosen = Es wurden einzelne Tage oder Filialen gewählt; deshalb kann nur die Konfidenzfolge einen Gewinner nennen.
    .other_measure = Das Ende wurde für { $planned } geplant, und { $measure } wird nebenbei betrachtet; deshalb kann nur die Konfidenzfolge einen Gewinner nennen.
    .under_read = Ein Spot, der Menschen festhält, wird zu wenig gelesen: Sein Lächeln wird zu niedrig angegeben.
    .unbalanced = Die Varianten sind unausgewogen. Ausspielungen: { $plays }.
    .unequal = Variante { $more } hat mindestens doppelt so viele Personen wie Variante { $fewer }. Ruhige Stunden fehlen dann womöglich nur bei der kleineren Variante.
    .abstained = Die Lächelerkennung enthielt sich in Variante { $more } in { $most } % der Zeit und in Variante { $less } in { $least } %: Dort wird gesprochen, man wendet sich ab oder steht in anderem Licht. Ein Unterschied der Varianten kann allein daher kommen.
    .second_0 = Schon in Sekunde 0, bevor ein Film wirken kann, liegt Variante { $ahead } um { $size } Prozentpunkte vor Variante { $other }. Etwas anderes als der Film ist verschieden, etwa seine Helligkeit oder was davor läuft.

# Regeln für alle Zahlen

rule-interval =
    .title = Intervall
    .text = Ein 95‑%‑Intervall über Filialen sagt, wo das Mittel aller Filialen dieser Art liegt: Mit anderen Filialen wiederholt, enthielten es 95 von 100 solchen Intervallen. Es entsteht aus einem Mittel je Filiale nach Students t, damit viele Besuche in einer Filiale nicht als viele Filialen gelten. Unter 4 Filialen gibt es keines; ein Intervall über Tage spricht dann nur von diesen Filialen. In einem Panel stehen Testpersonen an der Stelle der Filialen.

rule-noise =
    .title = Rauschen
    .text = Jedes Gerät fügt den Summen hinter Ausdruck und Lachen zufälliges Rauschen hinzu. Eine Vermutung über einen einzelnen Besuch aus zwei Zahlen ist dadurch unsicher; aus vielen Zahlen über denselben Besuch ist sie es weniger. Das Rauschen ist im Mittel 0 und Teil jedes Intervalls. Es kann eine Zahl unter 0 oder über 100 % bringen; Diagramme und Tabellen enden dort, Exporte nicht.

rule-promise =
    .title = { -promise-title }
    .text = { -promise-full } Was auf zu wenigen Personen beruht, wird zurückgehalten. Es fehlt hier und ist nie 0. Der Betreiber kann andere Mindestzahlen als 5 und 10 wählen. Für ein Panel gilt keine: Seine Testpersonen haben zugestimmt.

rule-told =
    .title = Erfasster Anteil
    .text = Ruhige Stunden und kleine Filialen werden öfter zurückgehalten als belebte; deshalb sind die erfassten Besuche keine unverzerrte Auswahl aller. Der erfasste Anteil steht neben jeder Zahl und in Worten, wo er unter 80 % liegt.

rule-ranking =
    .title = Rangfolge der Filialen
    .text = Keine Filiale wird nach der Höhe gereiht: Sie ist auch die ihrer Kamera, ihres Lichts und ihrer Besucher. Geordnet wird danach, wie viel mehr der Spot dort bekommt als die anderen Spots der Filiale. Unter vielen Filialen kommen die kleinsten durch Zufall zuerst und zuletzt, daher wird jeder Unterschied geschrumpft: so weit zum Mittel aller gerückt, wie Zufall und Rauschen ihn bestimmen.

rule-winner =
    .title = Gewinner
    .text = Ein Spot wird am geplanten Ende zum Gewinner erklärt, oder davor, wenn ein Intervall, das man jeden Tag ansehen darf, die 0 nicht enthält; nie unter 4 Filialen. Sonst ist kein Unterschied erkennbar. Das beweist nicht, dass es keinen gibt.

rule-network =
    .title = Netz
    .text = Ein Netz liest Lächeln aus Gesichtern. Es wurde mit Bildern anderer Orte geprüft, nicht im Licht dieser Filialen, und keine Zahl wird um seine Fehler korrigiert. Ein Wert hängt von Kamera und Licht ab; in einem Unterschied zwischen zwei Spots in denselben Filialen hebt sich auf, was bei beiden gleich falsch ist, nicht aber, was ein Film selbst hinzufügt, etwa sein Licht auf Gesichtern: Ein Spot mit einem Prozentpunkt falscher Lächeln mehr kann gewinnen, obwohl niemand mehr lächelt. Ein Placebo-Experiment, ein Film zweimal und einmal dunkler, zeigt, wie viel das ist. Vergleichen Sie Spots, nicht Werte. Tage, die ein anderes Netz gelesen hat, werden nie mit diesen gemittelt.

# Jede Zahl: was sie ist, wie sie entsteht, was sie nicht ist

group =
    .measures = Messgrößen
    .scores = Kennwerte der Kurve
    .places = Personen, Orte und Zeiten
    .differences = Unterschiede und Gewinner

-site-means = Mittel über Filialen von Σ n·x / Σ n innerhalb einer Filiale; ± t(0,975; Filialen − 1) · sd / √Filialen

-exposed-means = ebenso, gewichtet nach Besuchen mit Kontakt

-wearer-means = wie oben, gewichtet nach Trägerinnen und Trägern

entry-attention_s =
    .label = Blickdauer
    .unit = s
    .definition = Mittlere Zeit, in der bei einem Besuch der Kopf dem Bildschirm zugewandt war, während der Spot lief.
    .formula = { -exposed-means }
    .is_not = die Richtung der Augen: Gemessen werden Kopfrichtungen, keine Blicke

entry-watched_share =
    .label = Mindestens 1 s hingesehen
    .unit = %
    .definition = Anteil der Besuche während des Spots, bei denen mindestens 1 s zum Bildschirm gesehen wurde.
    .formula = Hinsehende / Besuche mit Kontakt, { -exposed-means }
    .is_not = ein Anteil aller, die vorbeikamen: Gezählt werden nur Gesichter

entry-smile =
    .label = Lächeln
    .unit = % der angesehenen Zeit
    .definition = Anteil der angesehenen Zeit, in der gelächelt wurde, wie das Netz es liest: seine mittlere Wahrscheinlichkeit eines Lächelns; innerhalb einer Meldung zählen alle Hinsehenden gleich.
    .formula = { -site-means }
    .is_not = ein Anteil der Personen und keine Aussage darüber, was sie vom Spot halten oder kaufen werden

entry-negative =
    .label = Stirnrunzeln und Ähnliches
    .unit = % der angesehenen Zeit
    .definition = Mittlere Wahrscheinlichkeit für Ärger, Verachtung, Ekel, Angst und Trauer zusammen, wie das Netz sie liest.
    .formula = { -site-means }
    .is_not = Missfallen am Spot: Lesen und Sprechen sehen ähnlich aus

entry-surprise =
    .label = Überraschter Blick
    .unit = % der angesehenen Zeit
    .definition = Mittlere Wahrscheinlichkeit von hochgezogenen Brauen und offenem Mund, wie das Netz sie liest.
    .formula = { -site-means }
    .is_not = Interesse

entry-valence =
    .label = Valenz des Ausdrucks
    .unit = −1 bis 1
    .definition = Ausdruck zwischen unangenehm (−1) und angenehm (1), wie das Netz ihn liest.
    .formula = { -site-means }
    .is_not = was jemand denkt oder will

entry-arousal =
    .label = Erregung des Ausdrucks
    .unit = −1 bis 1
    .definition = Ausdruck zwischen ruhig (−1) und lebhaft (1), wie das Netz ihn liest.
    .formula = { -site-means }
    .is_not = Begeisterung über den Spot

entry-laughter_s =
    .label = Lachen im Raum
    .unit = s
    .definition = Mittlere Zeit, in der im Raum Lachen zu hören war, während ein Besuch beim Spot anwesend war.
    .formula = { -exposed-means }
    .is_not = eine Aussage darüber, wer lachte oder worüber

entry-body_arousal =
    .label = Erregung des Körpers
    .unit = 0 bis 1
    .definition = Mittlere Wahrscheinlichkeit nach Haut und Puls, dass jemand mit Sensoren und Einwilligung erregt ist.
    .formula = { -wearer-means }
    .is_not = Stress oder Begeisterung über den Spot

entry-hr_bpm =
    .label = Herzfrequenz
    .unit = Schläge je Minute
    .definition = Mittlere Herzfrequenz derer, die mit Einwilligung Sensoren tragen.
    .formula = { -wearer-means }
    .is_not = ein medizinischer Wert

entry-scr_per_min =
    .label = Hautreaktionen
    .unit = je Minute
    .definition = Mittlere Zahl der Anstiege des Hautleitwerts derer, die mit Einwilligung Sensoren tragen.
    .formula = { -wearer-means }
    .is_not = eine Reaktion auf eine einzelne Sekunde: Die Haut antwortet Sekunden später

entry-peak =
    .label = Gipfel
    .unit = %
    .definition = Meistes Lächeln über 3 Sekunden. Die Sekunden jeder Filiale werden durch die anderen Filialen bestimmt, denn die höchste von verrauschten Zahlen ist zu hoch.
    .formula = Maximum des gleitenden Mittels über 3 s
    .is_not = der höchste Punkt der gezeichneten Linie

entry-end =
    .label = Ende
    .unit = %
    .definition = Lächeln in den letzten 3 Sekunden.
    .formula = Mittel der letzten 3 s
    .is_not = das Ende für alle: Wer gegangen ist, zählt nicht

entry-peak_end =
    .label = Gipfel und Ende
    .unit = %
    .definition = Mitte zwischen Gipfel und Ende.
    .formula = (Gipfel + Ende) / 2
    .is_not = ein erwiesenes Maß dafür, was in Erinnerung bleibt

entry-first_3_s =
    .label = Erste 3 Sekunden
    .unit = %
    .definition = Lächeln in den ersten 3 Sekunden.
    .formula = Mittel der Sekunden 0, 1 und 2
    .is_not = das Werk des Spots allein: Gesichter zeigen noch, was davor war

entry-retention =
    .label = Hinsehende am Ende, verglichen mit denen am Anfang
    .unit = %
    .definition = Hinsehende in den letzten 3 Sekunden als Anteil derer in den ersten 3.
    .formula = Hinsehende (letzte 3 s) / Hinsehende (erste 3 s)
    .is_not = Personen, die geblieben sind: Manche gehen, andere kommen

entry-creative =
    .label = Spot
    .unit = Name
    .definition = Kennung des Spots, sein Name und Schlagwort, und wem er gehört.
    .formula = wie er ausgespielt wurde
    .is_not = eine Kampagne: Zwei Schnittfassungen sind zwei Spots

entry-period =
    .label = Tage
    .unit = Tage
    .definition = Erster und letzter örtlicher Tag der Filialen, und wann der Bericht erstellt wurde.
    .formula = eine Meldung gehört ganz zum Tag ihres Endes
    .is_not = eine Liste der Öffnungstage: Tage ohne gesendete Meldung kommen nicht vor

entry-marks =
    .label = Kennzeichen
    .unit = Wörter
    .definition = Simulierte Daten, ein Forschungsnetz, Filialen oder Testpersonen, und Bemerkungen zu den Daten.
    .formula = aus den Meldungen
    .is_not = ein Urteil über den Spot

entry-flow =
    .label = Ausspielungen, Besuche und Hinsehende
    .unit = Anzahlen
    .definition = Ausspielungen des Spots und ihre Länge; Besuche, und die mit mindestens 1 s Blick, an den Tagen, an denen er lief.
    .formula = Summen über Ausspielungen und über Zeitfenster
    .is_not = die Zahl verschiedener Personen: Wer wiederkommt, ist ein neuer Besuch

entry-dwell_s =
    .label = Anwesenheit
    .unit = s
    .definition = Mittlere Zeit, die ein Besuch vor dem Bildschirm anwesend war.
    .formula = Σ Besuche · Anwesenheit / Σ Besuche
    .is_not = die Zeit in der Filiale

entry-comments =
    .label = Kommentare
    .unit = %
    .definition = Anteil einer Klasse an den Kommentaren, die Besucher dazu eingetippt haben, wie ein Netz sie las; ein Gerät meldet sie, sobald sie zehn Abschnitte von zehn Minuten füllen.
    .formula = Σ Kommentare der Klasse / Σ Kommentare; 95 % nach einem Score-Test mit dem Rauschen der Geräte und der Streuung der Nachrichten
    .is_not = was die sagen, die nichts schrieben; frei von Lesefehlern

entry-coverage =
    .label = Kamera an
    .unit = %
    .definition = Anteil der Zeit, in der die Kameras maßen.
    .formula = Mittel über Zeitfenster, gewichtet nach ihrer Länge
    .is_not = der Teil der Filiale, den sie sehen

entry-overlapping_visits =
    .label = Überlappende Besuche
    .unit = Besuche
    .definition = Erwartete Zahl der Besuche, die sich mit einer Ausspielung überlappen. Ein Besuch zählt bei jeder Ausspielung, mit der er sich überlappt.
    .formula = Ausspielungen · Besuche je Sekunde Messung · (Länge einer Ausspielung + mittlere Anwesenheit)
    .is_not = die Zahl derer, die hinsahen

entry-sites =
    .label = Filialen
    .unit = Anzahl
    .definition = Filialen mit gemeldeten Reaktionen, ihre Bildschirme und Tage; ihre Reaktionen und die Besuche dahinter.
    .formula = Anzahlen
    .is_not = die Zahl aller Filialen, in denen er lief

entry-interval =
    .label = 95‑%‑Intervall
    .unit = wie die Zahl
    .definition = Spanne, die in 95 von 100 solchen Berichten das Mittel aller Filialen dieser Art enthält.
    .formula = Mittel ± t(0,975; Filialen − 1) · sd der Filialmittel / √Filialen
    .is_not = die Streuung der Filialen oder der Personen

entry-here =
    .label = In diesen Filialen
    .unit = wie die Zahl
    .definition = Mittel und Intervall nur dieser Filialen, angegeben bei weniger als 4.
    .formula = Students t über Tage; breiter, wo ein Tag dem vorigen gleicht
    .is_not = eine Aussage über andere Filialen

entry-people_mean =
    .label = Alle gleich gewichtet
    .unit = wie die Zahl
    .definition = Dieselbe Zahl, wenn alle Hinsehenden, statt aller Filialen, gleich viel zählen.
    .formula = Σ n·x / Σ n, Jackknife über Filialen
    .is_not = die Zahl der Überschrift: Hier entscheiden die belebtesten Filialen

entry-curve =
    .label = Kurve
    .unit = % in einer Sekunde
    .definition = Lächeln in jeder Sekunde des Spots, mit den Hinsehenden darin und wie viele gelesen wurden.
    .formula = Mittel über Filialen; 95 % dieser Sekunde allein: t über Filialen, ab 4 Filialen
    .is_not = eine Kurve durchweg derselben Personen: In den späten Sekunden sind es mehr von denen, die bleiben

entry-band =
    .label = Band
    .unit = % in einer Sekunde
    .definition = Spanne, die in 95 von 100 solchen Berichten die ganze Kurve enthält, alle Sekunden zugleich.
    .formula = Mittel ± q · se, q nach dem größten t aller Sekunden (multivariates t); ab 10 Filialen
    .is_not = das Intervall einer einzelnen Sekunde, das schmaler ist

entry-moment =
    .label = Moment
    .unit = Prozentpunkte
    .definition = Sekunden, in denen die Kurve sicher über oder unter ihrem Median liegt, und nicht nur, weil dann andere zusehen.
    .formula = das Band von (Sekunde − eigenes Mittel) liegt über seinem Median oder unter dem Band des Medians; mit und ohne die Drift derer, die bleiben
    .is_not = jede Bewegung der Linie: Die anderen können Zufall sein

entry-shrunk =
    .label = Geschrumpfter Wert einer Filiale
    .unit = %
    .definition = Wert einer Filiale, so weit zum Mittel aller gerückt, wie Zufall und Rauschen ihn bestimmen; ebenso ihr Unterschied zum Mittel ihrer anderen Spots, nach dem geordnet wird.
    .formula = m + τ² / (τ² + s²) · (eigener − m); τ² nach DerSimonian und Laird, abzüglich des bekannten Rauschens
    .is_not = der eigene Wert der Filiale, der mit seinem Intervall über Tage danebensteht

entry-hours =
    .label = Stunden und Wochentage
    .unit = Besuche
    .definition = Besuche und Hinsehende nach örtlicher Stunde und Wochentag, und der Anteil der Besuche, die sicher darin liegen.
    .formula = Summen über Zeitfenster, nach der örtlichen Stunde ihres Endes
    .is_not = Lächeln nach Stunde: Eine Reaktion umfasst mehrere Stunden

entry-parts =
    .label = Tagesabschnitte
    .unit = %
    .definition = Lächeln nach Tagesabschnitt, in Filialen, deren Geräte ihre Meldungen dort beenden.
    .formula = { -site-means }
    .is_not = eine Aussage über andere Filialen

entry-reported_share =
    .label = Erfasster Anteil
    .unit = %
    .definition = Anteil der Besuche, in den Zeitfenstern dieser Tage, die in der Spanne einer gemeldeten Reaktion liegen.
    .formula = Besuche der Zeitfenster in gemeldeten Reaktionen / Besuche aller Zeitfenster
    .is_not = ein Anteil der Zeit oder der Hinsehenden

entry-read_share =
    .label = Gelesener Anteil
    .unit = %
    .definition = Anteil der Hinsehenden, die in den Zahlen aus Gesichtsausdrücken zählen. Wer hinsieht, zählt ab 1 s gelesenem Gesicht, und bei höchstens vier Spots eines Besuchs, die das Los bestimmt.
    .formula = n / Hinsehende der gemeldeten Reaktionen
    .is_not = ein Anteil aller Besuche

entry-withheld =
    .label = Zurückgehalten
    .unit = %
    .definition = Anteile der Ausspielungen, der Sekunden und der Filialen, bei denen zu wenige Personen für eine Angabe da waren.
    .formula = 1 − gemeldet / ausgespielt
    .is_not = ein Verlust: Die Geräte haben es mit Absicht verworfen

entry-week =
    .label = Woche eines Verlaufs
    .unit = wie die Größe
    .definition = Mittel aller Filialen des Verlaufs, egal welche davon in der Woche Zahlen meldeten. Wochen einer Kette haben Filialen und Netz gemeinsam. Eine ganze Woche ist vorbei und weder von der Kampagne noch von den gewählten Tagen abgeschnitten.
    .formula = kleinste Quadrate von Wert = Filiale + Woche über die Wochenmittel der Filialen
    .is_not = das Mittel der Filialen, die in dieser Woche Zahlen meldeten: es ändert sich, wenn Filialen dazukommen

entry-models =
    .label = Netze
    .unit = Name
    .definition = Netze, die den Ausdruck lasen, und ihre Tage. Gemittelt werden die Tage eines Netzes.
    .formula = das Netz mit den meisten Reaktionen
    .is_not = ein Mittel über Netze

entry-third =
    .label = Drittel unter den eigenen Spots
    .unit = oberes, mittleres, unteres
    .definition = Drittel der eigenen Spots, zu dem dieser nach dem Lächeln gehört, verglichen innerhalb der Filialen; ab 9 Spots und 4 Filialen und nur, wenn der Rang so genau bekannt ist.
    .formula = Wirkungen innerhalb der Filialen, zu ihrem Mittel geschrumpft; das Drittel, in dem das 95‑%‑Intervall des Rangs liegt
    .is_not = ein Vergleich mit anderen Werbenden, oder ein Rang

entry-difference =
    .label = Unterschied
    .unit = Prozentpunkte
    .definition = Wie viel mehr ein Spot bekam als ein anderer, verglichen innerhalb derselben Filialen, Tage und Tagesabschnitte.
    .formula = gewichtetes Mittel der Unterschiede innerhalb jedes Tages oder Tagesabschnitts einer Filiale; dann über Filialen nach dem, was von jeder bekannt ist (Hartung und Knapp), t über Filialen und Tage
    .is_not = der Unterschied der beiden Gesamtwerte, in dem andere Filialen und Tage steckten

entry-change =
    .label = Unterschied je Woche
    .unit = Punkte
    .definition = Unterschied jeder Woche, mit dem Intervall dieser Woche allein. Ein Satz nennt es, wenn sich erstes und letztes Drittel der Tage unterscheiden.
    .formula = der Unterschied über die Tage einer Woche; letztes − erstes Drittel innerhalb der Filialen, t über Filialen und Tage
    .is_not = das Ergebnis, das alle Tage zusammen nimmt

entry-sequence =
    .label = Intervall zu jeder Zeit
    .unit = Prozentpunkte
    .definition = Intervall des Unterschieds, das man jeden Tag ansehen und nach dem man handeln darf, wenn es die 0 nicht enthält.
    .formula = Konfidenzfolge über Tage, um denselben Unterschied und erweitert um die Streuung der Filialen: √(Folge² + (t · se)²)
    .is_not = ein Intervall, das so schmal ist wie das am geplanten Ende

entry-p =
    .label = p
    .unit = 0 bis 1
    .definition = Wie oft ein Unterschied dieser Größe oder mehr allein durch Zufall entsteht; korrigiert um die Zahl der Vergleiche. Ein Experiment zeigt es ab seinem geplanten Ende.
    .formula = zweiseitiges t über Filialen und Tage; Holm innerhalb eines Experiments, Benjamini und Hochberg in Listen
    .is_not = die Wahrscheinlichkeit, dass es keinen Unterschied gibt

entry-detectable =
    .label = Kleinster erkennbarer Unterschied
    .unit = Prozentpunkte
    .definition = Unterschied, den 80 von 100 Experimenten mit solchen Daten zeigen, und die Filialen oder Tage, die ein kleinerer braucht. Für einen Plan und für einen Spot allein: mit den Personen, dem Rauschen und den Tagen des Speichers.
    .formula = (t(0,975) + t(0,8)) · se; bei einem Plan und einem Spot allein: simulierte Experimente dieser Größe
    .is_not = eine Grenze, unter der es keinen Unterschied gibt

entry-arm =
    .label = Variante
    .unit = wie die Messgröße
    .definition = Was eine Variante eines Experiments bekam, mit ihren Filialen, Tagen, Blöcken, Ausspielungen und Besuchen.
    .formula = wie die Messgröße, über die Tage des Experiments
    .is_not = ein Vergleich mit dem Auge: Nehmen Sie den Unterschied

entry-abstained =
    .label = Enthaltungen
    .unit = % der Betrachtungszeit
    .definition = Anteil der aufmerksamen Zeit, in dem die Lächelerkennung nicht entschied, in einer Variante. Ein Hinweis nennt Varianten, die sich um 5 Prozentpunkte oder mehr unterscheiden.
    .formula = Σ n·x / Σ n über die Reaktionen der Variante
    .is_not = Personen, die nicht lächelten

entry-first_second =
    .label = Sekunde 0
    .unit = Prozentpunkte
    .definition = Unterschied zweier Varianten in der ersten Sekunde, in der ein Film noch niemanden zum Lächeln gebracht haben kann. Ein Hinweis nennt es, wenn p unter 0,01 liegt.
    .formula = wie der Unterschied, nur aus Sekunde 0 des Verlaufs
    .is_not = eine Wirkung des Films

entry-sensitivity =
    .label = Was die Erkennung selbst macht
    .unit = Prozentpunkte
    .definition = Unterschied zwischen den zwei Kopien eines Films im neuesten Placebo-Experiment und das Ende seines Intervalls, das weiter von 0 entfernt ist.
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
    .definition = Kleinste und größte Zahl der Besuche, die bei zwei Varianten anwesend waren.
    .formula = Grenzen aus den Besuchen mit Kontakt der Varianten und den Besuchen derselben Zeitfenster
    .is_not = eine genaue Zahl: Niemand wird verfolgt

# Warnungen des Servers

severity =
    .error = Fehler
    .warning = Warnung
    .info = Hinweis

alert =
    .silent = Vom Gerät kam keine Meldung. Der Broker hat die Verbindung zu ihm verloren.
    .silent_connected = Vom Gerät kam keine Meldung. Es kann noch mit dem Broker verbunden sein.
    .silent_many = { $count } von { $all } Geräten verstummten etwa zur gleichen Zeit.
    .paused = Das Gerät misst während der Öffnungszeit nicht: { $reasons }.
    .degraded = Das Gerät läuft ohne einen Teil: { $reasons }.
    .paused_unknown = Das Gerät misst während der Öffnungszeit nicht, ohne einen Grund zu nennen.
    .degraded_unknown = Das Gerät läuft ohne einen Teil, ohne einen Grund zu nennen.
    .loss = { $count ->
            [one] { $count } Meldung des Geräts ist
           *[other] { $count } Meldungen des Geräts sind
        } verloren: Es hat sie nicht mehr.
    .clone = { $count ->
            [one] { $count } Meldung hat eine Nummer
           *[other] { $count } Meldungen haben Nummern
        }, die ein anderes Gerät mit demselben Namen verwendet hat.
    .outbox = { $count ->
            [one] { $count } Meldung wartet
           *[other] { $count } Meldungen warten
        } im Postausgang des Geräts.
    .clock_wrong = Der Uhr des Geräts ist nicht zu trauen. Sie kann um { $seconds } s falsch gehen.
    .clock_unknown = Der Uhr des Geräts ist nicht zu trauen. Es kennt die Zeit nicht.
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
    .sums_failed = Es lassen sich keine Summen bilden: { $reason }.
    .retention = Alte Daten lassen sich nicht löschen: { $reason }.
    .backup_failed = Die Sicherung vom { $time } ist fehlgeschlagen. Die neueste vollständige ist vom { $newest }.
    .backup_failed_none = Die Sicherung vom { $time } ist fehlgeschlagen. Es gibt keine vollständige.
    .backup_begun = Eine Sicherung begann am { $time }, und seither endete keine. Die neueste vollständige ist vom { $newest }.
    .backup_begun_none = Eine Sicherung begann am { $time }, und seither endete keine. Es gibt keine vollständige.
    .backup_old = Seit { $days } Tagen gab es keine Sicherung. Die neueste vollständige ist vom { $newest }.
    .certificate_unread = { $file } lässt sich nicht als Zertifikat lesen.
    .certificate_ended = { $file } ist abgelaufen.
    .certificate_ends = { $file } läuft in { $days ->
            [one] { $days } Tag
           *[other] { $days } Tagen
        } ab.

cure =
    .kiosk_silent = Prüfen Sie Strom und Netzwerk; dann auf dem Gerät `sudo vitrina status`.
    .kiosk_paused = Der Grund nennt, was fehlt, etwa der Hinweis; auf dem Gerät `sudo vitrina status`.
    .kiosk_degraded = Der Grund nennt den Teil; die eigene Warnung des Geräts sagt, was zu tun ist.
    .kiosk_outbox = Prüfen Sie das Netzwerk des Geräts und die Grenzen des Brokers.
    .kiosk_loss = Erhöhen Sie `[outbox] max_mb` des Geräts; prüfen Sie sein Netzwerk und die Warteschlangen des Brokers.
    .kiosk_clone = Zwei Geräte haben denselben Mandanten, dieselbe Filiale und denselben Namen: Ändern Sie eines. `vitrina-central quarantine list` zeigt die Meldungen.
    .kiosk_clock = Prüfen Sie den Zeitserver des Geräts: auf dem Gerät `timedatectl`.
    .kiosk_rate = Mehr Licht, ein anderer USB-Anschluss, ein kleineres Bild; auf dem Gerät `vitrina doctor`.
    .server_silent = Prüfen Sie den Broker und den Weg dieses Servers zu ihm: `vitrina-central doctor`.
    .server_broker = Berichtigen Sie [broker] in den Einstellungen; beenden Sie einen Server mit einer Kopie dieser Daten: `vitrina-central doctor`.
    .server_disk = Schaffen Sie Platz: Wenn die Platte voll ist, wird nichts gespeichert.
    .server_sums = Das Protokoll nennt Tag, Filiale und Grund; ein Gerät, das unmögliche Zahlen sendet, braucht ein neues Passwort.
    .server_retention = Das Protokoll nennt den Grund; `vitrina-central forget` versucht es sofort.
    .server_pages = Der Server versucht es alle 10 s wieder; das Protokoll nennt den Grund: `journalctl -u vitrina-central`.
    .server_backup = Starten Sie `vitrina-central backup DATEI`: Der Befehl nennt den Fehler, etwa einen vollen Datenträger; prüfen Sie dann den Zeitplan.
    .server_certificate = Erneuern Sie es und starten Sie den Server neu.
    .other = Schlagen Sie { $code } in docs/troubleshooting.md nach.

# Was nicht geklappt hat

problem =
    .schedule_no_playlist = { $site } hat keine Abspielliste dieses Servers. Senden Sie zuerst eine vom Server aus.
    .schedule_no_site = Eine Filiale { $site } gibt es nicht. Siehe: vitrina-central site list
    .schedule_tenants = „{ $site }“ gibt es bei mehreren Mandanten. Nennen Sie { $name }.
    .schedule_panel = { $site } ist eine Testperson einer Aufnahme und hat keine Abspielliste. Nennen Sie eine Filiale.
    .schedule_share = Der gebuchte Anteil von „{ $name }“ ist { $share }. Geben Sie einen Anteil von 0 bis 1 an.
    .schedule_not_playing = „{ $name }“ ist gebucht und läuft nicht. Spots, die laufen: { $adverts }.
    .schedule_experiment = „{ $name }“ ist in einem laufenden Experiment, daher bleibt der Anteil. Buchen Sie danach.
    .schedule_hours = „{ $name }“ hat eigene Zeiten, daher bleibt der Anteil. Setzen Sie das Gewicht von Hand.
    .schedule_overbooked = Es ist mehr gebucht, als die Spots nebeneinander haben können. Buchen Sie weniger.
    .schedule_day = { $day } ist kein Tag von heute, { $today }, bis { $latest }. Es wurde nichts geändert.
    .schedule_changed = Die Empfehlung hat sich geändert, seit Sie sie sahen. Es wurde nichts geändert. Sehen Sie sie noch einmal an.
    .schedule_long = Die Abspielliste wäre länger als { $number } Bytes. Senden Sie weniger Spots.
    .no_page = Diese Seite gibt es nicht.
    .database = Die Datenbank antwortet nicht.
    .went_wrong = Hier ist ein Fehler aufgetreten.
    .stale_form = Dieses Formular ist veraltet; es wurde nichts geändert. Laden Sie die Seite neu und wiederholen Sie die Eingabe.
    .signed_out = Sie sind nicht angemeldet; es wurde nichts geändert. Melden Sie sich an und wiederholen Sie die Eingabe.
    .needs_role = Dafür ist die Rolle „{ $needs ->
            [editor] Redaktion
           *[other] Administration
        }“ nötig; Ihre ist „{ $role ->
            [viewer] Leserin oder Leser
            [editor] Redaktion
           *[other] Administration
        }“. Fragen Sie die Administration.
    .no_room = Für die Datei ist kein Platz ({ $why }). Es wurde nichts geändert.
    .too_large = Mehr als { $number } Bytes werden nicht angenommen.
    .too_slow = Der Inhalt der Anfrage kam nicht rechtzeitig an.
    .no_day = Zwischen { $first } und { $last } liegt kein Tag. Vertauschen Sie „Von“ und „Bis“.
    .query_unknown = In der Adresse ist { $name } nicht bekannt. Bekannt: { $known }.
    .query_wrong = In der Adresse ist { $name } falsch: { $why }.
    .query_twice = In der Adresse steht { $name } { $count }-mal. Geben Sie es einmal an.
    .nothing_of = Von „{ $name }“ von { $tenant } ist nichts gespeichert. { $stored }
    .no_site = Die Filiale { $name } gibt es nicht. Filialen von { $tenant }: { $known }.
    .several_tenants = „{ $name }“ gibt es bei mehreren Mandanten: { $known }. Nennen Sie den Mandanten mit, etwa { $example }.
    .several_tenants_stored = Es sind mehrere Mandanten gespeichert: { $known }. Nennen Sie einen: tenant= in der Adresse.
    .ad_not_yours = Name und Film eines Spots gelten für alle Filialen, und Sie dürfen nur einige davon sehen. Fragen Sie jemanden, der alle sehen darf.
    .end_not_yours = Das Ende eines Experiments gilt für alle seine Filialen, und Sie dürfen nur einige davon sehen. Fragen Sie jemanden, der alle sehen darf.
    .end_too_late = Vom { $stored } ist schon etwas gespeichert; deshalb kann der { $day } nicht als Ende von { $name } geplant werden. Planen Sie einen Tag, der mindestens { $number } Tage später liegt: { $first } oder danach.
    .end_is_over = Der { $day } ist vorbei; deshalb kann er nicht als Ende von { $name } geplant werden. Planen Sie den { $first } oder einen späteren Tag.
    .no_language = „{ $name }“ ist keine der Sprachen { $known }. Es wurde nichts geändert.
    .no_pdf = Dieser Server macht kein PDF. Führen Sie auf ihm im Checkout von Vitrina aus: pip install --require-hashes --no-deps -r requirements-pdf.lock. HTML lässt sich auch drucken.
    .reports_busy = Der Server arbeitet noch an anderen Berichten und hat mit diesem nicht begonnen. Versuchen Sie es in { $seconds } Sekunden noch einmal.
    .report_too_long = Dieser Bericht dauert länger, als der Server zulässt, und wurde abgebrochen. Wählen Sie weniger Tage, Läden oder Spots.
    .no_experiment = Vom Experiment „{ $name }“ ist nichts gespeichert. { $stored }
    .no_experiment_here = Vom Experiment „{ $name }“ von { $tenant } ist für diese Tage und Filialen nichts gespeichert.
    .compare_few = Wählen Sie zwei oder mehr Spots aus, jeden einmal.
    .no_tag = Kein Spot hat das Schlagwort „{ $name }“. Vergeben Sie es zuerst an einen Spot.
    .no_title = „{ $name }“ ist nicht eine Zeile mit höchstens { $number } Zeichen.
    .hours_no_number = Die Stunden sind keine Zahl. Es wurde nichts geändert.
    .hours_too_many = { $number } Stunden sind nicht mehr als 0 und höchstens { $most }. Es wurde nichts geändert.
    .nothing_snoozed = Nichts ist stummgeschaltet für { $what }. Siehe: vitrina-central alerts list
    .place_or_code = Ein Ort oder ein Code fehlt. Es wurde nichts geändert.
    .no_place = „{ $name }“ ist keine Filiale wie acme/berlin-7 und kein Gerät wie acme/berlin-7/door. Es wurde nichts geändert.
    .no_code = „{ $name }“ ist kein Code wie kiosk.silent. Es wurde nichts geändert.
    .not_seen = { $place } dürfen Sie nicht sehen. Es wurde nichts geändert.
    .code_of_all = Einen Code für alle Filialen darf nur stummschalten, wer alle Filialen sehen darf. Nennen Sie eine Filiale. Es wurde nichts geändert.
    .no_media = Dieser Server hat keinen Ordner für Filme. Die Administration nennt einen: [central] media in der Einstellungsdatei. Es wurde nichts geändert.
    .film_opened = { $path }: lässt sich nicht öffnen ({ $why }). Nennen Sie eine andere.
    .film_no_file = { $path }: Das ist keine Datei. Nennen Sie einen Film oder ein Bild.
    .film_kind = { $path }: Das ist kein Film oder Bild, das angenommen wird. Nehmen Sie einen Film als MP4, MOV, MKV oder WebM oder ein Bild als PNG, JPEG oder WebP.
    .film_cut = { $path }: abgeschnitten oder ohne Index. Kopieren oder exportieren Sie sie noch einmal.
    .film_empty = { $path }: nicht lesbar, es ist kein Bild darin. Nehmen Sie einen Film als MP4, MOV, MKV oder WebM oder ein Bild als PNG, JPEG oder WebP und exportieren Sie noch einmal.
    .film_size = { $path }: { $width }x{ $height } px; höchstens sind es 4K (4096x2304). Exportieren Sie kleiner.
    .film_endless = { $path }: keine Angabe der Länge. Exportieren Sie noch einmal, als MP4.
    .film_long = { $path }: { $seconds } s; höchstens sind es { $most } s. Kürzen Sie sie.
    .film_hard = { $path }: nicht lesbar in der Zeit und dem Speicher, die dafür vorgesehen sind. Exportieren Sie noch einmal oder kleiner.

pdf =
    .behind = Die Zahlen hinter den Diagrammen
    .behind_of = Die Zahlen hinter den Diagrammen von { $title }
