"""Broker credentials of one kiosk: its password and its permissions, also as lines of mosquitto's files.

The permissions match examples/acl: a kiosk publishes its own messages, and receives its own commands and playlist.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

from edge.messages.end_to_end import TEST
from edge.messages.schema import PAYLOADS

SALT_BYTES = 32
SENT = (*PAYLOADS, TEST)
"""Kinds of messages that a kiosk publishes. Central answers `test` with `cmd/seen`."""
HEARD = ("cmd/#", "playlist", "fleet")
_PURPOSE = b"vitrina broker password\0"
_ITERATIONS, _FILE_SALT_BYTES, _HASH_BYTES = 101, 12, 64  # of mosquitto_passwd 2.0; the password itself has 256 bits


def kiosk_password(secret: bytes, salt: bytes) -> str:
    """Password of a kiosk, derived from the secret of its code and the salt of the store. Neither the secret nor the
    salt alone reveals the password.
    """
    return base64.urlsafe_b64encode(hmac.digest(salt, _PURPOSE + secret, "sha256")).decode().rstrip("=")


def publish_topics(device: str) -> list[str]:
    """Topics to which a kiosk (tenant/site/device) may publish."""
    return [f"vitrina/1/{device}/{kind}" for kind in SENT]


def subscribe_topics(device: str) -> list[str]:
    """Topic filters to which a kiosk may subscribe."""
    return [f"vitrina/1/{device}/{kind}" for kind in HEARD]


def password_line(device: str, password: str) -> str:
    """Line for the password file, in the form of mosquitto_passwd."""
    salt = secrets.token_bytes(_FILE_SALT_BYTES)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ITERATIONS, _HASH_BYTES)
    return f"{device}:$7${_ITERATIONS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def acl_lines(device: str) -> Sequence[str]:
    """Lines for the ACL file. An ACL file with the patterns of examples/acl does not need these lines."""
    writes = [f"topic write {topic}" for topic in publish_topics(device)]
    return [f"user {device}", *writes, *(f"topic read {topic}" for topic in subscribe_topics(device))]
