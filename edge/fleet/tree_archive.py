"""Unpacks the archive of a program tree. A hostile archive can write nothing outside the new folder."""

import lzma
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from edge.fleet.tree_sums import BYTE_CODE, damaged_tree

LARGEST_TREE = 6_000_000_000
"""Bytes of the largest tree. A released one has less than a third."""
_INTERPRETERS = "/usr/bin/python3"
_LIBRARY = re.compile(r"python3\.[0-9]{1,2}", re.ASCII)


def unpack_archive(archive: Path, new: Path) -> None:
    """Unpack files first and links last, so that no file is written through a link.

    Raises FleetRefused for anything else than files, folders and links inside the tree, and OSError.
    """
    try:
        with tarfile.open(archive, "r:*") as tar:
            links = []
            for member, path in _safe_members(tar):
                if member.issym():
                    links.append((member, path))
                else:
                    _write_member(tar, member, new / path)
            for member, path in links:
                _write_link(member.linkname, new, path)
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, ValueError) as error:
        raise damaged_tree(f"its archive cannot be read ({error})") from None
    except FileExistsError as error:
        raise damaged_tree(f"its archive has {error.filename} twice") from None


def compile_tree(tree: Path, final: Path) -> None:
    """Compile the byte code, which the service may not write. Tracebacks name the `final` path.

    The system's Python compiles: root runs no program of a tree, even of a signed one. A failure only costs time at
    each start, so it raises no error.
    """
    for python in _system_pythons(tree / "lib"):
        arguments = ["-I", "-S", "-m", "compileall", "-qq", "-j", "0", "-s", str(tree), "-p", str(final)]
        command = [python, *arguments, str(tree / "lib")]
        subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True)


def _system_pythons(library: Path) -> Iterator[str]:
    """The machine's Pythons for the libraries of a tree, such as `lib/python3.13`."""
    for name in sorted(os.listdir(library)) if library.is_dir() else ():
        if _LIBRARY.fullmatch(name):
            is_own = name == f"python{sys.version_info.major}.{sys.version_info.minor}"
            python = sys.executable if is_own else f"/usr/bin/{name}"
            if os.path.exists(python):
                yield python


def sync_tree(tree: Path) -> None:
    """Sync all files and folders of a tree to the disk. Raises OSError for a write that failed.

    `os.sync` writes everything at once, but hides errors; `fsync` of a file that is written returns at once.
    """
    os.sync()
    for folder, _, files in os.walk(tree):
        for path in (*(os.path.join(folder, name) for name in files), folder):
            if not os.path.islink(path):
                opened = os.open(path, os.O_RDONLY)
                try:
                    os.fsync(opened)
                finally:
                    os.close(opened)


def _safe_members(members: Iterable[tarfile.TarInfo]) -> Iterator[tuple[tarfile.TarInfo, PurePosixPath]]:
    total = 0
    for member in members:
        path = PurePosixPath(member.name)
        total += member.size
        if path.is_absolute() or {"..", BYTE_CODE} & {*path.parts} or total > LARGEST_TREE:
            raise damaged_tree(f"its archive has the path {member.name!r}")
        if not (member.isreg() or member.isdir() or (member.issym() and _is_safe_link(path, member.linkname))):
            raise damaged_tree(f"its archive has {member.name!r}, which is not a plain file, folder or inner link")
        yield member, path


def _is_safe_link(path: PurePosixPath, target: str) -> bool:
    """True for a link inside the tree, and for the system's Python.

    A `..` after a name is refused: behind a name that is a link itself, it would lead up from another folder.
    """
    parts = PurePosixPath(target).parts
    if target.startswith(_INTERPRETERS):
        return ".." not in parts
    ups = next((number for number, part in enumerate(parts) if part != ".."), len(parts))
    return not target.startswith("/") and ".." not in parts[ups:] and ups < len(path.parts)


def _write_link(target: str, new: Path, path: PurePosixPath) -> None:
    """Make a link, but none in a folder that is a link itself: it would be made elsewhere."""
    if any((new / folder).is_symlink() for folder in path.parents):
        raise damaged_tree(f"its archive has {str(path)!r}, a link in a link")
    (new / path).parent.mkdir(parents=True, exist_ok=True)
    os.symlink(target, new / path)


def _write_member(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    if member.isdir():
        path.mkdir(mode=0o755, parents=True, exist_ok=True)
        return
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    content = tar.extractfile(member)
    assert content is not None  # it is a regular file
    with content, path.open("xb") as file:
        shutil.copyfileobj(content, file, 1 << 20)
        os.fchmod(file.fileno(), 0o755 if member.mode & 0o100 else 0o644)
