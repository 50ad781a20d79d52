"""Token of a page, which proves that a user of this machine opened the page. Each page has its own token."""

import os
import re
import secrets
from pathlib import Path

from edge.web.errors import PageError

NEW_TOKEN = "openssl rand -base64 32 | tr '+/' '-_' | tr -d '='"
"""Shell command that prints a newly generated token."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class TokenFileError(PageError):
    """The token cannot be read or made. The message states where, and what to do."""


def token_path(outbox: Path, page: str) -> Path:
    """Path of the token file of a page, such as "player". The file is beside the outbox."""
    return outbox.with_name(f"{outbox.name}.{page}-token")


def read_or_make_token(path: Path, page: str) -> str:
    """Read the token, or make a token file with mode 0600 if there is none. Raises TokenFileError."""
    try:
        token = _new_token(path)
        if token is None:
            path.chmod(0o600)
            return read_token(path, page)
    except OSError as error:
        raise _not_made(path, page, error) from None
    return token


def renew_token(path: Path, page: str) -> str:
    """Write a new token to the file, with mode 0600. The old token becomes invalid. Raises TokenFileError."""
    try:
        path.unlink(missing_ok=True)
        token = _new_token(path)
        if token is None:
            raise FileExistsError(17, "another program is creating the same file")
    except OSError as error:
        raise _not_made(path, page, error) from None
    return token


def read_token(path: Path, page: str) -> str:
    """Read the token from an existing file. Raises TokenFileError."""
    return _read_token(
        path,
        page,
        "Is the kiosk running (vitrina status), and as this user?",
        "Delete it; the kiosk makes a new one when it starts.",
    )


def read_shared_token(path: Path, page: str) -> str:
    """Read a token file that somebody made for several kiosks. The file is never changed. Raises TokenFileError."""
    return _read_token(
        path,
        page,
        "Copy the token file of your fleet there, and let the kiosk's user read it.",
        f"A token has 43 letters. Make one: {NEW_TOKEN}",
    )


def _read_token(path: Path, page: str, fix_unreadable: str, fix_wrong: str) -> str:
    try:
        token = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise TokenFileError(f"{page}: {path} cannot be read ({why}). {fix_unreadable}") from None
    if not _TOKEN.fullmatch(token):
        raise TokenFileError(f"{page}: {path} does not contain a token. {fix_wrong}")
    return token


def _new_token(path: Path) -> str | None:
    """Make the token file, and return its token. Returns None if the file already exists. Raises OSError."""
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return None
    token = secrets.token_urlsafe(32)
    with os.fdopen(fd, "w", encoding="ascii") as file:
        file.write(token + "\n")
    return token


def _not_made(path: Path, page: str, error: OSError) -> TokenFileError:
    return TokenFileError(
        f"{page}: {path} cannot be created ({error.strerror}). Check that this user may write to the folder. Nothing "
        "was started."
    )
