"""Hash of the program's files, which anybody can compute with `sha256sum`."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

PACKAGES = ("central", "edge", "firmware_bridge", "models")
"""Folders of the program, beside each other in an installation and in a wheel."""
BYTECODE = "__pycache__"


def program_sha256(folder: Path = Path(__file__).parents[2]) -> str:
    """SHA-256 of the lines that `sha256sum` prints for each file of the packages in a folder, sorted by path.

    Compiled bytecode does not count: Python writes it while the program runs. Raises OSError.
    """
    digest = hashlib.sha256()
    for path in sorted(_files(folder), key=lambda path: os.fsencode(path.relative_to(folder))):
        with path.open("rb") as file:
            content = hashlib.sha256()
            while piece := file.read(1 << 20):
                content.update(piece)
        digest.update(f"{content.hexdigest()}  {path.relative_to(folder).as_posix()}\n".encode())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for package in PACKAGES:
        for parent, folders, names in os.walk(folder / package):
            folders[:] = [name for name in folders if name != BYTECODE]
            paths = (Path(parent, name) for name in names)
            yield from (path for path in paths if path.is_file() and not path.is_symlink())
