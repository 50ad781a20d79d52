### Words of the pages and reports in English. docs/central.md says how a language is added.
### Key: message.attribute. A space between a number and its word is U+00A0, which does not break.

site =
    .name = Vitrina
    .skip = Skip to the content
    .footer = { -promise-least } A panel has no minimum: its participants have agreed. No picture and no sound is in any number.

nav =
    .label = Pages
    .creatives = Adverts
    .experiments = Experiments
    .trends = Trends
    .comments = Comments
    .fleet = Kiosks
    .playlists = Playlists
    .alerts = Alerts
    .method = Data and method
    .audit = Audit log
    .sign_out = Sign out

marks =
    .label = Marks of the data
    .simulated = SIMULATED: a program made the data of { $tenants }, no people did.

role =
    .viewer = Viewer
    .editor = Editor
    .admin = Administrator

sign_in =
    .title = Sign in
    .name = Name
    .password = Password
    .button = Sign in
    .wrong = Name or password is wrong.
    .wait = Too many attempts. Try again in { $seconds } s.
    .stale = This form is out of date. Sign in again.
    .no_users = There is no user yet. On the server, add the first:

error =
    .title = This did not work
    .back = Back to the adverts

account =
    .title = Your account
    .name = Name
    .role = Role
    .sites = Sites
    .all_sites = all
    .password = Change the password
    .old = Present password
    .new = New password
    .hint = At least { $shortest } characters. All other sessions end.
    .change = Change it
    .wrong = The present password is wrong. Nothing was changed.
    .length = The new password needs at least { $shortest } characters. Nothing was changed.
    .simple = The new password needs at least { $different } different characters. Nothing was changed.
    .own_name = The new password is your own name. Choose another one. Nothing was changed.
    .wait = Too many attempts. Try again in a minute.
    .password_changed = The password is changed. All other sessions have ended.
    .sessions = Sessions
    .sessions_text = Sign out on every device, this one too. Each browser then counts as a new one.
    .everywhere = Sign out everywhere

filter =
    .from = From
    .to = To
    .show = Show
    .remove = Without { $what }
    .shops = Shops
    .all_shops = All shops
    .measure = Number

advert =
    .compare = Compare
    .print = Print
    .seconds = Frame and numbers of a second
    .second = Second { $second }:
    .moments = Which second
    .numbers = The numbers
    .limits = What this does not say

creatives =
    .title = Adverts
    .search = Search
    .sort = Order
    .by_plays = Plays
    .by_name = Name
    .by_smiles = Smiles
    .by_people = People told of
    .name = Advert
    .plays = Plays
    .visits = Visits
    .smiles = Smiled
    .curve = By second
    .told = Reported share
    .shown = { $first } to { $last } of { $total }
    .previous = Previous
    .next = Next
    .legend = Smiled: mean over shops with its 95 % interval, all rows on one axis. By second: smiles over the length of the advert, with a 95 % interval where four shops or more tell it. Reported share: part of the visits that reactions tell of; below 80 % small shops and quiet hours are missing.
    .method = How the numbers are made
    .none = No advert matches.
    .all = Show all adverts
    .choose = Choose { $name }
    .compare = Compare the chosen ones
    .empty = Adverts appear here once a kiosk has played one.

edit =
    .title = Edit
    .titles = Name and tag
    .name = Name
    .tag = Tag
    .tag_hint = Brand or campaign: adverts of one tag are followed together.
    .save = Save
    .film = Film
    .file = File
    .still = First frame of the film
    .film_hint = MP4, MOV, MKV or WebM of ten minutes and 200 MB at most, or PNG, JPEG, WebP. It is shown here alone, not sent to kiosks.
    .send = Send the film
    .no_file = No file came. Choose one, and send it again. Nothing was changed.
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
    .in_need = { $number } of { $total } need a hand; they stand first.
    .all_well = All { $total } are well.
    .reload = Load this page again every { $seconds } s
    .reload_not = Do not load this page again by itself
    .states = Kiosks by state
    .all = all
    .kiosk = Shop and kiosk
    .state = State
    .heard = Heard
    .never = never
    .unsent = Unsent
    .missing = Missing
    .lost = Lost
    .version = Version
    .playlist = Playlist
    .wanted = { $version } is on its way
    .since = since
    .legend = Silent: no message for ten minutes. Unsent: messages that waited at the kiosk at its last health. Missing: messages that it is asked for again. Lost: messages that it no longer kept.
    .undeclared = staff not declared
    .undeclared_legend = Staff not declared: nobody has said whether staff work in view of the camera, so no face is read. Set in_view, declared_on and declared_by in [staff] on the kiosk.
    .none = No kiosk is in this state.
    .versions = Versions
    .quarantine = Quarantine
    .quarantine_text = Messages that were not understood, kept for { $days } days. On the server: vitrina-central quarantine list

playlists =
    .title = Playlists
    .lead = Lists that headquarters has sent, and what each kiosk plays of them.
    .version = Version
    .sent = Sent
    .adverts = Adverts
    .experiments = Experiments
    .until = until { $day }
    .sites = Shops
    .playing = Playing
    .waiting = Waiting
    .none = No playlist has been sent yet. Ask whoever runs this server to send one.
    .kiosks = What each kiosk plays
    .kiosks_of = Kiosks of version { $version }
    .all = Show all kiosks
    .plays = Plays
    .plays_version = version { $version }
    .own = a list of its own
    .problem = Problem

compare =
    .title = Compare adverts
    .lead = Choose two or more. They are compared within the shops and days that told both.
    .button = Compare
    .others = Choose others

experiments =
    .title = Experiments
    .lead = Adverts that take turns in blocks. Is there a winner, and when will there be?
    .planned = The planned end is { $day }.
    .none = No experiment is stored.
    .empty = A playlist with an experiment starts one: the kiosks then play its arms in turns.
    .adverts = The adverts
    .plan = Plan the end
    .end = Last day
    .end_hint = Plan it before the first day, or at least 7 days ahead. It is for the number on this page. When this day is over in every time zone, the narrower interval decides. If the day is moved later, only the confidence sequence decides, and the report says so.
    .keep = Keep it

trends =
    .title = Trends
    .lead = The adverts of a brand or a campaign together, week by week.
    .none = No advert has a tag.
    .empty = An editor gives adverts a tag, such as the brand: open an advert, and choose Edit.
    .events = What began
    .first_day = first day of

comments =
    .title = Comments
    .lead = What visitors write at the kiosks, and reviews that were imported, as shares by week. No text is kept.
    .empty = Nothing is stored yet.
    .tag = Brand
    .all_adverts = All adverts
    .all_shops = all shops
    .section = Comments at the kiosks
    .positive = Positive
    .negative = Negative
    .neutral = Neutral
    .unclear = Unclear
    .share_positive = { $share } positive (95 %: { $span })
    .share_negative = { $share } negative (95 %: { $span })
    .headline_kiosks = Comments at the kiosks, { $name }: { $shares }.
    .headline_reviews = Reviews of { $name }: { $shares }. The kiosks tell no comments.
    .headline_none = No comments on { $name } can be told. They are held at the kiosk until they fill ten slots of ten minutes.
    .base_kiosks = Of some { $comments ->
            [one] { $comments } comment
           *[other] { $comments } comments
        } that visitors typed, in at least { $people ->
            [one] { $people } span
           *[other] { $people } spans
        } of ten minutes, in { $shops ->
            [one] { $shops } shop
           *[other] { $shops } shops
        }.
    .base_reviews = Of { $comments ->
            [one] { $comments } review
           *[other] { $comments } reviews
        } of { $days ->
            [one] { $days } day
           *[other] { $days } days
        } with ten or more, imported from files.
    .none_kiosks = No comments are told: they are held at the kiosk until they fill ten slots of ten minutes.
    .none_reviews = No reviews are told: none were imported for these days, or each day has fewer than ten.
    .none_advert = No comments on this advert are told: they are held at the kiosk until they fill ten slots of ten minutes.
    .by_week = Comments week by week
    .held = { $count ->
            [one] { $count } of { $all } shops tells no comments
           *[other] { $count } of { $all } shops tell no comments
        }: where little is written, comments are held until they fill ten slots of ten minutes.
    .heading_kiosks = Visitors at the kiosks
    .heading_reviews = Imported reviews
    .picture_kiosks = Comments at the kiosks by week: { $name }
    .picture_reviews = Imported reviews by week: { $name }
    .described = Two points a week with their 95 % intervals: the shares of positive and of negative comments. The table under the plot has every number.
    .legend = Discs: positive. Squares: negative. Lines up and down: 95 % interval.
    .table_kiosks = Comments at the kiosks by week
    .table_reviews = Imported reviews by week
    .of_advert = Comments on { $name }
    .beside = Smiles and visits of the same weeks
    .limit_people = Nobody is recognised: who writes in two spans of ten minutes counts twice.
    .limit_writers = Whoever writes is not like whoever does not: the shares say nothing of those who passed by, and an interval holds for those who write in these shops.
    .limit_network = A network reads the comments. It misreads some, irony above all, and the interval does not know of that.
    .limit_noise = Each count of a kiosk carries noise that protects the writers. The interval knows it: with few comments it is wide.
    .limit_apart = Visitors and imported reviews are shown apart and never added up: other people wrote them, at other places.

recommendation =
    .title = Recommendation
    .lead = How often each advert should play at a shop, by what people did in all shops. It is advice: nothing is sent before somebody accepts it.
    .choose = Choose a shop
    .none = No shop has a playlist of this server.
    .empty = On the server, send one: a recommendation changes its weights alone.
    .heading = Recommendation for { $site }
    .weeks = Weeks
    .booked = Booked shares
    .booked_hint = Such as spring=0.2, with a space between two. These adverts get this share whatever they draw.
    .accept = Accept it
    .accept_text = The new weights count from the end of a local day on. Films, dates, hours and experiments stay as they are.
    .end_of = At the end of
    .button = Accept the weights
    .viewer = An editor may accept it.
    .table = Shares of the plays at { $site }
    .rails = What holds it back
    .points = { $number } points
    .day_smile = With these shares people in shops like { $site } are expected to smile { $size } more of the time watched (95 %: { $span }).
    .day_attention_s = With these shares people in shops like { $site } are expected to look { $size } longer (95 %: { $span }).
    .day_watched_share = With these shares { $size } more of the visits in shops like { $site } are expected to look for 1 s or more (95 %: { $span }).
    .day_laughter_s = With these shares { $size } more of laughter is expected for each visit in shops like { $site } (95 %: { $span }).
    .end_smile = After all the steps to it, in shops like { $site }: smiled { $size } more of the time watched (95 %: { $span }).
    .end_attention_s = After all the steps to it, in shops like { $site }: looked { $size } longer (95 %: { $span }).
    .end_watched_share = After all the steps to it, in shops like { $site }: { $size } more of the visits looked for 1 s or more (95 %: { $span }).
    .end_laughter_s = After all the steps to it, in shops like { $site }: { $size } more of laughter for each visit (95 %: { $span }).
    .no_difference = No change is recommended: no difference is shown. The 95 % interval of what other shares would gain holds 0: { $span }.
    .none_untold = No change is recommended: nothing is told of these adverts.
    .none_few_sites = No change is recommended: fewer than 4 shops tell of these adverts.
    .none_few_weeks = No change is recommended: there are fewer than four weeks of data by the present network.
    .none_few_adverts = No change is recommended: fewer than two adverts may change their share.
    .none_few_people = No change is recommended: too few people watch here to tell a reaction to any advert.
    .none_short_cycle = No change is recommended: the cycle of the playlist is too short for a step of 10 points.
    .none_best_already = No change is recommended: the adverts have the shares that would be recommended.
    .basis = Made of told reactions from { $days }, in { $sites ->
            [one] { $sites } shop
           *[other] { $sites } shops
        }, with { $told } of the visits. Nothing of today is in it.
    .not_said = It speaks of the mean of shops of this kind. It says nothing of one person, of this hour, or of what is bought.
    .pending = Version { $version } is accepted. It is put in place at the end of { $day }.
    .why_most = more likely to draw most
    .why_least = less likely to draw most; keeps the least share
    .why_too_few = draws less; with the least share too few people would watch it to be told
    .why_stays = stays
    .why_experiment = in a running experiment
    .why_booked = booked
    .why_hours = has hours of its own
    .why_untold = nothing told
    .why_few_sites = told in fewer than 4 shops
    .why_few_weeks = less than four weeks of data
    .rail_experiment = In a running experiment, so their share stays: { $adverts }.
    .rail_booked = Booked, so they get that share whatever they draw: { $adverts }.
    .rail_hours = With hours of their own, so their share stays: { $adverts }.
    .rail_untold = Nothing told, so their share stays: { $adverts }.
    .rail_few_sites = Told in fewer than 4 shops, so their share stays: { $adverts }.
    .rail_few_weeks = Less than four weeks of data, so their share stays: { $adverts }.
    .rail_few_told = Less than 80 % of the visits are reported for { $adverts }. Ads are compared within the same shop, day and part of the day only, so quiet hours that are missing do not decide.
    .rail_too_few = Too few people watch here to report so many ads on a day, so they leave: { $adverts }. With `rotate = 2` in the playlist they would take turns and stay.
    .rail_step = No share changes by more than 10 points a day; more steps follow for: { $adverts }.

method =
    .title = Data and method
    .lead = What each number means, how it is made, and what it is not.
    .contents = Sections
    .rules = Rules of all numbers
    .formula = Formula:
    .is_not = It is not

audit =
    .title = Audit log
    .lead = Who did what, when. Entries are kept for { $days } days. Times are UTC.
    .when = When
    .who = Who
    .what = What
    .detail = Detail
    .address = From
    .older = Older entries

alerts =
    .title = Alerts
    .lead = What needs a person, the oldest first. Each is told once when it begins and once when it is over. Times are UTC.
    .severity = Severity
    .code = Code
    .where = Where
    .since = Since
    .text = What happened, and what to do
    .quiet = Keep quiet
    .server = this server
    .none = No alert is open.
    .more = { $count } more. See: vitrina-central alerts list
    .snoozed = snoozed
    .snoozes = Snoozed
    .until = { $code } of { $place } until { $when }, by { $who }
    .all = all alerts
    .everywhere = every site
    .snooze = Snooze
    .snooze_some = Keep a site, a kiosk or a code quiet
    .how_long = How long { $what } is kept quiet
    .hour = 1 hour
    .day = 1 day
    .week = 1 week
    .end = End it
    .end_of = End the snooze of { $what }
    .place = Site or kiosk
    .place_hint = Such as acme/berlin-7 or acme/berlin-7/door. Empty: every site.
    .code_hint = Such as kiosk.silent. Empty: all alerts of the site or kiosk.
    .hours = Hours

language =
    .name = English
    .title = Language
    .label = Language of the pages and reports
    .browser = as the browser asks
    .save = Save
    .saved = The language is saved.

# Dates, ages, numbers with their words

date =
    .day = { $day } { $month } { $year }
    .short = { $day } { $month }
    .when = { $day } { $month } { $year }, { $time }
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
    .over_days = (95 %: { $span }, over { $days ->
            [one] { $days } day
           *[other] { $days } days
        })

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
            [one] { $count } advert
           *[other] { $count } adverts
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
    .smiled = People who watched { $advert } smiled { $share } of the time{ $interval }, in { $shops ->
            [one] { $shops } shop
           *[other] { $shops } shops
        }.
    .smiled_here = { $shops ->
            [one] In this shop
           *[other] In these { $shops } shops
        }, people who watched { $advert } smiled { $share } of the time{ $interval }.
    .smiled_panel = { $participants ->
            [one] { $participants } participant
           *[other] { $participants } participants
        } who watched { $advert } smiled { $share } of the time{ $interval }.
    .looked = { $share } of the visits looked at { $advert }. Nothing can be told of smiles.
    .looked_because = { $share } of the visits looked at { $advert }. Nothing can be told of smiles: { $reason }.
    .nothing = Nothing can be told of { $advert }.
    .nothing_because = Nothing can be told of { $advert }: { $reason }.
    .several = { $adverts ->
            [one] { $adverts } advert
           *[other] { $adverts } adverts
        }: people smiled { $span } of the time. Which drew more is not compared here.
    .several_panel = { $adverts ->
            [one] { $adverts } advert
           *[other] { $adverts } adverts
        }: participants smiled { $span } of the time. Which drew more is not compared here.
    .several_nothing = { $adverts ->
            [one] { $adverts } advert
           *[other] { $adverts } adverts
        }: nothing can be told of smiles.
    .none = No advert was reported.

base =
    .panel = Recordings of { $participants ->
            [one] { $participants } participant
           *[other] { $participants } participants
        }.
    .visits = Of { $visits ->
            [one] { $visits } visit
           *[other] { $visits } visits
        } and { $days ->
            [one] { $days } shop day
           *[other] { $days } shop days
        }, { $period }.
    .period = { $period }.
    .no_day = No day.

alone =
    .shops = This speaks of { $count ->
            [one] this shop
           *[other] these shops
        } alone: an interval beyond them needs { $least } shops.
    .participants = This speaks of { $count ->
            [one] this participant
           *[other] these participants
        } alone: an interval beyond them needs { $least } participants.

no_interval =
    .because = There is no interval: { $reason }.
    .few = There is no interval: too few shops and days.

decide =
    .here = To know { $shops ->
            [one] this shop
           *[other] these shops
        } to { $points } points takes about { $days } days.
    .detectable = 80 of 100 experiments on two such ads find a difference of { $size }.
    .detectable_range = 80 of 100 experiments on two such ads find a difference of { $size } ({ $low } to { $high }: how shops differ is assumed).
    .sites = A difference of { $size } takes about { $count ->
            [one] { $count } such shop
           *[other] { $count } such shops
        }.

told =
    .none_visits = None of the visits could be told: they were too few at a time.
    .none_participants = None of the participants could be told: they were too few at a time.
    .missing = Too few people at a time to report { $parts }. They may have smiled more or less.
    .short = { $share } only
    .week = Only { $share } told.

watchers =
    .at_the_end_shops = Watchers in the last 3 s beside the first 3 s: { $share }{ $interval }, in { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }. People come and go, so this is not how many stayed.
    .at_the_end_participants = Watchers in the last 3 s beside the first 3 s: { $share }{ $interval }, of { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }. This is not how many watched all of it.

moment =
    .name = { $first }–{ $last } s: { $size } points
    .more = { $size } points more than in most seconds of the ad (95 %: { $low } to { $high }).
    .less = { $size } points less than in most seconds of the ad (95 %: { $low } to { $high }).
    .untold = No second was told: too few people watched at a time.
    .few_shops = No second is named: below 10 shops it may be chance.
    .few_participants = No second is named: below 10 participants it may be chance.
    .none = No second surely differs from most seconds of the ad. What the line shows may be chance.
    .picture = { $advert } at second { $second }

mark =
    .simulated = SIMULATED: a program made these data, no people did.
    .research = Read by a research network: not for use in a shop.
    .word = SIMULATED

limit =
    .visits = { $share } of the visits
    .plays = { $share } of the plays
    .seconds = { $share } of the seconds
    .shops = { $share } of the shops
    .participants = { $share } of the participants
    .network_visits = The network changed. The numbers are of { $network } from { $day } on alone; left out is { $others }, with { $count ->
            [one] { $count } visit
           *[other] { $count } visits
        }.
    .network_participants = The network changed. The numbers are of { $network } from { $day } on alone; left out is { $others }, with { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }.
    .why = It says that people smiled while { $advert } played, not why: they smile at each other and at a child, too.
    .opinion = A smile is no purchase, and no opinion.
    .faces = Only faces turned to the screen are read. Who never showed one is in no number.
    .knew = These are participants who knew that they were recorded. Customers in a shop may differ.
    .light = The network that reads smiles was not checked in this light. Compare adverts in the same places; a level alone says little.
    .late = The late seconds are about those who stayed.

# Experiments, comparisons, trends

size =
    .points = { $points } points

experiment =
    .heading = Experiment { $name }
    .wins = { $winner } wins: ahead of { $leads }.
    .lead = { $other } by { $size }{ $interval }
    .wins_by = { $winner } wins: ahead of { $other } by { $size }{ $interval }.
    .leads = No winner yet: { $first } is ahead of { $other } by { $size }{ $interval }.
    .leads_by_chance = No winner yet: { $first } is ahead of { $other } by { $size }{ $interval }, which may be chance.
    .none = No winner yet: { $reason }.
    .none_told = No winner yet: nothing was told.
    .compared_shops = Compared within { $days ->
            [one] { $days } shop day
           *[other] { $days } shop days
        } of { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }, { $period }.
    .compared_participants = Compared within { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }, { $period }.
    .planned_end = The planned end is { $day }.
    .changed_end = It was changed: the end was first planned for { $day }.
    .incomplete = { $blocks } blocks were incomplete and are left out.
    .incomplete_of = { $blocks } of { $all } blocks were incomplete and are left out.
    .seen_at_most_visits = Of the visits that saw the arm with fewer, at most { $most } may have seen both arms.
    .seen_at_most_participants = Of the participants who saw the arm with fewer, at most { $most } may have seen both arms.
    .seen_both_visits = Of the visits that saw the arm with fewer, between { $least } and { $most } may have seen both arms.
    .seen_both_participants = Of the participants who saw the arm with fewer, between { $least } and { $most } may have seen both arms.
    .change = { $difference } changed: { $first } in the first third of the days, { $last } in the last. What is new draws more at first, so look at the weeks.
    .weeks_table = Differences week by week: { $measure }
    .arms = { $measure }, by arm
    .arms_picture = { $measure }, by arm of experiment { $name }
    .arms_described = A point and its 95 % interval for each arm. The table under the plot has every number.
    .arms_legend = Line: 95 % interval of the arm alone. Which arm is ahead follows from the difference below.
    .arms_table = Arms of experiment { $name }
    .looks = { $difference }, day by day
    .looks_picture = { $difference }, as it stood day by day
    .looks_described = The difference, and the interval that may be looked at every day. The table under the plot has every number.
    .looks_legend = Pale: 95 % interval that holds at every look. An arm wins when the interval excludes 0 and contains the difference.
    .looks_end = Dashed: the planned end.
    .looks_table = The difference day by day

needed =
    .detectable = Such data find a difference of { $size } or more.
    .shops = To find a difference of { $size } takes about { $count ->
            [one] { $count } more shop
           *[other] { $count } more shops
        }.
    .participants = To find a difference of { $size } takes about { $count ->
            [one] { $count } more participant
           *[other] { $count } more participants
        }.
    .days = To find a difference of { $size } takes about { $days ->
            [one] { $days } more day
           *[other] { $days } more days
        }.
    .shops_or_days = To find a difference of { $size } takes about { $count ->
            [one] { $count } more shop
           *[other] { $count } more shops
        } or about { $days ->
            [one] { $days } more day
           *[other] { $days } more days
        }.
    .participants_or_days = To find a difference of { $size } takes about { $count ->
            [one] { $count } more participant
           *[other] { $count } more participants
        } or about { $days ->
            [one] { $days } more day
           *[other] { $days } more days
        }.

plan =
    .title = Plan an experiment
    .lead = See which difference between two ads so many shops, days and people will find, before you start.
    .link = Plan an experiment
    .button = Calculate
    .tenant = Owner
    .sites_field = Shops
    .days_field = Days of each shop
    .people_field = People per shop, day and ad
    .difference_points = Difference to find, in points
    .finds = { $sites ->
            [one] { $sites } shop
           *[other] { $sites } shops
        }, { $days ->
            [one] { $days } day
           *[other] { $days } days
        } and { $people } people per shop, day and ad find a difference of { $size } or more in 80 of 100 experiments.
    .none = { $sites ->
            [one] { $sites } shop
           *[other] { $sites } shops
        }, { $days ->
            [one] { $days } day
           *[other] { $days } days
        } and { $people } people per shop, day and ad cannot show any difference reliably: too few shops reach enough people to report.
    .measure = Number: { $measure }.
    .range = It is { $low } if two ads differ alike in all shops, and { $high } if they differ from shop to shop twice as much as assumed.
    .found = { $share } of such experiments find a difference of { $size }.
    .needed = To find { $size } in 80 of 100 experiments takes about { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }.
    .nothing_stored = Too little is stored yet, so these figures are assumed: how much people, shops and days differ. Plan again when two ads have played for two days in the same shops.
    .people_of_ads = How much people differ, and how many come, is taken from { $ads } in the last 28 days, in { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }.
    .people_of_experiments = How much people differ, and how many come, is taken from the newest experiment, in { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }.
    .taste_assumed = How much the difference between two ads varies from shop to shop is assumed: a tenth of the level. No experiment that shows it is stored.
    .taste_stored = How much the difference between two ads varies from shop to shop is taken from { $count ->
            [one] { $count } stored experiment
           *[other] { $count } stored experiments
        }: about { $size }.
    .common_day = Single days move the difference in all shops alike, by about { $size }: more shops do not help against it, more days do.
    .at_the_end = This holds for two ads at a planned end. Plan the end before the first day.
    .table_points = Smallest difference that is found, in points, with { $people } people per shop, day and ad
    .table = Smallest difference that is found, with { $people } people per shop, day and ad
    .days = { $days ->
            [one] { $days } day
           *[other] { $days } days
        }

placebo =
    .differs = The smile detector reads two copies of one film differently: { $first } is ahead of { $other } by { $size }{ $interval }.
    .alike = The smile detector shows no difference between two copies of one film: { $first } is ahead of { $other } by { $size }{ $interval }.
    .explained = Both arms show the same film, once darker. What differs between them is how the detector reads faces in that light, not what people think of the film.
    .shows = The placebo experiment { $name } shows what the smile detector makes of light by itself: two copies of one film differ by { $size } { $interval }. So differences of up to { $largest } may be its own.
    .not_larger = A difference that is shown here is no larger than { $largest }, so it may come from the detector alone.
    .not_stored = No placebo experiment is stored, so it is not known how much of this difference the smile detector makes by itself.
    .title = Check the smile detector
    .offer = Show one film twice, once darker, as an experiment. Nobody smiles more at either copy, so what differs is the detector's error. Every later difference is then compared with it.
    .steps = On the server, make the darker copy of an ad. The command also prints the playlist lines of the experiment:

difference =
    .none = No difference can be told: too little was told.
    .none_because = No difference can be told: { $reason }.
    .not_shown = No difference shown between { $a } and { $b }: { $a } is ahead by { $size }{ $interval }.
    .none_shown = No difference shown between { $names }.
    .smile = { $a } drew more smiles than { $b } by { $size }{ $interval }, { $among }.
    .watched_share = { $a } drew more looks than { $b } by { $size }{ $interval }, { $among }.
    .attention_s = { $a } was looked at longer than { $b } by { $size }{ $interval }, { $among }.
    .laughter_s = { $a } came with more laughter than { $b } by { $size }{ $interval }, { $among }.
    .other = { $a } had more of “{ $measure }” than { $b } by { $size }{ $interval }, { $among }.
    .among_shops = in { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }
    .among_participants = of { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }
    .compared = { $names } compared
    .curves = Curves
    .table = Differences: { $measure }
    .no_table = Differences
    .verdict_none = no difference shown
    .p_below = below { $number }

trend =
    .none = Too few people to report any week of { $name }.
    .none_whole = No whole week of { $name } is reported yet.
    .cut = Not a whole week.
    .headline_shops = { $name }, week of { $day }: { $measure } { $value }{ $interval }, { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }.
    .headline_participants = { $name }, week of { $day }: { $measure } { $value }{ $interval }, { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }.
    .heading = Week by week
    .legend = Line: 95 % interval. Hollow: not a whole week. A break is a week with too few people to report, another model, or weeks that share no shop.
    .legend_panel = Line: 95 % interval. A break is a week with too few people to report, or another model.
    .picture = Weeks of { $name }
    .adverts = the adverts
    .described = A point and its 95 % interval for each week. The table under the plot has every number.
    .table = Weeks

# Plots

plot =
    .band = Pale: the band that holds the whole curve in 95 of 100 such reports.
    .lines = Thin lines: 95 % of each second alone, too few places for a band.
    .days = Pale lines: { $days ->
            [one] the only day
           *[other] single days, { $days } of them
        }. Too few shops for an interval, so see how far days differ.
    .own_mean = Dotted: the advert’s own mean.
    .film = Below: its film.
    .untold_second = not told, too few watchers at a time
    .second = { $share } smiled, { $watchers ->
            [one] { $watchers } watcher
           *[other] { $watchers } watchers
        }
    .second_band = { $share } smiled, band { $low } to { $high }, { $watchers ->
            [one] { $watchers } watcher
           *[other] { $watchers } watchers
        }
    .tooltip = Second { $second }: { $words }
    .not_told = not told
    .mean = mean { $share }
    .watchers = watchers in each second, at most { $number }
    .first_second = { $second } s
    .title = Smiles in each second of { $adverts }
    .heading = Smiles in each second, % of the time watched
    .each_advert = Smiles in each second of each advert
    .described_none = { $name }: no second was told.
    .described_band = { $name }: { $seconds } seconds, with a 95 % band; lowest { $low } in second { $at_low }, highest { $high } in second { $at_high }.
    .described = { $name }: { $seconds } seconds, without a band; lowest { $low } in second { $at_low }, highest { $high } in second { $at_high }.
    .gaps = { $seconds ->
            [one] { $seconds } second
           *[other] { $seconds } seconds
        } not told.
    .has_table = The table under the plot has every number.
    .between = { $number } more between
    .spark = Smiles by second: { $low } to { $high }, most at second { $second }.
    .spark_none = No second was told.

figure =
    .shops = Smiles by shop, % of the time watched
    .participants = Smiles by participant, % of the time watched
    .shops_picture = Smiles by shop, { $advert }
    .participants_picture = Smiles by participant, { $advert }
    .shops_described = { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        } in the order of the difference to their own other ads. The table under the plot has every number.
    .participants_described = { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        } in the order of the difference to their own other ads. The table under the plot has every number.
    .shops_legend = Order: the difference to the shop’s other ads. Filled: shrunk towards the mean of all. Hollow: the shop’s own number, with its 95 % interval over days. Dotted: the mean of all.
    .participants_legend = Order: the difference to the participant’s other ads. Filled: shrunk towards the mean of all. Hollow: the participant’s own number, with its 95 % interval. Dotted: the mean of all.
    .hours = Visits by hour of the day
    .hours_of = Visits by hour of the day, { $advert }
    .hours_legend = Dark: those that looked for 1 s or more. Local time of the shops.
    .weekdays = Visits by weekday
    .weekdays_of = Visits by weekday, { $advert }
    .weekdays_legend = Dark: those that looked for 1 s or more.
    .bars = { $count ->
            [one] { $count } bar
           *[other] { $count } bars
        }; the table under the plot has every number.
    .parts = Smiles by part of the day, % of the time watched
    .parts_picture = Smiles by part of the day, { $advert }
    .parts_described = A point and its 95 % interval for each part. The table under the plot has every number.
    .parts_legend = In the shops whose kiosks end their messages at the parts of the day.
    .part = part { $number }

# Figures at a glance

fact =
    .plays = plays
    .visits = visits before the screens
    .looked = looked for 1 s or more
    .overlapping = visits during the plays
    .present = mean time in view
    .told_visits = of the visits told
    .told_participants = of the participants told
    .read = of the watchers count in the smiles
    .camera = of the time the camera was on
    .third = among your own ads, within shops
    .upper_third = upper third
    .middle_third = middle third
    .lower_third = lower third

# Tables

table =
    .numbers = Numbers of { $name }
    .scores = Scores of the curve of { $name }
    .seconds = Each second of { $name }
    .shops = Shops of { $name }
    .participants = Participants of { $name }
    .looked = How long visits looked, { $name }
    .present = How long visits were present, { $name }
    .parts = Parts of the day, { $name }
    .or_more = { $edge } s or more
    .from_to = { $first } to { $last } s
    .here_shops = in these shops, { $days ->
            [one] { $days } day
           *[other] { $days } days
        }
    .here_participants = in these participants, { $days ->
            [one] { $days } day
           *[other] { $days } days
        }
    .from_second = from second { $second }
    .no_reason = no reason is given
    .not_told = { $names }: not told.
    .no_intervals = The curve has no intervals: { $reason }.
    .few_shops = too few shops
    .few_participants = too few participants

column =
    .abstained = Abstained
    .class = Class
    .share = Share
    .comments = Comments
    .least_people = Ten minutes, at least
    .advert = Advert
    .present_share = Share
    .new_share = After a day
    .end_share = In the end
    .draws = Draws more
    .draws_interval = 95 %
    .draws_here = Here
    .why = Why
    .number = Number
    .mean = Mean
    .here_shops = 95 % in these shops
    .here_participants = 95 % in these participants
    .interval = 95 % interval
    .shop = Shop
    .shops = Shops
    .participant = Participant
    .participants = Participants
    .of = Of
    .reported_share = Reported share
    .alike = Watchers alike
    .of_curve = Of the curve
    .second = Second
    .smiled = Smiled
    .of_second = 95 % of that second
    .of_week = 95 % of that week
    .band = Band of all seconds
    .watchers = Watchers
    .read = Read
    .shrunk = Shrunk
    .beside = Beside its other ads, points
    .own = Own number
    .over_days = 95 % over its days
    .days = Days
    .day = Day
    .plays = Plays
    .visits = Visits
    .weekday = Weekday
    .hour = Hour
    .looked_1 = Looked for 1 s or more
    .time_present = Time in view
    .within = Surely in this hour
    .looked = Looked
    .present = Present
    .pair = Pair
    .difference = Difference
    .any_time = 95 % at any time
    .verdict = Verdict
    .at_end = 95 % at the end
    .p = p, adjusted
    .smallest = Smallest found
    .arm = Arm
    .adverts = Adverts
    .blocks = Blocks
    .week = Week from
    .value = Value
    .reactions = Reactions
    .remark = Remark
    .part = Part

# The page that is one file

page =
    .skip = Skip to the finding
    .marks = Marks of this report
    .report_of = report of { $day }
    .behind = The numbers of this plot
    .method = How the numbers are made
    .every_number = Every number: what it is, how it is made, what it is not
    .footer = Made by Vitrina. { -promise-least } A panel has no minimum: its participants have agreed. No picture and no sound is in any number.

# Reasons as the statistics write them, word for word: sentences in other languages are found by these.

reason =
    .nothing_told = nothing reported
    .few_sites = fewer than { $number } sites
    .few_days = fewer than { $number } days
    .one_site = nearly all people were at one site
    .one_day = nearly all people came on one day
    .never_by_days = more days are not enough: shops differ too much from each other
    .no_two_days = no site has two days, so days cannot be separated from sites
    .few_for_band = no second was reported by { $number } sites
    .few_to_win = reported by { $number } sites; a winner needs at least { $least }
    .end_excludes = the interval at the planned end excludes 0
    .sequence_excludes = the confidence sequence excludes 0
    .end_holds = the planned end has come, and the interval includes 0
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
    .research = Kiosks in this report read faces with a research model. Its results may not be used in a shop.
    .no_plays = No plays are stored, so the report cannot show how often the ad was shown, or the reported share.
    .no_zone = Shops without a time zone count their days and hours in UTC. To set one: vitrina-central site set.
    .networks = Several expression models read these reactions. The numbers of expressions use only { $network } ({ $period }); not used: { $others }.
    .networks_difference = Several expression models read these reactions; the differences use only { $network }.
    .networks_experiment = Several expression models read these reactions. Only the one that read the most people is used.
    .in_one_order = Each participant is compared only with themselves. If all saw the ads in the same order, the order may affect the result.
    .not_random = The ads were compared within the same shops and days. They were not assigned at random, so the hour at which each was shown may affect the result. Only an experiment can settle it.
    .network_began = From { $day } on, { $network } reads the faces. Earlier weeks are not on the same scale.
    .shops_joined = { $count } shops joined after the week of { $day }. Each week is shown at the level of all { $all } shops.
    .shop_joined = One shop joined after the week of { $day }. Each week is shown at the level of all { $all } shops.
    .shops_left = { $count } shops reported nothing in the week of { $day }. Each week is shown at the level of all { $all } shops.
    .shop_left = One shop reported nothing in the week of { $day }. Each week is shown at the level of all { $all } shops.
    .no_blocks = The plays contain no blocks, so it is unknown whether the arms took turns.
    .no_end = No end was planned, so only the confidence sequence can name a winner.
    .end_changed = The planned end was changed, so only the confidence sequence can name a winner.
    .some_chosen = Some days or sites were chosen, so only the confidence sequence can name a winner.
    .other_measure = The end was planned for { $planned }, but this report shows { $measure }, so only the confidence sequence can name a winner.
    .under_read = An ad that holds people longer is under-read, so its reported smiles are too low.
    .unbalanced = The arms are unbalanced. Plays: { $plays }.
    .unequal = Arm { $more } has at least twice as many people as arm { $fewer }. Quiet hours may be missing from the smaller arm only.
    .abstained = The smile detector abstained { $most }% of the time in arm { $more } and { $least }% in arm { $less }: people talk, turn or stand in different light there. This alone may explain a difference between the arms.
    .second_0 = Already in second 0, before a video can have an effect, arm { $ahead } is ahead of arm { $other } by { $size } points. Something else differs, such as the brightness or what plays before the video.

# Rules of all numbers

rule-interval =
    .title = Interval
    .text = A 95 % interval over shops says where the mean of all shops of this kind lies: made again with other shops, 95 of 100 such intervals hold it. It is made of one mean a shop, by Student's t, so that many visits to one shop do not pass for many shops. Below 4 shops there is none; an interval over days then speaks of these shops alone. In a panel participants stand in the place of shops.

rule-noise =
    .title = Noise
    .text = Each kiosk adds random noise to the sums behind its expressions and laughter. So a guess about one visit from two numbers is uncertain; guesses from many numbers about the same visit are less so. The noise is 0 on average and is part of every interval. It may carry a number below 0 or above 100 %; plots and tables end there, exports do not.

rule-promise =
    .title = { -promise-title }
    .text = { -promise-full } What has too few people is withheld. It is missing here, never 0. An operator may choose minimums other than 5 and 10. A panel has none: its participants have agreed.

rule-told =
    .title = Reported share
    .text = Quiet hours and small shops are withheld more often than busy ones, so the reported visits are not a fair draw of all. The reported share stands beside each number, and in words where it is below 80 %.

rule-ranking =
    .title = Ranking of shops
    .text = No shop is ranked by its level: a level is also that of its camera, its light and its visitors. Shops are ordered by how much more the ad draws there than the shop's other ads. Among many shops the smallest come first and last by chance, so each difference is shrunk: moved towards the mean of all by what chance and noise make of it.

rule-winner =
    .title = Winner
    .text = An advert is named the winner at the end that was planned, or before it when an interval that may be looked at every day leaves out 0; never below 4 shops. Otherwise no difference is shown. That is no proof that there is none.

rule-network =
    .title = Network
    .text = A network reads smiles from faces. It was checked with pictures of other places, not in the light of these shops, and no number is corrected by its errors. A level depends on camera and light; a difference between two ads in the same shops cancels what errs alike in both, but not what a film itself adds, such as its light on faces: an ad that adds one point of false smiles can win although nobody smiles more. A placebo experiment, one film twice and once darker, shows how much that is. Compare adverts, not levels. Days that another network read are never averaged with these.

# Every number: what it is, how it is made, what it is not

group =
    .measures = Measures
    .scores = Scores of the curve
    .places = People, places and times
    .differences = Differences and winners

-site-means = mean over shops of Σ n·x / Σ n within a shop; ± t(0.975, shops − 1) · sd / √shops

-exposed-means = the same, weighed by exposed visits

-wearer-means = as above, weighed by wearers

entry-attention_s =
    .label = Time looked
    .unit = s
    .definition = Mean time that a visit's head was turned to the screen while the advert played.
    .formula = { -exposed-means }
    .is_not = where the eyes look: head directions are measured, not gaze

entry-watched_share =
    .label = Looked for 1 s or more
    .unit = %
    .definition = Share of the visits present during the advert that looked towards the screen for 1 s or more.
    .formula = watchers / exposed, { -exposed-means }
    .is_not = a share of all who passed: only faces are counted

entry-smile =
    .label = Smiled
    .unit = % of the time watched
    .definition = Share of the time watched in which people smiled, as the network reads it: its mean probability of a smile, each watcher weighing the same within a message.
    .formula = { -site-means }
    .is_not = a share of people, and nothing about what they think of the advert or will buy

entry-negative =
    .label = Frowned or the like
    .unit = % of the time watched
    .definition = Mean probability of anger, contempt, disgust, fear and sadness together, as the network reads it.
    .formula = { -site-means }
    .is_not = displeasure with the advert: reading and talking look alike

entry-surprise =
    .label = Looked surprised
    .unit = % of the time watched
    .definition = Mean probability of raised brows and an open mouth, as the network reads it.
    .formula = { -site-means }
    .is_not = interest

entry-valence =
    .label = Valence of the expression
    .unit = −1 to 1
    .definition = Expression between unpleasant (−1) and pleasant (1), as the network reads it.
    .formula = { -site-means }
    .is_not = what somebody thinks, or would like to do

entry-arousal =
    .label = Arousal of the expression
    .unit = −1 to 1
    .definition = Expression between calm (−1) and lively (1), as the network reads it.
    .formula = { -site-means }
    .is_not = excitement about the advert

entry-laughter_s =
    .label = Laughter in the room
    .unit = s
    .definition = Mean time with laughter heard in the room while a visit was present during the advert.
    .formula = { -exposed-means }
    .is_not = who laughed, or at what

entry-body_arousal =
    .label = Arousal of the body
    .unit = 0 to 1
    .definition = Mean probability that a consented wearer of a sensor kit is aroused, by skin and pulse.
    .formula = { -wearer-means }
    .is_not = stress, or excitement about the advert

entry-hr_bpm =
    .label = Heart rate
    .unit = beats a minute
    .definition = Mean heart rate of consented wearers.
    .formula = { -wearer-means }
    .is_not = a medical value

entry-scr_per_min =
    .label = Skin responses
    .unit = a minute
    .definition = Mean number of rises of the skin conductance of consented wearers.
    .formula = { -wearer-means }
    .is_not = a reaction to one second: skin answers seconds later

entry-peak =
    .label = Peak
    .unit = %
    .definition = Most smiles over 3 seconds. Each shop's seconds are chosen by the other shops, for the highest of noisy numbers is too high.
    .formula = maximum of the moving mean over 3 s
    .is_not = the highest point of the plotted line

entry-end =
    .label = End
    .unit = %
    .definition = Smiles in the last 3 seconds.
    .formula = mean of the last 3 s
    .is_not = the end for all: who left does not count

entry-peak_end =
    .label = Peak and end
    .unit = %
    .definition = Middle of peak and end.
    .formula = (peak + end) / 2
    .is_not = a proven measure of what is remembered

entry-first_3_s =
    .label = First 3 seconds
    .unit = %
    .definition = Smiles in the first 3 seconds.
    .formula = mean of seconds 0, 1 and 2
    .is_not = the advert's work alone: faces still show what came before

entry-retention =
    .label = Watchers at the end beside the beginning
    .unit = %
    .definition = Watchers in the last 3 seconds as a share of those in the first 3.
    .formula = watchers(last 3 s) / watchers(first 3 s)
    .is_not = people who stayed: some leave, and others come

entry-creative =
    .label = Advert
    .unit = name
    .definition = Identity of the advert, its name and tag, and whose it is.
    .formula = as it was played
    .is_not = a campaign: two cuts are two adverts

entry-period =
    .label = Days
    .unit = days
    .definition = First and last local day of the shops, and when the report was made.
    .formula = a message lies whole in the day of its end
    .is_not = opening days: days without a told message have no part

entry-marks =
    .label = Marks
    .unit = words
    .definition = Simulated data, a research network, shops or participants, and remarks on the data.
    .formula = from the messages
    .is_not = a judgement of the advert

entry-flow =
    .label = Plays, visits and watchers
    .unit = counts
    .definition = Plays of the advert and their length; visits, and those of them that looked for 1 s or more, on the days on which it played.
    .formula = sums over plays and over windows
    .is_not = different people: who comes back is a visit again

entry-dwell_s =
    .label = Time in view
    .unit = s
    .definition = Mean time that a visit was in view of the camera.
    .formula = Σ visits · dwell / Σ visits
    .is_not = time in the shop

entry-comments =
    .label = Comments
    .unit = %
    .definition = Share of a class among the comments that visitors typed about it, as a network read them; a kiosk tells them once they fill ten spans of ten minutes.
    .formula = Σ comments of the class / Σ comments; 95 % by a score test with the noise of the kiosks and the spread of the messages
    .is_not = what those say who wrote nothing; free of misreadings

entry-coverage =
    .label = Camera on
    .unit = %
    .definition = Share of the time in which the cameras were sensing.
    .formula = mean over windows, weighed by their length
    .is_not = how much of the shop they see

entry-overlapping_visits =
    .label = Overlapping visits
    .unit = visits
    .definition = Expected number of visits that overlap a play. A visit counts at each play that it overlaps.
    .formula = plays · visits a second of sensing · (length of a play + mean time in view)
    .is_not = people who looked

entry-sites =
    .label = Shops
    .unit = count
    .definition = Shops with told reactions, their screens and days; their reactions, and the visits behind them.
    .formula = counts
    .is_not = all shops in which it played

entry-interval =
    .label = 95 % interval
    .unit = as the number
    .definition = Span that holds the mean of all shops of this kind in 95 of 100 such reports.
    .formula = mean ± t(0.975, shops − 1) · sd of the shops' means / √shops
    .is_not = the spread of shops or of people

entry-here =
    .label = In these shops
    .unit = as the number
    .definition = Mean and interval of these shops alone, told where there are fewer than 4.
    .formula = Student's t over days; wider where a day is like the one before it
    .is_not = a word on other shops

entry-people_mean =
    .label = All watchers alike
    .unit = as the number
    .definition = The same number with each watcher, in place of each shop, weighing the same.
    .formula = Σ n·x / Σ n, jackknife over shops
    .is_not = the headline: the busiest shops decide it

entry-curve =
    .label = Curve
    .unit = % in a second
    .definition = Smiles in each second of the advert, with the watchers in it and how many were read.
    .formula = mean over shops; 95 % of that second alone: t over shops, from 4 shops on
    .is_not = the same people throughout: those who stay are more in the late seconds

entry-band =
    .label = Band
    .unit = % in a second
    .definition = Span that holds the whole curve, all seconds at once, in 95 of 100 such reports.
    .formula = mean ± q · se, q by the largest t of all seconds (multivariate t); from 10 shops on
    .is_not = the interval of a single second, which is narrower

entry-moment =
    .label = Moment
    .unit = points
    .definition = Seconds in which the curve surely lies above or below its median, and not only because others watch then.
    .formula = the band of (second − own mean) lies above its median, or below the median's band; with and without the drift of who stays
    .is_not = every movement of the line: the others may be chance

entry-shrunk =
    .label = Shrunk value of a shop
    .unit = %
    .definition = A shop's number, moved towards the mean of all by what chance and noise make of it; and its difference to the mean of the shop's other ads, moved likewise, which orders the shops.
    .formula = m + τ² / (τ² + s²) · (own − m); τ² by DerSimonian and Laird, less the known noise
    .is_not = the shop's own number, which stands beside it with its interval over days

entry-hours =
    .label = Hours and weekdays
    .unit = visits
    .definition = Visits and watchers by local hour and weekday, and the share of visits that surely lie in it.
    .formula = sums over windows, by the local hour of their end
    .is_not = smiles by hour: a reaction spans several hours

entry-parts =
    .label = Parts of the day
    .unit = %
    .definition = Smiles by part of the day, in shops whose kiosks end their messages there.
    .formula = { -site-means }
    .is_not = told of other shops

entry-reported_share =
    .label = Reported share
    .unit = %
    .definition = Share of the visits, in the windows of these days, that lie in the span of a published reaction.
    .formula = visits of windows within published reactions / visits of all windows
    .is_not = a share of time, or of watchers

entry-read_share =
    .label = Read share
    .unit = %
    .definition = Share of the watchers who count in the numbers from expressions. A watcher counts with at least 1 s of readings, and in at most four adverts of a visit, which are drawn by lot.
    .formula = n / watchers of the published reactions
    .is_not = a share of all visits

entry-withheld =
    .label = Withheld
    .unit = %
    .definition = Shares of the plays, of the seconds and of the shops that had too few people to report.
    .formula = 1 − told / played
    .is_not = lost: kiosks dropped it on purpose

entry-week =
    .label = Week of a trend
    .unit = as the measure
    .definition = Mean of all shops of the trend, whichever of them reported in the week. Weeks of one chain share shops and model. A whole week is over and not cut by a campaign or by the chosen days.
    .formula = least squares of value = shop + week over the shops' weekly means
    .is_not = the mean of the shops that reported in this week: that moves when shops join

entry-models =
    .label = Networks
    .unit = name
    .definition = Networks that read the expressions, and their days. One network's days are averaged.
    .formula = the network with the most reactions
    .is_not = a mean over networks

entry-third =
    .label = Third among your own ads
    .unit = upper, middle, lower
    .definition = Third of your own ads to which this one belongs by smiles, compared within shops; from 9 ads and 4 shops on, and only where the rank is known so well.
    .formula = effects within shops, shrunk towards their mean; the third that holds the 95 % interval of the rank
    .is_not = a comparison with other advertisers, or a rank

entry-difference =
    .label = Difference
    .unit = points
    .definition = How much more one advert drew than another, compared within the same shops, days and parts of the day.
    .formula = weighted mean of the differences within each day, or part of the day, of a shop; then over shops by what is known of each (Hartung and Knapp), t over shops and days
    .is_not = a difference of the two totals, which other shops and days would carry

entry-change =
    .label = Difference by week
    .unit = points
    .definition = Difference of each week, with the interval of that week alone. A sentence says so where the first and the last third of the days differ.
    .formula = the difference over the days of a week; last third − first third within sites, t over sites and days
    .is_not = the verdict, which takes all days together

entry-sequence =
    .label = Interval at any time
    .unit = points
    .definition = Interval of the difference that may be looked at every day, and acted on when it leaves out 0.
    .formula = confidence sequence over days, around the same difference and widened by the spread of shops: √(sequence² + (t · se)²)
    .is_not = as narrow as the interval at the planned end

entry-p =
    .label = p
    .unit = 0 to 1
    .definition = How often a difference of this size or more comes by chance alone; adjusted for the number of comparisons. An experiment shows it from its planned end on.
    .formula = two-sided t over shops and days; Holm within an experiment, Benjamini and Hochberg in lists
    .is_not = the probability that there is no difference

entry-detectable =
    .label = Smallest difference found
    .unit = points
    .definition = Difference that 80 of 100 experiments with such data find, and the shops or days that a smaller one needs. For a plan, and for one ad: with the people, noise and days of the store.
    .formula = (t(0.975) + t(0.8)) · se; of a plan and of one ad: simulated experiments of that size
    .is_not = a limit below which there is no difference

entry-arm =
    .label = Arm
    .unit = as the measure
    .definition = What one arm of an experiment drew, with its shops, days, blocks, plays and visits.
    .formula = as the measure, over the days of the experiment
    .is_not = to be compared by eye: use the difference

entry-abstained =
    .label = Abstained
    .unit = % of the time watched
    .definition = Share of the attentive time in which the smile detector did not decide, in one arm. A note names arms that differ by 5 points or more.
    .formula = Σ n·x / Σ n over the arm's reactions
    .is_not = people who did not smile

entry-first_second =
    .label = Second 0
    .unit = points
    .definition = Difference of two arms in the first second, in which a film cannot have made anybody smile yet. A note says where p is below 0.01.
    .formula = as the difference, of second 0 of the curve alone
    .is_not = an effect of the film

entry-sensitivity =
    .label = What the detector makes by itself
    .unit = points
    .definition = Difference between the two copies of one film in the newest placebo experiment, and the end of its interval that is farther from 0.
    .formula = as the difference
    .is_not = a correction: no number is changed by it

entry-blocks =
    .label = Blocks
    .unit = count
    .definition = Stretches of time in which each arm played; incomplete ones are left out.
    .formula = counts
    .is_not = days

entry-seen_both =
    .label = May have seen both
    .unit = visits
    .definition = Fewest and most visits that were present during two arms.
    .formula = bounds from the exposed visits of the arms and the visits of the same windows
    .is_not = an exact count: nobody is followed

# The server's own alerts: texts word for word, and what to do by code.

severity =
    .error = error
    .warning = warning
    .info = info

alert =
    .silent = No message came from the kiosk. The broker has lost its connection.
    .silent_connected = No message came from the kiosk. It may still be connected to the broker.
    .silent_many = { $count } of { $all } kiosks fell silent at about the same time.
    .paused = The kiosk is not measuring during opening hours: { $reasons }.
    .degraded = The kiosk runs without a part: { $reasons }.
    .paused_unknown = The kiosk is not measuring during opening hours: it gives no reason.
    .degraded_unknown = The kiosk runs without a part: it gives no reason.
    .loss = { $count } messages of the kiosk are lost: the kiosk has deleted them.
    .clone = { $count } messages have numbers that another kiosk with the same name has used.
    .outbox = { $count } messages are waiting in the kiosk's outbox.
    .clock_wrong = The kiosk's clock may be off by up to { $seconds } s.
    .clock_unknown = The kiosk does not know the time.
    .rate = The camera delivers { $rate } frames per second.
    .disk = { $size } GB are free in { $folder }.
    .sums = { $count } days have no new totals. The first is { $day } of { $site }.
    .sums_all = { $count } days have no new totals over all sites. The first is { $day }.
    .sums_failed = No totals can be computed: { $reason }.
    .retention = Old data cannot be deleted: { $reason }.
    .backup_failed = The backup of { $time } failed. The newest complete one is from { $newest }.
    .backup_failed_none = The backup of { $time } failed. There is no complete backup.
    .backup_begun = A backup was started at { $time }, but none has finished since. The newest complete one is from { $newest }.
    .backup_begun_none = A backup was started at { $time }, but none has finished since. There is no complete backup.
    .backup_old = No backup has been made for { $days } days. The newest complete one is from { $newest }.
    .certificate_unread = { $file } cannot be read as a certificate.
    .certificate_ended = { $file } has expired.
    .certificate_ends = { $file } expires in { $days } days.

cure =
    .kiosk_silent = Check its power and its network, then run `sudo vitrina status` on the kiosk.
    .kiosk_paused = The reason names what is missing, such as the notice; `sudo vitrina status` on the kiosk shows more.
    .kiosk_degraded = The reason names the part; the kiosk's own alert describes the fix.
    .kiosk_outbox = Check the kiosk's network and the broker's limits.
    .kiosk_loss = Raise `[outbox] max_mb` on the kiosk; check its network and the broker's queue limits.
    .kiosk_clone = Two kiosks have the same tenant, site and device: change one. `vitrina-central quarantine list` shows the messages.
    .kiosk_clock = Check the kiosk's time server: `timedatectl` on the kiosk.
    .kiosk_rate = Add light, use another USB socket or set a smaller frame size; `vitrina doctor` on the kiosk.
    .server_silent = Check the broker, and this server's connection to it: `vitrina-central doctor`.
    .server_broker = Correct [broker] in the settings, or stop the server that runs on a copy of this store: `vitrina-central doctor`.
    .server_disk = Free some space: when the disk is full, nothing is stored.
    .server_sums = The log names the day, the site and the reason; give a kiosk that sends impossible numbers a new password.
    .server_retention = The log has the reason; `vitrina-central forget` tries again now.
    .server_pages = The server tries again every 10 s; the log has the reason: `journalctl -u vitrina-central`.
    .server_backup = Run `vitrina-central backup FILE`: it prints what is wrong, such as a full disk. Then check its timer.
    .server_certificate = Renew it and restart the server.
    .other = Look up { $code } in docs/troubleshooting.md.

# What went wrong, word for word. What is not here is shown in English.

problem =
    .schedule_no_playlist = schedule: this server has sent no playlist to { $site }. Send one from the server first.
    .schedule_no_site = schedule: there is no site { $site }. See: vitrina-central site list
    .schedule_tenants = schedule: '{ $site }' exists for several tenants. Name it as { $name }.
    .schedule_panel = schedule: { $site } is a participant of a recording and has no playlist. Name a shop.
    .schedule_share = schedule: the booked share of '{ $name }' is { $share }. Use a share from 0 to 1.
    .schedule_not_playing = schedule: '{ $name }' is booked but does not play. Ads that play: { $adverts }.
    .schedule_experiment = schedule: '{ $name }' is in a running experiment, so its share is fixed. Book it after the experiment.
    .schedule_hours = schedule: '{ $name }' has its own hours, so its share is fixed. Set its weight by hand.
    .schedule_overbooked = schedule: the booked shares are more than the ads can have together. Book smaller shares, or fewer.
    .schedule_day = schedule: { $day } is not between today, { $today }, and { $latest }. Nothing was changed.
    .schedule_changed = schedule: the recommendation has changed since you saw it. Nothing was changed. Look at it again.
    .schedule_long = schedule: the playlist would be longer than { $number } bytes. Send fewer ads.
    .no_page = There is no such page.
    .database = The database does not answer.
    .went_wrong = This went wrong.
    .stale_form = This form is out of date, so nothing was changed. Reload the page and try again.
    .signed_out = You are not signed in, so nothing was changed. Sign in and try again.
    .needs_role = This requires the role { $needs }; yours is { $role }. Ask an administrator.
    .no_room = There is no space for the file ({ $why }). Nothing was changed.
    .too_large = The request is larger than { $number } bytes, the limit.
    .too_slow = The request did not arrive in time.
    .no_day = query: from { $first } to { $last } contains no day.
    .query_unknown = query: { $name } is unknown. Known: { $known }.
    .query_wrong = query: { $name } is wrong: { $why }.
    .query_twice = query: { $name } was given { $count } times. Give it once.
    .nothing_of = report: nothing is stored for '{ $name }' of { $tenant }. { $stored }
    .no_site = report: there is no site { $name }. Sites of { $tenant }: { $known }.
    .several_tenants = report: '{ $name }' exists for several tenants: { $known }. Name one as the tenant, or use { $example }.
    .several_tenants_stored = report: the store has several tenants: { $known }. Name one as the tenant.
    .ad_not_yours = The name and the video of an ad apply to all shops, and you may see only some of them. Ask somebody who may see all.
    .end_not_yours = The end of an experiment applies to all its shops, and you may see only some of them. Ask somebody who may see all.
    .end_too_late = experiment: { $stored } is already stored, so { $day } cannot be the planned end of { $name }. Plan a day at least { $number } days later: { $first } or after.
    .end_is_over = experiment: { $day } is over, so it cannot be the planned end of { $name }. Plan { $first } or a later day.
    .no_language = account: '{ $name }' is not one of the languages { $known }. Nothing was changed.
    .no_pdf = This server cannot make PDFs. To install that, run in its checkout of Vitrina: pip install --require-hashes --no-deps -r requirements-pdf.lock. You can also print the HTML report.
    .reports_busy = The server is busy with other reports, so it did not start this one. Try again in { $seconds } seconds.
    .report_too_long = This report takes longer than the server allows, so it was stopped. Choose fewer days, shops or ads.
    .no_experiment = experiment: nothing is stored for '{ $name }'. { $stored }
    .no_experiment_here = experiment: nothing is stored for '{ $name }' of { $tenant } on these days and sites.
    .compare_few = compare: name at least two ads, each only once.
    .no_tag = trend: no creative has the tag '{ $name }'. Give the tag to an ad first.
    .no_title = creative: '{ $name }' is not one line of at most { $number } characters.
    .hours_no_number = alerts: hours is not a number. Nothing was changed.
    .hours_too_many = alerts: { $number } is not a valid number of hours. Use more than 0 and at most { $most }. Nothing was changed.
    .nothing_snoozed = alerts: nothing is snoozed for { $what }. See: vitrina-central alerts list
    .place_or_code = alerts: no place and no code was given. Name one. Nothing was changed.
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
    .film_long = video: { $path } takes { $seconds } s. The limit is { $most } s. Shorten it.
    .film_hard = video: { $path } could not be read within the time and memory limits. Export it again, or a smaller version.

pdf =
    .behind = The numbers behind the plots
    .behind_of = The numbers behind the plots of { $title }
