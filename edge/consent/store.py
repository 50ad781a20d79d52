"""Files for checking consents: this kiosk's key, and the list of withdrawn records. Both are stored beside the
outbox and belong to the service's user. `vitrina forget` deletes them.
"""

import os
import secrets
import stat
from pathlib import Path

from edge.consent.record import ConsentError, InvalidConsentError
from edge.files import read_text, replace_file

KEY, WITHDRAWN = "consent.key", "consent.withdrawn"
_KEY_BYTES = 32


class ConsentStore:
    """The key and the list of withdrawn records beside an outbox. If root writes a file, the owner of the folder,
    which is the service's user, becomes the owner of the file.
    """

    def __init__(self, outbox: Path) -> None:
        self.key_path = outbox.with_name(KEY)
        self.withdrawn_path = outbox.with_name(WITHDRAWN)

    def read_key(self) -> bytes:
        """Reads the key. Raises InvalidConsentError if there is no key, or if other users can read or write the key
        file.
        """
        try:
            mode = self.key_path.stat().st_mode
            text = read_text(self.key_path, encoding="ascii").strip()
            key = bytes.fromhex(text)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it does not contain a key"
            raise InvalidConsentError(
                f"the record cannot be checked: the key {self.key_path} cannot be read ({reason})"
            ) from None
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise InvalidConsentError(
                f"the record cannot be trusted: other users can access the key {self.key_path} (chmod 600)"
            )
        if len(key) != _KEY_BYTES:
            raise InvalidConsentError(f"the record cannot be checked: {self.key_path} does not contain a valid key")
        return key

    def read_or_make_key(self) -> bytes:
        """Reads the key, or makes one if there is none. Raises ConsentError or InvalidConsentError."""
        if not self.key_path.exists():
            self.write_private_file(self.key_path, secrets.token_hex(_KEY_BYTES).encode() + b"\n")
        return self.read_key()

    def is_withdrawn(self, signature: str) -> bool:
        """True if the record with this signature was withdrawn. Raises InvalidConsentError if the list is
        unreadable."""
        return signature in self._withdrawn()

    def withdraw_record(self, signature: str) -> None:
        """Withdraws a record permanently: even a restored copy of it is no longer valid. Raises ConsentError or
        InvalidConsentError.
        """
        lines = [*self._withdrawn(), signature]
        self.write_private_file(self.withdrawn_path, "".join(f"{line}\n" for line in lines).encode())

    def write_private_file(self, path: Path, data: bytes) -> None:
        """Writes a file atomically with mode 600 for the service's user. Creates its folder if necessary. Raises
        ConsentError.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, data, self._owner())
        except OSError as error:
            raise ConsentError(f"consent: {path} cannot be written ({error.strerror}). Try again with sudo.") from None

    def _owner(self) -> tuple[int, int]:
        """User and group that the files must belong to. They differ from those of this process only if it runs as root,
        because only root can change the owner of a file. Raises OSError.
        """
        if os.geteuid() != 0:
            return os.geteuid(), os.getegid()
        folder = self.key_path.parent.stat()
        return folder.st_uid, folder.st_gid

    def _withdrawn(self) -> list[str]:
        try:
            return read_text(self.withdrawn_path, encoding="ascii").split()
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidConsentError(
                f"the record cannot be checked: {self.withdrawn_path} cannot be read ({error})"
            ) from None
