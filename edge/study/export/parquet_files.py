"""Parquet export: one file per series and session. Its schema has the dictionary's types, units and meanings."""

from importlib.util import find_spec
from io import BytesIO
from typing import Any

from edge.intended_purpose import purpose
from edge.study.dictionary import Column, Series
from edge.study.errors import StudyError
from edge.study.export.content import ExportContent
from edge.study.export.csv_files import TABLES_TEXT, write_tables
from edge.study.export.folder import PrivateFolder
from edge.study.series import Columns

LAYOUT = (
    "`w1/session-01/kit1.parquet` is the series `kit1` of the first session of `w1`. The schema of the file and "
    "`dictionary.csv` contain the unit and meaning of each column; `participants.csv` and `sessions.csv` list who was "
    "recorded and what. A missing value is null. "
    f"{TABLES_TEXT}"
)
MISSING_PACKAGE = (
    "study: Parquet needs the package pyarrow, which is not installed. Install it: pip install 'vitrina[analysis]'. "
    "Or export csv."
)


def require_pyarrow() -> None:
    """Raise StudyError if the package pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise StudyError(MISSING_PACKAGE)


def write_parquet(folder: PrivateFolder, content: ExportContent) -> None:
    """Write all files of the Parquet export. Raises StudyError or StudyStorageError."""
    write_tables(folder, content)
    for participant in content.selection.participants:
        for chosen in participant.sessions:
            for name in chosen.names:
                path = f"{participant.name}/session-{chosen.label}/{name}.parquet"
                folder.write(path, _parquet_bytes(chosen.describe_series(name), chosen.read_series(name)))


def _parquet_bytes(series: Series, columns: Columns) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = [pa.field(column.name, _type(column), metadata=_metadata(column)) for column in series.columns]
    arrays = [
        pa.array(_values(column, columns), field.type) for column, field in zip(series.columns, fields, strict=True)
    ]
    file = BytesIO()
    schema = pa.schema(fields, metadata={"intended_purpose": purpose("research", "en")})
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), file, compression="zstd")
    return file.getvalue()


def _type(column: Column) -> Any:
    import pyarrow as pa

    return {"number": pa.float64(), "flag": pa.bool_(), "text": pa.string()}[column.kind]


def _metadata(column: Column) -> dict[str, str]:
    return {"unit": column.unit, "meaning": column.meaning}


def _values(column: Column, columns: Columns) -> list[Any]:
    values: list[Any] = columns[column.name].tolist()
    if column.kind == "text":
        return [value or None for value in values]
    known = [None if value != value else value for value in values]  # NaN differs from itself
    return [None if value is None else bool(value) for value in known] if column.kind == "flag" else known
