#!/bin/sh
# Installs, updates or removes Vitrina on a machine with systemd. Run it again to update, or after it failed half-way.
# shellcheck disable=SC1090,SC2013,SC2015,SC2016,SC2046,SC2086,SC2153
set -eu && umask 022 && unset PYTHONPATH PYTHONHOME CDPATH
export DEBIAN_FRONTEND=noninteractive PIP_ROOT_USER_ACTION=ignore

ROOT='' OS_RELEASE=/etc/os-release # a test sources this file with other values
NAME=vitrina PLAYER='' WHEELS='' UNINSTALL='' PURGE='' FLEET='' FROM='' WAS_ACTIVE='' HERE=.

usage() {
    cat <<'END'
usage: sudo ./install.sh [--player | --central] [--from DIR] [--wheels DIR]
       sudo ./install.sh --uninstall [--central] [--purge [--fleet]]

Installs the kiosk as a service. Run it again to update: settings and messages
are kept. For Debian 12 and 13, and Ubuntu 22.04 to 25.10.
  --player      also install the screen: player packages, Chromium, a unit
  --central     install the central server instead of the kiosk
  --from DIR    install the program from a release, vitrina_….tar, in this
                folder. A kiosk of a fleet takes its signed repository only
  --wheels DIR  install Python packages from this folder, without a network
  --uninstall   remove program, units and rules; keep settings, messages, user
  --purge       with --uninstall: also remove settings, messages and user
  --fleet       with --purge: also remove programs that updates brought, and
                what refuses outdated ones
  --help        show this help
END
}

fail() { printf 'install: %s\n' "$1" >&2 && exit "${2:-2}"; }

warn() { printf 'install: %s\n' "$1" >>"$WORK/warnings"; } # shown at the end, because a successful step prints nothing

parse() {
    while [ $# -gt 0 ]; do
        case $1 in
            --player) PLAYER=1 ;;
            --central) NAME=vitrina-central ;;
            --wheels) [ -d "${2:-}" ] || fail "--wheels: '${2:-}' is not a folder. Nothing was changed."
                WHEELS=$(cd "$2" && pwd) && shift ;;
            --from) [ -d "${2:-}" ] || fail "--from: '${2:-}' is not a folder. Nothing was changed."
                FROM=$(cd "$2" && pwd) && shift ;;
            --uninstall) UNINSTALL=1 ;;
            --purge) PURGE=1 ;;
            --fleet) FLEET=1 ;;
            --help | -h) usage && exit 0 ;;
            *) fail "unknown option $1. See ./install.sh --help. Nothing was changed." ;;
        esac
        shift
    done
    [ -z "$PURGE" ] || [ "$UNINSTALL" ] || fail '--purge needs --uninstall. Nothing was changed.'
    [ -z "$FLEET" ] || [ "$PURGE" ] || fail '--fleet needs --purge. Nothing was changed.'
    [ -z "$FROM" ] || [ $NAME = vitrina ] || fail '--from installs a kiosk, not --central. Nothing was changed.'
    [ -z "$PLAYER" ] || [ $NAME = vitrina ] || fail 'use either --player or --central. Nothing was changed.'
}

set_places() { # and reads what differs between the programs: places, packages, and the functions that install.sh lacks
    for part in edge/__init__.py requirements-fleet.lock "systemd/install-$NAME.sh"; do
        [ -e "$HERE/$part" ] || fail "$HERE has no $part. Unpack the whole release again. Nothing was changed."
    done
    PROGRAM=$ROOT/opt/$NAME LINK=$ROOT/usr/local/bin/$NAME STATE=$ROOT/var/lib/$NAME CACHE=$ROOT/var/cache/$NAME
    VERSION=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$HERE/edge/__init__.py") ETC=$ROOT/etc/vitrina
    UNITS=$ROOT/etc/systemd/system JOURNAL=$ROOT/etc/systemd/journald.conf.d/50-$NAME.conf
    . "$HERE/systemd/install-$NAME.sh"
}

check_system() {
    [ ! -e "$ROOT/var/lib/dpkg/info/vitrina.list" ] || fail 'vitrina is a Debian package: use apt. Nothing was changed.'
    system=$(. "$OS_RELEASE" && echo "${ID:-} ${VERSION_ID:-}") || system='nothing'
    case $system-$NAME in
        ubuntu\ 22.*-vitrina-central) fail '--central needs Python 3.11; Ubuntu 22.04 has 3.10. Nothing was changed.' ;;
        debian\ 1[23]-* | ubuntu\ 2[2345].*) ;;
        *) fail "'$system' is not supported. Install by hand: docs/shop/install.md. Nothing was changed." ;;
    esac
    for user in $USERS; do ! id -u "$user" >/dev/null 2>&1 || is_service "$user" || refuse_person "$user"; done
}

is_service() { # ACCOUNT: false for a person's, which has a uid of 1000 or more, or a login shell
    getent passwd "$1" | {
        IFS=: read -r _ _ uid _ _ _ shell && [ "$uid" -gt 0 ] && [ "$uid" -lt 1000 ] || return 1
        case $shell in */nologin | */false) ;; *) return 1 ;; esac
    }
}

refuse_person() { # ACCOUNT
    uid=$(id -u "$1") cure="rename it (usermod --login NEW $1 && groupmod --new-name NEW $1)"
    [ "$uid" -ge 1000 ] || cure="remove its shell (usermod --shell /usr/sbin/nologin $1); if a person uses it, $cure"
    fail "the account $1 (uid $uid) belongs to a person or has a login shell. Vitrina needs its own account: $cure. \
Nothing was changed."
}

step() { # TITLE FUNCTION ARGUMENTS: prints one line, and the output of the step if it fails
    title=$1 && shift
    printf '%s ... ' "$title"
    set +e; (set -e; "$@") >"$WORK/log" 2>&1; code=$?; set -e
    if [ $code = 0 ]; then echo 'done' && return; fi
    echo FAILED && tail -n 25 "$WORK/log" >&2
    fail "'$title' failed. The lines above show why. Fix that, and run the same command again: it continues here." 1
}

install_system_packages() { # one step per group: the packages of the screen may take minutes
    echo "$PACKAGES" | while IFS=: read -r group packages; do
        step "system packages: $group" install_packages $packages </dev/null
    done
}

install_packages() { # the package lists may be missing or old
    set -- apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends --no-upgrade "$@"
    "$@" || { apt-get -q update && "$@"; }
}

add_user() { # NAME HOME
    id -u "$1" || useradd --system --user-group --no-create-home --shell /usr/sbin/nologin --home-dir "$2" "$1"
}

make_user() {
    add_user $NAME /var/lib/$NAME
    [ -z "$DEVICES" ] || usermod --append --groups "$DEVICES" $NAME
    install -d -o $NAME -g $NAME -m 700 "$STATE" # may exist: root ran a kiosk by hand
    chown -h $NAME:$NAME "$STATE" $(find "$STATE" -user root -type f -links 1)
    [ $NAME != vitrina ] || make_other_users
}

note_active() { # services that run, or wait for their next start, are started again if an update fails
    for unit in $SERVICES $TIMER $FLEET_UNITS; do
        state=$(systemctl is-active "$unit") || [ "$state" = activating ] || continue
        WAS_ACTIVE="${WAS_ACTIVE:+$WAS_ACTIVE }$unit"
    done
}

stop_services() { # together, the screen first: its unit starts the kiosk again
    systemctl stop $STOPS || [ $? = 5 ] # 5: one of them does not exist
}

make_environment() {
    if [ $NAME = vitrina ]; then copy_running_tree; else stop_services; fi
    if ! in_tree "$TREE/bin/python" -m pip -V || [ "$(in_tree "$TREE/bin/python" -V)" != "$(python3 -V)" ]; then
        in_tree python3 -m venv --clear "$TREE" # missing, incomplete, or made by an older system
    fi
}

install_python_packages() { # LOCK OPTIONS
    lock=$1 && shift
    run_pip ${WHEELS:+--no-index --find-links "$WHEELS"} --require-hashes -r "$HERE/$lock" "$@"
}

run_pip() {
    set -- --disable-pip-version-check --no-input --no-cache-dir install --quiet "$@"
    in_tree "${PIP_PYTHON:-$TREE/bin/python}" -m pip "$@"
}

install_program() {
    mkdir "$WORK/s" # a copy of the source: a build leaves files behind, and would pack those of an older one
    (cd "$HERE" && cp -R ./*.py ./*.toml README* LICENSE edge models firmware_bridge central systemd examples "$WORK/s")
    run_pip --no-index --no-deps --no-build-isolation "$WORK/s"
    if [ $NAME = vitrina ]; then write_sums "$BUILDING/$VERSION"; else ln -sf "$COMMAND" "$LINK"; fi
}

install_units() {
    for unit in $UNIT_FILES; do install -m 644 "$HERE/systemd/$unit" "$UNITS/"; done
    [ -z "$RULES" ] || install -D -m 644 "$HERE/systemd/70-vitrina.rules" "$RULES"
    install -D -m 644 "$HERE/systemd/journald.conf" "$JOURNAL" && reload
}

reload() { # a container has no device manager
    systemctl daemon-reload && systemctl restart systemd-journald
    [ -S /run/udev/control ] || return 0
    udevadm control --reload && udevadm trigger --subsystem-match=video4linux --subsystem-match=tty
}

# The settings have no example names left.
may_start() { [ ! -e "$SETTINGS" ] || ! grep -Eq '^[^#]*(Maker_Model_1234|mqtt\.example\.org)' "$SETTINGS"; }

start_services() {
    for service in $SERVICES $RESUME; do systemctl enable "$service"; done
    [ -z "$TIMER" ] || systemctl enable --now $TIMER
    may_start || return 0
    [ -z "$FLEET_UNITS" ] || ! grep -qs '^\[fleet\]' "$SETTINGS" || systemctl enable --now $FLEET_UNITS
    systemctl restart $NAME || { systemctl status --no-pager --lines=15 $NAME || return 1; }
    [ -z "$PLAYER" ] || start_screen ||
        warn 'vitrina-screen did not start, but the kiosk runs. See: journalctl -u vitrina-screen'
}

remove_program() {
    for unit in $SERVICES $TIMER $FLEET_UNITS $RESUME; do
        [ ! -e "$UNITS/${unit%.*}.service" ] || systemctl disable "$unit"
    done
    stop_services
    [ -z "$SCREEN" ] || ! is_service "$SCREEN" || systemctl stop "user@$(id -u "$SCREEN")" || true
    require_none_left
    for unit in $UNIT_FILES; do rm -f "$UNITS/$unit"; done
    remove_trees
    rm -rf "$LINK" "$JOURNAL" && { rmdir "${JOURNAL%/*}" || true; } # others may have files there
    [ -z "$RULES" ] || { rm -f "$RULES" && { udevadm --version || rmdir -p "${RULES%/*}" || true; }; } # or ours
    reload
    systemctl reset-failed $STOPS || true; rm -f "$ROOT/var/lib/systemd/timers/stamp-${TIMER:-$NAME}"
    require_none_left # something may have started one while its program still existed
    [ -z "$SCREEN" ] || ! is_service "$SCREEN" || userdel "$SCREEN"
}

require_none_left() { # fails if the users still run a process; in a person's account, only the program counts
    left=''
    for user in $USERS; do
        uid=$(id -u "$user" 2>/dev/null) || continue
        for pid in $(cd "$ROOT/proc" && grep -sl "^Uid:[[:space:]]${uid}[[:space:]]" [0-9]*/status); do
            # The users of a container are not those of the machine, even with the same number.
            ns=$(readlink "$ROOT/proc/${pid%/*}/ns/pid") && [ "$ns" != "$(readlink /proc/self/ns/pid)" ] && continue
            command=$(tr '\0' ' ' <"$ROOT/proc/${pid%/*}/cmdline") || continue
            [ "$command" ] || continue # it has ended
            is_service "$user" || case $command in *"$PROGRAM/"*) ;; *) continue ;; esac
            left="$left, ${pid%/*} (${command% }) of user $user"
        done
    done
    [ -z "$left" ] || fail "a process still runs: ${left#, }. Find what started it (systemctl status PID), and stop it."
}

remove_data() {
    [ $NAME != vitrina ] || remove_fleet_state
    rm -rf "$STATE" "$CACHE" "$SETTINGS" "$SETTINGS.draft" "$PASSWORD" "$UNITS"*/$NAME.service.d
    rmdir "$UNITS.control" || true # of systemctl set-property
    [ -e "$OTHER" ] || rm -rf "$ETC"
    is_service $NAME || { ! id -u $NAME || warn "the account $NAME belongs to a person, and was kept."; return 0; }
    userdel $NAME
}

end() {
    code=$?
    [ $code = 0 ] || [ ! -e "$WORK/before" ] || go_back
    [ $code = 0 ] || [ -z "$WAS_ACTIVE" ] || systemctl start --no-block $WAS_ACTIVE || true
    [ ! -e "$WORK/warnings" ] || cat "$WORK/warnings" >&2
    rm -rf "$WORK"
}

main() {
    parse "$@"
    [ "$(id -u)" = 0 ] || fail 'run this as root: sudo ./install.sh. Nothing was changed.'
    [ -d /run/systemd/system ] || fail 'systemd does not run here, see docs/start/try.md. Nothing was changed.'
    HERE=$(cd "$(dirname "$0")" && pwd) && set_places
    WORK=$(mktemp -d)
    trap end EXIT && trap 'exit 1' INT TERM HUP
    if [ "$UNINSTALL" ]; then
        step "services, program, units, udev rules, journal limits" remove_program
        [ "$PURGE" ] && step "settings, messages, user" remove_data && return
        echo "Kept: settings in $ETC, messages in $STATE, user $NAME. --purge removes them." && return
    fi
    check_system
    check_fleet
    note_active
    install_system_packages
    step "user $NAME" make_user
    if [ "$FROM" ]; then take_program; else
        step "Python environment in /opt/$NAME" make_environment
        for lock in $LOCKS; do step "Python packages: $lock" install_python_packages "$lock"; done
        step "program in /opt/$NAME" install_program
    fi
    if [ $NAME = vitrina ]; then
        step "updater in /opt/vitrina/updater" install_updater
        step "switch to version $VERSION" switch_version
    fi
    step "settings in /etc/vitrina" install_settings
    step "units, udev rules, journal limits" install_units
    step "services: $SERVICES" start_services
    [ $NAME != vitrina ] || step "programs that were replaced" remove_replaced
    [ -e "$SETTINGS" ] || echo 'No settings yet. To set up the kiosk, run: sudo -u vitrina vitrina console'
    if may_start; then
        echo "Installed, and running: systemctl status $NAME"
        [ $NAME = vitrina ] || show_first_link; return
    fi
    echo 'Installed, but not started: the settings still have example names. Next:'
    echo "  sudoedit $SETTINGS $PASSWORD"
    [ $NAME != vitrina ] || echo "  sudoedit $ADDRESSES && sudo systemctl daemon-reload"
    echo "  sudo -u $NAME $NAME doctor --config $SETTINGS && sudo systemctl start $NAME"
}

[ "${0##*/}" != install.sh ] || main "$@"
