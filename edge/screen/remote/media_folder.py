"""Media folder for the playlist from the central server, with a size limit."""

import os
import re
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

_OURS = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{3,4}|\.[0-9a-f]{64}\.part")


class MediaFolder:
    """Files named by their SHA-256. Other files in the folder are kept and do not count towards the limit."""

    def __init__(self, path: Path, max_bytes: int) -> None:
        self.path, self.max_bytes = path, max_bytes

    def missing_files(self, sizes: dict[str, int]) -> list[str]:
        """Names of files that are missing or have a different size, in the given order."""
        return [name for name, size in sizes.items() if _size(self.path / name) != size]

    def mark_files_planned(self, names: Collection[str]) -> None:
        """Record in the access time of these files that a playlist uses them now. Their modification time stays."""
        for name in names:
            with suppress(OSError):
                changed_ns = (self.path / name).stat().st_mtime_ns
                os.utime(self.path / name, ns=(time.time_ns(), changed_ns))

    def make_room(self, sizes: dict[str, int], kept: Collection[str]) -> bool:
        """Delete the files that were planned longest ago, until files of these `sizes` fit in addition to `kept`.
        False if they do not fit.
        """
        wanted = {**{name: _size(self.path / name) or 0 for name in kept}, **sizes}
        if sum(wanted.values()) > self.max_bytes:
            return False
        parts = {f".{name.partition('.')[0]}.part" for name in sizes}
        others = sorted((p for p in self._files() if p.name not in wanted and p.name not in parts), key=_access_ns)
        room = self.max_bytes - sum(wanted.values()) - sum(_size(path) or 0 for path in others)
        for path in others:
            if room >= 0 and not path.name.endswith(".part"):
                continue
            room += _size(path) or 0
            with suppress(OSError):
                path.unlink()
        return True

    def _files(self) -> list[Path]:
        return [path for path in self.path.iterdir() if _OURS.fullmatch(path.name)]


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _access_ns(path: Path) -> int:
    try:
        return path.stat().st_atime_ns
    except OSError:
        return 0
