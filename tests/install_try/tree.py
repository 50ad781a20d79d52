"""All files of a machine, to be compared before and after."""

import hashlib
import stat
from pathlib import Path

IGNORED = (
    *("dev", "proc", "run", "sys", "tmp", "var/tmp", "srv"),
    *("var/log", "var/lib/systemd"),  # of systemd: journal, random seed, times of its timers
    *("etc/passwd-", "etc/shadow-", "etc/group-", "etc/gshadow-", "etc/subuid-", "etc/subgid-"),  # copies by useradd
)
"""Paths that change on a machine on which nothing is installed."""

Tree = dict[str, tuple[object, ...]]


def read_tree(root: Path) -> Tree:
    """Path to mode, owner, and content of each file, folder and link."""
    found: Tree = {}
    folders = [root]
    while folders:
        for path in folders.pop().iterdir():
            name = str(path.relative_to(root))
            if name in IGNORED:
                continue
            status = path.lstat()
            found[name] = (oct(status.st_mode), status.st_uid, status.st_gid, _content(path, status.st_mode))
            if stat.S_ISDIR(status.st_mode):
                folders.append(path)
    return found


def _content(path: Path, mode: int) -> str:
    if stat.S_ISLNK(mode):
        return str(path.readlink())
    return hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(mode) else ""


def differences(before: Tree, after: Tree) -> list[str]:
    """Paths that came, went or changed."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
