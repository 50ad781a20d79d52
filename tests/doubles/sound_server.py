"""A real PulseAudio of the test's own: nobody hears it, and its microphones are plugged in and out by name."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import pytest

from tests.doubles.waiting import wait_until

PROGRAMS = ("pulseaudio", "pactl", "pacat")
ALSA_WAYS = ("/usr/share/alsa/alsa.conf.d", "/etc/alsa/conf.d")


class SoundServer:
    """`address` is what PULSE_SERVER has to be for a program to use it."""

    def __init__(self, folder: Path) -> None:
        socket = folder / "native"
        self.address = f"unix:{socket}"
        environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_CONFIG_HOME": str(folder),
        }
        self._process = subprocess.Popen(
            [
                *(
                    "pulseaudio",
                    "-n",
                    "--daemonize=no",
                    "--use-pid-file=no",
                    "--exit-idle-time=-1",
                    "--disable-shm=yes",
                ),
                *("--log-target=stderr", "--log-level=error"),
                *("-L", f"module-native-protocol-unix auth-anonymous=1 socket={socket}"),
                *("-L", "module-null-sink sink_name=vt_play rate=48000 channels=2"),
            ],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._modules: dict[str, str] = {}
        self._rooms: set[str] = set()
        self._hissing: list[subprocess.Popen[bytes]] = []
        wait_until(lambda: self._asks("info").returncode == 0, "PulseAudio")

    def plug_in(self, name: str, hz: int | None = None) -> None:
        """A microphone that hears what is played to `{name}_room`, and a tone for ever if there is to be one."""
        room = f"{name}_room"
        if room not in self._rooms:
            self._rooms.add(room)
            self.tell("load-module", "module-null-sink", f"sink_name={room}", "rate=48000", "channels=1")
            if hz is not None:
                self.tell("load-module", "module-sine", f"sink={room}", f"frequency={hz}")
        source = f"source_name={name}"
        self._modules[name] = self.tell("load-module", "module-remap-source", f"master={room}.monitor", source)

    def hiss(self, name: str, level_db: float = -70.0) -> None:
        """It hears its own noise, as every microphone does: of so loud a peak to full scale. What of it is
        left at 16 kHz is 10 dB less."""
        volume = round(65536 * 10 ** (level_db / 60))  # PulseAudio's is the cube root of an amplitude
        words = ["--raw", f"--device={name}_room", "--rate=48000", "--channels=1", f"--volume={volume}", "/dev/urandom"]
        self._hissing.append(subprocess.Popen(["pacat", "--playback", *words], env=self._environment))

    def play(self, name: str, file: Path) -> None:
        """It hears the file, in real time, to its end; some seconds may pass before the first sample."""
        subprocess.run(["paplay", f"--device={name}_room", file], env=self._environment, check=True)

    def start_playing(self, sink: str, file: Path) -> "subprocess.Popen[bytes]":
        """What plays the file to a loudspeaker, in real time; it is to be ended and waited for."""
        return subprocess.Popen(["paplay", f"--device={sink}", file], env=self._environment)

    def unplug(self, name: str) -> None:
        self.tell("unload-module", self._modules.pop(name))

    def mute(self, name: str, muted: bool) -> None:
        self.tell("set-source-mute", name, str(int(muted)))

    def move(self, pid: int, source: str) -> None:
        """What this process records comes from another source from now on, as somebody may do in a window."""
        outputs = json.loads(self.tell("-f", "json", "list", "source-outputs"))
        (index,) = (o["index"] for o in outputs if o["properties"].get("application.process.id") == str(pid))
        self.tell("move-source-output", str(index), source)

    def freeze(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def tell(self, *words: str) -> str:
        answer = self._asks(*words)
        assert answer.returncode == 0, (words, answer.stderr)
        return answer.stdout.strip()

    def close(self) -> None:
        for hissing in self._hissing:
            hissing.kill()
            hissing.wait()
        self._process.kill()
        self._process.wait()

    def _asks(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["pactl", *words], env=self._environment, capture_output=True, text=True, check=False, timeout=10
        )

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PULSE_SERVER": self.address, "LC_ALL": "C"}


def missing(programs: Sequence[str] = PROGRAMS) -> str:
    """Why there can be none here, as a reason to skip; empty where there can."""
    lacking = [name for name in programs if which(name) is None]
    if not lacking and not any(Path(folder, "50-pulseaudio.conf").exists() for folder in ALSA_WAYS):
        lacking = ["the way from ALSA to PulseAudio"]
    packages = "libportaudio2 libasound2-plugins pulseaudio pulseaudio-utils"
    return f"{', '.join(lacking)}: apt-get install {packages}" if lacking else ""


@contextmanager
def running(folder: Path) -> Iterator[SoundServer]:
    if why := missing():
        pytest.skip(why)
    server = SoundServer(folder)
    try:
        yield server
    finally:
        server.close()
