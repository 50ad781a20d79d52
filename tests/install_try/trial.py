"""The life of a kiosk that install.sh installed: first start, its page, hang, reboot, update, removal."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.doubles.made_films import make_film
from tests.install_try.machine import Machine
from tests.install_try.page_trial import FILM, FILM_S, SETTINGS, PageTrial
from tests.install_try.tree import differences, read_tree

ROOT = Path(__file__).parents[2]
INSTALL = "cd /srv/vitrina && ./install.sh"
ONLY_PACKAGES = "cd /srv/vitrina && sh -euc '. ./install.sh; WORK=/srv; set_places; install_system_packages' >/dev/null"
OFFLINE = "cd /srv/vitrina && exec unshare --net ./install.sh --wheels /srv/wheels"
LOCKS = " ".join(f"-r /srv/vitrina/requirements-{name}.lock" for name in ("player", "comments", "fleet"))
WHEELS = f"/opt/vitrina/current/bin/pip download --quiet --require-hashes {LOCKS} -d /srv/wheels"
SCREEN = "cd /srv/vitrina && HERE=$PWD sh -euc '. ./install.sh; PLAYER=1; set_places; make_user; install_units'"
"""Adds the unit of the screen and its user, without the browser: here it could not start anyway."""
HASTY = "/run/systemd/system/vitrina-screen.service.d/hasty.conf"
OTHER = "systemd-run --quiet --unit=other --uid=vitrina sleep 600"
SEQS = """cd /opt/vitrina/current 2>/dev/null || cd /opt/vitrina; bin/python -c 'import sqlite3
for seq, in sqlite3.connect("file:/var/lib/vitrina/outbox.db?mode=ro", uri=True).execute("SELECT seq FROM messages"):
    print(seq)'"""

FLOORS = Path("var/lib/vitrina-fleet/root/floors.json")
PASSWORD = Path("etc/vitrina/broker-password")
SETTINGS_TEXT = """\
[site]
tenant = "acme"
site = "berlin-7"
device = "door"

[notice]
version = "2026-11"
operator = "Shop Ltd"
contact = "shop@example.org"
legal_basis = "legitimate interests"
confirmed_on = 2026-11-20
confirmed_by = "Ada"

[staff]
in_view = "nobody"
declared_on = 2026-11-20
declared_by = "Ada"

[camera]
source = "/{film}"
loop = true

[broker]
host = "127.0.0.1"
port = {port}
password_file = "/{password}"
"""


class Trial:
    """One trial on one machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def run(self) -> dict[str, str]:
        """Tries all, in order; returns what was seen at each step. AssertionError at the first thing that is wrong."""
        seen, started_s = {}, time.monotonic()
        for what, outcome in self._steps():
            print(f"install_try: {self._machine.root.name}: {what}: {outcome}", file=sys.stderr, flush=True)
            seen[what] = outcome
        return {**seen, "all of this": f"{(time.monotonic() - started_s) / 60:.0f} min"}

    def _steps(self) -> Iterator[tuple[str, str]]:
        machine = self._machine
        copy_checkout(machine.root / "srv/vitrina")
        yield "a bare machine starts", f"{machine.boot():.0f} s, {machine.run('systemctl --version').split(' (')[0]}"
        machine.run(ONLY_PACKAGES)  # they stay when Vitrina is removed
        before = read_tree(machine.root)
        yield "`./install.sh`", self._first()
        yield from PageTrial(machine, machine.root.parent / "browser").steps()
        yield "`./install.sh` again", self._again()
        yield "`kill -STOP` of the kiosk", self._hang()
        yield "reboot", self._reboot()
        machine.run(WHEELS)
        yield "`--uninstall`", self._uninstall()
        yield "`--wheels DIR` without a connection, killed half-way", self._half()
        yield "the same again", self._offline()
        yield "`--uninstall --purge`", self._purge(before)

    def _first(self) -> str:
        started_s = time.monotonic()
        printed = self._machine.run(INSTALL)
        seconds = time.monotonic() - started_s
        assert "To set up the kiosk, run:" in printed, printed
        assert self.state() == "active"
        return f"{seconds:.0f} s, active, and asks for its settings on a page"

    def _again(self) -> str:
        settings = self._machine.root / SETTINGS
        text, started_s = settings.read_text(encoding="utf-8"), time.monotonic()
        assert "Installed, and running" in self._machine.run(INSTALL)
        assert settings.read_text(encoding="utf-8") == text
        return f"{time.monotonic() - started_s:.0f} s, {self.sensing()}, settings kept"

    def _hang(self) -> str:
        pid = self._shown("MainPID")
        self._machine.run(f"kill -STOP {pid}")
        seconds = self._machine.wait(lambda: self._shown("MainPID") not in (pid, "0"), "the watchdog", 90)
        self._machine.wait(lambda: self.state() == "active", "the kiosk", 60)
        assert "Failed with result 'watchdog'" in self._machine.run("journalctl --no-pager -u vitrina -o cat")
        return f"killed by the watchdog, started again after {seconds:.0f} s, {self.sensing()}"

    def _reboot(self) -> str:
        kept = self.seqs()
        assert kept
        seconds = self._machine.reboot()
        self._machine.wait(lambda: self.state() == "active", "the kiosk", 60)
        assert kept <= self.seqs()
        return f"{self.sensing()} {seconds:.0f} s later; {len(kept)} of {len(kept)} messages still in the outbox"

    def _uninstall(self) -> str:
        """Beside a screen whose unit starts the kiosk again at each of its own starts; and beside a program of the
        kiosk's user that no unit of ours has started."""
        machine = self._machine
        machine.run(f"{SCREEN} >/dev/null 2>&1")
        self._loop_screen()
        machine.run(OTHER)
        refused = machine.run(f"{INSTALL} --uninstall 2>&1 || echo exit $?", check=False)
        assert "(/usr/bin/sleep 600) of user vitrina" in refused, refused
        assert refused.endswith("exit 1\n"), refused
        machine.run("systemctl stop other")
        self._loop_screen()
        assert "Kept: " in machine.run(f"{INSTALL} --uninstall")
        assert self._processes() == ""
        for gone in ("opt/vitrina", "usr/local/bin/vitrina", "etc/systemd/system/vitrina.service"):
            assert not (self._machine.root / gone).is_symlink()
            assert not (self._machine.root / gone).exists()
        assert (self._machine.root / "var/lib/vitrina/outbox.db").exists()
        return (
            "refused while another program of its user runs, by name; then, beside a screen whose unit starts it again"
            " and again: no process left; program, units and rules gone; settings, messages and user kept"
        )

    def _loop_screen(self) -> None:
        """Starts the unit of the screen, which fails and is started again ten times a second."""
        self._machine.run(f"mkdir -p $(dirname {HASTY}) && printf '[Service]\nRestartSec=100ms\n' > {HASTY}")
        self._machine.run(
            "systemctl daemon-reload; systemctl reset-failed; systemctl start vitrina-screen", check=False
        )
        restarts = "systemctl show vitrina-screen --value -p NRestarts"
        self._machine.wait(lambda: int(self._machine.run(restarts)) > 3, "restarts of the screen", 60)
        self._machine.wait(lambda: self._processes() != "", "the kiosk that it starts", 60)

    def _processes(self) -> str:
        """Numbers of the processes of the kiosk's user."""
        return self._machine.run("find /proc -maxdepth 1 -name '[1-9]*' -user vitrina", check=False)

    def _half(self) -> str:
        """The script is killed while pip runs."""
        log = self._machine.root / "srv/half.log"
        with log.open("wb") as output:
            command = self._machine.inside(OFFLINE)
            half = subprocess.Popen(command, stdout=output, stdin=subprocess.DEVNULL, start_new_session=True)
            numpy = "opt/vitrina/building/*/lib/python3*/site-packages/numpy"
            self._machine.wait(lambda: any(self._machine.root.glob(numpy)), "half of the packages", 300)
            os.killpg(half.pid, signal.SIGKILL)
            half.wait(60)
        assert b"services" not in log.read_bytes()
        assert not (self._machine.root / "usr/local/bin/vitrina").is_symlink()
        assert not list(self._machine.root.glob("opt/vitrina/versions/*"))
        return "some packages there, no program, no unit"

    def _offline(self) -> str:
        started_s = time.monotonic()
        assert "Installed, and running" in self._machine.run(OFFLINE)
        return f"{time.monotonic() - started_s:.0f} s, {self.sensing()}, with the settings and messages of before"

    def _purge(self, before: dict[str, tuple[object, ...]]) -> str:
        self._machine.run(f"echo '{{}}' >/{FLOORS}")  # as after the first look at a fleet
        assert "kept /var/lib/vitrina-fleet" in self._machine.run(f"{INSTALL} --uninstall --purge 2>&1")
        assert (self._machine.root / FLOORS).exists()
        self._machine.run(f"{INSTALL} --uninstall --purge --fleet")
        self.forget_units()
        left = differences(before, read_tree(self._machine.root))
        assert left == [], left
        return (
            "kept what refuses outdated updates; with `--fleet` nothing left: the same"
            f" {len(before):,} files, folders and links as before the first run"
        )

    def give_settings(self, port: int) -> None:
        """Writes settings with a video as the camera and a broker on this machine; returns when a message waits."""
        make_film(self._machine.root / FILM, FILM_S, "640x360", 5)
        text = SETTINGS_TEXT.format(film=FILM, port=port, password=PASSWORD)
        (self._machine.root / SETTINGS).write_text(text, encoding="utf-8")
        (self._machine.root / PASSWORD).write_text("s3cret\n", encoding="utf-8")
        self._machine.run(f"chown vitrina:vitrina /{SETTINGS} && systemctl restart vitrina")
        self.sensing()
        self._make_messages(text)

    def _make_messages(self, text: str) -> None:
        """Settings that are refused raise an alert, which is a message; nobody subscribes, so it waits."""
        settings = self._machine.root / SETTINGS
        settings.write_text(text.replace('"door"', '"Door!"'), encoding="utf-8")
        self._machine.run("systemctl reload vitrina")
        self._machine.wait(lambda: bool(self.seqs()), "a message", 30)
        settings.write_text(text, encoding="utf-8")
        self._machine.run("systemctl reload vitrina")
        self._machine.wait(lambda: self.state() == "active", "the reload", 60)
        self.sensing(150)  # at a full minute, a minute after the change

    def forget_units(self) -> None:
        """Fails if systemd still knows one of the units. Machines that run at the same time share their groups of
        processes, so that it keeps the name of a unit, without a file, while one of another machine runs."""
        listed = self._machine.run("systemctl list-units --all --plain --no-legend 'vitrina*'").splitlines()
        assert [line for line in listed if line.split()[1:4] != ["not-found", "inactive", "dead"]] == [], listed

    def sensing(self, within_s: float = 60) -> str:
        """`systemctl is-active`, and the kiosk's own word that it senses."""
        assert self.state() == "active"
        self._machine.wait(lambda: self._status().get("state") == "sensing", "the kiosk to sense", within_s)
        return "active and sensing"

    def _status(self) -> dict[str, object]:
        printed = self._machine.run("vitrina status --json", check=False)
        return dict(json.loads(printed)) if printed.startswith("{") else {}

    def state(self) -> str:
        return self._machine.run("systemctl is-active vitrina", check=False).strip()

    def _shown(self, key: str) -> str:
        return self._machine.run(f"systemctl show vitrina --value -p {key}").strip()

    def seqs(self) -> set[str]:
        return set(self._machine.run(SEQS).split())


def copy_checkout(folder: Path) -> None:
    """The files of this checkout that git knows."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    for name in filter(None, listed.split("\0")):
        if not name.startswith("tests/"):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes((ROOT / name).read_bytes())
            path.chmod((ROOT / name).stat().st_mode)
