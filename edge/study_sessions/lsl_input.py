"""Reads one stream of another program from the Lab Streaming Layer: by its name, and only from the listed hosts."""

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from edge.study.errors import StudyError
from edge.study.markers import LONGEST_TEXT
from edge.study.series import Value
from edge.study.streams import StreamChannel, StreamFormat
from edge.study_sessions.stream_options import StreamRequest

FIND_S = 10.0
"""Longest wait in seconds for a stream at the start of a session."""
ASK_S = 1.0
"""Time in seconds in which all senders of a stream's name can answer. A second sender would otherwise be overlooked."""
OPEN_S = 5.0
CHUNK = 1024  # samples
MOST_CHANNELS = 512

_TEXT_FORMAT = 3  # cf_string of the library


class StreamLostError(Exception):
    """The stream has ended, or its computer does not answer. The message states why."""


class Lsl(Protocol):
    """The part of the library that an input uses."""

    @property
    def pylsl(self) -> Any: ...

    def measure_correction(self, inlet: Any, timeout_s: float) -> tuple[float, float | None]: ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """Samples as they came: their times on the sender's clock, and one row of values per sample."""

    sent_s: Sequence[float]
    values: Sequence[Sequence[Value]]


class LslInput:
    """One stream. Only one thread at a time may call it.

    `scope`: the consent that it needs. `now`: the session's clock. `format` is None until the stream was found once.
    """

    def __init__(self, lsl: Lsl, scope: str, request: StreamRequest, now: Callable[[], float]) -> None:
        self.scope, self.request = scope, request
        self.format: StreamFormat | None = None
        self._lsl, self._now = lsl, now
        self._hosts = {host.lower() for host in request.hosts or (platform.node(),)}
        self._inlet: Any = None

    @property
    def is_open(self) -> bool:
        """True while the stream is connected."""
        return self._inlet is not None

    def require(self) -> StreamFormat:
        """Find the stream, and read its format. Raises StudyError if it does not answer in time, or may not be read."""
        until_s = self._now() + FIND_S
        while True:
            try:
                self.connect()
            except StreamLostError as error:
                if self._now() < until_s:
                    continue
                raise StudyError(f"study: {error} Start the program that sends it, then start the session.") from None
            assert self.format is not None
            return self.format

    def connect(self) -> None:
        """Connect to the stream if it is there. Subscribes to no sample yet.

        Raises StreamLostError, and StudyError for a stream that may not be read.
        """
        info = self._find()
        try:
            inlet = self._lsl.pylsl.StreamInlet(info, recover=False)
            found = _stream_format(self.request.name, inlet.info(timeout=OPEN_S))
            self._lsl.measure_correction(inlet, OPEN_S)  # only the first measurement takes long
        except (RuntimeError, OSError) as error:
            raise StreamLostError(f"the stream {self.request.name} does not answer ({error}).") from None
        if self.format is not None and (found.is_text, found.channels) != (self.format.is_text, self.format.channels):
            raise StreamLostError(f"the stream {self.request.name} has come back with other channels.")
        self.format, self._inlet = found, inlet

    def read(self) -> Chunk:
        """All samples that have come; the first call subscribes to them. Raises StreamLostError."""
        assert self.format is not None
        sent_s: list[float] = []
        values: list[Sequence[Value]] = []
        try:
            while True:
                rows, times_s = self._inlet.pull_chunk(timeout=0.0, max_samples=CHUNK)
                sent_s += times_s
                values += map(_texts, rows) if self.format.is_text else rows
                if len(times_s) < CHUNK:
                    return Chunk(sent_s, values)
        except (RuntimeError, OSError) as error:
            if not sent_s:
                raise self._lost(error) from None
            return Chunk(sent_s, values)  # the next call raises the error again

    def measure_offset(self) -> tuple[float, float | None]:
        """The session's clock minus the sender's in seconds, and its largest error. Raises StreamLostError."""
        try:
            correction_s, error_s = self._lsl.measure_correction(self._inlet, OPEN_S)
        except (RuntimeError, OSError) as error:
            raise self._lost(error) from None
        ahead_s, width_s = min((self._read_both_clocks() for _ in range(5)), key=lambda pair: pair[1])
        return correction_s + ahead_s, None if error_s is None else error_s + width_s

    def close(self) -> None:
        """Disconnect."""
        inlet, self._inlet = self._inlet, None
        if inlet is not None:
            inlet.close_stream()

    def _find(self) -> Any:
        """The stream, at a listed host. Raises StreamLostError, and StudyError if two programs send it."""
        name = self.request.name
        found = self._lsl.pylsl.resolve_byprop("name", name, minimum=2, timeout=ASK_S)
        listed = [info for info in found if info.hostname().lower() in self._hosts]
        if len(listed) > 1:
            raise StudyError(f"study: {len(listed)} programs send a stream {name}. Close all of them except one.")
        if listed:
            return listed[0]
        if found:
            others = ", ".join(sorted({info.hostname() for info in found}))
            raise StudyError(
                f"study: the stream {name} comes from {others}, but only {', '.join(sorted(self._hosts))} may send it. "
                f"If the computer is yours, name it: --record-lsl name={name},host={found[0].hostname()}"
            )
        raise StreamLostError(f"there is no stream {name} on {', '.join(sorted(self._hosts))}.")

    def _read_both_clocks(self) -> tuple[float, float]:
        """The session's clock minus the library's, and the time that reading them took; both in seconds."""
        before_s = self._now()
        library_s = float(self._lsl.pylsl.local_clock())
        after_s = self._now()
        return (before_s + after_s) / 2 - library_s, after_s - before_s

    def _lost(self, error: Exception) -> StreamLostError:
        self._inlet = None
        return StreamLostError(f"the stream {self.request.name} has ended ({error}).")


def _stream_format(name: str, info: Any) -> StreamFormat:
    count = info.channel_count()
    if not 1 <= count <= MOST_CHANNELS:
        raise StudyError(
            f"study: the stream {name} has {count} channels, but only 1 to {MOST_CHANNELS} can be recorded. Send fewer "
            "channels."
        )
    labels, units = (_padded(values, count) for values in (info.get_channel_labels(), info.get_channel_units()))
    return StreamFormat(
        name=name,
        host=info.hostname(),
        type=info.type(),
        rate_hz=float(info.nominal_srate()),
        is_text=info.channel_format() == _TEXT_FORMAT,
        channels=tuple(map(StreamChannel, labels, units)),
    )


def _padded(texts: Sequence[str | None] | None, count: int) -> list[str]:
    """Texts of all channels; empty for a channel without a text."""
    known = ["".join(filter(str.isprintable, text or ""))[:100] for text in texts or ()]
    return (known + [""] * count)[:count]


def _texts(row: Sequence[object]) -> list[Value]:
    return [str(text)[:LONGEST_TEXT] for text in row]
