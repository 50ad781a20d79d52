"""The data dictionary: one table with every series of a session and all its columns.

Recording, exports, reports and docs/reference/data-dictionary.md take names, units, ranges and missing values from this
table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from edge.consent.record import SCOPES, STREAM_SCOPE
from edge.events import EXPRESSIONS

MISSING = "n/a"
"""Text of a missing value in every table. It becomes NaN in a column of numbers, and an empty text in a text column."""

STUDY = "study"
"""Scope of data about the session itself. It needs no consent: every session has it."""

Kind = Literal["number", "flag", "text"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a series. `low` and `high` are the limits of its values; None: no limit.

    `digits`: decimal places; None: as many as the value needs.
    """

    name: str
    unit: str
    meaning: str
    low: float | None = None
    high: float | None = None
    digits: int | None = 4
    kind: Kind = "number"
    missing: str = MISSING  # "": a value is never missing


@dataclass(frozen=True, slots=True)
class Series:
    """One table of a session. `scope`: the consent scope that it needs. `rate`: how often a row is written.

    `is_numbered`: each kit has such a table, with the kit's number in its name, such as `kit1`. `record_bytes`: size of
    the encrypted record of one second at the highest rate.
    """

    name: str
    title: str
    scope: str
    rate: str
    columns: tuple[Column, ...]
    is_numbered: bool = False
    record_bytes: int = 256

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _flag(name: str, meaning: str, missing: str = MISSING) -> Column:
    return Column(name, "1", meaning, 0, 1, 0, "flag", missing)


def _text(name: str, meaning: str, missing: str = MISSING) -> Column:
    return Column(name, "text", meaning, kind="text", missing=missing)


TIME = Column("time_s", "s", "seconds since 1970 (UTC) on the clock of the session", 0, digits=6, missing="")

_CLASSES = tuple(
    Column(f"p_{name}", "1", f"probability of the FER+ class {name} for the participant's face", 0, 1)
    for name in EXPRESSIONS
)

KIT = Series(
    "kit",
    "Samples of a sensor kit",
    "kits",
    "the kit's own rate",
    (
        TIME,
        Column(
            "device_s",
            "s",
            "the kit's own clock at the sample, with any origin; missing for a kit without a clock",
            digits=6,
        ),
        Column("conductance_us", "uS", "skin conductance; 0 while the electrodes touch no skin", 0, 100),
        Column("pulse", "1", "pulse wave, as a share of the converter's range", 0, 1),
        Column(
            "heart_rate_bpm",
            "1/min",
            "heart rate, from the pulse or the intervals, otherwise as the kit reports it",
            20,
            250,
            1,
        ),
        Column("interval_ms", "ms", "interval between two beats as the kit reports it", 0, 10_000, 1),
        Column("quality", "1", "quality of the conductance, from 0 to 1; missing without electrodes", 0, 1, 2),
    ),
    is_numbered=True,
    record_bytes=4096,
)

BEATS = Series(
    "beats",
    "Heart beats found in the samples of a kit",
    "kits",
    "one row per beat",
    (
        TIME,
        Column("interval_ms", "ms", "interval since the previous beat; missing after a gap", 0, 10_000, 1),
        _flag("accepted", "1: the interval counts as the interval between two successive beats", ""),
    ),
    is_numbered=True,
)

FACE = Series(
    "face",
    "The participant's face",
    "face",
    "5 Hz, on an even grid",
    (
        TIME,
        *_CLASSES,
        Column("valence", "1", "pleasantness, estimated from the face", -1, 1),
        Column("arousal", "1", "activation, estimated from the face", -1, 1),
        Column(
            "yaw_deg",
            "deg",
            "horizontal angle of the head from the screen's centre; above 0: to the right in the image",
            -180,
            180,
            1,
        ),
        Column(
            "pitch_deg", "deg", "vertical angle of the head from the screen's centre; above 0: upwards", -180, 180, 1
        ),
        _flag("attentive", "1: the head is turned to the screen"),
        Column("face_height_px", "px", "height of the face in the camera's frame", 0, digits=1),
        _flag("abstained", "1: the expression model gave no class for this face"),
        _flag("no_data", "1: there is no face to analyse, for any reason; all other values in the row are missing", ""),
    ),
    record_bytes=1024,
)

SOUND = Series(
    "sound",
    "Sound of the room",
    "voice",
    "one row per decision of the voice model",
    (
        TIME,
        Column("duration_s", "s", "length of the sound that ends at time_s", 0, missing=""),
        Column("level_db", "dB", "sound level, relative to full scale", -200, 20, 1),
        _flag("laughter", "1: somebody laughs; missing while the sound may come from the ad"),
    ),
)

ANSWERS = Series(
    "answers",
    "Answers to the questions of a questionnaire",
    "answers",
    "one row per question, when the participant gives the answers",
    (
        TIME,
        Column("response_time_s", "s", "time from the first view of the questions to their answers", 0, digits=3),
        _text("creative", "the ad after which the question was asked; missing at the end of the session"),
        _text("questionnaire", "title of the questionnaire", ""),
        _text("question", "id of the question", ""),
        _text("kind", "slider, choice, scale or text", ""),
        Column("number", "1", "answer to a slider (0 to 100) or a scale (1 to 9); otherwise missing", 0, 100, 0),
        _text("text", "answer to a choice or a free text; a JSON list if several choices are allowed"),
    ),
    record_bytes=4096,
)

EVENTS = Series(
    "events",
    "Markers of a session",
    STUDY,
    "one row per marker",
    (
        TIME,
        _text("type", "kind of marker, as listed below", ""),
        _text("name", "creative, text of a mark, or key"),
        Column("media_s", "s", "second of the ad at the marker", 0),
        Column("error_s", "s", "largest error of time_s", 0, digits=6),
        _text("origin", "source of the marker: player, key, command, socket, lsl, page or session", ""),
    ),
)

CLOCK = Series(
    "clock",
    "Clocks of the computer during a session",
    STUDY,
    "one row every 5 s",
    (
        TIME,
        Column(
            "machine_s",
            "s",
            "the computer's own clock at that time; a step of that clock is visible only here",
            0,
            digits=6,
            missing="",
        ),
        Column("lsl_s", "s", "the clock of the Lab Streaming Layer at that time; missing without it", digits=6),
    ),
)

STREAM = Series(
    "stream",
    "Samples of a stream of another program, followed by one column per channel of the stream",
    "the stream's own scope",
    "the stream's own rate",
    (
        TIME,
        Column("device_s", "s", "the time of the sample on the clock of the computer that sent it", digits=6),
    ),
    record_bytes=4096,
)

STREAM_CLOCK = Series(
    "streamclock",
    "Clock of the computer that sends a stream",
    "the stream's own scope",
    "one row every 5 s while the stream is connected",
    (
        TIME,
        Column("offset_s", "s", "time_s minus device_s of the stream's samples from now on", digits=6),
        Column("error_s", "s", "largest error of offset_s: the round trip of the measurement", 0, digits=6),
    ),
)

EVENT_TYPES = {
    "session_start": "the recording starts",
    "session_end": "the recording ends",
    "baseline_start": "the rest before the first ad starts",
    "baseline_end": "the rest ends",
    "advert_start": "an ad starts; name is its creative",
    "advert_end": "the ad ends",
    "questions_start": "questions are asked; name is the ad before them, if they are about an ad",
    "questions_end": "the questions are answered or closed; name as at their start",
    "mark": "a marker from a person or a program",
    "source_lost": "a source stops sending data; name is the source",
    "source_back": "the source sends data again",
    "pause_start": "the session leader pauses; no participant data is recorded during a pause",
    "pause_end": "the pause ends",
    "scope_end": "the consent to a scope ended, and its recording stopped; name is the scope",
    "dropped": "values were lost because the computer was too slow; name is the number of values",
}
"""Allowed values of `type` in the series `events`."""

SERIES = (KIT, BEATS, FACE, SOUND, ANSWERS, EVENTS, CLOCK)
STREAM_SERIES = (STREAM, STREAM_CLOCK)
"""Series of a stream, which have the stream's scope in their name, such as `stream-eye`."""
_BY_NAME = {series.name: series for series in (*SERIES, *STREAM_SERIES)}


def find_series(name: str, channels: Sequence[Column] = ()) -> Series:
    """Definition of a series by its file name without extension, such as `kit1`, `face` or `stream-eye`.

    `channels`: columns of the channels of a stream. Raises KeyError for an unknown name.
    """
    series = _find_series(name)
    if series is None:
        raise KeyError(name)
    return replace(series, columns=(*series.columns, *channels)) if channels else series


def is_stream(name: str) -> bool:
    """True for the name of a series with the samples of a stream."""
    return name.startswith(f"{STREAM.name}-") and is_series(name)


def is_reserved_scope(scope: str) -> bool:
    """True if a stream cannot have this scope, because another scope or series has this name."""
    return scope in (*SCOPES, STUDY) or re.sub("[0-9]+$", "", scope) in _BY_NAME


def is_series(name: str) -> bool:
    """True if a file of this name contains a series, and False for any unrelated file in the folder."""
    return _find_series(name) is not None


def _find_series(name: str) -> Series | None:
    kind, dash, scope = name.partition("-")
    if dash:
        is_known = kind in {series.name for series in STREAM_SERIES} and re.fullmatch(STREAM_SCOPE, scope)
        return replace(_BY_NAME[kind], scope=scope) if is_known else None
    match = re.fullmatch("([a-z]+)([1-9][0-9]*)?", name)
    series = _BY_NAME.get(match[1]) if match else None
    if series in STREAM_SERIES or not match or not series or bool(match[2]) != series.is_numbered:
        return None
    return series
