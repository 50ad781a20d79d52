"""Streams of other programs in a study: the scope of each, its format, and the samples that a session receives."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from edge.consent.record import STREAM_SCOPE
from edge.study.dictionary import STREAM, STREAM_CLOCK, Column, Kind, is_reserved_scope
from edge.study.errors import StudyError
from edge.study.series import Row, Value

NAME = r"[^\x00-\x1f\x7f,='\"\\]{1,100}"
"""Form of a stream's name. The other characters have a meaning in options, in `study.toml` or in a query."""


@dataclass(frozen=True, slots=True)
class StreamChannel:
    """One channel of a stream: its label and unit, as the sending program names them."""

    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class StreamFormat:
    """Description of a stream, as the sending program gives it. `rate_hz`: 0 for an irregular rate."""

    name: str
    host: str
    type: str
    rate_hz: float
    is_text: bool
    channels: tuple[StreamChannel, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """One column per channel. Labels become names of columns: letters, digits and `_`, none twice."""
        names = _column_names([channel.label for channel in self.channels])
        kind: Kind = "text" if self.is_text else "number"
        return tuple(
            Column(names[number], one.unit or "1", _meaning(number + 1, one.label, self.name), digits=None, kind=kind)
            for number, one in enumerate(self.channels)
        )


@dataclass(frozen=True, slots=True)
class StreamSamples:
    """Samples of the stream with this scope. `times_s`: on the session's clock. `sent_s`: on the sender's clock."""

    scope: str
    times_s: Sequence[float]
    sent_s: Sequence[float]
    values: Sequence[Sequence[Value]]

    @property
    def rows(self) -> Iterator[Row]:
        """Rows of the series."""
        for at_s, sent_s, values in zip(self.times_s, self.sent_s, self.values, strict=True):
            yield at_s, sent_s, *values


@dataclass(frozen=True, slots=True)
class StreamOffset:
    """Measured offset of a stream's clock: the session's clock minus the sender's. `error_s`: None if unknown."""

    scope: str
    at_s: float
    offset_s: float
    error_s: float | None


def stream_series_name(scope: str) -> str:
    """Name of the series with a stream's samples."""
    return f"{STREAM.name}-{scope}"


def stream_clock_name(scope: str) -> str:
    """Name of the series with the offsets of a stream's clock."""
    return f"{STREAM_CLOCK.name}-{scope}"


def parse_streams(texts: Sequence[str]) -> dict[str, str]:
    """Scopes and stream names of a new study, from texts such as `eye=Tobii`. Raises StudyError."""
    streams: dict[str, str] = {}
    for text in texts:
        scope, _, name = text.partition("=")
        if scope in streams:
            raise StudyError(f"study: --stream {text}: the scope {scope} has a stream already. Choose another scope.")
        streams[scope] = name
    require_valid_streams(streams)
    return streams


def require_valid_streams(streams: Mapping[str, str]) -> None:
    """Raise StudyError unless each scope and each stream name is valid, and no stream has two scopes."""
    for scope, name in streams.items():
        if not re.fullmatch(STREAM_SCOPE, scope) or is_reserved_scope(scope):
            raise StudyError(
                f"study: {scope!r} cannot be the scope of a stream. Use 2 to 20 letters a to z and digits, such as "
                "eye, and no name of another scope or series."
            )
        if not re.fullmatch(NAME, name):
            raise StudyError(
                f"study: the stream of the scope {scope} has no valid name. Write SCOPE=NAME, such as eye=Tobii, with "
                "1 to 100 characters and no comma, quotation mark, backslash or equals sign in the name."
            )
    if len(set(streams.values())) < len(streams):
        raise StudyError("study: a stream has two scopes. Give each stream one scope.")


def _column_names(labels: Sequence[str]) -> list[str]:
    taken = {column.name for column in STREAM.columns}
    names: list[str] = []
    for number, label in enumerate(labels, 1):
        name = re.sub("[^A-Za-z0-9]+", "_", label).strip("_")[:60] or f"channel_{number}"
        if name in taken:
            name = f"{name}_{number}"
        while name in taken:
            name += "_"
        taken.add(name)
        names.append(name)
    return names


def _meaning(number: int, label: str, stream: str) -> str:
    name = "".join(letter if letter.isprintable() else " " for letter in label).strip()
    return f"channel {number} of the stream {stream}" + (f": {name}" if name else "")
