### Words of the pages and reports in German. Quotation marks „…“; a space between a number and its word is U+00A0.

# Wörter der Seiten

site =
    .name = Vitrina
    .help = Hilfe
    .skip = Zum Inhalt springen
    .footer = { -promise-least } Für ein Panel gilt keine Mindestzahl, weil die Testpersonen eingewilligt haben. Keine Zahl enthält ein Bild oder einen Ton.

nav =
    .label = Seiten
    .menu = Menü
    .results = Ergebnisse
    .planning = Planung
    .operation = Betrieb
    .about = Hilfe
    .administration = Verwaltung
    .start = Überblick
    .creatives = Spots
    .shops = Filialen
    .experiments = Experimente
    .lift = Uplift
    .trends = Verläufe
    .comments = Kommentare
    .recommendation = Empfehlung
    .fleet = Geräte
    .playlists = Playlists
    .alerts = Warnungen
    .tokens = Tokens
    .documents = Dokumentation
    .method = Methodik
    .users = Benutzer
    .audit = Protokoll
    .sign_out = Abmelden

start =
    .title = Überblick
    .as_of = Bis { $day }, den letzten vollen Tag, in { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }.
    .tenants = Andere Eigentümer:
    .unchanged = Gegenüber der Vorwoche gibt es keine Änderung, die über Zufall hinausgeht.
    .few_shops = Mit { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        } lässt sich eine Änderung nicht vom Zufall unterscheiden. Dazu müssen mindestens { $least } Filialen in beiden Wochen gemessen haben.
    .no_comparison = Keine Filiale hat in beiden letzten Wochen gemessen. Es gibt noch nichts zu vergleichen.
    .visits_up = Mehr Besuche: { $before } → { $after }, { $change }{ $interval }, in { $shops }.
    .visits_down = Weniger Besuche: { $before } → { $after }, { $change }{ $interval }, in { $shops }.
    .looked_up = Es schauten mehr hin: { $before } → { $after }, { $change }{ $interval }, in { $shops }.
    .looked_down = Es schauten weniger hin: { $before } → { $after }, { $change }{ $interval }, in { $shops }.
    .smile_up = Mehr Lächeln: { $before } → { $after }, { $change }{ $interval }, in { $shops }.
    .smile_down = Weniger Lächeln: { $before } → { $after }, { $change }{ $interval }, in { $shops }.
    .in_shops = { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }
    .since = { $change } gegenüber der Vorwoche { $interval }
    .since_chance = { $change } gegenüber der Vorwoche { $interval }: kann Zufall sein
    .since_without = { $change } gegenüber der Vorwoche. Kein Intervall: { $reason }.
    .not_both_weeks = Nicht in beiden letzten Wochen gemessen.
    .compared = Verglichen { $count ->
            [one] wird die { $count } Filiale, die in beiden Wochen gemessen hat.
           *[other] werden die { $count } Filialen, die in beiden Wochen gemessen haben.
        }
    .compared_but = Verglichen { $count ->
            [one] wird die { $count } Filiale, die in beiden Wochen gemessen hat.
           *[other] werden die { $count } Filialen, die in beiden Wochen gemessen haben.
        } { $excluded ->
            [one] { $excluded } Filiale fehlt darin.
           *[other] { $excluded } Filialen fehlen darin.
        }
    .reported = Lächeln ist von { $share } dieser Besuche bekannt. Bei den anderen waren zu wenige Menschen zugleich da; sie können abweichen.
    .visits = Besuche
    .looked = Hingeschaut
    .smile = Gelächelt
    .visits_base = Besuche in den letzten 7 Tagen
    .looked_base = der Besuche, mindestens 1 s lang
    .smile_base = der Betrachtungszeit, über alle Spots
    .visits_picture = Besuche pro Tag
    .looked_picture = Anteil der Besuche mit mindestens 1 s Hinschauen, pro Tag
    .smile_picture = Anteil der Lächelnden, pro Tag
    .picture_described = Die kräftige Linie zeigt die letzten vier Wochen, die blasse die vier Wochen davor.
    .legend = Kräftige Linie: die letzten vier Wochen. Blasse Linie: die vier Wochen davor. Ein Besuch ist keine erkannte Person: Wer wiederkommt, zählt erneut. In Klammern: das 95-%-Intervall über die Filialen. Es sagt, wie sicher eine Änderung ist, nicht, woran sie liegt.
    .days = Zahlen nach Tagen
    .days_table = Die letzten acht Wochen
    .day = Tag
    .shops = Filialen
    .ads = Spots, die sich unterscheiden
    .ads_some = { $different ->
            [one] { $different } von { $pairs } Paaren von Spots unterscheidet sich mehr als zufällig, vom { $first } bis { $last }.
           *[other] { $different } von { $pairs } Paaren von Spots unterscheiden sich mehr als zufällig, vom { $first } bis { $last }.
        }
    .ads_chance = Vom { $first } bis { $last } unterscheiden sich keine zwei Spots mehr als zufällig.
    .ads_few = Keine zwei Spots haben Ergebnisse in mindestens { $least } gemeinsamen Filialen, also lässt sich kein Unterschied vom Zufall unterscheiden.
    .ads_later = Die Spots der letzten vier Wochen werden jede Nacht verglichen. Das erste Ergebnis liegt noch nicht vor.
    .ads_part = Der Vergleich aller Spots umfasst alle Filialen; Sie dürfen nur einige sehen. Vergleichen Sie Spots in Ihren Filialen auf der Seite der Spots.
    .ads_link = Alle Spots
    .experiments_title = Experimente
    .callable = Ergebnis liegt vor
    .days_left = { $days ->
            [one] noch { $days } Tag
           *[other] noch { $days } Tage
        }
    .days_wanted = { $days ->
            [one] { $days } weiterer Tag würde einen Unterschied von 2 Prozentpunkten zeigen
           *[other] { $days } weitere Tage würden einen Unterschied von 2 Prozentpunkten zeigen
        }
    .experiments_none = In den letzten vier Wochen lief kein Experiment.
    .experiments_link = Alle Experimente
    .result_later = Das erste Ergebnis liegt nach der kommenden Nacht vor. Öffnen Sie das Experiment, um es sofort zu berechnen.
    .result_open = Öffnen Sie es, um das Ergebnis zu sehen.
    .result_as_of = Stand: { $when } UTC
    .attention = Hier sind Sie gefragt
    .unreachable = { $count ->
            [one] { $count } Gerät meldet sich nicht oder ist aus
           *[other] { $count } Geräte melden sich nicht oder sind aus
        }
    .unknown = { $count ->
            [one] Der Zustand von { $count } Gerät ist unbekannt
           *[other] Der Zustand von { $count } Geräten ist unbekannt
        }
    .degraded = { $count ->
            [one] { $count } Gerät läuft mit einer Störung
           *[other] { $count } Geräte laufen mit einer Störung
        }
    .alerts = { $count ->
            [one] { $count } offene Warnung
           *[other] { $count } offene Warnungen
        }
    .waiting = { $count ->
            [one] { $count } Gerät spielt seine Playlist noch nicht
           *[other] { $count } Geräte spielen ihre Playlist noch nicht
        }
    .quarantined = { $count ->
            [one] { $count } Nachricht wurde abgewiesen
           *[other] { $count } Nachrichten wurden abgewiesen
        }
    .well = Nichts. { $count ->
            [one] Das Gerät läuft.
           *[other] Alle { $count } Geräte laufen.
        }
    .empty = Noch wurde nichts gemessen
    .empty_lead = Diese Seite füllt sich, sobald ein Gerät einen vollen Tag gemessen hat. Zuerst ist zu tun:
    .first_kiosk = Richten Sie in einer Filiale ein Gerät ein. Den Einmalcode dafür erzeugt die Administration auf dem Server:
    .first_kiosk_page = Richten Sie in einer Filiale ein Gerät ein. Den Einmalcode dafür erhalten Sie hier:
    .first_notice = Hängen Sie dort den Hinweis auf, und bestätigen Sie das am Gerät. Erst dann beginnt die Messung.
    .first_ads = Senden Sie eine Playlist mit Ihren Spots. Danach erscheinen sie unter „Spots“.
    .first_users = Schützen Sie Ihr Konto mit einem zweiten Faktor, und laden Sie Ihre Kolleginnen und Kollegen ein:
    .first_look = Kommen Sie nach dem ersten vollen Tag wieder.

marks =
    .label = Kennzeichen der Daten
    .simulated = SIMULIERT: Die Daten von { $tenants } hat ein Programm erzeugt, keine Menschen.
    .arriving = Tag { $day } von { $days } dieser Demo trifft gerade ein. Zahlen und Reihenfolge ändern sich, bis alle Tage da sind. Experimente und der Vergleich der Spots folgen innerhalb von zwei Minuten. Laden Sie die Seite neu.

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
    .no_users = Es gibt noch keinen Benutzer. Das Protokoll des Servers zeigt einen Link, der den ersten anlegt. Oder führen Sie auf dem Server aus:
    .code_title = Code eingeben
    .code = Code aus der App oder Ersatzcode
    .code_hint = Ihre App für Einmalcodes zeigt sechs Ziffern. Ein Ersatzcode hat 16 Buchstaben und Ziffern.
    .wrong_code = Der Code ist falsch oder schon benutzt. Warten Sie, bis die App den nächsten zeigt.
    .again = Noch einmal anmelden

single_sign_on =
    .button = Mit { $name } anmelden
    .or = Oder melden Sie sich mit einem Passwort an:
    .only = Passwörter gelten nur auf dem Server selbst. Melden Sie sich über die Schaltfläche an.
    .stale = Diese Anmeldung ist abgelaufen oder begann in einem anderen Browser. Melden Sie sich noch einmal an.
    .denied = Der Anbieter hat die Anmeldung abgelehnt. Versuchen Sie es noch einmal, oder fragen Sie Ihre Administration.
    .no_access = Ihre Gruppen geben keinen Zugang zu diesem Server. Bitten Sie Ihre Administration, Sie in eine Gruppe aufzunehmen.
    .unreachable = Der Anbieter antwortet nicht. Versuchen Sie es später noch einmal, oder bitten Sie Ihre Administration, [oidc] in den Einstellungen zu prüfen.
    .invalid = Die Antwort des Anbieters hat eine Prüfung nicht bestanden. Sie sind nicht angemeldet. Versuchen Sie es noch einmal. Ihre Administration findet den Grund im Protokoll des Servers.
    .wait = Zu viele abgelehnte Versuche. Versuchen Sie es in einer Minute noch einmal.
    .account = Sie melden sich über Single Sign-on an. Ihr Passwort ändern Sie beim Anbieter.
    .signed_out = Sie sind abgemeldet
    .still_there = Bei { $name } sind Sie vielleicht noch angemeldet. Melden Sie sich an einem gemeinsam genutzten Computer auch dort ab.
    .end = Von { $name } abmelden
    .again = Wieder anmelden

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
    .common = Das neue Passwort ist sehr häufig oder einem häufigen zu ähnlich. Verwenden Sie mehrere Wörter. Es wurde nichts geändert.
    .own_name = Das neue Passwort ist Ihr eigener Name. Wählen Sie ein anderes. Es wurde nichts geändert.
    .wait = Zu viele Versuche. Versuchen Sie es in einer Minute noch einmal.
    .password_changed = Das Passwort ist geändert. Alle anderen Sitzungen sind beendet.
    .sessions = Sitzungen
    .sessions_text = Melden Sie sich auf allen Geräten ab, auch auf diesem. Jeder Browser gilt danach als neu.
    .everywhere = Überall abmelden

users =
    .title = Benutzer
    .lead = Hier stehen die Benutzer, die nur Filialen sehen, die auch Sie sehen.
    .add = Benutzer hinzufügen
    .add_mail = Der Benutzer bekommt eine E-Mail mit einem Link und wählt dort ein Passwort. Der Link gilt { $days } Tage und funktioniert einmal. Ohne Adresse zeigt diese Seite Ihnen den Link, und Sie geben ihn weiter.
    .add_link = Sie bekommen einen Link, über den der Benutzer ein Passwort wählt. Er gilt { $days } Tage und funktioniert einmal. Geben Sie ihn an den Benutzer weiter.
    .invite = Hinzufügen und einladen
    .name_hint = Kleinbuchstaben, Ziffern und . _ @ -
    .mail = E-Mail-Adresse
    .mail_hint = Für Passwort-Links und für Hinweise auf Anmeldungen mit neuen Browsern.
    .role_hint = Lesezugriff: Ergebnisse sehen. Redaktion: auch Spots und Playlists ändern. Administration: auch Benutzer, Filialen, Geräte und Tokens verwalten.
    .sites = Einzelne Filialen
    .sites_hint = Für „Die Filialen dieser Liste“: eine je Zeile, zum Beispiel acme/berlin-7. Diese Namen zeigt die Seite „Filialen“.
    .reach_all = Alle Filialen aller Eigentümer
    .reach_tenant = Alle Filialen von { $tenant }
    .reach_some = Die Filialen dieser Liste
    .state = Status
    .is_active = Aktiv
    .is_invited = Eingeladen
    .is_no_link = Keine gültige Einladung
    .is_blocked = Gesperrt
    .is_elsewhere = Meldet sich über einen anderen Dienst an
    .is_you = Das ist Ihr eigenes Konto.
    .rights = Rolle und Filialen
    .save = Speichern
    .link = Passwort-Link
    .link_reset = Mit dem Link wählt der Benutzer ein neues Passwort. Der zweite Faktor bleibt.
    .link_invite = Mit dem Link wählt der Benutzer zum ersten Mal ein Passwort.
    .link_mail = Der Server sendet ihn per E-Mail. Frühere Links gelten dann nicht mehr.
    .link_shown = Die Seite zeigt ihn einmal, und Sie geben ihn weiter. Frühere Links gelten dann nicht mehr.
    .link_until = Der letzte Link gilt bis { $time }.
    .link_days = Der Link funktioniert einmal und gilt { $count ->
            [one] { $count } Tag
           *[other] { $count } Tage
        }. Diese Seite zeigt ihn nur jetzt.
    .send = Link senden
    .show_link = Link anzeigen
    .copy = Geben Sie diesen Link so an { $name } weiter, dass ihn sonst niemand liest.
    .all = Alle Benutzer
    .back = Zurück
    .mail_queued = Die E-Mail wird gleich gesendet.
    .mail_sent = Der Mailserver hat die E-Mail angenommen.
    .mail_refused = Der Mailserver hat die E-Mail abgelehnt. Prüfen Sie die Adresse.
    .mail_late = Die E-Mail ließ sich einen Tag lang nicht senden.
    .access = Zugang
    .factor_text = Wenn der Benutzer die App und die Ersatzcodes verloren hat, setzen Sie den zweiten Faktor zurück. Dann genügt das Passwort, bis der Benutzer den Faktor neu einrichtet.
    .factor_reset = Zweiten Faktor zurücksetzen
    .block_text = Ein gesperrter Benutzer ist sofort abgemeldet und kann sich nicht anmelden.
    .block = Sperren
    .unblock_text = Dieser Benutzer ist gesperrt und kann sich nicht anmelden.
    .unblock = Entsperren
    .remove_text = Entfernen löscht das Konto. Das Protokoll behält den Namen 180 Tage.
    .sure = Ja, { $name } entfernen
    .remove = Entfernen
    .done_invited = Der Benutzer ist hinzugefügt. Die Einladung ist unterwegs.
    .done_removed = Der Benutzer ist entfernt.
    .done_rights = Rolle und Filialen sind gespeichert.
    .done_rights_mail = Rolle und Filialen sind gespeichert. Die E-Mail-Adresse wurde gelöscht, weil ein Administrator mit weniger Filialen sie eingetragen haben könnte. Geben Sie sie neu ein.
    .done_mail = Die Adresse ist gespeichert.
    .done_link = Der Link ist unterwegs.
    .done_block = Der Benutzer ist gesperrt, und alle Sitzungen sind beendet.
    .done_unblock = Der Benutzer kann sich wieder anmelden.
    .done_second_factor = Der zweite Faktor ist zurückgesetzt.
    .bad_name = Der Name braucht 1 bis 64 Kleinbuchstaben, Ziffern und . _ @ -. Es wurde nichts geändert.
    .bad_mail = Das ist keine E-Mail-Adresse. Es wurde nichts geändert.
    .bad_role = Wählen Sie eine Rolle. Es wurde nichts geändert.
    .no_sites = Wählen Sie mindestens eine Filiale. Es wurde nichts geändert.
    .bad_sites = Eine Filiale hat die Form acme/berlin-7. Es wurde nichts geändert.
    .not_yours = Sie können nur Filialen geben, die Sie selbst sehen. Es wurde nichts geändert.
    .taken = Dieser Name ist vergeben. Wählen Sie einen anderen. Es wurde nichts geändert.
    .not_sure = Bestätigen Sie zuerst, dass Sie den Benutzer entfernen. Es wurde nichts geändert.

password_link =
    .invite = Passwort wählen
    .reset = Neues Passwort wählen
    .text = Ihr Benutzername ist { $name }. Melden Sie sich damit an, wenn Sie ein Passwort gewählt haben.
    .new = Neues Passwort
    .again = Dasselbe Passwort noch einmal
    .hint = Mindestens { $shortest } Zeichen, zum Beispiel mehrere Wörter.
    .button = Passwort speichern
    .differs = Die beiden Passwörter sind verschieden. Es wurde nichts geändert.
    .done = Ihr Passwort ist gespeichert. Melden Sie sich damit an.
    .forgot = Passwort vergessen?
    .ask_text = Geben Sie Ihren Benutzernamen ein. Sie bekommen dann eine E-Mail mit einem Link, der einen Tag gilt.
    .ask = Link senden
    .asked = Gibt es einen Benutzer mit diesem Namen und einer E-Mail-Adresse, ist eine E-Mail mit einem Link unterwegs. Sonst fragen Sie die Administration.
    .no_mail = Dieser Server sendet keine E-Mails. Bitten Sie die Administration um einen Link.

first =
    .title = Erstes Administrationskonto anlegen
    .text = Sie verwalten dann alle Filialen und können andere Benutzer einladen. Diese Seite funktioniert nur einmal.
    .name = Ihr Benutzername
    .button = Konto anlegen

factor =
    .title = Zweiter Faktor
    .about = Mit einem zweiten Faktor genügt ein Passwort allein nicht: Sie geben auch einen Code aus einer App auf Ihrem Telefon ein. Jede App für Einmalcodes (TOTP) ist geeignet.
    .is_on = an
    .is_off = aus
    .set_up = Zweiten Faktor einrichten
    .scan = Scannen Sie diesen Code mit Ihrer App.
    .or_type = Oder geben Sie diesen Schlüssel in die App ein:
    .qr = QR-Code für die App
    .code = Sechsstelliger Code aus der App
    .confirm = Einschalten
    .since = An seit { $time }.
    .left = { $count ->
            [one] { $count } Ersatzcode ist übrig.
           *[other] { $count } Ersatzcodes sind übrig.
        }
    .no_secret = Dieser Server wurde aus einer Sicherung wiederhergestellt, und die enthält keine Schlüssel von Apps. Richten Sie den zweiten Faktor noch einmal ein.
    .stopped = Es wurden zu viele falsche Codes eingegeben, deshalb gelten die Codes der App nicht mehr. Richten Sie den zweiten Faktor noch einmal ein.
    .new_codes = Neue Ersatzcodes
    .again = Noch einmal einrichten
    .remove = Ausschalten
    .removed = Der zweite Faktor ist aus.
    .codes = Ihre Ersatzcodes
    .codes_text = Wenn Sie Ihr Telefon verlieren, melden Sie sich mit einem dieser Codes an. Jeder gilt einmal. Drucken Sie sie, oder speichern Sie sie in einem Passwortmanager: Diese Seite zeigt sie nur jetzt.
    .wrong = Das Passwort ist falsch. Es wurde nichts geändert.
    .wait = Zu viele Versuche. Versuchen Sie es in einer Minute noch einmal.
    .wrong_code = Dieser Code ist falsch. Prüfen Sie die Uhr Ihres Telefons, und geben Sie den Code ein, den die App jetzt zeigt.
    .stale = Diese Seite ist veraltet. Fangen Sie noch einmal an.

sessions =
    .browser = Browser
    .first = Angemeldet
    .last = Zuletzt benutzt
    .unknown = Unbekannt
    .current = Dieser Browser
    .end = Beenden
    .end_others = Alle anderen beenden
    .ended = Die Sitzung ist beendet.

account_mail =
    .invite_subject = Ihr Zugang zu Vitrina
    .invite_text = Sie sind zu { $host } eingeladen. Ihr Benutzername ist { $name }. Wählen Sie hier ein Passwort:
    .reset_subject = Ein neues Passwort für Vitrina
    .reset_text = Jemand hat ein neues Passwort für { $name } auf { $host } angefordert. Wählen Sie es hier:
    .days = Der Link funktioniert einmal und gilt { $count ->
            [one] { $count } Tag
           *[other] { $count } Tage
        }.
    .reset_no = Waren Sie es nicht, tun Sie nichts. Ihr Passwort bleibt, wie es ist.
    .browser_subject = Neue Anmeldung bei Vitrina
    .browser_text = { $name } hat sich um { $time } auf { $host } mit einem neuen Browser angemeldet: { $browser }.
    .browser_no = Waren Sie es nicht, ändern Sie Ihr Passwort und beenden Sie alle Sitzungen hier:
    .browser_unknown = unbekannt

weekly =
    .subject_decided = Woche ab { $day }: Ein Experiment ist entschieden
    .subject_still = Woche ab { $day }: Ein entschiedenes Experiment läuft noch
    .subject_running = Woche ab { $day }: noch keine Entscheidung
    .subject_week = Woche ab { $day }: So liefen Ihre Spots
    .subject_nothing = Woche ab { $day }: keine Ergebnisse
    .still = Das war schon vorher entschieden, und das Experiment läuft noch.
    .others = { $count ->
            [one] Diese Woche wurde { $count } weiteres Experiment entschieden.
           *[other] Diese Woche wurden { $count } weitere Experimente entschieden.
        }
    .more = Wer Ihre Spots ansah, lächelte mehr: { $value } der Zeit, nach { $before } in der Woche davor.
    .less = Wer Ihre Spots ansah, lächelte weniger: { $value } der Zeit, nach { $before } in der Woche davor.
    .same = Es läuft kein Experiment, und beim Lächeln ist keine klare Veränderung zu sehen: { $value } der Zeit, nach { $before } in der Woche davor.
    .alone = Es läuft kein Experiment. Wer Ihre Spots ansah, lächelte { $value } der Zeit.
    .untold = Es läuft kein Experiment, und für Ergebnisse zum Lächeln waren diese Woche zu wenige Menschen da.
    .nothing = Diese Woche kamen keine Ergebnisse aus Ihren Filialen. Prüfen Sie, ob die Geräte laufen.
    .arm = { $name } { $value }
    .arms = Lächeln je Spot: { $values }.
    .weeks = Lächeln je Woche, ab Montag: { $values }.
    .behind_experiment = Aus { $visits ->
            [one] { $visits } Besuch
           *[other] { $visits } Besuchen
        } in { $shops ->
            [one] { $shops } Filiale
           *[other] { $shops } Filialen
        } in { $days ->
            [one] { $days } Tag
           *[other] { $days } Tagen
        }: { $period }. Ein Besuch, der zwei der Spots ansah, zählt zweimal.
    .behind_week = Aus { $visits ->
            [one] { $visits } Besuch
           *[other] { $visits } Besuchen
        } in { $shops ->
            [one] { $shops } Filiale
           *[other] { $shops } Filialen
        } an den 7 Tagen dieser Woche. Ein Besuch zählt für jeden Spot, den er ansah, einmal.
    .reported = Das sind { $share } der Besuche. Die übrigen kamen in zu kleinen Gruppen und können anders sein.
    .play = Sieger nächste Woche spielen
    .keep = Weiter testen
    .ads = Liste der Spots öffnen
    .kiosks = Liste der Geräte öffnen
    .hint = Ein Link allein ändert nichts. Um den Sieger zu spielen, melden Sie sich an und bestätigen.
    .why = Sie bekommen diese E-Mail jeden Montag, weil Sie sie auf { $host } eingeschaltet haben.
    .off = E-Mail abschalten

weekly_mail =
    .title = Montagsmail
    .about = Jeden Montagmorgen: ein Satz dazu, was sich verändert hat oder entschieden ist, ein Bild und die Besuche und Filialen dahinter. Sie enthält nur Zahlen, die Sie auch hier sehen dürfen.
    .address = E-Mail-Adresse
    .ask = Bestätigung schicken
    .hint = Sie bekommen eine E-Mail mit einem Link. Die Montagsmail kommt erst, wenn Sie den Link öffnen und bestätigen.
    .waiting = Die Adresse { $address } ist noch nicht bestätigt. Öffnen Sie den Link in der E-Mail, die wir dorthin geschickt haben. Er gilt { $days } Tage.
    .not_sent = Die Bestätigung konnte nicht an { $address } geschickt werden. Prüfen Sie die Adresse und versuchen Sie es morgen noch einmal.
    .on = Die Montagsmail ist eingeschaltet. Sie geht an { $address }.
    .switch_off = Montagsmail abschalten
    .cancel = Adresse löschen
    .is_off = Die Montagsmail ist abgeschaltet, und Ihre Adresse ist gelöscht.
    .bad_address = Das ist keine E-Mail-Adresse wie anna@example.org. Es wurde nichts geändert.
    .too_often = Diese Adresse oder Ihr Konto hat vorerst genug Bestätigungen bekommen. Versuchen Sie es morgen noch einmal. Es wurde nichts geändert.
    .no_server = Dieser Server verschickt noch keine E-Mails. Bitten Sie einen Administrator, [mail] in den Einstellungen einzurichten.
    .receivers = Diese Benutzer bekommen die Montagsmail:
    .nobody = Noch bekommt niemand die Montagsmail.
    .confirm_title = E-Mail-Adresse bestätigen
    .confirm_text = Für das Konto { $name } soll die Montagsmail an diese Adresse gehen. Möchten Sie sie bekommen?
    .confirm = Ja, Montagsmail schicken
    .confirm_no = Wenn Sie nicht darum gebeten haben, schließen Sie diese Seite. Sie bekommen dann nichts.
    .confirmed = Erledigt. Die erste Montagsmail kommt am nächsten Montagmorgen.
    .old_link = Dieser Link wurde schon benutzt oder ist zu alt. Für einen neuen melden Sie sich an und öffnen Ihr Konto.
    .off_title = Montagsmail abschalten
    .off_text = Möchten Sie die Montagsmail nicht mehr bekommen? Etwas anderes kann dieser Link nicht.
    .off_done = Die Montagsmail ist abgeschaltet, und die Adresse ist gelöscht. Um sie wieder einzuschalten, melden Sie sich an und öffnen Ihr Konto.
    .mail_subject = Bestätigen Sie Ihre Adresse für die Montagsmail
    .mail_text = Für das Konto { $name } in Vitrina auf { $host } wurde die Montagsmail an diese Adresse bestellt. Um sie zu bekommen, öffnen Sie diesen Link und bestätigen:
    .mail_days = Der Link gilt einmal und { $days } Tage lang.
    .mail_no = Wenn Sie nicht darum gebeten haben, tun Sie nichts. Sie bekommen dann keine Montagsmail.

filter =
    .from = Von
    .to = Bis
    .show = Anzeigen
    .remove = Filter { $what } entfernen
    .shops = Filialen
    .all_shops = Alle Filialen
    .measure = Messgröße

shops =
    .title = Filialen
    .name = Filiale
    .city = Ort
    .region = Region
    .opening = Öffnungszeiten
    .group = Gruppe
    .all_groups = Alle Gruppen
    .search = Suche
    .shown = { $first } bis { $last } von { $total } Filialen
    .none = Keine Filiale passt dazu.
    .all = Alle Filialen zeigen
    .empty = Noch keine Filiale.
    .edit = Bearbeiten
    .add = Filiale anlegen
    .edit_of = { $name } bearbeiten
    .edit_title = Angaben zur Filiale
    .detail_name = Name
    .opening_hint = Zum Beispiel Mo-Fr 09:00-20:00; Sa 10:00-18:00
    .group_hint = Filialen, die zusammengehören, zum Beispiel ein Format oder ein Franchise
    .save = Speichern
    .many = Viele Filialen auf einmal ändern
    .many_text = Laden Sie die Liste herunter, bearbeiten Sie sie in einer Tabellenkalkulation, und laden Sie sie als „CSV UTF-8“ wieder hoch. Sie sehen jede Änderung, bevor sie gespeichert wird. Die erste Zeile nennt die Spalten: { $columns }. Eine Spalte, die fehlt, ändert nichts. Eine leere Zelle löscht die Angabe.
    .download = Liste herunterladen
    .file = CSV-Datei
    .send = Änderungen zeigen
    .upload_title = Filialen hochladen
    .no_file = Wählen Sie zuerst eine CSV-Datei. Es wurde nichts gespeichert.
    .nothing_changes = Die Datei ändert nichts: Alle Filialen haben diese Angaben schon.
    .changes = { $count ->
            [one] { $count } Filiale wird geändert
           *[other] { $count } Filialen werden geändert
        }
    .detail = Angabe
    .before = Bisher
    .after = Neu
    .more = Nicht gezeigt: { $count } weitere.
    .save_changes = Änderungen speichern
    .cancel = Zurück zu den Filialen
    .bad = { $count ->
            [one] { $count } Zeile ist nicht verwendbar. Es wurde nichts gespeichert.
           *[other] { $count } Zeilen sind nicht verwendbar. Es wurde nichts gespeichert.
        }
    .bad_hint = Korrigieren Sie diese Zeilen in Ihrer Datei, und laden Sie sie noch einmal hoch.
    .line = Zeile { $line }
    .changed_since = Die Filialen oder Ihre Datei haben sich inzwischen geändert. Prüfen Sie die Änderungen noch einmal. Es wurde nichts gespeichert.

range =
    .title = Tage
    .last = { $count ->
            [one] { $count } Tag
           *[other] { $count } Tage
        }
    .playlist = Seit der letzten Playlist
    .all = Alle Tage

advert =
    .compare = Vergleichen
    .print = Drucken
    .seconds = Bild und Zahlen einer Sekunde
    .second = Sekunde { $second }:
    .moments = Momente
    .numbers = Zahlen
    .screens = Diese Bildschirme an diesen Tagen
    .limits = Was das nicht zeigt
    .screens_note = Diese Zahlen umfassen alle Personen vor den Bildschirmen, was auch immer lief. Wie viele Besuche den Spot gesehen haben, steht ganz oben: Nennen Sie diese Zahl. „Grundlage“ zählt die Besuche, deren Lächeln ausgewertet wurde.
    .no_pdf = Dieser Server erstellt keine PDF-Dateien. Drucken Sie die Seite.

impressions =
    .title = Kontakte, in den Begriffen der Branche
    .days = { $days }, höchstens die letzten 92 Tage. Alle Zahlen sind Gesichter, die eine Kamera gefunden hat. Wer kein Gesicht zeigt, zählt nicht, und eine Person kann mehrere Besuche sein.
    .steps = Kontakte in Gesichtern
    .step = Stufe
    .faces = Gesichter
    .plays = Ausspielungen
    .plays_how = Ausspielnachweis. Share of Voice: { $share } der Spielzeit seiner Bildschirme
    .gross = Bruttokontakte (Gesichter)
    .gross_how = Modelliert: Besuche während einer Ausspielung, einmal je Ausspielung
    .ots = Opportunity to See (Gesichter)
    .ots_how = Modelliert: Besuche, die mindestens 1 s einer Ausspielung anwesend waren. In veröffentlichten Reaktionen gezählt: { $exposed }
    .lts = Likelihood to See (Gesichter)
    .lts_how = Besuche, die mindestens 1 s hinsahen
    .multiplier = Kontaktmultiplikator (Gesichter)
    .multiplier_how = Besuche im Bild in einem Augenblick
    .few_days = Kein Intervall: weniger als vier Tage, oder fast alles an einem Tag
    .audience = Publikum nach Alter oder Geschlecht
    .audience_how = Das Programm schätzt weder Alter noch Geschlecht
    .reach = Reichweite und Kontakthäufigkeit
    .reach_how = Niemand wird wiedererkannt, also zählt niemand als dieselbe Person
    .refused = nicht berechnet
    .not_product = Ausspielungen × Multiplikator sind nicht die Bruttokontakte: Der Multiplikator ist das Publikum in einem Augenblick, Bruttokontakte sind alle Besuche, die während der Ausspielungen vorbeikommen.
    .intervals = Die Intervalle von Bruttokontakten, Opportunity to See und Multiplikator sind 95‑%‑Intervalle über Tage: was dieselben Ausspielungen an anderen Tagen in denselben Läden träfen. Gesichter, die die Kamera übersieht, umfassen sie nicht. Bei den ersten beiden fehlt auch der Fehler des Modells: Es verteilt die Besuche gleichmäßig über den Tag eines Bildschirms.
    .measured = Die Kameras haben während { $sensed } der Zeit gemessen. Veröffentlichte Reaktionen umfassen { $reported } der Besuche.
    .not_measured = An den Tagen dieses Spots hat keine Kamera gemessen. Deshalb gibt es nur Ausspielungen.
    .by_hour = Kontaktmultiplikator nach Stunde der Woche, in Gesichtern, mit dem 95-%-Intervall über Tage
    .hour = Stunde

creatives =
    .title = Spots
    .search = Suche
    .sort = Sortierung
    .by_plays = Ausspielungen
    .by_name = Name
    .by_smiles = Lächeln
    .by_differs = Was sich unterscheidet
    .by_people = Erfasste Personen
    .name = Spot
    .plays = Ausspielungen
    .seen = Etwa gesehen von
    .seen_legend = „Etwa gesehen von“ schätzt, bei wie vielen Besuchen mindestens 1 s zum Spot hingesehen wurde.
    .smiles = Lächeln
    .curve = Nach Sekunden
    .told = Erfasst
    .shown = { $first } bis { $last } von { $total }
    .previous = Zurück
    .next = Weiter
    .legend = Lächeln: Mittelwert über die Filialen mit 95‑%‑Konfidenzintervall, alle Zeilen auf einer Achse. Nach Sekunden: Lächeln im Verlauf des Spots, mit 95‑%‑Konfidenzintervall, wenn mindestens vier Filialen Zahlen liefern. Erfasst: Anteil der Besuche, die in veröffentlichten Reaktionen enthalten sind. Unter 80 % fehlen kleine Filialen und ruhige Stunden.
    .differs_more = { $points } mehr als die anderen Spots
    .differs_less = { $points } weniger als die anderen Spots
    .differs_legend = Ein Spot ist markiert, wenn sich sein Lächeln von dem der anderen Spots dieser Liste stärker unterscheidet, als der Zufall erklärt: in denselben Filialen und an denselben Tagen. Die Zahl der Spots ist berücksichtigt: Höchstens 5 von 100 Markierungen sind falsch. „Was sich unterscheidet“ zeigt die größten Unterschiede zuerst.
    .differs_none = Kein Spot ist markiert: Mit den bisherigen Daten können alle Unterschiede Zufall sein. Die Spots stehen daher in der Reihenfolge ihrer Ausspielungen.
    .night = { $first } bis { $last }, alle Filialen. Nachts berechnet, Stand: { $when } UTC. Wenn Sie oben Tage wählen, wird die Liste jetzt berechnet.
    .night_search = Die Unterschiede vergleichen jeden Spot mit allen anderen Spots, auch mit denen, die diese Suche nicht zeigt.
    .method = Wie die Zahlen berechnet werden
    .none = Kein Spot gefunden.
    .all = Alle Spots zeigen
    .choose = { $name } auswählen
    .compare = Ausgewählte vergleichen
    .empty = Noch wurde kein Spot ausgespielt.

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
    .film_hint = MP4, MOV, MKV oder WebM bis zehn Minuten und 200 MB, oder PNG, JPEG, WebP. Die Geräte bekommen es mit der nächsten Playlist, die den Spot enthält.
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
    .enrol = Gerät anmelden
    .enrolments = Codes und angemeldete Geräte
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
    .shop = Filiale
    .kiosk = Gerät
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
    .empty = Noch ist kein Gerät angemeldet.
    .none = Kein Gerät ist in diesem Zustand.
    .group_silent = Stumm
    .group_degraded = Läuft ohne einen Teil
    .group_unknown = Noch kein Zustand gemeldet
    .group_offline = Ausgeschaltet
    .group_trouble = Mit Warnung oder nicht gesendeten Meldungen
    .group_well = In Ordnung
    .versions = Versionen
    .quarantine = Quarantäne
    .quarantine_text = Meldungen, die der Server nicht verarbeiten konnte, { $days } Tage aufbewahrt. Auf dem Server: vitrina-central quarantine list

rollout =
    .title = Verteilung von { $version }
    .lead = { $kept } von { $total } Geräten { $total ->
            [one] behält sie.
           *[other] behalten sie.
        }
    .tenant = Mandant: { $tenant }
    .plan = Plan { $number }, seit { $time } UTC
    .next = Wie es weitergeht
    .next_first = Der erste Ring, { $next }, ist gerade freigegeben worden.
    .next_next = Der Ring { $next } ist gerade freigegeben worden.
    .next_hold = Der Ring { $next } folgt frühestens { $time } UTC, sobald { $share } der freigegebenen Geräte die neue Version behalten.
    .next_not_kept = Der Ring { $next } wartet, bis { $share } der freigegebenen Geräte die neue Version behalten.
    .next_nobody = Nichts, bis dieser Server wieder eine Meldung von einem Gerät erhält: seit zehn Minuten kam keine.
    .next_no_kiosks = Der Ring { $next } wartet, weil kein freigegebenes Gerät seine Aktualisierungen meldet. Nennen Sie im ersten Ring Geräte, die das tun, und signieren Sie einen neuen Plan.
    .next_central_old = Kein Ring wird freigegeben, bis dieser Server Version { $version } oder eine neuere hat. Aktualisieren Sie den Server.
    .next_last = Alle Ringe sind freigegeben. Die Verteilung ist fertig, wenn { $share } der Geräte die neue Version behalten.
    .next_due = Der Ring { $next } ist an der Reihe.
    .next_returned = Die Verteilung hält an, weil zu viele freigegebene Geräte zur früheren Version zurückgekehrt sind.
    .next_silent = Die Verteilung hält an, weil zu viele freigegebene Geräte verstummt sind.
    .next_done = Nichts: Die Verteilung ist fertig.
    .next_old_plan = Nichts: Ein neuerer Plan wurde schon verwendet. Signieren Sie einen Plan mit einer höheren Nummer.
    .next_unknown_ring = Nichts: Die veröffentlichte Freigabe nennt einen Ring, den der Plan nicht hat. Signieren Sie einen neuen Plan.
    .stopped_returned = Angehalten seit { $time } UTC: Mehr als { $share } der freigegebenen Geräte sind zur früheren Version zurückgekehrt. Finden Sie heraus, warum. Signieren Sie dann einen neuen Plan oder setzen Sie die Verteilung fort.
    .stopped_silent = Angehalten seit { $time } UTC: Mehr als { $share } der freigegebenen Geräte sind verstummt. Finden Sie heraus, warum. Signieren Sie dann einen neuen Plan oder setzen Sie die Verteilung fort.
    .stopped_person = Angehalten seit { $time } UTC von { $who }. Nichts geschieht, bis jemand sie fortsetzt oder einen neuen Plan signiert.
    .somebody = jemandem
    .fault = Dieser Server kann die nächste Freigabe nicht signieren: { $reason }.
    .asked_stop = Anhalten angefordert von { $who }. Die Geräte erfahren es, wenn sie das nächste Mal nachsehen.
    .asked_go_on = Fortsetzen angefordert von { $who }.
    .stop = Verteilung anhalten
    .go_on = Fortsetzen
    .stop_hint = Geräte mit der neuen Version behalten sie. Alle anderen bleiben, wie sie sind.
    .go_on_hint = Geräte, die jetzt zurückgekehrt oder stumm sind, zählen nicht mehr. Der nächste Ring wartet noch einmal { $hours } h.
    .rings = Ringe
    .ring = Ring
    .ring_count = { $count ->
            [one] { $count } Gerät
           *[other] { $count } Geräte
        }
    .ring_released = freigegeben { $time } UTC
    .ring_later = nicht freigegeben
    .ring_empty = In diesem Ring ist kein Gerät.
    .phase_kept = behalten
    .phase_probation = auf Probe
    .phase_fetched = geholt
    .phase_waiting = noch nicht geholt
    .phase_returned = zurückgekehrt
    .phase_silent = stumm
    .phase_later = später
    .phase_aside = schon vorher gestört
    .phase_manual = von Hand aktualisiert
    .limits = Grenzen
    .limit_kept = behalten
    .limit_kept_needs = nötig: { $share }
    .limit_returned = zurückgekehrt
    .limit_silent = verstummt
    .limit_stops = hält an über { $share }
    .waiting = Geräte, die sie noch nicht haben
    .since = seit { $time } UTC
    .more = { $count ->
            [one] und { $count } weiteres
           *[other] und { $count } weitere
        }
    .why_waiting = Es holt das Programm, wenn es das nächste Mal nachsieht, innerhalb einer Viertelstunde.
    .why_fetched = Es prüft das Programm und wechselt als Nächstes.
    .why_closed = Es wechselt, wenn die Filiale geschlossen ist.
    .why_probation = Das neue Programm läuft auf Probe: zehn Minuten, und die Kamera nur während der Öffnungszeiten.
    .why_returned = Das neue Programm hat die Probe nicht bestanden. Deshalb läuft wieder das frühere.
    .why_silent = Es hat keine Meldung gesendet.
    .legend = Stumm: seit einer Stunde keine Meldung, aus einer geschlossenen Filiale seit 40 Stunden. Geräte, die schon vor der Verteilung stumm oder zurückgekehrt waren, zählen erst, wenn sie sich wieder melden.

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
    .none = Es wurde noch keine Playlist gesendet.
    .kiosks = Was jedes Gerät spielt
    .kiosks_of = Geräte mit Version { $version }
    .all = Alle Geräte zeigen
    .group_problem = Bekommen ihre Playlist nicht
    .group_waits = Warten auf ihre Playlist
    .group_plays = Spielen, was gesendet wurde
    .group_own = Spielen eine eigene Playlist
    .plays = Spielt
    .plays_version = Version { $version }
    .own = eigene Playlist
    .problem = Problem

drafting =
    .new_playlist = Neue Playlist
    .new_experiment = Neues Experiment
    .lead_playlist = Wählen Sie Spots und Filialen, prüfen Sie, was sich ändert, und senden Sie. Vor dem Senden ändert sich in keiner Filiale etwas.
    .lead_experiment = Wählen Sie zwei oder mehr Spots. Die Filialen spielen sie abwechselnd in zufälliger Reihenfolge, damit das Ergebnis an den Spots liegt. Vor dem Senden ändert sich in keiner Filiale etwas.
    .no_shop_at_all = Es ist noch keine Filiale gespeichert. Eine Playlist braucht eine Filiale mit einem Gerät.
    .ad_without_video = { $ad } hat auf diesem Server kein Video, oder Sie dürfen es nicht verwenden. Laden Sie zuerst das Video hoch.
    .begins_with = Der erste Spot ist
    .begin_with = Beginnen mit
    .like_version = der Playlist von { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        } (Version { $version })
    .empty = einer leeren Playlist
    .continue = Weiter
    .drafts = Ihre Entwürfe
    .without_ads = noch ohne Spots
    .kind_playlist = Playlist
    .kind_experiment = Experiment
    .draft_no_shops = noch keine Filiale gewählt
    .draft_shops = { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        }
    .changed_at = Letzte Änderung: { $time } UTC
    .delete = Entwurf löschen
    .steps = Schritte
    .step_ads = Spots
    .step_shops = Filialen
    .step_review = Prüfen und senden
    .stale = Dieser Entwurf wurde in einem anderen Tab oder Fenster geändert. Ihre letzte Änderung wurde deshalb nicht gespeichert. Sie sehen den neuesten Stand.
    .some_faults = Korrigieren Sie die markierten Felder.
    .no_ads = Wählen Sie mindestens einen Spot.
    .experiment = Experiment
    .experiment_id = Name des Experiments
    .experiment_until = Letzter Tag
    .experiment_weight = Blöcke
    .experiment_seed = Startwert der Zufallsfolge
    .experiment_arms = Varianten
    .experiment_hint = Geben Sie jedem Experiment einen neuen Namen aus a-z, 0-9, _ . und -. Der letzte Tag ist das geplante Ende. Er entscheidet das Ergebnis, legen Sie ihn deshalb jetzt fest. Blöcke: wie oft jede Variante in einer Runde der Playlist läuft.
    .rhythm = Die Variante wechselt
    .rhythm_play = nach Minuten
    .rhythm_day = jeden Tag
    .rhythm_week = jede Woche
    .unit_play = nach Minuten: vergleicht, was Menschen vor dem Bildschirm tun
    .unit_day = nach Tagen: vergleicht, was die Filiale verkauft
    .experiment_from = Erster Tag
    .experiment_unit = Wechsel der Variante
    .experiment_run_days = Tage in Folge mit einer Variante
    .experiment_washout_days = Auswaschtage
    .by_day_hint = Jede Filiale zeigt den ganzen Tag eine Variante, in zufälliger Reihenfolge. Bei { $arms } Varianten hat jede nach { $days } Tagen jeden Wochentag gleich oft, deshalb dauert das Experiment { $days } Tage oder ein Vielfaches davon. Eine Variante darf ohne Spot sein: Dann läuft der Rest der Playlist. An den Tagen der anderen Varianten läuft ein Spot des Experiments gar nicht. Geben Sie jedem Experiment einen neuen Namen aus a-z, 0-9, _ . und -.
    .washout_hint = Auswaschtage sind die ersten Tage nach einem Wechsel. Sie zählen nicht, denn manche kaufen erst jetzt, was sie vorher gesehen haben.
    .no_ad_by_day = kein Spot: der Rest läuft
    .fault_started = Der erste Tag muss nach heute liegen, damit alle Filialen das Experiment von Anfang an zeigen.
    .fault_block_days = { $arms } Varianten nach Tagen brauchen { $days } Tage oder ein Vielfaches. Wählen Sie { $first } oder { $second } als letzten Tag.
    .fault_block_days_one = { $arms } Varianten nach Tagen brauchen { $days } Tage oder ein Vielfaches. Wählen Sie { $first } als letzten Tag.
    .fault_arms_by_day = Ein Experiment nach Tagen braucht mindestens zwei Varianten, und höchstens eine davon darf ohne Spot sein.
    .fault_washout_days_by_day = Mit Auswaschtagen muss die Variante jede Woche wechseln. Wählen Sie 0 bis 3.
    .fault_shared = Ein Spot eines Experiments nach Tagen ist auch in einem anderen Experiment. Entfernen Sie ihn aus einem: An den Tagen der anderen Varianten pausiert er.
    .calendar = Welche Variante an welchem Tag: { $experiment }
    .calendar_days = { $first } bis { $last }: { $days } Tage, davon { $each } mit jeder Variante in jeder Filiale.
    .calendar_day = Die Variante kann jeden Tag wechseln, um Mitternacht in der Filiale.
    .calendar_week = Die Variante kann alle sieben Tage wechseln, um Mitternacht in der Filiale.
    .rest_plays = der Rest der Playlist läuft
    .washout_days = { $count ->
            [one] { $count } Tag nach einem Wechsel zählt nicht (Auswaschtag)
           *[other] { $count } Tage nach einem Wechsel zählen nicht (Auswaschtage)
        }
    .calendar_more = { $count ->
            [one] { $count } weitere Filiale zieht ihre eigene Reihenfolge.
           *[other] { $count } weitere Filialen ziehen ihre eigene Reihenfolge.
        }
    .calendar_blank = An den Tagen der Variante ohne Spot läuft nichts: Die Playlist hat keinen anderen Spot. Fügen Sie einen hinzu.
    .calendar_zoneless = { $count ->
            [one] { $count } dieser Filialen hat
           *[other] { $count } dieser Filialen haben
        } noch keine Zeitzone. Der Server zählt dort Tage in UTC, und Tage können verloren gehen. Ein Administrator kann sie setzen: vitrina-central site set FILIALE --tz ZONE
    .calendar_hint = Beim Senden speichert der Server diesen Plan und den letzten Tag als geplantes Ende. Nach dem ersten Tag lässt sich der Plan nicht mehr ändern. Importieren Sie die Verkäufe jedes Tages, und sehen Sie dann, welche Variante mehr verkauft:
    .no_day_plan = Sie sehen nur einige Filialen dieses Eigentümers. Deshalb speichert der Server keinen Plan, und ein Ergebnis zu den Verkäufen ist nicht möglich. Bitten Sie jemanden, der alle Filialen sieht, dieses Experiment zu senden.
    .products = Welche Verkäufe entscheiden?
    .products_hint = Die Verkäufe dieses Produkts entscheiden in jedem Experiment nach Tagen dieser Playlist, welche Variante gewinnt. Wählen Sie es vor dem ersten Tag: Danach lässt sich der Plan nicht mehr ändern.
    .product_decides = Produkt
    .product_none = noch nicht gewählt
    .product_twice = Es wurde nichts gesendet: Dasselbe Produkt soll entscheiden und zugleich von den Spots nicht beeinflusst werden. Wählen Sie ein anderes.
    .placebos = Produkte, die die Spots nicht beeinflussen können
    .no_products = Es sind noch keine Verkäufe gespeichert, deshalb können Sie das entscheidende Produkt noch nicht wählen. Importieren Sie zuerst Verkäufe, oder senden Sie diese Playlist vor dem ersten Tag noch einmal mit einem Produkt.
    .arm = Variante { $arm }
    .arm_place = Variante { $arm }, Spot { $place }
    .choose_ad = Spot wählen
    .then = danach noch einer (optional)
    .more = Weitere Einstellungen
    .add_arm = Variante hinzufügen
    .drop_experiment = Experiment entfernen
    .add_experiment = Experiment hinzufügen
    .video_seconds = Video, { $seconds } s
    .image = Bild
    .only_in_experiments = nur in Experimenten
    .has_times = begrenzte Zeiten oder Tage
    .key_weight = Gewicht
    .key_duration_s = Sekunden
    .key_muted = Ohne Ton
    .key_open = Uhrzeiten
    .key_from = Erster Tag
    .key_until = Letzter Tag
    .times = Uhrzeiten und Tage
    .remove = Entfernen
    .weight_hint = Das Gewicht ist die Zahl der Wiedergaben in einer Runde: Ein Spot mit Gewicht 2 läuft doppelt so oft wie einer mit Gewicht 1. Mit Gewicht 0 läuft er nur in Experimenten.
    .add_ads = Spots hinzufügen
    .search = Name, Kennung oder Schlagwort
    .search_button = Suchen
    .add_chosen = Gewählte Spots hinzufügen
    .none_found = Kein weiterer Spot mit Video gefunden.
    .more_ads = { $count ->
            [one] { $count } weiterer Spot passt. Suchen Sie nach dem Namen.
           *[other] { $count } weitere Spots passen. Suchen Sie nach dem Namen.
        }
    .rotate = Spots pro Tag
    .rotate_hint = Lassen Sie das Feld leer, damit jeden Tag alle Spots laufen. Mit einer Zahl von 2 bis 20 wechseln sich die Spots von Tag zu Tag ab.
    .next_shops = Weiter: Filialen wählen
    .upload = Neues Video hochladen
    .upload_button = Hochladen und hinzufügen
    .film_id = Kennung des Spots
    .film_id_hint = Ein kurzer Name, der sich nie ändert: a-z, 0-9, _ . und -, zum Beispiel spring_a.
    .film_hint = MP4 (H.264) oder WebM bis zehn Minuten und 200 MB, oder ein Bild als PNG, JPEG oder WebP. Wenn Sie die Playlist senden, geht diese Datei an die Geräte aller gewählten Filialen.
    .film_exists = Ein Spot mit dieser Kennung hat bereits ein Video. Wählen Sie eine andere Kennung, oder fügen Sie jenen Spot hinzu.
    .fault_weight = Verwenden Sie eine ganze Zahl von 0 bis 100.
    .fault_blocks = Verwenden Sie eine ganze Zahl von 1 bis 100.
    .fault_open = Schreiben Sie die Zeiten so: Mo-Fr 09:00-20:00; Sa 10:00-18:00.
    .fault_day = Schreiben Sie den Tag so: { $example }.
    .fault_order = Der letzte Tag liegt vor dem ersten.
    .fault_seconds = Ein Bild braucht 1 bis 600 Sekunden. Ein Video hat seine eigene Länge.
    .fault_film = Dieser Spot hat kein Video, das die Geräte zeigen können, oder Sie dürfen ihn nicht verwenden. Laden Sie MP4 (H.264), WebM, PNG, JPEG oder WebP hoch, oder entfernen Sie den Spot.
    .fault_arms = Jede Variante braucht einen Spot, und ein Experiment braucht mindestens zwei Varianten.
    .fault_id = Verwenden Sie 1 bis 64 Zeichen: a-z, 0-9, _ . und -.
    .fault_seed = Verwenden Sie eine Zeile mit höchstens 64 Zeichen.
    .fault_rotate = Verwenden Sie eine ganze Zahl von 2 bis 20, oder lassen Sie das Feld leer.
    .fault_other = Die Geräte würden dies ablehnen: { $reason }.
    .which_shops = Welche Filialen?
    .no_shops = Wählen Sie mindestens eine Filiale.
    .no_shops_yet = Es ist noch keine Filiale gewählt.
    .goes_to = Diese Playlist geht an { $sites ->
            [one] { $sites } Filiale
           *[other] { $sites } Filialen
        } mit { $kiosks ->
            [one] { $kiosks } Gerät
           *[other] { $kiosks } Geräten
        }.
    .shops_and_kiosks = { $sites ->
            [one] { $sites } Filiale
           *[other] { $sites } Filialen
        }, { $kiosks ->
            [one] { $kiosks } Gerät
           *[other] { $kiosks } Geräte
        }
    .all_shops = { $count ->
            [one] Die einzige Filiale
           *[other] Alle { $count } Filialen
        }
    .all_visible_shops = { $count ->
            [one] Die Filiale, die Sie sehen dürfen
           *[other] Alle { $count } Filialen, die Sie sehen dürfen
        }
    .by_tag = Nach Schlagwort
    .by_group = Nach Gruppe
    .by_name = Nach Name
    .kiosks = { $count ->
            [one] { $count } Gerät
           *[other] { $count } Geräte
        }
    .next_review = Weiter: prüfen
    .count_shops = Speichern und zählen
    .back_ads = Zurück zu den Spots
    .back_shops = Zurück zu den Filialen
    .check_and_send = Prüfen und senden
    .ads_count = Sie hat { $count ->
            [one] { $count } Spot
           *[other] { $count } Spots
        }.
    .show_shops = Filialen zeigen
    .what_plays = Was läuft
    .play_share = Anteil der Ausspielungen
    .share_not_today = heute nicht
    .share_hint = Der Anteil gilt für die Ausspielungen von heute (UTC), solange alle Spots in ihren Zeiten liegen. Wechseln sich die Spots tageweise ab, ist er der Durchschnitt über die Tage.
    .only_experiment = Es laufen nur die Spots des Experiments, abwechselnd. Kein anderer Spot läuft in diesen Filialen.
    .stops_own = Diese Filialen spielen jetzt ihre eigene Playlist. Sie endet.
    .stops_version = Version { $version } endet in diesen Filialen. Diese Playlist ersetzt sie.
    .what_changes = Was sich ändert
    .group = { $count ->
            [one] { $count } Filiale mit
           *[other] { $count } Filialen mit
        }
    .group_new = { $count ->
            [one] { $count } Filiale ohne Playlist der Zentrale
           *[other] { $count } Filialen ohne Playlist der Zentrale
        }
    .version = Version { $version }
    .more_groups = Die Filialen spielen noch { $count ->
            [one] { $count } andere Playlist
           *[other] { $count } andere Playlists
        }. Auch diese werden ersetzt.
    .waiting = { $count ->
            [one] In { $count } Filiale wartet eine angenommene Empfehlung auf das Ende des Tages
           *[other] In { $count } Filialen warten angenommene Empfehlungen auf das Ende des Tages
        }. Wenn Sie jetzt senden, werden sie verworfen.
    .same = Es ändert sich nichts: Diese Filialen spielen schon genau das.
    .added = neu:
    .other = geändert:
    .removed = entfernt:
    .new_video = neues Video
    .value_none = keine Angabe
    .yes = ja
    .no = nein
    .what_it_finds = Was das Experiment finden kann
    .finds = Mit { $sites ->
            [one] { $sites } Filiale
           *[other] { $sites } Filialen
        } bis zum { $day } fänden Sie einen Unterschied ab { $points } Punkten in 80 von 100 Fällen.
    .finds_none = Mit { $sites ->
            [one] { $sites } Filiale
           *[other] { $sites } Filialen
        } bis zum { $day } lässt sich kein Unterschied finden. Ein Experiment braucht mindestens 4 Filialen.
    .other_ends = Mit anderer Dauer:
    .other_end = { $days ->
            [one] { $days } Tag
           *[other] { $days } Tage
        }: { $points } Punkte
    .from_stored = Die Besucherzahlen stammen aus Ihren eigenen Filialen.
    .end_hint = Verglichen werden zwei Varianten und das Lächeln. Mit dem Senden wird der letzte Tag zum geplanten Ende.
    .no_end = Das Experiment hat keinen letzten Tag. Gehen Sie zurück zu den Spots und wählen Sie einen: Ein geplantes Ende gibt ein klareres Ergebnis.
    .preview = Vorschau
    .preview_link = Vorschau: ein Tag in einer Filiale
    .preview_of = Vorschau: { $day }
    .preview_hint = Diese Reihenfolge berechnet das Gerät, wenn es die Playlist an diesem Tag beginnt. Ein Gerät, das von einer anderen Playlist wechselt, beginnt an einer anderen Stelle der Runde. Alle Zeiten sind Ortszeit: { $zone }.
    .no_kiosk = Die gewählten Filialen haben noch kein Gerät. Es gibt also keine Vorschau.
    .day = Tag
    .hour = Stunde
    .whole_day = Der ganze Tag
    .one_hour = Ab { $hour } Uhr
    .rest_of_hour = { $count ->
            [one] { $count } weitere Wiedergabe bis zum Ende der Stunde
           *[other] { $count } weitere Wiedergaben bis zum Ende der Stunde
        }
    .ad = Spot
    .plays = Wiedergaben
    .minutes = Minuten
    .share = Anteil der Zeit
    .time = Zeit
    .seconds = Sekunden
    .nothing = nichts
    .day_cut = Nur die ersten { $count } Wiedergaben des Tages werden gezeigt.
    .not_on_this_day = Nicht an diesem Tag:
    .send = An { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        } senden
    .send_hint = Die Geräte zeigen die Playlist, sobald sie alle Videos haben, meist nach wenigen Minuten. Sie können sie später zurücknehmen.
    .download = Als TOML herunterladen
    .not_sent = Es wurde nichts gesendet: Was Sie gesehen haben, ist nicht mehr aktuell. Prüfen Sie die Änderungen unten, und senden Sie noch einmal.
    .sent_since = Version { $version } wurde am { $time } UTC an einige dieser Filialen gesendet.
    .version_title = Playlist, Version { $version }
    .was_sent = Die Playlist wurde an { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        } gesendet. Die Geräte zeigen sie, sobald sie alle Videos haben.
    .who = Gesendet von
    .kiosks_link = Sehen, was jedes Gerät spielt
    .no_planned_end = Dafür ist kein Ende geplant.
    .other_planned_end = Das geplante Ende bleibt der { $day }.
    .undo = Zurück zur vorigen Version
    .undo_not_all = Sie dürfen nur einige der Filialen mit dieser Version sehen und können sie deshalb nicht zurücknehmen. Bitten Sie jemanden, der alle sehen darf.
    .undo_unknown = Für diese Filialen ist keine frühere Version bekannt.
    .undo_group = { $count ->
            [one] { $count } Filiale bekommt
           *[other] { $count } Filialen bekommen
        } wieder den Inhalt von Version { $version }
    .undo_without = Für { $count ->
            [one] { $count } Filiale
           *[other] { $count } Filialen
        } ist keine frühere Playlist bekannt. Dort bleibt diese Version.
    .undo_more = Die übrigen Filialen gehen auf { $count ->
            [one] { $count } andere Version
           *[other] { $count } andere Versionen
        } zurück.
    .undo_button = Vorige Version senden
    .details = Details
    .winner_next = Als Nächstes den Gewinner spielen
    .play_next = In eine Playlist setzen

next_step =
    .run = Auf dem Server ausführen:
    .run_own = Auf dem Server ausführen, mit Ihren eigenen Namen:
    .creatives = Spots erscheinen hier, sobald ein Gerät einen ausgespielt hat. Sehen Sie nach, ob die Geräte Ihrer Filialen Meldungen senden. Gibt es noch kein Gerät, bitten Sie die Administration, eines anzumelden.
    .creatives_admin = Spots erscheinen hier, sobald ein Gerät einen ausgespielt hat. Melden Sie zuerst ein Gerät an.
    .shops = Bitten Sie die Administration, das erste Gerät Ihrer Filiale anzumelden oder Ihnen weitere Filialen freizugeben.
    .shops_admin = Melden Sie das erste Gerät einer Filiale an.
    .fleet = Bitten Sie die Administration, ein Gerät anzumelden oder Ihnen weitere Filialen freizugeben.
    .fleet_admin = Melden Sie das erste Gerät an. Sie erhalten einen Code, den Sie am Gerät eingeben oder scannen.
    .playlists = Bitten Sie die Redaktion, eine zu senden. Bis dahin spielt jedes Gerät seine eigene Liste.
    .playlists_editor = Erstellen Sie eine und senden Sie sie an Ihre Filialen. Bis dahin spielt jedes Gerät seine eigene Liste.
    .recommendation = Bitten Sie die Redaktion, zuerst eine Playlist zu senden. Eine Empfehlung ändert nur deren Gewichte.
    .recommendation_editor = Erstellen Sie zuerst eine Playlist und senden Sie sie an Ihre Filialen. Eine Empfehlung ändert nur deren Gewichte.
    .comments = Kommentare erscheinen hier, wenn Besucher sie am Gerät schreiben oder wenn die Administration Rezensionen importiert. Bitten Sie die Administration um eines von beiden.
    .comments_admin = Kommentare erscheinen hier, wenn Besucher sie am Gerät schreiben oder wenn Sie Rezensionen importieren.
    .alerts = Sie müssen nichts tun.
    .alerts_admin = Sie müssen nichts tun. Um Warnungen per E-Mail zu erhalten, setzen Sie mail_to unter [alerts] in den Einstellungen. Der nächste Befehl prüft sie.
    .experiments = Planen Sie, wie viele Filialen und Tage ein Experiment braucht. Bitten Sie dann die Redaktion, eine Playlist zu senden, die es enthält.
    .experiments_editor = Planen Sie, wie viele Filialen und Tage ein Experiment braucht. Erstellen Sie es dann und senden Sie es an Ihre Filialen. Die Geräte spielen seine Varianten abwechselnd.
    .trends = Ein Schlagwort fasst Spots zusammen, etwa nach Marke. Bitten Sie jemanden aus der Redaktion, der alle Filialen sehen darf, Ihren Spots ein Schlagwort zu geben.
    .trends_editor = Ein Schlagwort fasst Spots zusammen, etwa nach Marke. Öffnen Sie einen Spot, wählen Sie Bearbeiten und geben Sie ein Schlagwort ein.
    .audit_admin = Einträge erscheinen hier, wenn sich jemand anmeldet, Zahlen exportiert oder etwas ändert. Sie müssen nichts tun.
    .to_fleet = Zu den Geräten
    .to_enrol = Gerät anmelden
    .to_playlists = Zu den Playlists
    .to_creatives = Zu den Spots

shop_page =
    .open = geöffnet
    .of_days = Zahlen vom { $days }
    .alone = Alle Zahlen auf dieser Seite gelten nur für diese Filiale. Ein Intervall zeigt, wie weit der Mittelwert an anderen Tagen in dieser Filiale abweichen kann. Über andere Filialen sagt es nichts.
    .decides_nothing = Eine Filiale allein zeigt nicht, welcher Spot besser ist. Das zeigt ein Experiment in mehreren Filialen.
    .smiled = gelächelt, Mittel über alle Spots
    .interval = 95-%-Intervall über die Tage: { $span }
    .no_smile = zu wenige Menschen für eine Angabe
    .none = Diese Filiale hat noch keine Zahlen gesendet.
    .none_days = Für { $days } gibt es keine Zahlen. Wählen Sie andere Tage.
    .day = Tag
    .days = Tag für Tag
    .days_of = Tag für Tag, { $name }
    .days_legend = Balken: Besuche, dunkel die mit 1 s Blick oder mehr. Linie: Lächeln in % der Zeit mit Blick, Mittel über alle Spots.
    .days_described = Jeder Tag hat einen Balken für die Besuche und einen Punkt für das Lächeln. Alle Zahlen stehen in der Tabelle darunter.
    .weekdays = Besuche pro Tag, nach Wochentag
    .weekdays_of = Besuche pro Tag, nach Wochentag, { $name }
    .ads = Spots in dieser Filiale
    .smiled_here = Gelächelt, mit 95-%-Intervall über die Tage
    .screens = Bildschirme
    .heard = Letzte Meldung vor { $age }
    .never_heard = Noch keine Meldung
    .playlist = spielt Playlist-Version { $version }
    .no_screens = Aus dieser Filiale hat noch kein Gerät eine Meldung gesendet.
    .missing = Was in diesen Zahlen fehlt
    .reported = Die veröffentlichten Reaktionen decken { $share } der Besuche ab, im Mittel über die Spots. Die übrigen kamen in zu kleinen Gruppen für eine Angabe und können sich unterscheiden.
    .quiet = Ruhige Stunden: { $hours }. Es kamen nur wenige gleichzeitig. Deshalb sind die meisten dieser Besuche mit denen anderer Stunden zusammen gezählt oder fehlen ganz.
    .untold = { $count ->
            [one] { $count } von { $all } Spots hat hier keine Reaktionen: Zu wenige Menschen sahen ihn für eine Angabe.
           *[other] { $count } von { $all } Spots haben hier keine Reaktionen: Zu wenige Menschen sahen sie für eine Angabe.
        }
    .coverage = Die Kameras haben in { $share } der Zeit gemessen, für die diese Zahlen gelten.
    .never = Gruppen, die nie die Mindestzahl an Menschen erreichten, stecken in keiner Zahl dieser Seite.

compare =
    .title = Spots vergleichen
    .lead = Wählen Sie mindestens zwei Spots aus. Verglichen wird innerhalb der Filialen und Tage, für die es Zahlen zu beiden gibt.
    .button = Vergleichen
    .others = Andere auswählen
    .limits = Was dieser Vergleich nicht zeigt

experiments =
    .by_day = Nach Tagen: Verkauft ein Spot mehr?
    .all_by_day = Alle Experimente nach Tagen
    .by_play = Nach Einblendungen
    .title = Experimente
    .lead = Spots, die sich blockweise abwechseln. Sehen Sie, ob es einen Gewinner gibt und was bis dahin noch fehlt.
    .planned = Geplantes Ende: { $day }.
    .none = Es ist noch kein Experiment gespeichert.
    .adverts = Spots
    .plan = Ende planen
    .end = Letzter Tag
    .end_hint = Planen Sie ihn vor dem ersten Tag oder mindestens 7 Tage im Voraus. Er gilt für die Messgröße auf dieser Seite. Wenn dieser Tag in allen Zeitzonen vorbei ist, entscheidet das engere Intervall. Wenn Sie den Tag danach noch ändern, entscheidet nur die Konfidenzfolge, und der Bericht weist darauf hin.
    .has_winner = Dieses Experiment hat einen Gewinner und braucht kein geplantes Ende mehr.
    .keep = Speichern

experiment_plan =
    .title = Der Plan
    .none = Es ist kein Ende geplant.
    .end = Geplantes Ende
    .moved = { $day }, geändert; zuerst geplant: { $former }
    .measure = Entscheidend ist
    .wanted = Gesuchter Unterschied
    .ads = Spots
    .planned = Geplant am
    .by = { $when }, von { $who }
    .looks = Vor dem Ende wurden die Ergebnisse an { $count ->
            [one] { $count } Tag
           *[other] { $count } Tagen
        } angesehen. Die Konfidenzfolge berücksichtigt das.
    .no_looks = Vor dem Ende ist kein Blick auf die Ergebnisse verzeichnet.
    .fingerprint = Fingerabdruck dieses Plans: { $digest }…
    .fingerprint_hint = Bewahren Sie den Fingerabdruck auf, um später zu belegen, dass der Plan derselbe ist. Er ist der SHA-256 des Textes darunter.

shared =
    .early = Die Ergebnisse werden nach dem geplanten Ende gezeigt.
    .early_hint = Wer diesen Link erstellt hat, hat entschieden, dass er vorher keine Ergebnisse zeigt.
    .until = Dieser Link gilt bis { $when } UTC.

sharing =
    .title = Geteilte Links
    .lead = Wer einen Link hat, sieht ohne Konto dieses Experiment und sonst nichts. Jedes Öffnen zählt als Blick auf die Ergebnisse.
    .one = Link { $number }, erstellt von { $who } am { $made }, gilt bis { $expires } UTC.
    .openings = Er wurde { $count ->
            [one] einmal
           *[other] { $count }-mal
        } geöffnet.
    .revoke = Widerrufen
    .revoke_one = Link { $number } widerrufen
    .days = So viele Tage gilt der Link
    .after_end_choice = Ergebnisse erst nach dem geplanten Ende zeigen
    .create = Link erstellen
    .made = Link erstellt
    .copy = Kopieren Sie den Link zum Experiment { $name } jetzt. Er wird nicht noch einmal angezeigt.
    .link = Link
    .days_left = Er gilt { $count ->
            [one] { $count } Tag
           *[other] { $count } Tage
        }.
    .only_after = Er zeigt die Ergebnisse erst nach dem geplanten Ende.
    .at_once = Er zeigt die Ergebnisse sofort.
    .back = Zurück zum Experiment

shop_new =
    .title = Filiale anlegen
    .owner = Eigentümer
    .owner_hint = Kürzel Ihres Unternehmens, etwa acme: der erste Teil jedes Gerätenamens. Wählen Sie eines aus der Liste, oder schreiben Sie ein neues aus a-z, 0-9, _ und -.
    .zone = Zeitzone
    .zone_hint = Tage und Stunden in den Berichten richten sich nach dieser Zone, etwa Europe/Berlin. Ohne sie zählt die Filiale in UTC.
    .country = Land
    .country_hint = Ein Kürzel wie DE, oder mit Bundesland wie DE-BE. Einige Voreinstellungen zum Datenschutz hängen davon ab.
    .short = Kurzname
    .short_hint = Teil jeder Nachricht und später nicht mehr zu ändern: a-z, 0-9, _ und -. Bleibt das Feld leer, wird er aus dem Namen gebildet.
    .save = Filiale anlegen
    .save_next = Anlegen und Gerät anmelden

enrolment =
    .title = Gerät anmelden
    .lead = Sie erhalten einen Einmalcode. Geben Sie ihn am neuen Gerät ein, oder scannen Sie ihn dort. Das Gerät erhält damit seinen Namen, sein Konto beim Broker und seine Einstellungen.
    .shop = Filiale
    .choose = Filiale wählen
    .other_shop = Andere Filiale anlegen
    .device = Name des Geräts
    .device_hint = Wo es steht, etwa tuer oder fenster-2. Erlaubt sind a-z, 0-9, _ und -. Der Name lässt sich später nicht ändern.
    .replace = Ein neuer Rechner ersetzt dieses Gerät. Der alte wird getrennt, sobald der neue den Code verwendet.
    .make = Code erzeugen
    .no_shop = Sie dürfen keine Filiale sehen. Bitten Sie die Administration um Zugriff.
    .to_list = Codes und angemeldete Geräte
    .code_title = Einmalcode
    .code_for = Code für
    .once = Diese Seite zeigt den Code nur einmal. Ein Gerät kann ihn bis { $until } UTC verwenden.
    .by_hand = Tragen Sie das Gerät zuerst beim Broker ein
    .by_hand_password = Dieser Server legt Konten beim Broker nicht selbst an. Fügen Sie diese Zeile in die Passwortdatei des Brokers ein, und entfernen Sie jede andere Zeile dieses Geräts:
    .by_hand_acl = Zeilen für die ACL-Datei, falls ihr die Muster aus examples/acl fehlen
    .by_hand_reload = Lassen Sie den Broker dann seine Dateien neu lesen:
    .step_open = Prüfen Sie, ob Personal im Blickfeld der Kamera arbeitet. Das Gerät fragt danach.
    .step_type = Geben Sie den Code am Gerät auf der Einrichtungsseite ein. Oder führen Sie diesen Befehl aus, und tippen oder scannen Sie den Code:
    .step_wait = Warten Sie, bis das Gerät die erste Nachricht gesendet hat.
    .address = Das Gerät verbindet sich mit { $address }.
    .local = Dieser Server hat kein TLS. Der Code funktioniert deshalb nur für ein Gerät auf demselben Rechner.
    .like_key = Behandeln Sie den Code wie einen Schlüssel: Der erste Rechner, an dem ihn jemand eingibt, wird dieses Gerät.
    .another = Weiteres Gerät anmelden
    .qr_label = QR-Code mit dem Einmalcode für { $device }
    .list_title = Codes und angemeldete Geräte
    .waiting = Wartet
    .kiosk = Gerät
    .waits_for = Wartet auf
    .time = Zeit
    .waits_code = Eingabe des Codes
    .valid_until = gültig bis { $until } UTC
    .waits_message = erste Nachricht
    .used_at = Code verwendet am { $at } UTC
    .withdraw = Code zurückziehen
    .withdraw_of = Code für { $device } zurückziehen
    .reloads = Diese Seite lädt alle { $seconds } s neu, solange etwas wartet.
    .others = Alle anderen
    .state = Status
    .state_enrolled = angemeldet
    .state_expired = Code abgelaufen
    .state_withdrawn = Code zurückgezogen
    .state_revoked = gesperrt
    .first_heard = seit { $at } UTC
    .ended_at = am { $at } UTC
    .none = Noch kein Gerät wurde mit einem Code angemeldet.
    .revoke = Sperren
    .revoke_of = { $device } sperren
    .is_revoked = { $device } ist gesperrt. Sein Code und sein Token für Videos gelten nicht mehr.
    .remove_by_hand = Der Broker lässt { $device } noch zu. Entfernen Sie die Zeilen, die mit diesem Namen beginnen, aus seiner Passwortdatei, und die Zeilen dieses Benutzers aus seiner ACL-Datei. Führen Sie dann systemctl restart mosquitto aus.
    .revoke_title = Gerät sperren
    .revoke_text = Das Gerät wird getrennt und sendet nichts mehr. Sein Code und sein Token für Videos enden. Alles, was es gesendet hat, bleibt erhalten. Um es wieder zu verwenden, melden Sie es mit einem neuen Code an.
    .revoke_by_hand = Dieser Server verwaltet die Konten des Brokers nicht. Sie müssen das Gerät zusätzlich aus den Dateien des Brokers entfernen. Die nächste Seite beschreibt, wie.
    .revoke_yes = Dieses Gerät sperren
    .keep = Zurück, ohne zu sperren

tokens =
    .title = Tokens
    .lead = Mit einem Token nutzt ein Programm die API ohne Benutzer und Passwort.
    .more = So nutzen Programme es
    .valid = Gültige Tokens
    .none = Es gibt kein gültiges Token.
    .new = Token erzeugen
    .name = Token
    .program = Name des Programms
    .access = Rechte
    .shops = Filialen
    .ends = Endet
    .ends_after = Endet nach
    .days = { $count ->
            [one] { $count } Tag
           *[other] { $count } Tagen
        }
    .may_read = lesen
    .may_write = lesen und Spots benennen
    .may_manage = auch Filialen, Geräte und Tokens anlegen
    .may_media = Videos herunterladen
    .all_mine = Alle Filialen, die Sie sehen dürfen
    .only_mine = Nur diese Filialen:
    .only_some = Filialen wählen
    .all_of = Alle Filialen von { $owner }
    .access_hint = Die meisten Programme müssen nur lesen. Ein Token hat nie mehr Rechte, als Sie dann selbst haben, und endet mit Ihrem Konto. Wenn Sie ein Token widerrufen, enden auch die Tokens und die unbenutzten Gerätecodes, die es erzeugt hat.
    .make = Token erzeugen
    .ended = Abgelaufene und widerrufene Tokens
    .revoke = Widerrufen
    .revoke_of = Token { $name } widerrufen
    .was_revoked = widerrufen am { $at }
    .made_by = erzeugt von { $name }
    .every_shop = jede Filiale
    .made = Neues Token
    .copy = Kopieren Sie das Token jetzt. Es wird nicht noch einmal angezeigt.
    .token = Token
    .until = bis { $at } UTC
    .use = Programme senden es mit jeder Anfrage:
    .back = Zu den Tokens

trends =
    .title = Verläufe
    .lead = Die Spots einer Marke oder Kampagne zusammen, Woche für Woche.
    .none = Noch hat kein Spot ein Schlagwort.
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
    .why_most = Dieser Spot wirkt wahrscheinlich am besten.
    .why_least = Dieser Spot wirkt weniger wahrscheinlich am besten und behält deshalb den Mindestanteil.
    .why_too_few = Dieser Spot wirkt schwächer. Beim Mindestanteil sähen zu wenige Menschen hin, um Zahlen zu liefern.
    .why_stays = Der Anteil dieses Spots bleibt gleich.
    .why_experiment = Dieser Spot läuft in einem Experiment.
    .why_booked = Dieser Spot ist gebucht.
    .why_hours = Dieser Spot läuft nur zu bestimmten Zeiten.
    .why_untold = Über diesen Spot gibt es keine Zahlen.
    .why_few_sites = Weniger als 4 Filialen liefern Zahlen über diesen Spot.
    .why_few_weeks = Über diesen Spot gibt es Daten aus weniger als vier Wochen.
    .rail_experiment = In einem laufenden Experiment, daher bleibt der Anteil: { $adverts }.
    .rail_booked = Gebucht, daher gilt dieser Anteil unabhängig von den Reaktionen: { $adverts }.
    .rail_hours = Diese Spots laufen nur zu bestimmten Zeiten, daher bleibt ihr Anteil gleich: { $adverts }.
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
    .none = Noch gibt es keinen Eintrag.
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
    .day = { $day }.{ $month }.{ $year }
    .short = { $day }. { $month }
    .when = { $day }.{ $month }.{ $year }, { $time }
    .numeric = { $day }.{ $month }.{ $year }
    .form = TT.MM.JJJJ
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

since =
    .changed = Gegenüber { $days ->
            [one] dem Tag
           *[other] den { $days } Tagen
        } davor: { $change } Prozentpunkte (95 %: { $span }), in { $shops ->
            [one] { $shops } Filiale
           *[other] { $shops } Filialen
        }.
    .chance = Gegenüber { $days ->
            [one] dem Tag
           *[other] den { $days } Tagen
        } davor: keine Änderung, die der Zufall nicht erklärt ({ $change } Prozentpunkte; 95 %: { $span }), in { $shops ->
            [one] { $shops } Filiale
           *[other] { $shops } Filialen
        }.
    .few = Gegenüber { $days ->
            [one] dem Tag
           *[other] den { $days } Tagen
        } davor: { $change } Prozentpunkte in { $shops ->
            [one] { $shops } Filiale
           *[other] { $shops } Filialen
        }. Für weniger als { $least } Filialen gibt es kein Intervall.
    .short = { $change } Prozentpunkte gegenüber { $days ->
            [one] dem Tag
           *[other] den { $days } Tagen
        } davor
    .short_chance = gegenüber { $days ->
            [one] dem Tag
           *[other] den { $days } Tagen
        } davor nicht mehr als Zufall

seen =
    .about = Bei etwa { $visits ->
            [one] { $visits } Besuch
           *[other] { $visits } Besuchen
        } gesehen
    .at_least = Bei mindestens { $visits ->
            [one] { $visits } Besuch
           *[other] { $visits } Besuchen
        } gesehen
    .least_short = mindestens { $visits }
    .looked = Ein Besuch zählt, wenn er mindestens 1 s zum Spot hinsah.
    .about_range = Geschätzt (95 %: { $span }).
    .about_estimated = Geschätzt.
    .least_range = Geschätzt: etwa { $visits } (95 %: { $span }).
    .least_estimated = Geschätzt: etwa { $visits }.
    .few = Für weniger als { $least } Filialen gibt es keinen Bereich.
    .quiet = In diese Filialen kommen weniger als zwei Personen pro Minute. Deshalb wurden einige Besuche nie gemeldet.

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
    .name = Sekunden { $first }–{ $last }: { $size } PP
    .name_one = Sekunde { $second }: { $size } PP
    .others = Andere Anstiege und Rückgänge der Kurve können Zufall sein und sind keine Ergebnisse.
    .more = { $size } Prozentpunkte mehr als in den meisten Sekunden des Spots (95 %: { $low } bis { $high }).
    .less = { $size } Prozentpunkte weniger als in den meisten Sekunden des Spots (95 %: { $low } bis { $high }).
    .untold = Zu keiner Sekunde gibt es Zahlen: Es sahen zu wenige zugleich hin.
    .few_shops = Es wird kein Moment gezeigt: Bei weniger als 10 Filialen kann es Zufall sein.
    .few_participants = Es wird kein Moment gezeigt: Bei weniger als 10 Testpersonen kann es Zufall sein.
    .none = Keine Sekunde weicht eindeutig von den meisten Sekunden des Spots ab. Was die Linie zeigt, kann Zufall sein.
    .picture = { $advert }, Sekunde { $second }

purpose =
    .title = Zweckbestimmung
    .shop = { -purpose-shop }
    .research = { -purpose-research }

mark =
    .simulated = SIMULIERT: Diese Daten hat ein Programm erzeugt, keine Menschen.
    .research = Emotionserkennung für die Forschung: mit einem Forschungsmodell gemessen, das in einer Filiale nicht verwendet werden darf.
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
    .of_adverts = { $adverts }: { $sentence }

# Experimente, Vergleiche, Verläufe

size =
    .points = { $points ->
            [one] { $points } Prozentpunkt
           *[other] { $points } Prozentpunkte
        }

experiment =
    .heading = Experiment { $name }
    .lead = { $other } um { $size }{ $interval }
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

# Verkäufe

lift =
    .heading = Experiment { $name }: Verkäufe
    .headline_more = { $arm } verkauft { $size } mehr { $product } als { $against } (95-%-Intervall { $interval }).
    .headline_less = { $arm } verkauft { $size } weniger { $product } als { $against } (95-%-Intervall { $interval }).
    .headline_none = Zwischen { $arm } und { $against } zeigt sich kein Unterschied im Verkauf von { $product }: { $size } (95-%-Intervall { $interval }).
    .headline_early = Es ist zu früh, um zu sagen, ob { $arm } mehr { $product } verkauft als { $against }.
    .headline_open = Ob { $arm } mehr { $product } verkauft als { $against }, lässt sich noch nicht sagen.
    .base = Verglichen innerhalb von { $shops }, an { $days } Filialtagen, { $first } bis { $last }. Das geplante Ende ist { $end }.
    .p_drawn = Randomisierungstest: p ist { $p }, über { $orders } andere Reihenfolgen, die wie der Plan gezogen wurden.
    .p_mixed = Randomisierungstest: p ist { $p }, über { $orders } andere Reihenfolgen des Plans. Der Plan ist von Hand gemacht. Der Test nimmt an, dass eine andere Reihenfolge ebenso wahrscheinlich war.
    .no_product = Der Plan nennt kein Produkt. Wenn Sie mehrere ansehen, bewegt der Zufall früher oder später eines davon.
    .lost = Filialtage, die nicht zählen: { $days } ({ $reasons }).
    .lost_no_sales = keine Verkäufe gespeichert: { $days }
    .lost_returns = mehr Rückgaben als Verkäufe: { $days }
    .lost_washout = nach einem Wechsel: { $days }
    .lost_other_arm = eine andere Variante lief: { $days }
    .lost_little_proof = weniger als 80 % der üblichen Bildschirmzeit: { $days }
    .lost_one_arm = Filiale zeigte nur eine Variante: { $days }
    .excluded_few_receipts = Ausgelassene Filialen mit weniger als 10 Bons am Tag vor dem Beginn: { $count } ({ $names }).
    .excluded_no_past = Ausgelassene Filialen ohne gespeicherte Verkäufe vor dem Beginn: { $count } ({ $names }).
    .replaced = Filialtage, deren Summen nach dem Import berichtigt wurden: { $days }.
    .late = Der Plan wurde am { $day } gespeichert, zu spät für eine Entscheidung am Ende. Nur das Intervall zu jeder Zeit kann einen Gewinner nennen.
    .reason_few_shops = Weniger als 6 Filialen zeigten beide Varianten. Darum gewinnt niemand.
    .reason_few_weeks = Das Experiment ist kürzer als 4 Wochen. Darum gewinnt niemand.
    .reason_sales_missing = Die Verkäufe des letzten geplanten Tages fehlen. Importieren Sie sie zuerst.
    .reason_other_product = Der Plan nennt ein anderes Produkt. Darum kann dieses nicht gewinnen.
    .reason_no_shops = Keine Filiale hat Verkäufe dieses Produkts aus der Zeit vor dem Beginn mit 10 Bons am Tag.
    .reason_not_separable = Alle Filialen wechselten die Variante an denselben Tagen. Die Wirkung des Spots lässt sich darum nicht von den Tagen trennen.
    .reason_few_days = Es sind weniger als 7 Tage.
    .placebo_shown = Auch die Verkäufe von { $names } haben sich verändert, obwohl der Spot sie nicht beeinflussen kann. Vielleicht unterscheiden sich die Tage der Varianten noch anders.
    .placebos = Produkte, die der Spot nicht beeinflussen kann
    .placebo_table = Unterschied im Verkauf dieser Produkte
    .table = Verkäufe von { $product } nach Paaren von Varianten
    .pair = { $arm } gegen { $against }
    .verdict_more = verkauft mehr
    .verdict_less = verkauft weniger
    .verdict_open = nicht gezeigt
    .limit_shops = Das Intervall umfasst den Zufall zwischen Filialen und Tagen. Über andere Arten von Filialen sagt es nichts.
    .limit_days = Wer den Spot heute sieht, kauft vielleicht morgen, wenn eine andere Variante läuft. Solche Verkäufe machen den Unterschied kleiner.
    .limit_small = Der Unterschied wird aus log(1 + Stück) berechnet. Bei 10 Stück am Tag erscheint ein Unterschied von 10 % als 9 %.
    .title = Uplift
    .lead = Verkauft ein Spot mehr? Filialen zeigen ihn an manchen Tagen und an anderen nicht, in zufälliger Reihenfolge. Diese Seiten vergleichen, was sie verkauft haben.
    .none = Es ist noch kein Experiment nach Tagen gespeichert.
    .how = Von der Kasse zum Ergebnis
    .step_sales = Importieren Sie die Verkäufe je Tag, Filiale und Produkt als CSV-Datei.
    .step_size = Prüfen Sie vor dem Start, welchen Unterschied Ihre Filialen finden können.
    .step_plan = Planen Sie vor dem ersten Tag, welche Filiale den Spot an welchem Tag zeigt.
    .step_read = Importieren Sie die Verkäufe erneut, und lesen Sie hier am geplanten Ende das Ergebnis.
    .manual = Anleitung zu jedem Schritt
    .forecast_title = Welchen Unterschied können Sie finden?
    .forecast_link = Prognose: Welchen Unterschied können Sie finden?
    .forecast = Prognose
    .forecast_button = Berechnen
    .forecast_headline = { $shops ->
            [one] { $shops } Filiale findet
           *[other] { $shops } Filialen finden
        } in { $weeks } Wochen einen Unterschied von { $lift }, in 80 von 100 Experimenten.
    .forecast_short = Die Vergangenheit von { $product } ist zu kurz für eine Prognose.
    .forecast_from = Aus den Verkäufen von { $product }, { $first } bis { $last }: Varianten wurden { $draws }-mal auf Tage gelost, an denen nichts gezeigt wurde.
    .forecast_wanted = Um in vier Wochen einen Unterschied von { $lift } zu finden, brauchen Sie { $shops } Filialen.
    .forecast_excluded = Nicht berücksichtigte Filialen mit weniger als 10 Bons am Tag: { $count }.
    .forecast_scaled = Für mehr Filialen, als bisher Verkäufe haben, ist der Unterschied aus allen Ihren Filialen geschätzt.
    .forecast_table = Kleinster gefundener Unterschied
    .forecast_weeks = { $count } Wochen
    .picture = Unterschied im Verkauf von { $product } gegen { $against }
    .described = Die Grafik zeigt jeden Unterschied mit seinem Intervall. Die Tabelle enthält alle Zahlen.
    .legend_end = Ein Punkt ist der Unterschied, eine Linie sein 95-%-Intervall am geplanten Ende. Eine Variante gewinnt, wenn die Linie die 0 nicht berührt.
    .legend_any_time = Ein Punkt ist der Unterschied, eine Linie sein 95-%-Intervall zu jeder Zeit: Sie dürfen jeden Tag nachsehen. Vor dem geplanten Ende gewinnt niemand.
    .legend_placebo = In der zweiten Farbe: Produkte, die der Spot nicht beeinflussen kann.
    .listed_ahead = Es beginnt am { $first }.
    .listed_running = Es läuft bis { $last }. Öffnen Sie es, um den Stand zu sehen.
    .listed_ended = Es endete am { $last }. Öffnen Sie es für das Ergebnis.
    .listed_open = Es gibt noch kein Ergebnis. Beginn war am { $first }.
    .plan_heading = Der Plan
    .fact_product = Produkt
    .fact_arms = Varianten
    .fact_days = Tage
    .fact_change = Wechsel der Varianten
    .fact_washout = Tage nach einem Wechsel, die nicht zählen
    .fact_shops = Filialen
    .fact_placebos = Produkte, die der Spot nicht beeinflussen kann
    .run_day = jeden Tag
    .run_days = alle { $count } Tage
    .measures = Reaktionen an den Tagen jeder Variante
    .measures_how = Berechnet wie der Uplift: innerhalb von Filialen und Tagen. Reaktionen und Verkäufe werden getrennt verglichen und nie feiner als nach Tagen. Die Verkäufe entscheiden. Die Intervalle der Reaktionen sind so breit, dass sie für alle Zeilen dieser Tabelle zugleich gelten.
    .measures_table = Reaktionen nach Paaren von Varianten
    .smiles_more = Bei { $more } lächelten mehr als bei { $less }: { $of_more } gegen { $of_less }.
    .smiles_none = Zwischen { $more } und { $less } zeigt sich kein Unterschied im Lächeln: { $of_more } gegen { $of_less }.
    .lost_heading = Tage, die nicht zählen
    .lost_table = Filialtage nach Grund
    .because_no_sales = Keine Verkäufe gespeichert
    .because_returns = Mehr Rückgaben als Verkäufe
    .because_washout = Nach einem Wechsel
    .because_other_arm = Eine andere Variante lief
    .because_little_proof = Weniger als 80 % der üblichen Bildschirmzeit
    .because_one_arm = Filiale zeigte nur eine Variante

sales =
    .title = Verkäufe
    .lead = Diese Tage sind für jede Filiale und jedes Produkt gespeichert. Diese Seite zeigt keine Mengen.
    .all_products = Alle Produkte
    .stored = { $count ->
            [one] { $count } Summe gespeichert
           *[other] { $count } Summen gespeichert
        }
    .replaced = { $count ->
            [one] Sie ersetzen { $count } frühere Summe.
           *[other] Sie ersetzen { $count } frühere Summen.
        }
    .known = { $count ->
            [one] { $count } Summe war schon gespeichert, mit denselben Zahlen.
           *[other] { $count } Summen waren schon gespeichert, mit denselben Zahlen.
        }
    .bad = { $count ->
            [one] { $count } Zeile ist in der Quarantäne. Berichtigen Sie sie in Ihrer Datei, und laden Sie die Datei wieder hoch.
           *[other] { $count } Zeilen sind in der Quarantäne. Berichtigen Sie sie in Ihrer Datei, und laden Sie die Datei wieder hoch.
        }
    .all_good = Jede Zeile ist gespeichert.
    .upload = Verkäufe hochladen
    .upload_text = Exportieren Sie aus Ihrem Kassensystem eine Zeile je Tag, Filiale und Produkt, als „CSV UTF-8“ mit diesen Spalten:
    .nothing_finer = Der Server weist eine Datei mit Stunden, Kassen, Bons, Karten oder Personen zurück.
    .correct = Gespeicherte Tage berichtigen
    .correct_text = Die Datei ersetzt dann alle Summen dieser Tage in dieser Filiale. Jedes Ergebnis weist darauf hin.
    .correct_days = Tage, durch Leerzeichen getrennt
    .send = Hochladen und speichern
    .not_all_shops = Nur wer alle Filialen sehen darf, kann Verkäufe hochladen.
    .table = Gespeicherte Tage
    .first = Erster Tag
    .last = Letzter Tag
    .missing = Fehlende Tage
    .corrected = Berichtigte Tage
    .shown = { $first } bis { $last } von { $total }
    .none = Es sind keine Verkäufe gespeichert.
    .quarantine = Quarantäne
    .quarantine_text = Diese Zeilen konnte der Server nicht speichern. Berichtigen Sie sie in Ihrer Datei, und laden Sie sie wieder hoch. Die Liste leert sich nach 30 Tagen von selbst.

verdict =
    .arm = { $name } ({ $arm })
    .and_others = { $first } und { $count ->
            [one] { $count } weiterer Spot
           *[other] { $count } weitere Spots
        }
    .more = { $measure ->
            [smile] Bei { $a } wird mehr gelächelt als bei { $b }
            [watched_share] Bei { $a } sehen mehr Besuche hin als bei { $b }
            [attention_s] { $a } wird länger angesehen als { $b }
            [laughter_s] Bei { $a } wird länger gelacht als bei { $b }
           *[other] { $a } hat bei „{ $label }“ einen höheren Wert als { $b }
        }, und zwar um { $size }{ $interval }.
    .most = { $measure ->
            [smile] Bei { $winner } wird am meisten gelächelt
            [watched_share] Bei { $winner } sehen die meisten Besuche hin
            [attention_s] { $winner } wird am längsten angesehen
            [laughter_s] Bei { $winner } wird am längsten gelacht
           *[other] { $winner } hat bei „{ $label }“ den höchsten Wert
        }. Der Spot liegt vor { $leads }.
    .limited = { $finding }. Aber der Unterschied ist schon da, bevor das Video wirken kann.
    .same = { $measure ->
            [smile] Kein Unterschied beim Lächeln
            [watched_share] Kein Unterschied beim Anteil der Besuche, die hinsehen,
            [attention_s] Kein Unterschied bei der Betrachtungsdauer
            [laughter_s] Kein Unterschied beim Lachen
           *[other] Kein Unterschied bei „{ $label }“
        } zwischen { $a } und { $b }, der größer wäre als { $size }.
    .same_span = { $first } lag um { $size } vorn. Das kann Zufall sein: Das 95‑%‑Konfidenzintervall am geplanten Ende reicht von { $span }.
    .no_first = Kein Spot liegt vor allen anderen.
    .undecided = nicht entschieden
    .early_days = Zu früh: { $days } von { $count ->
            [one] { $count } Tag
           *[other] { $count } Tagen
        }.
    .early_shops = Zu früh: Bisher { $count ->
            [one] hat { $count } Filiale
           *[other] haben { $count } Filialen
        } Zahlen zu beiden Spots, nötig sind { $least }.
    .early_participants = Zu früh: Bisher { $count ->
            [one] hat { $count } Testperson
           *[other] haben { $count } Testpersonen
        } beide Spots gesehen, nötig sind { $least }.
    .early_unplanned = Zu früh: Es ist kein Ende geplant.
    .early_end = Zu früh: Das geplante Ende entscheidet nicht über das, was diese Seite zeigt.
    .early_because = Zu früh: { $reason }.
    .early_untold = Zu früh: Es gibt noch keine Zahlen.
    .leads = { $first } liegt um { $size } vorn{ $interval }, das ist aber nicht entschieden.
    .leads_all = { $first } liegt vorn, das ist aber nicht entschieden.
    .callable = Entschieden werden kann am { $day }.
    .late = Das geplante Ende, der { $day }, ist vorbei, aber diese Ergebnisse enden am { $last }.
    .plan_end = Planen Sie ein Ende, dann kann an diesem Tag entschieden werden.

needed =
    .detectable = Mit solchen Daten ist ein Unterschied erkennbar, wenn er mindestens { $size } beträgt.
    .enough = Die Daten reichen schon aus, um einen Unterschied zu sehen, der { $size } beträgt.
    .shops = Noch etwa { $count ->
            [one] { $count } weitere Filiale
           *[other] { $count } weitere Filialen
        }, um einen Unterschied zu sehen, der { $size } beträgt.
    .participants = Noch etwa { $count ->
            [one] { $count } weitere Testperson
           *[other] { $count } weitere Testpersonen
        }, um einen Unterschied zu sehen, der { $size } beträgt.
    .days = Noch etwa { $days ->
            [one] { $days } Tag
           *[other] { $days } Tage
        }, um einen Unterschied zu sehen, der { $size } beträgt.
    .shops_or_days = Noch etwa { $days ->
            [one] { $days } Tag
           *[other] { $days } Tage
        } oder etwa { $count ->
            [one] { $count } weitere Filiale
           *[other] { $count } weitere Filialen
        }, um einen Unterschied zu sehen, der { $size } beträgt.
    .participants_or_days = Noch etwa { $days ->
            [one] { $days } Tag
           *[other] { $days } Tage
        } oder etwa { $count ->
            [one] { $count } weitere Testperson
           *[other] { $count } weitere Testpersonen
        }, um einen Unterschied zu sehen, der { $size } beträgt.

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
    .in_experiment = Diese Spots sind auch { $count ->
            [one] im Experiment
           *[other] in den Experimenten
        } { $names }. Dieser Vergleich kann andere Tage und Filialen umfassen. { $count ->
            [one] Das Experiment entscheidet.
           *[other] Die Experimente entscheiden.
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
    .own_mean = Die gepunktete Linie ist der Mittelwert des Spots.
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

dots =
    .compared_shops = Filialen: Lächeln im Vergleich mit den anderen Spots der Filiale, in Prozentpunkten
    .compared_participants = Testpersonen: Lächeln im Vergleich mit den anderen Spots, in Prozentpunkten
    .level_shops = Filialen: Lächeln, % der angesehenen Zeit
    .level_participants = Testpersonen: Lächeln, % der angesehenen Zeit
    .one_shops = In einer Filiale gemessen: { $name }
    .one_participants = Mit einer Testperson gemessen: { $name }
    .most = Am meisten gelächelt: { $names }
    .least = Am wenigsten gelächelt: { $names }
    .alike_shops = Die Filialen unterscheiden sich nicht stärker, als der Zufall erklärt.
    .alike_participants = Die Testpersonen unterscheiden sich nicht stärker, als der Zufall erklärt.
    .missing_shops = { $count ->
            [one] { $count } Filiale hat
           *[other] { $count } Filialen haben
        } kein Ergebnis und keinen Punkt.
    .missing_participants = { $count ->
            [one] { $count } Testperson hat
           *[other] { $count } Testpersonen haben
        } kein Ergebnis und keinen Punkt.

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
    .shops_order = Reihenfolge: Unterschied zu den anderen Spots der Filiale.
    .shops_alike = Wie der Unterschied zwischen den Filialen schwankt, erklärt der Zufall: Ihre Reihenfolge sagt nichts aus.
    .shops_legend = Gefüllt: zum Mittelwert aller Filialen geschrumpfte Schätzung. Hohl: der eigene Wert der Filiale mit seinem 95‑%‑Konfidenzintervall über Tage. Gepunktet: Mittelwert aller Filialen.
    .participants_order = Reihenfolge: Unterschied zu den anderen Spots der Testperson.
    .participants_alike = Wie der Unterschied zwischen den Testpersonen schwankt, erklärt der Zufall: Ihre Reihenfolge sagt nichts aus.
    .participants_legend = Gefüllt: zum Mittelwert aller Testpersonen geschrumpfte Schätzung. Hohl: der eigene Wert der Testperson mit seinem 95‑%‑Konfidenzintervall. Gepunktet: Mittelwert aller Testpersonen.
    .hours = Besuche nach Tagesstunde
    .hours_of = Besuche nach Tagesstunde, { $advert }
    .hours_legend = Alle Besuche an diesen Tagen, nicht nur die der Zuschauer dieses Spots. Dunkel: mindestens 1 s hingesehen. Ortszeit.
    .weekdays = Besuche nach Wochentag
    .weekdays_of = Besuche nach Wochentag, { $advert }
    .weekdays_legend = Dunkel: Besuche, bei denen mindestens 1 s hingesehen wurde.
    .weekdays_ad_legend = Alle Besuche an diesen Tagen, nicht nur die der Zuschauer dieses Spots.
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
    .plays = Ausspielungen dieses Spots
    .visits = Besuche vor den Bildschirmen
    .looked = sahen mindestens 1 s hin
    .overlapping = Besuche während der Ausspielungen dieses Spots
    .present = mittlere Zeit im Blickfeld
    .told_visits = der Besuche erfasst
    .told_participants = der Testpersonen erfasst
    .read = der Hinsehenden mindestens 1 s lang ausgewertet
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
    .looked = Diese Bildschirme an diesen Tagen: wie lange hingesehen wurde
    .present = Diese Bildschirme an diesen Tagen: wie lange Besuche dauerten
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
    .peak_seconds = Mittel über 3 s, am höchsten in den Sekunden { $first } bis { $last }
    .no_reason = kein Grund angegeben
    .not_told = { $names }: keine Angabe.
    .no_intervals = Die Kurve hat keine Intervalle: { $reason }.
    .few_shops = zu wenige Filialen
    .few_participants = zu wenige Testpersonen

column =
    .reason = Grund
    .measure = Messgröße
    .lift = Unterschied im Verkauf
    .p_randomised = p, andere Reihenfolgen
    .days_of_shops = Filialtage
    .product = Produkt
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
    .read_second = In dieser Sekunde ausgewertet
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
    .many_days = mehr als { $number } Tage
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
    .not_random = Die Spots wurden innerhalb derselben Filialen und Tage verglichen. Dieser Vergleich teilt sie nicht zufällig zu: Die Stunde der Ausspielung kann eine Rolle spielen. Ein Experiment entscheidet.
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
    .text = Ein Spot gewinnt, wenn sein Intervall am geplanten Ende die 0 nicht enthält, oder schon vorher, wenn ein Intervall, das Sie jeden Tag ansehen dürfen, die 0 nicht enthält. Bei weniger als 4 Filialen gewinnt kein Spot. Sonst ist es vor dem geplanten Ende zu früh. Am geplanten Ende nennt der Bericht, wie groß ein Unterschied höchstens ist. Das beweist nicht, dass es keinen gibt.

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
    .formula = Ausspielungen · Besuche je Sekunde Messung · (Länge einer Ausspielung + mittlere Zeit im Blickfeld); 95-%-Intervall über Tage, für höchstens 92 Tage
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

entry-period_change =
    .label = Änderung gegenüber den Tagen davor
    .unit = Prozentpunkte
    .definition = Lächeln in den gewählten Tagen minus Lächeln in ebenso vielen Tagen davor, in denselben Filialen. Gezeigt wird sie für höchstens 31 gewählte Tage. In der Liste der Spots sind Änderungen für ihre Anzahl korrigiert.
    .formula = Mittelwert über die Filialen von (Mittelwert der gewählten Tage − Mittelwert der Tage davor), mit Students t über die Filialen, ab 4 Filialen
    .is_not = eine Ursache: Wetter, Jahreszeit und andere Besucher sind darin enthalten

entry-seen =
    .label = Gesehen bei
    .unit = Besuche
    .definition = Geschätzte Zahl der Besuche, die mindestens 1 s zum Spot hinsahen: die Hinsehenden der veröffentlichten Reaktionen, geteilt durch den erfassten Anteil. „Mindestens“: Es kommen weniger als zwei Besuche pro Minute, und weitere Besuche wurden nie gemeldet.
    .formula = Hinsehende / r, mit r = Besuche der Zeitfenster in veröffentlichten Reaktionen / Besuche aller Zeitfenster (Verhältnisschätzer, Cochran 1977). Das 95‑%‑Konfidenzintervall von r ist ein Jackknife über die Filialen, ab 4 Filialen (Quenouille 1956, Tukey 1958). Der Bereich reicht von Hinsehende / r oben bis Hinsehende / r unten · (1 + Anteil eines Zeitfensters je Gerät und Tag, das womöglich nie veröffentlicht wird)
    .is_not = eine Zahl von Personen: Niemand wird erkannt, und wer wiederkommt, ist ein neuer Besuch

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
    .fleet_unsigned = Die Signaturen für die Aktualisierungen der Geräte lassen sich nicht erneuern: { $reason }.
    .rollout_returned = Die Verteilung von { $version } an die Geräte von { $tenant } wurde angehalten: Zu viele Geräte sind zur früheren Version zurückgekehrt.
    .rollout_silent = Die Verteilung von { $version } an die Geräte von { $tenant } wurde angehalten: Zu viele Geräte sind verstummt.
    .rollout_fault = Die Verteilung von { $version } an die Geräte von { $tenant } kommt nicht voran: { $reason }.
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
    .server_fleet = Im Log steht der Grund, etwa ein fehlender Schlüssel. Stellen Sie `[central] fleet_keys` aus einer Sicherung wieder her, oder erzeugen Sie neue Schlüssel mit `vitrina-central fleet rotate`.
    .server_rollout = Öffnen Sie die Seite Geräte, oder führen Sie `vitrina-central rollout show` aus. Setzen Sie die Verteilung dann fort, oder signieren Sie einen anderen Plan.
    .server_certificate = Erneuern Sie es und starten Sie den Server neu.
    .other = Schlagen Sie { $code } unter /help/reference/alerts.html nach, oder mit vitrina docs alerts.

# Was nicht geklappt hat

problem =
    .sales_column_time = Die Datei hat die Spalte „{ $name }“, die wie eine Uhrzeit aussieht. Central speichert Tagessummen und nichts Feineres, denn Summen einer Stunde, einer Kasse oder eines Bons ließen sich mit den Menschen vor einem Bildschirm abgleichen. Exportieren Sie Summen: { $form }. Es wurde nichts gespeichert.
    .sales_column_receipt = Die Datei hat die Spalte „{ $name }“, die wie ein Bon aussieht. Central speichert Tagessummen und nichts Feineres, denn Summen einer Stunde, einer Kasse oder eines Bons ließen sich mit den Menschen vor einem Bildschirm abgleichen. Exportieren Sie Summen: { $form }. Es wurde nichts gespeichert.
    .sales_column_card = Die Datei hat die Spalte „{ $name }“, die wie eine Karte aussieht. Central speichert Tagessummen und nichts Feineres, denn Summen einer Stunde, einer Kasse oder eines Bons ließen sich mit den Menschen vor einem Bildschirm abgleichen. Exportieren Sie Summen: { $form }. Es wurde nichts gespeichert.
    .sales_column_till = Die Datei hat die Spalte „{ $name }“, die wie eine Kasse aussieht. Central speichert Tagessummen und nichts Feineres, denn Summen einer Stunde, einer Kasse oder eines Bons ließen sich mit den Menschen vor einem Bildschirm abgleichen. Exportieren Sie Summen: { $form }. Es wurde nichts gespeichert.
    .sales_column_person = Die Datei hat die Spalte „{ $name }“, die wie eine Person aussieht. Central speichert Tagessummen und nichts Feineres, denn Summen einer Stunde, einer Kasse oder eines Bons ließen sich mit den Menschen vor einem Bildschirm abgleichen. Exportieren Sie Summen: { $form }. Es wurde nichts gespeichert.
    .sales_no_column = Der ersten Zeile der Datei fehlt die Spalte { $names }. Schreiben Sie sie so: { $form }. Es wurde nichts gespeichert.
    .sales_other_column = Die Datei hat die Spalte „{ $name }“, die Verkäufe nicht haben. Entfernen Sie sie, so dass die Datei so aussieht: { $form }. Es wurde nichts gespeichert.
    .sales_column_twice = Die Datei hat eine Spalte doppelt. Entfernen Sie sie, so dass die Datei so aussieht: { $form }. Es wurde nichts gespeichert.
    .sales_no_table = Zeile { $line } ist keine Zeile einer Tabelle. Speichern Sie die Datei als CSV. Es wurde nichts gespeichert.
    .sales_large = Die Datei ist größer als { $number } Bytes. Teilen Sie sie. Es wurde nichts gespeichert.
    .sales_lines = Die Datei hat mehr als { $number } Zeilen. Teilen Sie sie. Es wurde nichts gespeichert.
    .sales_encoding = Die Datei ist nicht UTF-8. Speichern Sie sie als „CSV UTF-8“. Es wurde nichts gespeichert.
    .sales_finer_line = Zeile { $line } enthält „{ $name }“, was feiner als ein Tag ist. Central speichert Tagessummen und nichts Feineres, denn Summen einer Stunde, einer Kasse oder eines Bons ließen sich mit den Menschen vor einem Bildschirm abgleichen. Addieren Sie zuerst die Zeilen jedes Tages. Schreiben Sie { $form }. Es wurde nichts gespeichert.
    .sales_parts = Zeile { $line } ist eine von { $count } Zeilen vom { $day } für „{ $product }“ in { $site }, und { $days } Tage haben mehrere Zeilen. Das sieht nach Stunden, Kassen oder Bons aus. Central speichert Tagessummen und nichts Feineres, denn Summen einer Stunde, einer Kasse oder eines Bons ließen sich mit den Menschen vor einem Bildschirm abgleichen. Addieren Sie zuerst die Zeilen jedes Tages. Schreiben Sie { $form }. Es wurde nichts gespeichert.
    .sales_correct_line = Zeile { $line }: { $reason }. Berichtigen Sie sie, bevor Sie einen Tag ersetzen. Es wurde nichts gespeichert.
    .sales_correct_day = Die Datei hat keine Zeile von { $site } vom { $day }. Ergänzen Sie den ganzen Tag: Eine Berichtigung löscht seine gespeicherten Summen. Es wurde nichts gespeichert.
    .sales_correct_form = Eine Berichtigung braucht eine Filiale und Tage. Wählen Sie die Filiale, und schreiben Sie Tage wie 2026-11-24 2026-11-25
    .sales_no_site_of = { $tenant } hat keine Filiale „{ $name }“. Nennen Sie eine von: { $known }. Es wurde nichts gespeichert.
    .sales_cells = die Zeile hat { $cells } Spalten, die erste Zeile aber { $columns }: Berichtigen Sie sie
    .sales_no_site = es gibt keine Filiale „{ $name }“: Verwenden Sie ihre Kennung, die bei einer Umbenennung bleibt
    .sales_not_over = { $day } ist in dieser Filiale nicht vorbei: Importieren Sie die Summe später
    .sales_currency_stored = der Umsatz ist in { $currency }, gespeicherte Verkäufe aber in { $stored }: Rechnen Sie ihn um
    .sales_conflict = { $day } ist mit anderen Zahlen gespeichert: Um den Tag zu berichtigen, ersetzen Sie ihn auf der Seite „Verkäufe“ oder mit --replace { $site } { $written }
    .sales_currency_most = der Umsatz ist in { $currency }, die meisten anderen Zeilen haben aber { $usual }: Rechnen Sie ihn um, denn Filialen werden in einer Währung verglichen
    .sales_currency_even = der Umsatz ist in { $currency }, aber ebenso viele Zeilen haben { $one } wie { $two }: Rechnen Sie ihn um, denn Filialen werden in einer Währung verglichen
    .sales_currency_column = der Umsatz ist in { $currency }, die Spalte currency hat aber { $other }: Berichtigen Sie eines davon
    .sales_double = die Zeilen { $numbers } haben verschiedene Zahlen für einen Tag: Behalten Sie nur die richtige
    .sales_overlap = die Produkte dieses Tages haben zusammen { $units } Stück, „all“ aber nur { $most }: Nennen Sie Produkte, die sich nicht überschneiden
    .sales_date = das Datum „{ $name }“ ist kein ganzer Tag: Schreiben Sie Daten als JJJJ-MM-TT (in einer Tabellenkalkulation: Formatieren Sie die Spalte als Text oder als JJJJ-MM-TT)
    .sales_no_product = das Produkt fehlt oder ist länger als { $number } Zeichen: Geben Sie ihm einen kurzen Namen
    .sales_receipts = receipts ist „{ $name }“: Schreiben Sie eine ganze Zahl ab 0, ohne Trennzeichen
    .sales_number = { $field } ist „{ $name }“: Schreiben Sie eine einfache Zahl wie 1250.50, ohne Tausendertrennzeichen
    .sales_currency = die Währung ist „{ $name }“: Schreiben Sie ein Kürzel wie EUR
    .sales_not_yours = Verkäufe werden für alle Filialen eines Eigentümers importiert. Sie dürfen nur einige davon sehen. Fragen Sie jemanden, der alle Filialen sehen darf.
    .lift_no_sales = Es sind keine Verkäufe gespeichert. Importieren Sie sie auf der Seite „Verkäufe“ oder mit: vitrina-central sales import FILE
    .lift_products = Es sind Verkäufe mehrerer Produkte gespeichert: { $names }. Wählen Sie eines, auf der Kommandozeile mit --product.
    .lift_past = Tage { $days }, Filialen mit 10 Bons am Tag { $shops }: Diese Vergangenheit von „{ $product }“ ist zu kurz. Eine Prognose braucht { $weeks } Wochen in { $least } Filialen. Importieren Sie mehr Tage, oder nennen Sie ein anderes Produkt.
    .lift_one_arm = Die Filialen, die Sie sehen dürfen, zeigen nur „{ $arm }“. Darum lässt sich nichts vergleichen. Fragen Sie jemanden, der alle Filialen sehen darf.
    .lift_no_product = Von diesem Produkt sind keine Verkäufe gespeichert. Importieren Sie sie auf der Seite „Verkäufe“, oder nennen Sie ein anderes.
    .experiment_by_day = „{ $name }“ wechselt die Varianten nach Tagen. Öffnen Sie die Seite „Uplift“, oder verwenden Sie: vitrina-central lift { $command }
    .schedule_no_playlist = { $site } hat keine Playlist von diesem Server. Senden Sie zuerst eine vom Server aus.
    .schedule_no_site = Die Filiale { $site } gibt es nicht. Alle Filialen zeigt: vitrina-central site list
    .schedule_tenants = „{ $site }“ gibt es bei mehreren Mandanten. Geben Sie { $name } an.
    .schedule_panel = { $site } ist eine Testperson einer Aufnahme und hat keine Playlist. Geben Sie eine Filiale an.
    .schedule_share = Der gebuchte Anteil von „{ $name }“ ist { $share }. Geben Sie einen Anteil von 0 bis 1 an.
    .schedule_not_playing = „{ $name }“ ist gebucht, läuft in dieser Filiale aber nicht. Spots, die dort laufen: { $adverts }.
    .schedule_experiment = „{ $name }“ ist in einem laufenden Experiment; der Anteil ist deshalb fest. Buchen Sie nach dem Experiment.
    .schedule_hours = „{ $name }“ läuft nur zu bestimmten Zeiten; der Anteil ist deshalb fest. Setzen Sie das Gewicht von Hand.
    .schedule_overbooked = Es ist mehr gebucht, als die Spots zusammen bekommen können. Buchen Sie weniger.
    .schedule_day = { $day } liegt nicht zwischen heute, { $today }, und { $latest }. Es wurde nichts geändert.
    .schedule_changed = Die Empfehlung hat sich geändert, seit Sie sie gesehen haben. Es wurde nichts geändert. Sehen Sie sie noch einmal an.
    .schedule_long = Die Playlist wäre länger als { $number } Bytes. Senden Sie weniger Spots.
    .playlist_changed = playlist: Diese Filialen haben inzwischen eine andere Playlist bekommen. Es wurde nichts geändert.
    .playlist_no_video = playlist: Das Video von { $names } ist nicht mehr auf diesem Server. Es wurde nichts geändert. Machen Sie eine neue Playlist.
    .playlist_no_former = playlist: Für diese Filialen ist keine frühere Version bekannt. Es wurde nichts geändert.
    .playlist_no_site = playlist: Es gibt keine Filiale { $name }. Wählen Sie die Filialen noch einmal. Es wurde nichts gesendet.
    .playlist_button = Diese Schaltfläche ist nicht bekannt. Es wurde nichts geändert. Laden Sie die Seite neu, und versuchen Sie es noch einmal.
    .playlist_all_shops = Sie dürfen nur einige der Filialen mit dieser Version sehen und können sie deshalb nicht zurücknehmen. Bitten Sie jemanden, der alle sehen darf.
    .playlist_draft_long = playlist: Der Entwurf ist zu lang und wurde nicht gespeichert. Wählen Sie weniger Spots oder Filialen.
    .playlist_long = playlist: Sie ist länger als { $number } Bytes, die Grenze eines Geräts. Senden Sie weniger Spots.
    .last_administrator = { $name } ist das letzte Administrationskonto für alle Filialen. Geben Sie diese Rolle zuerst einem anderen Benutzer. Es wurde nichts geändert.
    .no_password = { $name } kann kein Passwort setzen. Entsperren Sie den Benutzer zuerst; wer sich bei einem anderen Dienst anmeldet, setzt es dort. Es wurde nichts geändert.
    .needs_factor = Dafür brauchen Sie einen zweiten Faktor. Richten Sie ihn auf der Seite „Ihr Konto“ ein.
    .own_account = Das ist Ihr eigenes Konto. Öffnen Sie dafür die Seite „Ihr Konto“. Es wurde nichts geändert.
    .no_second_factor = Es gibt keinen zweiten Faktor. Richten Sie ihn zuerst ein. Es wurde nichts geändert.
    .playlist_day_started = playlist: { $name } beginnt am { $day }, aber der erste Tag muss nach heute liegen. Wählen Sie einen späteren Tag.
    .playlist_day_other = playlist: { $name } hat mit einem anderen Plan begonnen. Wählen Sie einen anderen Namen für das Experiment.
    .playlist_day_hand = playlist: { $name } hat einen Plan, den jemand von Hand gemacht hat. Wählen Sie einen anderen Namen für das Experiment.
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
    .query_unknown = In der Adresse ist { $name } unbekannt. Bekannte Namen: { $known }.
    .query_wrong = In der Adresse ist { $name } falsch: { $why }.
    .query_day = { $field ->
            [from] Von
            [to] Bis
           *[other] Tag
        }: „{ $name }“ ist kein Datum. Schreiben Sie es als TT.MM.JJJJ, zum Beispiel 24.11.2026.
    .query_twice = In der Adresse steht { $name } { $count }-mal. Geben Sie es einmal an.
    .nothing_of = Zu „{ $name }“ von { $tenant } ist nichts gespeichert. { $stored }
    .no_shop = Die Filiale { $name } gibt es nicht, oder Sie dürfen sie nicht sehen.
    .no_shop_days = Die neuesten Zahlen sind vom { $day }. Wählen Sie Tage bis dahin.
    .shop_owner = Den Eigentümer { $name } gibt es nicht, oder Sie dürfen dort keine Filialen anlegen.
    .shop_all_needed = Sie dürfen nur einige Filialen sehen und deshalb keine anlegen. Bitten Sie jemanden, der alle Filialen des Eigentümers sehen darf.
    .site_exists = Die Filiale { $name } gibt es schon. Wählen Sie einen anderen Namen. Es wurde nichts geändert.
    .site_zone = „{ $name }“ ist keine Zeitzone. Ein Beispiel ist Europe/Berlin.
    .site_country = „{ $name }“ muss ein Land wie FR sein, oder ein Land mit Region, wie DE-MV oder US-IL.
    .kiosk_none = Das angemeldete Gerät { $name } gibt es nicht, oder Sie dürfen es nicht sehen.
    .kiosk_exists = Das Gerät { $name } ist schon angemeldet. Wählen Sie einen anderen Namen, oder bestätigen Sie, dass ein neuer Rechner es ersetzt.
    .kiosk_name_try = „{ $name }“ ist kein gültiger Name für ein Gerät. Erlaubt sind a-z, 0-9, „_“ und „-“. Versuchen Sie { $proposed }.
    .kiosk_name = „{ $name }“ ist kein gültiger Name für ein Gerät. Erlaubt sind a-z, 0-9, „_“ und „-“.
    .kiosk_no_account = Der Broker hat das nicht angenommen, deshalb wurde kein Code erzeugt. Den Grund nennt das Protokoll des Servers. Versuchen Sie es später noch einmal.
    .kiosk_still_there = Der Code und das Token dieses Geräts gelten nicht mehr, aber der Broker hat sein Konto nicht gelöscht. Das Gerät kann also noch Nachrichten senden. Den Grund nennt das Protokoll des Servers. Sperren Sie das Gerät später noch einmal.
    .kiosk_no_enroller = Dieser Server meldet keine Geräte an. Verwenden Sie die Seiten des Servers, der die Nachrichten der Geräte empfängt.
    .kiosk_not_set_up = Dieser Server ist noch nicht für Geräte eingerichtet. Bitten Sie die Person, die ihn betreibt, ein Gerät mit dem Befehl anzumelden. Dieser nennt den Grund.
    .token_none = Ein gültiges Token mit dieser Nummer gibt es nicht, oder Sie dürfen es nicht sehen.
    .token_exists = Das Token { $name } gibt es schon. Widerrufen Sie es zuerst, oder wählen Sie einen anderen Namen.
    .token_name = „{ $name }“ ist keine Zeile mit höchstens 64 Zeichen, oder beginnt mit dem Wort kiosk. Wählen Sie einen anderen Namen.
    .token_no_shop = Sie haben keine Filiale gewählt. Wählen Sie alle Filialen oder mindestens eine.
    .token_both = Sie haben alle Filialen und einzelne Filialen gewählt. Wählen Sie eines von beiden.
    .no_site = Die Filiale { $name } gibt es nicht. Filialen von { $tenant }: { $known }.
    .several_tenants = „{ $name }“ gibt es bei mehreren Mandanten: { $known }. Geben Sie den Mandanten mit an, etwa { $example }.
    .several_tenants_stored = Es sind mehrere Mandanten gespeichert: { $known }. Geben Sie einen an: tenant= in der Adresse.
    .ad_not_yours = Name und Video eines Spots gelten für alle Filialen, und Sie dürfen nur einige davon sehen. Fragen Sie jemanden, der alle sehen darf.
    .end_not_yours = Das Ende eines Experiments gilt für alle seine Filialen, und Sie dürfen nur einige davon sehen. Fragen Sie jemanden, der alle sehen darf.
    .link_not_yours = Ein geteilter Link zeigt alle Filialen eines Experiments, Sie dürfen aber nur einige davon sehen. Bitten Sie jemanden, der alle sehen darf.
    .link_no_end = Link: Für { $name } ist kein Ende geplant. Planen Sie zuerst das Ende, oder teilen Sie das Experiment, wie es jetzt ist.
    .links_full = Link: { $name } hat schon { $number } Links. Widerrufen Sie einen, den niemand braucht.
    .no_link = Link: { $name } hat keinen Link mit der Nummer { $number }. Es wurde nichts geändert.
    .too_often = Zu viele Anfragen.
    .end_too_late = Vom { $stored } ist schon etwas gespeichert. Deshalb kann der { $day } nicht als Ende von { $name } geplant werden. Planen Sie einen Tag, der mindestens { $number } Tage später liegt: { $first } oder danach.
    .end_is_over = Der { $day } ist vorbei. Deshalb kann er nicht als Ende von { $name } geplant werden. Planen Sie den { $first } oder einen späteren Tag.
    .shop_missing = Es gibt keine Filiale { $name }.
    .shop_detail = { $detail ->
            [name] Der Name
            [city] Der Ort
            [region] Die Region
            [opening] Die Angabe der Öffnungszeiten
           *[group] Die Gruppe
        } „{ $name }“ ist nicht eine Zeile mit höchstens { $number } Zeichen ohne Steuerzeichen.
    .shop_opening = Die Öffnungszeiten „{ $name }“ sind nicht lesbar. Schreiben Sie sie zum Beispiel so: { $example }.
    .shops_large = Die Datei ist größer als { $number } Byte. Teilen Sie sie. Es wurde nichts gespeichert.
    .shops_encoding = Die Datei ist nicht in UTF-8. Speichern Sie sie als „CSV UTF-8“. Es wurde nichts gespeichert.
    .shops_none = Die Datei nennt unter den Spaltennamen keine Filiale. Es wurde nichts gespeichert.
    .shops_quotes = Zeile { $line }: Die Anführungszeichen passen nicht zusammen. Es wurde nichts gespeichert.
    .shops_column = Die Spalte „{ $name }“ der ersten Zeile ist unbekannt. Verwenden Sie diese Spalten: { $known }. Es wurde nichts gespeichert.
    .shops_twice = Die Spalte „{ $name }“ steht zweimal in der ersten Zeile. Verwenden Sie diese Spalten: { $known }. Es wurde nichts gespeichert.
    .shops_no_site = In der ersten Zeile fehlt die Spalte „site“. Verwenden Sie diese Spalten: { $known }. Es wurde nichts gespeichert.
    .shops_cells = Die Zeile hat { $cells } Spalten, die erste Zeile aber { $columns }.
    .shops_double = Zeile { $line } nennt { $name } schon.
    .shops_unknown = Es gibt keine Filiale „{ $name }“.
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
