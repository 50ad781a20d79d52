"""Checks of the addresses that a camera returns: they must lead to this camera, and a service to an ONVIF path."""

import re
from urllib.parse import SplitResult, urlsplit

from edge.onvif.errors import CameraSearchError

SERVICE = ("http", "https")
STREAM = ("rtsp", "rtsps")

_ADDRESS = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{1,500}")  # the characters of RFC 3986
_SERVICE_PATH = re.compile(r"/onvif(?:[_-][a-z0-9_-]*)?(?:/[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)*/?", re.IGNORECASE)


def check_camera_address(address: str, host: str, schemes: tuple[str, ...]) -> SplitResult:
    """The address without a user, if it is a URI with one of the schemes, and leads to this host.

    It is rebuilt from its parts, because an @ behind the host could move user and password to another host. Raises
    CameraSearchError.
    """
    try:
        parts = urlsplit(address)
        named, port = parts.hostname, parts.port
    except ValueError:
        raise CameraSearchError("bad_address") from None
    if parts.scheme not in schemes or named is None or port == 0 or _ADDRESS.fullmatch(address) is None:
        raise CameraSearchError("bad_address")
    if named != host:
        shown = "".join(letter for letter in named if letter.isalnum() or letter in ".:-")[:60]
        raise CameraSearchError("other_stream", host=shown)
    place = named if port is None else f"{named}:{port}"
    return SplitResult(parts.scheme, place, parts.path or "/", parts.query, "")


def check_service_address(address: str, host: str) -> SplitResult:
    """The address of an ONVIF service without a query. Raises CameraSearchError.

    An attacker with a forged sender chooses the address, so a request could otherwise reach any page of another device,
    such as the router.
    """
    parts = check_camera_address(address, host, SERVICE)
    if _SERVICE_PATH.fullmatch(parts.path) is None:
        raise CameraSearchError("other_path")
    return parts._replace(query="")
