"""Requests to open the console on the local network: a Unix socket beside the outbox, and its client.

Only the kiosk's user and root may make a request. The console stays open on the network while the client is connected.
It closes when the client's command ends, after the requested time, or when the kiosk stops.
"""

import ipaddress
import json
import os
import socket
import struct
import threading
from collections.abc import Generator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from edge.kiosk.process.status_socket import KioskNotAnsweringError, KioskNotRunningError, listen_on_socket
from edge.supervised_thread import ONCE, SupervisedThread
from edge.web.errors import PageError

if TYPE_CHECKING:
    from edge.console.console import Console  # a command that asks loads no server

LEAST_S, MOST_S = 60.0, 3600.0
ANSWER_S = 30.0  # openssl makes a key meanwhile
REQUEST_S = 3.0
_RETRY_S = 0.5  # until the next client is asked for, while this process has no descriptor for one
_LARGEST = 4096


class NetworkRequest(BaseModel):
    """A command's request. With `view`, the page may send face outlines over the network, and under a permit also
    camera images.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)

    for_s: Annotated[float, Field(ge=LEAST_S, le=MOST_S)]
    address: str
    view: bool


class NetworkRequestError(PageError):
    """The console cannot be opened on the local network. The text explains why and what to do."""


def socket_path(outbox: Path) -> Path:
    """Path of the socket for requests to open the console, beside the outbox."""
    return outbox.with_name(outbox.name + ".console.sock")


class NetworkConsoleServer:
    """Accepts requests in its own thread until it is closed. The caller holds the lock of the outbox.

    Raises PageError if the socket cannot be created.
    """

    def __init__(self, outbox: Path, console: "Console") -> None:
        self._path, self._console = socket_path(outbox), console
        self._clients: set[socket.socket] = set()
        self._closing = threading.Event()
        self._socket = _listen(self._path)
        SupervisedThread(self._accept_requests, "console requests", self._closing).start()

    def close(self) -> None:
        """Closes the console on the local network and stops accepting requests."""
        self._closing.set()
        self._path.unlink(missing_ok=True)
        for one in (self._socket, *list(self._clients)):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)  # wakes its thread
        self._socket.close()
        self._console.close_on_network()

    def _accept_requests(self) -> None:
        while not self._closing.is_set():
            try:
                client, _ = self._socket.accept()
            except OSError:
                self._closing.wait(_RETRY_S)
                continue
            self._clients.add(client)
            SupervisedThread(partial(self._answer, client), "console request", backoff_s=ONCE).start()

    def _answer(self, client: socket.socket) -> None:
        try:
            with client, suppress(OSError):
                if _may_ask(client):
                    self._open_page(client)
        finally:
            self._clients.discard(client)

    def _open_page(self, client: socket.socket) -> None:
        try:
            client.settimeout(REQUEST_S)
            request = _parse_request(client.recv(_LARGEST))
            page = self._console.open_on_network(request.address, request.view)
        except PageError as error:
            _send(client, {"error": str(error)})
            return
        try:
            _send(client, {"link": page.link, "port": page.port, "fingerprint": page.fingerprint})
            client.settimeout(request.for_s)
            with suppress(TimeoutError):
                client.recv(1)  # nothing comes: the command ends, the kiosk does, or the time is over
        finally:
            self._console.close_on_network()
        _send(client, {"end": True})


def request_network_page(outbox: Path, request: NetworkRequest) -> Generator[dict[str, Any], None, None]:
    """Asks the kiosk that uses this outbox to open the console on the local network. Yields the page's address, then
    "end" once the page is closed. To close the page, close the iterator.

    Raises NetworkRequestError or KioskNotRunningError.
    """
    path = socket_path(outbox)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(ANSWER_S)
            client.connect(str(path))
            client.sendall(request.model_dump_json().encode() + b"\n")
            with client.makefile("rb") as answers:
                first = json.loads(answers.readline())
                if "error" in first:
                    raise NetworkRequestError(first["error"])
                yield first
                client.settimeout(None)
                for line in answers:
                    yield json.loads(line)
    except PermissionError:
        raise KioskNotAnsweringError(f"console: this user has no access to {path}. Try again with sudo.") from None
    except TimeoutError:
        raise KioskNotAnsweringError(f"console: the kiosk at {path} does not respond. Restart the kiosk.") from None
    except (OSError, ValueError):
        raise KioskNotRunningError(
            f"console: no kiosk with [console] runs on {outbox}. Start the kiosk with systemctl start vitrina or "
            "vitrina run. If the kiosk has stopped, journalctl -u vitrina shows why."
        ) from None


def is_local_network_address(address: str) -> bool:
    """True for an IPv4 address of a local network."""
    try:
        one = ipaddress.IPv4Address(address)
    except ValueError:
        return False
    return (one.is_private or one.is_link_local) and not (one.is_unspecified or one.is_multicast or one.is_reserved)


def _parse_request(line: bytes) -> NetworkRequest:
    try:
        request = NetworkRequest.model_validate_json(line)
    except ValidationError:
        raise NetworkRequestError(
            "console: the kiosk does not understand the request, perhaps because it runs another version of Vitrina. "
            "Restart the kiosk."
        ) from None
    if not is_local_network_address(request.address):
        raise NetworkRequestError(
            f"console: {request.address!r} is not an IPv4 address of a local network. Name one of this kiosk's "
            "addresses with --address (ip addr lists them)."
        )
    return request


def _may_ask(client: socket.socket) -> bool:
    """True if the client's process belongs to the kiosk's user or to root, whatever the file mode of the socket is."""
    _, user, _ = struct.unpack("3i", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return user in (0, os.getuid())


def _send(client: socket.socket, message: dict[str, object]) -> None:
    with suppress(OSError):
        client.sendall(json.dumps(message).encode() + b"\n")


def _listen(path: Path) -> socket.socket:
    try:
        return listen_on_socket(path)
    except OSError as error:
        raise NetworkRequestError(
            f"console: {path} cannot be created ({error.strerror}). Check that this user may write to its folder. "
            "Nothing was started."
        ) from None
