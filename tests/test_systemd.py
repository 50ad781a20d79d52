"""Files that are installed beside the program: systemd and udev understand it, and it means what the program means."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, NO_MODEL
from edge.kiosk.kiosk import SLOWEST_STOP_S, STOP_S
from edge.settings import settings
from edge.settings.broker import BrokerSettings
from edge.settings.delivery import OutboxSettings
from edge.settings.places import MACHINE, default_outbox_path
from edge.tools.screen.browser import CREDENTIAL
from edge.web.token_file import token_path
from tests.doubles.broker import Mosquitto, running, subscribed
from tests.people import Films
from tests.system import shop

FOLDER = Path(__file__).parents[1] / "systemd"
UNIT = FOLDER / "vitrina.service"
RULES = FOLDER / "70-vitrina.rules"
CENTRAL = FOLDER / "vitrina-central.service"
FLEET, FLEET_TIMER, FLEET_PATH = (FOLDER / f"vitrina-fleet.{kind}" for kind in ("service", "timer", "path"))
RESUME = FOLDER / "vitrina-fleet-resume.service"
STUDY, TIMER = FOLDER / "vitrina-study.service", FOLDER / "vitrina-study.timer"
SCREEN = FOLDER / "vitrina-screen.service"
PROGRAM = "/opt/vitrina/current/bin/vitrina"
UPDATER = "/opt/vitrina/updater/bin/vitrina-updater"
CENTRAL_PROGRAM = "/opt/vitrina-central/bin/vitrina-central"
PLAYBACK = 'feed = "playlist"\nplaylist = [{creative = "spring_a", duration_s = 1.0}]'
OFTEN = "futex,read,lseek,poll,mmap,munmap,mprotect,madvise,fstat,newfstatat,openat,close"
"""Calls that no program can do without; writing them down would take longer than the rest of the test."""


def tool(name: str, option: str) -> str:
    """Path of a program of systemd, if its version knows the option; else the test is skipped."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed: apt-get install systemd udev")
    if option not in subprocess.run([found, "--help"], capture_output=True, text=True, check=False).stdout:
        pytest.skip(f"{name} of this system is too old to know {option}")
    return found


def values(key: str, path: Path = UNIT) -> list[str]:
    """Values of a unit for a key, in order."""
    return re.findall(rf"^{key}=(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The unit and its drop-ins as they are installed; the program that they start is one that is here."""
    shutil.copytree(FOLDER / "vitrina.service.d", tmp_path / "vitrina.service.d")
    unit = tmp_path / "vitrina.service"
    unit.write_text(UNIT.read_text(encoding="utf-8").replace(PROGRAM, sys.executable), encoding="utf-8")
    return unit


def complaints(unit: Path) -> list[str]:
    """Lines of systemd about a unit. It exits with 0 however many keys it does not know."""
    verify = [tool("systemd-analyze", "verify"), "verify", "--man=no", str(unit)]
    run = subprocess.run(verify, capture_output=True, text=True, check=False)
    return [line for line in run.stderr.splitlines() if "vitrina" in line]  # of the machine's own units it may say more


def test_systemd_has_nothing_to_say_about_the_unit(installed: Path) -> None:
    """Every key of the unit and its drop-ins is known, in its place and well formed."""
    assert complaints(installed) == []


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("vitrina.service", "Type=notify", "Type=notfy"),
        ("vitrina.service", "WatchdogSec=", "WatchdogSeconds="),
        ("vitrina.service", "SystemCallFilter=@system-service", "SystemCallFilter=@system-servce"),
        ("vitrina.service", f"ExecStart={sys.executable}", "ExecStart=/opt/nothing/vitrina"),
        ("vitrina.service.d/60-addresses.conf", "203.0.113.10", "mqtt.example.org"),
        ("vitrina.service.d/20-password.conf", "LoadCredential=", "LoadCredentials="),
    ],
)
def test_systemd_complains_about_a_slip(installed: Path, name: str, right: str, wrong: str) -> None:
    """The test above can fail."""
    path = installed.parent / name
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    assert complaints(installed)


@pytest.mark.parametrize(("without", "passes"), [("", True), ("ProtectSystem|CapabilityBoundingSet|IPAddress", False)])
def test_little_is_left_to_a_kiosk_that_was_broken_into(installed: Path, without: str, passes: bool) -> None:
    """systemd's own measure of exposure stays at 2.0 of 10, and would not without some of the locks."""
    lines = installed.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not (without and re.match(without, line))]
    installed.write_text("\n".join(kept), encoding="utf-8")
    security = [tool("systemd-analyze", "--threshold"), "security", "--offline=true", "--threshold=20", str(installed)]
    run = subprocess.run(security, capture_output=True, text=True, check=False)
    assert "exposure level" in run.stdout, run.stderr
    assert (run.returncode == 0) is passes, run.stdout.splitlines()[-1]


@pytest.mark.parametrize("name", ["30-gpu.conf", "40-csi.conf", "45-decoder.conf"])
def test_a_jetson_lets_the_service_use_its_gpu(name: str) -> None:
    """CUDA is refused without the fences and the group of its nodes; the kiosk would stay on the processor."""
    drop_in = FOLDER / "vitrina.service.d" / name
    assert {"/dev/host1x-fence rw", "/dev/nvmap rw"} <= set(values("DeviceAllow", drop_in))
    assert values("SupplementaryGroups", drop_in) == ["render"]


def test_the_user_who_makes_the_engines_is_in_the_group_of_the_gpu() -> None:
    """The drop-in gives the group to the service only."""
    guide = (FOLDER.parent / "docs" / "shop/install.md").read_text(encoding="utf-8")
    before, _, _ = guide.partition("sudo -u vitrina vitrina engines build")
    assert "\nsudo usermod --append --groups render vitrina\n" in before


@pytest.fixture
def installed_central(tmp_path: Path) -> Path:
    """The unit of the central server as it is installed; the program that it starts is one that is here."""
    unit = tmp_path / "vitrina-central.service"
    unit.write_text(CENTRAL.read_text(encoding="utf-8").replace(CENTRAL_PROGRAM, sys.executable), encoding="utf-8")
    return unit


def test_systemd_has_nothing_to_say_about_the_central_server(installed_central: Path) -> None:
    """A slip in it would be found."""
    assert complaints(installed_central) == []
    installed_central.write_text(installed_central.read_text().replace("ProtectSystem=", "ProtectSystems="))
    assert complaints(installed_central)


@pytest.mark.parametrize(("without", "passes"), [("", True), ("ProtectSystem|CapabilityBoundingSet|SystemCall", False)])
def test_little_is_left_to_a_central_server_that_was_broken_into(
    installed_central: Path, without: str, passes: bool
) -> None:
    """The measure of exposure stays at 2.0 of 10, with the network open: broker and database are anywhere."""
    lines = installed_central.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not (without and re.match(without, line))]
    installed_central.write_text("\n".join(kept), encoding="utf-8")
    security = [tool("systemd-analyze", "--threshold"), "security", "--offline=true", "--threshold=20"]
    run = subprocess.run([*security, str(installed_central)], capture_output=True, text=True, check=False)
    assert "exposure level" in run.stdout, run.stderr
    assert (run.returncode == 0) is passes, run.stdout.splitlines()[-1]


def test_the_unit_of_the_central_server_starts_the_program_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its command line is understood, up to the settings file that is not there; wrong settings are not tried again."""
    pytest.importorskip("sqlalchemy", reason="the central server's packages are missing: make setup")
    from central.cli.main import main as central
    from central.settings import DEFAULT_PATH

    (line,) = values("ExecStart", CENTRAL)
    program, *arguments = line.split()
    assert program == CENTRAL_PROGRAM
    missing = str(tmp_path / "central.toml")
    assert central([missing if word == str(DEFAULT_PATH) else word for word in arguments]) == BAD_USAGE
    assert capsys.readouterr().err.startswith(f"settings: {missing} cannot be read")
    assert values("RestartPreventExitStatus", CENTRAL) == [str(BAD_USAGE)]


@pytest.fixture
def installed_study(tmp_path: Path) -> Path:
    """The unit that ends studies and its timer, as they are installed; it starts a program that is here."""
    shutil.copy(TIMER, tmp_path)
    unit = tmp_path / "vitrina-study.service"
    unit.write_text(STUDY.read_text(encoding="utf-8").replace(PROGRAM, sys.executable), encoding="utf-8")
    return unit


def test_systemd_has_nothing_to_say_about_the_end_of_studies(installed_study: Path) -> None:
    """Neither about the unit nor about its timer; a slip in each would be found."""
    timer = installed_study.with_suffix(".timer")
    assert complaints(installed_study) == complaints(timer) == []
    for path, right, wrong in ((installed_study, "Type=oneshot", "Type=onceshot"), (timer, "hourly", "hourlyly")):
        path.write_text(path.read_text().replace(right, wrong))
        assert complaints(path)


@pytest.mark.parametrize(("without", "passes"), [("", True), ("ProtectSystem|CapabilityBoundingSet|SystemCall", False)])
def test_little_is_left_to_what_ends_studies(installed_study: Path, without: str, passes: bool) -> None:
    """The measure of exposure stays at 1.0 of 10: it talks to nobody."""
    lines = installed_study.read_text(encoding="utf-8").splitlines()
    installed_study.write_text("\n".join(line for line in lines if not (without and re.match(without, line))))
    security = [tool("systemd-analyze", "--threshold"), "security", "--offline=true", "--threshold=10"]
    run = subprocess.run([*security, str(installed_study)], capture_output=True, text=True, check=False)
    assert "exposure level" in run.stdout, run.stderr
    assert (run.returncode == 0) is passes, run.stdout.splitlines()[-1]


def test_the_unit_that_ends_studies_is_of_the_kiosk_and_starts_the_command_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its user and state are those of the kiosk, where its studies have their keys."""
    for key in ("User", "Group", "StateDirectory", "UMask", "LimitCORE"):
        assert values(key, STUDY) == values(key)
    assert values("PrivateNetwork", STUDY) == ["yes"]
    (line,) = values("ExecStart", STUDY)
    program, *arguments = line.split()
    assert program == PROGRAM
    missing = str(tmp_path / "vitrina.toml")
    assert main([missing if word == "/etc/vitrina/vitrina.toml" else word for word in arguments]) == BAD_USAGE
    assert missing in capsys.readouterr().err
    (tmp_path / "vitrina.toml").write_text(f'[outbox]\npath = "{tmp_path}/outbox.db"\n')
    assert main([missing if word == "/etc/vitrina/vitrina.toml" else word for word in arguments]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def installed_fleet(tmp_path: Path) -> Path:
    """The units that update a kiosk, as they are installed; the program that they start is one that is here."""
    for unit in (FLEET, RESUME, FLEET_TIMER, FLEET_PATH):
        text = unit.read_text(encoding="utf-8").replace(UPDATER, sys.executable)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    shutil.copytree(FOLDER / "vitrina-fleet.service.d", tmp_path / "vitrina-fleet.service.d")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("vitrina-fleet.service", "Type=oneshot", "Type=onceshot"),
        ("vitrina-fleet.timer", "OnUnitInactiveSec=8min", "OnUnitInactiveSec=8mines"),
        ("vitrina-fleet.path", "PathChanged=", "PathHasChanged="),
        ("vitrina-fleet-resume.service", "PrivateNetwork=yes", "PrivateNet=yes"),
    ],
)
def test_systemd_has_nothing_to_say_about_the_units_that_update(
    installed_fleet: Path, name: str, right: str, wrong: str
) -> None:
    """A slip in each would be found."""
    unit = installed_fleet / name
    assert complaints(unit) == []
    assert right in unit.read_text()
    unit.write_text(unit.read_text().replace(right, wrong))
    assert complaints(unit)


@pytest.mark.parametrize(("without", "passes"), [("", True), ("ProtectSystem|CapabilityBoundingSet|SystemCall", False)])
def test_little_is_left_to_what_fetches_updates(installed_fleet: Path, without: str, passes: bool) -> None:
    """The measure of exposure stays at 1.5 of 10: it is the half that talks to a server."""
    unit = installed_fleet / FLEET.name
    lines = unit.read_text(encoding="utf-8").splitlines()
    unit.write_text("\n".join(line for line in lines if not (without and re.match(without, line))))
    security = [tool("systemd-analyze", "--threshold"), "security", "--offline=true", "--threshold=15"]
    run = subprocess.run([*security, str(unit)], capture_output=True, text=True, check=False)
    assert "exposure level" in run.stdout, run.stderr
    assert (run.returncode == 0) is passes, run.stdout.splitlines()[-1]


def test_the_half_that_fetches_is_a_user_who_may_write_one_folder() -> None:
    """Neither settings, messages and programs, nor the state by which root refuses what is outdated."""
    assert values("User", FLEET) == ["vitrina-fleet"]
    assert values("ProtectSystem", FLEET) == ["strict"]
    assert values("ReadWritePaths", FLEET) == ["/var/lib/vitrina-fleet/tuf"]
    assert {"-/var/lib/vitrina", "-/var/lib/vitrina-fleet/root"} <= set(values("InaccessiblePaths", FLEET)[0].split())
    assert values("LoadCredential", FLEET) == [f"settings:{MACHINE.settings}"]


def test_the_half_that_is_root_has_no_network_and_runs_whether_or_not_something_was_fetched() -> None:
    """A kiosk without a network still judges the version that it tries."""
    fetch, apply = values("ExecStart", FLEET)
    assert fetch == f"-{UPDATER} fetch"
    assert apply == f"+/usr/bin/unshare --net -- {UPDATER} apply"
    assert values("ExecStart", RESUME) == [f"{UPDATER} apply"]
    assert (values("PrivateNetwork", RESUME), values("User", RESUME)) == (["yes"], [])


def test_an_update_that_goes_on_after_a_power_cut_delays_no_other_unit_of_the_start() -> None:
    """The start of the machine ends when the last of its units has started: a oneshot one has only when it ends."""
    assert (values("WantedBy", RESUME), values("Type", RESUME)) == (["multi-user.target"], ["exec"])


def test_a_look_may_watch_a_new_version_until_the_shop_opens() -> None:
    """systemd would end a service of this type after 90 seconds."""
    for unit in (FLEET, RESUME):
        assert values("TimeoutStartSec", unit) == ["infinity"]


def test_a_look_comes_every_eight_to_twenty_two_minutes_and_when_the_kiosk_asks() -> None:
    """15 ± 7, so that a thousand kiosks that start after a power cut do not ask at one moment."""
    assert (values("OnUnitInactiveSec", FLEET_TIMER), values("RandomizedDelaySec", FLEET_TIMER)) == (
        ["8min"],
        ["14min"],
    )
    (asked,) = values("PathChanged", FLEET_PATH)
    assert Path(asked).parent == MACHINE.state  # where the kiosk's user may write


def test_updates_cannot_be_switched_off_by_a_start_limit() -> None:
    """A kiosk that asks again and again would end the unit that it asks through."""
    assert values("StartLimitIntervalSec", FLEET) == ["0"]


@pytest.fixture
def installed_screen(tmp_path: Path) -> Path:
    """The unit of the screen as it is installed; the program that it starts is one that is here."""
    unit = tmp_path / "vitrina-screen.service"
    unit.write_text(SCREEN.read_text(encoding="utf-8").replace("/usr/bin/cage", sys.executable), encoding="utf-8")
    return unit


def test_systemd_has_nothing_to_say_about_the_screen(installed_screen: Path) -> None:
    """A slip in it would be found."""
    assert complaints(installed_screen) == []
    installed_screen.write_text(installed_screen.read_text().replace("LoadCredential=", "LoadCredentials="))
    assert complaints(installed_screen) != []


def test_the_unit_of_the_screen_starts_the_command_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its command line is understood, up to the settings file that is not there."""
    (start,) = values("ExecStart", SCREEN)
    _, _, command = start.partition(f"{PROGRAM} ")
    missing = str(tmp_path / "none" / "vitrina.toml")
    words = [missing if word == "${CREDENTIALS_DIRECTORY}/settings" else word for word in command.split()]
    assert missing in words
    assert main(words) == BAD_USAGE
    assert missing in capsys.readouterr().err


def test_the_screen_gets_its_settings_and_the_token_and_neither_camera_nor_outbox() -> None:
    """The token has the name under which the command looks for it, and is the file that the kiosk makes. Settings that
    the set-up made are private to the kiosk's user: the unit's own user could not read them."""
    outbox = OutboxSettings().path
    token = f"{CREDENTIAL}:{token_path(outbox, 'player')}"
    assert values("LoadCredential", SCREEN) == [f"settings:{MACHINE.settings}", token]
    assert f"-{outbox.parent}" in values("InaccessiblePaths", SCREEN)[0].split()
    assert values("User", SCREEN) != values("User")
    assert values("DevicePolicy", SCREEN) == ["closed"]
    assert not any("81" in allowed or "video4linux" in allowed for allowed in values("DeviceAllow", SCREEN))


def test_the_policy_of_the_screen_is_seen_by_its_browser_only() -> None:
    """It is a mount of the unit: nothing lies in the machine's /etc, where Chromium of other users would read it."""
    (folder,) = (name for name in values("RuntimeDirectory", SCREEN)[0].split() if name.endswith("/policy"))
    assert values("BindReadOnlyPaths", SCREEN) == [f"/run/{folder}:/etc/chromium/policies/managed"]
    assert values("TemporaryFileSystem", SCREEN) == ["/etc/chromium:ro"]


def test_a_browser_that_crashed_is_back_within_five_seconds() -> None:
    (seconds,) = values("RestartSec", SCREEN)
    assert float(seconds) <= 2
    assert values("Restart", SCREEN) == ["always"]


def test_udev_understands_the_rules(tmp_path: Path) -> None:
    """Every rule is understood and in good style, and a slip would be found."""
    udevadm = tool("udevadm", "verify")
    assert subprocess.run([udevadm, "verify", RULES], capture_output=True, check=False).returncode == 0
    slip = tmp_path / "70-slip.rules"
    slip.write_text(RULES.read_text(encoding="utf-8").replace('ENV{ID_PATH}=="?*"', 'ENV{ID_PATH}="?*" GROPU="video"'))
    assert subprocess.run([udevadm, "verify", slip], capture_output=True, check=False).returncode == 1


def test_the_rules_stand_where_their_properties_are_known() -> None:
    """After 60, where the properties of a device come from, and before 77, where ModemManager looks."""
    assert 60 < int(RULES.name.partition("-")[0]) < 77


def test_the_unit_starts_the_program_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its command line is understood, up to the settings file that is not there."""
    (line,) = values("ExecStart")
    program, *arguments = line.split()
    assert program == PROGRAM
    missing = str(tmp_path / "none" / "vitrina.toml")
    assert main([missing if word == str(MACHINE.settings) else word for word in arguments]) == BAD_USAGE
    assert capsys.readouterr().err.startswith(f"settings: {missing} cannot be read")


def test_the_service_keeps_settings_and_state_at_the_places_of_the_machine() -> None:
    """Whatever its user's home is, and without a key for it in the settings."""
    assert f"--config {MACHINE.settings}" in values("ExecStart")[0]
    assert [f"/var/lib/{name}" for name in values("StateDirectory")] == [str(MACHINE.state)]
    assert default_outbox_path(MACHINE.settings, {"HOME": "/home/ada"}) == OutboxSettings().path
    assert OutboxSettings().path.parent == MACHINE.state


def test_a_reload_is_the_signal_at_which_the_kiosk_reads_its_settings() -> None:
    """By what every machine has: kill is a program of procps, which a small Debian lacks. Type=notify-reload would send
    it by itself, from systemd 253 on."""
    assert values("ExecReload") == ["/bin/sh -c 'kill -HUP $MAINPID'"]
    assert values("Type") == ["notify"]


def test_what_does_not_heal_is_not_tried_again() -> None:
    """Wrong settings and an altered model end the service; all else is tried again for ever."""
    assert values("RestartPreventExitStatus") == [f"{BAD_USAGE} {NO_MODEL}"]
    assert (values("Restart"), values("StartLimitIntervalSec")) == (["on-failure"], ["0"])


def test_there_is_time_to_stop() -> None:
    """All that may leave is in the outbox before systemd loses patience."""
    (patience_s,) = values("TimeoutStopSec")
    assert float(patience_s) > STOP_S + 1
    assert float(patience_s) > SLOWEST_STOP_S + 1


def test_the_outbox_lies_where_the_kiosk_may_write() -> None:
    """The default path of the outbox is in the service's own folder."""
    assert [f"/var/lib/{name}" for name in values("StateDirectory")] == [str(OutboxSettings().path.parent)]


def test_the_page_may_write_the_settings_and_nothing_else() -> None:
    """Without such a folder the service starts all the same."""
    assert values("ProtectSystem") == ["strict"]
    assert values("ReadWritePaths") == [f"-{MACHINE.settings.parent}"]


def test_addresses_of_drop_ins_count_beside_those_of_set_property() -> None:
    """`systemctl set-property` writes all addresses of that moment into a file that begins with an empty list: only
    files behind it add to it."""
    guide = (FOLDER.parent / "docs/shop/console.md").read_text(encoding="utf-8")
    names = [path.name for path in (FOLDER / "vitrina.service.d").iterdir() if values("IPAddressAllow", path)]
    names += re.findall(r"/etc/systemd/system/vitrina.service.d/([\w-]+\.conf)", guide)
    assert len(names) == 2
    assert min(names) > "50-IPAddressAllow.conf"


@pytest.mark.parametrize("unit", ["vitrina.service", "vitrina-study.service", "vitrina-screen.service"])
def test_no_service_that_may_hold_frames_swaps(unit: str) -> None:
    """Swapped memory would be frames on the disk."""
    assert values("MemorySwapMax", FOLDER / unit) == ["0"]


def test_the_password_comes_as_the_credential_that_is_read(tmp_path: Path) -> None:
    """The drop-in gives the credential the name under which the kiosk looks for it."""
    (given,) = values("LoadCredential", FOLDER / "vitrina.service.d" / "20-password.conf")
    (tmp_path / given.partition(":")[0]).write_text("s3cret\n")
    assert BrokerSettings().broker_password({"CREDENTIALS_DIRECTORY": str(tmp_path)}) == "s3cret"


def test_the_example_is_good_and_senses_nothing_until_the_notice_hangs() -> None:
    """Every key is one of ours, and copying it does not confirm what nobody has seen."""
    example = settings.load_settings_file(FOLDER / "vitrina.toml")
    texts = ["version", "operator", "contact", "legal_basis"]
    assert example.notice.missing_keys() == [*texts, "confirmed_on", "confirmed_by"]
    assert example.broker.tls


def test_the_example_is_complete_once_the_notice_is_confirmed(tmp_path: Path) -> None:
    """Taking the # away is all that is to be done there, except for the legal basis, which has no ready value."""
    path = tmp_path / "vitrina.toml"
    text = (FOLDER / "vitrina.toml").read_text(encoding="utf-8")
    path.write_text(re.sub(r"^# (?=[a-z_]+ = )", "", text, flags=re.MULTILINE))
    assert settings.load_settings_file(path).missing_notice_keys() == ["legal_basis"]
    chosen = path.read_text(encoding="utf-8").replace('legal_basis = ""', 'legal_basis = "legitimate interests"')
    path.write_text(chosen)
    assert settings.load_settings_file(path).missing_notice_keys() == []


def allowed_calls() -> set[str]:
    """The system calls that the unit lets through, as this systemd knows them."""
    analyze = tool("systemd-analyze", "syscall-filter")

    def of(group: str) -> Iterator[str]:
        run = subprocess.run([analyze, "syscall-filter", group], capture_output=True, text=True, check=True)
        for word in (line.strip() for line in run.stdout.splitlines()[1:]):
            if word.startswith("@"):
                yield from of(word)
            elif word and not word.startswith("#"):
                yield word

    calls: set[str] = set()
    for told in values("SystemCallFilter"):
        named = {call for group in told.lstrip("~").split() for call in of(group)}
        calls = calls - named if told.startswith("~") else calls | named
    return calls


def test_the_kiosk_wants_nothing_that_the_unit_forbids(films: Films, tmp_path: Path) -> None:
    """From start to stop, capture process included: every system call is in the filter, every socket of a family that
    it may use. (SQLite gives its files to whom the folder belongs, where it runs as root.)"""
    allowed = allowed_calls() | {"fchown"}
    with running(Mosquitto(tmp_path)) as broker, subscribed(broker.port) as listener:
        config = shop.settings(tmp_path, str(films(1)), broker.port, playback=PLAYBACK)
        with shop.running_kiosk(shop.Run(tmp_path, config, trace=f"!{OFTEN}")) as run:
            if not run.is_traced:
                pytest.skip(str(shop.why_not_traced()))
            listener.wait_for_kind("state", 1)  # below strace it takes its time to start
            listener.wait_for_kind("play", 1)
            assert run.stop() == 0
    made = {name[0] for call in run.calls if (name := re.match(r"[a-z]\w+(?=\()", call))}
    assert {"memfd_create", "socketpair", "fsync"} <= made
    assert made - allowed == set()
    families = {name[1] for call in run.calls if (name := re.match(r"socket(?:pair)?\((AF_\w+)", call))}
    assert {"AF_INET", "AF_UNIX"} <= families
    assert families <= set(values("RestrictAddressFamilies")[0].split())
