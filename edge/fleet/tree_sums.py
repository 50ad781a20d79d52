"""List of hashes in a program tree: `SHA256SUMS`, which names every file and link of the tree except itself."""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from edge.fleet.refusals import FleetRefused

SUMS = "SHA256SUMS"
BYTE_CODE = "__pycache__"
"""Folders that each machine fills with byte code, so no list names their files."""
LARGEST_LIST = 16_000_000  # bytes; a tree has about 20,000 files
_LINE = re.compile(r"(?:([0-9a-f]{64})|link:([^\n]+?))  ([^\n]+)")
_BLOCK = 1 << 20


def read_sums(tree: Path) -> dict[str, str]:
    """Expected content by relative path: a SHA-256 in hex, or `link:` and a target. Raises FleetRefused."""
    path = tree / SUMS
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(LARGEST_LIST + 1)
    except (OSError, UnicodeDecodeError):
        text = ""
    matches = [_LINE.fullmatch(line) for line in text.splitlines()]
    found = {each[3]: each[1] or f"link:{each[2]}" for each in matches if each}
    if not matches or len(found) != len(matches) or len(text) > LARGEST_LIST:
        raise damaged_tree(f"its list {SUMS} is missing or cannot be read")
    return found


def check_tree(tree: Path) -> None:
    """Compare a tree with its list of hashes. Raises FleetRefused for any difference, and OSError."""
    compare_sums(read_sums(tree), dict(_actual_sums(tree)))


def compare_sums(expected: Mapping[str, str], actual: Mapping[str, str]) -> None:
    """Raise FleetRefused with the first path that differs."""
    wrong = sorted(path for path in {*expected, *actual} if expected.get(path) != actual.get(path))
    if wrong:
        raise damaged_tree(f"{wrong[0]} and {len(wrong) - 1} other files differ from its list {SUMS}")


def damaged_tree(what: str) -> FleetRefused:
    """Refusal of a tree that is not what its maker packed."""
    return FleetRefused("mismatch", f"update: the new version is damaged: {what}. Copy it to the stick again.")


def hash_file(path: Path) -> str:
    """SHA-256 of a file, in hex. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _actual_sums(tree: Path) -> Iterator[tuple[str, str]]:
    for folder, folders, files in os.walk(tree):
        folders[:] = [name for name in folders if name != BYTE_CODE]
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in (*files, *links):
            path = Path(folder, name)
            relative = path.relative_to(tree).as_posix()
            if relative != SUMS:
                yield relative, f"link:{os.readlink(path)}" if path.is_symlink() else hash_file(path)
