"""Tokens by which the player's page and players of others prove that a person of this machine opened them."""

import os
import re
import secrets
from pathlib import Path

from edge.screen.player.errors import PlayerError

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class TokenFileError(PlayerError):
    """The token cannot be read or made. The text says where and what to do."""


def token_path(outbox: Path) -> Path:
    """Path of the file with the page's token, beside the outbox."""
    return outbox.with_name(outbox.name + ".player-token")


def play_token_path(outbox: Path) -> Path:
    """Path of the file with the token of players that tell their plays by HTTP, beside the outbox."""
    return outbox.with_name(outbox.name + ".play-token")


def make_token(path: Path) -> str:
    """The token of the file, which is made if there is none, with mode 0600. Raises TokenFileError."""
    try:
        try:
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        except FileExistsError:
            path.chmod(0o600)
            return read_token(path)
        token = secrets.token_urlsafe(32)
        with os.fdopen(fd, "w", encoding="ascii") as file:
            file.write(token + "\n")
    except OSError as error:
        raise TokenFileError(
            f"player: {path} cannot be made ({error.strerror}). May this user write its folder? Nothing was started."
        ) from None
    return token


def read_token(path: Path) -> str:
    """The token of a file. Raises TokenFileError."""
    try:
        token = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise TokenFileError(
            f"player: {path} cannot be read ({why}). Does the kiosk run (vitrina status), and as this user?"
        ) from None
    if not _TOKEN.fullmatch(token):
        raise TokenFileError(f"player: {path} holds no token. Delete it; the kiosk makes a new one when it starts.")
    return token
