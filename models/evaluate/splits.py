"""Check of the --split option."""


class UnknownSplitError(Exception):
    """The table has no row of this split."""


def require_all(split: str, table: str) -> None:
    """Raises UnknownSplitError unless the split is "all": for tables without splits."""
    if split != "all":
        raise UnknownSplitError(f"evaluate: {table} is not split; say --split all.")
