"""Updates that a person starts at the kiosk: from a folder or a stick, and back."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path

from edge.fleet.archives import newest_archive, own_platform
from edge.fleet.installer_files import refuse_changed_files
from edge.fleet.parts import UpdaterParts
from edge.fleet.refusals import FleetRefused
from edge.fleet.state_folder import hold_update_lock
from edge.fleet.status_text import MachineState, status_lines, step_text
from edge.fleet.step_file import StepRecord
from edge.fleet.steps import WantedVersion

RESUME_UNIT = "vitrina-fleet-resume.service"
WATCHING_UNITS = ("vitrina-fleet.service", RESUME_UNIT)
POLL_S = 2.0
Print = Callable[[str], None]


def update_from_folder(parts: UpdaterParts, folder: Path, show: Print, platform: str | None = None) -> int:
    """Update to the newest version in a folder. Returns 0, or 1 if the former version came back.

    Raises FleetRefused and OSError.
    """
    with hold_update_lock(parts.folders):
        _refuse_while_updating(parts)
        wanted = find_version(parts, folder, platform or own_platform())
        if wanted.version == parts.trees.current():
            show(f"update: {wanted.version} runs already. Nothing was changed.")
            return 0
        show(f"update: unpacking {wanted.version}. This takes some minutes on an SD card.")
        parts.steps.fetch(wanted)
        take_steps_until_trial(parts, show)
    return watch_trial(parts, show)


def unpack_for_installer(
    parts: UpdaterParts, folder: Path, place: Path, beside: Path, show: Print, platform: str | None = None
) -> int:
    """Check the newest version in a folder, unpack it below `place`, and print its number: install.sh goes on with it.

    A kiosk that has a root accepts only what its keys sign. So the files in `beside`, the folder of install.sh, must
    be those of that version. Raises FleetRefused and OSError.
    """
    with hold_update_lock(parts.folders):
        _refuse_while_updating(parts)
        wanted = find_version(parts, folder, platform or own_platform(), is_reinstall=True)
        if parts.folders.has_root:
            parts.steps.refuse_unless_acceptable(wanted, parts.steps.floors)
        parts.trees.unpack_beside(wanted.archive, wanted.version, place)
        if parts.folders.has_root:
            refuse_changed_files(beside, place / wanted.version)
    show(wanted.version)
    return 0


def _refuse_while_updating(parts: UpdaterParts) -> None:
    record = parts.steps.record
    if record.is_in_progress:
        raise FleetRefused(
            "busy",
            f"update: an update is in progress: {step_text(record)} Run vitrina update --back to end it, or wait.",
        )


def find_version(parts: UpdaterParts, folder: Path, platform: str, *, is_reinstall: bool = False) -> WantedVersion:
    """Newest version in a folder. A kiosk that has a root takes only what its repository signs. The archive of the
    version that runs is read only for a reinstallation. Raises FleetRefused, and OSError.
    """
    folders = parts.folders
    if not folders.has_root:
        return WantedVersion(*newest_archive(folder, platform))
    from edge.fleet import offers  # loads the client of the repository
    from edge.fleet.fetcher import FolderSource, find_repository

    place = find_repository(folder, parts.settings.tenant)
    if place is None:
        raise FleetRefused(
            "signature",
            "update: this kiosk belongs to a fleet, so it accepts only signed versions. Copy the whole folder "
            f"fleet/{parts.settings.tenant} of central to the stick, and try again.",
        )
    now_s = parts.clock.now()
    parts.steps.floors.refuse_low_clock(now_s)
    private = folders.private
    repository = offers.open_repository(
        private / "metadata", private / "targets", FolderSource(place), folders.anchor, is_offline=True
    )
    repository.refresh(datetime.fromtimestamp(now_s, timezone.utc))
    target = offers.newest_target(repository.software(), platform)
    is_read = is_reinstall or target.version != parts.trees.current()
    archive = repository.fetch(target.name) if is_read else place
    signed = repository.newest_signing_time()
    signed_s = None if signed is None else int(signed.timestamp())
    return WantedVersion(target.version, archive, min_from=target.min_from, signed_s=signed_s)


def verify_release(file: Path, key: Path, show: Print) -> int:
    """Check a file of a release, a program or SHA256SUMS, against the signature beside it. Raises FleetRefused and
    OSError.
    """
    from edge.fleet.release import check_file, check_release, read_project_key  # loads the client of the repository

    if file.suffix != ".tar":
        check_file(file, read_project_key(key))
        show(f"update: {file.name} is signed by the project.")
        return 0
    target = check_release(file, read_project_key(key))
    show(f"update: {file.name} is release {target.version} for {target.platform}, signed by the project.")
    return 0


def return_to_former(parts: UpdaterParts, show: Print) -> int:
    """Return to the former version, or give up one that does not run yet. Raises FleetRefused and OSError.

    The units that watch a trial have the lock, in a closed shop for a whole night. So they are stopped first.
    """
    with suppress(OSError, subprocess.SubprocessError):
        subprocess.run(["systemctl", "stop", *WATCHING_UNITS], check=False, capture_output=True)
    with hold_update_lock(parts.folders):
        parts.steps.go_back()
        parts.steps.run()
    show(f"update: {step_text(parts.steps.record)}")
    return 0


def print_status(parts: UpdaterParts, show: Print) -> int:
    """Print the state of updates. Other users than root see less."""
    try:
        floors = parts.steps.floors
    except (PermissionError, FleetRefused):
        floors = None
    public = parts.reporter.read()
    record = parts.steps.record
    if floors is None and not record.since_s:  # this user may not read the step; the public one has less
        record = StepRecord(public.step, public.since, public.wanted)
    machine = MachineState(parts.trees.current(), parts.trees.versions(), parts.trees.free_bytes(), floors)
    for line in status_lines(machine, record, public):
        show(line)
    return 0


def take_steps_until_trial(parts: UpdaterParts, show: Print) -> None:
    """Check the new version and start it. Prints each step. The caller holds the lock."""
    for record in _records(parts):
        show(f"update: {step_text(record)}")


def watch_trial(parts: UpdaterParts, show: Print, run: Callable[..., object] = subprocess.run) -> int:
    """Watch the trial until its end. systemd carries it out, so that it also goes on without this terminal."""
    if parts.steps.record.step == "probation":
        show("update: you may close this terminal; vitrina update --status shows how it goes.")
        if not _start_resume_unit(run):
            with hold_update_lock(parts.folders):
                parts.steps.run()
        while (record := parts.steps.record).is_in_progress:
            if not record.before.is_running:
                show("update: the kiosk is stopped. Its trial starts when you start it: systemctl start vitrina")
                return 0
            parts.clock.sleep(POLL_S)
        show(f"update: {step_text(record)}")
    return 1 if parts.steps.record.step == "returned" else 0


def _records(parts: UpdaterParts) -> Iterator[StepRecord]:
    """Each step up to the trial, or up to a version that was given up."""
    yield parts.steps.record
    while parts.steps.record.step != "probation" and parts.steps.advance():
        yield parts.steps.record


def _start_resume_unit(run: Callable[..., object]) -> bool:
    """Start the unit that carries on an update. False if it is not installed."""
    try:
        run(["systemctl", "start", "--no-block", RESUME_UNIT], check=True, capture_output=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True
