"""CPU time and memory of the central server for each message of the natural mix: `make bench-central`.

The mix is that of a kiosk in its opening hours: 75 % plays, 20 % healths, 5 % windows and reactions.
"""

import argparse
import os
import random
import signal
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
from central.store.sums import sum_all
from edge.messages.wire import uuid7
from tests.central import fleet
from tests.central.kills import KilledBroker
from tests.central.rows import one
from tests.doubles.central_server import CentralServer
from tests.doubles.postgres import Postgres
from tests.evidence.parts import write_part

TICK_S = 1 / os.sysconf("SC_CLK_TCK")
PER_KIOSK_MINUTE = 5.2  # messages of an open kiosk with six adverts of 15 s
MIX = (75, 20, 4, 1)
AT_ONCE = 2_000
_SIZE = (
    "SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)
_ALL_DIRTY = "INSERT INTO dirty SELECT DISTINCT site_id, day, 1 FROM plays WHERE true ON CONFLICT DO NOTHING"


@dataclass(frozen=True)
class Cost:
    """Microseconds of CPU a message, by process; memory of the server in MB and bytes a stored message at the end."""

    store: str
    messages: int
    server: float
    broker: float
    database: float
    sums: float
    memory_mb: float
    stored_bytes: float


def cpu_s(*pids: int) -> float:
    """CPU time of processes so far."""
    total = 0.0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # a child that has ended counts with its parent
        total += sum(map(int, fields[11:15])) * TICK_S
    return total


def family(pid: int) -> list[int]:
    """A process and its children: PostgreSQL has one for each connection."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def memory_mb(pid: int) -> float:
    """Resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def payloads(kiosks: int, count: int) -> list[tuple[str, bytes]]:
    """Topics and payloads of the mix, each kiosk with its own numbers."""
    rng, last, minute = random.Random(1), [0] * kiosks, [0] * kiosks
    made = []
    for _ in range(count):
        number = rng.randrange(kiosks)
        device = f"acme/site-{number // 2}/door-{number % 2}"
        kind = rng.choices(("play", "health", "window", "reaction"), MIX)[0]
        if kind == "health":
            minute[number] += 1
            fields = fleet.health(device, at=fleet.at(minutes=minute[number]), last_seq=last[number])
        else:
            last[number] += 1
            make = {"play": fleet.play, "window": fleet.window, "reaction": fleet.reaction}[kind]
            at_s = fleet.AT.timestamp() + last[number]  # the ids of a kiosk rise
            fields = make(last[number], device) | {"id": uuid7(at_s, rng.randbytes)}
        made.append((fleet.topic(kind, device), fleet.payload(fields)))
    return made


def measure(folder: Path, database: str, messages: list[tuple[str, bytes]]) -> Cost:
    """Sends the messages through a broker and a server, and reads what each process used."""
    with ExitStack() as stack:
        broker = KilledBroker(folder)
        broker.start()
        stack.callback(broker.stop, signal.SIGKILL)
        postgres = Postgres() if database == "postgresql" else None
        location = Location(folder / "data")
        section = f'data = "{folder}/data"'
        if postgres is not None:
            stack.callback(postgres.remove)
            postgres.start()
            location = Location(None, postgres.new_database())
            section = f'database = "{location.url}"'
        server = CentralServer(folder, section, f"port = {broker.port}")
        server.start()
        stack.callback(server.close)
        server.wait_until_connected()
        store = open_store(location)
        assert server.process is not None
        assert broker.pid is not None
        pids = {"server": [server.process.pid], "broker": [broker.pid]}
        database_pid = postgres.pid if postgres is not None else None
        before = {name: cpu_s(*some) for name, some in pids.items()}
        database_s = cpu_s(*family(database_pid)) if database_pid else 0.0
        _send(broker.port, messages)
        _wait(store, sum(topic.endswith(("play", "window", "reaction")) for topic, _ in messages))
        used = {name: (cpu_s(*some) - before[name]) / len(messages) * 1e6 for name, some in pids.items()}
        database_us = (cpu_s(*family(database_pid)) - database_s) / len(messages) * 1e6 if database_pid else 0.0
        memory = memory_mb(server.process.pid)
        with store.engine.begin() as connection:
            connection.exec_driver_sql(_ALL_DIRTY)
        begin_s, both = time.process_time(), cpu_s(*family(database_pid)) if database_pid else 0.0
        sum_all(store)
        sums_s = time.process_time() - begin_s
        sums_s += cpu_s(*family(database_pid)) - both if database_pid else 0.0
        size = _bytes(store) / one(store, "SELECT count(*) FROM messages")
        store.close()
        return Cost(
            database,
            len(messages),
            used["server"],
            used["broker"],
            database_us,
            sums_s / len(messages) * 1e6,
            memory,
            size,
        )


def _send(port: int, messages: list[tuple[str, bytes]]) -> None:
    client = Client(CallbackAPIVersion.VERSION2, "bench", protocol=MQTTProtocolVersion.MQTTv5)
    client.max_queued_messages_set(0)
    client.max_inflight_messages_set(1_000)
    client.connect("127.0.0.1", port)
    client.loop_start()
    for begin in range(0, len(messages), AT_ONCE):
        sent = [client.publish(topic, payload, qos=1) for topic, payload in messages[begin : begin + AT_ONCE]]
        for info in sent:
            info.wait_for_publish(60)
    client.disconnect()
    client.loop_stop()


def _wait(store: Store, count: int) -> None:
    until_s = time.monotonic() + 300
    while one(store, "SELECT count(*) FROM messages") < count and time.monotonic() < until_s:
        time.sleep(1.0)


def _bytes(store: Store) -> int:
    """Size of all tables and indexes."""
    if store.dialect.name == "sqlite":
        size: int = one(store, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    else:
        size = one(store, _SIZE)
    return int(size)


def table(costs: list[Cost]) -> str:
    """The costs as a table, with the number of open kiosks that two cores would carry."""
    lines = [
        "| store | messages | server | broker | database | sums | memory | stored | open kiosks a core of the server |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for c in costs:
        kiosks = 1e6 / c.server / PER_KIOSK_MINUTE * 60
        lines.append(
            f"| {c.store} | {c.messages:,} | {c.server:.0f} µs | {c.broker:.0f} µs | {c.database:.0f} µs |"
            f" {c.sums:.0f} µs | {c.memory_mb:.0f} MB | {c.stored_bytes:.0f} B | {kiosks:,.0f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measures both databases, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, nargs="+", default=[20_000], help="numbers of messages, a row each")
    parser.add_argument("--kiosks", type=int, default=200)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--table", type=Path, help="document to write")
    options = parser.parse_args()
    costs = []
    for database in options.store or ("sqlite", "postgresql"):
        for count in options.messages:
            with tempfile.TemporaryDirectory() as folder:
                costs.append(measure(Path(folder), database, payloads(options.kiosks, count)))
                print(costs[-1], file=sys.stderr)
    print(table(costs))
    if options.table:
        write_part(options.table, "costs", table(costs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
