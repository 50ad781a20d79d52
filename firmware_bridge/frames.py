"""Finds frames of a fixed size in a byte stream, for binary kits whose frames have no unique start byte."""

from collections.abc import Callable

from firmware_bridge.samples import Counters


class FrameDecoder:
    """Finds the frame alignment, and finds the alignment again after any fault. The buffer holds less than `run`
    frames.

    `is_intact(frame)`: runs the check of the frame itself. `follows(before, after)`: True if two intact frames can be
    neighbours. The alignment is found when `run` frames in a row are intact and follow each other, and all of them are
    returned. After that, each frame is returned if it is intact and follows the previous one. A frame that fails ends
    the alignment. Exactly the intact frames of every unbroken row of at least `run` frames are therefore returned.

    `is_weak`: the check of a single frame is not reliable enough. A frame that lost its start or its end, and is
    completed by neighbouring bytes, would sometimes pass. In this case only frames between two neighbours are returned,
    but not the first and the last frame of a row.
    """

    def __init__(
        self,
        counters: Counters,
        *,
        size: int,
        run: int,
        is_intact: Callable[[bytes], bool],
        follows: Callable[[bytes, bytes], bool],
        is_weak: bool,
    ) -> None:
        self._counters = counters
        self._size = size
        self._run = run
        self._is_intact = is_intact
        self._follows = follows
        self._is_weak = is_weak
        self.forget()

    def forget(self) -> None:
        """Drop the buffer, for example when the port was reopened. The next byte may be in the middle of a frame."""
        self._rest = b""
        self._before: bytes | None = None  # the previous frame, while aligned; if weak, not yet returned
        self._skipped = 0  # bytes since the last returned frame

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Return the frames that these bytes complete, each with the number of bytes that were skipped before it."""
        buffer = self._rest + data
        size, at = self._size, 0
        held = size if self._is_weak else 0  # bytes of the frame that waits for its successor, kept in the buffer
        frames: list[tuple[int, bytes]] = []
        while True:
            if self._before is not None:
                frame = buffer[at + held : at + held + size]
                if len(frame) < size:
                    break
                if self._is_intact(frame) and self._follows(self._before, frame):
                    frames.append((0, self._before if self._is_weak else frame))
                    self._before = frame
                    at += size
                    continue
                self._counters.bad += not self._is_intact(frame)
                self._before = None
                if self._is_weak:  # search from its second byte on: it may contain the head of an intact frame
                    self._skip(1)
                    at += 1
            if len(buffer) - at < self._run * size:
                break
            row = self._intact_row(buffer, at)
            if row:
                accepted = row
                if self._is_weak:
                    self._skip(size)
                    accepted = row[1:-1]
                frames += [(0 if n else self._skipped, frame) for n, frame in enumerate(accepted)]
                self._before, self._skipped = row[-1], 0
                at += self._run * size - held
            else:
                self._skip(1)
                at += 1
        self._rest = buffer[at:]
        return frames

    def _skip(self, count: int) -> None:
        self._skipped += count
        self._counters.skipped_bytes += count

    def _intact_row(self, buffer: bytes, at: int) -> list[bytes]:
        """`run` intact frames in a row, starting at offset `at`; an empty list if there are none."""
        size = self._size
        row: list[bytes] = []
        for start in range(at, at + self._run * size, size):
            frame = buffer[start : start + size]
            if not self._is_intact(frame) or (row and not self._follows(row[-1], frame)):
                return []
            row.append(frame)
        return row
