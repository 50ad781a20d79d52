"""Versions of the program on this machine: whole trees in `versions`, and the link `current` to the one that runs.

After a power cut at any moment, each tree is whole or absent, and the link leads to a whole tree.
"""

import os
import shutil
from collections.abc import Collection
from pathlib import Path

from edge.files import sync_folder
from edge.fleet.refusals import FleetRefused
from edge.fleet.tree_archive import compile_tree, sync_tree, unpack_archive
from edge.fleet.tree_facts import refuse_unfit_tree
from edge.fleet.tree_sums import check_tree
from edge.fleet.versions import VersionError, version_key

PROGRAM = Path("/opt/vitrina")
KEPT_TREES = 2
_NEW, _OLD = ".new-", ".old-"
"""Prefixes of a tree that is being unpacked or deleted. No version has such a name."""


class Trees:
    """Trees below one folder. Only one process at a time may call the methods that change something."""

    def __init__(self, root: Path = PROGRAM) -> None:
        self._root, self._versions, self._link = root, root / "versions", root / "current"

    def path(self, version: str) -> Path:
        """Folder of the tree of a version."""
        return self._versions / version

    def current(self) -> str | None:
        """Version that the link leads to. None without a link to one of the trees."""
        try:
            target = os.readlink(self._link)
        except OSError:
            return None
        folder, _, version = target.rpartition("/")
        return version if folder in ("versions", str(self._versions)) and self.is_whole(version) else None

    def versions(self) -> tuple[str, ...]:
        """Versions with a whole tree, the lowest first."""
        names = os.listdir(self._versions) if self._versions.is_dir() else []
        return tuple(sorted(filter(self.is_whole, names), key=version_key))

    def is_whole(self, version: str) -> bool:
        """True if there is a tree of this version. A tree gets its name only once it is whole."""
        try:
            version_key(version)
        except VersionError:
            return False
        return self.path(version).is_dir()

    def unpack(self, archive: Path, version: str) -> None:
        """Unpack an archive as the tree of a version, unless there is one. Raises FleetRefused and OSError.

        A tree that was being unpacked at a power cut is unpacked again from its start.
        """
        version_key(version)
        if self.is_whole(version):
            return
        self._versions.mkdir(mode=0o755, parents=True, exist_ok=True)
        self._unpack_as(self.path(version), archive, version)
        sync_folder(self._versions)

    def unpack_beside(self, archive: Path, version: str, folder: Path) -> None:
        """Unpack an archive as the folder of a version in another folder, for a program that puts it in place itself.

        Raises FleetRefused and OSError.
        """
        version_key(version)
        self._unpack_as(folder / version, archive, version)

    def _unpack_as(self, tree: Path, archive: Path, version: str) -> None:
        """Unpack an archive. `tree` is there once it is whole."""
        new = tree.with_name(f"{_NEW}{version}")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o755)
        try:
            unpack_archive(archive, new)
            check_tree(new)
            refuse_unfit_tree(new, version, self.current())
            compile_tree(new, self.path(version))
            sync_tree(new)
            os.rename(new, tree)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise

    def switch(self, version: str) -> None:
        """Lead the link to the tree of a version. Raises FleetRefused if there is none, and OSError."""
        if not self.is_whole(version):
            raise FleetRefused("mismatch", f"update: {self.path(version)} does not exist. Install that version again.")
        if self.current() == version:
            return
        new = self._link.with_name(".current.new")
        new.unlink(missing_ok=True)
        os.symlink(f"versions/{version}", new)
        os.rename(new, self._link)
        sync_folder(self._root)

    def prune(self, keep: Collection[str]) -> None:
        """Delete all trees except the newest two, the one that runs, and those in `keep`. Raises OSError."""
        versions = self.versions()
        kept = {*versions[-KEPT_TREES:], *keep, self.current()}
        for name in os.listdir(self._versions) if self._versions.is_dir() else []:
            if name in versions and name not in kept:
                os.rename(self.path(name), self._versions / f"{_OLD}{name}")  # a half-deleted tree has no version
                sync_folder(self._versions)
        for name in os.listdir(self._versions) if self._versions.is_dir() else []:
            if name.startswith((_NEW, _OLD)):
                shutil.rmtree(self._versions / name)

    def free_bytes(self) -> int:
        """Free space on the disk of the trees."""
        return shutil.disk_usage(next(path for path in (self._root, *self._root.parents) if path.exists())).free
