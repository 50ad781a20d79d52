"""Stage that reads the streams of other programs while the participant consents to each of them."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.events import PlayEnded, PlayStarted, SourceLost, SourceRestored
from edge.stage import StageContext
from edge.study.errors import StudyError
from edge.study.markers import TIMED_ERROR_S, parse_ad_marker
from edge.study.streams import StreamOffset, StreamSamples, stream_series_name
from edge.study_sessions.lsl_input import Chunk, LslInput, StreamLostError

STREAMS = "streams"
"""Name of the stage."""

TURN_S = 0.05
SEARCH_S = 2.0
OFFSET_S = 5.0
AHEAD_S = 5.0
"""Largest lead of a sample over the session's clock, in seconds. A later sample comes from a wrong clock."""

StreamEvent = StreamSamples | StreamOffset | SourceLost | SourceRestored | PlayStarted | PlayEnded


@dataclass
class _Reading:
    """One stream, and what was measured of its clock. `due_s`: time of the next search or measurement."""

    source: LslInput
    due_s: float = float("-inf")
    offset_s: float | None = None
    error_s: float | None = None
    is_lost: bool = False
    fault: str | None = None
    refused: int = 0  # samples with an impossible time


class StreamStage:
    """Reads streams that were found before the session. `has_ads`: `ad:NAME` and `ad_end` start and end an ad.

    `is_held` returns True while the scope of a stream is recorded.
    """

    def __init__(
        self,
        sources: Sequence[LslInput],
        context: StageContext[StreamEvent],
        is_held: Callable[[str], bool],
        *,
        has_ads: bool,
    ) -> None:
        self._readings = [_Reading(source) for source in sources]
        self._context, self._is_held, self._has_ads = context, is_held, has_ads

    @property
    def fault_texts(self) -> tuple[str, ...]:
        """Texts of all current faults."""
        return tuple(text for one in self._readings for text in _fault_texts(one))

    def run(self, stop: threading.Event) -> None:
        """Read until stopped. Samples from before the start are dropped: they may be about another person."""
        started_s = self._context.now()
        try:
            while not stop.is_set():
                self._context.heartbeat()
                for one in self._readings:
                    self._turn(one, started_s)
                stop.wait(TURN_S)
            for one in self._readings:  # what came since the last turn
                self._turn(one, started_s)
        finally:
            for one in self._readings:
                one.source.close()

    def _turn(self, one: _Reading, started_s: float) -> None:
        if not self._is_held(one.source.scope):
            one.source.close()
            return
        try:
            if not one.source.is_open:
                self._search(one)
            if one.source.is_open:
                self._measure(one)
                self._emit_samples(one, one.source.read(), started_s)
        except StreamLostError as error:
            self._note_loss(one, str(error))
        except StudyError as error:  # another program or computer has taken the name
            self._note_loss(one, str(error).removeprefix("study: "))

    def _search(self, one: _Reading) -> None:
        now_s = self._context.now()
        if now_s < one.due_s:
            return
        one.due_s = now_s + SEARCH_S
        one.source.connect()
        one.due_s, one.offset_s, one.fault = float("-inf"), None, None

    def _measure(self, one: _Reading) -> None:
        now_s = self._context.now()
        if now_s < one.due_s:
            return
        one.offset_s, one.error_s = one.source.measure_offset()
        one.due_s = self._context.now() + OFFSET_S
        self._context.emit(StreamOffset(one.source.scope, self._context.now(), one.offset_s, one.error_s))
        if one.is_lost:
            one.is_lost = False
            self._context.emit(SourceRestored(self._context.now(), stream_series_name(one.source.scope)))

    def _emit_samples(self, one: _Reading, chunk: Chunk, started_s: float) -> None:
        if not chunk.sent_s or one.offset_s is None:
            return
        times_s = [sent_s + one.offset_s for sent_s in chunk.sent_s]
        latest_s = self._context.now() + AHEAD_S
        kept = [place for place, at_s in enumerate(times_s) if started_s <= at_s <= latest_s]
        one.refused += sum(not at_s <= latest_s for at_s in times_s)
        if not kept:
            return
        samples = StreamSamples(
            one.source.scope,
            [times_s[place] for place in kept],
            [chunk.sent_s[place] for place in kept],
            [chunk.values[place] for place in kept],
        )
        self._context.emit(samples)
        if self._has_ads and one.source.format is not None and one.source.format.is_text:
            self._emit_ads(samples, one.error_s)

    def _emit_ads(self, samples: StreamSamples, error_s: float | None) -> None:
        for at_s, row in zip(samples.times_s, samples.values, strict=True):
            play = parse_ad_marker(str(row[0]), at_s, max(error_s or 0.0, TIMED_ERROR_S))
            if play is not None:
                self._context.emit(play)

    def _note_loss(self, one: _Reading, reason: str) -> None:
        one.fault, one.due_s = reason, self._context.now() + SEARCH_S
        if not one.is_lost:
            one.is_lost = True
            self._context.emit(SourceLost(self._context.now(), stream_series_name(one.source.scope)))


def _fault_texts(one: _Reading) -> list[str]:
    name = one.source.request.name
    texts = [] if one.fault is None else [f"study: {one.fault} The session goes on, and records it when it is back."]
    if one.refused:
        texts.append(
            f"study: samples of the stream {name} are not recorded, because their times are in the future. Let its "
            "program send the times of the LSL clock."
        )
    return texts
