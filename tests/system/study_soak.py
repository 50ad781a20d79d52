"""Sessions of a study live, with faults.

`python -m tests.system.study_soak --participants 12 --sessions 2 --adverts 4`. Each session is a process of its own
with a kit on a pseudo-terminal, whose lines are counted, and with a film as camera. In turn: no fault, the kit
unplugged for a second, the camera's process stopped, the machine's clock an hour ahead, SIGKILL in the middle. Nothing
that the kit wrote may be missing, save what nobody could read and the last second before SIGKILL; gaps must show. Exit
1 if a promise is broken. CI runs tests/system/test_study_soak.py, which is smaller.
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from edge.cli.main import main as vitrina
from edge.settings.settings import load
from edge.statistics.columns import floats
from edge.study.sessions import StudySession
from edge.tools.study.access import opened
from tests.doubles.kits import Wire
from tests.system.test_study import ROOT, write_film

STEP_S = 0.05
FIRST_US, EACH_US = 2.0, 0.001
UNPLUGGED_S, STOPPED_S = 0.8, 3.0
UNREAD_S = 0.3
"""Bytes that a kit wrote so long before it was unplugged may still have lain in the wire."""
LOST_S = 1.0
END_S = 1.0
"""Kits are closed at the end of a session, with what they had not handed on yet: half a second, and what was queued."""
CLOCK_STEP_S = 3600.0
FAULTS = ("none", "unplugged", "camera", "clock", "killed")
STEP_FILE = "VITRINA_SOAK_STEP"
RUN = (
    "import os, sys, time\n"
    f"real, path = time.time, os.environ['{STEP_FILE}']\n"
    f"time.time = lambda: real() + ({CLOCK_STEP_S} if os.path.exists(path) else 0.0)\n"
    "if __name__ == '__main__':\n"
    "    from edge.cli.main import main\n"
    "    sys.exit(main())\n"
)


@dataclass
class Feeder:
    """Writes a line each 0.05 s into a wire that can be unplugged: a time, and a conductance that tells its number."""

    wire: Wire
    written_s: list[float] = field(default_factory=list)  # by number, on the machine's clock
    is_plugged: bool = True

    def run(self, stop: threading.Event, lock: threading.Lock) -> None:
        """Until `stop`. `lock` is held while a line is written."""
        while not stop.wait(STEP_S):
            with lock:
                if self.is_plugged:
                    number = len(self.written_s)
                    self.written_s.append(time.time())
                    self.wire.write(f"{number * 50};{FIRST_US + EACH_US * number:.3f}\n".encode())


@contextmanager
def feeding(path: Path) -> Iterator[tuple[Feeder, threading.Lock]]:
    stop, lock = threading.Event(), threading.Lock()
    with Wire(path) as wire:
        feeder = Feeder(wire)
        thread = threading.Thread(target=feeder.run, args=(stop, lock), daemon=True)
        thread.start()
        try:
            yield feeder, lock
        finally:
            stop.set()
            thread.join()


@dataclass(frozen=True, slots=True)
class Ran:
    """Events of a session. Times are on the machine's clock, without its step."""

    fault: str
    written_s: Sequence[float]
    at_s: float  # of the fault
    ended_s: float


@dataclass(frozen=True, slots=True)
class Lab:
    """A study in a folder, and how its sessions run."""

    place: Path
    adverts: int
    advert_s: float
    film: Path | None = None

    @property
    def folder(self) -> Path:
        return self.place / "study"

    def make(self, participants: int) -> None:
        """Makes the study, with everybody's consent."""
        (self.place / "state").mkdir()
        (self.place / "vitrina.toml").write_text(f'[outbox]\npath = "{self.place}/state/o.db"\n[camera]\nloop = true\n')
        rows = [f"advert-{n},{n * self.advert_s},{(n + 1) * self.advert_s}" for n in range(self.adverts)]
        (self.place / "plays.csv").write_text("\n".join(["creative,start_s,end_s", *rows, ""]))
        self.run("new", "--name", "Soak", "--until", "2099-12-31")
        for _ in range(participants):
            self.run("participant", "add", "--scopes", "kits,face,share", "--purpose", "soak", "--text", "1")

    def run(self, *words: str) -> int:
        """Runs a command of `vitrina study` on the study."""
        at = 2 if words[0] in ("participant", "export") else 1
        return vitrina(["study", *words[:at], str(self.folder), *words[at:], "--config", f"{self.place}/vitrina.toml"])

    def session(self, participant: str, fault: str) -> Ran:
        """Runs one session with a fault in the first advert."""
        step = self.place / "step"
        step.unlink(missing_ok=True)
        camera = str(self.film) if self.film else "none"
        options = [
            "--participant", participant, "--kit", f"{self.place}/kit,csv_lines,header=time_ms;eda_us",
            "--camera", camera, "--plays", f"{self.place}/plays.csv", "--check", "0.5", "--baseline", "0.5", "--config",
            f"{self.place}/vitrina.toml",
        ]  # fmt: skip
        environment = {**os.environ, STEP_FILE: str(step)}
        command = [sys.executable, "-c", RUN, "study", "session", str(self.folder), *options]
        with (
            feeding(self.place / "kit") as (feeder, lock),
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process,
        ):
            try:
                _wait_for(process, "study: adverts")
                at_s = time.time()
                self._break(fault, feeder, lock, process, step)
                process.wait(timeout=60 + self.adverts * self.advert_s)
            finally:
                process.kill()
            return Ran(fault, feeder.written_s, at_s, time.time())

    def _break(
        self, fault: str, feeder: Feeder, lock: threading.Lock, process: "subprocess.Popen[str]", step: Path
    ) -> None:
        if fault in ("unplugged", "unplugged and clock"):
            with lock:
                feeder.is_plugged = False
                feeder.wire.unplug()
            time.sleep(UNPLUGGED_S)
            with lock:
                feeder.wire.plug()
                feeder.is_plugged = True
        if fault in ("clock", "unplugged and clock"):
            step.touch()
        if fault == "camera":
            children = _capture_processes(process.pid)
            assert children, "the camera has no process of its own"
            for child in children:
                os.kill(child, signal.SIGSTOP)
            time.sleep(STOPPED_S)
            for child in children:
                _continue(child)
        if fault == "killed":
            time.sleep(self.advert_s)
            process.kill()


def broken(session: StudySession, ran: Ran) -> list[str]:
    """Promises that a session breaks, as sentences."""
    said = [*_kit(session, ran), *_grids(session, ran)]
    types = list(session.events()["type"])
    if "unplugged" in ran.fault and not session.coverage("kit1", "conductance_us").gaps:
        said.append("the kit was unplugged, and there is no gap")
    if "clock" in ran.fault:
        clock = session.series("clock")
        if np.ptp(floats(clock["machine_s"]) - floats(clock["time_s"])) < CLOCK_STEP_S - 1:
            said.append("the series clock does not show the step")
    if ran.fault != "killed" and types.count("advert_start") != types.count("advert_end"):
        said.append(f"adverts have {types.count('advert_start')} starts and {types.count('advert_end')} ends")
    if (ran.fault == "killed") == ("session_end" in types):
        said.append("the end of the session is not told as it was")
    return [f"{session.participant} session {session.number} ({ran.fault}): {text}" for text in said]


def _kit(session: StudySession, ran: Ran) -> Iterator[str]:
    """Each line from the first that was stored to the end must be there, once and in order."""
    kit = session.series("kit1")
    conductance_us, times_s = floats(kit["conductance_us"]), floats(kit["time_s"])
    numbers = np.rint((conductance_us - FIRST_US) / EACH_US).astype(np.int64)
    if len(numbers) < 20:
        yield f"only {len(numbers)} samples of the kit"
        return
    if (np.diff(numbers) <= 0).any():
        yield "samples are stored twice, or out of order"
    if (np.diff(times_s) < 0).any():
        yield "times of the kit step back"
    stored = set(numbers.tolist())
    written = np.array(ran.written_s)
    missing = [number for number in range(int(numbers[0]), len(written)) if number not in stored]
    ended_s = session.info.ended_s
    until_s = ran.ended_s - LOST_S if ran.fault == "killed" or ended_s is None else ended_s - END_S
    lost = [
        number for number in missing if written[number] < until_s and not _is_excused(number, written, numbers, ran)
    ]
    if lost:
        yield f"{len(lost)} samples are lost, the first {written[lost[0]] - ran.at_s:+.2f} s from the fault"


def _is_excused(number: int, written: NDArray[np.float64], numbers: NDArray[np.int64], ran: Ran) -> bool:
    """Lines around an unplugging that no reader could have read."""
    if "unplugged" not in ran.fault:
        return False
    back = numbers[written[numbers] > ran.at_s + UNPLUGGED_S]
    first_back_s = written[back[0]] if len(back) else np.inf
    return bool(ran.at_s - UNREAD_S < written[number] < first_back_s)


def _grids(session: StudySession, ran: Ran) -> Iterator[str]:
    """The face has a row each 0.2 s from the start on; a camera that stands shows as rows without data."""
    for name in session.names:
        times_s = floats(session.series(name)["time_s"])
        if len(times_s) and times_s[-1] - times_s[0] > 600:
            yield f"times of {name} follow the machine's clock"
    if "face" not in session.names:
        return
    face = session.series("face")
    face_s = floats(face["time_s"])
    if not np.allclose(np.diff(face_s), 0.2, atol=1e-4):
        yield "the grid of the face has a hole"
    if (face["no_data"] == 0).sum() < 5:
        yield "the face was hardly seen"
    fault = (face_s > ran.at_s + 1.0) & (face_s < ran.at_s + STOPPED_S - 0.5)
    if ran.fault == "camera" and not (face["no_data"][fault] == 1).all():
        yield "the camera stood, and the face goes on"


def _wait_for(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdout is not None
    said: list[str] = []
    while not said or line not in said[-1]:
        said.append(process.stdout.readline())
        assert said[-1], f"the session ended: {said}"
    threading.Thread(target=process.stdout.read, daemon=True).start()


def _capture_processes(pid: int) -> list[int]:
    """Children of a session that capture pictures."""
    children = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    threads = [int(path.name) for path in Path(f"/proc/{pid}/task").iterdir()]
    found = {int(one) for thread in threads for one in _children(pid, thread)} | set(children)
    return [one for one in sorted(found) if b"resource_tracker" not in Path(f"/proc/{one}/cmdline").read_bytes()]


def _children(pid: int, thread: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{thread}/children").read_text().split()
    except OSError:
        return []


def _continue(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)


def soak(lab: Lab, participants: int, faults: Sequence[Sequence[str]]) -> list[str]:
    """Runs all sessions, a list of faults a participant. Returns the broken promises."""
    lab.make(participants)
    said: list[str] = []
    for number, own in enumerate(faults, 1):
        ran = [lab.session(f"w{number}", fault) for fault in own]
        lab.run("check")
        if lab.run("check") != 0:
            said.append(f"w{number}: the check finds a fault")
        with opened(lab.folder, load(lab.place / "vitrina.toml")) as study:
            sessions = study.sessions(f"w{number}")
            if len(sessions) != len(own):
                said.append(f"w{number}: {len(sessions)} sessions")
            said += [text for session, one in zip(sessions, ran, strict=False) for text in broken(session, one)]
        print(f"w{number}: {', '.join(own)}: {len(said)} broken promises so far", flush=True)
    for kind in ("bids", "csv", "xdf"):
        if lab.run("export", kind, str(lab.place / kind)) != 0:
            said.append(f"the export as {kind} failed")
    if lab.run("report", "--out", str(lab.place / "group.html")) != 0:
        said.append("the report failed")
    return said


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--participants", type=int, default=12)
    parser.add_argument("--sessions", type=int, default=2)
    parser.add_argument("--adverts", type=int, default=4)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="study-soak-") as folder:
        lab = Lab(Path(folder), options.adverts, 3.0, write_film(Path(folder) / "film.avi"))
        count = options.participants * options.sessions
        turns = [FAULTS[number % len(FAULTS)] for number in range(count)]
        faults = [turns[start : start + options.sessions] for start in range(0, count, options.sessions)]
        said = soak(lab, options.participants, faults)
    print("\n".join(said) or f"{count} sessions: no promise is broken")
    return int(bool(said))


if __name__ == "__main__":
    sys.exit(main())
