"""Keys of the participants of one study: one file per scope, outside the study's folder.

If you delete a key, nobody can read the data that it encrypts, in any copy of the study's folder.
"""

import os
import secrets
import stat
from pathlib import Path

from edge.files import sync_folder
from edge.study.cipher import KEY_BYTES
from edge.study.errors import StudyError, StudyKeyMissingError, StudyStorageError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class StudyKeys:
    """Folder `ROOT/STUDY/PARTICIPANT/` with the key files `SCOPE.key`, which only their owner can read."""

    def __init__(self, root: Path, study_id: str) -> None:
        self.study_id = study_id
        self.folder = root / study_id

    def make_folder(self) -> None:
        """Create the key folder. Raises StudyStorageError, and StudyError if other users can access the folder."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StudyStorageError(self._unusable(self.folder, error)) from None
        self._require_private(self.folder)

    def read_key(self, participant: str, scope: str) -> bytes:
        """Reads a key. Raises StudyKeyMissingError, StudyError or StudyStorageError."""
        path = self.key_path(participant, scope)
        try:
            self._require_private(path)
            key = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise StudyKeyMissingError(
                f"study: the key {path} does not exist. Either the participant has withdrawn, or [study] keys is set "
                "to the wrong folder."
            ) from None
        except OSError as error:
            raise StudyStorageError(self._unusable(path, error)) from None
        if len(key) != KEY_BYTES:
            raise StudyStorageError(f"study: {path} is not a key. Restore it from a copy.")
        return key

    def read_or_make_key(self, participant: str, scope: str) -> bytes:
        """Read a key, or create it if it does not exist. Raises StudyError or StudyStorageError."""
        try:
            return self.read_key(participant, scope)
        except StudyKeyMissingError:
            self._write_new(self.key_path(participant, scope))
            return self.read_key(participant, scope)

    def scopes_with_key(self, participant: str) -> frozenset[str]:
        """Scopes for which a participant has a key."""
        return frozenset(path.stem for path in (self.folder / participant).glob("*.key"))

    def destroy(self, participant: str, scope: str | None = None) -> int:
        """Destroy one scope's key, or all keys of a participant. Returns how many. Raises StudyStorageError.

        A key is overwritten before its file is deleted. Flash memory may keep the old bytes until the device reuses
        them.
        """
        folder = self.folder / participant
        paths = sorted(folder.glob("*.key")) if scope is None else [self.key_path(participant, scope)]
        count = 0
        for path in paths:
            try:
                count += _overwrite_and_unlink(path)
            except OSError as error:
                raise StudyStorageError(self._unusable(path, error)) from None
        if scope is None and folder.is_dir():
            folder.rmdir()
            sync_folder(self.folder)
        return count

    def destroy_all(self) -> int:
        """Destroy the keys of all participants. Returns the number of keys. Raises StudyStorageError."""
        return sum(self.destroy(path.name) for path in sorted(self.folder.glob("*")) if path.is_dir())

    def _write_new(self, path: Path) -> None:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            with os.fdopen(file, "wb") as opened:
                opened.write(secrets.token_bytes(KEY_BYTES))
                opened.flush()
                os.fsync(file)
            sync_folder(path.parent)
        except OSError as error:
            raise StudyStorageError(self._unusable(path, error)) from None

    def key_path(self, participant: str, scope: str) -> Path:
        """Path of a key's file, even if the file does not exist."""
        return self.folder / participant / f"{scope}.key"

    def _require_private(self, path: Path) -> None:
        if path.stat().st_mode & _OTHERS:
            raise StudyError(f"study: other users can access {path}. Remove their access: chmod -R go= {self.folder}")

    def _unusable(self, path: Path, error: OSError) -> str:
        return (
            f"study: cannot use the key {path} ({error.strerror}). Give this user access to the folder, or name "
            "another in [study] keys"
        )


def _overwrite_and_unlink(path: Path) -> bool:
    try:
        file = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    with os.fdopen(file, "wb") as opened:
        opened.write(secrets.token_bytes(KEY_BYTES))
        opened.flush()
        os.fsync(file)
    path.unlink()
    sync_folder(path.parent)
    return True
