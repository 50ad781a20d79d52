"""One-time links to the page, and the sessions that they open.

The kiosk makes a new secret at each start and stores it in the token file. `vitrina console` makes a link with this
secret, so the command needs no connection to the kiosk. Links and sessions end when the kiosk restarts.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable

LINK_S = 600.0  # how long an unused link stays valid
SESSION_S = 12 * 3600.0
MAX_SESSIONS = 8  # the oldest session ends first
MAX_LINKS = 10_000  # used links to remember; for more, restart the kiosk

_TOKEN = re.compile(r"(\d{1,12})\.([A-Za-z0-9_-]{22})\.([0-9a-f]{64})", re.ASCII)


def make_link_token(secret: str, now_s: float) -> str:
    """A token that can open one session within LINK_S seconds."""
    signed = f"{int(now_s + LINK_S)}.{secrets.token_urlsafe(16)}"
    return f"{signed}.{_signature(secret, signed)}"


class Sessions:
    """Sessions during one run of the kiosk, stored only in memory. Use them only in the server's thread, except
    `is_session_open`.
    """

    def __init__(self, secret: str, now: Callable[[], float]) -> None:
        self._secret, self._now = secret, now
        self._used: set[str] = set()
        self._ends_s: dict[str, float] = {}  # by the hash of a session's key

    def uses_secret(self, secret: str) -> bool:
        """True if links made with this secret can open sessions here."""
        return hmac.compare_digest(secret, self._secret)

    def open_session(self, token: str) -> str | None:
        """Key of a new session, given a link's token. None if the token is wrong, too old or already used."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            return None
        expires, nonce, signature = match.groups()
        if not hmac.compare_digest(signature, _signature(self._secret, f"{expires}.{nonce}")):
            return None
        if not 0 <= int(expires) - self._now() <= LINK_S or nonce in self._used or len(self._used) >= MAX_LINKS:
            return None
        self._used.add(nonce)
        key = secrets.token_urlsafe(32)
        while len(self._ends_s) >= MAX_SESSIONS:
            del self._ends_s[next(iter(self._ends_s))]
        self._ends_s[session_identity(key)] = self._now() + SESSION_S
        return key

    def is_session_open(self, key: str | None) -> bool:
        """True if the key belongs to a session that has not ended. Callable from any thread."""
        left_s = self._ends_s.get(session_identity(key), 0.0) - self._now()
        return 0 < left_s <= SESSION_S


def _signature(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def session_identity(key: str | None) -> str:
    """Identity of a session: the hash of its key."""
    return hashlib.sha256((key or "").encode("utf-8", "replace")).hexdigest()
