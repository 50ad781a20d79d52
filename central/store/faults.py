"""Classifies database errors: the cause is either the database or the rows."""

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import pg8000.exceptions
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from central.errors import DatabaseError

_ROWS_AT_FAULT = ("22", "23")  # classes of SQLSTATE: data exception, constraint violation

_SQLITE_SUM = "integer overflow"
"""SQLite's message for a sum of more than 64 bits. The message is needed because the error code is not specific."""


class RowsAtFaultError(Exception):
    """A row contains a value that the database cannot store. Another attempt would fail too."""


@contextmanager
def translate_driver_errors() -> Iterator[None]:
    """Raise DatabaseError if the database is down, full, locked or read-only.

    Raise RowsAtFaultError if it cannot store some rows.
    """
    try:
        yield
    except (struct.error, OverflowError, UnicodeEncodeError) as error:
        raise RowsAtFaultError(str(error)) from error
    except (SQLAlchemyError, sqlite3.Error, pg8000.exceptions.Error, OSError) as error:
        original = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        if isinstance(original, (OverflowError, struct.error, sqlite3.IntegrityError, sqlite3.DataError)):
            raise RowsAtFaultError(str(original)) from error
        if isinstance(original, sqlite3.OperationalError) and str(original) == _SQLITE_SUM:
            raise RowsAtFaultError(str(original)) from error
        if _sqlstate(original)[:2] in _ROWS_AT_FAULT:
            raise RowsAtFaultError(describe_driver_error(original)) from error
        raise DatabaseError(f"database: {describe_driver_error(original)}") from error


def describe_driver_error(error: BaseException) -> str:
    """Description of a driver error on one line."""
    facts = error.args[0] if error.args and isinstance(error.args[0], dict) else None
    text = str(facts.get("M", facts)) if facts else str(error)
    return " ".join((text or type(error).__name__).split())[:300]


def _sqlstate(error: BaseException) -> str:
    facts = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    return str(facts.get("C", ""))
