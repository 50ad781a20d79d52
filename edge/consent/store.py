"""Where this device keeps what it knows consents by: its key, and which records were withdrawn. Both lie beside the
outbox, are the service's own, and go with `vitrina forget`.
"""

import os
import secrets
import stat
from pathlib import Path

from edge.consent.record import ConsentError, InvalidConsentError

KEY, WITHDRAWN = "consent.key", "consent.withdrawn"
_KEY_BYTES = 32


class ConsentStore:
    """The files beside an outbox. What is written as root belongs to whoever owns their folder, which is the service's
    user."""

    def __init__(self, outbox: Path) -> None:
        self.key_path = outbox.with_name(KEY)
        self.withdrawn_path = outbox.with_name(WITHDRAWN)

    def key(self) -> bytes:
        """Raises DoubtError where there is none, or where others could have signed with it."""
        try:
            mode = self.key_path.stat().st_mode
            text = self.key_path.read_text(encoding="ascii").strip()
            key = bytes.fromhex(text)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is none"
            raise InvalidConsentError(f"cannot be checked: the key {self.key_path} cannot be read ({reason})") from None
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise InvalidConsentError(f"cannot be believed: others can use the key {self.key_path} (chmod 600)")
        if len(key) != _KEY_BYTES:
            raise InvalidConsentError(f"cannot be checked: the key {self.key_path} is none")
        return key

    def key_or_new(self) -> bytes:
        """The key; made where there is none. Raises ConsentError and DoubtError."""
        if not self.key_path.exists():
            self.write(self.key_path, secrets.token_hex(_KEY_BYTES).encode() + b"\n")
        return self.key()

    def is_withdrawn(self, signature: str) -> bool:
        """Raises DoubtError where that cannot be known."""
        return signature in self._withdrawn()

    def withdraw(self, signature: str) -> None:
        """For ever: a copy of the record that is put back is no consent. Raises ConsentError and DoubtError."""
        lines = [*self._withdrawn(), signature]
        self.write(self.withdrawn_path, "".join(f"{line}\n" for line in lines).encode())

    def write(self, path: Path, data: bytes) -> None:
        """All of a file or nothing, for the service's user alone; its folder is made. Raises ConsentError."""
        beside = path.with_name(f".{path.name}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.unlink(missing_ok=True)
            file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(file, "wb") as opened:
                opened.write(data)
                opened.flush()
                os.fsync(file)
                owner = self.key_path.parent.stat()
                if os.geteuid() == 0:
                    os.fchown(file, owner.st_uid, owner.st_gid)
            os.replace(beside, path)
        except OSError as error:
            raise ConsentError(f"consent: {path} cannot be written ({error.strerror}). Try it with sudo.") from None

    def _withdrawn(self) -> list[str]:
        try:
            return self.withdrawn_path.read_text(encoding="ascii").split()
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidConsentError(f"cannot be checked: {self.withdrawn_path} cannot be read ({error})") from None
