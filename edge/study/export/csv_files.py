"""CSV export: one file per series and session, with a header line, and the data dictionary as a separate table."""

import csv
from collections.abc import Iterable
from io import StringIO

from edge.study.dictionary import find_series
from edge.study.export.folder import PrivateFolder
from edge.study.export.selection import Selection
from edge.study.export.tables import (
    PARTICIPANT_COLUMNS,
    SESSION_COLUMNS,
    Row,
    dictionary_rows,
    exported_series_names,
    participant_row,
    series_rows,
    session_row,
)

LAYOUT = (
    "`w1/session-01/kit1.csv` is the series `kit1` of the first session of `w1`. `dictionary.csv` lists the unit, "
    "type and meaning of each column; `participants.csv` and `sessions.csv` list who was recorded and what."
)


def write_csv(folder: PrivateFolder, selection: Selection, _name: str) -> None:
    """Write all files of the CSV export. Raises StudyError or StudyStorageError."""
    write_tables(folder, selection)
    for participant in selection.participants:
        for chosen in participant.sessions:
            for name in chosen.names:
                series = find_series(name)
                rows = series_rows(series, chosen.read_series(name), series.column_names)
                path = f"{participant.name}/session-{chosen.label}/{name}.csv"
                folder.write_text(path, csv_text([series.column_names, *rows]))


def write_tables(folder: PrivateFolder, selection: Selection) -> None:
    """Write the tables of the data dictionary, the participants and the sessions."""
    people = [(one.name, *participant_row(one)) for one in selection.participants]
    sessions = [(one.name, each.label, *session_row(each)) for one in selection.participants for each in one.sessions]
    folder.write_text("dictionary.csv", csv_text(dictionary_rows(exported_series_names(selection))))
    folder.write_text("participants.csv", csv_text([("participant", *PARTICIPANT_COLUMNS), *people]))
    folder.write_text("sessions.csv", csv_text([("participant", "session", *SESSION_COLUMNS), *sessions]))


def csv_text(rows: Iterable[Row]) -> str:
    """Rows as CSV text (RFC 4180, but with Unix line endings)."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
