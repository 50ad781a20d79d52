"""A real PipeWire for one test, in the place of PulseAudio: the same commands of `pactl`, other behaviour."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import numpy as np
import pytest

from tests.doubles import sound_server
from tests.doubles.sound_server import SoundServer
from tests.doubles.waiting import wait_until

PROGRAMS = ("pipewire", "wireplumber", "pipewire-pulse")
TONE_PEAK = 0.5  # as that of PulseAudio's module-sine
RATE_HZ = 48_000


class PipeWireServer(SoundServer):
    """PipeWire with its session manager and its server for clients of PulseAudio, a process each, without D-Bus."""

    title = "PipeWire"

    @property
    def address(self) -> str:
        return f"unix:{self._folder}/pulse/native"

    def start(self) -> None:
        listening = self._folder / "pipewire-0"
        listening.unlink(missing_ok=True)  # a server that was killed leaves it
        for program in PROGRAMS:
            self._start("env", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", program)
            # A session manager that finds no PipeWire ends at once.
            wait_until(listening.exists, "PipeWire")
        self._wait_and_add_loudspeaker()
        wait_until(lambda: self.pactl("get-default-sink") == "vt_play", "WirePlumber", patience_s=90.0)

    def description(self, name: str) -> str:
        return f"Remapped {name}_room.monitor source"

    def monitor_description(self, sink: str) -> str:
        return f"Monitor of {sink} Audio/Sink sink"

    def _play_tone(self, sink: str, hz: int) -> None:
        """A second of whole waves again and again: PipeWire has no module that makes a tone."""
        file = self._folder / f"{hz}.raw"
        wave = TONE_PEAK * np.sin(2 * np.pi * hz * np.arange(RATE_HZ) / RATE_HZ)
        file.write_bytes((wave * 32_767).astype("<i2").tobytes())
        options = f"--playback --raw --format=s16le --rate={RATE_HZ} --channels=1 --device={sink}"
        self._play("sh", "-c", f"while cat '{file}'; do :; done | exec pacat {options}")


def missing() -> str:
    """Reason to skip the test, if PipeWire cannot run here; else empty."""
    lacking = [name for name in PROGRAMS if which(name) is None]
    if lacking:
        return f"{', '.join(lacking)}: apt-get install pipewire wireplumber pipewire-pulse"
    return sound_server.missing(("pactl", "pacat"))


@contextmanager
def running_pipewire(folder: Path) -> Iterator[SoundServer]:
    """PipeWire for the block; skips the test if it cannot run here."""
    if reason := missing():
        pytest.skip(reason)
    server = PipeWireServer(folder)
    try:
        yield server
    finally:
        server.close()
