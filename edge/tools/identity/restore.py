"""`vitrina restore`: makes this machine the kiosk of a backup. No message number is given twice."""

import sys
from dataclasses import dataclass
from pathlib import Path

from edge.clock import machine_s
from edge.files import write_whole
from edge.kiosk.lock import KioskAlreadyRunningError, existing_lock
from edge.kiosk.moved import moved_path
from edge.settings.loading import from_text
from edge.settings.places import make_state_folder
from edge.settings.settings import Settings
from edge.tools.enrol.files import owner_of_secrets
from edge.tools.identity.archive import Backup, IdentityError, read_backup, secret_files
from edge.uplink.outbox.inspect import inspect, owner_pid
from edge.uplink.outbox.sequence import BLOCK, MessageNumberReservation, sequence_path

DAY_S = 86_400.0
PER_DAY = 100_000
"""Messages that a kiosk may have made in a day after its backup: more than one a second."""


@dataclass(frozen=True)
class RestoreOptions:
    """`config`: where the settings go. `after`: highest number that a subscriber has of this kiosk, if it is known.
    `is_sure`: files that are there are replaced."""

    config: Path
    after: int | None = None
    is_sure: bool = False


def first_block(backup: Backup, after: int | None, now_s: float) -> int:
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
        given += int(PER_DAY * (passed_s // DAY_S + 1))
    return -(-given // BLOCK) * BLOCK


def restore(file: Path, options: RestoreOptions) -> int:
    """Writes settings, keys and the number. Raises IdentityError, SettingsError and OutboxError."""
    backup = read_backup(file)
    settings = from_text(backup.settings, options.config)
    outbox = settings.outbox.path
    up_to = first_block(backup, options.after, machine_s())
    files = _files(backup, settings, options)
    try:
        make_state_folder(outbox)
        with existing_lock(outbox):
            if owner_pid(outbox) is not None:
                raise KioskAlreadyRunningError
            _require_room(outbox)
            _write_all(files, outbox, up_to, owner_of_secrets(options.config))
    except KioskAlreadyRunningError:
        raise IdentityError(
            f"restore: a kiosk runs on {outbox}. Stop it first: systemctl stop vitrina. Nothing was changed."
        ) from None
    _say(backup, options, max(up_to, MessageNumberReservation(sequence_path(outbox)).up_to))
    return 0


def _files(backup: Backup, settings: Settings, options: RestoreOptions) -> dict[Path, bytes]:
    """Files to write. Raises IdentityError for one that the settings do not name, and one that would be lost."""
    files = {Path(name): content for name, content in backup.files.items()}
    if strange := sorted(map(str, files.keys() - {path.absolute() for path in secret_files(settings)})):
        raise IdentityError(
            f"restore: the backup has {', '.join(strange)}, which its settings do not name: it was changed by hand."
            " Nothing was changed. Name another file."
        )
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


def _differs(present: bytes, content: bytes) -> bool:
    """True if something would be lost: an empty password file of an installation is nothing."""
    return present not in (b"", content)


def _require_room(outbox: Path) -> None:
    """Raises IdentityError if messages of a kiosk are here, unless it moved from here: then it comes back."""
    found = inspect(outbox)
    if found is not None and found.rows and not moved_path(outbox).exists():
        raise IdentityError(
            f"restore: {outbox} has {found.rows} messages of a kiosk of this machine. Delete them first: vitrina"
            " forget. Nothing was changed."
        )


def _write_all(files: dict[Path, bytes], outbox: Path, up_to: int, owner: tuple[int, int]) -> None:
    """Writes the number first: a machine without it would count from 1. The settings are last."""
    numbers = sequence_path(outbox)
    try:
        if up_to > MessageNumberReservation(numbers).up_to:
            write_whole(numbers, f"{up_to}\n".encode(), owner)
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content, owner)
        moved_path(outbox).unlink(missing_ok=True)
    except OSError as error:
        raise IdentityError(
            f"restore: {error.filename} cannot be written ({error.strerror}). Try it with sudo, and the same command"
            " again: what is written already stays."
        ) from None


def _say(backup: Backup, options: RestoreOptions, up_to: int) -> None:
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
