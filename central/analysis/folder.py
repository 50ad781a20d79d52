"""Reads a folder of Parquet files for an engine."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from central.errors import SourceError, UsageError
from central.transfer.parquet.dataset import Facts, folder_facts
from central.transfer.parquet.kinds import CREATIVES, MONTHLY, SITES

USED = ("reaction_days", "cell_days", "window_hours", "play_hours", "flow_days", "comments")
"""Kinds of messages that reports and expressions read. A folder has one file of each kind per month."""


@dataclass(frozen=True)
class Folder:
    """A folder of Parquet files. `columns_by_kind`: the kinds to read, with their columns."""

    path: Path
    facts: Facts

    @classmethod
    def open_folder(cls, path: Path) -> "Folder":
        """Open a folder that `export parquet` has completed. Raises SourceError or UsageError."""
        facts = folder_facts(path)
        make = f"Create it with: vitrina-central export parquet {path}"
        if facts is None:
            raise SourceError(f"report: {path} is not an export folder. {make}")
        if not facts.is_complete:
            raise SourceError(f"report: the export into {path} was interrupted. Run it again: export parquet {path}")
        missing = sorted(kind for kind in USED if not (path / f"kind={kind}").is_dir())
        if missing:
            raise UsageError(f"report: {path} was exported without {', '.join(missing)}. Export it without --kind.")
        return cls(path, facts)

    @cached_property
    def columns_by_kind(self) -> dict[str, dict[str, str]]:
        """Kinds of messages with their columns in the store."""
        monthly = {kind.name: kind.columns for kind in MONTHLY if kind.name in USED}
        return {**monthly, "sites": SITES, "creatives": CREATIVES}

    def list_files(self, kind: str) -> list[Path]:
        """Files with messages of one kind, in order."""
        return sorted((self.path / f"kind={kind}").glob("**/part-*.parquet"))
