# Completes vitrina in bash. Made by docs/generate.py from the command itself; `make docs` renews it.
_vitrina() {
    local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" place="" words="" files="" i
    # bash takes --config=FILE for three words
    if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev="${COMP_WORDS[COMP_CWORD-2]}"; fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$place|${COMP_WORDS[i]}" in
            '|run') place=run ;;
            '|setup') place=setup ;;
            '|enrol') place=enrol ;;
            '|screen') place=screen ;;
            'screen|plan') place='screen plan' ;;
            'screen|check') place='screen check' ;;
            '|console') place=console ;;
            '|status') place=status ;;
            '|backup') place=backup ;;
            '|restore') place=restore ;;
            '|forget') place=forget ;;
            '|replay') place=replay ;;
            '|read-text') place=read-text ;;
            '|schema') place=schema ;;
            '|settings') place=settings ;;
            '|notice') place=notice ;;
            '|badge') place=badge ;;
            '|doctor') place=doctor ;;
            '|aim') place=aim ;;
            '|consent') place=consent ;;
            '|kit') place=kit ;;
            '|study') place=study ;;
            'study|new') place='study new' ;;
            'study|participant') place='study participant' ;;
            'study participant|add') place='study participant add' ;;
            'study participant|list') place='study participant list' ;;
            'study participant|withdraw') place='study participant withdraw' ;;
            'study|order') place='study order' ;;
            'study|session') place='study session' ;;
            'study|console') place='study console' ;;
            'study|control') place='study control' ;;
            'study|sync') place='study sync' ;;
            'study|mark') place='study mark' ;;
            'study|check') place='study check' ;;
            'study|expire') place='study expire' ;;
            'study|verify') place='study verify' ;;
            'study|report') place='study report' ;;
            'study|export') place='study export' ;;
            'study|simulate') place='study simulate' ;;
            '|engines') place=engines ;;
            'engines|build') place='engines build' ;;
            '|models') place=models ;;
            '|demo') place=demo ;;
            '|bench') place=bench ;;
            '|completion') place=completion ;;
        esac
    done
    COMPREPLY=()
    case "$place|$prev" in
        '|--log-level' | 'run|--log-level') mapfile -t COMPREPLY < <(compgen -W 'verbose info warning error' -- "$cur"); return ;;
        '|--log-format' | 'run|--log-format') mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$cur"); return ;;
        'run|--config' | 'setup|--config' | 'enrol|--config' | 'enrol|--player' | 'screen|--config' | 'screen plan|--config' | 'screen check|--config' | 'console|--config' | 'status|--config' | 'backup|--config' | 'restore|--config' | 'forget|--config' | 'replay|--video' | 'replay|--videos' | 'replay|--audio' | 'replay|--body' | 'replay|--comments' | 'replay|--plays' | 'replay|--adverts' | 'replay|--config' | 'replay|--trace' | 'replay|--out' | 'read-text|--config' | 'settings|--config' | 'notice|--config' | 'notice|--pdf' | 'badge|--pdf' | 'doctor|--config' | 'aim|--config' | 'consent|--config' | 'study new|--config' | 'study participant add|--config' | 'study participant list|--config' | 'study participant withdraw|--config' | 'study order|--config' | 'study session|--config' | 'study session|--plays' | 'study session|--playlist' | 'study session|--camera' | 'study session|--questionnaire' | 'study console|--config' | 'study console|--plays' | 'study console|--playlist' | 'study console|--camera' | 'study console|--questionnaire' | 'study control|--config' | 'study sync|--config' | 'study sync|--camera' | 'study mark|--config' | 'study check|--config' | 'study expire|--config' | 'study verify|--config' | 'study report|--config' | 'study report|--out' | 'study report|--films' | 'study export|--config' | 'study simulate|--config' | 'engines|--config' | 'engines|--cache' | 'engines build|--config' | 'engines build|--cache' | 'demo|--camera' | 'demo|--report' | 'demo|--picture' | 'bench|--plot') { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); }; return ;;
        'enrol|--staff') mapfile -t COMPREPLY < <(compgen -W 'nobody masked badges' -- "$cur"); return ;;
        'enrol|--declared-by' | 'screen plan|--hours' | 'screen plan|--from' | 'console|--for' | 'console|--address' | 'restore|--after' | 'replay|--k' | 'replay|--window' | 'replay|--start' | 'notice|--language' | 'badge|--count' | 'badge|--size-mm' | 'badge|--camera' | 'badge|--fov' | 'doctor|--lens-height' | 'doctor|--tilt' | 'doctor|--distance' | 'doctor|--view' | 'consent|--wearer' | 'consent|--purpose' | 'consent|--text' | 'consent|--days' | 'study new|--name' | 'study new|--until' | 'study participant add|--scopes' | 'study participant add|--purpose' | 'study participant add|--text' | 'study participant add|--days' | 'study participant withdraw|--scope' | 'study order|--adverts' | 'study order|--participants' | 'study session|--participant' | 'study session|--microphone' | 'study session|--kit' | 'study session|--zone' | 'study session|--check' | 'study session|--baseline' | 'study session|--seconds' | 'study console|--microphone' | 'study console|--kit' | 'study console|--zone' | 'study console|--check' | 'study console|--baseline' | 'study console|--seconds' | 'study sync|--participant' | 'study sync|--session' | 'study sync|--microphone' | 'study sync|--kit' | 'study verify|--public-key' | 'study report|--participant' | 'study report|--session' | 'study export|--participant' | 'study simulate|--participants' | 'study simulate|--sessions' | 'study simulate|--adverts' | 'study simulate|--seed' | 'demo|--seconds' | 'bench|--minutes' | 'bench|--microphone') :; return ;;
        'notice|--size') mapfile -t COMPREPLY < <(compgen -W 'A4 A5' -- "$cur"); return ;;
        'study sync|--pair') mapfile -t COMPREPLY < <(compgen -W 'screen-camera screen-microphone camera-kit' -- "$cur"); return ;;
        'engines build|--variant') mapfile -t COMPREPLY < <(compgen -W 'fp32 fp16 int8' -- "$cur"); return ;;
        'demo|--use' | 'bench|--use') mapfile -t COMPREPLY < <(compgen -W 'shop research' -- "$cur"); return ;;
        'bench|--detector') mapfile -t COMPREPLY < <(compgen -W 'mediapipe serving' -- "$cur"); return ;;
    esac
    case "$place" in
        '') words='run setup enrol screen console status backup restore forget replay read-text schema settings notice badge doctor aim consent kit study engines models demo bench completion -h --help --version --log-level --verbose --log-format' ;;
        run) words='-h --help --config --log-level --verbose --log-format' ;;
        setup) words='-h --help --config' ;;
        enrol) words='-h --help --config --replace --player --staff --declared-by' ;;
        screen) words='plan check -h --help --config --kiosk --print' ;;
        'screen plan') words='-h --help --config --hours --from --json' ;;
        'screen check') words='-h --help --config --json' ;;
        console) words='-h --help --config --for --view --address' ;;
        status) words='-h --help --config --json' ;;
        backup) words='-h --help --config --move --leave-unsent'; files=1 ;;
        restore) words='-h --help --config --after --replace'; files=1 ;;
        forget) words='-h --help --config --yes' ;;
        replay) words='-h --help --video --videos --audio --body --comments --plays --adverts --config --k --window --start --trace --out --summary' ;;
        read-text) words='-h --help --config --json'; files=1 ;;
        schema) words='-h --help --asyncapi' ;;
        settings) words='-h --help --config --example --json' ;;
        notice) words='-h --help --config --pdf --size --language --json' ;;
        badge) words='-h --help --pdf --count --size-mm --camera --fov' ;;
        doctor) words='-h --help --config --json --end-to-end --placement --lens-height --tilt --distance --view' ;;
        aim) words='-h --help --config' ;;
        consent) words='-h --help --config --wearer --purpose --text --days --withdraw --json' ;;
        kit) words=''; files=1 ;;
        study) words='new participant order session console control sync mark check expire verify report export simulate -h --help' ;;
        'study new') words='-h --help --config --name --until'; files=1 ;;
        'study participant') words='add list withdraw -h --help' ;;
        'study participant add') words='-h --help --config --scopes --purpose --text --days --yes'; files=1 ;;
        'study participant list') words='-h --help --config --json'; files=1 ;;
        'study participant withdraw') words='-h --help --config --scope --yes'; files=1 ;;
        'study order') words='-h --help --config --adverts --participants --json'; files=1 ;;
        'study session') words='-h --help --config --participant --plays --playlist --ordered --camera --microphone --kit --zone --questionnaire --on-screen --check --baseline --seconds --lsl --browser --wait'; files=1 ;;
        'study console') words='-h --help --config --plays --playlist --ordered --camera --microphone --kit --zone --questionnaire --on-screen --check --baseline --seconds --lsl --browser'; files=1 ;;
        'study control') words='baseline adverts pause resume end -h --help --config'; files=1 ;;
        'study sync') words='-h --help --config --pair --participant --session --camera --microphone --kit --browser --json'; files=1 ;;
        'study mark') words='-h --help --config'; files=1 ;;
        'study check') words='-h --help --config --json'; files=1 ;;
        'study expire') words='-h --help --config' ;;
        'study verify') words='-h --help --config --public-key'; files=1 ;;
        'study report') words='-h --help --config --group --participant --session --out --films'; files=1 ;;
        'study export') words='bids csv parquet xdf -h --help --config --participant --without-share'; files=1 ;;
        'study simulate') words='-h --help --config --participants --sessions --adverts --seed'; files=1 ;;
        engines) words='build -h --help --config --cache --json' ;;
        'engines build') words='-h --help --config --cache --variant' ;;
        models) words='train evaluate export gate card fetch check -h --help'; files=1 ;;
        demo) words='-h --help --camera --seconds --report --picture --use' ;;
        bench) words='-h --help --json --quick --plot --senses --minutes --microphone --detector --adaptive --use' ;;
        completion) words='bash zsh fish -h --help' ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    [[ -z $files || $cur == -* ]] || { compopt -o filenames 2>/dev/null; mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$cur"); }
}
complete -F _vitrina vitrina
