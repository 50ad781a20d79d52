"""Signals of a recorded session, without unreliable values. Times are in seconds after its start."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from edge.statistics.columns import Floats, float_array
from edge.study.analysis.coverage import OPEN_US, beat_artefact_times, skin_artefact_times
from edge.study.analysis.heart import INTERVAL_S
from edge.study.coverage import usual_step_s
from edge.study.dictionary import BEATS, KIT, find_series
from edge.study.export.selection import ChosenSession
from edge.study.measures.answers import GivenAnswer, numeric_answers
from edge.study.series import Columns

TRUSTED = 0.5
"""Smallest quality of a kit's skin conductance. If a kit reports no quality, its values are used."""
NO_ARTEFACTS = np.empty(0)


@dataclass(frozen=True, slots=True, eq=False)
class Signal:
    """One signal (n,): times, values (nan where unknown), and the usual sampling rate."""

    name: str
    unit: str
    times_s: Floats
    values: Floats
    hz: float
    artefacts_s: Floats = field(default_factory=lambda: NO_ARTEFACTS)


@dataclass(frozen=True, slots=True)
class ShownAdvert:
    """An ad that was shown, with its start and its end. Without an end, it lasts until the end of the session."""

    creative: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, eq=False)
class SessionSignals:
    """All signals of a session. None: the session does not have this signal.

    `beats_s` and `intervals_s` come from the kit with the most beats.
    """

    participant: str
    length_s: float
    adverts: tuple[ShownAdvert, ...]
    skin: Signal | None
    beats_s: Floats
    intervals_s: Floats
    face: tuple[Signal, ...]
    laughter: Signal | None
    answers: tuple[GivenAnswer, ...] = ()

    @property
    def heart_rate(self) -> Signal | None:
        """Heart rate at each beat, from physiologically possible intervals only."""
        if not self.beats_s.size:
            return None
        usable = (self.intervals_s >= INTERVAL_S[0]) & (self.intervals_s <= INTERVAL_S[1])
        rates = np.where(usable, 60.0 / np.where(usable, self.intervals_s, 1.0), np.nan)
        artefacts_s = beat_artefact_times(self.beats_s, self.intervals_s)
        return Signal("heart rate", "1/min", self.beats_s, float_array(rates), 1.0, artefacts_s)


SMILE, ATTENTION, VALENCE = "smile", "attention", "valence"
_FACE = {SMILE: ("p_happiness", "0 to 1"), ATTENTION: ("attentive", "share"), VALENCE: ("valence", "-1 to 1")}


def read_session_signals(participant: str, chosen: ChosenSession) -> SessionSignals:
    """Read the signals of a session. Raises StudyError or StudyStorageError."""
    info = chosen.session.info
    columns = {name: chosen.read_series(name) for name in chosen.names}
    length_s = _length_s(columns, info.started_s) if info.ended_s is None else info.ended_s - info.started_s
    beats_s, intervals_s = _beats(columns, info.started_s)
    return SessionSignals(
        participant,
        length_s,
        tuple(_shown_adverts(columns.get("events"), info.started_s, length_s)),
        next(_skin_signals(columns, info.started_s), None),
        beats_s,
        intervals_s,
        tuple(_face_signals(columns.get("face"), info.started_s)),
        _laughter(columns.get("sound"), info.started_s),
        tuple(numeric_answers(columns.get("answers"))),
    )


def _length_s(columns: dict[str, Columns], start_s: float) -> float:
    """End of the session in seconds after its start. For a session that was cut short: the time of the last value."""
    last = [float(each["time_s"][-1]) - start_s for each in columns.values() if len(each["time_s"])]
    return max([*last, 0.0])


def _shown_adverts(events: Columns | None, start_s: float, length_s: float) -> Iterator[ShownAdvert]:
    if events is None:
        return
    shown: tuple[str, float] | None = None
    for at_s, kind, name in zip(*(events[column].tolist() for column in ("time_s", "type", "name")), strict=True):
        if kind == "advert_start":
            shown = name, at_s - start_s
        elif kind == "advert_end" and shown is not None:
            yield ShownAdvert(*shown, at_s - start_s)
            shown = None
    if shown is not None:
        yield ShownAdvert(*shown, length_s)


def _skin_signals(columns: dict[str, Columns], start_s: float) -> Iterator[Signal]:
    """Skin conductance of each kit that measures it, without open contacts and low-quality values."""
    for name, each in columns.items():
        if find_series(name) is not KIT or not np.isfinite(float_array(each["conductance_us"])).any():
            continue
        times_s, raw_us = float_array(each["time_s"]), float_array(each["conductance_us"])
        values = np.where(usable_skin_samples(each), raw_us, np.nan)
        times_s = times_s - start_s
        yield Signal("skin conductance", "µS", times_s, values, _hz(times_s), skin_artefact_times(times_s, raw_us))


def usable_skin_samples(kit: Columns) -> NDArray[np.bool_]:
    """Mask with the shape (n,). It is True for usable samples, which have skin contact and good signal quality."""
    raw_us, quality = float_array(kit["conductance_us"]), float_array(kit["quality"])
    return (raw_us >= OPEN_US) & ~(quality < TRUSTED)


def _beats(columns: dict[str, Columns], start_s: float) -> tuple[Floats, Floats]:
    """Heart beats of the kit with the most beats, and the beat intervals in seconds; nan for an unreliable interval."""
    kits = [each for name, each in columns.items() if find_series(name) is BEATS]
    if not kits:
        return np.empty(0), np.empty(0)
    most = max(kits, key=lambda each: len(each["time_s"]))
    intervals_s = np.where(most["accepted"] == 1, float_array(most["interval_ms"]) / 1000.0, np.nan)
    return float_array(most["time_s"]) - start_s, float_array(intervals_s)


def _face_signals(face: Columns | None, start_s: float) -> Iterator[Signal]:
    """Signals of the face that have at least one known value."""
    if face is None:
        return
    times_s = float_array(face["time_s"]) - start_s
    for name, (column, unit) in _FACE.items():
        values = float_array(face[column])
        if np.isfinite(values).any():
            yield Signal(name, unit, times_s, values, _hz(times_s))


def _laughter(sound: Columns | None, start_s: float) -> Signal | None:
    if sound is None or not np.isfinite(float_array(sound["laughter"])).any():
        return None
    times_s = float_array(sound["time_s"]) - start_s
    return Signal("laughter", "share", times_s, float_array(sound["laughter"]), _hz(times_s))


def _hz(times_s: Floats) -> float:
    step_s = usual_step_s(times_s)
    return 1.0 / step_s if step_s > 0 else 1.0
