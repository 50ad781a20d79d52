### Words of the pages and reports in English. docs/central/operate.md describes how to add a language.
### Key: message.attribute. A space between a number and its word is U+00A0, which does not break.

site =
    .name = Vitrina
    .help = Help
    .skip = Skip to the content
    .footer = { -promise-least } Panel reports have no minimum number of people, because all participants consented. The numbers contain no images or sound recordings.

nav =
    .label = Pages
    .menu = Menu
    .results = Results
    .planning = Planning
    .operation = Operations
    .about = Help
    .administration = Administration
    .start = Overview
    .creatives = Ads
    .shops = Shops
    .experiments = Experiments
    .lift = Lift
    .trends = Trends
    .comments = Comments
    .recommendation = Recommendation
    .fleet = Kiosks
    .playlists = Playlists
    .alerts = Alerts
    .tokens = Tokens
    .documents = Documentation
    .method = Method
    .users = Users
    .audit = Log
    .sign_out = Sign out

start =
    .title = Overview
    .as_of = Up to { $day }, the last full day, in { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }.
    .tenants = Other owners:
    .unchanged = Nothing changed by more than chance since the week before.
    .few_shops = { $count ->
            [one] { $count } shop is too few to distinguish a change from chance.
           *[other] { $count } shops are too few to distinguish a change from chance.
        } That takes at least { $least } shops that were measured in both weeks.
    .no_comparison = No shop was measured in both of the last two weeks, so there is nothing to compare yet.
    .visits_up = Visits are up: { $before } to { $after }, { $change }{ $interval }, in { $shops }.
    .visits_down = Visits are down: { $before } to { $after }, { $change }{ $interval }, in { $shops }.
    .looked_up = More visits looked: { $before } to { $after }, { $change }{ $interval }, in { $shops }.
    .looked_down = Fewer visits looked: { $before } to { $after }, { $change }{ $interval }, in { $shops }.
    .smile_up = Smiles are up: { $before } to { $after }, { $change }{ $interval }, in { $shops }.
    .smile_down = Smiles are down: { $before } to { $after }, { $change }{ $interval }, in { $shops }.
    .in_shops = { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }
    .since = { $change } since the week before { $interval }
    .since_chance = { $change } since the week before { $interval }: may be chance
    .since_without = { $change } since the week before. No interval: { $reason }.
    .not_both_weeks = Not measured in both of the last two weeks.
    .compared = The weeks are compared in { $count ->
            [one] the { $count } shop that was measured
           *[other] the { $count } shops that were measured
        } in both.
    .compared_but = The weeks are compared in { $count ->
            [one] the { $count } shop that was measured
           *[other] the { $count } shops that were measured
        } in both; { $excluded ->
            [one] { $excluded } shop is excluded.
           *[other] { $excluded } shops are excluded.
        }
    .reported = Smiles are known for { $share } of these visits. The others had too few people at a time, and may differ.
    .visits = Visits
    .looked = Looked
    .smile = Smiled
    .visits_base = visits in the last 7 days
    .looked_base = of the visits, for 1 s or more
    .smile_base = of the time watched, over all ads
    .visits_picture = Visits by day
    .looked_picture = Share of visits that looked for 1 s or more, by day
    .smile_picture = Share that smiled, by day
    .picture_described = The strong line shows the last four weeks, and the pale line the four weeks before.
    .legend = Strong line: the last four weeks. Pale line: the four weeks before. Nobody is recognised: a person who comes back is another visit. In brackets: the 95 % interval over shops. It says how sure a change is, not why it happened.
    .days = Numbers by day
    .days_table = The last eight weeks
    .day = Day
    .shops = Shops
    .ads = Ads that differ
    .ads_some = { $different ->
            [one] { $different } of { $pairs } pairs of ads differs by more than chance, from { $first } to { $last }.
           *[other] { $different } of { $pairs } pairs of ads differ by more than chance, from { $first } to { $last }.
        }
    .ads_chance = From { $first } to { $last }, no two ads differ by more than chance.
    .ads_few = No two ads have results in at least { $least } of the same shops, so no difference can be distinguished from chance.
    .ads_later = The ads of the last four weeks are compared every night. The first result is not ready yet.
    .ads_part = The comparison of all ads covers all shops, and you may see only some. Compare ads in your shops on the page of ads.
    .ads_link = All ads
    .experiments_title = Experiments
    .callable = Has a result
    .days_left = { $days ->
            [one] { $days } day left
           *[other] { $days } days left
        }
    .days_wanted = { $days ->
            [one] { $days } more day would show a difference of 2 points
           *[other] { $days } more days would show a difference of 2 points
        }
    .experiments_none = No experiment has run in the last four weeks.
    .experiments_link = All experiments
    .result_later = The first result is ready after the coming night. Open the experiment to compute it now.
    .result_open = Open it to see the result.
    .result_as_of = As of { $when } UTC
    .attention = Needs your attention
    .unreachable = { $count ->
            [one] { $count } kiosk is silent or off
           *[other] { $count } kiosks are silent or off
        }
    .unknown = { $count ->
            [one] The state of { $count } kiosk is unknown
           *[other] The state of { $count } kiosks is unknown
        }
    .degraded = { $count ->
            [one] { $count } kiosk runs with a fault
           *[other] { $count } kiosks run with a fault
        }
    .alerts = { $count ->
            [one] { $count } open alert
           *[other] { $count } open alerts
        }
    .waiting = { $count ->
            [one] { $count } kiosk does not play its playlist yet
           *[other] { $count } kiosks do not play their playlist yet
        }
    .quarantined = { $count ->
            [one] { $count } message was rejected
           *[other] { $count } messages were rejected
        }
    .well = Nothing. { $count ->
            [one] The kiosk works.
           *[other] All { $count } kiosks work.
        }
    .empty = Nothing has been measured yet
    .empty_lead = This page fills itself as soon as a kiosk has measured a full day. Do this first:
    .first_kiosk = Set up a kiosk in a shop. An administrator gets its one-time code on the server:
    .first_kiosk_page = Set up a kiosk in a shop. You get its one-time code here:
    .first_notice = Put up the notice in that shop, and confirm it at the kiosk. Measuring starts only then.
    .first_ads = Send a playlist with your ads. They then appear under “Ads”.
    .first_users = Protect your account with a second factor, and invite your colleagues:
    .first_look = Come back after the first full day.

marks =
    .label = Data labels
    .simulated = SIMULATED: a program generated the data of { $tenants }. No people were measured.
    .arriving = Day { $day } of { $days } of this demo is arriving. Numbers and order change until all days are here. Experiments and the comparison of ads follow within two minutes. Reload the page.

role =
    .viewer = Viewer
    .editor = Editor
    .admin = Administrator

sign_in =
    .title = Sign in
    .name = Name
    .password = Password
    .button = Sign in
    .wrong = The name or password is wrong.
    .wait = Too many attempts. Try again in { $seconds } s.
    .stale = This form has expired. Sign in again.
    .no_users = There are no users yet. The log of the server shows a link that makes the first one. Or run this command on the server:
    .code_title = Enter your code
    .code = Code of the app, or a recovery code
    .code_hint = Your app for one-time codes shows six digits. A recovery code has 16 letters and digits.
    .wrong_code = The code is wrong or was used before. Wait until the app shows the next one.
    .again = Sign in again

single_sign_on =
    .button = Sign in with { $name }
    .or = Or sign in with a password:
    .only = Passwords work only on the server itself. Sign in with the button.
    .stale = This sign-in has expired, or was started in another browser. Sign in again.
    .denied = The provider refused the sign-in. Try again, or ask your administrator.
    .no_access = Your groups give no access to this server. Ask your administrator to add you to a group.
    .unreachable = The provider does not answer. Try again later, or ask your administrator to check [oidc] in the settings.
    .invalid = The provider's answer failed a check, so you were not signed in. Try again. Your administrator finds the reason in the log of the server.
    .wait = Too many refused attempts. Try again in a minute.
    .account = You sign in by single sign-on. Change your password at the provider.
    .signed_out = You are signed out
    .still_there = You may still be signed in with { $name }. On a shared computer, sign out there, too.
    .end = Sign out of { $name }
    .again = Sign in again

error =
    .title = Something went wrong
    .back = Back to the ads

account =
    .title = Your account
    .name = Name
    .role = Role
    .sites = Shops
    .all_sites = all
    .password = Change password
    .old = Current password
    .new = New password
    .hint = Use at least { $shortest } characters. Changing the password ends all your other sessions.
    .change = Change
    .wrong = The current password is wrong. Nothing was changed.
    .length = The new password needs at least { $shortest } characters. Nothing was changed.
    .simple = The new password needs at least { $different } different characters. Nothing was changed.
    .common = The new password is one of the most frequent ones, or very close to one. Use several words. Nothing was changed.
    .own_name = The new password is the same as your name. Choose another one. Nothing was changed.
    .wait = Too many attempts. Try again in a minute.
    .password_changed = Your password was changed. All other sessions have ended.
    .sessions = Sessions
    .sessions_text = This signs you out on every device, including this one. The server then treats each of your browsers as a new one.
    .everywhere = Sign out everywhere

users =
    .title = Users
    .lead = This list shows the users who may see only shops that you may see, too.
    .add = Add a user
    .add_mail = The user receives an email with a link to choose a password. It works once, within { $days } days. Without an address, this page shows you the link, and you pass it on.
    .add_link = You get a link to choose a password. It works once, within { $days } days. Pass it on to the user.
    .invite = Add and invite
    .name_hint = Lowercase letters, digits, and . _ @ -
    .mail = Email address
    .mail_hint = For password links, and for notices of sign-ins from new browsers.
    .role_hint = Viewers see results. Editors also change ads and playlists. Administrators also manage users, shops, kiosks and tokens.
    .sites = Single shops
    .sites_hint = For “The shops in this list”: one per line, such as acme/berlin-7. The page Shops shows these names.
    .reach_all = All shops of all owners
    .reach_tenant = All shops of { $tenant }
    .reach_some = The shops in this list
    .state = State
    .is_active = Active
    .is_invited = Invited
    .is_no_link = No valid invitation
    .is_blocked = Blocked
    .is_elsewhere = Signs in with another service
    .is_you = This is your own account.
    .rights = Role and shops
    .save = Save
    .link = Password link
    .link_reset = The link lets the user choose a new password. The second factor stays.
    .link_invite = The link lets the user choose a password for the first time.
    .link_mail = The server sends it by email. Earlier links stop working.
    .link_shown = The page shows it once, and you pass it on. Earlier links stop working.
    .link_until = The current link is valid until { $time }.
    .link_days = The link works once, within { $count ->
            [one] { $count } day
           *[other] { $count } days
        }. This page shows it only now.
    .send = Send link
    .show_link = Show link
    .copy = Pass this link on to { $name } in a way that only { $name } reads.
    .all = All users
    .back = Back
    .mail_queued = The email is waiting to be sent.
    .mail_sent = The mail server has accepted the email.
    .mail_refused = The mail server refused the email. Check the address.
    .mail_late = The email could not be sent within a day.
    .access = Access
    .factor_text = If the user has lost the app and the recovery codes, reset the second factor. The password is then enough until the user sets it up again.
    .factor_reset = Reset second factor
    .block_text = A blocked user is signed out at once and cannot sign in.
    .block = Block
    .unblock_text = This user is blocked and cannot sign in.
    .unblock = Unblock
    .remove_text = Removing deletes the account. The log keeps the name for 180 days.
    .sure = Yes, remove { $name }
    .remove = Remove
    .done_invited = The user was added. The invitation is on its way.
    .done_removed = The user was removed.
    .done_rights = Role and shops are saved.
    .done_rights_mail = Role and shops are saved. The email address was deleted, because an administrator of fewer shops may have set it. Enter it again.
    .done_mail = The address is saved.
    .done_link = The link is on its way.
    .done_block = The user is blocked, and all sessions have ended.
    .done_unblock = The user may sign in again.
    .done_second_factor = The second factor was reset.
    .bad_name = Use 1 to 64 lowercase letters, digits, and . _ @ - for the name. Nothing was changed.
    .bad_mail = This is not an email address. Nothing was changed.
    .bad_role = Choose a role. Nothing was changed.
    .no_sites = Choose at least one shop. Nothing was changed.
    .bad_sites = A shop has the form acme/berlin-7. Nothing was changed.
    .not_yours = You can give only shops that you may see yourself. Nothing was changed.
    .taken = This name is taken. Choose another one. Nothing was changed.
    .not_sure = Confirm first that you want to remove the user. Nothing was changed.

password_link =
    .invite = Choose a password
    .reset = Choose a new password
    .text = Your user name is { $name }. Sign in with it after you have chosen a password.
    .new = New password
    .again = The same password again
    .hint = Use at least { $shortest } characters, such as several words.
    .button = Save password
    .differs = The two passwords differ. Nothing was changed.
    .done = Your password is saved. Sign in with it.
    .forgot = Forgot your password?
    .ask_text = Enter your user name. You then receive an email with a link that works for a day.
    .ask = Send link
    .asked = If there is a user with this name and an email address, an email with a link is on its way. Otherwise ask your administrator.
    .no_mail = This server sends no mail. Ask your administrator for a link.

first =
    .title = Make the first administrator
    .text = You become the administrator of all shops and can then invite other users. This page works once.
    .name = Your user name
    .button = Make administrator

factor =
    .title = Second factor
    .about = With a second factor, a password is not enough to sign in: you also enter a code from an app on your phone. Any app for one-time codes (TOTP) works.
    .is_on = on
    .is_off = off
    .set_up = Set up second factor
    .scan = Scan this code with your app.
    .or_type = Or type this key into your app:
    .qr = QR code for the app
    .code = Code of six digits that the app shows
    .confirm = Switch on
    .since = On since { $time }.
    .left = { $count ->
            [one] { $count } recovery code is left.
           *[other] { $count } recovery codes are left.
        }
    .no_secret = This server was restored from a backup, which contains no app keys. Set up the second factor again.
    .stopped = Too many wrong codes were entered, so the app's codes no longer work. Set up the second factor again.
    .new_codes = New recovery codes
    .again = Set up again
    .remove = Switch off
    .removed = The second factor is off.
    .codes = Your recovery codes
    .codes_text = If you lose your phone, sign in with one of these codes. Each works once. Print them or save them in a password manager: this page shows them only now.
    .wrong = The password is wrong. Nothing was changed.
    .wait = Too many attempts. Try again in a minute.
    .wrong_code = This code is wrong. Check the clock of your phone, and enter the code that the app shows now.
    .stale = This page has expired. Start again.

sessions =
    .browser = Browser
    .first = Signed in
    .last = Last used
    .unknown = Unknown
    .current = This browser
    .end = End
    .end_others = End all others
    .ended = The session has ended.

account_mail =
    .invite_subject = Your access to Vitrina
    .invite_text = You were invited to { $host }. Your user name is { $name }. Choose a password here:
    .reset_subject = A new password for Vitrina
    .reset_text = Somebody asked for a new password for { $name } at { $host }. Choose one here:
    .days = The link works once, within { $count ->
            [one] { $count } day
           *[other] { $count } days
        }.
    .reset_no = If it was not you, do nothing. Your password stays as it is.
    .browser_subject = New sign-in to Vitrina
    .browser_text = { $name } signed in to { $host } at { $time } from a new browser: { $browser }.
    .browser_no = If it was not you, change your password and end all sessions here:
    .browser_unknown = unknown

weekly =
    .subject_decided = Week of { $day }: an experiment is decided
    .subject_still = Week of { $day }: a decided experiment is still running
    .subject_running = Week of { $day }: no decision yet
    .subject_week = Week of { $day }: how your ads did
    .subject_nothing = Week of { $day }: no results
    .still = This was decided before, and the experiment is still running.
    .others = { $count ->
            [one] { $count } more experiment was decided this week.
           *[other] { $count } more experiments were decided this week.
        }
    .more = People who watched your ads smiled more: { $value } of the time, after { $before } the week before.
    .less = People who watched your ads smiled less: { $value } of the time, after { $before } the week before.
    .same = No experiment is running, and smiles show no clear change: { $value } of the time, after { $before } the week before.
    .alone = No experiment is running. People who watched your ads smiled { $value } of the time.
    .untold = No experiment is running, and too few people were present to report the smiles of this week.
    .nothing = No results arrived from your shops this week. Check whether the kiosks are running.
    .arm = { $name } { $value }
    .arms = Smiles by ad: { $values }.
    .weeks = Smiles by week, from the Monday: { $values }.
    .behind_experiment = From { $visits ->
            [one] { $visits } visit
           *[other] { $visits } visits
        } in { $shops ->
            [one] { $shops } shop
           *[other] { $shops } shops
        } within { $days ->
            [one] { $days } day
           *[other] { $days } days
        }: { $period }. A visit that watched two of the ads counts twice.
    .behind_week = From { $visits ->
            [one] { $visits } visit
           *[other] { $visits } visits
        } in { $shops ->
            [one] { $shops } shop
           *[other] { $shops } shops
        } on the 7 days of this week. A visit counts once for each ad that it watched.
    .reported = This covers { $share } of visits. The rest came in groups too small to report, and may differ.
    .play = Play the winner next week
    .keep = Keep testing
    .ads = Open the list of ads
    .kiosks = Open the list of kiosks
    .hint = Opening a link changes nothing. To play the winner, you sign in and confirm.
    .why = You receive this mail each Monday because you switched it on at { $host }.
    .off = Switch this mail off

weekly_mail =
    .title = Monday mail
    .about = Each Monday morning: one sentence about what changed or was decided, one chart, and the visits and shops behind it. It contains only numbers that you may see here.
    .address = Email address
    .ask = Send me a confirmation
    .hint = You receive one mail with a link. The Monday mail starts only after you open the link and confirm.
    .waiting = We are waiting for you to confirm { $address }. Open the link in the mail that we sent there. It works for { $days } days.
    .not_sent = The confirmation could not be sent to { $address }. Check the address and try again tomorrow.
    .on = The Monday mail is on. It goes to { $address }.
    .switch_off = Switch the Monday mail off
    .cancel = Delete this address
    .is_off = The Monday mail is off, and your address is deleted.
    .bad_address = This is not an email address such as anna@example.org. Nothing was changed.
    .too_often = This address or your account has had enough confirmations for now. Try again tomorrow. Nothing was changed.
    .no_server = This server sends no mail yet. Ask an administrator to set up [mail] in the settings.
    .receivers = Users who receive the Monday mail:
    .nobody = No user receives the Monday mail yet.
    .confirm_title = Confirm your email address
    .confirm_text = { $name } asked for the Monday mail at this address. Do you want to receive it?
    .confirm = Yes, send me the mail
    .confirm_no = If you did not ask for it, close this page. You receive nothing.
    .confirmed = Done. The first Monday mail comes next Monday morning.
    .old_link = This link was used before or is too old. To get a new one, sign in and open your account.
    .off_title = Switch the Monday mail off
    .off_text = Do you want to stop receiving the Monday mail? This link can do nothing else.
    .off_done = The Monday mail is off, and the address is deleted. To switch it on again, sign in and open your account.
    .mail_subject = Confirm your address for the Monday mail
    .mail_text = The user { $name } of Vitrina at { $host } asked for the Monday mail at this address. To receive it, open this link and confirm:
    .mail_days = You can use the link once. It expires after { $days } days.
    .mail_no = If you did not ask for this, do nothing. You will not receive the Monday mail.

filter =
    .from = From
    .to = To
    .show = Show
    .remove = Remove filter { $what }
    .shops = Shops
    .all_shops = All shops
    .measure = Measure

shops =
    .title = Shops
    .name = Shop
    .city = City
    .region = Region
    .opening = Opening hours
    .group = Group
    .all_groups = All groups
    .search = Search
    .shown = { $first } to { $last } of { $total } shops
    .none = No shop matches.
    .all = Show all shops
    .empty = No shop yet.
    .edit = Edit
    .add = Add a shop
    .edit_of = Edit { $name }
    .edit_title = Details of the shop
    .detail_name = Name
    .opening_hint = For example Mo-Fr 09:00-20:00; Sa 10:00-18:00
    .group_hint = Shops that belong together, such as a format or a franchise
    .save = Save
    .many = Change many shops at once
    .many_text = Download the list, edit it in a spreadsheet, and upload it as CSV UTF-8. You see every change before it is saved. The first line names the columns: { $columns }. A column that is missing changes nothing. An empty cell deletes the entry.
    .download = Download the list
    .file = CSV file
    .send = Show the changes
    .upload_title = Upload shops
    .no_file = Choose a CSV file first. Nothing was stored.
    .nothing_changes = The file changes nothing: all shops already have these details.
    .changes = { $count ->
            [one] { $count } shop will change
           *[other] { $count } shops will change
        }
    .detail = Detail
    .before = Before
    .after = After
    .more = Not shown: { $count } more.
    .save_changes = Save the changes
    .cancel = Back to the shops
    .bad = { $count ->
            [one] { $count } line cannot be used. Nothing was stored.
           *[other] { $count } lines cannot be used. Nothing was stored.
        }
    .bad_hint = Correct these lines in your file, then upload it again.
    .line = Line { $line }
    .changed_since = The shops or your file have changed since you looked. Check the changes again. Nothing was stored.

range =
    .title = Days
    .last = { $count ->
            [one] { $count } day
           *[other] { $count } days
        }
    .playlist = Since the last playlist
    .all = All days

advert =
    .compare = Compare
    .print = Print
    .seconds = Video frame and numbers for one second
    .second = Second { $second }:
    .moments = Moments
    .numbers = Numbers
    .screens = These screens on these days
    .limits = What this report does not show
    .screens_note = These counts cover everybody in front of the screens, whatever played. To say how many visits saw the ad, quote “Seen by” at the top. “Based on” counts the visits in which smiles were analysed.
    .no_pdf = This server makes no PDF. Print the page instead.

impressions =
    .title = Impressions, by the names of the trade
    .days = { $days }, at most the last 92 days. All numbers are faces that a camera found. People who show no face are not counted, and one person may be several visits.
    .steps = Impressions in faces
    .step = Step
    .faces = Faces
    .plays = Ad plays
    .plays_how = Proof of play. Share of voice: { $share } of the play time of its screens
    .gross = Gross impressions (faces)
    .gross_how = Modelled: visits that overlap a play, once for each play
    .ots = Opportunity to see (faces)
    .ots_how = Modelled: visits present for 1 s of a play or longer. Counted in published reactions: { $exposed }
    .lts = Likelihood to see (faces)
    .lts_how = Visits that looked for 1 s or more
    .multiplier = Impression multiplier (faces)
    .multiplier_how = Visits in view at a moment
    .few_days = No interval: fewer than four days, or nearly all on one day
    .audience = Audience by age or sex
    .audience_how = The program estimates nobody’s age or sex
    .reach = Reach and frequency
    .reach_how = Nobody is recognised, so nobody is counted as the same person again
    .refused = not computed
    .not_product = Plays × multiplier is not gross impressions: the multiplier is the audience at a moment, and gross impressions are all visits that come by during the plays.
    .intervals = The intervals of gross impressions, opportunity to see and the multiplier are 95 % intervals over days: what the same plays would meet on other days in the same shops. They do not cover faces that the camera misses. Those of the first two do not cover the model either: it assumes that visits come evenly over the day of a screen.
    .measured = The cameras measured during { $sensed } of the time. Published reactions cover { $reported } of the visits.
    .not_measured = No camera measured on the days of this ad, so there are only plays.
    .by_hour = Impression multiplier by hour of the week, in faces, with the 95 % interval over days
    .hour = Hour

creatives =
    .title = Ads
    .search = Search
    .sort = Order
    .by_plays = Plays
    .by_name = Name
    .by_smiles = Smiles
    .by_differs = What differs
    .by_people = People reported
    .name = Ad
    .plays = Plays
    .seen = Seen by (estimated)
    .seen_legend = “Seen by” estimates how many visits looked at the ad for 1 s or more.
    .smiles = Smiled
    .curve = Smiles by second
    .told = Reported share
    .shown = { $first } to { $last } of { $total }
    .previous = Previous
    .next = Next
    .legend = “Smiled” shows the mean over shops and its 95 % interval, on the same axis in every row. “Smiles by second” shows the smiles in each second of the ad, with a 95 % interval if at least four shops report. The reported share is the share of visits that the published reactions cover. If it is below 80 %, visits in small shops and quiet hours are missing.
    .differs_more = { $points } more than the other ads
    .differs_less = { $points } fewer than the other ads
    .differs_legend = An ad is marked as different if its smiles differ from those of the other ads in this list by more than chance, in the same shops and on the same days. The marks are corrected for the number of ads: at most 5 of 100 are wrong. “What differs” shows the largest differences first.
    .differs_none = No ad is marked: with the data so far, all differences may be chance. So the ads are in the order of their plays.
    .night = { $first } to { $last }, all shops. Computed at night, as of { $when } UTC. To compute the list now, choose days above.
    .night_search = The differences compare each ad with all other ads, including the ads that this search hides.
    .method = How the numbers are calculated
    .none = No ad matches.
    .all = Show all ads
    .choose = Select { $name }
    .compare = Compare selected
    .empty = No ad has been played yet.

edit =
    .title = Edit
    .titles = Name and tag
    .name = Name
    .tag = Tag
    .tag_hint = A tag is a brand or campaign. Ads with the same tag are reported together.
    .save = Save
    .film = Video
    .file = File
    .still = First frame of the video
    .film_hint = Choose an MP4, MOV, MKV or WebM video of up to ten minutes and 200 MB, or a PNG, JPEG or WebP image. The kiosks get it with the next playlist that contains the ad.
    .send = Upload
    .no_file = No file was received. Choose a file and upload it again. Nothing was changed.
    .the_file = the file

state =
    .sensing = sensing
    .paused = paused
    .degraded = degraded
    .offline = off
    .silent = silent
    .unknown = unknown

fleet =
    .title = Kiosks
    .enrol = Enrol a kiosk
    .enrolments = Codes and enrolled kiosks
    .in_need = { $number ->
            [one] { $number } of { $total } kiosks needs attention and is listed first.
           *[other] { $number } of { $total } kiosks need attention and are listed first.
        }
    .all_well = { $total ->
            [one] The kiosk is fine.
           *[other] All { $total } kiosks are fine.
        }
    .reload = Reload this page every { $seconds } s
    .reload_not = Stop reloading this page
    .states = Kiosks by state
    .all = all
    .shop = Shop
    .kiosk = Kiosk
    .state = State
    .heard = Last message
    .never = never
    .unsent = Unsent
    .missing = Missing
    .lost = Lost
    .version = Version
    .playlist = Playlist
    .wanted = version { $version } pending
    .since = since
    .legend = A kiosk is silent if it has sent no message for ten minutes. Unsent messages were waiting on the kiosk at its last health report. Missing messages have been requested again from the kiosk. Lost messages had already been deleted on the kiosk when the server requested them.
    .undeclared = staff not declared
    .undeclared_legend = A kiosk analyses no faces until somebody has declared whether staff work in view of its camera. To declare this, set in_view, declared_on and declared_by in the [staff] settings of the kiosk.
    .empty = No kiosk is enrolled yet.
    .none = No kiosk is in this state.
    .group_silent = Silent
    .group_degraded = Running without a part
    .group_unknown = No state reported yet
    .group_offline = Switched off
    .group_trouble = With an alert or unsent messages
    .group_well = Fine
    .versions = Versions
    .quarantine = Quarantine
    .quarantine_text = The server could not process these messages and keeps them for { $days } days. To list them, run this command on the server: vitrina-central quarantine list

rollout =
    .title = Rollout of { $version }
    .lead = { $kept } of { $total ->
            [one] { $total } kiosk has kept it.
           *[other] { $total } kiosks have kept it.
        }
    .tenant = Owner: { $tenant }
    .plan = Plan { $number }, since { $time } UTC
    .next = What happens next
    .next_first = The first ring, { $next }, has just been released.
    .next_next = The ring { $next } has just been released.
    .next_hold = The ring { $next } follows at { $time } UTC at the earliest, as soon as { $share } of the released kiosks keep the new version.
    .next_not_kept = The ring { $next } waits until { $share } of the released kiosks keep the new version.
    .next_nobody = Nothing, until this server receives a message from a kiosk again: it has received none for ten minutes.
    .next_no_kiosks = The ring { $next } waits, because no released kiosk reports its updates. Name kiosks that do in the first ring, and sign a new plan.
    .next_central_old = No ring is released until this server has version { $version } or a newer one. Update the server.
    .next_last = Every ring is released. The rollout is complete when { $share } of the kiosks keep the new version.
    .next_due = The ring { $next } is due.
    .next_returned = The rollout stops, because too many released kiosks returned to their former program.
    .next_silent = The rollout stops, because too many released kiosks fell silent.
    .next_done = Nothing: the rollout is complete.
    .next_old_plan = Nothing: a newer plan was already used. Sign a plan with a higher number.
    .next_unknown_ring = Nothing: the published release names a ring that the plan does not have. Sign a new plan.
    .stopped_returned = Stopped since { $time } UTC: more than { $share } of the released kiosks returned to their former program. Find out why, then sign a new plan or let the rollout go on.
    .stopped_silent = Stopped since { $time } UTC: more than { $share } of the released kiosks fell silent. Find out why, then sign a new plan or let the rollout go on.
    .stopped_person = Stopped since { $time } UTC by { $who }. Nothing happens until somebody lets it go on or signs a new plan.
    .somebody = somebody
    .fault = This server cannot sign the next release: { $reason }.
    .asked_stop = { $who } has asked to stop. The kiosks learn it at their next look.
    .asked_go_on = { $who } has asked to go on.
    .stop = Stop the rollout
    .go_on = Let it go on
    .stop_hint = Kiosks that have the new version keep it. All others stay as they are.
    .go_on_hint = Kiosks that have returned or are silent now no longer count. The next ring waits for another { $hours } h.
    .rings = Rings
    .ring = Ring
    .ring_count = { $count ->
            [one] { $count } kiosk
           *[other] { $count } kiosks
        }
    .ring_released = released { $time } UTC
    .ring_later = not released
    .ring_empty = No kiosk is in this ring.
    .phase_kept = kept
    .phase_probation = on probation
    .phase_fetched = fetched
    .phase_waiting = not fetched yet
    .phase_returned = returned
    .phase_silent = silent
    .phase_later = later
    .phase_aside = in trouble before it
    .phase_manual = updated by hand
    .limits = Limits
    .limit_kept = kept
    .limit_kept_needs = needed: { $share }
    .limit_returned = returned
    .limit_silent = fell silent
    .limit_stops = stops above { $share }
    .waiting = Kiosks that do not have it yet
    .since = since { $time } UTC
    .more = and { $count ->
            [one] { $count } more
           *[other] { $count } more
        }
    .why_waiting = It fetches the program at its next look, within a quarter of an hour.
    .why_fetched = It checks the program, and switches next.
    .why_closed = It switches when the shop is closed.
    .why_probation = It runs the new program on probation: ten minutes, and the camera only while the shop is open.
    .why_returned = The new program failed on probation, so the kiosk runs the former one again.
    .why_silent = It has sent no message.
    .legend = Silent: no message for an hour, or for 40 hours from a closed shop. Kiosks that were silent or had returned before the rollout do not count until they report again.

playlists =
    .title = Playlists
    .lead = This page lists the playlists that headquarters has sent, and what each kiosk plays.
    .version = Version
    .sent = Sent
    .adverts = Ads
    .experiments = Experiments
    .until = until { $day }
    .sites = Shops
    .playing = Playing
    .waiting = Waiting
    .none = No playlist has been sent yet.
    .kiosks = What each kiosk plays
    .kiosks_of = Kiosks with version { $version }
    .all = Show all kiosks
    .group_problem = Cannot get their playlist
    .group_waits = Wait for their playlist
    .group_plays = Play what was sent
    .group_own = Play their own playlist
    .plays = Plays
    .plays_version = version { $version }
    .own = its own playlist
    .problem = Problem

drafting =
    .new_playlist = New playlist
    .new_experiment = New experiment
    .lead_playlist = Choose ads and shops, check what changes, and send. Nothing reaches a shop before you press Send.
    .lead_experiment = Choose two ads or more. The shops play them in turn, in random order, so that the result is due to the ads. Nothing reaches a shop before you press Send.
    .no_shop_at_all = No shop is stored yet. A playlist needs a shop with a kiosk.
    .ad_without_video = { $ad } has no video on this server, or you may not use it. Upload its video first.
    .begins_with = The first ad is
    .begin_with = Start with
    .like_version = the playlist of { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        } (version { $version })
    .empty = an empty playlist
    .continue = Continue
    .drafts = Your drafts
    .without_ads = no ads yet
    .kind_playlist = Playlist
    .kind_experiment = Experiment
    .draft_no_shops = no shop chosen yet
    .draft_shops = { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }
    .changed_at = Last change: { $time } UTC
    .delete = Delete draft
    .steps = Steps
    .step_ads = Ads
    .step_shops = Shops
    .step_review = Check and send
    .stale = This draft was changed in another tab or window, so your last change was not saved. You see the newest state.
    .some_faults = Correct the marked fields.
    .no_ads = Choose at least one ad.
    .experiment = Experiment
    .experiment_id = Name of the experiment
    .experiment_until = Last day
    .experiment_weight = Blocks
    .experiment_seed = Seed of the random order
    .experiment_arms = Arms
    .experiment_hint = Use a new name for each experiment: a-z, 0-9, _ . and -. The last day is the planned end: it decides the result, so choose it now. Blocks: how often each arm plays in one round of the playlist.
    .rhythm = The arm changes
    .rhythm_play = within minutes
    .rhythm_day = every day
    .rhythm_week = every week
    .unit_play = within minutes: compares what people do in front of the screen
    .unit_day = by day: compares what the shop sells
    .experiment_from = First day
    .experiment_unit = Arm changes
    .experiment_run_days = Days in a row with one arm
    .experiment_washout_days = Washout days
    .by_day_hint = Each shop shows one arm all day, in random order. With { $arms } arms, each arm has each weekday equally often after { $days } days, so the experiment takes { $days } days or a multiple. One arm may have no ad: the rest of the playlist plays. On the days of the other arms, an ad of the experiment does not play at all. Use a new name for each experiment: a-z, 0-9, _ . and -.
    .washout_hint = Washout days are the first days after a change. They do not count, because people may still buy what they saw before.
    .no_ad_by_day = no ad: the rest plays
    .fault_started = The first day must be after today, so that all shops show the experiment from its start.
    .fault_block_days = { $arms } arms by day need { $days } days or a multiple. Choose { $first } or { $second } as the last day.
    .fault_block_days_one = { $arms } arms by day need { $days } days or a multiple. Choose { $first } as the last day.
    .fault_arms_by_day = An experiment by day needs at least two arms, and at most one of them may have no ad.
    .fault_washout_days_by_day = With washout days, the arm must change every week. Choose 0 to 3.
    .fault_shared = An ad of an experiment by day is also in another experiment. Remove it from one: it pauses on the days of the other arms.
    .calendar = Which arm on which day: { $experiment }
    .calendar_days = { $first } to { $last }: { $days } days, { $each } of each arm in each shop.
    .calendar_day = The arm may change every day, at midnight in the shop.
    .calendar_week = The arm may change every seven days, at midnight in the shop.
    .rest_plays = the rest of the playlist plays
    .washout_days = { $count ->
            [one] { $count } day after a change does not count (washout)
           *[other] { $count } days after a change do not count (washout)
        }
    .calendar_more = { $count ->
            [one] { $count } more shop draws its own order.
           *[other] { $count } more shops draw their own order.
        }
    .calendar_blank = On the days of the arm without an ad, nothing plays: the playlist has no other ad. Add one.
    .calendar_zoneless = { $count ->
            [one] { $count } of these shops has
           *[other] { $count } of these shops have
        } no time zone yet, so central counts its days in UTC, and days may be lost. An administrator can set it: vitrina-central site set SHOP --tz ZONE
    .calendar_hint = When you send, central stores this plan and its last day as the planned end. After the first day, the plan can no longer be changed. Import the sales of each day, then see which arm sells more:
    .no_day_plan = You may see only some shops of this owner, so central stores no plan, and no answer about sales is possible. Ask a user who may see all shops to send this experiment.
    .products = Which sales decide?
    .products_hint = The sales of this product decide which arm wins, in every experiment by day of this playlist. Choose it before the first day: after that, you can no longer change the plan.
    .product_decides = Product
    .product_none = not chosen yet
    .product_twice = Nothing was sent: you chose the same product to decide and as one that the ads cannot move. Choose another one.
    .placebos = Products that the ads cannot move
    .no_products = No sales are stored, so you cannot choose the product that decides. Import sales first, or send this playlist again with a product before the first day.
    .arm = arm { $arm }
    .arm_place = Arm { $arm }, ad { $place }
    .choose_ad = Choose an ad
    .then = then one more (optional)
    .more = More settings
    .add_arm = Add an arm
    .drop_experiment = Remove the experiment
    .add_experiment = Add an experiment
    .video_seconds = Video, { $seconds } s
    .image = Image
    .only_in_experiments = only in experiments
    .has_times = limited hours or days
    .key_weight = Weight
    .key_duration_s = Seconds
    .key_muted = Without sound
    .key_open = Hours
    .key_from = First day
    .key_until = Last day
    .times = Hours and days
    .remove = Remove
    .weight_hint = Weight is the number of plays in one round: an ad with weight 2 plays twice as often as one with weight 1. With weight 0 it plays only in experiments.
    .add_ads = Add ads
    .search = Name, id or tag
    .search_button = Search
    .add_chosen = Add the chosen ads
    .none_found = No other ad with a video was found.
    .more_ads = { $count ->
            [one] { $count } more ad matches. Search for it by name.
           *[other] { $count } more ads match. Search for them by name.
        }
    .rotate = Ads per day
    .rotate_hint = Leave it empty to play all ads every day. With a number from 2 to 20, the ads take turns from day to day.
    .next_shops = Next: choose shops
    .upload = Upload a new video
    .upload_button = Upload and add
    .film_id = Id of the ad
    .film_id_hint = A short name that never changes: a-z, 0-9, _ . and -, such as spring_a.
    .film_hint = MP4 (H.264) or WebM up to ten minutes and 200 MB, or a PNG, JPEG or WebP image. When you send the playlist, this file goes to the kiosks of all chosen shops.
    .film_exists = An ad with this id already has a video. Choose another id, or add that ad.
    .fault_weight = Use a whole number from 0 to 100.
    .fault_blocks = Use a whole number from 1 to 100.
    .fault_open = Write hours like Mo-Fr 09:00-20:00; Sa 10:00-18:00.
    .fault_day = Write the day like { $example }.
    .fault_order = The last day is before the first day.
    .fault_seconds = An image needs 1 to 600 seconds. A video has its own length.
    .fault_film = This ad has no video that kiosks can show, or you may not use it. Upload an MP4 (H.264), WebM, PNG, JPEG or WebP file, or remove the ad.
    .fault_arms = Each arm needs an ad, and an experiment needs at least two arms.
    .fault_id = Use 1 to 64 characters: a-z, 0-9, _ . and -.
    .fault_seed = Use one line of at most 64 characters.
    .fault_rotate = Use a whole number from 2 to 20, or leave the field empty.
    .fault_other = Kiosks would reject this: { $reason }.
    .which_shops = Which shops?
    .no_shops = Choose at least one shop.
    .no_shops_yet = No shop is chosen yet.
    .goes_to = This playlist goes to { $sites ->
            [one] { $sites } shop
           *[other] { $sites } shops
        } with { $kiosks ->
            [one] { $kiosks } kiosk
           *[other] { $kiosks } kiosks
        }.
    .shops_and_kiosks = { $sites ->
            [one] { $sites } shop
           *[other] { $sites } shops
        }, { $kiosks ->
            [one] { $kiosks } kiosk
           *[other] { $kiosks } kiosks
        }
    .all_shops = { $count ->
            [one] The only shop
           *[other] All { $count } shops
        }
    .all_visible_shops = { $count ->
            [one] The shop that you may see
           *[other] All { $count } shops that you may see
        }
    .by_tag = By tag
    .by_group = By group
    .by_name = By name
    .kiosks = { $count ->
            [one] { $count } kiosk
           *[other] { $count } kiosks
        }
    .next_review = Next: check
    .count_shops = Save and count
    .back_ads = Back to the ads
    .back_shops = Back to the shops
    .check_and_send = Check and send
    .ads_count = It has { $count ->
            [one] { $count } ad
           *[other] { $count } ads
        }.
    .show_shops = Show the shops
    .what_plays = What plays
    .play_share = Share of plays
    .share_not_today = not today
    .share_hint = The share counts plays today (UTC), while every ad is within its hours. With ads that take turns by day, it is the average over days.
    .only_experiment = Only the ads of the experiment play, in turn. No other ad plays in these shops.
    .stops_own = These shops now play their own playlist. It stops.
    .stops_version = Version { $version } stops in these shops. This playlist replaces it.
    .what_changes = What changes
    .group = { $count ->
            [one] { $count } shop with
           *[other] { $count } shops with
        }
    .group_new = { $count ->
            [one] { $count } shop without a playlist from headquarters
           *[other] { $count } shops without a playlist from headquarters
        }
    .version = version { $version }
    .more_groups = The shops play { $count ->
            [one] { $count } other playlist
           *[other] { $count } other playlists
        } too. They are replaced as well.
    .waiting = { $count ->
            [one] An accepted recommendation waits for the end of the day in { $count } shop
           *[other] Accepted recommendations wait for the end of the day in { $count } shops
        }. If you send now, this is discarded.
    .same = Nothing changes: these shops already play exactly this.
    .added = added:
    .other = changed:
    .removed = removed:
    .new_video = new video
    .value_none = none
    .yes = yes
    .no = no
    .what_it_finds = What the experiment can find
    .finds = With { $sites ->
            [one] { $sites } shop
           *[other] { $sites } shops
        } until { $day }, you would find a difference of { $points } points or more in 80 of 100 cases.
    .finds_none = With { $sites ->
            [one] { $sites } shop
           *[other] { $sites } shops
        } until { $day }, no difference can be found. An experiment needs at least 4 shops.
    .other_ends = With another length:
    .other_end = { $days ->
            [one] { $days } day
           *[other] { $days } days
        }: { $points } points
    .from_stored = The numbers of people come from your own shops.
    .end_hint = This compares the smiles of two arms. When you send, the last day becomes the planned end.
    .no_end = The experiment has no last day. Go back to the page with the ads and choose a last day: a planned end gives a clearer result.
    .preview = Preview
    .preview_link = Preview of one day in one shop
    .preview_of = Preview: { $day }
    .preview_hint = This is the order that the kiosk computes if it starts this playlist on this day. A kiosk that continues from another playlist starts at another point of the round. All times are local: { $zone }.
    .no_kiosk = The chosen shops have no kiosk yet, so there is nothing to preview.
    .day = Day
    .hour = Hour
    .whole_day = The whole day
    .one_hour = From { $hour }
    .rest_of_hour = { $count ->
            [one] { $count } more play until the end of the hour
           *[other] { $count } more plays until the end of the hour
        }
    .ad = Ad
    .plays = Plays
    .minutes = Minutes
    .share = Share of time
    .time = Time
    .seconds = Seconds
    .nothing = nothing
    .day_cut = Only the first { $count } plays of the day are shown.
    .not_on_this_day = Not on this day:
    .send = Send to { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }
    .send_hint = The kiosks show the playlist as soon as they have all videos, usually within minutes. You can undo it later.
    .download = Download as TOML
    .not_sent = Nothing was sent: what you saw is no longer up to date. Check the changes below, then send again.
    .sent_since = Version { $version } was sent to some of these shops on { $time } UTC.
    .version_title = Playlist version { $version }
    .was_sent = The playlist was sent to { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }. The kiosks show it as soon as they have all videos.
    .who = Sent by
    .kiosks_link = See what each kiosk plays
    .no_planned_end = No end is planned for it.
    .other_planned_end = The planned end stays { $day }.
    .undo = Back to the version before
    .undo_not_all = You may see only some of the shops that have this version, so you cannot undo it. Ask a user who may see all of them.
    .undo_unknown = No earlier version of these shops is known.
    .undo_group = { $count ->
            [one] { $count } shop gets
           *[other] { $count } shops get
        } the content of version { $version } again
    .undo_without = { $count ->
            [one] { $count } shop had
           *[other] { $count } shops had
        } no known playlist before and keep this version.
    .undo_more = The other shops go back to { $count ->
            [one] { $count } other version
           *[other] { $count } other versions
        }.
    .undo_button = Send the version before
    .details = Details
    .winner_next = Play the winner next
    .play_next = Put it in a playlist

next_step =
    .run = Run on the server:
    .run_own = Run on the server, with your own names:
    .creatives = Ads appear here as soon as a kiosk has played one. See whether the kiosks of your shops send messages. If there is no kiosk yet, ask an administrator to enrol one.
    .creatives_admin = Ads appear here as soon as a kiosk has played one. Enrol a kiosk first.
    .shops = Ask an administrator to enrol the first kiosk of your shop, or to let you see more shops.
    .shops_admin = Enrol the first kiosk of a shop.
    .fleet = Ask an administrator to enrol a kiosk, or to let you see more shops.
    .fleet_admin = Enrol the first kiosk. You get a code to type or scan at the kiosk.
    .playlists = Ask an editor to send one. Until then, each kiosk plays its own list.
    .playlists_editor = Make one, and send it to your shops. Until then, each kiosk plays its own list.
    .recommendation = Ask an editor to send a playlist first. A recommendation changes only the weights in that playlist.
    .recommendation_editor = Make a playlist first, and send it to your shops. A recommendation changes only the weights in that playlist.
    .comments = Comments appear here when visitors write them at a kiosk, or when an administrator imports reviews. Ask an administrator to do one of the two.
    .comments_admin = Comments appear here when visitors write them at a kiosk, or when you import reviews.
    .alerts = You need to do nothing.
    .alerts_admin = You need to do nothing. To get alerts by mail, set mail_to under [alerts] in the settings file. The next command checks the settings.
    .experiments = Plan how many shops and days an experiment needs. Then ask an editor to send a playlist that contains it.
    .experiments_editor = Plan how many shops and days an experiment needs. Then make it, and send it to your shops. The kiosks play its arms in turn.
    .trends = A tag groups ads, for example by brand. Ask an editor who may see all shops to give your ads a tag.
    .trends_editor = A tag groups ads, for example by brand. Open an ad, choose Edit, and enter a tag.
    .audit_admin = Entries appear here when somebody signs in, exports numbers or changes something. You need to do nothing.
    .to_fleet = See the kiosks
    .to_enrol = Enrol a kiosk
    .to_playlists = See the playlists
    .to_creatives = See the ads

shop_page =
    .open = open
    .of_days = Numbers of { $days }
    .alone = All numbers on this page are about this shop only. An interval shows how far the mean may move on other days in this shop. It says nothing about other shops.
    .decides_nothing = A single shop does not show which ad is better. An experiment in several shops does.
    .smiled = smiled, mean over all ads
    .interval = 95 % interval over the days: { $span }
    .no_smile = too few people to report
    .none = This shop has not sent any numbers yet.
    .none_days = There are no numbers for { $days }. Choose other days.
    .day = Day
    .days = Day by day
    .days_of = Day by day, { $name }
    .days_legend = Bars: visits, dark where they looked for 1 s or more. Line: smiles, % of the time watched, mean over all ads.
    .days_described = Each day has a bar for its visits and a point for its smiles. The table below the plot has every number.
    .weekdays = Visits per day, by weekday
    .weekdays_of = Visits per day, by weekday, { $name }
    .ads = Ads in this shop
    .smiled_here = Smiled, with the 95 % interval over the days
    .screens = Screens
    .heard = Last message { $age } ago
    .never_heard = No message yet
    .playlist = plays playlist version { $version }
    .no_screens = No kiosk of this shop has sent a message yet.
    .missing = What these numbers do not contain
    .reported = The published reactions cover { $share } of the visits, as a mean over the ads. The other visits came in groups that are too small to report, and may differ.
    .quiet = Quiet hours: { $hours }. Few people came at a time, so most of these visits were counted together with those of other hours, or could not be counted at all.
    .untold = { $count ->
            [one] { $count } of { $all } ads has no reactions here: too few people watched it to report them.
           *[other] { $count } of { $all } ads have no reactions here: too few people watched them to report them.
        }
    .coverage = The cameras measured { $share } of the time that these numbers cover.
    .never = Groups that never reached the minimum number of people are in no number on this page.

compare =
    .title = Compare ads
    .lead = Choose two or more ads. Two ads are compared only in shops and on days that have numbers for both.
    .button = Compare
    .others = Choose other ads
    .limits = What this comparison does not show

experiments =
    .by_day = By day: does an ad sell more?
    .all_by_day = All experiments by day
    .by_play = By play
    .title = Experiments
    .lead = In an experiment, ads take turns in blocks. This page shows whether an ad has won, or how much more data is needed.
    .planned = The planned end is { $day }.
    .none = No experiment is stored yet.
    .adverts = Ads
    .plan = Plan the end
    .end = Last day
    .end_hint = Plan the last day before the experiment starts, or at least 7 days ahead. It applies to the measure on this page. Once that day is over in every time zone, the interval for the planned end decides the result. It is narrower than the interval that you may check every day. If you change the last day later, only the confidence sequence decides the result, and the report notes the change.
    .has_winner = This experiment has a winner, so it needs no planned end.
    .keep = Save

experiment_plan =
    .title = The plan
    .none = No end is planned.
    .end = Planned end
    .moved = { $day }, changed; first planned for { $former }
    .measure = Decided by
    .wanted = Difference to see
    .ads = Ads
    .planned = Planned on
    .by = { $when }, by { $who }
    .looks = The results were looked at on { $count ->
            [one] { $count } day
           *[other] { $count } days
        } before the end. The confidence sequence allows for that.
    .no_looks = No look at the results before the end is recorded.
    .fingerprint = Fingerprint of this plan: { $digest }…
    .fingerprint_hint = Keep the fingerprint to prove later that the plan is the same. It is the SHA-256 of the text below.

shared =
    .early = The results are shown after the planned end.
    .early_hint = The owner of this link has chosen to show no results before then.
    .until = This link works until { $when } UTC.

sharing =
    .title = Shared links
    .lead = With a link, people see this experiment without an account, and nothing else. Each opening counts as a look at the results.
    .one = Link { $number }, made by { $who } on { $made }, works until { $expires } UTC.
    .openings = It was opened { $count ->
            [one] once
           *[other] { $count } times
        }.
    .revoke = Revoke
    .revoke_one = Revoke link { $number }
    .days = Days that the link works
    .after_end_choice = Show results only after the planned end
    .create = Make a link
    .made = Link made
    .copy = Copy the link to experiment { $name } now. It is not shown again.
    .link = Link
    .days_left = It works for { $count ->
            [one] { $count } day
           *[other] { $count } days
        }.
    .only_after = It shows results only after the planned end.
    .at_once = It shows the results at once.
    .back = Back to the experiment

shop_new =
    .title = Add a shop
    .owner = Owner
    .owner_hint = Short for your company, such as acme: the first part of every kiosk's name. Choose one from the list, or write a new one: a-z, 0-9, _ and -.
    .zone = Time zone
    .zone_hint = Days and hours in the reports are those of this zone, such as Europe/Berlin. Without it, the shop counts in UTC.
    .country = Country
    .country_hint = A code such as DE, or with its region, such as DE-BE. Some defaults for privacy depend on it.
    .short = Short name
    .short_hint = Part of every message, and never changed: a-z, 0-9, _ and -. If you leave it empty, it is made from the name.
    .save = Add the shop
    .save_next = Add and enrol a kiosk

enrolment =
    .title = Enrol a kiosk
    .lead = You get a one-time code. Type or scan it at the new kiosk, which then receives its name, its broker account and its settings.
    .shop = Shop
    .choose = Choose a shop
    .other_shop = Add another shop
    .device = Name of the kiosk
    .device_hint = Its place in the shop, such as door or window-2. Use a-z, 0-9, _ and -. The name cannot be changed later.
    .replace = A new machine replaces this kiosk. The old one is disconnected when the new one uses the code.
    .make = Make a code
    .no_shop = You may see no shop. Ask an administrator to let you see one.
    .to_list = Codes and enrolled kiosks
    .code_title = One-time code
    .code_for = Code for
    .once = This page shows the code once. One kiosk can use it until { $until } UTC.
    .by_hand = First add the kiosk to the broker
    .by_hand_password = This server does not create broker accounts itself. Add this line to the broker's password file, and remove any other line of this kiosk:
    .by_hand_acl = Lines for the ACL file, unless it has the patterns of examples/acl
    .by_hand_reload = Then reload the broker's files:
    .step_open = Check whether staff work in view of the camera. The kiosk asks you.
    .step_type = At the kiosk, enter the code on the setup page. Or run this, and type the code or scan it with a hand scanner:
    .step_wait = Wait until the kiosk has sent its first message.
    .address = The kiosk connects to { $address }.
    .local = This server has no TLS, so the code works only for a kiosk on the same machine.
    .like_key = Treat the code like a key: the first machine on which somebody enters it becomes this kiosk.
    .another = Enrol another kiosk
    .qr_label = QR code with the one-time code for { $device }
    .list_title = Codes and enrolled kiosks
    .waiting = Waiting
    .kiosk = Kiosk
    .waits_for = Waits for
    .time = Time
    .waits_code = Somebody to enter the code
    .valid_until = valid until { $until } UTC
    .waits_message = Its first message
    .used_at = code used on { $at } UTC
    .withdraw = Withdraw the code
    .withdraw_of = Withdraw the code of { $device }
    .reloads = This page reloads every { $seconds } s while something waits.
    .others = All others
    .state = State
    .state_enrolled = enrolled
    .state_expired = code expired
    .state_withdrawn = code withdrawn
    .state_revoked = revoked
    .first_heard = since { $at } UTC
    .ended_at = on { $at } UTC
    .none = No kiosk has been enrolled with a code yet.
    .revoke = Revoke
    .revoke_of = Revoke { $device }
    .is_revoked = { $device } is revoked. Its code and its token for videos are no longer valid.
    .remove_by_hand = The broker still accepts { $device }. Remove the lines that start with this name from its password file, and the lines of this user from its ACL file. Then run systemctl restart mosquitto.
    .revoke_title = Revoke a kiosk
    .revoke_text = The kiosk is disconnected and sends nothing more. Its code and its token for videos end. Everything that it has sent stays. To use it again, enrol it with a new code.
    .revoke_by_hand = This server does not manage the broker's accounts. You must also remove the kiosk from the broker's files. The next page shows how.
    .revoke_yes = Revoke this kiosk
    .keep = Back without revoking

tokens =
    .title = Tokens
    .lead = With a token, a program uses the API without a user and a password.
    .more = How programs use it
    .valid = Valid tokens
    .none = There is no valid token.
    .new = Make a token
    .name = Token
    .program = Name of the program
    .access = Rights
    .shops = Shops
    .ends = Ends
    .ends_after = Ends after
    .days = { $count ->
            [one] { $count } day
           *[other] { $count } days
        }
    .may_read = read
    .may_write = read, and name ads
    .may_manage = also add shops, kiosks and tokens
    .may_media = download videos
    .all_mine = All shops that you may see
    .only_mine = Only these shops:
    .only_some = Choose shops
    .all_of = All shops of { $owner }
    .access_hint = Most programs only need to read. A token never has more rights than you have at that time, and ends when your account does. If you revoke a token, the tokens and unused kiosk codes that it made end as well.
    .make = Make the token
    .ended = Ended and revoked tokens
    .revoke = Revoke
    .revoke_of = Revoke the token { $name }
    .was_revoked = revoked on { $at }
    .made_by = made by { $name }
    .every_shop = every shop
    .made = New token
    .copy = Copy the token now. It is not shown again.
    .token = Token
    .until = until { $at } UTC
    .use = Programs send it with every request:
    .back = To the tokens

trends =
    .title = Trends
    .lead = This page shows the ads of one brand or campaign together, week by week.
    .none = No ad has a tag yet.
    .events = Events
    .first_day = first day of

comments =
    .title = Comments
    .lead = This page shows what share of comments is positive or negative each week. The comments come from visitors at the kiosks and from imported reviews. The texts are not stored.
    .empty = Nothing is stored yet.
    .tag = Brand
    .all_adverts = All ads
    .all_shops = all shops
    .section = Comments at the kiosks
    .positive = Positive
    .negative = Negative
    .neutral = Neutral
    .unclear = Unclear
    .share_positive = { $share } are positive (95 %: { $span })
    .share_negative = { $share } are negative (95 %: { $span })
    .headline_kiosks = Comments at the kiosks, { $name }: { $shares }.
    .headline_reviews = Imported reviews, { $name }: { $shares }. The kiosks report no comments.
    .headline_none = No comments can be reported for { $name }. A kiosk publishes comments only if they come from at least ten different ten-minute slots.
    .base_kiosks = Comments that visitors typed: about { $comments }. Ten-minute slots with comments: at least { $people }. Shops with comments: { $shops }.
    .base_reviews = Imported reviews: { $comments }. Days with ten or more reviews: { $days }.
    .none_kiosks = No comments are reported. A kiosk publishes comments only if they come from at least ten different ten-minute slots.
    .none_reviews = No reviews are reported. Either no reviews were imported for these days, or each day has fewer than ten reviews.
    .none_advert = No comments on this ad are reported. A kiosk publishes comments only if they come from at least ten different ten-minute slots.
    .by_week = Comments week by week
    .held = Shops that report no comments: { $count } of { $all }. A kiosk publishes comments only if they come from at least ten different ten-minute slots.
    .heading_kiosks = Visitors at the kiosks
    .heading_reviews = Imported reviews
    .picture_kiosks = Comments at the kiosks by week: { $name }
    .picture_reviews = Imported reviews by week: { $name }
    .described = Each week has two points with their 95 % intervals: the share of positive comments and the share of negative comments. The table below the plot has every number.
    .legend = Circles show positive comments, and squares show negative comments. Vertical lines are 95 % intervals.
    .table_kiosks = Comments at the kiosks by week
    .table_reviews = Imported reviews by week
    .of_advert = Comments on { $name }
    .beside = Smiles and visits in the same weeks
    .limit_people = Nobody is recognised, so a person who writes in two ten-minute slots counts twice.
    .limit_writers = People who write comments differ from people who do not. The shares say nothing about people who only passed by. The intervals apply to people who write comments in these shops.
    .limit_network = A model classifies the comments. It misreads some of them, especially ironic ones. The interval does not include these errors.
    .limit_noise = Each kiosk adds random noise to its counts to protect the people who write. The interval includes this noise, so it is wide when there are few comments.
    .limit_apart = Visitors' comments and imported reviews are always shown separately, because different people wrote them in different places.

recommendation =
    .title = Recommendation
    .lead = This page recommends how often each ad should play in a shop, based on how people reacted in all shops. Nothing is sent until somebody accepts the recommendation.
    .choose = Choose a shop
    .none = No shop has a playlist from this server.
    .heading = Recommendation for { $site }
    .weeks = Weeks
    .booked = Booked shares
    .booked_hint = Example: spring=0.2. Separate several entries with spaces. Each booked ad gets the share that you enter, however people react.
    .accept = Accept
    .accept_text = The new weights take effect at the end of the chosen day in the shop's local time. Videos, dates, hours and experiments stay the same.
    .end_of = Takes effect at the end of
    .button = Accept weights
    .viewer = An editor can accept this recommendation.
    .table = Share of plays in { $site }
    .rails = Limits of the recommendation
    .points = { $number } points
    .day_smile = With these shares, smiles in shops like { $site } are expected to rise by { $size } (95 %: { $span }).
    .day_attention_s = With these shares, people in shops like { $site } are expected to look { $size } longer (95 %: { $span }).
    .day_watched_share = With these shares, the share of visits with a look of 1 s or more is expected to rise by { $size } in shops like { $site } (95 %: { $span }).
    .day_laughter_s = With these shares, laughter per visit in shops like { $site } is expected to rise by { $size } (95 %: { $span }).
    .end_smile = Once all steps are taken, smiles in shops like { $site } are expected to rise by { $size } (95 %: { $span }).
    .end_attention_s = Once all steps are taken, people in shops like { $site } are expected to look { $size } longer (95 %: { $span }).
    .end_watched_share = Once all steps are taken, the share of visits with a look of 1 s or more is expected to rise by { $size } in shops like { $site } (95 %: { $span }).
    .end_laughter_s = Once all steps are taken, laughter per visit in shops like { $site } is expected to rise by { $size } (95 %: { $span }).
    .no_difference = No change is recommended, because other shares have no clear advantage. The 95 % interval of the gain contains 0: { $span }.
    .none_untold = No change is recommended, because nothing has been reported about these ads.
    .none_few_sites = No change is recommended, because fewer than 4 shops report on these ads.
    .none_few_weeks = No change is recommended, because the current model has produced less than four weeks of data.
    .none_few_adverts = No change is recommended, because the shares of fewer than two ads may change.
    .none_few_people = No change is recommended, because too few people watch in this shop to report reactions to any ad.
    .none_short_cycle = No change is recommended, because the playlist cycle is too short for a step of 10 points.
    .none_best_already = No change is recommended, because the ads already have the best shares.
    .basis = The recommendation is based on published reactions. Days: { $days }. Shops: { $sites }. Share of visits that the reactions cover: { $told }. Today is not included.
    .not_said = The recommendation applies to the average of shops like this one. It says nothing about individual people, the current hour or purchases.
    .pending = Version { $version } is accepted. It takes effect at the end of { $day }.
    .why_most = This ad is more likely to perform best.
    .why_least = This ad is less likely to perform best, so it gets the minimum share.
    .why_too_few = This ad performs worse. With the minimum share, too few people would see it to report a result.
    .why_stays = The share of this ad does not change.
    .why_experiment = This ad is in a running experiment.
    .why_booked = This ad is booked.
    .why_hours = This ad plays only at certain hours.
    .why_untold = Nothing has been reported about this ad.
    .why_few_sites = Fewer than 4 shops report on this ad.
    .why_few_weeks = This ad has less than four weeks of data.
    .rail_experiment = These ads are in a running experiment, so their shares do not change: { $adverts }.
    .rail_booked = These ads are booked, so they get the booked share, however people react: { $adverts }.
    .rail_hours = These ads play only at certain hours, so their shares do not change: { $adverts }.
    .rail_untold = Nothing has been reported about these ads, so their shares do not change: { $adverts }.
    .rail_few_sites = Fewer than 4 shops have reported on these ads, so their shares do not change: { $adverts }.
    .rail_few_weeks = These ads have less than four weeks of data, so their shares do not change: { $adverts }.
    .rail_few_told = Less than 80 % of the visits are reported for these ads: { $adverts }. Numbers from quiet hours may be missing. This does not decide the result, because ads are compared only within the same shop, day and part of the day.
    .rail_too_few = Too few people watch in this shop to report on so many ads per day, so these ads are removed: { $adverts }. To keep these ads, set `rotate = 2` in the playlist: the ads then take turns.
    .rail_step = The share of an ad changes by at most 10 points per day, so these ads need several days: { $adverts }.

method =
    .title = Data and method
    .lead = This page explains what each number means, how it is calculated, and what its limits are.
    .contents = Sections
    .rules = Rules for all numbers
    .formula = Formula:
    .is_not = Limits:

audit =
    .title = Audit log
    .lead = This log shows who did what, and when. Entries are kept for { $days } days. Times are UTC.
    .none = There is no entry yet.
    .when = When
    .who = Who
    .what = What
    .detail = Details
    .address = From
    .older = Older entries

alerts =
    .title = Alerts
    .lead = This page lists problems that need attention, oldest first. You get one notification when an alert is raised and one when it clears. Times are UTC.
    .severity = Severity
    .code = Code
    .where = Where
    .since = Since
    .text = What happened, and what to do
    .quiet = Snooze
    .server = this server
    .none = No alert is open.
    .more = More open alerts: { $count }. To list them, run: vitrina-central alerts list
    .snoozed = snoozed
    .snoozes = Snoozed alerts
    .until = { $code }, { $place }: snoozed until { $when } by { $who }
    .all = all alerts
    .everywhere = all shops
    .snooze = Snooze
    .snooze_some = Snooze a shop, a kiosk or a code
    .how_long = How long to snooze { $what }
    .hour = 1 hour
    .day = 1 day
    .week = 1 week
    .end = End snooze
    .end_of = End snooze: { $what }
    .place = Shop or kiosk
    .place_hint = For example acme/berlin-7 or acme/berlin-7/door. Leave this empty to snooze all shops.
    .code_hint = For example kiosk.silent. Leave this empty to snooze all alerts of the shop or kiosk.
    .hours = Hours

language =
    .name = English
    .title = Language
    .label = Language of the pages and reports
    .browser = same as the browser
    .save = Save
    .saved = The language was saved.

# Dates, ages, numbers with their words

date =
    .day = { $day } { $month } { $year }
    .short = { $day } { $month }
    .when = { $day } { $month } { $year }, { $time }
    .numeric = { $year }-{ $month }-{ $day }
    .form = YYYY-MM-DD
    .period = { $first } to { $last }
    .no_day = no day

age =
    .s = { $age } s
    .min = { $age } min
    .h = { $age } h
    .d = { $age } d

list =
    .two = { $first } and { $last }

quote =
    .name = “{ $name }”

unit =
    .s = s
    .bpm = bpm
    .per_min = /min

span =
    .plain = { $low } to { $high }
    .signed = { $low } to { $high }
    .confidence = (95 %: { $span })
    .over_days = { $days ->
            [one] (95 %: { $span }, over { $days } day)
           *[other] (95 %: { $span }, over { $days } days)
        }

count =
    .shops = { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }
    .participants = { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }
    .visits = { $count ->
            [one] { $count } visit
           *[other] { $count } visits
        }
    .plays = { $count ->
            [one] { $count } play
           *[other] { $count } plays
        }
    .adverts = { $count ->
            [one] { $count } ad
           *[other] { $count } ads
        }
    .kiosks = { $count ->
            [one] { $count } kiosk
           *[other] { $count } kiosks
        }
    .messages = { $count ->
            [one] { $count } message
           *[other] { $count } messages
        }

# What a report says of one advert

headline =
    .smiled = { $shops ->
            [one] People who watched { $advert } smiled { $share } of the time{ $interval }, in { $shops } shop.
           *[other] People who watched { $advert } smiled { $share } of the time{ $interval }, in { $shops } shops.
        }
    .smiled_here = { $shops ->
            [one] In this shop, people who watched { $advert } smiled { $share } of the time{ $interval }.
           *[other] In these { $shops } shops, people who watched { $advert } smiled { $share } of the time{ $interval }.
        }
    .smiled_panel = { $participants ->
            [one] { $participants } participant who watched { $advert } smiled { $share } of the time{ $interval }.
           *[other] { $participants } participants who watched { $advert } smiled { $share } of the time{ $interval }.
        }
    .looked = In { $share } of visits, people looked at { $advert }. Smiles cannot be reported.
    .looked_because = In { $share } of visits, people looked at { $advert }. Smiles cannot be reported: { $reason }.
    .nothing = Nothing can be reported about { $advert }.
    .nothing_because = Nothing can be reported about { $advert }: { $reason }.
    .several = { $adverts ->
            [one] For { $adverts } ad, people smiled { $span } of the time, depending on the ad. This report does not compare the ads.
           *[other] For { $adverts } ads, people smiled { $span } of the time, depending on the ad. This report does not compare the ads.
        }
    .several_panel = { $adverts ->
            [one] For { $adverts } ad, participants smiled { $span } of the time, depending on the ad. This report does not compare the ads.
           *[other] For { $adverts } ads, participants smiled { $span } of the time, depending on the ad. This report does not compare the ads.
        }
    .several_nothing = { $adverts ->
            [one] Smiles cannot be reported for { $adverts } ad.
           *[other] Smiles cannot be reported for { $adverts } ads.
        }
    .none = Nothing has been reported about any ad.

base =
    .panel = { $participants ->
            [one] Based on recordings of { $participants } participant.
           *[other] Based on recordings of { $participants } participants.
        }
    .visits = Based on { $visits ->
            [one] { $visits } visit
           *[other] { $visits } visits
        } and { $days ->
            [one] { $days } shop day
           *[other] { $days } shop days
        }, { $period }.
    .period = { $period }.
    .no_day = No day is included.

alone =
    .shops = { $count ->
            [one] This result applies only to this shop. An interval that applies to other shops needs data from at least { $least } shops.
           *[other] This result applies only to these shops. An interval that applies to other shops needs data from at least { $least } shops.
        }
    .participants = { $count ->
            [one] This result applies only to this participant. An interval that applies to other people needs data from at least { $least } participants.
           *[other] This result applies only to these participants. An interval that applies to other people needs data from at least { $least } participants.
        }

no_interval =
    .because = There is no interval: { $reason }.
    .few = There is no interval, because there are too few shops and days.

decide =
    .here = { $shops ->
            [one] You need about { $days } days to measure this shop to within { $points } points.
           *[other] You need about { $days } days to measure these shops to within { $points } points.
        }
    .detectable = With two ads like this one, 80 of 100 experiments detect a difference of { $size }.
    .detectable_range = With two ads like this one, 80 of 100 experiments detect a difference of { $size } ({ $low } to { $high }, because the variation between shops is assumed).
    .sites = { $count ->
            [one] You need about { $count } such shop to detect a difference of { $size }.
           *[other] You need about { $count } such shops to detect a difference of { $size }.
        }

since =
    .changed = Compared with the { $days ->
            [one] day
           *[other] { $days } days
        } before: { $change } points (95 %: { $span }), in { $shops ->
            [one] { $shops } shop
           *[other] { $shops } shops
        }.
    .chance = Compared with the { $days ->
            [one] day
           *[other] { $days } days
        } before: no change beyond chance ({ $change } points; 95 %: { $span }), in { $shops ->
            [one] { $shops } shop
           *[other] { $shops } shops
        }.
    .few = Compared with the { $days ->
            [one] day
           *[other] { $days } days
        } before: { $change } points in { $shops ->
            [one] { $shops } shop
           *[other] { $shops } shops
        }. There is no interval for fewer than { $least } shops.
    .short = { $change } points on the { $days ->
            [one] day
           *[other] { $days } days
        } before
    .short_chance = no change beyond chance on the { $days ->
            [one] day
           *[other] { $days } days
        } before

seen =
    .about = Seen by about { $visits ->
            [one] { $visits } visit
           *[other] { $visits } visits
        }
    .at_least = Seen by at least { $visits ->
            [one] { $visits } visit
           *[other] { $visits } visits
        }
    .least_short = at least { $visits }
    .looked = A visit counts if it looked at the ad for 1 s or more.
    .about_range = Estimated (95 %: { $span }).
    .about_estimated = Estimated.
    .least_range = Estimated: about { $visits } (95 %: { $span }).
    .least_estimated = Estimated: about { $visits }.
    .few = There is no range for fewer than { $least } shops.
    .quiet = Fewer than two people per minute come to these shops, so some visits were never reported.

told =
    .none_visits = No visits can be reported, because too few people were present at a time.
    .none_participants = No participants can be reported, because there were too few at a time.
    .missing = { $parts } had too few people at a time to be reported, and may differ.
    .short = only { $share }
    .week = Only { $share } of this week is reported.

watchers =
    .at_the_end_shops = { $count ->
            [one] The number of watchers in the last 3 s was { $share }{ $interval } of the number in the first 3 s, in { $count } shop. People come and go, so this is not the share of people who stayed.
           *[other] The number of watchers in the last 3 s was { $share }{ $interval } of the number in the first 3 s, in { $count } shops. People come and go, so this is not the share of people who stayed.
        }
    .at_the_end_participants = { $count ->
            [one] The number of watchers in the last 3 s was { $share }{ $interval } of the number in the first 3 s, among { $count } participant. This is not the share of people who watched to the end.
           *[other] The number of watchers in the last 3 s was { $share }{ $interval } of the number in the first 3 s, among { $count } participants. This is not the share of people who watched to the end.
        }

moment =
    .name = Seconds { $first }–{ $last }: { $size } points
    .name_one = Second { $second }: { $size } points
    .others = Other rises and falls of the curve may be due to chance, and are not results.
    .more = In these seconds, smiles are { $size } points higher than in most seconds of the ad (95 %: { $low } to { $high }).
    .less = In these seconds, smiles are { $size } points lower than in most seconds of the ad (95 %: { $low } to { $high }).
    .untold = No second can be reported, because too few people watched at a time.
    .few_shops = No moments are shown, because with fewer than 10 shops they may be due to chance.
    .few_participants = No moments are shown, because with fewer than 10 participants they may be due to chance.
    .none = No second clearly differs from most seconds of the ad. The ups and downs of the line may be due to chance.
    .picture = { $advert } at second { $second }

purpose =
    .title = Intended purpose
    .shop = { -purpose-shop }
    .research = { -purpose-research }

mark =
    .simulated = SIMULATED: a program generated this data. No people were measured.
    .research = Emotion recognition for research: measured with a research model, which may not be used in a shop.
    .word = SIMULATED

limit =
    .visits = { $share } of the visits
    .plays = { $share } of the plays
    .seconds = { $share } of the seconds
    .shops = { $share } of the shops
    .participants = { $share } of the participants
    .network_visits = The expression model was changed. The numbers use only data from { $network }, which started on { $day }. They exclude data from { $others }. Excluded visits: { $count }.
    .network_participants = The expression model was changed. The numbers use only data from { $network }, which started on { $day }. They exclude data from { $others }. Excluded participants: { $count }.
    .why = The report shows that people smiled while { $advert } played, not why. People also smile at each other.
    .opinion = A smile is neither a purchase nor an opinion.
    .faces = Only faces turned to the screen are analysed. Other people are not in the numbers.
    .knew = These participants knew that they were being recorded, so customers in a shop may react differently.
    .light = The smile model was not tested in this light. Compare ads only within the same places.
    .late = The results for the last seconds describe only people who were still watching.
    .of_adverts = { $adverts }: { $sentence }

# Experiments, comparisons, trends

size =
    .points = { $points } points

experiment =
    .heading = Experiment { $name }
    .lead = { $other } by { $size }{ $interval }
    .compared_shops = The comparison was made within { $days ->
            [one] { $days } shop day
           *[other] { $days } shop days
        } in { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }, { $period }.
    .compared_participants = The comparison was made within { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }, { $period }.
    .planned_end = The planned end is { $day }.
    .changed_end = The planned end was changed. It was originally { $day }.
    .incomplete = { $blocks ->
            [one] { $blocks } block was incomplete and is excluded.
           *[other] { $blocks } blocks were incomplete and are excluded.
        }
    .incomplete_of = { $blocks ->
            [one] { $blocks } of { $all } blocks was incomplete and is excluded.
           *[other] { $blocks } of { $all } blocks were incomplete and are excluded.
        }
    .seen_at_most_visits = At most { $most } of the visits in the smaller arm may have seen both arms.
    .seen_at_most_participants = At most { $most } of the participants in the smaller arm may have seen both arms.
    .seen_both_visits = Between { $least } and { $most } of the visits in the smaller arm may have seen both arms.
    .seen_both_participants = Between { $least } and { $most } of the participants in the smaller arm may have seen both arms.
    .change = { $difference } changed from { $first } in the first third of the days to { $last } in the last third. New ads often do better at first, so check the weekly values.
    .weeks_table = Differences week by week: { $measure }
    .arms = { $measure }, by arm
    .arms_picture = { $measure }, by arm of experiment { $name }
    .arms_described = The plot shows a point and its 95 % interval for each arm. The table below the plot has every number.
    .arms_legend = Each line is the 95 % interval of one arm by itself. To see which arm is ahead, use the difference below.
    .arms_table = Arms of experiment { $name }
    .looks = { $difference }, day by day
    .looks_picture = { $difference } on each day
    .looks_described = The plot shows the difference on each day, with an interval that you may check every day. The table below the plot has every number.
    .looks_legend = The pale band is a 95 % interval that is valid however often you check it. An arm wins when this interval excludes 0 and contains the difference.
    .looks_end = The dashed line is the planned end.
    .looks_table = The difference day by day

# Sales

lift =
    .heading = Experiment { $name }: sales
    .headline_more = { $arm } sells { $size } more { $product } than { $against } (95 % interval { $interval }).
    .headline_less = { $arm } sells { $size } less { $product } than { $against } (95 % interval { $interval }).
    .headline_none = No difference in sales of { $product } between { $arm } and { $against } is shown: { $size } (95 % interval { $interval }).
    .headline_early = It is too early to say whether { $arm } sells more { $product } than { $against }.
    .headline_open = There is no answer yet whether { $arm } sells more { $product } than { $against }.
    .base = Compared within { $shops }, on { $days } days of shops, { $first } to { $last }. The planned end is { $end }.
    .p_drawn = Randomisation test: p is { $p }, over { $orders } other orders drawn as the plan was.
    .p_mixed = Randomisation test: p is { $p }, over { $orders } other orders of the plan. Somebody made the plan by hand, so the test assumes that another order was as likely.
    .no_product = The plan names no product. If you look at several, chance moves one of them sooner or later.
    .lost = Days of shops that do not count: { $days } ({ $reasons }).
    .lost_no_sales = no sales stored: { $days }
    .lost_returns = returns above sales: { $days }
    .lost_washout = after a change: { $days }
    .lost_other_arm = another arm played: { $days }
    .lost_little_proof = less than 80 % of the usual screen time: { $days }
    .lost_one_arm = shop showed only one arm: { $days }
    .excluded_few_receipts = Shops excluded because they had fewer than 10 receipts a day before the start: { $count } ({ $names }).
    .excluded_no_past = Shops excluded because no sales from before the start are stored: { $count } ({ $names }).
    .replaced = Days of shops with totals that were corrected after the import: { $days }.
    .late = The plan was stored on { $day }, too late to decide at its end. Only the interval at any time can name a winner.
    .reason_few_shops = Fewer than 6 shops showed both arms, so nobody wins.
    .reason_few_weeks = The experiment is shorter than 4 weeks, so nobody wins.
    .reason_sales_missing = Sales of the last planned day are missing. Import them first.
    .reason_other_product = The plan names another product, so this one cannot win.
    .reason_no_shops = No shop has sales of this product from before the start, with 10 receipts a day.
    .reason_not_separable = All shops changed the arm on the same days, so the effect of the ad cannot be separated from the days.
    .reason_few_days = There are fewer than 7 days.
    .placebo_shown = Sales of { $names } moved too, although the ad cannot move them. Something else may differ between the days of the arms.
    .placebos = Products that the ad cannot move
    .placebo_table = Lift of these products
    .table = Sales of { $product }, by pair of arms
    .pair = { $arm } against { $against }
    .verdict_more = sells more
    .verdict_less = sells less
    .verdict_open = not shown
    .limit_shops = The interval covers chance between shops and days. It says nothing about shops of another kind.
    .limit_days = A customer who sees the ad today may buy tomorrow, when another arm plays. Such sales make the lift look smaller.
    .limit_small = The lift is computed from log(1 + units). At 10 units a day, a lift of 10 % reads as 9 %.
    .title = Lift
    .lead = Does an ad sell more? Shops show it on some days and not on others, in random order. These pages compare what they sold.
    .none = No experiment by day is stored yet.
    .how = From your till to a result
    .step_sales = Import the sales of each day, shop and product as a CSV file.
    .step_size = See how large a lift your shops can find, before you start.
    .step_plan = Plan which shop shows the ad on which day, before the first day.
    .step_read = Import the sales again, and read the result here at the planned end.
    .manual = How to do each step
    .forecast_title = How large a lift can you find?
    .forecast_link = Forecast: how large a lift can you find?
    .forecast = Forecast
    .forecast_button = Calculate
    .forecast_headline = { $shops ->
            [one] { $shops } shop finds
           *[other] { $shops } shops find
        } a lift of { $lift } in { $weeks } weeks, in 80 of 100 experiments.
    .forecast_short = The past of { $product } is too short for a forecast.
    .forecast_from = From sales of { $product }, { $first } to { $last }: arms were drawn { $draws } times on days on which nothing was shown.
    .forecast_wanted = To find a lift of { $lift } in four weeks, you need { $shops } shops.
    .forecast_excluded = Shops excluded, with fewer than 10 receipts a day: { $count }.
    .forecast_scaled = For more shops than you have sales from, the lift is estimated from all of yours.
    .forecast_table = Smallest lift found
    .forecast_weeks = { $count } weeks
    .picture = Lift of { $product } against { $against }
    .described = The plot shows each lift with its interval. The table has every number.
    .legend_end = A point is the lift, a line its 95 % interval at the planned end. An arm wins when the line does not touch 0.
    .legend_any_time = A point is the lift, a line its 95 % interval at any time: you may look every day. Nobody wins before the planned end.
    .legend_placebo = In the second colour: products that the ad cannot move.
    .listed_ahead = It starts on { $first }.
    .listed_running = It runs until { $last }. Open it to see how far it is.
    .listed_ended = It ended on { $last }. Open it for the result.
    .listed_open = There is no answer yet. It started on { $first }.
    .plan_heading = The plan
    .fact_product = Product
    .fact_arms = Arms
    .fact_days = Days
    .fact_change = Change of arms
    .fact_washout = Days that do not count after a change
    .fact_shops = Shops
    .fact_placebos = Products that the ad cannot move
    .run_day = every day
    .run_days = every { $count } days
    .measures = Reactions on the days of each arm
    .measures_how = Computed like the lift: within shops and days. Reactions and sales are compared separately, and never below the day. Sales decide. The intervals of the reactions are wide enough to hold for all rows of this table together.
    .measures_table = Reactions, by pair of arms
    .smiles_more = { $more } got more smiles than { $less }: { $of_more } against { $of_less }.
    .smiles_none = No difference in smiles between { $more } and { $less } is shown: { $of_more } against { $of_less }.
    .lost_heading = Days that do not count
    .lost_table = Days of shops by reason
    .because_no_sales = No sales stored
    .because_returns = Returns above sales
    .because_washout = After a change
    .because_other_arm = Another arm played
    .because_little_proof = Less than 80 % of the usual screen time
    .because_one_arm = Shop showed only one arm

sales =
    .title = Sales
    .lead = These days are stored for each shop and product. This page shows no amounts.
    .all_products = All products
    .stored = { $count ->
            [one] { $count } total stored
           *[other] { $count } totals stored
        }
    .replaced = { $count ->
            [one] They replace { $count } earlier total.
           *[other] They replace { $count } earlier totals.
        }
    .known = { $count ->
            [one] { $count } total was stored before, with the same numbers.
           *[other] { $count } totals were stored before, with the same numbers.
        }
    .bad = { $count ->
            [one] { $count } line is in the quarantine. Correct it in your file, and upload the file again.
           *[other] { $count } lines are in the quarantine. Correct them in your file, and upload the file again.
        }
    .all_good = Every line is stored.
    .upload = Upload sales
    .upload_text = Export one line per day, shop and product from your till system, as CSV UTF-8 with these columns:
    .nothing_finer = The server refuses a file with hours, tills, receipts, cards or people.
    .correct = Correct days that are stored
    .correct_text = The file then replaces all totals of these days in this shop. Each result mentions the correction.
    .correct_days = Days, with spaces between them
    .send = Upload and store
    .not_all_shops = Only users who may see all shops can upload sales.
    .table = Stored days
    .first = First day
    .last = Last day
    .missing = Missing days
    .corrected = Corrected days
    .shown = { $first } to { $last } of { $total }
    .none = No sales are stored.
    .quarantine = Quarantine
    .quarantine_text = The server could not store these lines. Correct them in your file and upload it again. The list empties itself after 30 days.

verdict =
    .arm = { $name } ({ $arm })
    .and_others = { $first } and { $count ->
            [one] { $count } other ad
           *[other] { $count } other ads
        }
    .more = { $measure ->
            [smile] { $a } draws more smiles than { $b }
            [watched_share] A larger share of visits looks at { $a } than at { $b }
            [attention_s] { $a } is watched longer than { $b }
            [laughter_s] { $a } draws more laughter than { $b }
           *[other] { $a } scores higher on “{ $label }” than { $b }
        }, by { $size }{ $interval }.
    .most = { $measure ->
            [smile] { $winner } draws the most smiles
            [watched_share] The largest share of visits looks at { $winner }
            [attention_s] { $winner } is watched longest
            [laughter_s] { $winner } draws the most laughter
           *[other] { $winner } scores highest on “{ $label }”
        }. It is ahead of { $leads }.
    .limited = { $finding }, but they already differ before the video can have an effect.
    .same = { $measure ->
            [smile] No difference in smiles
            [watched_share] No difference in the share of visits that look
            [attention_s] No difference in viewing time
            [laughter_s] No difference in laughter
           *[other] No difference in “{ $label }”
        } of more than { $size } between { $a } and { $b }.
    .same_span = { $first } was ahead by { $size }, which may be due to chance: the 95 % interval at the planned end is { $span }.
    .no_first = No ad is ahead of all others.
    .undecided = not decided
    .early_days = Too early: { $days } of { $count ->
            [one] { $count } day
           *[other] { $count } days
        }.
    .early_shops = Too early: { $count ->
            [one] { $count } shop has reported
           *[other] { $count } shops have reported
        } both ads, and a verdict needs { $least }.
    .early_participants = Too early: { $count ->
            [one] { $count } participant saw
           *[other] { $count } participants saw
        } both ads, and a verdict needs { $least }.
    .early_unplanned = Too early: no end is planned.
    .early_end = Too early: the planned end does not decide what this page shows.
    .early_because = Too early: { $reason }.
    .early_untold = Too early: nothing has been reported.
    .leads = { $first } leads by { $size }{ $interval }, but this is not decided.
    .leads_all = { $first } leads, but this is not decided.
    .callable = It can be called on { $day }.
    .late = The planned end, { $day }, is over, but these results end on { $last }.
    .plan_end = Plan an end, so that it can be called on that day.

needed =
    .detectable = With data like this, a difference of { $size } or more can be detected.
    .enough = There is already enough data to see a difference of { $size }.
    .shops = { $count ->
            [one] You need about { $count } more shop to detect a difference of { $size }.
           *[other] You need about { $count } more shops to detect a difference of { $size }.
        }
    .participants = { $count ->
            [one] You need about { $count } more participant to detect a difference of { $size }.
           *[other] You need about { $count } more participants to detect a difference of { $size }.
        }
    .days = { $days ->
            [one] You need about { $days } more day to detect a difference of { $size }.
           *[other] You need about { $days } more days to detect a difference of { $size }.
        }
    .shops_or_days = To detect a difference of { $size }, add either shops (about { $count }) or days (about { $days }).
    .participants_or_days = To detect a difference of { $size }, add either participants (about { $count }) or days (about { $days }).

plan =
    .title = Plan an experiment
    .lead = Before you start, calculate the smallest difference between two ads that you can detect with your shops, days and people.
    .link = Plan an experiment
    .button = Calculate
    .tenant = Owner
    .sites_field = Shops
    .days_field = Days per shop
    .people_field = People per shop, day and ad
    .difference_points = Difference to detect, in points
    .finds = Shops: { $sites }. Days: { $days }. People per shop, day and ad: { $people }. With these numbers, 80 of 100 experiments detect a difference of { $size } or more.
    .none = Shops: { $sites }. Days: { $days }. People per shop, day and ad: { $people }. With these numbers, no difference can be detected reliably, because too few shops reach enough people to report.
    .measure = Measure: { $measure }.
    .range = The detectable difference is { $low } if the ads differ equally in all shops. It is { $high } if their difference varies between shops twice as much as assumed.
    .found = { $share } of such experiments detect a difference of { $size }.
    .needed = { $count ->
            [one] You need about { $count } shop to detect a difference of { $size } in 80 of 100 experiments.
           *[other] You need about { $count } shops to detect a difference of { $size } in 80 of 100 experiments.
        }
    .nothing_stored = Too little data is stored yet, so the variation between people, shops and days is assumed. Plan again when two ads have played for two days in the same shops.
    .people_of_ads = { $count ->
            [one] The variation between people and the number of people are estimated from { $ads }, in { $count } shop, over the last 28 days.
           *[other] The variation between people and the number of people are estimated from { $ads }, in { $count } shops, over the last 28 days.
        }
    .people_of_experiments = { $count ->
            [one] The variation between people and the number of people are estimated from the newest experiment, in { $count } shop.
           *[other] The variation between people and the number of people are estimated from the newest experiment, in { $count } shops.
        }
    .taste_assumed = The difference is assumed to vary between shops by a tenth of the level, because no stored experiment shows how much it varies.
    .taste_stored = { $count ->
            [one] The variation of the difference between shops is estimated from { $count } stored experiment. It is about { $size }.
           *[other] The variation of the difference between shops is estimated from { $count } stored experiments. It is about { $size }.
        }
    .common_day = A single day can raise or lower the difference in all shops at once, by about { $size }. More days reduce this effect, but more shops do not.
    .at_the_end = This plan applies to two ads and a planned end. Set the planned end before the first day.
    .table_points = Smallest detectable difference, in points, with { $people } people per shop, day and ad
    .table = Smallest detectable difference, with { $people } people per shop, day and ad
    .days = { $days ->
            [one] { $days } day
           *[other] { $days } days
        }

placebo =
    .differs = The smile detector rates two copies of one video differently: { $first } is ahead of { $other } by { $size }{ $interval }.
    .alike = The smile detector shows no clear difference between two copies of one video: { $first } is ahead of { $other } by { $size }{ $interval }.
    .explained = Both arms show the same video, but one copy is darker. The difference shows how the detector rates faces in that light. It does not show what people think of the video.
    .shows = The placebo experiment { $name } shows how light alone affects the smile detector. Two copies of one video differ by { $size } { $interval }, so differences of up to { $largest } may come from the detector.
    .not_larger = The differences shown here are no larger than { $largest }, so the detector alone may have caused them.
    .not_stored = No placebo experiment is stored, so it is unknown how much of this difference comes from the smile detector itself.
    .title = Test the smile detector
    .offer = Run an experiment with two copies of one video, one of them darker. Nobody smiles more at either copy, so any difference is an error of the detector. Reports compare every later difference with this error.
    .steps = On the server, run this command to make a darker copy of an ad. It also prints the playlist lines for the experiment:

difference =
    .none = No difference can be reported, because there is too little data.
    .none_because = No difference can be reported: { $reason }.
    .not_shown = No difference is shown between { $a } and { $b }. { $a } is ahead by { $size }{ $interval }, which may be due to chance.
    .none_shown = No difference is shown between { $names }.
    .smile = { $a } got more smiles than { $b }, by { $size }{ $interval }, { $among }.
    .watched_share = A larger share of visits looked at { $a } than at { $b }, by { $size }{ $interval }, { $among }.
    .attention_s = People watched { $a } longer than { $b }, by { $size }{ $interval }, { $among }.
    .laughter_s = { $a } got more laughter than { $b }, by { $size }{ $interval }, { $among }.
    .other = { $a } scored higher on “{ $measure }” than { $b }, by { $size }{ $interval }, { $among }.
    .among_shops = in { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }
    .among_participants = among { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }
    .in_experiment = These ads are also { $count ->
            [one] in the experiment
           *[other] in the experiments
        } { $names }. This comparison may cover other days and shops than { $count ->
            [one] the experiment. The experiment decides.
           *[other] the experiments. The experiments decide.
        }
    .compared = Comparison of { $names }
    .curves = Curves
    .table = Differences: { $measure }
    .no_table = Differences
    .verdict_none = no difference shown
    .p_below = below { $number }

trend =
    .none = Too few people were present to report any week of { $name }.
    .none_whole = No full week of { $name } has been reported yet.
    .cut = This week is incomplete.
    .headline_shops = { $count ->
            [one] { $name }, week of { $day }: { $measure } { $value }{ $interval }, { $count } shop.
           *[other] { $name }, week of { $day }: { $measure } { $value }{ $interval }, { $count } shops.
        }
    .headline_participants = { $count ->
            [one] { $name }, week of { $day }: { $measure } { $value }{ $interval }, { $count } participant.
           *[other] { $name }, week of { $day }: { $measure } { $value }{ $interval }, { $count } participants.
        }
    .heading = Week by week
    .legend = Lines are 95 % intervals, and hollow points are partial weeks. The curve has a break where a week had too few people to report, where the model changed, or where two weeks have no shop in common.
    .legend_panel = Lines are 95 % intervals. The curve has a break where a week had too few people to report, or where the model changed.
    .picture = Weeks of { $name }
    .adverts = the ads
    .described = The plot shows a point and its 95 % interval for each week. The table below the plot has every number.
    .table = Weeks

# Plots

plot =
    .band = The pale band contains the whole true curve in 95 of 100 such reports.
    .lines = Each thin line is the 95 % interval of one second by itself. There are too few places for a band.
    .days = { $days ->
            [one] The pale line shows the only day. There are too few shops for an interval.
           *[other] Each of the { $days } pale lines shows one day. There are too few shops for an interval, so the lines show how much days differ.
        }
    .own_mean = The dotted line is the ad’s own mean.
    .film = The ad’s video is shown below the curve.
    .untold_second = not reported, because too few people watched at a time
    .second = { $watchers ->
            [one] { $share } smiled, { $watchers } watcher
           *[other] { $share } smiled, { $watchers } watchers
        }
    .second_band = { $watchers ->
            [one] { $share } smiled, band { $low } to { $high }, { $watchers } watcher
           *[other] { $share } smiled, band { $low } to { $high }, { $watchers } watchers
        }
    .tooltip = Second { $second }: { $words }
    .not_told = not reported
    .mean = mean { $share }
    .watchers = watchers per second (highest number: { $number })
    .first_second = { $second } s
    .title = Smiles in each second of { $adverts }
    .heading = Smiles in each second, % of the time watched
    .each_advert = Smiles in each second of each ad
    .described_none = { $name }: no second is reported.
    .described_band = { $name }: a curve over { $seconds } seconds, with a 95 % band. The lowest value is { $low } in second { $at_low }. The highest value is { $high } in second { $at_high }.
    .described = { $name }: a curve over { $seconds } seconds, without a band. The lowest value is { $low } in second { $at_low }. The highest value is { $high } in second { $at_high }.
    .gaps = { $seconds ->
            [one] { $seconds } second is not reported.
           *[other] { $seconds } seconds are not reported.
        }
    .has_table = The table below the plot has every number.
    .between = { $number } more rows are not shown here
    .spark = Smiles by second: { $low } to { $high }, most in second { $second }.
    .spark_none = No second is reported.

dots =
    .compared_shops = Shops: smiles compared with each shop’s other ads, in percentage points
    .compared_participants = Participants: smiles compared with their other ads, in percentage points
    .level_shops = Shops: smiles, % of the time watched
    .level_participants = Participants: smiles, % of the time watched
    .one_shops = Measured in one shop: { $name }
    .one_participants = Measured with one participant: { $name }
    .most = Most smiles: { $names }
    .least = Fewest smiles: { $names }
    .alike_shops = The shops do not differ by more than chance.
    .alike_participants = The participants do not differ by more than chance.
    .missing_shops = { $count ->
            [one] { $count } shop has
           *[other] { $count } shops have
        } no result and no dot.
    .missing_participants = { $count ->
            [one] { $count } participant has
           *[other] { $count } participants have
        } no result and no dot.

figure =
    .shops = Smiles by shop, % of the time watched
    .participants = Smiles by participant, % of the time watched
    .shops_picture = Smiles by shop, { $advert }
    .participants_picture = Smiles by participant, { $advert }
    .shops_described = { $count ->
            [one] The plot shows { $count } shop, sorted by how much this ad differs from the other ads of the shop. The table below the plot has every number.
           *[other] The plot shows { $count } shops, sorted by how much this ad differs from the other ads of the shop. The table below the plot has every number.
        }
    .participants_described = { $count ->
            [one] The plot shows { $count } participant, sorted by how much this ad differs from the other ads that the participant saw. The table below the plot has every number.
           *[other] The plot shows { $count } participants, sorted by how much this ad differs from the other ads that the participant saw. The table below the plot has every number.
        }
    .shops_order = Shops are sorted by how much this ad differs from the shop’s other ads.
    .shops_alike = Chance explains how this ad’s difference varies between the shops, so their order has no meaning.
    .shops_legend = A filled point is an estimate that is shrunk towards the mean of all shops. A hollow point is the shop’s own number, with its 95 % interval. The dotted line is the mean of all shops.
    .participants_order = Participants are sorted by how much this ad differs from the other ads that the participant saw.
    .participants_alike = Chance explains how this ad’s difference varies between the participants, so their order has no meaning.
    .participants_legend = A filled point is an estimate that is shrunk towards the mean of all participants. A hollow point is the participant’s own number, with its 95 % interval. The dotted line is the mean of all participants.
    .hours = Visits by hour of the day
    .hours_of = Visits by hour of the day, { $advert }
    .hours_legend = All visits on these days, not only visits of people who watched this ad. Dark: a look of 1 s or more. Local time.
    .weekdays = Visits by weekday
    .weekdays_of = Visits by weekday, { $advert }
    .weekdays_legend = The dark part of each bar shows visits with a look of 1 s or more.
    .weekdays_ad_legend = All visits on these days, not only visits of people who watched this ad.
    .bars = { $count ->
            [one] The plot has { $count } bar. The table below the plot has every number.
           *[other] The plot has { $count } bars. The table below the plot has every number.
        }
    .parts = Smiles by part of the day, % of the time watched
    .parts_picture = Smiles by part of the day, { $advert }
    .parts_described = The plot shows a point and its 95 % interval for each part of the day. The table below the plot has every number.
    .parts_legend = The plot includes only shops where each message covers a single part of the day.
    .part = part { $number }

# Figures at a glance

fact =
    .plays = plays of this ad
    .visits = visits in front of the screens
    .looked = visits with a look of 1 s or more
    .overlapping = visits that overlap a play of this ad
    .present = mean time in view
    .told_visits = of visits are reported
    .told_participants = of participants are reported
    .read = of watchers were analysed for at least 1 s
    .camera = of the time the camera was measuring
    .third = in smiles, compared with your other ads in the same shops
    .upper_third = upper third
    .middle_third = middle third
    .lower_third = lower third

# Tables

table =
    .numbers = Numbers of { $name }
    .scores = Curve scores of { $name }
    .seconds = Each second of { $name }
    .shops = Shops of { $name }
    .participants = Participants of { $name }
    .looked = These screens on these days: how long people looked
    .present = These screens on these days: how long people were present
    .parts = Parts of the day, { $name }
    .or_more = { $edge } s or more
    .from_to = { $first } to { $last } s
    .here_shops = { $days ->
            [one] in these shops, over { $days } day
           *[other] in these shops, over { $days } days
        }
    .here_participants = { $days ->
            [one] for these participants, over { $days } day
           *[other] for these participants, over { $days } days
        }
    .peak_seconds = mean of 3 s, highest in seconds { $first } to { $last }
    .no_reason = no reason given
    .not_told = { $names }: not reported.
    .no_intervals = The curve has no intervals: { $reason }.
    .few_shops = too few shops
    .few_participants = too few participants

column =
    .reason = Reason
    .measure = Measure
    .lift = Lift
    .p_randomised = p, other orders
    .days_of_shops = Days of shops
    .product = Product
    .abstained = Abstained
    .class = Class
    .share = Share
    .comments = Comments
    .least_people = Ten-minute slots (at least)
    .advert = Ad
    .present_share = Share
    .new_share = After one day
    .end_share = After all steps
    .draws = Effect in all shops
    .draws_interval = 95 % interval
    .draws_here = Effect in this shop
    .why = Why
    .number = Measure
    .mean = Mean
    .here_shops = 95 % interval in these shops
    .here_participants = 95 % interval for these participants
    .interval = 95 % interval
    .shop = Shop
    .shops = Shops
    .participant = Participant
    .participants = Participants
    .of = Based on
    .reported_share = Reported share
    .alike = Mean per watcher
    .of_curve = Curve score
    .second = Second
    .smiled = Smiled
    .of_second = 95 % interval of the second
    .of_week = 95 % interval of the week
    .band = Band for all seconds
    .watchers = Watchers
    .read = Analysed
    .read_second = Analysed in this second
    .shrunk = Shrunk estimate
    .beside = Difference from the other ads, points
    .own = Own number
    .over_days = 95 % interval over days
    .days = Days
    .day = Day
    .plays = Plays
    .visits = Visits
    .weekday = Weekday
    .hour = Hour
    .looked_1 = Looked for 1 s or more
    .time_present = Time in view
    .within = Share of visits certainly within this hour
    .looked = Looked
    .present = Present
    .pair = Pair
    .difference = Difference
    .any_time = Interval at any time, 95 %
    .verdict = Verdict
    .at_end = Interval at the end, 95 %
    .p = p, adjusted
    .smallest = Smallest detectable difference
    .arm = Arm
    .adverts = Ads
    .blocks = Blocks
    .week = Week of
    .value = Value
    .reactions = Reactions
    .remark = Remark
    .part = Part

# The page that is one file

page =
    .skip = Skip to the main result
    .marks = Labels of this report
    .report_of = report of { $day }
    .behind = Numbers behind this plot
    .method = How the numbers are calculated
    .every_number = What each number means, how it is calculated, and its limits
    .footer = Made by Vitrina. { -promise-least } Panel reports have no minimum number of people, because all participants consented. The numbers contain no images or sound recordings.

# Reasons as the statistics write them, word for word: sentences in other languages are found by these.

reason =
    .nothing_told = nothing reported
    .few_sites = fewer than { $number } sites
    .few_days = fewer than { $number } days
    .many_days = more than { $number } days
    .one_site = nearly all people were at one site
    .one_day = nearly all people came on one day
    .never_by_days = more days are not enough: shops differ too much from each other
    .no_two_days = no site has two days of data, so the effects of days and sites cannot be separated
    .few_for_band = no second was reported by at least { $number } sites
    .few_to_win = reported by { $number } sites; a winner needs at least { $least }
    .end_excludes = the interval at the planned end excludes 0
    .sequence_excludes = the confidence sequence excludes 0
    .end_holds = the planned end has been reached, and the interval includes 0
    .not_begun = the confidence sequence has not started
    .sequence_holds = the confidence sequence includes 0
    .sequence_holds_no_end = the confidence sequence includes 0; no end was planned
    .shown_not_random = a difference is shown; the ads were not assigned at random
    .not_shown = no difference is shown
    .two_arms = fewer than two arms are stored
    .no_arm = no arm is ahead of all others
    .both_copies = both arms show the same video, so neither wins

# Notes of reports, word for word as well.

note =
    .simulated = Simulated data: these numbers describe no real people or shops.
    .research = Kiosks in this report analyse faces with a research model. Its results may not be used in a shop.
    .no_plays = No plays are stored, so the report can show neither how often the ad was shown nor the reported share.
    .no_zone = Shops without a time zone count their days and hours in UTC. To set a time zone, run: vitrina-central site set.
    .networks = Several expression models produced these reactions. The expression numbers use only { $network } ({ $period }); not used: { $others }.
    .networks_difference = Several expression models produced these reactions. The differences use only { $network }.
    .networks_experiment = Several expression models produced these reactions. Only the model that analysed the most people is used.
    .in_one_order = Each participant is compared only with themselves. If all participants saw the ads in the same order, that order may affect the result.
    .not_random = The ads were compared within the same shops and days. This comparison does not assign them at random, so the hour at which each was shown may affect the result. Only an experiment rules this out.
    .network_began = Since { $day }, the expression model has been { $network }. Earlier weeks are not on the same scale.
    .shops_joined = { $count } shops joined after the week of { $day }. Each week is adjusted to the level of all { $all } shops.
    .shop_joined = One shop joined after the week of { $day }. Each week is adjusted to the level of all { $all } shops.
    .shops_left = { $count } shops reported nothing in the week of { $day }. Each week is adjusted to the level of all { $all } shops.
    .shop_left = One shop reported nothing in the week of { $day }. Each week is adjusted to the level of all { $all } shops.
    .no_blocks = The plays contain no blocks, so it is unknown whether the arms took turns.
    .no_end = No end was planned, so only the confidence sequence can name a winner.
    .end_changed = The planned end was changed, so only the confidence sequence can name a winner.
    .some_chosen = The report covers only some days or sites, so only the confidence sequence can name a winner.
    .other_measure = The end was planned for { $planned }, but this report shows { $measure }, so only the confidence sequence can name a winner.
    .under_read = The smile detector analyses fewer of the people who watch an ad for longer, so the smiles reported for such an ad are too low.
    .unbalanced = The arms are unbalanced. Plays: { $plays }.
    .unequal = Arm { $more } has at least twice as many people as arm { $fewer }. Quiet hours may be missing only from the smaller arm.
    .abstained = The smile detector abstained { $most }% of the time in arm { $more } and { $least }% in arm { $less }, because people talk or turn away, or the light is different there. This alone may explain a difference between the arms.
    .second_0 = Already in second 0, before a video can have an effect, arm { $ahead } is ahead of arm { $other } by { $size } points. Something other than the video differs, such as the brightness or what plays before it.

# Rules of all numbers

rule-interval =
    .title = Interval
    .text = A 95 % interval over shops shows where the mean of all shops of this kind lies. If you repeat the measurement in other shops, 95 of 100 such intervals contain that mean. The interval uses one mean per shop and Student's t, so many visits to one shop do not count as many shops. With fewer than 4 shops there is no such interval. The report then shows an interval over days, which describes only these shops. In a panel, participants take the place of shops.

rule-noise =
    .title = Noise
    .text = Each kiosk adds random noise to the totals behind expressions and laughter. The noise protects single visits: somebody who compares two numbers can make only an uncertain guess about one visit. A guess that uses many numbers about the same visit is less uncertain. The noise averages 0 and is included in every interval. It can push a number below 0 or above 100 %. Plots and tables then show 0 or 100 %, but exports contain the original number.

rule-promise =
    .title = { -promise-title }
    .text = { -promise-full } A number about too few people is withheld: it is missing here, and never shown as 0. An operator can choose minimums other than 5 and 10. Panel reports have no minimum, because all participants consented.

rule-told =
    .title = Reported share
    .text = Kiosks withhold numbers from quiet hours and small shops more often than numbers from busy ones. The reported visits are therefore not a random sample of all visits. The report shows the reported share next to each number. If the share is below 80 %, a sentence points this out.

rule-ranking =
    .title = Ranking of shops
    .text = Shops are not ranked by how much people smile there, because this level also depends on the camera, the light and the visitors. Shops are sorted by how much better this ad does than the shop's other ads. Small shops often come first or last only by chance. Each difference is therefore shrunk: it is moved towards the mean of all shops, and further where chance and noise are larger.

rule-winner =
    .title = Winner
    .text = An ad is named the winner if the interval of its lead excludes 0 at the planned end. It can win earlier if the interval that you may check every day excludes 0. No winner is named with fewer than 4 shops. Before the planned end, any other experiment is too early. At the planned end, the report states how large a difference is still possible. This does not prove that there is no difference.

rule-network =
    .title = Model
    .text = A model detects smiles in faces. It was tested with images from other places, not in the light of these shops, and no number is corrected for its errors. The level of smiles depends on the camera and the light, so compare ads, not levels. Errors that are the same for two ads cancel out in their difference within the same shops. Errors that a video itself causes, such as its light on faces, do not cancel out: an ad that adds one point of false smiles can win although nobody smiles more. A placebo experiment measures this error by showing one video twice, once darker. Days that different models measured are never averaged.

# Every number: what it is, how it is made, what it is not

group =
    .measures = Measures
    .scores = Curve scores
    .places = People, places and times
    .differences = Differences and winners

-site-means = for each shop Σ n·x / Σ n over its messages, where n is the number of people in a message and x their mean; then the mean over shops, ± t(0.975, shops − 1) · standard deviation / √shops

-exposed-means = for each shop Σ e·x / Σ e over its messages, where e is the number of exposed visits in a message and x their mean; then the mean over shops, ± t(0.975, shops − 1) · standard deviation / √shops

-wearer-means = for each shop Σ w·x / Σ w over its messages, where w is the number of wearers in a message and x their mean; then the mean over shops, ± t(0.975, shops − 1) · standard deviation / √shops

entry-attention_s =
    .label = Viewing time
    .unit = s
    .definition = Mean time per visit during which the head was turned to the screen while the ad played.
    .formula = { -exposed-means }
    .is_not = This does not show where people look, because the kiosk measures the direction of the head, not of the eyes

entry-watched_share =
    .label = Looked for 1 s or more
    .unit = %
    .definition = Share of the visits present during the ad in which somebody looked towards the screen for 1 s or more.
    .formula = number of watchers / number of exposed visits; { -exposed-means }
    .is_not = This is not a share of all people who passed, because only faces are counted

entry-smile =
    .label = Smiled
    .unit = % of the time watched
    .definition = Share of the watched time in which people smiled, estimated as the model's mean probability of a smile. Within a message, each watcher counts equally.
    .formula = { -site-means }
    .is_not = This is not a share of people. It does not show what they think of the ad or will buy

entry-negative =
    .label = Frowned or similar
    .unit = % of the time watched
    .definition = Mean probability that a face shows anger, contempt, disgust, fear or sadness, as the model estimates it.
    .formula = { -site-means }
    .is_not = This does not show displeasure with the ad, because reading and talking look similar

entry-surprise =
    .label = Looked surprised
    .unit = % of the time watched
    .definition = Mean probability that a face shows raised eyebrows and an open mouth, as the model estimates it.
    .formula = { -site-means }
    .is_not = This does not measure interest

entry-valence =
    .label = Expression valence
    .unit = −1 to 1
    .definition = Facial expression on a scale from unpleasant (−1) to pleasant (1), as the model estimates it.
    .formula = { -site-means }
    .is_not = This does not show what somebody thinks or would like to do

entry-arousal =
    .label = Expression arousal
    .unit = −1 to 1
    .definition = Facial expression on a scale from calm (−1) to lively (1), as the model estimates it.
    .formula = { -site-means }
    .is_not = This does not measure excitement about the ad

entry-laughter_s =
    .label = Laughter in the room
    .unit = s
    .definition = Mean number of seconds per visit with laughter in the room, while the visit was present during the ad.
    .formula = { -exposed-means }
    .is_not = This does not show who laughed, or at what

entry-body_arousal =
    .label = Physical arousal
    .unit = 0 to 1
    .definition = Mean probability of physical arousal in people who wear a sensor kit with their consent. It is estimated from skin conductance and pulse.
    .formula = { -wearer-means }
    .is_not = This does not measure stress, or excitement about the ad

entry-hr_bpm =
    .label = Heart rate
    .unit = beats per minute
    .definition = Mean heart rate of people who wear a sensor kit with their consent.
    .formula = { -wearer-means }
    .is_not = This is not a medical value

entry-scr_per_min =
    .label = Skin responses
    .unit = per minute
    .definition = Mean number of rises in skin conductance per minute, in people who wear a sensor kit with their consent.
    .formula = { -wearer-means }
    .is_not = This is not a reaction to a single second, because the skin responds seconds later

entry-peak =
    .label = Peak
    .unit = %
    .definition = Highest mean smile value over 3 seconds. The highest of several noisy numbers is usually too high. Therefore the 3 seconds for each shop are chosen with the data of the other shops.
    .formula = maximum of the moving mean over 3 s
    .is_not = This is not the highest point of the plotted line

entry-end =
    .label = End
    .unit = %
    .definition = Mean smile value in the last 3 seconds of the ad.
    .formula = mean of the last 3 s
    .is_not = This does not include people who left before the end

entry-peak_end =
    .label = Peak and end
    .unit = %
    .definition = Mean of the peak and the end scores.
    .formula = (peak + end) / 2
    .is_not = This is not a proven measure of memory

entry-first_3_s =
    .label = First 3 seconds
    .unit = %
    .definition = Mean smile value in the first 3 seconds of the ad.
    .formula = mean of seconds 0, 1 and 2
    .is_not = This is not the effect of the ad alone, because faces still show a reaction to what came before

entry-retention =
    .label = Watchers at the end compared with the start
    .unit = %
    .definition = Number of watchers in the last 3 seconds, as a share of the number in the first 3 seconds.
    .formula = watchers(last 3 s) / watchers(first 3 s)
    .is_not = This is not the share of people who stayed, because some people leave and new ones arrive

entry-creative =
    .label = Ad
    .unit = name
    .definition = ID, name, tag and owner of the ad.
    .formula = taken from the plays
    .is_not = This is not a campaign: two cuts of one video are two ads

entry-period =
    .label = Days
    .unit = days
    .definition = First and last day in the shops' local time, and the date of the report.
    .formula = a message counts for the day on which it ends
    .is_not = This does not include all opening days, because days without a published message do not count

entry-marks =
    .label = Labels
    .unit = words
    .definition = Labels that show whether the data is simulated, whether it comes from a research model, and whether it is about shops or participants. Remarks on the data are included.
    .formula = taken from the messages
    .is_not = This is not a verdict on the ad

entry-flow =
    .label = Plays, visits and watchers
    .unit = counts
    .definition = Number and length of the plays of the ad. For the days on which the ad played, also the number of all visits, and the number of visits with a look of 1 s or more.
    .formula = totals over plays and over windows
    .is_not = This is not a number of different people, because a person who comes back counts as a new visit

entry-dwell_s =
    .label = Time in view
    .unit = s
    .definition = Mean time that a visit was in view of the camera.
    .formula = Σ visits · dwell / Σ visits over all windows, where dwell is the mean time in view within a window
    .is_not = This is not the time that people spent in the shop

entry-comments =
    .label = Comments
    .unit = %
    .definition = Share of one class among the comments that visitors typed about the ad. A model classifies the comments. A kiosk publishes comments only if they come from at least ten different ten-minute slots.
    .formula = Σ comments of the class / Σ comments; the 95 % interval comes from a score test that includes the kiosks' noise and the variation between messages
    .is_not = This does not show the opinion of people who wrote nothing, and it contains classification errors

entry-coverage =
    .label = Camera on
    .unit = %
    .definition = Share of the time in which the cameras were measuring.
    .formula = mean over windows, weighted by their length
    .is_not = This does not show how much of the shop the cameras see

entry-overlapping_visits =
    .label = Overlapping visits
    .unit = visits
    .definition = Expected number of visits that overlap a play of the ad. A visit counts once for each play that it overlaps.
    .formula = plays · visits per second of measuring · (length of a play + mean time in view); 95 % interval over days, for at most 92 days
    .is_not = This is not the number of people who looked

entry-sites =
    .label = Shops
    .unit = count
    .definition = Number of shops with published reactions. Also the number of screens, days and reactions in these shops, and the number of visits behind the reactions.
    .formula = each number is a count
    .is_not = This does not include every shop in which the ad played

entry-interval =
    .label = 95 % interval
    .unit = same as the number
    .definition = Range that contains the mean of all shops of this kind in 95 of 100 such reports.
    .formula = mean ± t(0.975, shops − 1) · standard deviation of the shops' means / √shops
    .is_not = This does not show how much single shops or people differ

entry-here =
    .label = In these shops
    .unit = same as the number
    .definition = Mean of only these shops and its 95 % interval. It is shown if there are fewer than 4 shops.
    .formula = Student's t over days; the interval is wider if each day resembles the day before
    .is_not = This says nothing about other shops

entry-people_mean =
    .label = Mean per watcher
    .unit = same as the number
    .definition = The same number, but with equal weight for each watcher instead of each shop.
    .formula = Σ n·x / Σ n over all shops, where n is the number of people in a message and x their mean; jackknife over shops
    .is_not = This is not the main result, because the busiest shops dominate it

entry-curve =
    .label = Curve
    .unit = % per second
    .definition = Smiles in each second of the ad, with the number of watchers and of analysed faces.
    .formula = mean over shops; the 95 % interval of each second uses t over shops and needs at least 4 shops
    .is_not = This does not follow the same people through the ad, because the late seconds describe mainly people who stayed

entry-band =
    .label = Band
    .unit = % per second
    .definition = Range that contains the whole true curve, in all seconds at once, in 95 of 100 such reports.
    .formula = mean ± q · se, where se is the standard error of a second and q the 95 % quantile of the largest |t| over all seconds (multivariate t); needs at least 10 shops
    .is_not = This is not the interval of a single second, which is narrower

entry-moment =
    .label = Moment
    .unit = points
    .definition = Seconds in which the curve is clearly above or below its median. The difference is not explained by other people watching at that time.
    .formula = From the value of each second, subtract the mean of its shop. In a rise, the whole band of a second lies above the curve's median. In a fall, the whole band lies below the median by more than its typical half-width. A rise or fall counts only if it remains after a correction for the people who leave and stay
    .is_not = This does not include every movement of the line, because other movements may be due to chance

entry-shrunk =
    .label = Shrunk shop value
    .unit = %
    .definition = A shop's number, moved towards the mean of all shops. It moves further where chance and noise are larger. Shops are sorted by how much the ad differs from the shop's other ads. This difference is moved in the same way.
    .formula = m + τ² / (τ² + s²) · (own − m), where m is the mean of all shops, own the shop's number, s² its variance, and τ² the variance between shops (DerSimonian and Laird, minus the known noise)
    .is_not = This is not the shop's own number, which is shown next to it with its interval over days

entry-hours =
    .label = Hours and weekdays
    .unit = visits
    .definition = Number of visits and watchers by local hour and by weekday. For each hour, also the share of its visits that certainly happened within the hour.
    .formula = totals over windows, by the local hour in which a window ends
    .is_not = This does not show smiles by hour, because a reaction covers several hours

entry-parts =
    .label = Parts of the day
    .unit = %
    .definition = Smiles by part of the day, in shops where each message covers a single part of the day.
    .formula = { -site-means }
    .is_not = This is not available for shops where a message covers several parts of the day

entry-period_change =
    .label = Change against the days before
    .unit = percentage points
    .definition = Smiles in the chosen days minus smiles in as many days before, in the same shops. It is shown for at most 31 chosen days. On the page of ads, changes are corrected for their number.
    .formula = mean over shops of (mean of the chosen days − mean of the days before), with Student’s t over shops for 4 or more shops
    .is_not = This does not say why the number changed: weather, season and other visitors are part of it

entry-seen =
    .label = Seen by
    .unit = visits
    .definition = Estimated number of visits that looked at the ad for 1 s or more: the watchers in its published reactions, divided by the reported share. “At least”: fewer than two visits per minute come, so more visits were never reported.
    .formula = watchers / r, with r = visits of windows within published reactions / visits of all windows (ratio estimate, Cochran 1977). The 95 % interval of r is a jackknife over shops, for 4 or more shops (Quenouille 1956, Tukey 1958). The range is watchers / r high to watchers / r low · (1 + share of one window for each kiosk and day, which may never be published)
    .is_not = This is not a number of people, because nobody is recognised and a person who comes back is a new visit

entry-reported_share =
    .label = Reported share
    .unit = %
    .definition = Visits that a published reaction covers, as a share of all visits in the windows of these days.
    .formula = visits of windows within published reactions / visits of all windows
    .is_not = This is not a share of the time, or of the watchers

entry-read_share =
    .label = Analysed share
    .unit = %
    .definition = Share of watchers that the expression numbers include. A watcher is included if at least 1 s of the face was analysed. For each visit, at most four randomly chosen ads are included.
    .formula = included watchers / all watchers, in the published reactions
    .is_not = This is not a share of all visits

entry-withheld =
    .label = Withheld
    .unit = %
    .definition = Shares of plays, of seconds and of shops that had too few people to be reported.
    .formula = 1 − reported / played
    .is_not = This data was not lost: the kiosks withheld it on purpose

entry-week =
    .label = Week of a trend
    .unit = same as the measure
    .definition = Mean of all shops of the trend in one week, including shops that did not report in that week. Two weeks are connected if they have shops in common and use the same model. A week counts as full if it is over, and if neither the campaign nor the chosen days cut it short.
    .formula = least squares of value = shop + week, over the weekly means of the shops
    .is_not = This is not the mean of only the shops that reported in the week, because that mean changes when shops join

entry-models =
    .label = Models
    .unit = name
    .definition = Models that measured the expressions, and the days on which each was used. Days of different models are not averaged.
    .formula = the numbers use the model with the most reactions
    .is_not = This is not a mean over models

entry-third =
    .label = Third among your own ads
    .unit = upper, middle, lower
    .definition = Third of the ranking that contains this ad: upper, middle or lower. All your ads are ranked by their smiles, and two ads are compared only in the same shops. The third is shown only with at least 9 ads and 4 shops, and only if the rank is certain enough.
    .formula = effects of the ads within shops, shrunk towards their mean; the third that contains the 95 % interval of the rank
    .is_not = This is not an exact rank, and not a comparison with other advertisers

entry-difference =
    .label = Difference
    .unit = points
    .definition = How much better one ad did than another ad, compared within the same shops, days and parts of the day.
    .formula = For each shop, take the weighted mean of the differences within each day or part of the day. Then average over shops, weighted by precision (Hartung and Knapp), with t over shops and days
    .is_not = This is not the difference of the two totals, which also contain other shops and days

entry-change =
    .label = Difference by week
    .unit = points
    .definition = Difference in each week, with an interval for only that week. If the first and the last third of the days differ, a sentence points this out.
    .formula = weeks: the difference over the days of each week; change: last third − first third within shops, with t over shops and days
    .is_not = This is not the verdict, which uses all days together

entry-sequence =
    .label = Interval at any time
    .unit = points
    .definition = Interval of the difference that is valid every day. You may check it every day and stop as soon as it excludes 0.
    .formula = √(sequence² + (t · se)²) on each side of the difference, where sequence is the half-width of a confidence sequence over days and t · se the half-width over shops
    .is_not = This is wider than the interval at the planned end

entry-p =
    .label = p
    .unit = 0 to 1
    .definition = Probability that chance alone produces a difference of this size or more, adjusted for the number of comparisons. An experiment shows p only after its planned end is reached.
    .formula = two-sided t-test over shops and days; adjusted by Holm within an experiment, and by Benjamini and Hochberg in lists
    .is_not = This is not the probability that there is no difference

entry-detectable =
    .label = Smallest detectable difference
    .unit = points
    .definition = Smallest difference that 80 of 100 experiments with data like this detect. Also the number of shops or days that you need to detect a smaller difference. For a plan and for a single ad, it uses the stored people, noise and days.
    .formula = (t(0.975) + t(0.8)) · se; for a plan and for a single ad, simulated experiments of that size
    .is_not = This does not mean that smaller differences do not exist

entry-arm =
    .label = Arm
    .unit = same as the measure
    .definition = Result of one arm of an experiment, with its shops, days, blocks, plays and visits.
    .formula = the formula of the measure, over the days of the experiment
    .is_not = Do not compare arms by eye: use the difference

entry-abstained =
    .label = Abstained
    .unit = % of the time watched
    .definition = Share of the watched time in one arm in which the smile detector did not decide. If arms differ by 5 points or more, a note names them.
    .formula = Σ n·x / Σ n over the arm's reactions, where n is the number of people in a reaction and x their mean
    .is_not = This is not the share of people who did not smile

entry-first_second =
    .label = Second 0
    .unit = points
    .definition = Difference between the smiles of two arms in the first second, when a video cannot have made anybody smile yet. If p is below 0.01, the report adds a note.
    .formula = the formula of the difference, only for second 0 of the curve
    .is_not = This is not an effect of the video

entry-sensitivity =
    .label = Error of the smile detector
    .unit = points
    .definition = Measured difference between the two copies of one video in the newest placebo experiment, and the end of its interval that is farther from 0.
    .formula = the formula of the difference
    .is_not = This is not a correction, because it changes no other number

entry-blocks =
    .label = Blocks
    .unit = count
    .definition = Number of periods in which each arm played. Incomplete periods are excluded.
    .formula = number of complete periods
    .is_not = This is not a number of days

entry-seen_both =
    .label = May have seen both
    .unit = visits
    .definition = Lowest and highest possible number of visits that were present during two arms.
    .formula = lower and upper bound, computed from the exposed visits of both arms and all visits in the same windows
    .is_not = This is not an exact count, because nobody is followed

# The server's own alerts: texts word for word, and what to do by code.

severity =
    .error = error
    .warning = warning
    .info = info

alert =
    .silent = The kiosk has sent no message. It is not connected to the broker.
    .silent_connected = The kiosk has sent no message. It may still be connected to the broker.
    .silent_many = { $count } of { $all } kiosks fell silent at about the same time.
    .paused = The kiosk is not measuring during opening hours: { $reasons }.
    .degraded = The kiosk is running without one of its parts: { $reasons }.
    .paused_unknown = The kiosk is not measuring during opening hours: no reason was given.
    .degraded_unknown = The kiosk is running without one of its parts: no reason was given.
    .loss = { $count } messages are lost, because the kiosk deleted them before the server requested them.
    .clone = { $count } messages have sequence numbers that are already stored from another kiosk with the same name.
    .outbox = { $count } messages are waiting in the kiosk's outbox.
    .clock_wrong = The kiosk's clock may be off by up to { $seconds } s.
    .clock_unknown = The kiosk does not know the time.
    .rate = The camera delivers { $rate } frames per second.
    .disk = Only { $size } GB of disk space is free in { $folder }.
    .sums = The totals of { $count } days could not be updated. The first of them is { $day } of { $site }.
    .sums_all = The totals of { $count } days over all sites could not be updated. The first of them is { $day }.
    .sums_failed = No totals can be computed: { $reason }.
    .retention = Old data cannot be deleted: { $reason }.
    .backup_failed = The backup of { $time } failed. The newest complete one is from { $newest }.
    .backup_failed_none = The backup of { $time } failed. There is no complete backup.
    .backup_begun = A backup was started at { $time }, but none has finished since. The newest complete one is from { $newest }.
    .backup_begun_none = A backup was started at { $time }, but none has finished since. There is no complete backup.
    .backup_old = No backup has been made for { $days } days. The newest complete one is from { $newest }.
    .fleet_unsigned = The signatures for the kiosks' updates cannot be renewed: { $reason }.
    .rollout_returned = The rollout of { $version } to the kiosks of { $tenant } stopped: too many kiosks returned to their former program.
    .rollout_silent = The rollout of { $version } to the kiosks of { $tenant } stopped: too many kiosks fell silent.
    .rollout_fault = The rollout of { $version } to the kiosks of { $tenant } cannot go on: { $reason }.
    .certificate_unread = { $file } cannot be read as a certificate.
    .certificate_ended = { $file } has expired.
    .certificate_ends = { $file } expires in { $days } days.

cure =
    .kiosk_silent = Check the kiosk's power and its network, then run `sudo vitrina status` on the kiosk.
    .kiosk_paused = The reason names the missing part, such as the notice. For details, run `sudo vitrina status` on the kiosk.
    .kiosk_degraded = The reason names the part. The kiosk's own alert describes the fix.
    .kiosk_outbox = Check the kiosk's network and the broker's limits.
    .kiosk_loss = Raise `[outbox] max_mb` on the kiosk. Check the kiosk's network and the broker's queue limits.
    .kiosk_clone = Two kiosks have the same tenant, site and device: change one of them. To list the messages, run `vitrina-central quarantine list`.
    .kiosk_clock = Run `timedatectl` on the kiosk and check its time server.
    .kiosk_rate = Add light, use another USB port or set a smaller frame size. Then run `vitrina doctor` on the kiosk.
    .server_silent = Run `vitrina-central doctor` to check the broker and this server's connection to it.
    .server_broker = Run `vitrina-central doctor`. Then correct [broker] in the settings, or stop the server that runs on a copy of this store.
    .server_disk = Free some disk space: when the disk is full, nothing is stored.
    .server_sums = The log names the day, the site and the reason. If a kiosk sends impossible numbers, give it a new password.
    .server_retention = The log contains the reason. To try again now, run `vitrina-central forget`.
    .server_pages = The server tries again every 10 s. To find the reason in the log, run `journalctl -u vitrina-central`.
    .server_backup = Run `vitrina-central backup FILE`, which prints the problem, such as a full disk. Then check the backup timer.
    .server_fleet = The log contains the reason, such as a missing key. Restore `[central] fleet_keys` from a backup, or make new keys with `vitrina-central fleet rotate`.
    .server_rollout = Open the page Kiosks, or run `vitrina-central rollout show`. Then let the rollout go on, or sign another plan.
    .server_certificate = Renew the certificate and restart the server.
    .other = Look up { $code } under /help/reference/alerts.html, or with vitrina docs alerts.

# What went wrong, word for word. What is not here is shown in English.

problem =
    .sales_column_time = sales: the file has the column '{ $name }', which looks like a time of day. Central stores totals by day and nothing finer, because totals of an hour, a till or a receipt could be matched with the people before a screen. Export totals: { $form }. Nothing was stored.
    .sales_column_receipt = sales: the file has the column '{ $name }', which looks like a receipt. Central stores totals by day and nothing finer, because totals of an hour, a till or a receipt could be matched with the people before a screen. Export totals: { $form }. Nothing was stored.
    .sales_column_card = sales: the file has the column '{ $name }', which looks like a card. Central stores totals by day and nothing finer, because totals of an hour, a till or a receipt could be matched with the people before a screen. Export totals: { $form }. Nothing was stored.
    .sales_column_till = sales: the file has the column '{ $name }', which looks like a till. Central stores totals by day and nothing finer, because totals of an hour, a till or a receipt could be matched with the people before a screen. Export totals: { $form }. Nothing was stored.
    .sales_column_person = sales: the file has the column '{ $name }', which looks like a person. Central stores totals by day and nothing finer, because totals of an hour, a till or a receipt could be matched with the people before a screen. Export totals: { $form }. Nothing was stored.
    .sales_no_column = sales: the first line of the file has no column { $names }. Write it as { $form }. Nothing was stored.
    .sales_other_column = sales: the file has the column '{ $name }', which sales do not have. Remove it, so that the file has { $form }. Nothing was stored.
    .sales_column_twice = sales: the file has a column twice. Remove it, so that the file has { $form }. Nothing was stored.
    .sales_no_table = sales: line { $line } is not a line of a table. Save the file as CSV. Nothing was stored.
    .sales_large = sales: the file is larger than { $number } bytes. Split it. Nothing was stored.
    .sales_lines = sales: the file has more than { $number } lines. Split it. Nothing was stored.
    .sales_encoding = sales: the file is not UTF-8. Save it as CSV UTF-8. Nothing was stored.
    .sales_finer_line = sales: line { $line } has '{ $name }', which is finer than a day. Central stores totals by day and nothing finer, because totals of an hour, a till or a receipt could be matched with the people before a screen. Add up the lines of each day first. Write { $form }. Nothing was stored.
    .sales_parts = sales: line { $line } is one of { $count } lines of { $day } for '{ $product }' at { $site }, and { $days } days have several lines. These look like hours, tills or receipts. Central stores totals by day and nothing finer, because totals of an hour, a till or a receipt could be matched with the people before a screen. Add up the lines of each day first. Write { $form }. Nothing was stored.
    .sales_correct_line = sales: line { $line }: { $reason }. Correct it before you replace a day. Nothing was stored.
    .sales_correct_day = sales: the file has no line of { $site } on { $day }. Add the whole day: a correction deletes its stored totals. Nothing was stored.
    .sales_correct_form = sales: a correction needs a site and days. Name them as in --replace berlin-7 2026-11-24 2026-11-25
    .sales_no_site_of = sales: there is no site '{ $name }' of { $tenant }. Name one of: { $known }. Nothing was stored.
    .sales_cells = the line has { $cells } columns, but the first line has { $columns }: correct it
    .sales_no_site = there is no site '{ $name }': use the site's id, which stays when a shop is renamed
    .sales_not_over = { $day } is not over in this shop: import its total later
    .sales_currency_stored = revenue is in { $currency }, but stored sales are in { $stored }: convert it
    .sales_conflict = { $day } is stored with other numbers: to correct this day, replace it on the page Sales, or with --replace { $site } { $written }
    .sales_currency_most = revenue is in { $currency }, but most other lines have { $usual }: convert it, because shops are compared in one currency
    .sales_currency_even = revenue is in { $currency }, but as many lines have { $one } as { $two }: convert it, because shops are compared in one currency
    .sales_currency_column = revenue is in { $currency }, but the column currency has { $other }: correct one of them
    .sales_double = lines { $numbers } have other numbers for one day: keep only the right one
    .sales_overlap = the products of this day have { $units } units together, but 'all' has only { $most }: name products that do not overlap
    .sales_date = the date '{ $name }' is not a whole day: write dates as 2026-11-24 (in a spreadsheet: format the column as text, or as yyyy-mm-dd)
    .sales_no_product = the product is missing or is longer than { $number } characters: give it a short name
    .sales_receipts = receipts is '{ $name }': write a whole number of 0 or more, without separators
    .sales_number = { $field } is '{ $name }': write a plain number such as 1250.50, without separators
    .sales_currency = the currency is '{ $name }': write a code such as EUR
    .sales_not_yours = Sales are imported for all shops of an owner, but you may see only some of them. Ask a user who may see all shops.
    .lift_no_sales = lift: no sales are stored. Import them on the page Sales, or with: vitrina-central sales import FILE
    .lift_products = lift: sales of several products are stored: { $names }. Choose one, on the command line with --product.
    .lift_past = lift: days { $days }, shops with 10 receipts a day { $shops }: this past of '{ $product }' is too short. A forecast needs { $weeks } weeks in { $least } shops. Import more days, or name another product.
    .lift_one_arm = lift: the shops that you may see show only '{ $arm }', so nothing can be compared. Ask a user who may see all shops.
    .lift_no_product = lift: no sales of this product are stored. Import them on the page Sales, or name another one.
    .experiment_by_day = experiment: '{ $name }' changes its arms by day. Open the page Lift, or use: vitrina-central lift { $command }
    .schedule_no_playlist = schedule: this server has sent no playlist to { $site }. Send one from the server first.
    .schedule_no_site = schedule: there is no site { $site }. See: vitrina-central site list
    .schedule_tenants = schedule: '{ $site }' exists for several tenants. Name it as { $name }.
    .schedule_panel = schedule: { $site } is a participant of a recording and has no playlist. Name a shop.
    .schedule_share = schedule: the booked share of '{ $name }' is { $share }. Use a share from 0 to 1.
    .schedule_not_playing = schedule: '{ $name }' is booked, but this shop does not play it. Ads that this shop plays: { $adverts }.
    .schedule_experiment = schedule: '{ $name }' is in a running experiment, so its share is fixed. Book it after the experiment.
    .schedule_hours = schedule: '{ $name }' plays only at certain hours, so its share is fixed. Set its weight by hand.
    .schedule_overbooked = schedule: the booked shares add up to more than the ads can have together. Book smaller or fewer shares.
    .schedule_day = schedule: { $day } is not between today, { $today }, and { $latest }. Nothing was changed.
    .schedule_changed = schedule: the recommendation has changed since you opened it. Nothing was changed. Check the new recommendation.
    .schedule_long = schedule: the playlist would be longer than { $number } bytes. Send fewer ads.
    .playlist_changed = playlist: these shops have received another playlist, so nothing was changed.
    .playlist_no_video = playlist: the video of { $names } is no longer on this server, so nothing was changed. Make a new playlist.
    .playlist_no_former = playlist: no earlier version of these shops is known, so nothing was changed.
    .playlist_no_site = playlist: there is no site { $name }. See: vitrina-central site list. Nothing was sent.
    .playlist_button = This button is not known, so nothing was changed. Reload the page and try again.
    .playlist_all_shops = You may see only some of the shops that have this version, so you cannot undo it. Ask a user who may see all of them.
    .playlist_draft_long = playlist: the draft is too long, so it was not saved. Choose fewer ads or shops.
    .playlist_long = playlist: it is longer than { $number } bytes, the limit of a kiosk. Send fewer ads.
    .last_administrator = user: { $name } is the last administrator of all shops. Make another user an administrator of all shops first. Nothing was changed.
    .no_password = user: { $name } cannot set a password. Unblock the user first; users of another sign-in service set it there. Nothing was changed.
    .needs_factor = You need a second factor to do this. Set it up on the page Your account.
    .own_account = user: this is your own account. Use the page Your account. Nothing was changed.
    .no_second_factor = account: there is no second factor. Set it up first. Nothing was changed.
    .playlist_day_started = playlist: { $name } starts on { $day }, but its first day must be after today. Choose a later day.
    .playlist_day_other = playlist: { $name } has started with another plan. Choose another name for the experiment.
    .playlist_day_hand = playlist: { $name } has a plan that was made by hand. Choose another name for the experiment.
    .no_page = There is no such page.
    .database = The database does not answer.
    .stored = Stored: { $names }.
    .nothing_stored = The store is empty: fill it with `import` or `serve`.
    .no_experiment_stored = No experiment is stored.
    .went_wrong = Something went wrong.
    .stale_form = This form is out of date, so nothing was changed. Reload the page and try again.
    .signed_out = You are not signed in, so nothing was changed. Sign in and try again.
    .needs_role = This requires the role { $needs }; yours is { $role }. Ask an administrator.
    .no_room = There is no space for the file ({ $why }). Nothing was changed.
    .too_large = The request is larger than the limit of { $number } bytes.
    .too_slow = The request did not arrive in time.
    .no_day = query: the period from { $first } to { $last } contains no day.
    .query_unknown = query: { $name } is not a parameter. Known parameters: { $known }.
    .query_wrong = query: { $name } is wrong: { $why }.
    .query_day = query: { $field } is wrong: '{ $name }' is not a day. Write it as year-month-day, such as 2026-11-24.
    .query_twice = query: { $name } was given { $count } times. Give it once.
    .nothing_of = report: nothing is stored for '{ $name }' of { $tenant }. { $stored }
    .no_shop = shop: there is no shop { $name }, or you may not see it.
    .no_shop_days = shop: the newest numbers are from { $day }. Choose days up to this one.
    .shop_owner = shop: there is no owner { $name }, or you may not add shops to it.
    .shop_all_needed = You may see only some shops, so you cannot add one. Ask a user who may see all shops of the owner.
    .site_exists = site: { $name } already exists. Choose another name. Nothing was changed.
    .site_zone = site: '{ $name }' is not a time zone. An example is Europe/Berlin.
    .site_country = site: '{ $name }' must be a country such as FR, or a country and its part, such as DE-MV or US-IL.
    .kiosk_none = enrol: there is no enrolled kiosk { $name }, or you may not see it.
    .kiosk_exists = enrol: { $name } is enrolled already. Choose another name, or confirm that a new machine replaces it.
    .kiosk_name_try = enrol: '{ $name }' is not a valid name of a kiosk. Use a-z, 0-9, '_' and '-'. Try { $proposed }.
    .kiosk_name = enrol: '{ $name }' is not a valid name of a kiosk. Use a-z, 0-9, '_' and '-'.
    .kiosk_no_account = The broker did not accept this, so no code was made. The server's log has the reason. Try again later.
    .kiosk_still_there = The code and the token of this kiosk are now invalid, but the broker did not delete its account, so the kiosk may still send messages. The server's log has the reason. Revoke the kiosk again later.
    .kiosk_no_enroller = This server does not enrol kiosks. Use the pages of the server that receives their messages.
    .kiosk_not_set_up = enrol: this server is not set up for kiosks yet. Ask the person who runs it to enrol one on the command line, which shows the reason.
    .token_none = token: there is no valid token with this number, or you may not see it.
    .token_exists = token: { $name } already exists. Revoke it first, or choose another name.
    .token_name = token: '{ $name }' is not one line of at most 64 characters, or starts with the word kiosk. Choose another name.
    .token_no_shop = token: no shop is chosen. Choose all shops, or at least one.
    .token_both = token: you chose all shops and single shops. Choose one of the two.
    .no_site = report: there is no site { $name }. Sites of { $tenant }: { $known }.
    .several_tenants = report: '{ $name }' exists for several tenants: { $known }. Name one of them as the tenant, or use { $example }.
    .several_tenants_stored = report: the store has several tenants: { $known }. Name one of them as the tenant.
    .ad_not_yours = The name and the video of an ad apply to all shops, but you may see only some of them. Ask a user who may see all shops.
    .end_not_yours = The planned end of an experiment applies to all its shops, but you may see only some of them. Ask a user who may see all of them.
    .link_not_yours = A shared link shows all shops of an experiment, but you may see only some of them. Ask a user who may see all of them.
    .link_no_end = link: no end is planned for { $name }. Plan its end first, or share it as it is now.
    .links_full = link: { $name } already has { $number } links. Revoke one that nobody needs.
    .no_link = link: { $name } has no link with the number { $number }. Nothing was changed.
    .too_often = Too many requests.
    .end_too_late = experiment: data of { $stored } is already stored, so { $day } cannot be the planned end of { $name }. Plan a day at least { $number } days later: { $first } or after.
    .end_is_over = experiment: { $day } is over, so it cannot be the planned end of { $name }. Plan { $first } or a later day.
    .shop_missing = shop: there is no shop { $name }.
    .shop_detail = shop: the { $detail } '{ $name }' is not one line of at most { $number } characters without control characters.
    .shop_opening = shop: the opening hours '{ $name }' cannot be read. Write them as in '{ $example }'.
    .shops_large = shops: the file is larger than { $number } bytes. Split it. Nothing was stored.
    .shops_encoding = shops: the file is not UTF-8. Save it as CSV UTF-8. Nothing was stored.
    .shops_none = shops: the file names no shop below its column names. Nothing was stored.
    .shops_quotes = shops: line { $line }: its quotation marks do not match. Nothing was stored.
    .shops_column = shops: the column '{ $name }' of the first line is unknown. Use these columns: { $known }. Nothing was stored.
    .shops_twice = shops: the first line has the column '{ $name }' twice. Use these columns: { $known }. Nothing was stored.
    .shops_no_site = shops: the first line has no column 'site'. Use these columns: { $known }. Nothing was stored.
    .shops_cells = it has { $cells } columns, but the first line has { $columns }.
    .shops_double = line { $line } already names { $name }.
    .shops_unknown = there is no site '{ $name }'.
    .no_language = account: '{ $name }' is not one of the languages { $known }. Nothing was changed.
    .no_pdf = This server cannot make PDFs. To add PDF support, run this command in its checkout of Vitrina: pip install --require-hashes --no-deps -r requirements-pdf.lock. You can also print the HTML report.
    .reports_busy = The server is busy with other reports, so it did not start this one. Try again in { $seconds } seconds.
    .report_too_long = This report takes longer than the server allows, so it was stopped. Choose fewer days, shops or ads.
    .no_experiment = experiment: nothing is stored for '{ $name }'. { $stored }
    .no_experiment_here = experiment: nothing is stored for '{ $name }' of { $tenant } on these days and sites.
    .compare_few = compare: name at least two ads, each only once.
    .no_tag = trend: no creative has the tag '{ $name }'. Give the tag to an ad first.
    .no_title = creative: '{ $name }' is not one line of at most { $number } characters.
    .hours_no_number = alerts: the value of hours is not a number. Nothing was changed.
    .hours_too_many = alerts: { $number } is not a valid number of hours. Use more than 0 and at most { $most }. Nothing was changed.
    .nothing_snoozed = alerts: nothing is snoozed for { $what }. See: vitrina-central alerts list
    .place_or_code = alerts: neither a place nor a code was given. Name one of them. Nothing was changed.
    .no_place = alerts: '{ $name }' is not a site such as acme/berlin-7, or a kiosk such as acme/berlin-7/door. Nothing was changed.
    .no_code = alerts: '{ $name }' is not a code such as kiosk.silent. Nothing was changed.
    .not_seen = alerts: you may not see { $place }. Nothing was changed.
    .code_of_all = alerts: only users who may see every site can snooze a code for every site. Name a site. Nothing was changed.
    .no_media = This server has no folder for videos. An administrator can set one: [central] media in the settings file. Nothing was changed.
    .film_opened = video: { $path } cannot be opened ({ $why }). Name another file.
    .film_no_file = video: { $path } is not a file. Name a video or an image.
    .film_kind = video: { $path } is not a supported video or image. Use an MP4, MOV, MKV or WebM video, or a PNG, JPEG or WebP image.
    .film_cut = video: { $path } is cut off or has no index. Copy or export it again.
    .film_empty = video: { $path } could not be read: it contains no image. Use an MP4, MOV, MKV or WebM video, or a PNG, JPEG or WebP image, and export it again.
    .film_size = video: { $path } has { $width }x{ $height } px. The limit is 4K (4096x2304). Export a smaller version.
    .film_endless = video: the length of { $path } is not stored in the file. Export it again, as MP4.
    .film_long = video: { $path } is { $seconds } s long. The limit is { $most } s. Shorten it.
    .film_hard = video: { $path } could not be read within the time and memory limits. Export it again, or export a smaller version.

pdf =
    .behind = The numbers behind the plots
    .behind_of = The numbers behind the plots of { $title }
