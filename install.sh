#!/bin/sh
# Installs, updates or removes Vitrina on a machine with systemd. Run it again to update, or after it failed half-way.
# shellcheck disable=SC1090,SC2013,SC2015,SC2016,SC2046,SC2086
set -eu && umask 022 && unset PYTHONPATH PYTHONHOME
export DEBIAN_FRONTEND=noninteractive PIP_ROOT_USER_ACTION=ignore

ROOT='' OS_RELEASE=/etc/os-release # a test sources this file with other values
NAME=vitrina PLAYER='' WHEELS='' UNINSTALL='' PURGE='' FLEET='' FROM='' WAS_ACTIVE='' HERE=.
PARTS='bin include lib lib64 share pyvenv.cfg .gitignore' # of an environment

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

set_places() {
    PROGRAM=$ROOT/opt/$NAME LINK=$ROOT/usr/local/bin/$NAME STATE=$ROOT/var/lib/$NAME CACHE=$ROOT/var/cache/$NAME
    VERSIONS=$PROGRAM/versions CURRENT=$PROGRAM/current BUILDING=$PROGRAM/building UPDATER=$PROGRAM/updater
    VERSION=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$HERE/edge/__init__.py")
    ETC=$ROOT/etc/vitrina UNITS=$ROOT/etc/systemd/system RULES=$ROOT/etc/udev/rules.d/70-vitrina.rules
    ADDRESSES=$UNITS/vitrina.service.d/60-addresses.conf JOURNAL=$ROOT/etc/systemd/journald.conf.d/50-$NAME.conf
    if [ $NAME = vitrina ]; then
        SETTINGS=$ETC/vitrina.toml PASSWORD=$ETC/broker-password OTHER=$ROOT/opt/vitrina-central
        USERS='vitrina vitrina-screen vitrina-fleet' TIMER=vitrina-study.timer RESUME=vitrina-fleet-resume
        FLEET_UNITS='vitrina-fleet.timer vitrina-fleet.path' FLEET_STATE=$ROOT/var/lib/vitrina-fleet
        STOPS="$FLEET_UNITS vitrina-fleet $RESUME vitrina-screen $TIMER vitrina-study vitrina"
        UNIT_FILES="vitrina.service vitrina-study.service $TIMER vitrina-fleet.service $FLEET_UNITS $RESUME.service"
        TREE=$VERSIONS/$VERSION COMMAND=/opt/vitrina/current/bin/vitrina
        SERVICES=vitrina DEVICES=video,audio,dialout LOCKS='requirements-player.lock requirements-comments.lock'
        PACKAGES='Python: python3-venv openssl
camera, sound and models: libgl1 libegl1 libgles2 libglib2.0-0 libsm6 libxext6 libportaudio2
messages: mosquitto-clients
sign: fonts-dejavu-core'
        [ ! -e "$UNITS/vitrina-screen.service" ] || PLAYER=1
        [ "$PLAYER" ] || return 0
        SERVICES="$SERVICES vitrina-screen" UNIT_FILES="$UNIT_FILES vitrina-screen.service" PACKAGES="$PACKAGES
screen: chromium cage ffmpeg"
    else
        SETTINGS=$ETC/central.toml PASSWORD=$ETC/central-broker.password OTHER=$ROOT/opt/vitrina
        USERS=vitrina-central STOPS=vitrina-central TREE=$PROGRAM COMMAND=/opt/$NAME/bin/$NAME
        UNIT_FILES=vitrina-central.service TIMER='' FLEET_UNITS='' RESUME=''
        SERVICES=vitrina-central DEVICES='' LOCKS='requirements-central.lock requirements-pdf.lock'
        PACKAGES='Python: python3-venv
messages: mosquitto-clients
videos and reports: ffmpeg fonts-dejavu-core'
    fi
}

check_system() {
    [ ! -e "$ROOT/var/lib/dpkg/info/vitrina.list" ] || fail 'vitrina is a Debian package: use apt. Nothing was changed.'
    system=$(. "$OS_RELEASE" && echo "${ID:-} ${VERSION_ID:-}") || system='nothing'
    case $system-$NAME in
        debian\ 1[23]-* | ubuntu\ 22.*-vitrina) ;;
        ubuntu\ 22.*) fail '--central needs Python 3.11; Ubuntu 22.04 has 3.10. Nothing was changed.' ;;
        ubuntu\ 2[345].*) ;;
        *) fail "'$system' is not supported. Install by hand: docs/shop/install.md. Nothing was changed." ;;
    esac
    for user in $USERS; do ! id -u "$user" >/dev/null 2>&1 || is_service "$user" || refuse_person "$user"; done
}

check_fleet() { # a kiosk that knows a root installs only what the keys behind it have signed
    [ $NAME = vitrina ] && [ -z "$FROM" ] || return 0
    [ -e "$FLEET_STATE/root.json" ] || [ -e "$FLEET_STATE/root/metadata/root.json" ] || return 0
    fail "this kiosk belongs to a fleet, so it accepts only signed programs, and nothing signs this folder. Copy the \
folder fleet/TENANT of central to a stick, and run: sudo ./install.sh --from /media/stick. Nothing was changed."
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
    set +e
    (set -e; "$@") >"$WORK/log" 2>&1
    code=$?
    set -e
    if [ $code = 0 ]; then echo 'done' && return; fi
    echo FAILED && tail -n 25 "$WORK/log" >&2
    fail "'$title' failed. The lines above show why. Fix that, and run the same command again: it continues here." 1
}

install_system_packages() { # one step per group: the packages of the screen may take minutes
    while IFS=: read -r group packages; do
        step "system packages: $group" install_packages $packages </dev/null
    done <<END
$PACKAGES
END
}

install_packages() { # the package lists may be missing or old
    set -- apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends --no-upgrade "$@"
    "$@" || { apt-get -q update && "$@"; }
}

make_user() {
    add='useradd --system --user-group --no-create-home --shell /usr/sbin/nologin'
    id -u $NAME || $add --home-dir /var/lib/$NAME $NAME
    [ -z "$DEVICES" ] || usermod --append --groups "$DEVICES" $NAME
    install -d -o $NAME -g $NAME -m 700 "$STATE" # may exist: root ran a kiosk by hand
    chown -h $NAME:$NAME "$STATE" $(find "$STATE" -user root -type f -links 1)
    [ -z "$PLAYER" ] || id -u vitrina-screen || $add --home-dir /run/vitrina-screen vitrina-screen
    [ $NAME = vitrina ] || return 0
    id -u vitrina-fleet || $add --home-dir /var/lib/vitrina-fleet vitrina-fleet
    install -d "$FLEET_STATE" "$FLEET_STATE/public" && install -d -m 700 "$FLEET_STATE/root"
    install -d -o vitrina-fleet -g vitrina-fleet -m 700 "$FLEET_STATE/tuf"
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

copy_running_tree() { # so that only what has changed is downloaded, and packages that somebody added stay
    rm -rf "$BUILDING" && install -d "$VERSIONS" "$BUILDING/$VERSION"
    from=$(readlink -f "$CURRENT") && [ -e "$from/pyvenv.cfg" ] || from=$PROGRAM # of a layout without versions
    for part in $PARTS; do [ ! -e "$from/$part" ] || cp -a "$from/$part" "$BUILDING/$VERSION/"; done
    for file in $(cd "$BUILDING/$VERSION" && grep -lIs "$from" bin/* pyvenv.cfg); do # its programs name their Python
        [ "$from" = "$TREE" ] || sed -i "s|$from|$TREE|g" "$BUILDING/$VERSION/$file"
    done
}

in_tree() { # COMMAND: runs it where the new tree has its final path already. Only this command sees it there
    bind='mount --bind "$1" "$2" && shift 2 && exec "$@"'
    [ $NAME != vitrina ] || set -- unshare --mount sh -c "$bind" sh "$BUILDING" "$VERSIONS" "$@"
    "$@"
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

take_program() { # from a folder. The updater that is here checks it, before another one replaces it
    rm -rf "$BUILDING" && install -d "$VERSIONS" "$BUILDING"
    [ -x "$UPDATER/bin/vitrina-updater" ] || step "updater in /opt/vitrina/updater" install_updater
    step "program from $FROM" unpack_program
    VERSION=$(cat "$WORK/version") TREE=$VERSIONS/$VERSION
}

unpack_program() {
    "$UPDATER/bin/vitrina-updater" --from "$FROM" --unpack "$BUILDING" >"$WORK/version"
}

write_sums() { # TREE: a line per file and link. A tree without it is not whole
    (cd "$1" && rm -f SHA256SUMS && find . -name __pycache__ -prune -o -type f -printf '%P\0' | xargs -0 sha256sum &&
        find . -type l -printf 'link:%l  %P\n') >"$WORK/sums"
    awk '{ print substr($0, index($0, "  ") + 2) "\t" $0 }' "$WORK/sums" | LC_ALL=C sort | cut -f 2- >"$1/SHA256SUMS"
}

install_updater() { # an environment of its own, so that a version that fails cannot hinder the way back
    new=$UPDATER.new && rm -rf "$new" && python3 -m venv --without-pip "$new"
    packages=$(echo "$new"/lib/python3*/site-packages)
    [ -z "$FROM" ] || { PIP_PYTHON=$WORK/pip/bin/python && python3 -m venv "$WORK/pip"; } # a released tree has no pip
    install_python_packages requirements-fleet.lock --target "$packages"
    (cd "$HERE" && cp --parents $(cat systemd/updater-files.txt) "$packages")
    "$new/bin/python" -m compileall -q "$packages/edge"
    printf '#!/opt/vitrina/updater/bin/python\nimport sys\n\nfrom edge.fleet.main import main\n\nsys.exit(main())\n' \
        >"$new/bin/vitrina-updater" && chmod 755 "$new/bin/vitrina-updater"
    put_in_place "$new" "$UPDATER" && rm -rf "$new"
}

put_in_place() { # NEW OLD: exchanges two folders at one moment, so that a power cut finds one of them whole
    sync -f "$1"
    if [ ! -e "$2" ]; then
        mv "$1" "$2"
    else # renameat2 with RENAME_EXCHANGE, which a few file systems lack
        python3 -c 'import ctypes, os, sys
sys.exit(ctypes.CDLL(None).renameat2(-100, os.fsencode(sys.argv[1]), -100, os.fsencode(sys.argv[2]), 2))' "$1" "$2" ||
            { mv "$2" "$2.old" && mv "$1" "$2" && mv "$2.old" "$1"; }
    fi
}

point_at() { # TREE
    ln -sfn "$1" "$CURRENT.new" && mv -T "$CURRENT.new" "$CURRENT" && sync -f "$PROGRAM"
}

switch_version() { # what was there stays until the services run
    grep -qsFx "$VERSION" "$PROGRAM/installed" || echo "$VERSION" >>"$PROGRAM/installed"
    if [ -e "$CURRENT/bin/vitrina" ] || [ -e "$PROGRAM/bin/vitrina" ]; then
        mkdir "$WORK/units"
        for unit in $UNIT_FILES; do [ ! -e "$UNITS/$unit" ] || cp -a "$UNITS/$unit" "$WORK/units"; done
        readlink "$CURRENT" >"$WORK/before" || true # empty for a layout without versions
    fi
    stop_services
    put_in_place "$BUILDING/$VERSION" "$TREE" && touch "$WORK/switched"
    point_at "versions/$VERSION"
    ln -sf "$COMMAND" "$LINK"
}

go_back() { # after a step failed that followed the switch
    systemctl stop $STOPS || true
    if [ -e "$WORK/switched" ] && [ -e "$BUILDING/$VERSION" ]; then
        put_in_place "$BUILDING/$VERSION" "$TREE"
    elif [ -e "$WORK/switched" ]; then
        rm -rf "$TREE" && sed -i "/^$VERSION\$/d" "$PROGRAM/installed"
    fi
    if [ -s "$WORK/before" ]; then
        point_at "$(cat "$WORK/before")"
    else
        rm -f "$CURRENT" && ln -sf /opt/vitrina/bin/vitrina "$LINK"
    fi
    cp -a "$WORK/units/." "$UNITS" && systemctl daemon-reload
    rm -rf "$BUILDING"
    echo 'install: went back to the version of before.' >&2
}

remove_replaced() { # keeps the version of before, for a way back; an update by the fleet removes its own
    rm -f "$WORK/before"
    for part in $PARTS; do rm -rf "${PROGRAM:?}/$part"; done # of a layout without versions
    before=$(grep -vFx "$VERSION" "$PROGRAM/installed" | tail -n 1)
    for old in $(grep -vFx -e "$VERSION" -e "$before" "$PROGRAM/installed"); do rm -rf "${VERSIONS:?}/$old"; done
    printf '%s\n' $before "$VERSION" >"$PROGRAM/installed" && rm -rf "$BUILDING"
}

install_settings() { # never overwrites a file. The kiosk's setup writes its own; the central server has none
    install -d "$ETC" && { [ $NAME = vitrina ] || [ ! -e "$OTHER" ] || chown root:root "$ETC"; } # it was the kiosk's
    [ $NAME = vitrina ] || [ -e "$SETTINGS" ] || install -m 644 "$HERE/systemd/${SETTINGS##*/}" "$SETTINGS"
    [ $NAME != vitrina ] || [ -e "$OTHER" ] || chown -h $NAME:$NAME "$ETC" $(find "$SETTINGS")
    [ -e "$PASSWORD" ] || install -m 600 -o $NAME -g $NAME /dev/null "$PASSWORD"
    [ $NAME = vitrina ] || return 0
    for addresses in vitrina.service.d/60-addresses.conf vitrina-fleet.service.d/60-addresses.conf; do
        [ ! -e "$UNITS/$addresses" ] || continue
        install -D -m 644 "$HERE/systemd/$addresses" "$UNITS/$addresses"
        sed -i 's/^IPAddressAllow=/#&/' "$UNITS/$addresses" # the addresses are examples
    done
}

install_units() {
    for unit in $UNIT_FILES; do install -m 644 "$HERE/systemd/$unit" "$UNITS/"; done
    [ $NAME != vitrina ] || install -D -m 644 "$HERE/systemd/70-vitrina.rules" "$RULES"
    install -D -m 644 "$HERE/systemd/journald.conf" "$JOURNAL"
    reload
}

reload() { # a container has no device manager
    systemctl daemon-reload && systemctl restart systemd-journald
    [ ! -S /run/udev/control ] || udevadm control --reload
    [ ! -S /run/udev/control ] || udevadm trigger --subsystem-match=video4linux --subsystem-match=tty
}

may_start() { # the settings have no example names left
    [ ! -e "$SETTINGS" ] || ! grep -Eq '^[^#]*(Maker_Model_1234|mqtt\.example\.org)' "$SETTINGS"
}

start_services() {
    for service in $SERVICES $RESUME; do systemctl enable "$service"; done
    [ -z "$TIMER" ] || systemctl enable --now $TIMER
    may_start || return 0
    [ -z "$FLEET_UNITS" ] || ! grep -qs '^\[fleet\]' "$SETTINGS" || systemctl enable --now $FLEET_UNITS
    systemctl restart $NAME || { systemctl status --no-pager --lines=15 $NAME || return 1; }
    start_screen || warn 'vitrina-screen did not start, but the kiosk runs. See: journalctl -u vitrina-screen'
}

start_screen() { # if the built-in player is on, or the screen ran before
    [ "$PLAYER" ] || return 0
    grep -q '^feed = "player"' "$SETTINGS" || case $WAS_ACTIVE in *vitrina-screen*) ;; *) return 0 ;; esac
    systemctl restart vitrina-screen
}

remove_program() {
    for unit in $SERVICES $TIMER $FLEET_UNITS $RESUME; do
        [ ! -e "$UNITS/${unit%.*}.service" ] || systemctl disable "$unit"
    done
    stop_services
    [ $NAME != vitrina ] || ! is_service vitrina-screen || systemctl stop "user@$(id -u vitrina-screen)" || true
    require_none_left
    for unit in $UNIT_FILES; do rm -f "$UNITS/$unit"; done
    remove_trees
    rm -rf "$LINK" "$JOURNAL" && { rmdir "${JOURNAL%/*}" || true; } # others may have files there
    [ $NAME != vitrina ] || { rm -f "$RULES" && { udevadm --version || rmdir -p "${RULES%/*}" || true; }; } # or ours
    reload
    systemctl reset-failed $STOPS || true; rm -f "$ROOT/var/lib/systemd/timers/stamp-${TIMER:-$NAME}"
    require_none_left # something may have started one while its program still existed
    [ $NAME != vitrina ] || ! is_service vitrina-screen || userdel vitrina-screen
}

remove_trees() { # those that this script made; updates may have brought others
    [ $NAME = vitrina ] && [ -z "$FLEET" ] || { rm -rf "$PROGRAM" && return; }
    for version in $(cat "$PROGRAM/installed" 2>/dev/null); do rm -rf "${VERSIONS:?}/$version"; done
    for part in $PARTS building updater updater.new installed; do rm -rf "${PROGRAM:?}/$part"; done
    [ -e "$CURRENT/bin/vitrina" ] || rm -f "$CURRENT"
    rmdir "$VERSIONS" "$PROGRAM" || [ ! -e "$VERSIONS" ] ||
        warn "kept the programs in $VERSIONS, which updates brought: --uninstall --purge --fleet removes them."
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

remove_fleet_state() { # without it, this machine would take signed but outdated updates again
    rm -rf "$UNITS"*/vitrina-fleet.service.d
    if [ -z "$FLEET" ] && [ -n "$(find "$FLEET_STATE" -type f)" ]; then
        warn "kept $FLEET_STATE, which refuses outdated updates, and its user: --purge --fleet removes both."
        return
    fi
    rm -rf "$FLEET_STATE"
    ! is_service vitrina-fleet || userdel vitrina-fleet
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
    HERE=$(cd "$(dirname "$0")" && pwd) WORK=$(mktemp -d)
    set_places
    trap end EXIT && trap 'exit 1' INT TERM HUP
    if [ "$UNINSTALL" ]; then
        step "services, program, units, udev rules, journal limits" remove_program
        [ "$PURGE" ] && step "settings, messages, user" remove_data && return
        echo "Kept: settings in $ETC, messages in $STATE, user $NAME. --purge removes them."
        return
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
    may_start && echo "Installed, and running: systemctl status $NAME" && return
    echo 'Installed, but not started: the settings still have example names. Next:'
    echo "  sudoedit $SETTINGS $PASSWORD"
    [ $NAME != vitrina ] || echo "  sudoedit $ADDRESSES && sudo systemctl daemon-reload"
    echo "  sudo -u $NAME $NAME doctor --config $SETTINGS && sudo systemctl start $NAME"
}

[ "${0##*/}" != install.sh ] || main "$@"
