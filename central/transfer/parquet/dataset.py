"""Facts about a folder of Parquet files, stored in a file beside them, and the lock for writing into the folder."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from central.errors import UsageError
from central.transfer.parquet.kinds import SCHEMA

FACTS, LOCK = "_vitrina.json", ".lock"


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts about a folder. `sites`: the sites that were exported, or "all". `simulated`: "yes", "no" or "some"."""

    schema: str
    generated_by: str
    generated: str
    simulated: str
    sites: str
    is_complete: bool

    @property
    def metadata(self) -> dict[str, str]:
        """The facts as metadata of a Parquet file."""
        named = {"schema": self.schema, "generated_by": self.generated_by, "generated": self.generated}
        return {f"vitrina.{name}": value for name, value in (named | {"simulated": self.simulated}).items()}


def folder_facts(folder: Path) -> Facts | None:
    """Facts about a folder; None if the folder has none. Raises UsageError for a folder of another version."""
    try:
        values = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        facts = Facts(**values)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError):
        raise UsageError(f"parquet: {folder / FACTS} cannot be read. Export into a new folder.") from None
    if facts.schema != SCHEMA:
        raise UsageError(
            f"parquet: {folder} has the format {facts.schema}, but this version reads {SCHEMA}. Export into a new"
            " folder."
        )
    return facts


def write_facts(folder: Path, facts: Facts) -> None:
    """Write the facts about a folder. After an error no partial file remains."""
    new = folder / f".{FACTS}.new"
    new.write_text(json.dumps(asdict(facts), indent=2) + "\n", encoding="utf-8")
    new.replace(folder / FACTS)


@contextmanager
def hold_export_folder(folder: Path, sites: str) -> Iterator[None]:
    """Hold the lock of a folder that is new, empty, or an export of the same sites. Raises UsageError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = folder_facts(folder)
    if before is None and any(path.name != LOCK for path in folder.iterdir()):
        raise UsageError(f"export: {folder} is not empty and is not an export. Name a new folder. Nothing was written.")
    if before is not None and before.sites != sites:
        raise UsageError(
            f"export: {folder} contains the sites {before.sites}, but this export contains {sites}. Name another"
            " folder. Nothing was written."
        )
    fd = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(f"export: another export is writing into {folder}. Wait until it ends.") from None
        yield
    finally:
        os.close(fd)
