"""Identity of a kit on a network of lab computers. The identity is unique, and stays the same when the kit is plugged
in again.

LSL uses the `source_id` to find a source again, and to join the parts of a recording.
"""

import hashlib
import os
import socket
from pathlib import Path

from firmware_bridge.transport import adapter_usb_id, find_port, is_usb_id, list_usb_adapters

MACHINE_ID = Path("/etc/machine-id")
_DIGITS = 12


def kit_source_id(where: str, machine_id: Path = MACHINE_ID) -> str:
    """Return the machine and the place of the kit at an open port.

    The place is the serial number of the adapter. If the adapter has no serial number or shares it with another
    adapter, the place is its USB socket, because the port name may change. Other ports are identified only by their
    name.
    """
    return f"{_machine(machine_id)} {_port_place(where)}"


def _port_place(where: str) -> str:
    device = os.path.realpath(find_port(where) if is_usb_id(where) else where)
    adapters = list_usb_adapters()
    own = next((port for port in adapters if port.device == device), None)
    if own is None:
        return where
    name = adapter_usb_id(own)
    is_shared = [adapter_usb_id(port) for port in adapters].count(name) > 1
    return f"{name}@{own.location or device}" if is_shared else name


def _machine(path: Path) -> str:
    """Return a short name of this machine. The machine id is hashed, because machine-id(5) asks programs not to publish
    it.
    """
    try:
        identity = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        identity = ""
    return hashlib.sha256(f"firmware_bridge {identity or socket.gethostname()}".encode()).hexdigest()[:_DIGITS]
