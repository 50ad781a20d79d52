"""Frames of one size out of bytes, for binary kits whose frames have no safe beginning."""

from collections.abc import Callable

from firmware_bridge.samples import Counters


class FrameDecoder:
    """Finds frames again after any fault. The buffer holds less than `run` frames.

    `is_intact(frame)` is the frame's own check; `follows(before, after)` says whether two intact frames are neighbours.
    Alignment is found where `run` frames in a row are intact and follow each other; all of them are given. From then on
    each next one is given as long as it is intact and follows; one that is not ends the alignment. So what is given
    after a fault are all intact frames of every unbroken row of at least `run`, and none but those.

    With `is_weak` a check proves too little alone: a frame that lost its head or its tail, filled up with what stands
    beside it, would pass now and then. Then only frames between two neighbours are given: the first and the last of
    every row are not.
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
        """The next byte may be in the middle of a frame."""
        self._rest = b""
        self._before: bytes | None = None  # the frame before, while aligned; if weak, not yet given
        self._skipped = 0  # bytes since the last frame that was given

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """The frames that these bytes complete, each with the number of bytes that were skipped before it."""
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
                if self._is_weak:  # look from its second byte on: it may have eaten the head of a whole one
                    self._skip(1)
                    at += 1
            if len(buffer) - at < self._run * size:
                break
            row = self._row(buffer, at)
            if row:
                given = row
                if self._is_weak:
                    self._skip(size)
                    given = row[1:-1]
                frames += [(0 if n else self._skipped, frame) for n, frame in enumerate(given)]
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

    def _row(self, buffer: bytes, at: int) -> list[bytes]:
        """`run` intact frames in a row from here on, or nothing."""
        size = self._size
        row: list[bytes] = []
        for start in range(at, at + self._run * size, size):
            frame = buffer[start : start + size]
            if not self._is_intact(frame) or (row and not self._follows(row[-1], frame)):
                return []
            row.append(frame)
        return row
