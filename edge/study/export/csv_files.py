"""CSV export: one file per series and session, with a header line, and the data dictionary as a separate table."""

import csv
from collections.abc import Iterable
from io import StringIO

from edge.study.export.comparisons import COLUMNS as COMPARISON_COLUMNS
from edge.study.export.comparisons import comparison_rows
from edge.study.export.content import ExportContent
from edge.study.export.folder import PrivateFolder
from edge.study.export.reliability import COLUMNS as RELIABILITY_COLUMNS
from edge.study.export.reliability import reliability_rows
from edge.study.export.scenes import COLUMNS as SCENE_COLUMNS
from edge.study.export.scenes import scene_showings
from edge.study.export.tables import (
    SESSION_COLUMNS,
    Row,
    dictionary_rows,
    participant_columns,
    participant_row,
    series_rows,
    session_row,
)

TABLES_TEXT = (
    "`comparisons.csv`, if it exists, compares ads and groups of participants; `reliability.csv` has the reliability "
    "of the mean curves; `scenes.csv` lists when each scene of an ad was shown."
)
LAYOUT = (
    "`w1/session-01/kit1.csv` is the series `kit1` of the first session of `w1`. `dictionary.csv` lists the unit, "
    "type and meaning of each column; `participants.csv` and `sessions.csv` list who was recorded and what. "
    f"{TABLES_TEXT}"
)


def write_csv(folder: PrivateFolder, content: ExportContent) -> None:
    """Write all files of the CSV export. Raises StudyError or StudyStorageError."""
    write_tables(folder, content)
    for participant in content.selection.participants:
        for chosen in participant.sessions:
            for name in chosen.names:
                series = chosen.describe_series(name)
                rows = series_rows(series, chosen.read_series(name), series.column_names)
                path = f"{participant.name}/session-{chosen.label}/{name}.csv"
                folder.write_text(path, csv_text([series.column_names, *rows]))


def write_tables(folder: PrivateFolder, content: ExportContent) -> None:
    """Write the tables of the data dictionary, participants, sessions, comparisons, reliability and scenes."""
    selection = content.selection
    people = [(one.name, *participant_row(one, selection.attributes)) for one in selection.participants]
    sessions = [(one.name, each.label, *session_row(each)) for one in selection.participants for each in one.sessions]
    folder.write_text("dictionary.csv", csv_text(dictionary_rows(selection)))
    folder.write_text("participants.csv", csv_text([("participant", *participant_columns(selection)), *people]))
    folder.write_text("sessions.csv", csv_text([("participant", "session", *SESSION_COLUMNS), *sessions]))
    if comparisons := list(comparison_rows(content)):
        folder.write_text("comparisons.csv", csv_text([tuple(COMPARISON_COLUMNS), *comparisons]))
    if reliability := list(reliability_rows(content)):
        folder.write_text("reliability.csv", csv_text([tuple(RELIABILITY_COLUMNS), *reliability]))
    if content.scenes:
        scenes = [
            (one.name, each.label, *showing.row_cells)
            for one in selection.participants
            for each in one.sessions
            for showing in scene_showings(each, content.scenes)
        ]
        folder.write_text("scenes.csv", csv_text([("participant", "session", *SCENE_COLUMNS), *scenes]))


def csv_text(rows: Iterable[Row]) -> str:
    """Rows as CSV text (RFC 4180, but with Unix line endings)."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
