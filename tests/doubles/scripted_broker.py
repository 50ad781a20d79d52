"""A broker with scripted answers: reason codes that mosquitto never sends, hang-ups, invalid data. It implements just
enough of MQTT 5 for one publisher, on a free port of this machine.
"""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass

_TIMEOUT_S = 20.0
_CONNECT, _PUBLISH, _SUBSCRIBE, _PING = 1, 3, 8, 12


@dataclass(frozen=True)
class Published:
    """A received PUBLISH. `number` is its packet identifier, `size` the number of its bytes on the wire."""

    kind: str
    payload: bytes
    number: int
    size: int
    connection: int  # number of the connection; the first is 1


Answer = Callable[[Published], "int | bytes | None"]
"""Reason code for the PUBACK, or bytes to send in its place, or None to hang up."""


def silent(_message: Published) -> bytes:
    """Answer of a broker that acknowledges nothing."""
    return b""


def acknowledgement(number: int) -> bytes:
    """PUBACK with the reason code for success."""
    return bytes([0x40, 3]) + number.to_bytes(2, "big") + b"\x00"


class ScriptedBroker:
    """`published` holds all received messages, `connections` counts connections, and `connected_s` has their times.
    `answer` may be replaced at any time. `largest` is the maximum packet size in every CONNACK. Without `subscribes` no
    subscription is answered, until `answer_subscription`."""

    def __init__(self, answer: Answer, largest: int | None = None) -> None:
        self.answer = answer
        self.largest = largest
        self.published: list[Published] = []
        self.connections = self.pings = 0
        self.connected_s: list[float] = []
        self.subscribes = True
        self._subscription = b""
        self._changed = threading.Condition()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._client: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, name="scripted broker")
        self._thread.start()

    @property
    def port(self) -> int:
        port: int = self._server.getsockname()[1]
        return port

    def wait_for(self, condition: Callable[[], bool], what: str) -> None:
        """Waits until `condition` is true; checks it after each message and each connection."""
        with self._changed:
            assert self._changed.wait_for(condition, _TIMEOUT_S), f"waited in vain for {what}"

    def answer_subscription(self) -> None:
        """Answers the last subscription of the present connection."""
        assert self._client is not None
        self._client.sendall(self._subscription)

    def close(self) -> None:
        for each in (self._server, self._client):
            if each is not None:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
        self._thread.join(_TIMEOUT_S)
        self._server.close()

    def _serve(self) -> None:
        while True:
            try:
                self._client, _ = self._server.accept()
            except OSError:
                return
            with closing(self._client), suppress(OSError):
                self._serve_client(self._client)

    def _serve_client(self, client: socket.socket) -> None:
        with client.makefile("rb") as stream:
            while (first := stream.read(1)) != b"":
                rest = stream.read(sum((byte & 127) << 7 * place for place, byte in enumerate(length(stream.read))))
                reply = self._reply(first[0], rest)
                if reply is None:
                    return
                client.sendall(reply)

    def _reply(self, first: int, rest: bytes) -> bytes | None:
        kind = first >> 4
        if kind == _CONNECT:
            with self._changed:
                self.connections += 1
                self.connected_s.append(time.monotonic())
                self._changed.notify_all()
            limit = b"" if self.largest is None else b"\x27" + struct.pack("!I", self.largest)
            return bytes([0x20, 3 + len(limit), 0, 0, len(limit)]) + limit
        if kind == _PUBLISH:
            return self._handle_publish(rest)
        if kind == _SUBSCRIBE:
            self._subscription = bytes([0x90, 4]) + rest[:2] + bytes([0, 1])
            return self._subscription if self.subscribes else b""
        if kind == _PING:
            with self._changed:
                self.pings += 1
                self._changed.notify_all()
            return b"\xd0\x00"
        return b""

    def _handle_publish(self, rest: bytes) -> bytes | None:
        at = 2 + int.from_bytes(rest[:2], "big")
        topic, number = rest[2:at].decode(), int.from_bytes(rest[at : at + 2], "big")
        properties = rest[at + 2]  # length of the properties: ours are shorter than 128 bytes
        assert properties < 128
        size = 1 + (1 if len(rest) < 128 else 2 if len(rest) < 16_384 else 3) + len(rest)
        message = Published(topic.split("/", 5)[5], rest[at + 3 + properties :], number, size, self.connections)
        with self._changed:
            self.published.append(message)
            self._changed.notify_all()
        answer = self.answer(message)
        if answer is None or isinstance(answer, bytes):
            return answer
        return acknowledgement(number)[:-1] + bytes([answer])


def length(read: Callable[[int], bytes]) -> Iterator[int]:
    """Reads the bytes of a variable-length integer: the highest bit of each byte but the last is set."""
    while True:
        byte = read(1)[0]
        yield byte
        if byte < 128:
            return


@contextmanager
def scripted(answer: Answer, largest: int | None = None) -> Iterator[ScriptedBroker]:
    broker = ScriptedBroker(answer, largest)
    try:
        yield broker
    finally:
        broker.close()
