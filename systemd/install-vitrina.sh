# Places and steps of a kiosk. install.sh and its tests read this file; it does nothing on its own.
# shellcheck shell=sh disable=SC2013,SC2015,SC2016,SC2034,SC2046,SC2086,SC2153

SETTINGS=$ETC/vitrina.toml PASSWORD=$ETC/broker-password OTHER=$ROOT/opt/vitrina-central
VERSIONS=$PROGRAM/versions CURRENT=$PROGRAM/current BUILDING=$PROGRAM/building UPDATER=$PROGRAM/updater
TREE=$VERSIONS/$VERSION COMMAND=/opt/vitrina/current/bin/vitrina FLEET_STATE=$ROOT/var/lib/vitrina-fleet
PARTS='bin include lib lib64 share pyvenv.cfg .gitignore' # of an environment
RULES=$ROOT/etc/udev/rules.d/70-vitrina.rules ADDRESSES=$UNITS/vitrina.service.d/60-addresses.conf
SCREEN=vitrina-screen USERS="vitrina $SCREEN vitrina-fleet" DEVICES=video,audio,dialout
FLEET_UNITS='vitrina-fleet.timer vitrina-fleet.path' TIMER=vitrina-study.timer RESUME=vitrina-fleet-resume
STOPS="$FLEET_UNITS vitrina-fleet $RESUME $SCREEN $TIMER vitrina-study vitrina" SERVICES=vitrina
UNIT_FILES="vitrina.service vitrina-study.service $TIMER vitrina-fleet.service $FLEET_UNITS $RESUME.service"
LOCKS='requirements-player.lock requirements-comments.lock'
PACKAGES='Python: python3-venv openssl
camera, sound and models: libgl1 libegl1 libgles2 libglib2.0-0 libsm6 libxext6 libportaudio2
messages: mosquitto-clients
sign: fonts-dejavu-core'
[ ! -e "$UNITS/$SCREEN.service" ] || PLAYER=1
[ -z "$PLAYER" ] || SERVICES="$SERVICES $SCREEN" UNIT_FILES="$UNIT_FILES $SCREEN.service" PACKAGES="$PACKAGES
screen: chromium cage ffmpeg"

check_fleet() { # a kiosk that knows a root installs only what the keys behind it have signed
    [ -z "$FROM" ] || return 0
    [ -e "$FLEET_STATE/root.json" ] || [ -e "$FLEET_STATE/root/metadata/root.json" ] || return 0
    fail "this kiosk belongs to a fleet, so it accepts only signed programs, and nothing signs this folder. Copy the \
folder fleet/TENANT of central to a stick, and run: sudo ./install.sh --from /media/stick. Nothing was changed."
}

make_other_users() {
    [ -z "$PLAYER" ] || add_user "$SCREEN" "/run/$SCREEN"
    add_user vitrina-fleet /var/lib/vitrina-fleet
    install -d "$FLEET_STATE" "$FLEET_STATE/public" && install -d -m 700 "$FLEET_STATE/root"
    install -d -o vitrina-fleet -g vitrina-fleet -m 700 "$FLEET_STATE/tuf"
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
    unshare --mount sh -c 'mount --bind "$1" "$2" && shift 2 && exec "$@"' sh "$BUILDING" "$VERSIONS" "$@"
}

take_program() { # from a folder. The updater that is here checks it, and a copy of this release that nobody changes
    mkdir "$WORK/r"; (cd "$HERE" && cp -R edge systemd requirements-fleet.lock "$WORK/r"); HERE=$WORK/r
    rm -rf "$BUILDING" && install -d "$VERSIONS" "$BUILDING"
    [ -x "$UPDATER/bin/vitrina-updater" ] || step "updater in /opt/vitrina/updater" install_updater
    step "program from $FROM" "$UPDATER/bin/vitrina-updater" --from "$FROM" --unpack "$BUILDING" --beside "$HERE"
    VERSION=$(ls "$BUILDING") TREE=$VERSIONS/$VERSION
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
    [ -e "$2" ] || { mv "$1" "$2"; return; }
    # renameat2 with RENAME_EXCHANGE, which a few file systems lack
    python3 -c 'import ctypes, os, sys
sys.exit(ctypes.CDLL(None).renameat2(-100, os.fsencode(sys.argv[1]), -100, os.fsencode(sys.argv[2]), 2))' "$1" "$2" ||
        { mv "$2" "$2.old" && mv "$1" "$2" && mv "$2.old" "$1"; }
}

point_at() { ln -sfn "$1" "$CURRENT.new" && mv -T "$CURRENT.new" "$CURRENT" && sync -f "$PROGRAM"; } # TREE

switch_version() { # what was there stays until the services run
    grep -qsFx "$VERSION" "$PROGRAM/installed" || echo "$VERSION" >>"$PROGRAM/installed"
    if [ -e "$CURRENT/bin/vitrina" ] || [ -e "$PROGRAM/bin/vitrina" ]; then
        mkdir "$WORK/units"
        for unit in $UNIT_FILES; do [ ! -e "$UNITS/$unit" ] || cp -a "$UNITS/$unit" "$WORK/units"; done
        readlink "$CURRENT" >"$WORK/before" || true # empty for a layout without versions
    fi
    stop_services
    put_in_place "$BUILDING/$VERSION" "$TREE" && touch "$WORK/switched"
    point_at "versions/$VERSION" && ln -sf "$COMMAND" "$LINK"
}

go_back() { # after a step failed that followed the switch
    systemctl stop $STOPS || true
    if [ -e "$WORK/switched" ] && [ -e "$BUILDING/$VERSION" ]; then
        put_in_place "$BUILDING/$VERSION" "$TREE"
    elif [ -e "$WORK/switched" ]; then
        rm -rf "$TREE" && sed -i "/^$VERSION\$/d" "$PROGRAM/installed"
    fi
    if [ -s "$WORK/before" ]; then point_at "$(cat "$WORK/before")"; else
        rm -f "$CURRENT" && ln -sf /opt/vitrina/bin/vitrina "$LINK"
    fi
    cp -a "$WORK/units/." "$UNITS" && systemctl daemon-reload && rm -rf "$BUILDING"
    echo 'install: went back to the version of before.' >&2
}

remove_replaced() { # keeps the version of before, for a way back; an update by the fleet removes its own
    rm -f "$WORK/before"
    for part in $PARTS; do rm -rf "${PROGRAM:?}/$part"; done # of a layout without versions
    before=$(grep -vFx "$VERSION" "$PROGRAM/installed" | tail -n 1)
    for old in $(grep -vFx -e "$VERSION" -e "$before" "$PROGRAM/installed"); do rm -rf "${VERSIONS:?}/$old"; done
    printf '%s\n' $before "$VERSION" >"$PROGRAM/installed" && rm -rf "$BUILDING"
}

install_settings() { # never overwrites a file. The kiosk's setup writes its own
    install -d "$ETC"
    [ -e "$OTHER" ] || chown -h vitrina:vitrina "$ETC" $(find "$SETTINGS")
    [ -e "$PASSWORD" ] || install -m 600 -o vitrina -g vitrina /dev/null "$PASSWORD"
    for addresses in vitrina.service.d/60-addresses.conf vitrina-fleet.service.d/60-addresses.conf; do
        [ ! -e "$UNITS/$addresses" ] || continue
        install -D -m 644 "$HERE/systemd/$addresses" "$UNITS/$addresses"
        sed -i 's/^IPAddressAllow=/#&/' "$UNITS/$addresses" # the addresses are examples
    done
}

start_screen() { # if the built-in player is on, or the screen ran before
    grep -q '^feed = "player"' "$SETTINGS" || case $WAS_ACTIVE in *"$SCREEN"*) ;; *) return 0 ;; esac
    systemctl restart $SCREEN
}

remove_trees() { # those that this script made; updates may have brought others
    [ -z "$FLEET" ] || { rm -rf "$PROGRAM" && return; }
    for version in $(cat "$PROGRAM/installed" 2>/dev/null); do rm -rf "${VERSIONS:?}/$version"; done
    for part in $PARTS building updater updater.new installed; do rm -rf "${PROGRAM:?}/$part"; done
    [ -e "$CURRENT/bin/vitrina" ] || rm -f "$CURRENT"
    rmdir "$VERSIONS" "$PROGRAM" || [ ! -e "$VERSIONS" ] ||
        warn "kept the programs in $VERSIONS, which updates brought: --uninstall --purge --fleet removes them."
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
