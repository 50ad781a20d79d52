"""SOAP 1.2 requests with a WS-Security user name token, and faults as sentences.

Source: OASIS Web Services Security UsernameToken Profile 1.0; ONVIF Core Specification 23.06, section 5.9.
"""

import base64
import hashlib
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from edge.onvif.errors import CameraSearchError
from edge.onvif.xml_text import find_all, find_text, parse_xml

CONTENT_TYPE = "application/soap+xml; charset=utf-8"

_WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
_WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
_DIGEST = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"


@dataclass(frozen=True, slots=True)
class Login:
    """User of a camera."""

    user: str
    password: str = field(repr=False)

    def require_typed(self) -> None:
        """Raise CameraSearchError if XML or a header cannot contain the user or the password."""
        for kind, text in (("untypable_user", self.user), ("untypable_password", self.password)):
            if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
                raise CameraSearchError(kind)


class NotAuthorizedError(CameraSearchError):
    """The camera refused user and password."""


def password_digest(nonce: bytes, created: str, password: str) -> str:
    """Digest of a password: Base64(SHA-1(nonce + created + password))."""
    content = nonce + created.encode() + password.encode()
    return base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def soap_request(body: str, login: Login | None, nonce: bytes, time_utc: datetime) -> bytes:
    """An envelope with this body. `time_utc`: time of the camera's clock; `nonce`: random bytes."""
    header = "" if login is None else _security_header(login, nonce, time_utc.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">'
        f"<s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def _security_header(login: Login, nonce: bytes, created: str) -> str:
    """The token. A camera that asks for no user may ignore it, so it is not marked with mustUnderstand."""
    return (
        f'<Security xmlns="{_WSSE}"><UsernameToken><Username>{escape(login.user)}</Username>'
        f'<Password Type="{_DIGEST}">{password_digest(nonce, created, login.password)}</Password>'
        f"<Nonce>{base64.b64encode(nonce).decode()}</Nonce>"
        f'<Created xmlns="{_WSU}">{created}</Created></UsernameToken></Security>'
    )


def read_soap_answer(status: int, content: bytes) -> Element:
    """The body of an answer. Raises NotAuthorizedError or CameraSearchError."""
    if status == 401:
        raise NotAuthorizedError("refused")
    try:
        root = parse_xml(content)
    except CameraSearchError:
        if status == 200:
            raise
        raise CameraSearchError("error", error=f"HTTP status {status}") from None
    fault = next(find_all(root, "Fault"), None)
    if fault is None and status == 200:
        return root
    codes = " ".join(code.text or "" for name in ("Value", "faultcode") for code in find_all(root, name))
    reason = " ".join((find_text(root, "Reason", "Text") or find_text(root, "faultstring")).split())
    if any(word in f"{codes} {reason}".lower() for word in ("notauthorized", "not authorized", "failedauthentication")):
        raise NotAuthorizedError("refused")
    shown = "".join(letter if letter.isprintable() else " " for letter in reason)[:100] or f"HTTP status {status}"
    raise CameraSearchError("error", error=shown)
