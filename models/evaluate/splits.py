"""The --split option: a value in a column of the table, or `all`."""

from collections.abc import Collection, Mapping, Sequence

from models.data import row_split

ALL = "all"


class UnknownDataSplitError(Exception):
    """The table has no row of this split."""


def require_all_split(split: str, table: str) -> None:
    """Raises UnknownDataSplitError unless the split is "all": for data without a table of splits."""
    check_split(split, table, ())


def check_split(split: str, table: str, known: Collection[str]) -> None:
    """Raise UnknownDataSplitError, which lists the available splits, for an unknown split."""
    if split not in (*known, ALL):
        available = ", ".join((*sorted(known), ALL))
        raise UnknownDataSplitError(f"evaluate: {table} has no split {split!r}. It has: {available}.")


def select_split(rows: Sequence[Mapping[str, str]], split: str, table: str, also: Collection[str] = ()) -> list[int]:
    """Indices of the rows of a split, in order: those with this value in their column, or all of them.

    `also` are splits that no column names; they select no row here. UnknownDataSplitError.
    """
    check_split(split, table, {*also, *(value for row in rows if (value := row_split(row)))})
    return [index for index, row in enumerate(rows) if split in (ALL, row_split(row))]
