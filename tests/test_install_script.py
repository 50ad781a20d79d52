"""install.sh: what it refuses, what it says, and the steps that need no machine of their own.

A whole machine is tried by `make install-try`. The script does nothing when it is read by another name than its own,
so a test reads it and calls one function.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from edge import __version__
from edge.fleet.archives import own_platform
from tests.doubles.updating_kiosk import write_archive
from tests.install_try.__main__ import read_columns, table
from tests.install_try.first_day import STEPS, read_steps
from tests.install_try.tree import differences, read_tree
from tests.packaging.deb import DEPENDS

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "install.sh"
SCRIPTS = [SCRIPT, ROOT / "systemd/install-vitrina.sh", ROOT / "systemd/install-vitrina-central.sh"]
TEXT, KIOSK, CENTRAL = (script.read_text(encoding="utf-8") for script in SCRIPTS)
GUIDE = (ROOT / "docs/shop/install.md").read_text(encoding="utf-8")
FIRST_SHOP = (ROOT / "docs/start/first-shop.md").read_text(encoding="utf-8")
NOTHING = "Nothing was changed."
RELOADED = "systemctl daemon-reload\nsystemctl restart systemd-journald\n"
UNITS = "vitrina-fleet.timer vitrina-fleet.path vitrina-fleet vitrina-fleet-resume"
UNITS += " vitrina-screen vitrina-study.timer vitrina-study vitrina"
STOPPED, RESET = f"systemctl stop {UNITS}\n", f"systemctl reset-failed {UNITS}\n"
PERSON = "getent() { echo vitrina:x:1001:1001::/home/vitrina:/bin/bash; }; id() { echo 1001; }"
SERVICE = "getent() { echo vitrina:x:990:990::/var/lib/vitrina:/usr/sbin/nologin; }; id() { echo 990; }"
SHELLS = [shell for shell in ("dash", "bash") if shutil.which(shell)]


def run(*options: str) -> subprocess.CompletedProcess[str]:
    """Runs the script as a user does."""
    return subprocess.run([SCRIPT, *options], capture_output=True, text=True, timeout=20)


def call(commands: str, root: Path, shell: str = "sh") -> subprocess.CompletedProcess[str]:
    """Reads the script in a shell, with files in `root` and without owners and services; then runs commands of it."""
    stubs = 'systemctl() { echo systemctl "$@"; }; udevadm() { :; }; install() { command install $(owned "$@"); }; '
    stubs += 'chown() { echo chown "$@"; }'
    owned = "owned() { printf '%s\\n' \"$*\" | sed 's/-[og] [a-z-]*//g'; }"
    before = f". {SCRIPT}; ROOT={root}; HERE={ROOT}; WORK={root}; {owned}; {stubs}; "
    return subprocess.run([shell, "-c", before + commands], capture_output=True, text=True, timeout=20, cwd=root)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """The folders that every machine has."""
    for name in ("etc/systemd/system", "etc/udev/rules.d", "usr/local/bin", "opt", "var/lib", "var/cache"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_reads_the_scripts(shell: str) -> None:
    for script in SCRIPTS:
        assert subprocess.run([shell, "-n", script]).returncode == 0, script.name


def bodies(script: Path) -> dict[str, str]:
    """Functions of a script, without the comments of their first lines."""
    return dict(re.findall(r"^(\w+)\(\) \{(?: #[^\n]*)?\n(.*?)^\}$", script.read_text(), re.MULTILINE | re.DOTALL))


def test_the_functions_of_the_debian_package_are_those_of_the_script() -> None:
    """Each script of a package is a file of its own, and cannot read another one."""
    own, compared = bodies(SCRIPT), set()
    for script in sorted((ROOT / "tests/packaging/debian").glob("p*")):
        for name, body in bodies(script).items():
            if name in own:
                assert body == own[name], f"{script.name}: {name}"
                compared.add(name)
    assert compared == {"is_service", "require_none_left"}


def test_shellcheck_has_nothing_to_say() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed: apt-get install shellcheck")
    checked = subprocess.run(["shellcheck", *SCRIPTS], capture_output=True, text=True)
    assert checked.stdout == ""


def test_the_scripts_are_short_and_the_one_may_be_run() -> None:
    assert sum(len(text.splitlines()) for text in (TEXT, KIOSK, CENTRAL)) <= 461
    for text in (TEXT, KIOSK, CENTRAL):
        assert len(text.splitlines()) <= 280
        assert max(map(len, text.splitlines())) <= 120
    assert os.access(SCRIPT, os.X_OK)


def test_help_names_every_option() -> None:
    done = run("--help")
    assert (done.returncode, done.stderr) == (0, "")
    options = re.findall(r"^            (--[a-z]+)", TEXT, re.MULTILINE)
    assert len(options) == 8
    for option in options:
        assert re.search(rf"^  {option} ", done.stdout, re.MULTILINE), option


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--plyer"], "unknown option --plyer"),
        (["--purge"], "--purge needs --uninstall"),
        (["--uninstall", "--fleet"], "--fleet needs --purge"),
        (["--player", "--central"], "use either --player or --central"),
        (["--wheels", "/nowhere"], "--wheels: '/nowhere' is not a folder"),
        (["--wheels"], "--wheels: '' is not a folder"),
        (["--from", "/nowhere"], "--from: '/nowhere' is not a folder"),
        (["--central", "--from", "/"], "--from installs a kiosk, not --central"),
    ],
)
def test_wrong_options_change_nothing(options: list[str], why: str) -> None:
    done = run(*options)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"install: {why}")
    assert done.stderr.endswith(f"{NOTHING}\n")


def test_only_root_may_install(tmp_path: Path) -> None:
    done = call("id() { echo 1000; }; main", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"install: run this as root: sudo ./install.sh. {NOTHING}\n"


PARTS = ("edge/__init__.py", "requirements-fleet.lock", "systemd/install-vitrina.sh")


@pytest.mark.parametrize("missing", PARTS)
def test_a_folder_without_all_parts_of_the_release_is_refused(tmp_path: Path, missing: str) -> None:
    """Such as that of a script which somebody downloaded without the rest, in a path with a space."""
    folder = tmp_path / "my downloads"
    for part in PARTS:
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / part, folder / part)
    assert call(f"HERE='{folder}'; set_places", tmp_path).returncode == 0
    (folder / missing).unlink()
    done = call(f"HERE='{folder}'; set_places", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    cure = "Unpack the whole release again."
    assert done.stderr == f"install: {folder} has no {missing}. {cure} {NOTHING}\n"


def test_folders_are_those_of_the_present_folder(tmp_path: Path) -> None:
    """Not those of the same name that a variable of the shell points to."""
    for name in ("here/wheels", "other/wheels"):
        (tmp_path / name).mkdir(parents=True)
    before = f"CDPATH={tmp_path}/other; export CDPATH; cd '{tmp_path}/here'; . {SCRIPT}; "
    done = subprocess.run(
        ["sh", "-c", before + 'parse --wheels wheels; echo "$WHEELS"'], capture_output=True, text=True
    )
    assert done.stdout == f"{tmp_path}/here/wheels\n"


@pytest.mark.skipif(Path("/run/systemd/system").exists(), reason="systemd runs here")
def test_a_machine_without_systemd_is_refused(tmp_path: Path) -> None:
    done = call("id() { echo 0; }; main", tmp_path)
    assert (done.returncode, done.stderr.split(",")[0]) == (2, "install: systemd does not run here")


@pytest.mark.parametrize(
    ("system", "option", "is_known"),
    [
        (("debian", "12"), "", True),
        (("debian", "13"), "--central", True),
        (("ubuntu", "22.04"), "", True),
        (("ubuntu", "24.04"), "--central", True),
        (("ubuntu", "22.04"), "--central", False),  # its Python is 3.10
        (("ubuntu", "20.04"), "", False),
        (("debian", "11"), "", False),
        (("debian", "131"), "", False),
        (("fedora", "42"), "", False),
    ],
)
def test_systems_that_are_not_known_are_refused(
    tmp_path: Path, system: tuple[str, str], option: str, is_known: bool
) -> None:
    release = tmp_path / "os-release"
    release.write_text('ID={}\nVERSION_ID="{}"\n'.format(*system))
    done = call(f"parse {option}; set_places; OS_RELEASE={release}; check_system", tmp_path)
    assert done.returncode == (0 if is_known else 2), done.stderr
    assert done.stderr.endswith("" if is_known else f"{NOTHING}\n")


def test_a_machine_with_the_package_of_debian_is_refused(machine: Path) -> None:
    """Both would have their program in /opt/vitrina."""
    (machine / "var/lib/dpkg/info").mkdir(parents=True)
    (machine / "var/lib/dpkg/info/vitrina.list").touch()
    done = call("set_places; check_system", machine)
    assert (done.returncode, done.stderr) == (2, f"install: vitrina is a Debian package: use apt. {NOTHING}\n")


@pytest.mark.parametrize("root", ["root.json", "root/metadata/root.json"])
@pytest.mark.parametrize("options", ["", "--player", "--wheels ."])
def test_a_kiosk_that_knows_a_root_installs_nothing_unsigned(machine: Path, options: str, root: str) -> None:
    """Neither these sources nor a folder of wheels has a signature. Without a root, everything installs as before."""
    check = f"parse {options}; set_places; check_fleet"
    assert call(check, machine).returncode == 0
    known = machine / "var/lib/vitrina-fleet" / root
    known.parent.mkdir(parents=True)
    known.write_text("{}", encoding="utf-8")
    done = call(check, machine)
    assert (done.returncode, done.stdout) == (2, "")
    assert "accepts only signed programs" in done.stderr
    assert done.stderr.endswith(f"{NOTHING}\n")
    assert call("parse --from .; set_places; check_fleet", machine).returncode == 0  # the updater checks it
    assert call("parse --central; set_places; check_fleet", machine).returncode == 0


def updater_of(machine: Path) -> Path:
    """The updater of this checkout, as a kiosk has it."""
    program = machine / "opt/vitrina/updater/bin/vitrina-updater"
    program.parent.mkdir(parents=True)
    places = f"--program {machine}/opt/vitrina --fleet {machine}/var/lib/vitrina-fleet --config {machine}/none.toml"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m edge.fleet.main {places} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("shell", SHELLS)
def test_a_program_comes_from_a_folder(machine: Path, shell: str) -> None:
    """Checked and unpacked by the updater, and put in place as one that was built here."""
    updater_of(machine)
    stick = machine / "stick"
    stick.mkdir()
    write_archive(stick, "0.9.0", name=f"vitrina_0.9.0_{own_platform()}.tar")
    take = f"cd {ROOT}; parse --from {stick}; set_places; set -e; take_program; switch_version"
    done = call(take, machine, shell)
    assert (done.returncode, done.stdout) == (0, f"program from {stick} ... done\n{STOPPED}"), done.stderr
    assert (machine / "opt/vitrina/current").readlink() == Path("versions/0.9.0")
    assert (machine / "opt/vitrina/current/SHA256SUMS").is_file()
    assert (machine / "opt/vitrina/installed").read_text(encoding="utf-8") == "0.9.0\n"


def test_what_was_checked_is_what_root_installs(machine: Path) -> None:
    """The attack: somebody who may write the folder of the release changes a unit once the updater has compared it."""
    release, unit = machine / "release", "systemd/vitrina.service"
    release.mkdir()
    for part in ("systemd", "edge", "requirements-fleet.lock"):
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, release / part)
    updater = updater_of(machine)
    updater.write_text(f'#!/bin/sh\nmkdir -p "$4/0.9.0" && echo evil >{release}/{unit}\n', encoding="utf-8")
    take = f'HERE={release}; parse --from {machine}; set_places; set -e; take_program; cat "$HERE/{unit}"'
    done = call(take, machine)
    assert done.stdout.endswith((ROOT / unit).read_text(encoding="utf-8")), done.stderr
    assert (release / unit).read_text(encoding="utf-8") == "evil\n"


def test_a_program_without_signatures_is_refused_where_a_root_is_known(machine: Path) -> None:
    """With the sentence of the updater. A wrong signature: tests/edge/fleet/test_look.py."""
    updater_of(machine)
    for folder in ("stick", "var/lib/vitrina-fleet"):
        (machine / folder).mkdir()
    (machine / "var/lib/vitrina-fleet/root.json").write_text("{}", encoding="utf-8")
    write_archive(machine / "stick", "0.9.0", name=f"vitrina_0.9.0_{own_platform()}.tar")
    done = call(f"cd {ROOT}; parse --from {machine}/stick; set_places; take_program", machine)
    assert done.returncode == 1
    assert "accepts only signed versions. Copy the whole folder fleet/" in done.stderr
    assert not (machine / "opt/vitrina/current").is_symlink()


@pytest.mark.parametrize(
    ("entry", "is_service"),
    [
        ("vitrina:x:990:990::/var/lib/vitrina:/usr/sbin/nologin", True),
        ("vitrina:x:990:990::/var/lib/vitrina:/bin/false", True),
        ("vitrina:x:1000:1000::/home/vitrina:/usr/sbin/nologin", False),
        ("vitrina:x:990:990::/home/vitrina:/bin/bash", False),
        ("vitrina:x:990:990::/home/vitrina:", False),  # an empty field is /bin/sh
        ("vitrina:x:0:0::/root:/usr/sbin/nologin", False),
    ],
)
def test_an_account_of_a_person_is_refused(tmp_path: Path, entry: str, is_service: bool) -> None:
    """The kiosk would run with a person's rights and files, and a removal would delete the person."""
    (tmp_path / "os-release").write_text('ID=debian\nVERSION_ID="13"\n')
    stubs = f"getent() {{ echo {entry}; }}; id() {{ echo 990; }}"
    done = call(f"{stubs}; set_places; OS_RELEASE={tmp_path}/os-release; check_system", tmp_path)
    assert done.returncode == (0 if is_service else 2), done.stderr
    assert ("usermod --login NEW vitrina" in done.stderr) is not is_service
    assert done.stderr.endswith("" if is_service else f"{NOTHING}\n")


def test_a_purge_deletes_the_account_of_the_service_and_never_that_of_a_person(machine: Path) -> None:
    purge = "userdel() { echo userdel $1; }; set_places; set -e; remove_program; remove_data"
    assert "userdel vitrina\n" in call(f"{SERVICE}; {purge}", machine).stdout
    done = call(f"{PERSON}; {purge}", machine)
    assert (done.returncode, "userdel" in done.stdout) == (0, False)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root leaves files that belong to root")
def test_the_service_gets_the_files_of_a_kiosk_that_root_ran_by_hand(machine: Path) -> None:
    """It could not open the outbox otherwise. What another name leads to stays as it is."""
    state = machine / "var/lib/vitrina"
    state.mkdir()
    (state / "outbox.db").touch()
    (machine / "secret").touch()
    os.link(machine / "secret", state / "link")
    done = call(f"{SERVICE}; usermod() {{ :; }}; set_places; make_user", machine)
    assert f"chown -h vitrina:vitrina {state} {state}/outbox.db\n" in done.stdout, done.stderr


def test_a_system_without_a_name_is_refused(tmp_path: Path) -> None:
    done = call("set_places; OS_RELEASE=/nowhere; check_system", tmp_path)
    assert done.returncode == 2


@pytest.mark.parametrize("shell", SHELLS)
def test_a_step_that_fails_says_why_and_ends_the_run(tmp_path: Path, shell: str) -> None:
    """The command within the step that failed is the last that ran; a step that does its work prints one line."""
    failing = "work() { echo before; cat /nowhere; echo after; }; step 'a thing' work; echo never"
    done = call(failing, tmp_path, shell)
    assert (done.returncode, done.stdout) == (1, "a thing ... FAILED\n")
    assert done.stderr.startswith("before\ncat: /nowhere: ")
    assert "after" not in done.stderr
    assert "install: 'a thing' failed" in done.stderr
    assert call("work() { echo x; }; step 'a thing' work", tmp_path, shell).stdout == "a thing ... done\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_each_group_of_packages_is_named_as_it_is_installed(machine: Path, shell: str) -> None:
    """The browser of --player takes minutes: a line says so while it comes, and the group that fails is named."""
    programs = {
        "opt/vitrina/versions/pip": "",
        "bin/apt-get": "case $* in *update*) exit 1 ;; *chromium*) [ -e chromium-comes ] ;; esac",
    }
    for name, text in programs.items():
        (machine / name).parent.mkdir(parents=True)
        (machine / name).write_text(f"#!/bin/sh\n{text}\n")
        (machine / name).chmod(0o755)
    stubs = (
        "PATH=$PWD/bin:$PATH; make_user() { :; }; make_environment() { :; }; install_program() { :; }; in_tree() { :; }"
    )
    steps = "\n".join(
        re.findall(r"^    (install_system_packages|.*step .*packages.*)$", bodies(SCRIPT)["main"], re.MULTILINE)
    )
    failed = call(f"parse --player; set_places; {stubs}; {steps}", machine, shell)
    assert failed.stdout.splitlines()[-1] == "system packages: screen ... FAILED"
    assert failed.returncode == 1
    (machine / "chromium-comes").touch()
    assert call(f"parse --player; set_places; {stubs}; {steps}", machine, shell).stdout.splitlines() == [
        "system packages: Python ... done",
        "system packages: camera, sound and models ... done",
        "system packages: messages ... done",
        "system packages: sign ... done",
        "system packages: screen ... done",
        *(f"Python packages: {lock} ... done" for lock in values("--player")["LOCKS"].split()),
    ]


def test_a_kiosk_that_was_stopped_runs_again_after_a_failure(tmp_path: Path) -> None:
    """One that did not run is left alone, and so is one that was installed."""
    failing = "WORK=$(mktemp -d); trap end EXIT; step 'a thing' false"
    noted = "set_places; note_active"
    assert call(f"{noted}; {failing}", tmp_path).stdout.endswith(
        "systemctl start --no-block vitrina vitrina-study.timer vitrina-fleet.timer vitrina-fleet.path\n"
    )
    assert call(failing, tmp_path).stdout == "a thing ... FAILED\n"
    assert "start" not in call(f"{noted}; {failing.replace('false', 'true')}", tmp_path).stdout


def process(machine: Path, pid: int, uid: int, command: str, namespace: str = "") -> None:
    """A process of a user in the machine's /proc; in this process's namespace if none is named."""
    folder = machine / f"proc/{pid}"
    (folder / "ns").mkdir(parents=True)
    if namespace:
        (folder / "ns/pid").symlink_to(namespace)
    (folder / "status").write_text(f"Name:\tx\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\n")
    (folder / "cmdline").write_text(command.replace(" ", "\0") + "\0" * bool(command))


def test_the_screen_stops_with_the_kiosk_and_before_it(machine: Path) -> None:
    """Its unit starts the kiosk again, every two seconds where it cannot start itself."""
    for name in ("vitrina.service", "vitrina-screen.service", "vitrina-study.service"):
        (machine / "etc/systemd/system" / name).touch()
    assert STOPPED in call("set_places; remove_program", machine).stdout
    update = "set_places; put_in_place() { :; }; set -e; switch_version"
    (machine / "opt/vitrina").mkdir()
    assert call(update, machine).stdout == STOPPED
    shutil.rmtree(machine / "opt/vitrina")
    session = f"{SERVICE}; userdel() {{ :; }}; parse; set_places; remove_program"
    assert f"{STOPPED}systemctl stop user@990\n" in call(session, machine).stdout  # of the screen's login
    assert "user@" not in call(session.replace("parse", "parse --central"), machine).stdout
    one_is_missing = "systemctl() { return 5; }; set -e; set_places; stop_services; echo on"
    assert call(one_is_missing, machine).stdout == "on\n"
    assert call(one_is_missing.replace("5", "1"), machine).returncode == 1


def test_a_removal_fails_while_a_process_of_the_user_is_left(machine: Path) -> None:
    """It says which. One that was started again by a unit of somebody else's is found after the removal, too."""
    remove = f"{SERVICE}; userdel() {{ :; }}; set_places; step removal remove_program"
    process(machine, 7, 991, "/usr/bin/other")
    process(machine, 8, 990, "")  # ended, and not collected yet
    assert call(remove, machine).returncode == 0
    process(machine, 1234, 990, "/opt/vitrina/bin/python /opt/vitrina/bin/vitrina run")
    (machine / "opt/vitrina").mkdir()
    done = call(remove, machine)
    assert (done.returncode, done.stdout) == (1, "removal ... FAILED\n")
    assert "1234 (/opt/vitrina/bin/python /opt/vitrina/bin/vitrina run)" in done.stderr
    assert (machine / "opt/vitrina").exists()
    again = 'mv() { command mv "$@"; }; reload() { mv proc.later proc; }'
    (machine / "proc").rename(machine / "proc.later")
    done = call(f"{again}; {remove}", machine)
    assert (done.returncode, "1234" in done.stderr) == (1, True)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_programs_of_a_container_do_not_hinder_a_removal(machine: Path, shell: str) -> None:
    """Many images give their database the user 999, and /proc shows it as the kiosk's user where that has the same."""
    remove = f"{SERVICE}; userdel() {{ :; }}; set_places; step removal remove_program"
    process(machine, 7, 990, "redis-server *:6379", "pid:[1]")
    assert call(remove, machine, shell).returncode == 0
    process(machine, 8, 990, "/opt/vitrina/bin/vitrina run", os.readlink("/proc/self/ns/pid"))
    done = call(remove, machine, shell)
    assert (done.returncode, " 8 (" in done.stderr, "redis" in done.stderr) == (1, True, False)


def test_the_session_of_a_person_with_the_name_of_the_screen_goes_on(machine: Path) -> None:
    assert "user@" not in call(f"{PERSON}; set_places; remove_program", machine).stdout


def test_the_programs_of_a_person_do_not_hinder_a_removal(machine: Path) -> None:
    """Of somebody whose account an installation of before took as the kiosk's."""
    process(machine, 7, 1001, "-bash")
    remove = f"{PERSON}; set_places; step removal remove_program"
    assert call(remove, machine).returncode == 0
    process(machine, 8, 1001, f"{machine}/opt/vitrina/bin/python {machine}/opt/vitrina/bin/vitrina run")
    done = call(remove, machine)
    assert (done.returncode, " 8 (" in done.stderr, "bash" in done.stderr) == (1, True, False)


def test_a_screen_that_cannot_start_is_a_warning(machine: Path) -> None:
    """The kiosk runs, and a machine may have no screen yet. It is also started again where it ran before."""
    started = "WORK=$(mktemp -d); trap end EXIT; step services start_services"
    stub = 'systemctl() { case "$*" in "restart vitrina-screen") return 1 ;; esac; }'
    settings = machine / "etc/vitrina/vitrina.toml"
    settings.parent.mkdir()
    settings.write_text('feed = "player"\n')
    done = call(f"parse --player; set_places; {stub}; {started}", machine)
    assert (done.returncode, done.stdout) == (0, "services ... done\n")
    assert "journalctl -u vitrina-screen" in done.stderr
    settings.write_text("")
    runs = "may_start() { :; }; set_places; set -e; start_services"
    assert "restart vitrina-screen" not in call(f"parse --player; {runs}", machine).stdout
    assert "restart vitrina-screen" in call(f"parse --player; set_places; note_active; {runs}", machine).stdout


def test_a_service_that_waits_for_its_next_start_is_started_again_too(machine: Path) -> None:
    """For systemd it is `activating`, and not active."""
    stub = "systemctl() { echo activating; return 3; }; set_places; note_active; echo $WAS_ACTIVE"
    assert call(stub, machine).stdout == "vitrina vitrina-study.timer vitrina-fleet.timer vitrina-fleet.path\n"
    assert call(stub.replace("activating", "failed"), machine).stdout == "\n"


def test_a_machine_without_udev_gets_the_folder_of_its_rules(machine: Path) -> None:
    """And loses it again."""
    shutil.rmtree(machine / "etc/udev")
    assert call("set_places; set -e; install_units", machine).returncode == 0
    assert (machine / "etc/udev/rules.d/70-vitrina.rules").exists()
    assert call("udevadm() { return 127; }; set_places; set -e; remove_program", machine).returncode == 0
    assert not (machine / "etc/udev").exists()


def test_nothing_is_removed_where_nothing_is(machine: Path) -> None:
    before = read_tree(machine)
    for option in ("", "--player", "--central"):
        done = call(f"parse {option}; set_places; id() {{ return 1; }}; set -e; remove_program; remove_data", machine)
        assert done.returncode == 0, done.stderr
        assert "disable" not in done.stdout
    assert differences(before, read_tree(machine)) == []


def test_what_is_installed_is_removed_again(machine: Path) -> None:
    """Settings that are there are kept by a second run, and by a removal; --purge takes them too."""
    before = read_tree(machine)
    install = "set_places; install_settings; install_units; mkdir -p $TREE $STATE; ln -sf x $LINK; "
    install += "echo $VERSION >$PROGRAM/installed; point_at versions/$VERSION"
    done = call(install, machine)
    settings = machine / "etc/vitrina/vitrina.toml"
    assert (done.returncode, done.stdout) == (0, f"chown -h vitrina:vitrina {settings.parent}\n{RELOADED}")
    assert not settings.exists()  # the page asks for them
    assert (machine / "etc/vitrina/broker-password").stat().st_mode & 0o777 == 0o600
    addresses = machine / "etc/systemd/system/vitrina.service.d/60-addresses.conf"
    assert not re.search("^IPAddressAllow", addresses.read_text(), re.MULTILINE)
    settings.write_text("mine")
    addresses.write_text("mine")
    assert f"chown -h vitrina:vitrina {settings.parent} {settings}\n" in call(install, machine).stdout
    removed = call("set_places; remove_program", machine)
    units = "vitrina vitrina-study.timer vitrina-fleet.timer vitrina-fleet.path vitrina-fleet-resume"
    disabled = "".join(f"systemctl disable {unit}\n" for unit in units.split())
    assert removed.stdout == disabled + STOPPED + RELOADED + RESET
    assert sorted(differences(before, read_tree(machine))) == [
        *("etc/systemd/system/vitrina-fleet.service.d", "etc/systemd/system/vitrina-fleet.service.d/60-addresses.conf"),
        *("etc/systemd/system/vitrina.service.d", "etc/systemd/system/vitrina.service.d/60-addresses.conf"),
        *("etc/vitrina", "etc/vitrina/broker-password", "etc/vitrina/vitrina.toml", "var/lib/vitrina"),
    ]
    assert (settings.read_text(), addresses.read_text()) == ("mine", "mine")
    of_set_property = machine / "etc/systemd/system.control/vitrina.service.d/50-IPAddressAllow.conf"
    of_set_property.parent.mkdir(parents=True)
    of_set_property.write_text("[Service]\nIPAddressAllow=203.0.113.10\n")
    assert call("set_places; id() { return 1; }; remove_data", machine).returncode == 0
    assert differences(before, read_tree(machine)) == []


def environment(folder: Path, version: str) -> None:
    """What `venv` and pip make, in small."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/vitrina").write_text(f"#!{folder}/bin/python\n# {version}\n", encoding="utf-8")
    (folder / "pyvenv.cfg").write_text("home = /usr/bin\n", encoding="utf-8")


def running(machine: Path) -> str:
    """Where the command leads to, and which version is there."""
    command = machine / "usr/local/bin/vitrina"
    program = machine / str(command.readlink()).lstrip("/")
    return f"{program.parents[1].relative_to(machine)}: {program.read_text(encoding='utf-8').split()[-1]}"


BUILT = "set_places; mkdir -p $BUILDING $VERSIONS; mv $ROOT/new $BUILDING/$VERSION; "
"""The new tree is complete, beside what runs."""
SWITCHED = "set -e; switch_version; "
FAILED = "set -e; trap end EXIT; note_active; step switch switch_version; step services false"
"""The command of the shell ends as the script does, where a service does not start."""


@pytest.fixture
def kiosk(machine: Path) -> Path:
    """A machine with a kiosk of a release whose kiosks had no versions, and a new tree."""
    environment(machine / "opt/vitrina", "old")
    environment(machine / "new", "new")
    (machine / "usr/local/bin/vitrina").symlink_to("/opt/vitrina/bin/vitrina")
    (machine / "etc/systemd/system/vitrina.service").write_text("old", encoding="utf-8")
    return machine


@pytest.mark.parametrize("shell", SHELLS)
def test_a_kiosk_without_versions_gets_them_once(kiosk: Path, shell: str) -> None:
    """What it ran from stays until the new version has started."""
    done = call(f"{BUILT}{SWITCHED}", kiosk, shell)
    assert (done.returncode, done.stdout) == (0, STOPPED), done.stderr
    assert running(kiosk) == "opt/vitrina/current: new"
    assert (kiosk / "opt/vitrina/bin/vitrina").exists()
    assert call("set_places; set -e; remove_replaced", kiosk, shell).returncode == 0
    program = kiosk / "opt/vitrina"
    assert sorted(path.name for path in program.iterdir()) == ["current", "installed", "versions"]
    assert (program / "current").readlink() == Path("versions") / __version__


@pytest.mark.parametrize("shell", SHELLS)
def test_a_kiosk_without_versions_stays_as_it_is_where_the_new_one_does_not_start(kiosk: Path, shell: str) -> None:
    """Link, command and units are those of before, and run again."""
    failed = FAILED.replace("false", "sh -c 'echo new >etc/systemd/system/vitrina.service; false'")
    done = call(f"WORK=$(mktemp -d); {BUILT}{failed}", kiosk, shell)
    assert done.returncode == 1
    assert "install: went back to the version of before.\n" in done.stderr
    assert running(kiosk) == "opt/vitrina: old"
    assert not (kiosk / "opt/vitrina/current").is_symlink()
    assert list((kiosk / "opt/vitrina/versions").iterdir()) == []
    assert (kiosk / "etc/systemd/system/vitrina.service").read_text(encoding="utf-8") == "old"
    assert done.stdout.splitlines()[-1].startswith("systemctl start --no-block vitrina ")


def with_version(kiosk: Path, version: str) -> None:
    """Moves the kiosk to a version, which this script made."""
    tree = kiosk / "opt/vitrina/versions" / version
    shutil.rmtree(kiosk / "opt/vitrina")
    environment(tree, "old")
    (kiosk / "opt/vitrina/current").symlink_to(f"versions/{version}")
    (kiosk / "opt/vitrina/installed").write_text(f"0.0.1\n{version}\n", encoding="utf-8")
    environment(kiosk / "opt/vitrina/versions/0.0.1", "older")


@pytest.mark.parametrize("version", ["0.0.9", __version__])
def test_an_update_that_fails_leaves_the_version_of_before(kiosk: Path, version: str) -> None:
    """Also where it has the same number: then the two trees are exchanged, and exchanged again."""
    with_version(kiosk, version)
    (kiosk / "usr/local/bin/vitrina").unlink()
    (kiosk / "usr/local/bin/vitrina").symlink_to("/opt/vitrina/current/bin/vitrina")
    done = call(f"WORK=$(mktemp -d); {BUILT}{FAILED}", kiosk)
    assert (done.returncode, "went back" in done.stderr) == (1, True)
    assert running(kiosk) == "opt/vitrina/current: old"
    assert (kiosk / "opt/vitrina/current").readlink() == Path("versions") / version
    assert sorted(path.name for path in (kiosk / "opt/vitrina/versions").iterdir()) == sorted({"0.0.1", version})


@pytest.mark.parametrize(("version", "kept"), [("0.0.9", ["0.0.9"]), (__version__, ["0.0.1"])])
def test_the_version_of_before_stays_for_a_way_back(kiosk: Path, version: str, kept: list[str]) -> None:
    """Older ones that this script made go; one that an update brought is the updater's."""
    with_version(kiosk, version)
    environment(kiosk / "opt/vitrina/versions/0.3.0", "fetched")
    assert call(f"{BUILT}{SWITCHED}remove_replaced", kiosk).returncode == 0
    found = sorted(path.name for path in (kiosk / "opt/vitrina/versions").iterdir())
    assert found == sorted([*kept, __version__, "0.3.0"])
    assert running(kiosk) == "opt/vitrina/current: new"
    assert not (kiosk / "opt/vitrina/building").exists()


def test_a_removal_keeps_what_updates_brought_until_it_is_named(kiosk: Path) -> None:
    """Programs, and what refuses outdated ones; `--fleet` takes both."""
    with_version(kiosk, __version__)
    environment(kiosk / "opt/vitrina/versions/0.3.0", "fetched")
    floors = kiosk / "var/lib/vitrina-fleet/root/floors.json"
    floors.parent.mkdir(parents=True)
    floors.touch()
    remove = "set_places; id() { return 1; }; remove_program; remove_data; cat $WORK/warnings"
    said = call(remove, kiosk).stdout
    assert [path.name for path in (kiosk / "opt/vitrina").iterdir()] == ["versions"]
    assert [path.name for path in (kiosk / "opt/vitrina/versions").iterdir()] == ["0.3.0"]
    assert floors.exists()
    assert said.count("--purge --fleet removes") == 2
    assert call(f"parse --uninstall --purge --fleet; {remove}", kiosk).returncode == 0
    assert not (kiosk / "opt/vitrina").exists()
    assert not floors.parents[1].exists()


@pytest.mark.parametrize("layout", ["", "versions/0.0.9"])
def test_a_new_tree_begins_as_a_copy_whose_programs_name_their_own_python(kiosk: Path, layout: str) -> None:
    """Only what has changed is downloaded, and packages that somebody added stay."""
    if layout:
        with_version(kiosk, "0.0.9")
    assert call("set_places; set -e; copy_running_tree", kiosk).returncode == 0
    program = (kiosk / "opt/vitrina/building" / __version__ / "bin/vitrina").read_text(encoding="utf-8")
    assert program.splitlines()[0] == f"#!{kiosk}/opt/vitrina/versions/{__version__}/bin/python"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_new_tree_is_built_at_its_final_path_and_nobody_sees_it_there(kiosk: Path) -> None:
    """A run that is killed leaves neither half a version nor a mount."""
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount")
    build = 'in_tree sh -c "mkdir -p $TREE && echo $TREE >$TREE/path"'
    done = call(f"set_places; set -e; mkdir -p $VERSIONS $BUILDING; {build}; ls $VERSIONS", kiosk)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    path = kiosk / "opt/vitrina/building" / __version__ / "path"
    assert path.read_text(encoding="utf-8").strip() == str(kiosk / "opt/vitrina/versions" / __version__)


def test_the_units_of_updates_are_on_where_the_settings_name_a_fleet(machine: Path) -> None:
    """What continues an update by hand is always on, and does nothing without one."""
    settings = machine / "etc/vitrina/vitrina.toml"
    settings.parent.mkdir()
    settings.write_text("[site]\n# [fleet]\n", encoding="utf-8")
    start = "set_places; start_services"
    started = call(start, machine).stdout
    assert "systemctl enable vitrina-fleet-resume\n" in started
    assert "vitrina-fleet.timer" not in started
    settings.write_text('[fleet]\nurl = "https://central.example.org/fleet/"\n', encoding="utf-8")
    assert "systemctl enable --now vitrina-fleet.timer vitrina-fleet.path\n" in call(start, machine).stdout


def test_nothing_of_the_units_is_left_in_systemd(machine: Path) -> None:
    """A screen that ended with a fault stays in `systemctl --failed` until it is reset, its file gone or not; a timer
    leaves the time of its last run."""
    stamps = machine / "var/lib/systemd/timers"
    stamps.mkdir(parents=True)
    for name in ("vitrina-study", "apt-daily"):
        (stamps / f"stamp-{name}.timer").touch()
    removed = call("set_places; install_units; remove_program", machine)
    assert [path.name for path in stamps.iterdir()] == ["stamp-apt-daily.timer"]
    assert removed.stdout.endswith(RESET)


def test_the_timer_that_ends_studies_comes_with_the_kiosk_alone(machine: Path) -> None:
    """It runs from the installation on: no study is forgotten because its timer was."""
    units = machine / "etc/systemd/system"
    started = call("set_places; install_units; may_start() { return 1; }; start_services", machine).stdout
    assert "systemctl enable --now vitrina-study.timer\n" in started
    assert {"vitrina-study.service", "vitrina-study.timer"} <= {path.name for path in units.iterdir()}
    central = "parse --central; set_places; install_units; may_start() { return 1; }; start_services"
    assert "study" not in call(central, machine).stdout
    call("set_places; remove_program", machine)
    assert [path.name for path in units.iterdir()] == ["vitrina-central.service"]


def test_the_central_server_beside_a_kiosk_keeps_its_settings(machine: Path) -> None:
    for option in ("--player", "--central"):
        install = f"parse {option}; set_places; install_settings; install_units; mkdir -p $PROGRAM/bin $STATE"
        assert call(install, machine).returncode == 0
    assert (machine / "etc/systemd/system/vitrina-screen.service").exists()
    purge = "set_places; id() { return 1; }; remove_program; remove_data"
    removed = call(purge, machine)
    assert "systemctl disable vitrina-screen\n" in removed.stdout
    found = sorted(path.name for path in machine.rglob("*") if path.is_file())
    assert found == ["50-vitrina-central.conf", "central-broker.password", "central.toml", "vitrina-central.service"]


def test_a_service_starts_once_the_names_of_the_example_are_replaced(machine: Path) -> None:
    """A kiosk also without settings: its page asks for them. Settings of before may be the example."""
    assert call("set_places; may_start", machine).returncode == 0
    example = (ROOT / "systemd/vitrina.toml").read_text()
    broker = '[broker]\nhost = "mqtt.example.org"\n'
    for option, file, text in (("", "vitrina.toml", example), ("--central", "central.toml", broker)):
        settings = machine / "etc/vitrina" / file
        settings.parent.mkdir(exist_ok=True)
        settings.write_text(text)
        asked = f"parse {option}; set_places; install_settings; may_start"
        assert call(asked, machine).returncode == 1
        text = text.replace("mqtt.example.org", "10.0.0.7").replace("Maker_Model_1234", "Cam_1")
        settings.write_text(f"# not mqtt.example.org\n{text}")
        assert call(asked, machine).returncode == 0


def test_the_central_server_starts_without_settings_of_yours_and_ends_with_its_link(machine: Path) -> None:
    """The link is the newest in the log of this start; the broker is named afterwards."""
    link = "http://127.0.0.1:8470/first/"
    log = f"web: no user exists yet. Open: {link}a\\nweb: again: {link}b-_9\\nserve: messages are stored in x"
    stubs = f"journalctl() {{ printf '{log}\\n'; }}; sleep() {{ :; }}"
    shown = call(f"parse --central; set_places; install_settings; may_start; {stubs}; show_first_link", machine).stdout
    assert f"in a browser on this machine:\n  {link}b-_9\n(From another machine, first run there: ssh -L" in shown
    settings = machine / "etc/vitrina/central.toml"
    assert f"Then name your broker: sudoedit {settings} {machine}/etc/vitrina/central-broker.password\n" in shown
    settings.write_text('[broker]\nhost = "10.0.0.7"\n')
    shown = call(f"parse --central; set_places; {stubs}; show_first_link", machine).stdout
    assert shown.endswith("NAME-OF-THIS-MACHINE)\n")


def test_a_server_with_users_or_without_a_journal_has_no_link(machine: Path) -> None:
    for log in ("echo serve: messages are stored in x", "return 1"):
        stubs = f"journalctl() {{ {log}; }}; sleep() {{ :; }}"
        shown = call(f"parse --central; set_places; systemctl() {{ echo 1; }}; {stubs}; show_first_link", machine)
        assert (shown.returncode, shown.stdout) == (0, "")


def test_the_line_of_the_log_that_the_script_waits_for_is_that_of_the_server() -> None:
    (line,) = re.findall(r"case \$log in \*'(.+)'\*\)", CENTRAL)
    assert f'"serve: {line} %s"' in (ROOT / "central/serve/serve.py").read_text(encoding="utf-8")


def test_beside_a_central_server_the_folder_of_the_settings_stays_its_own(machine: Path) -> None:
    """Whoever owns the folder can replace the central server's settings; whichever was there first."""
    (machine / "opt/vitrina-central").mkdir()
    assert "chown" not in call("set_places; install_settings", machine).stdout
    central = "parse --central; set_places; install_settings"
    assert "chown" not in call(central, machine).stdout
    (machine / "opt/vitrina").mkdir()
    assert f"chown root:root {machine}/etc/vitrina\n" in call(central, machine).stdout


def test_the_settings_of_the_central_server_are_understood(tmp_path: Path) -> None:
    """As they are installed, and with the comment signs before the broker removed."""
    pytest.importorskip("sqlalchemy", reason="the central server's packages are missing: make setup")
    from central.settings import load_settings

    assert load_settings(ROOT / "systemd/central.toml", None).broker.host == "127.0.0.1"
    text = (ROOT / "systemd/central.toml").read_text(encoding="utf-8")
    before, _, broker = text.partition("# [broker]")
    named = tmp_path / "central.toml"
    named.write_text(f"{before}[broker]{re.sub(r'(?m)^# ', '', broker)}", encoding="utf-8")
    found = load_settings(named, None).broker
    assert (found.host, found.tls, found.ca_file) == ("mqtt.example.org", True, Path("/etc/vitrina/ca.crt"))


def values(option: str = "") -> Mapping[str, str]:
    """Packages and places of the script."""
    names = ("DEVICES", "LOCKS", "SERVICES", "NAME", "VERSION")
    told = call(f"parse {option}; set_places; for n in {' '.join(names)}; do eval echo \\$$n; done", ROOT)
    groups = call(f'parse {option}; set_places; echo "$PACKAGES"', ROOT).stdout.splitlines()
    packages = " ".join(group.partition(": ")[2] for group in groups)
    return dict(zip(names, told.stdout.splitlines(), strict=True), PACKAGES=packages)


def test_the_document_lists_the_steps_of_the_script() -> None:
    """In the same words and order."""
    called = re.findall(r'step "([^"]+)" [a-z_]+|^    install_(system_packages)$', bodies(SCRIPT)["main"], re.MULTILINE)
    titles = [(title or group.replace("_", " ")).removesuffix(": $lock") for title, group in called]
    steps = titles[2:]  # the first two remove
    assert len(steps) == 11
    kiosk = values()
    named = [re.sub(r"\$([A-Z]+)", lambda name: kiosk[name[1]], step) for step in steps]
    assert re.findall(r"^\d+\. \*\*(.+?)\*\*", GUIDE, re.MULTILINE) == named


def test_the_document_names_each_group_of_system_packages() -> None:
    groups = [
        line.partition(": ")[0]
        for line in call('parse --player; set_places; echo "$PACKAGES"', ROOT).stdout.splitlines()
    ]
    (named,) = re.findall(r"^1\. \*\*system packages\*\*: a line each for (.*?)\.$", GUIDE, re.MULTILINE | re.DOTALL)
    assert " ".join(named.replace("with\n   `--player` also ", "").split()).split("; ") == groups


def test_the_script_does_what_the_document_does_by_hand() -> None:
    """The same packages, groups and lock files."""
    guide = GUIDE.replace("\\\n", "")
    (packages,) = re.findall(r"apt-get install --no-install-recommends (.*python3-venv.*)", guide)
    assert sorted(values()["PACKAGES"].split()) == sorted(set(packages.split()) - {"git"})
    assert f"--groups {values()['DEVICES']} " in guide
    for option in ("", "--player", "--central"):
        for lock in values(option)["LOCKS"].split():
            assert (ROOT / lock).exists()


@pytest.mark.parametrize("option", ["", "--player"])
def test_the_font_of_the_sign_is_installed(option: str) -> None:
    """The sign embeds it, and is printed before anything is sensed. A package of Debian asks for it too."""
    assert "fonts-dejavu-core" in values(option)["PACKAGES"].split()
    assert "fonts-dejavu-core" in DEPENDS


@pytest.mark.parametrize(
    ("option", "page", "alone"), [("", "results/comments.md", ""), ("--central", "central/data.md", " --no-deps")]
)
def test_what_comments_add_later_goes_where_the_script_installs(option: str, page: str, alone: str) -> None:
    """The line that a page prints, for a kiosk and for a central server."""
    program = call(f"parse {option}; ROOT=; set_places; echo ${{COMMAND%/bin/*}}", ROOT).stdout.strip()
    line = f"{program}/bin/pip install --require-hashes{alone} -r requirements-comments.lock"
    assert line in (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()


def test_the_limits_of_the_journal_are_those_of_the_document() -> None:
    limits = (ROOT / "systemd/journald.conf").read_text()
    assert "SystemMaxUse=200M\n" in limits
    assert "MaxRetentionSec=1month\n" in limits
    assert "200 MB" in GUIDE
    assert "a month" in GUIDE


def test_the_commands_of_the_first_day_are_all_on_the_page() -> None:
    """`make first-day-try` runs what a technician copies, in the order of the page."""
    steps = read_steps(FIRST_SHOP)
    assert tuple(steps) == STEPS
    assert all(line.startswith("sudo ") for text in steps.values() for line in text.splitlines())


def test_the_table_of_the_trial_has_a_column_for_each_system() -> None:
    text = table({"Debian 12": {"a": "1", "b": "2"}, "Debian 13": {"a": "3"}})
    assert text == "| what | Debian 12 | Debian 13 |\n|---|---|---|\n| a | 1 | 3 |\n| b | 2 | – |\n"
    columns = read_columns(f"{text}\nMeasured at commit `1`.\n")
    assert columns == {"Debian 12": {"a": "1", "b": "2"}, "Debian 13": {"a": "3", "b": "–"}}
    assert table(columns) == text
    assert read_columns("Not measured yet.") == {}
