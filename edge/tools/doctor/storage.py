"""Where messages wait: may the kiosk write there, is there room, what lies in it, does a kiosk run on it already."""

import os
from collections.abc import Iterator
from pathlib import Path

from edge.tools.doctor.finding import CheckContext, Finding, fault, from_error, good, warning
from edge.uplink.outbox.inspect import inspect, owner_pid
from edge.uplink.outbox.outbox import OutboxError

MB = 1e6


def kiosk(known: CheckContext) -> Iterator[Finding]:
    """Whoever has the outbox open runs on it; it is not disturbed by anything that is tried here."""
    try:
        known.kiosk = owner_pid(known.given().outbox.path)
    except OutboxError as error:
        yield from_error("kiosk", error)
        return
    running = "none runs on this outbox" if known.kiosk is None else f"one runs, as process {known.kiosk}"
    yield good("kiosk", f"{running}.")


def outbox(known: CheckContext) -> Iterator[Finding]:
    """The folder, the room in it, and what waits. Nothing is written."""
    wanted = known.given().outbox
    if why := _why_not(wanted.path):
        cure = f"mkdir -p {wanted.path.parent}, owned by the user who runs the kiosk; or set [outbox] path."
        yield fault("outbox", f"{wanted.path} cannot be written by this user: {why}.", cure)
        return
    try:
        seen = inspect(wanted.path)
    except OutboxError as error:
        yield from_error("outbox", error)
        return
    if seen is None:
        yield good("outbox", f"{wanted.path} will be made by the kiosk.")
    else:
        waits = f"{seen.waiting} of {seen.rows} messages wait"
        yield good("outbox", f"{wanted.path}: {waits}, {seen.bytes / MB:.1f} of {wanted.max_mb} MB.")
    for aside in sorted(wanted.path.parent.glob(f"{wanted.path.name}.corrupt-*")):
        if not aside.name.endswith(("-wal", "-shm", "-journal")):
            cure = "Is the power cut at closing time, or the card old? Keep the file if somebody wants to look into it."
            yield warning("outbox", f"one was corrupt and is kept as {aside.name}.", cure)
    yield _room(wanted.path.parent, wanted.max_mb - (seen.bytes / MB if seen else 0.0))


def _room(folder: Path, wanted_mb: float) -> Finding:
    """SQLite's log needs some of its own; it is small beside the limit."""
    disk = os.statvfs(folder)
    free_mb = disk.f_bavail * disk.f_frsize / MB
    text = f"{free_mb:.0f} MB free at {folder}"
    if free_mb < wanted_mb:
        cure = "Free some space, or set [outbox] max_mb lower: the oldest messages go earlier then."
        return warning("disk", f"{text}, and the outbox may grow by {wanted_mb:.0f} MB.", cure)
    return good("disk", f"{text}.")


def _why_not(path: Path) -> str | None:
    """Why this user cannot write the outbox there; None where it can be written."""
    folder = path.parent
    try:
        if not folder.exists():
            return f"{folder} is not there"
        if not folder.is_dir():
            return f"{folder} is no folder"
        if path.is_dir():
            return "that is a folder"
        is_new = not path.exists()
    except PermissionError:  # of a folder above
        return "permission denied"
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
        return f"permission denied in {folder}"
    return None if is_new or os.access(path, os.R_OK | os.W_OK, effective_ids=True) else "permission denied"
