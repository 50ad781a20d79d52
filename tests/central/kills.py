"""Kills of ingester, broker and database at random while a fleet sends, and what is stored in the end.

`python -m tests.central.kills --table docs/evidence/central.md` (`make soak-central`) runs the long form.
"""

import argparse
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from central.store.database import open_store
from central.store.location import Location
from tests.central.fake_fleet import FakeFleet
from tests.central.rows import one, rows
from tests.doubles.broker import Mosquitto
from tests.doubles.central_server import CentralServer
from tests.doubles.postgres import Postgres
from tests.doubles.waiting import wait_until
from tests.evidence.parts import write_part

AWAY_S = (0.0, 2.0)
SETTLING_S = 60.0


class KilledBroker(Mosquitto):
    """Broker with sessions on the disk, as examples/central-mosquitto.conf has them."""

    def _config(self) -> Iterator[str]:
        yield from (line for line in super()._config() if not line.startswith("persistence"))
        yield from ("persistence true", f"persistence_location {self.folder}/", "autosave_interval 30")


@dataclass(frozen=True)
class Plan:
    """Size of a run."""

    kiosks: int = 20
    rate_hz: float = 120.0
    backlog: int = 600  # messages of the hour before, sent at once
    kills: int = 6
    calm_s: tuple[float, float] = (1.0, 4.0)  # between a start and the next kill
    seed: int = 1


@dataclass(frozen=True)
class Result:
    """Counts of a run. `settled_s`: from the last kill to the moment at which nothing was missing."""

    store: str
    killed: str
    sent: int
    missing: int
    twice: int
    invented: int
    resent: int
    quarantined: int
    settled_s: float

    @property
    def is_exact(self) -> bool:
        """True if each message is stored once, and nothing else."""
        return self.sent > 0 and self.missing == self.twice == self.invented == 0


def run(folder: Path, database: str, plan: Plan, log: Callable[[str], None] = lambda _: None) -> Result:
    """Runs a plan with one store. Raises AssertionError if a part cannot be started."""
    rng = random.Random(plan.seed)
    with ExitStack() as stack:
        broker = KilledBroker(folder)
        broker.start()
        stack.callback(broker.stop, signal.SIGKILL)
        postgres = _postgres(stack) if database == "postgresql" else None
        url = postgres.new_database() if postgres else None
        section = f'database = "{url}"' if url else f'data = "{folder}/data"'
        server = CentralServer(folder, section, f"port = {broker.port}")
        server.start()
        stack.callback(server.close)
        server.wait_until_connected()
        fleet = FakeFleet(broker.port, plan.kiosks, plan.rate_hz, plan.backlog, plan.seed)
        fleet.start()
        stack.callback(fleet.stop)
        location = Location(folder / "data") if url is None else Location(None, url)
        _wait_for_first(location, plan.kiosks)
        fleet.go_on()
        killed = {"ingester": 0, "broker": 0} | ({"database": 0} if postgres else {})
        victims = [name for _ in range(plan.kills) for name in killed][: plan.kills]
        rng.shuffle(victims)
        for victim in victims:
            time.sleep(rng.uniform(*plan.calm_s))
            log(f"killing the {victim}")
            _kill(victim, server, broker, postgres, rng)
            killed[victim] += 1
        last_kill_s = time.monotonic()
        fleet.calm_down()
        return _settled(location, fleet, killed, last_kill_s)


def _postgres(stack: ExitStack) -> Postgres:
    postgres = Postgres()
    stack.callback(postgres.remove)
    postgres.start()
    return postgres


def _wait_for_first(location: Location, kiosks: int) -> None:
    store = open_store(location)
    wait_until(lambda: one(store, "SELECT count(*) FROM messages") == kiosks, "the first message of each kiosk")
    store.engine.dispose()


def _kill(
    victim: str, server: CentralServer, broker: KilledBroker, postgres: Postgres | None, rng: random.Random
) -> None:
    away_s = rng.uniform(*AWAY_S)
    if victim == "ingester":
        server.end(signal.SIGKILL)
        time.sleep(away_s)
        server.start()
    elif victim == "broker":
        broker.stop(signal.SIGKILL)
        time.sleep(away_s)
        broker.start()
    elif postgres is not None:
        postgres.stop(signal.SIGKILL)
        time.sleep(away_s)
        postgres.start()


def _settled(location: Location, fleet: FakeFleet, killed: dict[str, int], last_kill_s: float) -> Result:
    """Waits until nothing is missing, then a moment more for what should not come."""
    store = open_store(location)
    wanted = len(fleet.sent)
    while one(store, "SELECT count(*) FROM messages") < wanted and time.monotonic() < last_kill_s + SETTLING_S:
        time.sleep(0.25)
    settled_s = time.monotonic() - last_kill_s
    time.sleep(1.0)
    found = rows(store, "SELECT d.key, m.seq, m.payload FROM messages m JOIN devices d ON d.id = m.device_id")
    stored = [(key, seq, raw) for key, seq, raw in found]
    sent = {(key, seq, raw) for (key, seq), raw in fleet.sent.items()}
    quarantined = one(store, "SELECT count(*) FROM quarantine")
    store.engine.dispose()
    return Result(
        location.build_dialect().name,
        ", ".join(f"{name} {count}" for name, count in killed.items()),
        len(sent),
        len(sent - set(stored)),
        len(stored) - len(set(stored)),
        len(set(stored) - sent),
        fleet.resent,
        quarantined,
        settled_s,
    )


def table(results: list[Result]) -> str:
    """The results as a table for the documents."""
    head = "| store | killed | sent | resent | quarantined | missing / twice / invented | settled after |"
    lines = [head, "|---|---|---|---|---|---|---|"]
    for r in results:
        counts = f"{r.missing} / {r.twice} / {r.invented}"
        lines.append(
            f"| {r.store} | {r.killed} | {r.sent:,} | {r.resent:,} | {r.quarantined} | {counts} | {r.settled_s:.0f} s |"
        )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Runs the long form on both databases, and writes its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kiosks", type=int, default=100)
    parser.add_argument("--rate", type=float, default=250.0, help="messages a second")
    parser.add_argument("--backlog", type=int, default=10_000, help="messages of the hour before, sent at once")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--table", type=Path, help="document to write")
    options = parser.parse_args()
    plan = Plan(options.kiosks, options.rate, options.backlog, options.kills, (4.0, 14.0), options.seed)
    results = []
    for database in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder:
            results.append(run(Path(folder), database, plan, lambda line: print(line, file=sys.stderr)))
    print(table(results))
    if options.table:
        write_part(options.table, "kills", table(results))
    return 0 if all(result.is_exact for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
