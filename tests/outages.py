"""Outages between a kiosk and its subscriber, each as a function on a shop that returns the number of lost messages.

A shop is the broker of examples/, its subscriber as a process, and the publishing half of a kiosk as another process.
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
SETTLING_S = 150.0  # time limit for reconnections, messages on their way, and resent messages
CALM = 20  # messages that arrive before and after an outage


@dataclass(frozen=True)
class Result:
    """Counts since the shop was opened."""

    outage: str
    accepted: int  # messages that the outbox accepted
    received: int  # messages that the subscriber has, with the same bytes as in the outbox
    twice: int  # messages that the subscriber has more than once
    missing: int  # accepted messages that the subscriber does not have
    gaps: int  # sequence numbers without a message
    skipped: int  # numbers up to the next thousand, which an outbox leaves out after a possibly interrupted write
    asked: int  # numbers that the subscriber requested; repeated requests count each time

    @property
    def is_whole(self) -> bool:
        return self.accepted == self.received > 0 and not (self.twice or self.missing or self.gaps or self.skipped)


@dataclass
class Shop:
    """A running shop. `folder` holds the outbox, its list of accepted messages, the subscriber's file and all logs."""

    folder: Path
    broker: Reference
    central: Central
    rate_hz: float

    def __post_init__(self) -> None:
        self._kiosk: subprocess.Popen[bytes] | None = None

    def start_kiosk(self) -> None:
        """Starts the publishing kiosk; it appends messages at once, to an existing outbox if there is one."""
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
            self._kiosk = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=ROOT)
        self.resume_messages()

    def resume_messages(self) -> None:
        os.write(self._pipes[0], b"t")

    def stop_messages(self) -> None:
        """Returns when the kiosk has appended its last message; it still answers commands."""
        os.write(self._pipes[0], b"h")
        assert os.read(self._pipes[1], 1) == b"h", (self.folder / "teller.log").read_text()[-2000:]

    def end_kiosk(self, number: int) -> None:
        assert self._kiosk is not None
        with self._kiosk:  # waits, and closes the pipes
            self._kiosk.send_signal(number)

    def close(self) -> None:
        if self._kiosk is not None:
            self.end_kiosk(signal.SIGKILL)
        self.central.close()

    def wait_for_received(self, count: int = CALM) -> None:
        """Waits until the subscriber has `count` more messages."""
        enough = len(self._received()) + count
        wait_until(lambda: len(self._received()) >= enough, f"{count} messages more", SETTLING_S)

    def wait_for_accepted(self, count: int) -> None:
        """Waits until the outbox has `count` more messages."""
        enough = len(self._accepted()) + count
        wait_until(lambda: len(self._accepted()) >= enough, f"{count} messages more in the outbox", SETTLING_S)

    @property
    def _pipes(self) -> tuple[int, int]:
        assert self._kiosk is not None
        assert self._kiosk.stdin is not None
        assert self._kiosk.stdout is not None
        return self._kiosk.stdin.fileno(), self._kiosk.stdout.fileno()

    def settle(self, outage: str) -> Result:
        """Stops new messages until the subscriber has all, at most SETTLING_S; then resumes. Returns the counts."""
        self.stop_messages()
        try:
            wait_until(lambda: self._result(outage).is_whole, "all messages", SETTLING_S)
        except AssertionError:
            print("\n".join(self.central.log[-40:]), file=sys.stderr)
        result = self._result(outage)
        self.resume_messages()
        return result

    def _result(self, outage: str) -> Result:
        kept, received = self._kept(), self._received()
        accepted = set(self._accepted()) | {id for id, _, _ in kept}
        between = list(pairwise(sorted([0, *(seq for _, seq, _ in kept)])))
        return Result(
            outage,
            accepted=len(accepted),
            received=len(set(received) & set(kept)),
            twice=len(received) - len({seq for _, seq, _ in received}),
            missing=len(accepted - {id for id, _, _ in received}),
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

    def _received(self) -> list[tuple[str, int, str]]:
        return [(id, seq, text) for id, seq, text in self.central.fetch_rows("SELECT id, seq, payload FROM messages")]


@contextmanager
def open_shop(folder: Path, rate_hz: float = 50.0) -> Iterator[Shop]:
    """A shop in which everything runs and messages arrive."""
    broker = Reference(folder, users={DEVICE: PASSWORD, central.NAME: central.PASSWORD})
    shop = Shop(folder, broker, Central(folder, broker), rate_hz)
    broker.start()
    try:
        shop.central.start()
        shop.central.wait_until_listening()
        shop.start_kiosk()
        shop.wait_for_received()
        yield shop
    finally:
        shop.close()
        broker.stop()


def broker_stopped(shop: Shop, away_s: float) -> Result:
    """Stops the broker as by a service manager, and starts it again after `away_s` seconds."""
    shop.broker.stop()
    time.sleep(away_s)
    shop.broker.start()
    shop.wait_for_received()
    return shop.settle(f"broker stopped for {away_s:g} s")


def broker_frozen(shop: Shop, away_s: float) -> Result:
    """Suspends the broker, so that it does not answer. The kiosk notices an outage of more than two seconds only."""
    shop.broker.signal(signal.SIGSTOP)
    try:
        time.sleep(away_s)
    finally:
        shop.broker.signal(signal.SIGCONT)
    shop.wait_for_received()
    return shop.settle(f"broker frozen for {away_s:g} s")


def broker_killed(shop: Shop, away_s: float, held: int = 40) -> Result:
    """Kills the broker, as by a power cut, with messages that it has acknowledged and the subscriber has not."""
    shop.central.signal(signal.SIGSTOP)
    try:
        shop.wait_for_accepted(held)
        shop.broker.stop(signal.SIGKILL)
    finally:
        shop.central.signal(signal.SIGCONT)
    time.sleep(away_s)
    shop.broker.start()
    shop.wait_for_received()
    return shop.settle(f"broker killed with {held} messages in it, away for {away_s:g} s")


def subscriber_killed(shop: Shop, times: int, chance: random.Random) -> Result:
    """Kills the subscriber at random moments: while it connects, requests or writes."""
    for _ in range(times):
        time.sleep(chance.uniform(0.1, 1.2))
        shop.central.end(signal.SIGKILL)
        shop.central.start()
    shop.wait_for_received()
    return shop.settle(f"subscriber killed {times} times")


def kiosk_killed(shop: Shop, times: int, chance: random.Random) -> Result:
    """Kills the kiosk at random moments: while it starts, connects, stores, sends or marks messages."""
    for _ in range(times):
        time.sleep(chance.uniform(0.1, 1.5))
        shop.end_kiosk(signal.SIGKILL)
        shop.start_kiosk()
    shop.wait_for_received()
    return shop.settle(f"kiosk killed {times} times")
