"""Packages of this installation: name, version and licence, for the bill of materials."""

import importlib.metadata
import re
from collections.abc import Iterator, Sequence

LONGEST = 60
_APPROVALS = (":: OSI Approved", ":: DFSG approved")  # they name no licence
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def package_rows(root: str = "vitrina") -> list[tuple[str, str, str]]:
    """Installed packages that `root`, its extras or their packages need, sorted by name."""
    return sorted(_needed(importlib.metadata.requires(root) or (), set()), key=lambda row: row[0].lower())


def _needed(lines: Sequence[str], seen: set[str]) -> Iterator[tuple[str, str, str]]:
    for line in lines:
        found = _NAME.match(line)
        name = re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""
        if not name or name in seen:
            continue
        seen.add(name)
        try:
            metadata = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # of an extra or a machine that is not this one
        yield metadata["Name"], metadata["Version"], _licence(metadata)
        further = [one for one in importlib.metadata.requires(name) or () if "extra ==" not in one]
        yield from _needed(further, seen)


def _licence(metadata: "importlib.metadata.PackageMetadata") -> str:
    stated = metadata.get_all("License-Expression") or ()
    classified = [
        one.rpartition(" :: ")[2]
        for one in metadata.get_all("Classifier") or ()
        if one.startswith("License") and not one.endswith(_APPROVALS)
    ]
    written = [text.strip().partition("\n")[0] for text in metadata.get_all("License") or ()]
    found = [*stated, *classified, *(text for text in written if 0 < len(text) <= LONGEST)]
    return str(found[0]) if found else "see the package"
