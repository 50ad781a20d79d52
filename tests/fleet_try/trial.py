"""Good and bad programs, rolled out to a kiosk of a fleet on one machine, in real time with the real units."""

import json
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from edge.fleet.public_status import STEPS
from edge.fleet.status_text import reason_text
from edge.fleet.step_file import StepRecord, read_step
from tests.deb_try.trial import LIBRARIES, OFFLINE
from tests.doubles.broker import Mosquitto, Subscriber, running, subscribed
from tests.doubles.made_films import make_film
from tests.edge.fleet.worlds import serve_folder, serve_http
from tests.fleet_try.desk import FleetDesk
from tests.fleet_try.programs import PROGRAMS, write_program
from tests.install_try.machine import Machine
from tests.install_try.page_trial import FILM, FILM_S, SETTINGS
from tests.install_try.trial import PASSWORD, SETTINGS_TEXT, Trial

FLEET = Path("var/lib/vitrina-fleet")
STEP, ANCHOR, RATES = FLEET / "root/step", FLEET / "root.json", FLEET / "root/camera_rates.json"
MORE = """
[audience]
window_s = 10

[playback]
feed = "playlist"
playlist = [{{creative = "spring_a", duration_s = 5.0}}]

[fleet]
url = "{url}fleet/"
"""
KILL = "systemctl kill --kill-who=all --signal=KILL vitrina-fleet vitrina-fleet-resume"
LOOK = "runuser -u vitrina -- touch /var/lib/vitrina/fleet-look"
DISTURBED = ("fetched", "checked", "switched", "probation")
START_S, VERDICT_S, ARRIVAL_S = 900.0, 1200.0, 60.0


@dataclass(frozen=True, slots=True)
class Row:
    """What was seen of one program. `minutes`: from its start until the former program senses again, or until it was
    kept.
    """

    what: str
    outcome: str
    minutes: float
    accepted: int
    lost: int
    twice: int

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        return (self.what, self.outcome, f"{self.minutes:.1f}", str(self.accepted), str(self.lost), str(self.twice))


class FleetTrial(Trial):
    """One trial on one machine. `released`: package and tree of this checkout."""

    def __init__(self, machine: Machine, package: Path, released: Path) -> None:
        super().__init__(machine)
        self._package, self._released, self._place = package, released, machine.root.parent / "fleet"

    def rows(self, names: Sequence[str]) -> Iterator[Row]:
        """Roll out these programs, one after the other. AssertionError at the first thing that is wrong."""
        desk = FleetDesk(self._place)
        with (
            ThreadPoolExecutor(1) as pool,  # it takes half a minute for each
            serve_http(serve_folder(desk.media)) as url,
            running(Mosquitto(self._machine.root.parent)) as broker,
            subscribed(broker.port) as subscriber,
        ):
            archives = {name: pool.submit(write_program, PROGRAMS[name], self._released, self._place) for name in names}
            self._install()
            self._join(desk, url, broker.port)
            for name, archive in archives.items():
                yield self._roll_out(name, archive.result(), desk, subscriber)

    def _install(self) -> None:
        shutil.copy(self._package, self._machine.root / "srv")
        self._machine.boot()
        self._machine.run(LIBRARIES.format(python="3.13"))
        self._machine.run(OFFLINE.format(name=self._package.name))

    def _join(self, desk: FleetDesk, url: str, port: int) -> None:
        """Make it a kiosk that senses and belongs to the fleet, as a person does who enrols it."""
        machine = self._machine
        make_film(machine.root / FILM, FILM_S, "640x360", 5)
        text = SETTINGS_TEXT.format(film=FILM, port=port, password=PASSWORD) + MORE.format(url=url)
        (machine.root / SETTINGS).write_text(text, encoding="utf-8")
        (machine.root / PASSWORD).write_text("s3cret\n", encoding="utf-8")
        (machine.root / ANCHOR).write_bytes(desk.first_root)
        machine.run(f"chmod 644 /{ANCHOR}; chown vitrina:vitrina /{SETTINGS} /{PASSWORD}")
        machine.run("systemctl restart vitrina; systemctl enable --now vitrina-fleet.timer vitrina-fleet.path")
        self.sensing(150)

    def _roll_out(self, name: str, archive: Path, desk: FleetDesk, subscriber: Subscriber) -> Row:
        machine, program, former = self._machine, PROGRAMS[name], self._current()
        before = self.seqs()
        desk.offer(archive, program.version)
        archive.unlink()
        machine.wait(self._is_idle, "the end of a look", START_S)  # a wish during a look starts no other one
        machine.run(LOOK)
        if program.is_disturbed:
            self._disturb(program.version)
        machine.wait(lambda: self._has_started(program.version), f"the start of {program.version}", START_S)
        started_s = self.start_s(program.version)
        machine.wait(lambda: not self._record().is_in_progress, f"a verdict on {program.version}", VERDICT_S)
        self._log(name, "verdict", started_s)
        record = self._record()
        assert self._current() == (program.version if record.step == "kept" else former), record
        machine.wait(self._senses, "the kiosk to sense", 300)
        minutes = (time.monotonic() - started_s) / 60
        self._log(name, "senses", started_s)
        accepted, times = self._count(before, subscriber)
        lost, twice = len(accepted - set(times)), sum(times[seq] > 1 for seq in accepted)
        return Row(f"a version that {program.what}", _outcome(record, former), minutes, len(accepted), lost, twice)

    def _disturb(self, version: str) -> None:
        """Kill the updater once while it unpacks and once in each step, and cut the power during the trial.

        A look that a person asks for goes on after each kill. After the power cut, the machine goes on by itself.
        """
        (self._machine.root / RATES).unlink(missing_ok=True)  # the step `checked` then measures for ten seconds
        unpacking = self._machine.root / f"opt/vitrina/versions/.new-{version}"
        self._machine.wait(unpacking.exists, f"the unpacking of {version}", START_S, poll_s=0.01)
        self._kill("while it unpacks")
        assert unpacking.exists(), f"the updater had unpacked {version} before it was killed"
        for step in DISTURBED:
            is_there = partial(self._is_at, version, step)
            self._machine.wait(is_there, f"the step {step} of {version}", START_S, poll_s=0.01)
            assert self._record().step == step, self._record()
            self._kill(f"at {step}")
            assert self._record().step == step, f"the updater had left the step {step} before it was killed"
        self._machine.wait(self._senses, "the kiosk to sense", 300)
        self._machine.cut_power()
        self._machine.boot()

    def _kill(self, when: str) -> None:
        self._machine.run(KILL, check=False)
        self._machine.wait(self._is_idle, "the end of the updater", 60)
        self._log("killed", when, time.monotonic())
        self._machine.run(LOOK)

    def _is_at(self, version: str, step: str) -> bool:
        """True at this step of a version, or at a later one."""
        record = self._record()
        return record.version == version and STEPS.index(record.step) >= STEPS.index(step)

    def _count(self, before: set[str], subscriber: Subscriber) -> tuple[set[str], "Counter[str]"]:
        """Numbers of the messages that the outbox has accepted since then, and how often each one has arrived."""
        accepted = self.seqs() - before
        until_s = time.monotonic() + ARRIVAL_S
        while accepted - set(times := _arrived(subscriber)) and time.monotonic() < until_s:
            time.sleep(1.0)
        return accepted, times

    def _has_started(self, version: str) -> bool:
        record = self._record()
        is_refused = record.version == version and record.step == "returned"
        return self._current() == version or is_refused

    def start_s(self, version: str) -> float:
        """Time at which a version began to run, on the clock that never jumps. Now, for one that was refused."""
        link = self._machine.root / "opt/vitrina/current"
        age_s = time.time() - link.lstat().st_mtime if link.readlink().name == version else 0.0
        return time.monotonic() - age_s

    def _is_idle(self) -> bool:
        return self._machine.run("systemctl is-active vitrina-fleet", check=False).strip() in ("inactive", "failed")

    def _senses(self) -> bool:
        return self.state() == "active" and self._status().get("state") == "sensing"

    def _record(self) -> StepRecord:
        return read_step(self._machine.root / STEP)

    def _current(self) -> str:
        return (self._machine.root / "opt/vitrina/current").readlink().name

    @staticmethod
    def _log(name: str, what: str, since_s: float) -> None:
        print(f"fleet_try: {name}: {what} after {time.monotonic() - since_s:.0f} s", file=sys.stderr, flush=True)


def _arrived(subscriber: Subscriber) -> "Counter[str]":
    """How often each number has arrived at the subscriber."""
    payloads = [json.loads(message.payload) for message in list(subscriber.heard) if message.payload]
    return Counter(str(payload["seq"]) for payload in payloads if "seq" in payload)


def _outcome(record: StepRecord, former: str) -> str:
    if record.step == "kept":
        return "kept"
    return f"returned to {former}: {reason_text(record.reason)}"
