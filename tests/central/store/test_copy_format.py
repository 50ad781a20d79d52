"""Rows in the binary format of COPY are what PostgreSQL reads."""

import struct

import pytest

from central.store.copy_format import ENCODERS, encode_rows
from tests.doubles.postgres import Postgres

TYPES = ("int2", "int4", "int8", "float8", "bool", "bytea", "text")
ROWS = [
    (-(2**15), -(2**31), -(2**63), -0.1, False, b"", ""),
    (2**15 - 1, 2**31 - 1, 2**63 - 1, 1e300, True, bytes(range(256)), "äöü 😀"),
    (None,) * 7,
    (0, 0, 0, 0.01, True, b"\x00\xff", "a\tb\\N\n"),
]


def test_values_arrive_as_they_are(postgres: Postgres) -> None:
    """Limits, nulls and texts that would need escapes in the text format."""
    import io

    from sqlalchemy import make_url

    from central.store.postgres import PostgresDialect

    url = make_url(postgres.new_database()).set(drivername="postgresql+pg8000")
    engine = PostgresDialect(url).build_engine()
    with engine.begin() as connection:
        columns = ", ".join(f"c{number} {kind}" for number, kind in enumerate(TYPES))
        connection.exec_driver_sql(f"CREATE TABLE t (n serial, {columns})")
        names = ", ".join(f"c{number}" for number in range(len(TYPES)))
        cursor = connection.connection.cursor()
        cursor.execute(f"COPY t ({names}) FROM STDIN (FORMAT binary)", stream=io.BytesIO(encode_rows(TYPES, ROWS)))
        found = connection.exec_driver_sql(f"SELECT {names} FROM t ORDER BY n").fetchall()
    engine.dispose()
    assert [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in found] == ROWS


@pytest.mark.parametrize(("kind", "value"), [("int2", 2**15), ("int4", 2**31), ("int8", 2**63), ("int4", 1.5)])
def test_a_number_out_of_range_is_an_error(kind: str, value: float) -> None:
    """It goes to the quarantine, not into a row."""
    with pytest.raises(struct.error):
        encode_rows((kind,), [(value,)])
    assert kind in ENCODERS


def test_a_row_must_have_all_columns() -> None:
    with pytest.raises(ValueError, match="shorter"):
        encode_rows(TYPES, [(1, 2)])
