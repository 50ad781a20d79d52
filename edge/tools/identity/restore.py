"""`vitrina restore`: makes this machine the kiosk of a backup. No message number is given twice."""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from edge.clock import machine_time_s
from edge.files import replace_file, sync_folder
from edge.kiosk.process.lock import KioskAlreadyRunningError, hold_existing_lock
from edge.kiosk.process.moved import move_mark_path, read_moved_topic
from edge.settings.loading import parse_settings
from edge.settings.places import make_state_folder
from edge.settings.settings import Settings
from edge.tools.enrol.files import owner_of_secrets
from edge.tools.identity.archive import Backup, IdentityError, authority_files, read_backup, secret_files
from edge.uplink.mqtt.client_id import client_secret_path
from edge.uplink.outbox.inspect import inspect, owner_pid
from edge.uplink.outbox.sequence import BLOCK, MessageNumberReservation, sequence_path

MINUTE_S = 60.0
MARGIN = 100 * BLOCK
"""Numbers that are left out for clocks that differ. For each minute after a backup a block is left out too: more than
a kiosk makes, so that a second machine of one backup begins behind what the first has given."""
STAGED = ".restored"


@dataclass(frozen=True)
class RestoreOptions:
    """`config`: where the settings go. `after`: highest number that a subscriber has of this kiosk, if it is known.
    `is_sure`: files that are there are replaced."""

    config: Path
    after: int | None = None
    is_sure: bool = False


def first_number_block(backup: Backup, after: int | None, now_s: float) -> int:
    """Last number that counts as given, a multiple of BLOCK: the first message has the next one.

    A kiosk that moved has given none after its backup. Another one may have gone on until now. Raises IdentityError.
    """
    given = backup.reserved
    if after is not None:
        given = max(given, after)
    elif not backup.moved:
        passed_s = now_s - backup.made.timestamp()
        if passed_s < 0:
            raise IdentityError(
                "restore: this machine's clock is before the time of the backup. Set it, or name the highest number"
                " that your subscriber has of this kiosk: --after N. Nothing was changed."
            )
        given += MARGIN + BLOCK * int(passed_s // MINUTE_S)
    return -(-given // BLOCK) * BLOCK


def restore_backup(file: Path, options: RestoreOptions) -> int:
    """Writes settings, keys and the number. Raises IdentityError, SettingsError and OutboxError."""
    backup = read_backup(file)
    settings = parse_settings(backup.settings, options.config)
    _require_names(backup, settings)
    outbox = settings.outbox.path
    up_to = first_number_block(backup, options.after, machine_time_s())
    files = _files_to_write(backup, settings, options)
    try:
        make_state_folder(outbox)
        with hold_existing_lock(outbox):
            if owner_pid(outbox) is not None:
                raise KioskAlreadyRunningError
            _require_room(outbox, backup.topic)
            up_to = max(up_to, MessageNumberReservation(sequence_path(outbox)).up_to)
            number = {sequence_path(outbox): f"{up_to}\n".encode()}
            if backup.client_secret is not None:
                number[client_secret_path(outbox)] = f"{backup.client_secret}\n".encode()
            mark = move_mark_path(outbox) if read_moved_topic(outbox) in (backup.topic, None) else None
            _write_all({**number, **files}, owner_of_secrets(options.config), mark)
    except KioskAlreadyRunningError:
        raise IdentityError(
            f"restore: a kiosk runs on {outbox}. Stop it first: systemctl stop vitrina. Nothing was changed."
        ) from None
    _mark_used(file, backup, up_to)
    _print_summary(backup, options, up_to)
    return 0


def _require_names(backup: Backup, settings: Settings) -> None:
    site = settings.site
    if (topic := f"{site.tenant}/{site.site}/{site.device}") != backup.topic:
        raise IdentityError(
            f"restore: the backup is of {backup.topic}, and its settings are here those of {topic}: they were changed"
            " by hand, or a variable VITRINA_SITE__… of this machine says so. Take that back, or name another file."
            " Nothing was changed."
        )


def _files_to_write(backup: Backup, settings: Settings, options: RestoreOptions) -> dict[Path, bytes]:
    """Files to write. Raises IdentityError for one that the settings do not name, and one that would be lost."""
    files = {Path(name): content for name, content in backup.files.items()}
    if strange := sorted(map(str, files.keys() - {path.absolute() for path in secret_files(settings)})):
        raise IdentityError(
            f"restore: the backup has {', '.join(strange)}, which its settings do not name: it was changed by hand."
            " Nothing was changed. Name another file."
        )
    files = {path: content for path, content in files.items() if not _is_of_system(path, settings, options.config)}
    wanted = {**files, options.config.absolute(): backup.settings.encode()}
    try:
        others = [path for path, content in wanted.items() if path.exists() and _differs(path.read_bytes(), content)]
    except OSError as error:
        raise IdentityError(
            f"restore: {error.filename} cannot be read ({error.strerror}). Try it with sudo. Nothing was changed."
        ) from None
    if others and not options.is_sure:
        raise IdentityError(
            f"restore: {', '.join(map(str, others))} would be replaced. Move it away, or say --replace. Nothing was"
            " changed."
        )
    return wanted


def _is_of_system(path: Path, settings: Settings, config: Path) -> bool:
    """True for authorities that are here and not beside the settings: other programs read them too."""
    return path in authority_files(settings) and path.parent != config.absolute().parent and path.exists()


def _differs(present: bytes, content: bytes) -> bool:
    """True if something would be lost: an empty password file of an installation is nothing."""
    return present not in (b"", content)


def _require_room(outbox: Path, topic: str) -> None:
    """Raises IdentityError if messages of a kiosk are here, unless this one moved from here: then it comes back."""
    found = inspect(outbox)
    is_back = move_mark_path(outbox).exists() and read_moved_topic(outbox) in (topic, None)
    if found is not None and found.rows and not is_back:
        raise IdentityError(
            f"restore: {outbox} has {found.rows} messages of a kiosk of this machine. Delete them first: vitrina"
            " forget. Nothing was changed."
        )


def _write_all(files: dict[Path, bytes], owner: tuple[int, int], mark: Path | None) -> None:
    """Writes all files, or none where the disk does not take one. They take their places in order: the number first,
    as a machine without it would count from 1, and the settings last; then the mark of a move goes."""
    staged = {path: path.with_name(path.name + STAGED) for path in files}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(staged[path], content, owner)
    except OSError as error:
        for each in staged.values():
            with suppress(OSError):
                each.unlink(missing_ok=True)
        raise IdentityError(
            f"restore: {error.filename} cannot be written ({error.strerror}). Make room, or try it with sudo. Nothing"
            " was changed."
        ) from None
    try:
        for path in files:
            staged[path].replace(path)
            sync_folder(path.parent)
        if mark is not None:
            mark.unlink(missing_ok=True)
    except OSError as error:
        raise IdentityError(
            f"restore: {error.filename} cannot be written ({error.strerror}). Try it with sudo, and the same command"
            " again: what is written already stays."
        ) from None


def _mark_used(file: Path, backup: Backup, up_to: int) -> None:
    """Makes a backup of a move one of this machine, which may give numbers from now on."""
    if not backup.moved:
        return
    used = {"moved": False, "made": datetime.fromtimestamp(machine_time_s(), timezone.utc), "reserved": up_to}
    try:
        place = Path(os.path.realpath(file))
        status = place.stat()
        replace_file(place, backup.model_copy(update=used).to_bytes(), (status.st_uid, status.st_gid))
    except OSError as error:
        print(
            f"restore: {file} cannot be marked as used ({error.strerror}): restore it on no other machine, which would"
            " give the same numbers.",
            file=sys.stderr,
        )


def _print_summary(backup: Backup, options: RestoreOptions, up_to: int) -> None:
    print(f"restore: this machine is {backup.topic}; its next message has number {up_to + 1}.", file=sys.stderr)
    if not backup.moved:
        print(
            "restore: the machine of the backup must not send any more. If it may start again, take its password from"
            " the broker.",
            file=sys.stderr,
        )
        if options.after is None:
            print(
                f"restore: numbers {backup.reserved + 1} to {up_to} are skipped; a subscriber counts those that it has"
                " not as lost. --after N skips none that is free.",
                file=sys.stderr,
            )
    print("restore: now try it, and start it: vitrina doctor; systemctl restart vitrina", file=sys.stderr)
