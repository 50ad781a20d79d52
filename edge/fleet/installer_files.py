"""Compares the files beside install.sh that root will run or read with those in a signed program."""

import re
from pathlib import Path

from edge.fleet.refusals import FleetRefused
from edge.fleet.tree_sums import hash_file, read_sums

LOCK = "requirements-fleet.lock"
"""Pins of the packages that the updater gets."""
LIST = "systemd/updater-files.txt"
"""Names the files of the program that the updater gets."""
_PLACE = re.compile(r"(?:share|lib/python3\.\d+/site-packages)/(.+)")


def refuse_changed_files(folder: Path, tree: Path) -> None:
    """Refuse a folder with install.sh if its units, rules, steps or updater differ from those in a checked tree.

    Raises FleetRefused with the first different file, and OSError.
    """
    signed = {match[1]: content for path, content in read_sums(tree).items() if (match := _PLACE.fullmatch(path))}
    names = {LOCK, LIST, *(name for name in signed if name.startswith("systemd/"))}
    names |= {path.relative_to(folder).as_posix() for path in (folder / "systemd").rglob("*") if not path.is_dir()}
    if LIST in signed:
        names |= {*(tree / "share" / LIST).read_text(encoding="utf-8").split()}
    place = folder.resolve()
    wrong = sorted(name for name in names if _content(place, name) != signed.get(name, ""))
    if wrong:
        raise FleetRefused(
            "content",
            f"update: {wrong[0]} beside install.sh differs from the signed version {tree.name}, and {len(wrong) - 1} "
            "other files. Unpack the release of that version, and run the install.sh in it.",
        )


def _content(folder: Path, name: str) -> str | None:
    """SHA-256 of a file, in hex. None if it is absent, no plain file, or reached by a link."""
    path = folder / name
    return hash_file(path) if path.is_file() and path.resolve() == path else None
