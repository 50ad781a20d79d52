"""Kits that can be plugged in and pulled out: a fixed path that links to a pseudo-terminal, or does not exist."""

import os
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from firmware_bridge.recording import read
from firmware_bridge.simulator import device
from firmware_bridge.simulator.player import SimulatedKit


class Wire:
    """A port under a fixed path, like a udev link. The test plays the kit: the reader reads the bytes it writes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ends: tuple[int, int] | None = None

    def plug(self) -> None:
        kit_end, reader_end = os.openpty()
        tty.setraw(reader_end)
        os.set_blocking(kit_end, False)
        self._ends = (kit_end, reader_end)
        self.path.symlink_to(os.ttyname(reader_end))

    def write(self, data: bytes) -> None:
        """Write bytes. Bytes that are not read are lost, as on a wire."""
        assert self._ends is not None
        with suppress(BlockingIOError):
            os.write(self._ends[0], data)

    def unplug(self) -> None:
        self.path.unlink()
        for end in self._ends or ():
            os.close(end)
        self._ends = None

    def __enter__(self) -> "Wire":
        self.plug()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._ends is not None:
            self.unplug()


@contextmanager
def played(kit: str, recording: Path, speed: float = 1.0, **settings: object) -> Iterator[str]:
    """Plays a recording of a wearer through a simulated kit in a loop; yields the name of its port."""
    player = SimulatedKit(device.make_simulated_kit(kit, settings), read(recording), speed=speed, repeat=True)
    with player:
        yield player.port
