"""Tables that every export contains: rows of a series as text, participants, sessions, and the data dictionary."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timezone

from edge.intended_purpose import purpose
from edge.messages.wire import time_text
from edge.study.attributes import Attribute, attribute_text
from edge.study.dictionary import EVENT_TYPES, MISSING, SERIES, Column, Series, find_series
from edge.study.export.selection import ChosenParticipant, ChosenSession, Selection
from edge.study.series import Columns, format_cell
from edge.study.sessions import SessionInfo, SyncResult
from edge.study.streams import stream_clock_name

NOT_MEASURED = "not measured"
TYPES = {"number": "float64", "flag": "boolean", "text": "string"}
"""pandas type for each kind of column in the data dictionary."""
ATTRIBUTE_TYPES = {"integer": "Int64", "number": "float64", "choice": "category", "text": "string"}
"""pandas type for each type of attribute."""

SESSION_COLUMNS = {
    "duration_s": "duration of the session in seconds",
    "complete": "1: the session was closed; 0: it was cut short, and is stored up to its last value",
    "sync": f"measured offsets between devices with their spread and day; '{NOT_MEASURED}' if there is no measurement",
    "networks": "models used for face and voice",
    "version": "version of Vitrina that made the recording",
}
PARTICIPANT_COLUMNS = {
    "consent": "scopes of the consent that was valid when the export was made",
    "sessions": "number of sessions in this export",
}

Row = tuple[str, ...]


def series_rows(series: Series, columns: Columns, names: Sequence[str]) -> Iterator[Row]:
    """Rows of a series as text, with only the columns `names`."""
    wanted = [column for column in series.columns if column.name in names]
    texts = [_texts(column, columns) for column in wanted]
    return zip(*texts, strict=True)


def _texts(column: Column, columns: Columns) -> list[str]:
    return [format_cell(column, value) for value in columns[column.name].tolist()]


def participant_columns(selection: Selection) -> tuple[str, ...]:
    """Names of the columns about participants: those of every study, then its attributes."""
    return (*PARTICIPANT_COLUMNS, *(attribute.name for attribute in selection.attributes))


def participant_row(participant: ChosenParticipant, attributes: Sequence[Attribute]) -> Row:
    """One participant's values for PARTICIPANT_COLUMNS and these attributes."""
    values = (attribute_text(participant.attributes.get(attribute.name)) for attribute in attributes)
    return " ".join(sorted(participant.scopes)), str(len(participant.sessions)), *values


def session_row(chosen: ChosenSession) -> Row:
    """One session's values for SESSION_COLUMNS. A camera's address and a device's path are never exported."""
    info = chosen.session.info
    return (
        MISSING if info.ended_s is None else f"{info.ended_s - info.started_s:.3f}",
        str(int(chosen.is_complete)),
        sync_offsets_text(info.sync),
        networks_used_text(info, chosen.names) or MISSING,
        info.version or MISSING,
    )


def sync_offsets_text(sync: Sequence[SyncResult]) -> str:
    """Measured clock offsets of a session, as one line."""
    if not sync:
        return NOT_MEASURED
    return "; ".join(
        f"{one.pair} {one.offset_s:+.4f} s, spread {one.spread_s:.4f} s, {time_text(one.measured_s)[:10]}, {one.method}"
        for one in sync
    )


def stream_facts(chosen: ChosenSession, name: str) -> dict[str, str]:
    """Name, type, nominal rate and largest clock error of the stream in this series; empty for any other series.

    The name of the computer that sent the stream is never exported.
    """
    stream = chosen.session.info.stream_format(name)
    if stream is None:
        return {}
    facts = {"name": stream.name, "type": stream.type, "nominal_rate_hz": f"{stream.rate_hz:g}"}
    clock = stream_clock_name(find_series(name).scope)
    if clock in chosen.names:
        errors_s = [float(value) for value in chosen.read_series(clock)["error_s"].tolist() if value == value]
        facts["clock_error_s"] = f"{max(errors_s):.6f}" if errors_s else MISSING
    return facts


def networks_used_text(info: SessionInfo, names: Sequence[str]) -> str:
    """Models used for the exported series, as one line."""
    tasks = {"expression": "face", "voice": "sound"}
    return "; ".join(f"{task} {label}" for task, label in sorted(info.models.items()) if tasks.get(task) in names)


def dictionary_rows(selection: Selection) -> Iterator[Row]:
    """Rows of the data dictionary for all series and attributes of an export. The first row contains the column titles.

    Each stream has its own rows: its columns, as the sending program named them in any session.
    """
    yield "series", "column", "unit", "type", "lowest", "highest", "missing", "meaning"
    for (name, _), column in _exported_columns(selection).items():
        limits = ("" if limit is None else f"{limit:g}" for limit in (column.low, column.high))
        yield name, column.name, column.unit, TYPES[column.kind], *limits, column.missing, column.meaning
    for one in selection.attributes:
        limits = ("" if limit is None else f"{limit:g}" for limit in (one.low, one.high))
        meaning = "; ".join(filter(None, (one.meaning, one.allowed_text if one.values else "")))
        yield "participants", one.name, one.unit, ATTRIBUTE_TYPES[one.type], *limits, MISSING, meaning


def readme_text(title: str, selection: Selection, at_s: float, layout: str) -> str:
    """Text of the export's README.md. It does not name excluded people."""
    day = datetime.fromtimestamp(at_s, timezone.utc).date()
    personal = [attribute.name for attribute in selection.attributes if attribute.is_personal]
    private = [one.name for one in selection.participants if "share" not in one.scopes]
    people, sessions = (
        count_with_noun(len(selection.participants), "participant"),
        count_with_noun(selection.session_count, "session"),
    )
    parts = [
        f"# {title}",
        f"Export of a study by Vitrina on {day}: {people}, {sessions}.",
        f"Intended purpose: {purpose('research', 'en')}",
        layout,
        "Participants have pseudonyms. All of them consented to the data in these files. If a participant withdraws, "
        "delete their data here by hand: the study then lists this export.",
        "A missing value is `n/a`. Times of all series of a session are on one clock, which never steps. If the "
        f"offset between the devices of a session was not measured, its column `sync` says `{NOT_MEASURED}`.",
        "Numbers about faces are the output of a model: class probabilities, not feelings.",
        "Types of markers: " + "; ".join(f"`{name}`: {meaning}" for name, meaning in EVENT_TYPES.items()) + ".",
    ]
    if personal:
        parts.append(f"**The tables of participants contain personal data**: {', '.join(personal)}.")
    if private:
        parts.append(f"**Do not pass this on**: {', '.join(private)} did not agree to it.")
    return "\n\n".join(parts) + "\n"


def count_with_noun(number: int, noun: str) -> str:
    """A number with its noun in the singular or plural."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _exported_columns(selection: Selection) -> dict[tuple[str, str], Column]:
    """Columns of all exported series, by series and column, in the order of the data dictionary; then the streams."""
    sessions = [one for participant in selection.participants for one in participant.sessions]
    names = sorted({name for one in sessions for name in one.names})
    known = {find_series(name) for name in names}
    columns = {(series.name, column.name): column for series in SERIES if series in known for column in series.columns}
    for name in names:
        if find_series(name) not in SERIES:
            described = (one.describe_series(name) for one in sessions if name in one.names)
            columns.update({(name, column.name): column for series in described for column in series.columns})
    return columns
