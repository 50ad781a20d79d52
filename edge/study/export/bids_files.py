"""Files of a BIDS dataset: one folder per participant and session, with physio recordings and events."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from edge import __version__
from edge.intended_purpose import purpose
from edge.study.attributes import Attribute
from edge.study.dictionary import ANSWERS, BEATS, CLOCK, EVENTS, MISSING, STREAM_CLOCK, TIME, Column, Series
from edge.study.export.bids import events as event_table
from edge.study.export.bids.even import EvenGrid, even_grid
from edge.study.export.bids.events import bids_events
from edge.study.export.comparisons import COLUMNS as COMPARISON_COLUMNS
from edge.study.export.comparisons import comparison_rows
from edge.study.export.content import ExportContent
from edge.study.export.folder import PrivateFolder
from edge.study.export.reliability import COLUMNS as RELIABILITY_COLUMNS
from edge.study.export.reliability import reliability_rows
from edge.study.export.selection import ChosenSession
from edge.study.export.tables import (
    PARTICIPANT_COLUMNS,
    SESSION_COLUMNS,
    Row,
    participant_columns,
    participant_row,
    series_rows,
    session_row,
    stream_facts,
)
from edge.study.scenes import Scene
from edge.study.series import Columns

VERSION = "1.10.1"
TASK = "adverts"
DERIVED = "derivatives/vitrina"
LAYOUT = (
    "A dataset of the Brain Imaging Data Structure (BIDS). `sub-w1/ses-01/beh` is the first session of `w1`: physio "
    "recordings on even grids without a header line, each with its description in the `.json` beside it, and "
    "`events.tsv` with ads, marks, heart beats and the texts of streams. A cell of a grid contains the nearest sample, "
    "at most 0.75 cells away. Onsets count from the start of the session. `derivatives/vitrina`, if it exists, "
    "compares ads and groups of participants, and has the reliability of the mean curves."
)
TASK_TEXT = "The participant watches ads on a screen and answers questions about them, if there are any."
RESAMPLING = "nearest sample, at most 0.75 cells away"
_NO_PHYSIO = {series.name for series in (BEATS, ANSWERS, EVENTS, CLOCK, STREAM_CLOCK)}


def write_bids(folder: PrivateFolder, content: ExportContent) -> None:
    """Write all files of the BIDS dataset, except README.md. Raises StudyError or StudyStorageError."""
    selection = content.selection
    folder.write_text("dataset_description.json", _json(_dataset_facts(content.name)))
    people = [(f"sub-{one.name}", *participant_row(one, selection.attributes)) for one in selection.participants]
    folder.write_text("participants.tsv", _tsv([("participant_id", *participant_columns(selection)), *people]))
    described = {**_described(PARTICIPANT_COLUMNS), **{one.name: _attribute(one) for one in selection.attributes}}
    folder.write_text("participants.json", _json(described))
    _write_derived(folder, content)
    folder.write_text("sessions.json", _json(_described(SESSION_COLUMNS)))
    for participant in selection.participants:
        subject = f"sub-{participant.name}"
        rows = [(f"ses-{chosen.label}", *session_row(chosen)) for chosen in participant.sessions]
        folder.write_text(f"{subject}/{subject}_sessions.tsv", _tsv([("session_id", *SESSION_COLUMNS), *rows]))
        for chosen in participant.sessions:
            _write_session(folder, subject, chosen, content.scenes)


def _attribute(attribute: Attribute) -> dict[str, Any]:
    units = {"Units": attribute.unit} if attribute.unit else {}
    levels = {"Levels": {value: value for value in attribute.values}} if attribute.values else {}
    return {"Description": attribute.meaning or attribute.name, **units, **levels}


def _write_derived(folder: PrivateFolder, content: ExportContent) -> None:
    """Write comparisons and reliability as a derived dataset. Without them there is none."""
    tables = {
        "comparisons": (COMPARISON_COLUMNS, list(comparison_rows(content))),
        "reliability": (RELIABILITY_COLUMNS, list(reliability_rows(content))),
    }
    written = {name: table for name, table in tables.items() if table[1]}
    if not written:
        return
    facts = {**_dataset_facts(f"{content.name}: {' and '.join(written)}"), "DatasetType": "derivative"}
    folder.write_text(f"{DERIVED}/dataset_description.json", _json(facts))
    for name, (columns, rows) in written.items():
        folder.write_text(f"{DERIVED}/{name}.tsv", _tsv([tuple(columns), *rows]))
        folder.write_text(f"{DERIVED}/{name}.json", _json(_described(columns)))


def _write_session(folder: PrivateFolder, subject: str, chosen: ChosenSession, scenes: Sequence[Scene]) -> None:
    stem = f"{subject}/ses-{chosen.label}/beh/{subject}_ses-{chosen.label}_task-{TASK}"
    rows = [event.row_cells for event in bids_events(chosen, scenes)]
    folder.write_text(f"{stem}_events.tsv", _tsv([tuple(event_table.COLUMNS), *rows]))
    folder.write_text(f"{stem}_events.json", _json(_events()))
    if ANSWERS.name in chosen.names:
        folder.write_text(f"{stem}_beh.tsv", _tsv(_answers(chosen)))
        folder.write_text(f"{stem}_beh.json", _json(_answer_columns()))
    for name in chosen.names:
        series = chosen.describe_series(name)
        if series.name in _NO_PHYSIO or chosen.session.info.is_text_stream(name):
            continue
        columns = chosen.read_series(name)
        grid = even_grid(columns[TIME.name])  # type: ignore[arg-type]
        if len(grid.rows):
            file = f"{stem}_recording-{name.rpartition('-')[2]}_physio"  # a label has no hyphen
            folder.write(f"{file}.tsv.gz", _physio(series, columns, grid))
            start_s = grid.start_s - chosen.session.info.started_s
            about = {f"Stream{key.title().replace('_', '')}": text for key, text in stream_facts(chosen, name).items()}
            folder.write_text(f"{file}.json", _json({**_recording_facts(series, grid.hz, start_s), **about}))


def _answers(chosen: ChosenSession) -> Iterator[Row]:
    """Rows of the answers. Their times are seconds of the session instead of clock times."""
    columns = chosen.read_series(ANSWERS.name)
    onsets_s = columns[TIME.name] - chosen.session.info.started_s  # type: ignore[operator]
    rows = series_rows(ANSWERS, columns, ANSWERS.column_names[1:])
    yield "onset", *ANSWERS.column_names[1:]
    for onset_s, row in zip(onsets_s.tolist(), rows, strict=True):
        yield f"{onset_s:.3f}", *row


def _answer_columns() -> dict[str, Any]:
    described = {column.name: column.meaning for column in _columns(ANSWERS)}
    about = _described({"onset": "second of the session at which the answers were given", **described})
    return {"TaskName": TASK, "TaskDescription": TASK_TEXT, **about}


def _physio(series: Series, columns: Columns, grid: EvenGrid) -> bytes:
    """Gzip-compressed cells of a grid. The gzip header contains no time (`mtime` is 0) and no file name."""
    wanted = _columns(series)
    rows = list(series_rows(series, columns, [column.name for column in wanted]))
    nothing = (MISSING,) * len(wanted)
    return gzip.compress(_tsv(rows[row] if row >= 0 else nothing for row in grid.rows.tolist()).encode(), mtime=0)


def _columns(series: Series) -> list[Column]:
    return [column for column in series.columns if column is not TIME]


def _recording_facts(series: Series, hz: float, start_s: float) -> dict[str, Any]:
    columns = _columns(series)
    described = {column.name: {"Description": column.meaning, "Units": column.unit} for column in columns}
    facts = {
        "TaskName": TASK,
        "PhysioType": "generic",
        "SamplingFrequency": hz,
        "StartTime": round(start_s, 6),
        "Columns": [column.name for column in columns],
        "Resampling": RESAMPLING,
    }
    return {**facts, **{name: about for name, about in described.items() if name not in facts}}


def _dataset_facts(name: str) -> dict[str, Any]:
    return {
        "Name": name,
        "BIDSVersion": VERSION,
        "DatasetType": "raw",
        "License": "not stated: see README.md and the consent that the participants signed",
        "Authors": ["not stated"],
        "GeneratedBy": [{"Name": "Vitrina", "Version": __version__, "Description": purpose("research", "en")}],
    }


def _events() -> dict[str, Any]:
    described: dict[str, Any] = {
        name: {"Description": meaning, **({"Units": unit} if unit else {})}
        for name, (unit, meaning) in event_table.COLUMNS.items()
    }
    described["trial_type"]["Levels"] = event_table.LEVELS
    return {"TaskName": TASK, "TaskDescription": TASK_TEXT, **described}


def _described(columns: Mapping[str, str]) -> dict[str, Any]:
    return {name: {"Description": meaning} for name, meaning in columns.items()}


def _tsv(rows: Iterable[Row]) -> str:
    return "".join("\t".join(row) + "\n" for row in rows)


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, indent=1, ensure_ascii=False) + "\n"
