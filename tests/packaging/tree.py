"""The tree of a version as one file: `vitrina_VERSION_PLATFORM.tar`, from which a kiosk updates itself.

It holds what the package of Debian installs below /opt/vitrina/versions/VERSION, and lists the hash of each file.
"""

import gzip
import json
import os
import tarfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from edge.uplink.outbox.migrations import VERSION as OUTBOX_FORM
from tests.packaging.sources import made_s

SUMS = "SHA256SUMS"
FACTS = "tree.json"
BYTE_CODE = "__pycache__"
"""Folder that each machine makes itself, and no list of hashes names."""
SETTINGS_SCHEMA = 1


def write_facts(tree: Path, version: str, platform: str, python: str) -> None:
    """Writes what a kiosk must know before it takes this tree."""
    facts = {
        "version": version,
        "platform": platform,
        "arch": platform.partition("_")[2],
        "python": python,
        "outbox": OUTBOX_FORM,
        "settings_schema": SETTINGS_SCHEMA,
        "min_from": None,
    }
    (tree / FACTS).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def sums_of_tree(tree: Path) -> str:
    """A line per file and per link, `HASH  PATH` or `link:TARGET  PATH`, by path; install.sh writes the same."""
    lines = []
    for path in _paths(tree):
        name = path.relative_to(tree).as_posix()
        if path.is_symlink():
            lines.append(f"link:{path.readlink()}  {name}\n")
        elif path.is_file() and name != SUMS:
            lines.append(f"{sha256(path.read_bytes()).hexdigest()}  {name}\n")
    return "".join(lines)


def write_sums(tree: Path) -> None:
    """Writes the list of hashes, last of all: a tree without it is not whole."""
    (tree / SUMS).write_text(sums_of_tree(tree), encoding="utf-8")


def pack(tree: Path, file: Path) -> Path:
    """Packs a tree, with its list of hashes as the last member. The same tree gives the same bytes. Returns `file`."""
    with (
        file.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive,
    ):
        for path in sorted(_paths(tree), key=lambda path: path.name == SUMS and path.parent == tree):
            _add(archive, path, path.relative_to(tree).as_posix())
    return file


def _add(archive: tarfile.TarFile, path: Path, name: str) -> None:
    member = archive.gettarinfo(path, name)
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    member.mtime = made_s()
    if member.isreg():
        with path.open("rb") as content:
            archive.addfile(member, content)
    else:
        archive.addfile(member)


def _paths(tree: Path) -> Iterator[Path]:
    """Files, links and folders of a tree, by their paths as bytes, without byte code."""
    found = [path for path in tree.rglob("*") if BYTE_CODE not in path.relative_to(tree).parts]
    yield from sorted(found, key=lambda path: os.fsencode(path.relative_to(tree)))
