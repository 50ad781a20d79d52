#compdef vitrina-central
# Completes vitrina-central in zsh. Made by docs/generate.py from the command itself; `make docs` renews it.
_vitrina_central() {
    local prev="${words[CURRENT-1]}" place="" files="" word
    local -a own
    for word in "${(@)words[2,CURRENT-1]}"; do
        case "$place|$word" in
            '|serve') place=serve ;;
            '|import') place=import ;;
            '|export') place=export ;;
            'export|messages') place='export messages' ;;
            'export|parquet') place='export parquet' ;;
            '|report') place=report ;;
            '|experiment') place=experiment ;;
            '|plan') place=plan ;;
            '|compare') place=compare ;;
            '|trend') place=trend ;;
            '|comments') place=comments ;;
            'comments|trend') place='comments trend' ;;
            'comments|import') place='comments import' ;;
            'comments|list') place='comments list' ;;
            'comments|remove') place='comments remove' ;;
            '|fleet') place=fleet ;;
            '|alerts') place=alerts ;;
            'alerts|list') place='alerts list' ;;
            'alerts|snooze') place='alerts snooze' ;;
            'alerts|unsnooze') place='alerts unsnooze' ;;
            '|creative') place=creative ;;
            'creative|add') place='creative add' ;;
            'creative|placebo') place='creative placebo' ;;
            'creative|list') place='creative list' ;;
            '|playlist') place=playlist ;;
            'playlist|push') place='playlist push' ;;
            'playlist|list') place='playlist list' ;;
            '|schedule') place=schedule ;;
            '|site') place=site ;;
            'site|add') place='site add' ;;
            'site|set') place='site set' ;;
            'site|list') place='site list' ;;
            '|enrol') place=enrol ;;
            '|quarantine') place=quarantine ;;
            '|user') place=user ;;
            'user|add') place='user add' ;;
            'user|passwd') place='user passwd' ;;
            'user|remove') place='user remove' ;;
            'user|list') place='user list' ;;
            '|token') place=token ;;
            'token|add') place='token add' ;;
            'token|revoke') place='token revoke' ;;
            'token|list') place='token list' ;;
            '|migrate') place=migrate ;;
            '|backup') place=backup ;;
            '|restore') place=restore ;;
            '|forget') place=forget ;;
            '|doctor') place=doctor ;;
            '|simulate') place=simulate ;;
            '|completion') place=completion ;;
        esac
    done
    # --config=FILE is one word
    if compset -P 1 '--*='; then prev="${IPREFIX%=}"; fi
    case "$place|$prev" in
        'serve|--config' | 'serve|--data' | 'import|--config' | 'import|--data' | 'export messages|--config' | 'export messages|--data' | 'export parquet|--config' | 'export parquet|--data' | 'report|--config' | 'report|--data' | 'report|--file' | 'report|--out' | 'report|--pdf' | 'report|--adverts' | 'report|--parquet' | 'experiment|--config' | 'experiment|--data' | 'experiment|--file' | 'experiment|--out' | 'experiment|--pdf' | 'experiment|--adverts' | 'plan|--config' | 'plan|--data' | 'compare|--config' | 'compare|--data' | 'compare|--file' | 'compare|--out' | 'compare|--pdf' | 'compare|--adverts' | 'compare|--parquet' | 'trend|--config' | 'trend|--data' | 'trend|--file' | 'trend|--out' | 'trend|--pdf' | 'trend|--parquet' | 'comments trend|--config' | 'comments trend|--data' | 'comments trend|--file' | 'comments trend|--out' | 'comments trend|--pdf' | 'comments import|--config' | 'comments import|--data' | 'comments list|--config' | 'comments list|--data' | 'comments remove|--config' | 'comments remove|--data' | 'fleet|--config' | 'fleet|--data' | 'alerts list|--config' | 'alerts list|--data' | 'alerts snooze|--config' | 'alerts snooze|--data' | 'alerts unsnooze|--config' | 'alerts unsnooze|--data' | 'creative add|--config' | 'creative add|--data' | 'creative placebo|--config' | 'creative placebo|--data' | 'creative list|--config' | 'creative list|--data' | 'playlist push|--config' | 'playlist push|--data' | 'playlist list|--config' | 'playlist list|--data' | 'schedule|--config' | 'schedule|--data' | 'site add|--config' | 'site add|--data' | 'site set|--config' | 'site set|--data' | 'site list|--config' | 'site list|--data' | 'enrol|--config' | 'enrol|--data' | 'quarantine|--config' | 'quarantine|--data' | 'user add|--config' | 'user add|--data' | 'user passwd|--config' | 'user passwd|--data' | 'user remove|--config' | 'user remove|--data' | 'user list|--config' | 'user list|--data' | 'token add|--config' | 'token add|--data' | 'token revoke|--config' | 'token revoke|--data' | 'token list|--config' | 'token list|--data' | 'migrate|--config' | 'migrate|--data' | 'backup|--config' | 'backup|--data' | 'restore|--config' | 'restore|--data' | 'forget|--config' | 'forget|--data' | 'doctor|--config' | 'doctor|--data' | 'simulate|--truth' | 'simulate|--out' | 'simulate|--config') _files; return ;;
        'export messages|--from' | 'export messages|--to' | 'export messages|--site' | 'export parquet|--from' | 'export parquet|--to' | 'export parquet|--site' | 'report|--from' | 'report|--to' | 'report|--site' | 'report|--tenant' | 'experiment|--from' | 'experiment|--to' | 'experiment|--site' | 'experiment|--tenant' | 'experiment|--until' | 'experiment|--at' | 'plan|--sites' | 'plan|--days' | 'plan|--people' | 'plan|--difference' | 'plan|--tenant' | 'compare|--from' | 'compare|--to' | 'compare|--site' | 'compare|--tenant' | 'trend|--from' | 'trend|--to' | 'trend|--site' | 'trend|--tenant' | 'trend|--tag' | 'comments trend|--tag' | 'comments trend|--from' | 'comments trend|--to' | 'comments trend|--site' | 'comments trend|--tenant' | 'comments import|--tag' | 'comments import|--tenant' | 'comments import|--text-column' | 'comments import|--date-column' | 'comments import|--date-format' | 'comments import|--model' | 'alerts snooze|--code' | 'alerts snooze|--hours' | 'alerts unsnooze|--code' | 'creative add|--file' | 'creative add|--name' | 'creative add|--tag' | 'playlist push|--site' | 'playlist push|--tag' | 'schedule|--site' | 'schedule|--tenant' | 'schedule|--weeks' | 'schedule|--booked' | 'schedule|--at' | 'site add|--tz' | 'site add|--parts' | 'site add|--tag' | 'site set|--tz' | 'site set|--parts' | 'site set|--tag' | 'enrol|--site' | 'enrol|--revoke' | 'enrol|--device' | 'enrol|--tz' | 'enrol|--tenant' | 'quarantine|--show' | 'user add|--site' | 'token add|--days' | 'token add|--site' | 'simulate|--kiosks' | 'simulate|--sites' | 'simulate|--days' | 'simulate|--hours' | 'simulate|--from' | 'simulate|--seed' | 'simulate|--faults' | 'simulate|--broker' | 'simulate|--speed' | 'simulate|--settle') _message value; return ;;
        'export messages|--kind') compadd -- window reaction play alert comments; return ;;
        'export parquet|--kind') compadd -- windows reactions cells comments plays window_hours play_hours reaction_days cell_days flow_days sites creatives reviews; return ;;
        'report|--language' | 'experiment|--language' | 'compare|--language' | 'trend|--language' | 'comments trend|--language') compadd -- en de ru; return ;;
        'report|--engine' | 'compare|--engine' | 'trend|--engine') compadd -- database duckdb spark; return ;;
        'experiment|--measure' | 'plan|--measure' | 'compare|--measure' | 'trend|--measure') compadd -- attention_s watched_share smile negative surprise valence arousal laughter_s body_arousal hr_bpm scr_per_min; return ;;
        'schedule|--measure') compadd -- smile attention_s watched_share laughter_s; return ;;
        'user add|--role') compadd -- viewer editor admin; return ;;
        'token add|--access') compadd -- read write media; return ;;
        'simulate|--use') compadd -- shop research; return ;;
    esac
    case "$place" in
        '') own=('serve:receive and store the messages of the fleet, and serve the…' 'import:store messages from a file, each once' 'export:print what is stored' 'report:answer which advert, which second, in which shops, how sure' 'experiment:answer whether an arm of an experiment wins' 'plan:show which difference an experiment of some size will…' 'compare:set adverts beside each other, within the same shops and…' 'trend:follow adverts, or all adverts with a tag, from week to week' 'comments:follow comments, and import reviews as counts by day' 'fleet:show the state of every kiosk' 'alerts:list the alerts of the fleet, or keep some quiet for a time' 'creative:name adverts, keep their films, list them' 'playlist:send playlists to sites, and list them' 'schedule:recommend how often each advert plays at a site, by what…' 'site:add, set or list sites and their time zones' 'enrol:give a new kiosk its credentials by a code of one use,…' 'quarantine:list the messages that were rejected, or take them in…' 'user:add, change, remove or list the users of the pages' 'token:add, revoke or list the tokens of the API' 'migrate:bring the tables of the store to the form of this version' 'backup:write the whole store, without the quarantine, to a file' 'restore:read a backup into an empty store' 'forget:delete what is older than it is kept' 'doctor:try every part, and say what to do' 'simulate:send or write the messages of a simulated fleet whose…' 'completion:print the script that completes commands and options in…' '-h:show this help message and exit' '--help:show this help message and exit' '--version:show program'"'"'s version number and exit') ;;
        serve) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--ingest:receive and store messages alone' '--web:serve the pages and the API alone' '--demo:both, with a broker and a simulated fleet of its own') ;;
        import) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file'); files=1 ;;
        export) own=('messages:messages as they were received, byte for byte' 'parquet:write a folder of Parquet files, for DuckDB, Spark and…' '-h:show this help message and exit' '--help:show this help message and exit') ;;
        'export messages') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--from:made at TIME' '--to:made before TIME' '--site:of one site' '--kind:of one kind') ;;
        'export parquet') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--from:from the month of this local day on' '--to:up to the month of this local day' '--site:one site, or all of a tenant as acme/*' '--kind:one kind of rows'); files=1 ;;
        report) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--file:lines of `vitrina replay`, instead of a store' '--from:first local day' '--to:last local day, included' '--site:one site' '--tenant:tenant, where several are stored' '--language:language of the file' '--out:write one HTML file with everything in it' '--pdf:write it for paper' '--json:print JSON' '--csv:print a table' '--adverts:films of the adverts by name' '--engine:what adds up' '--parquet:folder of `export parquet`, instead of a store') ;;
        experiment) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--file:lines of `vitrina replay`, instead of a store' '--from:first local day' '--to:last local day, included' '--site:one site' '--tenant:tenant, where several are stored' '--language:language of the file' '--out:write one HTML file with everything in it' '--pdf:write it for paper' '--json:print JSON' '--csv:print a table' '--measure:number that is compared' '--until:keep DAY as the planned end' '--at:look at the end of DAY' '--adverts:films of the adverts by name') ;;
        plan) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--sites:number of shops' '--days:days of each shop' '--people:people per shop, day and ad' '--difference:difference to find' '--tenant:tenant, where several are stored' '--measure:number that is compared' '--json:print JSON') ;;
        compare) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--file:lines of `vitrina replay`, instead of a store' '--from:first local day' '--to:last local day, included' '--site:one site' '--tenant:tenant, where several are stored' '--language:language of the file' '--out:write one HTML file with everything in it' '--pdf:write it for paper' '--json:print JSON' '--csv:print a table' '--measure:number that is compared' '--adverts:films of the adverts by name' '--engine:what adds up' '--parquet:folder of `export parquet`, instead of a store') ;;
        trend) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--file:lines of `vitrina replay`, instead of a store' '--from:first local day' '--to:last local day, included' '--site:one site' '--tenant:tenant, where several are stored' '--language:language of the file' '--out:write one HTML file with everything in it' '--pdf:write it for paper' '--json:print JSON' '--csv:print a table' '--tag:all creatives with this tag' '--measure:number that is compared' '--engine:what adds up' '--parquet:folder of `export parquet`, instead of a store') ;;
        comments) own=('trend:follow comments from week to week, beside smiles and visits' 'import:read a file of reviews on this machine, and store counts…' 'list:list the imports of reviews' 'remove:delete the numbers of an import' '-h:show this help message and exit' '--help:show this help message and exit') ;;
        'comments trend') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--tag:comments on the adverts with this tag, and its imported…' '--file:lines of `vitrina replay`, instead of a store' '--from:first local day' '--to:last local day, included' '--site:one site' '--tenant:tenant, where several are stored' '--language:language of the file' '--out:write one HTML file with everything in it' '--pdf:write it for paper' '--json:print JSON' '--csv:print a table') ;;
        'comments import') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--tag:tag of the adverts that the reviews are about' '--tenant:tenant, where several are stored' '--text-column:column of the texts' '--date-column:column of the dates' '--date-format:how dates are written' '--model:network that reads, or its .json' '--dry-run:read and count, and store nothing'); files=1 ;;
        'comments list') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--json:print JSON') ;;
        'comments remove') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file') ;;
        fleet) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--json:print JSON') ;;
        alerts) own=('list:list the alerts that are open' 'snooze:send nothing of a site, a kiosk or a code for a time' 'unsnooze:end a snooze' '-h:show this help message and exit' '--help:show this help message and exit') ;;
        'alerts list') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--json:print JSON') ;;
        'alerts snooze') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--code:alerts of this code alone' '--hours:hours, at most 2160') ;;
        'alerts unsnooze') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--code:alerts of this code alone') ;;
        creative) own=('add:set the film, the name and the tag of an advert' 'placebo:make the darker copy of an ad, and print the experiment…' 'list:list the adverts' '-h:show this help message and exit' '--help:show this help message and exit') ;;
        'creative add') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' --file:film '--name:name that reports show' '--tag:brand or campaign, to see its adverts together') ;;
        'creative placebo') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file') ;;
        'creative list') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--json:print JSON') ;;
        playlist) own=('push:send a playlist to the kiosks of some sites' 'list:list the playlists' '-h:show this help message and exit' '--help:show this help message and exit') ;;
        'playlist push') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--site:a site, or TENANT/* for all of them' '--tag:all sites that have this tag now'); files=1 ;;
        'playlist list') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--json:print JSON') ;;
        schedule) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' --site:site '--tenant:tenant, where several have a site of this name' '--measure:number to get more of' '--weeks:last weeks that count, 4 to 52' '--booked:share of the plays that an advert is to have' '--json:print JSON' '--accept:put the playlist in place at the end of the day, by `serve`' '--at:with --accept') ;;
        site) own=('add:add a site' 'set:change the time zone, the parts of the day or the tags of…' 'list:list the sites' '-h:show this help message and exit' '--help:show this help message and exit') ;;
        'site add') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--tz:time zone' '--parts:local times that split the day' '--tag:group that playlists are sent to') ;;
        'site set') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--tz:time zone' '--parts:local times that split the day' '--tag:group that playlists are sent to') ;;
        'site list') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--json:print JSON') ;;
        enrol) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--site:site of the kiosk' '--list:list the kiosks that were given a code' '--revoke:end connection, credentials and code of a kiosk' '--device:name of the kiosk in its site' '--tz:time zone of the site' '--tenant:tenant of a --site or --revoke without one' '--json:print JSON') ;;
        quarantine) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--again:store what this version can read' '--show:print one message as it was received' '--json:print JSON') ;;
        user) own=('add:add a user' 'passwd:set a password and end all sessions of the user' 'remove:remove a user' 'list:list the users' '-h:show this help message and exit' '--help:show this help message and exit') ;;
        'user add') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' --role:rights '--site:a site that may be seen, or TENANT/* for all of a tenant' '--all-sites:every site of every tenant, also of those that are still…') ;;
        'user passwd') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file') ;;
        'user remove') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file') ;;
        'user list') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--json:print JSON') ;;
        token) own=('add:add a token and print it, once' 'revoke:end a token at once' 'list:list the tokens' '-h:show this help message and exit' '--help:show this help message and exit') ;;
        'token add') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--access:what it may do' '--days:days until it ends, at most 1100' '--site:a site that may be seen, or TENANT/* for all of a tenant' '--all-sites:every site of every tenant, also of those that are still…') ;;
        'token revoke') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file') ;;
        'token list') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--json:print JSON') ;;
        migrate) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file') ;;
        backup) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file'); files=1 ;;
        restore) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file'); files=1 ;;
        forget) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file') ;;
        doctor) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--data:folder of the store, without a settings file' '--json:print JSON' '--send-test:send a test alert by mail and webhook') ;;
        simulate) own=('-h:show this help message and exit' '--help:show this help message and exit' '--kiosks:number of kiosks, 1 to 20000' '--sites:number of shops, at most one a kiosk' '--days:number of days, 1 to 3660' '--hours:hours for which shops are open each day, 3 to 10' '--from:first day' '--seed:another seed is another fleet' '--use:what kiosks publish of faces' '--faults:faults, with commas between' '--truth:also write what was planted, sent and lost' '--out:write lines of messages' '--broker:send to this broker, without a password' '--config:send to the [broker] of this settings file of the server' '--speed:with --broker or --config' '--playlist:with --broker or --config' '--settle:with --broker or --config') ;;
        completion) own=(bash zsh fish '-h:show this help message and exit' '--help:show this help message and exit') ;;
    esac
    _describe vitrina-central own
    [[ -z $files ]] || _files
}
if [[ ${funcstack[1]} == _vitrina_central ]]; then _vitrina_central "$@"; else compdef _vitrina_central vitrina-central; fi
