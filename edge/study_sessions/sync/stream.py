"""One channel of another program's stream as a device that records flashes, such as that of a light sensor."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from edge.study.errors import StudyError
from edge.study.series import Value
from edge.study.streams import StreamFormat
from edge.study_sessions.lsl_input import LslInput, StreamLostError
from edge.study_sessions.sync.readings import Readings

LOOK_S = 0.01
T = TypeVar("T")


class StreamChannelReader:
    """Reads the channel at index `place` of a stream. `now`: the session's clock."""

    def __init__(self, source: LslInput, place: int, now: Callable[[], float]) -> None:
        """Raises StudyError if the stream ends; so do the methods."""
        self.readings = Readings()
        self._source, self._place, self._now = source, place, now
        self._offset_s, _ = self._ask(source.measure_offset)
        self._wait = threading.Event()

    def next_samples(self, timeout_s: float) -> list[tuple[float, float]] | None:
        """Times and values that have come; None if none comes within `timeout_s` seconds."""
        until_s = self._now() + timeout_s
        while True:
            chunk = self._ask(self._source.read)
            if chunk.sent_s:
                values = [_number(row[self._place]) for row in chunk.values]
                return [(at_s + self._offset_s, value) for at_s, value in zip(chunk.sent_s, values, strict=True)]
            if self._now() >= until_s:
                return None
            self._wait.wait(LOOK_S)

    def add(self, samples: list[tuple[float, float]]) -> None:
        """Add samples to the readings."""
        for at_s, value in samples:
            self.readings.add(at_s, value)

    def _ask(self, read: Callable[[], T]) -> T:
        try:
            return read()
        except StreamLostError as error:
            raise StudyError(f"study: {error} Nothing is stored. Start its program, then measure again.") from None


@contextmanager
def open_stream_channel(
    source: LslInput, channel: str | None, now: Callable[[], float]
) -> Iterator[StreamChannelReader]:
    """Find the stream, and read one of its channels. Raises StudyError."""
    place = find_channel(source.require(), channel)
    try:
        yield StreamChannelReader(source, place, now)
    finally:
        source.close()


def find_channel(stream: StreamFormat, channel: str | None) -> int:
    """Index of the channel with a label; of the first channel for None. Raises StudyError."""
    labels = [one.label for one in stream.channels]
    if stream.is_text:
        raise StudyError(
            f"study: the stream {stream.name} sends texts, in which no flash can be seen. Name a stream of numbers, "
            "such as that of a light sensor."
        )
    if channel is None:
        return 0
    if channel not in labels:
        known = ", ".join(filter(None, labels))
        fix = f"Use one of: {known}." if known else "Omit --channel to use the first: no channel has a label."
        raise StudyError(f"study: the stream {stream.name} has no channel {channel}. {fix}")
    return labels.index(channel)


def _number(value: Value) -> float:
    return float(str(value))
