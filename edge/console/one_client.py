"""The single link and the single session that a listener on the local network offers while it is open."""

import secrets
import threading

from edge.web.security import tokens_match


class SingleClientSession:
    """A token that opens a session at its first use, and never again. Any thread may call `is_session_open`."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)
        self.was_used = threading.Event()
        self._key: str | None = None
        self._is_closed = False

    def open_session(self, token: str) -> str | None:
        """Key of the session if the token is valid and used for the first time. None otherwise."""
        if self._is_closed or self.was_used.is_set() or not tokens_match(token, self.token):
            return None
        self._key = secrets.token_urlsafe(32)
        self.was_used.set()
        return self._key

    def is_session_open(self, key: str | None) -> bool:
        """True for the key of the session, until `close` is called."""
        return not self._is_closed and self._key is not None and tokens_match(key, self._key)

    def close(self) -> None:
        """End the session. No further session can be opened."""
        self._is_closed = True
