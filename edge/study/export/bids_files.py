"""Files of a BIDS dataset: one folder per participant and session, with physio recordings and events."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from edge import __version__
from edge.study.dictionary import ANSWERS, BEATS, CLOCK, EVENTS, MISSING, TIME, Column, find_series
from edge.study.export.bids import events as event_table
from edge.study.export.bids.even import EvenGrid, even_grid
from edge.study.export.bids.events import bids_events
from edge.study.export.folder import PrivateFolder
from edge.study.export.selection import ChosenSession, Selection
from edge.study.export.tables import (
    PARTICIPANT_COLUMNS,
    SESSION_COLUMNS,
    Row,
    participant_row,
    series_rows,
    session_row,
)
from edge.study.series import Columns

VERSION = "1.10.1"
TASK = "adverts"
LAYOUT = (
    "A dataset of the Brain Imaging Data Structure (BIDS). `sub-w1/ses-01/beh` is the first session of `w1`: physio "
    "recordings on even grids without a header line, each with its description in the `.json` beside it, and "
    "`events.tsv` with ads, marks and heart beats. A cell of a grid contains the nearest sample, at most 0.75 cells "
    "away. Onsets count from the start of the session."
)
TASK_TEXT = "The participant watches ads on a screen and answers questions about them, if there are any."
RESAMPLING = "nearest sample, at most 0.75 cells away"
_NO_PHYSIO = (BEATS, ANSWERS, EVENTS, CLOCK)


def write_bids(folder: PrivateFolder, selection: Selection, name: str) -> None:
    """Write all files of the BIDS dataset, except README.md. Raises StudyError or StudyStorageError."""
    folder.write_text("dataset_description.json", _json(_dataset_facts(name)))
    people = [(f"sub-{one.name}", *participant_row(one)) for one in selection.participants]
    folder.write_text("participants.tsv", _tsv([("participant_id", *PARTICIPANT_COLUMNS), *people]))
    folder.write_text("participants.json", _json(_described(PARTICIPANT_COLUMNS)))
    folder.write_text("sessions.json", _json(_described(SESSION_COLUMNS)))
    for participant in selection.participants:
        subject = f"sub-{participant.name}"
        rows = [(f"ses-{chosen.label}", *session_row(chosen)) for chosen in participant.sessions]
        folder.write_text(f"{subject}/{subject}_sessions.tsv", _tsv([("session_id", *SESSION_COLUMNS), *rows]))
        for chosen in participant.sessions:
            _write_session(folder, subject, chosen)


def _write_session(folder: PrivateFolder, subject: str, chosen: ChosenSession) -> None:
    stem = f"{subject}/ses-{chosen.label}/beh/{subject}_ses-{chosen.label}_task-{TASK}"
    rows = [event.row_cells for event in bids_events(chosen)]
    folder.write_text(f"{stem}_events.tsv", _tsv([tuple(event_table.COLUMNS), *rows]))
    folder.write_text(f"{stem}_events.json", _json(_events()))
    if ANSWERS.name in chosen.names:
        folder.write_text(f"{stem}_beh.tsv", _tsv(_answers(chosen)))
        folder.write_text(f"{stem}_beh.json", _json(_answer_columns()))
    for name in chosen.names:
        if find_series(name) in _NO_PHYSIO:
            continue
        columns = chosen.read_series(name)
        grid = even_grid(columns[TIME.name])  # type: ignore[arg-type]
        if len(grid.rows):
            folder.write(f"{stem}_recording-{name}_physio.tsv.gz", _physio(name, columns, grid))
            start_s = grid.start_s - chosen.session.info.started_s
            folder.write_text(f"{stem}_recording-{name}_physio.json", _json(_recording_facts(name, grid.hz, start_s)))


def _answers(chosen: ChosenSession) -> Iterator[Row]:
    """Rows of the answers. Their times are seconds of the session instead of clock times."""
    columns = chosen.read_series(ANSWERS.name)
    onsets_s = columns[TIME.name] - chosen.session.info.started_s  # type: ignore[operator]
    rows = series_rows(ANSWERS, columns, ANSWERS.column_names[1:])
    yield "onset", *ANSWERS.column_names[1:]
    for onset_s, row in zip(onsets_s.tolist(), rows, strict=True):
        yield f"{onset_s:.3f}", *row


def _answer_columns() -> dict[str, Any]:
    described = {column.name: column.meaning for column in _columns(ANSWERS.name)}
    about = _described({"onset": "second of the session at which the answers were given", **described})
    return {"TaskName": TASK, "TaskDescription": TASK_TEXT, **about}


def _physio(name: str, columns: Columns, grid: EvenGrid) -> bytes:
    """Gzip-compressed cells of a grid. The gzip header contains no time (`mtime` is 0) and no file name."""
    wanted = _columns(name)
    rows = list(series_rows(find_series(name), columns, [column.name for column in wanted]))
    nothing = (MISSING,) * len(wanted)
    return gzip.compress(_tsv(rows[row] if row >= 0 else nothing for row in grid.rows.tolist()).encode(), mtime=0)


def _columns(name: str) -> list[Column]:
    return [column for column in find_series(name).columns if column is not TIME]


def _recording_facts(name: str, hz: float, start_s: float) -> dict[str, Any]:
    columns = _columns(name)
    return {
        "TaskName": TASK,
        "PhysioType": "generic",
        "SamplingFrequency": hz,
        "StartTime": round(start_s, 6),
        "Columns": [column.name for column in columns],
        "Resampling": RESAMPLING,
        **{column.name: {"Description": column.meaning, "Units": column.unit} for column in columns},
    }


def _dataset_facts(name: str) -> dict[str, Any]:
    return {
        "Name": name,
        "BIDSVersion": VERSION,
        "DatasetType": "raw",
        "License": "not stated: see README.md and the consent that the participants signed",
        "Authors": ["not stated"],
        "GeneratedBy": [{"Name": "Vitrina", "Version": __version__}],
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
