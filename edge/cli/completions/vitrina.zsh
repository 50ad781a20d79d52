#compdef vitrina
# Completes vitrina in zsh. Made by docs/generate.py from the command itself; `make docs` renews it.
_vitrina() {
    local prev="${words[CURRENT-1]}" place="" files="" word
    local -a own
    for word in "${(@)words[2,CURRENT-1]}"; do
        case "$place|$word" in
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
    # --config=FILE is one word
    if compset -P 1 '--*='; then prev="${IPREFIX%=}"; fi
    case "$place|$prev" in
        '|--log-level' | 'run|--log-level') compadd -- verbose info warning error; return ;;
        '|--log-format' | 'run|--log-format') compadd -- text json; return ;;
        'run|--config' | 'setup|--config' | 'enrol|--config' | 'enrol|--player' | 'screen|--config' | 'screen plan|--config' | 'screen check|--config' | 'console|--config' | 'status|--config' | 'backup|--config' | 'restore|--config' | 'forget|--config' | 'replay|--video' | 'replay|--videos' | 'replay|--audio' | 'replay|--body' | 'replay|--comments' | 'replay|--plays' | 'replay|--adverts' | 'replay|--config' | 'replay|--trace' | 'replay|--out' | 'read-text|--config' | 'settings|--config' | 'notice|--config' | 'notice|--pdf' | 'badge|--pdf' | 'doctor|--config' | 'aim|--config' | 'consent|--config' | 'study new|--config' | 'study participant add|--config' | 'study participant list|--config' | 'study participant withdraw|--config' | 'study order|--config' | 'study session|--config' | 'study session|--plays' | 'study session|--playlist' | 'study session|--camera' | 'study session|--questionnaire' | 'study console|--config' | 'study console|--plays' | 'study console|--playlist' | 'study console|--camera' | 'study console|--questionnaire' | 'study control|--config' | 'study sync|--config' | 'study sync|--camera' | 'study mark|--config' | 'study check|--config' | 'study expire|--config' | 'study verify|--config' | 'study report|--config' | 'study report|--out' | 'study report|--films' | 'study export|--config' | 'study simulate|--config' | 'engines|--config' | 'engines|--cache' | 'engines build|--config' | 'engines build|--cache' | 'demo|--camera' | 'demo|--report' | 'demo|--picture' | 'bench|--plot') _files; return ;;
        'enrol|--staff') compadd -- nobody masked badges; return ;;
        'enrol|--declared-by' | 'screen plan|--hours' | 'screen plan|--from' | 'console|--for' | 'console|--address' | 'restore|--after' | 'replay|--k' | 'replay|--window' | 'replay|--start' | 'notice|--language' | 'badge|--count' | 'badge|--size-mm' | 'badge|--camera' | 'badge|--fov' | 'doctor|--lens-height' | 'doctor|--tilt' | 'doctor|--distance' | 'doctor|--view' | 'consent|--wearer' | 'consent|--purpose' | 'consent|--text' | 'consent|--days' | 'study new|--name' | 'study new|--until' | 'study participant add|--scopes' | 'study participant add|--purpose' | 'study participant add|--text' | 'study participant add|--days' | 'study participant withdraw|--scope' | 'study order|--adverts' | 'study order|--participants' | 'study session|--participant' | 'study session|--microphone' | 'study session|--kit' | 'study session|--zone' | 'study session|--check' | 'study session|--baseline' | 'study session|--seconds' | 'study console|--microphone' | 'study console|--kit' | 'study console|--zone' | 'study console|--check' | 'study console|--baseline' | 'study console|--seconds' | 'study sync|--participant' | 'study sync|--session' | 'study sync|--microphone' | 'study sync|--kit' | 'study verify|--public-key' | 'study report|--participant' | 'study report|--session' | 'study export|--participant' | 'study simulate|--participants' | 'study simulate|--sessions' | 'study simulate|--adverts' | 'study simulate|--seed' | 'demo|--seconds' | 'bench|--minutes' | 'bench|--microphone') _message value; return ;;
        'notice|--size') compadd -- A4 A5; return ;;
        'study sync|--pair') compadd -- screen-camera screen-microphone camera-kit; return ;;
        'engines build|--variant') compadd -- fp32 fp16 int8; return ;;
        'demo|--use' | 'bench|--use') compadd -- shop research; return ;;
        'bench|--detector') compadd -- mediapipe serving; return ;;
    esac
    case "$place" in
        '') own=('run:run the kiosk until it is stopped' 'setup:ask for the settings of this kiosk, and try each answer' 'enrol:make this machine a kiosk of a central server, by a code…' 'screen:open the player'"'"'s page in this machine'"'"'s Chromium' 'console:print a link to the technician'"'"'s page of the kiosk on this…' 'status:show the state of the kiosk on this machine' 'backup:write names, settings, keys and the message number into a…' 'restore:make this machine the kiosk of a backup' 'forget:delete the kiosk'"'"'s data on this machine' 'replay:run recordings through the kiosk and print its messages' 'read-text:print what the network says of your own texts' 'schema:print the JSON Schema of the messages' 'settings:print the settings in force, or an example settings file' 'notice:print the notice that people read at the screen, or make a…' 'badge:print badges for staff, who are then not counted' 'doctor:check every part of the kiosk and say how to fix faults' 'aim:show the camera'"'"'s view and draw masks over staff areas' 'consent:record, withdraw or list the consents of sensor kit wearers' 'kit:show, record and simulate sensor kits on serial ports' 'study:record studies with consented participants, on this…' 'engines:list or build the TensorRT engines of this machine' 'models:train, evaluate and export networks' 'demo:run a whole kiosk on recorded people in this terminal' 'bench:measure what the kiosk costs on this machine' 'completion:print the script that completes commands and options in…' '-h:show this help message and exit' '--help:show this help message and exit' '--version:show program'"'"'s version number and exit' '--log-level:least level of the log' '--verbose:log what the libraries tell too' '--log-format:form of the log') ;;
        run) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--log-level:least level of the log' '--verbose:log what the libraries tell too' '--log-format:form of the log') ;;
        setup) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file') ;;
        enrol) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--replace:make a kiosk that has other names already the one of the…' '--player:switch the kiosk'"'"'s own player on, with this folder for the…' '--staff:declare who of the staff works in view' '--declared-by:name of the person who checked it') ;;
        screen) own=('plan:print what plays when, with experiment, arm and block' 'check:check the playlist, its films and pictures, and what never…' '-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--kiosk:fill the screen, instead of a window' '--print:print the link with its token, and open nothing') ;;
        'screen plan') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--hours:length of the plan, at most 744' '--from:begin of the plan in the shop'"'"'s time' '--json:print one JSON object a line') ;;
        'screen check') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--json:print one JSON object') ;;
        console) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--for:open the page to the local network for so long' '--view:with --for' '--address:with --for') ;;
        status) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--json:print the state as JSON') ;;
        backup) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--move:end this kiosk here' '--leave-unsent:with --move'); files=1 ;;
        restore) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--after:highest number that your subscriber has of this kiosk' '--replace:replace settings and keys that are here'); files=1 ;;
        forget) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--yes:delete at once') ;;
        replay) own=('-h:show this help message and exit' '--help:show this help message and exit' '--video:video file or animated GIF' '--videos:recordings of a panel, one of each participant who consented' '--audio:sound file' '--body:sensor kit recording of a wearer who consented' '--comments:comments that were written' '--plays:adverts that were shown, times from the start in seconds…' '--adverts:films that were shown one after the other from the start,…' '--config:settings file' '--k:minimum number of people over whom each number is computed' '--window:window length in seconds' '--start:time at which the recordings begin, RFC 3339' '--trace:write what was measured as CSV' '--out:write the messages to FILE' '--summary:print one readable line per creative instead of the messages') ;;
        read-text) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file that names another network' '--json:print one JSON object per text'); files=1 ;;
        schema) own=('-h:show this help message and exit' '--help:show this help message and exit' '--asyncapi:print all of them as one AsyncAPI 3 document') ;;
        settings) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--example:print every key with its default and meaning' '--json:print values as JSON') ;;
        notice) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--pdf:write a door sign' '--size:size of the sign' --language:languages '--json:print the text as JSON, an object for each language') ;;
        badge) own=('-h:show this help message and exit' '--help:show this help message and exit' '--pdf:write the sheets' '--count:number of badges' '--size-mm:side of the marker, 40 to 85' '--camera:picture of the camera, for the reading distance on the sheet' '--fov:its angle of view from side to side') ;;
        doctor) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--json:print the results as JSON' '--end-to-end:only the way of a message' '--placement:only the camera' '--lens-height:metres from the floor to the lens' '--tilt:degrees by which the lens is tilted up or down' '--distance:metres from the lens to where people stand' '--view:degrees that the lens shows from side to side') ;;
        aim) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file') ;;
        consent) own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' --wearer:wearer '--purpose:purpose as explained to the wearer' '--text:version of the text that the wearer read and signed' '--days:days until the consent ends, from now, at most 3650' '--withdraw:withdraw the wearer'"'"'s consent' '--json:print the list as JSON') ;;
        kit) own=(); files=1 ;;
        study) own=('new:make the folder of a study' 'participant:add, list or withdraw participants' 'order:print in which order each participant sees the adverts' 'session:record one session of a participant' 'console:serve a page from which sessions are started and led, on…' 'control:begin a part of the session that records, pause it, or end…' 'sync:measure the time between screen, camera, microphone and kit' 'mark:add markers to the session that records' 'check:check keys, consents and files of a study, and end what a…' 'expire:delete the studies of this machine whose last day is over' 'verify:check a proof of deletion' 'report:write a report as one HTML file' 'export:write sessions as BIDS, CSV, Parquet or XDF into a new…' 'simulate:make a study without people, to try exports and reports' '-h:show this help message and exit' '--help:show this help message and exit') ;;
        'study new') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--name:name of the study, for people' '--until:last day of the study'); files=1 ;;
        'study participant') own=('add:add a participant who has signed, or change what one…' 'list:print participants, their scopes and sessions' 'withdraw:destroy the keys of a participant, then files and rows' '-h:show this help message and exit' '--help:show this help message and exit') ;;
        'study participant add') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--scopes:what the person consents to, with commas' '--purpose:purpose as explained to the person' '--text:version of the text that the person read and signed' '--days:days until the consent ends' '--yes:delete at once'); files=1 ;;
        'study participant list') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--json:print a JSON list'); files=1 ;;
        'study participant withdraw') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--scope:end this scope alone' '--yes:delete at once'); files=1 ;;
        'study order') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--adverts:the adverts, with commas' '--participants:print w1 to wN' '--json:print a JSON list'); files=1 ;;
        'study session') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' --participant:pseudonym '--plays:adverts with times from the end of the baseline' '--playlist:playlist of the own player, whose page another window shows' '--ordered:show each advert of the playlist once, in the order of the…' '--camera:camera, or none' '--microphone:microphone, or none' '--kit:sensor kit of the participant' '--zone:part of the picture in which the participant sits' '--questionnaire:ask these questions after each advert or at the end, on a…' '--on-screen:show the questions on the own player'"'"'s page, between the…' '--check:seconds of the contact check' '--baseline:seconds of rest before adverts' '--seconds:end so long after the baseline' '--lsl:also send what is recorded to programs on this machine,…' '--browser:open the page with the questions in this machine'"'"'s Chromium' '--wait:begin the baseline and the adverts when told'); files=1 ;;
        'study console') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--plays:adverts with times from the end of the baseline' '--playlist:playlist of the own player, whose page another window shows' '--ordered:show each advert of the playlist once, in the order of the…' '--camera:camera, or none' '--microphone:microphone, or none' '--kit:sensor kit of the participant' '--zone:part of the picture in which the participant sits' '--questionnaire:ask these questions after each advert or at the end, on a…' '--on-screen:show the questions on the own player'"'"'s page, between the…' '--check:seconds of the contact check' '--baseline:seconds of rest before adverts' '--seconds:end so long after the baseline' '--lsl:also send what is recorded to programs on this machine,…' '--browser:open the page in this machine'"'"'s Chromium'); files=1 ;;
        'study control') own=(baseline adverts pause resume end '-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file'); files=1 ;;
        'study sync') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--pair:the two devices that are measured against each other' '--participant:participant of the session' '--session:number of the participant'"'"'s session' --camera:camera --microphone:microphone '--kit:sensor kit' '--browser:open the page in this machine'"'"'s Chromium' '--json:print one JSON object'); files=1 ;;
        'study mark') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file'); files=1 ;;
        'study check') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--json:print a JSON list'); files=1 ;;
        'study expire') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file') ;;
        'study verify') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--public-key:the device that must have signed'); files=1 ;;
        'study report') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--group:all participants' '--participant:this participant alone' '--session:session of the participant' '--out:file to make' '--films:files of the adverts, named as these are, for stills below…'); files=1 ;;
        'study export') own=(bids csv parquet xdf '-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--participant:this participant alone' '--without-share:take in also who has not the scope share'); files=1 ;;
        'study simulate') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' --participants:participants '--sessions:sessions of each' '--adverts:adverts a session' '--seed:the same seed gives the same people'); files=1 ;;
        engines) own=('build:build the engine of every network and check it' '-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--cache:folder of the engines' '--json:print the list as JSON') ;;
        'engines build') own=('-h:show this help message and exit' '--help:show this help message and exit' '--config:settings file' '--cache:folder of the engines' '--variant:precision of every engine') ;;
        models) own=(train evaluate export gate card fetch check '-h:show this help message and exit' '--help:show this help message and exit'); files=1 ;;
        demo) own=('-h:show this help message and exit' '--help:show this help message and exit' '--camera:camera to use' '--seconds:stop after S seconds' '--report:report to write as HTML' '--picture:at the end, save the screen to FILE as SVG, without the film' '--use:use of the networks') ;;
        bench) own=('-h:show this help message and exit' '--help:show this help message and exit' '--json:print the results as JSON instead of a table' '--quick:measure fewer pictures' '--plot:also draw cost against number of faces to FILE, .svg or .png' '--senses:measure four whole kiosks' '--minutes:with --senses' '--microphone:with --senses' '--detector:runtime of the face detector' '--adaptive:measure whole kiosks with and without [camera] adaptive,…' '--use:use of the models') ;;
        completion) own=(bash zsh fish '-h:show this help message and exit' '--help:show this help message and exit') ;;
    esac
    _describe vitrina own
    [[ -z $files ]] || _files
}
if [[ ${funcstack[1]} == _vitrina ]]; then _vitrina "$@"; else compdef _vitrina vitrina; fi
