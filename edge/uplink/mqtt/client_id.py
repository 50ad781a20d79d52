"""Client id of the kiosk at the broker.

Anybody who knows the client id can take over the session, so it ends with 96 random bits. They are generated once, and
kept in a private file beside the outbox.
"""

import os
import re
import secrets
from pathlib import Path

from edge.messages.wire import Header

_BYTES = 12
SECRET = rf"[0-9a-f]{{{2 * _BYTES}}}"


def make_client_id(header: Header, secret: str) -> str:
    """Make the client id of a kiosk. No log and no message may contain it."""
    return f"vitrina.{header.tenant}.{header.site}.{header.device}.{secret}"


def draw_client_secret() -> str:
    """Generate the secret end of a client id, which nobody can guess."""
    return secrets.token_hex(_BYTES)


def client_secret_path(outbox: Path) -> Path:
    """Path of the file beside the outbox that contains the secret end of the client id."""
    return outbox.with_name(f"{outbox.name}.client-id")


def read_or_draw_client_secret(outbox: Path) -> str:
    """Read the secret end of this outbox's client id, or generate it if there is none.

    If no file can be created, it is valid only for this run. Then each start has a new session at the broker.
    """
    path = client_secret_path(outbox)
    if (kept := read_secret(outbox)) is not None:
        return kept
    drawn = draw_client_secret()
    try:
        path.unlink(missing_ok=True)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(fd, "w", encoding="ascii") as file:
            file.write(drawn + "\n")
            file.flush()
            os.fsync(fd)
    except OSError:
        return read_secret(outbox) or drawn
    return drawn


def read_secret(outbox: Path) -> str | None:
    """Read the secret end of this outbox's client id. Returns None if there is none, or if it cannot be read."""
    try:
        text = client_secret_path(outbox).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return text if re.fullmatch(SECRET, text) else None
