"""What a small page, `/healthz` and a message wait for beside sixteen reports: `make bench-waiting`.

A store with a year of sums, a broker, and the server as a process. Four tokens ask for sixteen comparisons over the
year at once; meanwhile a user loads small pages, and a kiosk sends plays. `--before COMMIT` measures the server of an
earlier commit first, in the same run (`make bench-waiting BEFORE=COMMIT`).
"""

import argparse
import http.client
import json
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from central.clock import now_ms
from central.store.database import open_store
from central.store.location import Location
from central.store.scope import Scope
from central.store.sessions import begin_session
from central.store.store import Store
from central.store.tokens import add_token
from central.store.users import Role, add_user, find_user
from edge.messages.wire import time_text, uuid7
from tests.central import fleet
from tests.central.bench import family, memory_mb
from tests.central.filled_year import Year, fill
from tests.central.kills import KilledBroker
from tests.central.rows import one
from tests.doubles.broker import free_port
from tests.doubles.central_server import ROOT, CentralServer
from tests.doubles.waiting import wait_until
from tests.evidence.parts import write_part
from tests.red_before import lay_out

REPORTS, TOKENS = 16, 4
CALM_S = 8.0
"""Time of the measurement without reports."""
LONGEST_S = 300.0
LOOK_S, PAUSE_S = 0.01, 0.1
BEFORE = "beside sixteen reports, earlier version"
DEVICE = "acme/shop-1/door"
PAGES = ("/alerts", "/account", "/fleet?state=silent", "/playlists")
COMPARE = "/api/v1/compare?creative=acme/spring_a&creative=acme/spring_b&creative=acme/summer_a&to=2026-12-31&from="


@dataclass
class Waits:
    """Seconds of each answer by kind, answers of the reports by status, and the memory of the server in MB."""

    name: str
    seconds: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in ("page", "healthz", "lag")})
    failed: int = 0
    reports: Counter[str] = field(default_factory=Counter)
    took_s: float = 0.0
    memory_mb: float = 0.0


@dataclass(frozen=True)
class Asker:
    """Asks the server for pages as a user, and for reports with tokens in turn."""

    port: int
    session: str
    tokens: list[str]

    def get(self, path: str, **headers: str) -> tuple[str, float]:
        """Status of an answer, or the name of the error, and the seconds until it was whole."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_S)
        begin_s = time.monotonic()
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            status = str(answer.status)
        except (OSError, http.client.HTTPException) as error:
            status = type(error).__name__
        finally:
            connection.close()
        return status, time.monotonic() - begin_s

    def page(self, path: str) -> tuple[str, float]:
        """A page of the user who is signed in."""
        return self.get(path, cookie=f"vitrina={self.session}")

    def report(self, number: int) -> tuple[str, float]:
        """A comparison of three adverts over the year; each begins on a day of its own."""
        return self.get(f"{COMPARE}2026-01-{number + 1:02}", authorization=f"Bearer {self.tokens[number % TOKENS]}")


class Kiosk:
    """A kiosk that sends a play, and looks when it is stored."""

    def __init__(self, port: int, store: Store) -> None:
        self._store, self._seq = store, int(one(store, "SELECT max(last_seq) FROM devices"))
        self._client = Client(CallbackAPIVersion.VERSION2, "kiosk", protocol=MQTTProtocolVersion.MQTTv5)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def lag_s(self) -> float:
        """Seconds from the publication of a play to its row in the store."""
        self._seq += 1
        now_s = time.time()
        times = {"at": time_text(now_s), "start": time_text(now_s - 16), "end": time_text(now_s - 1)}
        fields = fleet.play(self._seq, DEVICE, **times, id=uuid7(now_s, random.randbytes))
        begin_s = time.monotonic()
        self._client.publish(fleet.topic("play", DEVICE), json.dumps(fields), qos=1)
        query = f"SELECT count(*) FROM plays p JOIN devices d ON d.id = p.device_id WHERE d.key = '{DEVICE}' AND seq = "
        while not one(self._store, f"{query}{self._seq}") and time.monotonic() - begin_s < LONGEST_S:
            time.sleep(LOOK_S)
        return time.monotonic() - begin_s

    def close(self) -> None:
        """Ends the connection."""
        self._client.disconnect()
        self._client.loop_stop()


def measure(name: str, asker: Asker, kiosk: Kiosk, goes_on: Callable[[], bool]) -> Waits:
    """Loads small pages in one thread, `/healthz` in another, and sends plays, for as long as `goes_on`."""
    waits = Waits(name)

    def load() -> None:
        number = 0
        while goes_on():
            status, seconds = asker.page(PAGES[number % len(PAGES)])
            waits.seconds["page"].append(seconds)
            waits.failed += status != "200"
            number += 1
            time.sleep(PAUSE_S)

    def look() -> None:
        while goes_on():
            waits.seconds["healthz"].append(asker.get("/healthz")[1])
            time.sleep(PAUSE_S)

    threads = [threading.Thread(target=each) for each in (load, look)]
    for thread in threads:
        thread.start()
    while goes_on():
        waits.seconds["lag"].append(kiosk.lag_s())
        time.sleep(PAUSE_S)
    for thread in threads:
        thread.join()
    return waits


def beside(name: str, asker: Asker, kiosk: Kiosk, pid: int) -> Waits:
    """Measures while sixteen reports are made."""
    answers: list[tuple[str, float]] = []
    threads = [threading.Thread(target=lambda n=n: answers.append(asker.report(n))) for n in range(REPORTS)]
    begin_s = time.monotonic()
    for thread in threads:
        thread.start()
    memory: list[float] = []

    def goes_on() -> bool:
        memory.append(sum(memory_mb(each) for each in family(pid)))
        return any(thread.is_alive() for thread in threads) and time.monotonic() - begin_s < LONGEST_S

    waits = measure(name, asker, kiosk, goes_on)
    for thread in threads:
        thread.join()
    waits.reports, waits.took_s = Counter(status for status, _ in answers), max(s for _, s in answers)
    waits.memory_mb = max(memory)
    return waits


@contextmanager
def running(folder: Path, root: Path, store: Store) -> Iterator[tuple[Asker, Kiosk, int]]:
    """A server of the sources below `root`, on the store in `folder`. Gives who asks, a kiosk and the process."""
    with ExitStack() as stack:
        broker = KilledBroker(folder)
        broker.start()
        stack.callback(broker.stop, signal.SIGKILL)
        port = free_port()
        sections = f"port = {broker.port}\n[web]\nport = {port}\nrequests_per_minute = 100000"
        server = CentralServer(folder, f'data = "{folder}/data"', sections, parts=(), root=root)
        server.start()
        stack.callback(server.close)
        server.wait_until_connected()
        asker = Asker(port, _session(store), _tokens(store))
        wait_until(lambda: asker.page("/alerts")[0] == "200", "the pages")
        kiosk = Kiosk(broker.port, store)
        stack.callback(kiosk.close)
        kiosk.lag_s()  # of the first message names are looked up
        assert server.process is not None
        yield asker, kiosk, server.process.pid


def _session(store: Store) -> str:
    """Session of a new user."""
    name = f"user{now_ms()}"
    with store.engine.begin() as connection:
        add_user(connection, name, "-", Role.VIEWER, Scope.whole_store())
        user = find_user(connection, name)
        assert user is not None
        return begin_session(connection, user, now_ms())


def _tokens(store: Store) -> list[str]:
    with store.engine.begin() as connection:
        names = [f"token{now_ms()}-{number}" for number in range(TOKENS)]
        return [add_token(connection, name, "read", Scope.whole_store(), 1) for name in names]


def run(folder: Path, sites: int, commit: str | None) -> list[Waits]:
    """Measures calm, beside reports at an earlier commit if one is named, and beside reports now."""
    with open_store(Location(folder / "data")) as store:
        fill(store, Year(sites, 365))
        with store.engine.begin() as connection:  # the sums are of a year that may not be over
            connection.exec_driver_sql(f"UPDATE devices SET received_ms = {now_ms()}")
            connection.exec_driver_sql(f"UPDATE health SET at_ms = {now_ms()}, received_ms = {now_ms()}")
        found = []
        if commit is not None:
            sources = lay_out(ROOT, commit, folder)
            with running(folder, sources, store) as (asker, kiosk, pid):
                found.append(beside(BEFORE, asker, kiosk, pid))
        with running(folder, ROOT, store) as (asker, kiosk, pid):
            until_s = time.monotonic() + CALM_S
            found.insert(0, measure("without reports", asker, kiosk, lambda: time.monotonic() < until_s))
            found.append(beside("beside sixteen reports", asker, kiosk, pid))
        return found


def table(found: list[Waits]) -> str:
    """Median and longest seconds of each kind as a table."""
    columns = ("what", "small page", "`/healthz`", "lag of a message", "reports", "last answer", "memory")
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    for each in found:
        cells = [f"{statistics.median(s):.2f}, {max(s):.2f} s" for s in each.seconds.values()]
        reports = ", ".join(f"{number} × {status}" for status, number in sorted(each.reports.items()))
        rest = [reports or "–", f"{each.took_s:.0f} s", f"{each.memory_mb:.0f} MB"] if reports else ["–"] * 3
        lines.append(f"| {' | '.join([each.name, *cells, *rest])} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measures and prints the table; 1 if a small page failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=333)
    parser.add_argument("--before", metavar="COMMIT", help="also measure the server of this commit")
    parser.add_argument("--table", type=Path, help="document to write")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), options.sites, options.before)
    print(table(found))
    if options.table:
        write_part(options.table, "waiting", table(found))
    for each in found:
        print(f"{each.name}: {each.failed} of {len(each.seconds['page'])} small pages failed", file=sys.stderr)
    return 1 if any(each.failed for each in found if each.name != BEFORE) else 0


if __name__ == "__main__":
    sys.exit(main())
