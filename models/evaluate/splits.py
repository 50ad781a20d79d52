"""Check of the --split option."""


class UnknownDataSplitError(Exception):
    """The table has no row of this split."""


def require_all(split: str, table: str) -> None:
    """Raises UnknownDataSplitError unless the split is "all": for tables without splits."""
    if split != "all":
        raise UnknownDataSplitError(f"evaluate: {table} is not split; say --split all.")
