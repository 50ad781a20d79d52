"""Notes of a release: what the CHANGELOG says of it, and the sums of its files."""

import re
from hashlib import sha256
from pathlib import Path

from tests.packaging.sources import ROOT, ReleaseError


def notes_of(version: str, changelog: str) -> str:
    """The part of the CHANGELOG about a version. Raises ReleaseError if it has none."""
    found = re.search(rf"(?ms)^## {re.escape(version)}\b[^\n]*\n(.*?)(?=^## |\Z)", changelog)
    if found is None or not found[1].strip():
        raise ReleaseError(f"release: CHANGELOG.md says nothing of {version}. Write what a user notices.")
    return f"# Vitrina {version}\n\n{found[1].strip()}\n\n{_inside()}"


def _inside() -> str:
    return (
        "## Files\n\n"
        "`SHA256SUMS` has the sum of each file: `sha256sum --check SHA256SUMS`. `*.cdx.json` is the list of what is"
        " inside a\npackage (CycloneDX). How to install: docs/install.md. How to report a weakness: SECURITY.md.\n"
    )


def sums_of(folder: Path) -> str:
    """Sums of the files of a folder, as `sha256sum` writes and checks them."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != "SHA256SUMS")
    return "".join(f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def write_notes(out: Path, version: str) -> None:
    """Writes the notes, the papers, and at last the sums of all files of the folder. Raises ReleaseError."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    (out / f"RELEASE-{version}.md").write_text(notes_of(version, text), encoding="utf-8")
    for name in ("SECURITY.md", "CITATION.cff", "LICENSE"):
        (out / name).write_bytes((ROOT / name).read_bytes())
    (out / "SHA256SUMS").write_text(sums_of(out), encoding="utf-8")
