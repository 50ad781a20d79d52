"""Folders of the updater's state, and the lock that keeps two updaters from working at once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from edge.fleet.refusals import FleetRefused

FLEET = Path("/var/lib/vitrina-fleet")


@dataclass(frozen=True, slots=True)
class FleetFolders:
    """`private`: root's own state, which nobody else may read. `public`: what the kiosk may read. `fetched`: files of
    the user that fetches them.
    """

    base: Path = FLEET

    @property
    def private(self) -> Path:
        return self.base / "root"

    @property
    def public(self) -> Path:
        return self.base / "public"

    @property
    def fetched(self) -> Path:
        return self.base / "tuf"

    @property
    def anchor(self) -> Path:
        """First root of the repository, which a person has confirmed. Without it, nothing is signed."""
        return self.base / "root.json"

    @property
    def has_root(self) -> bool:
        """True if there is a root on this kiosk, so that it takes only what its repository signs."""
        return self.anchor.exists() or (self.private / "metadata" / "root.json").exists()

    @property
    def resume(self) -> Path:
        """File that makes systemd go on with an update after a power cut."""
        return self.private / "resume"

    def create(self) -> None:
        """Create the folders that root owns. Raises OSError."""
        self.base.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.private.mkdir(mode=0o700, exist_ok=True)
        self.public.mkdir(mode=0o755, exist_ok=True)


@contextmanager
def hold_update_lock(folders: FleetFolders) -> Iterator[None]:
    """Hold the lock of the updater. The kernel releases it however the process ends.

    Raises FleetRefused, and OSError.
    """
    folders.create()
    lock = os.open(folders.private / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FleetRefused(
                "busy",
                "update: another update is in progress on this kiosk. Run vitrina update --status, and try again when "
                "it has ended.",
            ) from None
        yield
    finally:
        os.close(lock)
