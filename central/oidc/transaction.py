"""One sign-in between its start and the provider's answer.

Only the browser keeps it, in a cookie that is signed with the client secret. A state of another browser therefore
matches nothing, and no request of a stranger fills a table of this server.
"""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass

from central.store.secrets import new_secret

LIFETIME_S = 600
_LONGEST_PATH = 1_000  # browsers keep cookies of 4,096 bytes


@dataclass(frozen=True, slots=True)
class Transaction:
    """A sign-in that has started. `verifier`: secret for PKCE. `following`: path on which the user lands. `at_s`: time
    of the start, in seconds since 1970.
    """

    state: str
    nonce: str
    verifier: str
    following: str
    redirect_uri: str
    at_s: int

    def __repr__(self) -> str:
        return "Transaction()"  # never a verifier in a log

    @property
    def challenge(self) -> str:
        """PKCE challenge of the method S256 (RFC 7636)."""
        return _base64(hashlib.sha256(self.verifier.encode()).digest())

    def is_valid_at(self, at_s: int) -> bool:
        """True from its start until LIFETIME_S later."""
        return 0 <= at_s - self.at_s <= LIFETIME_S


def start_transaction(following: str, redirect_uri: str, at_s: int) -> Transaction:
    """Start a sign-in with new secrets. A very long path is dropped."""
    path = following if len(following) <= _LONGEST_PATH else ""
    return Transaction(new_secret(), new_secret(), new_secret(), path, redirect_uri, at_s)


def seal_transaction(transaction: Transaction, key: bytes) -> str:
    """Text for the cookie: the values and their HMAC."""
    content = _base64(json.dumps(asdict(transaction)).encode())
    return f"{content}.{_signature(content, key)}"


def open_transaction(sealed: str, key: bytes) -> Transaction | None:
    """Transaction in a cookie; None unless this server has signed it."""
    content, _, signature = sealed.partition(".")
    if not sealed.isascii() or not hmac.compare_digest(_signature(content, key), signature):
        return None
    try:
        return Transaction(**json.loads(base64.urlsafe_b64decode(f"{content}==")))
    except (binascii.Error, ValueError, TypeError):
        return None


def derive_cookie_key(client_secret: str) -> bytes:
    """Key that signs the cookie. All processes with the same client secret have the same one."""
    return hmac.new(client_secret.encode(), b"vitrina sign-in cookie", hashlib.sha256).digest()


def _signature(content: str, key: bytes) -> str:
    return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
