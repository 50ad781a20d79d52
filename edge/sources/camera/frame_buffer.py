"""Shared memory between the capture process and the kiosk. It contains only the newest frame.

It has two slots. The writer fills the slot that nobody is reading, then publishes it under a lock. If a process dies
while it has the lock, the kernel releases the lock. The memory has no name, so it disappears with the last process that
has it open.
"""

import fcntl
import mmap
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import get_args

import numpy as np

from edge.sources.camera.image_checks import ImageFault
from edge.sources.camera.video import Image

_HEADER = struct.Struct("<QdIIIIQ")  # sequence, captured_s, height, width, slot, fault, skipped
_HEADER_BYTES = mmap.PAGESIZE
_HELD_BY_LIST_AND_CALL = 2
_FAULTS: tuple[ImageFault, ...] = get_args(ImageFault)


def make_shared_memory() -> int:
    """File descriptor of new shared memory that is empty and has no name (Linux). The caller closes it."""
    return os.memfd_create("vitrina-picture", os.MFD_CLOEXEC)


@dataclass(frozen=True, slots=True, eq=False)
class BufferedFrame:
    """The newest frame from the capture process."""

    sequence: int  # 1 for the first frame
    captured_s: float  # time.monotonic(), which all processes of a machine share
    fault: ImageFault
    image: Image | None  # None while the camera is frozen or dark
    skipped: int  # frames left out so far, because fewer were wanted


@dataclass(frozen=True, slots=True)
class SkippedFrame:
    """Frame that the camera delivered but the capture process skipped, because the kiosk needs fewer frames."""

    captured_s: float
    fault: ImageFault
    skipped: int  # frames left out so far, this one included

    def to_text(self) -> str:
        return f"{self.captured_s} {self.fault} {self.skipped}"

    @classmethod
    def from_text(cls, text: str) -> "SkippedFrame":
        captured_s, fault, skipped = text.split()
        return cls(float(captured_s), _FAULTS[_FAULTS.index(fault)], int(skipped))


class FrameWriter:
    """The writing side, in the capture process. All frames have the same size as the first one."""

    def __init__(self, memory_fd: int) -> None:
        self._fd = memory_fd
        self._memory: mmap.mmap | None = None
        self._slots: list[Image] = []
        self._sequence = 0

    def back_buffer(self, height_px: int, width_px: int) -> Image:
        """Buffer for the next frame: (height, width, 3). Readers cannot see it before `write` is called."""
        if self._memory is None:
            size = height_px * width_px * 3
            os.ftruncate(self._fd, _HEADER_BYTES + 2 * size)
            self._memory = mmap.mmap(self._fd, 0)
            pixels = np.frombuffer(self._memory, np.uint8, offset=_HEADER_BYTES)
            self._slots = [part.reshape(height_px, width_px, 3) for part in np.split(pixels, 2)]
        return self._slots[self._back_index]

    def write(self, captured_s: float, fault: ImageFault, skipped: int = 0) -> None:
        """Publish the content of `back_buffer` as the newest frame. Raises ValueError if `back_buffer` was not
        called before.
        """
        if self._memory is None:
            raise ValueError("no frame has been written yet")
        height_px, width_px, _ = self._slots[0].shape
        index = self._back_index
        self._sequence += 1
        with _locked(self._fd, fcntl.LOCK_EX):
            header = (self._sequence, captured_s, height_px, width_px, index, _FAULTS.index(fault), skipped)
            _HEADER.pack_into(self._memory, 0, *header)

    @property
    def _back_index(self) -> int:
        return self._sequence % 2


class FrameReader:
    """The reading side, in the kiosk.

    A new copy overwrites the previous copy if nobody uses that copy any more, because the kernel would have to clear
    hundreds of pages for new memory. The last copy is kept only while frames arrive.
    """

    def __init__(self, memory_fd: int) -> None:
        self._fd = memory_fd
        self._memory: mmap.mmap | None = None
        self._copies: list[Image] = []  # the last one alone

    def newest_frame(self, after_sequence: int) -> BufferedFrame | None:
        """A copy of the newest frame, if it is newer than `after_sequence`; otherwise None.

        Raises BlockingIOError while the writer has the lock, which takes microseconds. In that case, call this method
        again.
        """
        with _locked(self._fd, fcntl.LOCK_SH | fcntl.LOCK_NB):
            if self._memory is None:
                if os.fstat(self._fd).st_size == 0:
                    return None
                self._memory = mmap.mmap(self._fd, 0, prot=mmap.PROT_READ)
            sequence, captured_s, height_px, width_px, slot, fault_index, skipped = _HEADER.unpack_from(self._memory)
            if sequence <= after_sequence:
                return None
            fault = _FAULTS[fault_index]
            if fault != "ok":
                self._copies.clear()
                return BufferedFrame(sequence, captured_s, fault, None, skipped)
            size = height_px * width_px * 3
            pixels = np.frombuffer(self._memory, np.uint8, size, _HEADER_BYTES + slot * size)
            image = self._copy(pixels.reshape(height_px, width_px, 3))
            return BufferedFrame(sequence, captured_s, fault, image, skipped)

    def _copy(self, pixels: Image) -> Image:
        """A buffer for the next copy of a frame. Nobody else uses it. A view of part of an image counts as a use of the
        image.
        """
        if not self._copies or sys.getrefcount(self._copies[0]) > _HELD_BY_LIST_AND_CALL:
            self._copies = [np.empty_like(pixels)]
        np.copyto(self._copies[0], pixels)
        return self._copies[0]

    def close(self) -> None:
        """Unmap the memory. The file descriptor still belongs to the caller."""
        self._copies.clear()
        if self._memory is not None:
            self._memory.close()
            self._memory = None


@contextmanager
def _locked(fd: int, operation: int) -> Iterator[None]:
    # A POSIX record lock excludes the other process. It also orders the two processes' accesses to the memory.
    fcntl.lockf(fd, operation)
    try:
        yield
    finally:
        fcntl.lockf(fd, fcntl.LOCK_UN)
