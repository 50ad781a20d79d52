"""A server that never ends its answer: it sends a piece again and again."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class HostileServer:
    """`port`: where it listens. `has_cut`: set once a client has hung up before it got all pieces."""

    port: int
    has_cut: threading.Event = field(default_factory=threading.Event)


@contextmanager
def hostile_server(first: bytes, piece: bytes, every_s: float = 0.02, pieces: int = 100) -> Iterator[HostileServer]:
    """Answers each connection with `first`, then with `pieces`, one `every_s`. At their end it hangs up, so that a
    client that waits for ever fails its test instead of the whole run."""
    ended = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    made = HostileServer(listener.getsockname()[1])

    def talk(client: socket.socket) -> None:
        with client:
            try:
                client.recv(65_536)
                client.sendall(first)
                for _ in range(pieces):
                    client.sendall(piece)
                    if every_s and ended.wait(every_s):
                        return
            except OSError:
                made.has_cut.set()

    def accept() -> None:
        while not ended.is_set():
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(client,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        ended.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
