# Completes vitrina-central in bash. Made by docs/generate.py from the command itself; `make docs` renews it.
_vitrina_central() {
    local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" place="" words="" files="" i
    # bash takes --config=FILE for three words
    if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev="${COMP_WORDS[COMP_CWORD-2]}"; fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$place|${COMP_WORDS[i]}" in
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
    COMPREPLY=()
    case "$place|$prev" in
        'serve|--config' | 'serve|--data' | 'import|--config' | 'import|--data' | 'export messages|--config' | 'export messages|--data' | 'export parquet|--config' | 'export parquet|--data' | 'report|--config' | 'report|--data' | 'report|--file' | 'report|--out' | 'report|--pdf' | 'report|--adverts' | 'report|--parquet' | 'experiment|--config' | 'experiment|--data' | 'experiment|--file' | 'experiment|--out' | 'experiment|--pdf' | 'experiment|--adverts' | 'plan|--config' | 'plan|--data' | 'compare|--config' | 'compare|--data' | 'compare|--file' | 'compare|--out' | 'compare|--pdf' | 'compare|--adverts' | 'compare|--parquet' | 'trend|--config' | 'trend|--data' | 'trend|--file' | 'trend|--out' | 'trend|--pdf' | 'trend|--parquet' | 'comments trend|--config' | 'comments trend|--data' | 'comments trend|--file' | 'comments trend|--out' | 'comments trend|--pdf' | 'comments import|--config' | 'comments import|--data' | 'comments list|--config' | 'comments list|--data' | 'comments remove|--config' | 'comments remove|--data' | 'fleet|--config' | 'fleet|--data' | 'alerts list|--config' | 'alerts list|--data' | 'alerts snooze|--config' | 'alerts snooze|--data' | 'alerts unsnooze|--config' | 'alerts unsnooze|--data' | 'creative add|--config' | 'creative add|--data' | 'creative placebo|--config' | 'creative placebo|--data' | 'creative list|--config' | 'creative list|--data' | 'playlist push|--config' | 'playlist push|--data' | 'playlist list|--config' | 'playlist list|--data' | 'schedule|--config' | 'schedule|--data' | 'site add|--config' | 'site add|--data' | 'site set|--config' | 'site set|--data' | 'site list|--config' | 'site list|--data' | 'enrol|--config' | 'enrol|--data' | 'quarantine|--config' | 'quarantine|--data' | 'user add|--config' | 'user add|--data' | 'user passwd|--config' | 'user passwd|--data' | 'user remove|--config' | 'user remove|--data' | 'user list|--config' | 'user list|--data' | 'token add|--config' | 'token add|--data' | 'token revoke|--config' | 'token revoke|--data' | 'token list|--config' | 'token list|--data' | 'migrate|--config' | 'migrate|--data' | 'backup|--config' | 'backup|--data' | 'restore|--config' | 'restore|--data' | 'forget|--config' | 'forget|--data' | 'doctor|--config' | 'doctor|--data' | 'simulate|--truth' | 'simulate|--out' | 'simulate|--config') { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); }; return ;;
        'export messages|--from' | 'export messages|--to' | 'export messages|--site' | 'export parquet|--from' | 'export parquet|--to' | 'export parquet|--site' | 'report|--from' | 'report|--to' | 'report|--site' | 'report|--tenant' | 'experiment|--from' | 'experiment|--to' | 'experiment|--site' | 'experiment|--tenant' | 'experiment|--until' | 'experiment|--at' | 'plan|--sites' | 'plan|--days' | 'plan|--people' | 'plan|--difference' | 'plan|--tenant' | 'compare|--from' | 'compare|--to' | 'compare|--site' | 'compare|--tenant' | 'trend|--from' | 'trend|--to' | 'trend|--site' | 'trend|--tenant' | 'trend|--tag' | 'comments trend|--tag' | 'comments trend|--from' | 'comments trend|--to' | 'comments trend|--site' | 'comments trend|--tenant' | 'comments import|--tag' | 'comments import|--tenant' | 'comments import|--text-column' | 'comments import|--date-column' | 'comments import|--date-format' | 'comments import|--model' | 'alerts snooze|--code' | 'alerts snooze|--hours' | 'alerts unsnooze|--code' | 'creative add|--file' | 'creative add|--name' | 'creative add|--tag' | 'playlist push|--site' | 'playlist push|--tag' | 'schedule|--site' | 'schedule|--tenant' | 'schedule|--weeks' | 'schedule|--booked' | 'schedule|--at' | 'site add|--tz' | 'site add|--parts' | 'site add|--tag' | 'site set|--tz' | 'site set|--parts' | 'site set|--tag' | 'enrol|--site' | 'enrol|--revoke' | 'enrol|--device' | 'enrol|--tz' | 'enrol|--tenant' | 'quarantine|--show' | 'user add|--site' | 'token add|--days' | 'token add|--site' | 'simulate|--kiosks' | 'simulate|--sites' | 'simulate|--days' | 'simulate|--hours' | 'simulate|--from' | 'simulate|--seed' | 'simulate|--faults' | 'simulate|--broker' | 'simulate|--speed' | 'simulate|--settle') :; return ;;
        'export messages|--kind') mapfile -t COMPREPLY < <(compgen -W 'window reaction play alert comments' -- "$cur"); return ;;
        'export parquet|--kind') mapfile -t COMPREPLY < <(compgen -W 'windows reactions cells comments plays window_hours play_hours reaction_days cell_days flow_days sites creatives reviews' -- "$cur"); return ;;
        'report|--language' | 'experiment|--language' | 'compare|--language' | 'trend|--language' | 'comments trend|--language') mapfile -t COMPREPLY < <(compgen -W 'en de ru' -- "$cur"); return ;;
        'report|--engine' | 'compare|--engine' | 'trend|--engine') mapfile -t COMPREPLY < <(compgen -W 'database duckdb spark' -- "$cur"); return ;;
        'experiment|--measure' | 'plan|--measure' | 'compare|--measure' | 'trend|--measure') mapfile -t COMPREPLY < <(compgen -W 'attention_s watched_share smile negative surprise valence arousal laughter_s body_arousal hr_bpm scr_per_min' -- "$cur"); return ;;
        'schedule|--measure') mapfile -t COMPREPLY < <(compgen -W 'smile attention_s watched_share laughter_s' -- "$cur"); return ;;
        'user add|--role') mapfile -t COMPREPLY < <(compgen -W 'viewer editor admin' -- "$cur"); return ;;
        'token add|--access') mapfile -t COMPREPLY < <(compgen -W 'read write media' -- "$cur"); return ;;
        'simulate|--use') mapfile -t COMPREPLY < <(compgen -W 'shop research' -- "$cur"); return ;;
    esac
    case "$place" in
        '') words='serve import export report experiment plan compare trend comments fleet alerts creative playlist schedule site enrol quarantine user token migrate backup restore forget doctor simulate completion -h --help --version' ;;
        serve) words='-h --help --config --data --ingest --web --demo' ;;
        import) words='-h --help --config --data'; files=1 ;;
        export) words='messages parquet -h --help' ;;
        'export messages') words='-h --help --config --data --from --to --site --kind' ;;
        'export parquet') words='-h --help --config --data --from --to --site --kind'; files=1 ;;
        report) words='-h --help --config --data --file --from --to --site --tenant --language --out --pdf --json --csv --adverts --engine --parquet' ;;
        experiment) words='-h --help --config --data --file --from --to --site --tenant --language --out --pdf --json --csv --measure --until --at --adverts' ;;
        plan) words='-h --help --config --data --sites --days --people --difference --tenant --measure --json' ;;
        compare) words='-h --help --config --data --file --from --to --site --tenant --language --out --pdf --json --csv --measure --adverts --engine --parquet' ;;
        trend) words='-h --help --config --data --file --from --to --site --tenant --language --out --pdf --json --csv --tag --measure --engine --parquet' ;;
        comments) words='trend import list remove -h --help' ;;
        'comments trend') words='-h --help --config --data --tag --file --from --to --site --tenant --language --out --pdf --json --csv' ;;
        'comments import') words='-h --help --config --data --tag --tenant --text-column --date-column --date-format --model --dry-run'; files=1 ;;
        'comments list') words='-h --help --config --data --json' ;;
        'comments remove') words='-h --help --config --data' ;;
        fleet) words='-h --help --config --data --json' ;;
        alerts) words='list snooze unsnooze -h --help' ;;
        'alerts list') words='-h --help --config --data --json' ;;
        'alerts snooze') words='-h --help --config --data --code --hours' ;;
        'alerts unsnooze') words='-h --help --config --data --code' ;;
        creative) words='add placebo list -h --help' ;;
        'creative add') words='-h --help --config --data --file --name --tag' ;;
        'creative placebo') words='-h --help --config --data' ;;
        'creative list') words='-h --help --config --data --json' ;;
        playlist) words='push list -h --help' ;;
        'playlist push') words='-h --help --config --data --site --tag'; files=1 ;;
        'playlist list') words='-h --help --config --data --json' ;;
        schedule) words='-h --help --config --data --site --tenant --measure --weeks --booked --json --accept --at' ;;
        site) words='add set list -h --help' ;;
        'site add') words='-h --help --config --data --tz --parts --tag' ;;
        'site set') words='-h --help --config --data --tz --parts --tag' ;;
        'site list') words='-h --help --config --data --json' ;;
        enrol) words='-h --help --config --data --site --list --revoke --device --tz --tenant --json' ;;
        quarantine) words='-h --help --config --data --again --show --json' ;;
        user) words='add passwd remove list -h --help' ;;
        'user add') words='-h --help --config --data --role --site --all-sites' ;;
        'user passwd') words='-h --help --config --data' ;;
        'user remove') words='-h --help --config --data' ;;
        'user list') words='-h --help --config --data --json' ;;
        token) words='add revoke list -h --help' ;;
        'token add') words='-h --help --config --data --access --days --site --all-sites' ;;
        'token revoke') words='-h --help --config --data' ;;
        'token list') words='-h --help --config --data --json' ;;
        migrate) words='-h --help --config --data' ;;
        backup) words='-h --help --config --data'; files=1 ;;
        restore) words='-h --help --config --data'; files=1 ;;
        forget) words='-h --help --config --data' ;;
        doctor) words='-h --help --config --data --json --send-test' ;;
        simulate) words='-h --help --kiosks --sites --days --hours --from --seed --use --faults --truth --out --broker --config --speed --playlist --settle' ;;
        completion) words='bash zsh fish -h --help' ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    [[ -z $files || $cur == -* ]] || { compopt -o filenames 2>/dev/null; mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$cur"); }
}
complete -F _vitrina_central vitrina-central
