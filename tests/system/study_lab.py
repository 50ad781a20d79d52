"""A study whose sessions run live: a kit on two pseudo-terminals, a film as camera, the microphone of a sound server.

The kit writes the same bytes to both pseudo-terminals: `vitrina study session` reads the first, `vitrina kit --record`
the second. Faults are made from outside, as they happen: the kit is unplugged, the camera's process stopped, the
machine's clock set, the session killed.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

from edge.cli.main import main as vitrina
from edge.study.series import series_path
from edge.study.sessions import FOLDER
from tests.doubles.kits import Wire
from tests.doubles.sound_server import SoundServer
from tests.doubles.waiting import wait_until
from tests.system.test_study import ROOT

STEP_S = 0.05
FIRST_US, EACH_US = 2.0, 0.001
UNPLUGGED_S, STOPPED_S = 0.8, 3.0
RESTART_S = 1.0
"""A board restarts when its port is opened, and is silent meanwhile: both readers are there when it speaks again."""
CLOCK_STEP_S = 3600.0
HEADER = "time_ms;eda_us"
MICROPHONE = "chair"
LOUD, QUIET, RATE_HZ = 0.2, 0.002, 16_000
"""The room is loud and quiet in turn, each for a second: 40 dB lie between."""
STEP_FILE = "VITRINA_SOAK_STEP"
RUN = (
    "import os, sys, time\n"
    f"real, path = time.time, os.environ['{STEP_FILE}']\n"
    f"time.time = lambda: real() + ({CLOCK_STEP_S} if os.path.exists(path) else 0.0)\n"
    "if __name__ == '__main__':\n"
    "    from edge.cli.main import main\n"
    "    sys.exit(main())\n"
)
SETTINGS = """\
[outbox]
path = "{place}/state/o.db"
[camera]
loop = true
[microphone]
advert_sound = "silent"
[models]
use = "research"
"""


@dataclass
class Feeder:
    """Writes a line about each 0.05 s into all wires: its time, and a conductance that tells the line's number."""

    wires: Sequence[Wire]
    written_s: list[float] = field(default_factory=list)  # by number, on the machine's clock
    is_plugged: bool = True
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, stop: threading.Event) -> None:
        """Writes until `stop`."""
        from_s = time.monotonic()
        while not stop.wait(STEP_S):
            with self.lock:
                if self.is_plugged:
                    number = len(self.written_s)
                    self.written_s.append(time.time())
                    own_ms = round(1000 * (time.monotonic() - from_s))
                    for wire in self.wires:
                        wire.write(f"{own_ms};{FIRST_US + EACH_US * number:.3f}\n".encode())

    def unplug_for_a_moment(self, readers: Sequence[int]) -> None:
        """Unplugs the kit at both wires, and plugs it in again. It speaks once both processes have opened it."""
        with self.lock:
            self.is_plugged = False
            for wire in self.wires:
                wire.unplug()
        time.sleep(UNPLUGGED_S)
        for wire in self.wires:
            wire.plug()
        for wire, reader in zip(self.wires, readers, strict=True):
            port = os.path.realpath(wire.path)
            wait_until(lambda reader=reader, port=port: port in _open_files(reader), "the port to be opened again")  # type: ignore[misc]
        time.sleep(RESTART_S)
        with self.lock:
            for wire in self.wires:
                wire.write(f"{HEADER}\n".encode())  # as a sketch does; no reader trusts the first line after an opening
            self.is_plugged = True


def _open_files(pid: int) -> set[str]:
    found = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            found.add(os.readlink(entry))
    return found


@contextmanager
def feeding(paths: Sequence[Path]) -> Iterator[Feeder]:
    """A kit that writes to ports under these paths during the block."""
    stop = threading.Event()
    with ExitStack() as stack:
        feeder = Feeder([stack.enter_context(Wire(path)) for path in paths])
        thread = threading.Thread(target=feeder.run, args=(stop,), daemon=True)
        thread.start()
        try:
            yield feeder
        finally:
            stop.set()
            thread.join()


@dataclass(frozen=True, slots=True)
class SessionRun:
    """Events of a session. Times are on the machine's clock, without its step."""

    fault: str
    written_s: Sequence[float]  # each line of the kit
    at_s: float  # of the fault
    ended_s: float
    recording: Path  # of `vitrina kit --record`


@dataclass(frozen=True, slots=True)
class LiveLab:
    """A study in a folder, and how its sessions run. Without `sound` there is no microphone."""

    place: Path
    adverts: int
    advert_s: float
    film: Path | None = None
    sound: SoundServer | None = None

    @property
    def folder(self) -> Path:
        return self.place / "study"

    @property
    def settings(self) -> Path:
        return self.place / "vitrina.toml"

    def make(self, participants: int) -> None:
        """Makes the study, with everybody's consent."""
        (self.place / "state").mkdir()
        self.settings.write_text(SETTINGS.format(place=self.place))
        rows = [f"advert-{n},{n * self.advert_s},{(n + 1) * self.advert_s}" for n in range(self.adverts)]
        (self.place / "plays.csv").write_text("\n".join(["creative,start_s,end_s", *rows, ""]))
        write_room(self.place / "room.wav", seconds=60 + self.adverts * self.advert_s)
        self.run("new", "--name", "Soak", "--until", "2099-12-31")
        for _ in range(participants):
            self.run("participant", "add", "--scopes", "kits,face,voice,share", "--purpose", "soak", "--text", "1")

    def run(self, *words: str) -> int:
        """Runs a command of `vitrina study` on the study."""
        at = 2 if words[0] in ("participant", "export") else 1
        return vitrina(["study", *words[:at], str(self.folder), *words[at:], "--config", str(self.settings)])

    def session(self, participant: str, fault: str, recording: Path) -> SessionRun:
        """Runs one session with a fault in the first advert, beside a recording of the same kit."""
        ports = (self.place / "kit", self.place / "kit_recorded")
        (self.place / "step").unlink(missing_ok=True)
        recording.unlink(missing_ok=True)
        recording.with_suffix(".json").unlink(missing_ok=True)
        with feeding(ports) as feeder, self._room(), _recorder(ports[1], recording) as recorder:
            wait_until(recording.exists, "the recording of the kit")
            with self._session(participant, ports[0]) as process:
                try:
                    _wait_for(process, "study: adverts")
                    self._wait_for_sound(process)
                    at_s = time.time()
                    self._break(fault, feeder, process, recorder)
                    process.wait(timeout=120 + self.adverts * self.advert_s)
                finally:
                    process.kill()
                ended_s = time.time()
        return SessionRun(fault, feeder.written_s, at_s, ended_s, recording)

    def _session(self, participant: str, port: Path) -> "subprocess.Popen[str]":
        options = [
            "--participant", participant, "--kit", f"{port},csv_lines,header={HEADER}",
            "--camera", str(self.film) if self.film else "none", "--microphone", MICROPHONE if self.sound else "none",
            "--plays", f"{self.place}/plays.csv", "--check", "4" if self.sound else "0.5", "--baseline", "0.5",
            "--config", str(self.settings),
        ]  # fmt: skip
        command = [sys.executable, "-c", RUN, "study", "session", str(self.folder), *options]
        environment = {**os.environ, STEP_FILE: str(self.place / "step")}
        if self.sound:
            environment["PULSE_SERVER"] = self.sound.address
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)

    @contextmanager
    def _room(self) -> Iterator[None]:
        """Plays the room to the microphone during the block."""
        if self.sound is None:
            yield
            return
        with self.sound.start_playing(f"{MICROPHONE}_room", self.place / "room.wav") as player:
            try:
                yield
            finally:
                player.kill()

    def _wait_for_sound(self, process: "subprocess.Popen[str]") -> None:
        """Waits for the first sound of the newest session: a microphone takes seconds to open."""

        def has_come() -> bool:
            newest = max((self.folder / FOLDER).iterdir(), key=lambda folder: folder.stat().st_ctime_ns)
            return series_path(newest, "sound").exists() or process.poll() is not None

        if self.sound is not None:
            wait_until(has_come, "the first sound")

    def _break(
        self, fault: str, feeder: Feeder, process: "subprocess.Popen[str]", recorder: "subprocess.Popen[bytes]"
    ) -> None:
        if "clock" in fault:
            (self.place / "step").touch()
        if "unplugged" in fault:
            feeder.unplug_for_a_moment((process.pid, recorder.pid))
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


def write_room(path: Path, seconds: float) -> None:
    """Noise that is loud and quiet in turn, each for a second."""
    noise = np.random.default_rng(5).uniform(-1, 1, round(seconds * RATE_HZ)).astype(np.float32)
    is_loud = np.arange(len(noise)) // RATE_HZ % 2 == 0
    soundfile.write(path, noise * np.where(is_loud, LOUD, QUIET).astype(np.float32), RATE_HZ)


@contextmanager
def _recorder(port: Path, file: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`vitrina kit --record` during the block; it is ended as a person ends it, and its file is complete."""
    options = ["--kit", "csv_lines", "--set", f"header={HEADER}", "--record", str(file)]
    command = [sys.executable, "-c", "import sys; from edge.cli.main import main; sys.exit(main())", "kit", str(port)]
    with subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, cwd=ROOT) as process:
        try:
            yield process
            process.terminate()
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()


def _wait_for(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdout is not None
    said: list[str] = []
    while not said or line not in said[-1]:
        said.append(process.stdout.readline())
        assert said[-1], f"the session ended: {said}"
    threading.Thread(target=process.stdout.read, daemon=True).start()


def _capture_processes(pid: int) -> list[int]:
    """Children of a session that capture pictures."""
    threads = [int(path.name) for path in Path(f"/proc/{pid}/task").iterdir()]
    found = {int(one) for thread in threads for one in _children(pid, thread)}
    return [one for one in sorted(found) if b"camera" in Path(f"/proc/{one}/cmdline").read_bytes()]


def _children(pid: int, thread: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{thread}/children").read_text().split()
    except OSError:
        return []


def _continue(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)
