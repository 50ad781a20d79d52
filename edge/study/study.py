"""One study: its folder, and everything that can be done with it. Recording, exports and reports start here."""

import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from pathlib import Path

from edge.files import replace_file
from edge.study import attributes as attributes_file
from edge.study import database as database_file
from edge.study import session_lock
from edge.study.attribute_values import AttributeValues
from edge.study.database import StudyDatabase
from edge.study.definition import StudyDefinition, new_definition, read_definition, write_definition
from edge.study.errors import StudyError, StudyStorageError
from edge.study.key_check import find_key_faults
from edge.study.keys import StudyKeys
from edge.study.notes import FILE as NOTE
from edge.study.notes import write_note
from edge.study.participants import Participants
from edge.study.plans import StudyPlans
from edge.study.sessions import FOLDER, Sessions, StudySession, compute_file_hashes
from edge.study.tombstone import Destroyed, MadeExport, make_signed_tombstone
from edge.study.withdrawal import Withdrawal

DELETED = "deleted.json"
"""Name of the signed record that stays in the folder of a deleted study."""


@dataclass(frozen=True)
class StudyAccess:
    """Settings and keys that a command needs to open a study.

    `keys`: folder of the keys of all studies ([study] keys). `device_key` reads this device's key. `now`: seconds since
    1970. `today`: local date in the time zone `zone`.
    """

    keys: Path
    device_key: Callable[[], bytes]
    now: Callable[[], float]
    today: Callable[[], date]
    zone: tzinfo = timezone.utc


class Study:
    """An open study. `last_s`: the end of its last day, in seconds since 1970."""

    def __init__(self, folder: Path, definition: StudyDefinition, access: StudyAccess) -> None:
        """Raises StudyStorageError."""
        self.folder, self.definition = folder, definition
        self.keys = StudyKeys(access.keys, definition.id)
        self._database = StudyDatabase(folder)
        self._now, self.today = access.now, access.today
        self.last_s = datetime.combine(definition.until + timedelta(days=1), time(), access.zone).timestamp()
        self.participants = Participants(self._database, self.keys, access.device_key)
        self.attribute_values = AttributeValues(self._database, self.keys)
        self.plans = StudyPlans(self._database, access.now)
        self.stored = Sessions(folder, self._database, self.keys)
        self.withdrawal = Withdrawal(folder, self._database, self.keys, access.device_key, access.now)

    def readable_sessions(self, participant: str | None = None) -> tuple[StudySession, ...]:
        """All sessions of the study, or all sessions of one participant, sorted by start time. Raises StudyError."""
        return self.stored.readable_sessions(participant)

    def key_faults(self, participant: str) -> tuple[str, ...]:
        """Faults of a participant's existing keys, each with its fix; empty if the keys fit the study."""
        return tuple(find_key_faults(participant, self.participants, self.stored, self.keys))

    def record_export(self, kind: str, place: str, participants: Sequence[str]) -> None:
        """Record an export, so that a withdrawal can list it. Call this before the first byte of the export is written.

        Raises StudyError if one of the participants is withdrawing or has withdrawn, because that withdrawal would not
        list the export.
        """

        def work(db: sqlite3.Connection) -> None:
            there = {name for (name,) in db.execute("SELECT name FROM participants WHERE is_withdrawing = 0")}
            if not there.issuperset(participants):
                raise StudyError("study: a participant has just withdrawn. Nothing was written. Run the command again.")
            cursor = db.execute(
                "INSERT INTO exports (made_s, kind, place) VALUES (?, ?, ?)", (self._now(), kind, place)
            )
            db.executemany("INSERT INTO exported VALUES (?, ?)", [(cursor.lastrowid, name) for name in participants])

        self._database.run_transaction(work)

    def recorded_exports(self) -> tuple[MadeExport, ...]:
        """All exports of the study, in the order in which they were made."""
        rows = self._database.fetch_rows("SELECT made_s, kind, place FROM exports ORDER BY id")
        return tuple(MadeExport(float(str(made_s)), str(kind), str(place)) for made_s, kind, place in rows)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> "Study":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def create_study(
    folder: Path, name: str, until: date, access: StudyAccess, streams: Mapping[str, str] | None = None
) -> Study:
    """Create a study: its folder, and a key folder. `streams`: name of the stream of each additional scope.

    Raises StudyError or StudyStorageError."""
    definition = new_definition(name, access.today(), until, streams)
    _require_apart(folder, access.keys)
    if folder.exists() and any(folder.iterdir()):
        raise StudyError(f"study: {folder} is not empty. Name a new folder.")
    StudyKeys(access.keys, definition.id).make_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise StudyStorageError(f"study: cannot create {folder} ({error.strerror}). Name another folder.") from None
    write_definition(folder, definition)
    write_note(folder, definition, access.keys / definition.id)
    return Study(folder, definition, access)


def open_study(folder: Path, access: StudyAccess) -> Study:
    """Open a study, after completing interrupted withdrawals. If its last day is over, delete the study instead.

    Raises StudyError or StudyStorageError.
    """
    definition = read_definition(folder)
    _require_apart(folder, access.keys)
    if access.today() > definition.until:
        delete_study(folder, definition, access)
        raise StudyError(
            f"study: the last day of {folder} was {definition.until}; all recordings have been deleted ({DELETED} "
            "proves it). Create a new study: vitrina study new"
        )
    write_note(folder, definition, access.keys / definition.id)
    study = Study(folder, definition, access)
    try:
        for name in study.withdrawal.interrupted_withdrawals():
            study.withdrawal.withdraw_participant(name)
    except BaseException:
        study.close()
        raise
    return study


def delete_study(folder: Path, definition: StudyDefinition, access: StudyAccess) -> None:
    """Delete a study: first its keys, then its files. Only `study.toml` and a signed record stay.

    Raises StudyError or StudyStorageError.
    """
    keys = StudyKeys(access.keys, definition.id)
    if (folder / DELETED).exists() and not (folder / database_file.FILE).exists():
        return
    with session_lock.hold_session_lock(folder, access.now):
        exports: tuple[MadeExport, ...] = ()
        if (folder / database_file.FILE).exists():
            with Study(folder, definition, access) as study:
                exports = study.recorded_exports()
        count = keys.destroy_all()
        files = [file for path in sorted((folder / FOLDER).glob("*")) for file in compute_file_hashes(path)]
        record = make_signed_tombstone(
            definition.id, access.now(), Destroyed(count, tuple(files), 0, exports), access.device_key()
        )
        try:
            shutil.rmtree(folder / FOLDER, ignore_errors=not (folder / FOLDER).exists())
            for suffix in ("", "-wal", "-shm"):
                (folder / f"{database_file.FILE}{suffix}").unlink(missing_ok=True)
            (folder / attributes_file.FILE).unlink(missing_ok=True)
            replace_file(folder / DELETED, record.encode() + b"\n")
            (keys.folder / NOTE).unlink(missing_ok=True)
        except OSError as error:
            raise StudyStorageError(
                f"study: cannot delete {error.filename} ({error.strerror}). The keys have been destroyed. Run the "
                "command again as the owner of the folder."
            ) from None


def _require_apart(folder: Path, keys: Path) -> None:
    """Raise StudyError if the keys are inside the study's folder: a copy of the folder would contain data and keys."""
    if keys.resolve().is_relative_to(folder.resolve()):
        raise StudyError(
            f"study: the keys ({keys}) are inside the study's folder {folder}, so a copy of that folder would contain "
            "both. Set [study] keys to another folder."
        )
