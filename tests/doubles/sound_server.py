"""A real PulseAudio for one test: it plays to no loudspeaker, and its microphones are plugged in and out by name."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import which

import pytest

from tests.doubles.waiting import wait_until

PROGRAMS = ("pulseaudio", "pactl", "pacat")
ALSA_FOLDERS = ("/usr/share/alsa/alsa.conf.d", "/etc/alsa/conf.d")


class SoundServer:
    """PulseAudio server in its own process. A program uses it if PULSE_SERVER is `address`."""

    title = "PulseAudio"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self._modules: dict[str, str] = {}
        self._sinks: set[str] = set()
        self._players: list[subprocess.Popen[bytes]] = []
        self.start()

    @property
    def address(self) -> str:
        return f"unix:{self._folder}/native"

    def start(self) -> None:
        """Start the server, with a loudspeaker and without a microphone."""
        self._start("pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
                    "--disable-shm=yes", "--log-target=stderr", "--log-level=error",
                    "-L", f"module-native-protocol-unix auth-anonymous=1 socket={self._folder}/native")  # fmt: skip
        self._wait_and_add_loudspeaker()

    def kill(self) -> None:
        """End the server at once; its microphones and players go with it. `start` brings it back, without them."""
        for player in self._players:
            with suppress(ProcessLookupError):
                os.killpg(player.pid, signal.SIGKILL)
            player.wait()
        for process in reversed(self._processes):
            process.kill()
            process.wait()
        self._processes, self._players = [], []
        self._modules.clear()
        self._sinks.clear()

    def description(self, name: str) -> str:
        """Description of a microphone."""
        return "Remapped Monitor of Null Output"

    def monitor_description(self, sink: str) -> str:
        """Description of the monitor of a loudspeaker."""
        return "Monitor of Null Output"

    def plug_in(self, name: str, hz: int | None = None) -> None:
        """Add a microphone that records the sink `{name}_room`. With `hz`, the sink plays an endless tone."""
        sink = f"{name}_room"
        if sink not in self._sinks:
            self._sinks.add(sink)
            self.pactl("load-module", "module-null-sink", f"sink_name={sink}", "rate=48000", "channels=1")
            if hz is not None:
                self._play_tone(sink, hz)
        source = f"source_name={name}"
        self._modules[name] = self.pactl("load-module", "module-remap-source", f"master={sink}.monitor", source)

    def hiss(self, name: str, level_db: float = -70.0) -> None:
        """Add white noise to the microphone, as every microphone has, with a peak of `level_db` to full scale.

        At 16 kHz, 10 dB less of it is left.
        """
        volume = round(65536 * 10 ** (level_db / 60))  # PulseAudio's volume is the cube root of the amplitude
        options = [
            "--raw",
            f"--device={name}_room",
            "--rate=48000",
            "--channels=1",
            f"--volume={volume}",
        ]
        self._play("pacat", "--playback", *options, "/dev/urandom")

    def play(self, name: str, file: Path) -> None:
        """Play the file to the microphone, in real time, to its end. Some seconds may pass before the first sample."""
        subprocess.run(["paplay", f"--device={name}_room", file], env=self._environment, check=True)

    def start_playing(self, sink: str, file: Path) -> "subprocess.Popen[bytes]":
        """Start a process that plays the file to a sink, in real time. The caller ends it and waits for it."""
        return subprocess.Popen(["paplay", f"--device={sink}", file], env=self._environment)

    def unplug(self, name: str) -> None:
        self.pactl("unload-module", self._modules.pop(name))

    def mute(self, name: str, muted: bool) -> None:
        self.pactl("set-source-mute", name, str(int(muted)))

    def move(self, pid: int, source: str) -> None:
        """Move the recording of process `pid` to another source, as a person may do in a desktop window.

        PipeWire answers "done" and may lose the request where a stream was linked a moment before: it is sent again
        until the server says that the recording has left its source.
        """
        before = self._recording(pid)
        assert before is not None

        def has_left() -> bool:
            now = self._recording(pid)
            if now != before:
                return True
            self._run_pactl("move-source-output", str(before[0]), source)
            return False

        wait_until(has_left, f"the move to {source}", look_s=0.5)

    def _recording(self, pid: int) -> tuple[int, int] | None:
        """Index of the recording of process `pid`, and of its source; None if it records nothing."""
        outputs = json.loads(self.pactl("-f", "json", "list", "source-outputs"))
        of_process = (o for o in outputs if o["properties"].get("application.process.id") == str(pid))
        return next(((o["index"], o["source"]) for o in of_process), None)

    def freeze(self) -> None:
        for process in self._processes:
            process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        for process in self._processes:
            process.send_signal(signal.SIGCONT)

    def pactl(self, *arguments: str) -> str:
        """Run pactl; return its output. Fails the test if pactl fails."""
        result = self._run_pactl(*arguments)
        assert result.returncode == 0, (arguments, result.stderr)
        return result.stdout.strip()

    def close(self) -> None:
        self.kill()

    def _start(self, *command: str) -> None:
        folder = str(self._folder)
        places = {"HOME": folder, "XDG_RUNTIME_DIR": folder, "XDG_CONFIG_HOME": folder, "XDG_STATE_HOME": folder}
        process = subprocess.Popen(
            command, env={**os.environ, **places}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._processes.append(process)

    def _wait_and_add_loudspeaker(self) -> None:
        wait_until(lambda: self._run_pactl("info").returncode == 0, self.title)
        self.pactl("load-module", "module-null-sink", "sink_name=vt_play", "rate=48000", "channels=2")

    def _play_tone(self, sink: str, hz: int) -> None:
        self.pactl("load-module", "module-sine", f"sink={sink}", f"frequency={hz}")

    def _play(self, *command: str) -> None:
        self._players.append(subprocess.Popen(command, env=self._environment, start_new_session=True))

    def _run_pactl(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["pactl", *arguments], env=self._environment, capture_output=True, text=True, check=False, timeout=10
        )

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PULSE_SERVER": self.address, "LC_ALL": "C"}


def missing(programs: Sequence[str] = PROGRAMS) -> str:
    """Reason to skip the test, if a sound server cannot run here; else empty."""
    lacking = [name for name in programs if which(name) is None]
    if not lacking and not any(Path(folder, "50-pulseaudio.conf").exists() for folder in ALSA_FOLDERS):
        lacking = ["the ALSA plugin for PulseAudio"]
    packages = "libportaudio2 libasound2-plugins pulseaudio pulseaudio-utils"
    return f"{', '.join(lacking)}: apt-get install {packages}" if lacking else ""


@contextmanager
def running(folder: Path) -> Iterator[SoundServer]:
    """A sound server for the block; skips the test if none can run here."""
    if reason := missing():
        pytest.skip(reason)
    server = SoundServer(folder)
    try:
        yield server
    finally:
        server.close()
