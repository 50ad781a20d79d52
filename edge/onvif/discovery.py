"""WS-Discovery (OASIS 2005/04, as ONVIF Core 2.0 section 7 uses it): one probe into each own subnet, and its answers.

An answer counts only if it comes from an own subnet, answers our probe, and names its sender as the camera.
"""

import socket
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface
from urllib.parse import unquote

from edge.clock import Clock
from edge.onvif.addresses import check_service_address
from edge.onvif.errors import CameraSearchError, SearchNotAllowedError
from edge.onvif.reasons import Reason
from edge.onvif.xml_text import find_all, find_text, parse_xml

GROUP = ("239.255.255.250", 3702)
WAIT_S = 3.0
MOST_CAMERAS = 64
MOST_ANSWERS = 1_000
"""Answers that are read. A subnet has 254 addresses, and each camera may answer on several interfaces."""
MOST_SERVICES = 32
"""Addresses of one answer that are read. A datagram has room for ten thousand."""
_DATAGRAM_BYTES = 65_535

_PROBE = """\
<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"
 xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:n="http://www.onvif.org/ver10/network/wsdl">
<e:Header><a:MessageID>{id}</a:MessageID><a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>
<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action></e:Header>
<e:Body><d:Probe><d:Types>n:NetworkVideoTransmitter</d:Types></d:Probe></e:Body></e:Envelope>
"""


@dataclass(frozen=True, slots=True)
class FoundCamera:
    """A camera that answered. `service`: address of its ONVIF device service, on `address`."""

    address: str
    service: str
    name: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """Cameras by address, and reasons why other answers do not count."""

    cameras: tuple[FoundCamera, ...]
    notes: tuple[Reason, ...]


def discover_cameras(
    networks: Sequence[IPv4Interface],
    group: tuple[str, int] = GROUP,
    wait_s: float = WAIT_S,
    now_s: Callable[[], float] | None = None,
) -> Discovery:
    """Send one probe into each local network, and collect answers for `wait_s` seconds. Raises CameraSearchError."""
    now_s = now_s or Clock().now
    if not networks:
        raise CameraSearchError("no_network")
    probe_id = f"uuid:{uuid.uuid4()}"
    answers = _Answers(networks, probe_id)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probing:
        _send_probe(probing, networks, group, probe_id)
        end_s = now_s() + wait_s
        while (left_s := end_s - now_s()) > 0 and not answers.is_full:
            probing.settimeout(left_s)
            try:
                content, (sender, _) = probing.recvfrom(_DATAGRAM_BYTES)
            except TimeoutError:
                break
            answers.add(content, sender)
    return answers.result()


def _send_probe(
    probing: socket.socket, networks: Sequence[IPv4Interface], group: tuple[str, int], probe_id: str
) -> None:
    content = _PROBE.format(id=probe_id).encode()
    probing.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
    sent, fault = 0, OSError("no network")
    for network in networks:
        try:
            probing.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, network.ip.packed)
            probing.sendto(content, group)
            sent += 1
        except OSError as error:
            fault = error
    if not sent and isinstance(fault, PermissionError):
        raise SearchNotAllowedError("not_allowed")
    if not sent:
        raise CameraSearchError("probe_not_sent", error=fault.strerror or str(fault))


class _Answers:
    """Collects answers to one probe."""

    def __init__(self, networks: Sequence[IPv4Interface], probe_id: str) -> None:
        self._networks, self._probe_id = networks, probe_id
        self._cameras: dict[str, FoundCamera] = {}
        self._notes: dict[str, Reason] = {}  # by sender
        self._count = 0

    @property
    def is_full(self) -> bool:
        return self._count >= MOST_ANSWERS or len(self._cameras) >= MOST_CAMERAS

    def add(self, content: bytes, sender: str) -> None:
        self._count += 1
        if sender in self._cameras:
            return
        address = IPv4Address(sender)
        if not any(address in network.network for network in self._networks):
            self._note(sender, Reason("outside", {"sender": sender}))
        elif any(address == network.ip for network in self._networks):  # a forged sender: it leads to our own services
            self._note(sender, Reason("own_address", {"sender": sender}))
        else:
            self._add_match(content, sender)

    def _add_match(self, content: bytes, sender: str) -> None:
        try:
            camera = parse_probe_match(content, sender, self._probe_id)
        except CameraSearchError as refused:
            self._note(sender, Reason("note", {"sender": sender, "reason": refused.reason}))
        else:
            if camera is not None:
                self._cameras[sender] = camera
                self._notes.pop(sender, None)

    def _note(self, sender: str, reason: Reason) -> None:
        if len(self._notes) < MOST_CAMERAS:
            self._notes[sender] = reason

    def result(self) -> Discovery:
        notes = [*self._notes.values()]
        if self.is_full:
            notes.append(Reason("stopped", {"count": self._count}))
        cameras = sorted(self._cameras.values(), key=lambda camera: IPv4Address(camera.address))
        return Discovery(tuple(cameras), tuple(notes))


def parse_probe_match(content: bytes, sender: str, probe_id: str) -> FoundCamera | None:
    """The camera in an answer from `sender`; None if it answers another probe. Raises CameraSearchError."""
    root = parse_xml(content)
    if probe_id not in find_text(root, "RelatesTo").lower():
        return None
    services = [
        address
        for match in find_all(root, "XAddrs")
        for address in (match.text or "").split(maxsplit=MOST_SERVICES)[:MOST_SERVICES]
    ]
    return FoundCamera(sender, _own_service(services, sender), _name(find_text(root, "Scopes")))


def _own_service(services: Sequence[str], sender: str) -> str:
    """The first service on the sender's address. Raises CameraSearchError."""
    kind = "other_camera"
    for service in services:
        try:
            check_service_address(service, sender)
        except CameraSearchError as refused:
            if refused.reason.kind == "other_path":
                kind = "other_path"
        else:
            return service
    raise CameraSearchError(kind)


def _name(scopes: str) -> str:
    """Name and hardware from the scopes, such as onvif://www.onvif.org/name/Door; printable, at most 60 characters."""
    values: dict[str, str] = {}
    for scope in scopes.split():
        kind, _, value = scope.removeprefix("onvif://www.onvif.org/").partition("/")
        values.setdefault(kind.lower(), unquote(value))
    name, hardware = values.get("name", ""), values.get("hardware", "")
    words = name if hardware in name else f"{name} {hardware}"
    text = "".join(letter if letter.isprintable() else " " for letter in words)
    return " ".join(text.split())[:60]
