"""Streams of other programs in a study: a recorded session with them, and a library that plays them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from edge.study.sessions import SessionInfo, StudySession
from edge.study.streams import StreamChannel, StreamFormat
from edge.study.study import Study
from tests.doubles.study import START_S

EYE = StreamFormat("Tobii", "lab-1", "Gaze", 50.0, False, (StreamChannel("x", "px"), StreamChannel("y", "px")))
STIMULUS = StreamFormat("Stimulus", "lab-1", "Markers", 0.0, True, (StreamChannel("", ""),))


def record_streams(study: Study, name: str, value: float, text: str) -> StudySession:
    """A session of 2 s with the gaze `value`, and `text` from another program. One sample comes late."""
    info = SessionInfo(
        START_S,
        START_S + 2,
        sources={"stream-eye": "Tobii at lab-1", "stream-stim": "Stimulus at lab-1"},
        rates_hz={"stream-eye": 50.0},
        streams={"eye": EYE, "stim": STIMULUS},
    )
    session = study.stored.add_session(name, info)
    order = [*range(50), 51, 50, *range(52, 100)]
    rows: dict[str, list[tuple[float | str | None, ...]]] = {
        "stream-eye": [(START_S + step / 50, 100 + step / 50, value, step / 7) for step in order],
        "streamclock-eye": [(START_S, START_S - 100, 0.0001), (START_S + 1, START_S - 100, 0.0002)],
        "stream-stim": [(START_S + 1, 101.0, text)],
        "events": [(START_S, "session_start", "", None, None, "session")],
    }
    for series, lines in rows.items():
        writer = study.stored.open_series_writer(session, series)
        for line in lines:
            writer.add_row(*line)
        writer.close(START_S + 2)
    study.stored.store_file_hashes(session)
    return session


@dataclass
class Sender:
    """A program that sends a stream. Its samples are read once; `is_gone`: it has ended."""

    name: str = "Tobii"
    host: str = "here"
    rows: list[list[Any]] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)
    labels: Sequence[str | None] | None = ("x", "y")
    is_text: bool = False
    rate_hz: float = 50.0
    is_gone: bool = False
    opened: int = 0
    closed: int = 0

    def send(self, at_s: float, *row: Any) -> None:
        """Send one sample with its time."""
        self.rows.append(list(row))
        self.times_s.append(at_s)

    def hostname(self) -> str:
        return self.host

    def type(self) -> str:
        return "Markers" if self.is_text else "Gaze"

    def nominal_srate(self) -> float:
        return self.rate_hz

    def channel_format(self) -> int:
        return 3 if self.is_text else 1

    def channel_count(self) -> int:
        return 1 if self.labels is None else len(self.labels)

    def get_channel_labels(self) -> Sequence[str | None] | None:
        return self.labels

    def get_channel_units(self) -> Sequence[str | None] | None:
        return None


class Inlet:
    """A connection to a sender."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        sender.opened += 1

    def info(self, timeout: float) -> Sender:
        self._require_sender()
        return self._sender

    def pull_chunk(self, timeout: float, max_samples: int) -> tuple[list[list[Any]], list[float]]:
        self._require_sender()
        one = self._sender
        rows, times_s = one.rows[:max_samples], one.times_s[:max_samples]
        del one.rows[:max_samples], one.times_s[:max_samples]
        return rows, times_s

    def close_stream(self) -> None:
        self._sender.closed += 1

    def _require_sender(self) -> None:
        if self._sender.is_gone:
            raise RuntimeError("the stream has been lost.")


class Pylsl:
    """The part of pylsl that reads streams. Its clock is `clock_s`."""

    def __init__(self, senders: Sequence[Sender]) -> None:
        self.senders = list(senders)
        self.clock_s = 500.0

    def local_clock(self) -> float:
        return self.clock_s

    def resolve_byprop(self, key: str, value: str, minimum: int, timeout: float) -> list[Sender]:
        assert key == "name"
        return [one for one in self.senders if one.name == value and not one.is_gone]

    def StreamInlet(self, info: Sender, recover: bool) -> Inlet:  # noqa: N802  the name is pylsl's
        assert not recover
        return Inlet(info)


class Library:
    """The library of a session, without any socket."""

    def __init__(self, *senders: Sender) -> None:
        self.pylsl = Pylsl(senders)
        self.correction: tuple[float, float | None] = (0.25, 0.0001)
        self.is_mute = False

    def measure_correction(self, inlet: Any, timeout_s: float) -> tuple[float, float | None]:
        if self.is_mute:
            raise RuntimeError("no answer")
        return self.correction
