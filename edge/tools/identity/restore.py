"""`vitrina restore`: turns this computer into the kiosk of a backup, without using any message number twice."""

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
from edge.law.table import OWN_TABLE
from edge.settings.loading import parse_settings
from edge.settings.places import make_state_folder
from edge.settings.remote_files import memory_path
from edge.settings.settings import Settings
from edge.tools.enrol.files import owner_of_secrets
from edge.tools.identity.archive import Backup, IdentityError, authority_files, read_backup, secret_files
from edge.uplink.mqtt.client_id import client_secret_path
from edge.uplink.outbox.inspect import inspect, owner_pid
from edge.uplink.outbox.sequence import BLOCK, MessageNumberReservation, sequence_path

MINUTE_S = 60.0
MARGIN = 100 * BLOCK
"""Number of additional blocks of message numbers that are skipped, because clocks may differ.

One more block is skipped for each minute since the backup. A block has more numbers than a kiosk uses in a minute. So a
second computer with the same backup starts after the numbers of the first computer.
"""
STAGED = ".restored"


@dataclass(frozen=True)
class RestoreOptions:
    """Options of a restore. `config`: path for the settings. `is_sure`: replace existing files.

    `after`: highest message number that a subscriber has received from this kiosk, if known.
    """

    config: Path
    after: int | None = None
    is_sure: bool = False


def first_number_block(backup: Backup, after: int | None, now_s: float) -> int:
    """Last message number that counts as used, a multiple of BLOCK. The first message gets the next number.

    A kiosk that moved has used no number after its backup. Any other kiosk may have continued until now. Raises
    IdentityError.
    """
    given = backup.reserved
    if after is not None:
        given = max(given, after)
    elif not backup.moved:
        passed_s = now_s - backup.made.timestamp()
        if passed_s < 0:
            raise IdentityError(
                "restore: this computer's clock is earlier than the time of the backup. Set the clock, or give the "
                "highest message number that your subscriber has received from this kiosk: --after N. Nothing was "
                "changed."
            )
        given += MARGIN + BLOCK * int(passed_s // MINUTE_S)
    return -(-given // BLOCK) * BLOCK


def restore_backup(file: Path, options: RestoreOptions) -> int:
    """Write the settings, the keys and the message number. Raises IdentityError, SettingsError or OutboxError."""
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
            f"restore: a kiosk is using {outbox}. Stop it first: systemctl stop vitrina. Nothing was changed."
        ) from None
    _mark_used(file, backup, up_to)
    _print_summary(backup, options, up_to)
    return 0


def _require_names(backup: Backup, settings: Settings) -> None:
    site = settings.site
    if (topic := f"{site.tenant}/{site.site}/{site.device}") != backup.topic:
        raise IdentityError(
            f"restore: the backup belongs to {backup.topic}, but its settings name {topic}: somebody changed the "
            "settings in the backup, or a variable VITRINA_SITE__… is set here. Remove the variable, or name another "
            "file. Nothing was changed."
        )


def _files_to_write(backup: Backup, settings: Settings, options: RestoreOptions) -> dict[Path, bytes]:
    """Files to write. Raises IdentityError for a file that the settings do not name, or that would be overwritten."""
    files = {Path(name): content for name, content in backup.files.items()}
    if strange := sorted(map(str, files.keys() - {path.absolute() for path in secret_files(settings)})):
        raise IdentityError(
            f"restore: the backup contains {', '.join(strange)}, but the settings in the backup do not name this file: "
            "somebody changed the backup. Nothing was changed. Name another file."
        )
    files = {path: content for path, content in files.items() if not _is_of_system(path, settings, options.config)}
    config = options.config.absolute()
    law = {} if backup.law is None else {config.with_name(OWN_TABLE): backup.law}
    remote = {} if backup.remote is None else {memory_path(settings.outbox.path): backup.remote}
    wanted = {**remote, **files, **law, config: backup.settings.encode()}
    try:
        others = [path for path, content in wanted.items() if path.exists() and _differs(path.read_bytes(), content)]
    except OSError as error:
        raise IdentityError(
            f"restore: cannot read {error.filename} ({error.strerror}). Try again with sudo. Nothing was changed."
        ) from None
    if others and not options.is_sure:
        raise IdentityError(
            f"restore: {', '.join(map(str, others))} would be replaced. Move it away, or add --replace. Nothing was "
            "changed."
        )
    return wanted


def _is_of_system(path: Path, settings: Settings, config: Path) -> bool:
    """True for CA files outside the settings folder that exist on this computer: other programs also read them."""
    return path in authority_files(settings) and path.parent != config.absolute().parent and path.exists()


def _differs(present: bytes, content: bytes) -> bool:
    """True if writing the file would overwrite other content. The empty password file of an installation is ignored."""
    return present not in (b"", content)


def _require_room(outbox: Path, topic: str) -> None:
    """Raise IdentityError if this computer has messages of a kiosk.

    The error is not raised if the backup's kiosk moved away from here and now comes back.
    """
    found = inspect(outbox)
    is_back = move_mark_path(outbox).exists() and read_moved_topic(outbox) in (topic, None)
    if found is not None and found.rows and not is_back:
        raise IdentityError(
            f"restore: {outbox} contains {found.rows} messages of another kiosk. Delete them first: vitrina forget. "
            "Nothing was changed."
        )


def _write_all(files: dict[Path, bytes], owner: tuple[int, int], mark: Path | None) -> None:
    """Write all files, or none if the disk refuses one.

    They are put in place in this order: first the message number, because a computer without it would count from 1; the
    settings last. Then the mark of a move is deleted.
    """
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
            f"restore: cannot write {error.filename} ({error.strerror}). Free some space, or try again with sudo. "
            "Nothing was changed."
        ) from None
    try:
        for path in files:
            staged[path].replace(path)
            sync_folder(path.parent)
        if mark is not None:
            mark.unlink(missing_ok=True)
    except OSError as error:
        raise IdentityError(
            f"restore: cannot write {error.filename} ({error.strerror}). Run the same command again with sudo. The "
            f"files that have already been written are kept."
        ) from None


def _mark_used(file: Path, backup: Backup, up_to: int) -> None:
    """Turn a backup made for a move into this kiosk's backup, and allow message numbers to be used from now on."""
    if not backup.moved:
        return
    used = {"moved": False, "made": datetime.fromtimestamp(machine_time_s(), timezone.utc), "reserved": up_to}
    try:
        place = Path(os.path.realpath(file))
        status = place.stat()
        replace_file(place, backup.model_copy(update=used).to_bytes(), (status.st_uid, status.st_gid))
    except OSError as error:
        print(
            f"restore: cannot mark {file} as used ({error.strerror}). Do not restore it on another computer, which "
            "would use the same numbers.",
            file=sys.stderr,
        )


def _print_summary(backup: Backup, options: RestoreOptions, up_to: int) -> None:
    print(f"restore: this kiosk is {backup.topic}; its next message has number {up_to + 1}.", file=sys.stderr)
    if not backup.moved:
        print(
            "restore: the computer from which the backup came must not send any more. If it may start again, revoke "
            "its password at the broker.",
            file=sys.stderr,
        )
        if options.after is None:
            print(
                f"restore: numbers {backup.reserved + 1} to {up_to} are skipped; a subscriber counts the missing ones "
                "as lost. With --after N, no free number is skipped.",
                file=sys.stderr,
            )
    print("restore: now check and start it: vitrina doctor; systemctl restart vitrina", file=sys.stderr)
