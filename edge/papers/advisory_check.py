"""The last check of the pinned packages against known weaknesses. `make advisories` records it before a release."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from edge.toml_text import read_toml

RECORD = Path(str(files("edge.papers"))) / "advisories.toml"
"""The record. It is missing until somebody has checked."""
KEYS = ("checked_on", "newest", "advisories", "affected", "excepted")


def advisory_values(version: str, record: Path = RECORD) -> Mapping[str, str]:
    """Placeholders of the product file about the last check, such as `advisories_checked_on`. Empty if this version was
    not checked.
    """
    if not record.is_file():
        return {}
    read = read_toml(record.read_text(encoding="utf-8"))
    return {f"advisories_{key}": str(read[key]) for key in KEYS} if read["version"] == version else {}
