"""Plays a recording through a simulated kit on a pseudo-terminal, which behaves like the kit's port."""

import errno
import fcntl
import os
import select
import struct
import termios
import threading
import time
import tty
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType

from firmware_bridge.recording import WearerRecording
from firmware_bridge.simulator.device import SimulatedDevice
from firmware_bridge.simulator.wearer import RecordedWearer

BUNCH_S = 0.005
"""Shortest time between two writes. Like a USB adapter, the simulated kit sends bytes in bunches."""

NEARLY_S = 1e-6
"""Tolerance for rounding errors in sums of steps."""

_FROM_READER = 4096  # bytes in one read
_LEFT_S = 1.0  # time for the reader to read the last bytes after the end of the recording


class SimulatedKit:
    """One simulated kit. Its `port` exists from creation until `stop`, which looks to the reader as if the kit was
    unplugged.

    Bytes that are not read are lost, as on a wire.
    """

    def __init__(
        self,
        device: SimulatedDevice,
        recording: WearerRecording,
        *,
        speed: float = 1.0,
        repeat: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`speed`: recorded seconds per second. `repeat`: start again at the end; the kit's own clock continues.

        Raises OSError if the system has no free pseudo-terminal.
        """
        self._device = device
        self._wearer = RecordedWearer(recording)
        self._duration_s = recording.duration_s
        self._speed = speed
        self._repeat = repeat
        self._now = now
        self._kit_end, self._reader_end = os.openpty()
        tty.setraw(self._reader_end)
        os.set_blocking(self._kit_end, False)
        self.port = os.ttyname(self._reader_end)
        self._over = threading.Event()
        self._stop_read, self._stop_write = os.pipe()
        self._thread = threading.Thread(target=self._run, name=f"simulated kit at {self.port}", daemon=True)

    def start(self) -> None:
        """Start playing. Call this only once."""
        self._thread.start()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until the recording has been played and read. Return False on timeout. With `repeat`, it never ends."""
        return self._over.wait(timeout_s)

    def stop(self) -> None:
        """Stop in the same way as a kit that is unplugged."""
        os.write(self._stop_write, b"\0")
        if self._thread.ident is not None:
            self._thread.join()
        for end in (self._kit_end, self._reader_end, self._stop_read, self._stop_write):
            os.close(end)

    def __enter__(self) -> "SimulatedKit":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            self._play()
        finally:  # also after an error in the simulated kit, which the thread prints
            self._over.set()

    def _play(self) -> None:
        began_s = self._now()
        next_s = round_s = 0.0  # on the kit's own clock: time of the next sample, and start of the current round
        while True:
            played_s = (self._now() - began_s) * self._speed
            while next_s <= played_s:
                if next_s - round_s > self._duration_s + NEARLY_S:
                    if not self._repeat:
                        self._serve_after_end()
                        return
                    round_s = next_s
                    self._wearer.restart()
                reading = self._wearer.read_at(min(next_s - round_s, self._duration_s))
                self._send(self._device.transmit(replace(reading, at_s=next_s)))
                next_s += 1 / self._device.rate_hz
            if self._wait_for_stop(max(BUNCH_S, (next_s - played_s) / self._speed)):
                return

    def _serve_after_end(self) -> None:
        """Answer commands after the end of the recording."""
        over_s = self._now() + _LEFT_S
        while not self._wait_for_stop(None if self._over.is_set() else 0.02):
            if not self._is_read() and self._now() < over_s:
                continue
            self._over.set()

    def _wait_for_stop(self, wait_s: float | None) -> bool:
        """Wait, and answer commands of the reader. Return True if `stop` was called."""
        ready, _, _ = select.select([self._kit_end, self._stop_read], [], [], wait_s)
        if self._stop_read in ready:
            return True
        if self._kit_end in ready:
            self._send(self._device.receive(os.read(self._kit_end, _FROM_READER)))
        return False

    def _send(self, data: bytes) -> None:
        if not data:
            return
        try:
            os.write(self._kit_end, data)
        except OSError as error:
            if error.errno != errno.EAGAIN:
                raise

    def _is_read(self) -> bool:
        waiting: int = struct.unpack("i", fcntl.ioctl(self._reader_end, termios.FIONREAD, bytes(4)))[0]
        return waiting == 0
