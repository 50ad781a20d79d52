"""Addresses that a webhook may use: public ones, unless private ones are allowed.

The name is resolved once, and the connection uses that address. A name that changes its address between the check and
the connection therefore has no effect.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

# Forms of IPv6 that hold an address of IPv4, to which a gateway leads.
_GATEWAYS = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))


class AddressRefusedError(Exception):
    """The name cannot be resolved, or resolves to an address that is not public."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """True for an address on the public internet."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _GATEWAYS) or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolve_address(host: str, port: int, *, allow_private: bool) -> tuple[socket.AddressFamily, Any]:
    """Resolve a host name, and return the address family and the address to connect to. Raises AddressRefusedError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefusedError(f"{host} cannot be looked up ({error})") from None
    for *_, place in found:
        address = ip_address(str(place[0]).partition("%")[0])
        if not allow_private and not is_public(address):
            raise AddressRefusedError(f"{host} resolves to {address}, which is not a public address")
    family, _, _, _, place = found[0]
    return family, place
