"""What a split may be called, and what is said where a table has no such one."""


class UnknownSplitError(Exception):
    """The table has no row of this split."""


def only_all(split: str, table: str) -> None:
    """For tables that are not split."""
    if split != "all":
        raise UnknownSplitError(f"evaluate: {table} is not split; say --split all.")
