"""The messages of 10,000 open kiosks, each connected: `python -m tests.central.rate` (`make rate-central`).

One client sends the natural mix at a steady rate for some minutes. The others are connected and silent: what they cost
is the broker's. Told are the CPU of server and broker, and how far the store was behind.
"""

import argparse
import resource
import signal
import socket
import struct
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from central.store.database import open_store
from central.store.location import Location
from central.store.store import Store
from tests.central.bench import cpu_s, memory_mb, payloads
from tests.central.kills import KilledBroker
from tests.central.rows import one
from tests.doubles.central_server import CentralServer
from tests.evidence.parts import write_part

LOOK_S = 5.0
CONNACK_BYTES = 4
SETTLE_S = 120.0


@dataclass(frozen=True)
class Load:
    """Result of a run. Cores: CPU time over the time of the run. `behind`: most that was sent and not yet stored."""

    kiosks: int
    idle: int
    rate_hz: float
    minutes: float
    sent: int
    stored: int
    server_cores: float
    broker_cores: float
    behind: int
    settled_s: float
    server_mb: float
    broker_mb: float


def connect_packet(client_id: str) -> bytes:
    """CONNECT of MQTT 5, without keep-alive, with a session that ends with the connection."""
    name = client_id.encode()
    body = b"\x00\x04MQTT\x05\x02\x00\x00\x00" + struct.pack(">H", len(name)) + name
    assert len(body) < 128  # one byte of length
    return bytes((0x10, len(body))) + body


def connected(port: int, count: int) -> list[socket.socket]:
    """Silent clients, each accepted by the broker."""
    clients = []
    for number in range(count):
        client = socket.create_connection(("127.0.0.1", port), 30.0)
        client.sendall(connect_packet(f"kiosk-{number}"))
        answer = client.recv(CONNACK_BYTES)
        assert answer[:1] == b"\x20", answer
        clients.append(client)
    return clients


def run(folder: Path, kiosks: int, idle: int, rate_hz: float, minutes: float) -> Load:
    """Sends for some minutes, and waits until all is stored."""
    messages = payloads(kiosks, round(rate_hz * minutes * 60))
    numbered = sum(topic.endswith(("play", "window", "reaction")) for topic, _ in messages)
    with ExitStack() as stack:
        broker = KilledBroker(folder)
        broker.start()
        stack.callback(broker.stop, signal.SIGKILL)
        server = CentralServer(folder, f'data = "{folder}/data"', f"port = {broker.port}")
        server.start()
        stack.callback(server.close)
        server.wait_until_connected()
        store = open_store(Location(folder / "data"))
        stack.callback(store.close)
        sender = _sender(broker.port)  # first: paho's select takes no socket above number 1,023
        for client in connected(broker.port, idle):
            stack.callback(client.close)
        assert server.process is not None
        assert broker.pid is not None
        before = [cpu_s(pid) for pid in (server.process.pid, broker.pid)]
        begin_s = time.monotonic()
        behind = _send(sender, messages, rate_hz, store)
        sent_s = time.monotonic()
        cores = [
            (cpu_s(pid) - used) / (sent_s - begin_s)
            for pid, used in zip((server.process.pid, broker.pid), before, strict=True)
        ]
        while _stored(store) < numbered and time.monotonic() < sent_s + SETTLE_S:
            time.sleep(0.5)
        return Load(
            kiosks=kiosks,
            idle=idle,
            rate_hz=len(messages) / (sent_s - begin_s),
            minutes=(sent_s - begin_s) / 60,
            sent=numbered,
            stored=_stored(store),
            server_cores=cores[0],
            broker_cores=cores[1],
            behind=behind,
            settled_s=time.monotonic() - sent_s,
            server_mb=memory_mb(server.process.pid),
            broker_mb=memory_mb(broker.pid),
        )


def _sender(port: int) -> Client:
    client = Client(CallbackAPIVersion.VERSION2, "fleet", protocol=MQTTProtocolVersion.MQTTv5)
    client.max_queued_messages_set(0)
    client.max_inflight_messages_set(1_000)
    client.connect("127.0.0.1", port)
    client.loop_start()
    return client


def _send(client: Client, messages: list[tuple[str, bytes]], rate_hz: float, store: Store) -> int:
    """Sends at this rate; returns the most numbered messages that were sent and not stored at a look."""
    begin_s, looked_s, numbered, behind = time.monotonic(), time.monotonic(), 0, 0
    for number, (topic, payload) in enumerate(messages):
        last = client.publish(topic, payload, qos=1)
        numbered += topic.endswith(("play", "window", "reaction"))
        ahead_s = begin_s + (number + 1) / rate_hz - time.monotonic()
        if ahead_s > 0.01:
            time.sleep(ahead_s)
        if time.monotonic() - looked_s > LOOK_S:
            looked_s = time.monotonic()
            behind = max(behind, numbered - _stored(store))
            print(f"\r{number + 1:,} of {len(messages):,} sent", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    last.wait_for_publish(60)  # a disconnection drops what was not acknowledged
    client.disconnect()
    client.loop_stop()
    return behind


def _stored(store: Store) -> int:
    return int(one(store, "SELECT count(*) FROM messages"))


def table(load: Load) -> str:
    """The result as a table."""
    columns = {
        "kiosks, connected": f"{load.kiosks:,}, {load.idle:,}",
        "a second": f"{load.rate_hz:.0f}",
        "for": f"{load.minutes:.1f} min",
        "sent": f"{load.sent:,}",
        "stored": f"{load.stored:,}",
        "server": f"{load.server_cores:.2f} cores",
        "broker": f"{load.broker_cores:.2f} cores",
        "most behind": f"{load.behind:,}",
        "settled after": f"{load.settled_s:.1f} s",
        "memory of both": f"{load.server_mb:.0f}, {load.broker_mb:.0f} MB",
    }
    return f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n| {' | '.join(columns.values())} |\n"


def main() -> int:
    """Runs the load and prints the table; 1 if something is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kiosks", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=870.0, help="messages a second")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--table", type=Path, help="document to write")
    options = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # the broker inherits it
    with tempfile.TemporaryDirectory() as folder:
        load = run(Path(folder), options.kiosks, options.kiosks, options.rate, options.minutes)
    print(table(load))
    if options.table:
        write_part(options.table, "rate", table(load))
    return 0 if load.stored == load.sent else 1


if __name__ == "__main__":
    sys.exit(main())
