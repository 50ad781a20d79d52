"""XDF export: one file per session, one stream per series. Markers become a stream of texts."""

from edge.intended_purpose import purpose
from edge.study.coverage import usual_step_s
from edge.study.dictionary import TIME
from edge.study.export.content import ExportContent
from edge.study.export.csv_files import TABLES_TEXT, write_tables
from edge.study.export.folder import PrivateFolder
from edge.study.export.selection import ChosenSession
from edge.study.export.tables import series_rows, stream_facts, sync_offsets_text
from edge.study.export.xdf import XdfChannel, XdfStream, xdf_file

LAYOUT = (
    "`w1_session-01.xdf` is the first session of `w1`, with one stream per series. Each sample has its own time, in "
    "seconds since 1970. The nominal rate is 0, so that programs keep these times; the usual rate is in the "
    "description as `usual_rate_hz`. `dictionary.csv` lists the unit and meaning of each channel; `participants.csv` "
    "and `sessions.csv` list who was recorded and what. A missing number is NaN. The samples of another program's "
    "stream keep its type; its name, rate and clock error are in the description as "
    f"`stream_…`. {TABLES_TEXT}"
)
TYPES = {
    "kit": "Kit",
    "beats": "Beats",
    "face": "Face",
    "sound": "Sound",
    "answers": "Answers",
    "events": "Markers",
    "clock": "Clock",
    "stream": "Stream",
    "streamclock": "Clock",
}


def write_xdf(folder: PrivateFolder, content: ExportContent) -> None:
    """Write all files of the XDF export. Raises StudyError or StudyStorageError."""
    write_tables(folder, content)
    for participant in content.selection.participants:
        for chosen in participant.sessions:
            streams = [_xdf_stream(participant.name, chosen, name) for name in chosen.names]
            folder.write(f"{participant.name}_session-{chosen.label}.xdf", xdf_file(streams))


def _xdf_stream(participant: str, chosen: ChosenSession, name: str) -> XdfStream:
    series, columns = chosen.describe_series(name), chosen.read_series(name)
    about = stream_facts(chosen, name)
    wanted = [column for column in series.columns if column is not TIME]
    is_text = any(column.kind == "text" for column in wanted)
    times_s = columns[TIME.name]
    values = [columns[column.name].tolist() for column in wanted]
    texts = list(series_rows(series, columns, [column.name for column in wanted]))
    notes = {"participant": participant, "session": chosen.label, "sync": sync_offsets_text(chosen.session.info.sync)}
    notes["intended_purpose"] = purpose("research", "en")
    step_s = usual_step_s(times_s)  # type: ignore[arg-type]
    if step_s > 0 and not is_text:
        notes["usual_rate_hz"] = f"{1 / step_s:.4g}"
    notes.update({f"stream_{key}": text for key, text in about.items()})
    return XdfStream(
        name=f"{participant}_session-{chosen.label}_{name}",
        type=about.get("type") or TYPES[series.name],
        channels=[XdfChannel(column.name, column.unit, column.meaning) for column in wanted],
        times_s=times_s.tolist(),
        samples=texts if is_text else list(zip(*values, strict=True)),
        is_text=is_text,
        notes=notes,
    )
