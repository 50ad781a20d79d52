"""The wall between the capture process and the kiosk: memory that both see, holding the newest picture alone.

Two slots: the writer fills the one that nobody reads and then shows it, under a lock that the kernel takes back from a
process that dies. The memory has no name, so it is gone with the last process that has it open, however that ends.
"""

import fcntl
import mmap
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import get_args

import numpy as np

from edge.sources.camera.image_checks import ImageFault
from edge.sources.camera.video import Image

_HEADER = struct.Struct("<QdIIII")  # sequence, captured_s, height, width, slot, sight
_HEADER_BYTES = mmap.PAGESIZE
_SIGHTS: tuple[ImageFault, ...] = get_args(ImageFault)


def make_memory() -> int:
    """A file descriptor of new, empty, nameless memory (Linux). The caller closes it."""
    return os.memfd_create("vitrina-picture", os.MFD_CLOEXEC)


@dataclass(frozen=True, slots=True, eq=False)
class BufferedFrame:
    """What the capture process showed last."""

    sequence: int  # 1 for its first picture
    captured_s: float  # time.monotonic(), which all processes of a machine share
    fault: ImageFault
    image: Image | None  # None while the camera is blind


class FrameWriter:
    """The capture process's side. All pictures have the size of the first."""

    def __init__(self, memory_fd: int) -> None:
        self._fd = memory_fd
        self._memory: mmap.mmap | None = None
        self._slots: list[Image] = []
        self._sequence = 0

    def back(self, height_px: int, width_px: int) -> Image:
        """Where to write the next picture: (height, width, 3). Nobody sees it before `show`."""
        if self._memory is None:
            size = height_px * width_px * 3
            os.ftruncate(self._fd, _HEADER_BYTES + 2 * size)
            self._memory = mmap.mmap(self._fd, 0)
            pixels = np.frombuffer(self._memory, np.uint8, offset=_HEADER_BYTES)
            self._slots = [part.reshape(height_px, width_px, 3) for part in np.split(pixels, 2)]
        return self._slots[self._back_index]

    def write(self, captured_s: float, sight: ImageFault) -> None:
        """Make what was written into `back` the newest picture."""
        if self._memory is None:
            raise ValueError("nothing was written yet")
        height_px, width_px, _ = self._slots[0].shape
        index = self._back_index
        self._sequence += 1
        with _locked(self._fd, fcntl.LOCK_EX):
            _HEADER.pack_into(
                self._memory, 0, self._sequence, captured_s, height_px, width_px, index, _SIGHTS.index(sight)
            )

    @property
    def _back_index(self) -> int:
        return self._sequence % 2


class FrameReader:
    """The kiosk's side."""

    def __init__(self, memory_fd: int) -> None:
        self._fd = memory_fd
        self._memory: mmap.mmap | None = None

    def newest(self, after_sequence: int) -> BufferedFrame | None:
        """A copy of the newest picture, if it is newer than `after_sequence`.

        Raises BlockingIOError while the writer has the lock, which it has for microseconds; ask again.
        """
        with _locked(self._fd, fcntl.LOCK_SH | fcntl.LOCK_NB):
            if self._memory is None:
                if os.fstat(self._fd).st_size == 0:
                    return None
                self._memory = mmap.mmap(self._fd, 0, prot=mmap.PROT_READ)
            sequence, captured_s, height_px, width_px, slot, sight_index = _HEADER.unpack_from(self._memory)
            if sequence <= after_sequence:
                return None
            sight = _SIGHTS[sight_index]
            if sight != "ok":
                return BufferedFrame(sequence, captured_s, sight, None)
            size = height_px * width_px * 3
            pixels = np.frombuffer(self._memory, np.uint8, size, _HEADER_BYTES + slot * size)
            return BufferedFrame(sequence, captured_s, sight, pixels.reshape(height_px, width_px, 3).copy())

    def close(self) -> None:
        """Let go of the memory; the descriptor stays the caller's."""
        if self._memory is not None:
            self._memory.close()
            self._memory = None


@contextmanager
def _locked(fd: int, how: int) -> Iterator[None]:
    # A POSIX record lock: it excludes the other process and also orders what the two see of the memory.
    fcntl.lockf(fd, how)
    try:
        yield
    finally:
        fcntl.lockf(fd, fcntl.LOCK_UN)
