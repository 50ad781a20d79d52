### Words of the pages and reports in English. docs/central.md says how a language is added.
### Key: message.attribute. A space between a number and its word is U+00A0, which does not break.

site =
    .name = Vitrina
    .skip = Skip to the content
    .footer = { -promise-least } Panel reports have no minimum number of people, because all participants consented. No number contains an image or a sound.

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
    .simulated = SIMULATED: a program generated the data of { $tenants }. No people were measured.

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
    .no_users = There are no users yet. To add the first one, run this command on the server:

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
    .own_name = The new password is the same as your name. Choose another one. Nothing was changed.
    .wait = Too many attempts. Try again in a minute.
    .password_changed = Your password was changed. All other sessions have ended.
    .sessions = Sessions
    .sessions_text = This signs you out on every device, including this one. The server then treats every browser as a new one.
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
    .seconds = Frame and numbers for one second
    .second = Second { $second }:
    .moments = Moments
    .numbers = Numbers
    .limits = What this report does not show

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
    .curve = Smiles by second
    .told = Reported share
    .shown = { $first } to { $last } of { $total }
    .previous = Previous
    .next = Next
    .legend = “Smiled” is the mean over shops with its 95 % interval. All rows share one axis. “Smiles by second” shows smiles over the length of the ad, with a 95 % interval where at least four shops report. The reported share is the share of visits that the published reactions cover. If it is below 80 %, small shops and quiet hours are missing.
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
    .tag_hint = A tag is a brand or campaign. Ads with the same tag are reported together.
    .save = Save
    .film = Video
    .file = File
    .still = First frame of the video
    .film_hint = Choose an MP4, MOV, MKV or WebM video of up to ten minutes and 200 MB, or a PNG, JPEG or WebP image. The video is shown only on these pages. It is not sent to kiosks.
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
    .legend = A kiosk is silent if it has sent no message for ten minutes. Unsent messages were waiting on the kiosk at its last health report. Missing messages have been requested again from the kiosk. Lost messages no longer existed on the kiosk.
    .undeclared = staff not declared
    .undeclared_legend = If staff are not declared, nobody has stated whether staff work in view of the camera, so no faces are analysed. On the kiosk, set in_view, declared_on and declared_by in the [staff] settings.
    .none = No kiosk is in this state.
    .versions = Versions
    .quarantine = Quarantine
    .quarantine_text = Central could not process these messages and keeps them for { $days } days. To list them, run on the server: vitrina-central quarantine list

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
    .lead = Choose two or more ads. Each pair is compared only within the shops and days that have numbers for both ads.
    .button = Compare
    .others = Choose other ads

experiments =
    .title = Experiments
    .lead = In an experiment, ads take turns in blocks. This page shows whether an ad has won, or how much more data is needed.
    .planned = The planned end is { $day }.
    .none = No experiment is stored yet.
    .empty = To start an experiment, send a playlist that contains one. The kiosks then play its arms in turn.
    .adverts = Ads
    .plan = Plan the end
    .end = Last day
    .end_hint = Plan the last day before the experiment starts, or at least 7 days ahead. It applies to the measure on this page. Once that day is over in every time zone, the interval for the planned end decides the result. It is narrower than the interval that you may check every day. If you change the last day later, only the confidence sequence decides the result, and the report notes the change.
    .keep = Save

trends =
    .title = Trends
    .lead = This page shows the ads of one brand or campaign together, week by week.
    .none = No ad has a tag yet.
    .empty = A tag groups ads, for example by brand. To add one, an editor opens an ad and chooses Edit.
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
    .share_positive = { $share } positive (95 %: { $span })
    .share_negative = { $share } negative (95 %: { $span })
    .headline_kiosks = Comments at the kiosks, { $name }: { $shares }.
    .headline_reviews = Imported reviews, { $name }: { $shares }. The kiosks report no comments.
    .headline_none = No comments can be reported for { $name }. A kiosk publishes comments only if they come from at least ten different ten-minute slots.
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
    .none_kiosks = No comments are reported. A kiosk publishes comments only if they come from at least ten different ten-minute slots.
    .none_reviews = No reviews are reported. Either no reviews were imported for these days, or each day has fewer than ten reviews.
    .none_advert = No comments on this ad are reported. A kiosk publishes them only from ten or more ten-minute slots.
    .by_week = Comments week by week
    .held = { $count ->
            [one] { $count } of { $all } shops reports no comments.
           *[other] { $count } of { $all } shops report no comments.
        } Where people write few comments, a kiosk withholds them until they come from at least ten different ten-minute slots.
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
    .empty = Send a playlist from the server first. A recommendation changes only the weights in that playlist.
    .heading = Recommendation for { $site }
    .weeks = Weeks
    .booked = Booked shares
    .booked_hint = Example: spring=0.2. Separate several entries with spaces. Each booked ad gets its share, however people react.
    .accept = Accept
    .accept_text = The new weights take effect at the end of the chosen day in the shop's local time. Videos, dates, hours and experiments stay the same.
    .end_of = At the end of
    .button = Accept weights
    .viewer = An editor can accept this recommendation.
    .table = Share of plays in { $site }
    .rails = Limits of the recommendation
    .points = { $number } points
    .day_smile = With these shares, smiles in shops like { $site } are expected to rise by { $size } (95 %: { $span }).
    .day_attention_s = With these shares, people in shops like { $site } are expected to look { $size } longer (95 %: { $span }).
    .day_watched_share = With these shares, more visits in shops like { $site } are expected to look for 1 s or more. Their share of all visits rises by { $size } (95 %: { $span }).
    .day_laughter_s = With these shares, laughter per visit in shops like { $site } is expected to rise by { $size } (95 %: { $span }).
    .end_smile = Once all steps are taken, smiles in shops like { $site } are expected to rise by { $size } (95 %: { $span }).
    .end_attention_s = Once all steps are taken, people in shops like { $site } are expected to look { $size } longer (95 %: { $span }).
    .end_watched_share = Once all steps are taken, more visits in shops like { $site } are expected to look for 1 s or more. Their share of all visits rises by { $size } (95 %: { $span }).
    .end_laughter_s = Once all steps are taken, laughter per visit in shops like { $site } is expected to rise by { $size } (95 %: { $span }).
    .no_difference = No change is recommended, because no gain from other shares is shown. The 95 % interval of the gain contains 0: { $span }.
    .none_untold = No change is recommended, because nothing has been reported about these ads.
    .none_few_sites = No change is recommended, because fewer than 4 shops report on these ads.
    .none_few_weeks = No change is recommended, because the current model has produced less than four weeks of data.
    .none_few_adverts = No change is recommended, because fewer than two ads may change their share.
    .none_few_people = No change is recommended, because too few people watch in this shop to report reactions to any ad.
    .none_short_cycle = No change is recommended, because the playlist cycle is too short for a step of 10 points.
    .none_best_already = No change is recommended, because the ads already have the best shares.
    .basis = The recommendation is based on published reactions from { $days }, in { $sites ->
            [one] { $sites } shop
           *[other] { $sites } shops
        }. These reactions cover { $told } of the visits. Today is not included.
    .not_said = The recommendation is about the average of shops of this kind. It says nothing about individual people, the current hour or purchases.
    .pending = Version { $version } is accepted. It takes effect at the end of { $day }.
    .why_most = more likely to perform best
    .why_least = less likely to perform best; keeps the minimum share
    .why_too_few = performs worse; with the minimum share, too few people would see it to report a result
    .why_stays = unchanged
    .why_experiment = is in a running experiment
    .why_booked = booked
    .why_hours = has its own hours
    .why_untold = nothing has been reported
    .why_few_sites = reported in fewer than 4 shops
    .why_few_weeks = has less than four weeks of data
    .rail_experiment = These ads are in a running experiment, so their shares do not change: { $adverts }.
    .rail_booked = These ads are booked, so they get the booked share, however people react: { $adverts }.
    .rail_hours = These ads have their own hours, so their shares do not change: { $adverts }.
    .rail_untold = Nothing has been reported about these ads, so their shares do not change: { $adverts }.
    .rail_few_sites = Fewer than 4 shops have reported on these ads, so their shares do not change: { $adverts }.
    .rail_few_weeks = These ads have less than four weeks of data, so their shares do not change: { $adverts }.
    .rail_few_told = Less than 80 % of visits are reported for { $adverts }. Missing quiet hours do not decide the result, because ads are compared only within the same shop, day and part of the day.
    .rail_too_few = Too few people watch in this shop to report on so many ads per day, so these ads are removed: { $adverts }. To keep them, set `rotate = 2` in the playlist: the ads then take turns.
    .rail_step = The share of an ad changes by at most 10 points per day. These ads need more steps: { $adverts }.

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
    .several = For { $adverts ->
            [one] { $adverts } ad
           *[other] { $adverts } ads
        }, people smiled { $span } of the time, depending on the ad. This report does not compare the ads.
    .several_panel = For { $adverts ->
            [one] { $adverts } ad
           *[other] { $adverts } ads
        }, participants smiled { $span } of the time, depending on the ad. This report does not compare the ads.
    .several_nothing = Smiles cannot be reported for { $adverts ->
            [one] { $adverts } ad
           *[other] { $adverts } ads
        }.
    .none = Nothing has been reported about any ad.

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
    .no_day = No day is included.

alone =
    .shops = This result applies only to { $count ->
            [one] this shop
           *[other] these shops
        }. An interval that applies to other shops needs data from at least { $least } shops.
    .participants = This result applies only to { $count ->
            [one] this participant
           *[other] these participants
        }. An interval that applies to other people needs at least { $least } participants.

no_interval =
    .because = There is no interval: { $reason }.
    .few = There is no interval, because there are too few shops and days.

decide =
    .here = You need about { $days } days to measure { $shops ->
            [one] this shop
           *[other] these shops
        } to within { $points } points.
    .detectable = With two ads like this one, 80 of 100 experiments detect a difference of { $size }.
    .detectable_range = With two ads like this one, 80 of 100 experiments detect a difference of { $size } ({ $low } to { $high }, because the variation between shops is assumed).
    .sites = You need about { $count ->
            [one] { $count } such shop
           *[other] { $count } such shops
        } to detect a difference of { $size }.

told =
    .none_visits = No visits can be reported, because too few people were present at a time.
    .none_participants = No participants can be reported, because there were too few at a time.
    .missing = { $parts } had too few people at a time to be reported, and may differ.
    .short = only { $share }
    .week = Only { $share } of this week is reported.

watchers =
    .at_the_end_shops = The number of watchers in the last 3 s was { $share }{ $interval } of the number in the first 3 s, in { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }. People come and go, so this is not the share of people who stayed.
    .at_the_end_participants = The number of watchers in the last 3 s was { $share }{ $interval } of the number in the first 3 s, among { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }. This is not the share of people who watched to the end.

moment =
    .name = { $first }–{ $last } s: { $size } points
    .more = Smiles here are { $size } points higher than in most seconds of the ad (95 %: { $low } to { $high }).
    .less = Smiles here are { $size } points lower than in most seconds of the ad (95 %: { $low } to { $high }).
    .untold = No second can be reported, because too few people watched at a time.
    .few_shops = No moments are shown, because with fewer than 10 shops they may be due to chance.
    .few_participants = No moments are shown, because with fewer than 10 participants they may be due to chance.
    .none = No second clearly differs from most seconds of the ad. The ups and downs of the line may be due to chance.
    .picture = { $advert } at second { $second }

mark =
    .simulated = SIMULATED: a program generated this data. No people were measured.
    .research = Measured with a research model, which may not be used in a shop.
    .word = SIMULATED

limit =
    .visits = { $share } of the visits
    .plays = { $share } of the plays
    .seconds = { $share } of the seconds
    .shops = { $share } of the shops
    .participants = { $share } of the participants
    .network_visits = The expression model was changed. The numbers use only data from { $network }, which started on { $day }. They exclude data from { $others }, with { $count ->
            [one] { $count } visit
           *[other] { $count } visits
        }.
    .network_participants = The expression model was changed. The numbers use only data from { $network }, which started on { $day }. They exclude data from { $others }, with { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }.
    .why = The report shows that people smiled while { $advert } played, not why. People also smile at each other.
    .opinion = A smile is neither a purchase nor an opinion.
    .faces = Only faces turned to the screen are analysed. Other people are not in the numbers.
    .knew = These participants knew that they were being recorded, so customers in a shop may react differently.
    .light = The smile model was not tested in this light. Compare ads only within the same places.
    .late = The last seconds describe only people who were still watching.

# Experiments, comparisons, trends

size =
    .points = { $points } points

experiment =
    .heading = Experiment { $name }
    .wins = { $winner } wins: it is ahead of { $leads }.
    .lead = { $other } by { $size }{ $interval }
    .wins_by = { $winner } wins: it is ahead of { $other } by { $size }{ $interval }.
    .leads = No winner yet: { $first } is ahead of { $other } by { $size }{ $interval }.
    .leads_by_chance = No winner yet: { $first } is ahead of { $other } by { $size }{ $interval }. This lead may be due to chance.
    .none = No winner yet: { $reason }.
    .none_told = No winner yet, because nothing has been reported.
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

needed =
    .detectable = With data like this, a difference of { $size } or more can be detected.
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
    .lead = Before you start, calculate the smallest difference between two ads that you can detect with your shops, days and people.
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
        } and { $people } people per shop, day and ad, no difference can be detected reliably, because too few shops reach enough people to report.
    .measure = Measure: { $measure }.
    .range = The detectable difference is { $low } if the ads differ equally in all shops. It is { $high } if their difference varies between shops twice as much as assumed.
    .found = { $share } of such experiments detect a difference of { $size }.
    .needed = You need about { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        } to detect a difference of { $size } in 80 of 100 experiments.
    .nothing_stored = Too little data is stored yet, so the variation between people, shops and days is assumed. Plan again when two ads have played for two days in the same shops.
    .people_of_ads = The variation between people and the number of people are estimated from { $ads } in the last 28 days, in { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }.
    .people_of_experiments = The variation between people and the number of people are estimated from the newest experiment, in { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }.
    .taste_assumed = The difference is assumed to vary between shops by a tenth of the level, because no stored experiment shows how much it varies.
    .taste_stored = The variation of the difference between shops is estimated from { $count ->
            [one] { $count } stored experiment
           *[other] { $count } stored experiments
        }. It is about { $size }.
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
    .headline_shops = { $name }, week of { $day }: { $measure } { $value }{ $interval }, { $count ->
            [one] { $count } shop
           *[other] { $count } shops
        }.
    .headline_participants = { $name }, week of { $day }: { $measure } { $value }{ $interval }, { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        }.
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
    .lines = Thin lines: the 95 % interval of each second by itself. There are too few places for a band.
    .days = Pale lines show { $days ->
            [one] the only day
           *[other] { $days } single days
        }. There are too few shops for an interval, so the lines show how much days differ.
    .own_mean = Dotted: the ad’s own mean.
    .film = Below the curve: its video.
    .untold_second = not reported, because too few people watched at a time
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
    .watchers = watchers per second (at most { $number })
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
    .between = { $number } more rows between these are not shown
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
        } sorted by the difference from their other ads. The table below the plot has every number.
    .participants_described = { $count ->
            [one] { $count } participant
           *[other] { $count } participants
        } sorted by the difference from their other ads. The table below the plot has every number.
    .shops_legend = Sorted by the difference from each shop’s other ads. Filled points: estimates shrunk towards the mean of all shops (dotted). Hollow points: the shop’s own number and its 95 % interval.
    .participants_legend = Participants are sorted by the difference from their other ads. A filled point is an estimate that is shrunk towards the mean of all participants. A hollow point is the participant’s own number, with its 95 % interval. The dotted line is the mean of all participants.
    .hours = Visits by hour of the day
    .hours_of = Visits by hour of the day, { $advert }
    .hours_legend = Dark: visits that looked for 1 s or more. In the shops’ local time.
    .weekdays = Visits by weekday
    .weekdays_of = Visits by weekday, { $advert }
    .weekdays_legend = Dark: visits that looked for 1 s or more.
    .bars = { $count ->
            [one] { $count } bar
           *[other] { $count } bars
        }. The table below the plot has every number.
    .parts = Smiles by part of the day, % of the time watched
    .parts_picture = Smiles by part of the day, { $advert }
    .parts_described = The plot shows a point and its 95 % interval for each part of the day. The table below the plot has every number.
    .parts_legend = This includes only shops where each message covers a single part of the day.
    .part = part { $number }

# Figures at a glance

fact =
    .plays = plays
    .visits = visits in front of the screens
    .looked = looked for 1 s or more
    .overlapping = visits during the plays
    .present = mean time in view
    .told_visits = of visits are reported
    .told_participants = of participants are reported
    .read = of watchers were analysed for smiles
    .camera = of the time the camera was measuring
    .third = in smiles, among your own ads within shops
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
    .here_shops = in these shops, over { $days ->
            [one] { $days } day
           *[other] { $days } days
        }
    .here_participants = for these participants, over { $days ->
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
    .shrunk = Shrunk estimate
    .beside = Difference from its other ads, points
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
    .within = Certainly within this hour
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
    .behind = The numbers of this plot
    .method = How the numbers are calculated
    .every_number = What each number means, how it is calculated, and its limits
    .footer = Made by Vitrina. { -promise-least } Panel reports have no minimum number of people, because all participants consented. No number contains an image or a sound.

# Reasons as the statistics write them, word for word: sentences in other languages are found by these.

reason =
    .nothing_told = nothing reported
    .few_sites = fewer than { $number } sites
    .few_days = fewer than { $number } days
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
    .not_random = The ads were compared within the same shops and days. They were not assigned at random, so the hour at which each was shown may affect the result. Only an experiment rules this out.
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
    .text = Each kiosk adds random noise to the totals behind expressions and laughter. This protects single visits: a guess about one visit from two numbers is uncertain. A guess from many numbers about the same visit is less uncertain. The noise averages 0 and is included in every interval. It can push a number below 0 or above 100 %. Plots and tables then show 0 or 100 %, but exports contain the original number.

rule-promise =
    .title = { -promise-title }
    .text = { -promise-full } A number with too few people is withheld. It is missing here, and never shown as 0. An operator can choose minimums other than 5 and 10. Panel reports have no minimum, because all participants consented.

rule-told =
    .title = Reported share
    .text = Quiet hours and small shops are withheld more often than busy ones, so the reported visits are not a random sample of all visits. The reported share is shown next to each number. If it is below 80 %, a sentence points this out.

rule-ranking =
    .title = Ranking of shops
    .text = Shops are not ranked by their level, because a level also depends on the camera, the light and the visitors. They are sorted by how much better the ad does in a shop than the shop's other ads. Small shops often come first or last only by chance. Each difference is therefore shrunk: it is moved towards the mean of all shops, and further where chance and noise are larger.

rule-winner =
    .title = Winner
    .text = An ad is named the winner if the interval of its lead excludes 0 at the planned end. It can win earlier if the interval that you may check every day excludes 0. No winner is named with fewer than 4 shops. In all other cases, the report states that no difference is shown. This does not prove that there is no difference.

rule-network =
    .title = Model
    .text = A model detects smiles in faces. It was tested with images from other places, not in the light of these shops, and no number is corrected for its errors. A level depends on the camera and the light, so compare ads, not levels. Errors that are the same for two ads cancel out in their difference within the same shops. Errors that a video itself causes, such as its light on faces, do not cancel out: an ad that adds one point of false smiles can win although nobody smiles more. A placebo experiment measures this error by showing one video twice, once darker. Days that another model measured are never averaged with these.

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
    .definition = Share of the visits present during the ad that looked towards the screen for 1 s or more.
    .formula = watchers / exposed; { -exposed-means }
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
    .definition = Mean probability of anger, contempt, disgust, fear and sadness together, as the model estimates it.
    .formula = { -site-means }
    .is_not = This does not show displeasure with the ad, because reading and talking look similar

entry-surprise =
    .label = Looked surprised
    .unit = % of the time watched
    .definition = Mean probability of raised eyebrows and an open mouth, as the model estimates it.
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
    .definition = Highest mean smile value over 3 seconds. The highest of several noisy numbers is too high, so the seconds for each shop are chosen from the data of other shops.
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
    .definition = Whether the data is simulated, comes from a research model, or comes from shops or participants. Remarks on the data are included.
    .formula = taken from the messages
    .is_not = This is not a verdict on the ad

entry-flow =
    .label = Plays, visits and watchers
    .unit = counts
    .definition = Number and length of the plays of the ad. For the days on which it played, also the number of visits, and of visits that looked for 1 s or more.
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
    .formula = plays · visits per second of measuring · (length of a play + mean time in view)
    .is_not = This is not the number of people who looked

entry-sites =
    .label = Shops
    .unit = count
    .definition = Number of shops with published reactions, with the numbers of their screens, days and reactions, and of the visits behind these reactions.
    .formula = number of each
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
    .is_not = This does not follow the same people through the ad, because people who stay count for more in the late seconds

entry-band =
    .label = Band
    .unit = % per second
    .definition = Range around the curve that contains the whole true curve, all seconds at once, in 95 of 100 such reports.
    .formula = mean ± q · se, where se is the standard error of a second and q the 95 % quantile of the largest |t| over all seconds (multivariate t); needs at least 10 shops
    .is_not = This is not the interval of a single second, which is narrower

entry-moment =
    .label = Moment
    .unit = points
    .definition = Seconds in which the curve is clearly above or below its median, and not only because other people were watching then.
    .formula = Subtract each shop's own mean from its seconds. A rise is where the band of this difference lies above the curve's median. A fall is where it lies below the band of the median. Both must remain after the effect of who stays is removed
    .is_not = This does not include every movement of the line, because other movements may be due to chance

entry-shrunk =
    .label = Shrunk shop value
    .unit = %
    .definition = A shop's number, moved towards the mean of all shops. It moves further where chance and noise are larger. Shops are sorted by the difference from their other ads, which is moved in the same way.
    .formula = m + τ² / (τ² + s²) · (own − m), where m is the mean of all shops, own the shop's number, s² its variance, and τ² the variance between shops (DerSimonian and Laird, minus the known noise)
    .is_not = This is not the shop's own number, which is shown next to it with its interval over days

entry-hours =
    .label = Hours and weekdays
    .unit = visits
    .definition = Number of visits and watchers by local hour and by weekday. For each hour, also the share of visits that certainly happened within it.
    .formula = totals over windows, by the local hour in which a window ends
    .is_not = This does not show smiles by hour, because a reaction covers several hours

entry-parts =
    .label = Parts of the day
    .unit = %
    .definition = Smiles by part of the day, in shops where each message covers a single part of the day.
    .formula = { -site-means }
    .is_not = This is not available for other shops

entry-reported_share =
    .label = Reported share
    .unit = %
    .definition = Of all visits in the windows of these days, the share that a published reaction covers.
    .formula = visits of windows within published reactions / visits of all windows
    .is_not = This is not a share of the time, or of the watchers

entry-read_share =
    .label = Analysed share
    .unit = %
    .definition = Share of watchers that the expression numbers include. A watcher is included with at least 1 s of analysed face, for at most four randomly chosen ads per visit.
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
    .definition = Mean of all shops of the trend in one week, including shops that did not report in that week. Connected weeks have shops in common and use the same model. A week counts as full if it is over, and if neither the campaign nor the chosen days cut it short.
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
    .definition = The third of your own ads that this ad belongs to (upper, middle or lower), ranked by smiles within shops. It is shown only with at least 9 ads and 4 shops, and only if the rank is certain enough.
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
    .definition = Smallest difference that 80 of 100 experiments with such data detect, and the number of shops or days that a smaller one requires. For a plan and for a single ad, it uses the stored people, noise and days.
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
    .definition = Difference between the two copies of one video in the newest placebo experiment, and the limit of its interval that is farther from 0.
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
    .formula = lower and upper bounds, from the exposed visits of the arms and all visits in the same windows
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
    .server_certificate = Renew the certificate and restart the server.
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
    .schedule_overbooked = schedule: the booked shares are more than the ads can have together. Book smaller or fewer shares.
    .schedule_day = schedule: { $day } is not between today, { $today }, and { $latest }. Nothing was changed.
    .schedule_changed = schedule: the recommendation has changed since you opened it. Nothing was changed. Check the new recommendation.
    .schedule_long = schedule: the playlist would be longer than { $number } bytes. Send fewer ads.
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
    .query_unknown = query: { $name } is unknown. Known: { $known }.
    .query_wrong = query: { $name } is wrong: { $why }.
    .query_twice = query: { $name } was given { $count } times. Give it once.
    .nothing_of = report: nothing is stored for '{ $name }' of { $tenant }. { $stored }
    .no_site = report: there is no site { $name }. Sites of { $tenant }: { $known }.
    .several_tenants = report: '{ $name }' exists for several tenants: { $known }. Name one as the tenant, or use { $example }.
    .several_tenants_stored = report: the store has several tenants: { $known }. Name one as the tenant.
    .ad_not_yours = The name and the video of an ad apply to all shops, but you may see only some of them. Ask a user who may see all shops.
    .end_not_yours = The planned end of an experiment applies to all its shops, but you may see only some of them. Ask a user who may see all of them.
    .end_too_late = experiment: data of { $stored } is already stored, so { $day } cannot be the planned end of { $name }. Plan a day at least { $number } days later: { $first } or after.
    .end_is_over = experiment: { $day } is over, so it cannot be the planned end of { $name }. Plan { $first } or a later day.
    .no_language = account: '{ $name }' is not one of the languages { $known }. Nothing was changed.
    .no_pdf = This server cannot make PDFs. To add this, run in its checkout of Vitrina: pip install --require-hashes --no-deps -r requirements-pdf.lock. You can also print the HTML report.
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
