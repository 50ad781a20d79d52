"""Rows of events.tsv: ads and rest periods with their duration, markers, and heart beats."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from edge.study.dictionary import BEATS, EVENT_TYPES, EVENTS, MISSING, Column, find_series
from edge.study.export.scenes import SceneShowing, scene_showings
from edge.study.export.selection import ChosenSession
from edge.study.scenes import Scene
from edge.study.series import Columns, format_cell

SPANS = {
    "advert": "an ad is shown; name is its creative",
    "scene": "a scene of an ad is shown; name is the creative of the ad",
    "baseline": "rest before the first ad",
}
BEAT, STREAM_TEXT = "beat", "stream_text"
SCENES = "scenes"
"""Origin of the events that come from a file of scenes."""
_ENDS = {"advert_end": "advert", "baseline_end": "baseline"}
_STARTS = {"advert_start": "advert", "baseline_start": "baseline"}

LEVELS = {
    **SPANS,
    **{name: meaning for name, meaning in EVENT_TYPES.items() if name not in {*_ENDS, *_STARTS}},
    BEAT: "a heart beat; name is the series of its kit",
    STREAM_TEXT: "a text of another program's stream; name is the text, origin is the series of the stream",
}
COLUMNS = {
    "onset": ("s", "start of the event, from the start of the session"),
    "duration": ("s", "duration of the event; 0 for a single moment"),
    "trial_type": ("", "kind of event"),
    "name": ("", "creative, text of a mark, key, source or series"),
    "media_from_s": ("s", "second of the ad at the onset"),
    "error_s": ("s", "largest error of the onset"),
    "origin": ("", "source of the event"),
    "interval_ms": ("ms", "beats: interval since the previous beat; missing after a gap"),
    "accepted": ("", "beats: 1 if the interval counts as the interval between two successive beats"),
    "scene": ("", "scenes: label of the scene"),
}


@dataclass(frozen=True, slots=True)
class BidsEvent:
    """One row of events.tsv. Times are in seconds from the start of the session; texts are as written to the file."""

    onset_s: float
    duration_s: float | None
    type: str
    name: str
    media_s: str = MISSING
    error_s: str = MISSING
    origin: str = MISSING
    interval_ms: str = MISSING
    accepted: str = MISSING
    scene: str = MISSING

    @property
    def row_cells(self) -> tuple[str, ...]:
        """Cells of the row in the order of COLUMNS."""
        duration = MISSING if self.duration_s is None else f"{self.duration_s:.6f}"
        texts = (
            self.type,
            self.name,
            self.media_s,
            self.error_s,
            self.origin,
            self.interval_ms,
            self.accepted,
            self.scene,
        )
        return f"{self.onset_s:.6f}", duration, *texts


def bids_events(chosen: ChosenSession, scenes: Sequence[Scene] = ()) -> list[BidsEvent]:
    """All events of a session and showings of scenes, in order of onset. Raises StudyError or StudyStorageError."""
    start_s = chosen.session.info.started_s
    events: list[BidsEvent] = []
    if EVENTS.name in chosen.names:
        events += _join_spans(list(_markers(chosen.read_series(EVENTS.name), start_s)))
    events += _scene_events(scene_showings(chosen, scenes), start_s)
    for name in chosen.names:
        if find_series(name) is BEATS:
            events += _beats(name, chosen.read_series(name), start_s)
        elif chosen.session.info.is_text_stream(name):
            events += _stream_texts(name, chosen, start_s)
    return sorted(events, key=lambda event: event.onset_s)


def _markers(columns: Columns, start_s: float) -> Iterator[BidsEvent]:
    names = ("name", "media_s", "error_s", "origin")
    texts = [[format_cell(_column(name), value) for value in columns[name].tolist()] for name in names]
    for at_s, kind, *rest in zip(columns["time_s"].tolist(), columns["type"].tolist(), *texts, strict=True):
        yield BidsEvent(at_s - start_s, 0.0, str(kind), *rest)


def _join_spans(markers: list[BidsEvent]) -> Iterator[BidsEvent]:
    """Join the start and the end of each period into one row. A period without a known end has no duration."""
    is_open: dict[str, int] = {}
    events: list[BidsEvent] = []
    for marker in markers:
        if marker.type in _STARTS:
            kind = _STARTS[marker.type]
            is_open[kind] = len(events)
            events.append(replace(marker, type=kind, duration_s=None))
        elif marker.type in _ENDS:
            place = is_open.pop(_ENDS[marker.type], None)
            if place is not None:
                events[place] = replace(events[place], duration_s=marker.onset_s - events[place].onset_s)
        else:
            events.append(marker)
    yield from events


def _scene_events(showings: Sequence[SceneShowing], start_s: float) -> Iterator[BidsEvent]:
    for one in showings:
        _, _, creative, label, media_s, error_s = one.row_cells
        at_s = one.start_s - start_s
        yield BidsEvent(at_s, one.duration_s, "scene", creative, media_s, error_s, SCENES, scene=label)


def _beats(name: str, columns: Columns, start_s: float) -> Iterator[BidsEvent]:
    intervals, accepted = (
        [format_cell(column, value) for value in columns[column.name].tolist()] for column in BEATS.columns[1:]
    )
    for at_s, interval, counts in zip(columns["time_s"].tolist(), intervals, accepted, strict=True):
        yield BidsEvent(at_s - start_s, 0.0, BEAT, name, interval_ms=interval, accepted=counts)


def _stream_texts(name: str, chosen: ChosenSession, start_s: float) -> Iterator[BidsEvent]:
    columns = chosen.read_series(name)
    texts = [columns[column.name].tolist() for column in chosen.describe_series(name).columns if column.kind == "text"]
    for at_s, *words in zip(columns["time_s"].tolist(), *texts, strict=True):
        yield BidsEvent(at_s - start_s, 0.0, STREAM_TEXT, " ".join(words) or MISSING, origin=name)


def _column(name: str) -> Column:
    return next(column for column in EVENTS.columns if column.name == name)
