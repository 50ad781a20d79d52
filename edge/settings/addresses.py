"""Addresses of HTTP servers in the settings."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit


def parse_http_address(url: str, example: str) -> SplitResult:
    """Parts of an HTTP address. Raises ValueError for an address without a host, or with a login, query or fragment."""
    try:
        address = urlsplit(url)
        host, _ = address.hostname, address.port  # a port that is no number raises
    except ValueError:
        host = None
    if not host or address.scheme not in ("http", "https") or address.username or address.query or address.fragment:
        raise ValueError(f"must be an address such as {example}")
    return address


def is_loopback_host(host: str) -> bool:
    """True for a name or an address of this computer itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
