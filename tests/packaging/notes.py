"""Notes of a release: what the CHANGELOG says of it, and the sums of its files."""

import re
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from edge.tools.program_hash import program_sha256
from tests.packaging.sources import ROOT, ReleaseError


def notes_of(version: str, changelog: str) -> str:
    """The part of the CHANGELOG about a version. Raises ReleaseError if it has none."""
    found = re.search(rf"(?ms)^## {re.escape(version)}\b[^\n]*\n(.*?)(?=^## |\Z)", changelog)
    if found is None or not found[1].strip():
        raise ReleaseError(f"release: CHANGELOG.md says nothing of {version}. Write what a user notices.")
    return f"# Vitrina {version}\n\n{found[1].strip()}\n\n{_inside()}"


def missing_settings() -> list[str]:
    """Settings of a release in setup.py without which SECURITY.md has no address for reports, or no end of support."""
    text = (ROOT / "setup.py").read_text(encoding="utf-8")
    return [name for name in ("SECURITY_CONTACT", "SUPPORTED_UNTIL") if f'{name} = ""\n' in text]


def _inside() -> str:
    return (
        "## Files\n\n"
        "`SHA256SUMS` has the sum of each file: `sha256sum --check SHA256SUMS`. `*.cdx.json` is the list of what is"
        " inside a\npackage (CycloneDX), `*.tar` the program of a package as a file for updates. How to install:"
        " docs/shop/install.md, to\nupdate: docs/shop/update.md. How to report a weakness: SECURITY.md.\n"
    )


def sums_of(folder: Path) -> str:
    """Sums of the files of a folder, as `sha256sum` writes and checks them."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != "SHA256SUMS")
    return "".join(f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def program_text(out: Path, version: str) -> str:
    """Hash of the program's files in the wheel of a release; empty without a wheel."""
    found = "".join(f"`{_hash_of(wheel)}`\n" for wheel in sorted(out.glob(f"vitrina-{version}-*.whl")))
    head = "\n## Program\n\nSHA-256 of the program's files, as `vitrina notice --html` states it for a screen"
    return f"{head}\n(docs/shop/notice.md explains how to compute it):\n\n{found}" if found else ""


def _hash_of(wheel: Path) -> str:
    with TemporaryDirectory() as folder:
        ZipFile(wheel).extractall(folder)
        return program_sha256(Path(folder))


def write_notes(out: Path, version: str) -> None:
    """Writes the notes, the papers, and at last the sums of all files of the folder. Raises ReleaseError."""
    text = notes_of(version, (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    (out / f"RELEASE-{version}.md").write_text(text + program_text(out, version), encoding="utf-8")
    for name in ("SECURITY.md", "CITATION.cff", "LICENSE"):
        (out / name).write_bytes((ROOT / name).read_bytes())
    (out / "SHA256SUMS").write_text(sums_of(out), encoding="utf-8")
