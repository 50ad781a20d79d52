"""Address of a network camera, split into its parts, and the rule for redirects."""

import re
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from edge.address_secrets import hide_secrets

PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322}
"""The schemes that a network camera may have, and their default ports."""

ENCRYPTED = ("https", "rtsps")

_ADDRESS = re.compile(
    r"(?P<scheme>[a-z]+)://(?:(?P<user>[^/?#]*)@)?(?P<host>\[[0-9a-f:.%]+\]|[^/?#@:\[\]]+)(?::(?P<port>\d{1,5})?)?"
    r"(?P<rest>[/?][^#]*)?(?:#.*)?",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LONGEST = 2000
_LONGEST_SHOWN = 100
_UNPRINTABLE = re.compile(r"[^\x21-\x7e]")


class CameraRefusedError(Exception):
    """The camera cannot be trusted, or does something that is not allowed. The text explains why and what to do."""


@dataclass(frozen=True, slots=True)
class NetworkAddress:
    """Address of a camera. Its scheme is one of `PORTS`."""

    scheme: str
    user: str | None  # user and password, as they stand in the address
    host: str  # an IPv6 address without brackets
    port: int
    rest: str  # path and query; empty or beginning with / or ?

    @classmethod
    def parse(cls, source: str) -> "NetworkAddress":
        """Parse an address. Raises ValueError if it cannot be parsed or has another scheme."""
        parts = _ADDRESS.fullmatch(source)
        if parts is None or parts["scheme"].lower() not in PORTS:
            raise ValueError("this is not the address of a network camera")
        scheme = parts["scheme"].lower()
        port = int(parts["port"] or PORTS[scheme])
        if not 0 < port <= 65535:
            raise ValueError("the port must be a number from 1 to 65535")
        return cls(scheme, parts["user"], parts["host"].strip("[]").lower(), port, parts["rest"] or "")

    @property
    def is_encrypted(self) -> bool:
        return self.scheme in ENCRYPTED

    @property
    def authority(self) -> str:
        """Host and port in the form of a Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def redacted_text(self) -> str:
        """The address without user, password and query, as `redact_source` returns it, and short enough for an
        alert.
        """
        path = hide_secrets(self.rest.partition("?")[0], self.user or "")
        text = f"{self.scheme}://…" if "@" in self.rest else f"{self.scheme}://{self.authority}{path}"
        return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"

    def relay_address(self, port: int) -> str:
        """Address of the same stream at a relay on this kiosk. The relay adds the encryption that the camera
        requires.
        """
        scheme = self.scheme.removesuffix("s")
        user = "" if self.user is None else f"{self.user}@"
        return f"{scheme}://{user}127.0.0.1:{port}{self.rest}"

    def follow_redirect(self, location: str) -> "NetworkAddress":
        """Address after a redirect to `location`, which may be relative.

        Host and protocol must stay the same. The redirect may add encryption, but not remove it. Raises
        CameraRefusedError.
        """
        if _UNPRINTABLE.search(location) or len(location) > _LONGEST:
            raise CameraRefusedError("the camera redirects to an invalid address.")
        if not _SCHEME.match(location):
            joined = urljoin(f"http://{self.authority}{self.rest}", location)  # urljoin knows no rtsps
            location = self.scheme + joined.removeprefix("http")
        try:
            target = NetworkAddress.parse(location)
        except ValueError:
            raise CameraRefusedError("the camera redirects to an address that is not a camera address.") from None
        cure = "If this is the camera's new address, set [camera] source to it."
        if target.host != self.host:
            raise CameraRefusedError(f"the camera redirects to another host, {target.redacted_text}. {cure}")
        if target.scheme not in (self.scheme, f"{self.scheme}s"):
            raise CameraRefusedError(f"the camera redirects to another protocol, {target.redacted_text}. {cure}")
        return replace(target, user=self.user)
