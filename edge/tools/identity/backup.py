"""`vitrina backup`: writes a kiosk's identity to a file: names, settings, keys, and the last message number."""

import os
import sys
from base64 import b64encode
from contextlib import suppress
from pathlib import Path

from edge import __version__
from edge.clock import machine_time_s
from edge.files import replace_file
from edge.kiosk.process.lock import KioskAlreadyRunningError, hold_existing_lock
from edge.kiosk.process.moved import check_not_moved, move_mark_content, move_mark_path
from edge.kiosk.state.home_assistant import announced_topics_path
from edge.law.table import OWN_TABLE
from edge.messages.wire import time_text
from edge.settings.loading import LoadedSettings
from edge.settings.remote_files import memory_path
from edge.tools.enrol.files import owner_of_secrets
from edge.tools.identity.archive import Backup, IdentityError, secret_files
from edge.uplink.mqtt.client_id import read_secret
from edge.uplink.outbox.inspect import inspect, owner_pid
from edge.uplink.outbox.sequence import MessageNumberReservation, sequence_path


def write_backup(loaded: LoadedSettings, file: Path, *, is_move: bool, leaves_unsent: bool) -> int:
    """Write the backup, which only its owner can read. With `is_move`, this kiosk stops using message numbers.

    Raises IdentityError, SettingsError or OutboxError.
    """
    if not is_move:
        check_not_moved(loaded.settings)
        _write(file, _build_backup(loaded, is_moved=False))
        _print_summary(loaded, file, "Written")
        print(
            "backup: if this kiosk is lost, restore the backup on another computer: vitrina restore FILE",
            file=sys.stderr,
        )
        return 0
    outbox = loaded.settings.outbox.path
    try:
        with hold_existing_lock(outbox):
            if owner_pid(outbox) is not None:
                raise KioskAlreadyRunningError
            _write_move_backup(loaded, file, leaves_unsent)
    except KioskAlreadyRunningError:
        raise IdentityError(
            f"backup: a kiosk is using {outbox}. Stop it first: systemctl stop vitrina. Nothing was changed."
        ) from None
    return 0


def _write_move_backup(loaded: LoadedSettings, file: Path, leaves_unsent: bool) -> None:
    check_not_moved(loaded.settings)
    outbox = loaded.settings.outbox.path
    found = inspect(outbox)
    if found is not None and found.waiting and not leaves_unsent:
        raise IdentityError(
            f"backup: {found.waiting} messages in {outbox} have not been sent yet and would stay here. Let the kiosk "
            "send them first, or add --leave-unsent. Nothing was changed."
        )
    made = _build_backup(loaded, is_moved=True)
    mark = move_mark_path(outbox)
    _write(file, made)
    try:
        replace_file(mark, move_mark_content(made.topic, time_text(made.made.timestamp()), str(file)), _owner(loaded))
    except OSError as error:
        file.unlink(missing_ok=True)
        raise IdentityError(
            f"backup: cannot write {mark} ({error.strerror}). Try again with sudo. Nothing was changed."
        ) from None
    with suppress(OSError):  # the next kiosk here would take the description away from Home Assistant
        announced_topics_path(outbox).unlink(missing_ok=True)
    _print_summary(loaded, file, "Moved")
    print(f"backup: {made.topic} does not start here any more.", file=sys.stderr)


def _build_backup(loaded: LoadedSettings, *, is_moved: bool) -> Backup:
    settings, site = loaded.settings, loaded.settings.site
    if loaded.text is None:
        raise IdentityError(
            "backup: there is no settings file to back up. Create a settings file: vitrina settings --example"
        )
    law, remote = loaded.path.with_name(OWN_TABLE), memory_path(settings.outbox.path)
    return Backup.model_validate(
        {
            "schema": "vitrina.backup/1",
            "made": time_text(machine_time_s()),
            "version": __version__,
            "tenant": site.tenant,
            "site": site.site,
            "device": site.device,
            "reserved": MessageNumberReservation(sequence_path(settings.outbox.path)).up_to,
            "moved": is_moved,
            "client_secret": read_secret(settings.outbox.path),
            "settings": loaded.text,
            "law": _read(law) if law.exists() else None,
            "remote": _read(remote) if remote.exists() else None,
            "files": {str(path.absolute()): _read(path) for path in secret_files(settings)},
        }
    )


def _read(path: Path) -> bytes:
    """Content of a file in base64. Raises IdentityError."""
    try:
        return b64encode(path.read_bytes())
    except OSError as error:
        raise IdentityError(
            f"backup: cannot read {path} ({error.strerror}). Try again with sudo. Nothing was written."
        ) from None


def _write(file: Path, made: Backup) -> None:
    """Write a file that only this user can ever read. Raises IdentityError if the file exists."""
    is_made = False
    try:
        fd = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        is_made = True
        with open(fd, "wb") as opened:
            opened.write(made.to_bytes())
            opened.flush()
            os.fsync(fd)
    except OSError as error:
        if is_made:
            file.unlink(missing_ok=True)
        raise IdentityError(
            f"backup: cannot write {file} ({error.strerror}). Name a file that does not exist yet, on a disk with "
            "free space. Nothing was changed."
        ) from None


def _owner(loaded: LoadedSettings) -> tuple[int, int]:
    return owner_of_secrets(loaded.path)


def _print_summary(loaded: LoadedSettings, file: Path, what: str) -> None:
    law = loaded.path.with_name(OWN_TABLE)
    others = [*([law] if law.exists() else []), *secret_files(loaded.settings)]
    names = ", ".join(map(str, others)) or "no other file"
    print(f"backup: {what}: {file}, with {loaded.path} and {names}.", file=sys.stderr)
    broker = loaded.settings.broker
    if broker.password_file is None and broker.key_file is None and broker.password is None:
        print(
            "backup: it contains no broker password, because the settings name none. If systemd or a variable gives "
            "the kiosk a password, copy that too.",
            file=sys.stderr,
        )
    print("backup: it contains unencrypted passwords and keys; only this user can read it.", file=sys.stderr)
