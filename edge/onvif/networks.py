"""Addresses and subnets of this machine's network interfaces (IPv4, Linux)."""

import fcntl
import socket
import struct
from ipaddress import IPv4Interface

_SIOCGIFADDR, _SIOCGIFNETMASK = 0x8915, 0x891B  # linux/sockios.h


def own_networks() -> list[IPv4Interface]:
    """Address and subnet of each interface that has one, except loopback."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for _, name in socket.if_nameindex():
            try:
                address, mask = (_ask(any_socket, name, what) for what in (_SIOCGIFADDR, _SIOCGIFNETMASK))
            except OSError:  # it has no IPv4 address
                continue
            interface = IPv4Interface(f"{address}/{mask}")
            if not interface.is_loopback:
                found.append(interface)
    return found


def _ask(any_socket: socket.socket, name: str, what: int) -> str:
    answer = fcntl.ioctl(any_socket, what, struct.pack("256s", name.encode()[:15]))
    return socket.inet_ntoa(answer[20:24])
