"""Withdraws a participant or one scope, and deletes whole studies: first keys, then files and rows."""

import shutil
import sqlite3
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from edge.files import sync_folder
from edge.study.database import StudyDatabase
from edge.study.dictionary import find_series
from edge.study.errors import StudyStorageError
from edge.study.keys import StudyKeys
from edge.study.series import SUFFIX
from edge.study.session_lock import hold_session_lock, read_recorded_participant
from edge.study.sessions import FOLDER, StoredFile, compute_file_hashes
from edge.study.tombstone import Destroyed, MadeExport, make_signed_tombstone

RECORDER_S = 15.0
"""Longest wait in seconds for a session to stop. A session notices within a second that its participant withdraws."""


_OWN_SESSIONS = "session IN (SELECT id FROM sessions WHERE participant = ?)"
_ROWS = (
    ("files", _OWN_SESSIONS),
    ("sessions", "participant = ?"),
    ("consents", "participant = ?"),
    ("attributes", "participant = ?"),
    ("exported", "participant = ?"),
    ("participants", "name = ?"),
)
"""Database tables with rows about a participant, in the order in which their rows are deleted."""


@dataclass(frozen=True, slots=True)
class DeletionLoss:
    """Keys, files and rows that a withdrawal deletes. Earlier `exports` are listed, but stay.

    `sessions`: number of each session that loses a file, with the names of the deleted series.
    """

    keys: int
    sessions: tuple[tuple[int, tuple[str, ...]], ...]
    rows: int
    exports: tuple[MadeExport, ...]

    @property
    def file_count(self) -> int:
        return sum(len(names) for _, names in self.sessions)


class Withdrawal:
    """Deletes a participant's data from a study. `now`: seconds since 1970."""

    def __init__(
        self,
        folder: Path,
        database: StudyDatabase,
        keys: StudyKeys,
        device_key: Callable[[], bytes],
        now: Callable[[], float],
    ) -> None:
        self._folder, self._database, self._keys = folder, database, keys
        self._device_key, self._now = device_key, now

    def interrupted_withdrawals(self) -> tuple[str, ...]:
        """Participants with an unfinished withdrawal, for example after a power failure."""
        rows = self._database.fetch_rows("SELECT name FROM participants WHERE is_withdrawing = 1")
        return tuple(str(name) for (name,) in rows)

    def preview_loss(self, name: str, scopes: Collection[str] | None = None) -> DeletionLoss:
        """Data that would be deleted if these scopes ended. None: if the participant withdrew. Deletes nothing.

        Raises StudyStorageError.
        """
        held = self._keys.scopes_with_key(name)
        folders = self._folders(name)
        found = {number: tuple(map(_series_name, _files(folder, scopes))) for number, folder in folders.items()}
        sessions = tuple((number, names) for number, names in found.items() if names)
        if scopes is None:
            tables = (f"SELECT count(*) FROM {table} WHERE {condition}" for table, condition in _ROWS)
            rows = sum(int(count) for query in tables for ((count,),) in [self._database.fetch_rows(query, name)])
        else:
            query = f"SELECT files.name FROM files WHERE {_OWN_SESSIONS}"
            names = [str(file) for (file,) in self._database.fetch_rows(query, name)]
            series = [_series_name(Path(file)) for file in names if file.endswith(SUFFIX)]
            rows = sum(_is_of(each, scopes) for each in series)
        return DeletionLoss(
            len(held if scopes is None else held.intersection(scopes)), sessions, rows, self.participant_exports(name)
        )

    def withdraw_participant(self, name: str) -> tuple[str, tuple[MadeExport, ...]]:
        """Delete a participant's keys, then files and rows. Return the signed deletion record and the earlier exports.

        After an interruption it can be called again. Raises StudyError or StudyStorageError.
        """
        self._device_key()  # raises now rather than between key and tombstone
        self._database.run_transaction(
            lambda db: db.execute("UPDATE participants SET is_withdrawing = 1 WHERE name = ?", (name,))
        )
        keys = self._keys.destroy(name)
        with self._without_recorder(name):
            if name not in self.interrupted_withdrawals():  # another command has ended this withdrawal meanwhile
                return self._last_record(), ()
            files = self._delete_files(name)
            exports = self.participant_exports(name)
            rows = self._delete_rows(name)
            record = self._bury(Destroyed(keys, files, rows, exports))
            self._database.wipe_deleted_rows()
        return record, exports

    def end_consent_scope(self, name: str, scope: str) -> int:
        """Delete the key of one scope and its files in all sessions. Return the number of deleted files.

        End the consent before you call this: a running session then stops recording the scope.
        """
        self._keys.destroy(name, scope)
        count = 0
        for folder in self._folders(name).values():
            for path in _files(folder, (scope,)):
                path.unlink(missing_ok=True)
                self._forget_file(folder.name, path.name)
                count += 1
        self._database.wipe_deleted_rows()
        return count

    def _without_recorder(self, name: str) -> AbstractContextManager[None]:
        """Wait until this participant's running session has ended. Sessions of other participants continue."""
        if read_recorded_participant(self._folder) != name:
            return nullcontext()
        return hold_session_lock(self._folder, self._now, RECORDER_S)

    def _last_record(self) -> str:
        rows = self._database.fetch_rows("SELECT record FROM tombstones ORDER BY id DESC LIMIT 1")
        return str(rows[0][0]) if rows else ""

    def _folders(self, name: str) -> dict[int, Path]:
        """Folders of a participant's sessions, by session number."""
        rows = self._database.fetch_rows("SELECT number, id FROM sessions WHERE participant = ? ORDER BY number", name)
        return {int(number): self._folder / FOLDER / str(session) for number, session in rows}

    def _delete_files(self, name: str) -> tuple[StoredFile, ...]:
        files: list[StoredFile] = []
        try:
            for folder in self._folders(name).values():
                files += compute_file_hashes(folder)
                shutil.rmtree(folder, ignore_errors=not folder.exists())
            if (self._folder / FOLDER).is_dir():
                sync_folder(self._folder / FOLDER)
        except OSError as error:
            raise StudyStorageError(
                f"study: cannot delete {error.filename} ({error.strerror}). Its key has been destroyed. Run the "
                "command again as the owner of the folder."
            ) from None
        return tuple(files)

    def participant_exports(self, name: str) -> tuple[MadeExport, ...]:
        """Exports that contain data of a participant, in the order in which they were made."""
        rows = self._database.fetch_rows(
            "SELECT made_s, kind, place FROM exports JOIN exported ON export = id WHERE participant = ? ORDER BY id",
            name,
        )
        return tuple(MadeExport(float(str(made_s)), str(kind), str(place)) for made_s, kind, place in rows)

    def _forget_file(self, session: str, name: str) -> None:
        self._database.run_transaction(
            lambda db: db.execute("DELETE FROM files WHERE session = ? AND name = ?", (session, name))
        )

    def _delete_rows(self, name: str) -> int:
        def work(db: sqlite3.Connection) -> int:
            deletions = (f"DELETE FROM {table} WHERE {condition}" for table, condition in _ROWS)
            return sum(db.execute(deletion, (name,)).rowcount for deletion in deletions)

        return self._database.run_transaction(work)

    def _bury(self, destroyed: Destroyed) -> str:
        record = make_signed_tombstone(self._keys.study_id, self._now(), destroyed, self._device_key())
        self._database.run_transaction(lambda db: db.execute("INSERT INTO tombstones (record) VALUES (?)", (record,)))
        return record


def _files(folder: Path, scopes: Collection[str] | None) -> list[Path]:
    """Files of a session's series that belong to these scopes; None: files of all series."""
    return [path for path in sorted(folder.glob(f"*{SUFFIX}")) if _is_of(_series_name(path), scopes)]


def _is_of(series: str, scopes: Collection[str] | None) -> bool:
    return scopes is None or find_series(series).scope in scopes


def _series_name(path: Path) -> str:
    return path.name.removesuffix(SUFFIX)
