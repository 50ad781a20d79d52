"""Checks the outbox: a running kiosk, write permission, waiting messages, free disk space."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from edge.settings.places import can_create_in_folder, user_state_folder
from edge.tools.doctor.finding import (
    DoctorContext,
    DoctorFinding,
    error_finding,
    fault_finding,
    good_finding,
    warning_finding,
)
from edge.uplink.outbox.inspect import inspect, owner_pid
from edge.uplink.outbox.outbox import OutboxError

MB = 1e6


def kiosk_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Find the running kiosk: the process that has the outbox open. The other checks do not disturb the kiosk."""
    try:
        context.kiosk_pid = owner_pid(context.require_settings().outbox.path)
    except OutboxError as error:
        yield error_finding("kiosk", error)
        return
    in_use = (
        "no kiosk is using this outbox" if context.kiosk_pid is None else f"running, as process {context.kiosk_pid}"
    )
    yield good_finding("kiosk", f"{in_use}.")


def outbox_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check the outbox folder, its free space and the waiting messages. Writes nothing."""
    wanted = context.require_settings().outbox
    if why := _not_writable_reason(wanted.path):
        cure = f"mkdir -p {wanted.path.parent}, owned by the user who runs the kiosk; or set [outbox] path."
        yield fault_finding("outbox", f"this user cannot write {wanted.path}: {why}.", cure)
        return
    try:
        info = inspect(wanted.path)
    except OutboxError as error:
        yield error_finding("outbox", error)
        return
    if info is None:
        yield good_finding("outbox", f"the kiosk will create {wanted.path}.")
    else:
        waiting = f"{info.waiting} of {info.rows} messages are waiting"
        yield good_finding("outbox", f"{wanted.path}: {waiting}, {info.bytes / MB:.1f} of {wanted.max_mb} MB.")
    for aside in sorted(wanted.path.parent.glob(f"{wanted.path.name}.corrupt-*")):
        if not aside.name.endswith(("-wal", "-shm", "-journal")):
            cure = (
                "Check whether the power is cut at closing time, and whether the SD card is old. Keep the file if you "
                "want to examine it."
            )
            yield warning_finding("outbox", f"an outbox was corrupt and is kept as {aside.name}.", cure)
    yield _free_space(wanted.path.parent, wanted.max_mb - (info.bytes / MB if info else 0.0))


def _free_space(folder: Path, wanted_mb: float) -> DoctorFinding:
    """Check that the outbox has room to grow. SQLite's write-ahead log needs a little more space."""
    free_mb = shutil.disk_usage(next(there for there in (folder, *folder.parents) if there.exists())).free / MB
    text = f"{free_mb:.0f} MB free in {folder}"
    if free_mb < wanted_mb:
        cure = "Free some space, or set [outbox] max_mb lower: the kiosk then deletes the oldest messages earlier."
        return warning_finding("disk", f"{text}, and the outbox may grow by {wanted_mb:.0f} MB.", cure)
    return good_finding("disk", f"{text}.")


def _not_writable_reason(path: Path) -> str | None:
    """Reason why this user cannot write to the outbox; None if the user can."""
    folder = path.parent
    try:
        if folder == user_state_folder() and not folder.exists():  # the kiosk makes it
            return None if can_create_in_folder(folder) else f"{folder} cannot be created"
        if not folder.exists():
            return f"{folder} does not exist"
        if not folder.is_dir():
            return f"{folder} is not a folder"
        if path.is_dir():
            return "it is a folder"
        is_new = not path.exists()
    except PermissionError:  # on a folder above
        return "permission denied"
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
        return f"permission denied in {folder}"
    return None if is_new or os.access(path, os.R_OK | os.W_OK, effective_ids=True) else "permission denied"
