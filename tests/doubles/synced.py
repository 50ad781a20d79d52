"""Record of what a test's code puts on the disk."""

import os

import pytest


def synced_paths(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths of the files and folders that are put on the disk from now on, in order. They are put there for real."""
    paths: list[str] = []
    real = os.fsync

    def fsync(fd: int) -> None:
        paths.append(os.readlink(f"/proc/self/fd/{fd}"))
        real(fd)

    monkeypatch.setattr(os, "fsync", fsync)
    return paths
