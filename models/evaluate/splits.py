"""The option --split, which selects rows by the value in a column of the table, or `all` rows."""

from collections.abc import Collection, Mapping, Sequence

from models.data import row_split

ALL = "all"


class UnknownDataSplitError(Exception):
    """The table has no row in this split."""


def require_all_split(split: str, table: str) -> None:
    """Raise UnknownDataSplitError unless the split is "all". Use this for data with a table that has no splits."""
    check_split(split, table, ())


def check_split(split: str, table: str, known: Collection[str]) -> None:
    """Raise UnknownDataSplitError, which lists the available splits, if the split does not exist."""
    if split not in (*known, ALL):
        available = ", ".join((*sorted(known), ALL))
        raise UnknownDataSplitError(f"evaluate: {table} has no split {split!r}. Its splits are: {available}.")


def select_split(rows: Sequence[Mapping[str, str]], split: str, table: str, also: Collection[str] = ()) -> list[int]:
    """Indices of the rows in a split, in order: the rows with this value in their column, or all rows.

    `also`: splits that no column contains; they select no row here. Raises UnknownDataSplitError.
    """
    check_split(split, table, {*also, *(value for row in rows if (value := row_split(row)))})
    return [index for index, row in enumerate(rows) if split in (ALL, row_split(row))]
