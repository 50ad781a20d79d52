# Places and steps of a central server. install.sh and its tests read this file; it does nothing on its own.
# shellcheck shell=sh disable=SC2034,SC2086,SC2153

SETTINGS=$ETC/central.toml PASSWORD=$ETC/central-broker.password OTHER=$ROOT/opt/vitrina
TREE=$PROGRAM COMMAND=/opt/vitrina-central/bin/vitrina-central
USERS=vitrina-central STOPS=vitrina-central SERVICES=vitrina-central UNIT_FILES=vitrina-central.service
DEVICES='' TIMER='' FLEET_UNITS='' RESUME='' RULES='' SCREEN='' LOCKS='requirements-central.lock requirements-pdf.lock'
PACKAGES='Python: python3-venv
messages: mosquitto-clients
videos and reports: ffmpeg fonts-dejavu-core'

check_fleet() { :; }
in_tree() { "$@"; }
remove_trees() { rm -rf "$PROGRAM"; }

install_settings() { # never overwrites a file
    install -d "$ETC" && { [ ! -e "$OTHER" ] || chown root:root "$ETC"; } # it was the kiosk's
    [ -e "$SETTINGS" ] || install -m 644 "$HERE/systemd/central.toml" "$SETTINGS"
    [ -e "$PASSWORD" ] || install -m 600 -o vitrina-central -g vitrina-central /dev/null "$PASSWORD"
}

show_first_link() { # the central server writes it into its log at each start, until it has a user
    run=$(systemctl show --value -p InvocationID $NAME)
    for _ in $(seq 30); do
        log=$(journalctl -q -o cat "_SYSTEMD_INVOCATION_ID=$run") || log=''
        case $log in *'messages are stored in'*) break ;; esac
        sleep 1
    done
    link=$(echo "$log" | grep -o 'http[^ ]*/first/[^ ]*' | tail -n 1) && [ "$link" ] || return 0
    echo "To make the first administrator, open this link within 24 hours, in a browser on this machine:"
    printf '  %s\n(From another machine, first run there: ssh -L 8470:127.0.0.1:8470 NAME-OF-THIS-MACHINE)\n' "$link"
    grep -Eq '^[^#]*host *=' "$SETTINGS" || echo "Then name your broker: sudoedit $SETTINGS $PASSWORD"
}
