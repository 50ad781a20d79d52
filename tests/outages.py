"""What can go wrong between a kiosk and whoever listens to it, each as a function over a whole shop: the broker of
examples/, its subscriber as a process, and the publishing half of a kiosk as another. What comes back says what is
lost.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from edge.uplink.outbox.sequence import BLOCK
from tests.doubles import central, teller
from tests.doubles.central import Central
from tests.doubles.reference import Reference
from tests.doubles.waiting import wait_until

ROOT = Path(__file__).parents[1]
DEVICE = "acme/berlin-7/door"
PASSWORD = "secret of door"
SETTLING_S = 150.0  # for connections to come back, for what is on its way, and for what is asked for again
CALM = 20  # messages that arrive before and after an outage


@dataclass(frozen=True)
class Result:
    """Since the shop was opened. `told`: messages that the outbox accepted; `heard`: those that the subscriber has,
    byte for byte as they lie in the outbox; `twice`: those that it has more than once; `missing`: those that it has
    not; `gaps`: numbers that no message has; `skipped`: those before a thousand, which an outbox leaves out that may
    have been cut in the middle of a write; `asked`: for how many numbers it asked, those it asked for twice counted
    twice."""

    outage: str
    told: int
    heard: int
    twice: int
    missing: int
    gaps: int
    skipped: int
    asked: int

    @property
    def is_whole(self) -> bool:
        return self.told == self.heard > 0 and not (self.twice or self.missing or self.gaps or self.skipped)


@dataclass
class Shop:
    """`folder` holds the outbox, its list of what it accepted, the subscriber's file and all logs."""

    folder: Path
    broker: Reference
    central: Central
    rate_hz: float

    def __post_init__(self) -> None:
        self._teller: subprocess.Popen[bytes] | None = None

    def start_teller(self) -> None:
        """It tells at once, and goes on where its outbox is."""
        tenant, site, device = DEVICE.split("/")
        options = teller.Options(
            str(self.folder),
            self.broker.port,
            tenant,
            site,
            device,
            ca=str(self.broker.ca),
            username=DEVICE,
            password=PASSWORD,
            rate_hz=self.rate_hz,
        )
        program = [sys.executable, "-m", "tests.doubles.teller", json.dumps(asdict(options))]
        with (self.folder / "teller.log").open("a") as log:
            self._teller = subprocess.Popen(
                program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=ROOT
            )
        self.go_on_telling()

    def go_on_telling(self) -> None:
        os.write(self._pipes[0], b"t")

    def hush(self) -> None:
        """Returns when the teller has told its last; it answers commands still."""
        os.write(self._pipes[0], b"h")
        assert os.read(self._pipes[1], 1) == b"h", (self.folder / "teller.log").read_text()[-2000:]

    def end_teller(self, number: int) -> None:
        assert self._teller is not None
        with self._teller:  # waits, and closes the pipes
            self._teller.send_signal(number)

    def close(self) -> None:
        if self._teller is not None:
            self.end_teller(signal.SIGKILL)
        self.central.close()

    def hear(self, count: int = CALM) -> None:
        """Returns once the subscriber has so many more."""
        enough = len(self._heard()) + count
        wait_until(lambda: len(self._heard()) >= enough, f"{count} messages more", SETTLING_S)

    def tell(self, count: int) -> None:
        """Returns once the outbox has so many more."""
        enough = len(self._accepted()) + count
        wait_until(lambda: len(self._accepted()) >= enough, f"{count} messages more in the outbox", SETTLING_S)

    @property
    def _pipes(self) -> tuple[int, int]:
        assert self._teller is not None
        assert self._teller.stdin is not None
        assert self._teller.stdout is not None
        return self._teller.stdin.fileno(), self._teller.stdout.fileno()

    def settled(self, outage: str) -> Result:
        """Nothing more is told until all is heard, or that has taken too long; then the teller goes on."""
        self.hush()
        try:
            wait_until(lambda: self._result(outage).is_whole, "all messages", SETTLING_S)
        except AssertionError:
            print("\n".join(self.central.log[-40:]), file=sys.stderr)
        result = self._result(outage)
        self.go_on_telling()
        return result

    def _result(self, outage: str) -> Result:
        kept, heard = self._kept(), self._heard()
        told = set(self._accepted()) | {id for id, _, _ in kept}
        between = list(pairwise(sorted([0, *(seq for _, seq, _ in kept)])))
        return Result(
            outage,
            told=len(told),
            heard=len(set(heard) & set(kept)),
            twice=len(heard) - len({seq for _, seq, _ in heard}),
            missing=len(told - {id for id, _, _ in heard}),
            gaps=sum(after - before - 1 for before, after in between if after % BLOCK != 1),
            skipped=sum(after - before - 1 for before, after in between if after % BLOCK == 1),
            asked=self.central.asked,
        )

    def _accepted(self) -> list[str]:
        path = self.folder / "accepted.txt"
        return path.read_text().split() if path.exists() else []

    def _kept(self) -> list[tuple[str, int, str]]:
        if not (self.folder / "outbox.db").exists():
            return []
        with closing(sqlite3.connect(f"file:{self.folder}/outbox.db?mode=ro", uri=True)) as db:
            rows = db.execute("SELECT id, seq, payload FROM messages").fetchall()
        return [(id, seq, payload.decode()) for id, seq, payload in rows]

    def _heard(self) -> list[tuple[str, int, str]]:
        return [(id, seq, text) for id, seq, text in self.central.rows("SELECT id, seq, payload FROM messages")]


@contextmanager
def open_shop(folder: Path, rate_hz: float = 50.0) -> Iterator[Shop]:
    """In which everything runs and messages arrive."""
    broker = Reference(folder, users={DEVICE: PASSWORD, central.NAME: central.PASSWORD})
    shop = Shop(folder, broker, Central(folder, broker), rate_hz)
    broker.start()
    try:
        shop.central.start()
        shop.central.wait_until_listening()
        shop.start_teller()
        shop.hear()
        yield shop
    finally:
        shop.close()
        broker.stop()


def broker_stopped(shop: Shop, away_s: float) -> Result:
    """As by a service manager, for an update of its machine; and started again."""
    shop.broker.stop()
    time.sleep(away_s)
    shop.broker.start()
    shop.hear()
    return shop.settled(f"broker stopped for {away_s:g} s")


def broker_frozen(shop: Shop, away_s: float) -> Result:
    """It is there and does not answer; to be noticed it must last for more than two seconds."""
    shop.broker.signal(signal.SIGSTOP)
    try:
        time.sleep(away_s)
    finally:
        shop.broker.signal(signal.SIGCONT)
    shop.hear()
    return shop.settled(f"broker frozen for {away_s:g} s")


def broker_killed(shop: Shop, away_s: float, held: int = 40) -> Result:
    """With messages in it that it has acknowledged and the subscriber has not: as by a power cut."""
    shop.central.signal(signal.SIGSTOP)
    try:
        shop.tell(held)
        shop.broker.stop(signal.SIGKILL)
    finally:
        shop.central.signal(signal.SIGCONT)
    time.sleep(away_s)
    shop.broker.start()
    shop.hear()
    return shop.settled(f"broker killed with {held} messages in it, away for {away_s:g} s")


def subscriber_killed(shop: Shop, times: int, chance: random.Random) -> Result:
    """At any moment: while it connects, asks, writes."""
    for _ in range(times):
        time.sleep(chance.uniform(0.1, 1.2))
        shop.central.end(signal.SIGKILL)
        shop.central.start()
    shop.hear()
    return shop.settled(f"subscriber killed {times} times")


def kiosk_killed(shop: Shop, times: int, chance: random.Random) -> Result:
    """At any moment: while it starts, connects, keeps, sends, marks."""
    for _ in range(times):
        time.sleep(chance.uniform(0.1, 1.5))
        shop.end_teller(signal.SIGKILL)
        shop.start_teller()
    shop.hear()
    return shop.settled(f"kiosk killed {times} times")
