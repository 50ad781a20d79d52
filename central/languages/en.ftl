### Words of the pages and reports in English. docs/central.md says how a language is added.
### Key: message.attribute. A space between a number and its word is U+00A0, which does not break.

site =
    .name = Vitrina
    .skip = Skip to the content
    .footer = { -promise-least } Panels have no minimum, because their participants consented. No number contains an image or a sound.

nav =
    .label = Pages
    .creatives = Ads
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
    .label = Data labels
    .simulated = SIMULATED: a program generated the data of { $tenants }, not people.

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
    .no_users = There is no user yet. Add the first one on the server:

error =
    .title = This did not work
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
    .hint = At least { $shortest } characters. This ends all other sessions.
    .change = Change
    .wrong = The current password is wrong. Nothing was changed.
    .length = The new password needs at least { $shortest } characters. Nothing was changed.
    .simple = The new password needs at least { $different } different characters. Nothing was changed.
    .own_name = The new password is the same as your name. Choose another one. Nothing was changed.
    .wait = Too many attempts. Try again in a minute.
    .password_changed = Your password was changed. All other sessions have ended.
    .sessions = Sessions
    .sessions_text = Sign out on every device, including this one. Each browser then counts as new.
    .everywhere = Sign out everywhere

filter =
    .from = From
    .to = To
    .show = Show
    .remove = Remove filter { $what }
    .shops = Shops
    .all_shops = All shops
    .measure = Measure

advert =
    .compare = Compare
    .print = Print
    .seconds = Frame and numbers of one second
    .second = Second { $second }:
    .moments = Moments
    .numbers = Numbers
    .limits = What this does not show

creatives =
    .title = Ads
    .search = Search
    .sort = Order
    .by_plays = Plays
    .by_name = Name
    .by_smiles = Smiles
    .by_people = People reported
    .name = Ad
    .plays = Plays
    .visits = Visits
    .smiles = Smiled
    .curve = By second
    .told = Reported share
    .shown = { $first } to { $last } of { $total }
    .previous = Previous
    .next = Next
    .legend = Smiled: mean over shops with its 95 % interval, all rows on one axis. By second: smiles over the length of the ad, with a 95 % interval where at least four shops report. Reported share: share of visits that the published reactions cover. Below 80 %, small shops and quiet hours are missing.
    .method = How the numbers are calculated
    .none = No ad matches.
    .all = Show all ads
    .choose = Select { $name }
    .compare = Compare selected
    .empty = Ads appear here as soon as a kiosk has played one.

edit =
    .title = Edit
    .titles = Name and tag
    .name = Name
    .tag = Tag
    .tag_hint = Brand or campaign. Ads with the same tag are reported together.
    .save = Save
    .film = Video
    .file = File
    .still = First frame of the video
    .film_hint = MP4, MOV, MKV or WebM up to ten minutes and 200 MB, or PNG, JPEG or WebP. The video is shown only on these pages. It is not sent to kiosks.
    .send = Upload
    .no_file = No file arrived. Choose a file and send it again. Nothing was changed.
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
    .kiosk = Shop and kiosk
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
    .legend = Silent: no message for ten minutes. Unsent: messages that waited on the kiosk at its last health report. Missing: messages that central requested from the kiosk again. Lost: messages that the kiosk no longer had.
    .undeclared = staff not declared
    .undeclared_legend = Staff not declared: nobody has stated whether staff work in view of the camera, so no faces are analysed. Set in_view, declared_on and declared_by in [staff] on the kiosk.
    .none = No kiosk is in this state.
    .versions = Versions
    .quarantine = Quarantine
    .quarantine_text = Messages that central could not process, kept for { $days } days. On the server, run: vitrina-central quarantine list

playlists =
    .title = Playlists
    .lead = Playlists that headquarters has sent, and what each kiosk plays.
    .version = Version
    .sent = Sent
    .adverts = Ads
    .experiments = Experiments
    .until = until { $day }
    .sites = Shops
    .playing = Playing
    .waiting = Waiting
    .none = No playlist has been sent yet. Ask the person who runs this server to send one.
    .kiosks = What each kiosk plays
    .kiosks_of = Kiosks with version { $version }
    .all = Show all kiosks
    .plays = Plays
    .plays_version = version { $version }
    .own = its own playlist
    .problem = Problem

compare =
    .title = Compare ads
    .lead = Choose two or more ads. They are compared within the shops and days that have numbers for both.
    .button = Compare
    .others = Choose other ads

experiments =
    .title = Experiments
    .lead = Ads that take turns in blocks. See whether there is a winner, and what it takes to find one.
    .planned = The planned end is { $day }.
    .none = No experiment is stored yet.
    .empty = To start one, send a playlist with an experiment. The kiosks then play its arms in turn.
    .adverts = Ads
    .plan = Plan the end
    .end = Last day
    .end_hint = Plan it before the first day, or at least 7 days ahead. It applies to the measure on this page. When this day is over in every time zone, the narrower interval decides. If you change the day afterwards, only the confidence sequence decides, and the report shows that.
    .keep = Save

trends =
    .title = Trends
    .lead = The ads of one brand or campaign together, week by week.
    .none = No ad has a tag yet.
    .empty = Editors give ads a tag, such as the brand: open an ad and choose Edit.
    .events = Events
    .first_day = first day of

comments =
    .title = Comments
    .lead = What visitors write at the kiosks, and imported reviews, as weekly shares. The texts are not stored.
    .empty = Nothing is stored yet.
    .tag = Brand
    .all_adverts = All ads
    .all_shops = all shops
    .section = Comments at the kiosks
    .positive = Positive
    .negative = Negative
    .neutral = Neutral
    .unclear = Unclear
    .share_positive = { $share } positive (95 %: { $span })
    .share_negative = { $share } negative (95 %: { $span })
    .headline_kiosks = Comments at the kiosks, { $name }: { $shares }.
    .headline_reviews = Imported reviews, { $name }: { $shares }. The kiosks report no comments.
    .headline_none = No comments can be reported for { $name }. A kiosk publishes comments only when they fill ten slots of ten minutes.
    .base_kiosks = Based on about { $comments ->
            [one] { $comments } comment
           *[other] { $comments } comments
        } that visitors typed, in at least { $people ->
            [one] { $people } ten-minute slot
           *[other] { $people } ten-minute slots
        }, in { $shops ->
            [one] { $shops } shop
           *[other] { $shops } shops
        }.
    .base_reviews = Based on { $comments ->
            [one] { $comments } imported review
           *[other] { $comments } imported reviews
        } from { $days ->
            [one] { $days } day
           *[other] { $days } days
        } with ten or more reviews each.
    .none_kiosks = No comments are reported. A kiosk publishes comments only when they fill ten slots of ten minutes.
    .none_reviews = No reviews are reported. None were imported for these days, or each day has fewer than ten.
    .none_advert = No comments on this ad are reported. A kiosk publishes comments only when they fill ten slots of ten minutes.
    .by_week = Comments week by week
    .held = { $count ->
            [one] { $count } of { $all } shops reports no comments.
           *[other] { $count } of { $all } shops report no comments.
        } Where people write little, a kiosk holds comments back until they fill ten slots of ten minutes.
    .heading_kiosks = Visitors at the kiosks
    .heading_reviews = Imported reviews
    .picture_kiosks = Comments at the kiosks by week: { $name }
    .picture_reviews = Imported reviews by week: { $name }
    .described = Two points per week with their 95 % intervals: the shares of positive and of negative comments. The table below the plot has every number.
    .legend = Circles: positive. Squares: negative. Vertical lines: 95 % interval.
    .table_kiosks = Comments at the kiosks by week
    .table_reviews = Imported reviews by week
    .of_advert = Comments on { $name }
    .beside = Smiles and visits in the same weeks
    .limit_people = Nobody is recognised. A person who writes in two ten-minute slots counts twice.
    .limit_writers = People who write differ from people who do not. The shares say nothing about those who passed by. An interval applies to those who write in these shops.
    .limit_network = A model classifies the comments. It misreads some, above all irony, and the interval does not include these errors.
    .limit_noise = Each count from a kiosk contains noise that protects the writers. The interval includes this noise, so it is wide when there are few comments.
    .limit_apart = Visitors' comments and imported reviews are shown separately and never added up. Different people wrote them in different places.

recommendation =
    .title = Recommendation
    .lead = How often each ad should play in a shop, based on how people reacted in all shops. This is advice. Nothing is sent until somebody accepts it.
    .choose = Choose a shop
    .none = No shop has a playlist from this server.
    .empty = Send one from the server first. A recommendation changes only its weights.
    .heading = Recommendation for { $site }
    .weeks = Weeks
    .booked = Booked shares
    .booked_hint = For example spring=0.2. Separate several with spaces. These ads get this share however people react.
    .accept = Accept
    .accept_text = The new weights apply from the end of a local day. Videos, dates, hours and experiments stay the same.
    .end_of = At the end of
    .button = Accept weights
    .viewer = An editor can accept it.
    .table = Share of plays in { $site }
    .rails = Limits of the recommendation
    .points = { $number } points
    .day_smile = With these shares, smiles in shops like { $site } are expected to rise by { $size } (95 %: { $span }).
    .day_attention_s = With these shares, people in shops like { $site } are expected to look { $size } longer (95 %: { $span }).
    .day_watched_share = With these shares, the share of visits in shops like { $site } that look for 1 s or more is expected to rise by { $size } (95 %: { $span }).
    .day_laughter_s = With these shares, laughter per visit in shops like { $site } is expected to rise by { $size } (95 %: { $span }).
    .end_smile = After all steps, in shops like { $site }: smiles rise by { $size } (95 %: { $span }).
    .end_attention_s = After all steps, in shops like { $site }: people look { $size } longer (95 %: { $span }).
    .end_watched_share = After all steps, in shops like { $site }: the share of visits that look for 1 s or more rises by { $size } (95 %: { $span }).
    .end_laughter_s = After all steps, in shops like { $site }: laughter per visit rises by { $size } (95 %: { $span }).
    .no_difference = No change is recommended: no difference is shown. The 95 % interval of the gain from other shares contains 0: { $span }.
    .none_untold = No change is recommended: nothing is reported about these ads.
    .none_few_sites = No change is recommended: fewer than 4 shops report on these ads.
    .none_few_weeks = No change is recommended: there are fewer than four weeks of data from the current model.
    .none_few_adverts = No change is recommended: fewer than two ads may change their share.
    .none_few_people = No change is recommended: too few people watch here to report a reaction to any ad.
    .none_short_cycle = No change is recommended: the playlist cycle is too short for a step of 10 points.
    .none_best_already = No change is recommended: the ads already have the best shares.
    .basis = Based on published reactions from { $days }, in { $sites ->
            [one] { $sites } shop
           *[other] { $sites } shops
        }, which cover { $told } of the visits. Today is not included.
    .not_said = The recommendation describes the mean of shops of this kind. It says nothing about one person, the current hour or purchases.
    .pending = Version { $version } is accepted. It takes effect at the end of { $day }.
    .why_most = more likely to perform best
    .why_least = less likely to perform best; keeps the minimum share
    .why_too_few = performs worse; with the minimum share, too few people would see it to report a result
    .why_stays = unchanged
    .why_experiment = in a running experiment
    .why_booked = booked
    .why_hours = has its own hours
    .why_untold = nothing reported
    .why_few_sites = reported in fewer than 4 shops
    .why_few_weeks = less than four weeks of data
    .rail_experiment = In a running experiment, so their share stays: { $adverts }.
    .rail_booked = Booked, so they get that share however people react: { $adverts }.
    .rail_hours = With their own hours, so their share stays: { $adverts }.
    .rail_untold = Nothing is reported, so their share stays: { $adverts }.
    .rail_few_sites = Reported in fewer than 4 shops, so their share stays: { $adverts }.
    .rail_few_weeks = Less than four weeks of data, so their share stays: { $adverts }.
    .rail_few_told = Less than 80 % of visits are reported for { $adverts }. Ads are compared only within the same shop, day and part of the day, so missing quiet hours do not decide the result.
    .rail_too_few = Too few people watch here to report so many ads per day, so these are removed: { $adverts }. With `rotate = 2` in the playlist, they would take turns and stay.
    .rail_step = A share changes by at most 10 points per day. More steps follow for: { $adverts }.

method =
    .title = Data and method
    .lead = What each number means, how it is calculated, and what it is not.
    .contents = Sections
    .rules = Rules for all numbers
    .formula = Formula:
    .is_not = It is not

audit =
    .title = Audit log
    .lead = Who did what, and when. Entries are kept for { $days } days. Times are UTC.
    .when = When
    .who = Who
    .what = What
    .detail = Details
    .address = From
    .older = Older entries

alerts =
    .title = Alerts
    .lead = Problems that need attention, oldest first. You get one notification when an alert is raised and one when it clears. Times are UTC.
    .severity = Severity
    .code = Code
    .where = Where
    .since = Since
    .text = What happened, and what to do
    .quiet = Snooze
    .server = this server
    .none = No alert is open.
    .more = { $count } more. To list them, run: vitrina-central alerts list
    .snoozed = snoozed
    .snoozes = Snoozed alerts
    .until = { $code }, { $place }: until { $when }, by { $who }
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
    .place_hint = For example acme/berlin-7 or acme/berlin-7/door. Empty: all shops.
    .code_hint = For example kiosk.silent. Empty: all alerts of the shop or kiosk.
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
    .looked = In { $share } of visits, people looked at { $advert }. Smiles cannot be reported.
    .looked_because = In { $share } of visits, people looked at { $advert }. Smiles cannot be reported: { $reason }.
    .nothing = Nothing can be reported about { $advert }.
    .nothing_because = Nothing can be reported about { $advert }: { $reason }.
    .several = { $adverts ->
            [one] { $adverts } ad
           *[other] { $adverts } ads
        }: people smiled { $span } of the time. This report does not compare the ads.
    .several_panel = { $adverts ->
            [one] { $adverts } ad
           *[other] { $adverts } ads
        }: participants smiled { $span } of the time. This report does not compare the ads.
    .several_nothing = { $adverts ->
            [one] { $adverts } ad
           *[other] { $adverts } ads
        }: smiles cannot be reported.
    .none = No ad was reported.

base =
    .panel = Based on recordings of { $participants ->
            [one] { $participants } participant
           *[other] { $participants } participants
        }.
    .visits = Based on { $visits ->
            [one] { $visits } visit
           *[other] { $visits } visits
        } and { $days ->
            [one] { $days } shop day
           *[other] { $days } shop days
        }, { $period }.
    .period = { $period }.
    .no_day = No day.

alone =
    .shops = This applies only to { $count ->
            [one] this shop
           *[other] these shops
        }. An interval for other shops needs { $least } shops.
    .participants = This applies only to { $count ->
            [one] this participant
           *[other] these participants
        }. An interval for other people needs { $least } participants.

no_interval =
    .because = There is no interval: { $reason }.
    .few = There is no interval: too few shops and days.

decide =
    .here = You need about { $days } days to measure { $shops ->
            [one] this shop
           *[other] these shops
        } to within { $points } points.
    .detectable = With two such ads, 80 of 100 experiments detect a difference of { $size }.
    .detectable_range = With two such ads, 80 of 100 experiments detect a difference of { $size } ({ $low } to { $high }, because the variation between shops is assumed).
    .sites = You need about { $count ->
            [one] { $count } such shop
           *[other] { $count } such shops
        } to detect a difference of { $size }.

told =
    .none_visits = No visits can be reported: there were too few people at a time.
    .none_participants = No participants can be reported: there were too few at a time.
    .missing = { $parts } had too few people at a time to report. People may have smiled more or less there.
    .short = only { $share }
    .week = Only { $share } reported.

watchers =
    .at_the_end_shops = Watchers in the last 3 s compared with the first 3 s: { $share }{ $interval }, in { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }. People come and go, so this is not the share who stayed.
    .at_the_end_participants = Watchers in the last 3 s compared with the first 3 s: { $share }{ $interval }, of { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }. This is not the share who watched to the end.

moment =
    .name = { $first }–{ $last } s: { $size } points
    .more = { $size } points more than in most seconds of the ad (95 %: { $low } to { $high }).
    .less = { $size } points less than in most seconds of the ad (95 %: { $low } to { $high }).
    .untold = No second can be reported: too few people watched at a time.
    .few_shops = No moment is shown: with fewer than 10 shops it may be chance.
    .few_participants = No moment is shown: with fewer than 10 participants it may be chance.
    .none = No second clearly differs from most seconds of the ad. What the line shows may be chance.
    .picture = { $advert } at second { $second }

mark =
    .simulated = SIMULATED: a program generated this data, not people.
    .research = Measured with a research model: not for use in a shop.
    .word = SIMULATED

limit =
    .visits = { $share } of the visits
    .plays = { $share } of the plays
    .seconds = { $share } of the seconds
    .shops = { $share } of the shops
    .participants = { $share } of the participants
    .network_visits = The model changed. The numbers come only from { $network }, from { $day } on. They exclude { $others }, with { $count ->
            [one] { $count } visit
           *[other] { $count } visits
        }.
    .network_participants = The model changed. The numbers come only from { $network }, from { $day } on. They exclude { $others }, with { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }.
    .why = The report shows that people smiled while { $advert } played, not why. People also smile at each other and at children.
    .opinion = A smile is not a purchase and not an opinion.
    .faces = Only faces turned to the screen are analysed. People who never faced it do not appear in any number.
    .knew = These participants knew that they were being recorded. Customers in a shop may react differently.
    .light = The smile model was not tested in this light. Compare ads in the same places. A level by itself says little.
    .late = The late seconds describe only the people who stayed.

# Experiments, comparisons, trends

size =
    .points = { $points } points

experiment =
    .heading = Experiment { $name }
    .wins = { $winner } wins: ahead of { $leads }.
    .lead = { $other } by { $size }{ $interval }
    .wins_by = { $winner } wins: ahead of { $other } by { $size }{ $interval }.
    .leads = No winner yet: { $first } is ahead of { $other } by { $size }{ $interval }.
    .leads_by_chance = No winner yet: { $first } is ahead of { $other } by { $size }{ $interval }. This may be chance.
    .none = No winner yet: { $reason }.
    .none_told = No winner yet: nothing was reported.
    .compared_shops = Compared within { $days ->
            [one] { $days } shop day
           *[other] { $days } shop days
        } in { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }, { $period }.
    .compared_participants = Compared within { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }, { $period }.
    .planned_end = The planned end is { $day }.
    .changed_end = It was changed. The first planned end was { $day }.
    .incomplete = { $blocks ->
            [one] { $blocks } block was incomplete and is excluded.
           *[other] { $blocks } blocks were incomplete and are excluded.
        }
    .incomplete_of = { $blocks ->
            [one] { $blocks } of { $all } blocks was incomplete and is excluded.
           *[other] { $blocks } of { $all } blocks were incomplete and are excluded.
        }
    .seen_at_most_visits = In the arm with fewer visits, at most { $most } may have seen both arms.
    .seen_at_most_participants = In the arm with fewer participants, at most { $most } may have seen both arms.
    .seen_both_visits = In the arm with fewer visits, between { $least } and { $most } may have seen both arms.
    .seen_both_participants = In the arm with fewer participants, between { $least } and { $most } may have seen both arms.
    .change = { $difference } changed: { $first } in the first third of the days, { $last } in the last third. New ads often do better at first, so check the weekly values.
    .weeks_table = Differences week by week: { $measure }
    .arms = { $measure }, by arm
    .arms_picture = { $measure }, by arm of experiment { $name }
    .arms_described = A point and its 95 % interval for each arm. The table below the plot has every number.
    .arms_legend = Line: 95 % interval of that arm by itself. To see which arm is ahead, use the difference below.
    .arms_table = Arms of experiment { $name }
    .looks = { $difference }, day by day
    .looks_picture = { $difference } on each day
    .looks_described = The difference, and the interval that you may check every day. The table below the plot has every number.
    .looks_legend = Pale: 95 % interval that is valid however often you check it. An arm wins when this interval excludes 0 and contains the difference.
    .looks_end = Dashed: the planned end.
    .looks_table = The difference day by day

needed =
    .detectable = Data like these can detect a difference of { $size } or more.
    .shops = You need about { $count ->
            [one] { $count } more shop
           *[other] { $count } more shops
        } to detect a difference of { $size }.
    .participants = You need about { $count ->
            [one] { $count } more participant
           *[other] { $count } more participants
        } to detect a difference of { $size }.
    .days = You need about { $days ->
            [one] { $days } more day
           *[other] { $days } more days
        } to detect a difference of { $size }.
    .shops_or_days = You need about { $count ->
            [one] { $count } more shop
           *[other] { $count } more shops
        } or about { $days ->
            [one] { $days } more day
           *[other] { $days } more days
        } to detect a difference of { $size }.
    .participants_or_days = You need about { $count ->
            [one] { $count } more participant
           *[other] { $count } more participants
        } or about { $days ->
            [one] { $days } more day
           *[other] { $days } more days
        } to detect a difference of { $size }.

plan =
    .title = Plan an experiment
    .lead = Before you start, see how small a difference between two ads your shops, days and people can detect.
    .link = Plan an experiment
    .button = Calculate
    .tenant = Owner
    .sites_field = Shops
    .days_field = Days per shop
    .people_field = People per shop, day and ad
    .difference_points = Difference to detect, in points
    .finds = With { $sites ->
            [one] { $sites } shop
           *[other] { $sites } shops
        }, { $days ->
            [one] { $days } day
           *[other] { $days } days
        } and { $people } people per shop, day and ad, 80 of 100 experiments detect a difference of { $size } or more.
    .none = With { $sites ->
            [one] { $sites } shop
           *[other] { $sites } shops
        }, { $days ->
            [one] { $days } day
           *[other] { $days } days
        } and { $people } people per shop, day and ad, no difference can be detected reliably. Too few shops reach enough people to report.
    .measure = Measure: { $measure }.
    .range = It is { $low } if the difference is the same in all shops, and { $high } if it varies between shops twice as much as assumed.
    .found = { $share } of such experiments detect a difference of { $size }.
    .needed = You need about { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        } to detect { $size } in 80 of 100 experiments.
    .nothing_stored = Too little data is stored yet, so the variation between people, shops and days is assumed. Plan again when two ads have played for two days in the same shops.
    .people_of_ads = The variation between people and the number of people come from { $ads } in the last 28 days, in { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }.
    .people_of_experiments = The variation between people and the number of people come from the newest experiment, in { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }.
    .taste_assumed = The shop-to-shop variation of the difference is assumed: a tenth of the level. No stored experiment shows it.
    .taste_stored = The shop-to-shop variation of the difference comes from { $count ->
            [one] { $count } stored experiment
           *[other] { $count } stored experiments
        }: about { $size }.
    .common_day = A single day shifts the difference in all shops together, by about { $size }. More days reduce this effect. More shops do not.
    .at_the_end = This applies to two ads at a planned end. Plan the end before the first day.
    .table_points = Smallest detectable difference, in points, with { $people } people per shop, day and ad
    .table = Smallest detectable difference, with { $people } people per shop, day and ad
    .days = { $days ->
            [one] { $days } day
           *[other] { $days } days
        }

placebo =
    .differs = The smile detector rates two copies of one video differently: { $first } is ahead of { $other } by { $size }{ $interval }.
    .alike = The smile detector shows no difference between two copies of one video: { $first } is ahead of { $other } by { $size }{ $interval }.
    .explained = Both arms show the same video, and one copy is darker. What differs is how the detector rates faces in that light, not what people think of the video.
    .shows = The placebo experiment { $name } shows how light alone affects the smile detector: two copies of one video differ by { $size } { $interval }. So differences of up to { $largest } may come from the detector.
    .not_larger = A difference shown here is no larger than { $largest }, so the detector alone may have caused it.
    .not_stored = No placebo experiment is stored. So it is unknown how much of this difference comes from the smile detector itself.
    .title = Test the smile detector
    .offer = Show one video twice, once darker, as an experiment. Nobody smiles more at either copy, so any difference is the detector's error. Every later difference is compared with it.
    .steps = On the server, make a darker copy of an ad. The command also prints the playlist lines for the experiment:

difference =
    .none = No difference can be reported: too little data.
    .none_because = No difference can be reported: { $reason }.
    .not_shown = No difference is shown between { $a } and { $b }. { $a } is ahead by { $size }{ $interval }, which may be chance.
    .none_shown = No difference is shown between { $names }.
    .smile = { $a } got more smiles than { $b }, by { $size }{ $interval }, { $among }.
    .watched_share = More visits looked at { $a } than at { $b }, by { $size }{ $interval }, { $among }.
    .attention_s = { $a } was watched longer than { $b }, by { $size }{ $interval }, { $among }.
    .laughter_s = { $a } got more laughter than { $b }, by { $size }{ $interval }, { $among }.
    .other = { $a } scored higher on “{ $measure }” than { $b }, by { $size }{ $interval }, { $among }.
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
    .none_whole = No full week of { $name } is reported yet.
    .cut = Partial week.
    .headline_shops = { $name }, week of { $day }: { $measure } { $value }{ $interval }, { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }.
    .headline_participants = { $name }, week of { $day }: { $measure } { $value }{ $interval }, { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }.
    .heading = Week by week
    .legend = Line: 95 % interval. Hollow: partial week. A break is a week with too few people to report, a change of model, or weeks without a common shop.
    .legend_panel = Line: 95 % interval. A break is a week with too few people to report, or a change of model.
    .picture = Weeks of { $name }
    .adverts = the ads
    .described = A point and its 95 % interval for each week. The table below the plot has every number.
    .table = Weeks

# Plots

plot =
    .band = Pale: the band that contains the whole curve in 95 of 100 such reports.
    .lines = Thin lines: 95 % interval of each second by itself. There are too few places for a band.
    .days = Pale lines: { $days ->
            [one] the only day
           *[other] { $days } single days
        }. There are too few shops for an interval, so the lines show how much days differ.
    .own_mean = Dotted: the ad’s own mean.
    .film = Below: its video.
    .untold_second = not reported, too few watchers at a time
    .second = { $share } smiled, { $watchers ->
            [one] { $watchers } watcher
           *[other] { $watchers } watchers
        }
    .second_band = { $share } smiled, band { $low } to { $high }, { $watchers ->
            [one] { $watchers } watcher
           *[other] { $watchers } watchers
        }
    .tooltip = Second { $second }: { $words }
    .not_told = not reported
    .mean = mean { $share }
    .watchers = watchers per second, at most { $number }
    .first_second = { $second } s
    .title = Smiles in each second of { $adverts }
    .heading = Smiles in each second, % of the time watched
    .each_advert = Smiles in each second of each ad
    .described_none = { $name }: no second is reported.
    .described_band = { $name }: { $seconds } seconds, with a 95 % band; lowest { $low } in second { $at_low }, highest { $high } in second { $at_high }.
    .described = { $name }: { $seconds } seconds, without a band; lowest { $low } in second { $at_low }, highest { $high } in second { $at_high }.
    .gaps = { $seconds ->
            [one] { $seconds } second
           *[other] { $seconds } seconds
        } not reported.
    .has_table = The table below the plot has every number.
    .between = { $number } more in between
    .spark = Smiles by second: { $low } to { $high }, most in second { $second }.
    .spark_none = No second is reported.

figure =
    .shops = Smiles by shop, % of the time watched
    .participants = Smiles by participant, % of the time watched
    .shops_picture = Smiles by shop, { $advert }
    .participants_picture = Smiles by participant, { $advert }
    .shops_described = { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }, in order of the difference from their other ads. The table below the plot has every number.
    .participants_described = { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }, in order of the difference from their other ads. The table below the plot has every number.
    .shops_legend = Order: difference from the shop’s other ads. Filled: estimate shrunk towards the mean of all shops. Hollow: the shop’s own number, with its 95 % interval over days. Dotted: mean of all shops.
    .participants_legend = Order: difference from the participant’s other ads. Filled: estimate shrunk towards the mean of all participants. Hollow: the participant’s own number, with its 95 % interval. Dotted: mean of all participants.
    .hours = Visits by hour of the day
    .hours_of = Visits by hour of the day, { $advert }
    .hours_legend = Dark: visits that looked for 1 s or more. Local time of the shops.
    .weekdays = Visits by weekday
    .weekdays_of = Visits by weekday, { $advert }
    .weekdays_legend = Dark: visits that looked for 1 s or more.
    .bars = { $count ->
            [one] { $count } bar
           *[other] { $count } bars
        }. The table below the plot has every number.
    .parts = Smiles by part of the day, % of the time watched
    .parts_picture = Smiles by part of the day, { $advert }
    .parts_described = A point and its 95 % interval for each part. The table below the plot has every number.
    .parts_legend = Only shops where kiosks end their messages at the parts of the day.
    .part = part { $number }

# Figures at a glance

fact =
    .plays = plays
    .visits = visits in front of the screens
    .looked = looked for 1 s or more
    .overlapping = visits during the plays
    .present = mean time in view
    .told_visits = of visits reported
    .told_participants = of participants reported
    .read = of watchers count towards smiles
    .camera = of the time the camera was on
    .third = among your own ads, within shops
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
    .looked = How long visits looked, { $name }
    .present = How long visits were present, { $name }
    .parts = Parts of the day, { $name }
    .or_more = { $edge } s or more
    .from_to = { $first } to { $last } s
    .here_shops = in these shops, { $days ->
            [one] { $days } day
           *[other] { $days } days
        }
    .here_participants = for these participants, { $days ->
            [one] { $days } day
           *[other] { $days } days
        }
    .from_second = from second { $second }
    .no_reason = no reason given
    .not_told = { $names }: not reported.
    .no_intervals = The curve has no intervals: { $reason }.
    .few_shops = too few shops
    .few_participants = too few participants

column =
    .abstained = Abstained
    .class = Class
    .share = Share
    .comments = Comments
    .least_people = Ten-minute slots, at least
    .advert = Ad
    .present_share = Share
    .new_share = After one day
    .end_share = In the end
    .draws = Effect
    .draws_interval = 95 %
    .draws_here = Here
    .why = Why
    .number = Measure
    .mean = Mean
    .here_shops = 95 % in these shops
    .here_participants = 95 % for these participants
    .interval = 95 % interval
    .shop = Shop
    .shops = Shops
    .participant = Participant
    .participants = Participants
    .of = Based on
    .reported_share = Reported share
    .alike = Equal watchers
    .of_curve = Curve score
    .second = Second
    .smiled = Smiled
    .of_second = 95 % for the second
    .of_week = 95 % for the week
    .band = Band of all seconds
    .watchers = Watchers
    .read = Analysed
    .shrunk = Shrunk
    .beside = Against its other ads, points
    .own = Own number
    .over_days = 95 % over days
    .days = Days
    .day = Day
    .plays = Plays
    .visits = Visits
    .weekday = Weekday
    .hour = Hour
    .looked_1 = Looked for 1 s or more
    .time_present = Time in view
    .within = Certainly in this hour
    .looked = Looked
    .present = Present
    .pair = Pair
    .difference = Difference
    .any_time = 95 % at any time
    .verdict = Verdict
    .at_end = 95 % at the end
    .p = p, adjusted
    .smallest = Smallest detectable
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
    .skip = Skip to the finding
    .marks = Labels of this report
    .report_of = report of { $day }
    .behind = The numbers of this plot
    .method = How the numbers are calculated
    .every_number = Every number: what it is, how it is calculated, what it is not
    .footer = Made by Vitrina. { -promise-least } Panels have no minimum, because their participants consented. No number contains an image or a sound.

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
    .text = A 95 % interval over shops shows where the mean of all shops of this kind lies: repeat the measurement in other shops, and 95 of 100 such intervals contain that mean. It uses one mean per shop and Student's t, so many visits to one shop do not count as many shops. With fewer than 4 shops there is no such interval. An interval over days then describes only these shops. In a panel, participants take the place of shops.

rule-noise =
    .title = Noise
    .text = Each kiosk adds random noise to the totals behind expressions and laughter. A guess about one visit from two numbers is therefore uncertain. A guess from many numbers about the same visit is less uncertain. The noise averages 0 and is included in every interval. It can push a number below 0 or above 100 %. Plots and tables stop there. Exports do not.

rule-promise =
    .title = { -promise-title }
    .text = { -promise-full } A number with too few people is withheld. It is missing here, and never shown as 0. An operator can choose minimums other than 5 and 10. Panels have no minimum, because their participants consented.

rule-told =
    .title = Reported share
    .text = Quiet hours and small shops are withheld more often than busy ones, so the reported visits are not a random sample of all visits. The reported share is shown next to each number, and in words where it is below 80 %.

rule-ranking =
    .title = Ranking of shops
    .text = Shops are not ranked by their level, because a level also depends on the camera, the light and the visitors. They are ordered by how much better the ad does there than the shop's other ads. Among many shops, the smallest come first and last by chance. So each difference is shrunk: moved towards the mean of all shops, further where chance and noise are larger.

rule-winner =
    .title = Winner
    .text = An ad is named the winner when its interval excludes 0 at the planned end, or earlier when an interval that you may check every day excludes 0. It is never named with fewer than 4 shops. In all other cases, no difference is shown. That does not prove that there is none.

rule-network =
    .title = Model
    .text = A model detects smiles in faces. It was tested with images from other places, not in the light of these shops, and no number is corrected for its errors. A level depends on the camera and the light. The difference between two ads in the same shops cancels errors that are the same for both. It does not cancel errors that a video itself causes, such as its light on faces: an ad that adds one point of false smiles can win although nobody smiles more. A placebo experiment shows one video twice, once darker, and so measures this error. Compare ads, not levels. Days that another model measured are never averaged with these.

# Every number: what it is, how it is made, what it is not

group =
    .measures = Measures
    .scores = Curve scores
    .places = People, places and times
    .differences = Differences and winners

-site-means = mean over shops of Σ n·x / Σ n within a shop; ± t(0.975, shops − 1) · sd / √shops

-exposed-means = mean over shops of Σ e·x / Σ e within a shop, with e exposed visits; ± t(0.975, shops − 1) · sd / √shops

-wearer-means = mean over shops of Σ w·x / Σ w within a shop, with w wearers; ± t(0.975, shops − 1) · sd / √shops

entry-attention_s =
    .label = Viewing time
    .unit = s
    .definition = Mean time per visit in which the head was turned to the screen while the ad played.
    .formula = { -exposed-means }
    .is_not = where the eyes look: the kiosk measures head directions, not gaze

entry-watched_share =
    .label = Looked for 1 s or more
    .unit = %
    .definition = Share of visits that looked towards the screen for 1 s or more, of all visits present during the ad.
    .formula = watchers / exposed; { -exposed-means }
    .is_not = a share of all people who passed: only faces are counted

entry-smile =
    .label = Smiled
    .unit = % of the time watched
    .definition = Share of the time watched in which people smiled, as the model estimates it: its mean probability of a smile. Within a message, each watcher counts the same.
    .formula = { -site-means }
    .is_not = a share of people, and says nothing about what they think of the ad or will buy

entry-negative =
    .label = Frowned or similar
    .unit = % of the time watched
    .definition = Mean probability of anger, contempt, disgust, fear and sadness together, as the model estimates it.
    .formula = { -site-means }
    .is_not = displeasure with the ad: reading and talking look alike

entry-surprise =
    .label = Looked surprised
    .unit = % of the time watched
    .definition = Mean probability of raised brows and an open mouth, as the model estimates it.
    .formula = { -site-means }
    .is_not = interest

entry-valence =
    .label = Expression valence
    .unit = −1 to 1
    .definition = Expression between unpleasant (−1) and pleasant (1), as the model estimates it.
    .formula = { -site-means }
    .is_not = what somebody thinks or would like to do

entry-arousal =
    .label = Expression arousal
    .unit = −1 to 1
    .definition = Expression between calm (−1) and lively (1), as the model estimates it.
    .formula = { -site-means }
    .is_not = excitement about the ad

entry-laughter_s =
    .label = Laughter in the room
    .unit = s
    .definition = Mean time per visit with laughter in the room, while the visit was present during the ad.
    .formula = { -exposed-means }
    .is_not = a sign of who laughed, or at what

entry-body_arousal =
    .label = Physical arousal
    .unit = 0 to 1
    .definition = Mean probability that a person who wears a sensor kit, with consent, is aroused, estimated from skin conductance and pulse.
    .formula = { -wearer-means }
    .is_not = stress, or excitement about the ad

entry-hr_bpm =
    .label = Heart rate
    .unit = beats per minute
    .definition = Mean heart rate of wearers who gave consent.
    .formula = { -wearer-means }
    .is_not = a medical value

entry-scr_per_min =
    .label = Skin responses
    .unit = per minute
    .definition = Mean number of rises in skin conductance of wearers who gave consent.
    .formula = { -wearer-means }
    .is_not = a reaction to one second: the skin responds seconds later

entry-peak =
    .label = Peak
    .unit = %
    .definition = Highest smile value over 3 seconds. The seconds for each shop are chosen from the data of the other shops, because the highest of several noisy numbers is too high.
    .formula = maximum of the moving mean over 3 s
    .is_not = the highest point of the plotted line

entry-end =
    .label = End
    .unit = %
    .definition = Smiles in the last 3 seconds.
    .formula = mean of the last 3 s
    .is_not = the end for everybody: people who left do not count

entry-peak_end =
    .label = Peak and end
    .unit = %
    .definition = Mean of peak and end.
    .formula = (peak + end) / 2
    .is_not = a proven measure of memory

entry-first_3_s =
    .label = First 3 seconds
    .unit = %
    .definition = Smiles in the first 3 seconds.
    .formula = mean of seconds 0, 1 and 2
    .is_not = the effect of the ad alone: faces still show what came before

entry-retention =
    .label = Watchers at the end compared with the start
    .unit = %
    .definition = Watchers in the last 3 seconds as a share of those in the first 3.
    .formula = watchers(last 3 s) / watchers(first 3 s)
    .is_not = the share of people who stayed: some leave, and others come

entry-creative =
    .label = Ad
    .unit = name
    .definition = ID of the ad, its name and tag, and its owner.
    .formula = as played
    .is_not = a campaign: two cuts are two ads

entry-period =
    .label = Days
    .unit = days
    .definition = First and last local day of the shops, and the date of the report.
    .formula = a message counts for the day on which it ends
    .is_not = all opening days: days without a published message do not count

entry-marks =
    .label = Labels
    .unit = words
    .definition = Whether the data is simulated, from a research model, or from shops or participants; and remarks on the data.
    .formula = from the messages
    .is_not = a verdict on the ad

entry-flow =
    .label = Plays, visits and watchers
    .unit = counts
    .definition = Plays of the ad and their length. Also visits, and visits that looked for 1 s or more, on the days on which it played.
    .formula = totals over plays and over windows
    .is_not = different people: a person who comes back is a new visit

entry-dwell_s =
    .label = Time in view
    .unit = s
    .definition = Mean time that a visit was in view of the camera.
    .formula = Σ visits · dwell / Σ visits
    .is_not = time in the shop

entry-comments =
    .label = Comments
    .unit = %
    .definition = Share of a class among the comments that visitors typed about the ad, as a model classified them. A kiosk publishes them when they fill ten slots of ten minutes.
    .formula = Σ comments of the class / Σ comments; 95 % by a score test with the noise of the kiosks and the spread of the messages
    .is_not = the opinion of people who wrote nothing; free of classification errors

entry-coverage =
    .label = Camera on
    .unit = %
    .definition = Share of the time in which the cameras were measuring.
    .formula = mean over windows, weighted by their length
    .is_not = how much of the shop the cameras see

entry-overlapping_visits =
    .label = Overlapping visits
    .unit = visits
    .definition = Expected number of visits that overlap a play. A visit counts at each play that it overlaps.
    .formula = plays · visits per second of measuring · (length of a play + mean time in view)
    .is_not = people who looked

entry-sites =
    .label = Shops
    .unit = count
    .definition = Shops with published reactions, and their screens and days. Also their reactions, and the visits behind them.
    .formula = counts
    .is_not = all shops in which it played

entry-interval =
    .label = 95 % interval
    .unit = same as the number
    .definition = Interval that contains the mean of all shops of this kind in 95 of 100 such reports.
    .formula = mean ± t(0.975, shops − 1) · sd of the shops' means / √shops
    .is_not = the spread of shops or of people

entry-here =
    .label = In these shops
    .unit = same as the number
    .definition = Mean and interval of only these shops, shown where there are fewer than 4.
    .formula = Student's t over days; wider where a day is like the one before it
    .is_not = a statement about other shops

entry-people_mean =
    .label = Equal watchers
    .unit = same as the number
    .definition = The same number, where each watcher counts the same instead of each shop.
    .formula = Σ n·x / Σ n, jackknife over shops
    .is_not = the headline: here the busiest shops decide

entry-curve =
    .label = Curve
    .unit = % per second
    .definition = Smiles in each second of the ad, with the number of watchers and of analysed faces.
    .formula = mean over shops; 95 % for the second: t over shops, from 4 shops on
    .is_not = the same people throughout: people who stay weigh more in the late seconds

entry-band =
    .label = Band
    .unit = % per second
    .definition = Band that contains the whole curve, all seconds at once, in 95 of 100 such reports.
    .formula = mean ± q · se, q by the largest t of all seconds (multivariate t); from 10 shops on
    .is_not = the interval of a single second, which is narrower

entry-moment =
    .label = Moment
    .unit = points
    .definition = Seconds in which the curve is clearly above or below its median, and not only because other people watch then.
    .formula = the band of (second − own mean) lies above its median, or below the median's band; with and without the drift of who stays
    .is_not = every movement of the line: other movements may be chance

entry-shrunk =
    .label = Shrunk shop value
    .unit = %
    .definition = A shop's number, moved towards the mean of all shops, further where chance and noise are larger. Its difference from the mean of the shop's other ads, which orders the shops, is moved in the same way.
    .formula = m + τ² / (τ² + s²) · (own − m); τ² by DerSimonian and Laird, less the known noise
    .is_not = the shop's own number, which is shown next to it with its interval over days

entry-hours =
    .label = Hours and weekdays
    .unit = visits
    .definition = Visits and watchers by local hour and weekday, and the share of visits that certainly lie within that hour.
    .formula = totals over windows, by the local hour of their end
    .is_not = smiles by hour: a reaction spans several hours

entry-parts =
    .label = Parts of the day
    .unit = %
    .definition = Smiles by part of the day, in shops where kiosks end their messages at the parts of the day.
    .formula = { -site-means }
    .is_not = available for other shops

entry-reported_share =
    .label = Reported share
    .unit = %
    .definition = Share of the visits in the windows of these days that lie within a published reaction.
    .formula = visits of windows within published reactions / visits of all windows
    .is_not = a share of time, or of watchers

entry-read_share =
    .label = Analysed share
    .unit = %
    .definition = Share of watchers who count in the numbers from expressions. A watcher counts with at least 1 s of analysed face, and in at most four ads per visit, chosen at random.
    .formula = n / watchers of the published reactions
    .is_not = a share of all visits

entry-withheld =
    .label = Withheld
    .unit = %
    .definition = Shares of plays, seconds and shops that had too few people to report.
    .formula = 1 − reported / played
    .is_not = lost: the kiosks withheld it on purpose

entry-week =
    .label = Week of a trend
    .unit = same as the measure
    .definition = Mean of all shops of the trend, whichever of them reported in the week. The weeks of a connected line share shops and a model. A full week is over, and neither a campaign nor the chosen days cut it short.
    .formula = least squares of value = shop + week over the weekly means of the shops
    .is_not = the mean of the shops that reported in this week: that mean changes when shops join

entry-models =
    .label = Models
    .unit = name
    .definition = Models that measured the expressions, and their days. Only the days of one model are averaged.
    .formula = the model with the most reactions
    .is_not = a mean over models

entry-third =
    .label = Third among your own ads
    .unit = upper, middle, lower
    .definition = Third of your own ads that this ad belongs to by smiles, compared within shops. Shown from 9 ads and 4 shops on, and only where the rank is known well enough.
    .formula = effects within shops, shrunk towards their mean; the third that contains the 95 % interval of the rank
    .is_not = a comparison with other advertisers, or a rank

entry-difference =
    .label = Difference
    .unit = points
    .definition = How much better one ad did than another, compared within the same shops, days and parts of the day.
    .formula = weighted mean of the differences within each day, or part of the day, of a shop; then over shops, weighted by precision (Hartung and Knapp); t over shops and days
    .is_not = a difference of the two totals, which also contain other shops and days

entry-change =
    .label = Difference by week
    .unit = points
    .definition = Difference in each week, with the interval for only that week. A sentence is added where the first and the last third of the days differ.
    .formula = the difference over the days of a week; last third − first third within shops, t over shops and days
    .is_not = the verdict, which uses all days together

entry-sequence =
    .label = Interval at any time
    .unit = points
    .definition = Interval of the difference that you may check every day, and act on when it excludes 0.
    .formula = confidence sequence over days, around the same difference and widened by the variation between shops: √(sequence² + (t · se)²)
    .is_not = as narrow as the interval at the planned end

entry-p =
    .label = p
    .unit = 0 to 1
    .definition = How often chance alone produces a difference of this size or more, adjusted for the number of comparisons. An experiment shows it from its planned end on.
    .formula = two-sided t over shops and days; Holm within an experiment, Benjamini and Hochberg in lists
    .is_not = the probability that there is no difference

entry-detectable =
    .label = Smallest detectable difference
    .unit = points
    .definition = Difference that 80 of 100 experiments with such data detect, and the shops or days that a smaller one needs. For a plan and for one ad, it uses the people, noise and days in the store.
    .formula = (t(0.975) + t(0.8)) · se; for a plan and for one ad: simulated experiments of that size
    .is_not = a limit below which there is no difference

entry-arm =
    .label = Arm
    .unit = same as the measure
    .definition = Result of one arm of an experiment, with its shops, days, blocks, plays and visits.
    .formula = as the measure, over the days of the experiment
    .is_not = meant for comparison by eye: use the difference

entry-abstained =
    .label = Abstained
    .unit = % of the time watched
    .definition = Share of the attentive time in which the smile detector did not decide, in one arm. A note names arms that differ by 5 points or more.
    .formula = Σ n·x / Σ n over the arm's reactions
    .is_not = people who did not smile

entry-first_second =
    .label = Second 0
    .unit = points
    .definition = Difference of two arms in the first second, in which a video cannot have made anybody smile yet. A note is added where p is below 0.01.
    .formula = as the difference, only for second 0 of the curve
    .is_not = an effect of the video

entry-sensitivity =
    .label = Error of the smile detector
    .unit = points
    .definition = Difference between the two copies of one video in the newest placebo experiment, and the end of its interval that is farther from 0.
    .formula = as the difference
    .is_not = a correction: it changes no number

entry-blocks =
    .label = Blocks
    .unit = count
    .definition = Periods in which each arm played. Incomplete ones are excluded.
    .formula = counts
    .is_not = days

entry-seen_both =
    .label = May have seen both
    .unit = visits
    .definition = Lowest and highest possible number of visits that were present during two arms.
    .formula = bounds from the exposed visits of the arms and the visits in the same windows
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
    .kiosk_paused = The reason names the missing part, such as the notice; `sudo vitrina status` on the kiosk shows more.
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
    .server_backup = Run `vitrina-central backup FILE`: it prints the problem, such as a full disk. Then check its timer.
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
    .stored = Stored: { $names }.
    .nothing_stored = The store is empty: fill it with `import` or `serve`.
    .no_experiment_stored = No experiment is stored.
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
