"""Runs a simulation: to a broker, or to a file."""

import gzip
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import BinaryIO

from central.clock import monotonic_s, now_ms
from central.errors import SourceError, UsageError
from central.ingest.session import BrokerOptions
from central.simulate.archive import Archive
from central.simulate.fleet import KIOSKS_A_SITE, Fleet, FleetPlan
from central.simulate.link import FleetLink
from central.simulate.pace import Sped, at_once
from central.simulate.sending import FleetSender, write_lines
from central.simulate.truth_file import write_truth

MOST_KIOSKS, MOST_DAYS = 20_000, 3_660
DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Simulation:
    """What is simulated, when, and how quickly. `speed` 0: as quickly as the broker takes it."""

    fleet: FleetPlan
    first_day: date
    days: int
    speed: float = 0.0
    settle_s: float = 30.0
    truth: Path | None = None

    @property
    def midnights_s(self) -> list[float]:
        """Midnights (UTC) of the days."""
        first = datetime.combine(self.first_day, datetime.min.time(), timezone.utc).timestamp()
        return [first + number * DAY_S for number in range(self.days)]

    @property
    def day_texts(self) -> list[str]:
        """The days as texts."""
        return [str(self.first_day + timedelta(days=number)) for number in range(self.days)]


def fleet_plan(kiosks: int, sites: int | None, faults: frozenset[str], seed: int, first_day: date) -> FleetPlan:
    """A plan with checked numbers. Other days are another tenant, so that no number comes twice. Raises UsageError."""
    if not 1 <= kiosks <= MOST_KIOSKS:
        raise UsageError(f"simulate: --kiosks is {kiosks}: 1 to {MOST_KIOSKS} can be simulated.")
    sites = sites or -(-kiosks // KIOSKS_A_SITE)
    if not 1 <= sites <= kiosks:
        raise UsageError(f"simulate: --sites is {sites}: 1 to {kiosks} can be, a kiosk at each at least.")
    return FleetPlan(f"sim-{seed}-{first_day:%Y%m%d}", kiosks, sites, faults, seed)


def first_day_of(days: int) -> date:
    """First of so many days that end with yesterday, of UTC."""
    return datetime.fromtimestamp(now_ms() / 1000, timezone.utc).date() - timedelta(days=days)


def to_file(simulation: Simulation, name: str) -> int:
    """Writes lines to a file, gzipped if it is named .gz, or to standard output ("-"). Returns their number."""
    fleet = Fleet(simulation.fleet)
    with _output(name) as file:
        written = write_lines(fleet.sendings(simulation.midnights_s), file)
    _tell_truth(simulation, fleet)
    return written


@contextmanager
def _output(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdout.buffer
        return
    try:
        with Path(name).open("wb") as file:
            if name.endswith(".gz"):
                with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
                    yield packed  # type: ignore[misc]
            else:
                yield file
    except OSError as error:
        raise SourceError(f"simulate: {name} cannot be written ({error.strerror}).") from None


def to_broker(simulation: Simulation, options: BrokerOptions, stopping: threading.Event) -> FleetSender:
    """Sends to a broker until the days are over or `stopping` is set. Returns the counts."""
    fleet = Fleet(simulation.fleet)
    pace = Sped(simulation.speed, monotonic_s) if simulation.speed else at_once
    with connected(fleet, options, stopping) as sender:
        try:
            sender.run(simulation.midnights_s, pace)
            sender.settle(simulation.settle_s)
            sender.say_goodbye()
        finally:
            _tell_truth(simulation, fleet)
    return sender


@contextmanager
def connected(fleet: Fleet, options: BrokerOptions, stopping: threading.Event) -> Iterator[FleetSender]:
    """A sender of this fleet, connected. Raises BrokerRefusedError."""
    link = FleetLink(options)
    link.start()
    try:
        with Archive() as archive:
            yield FleetSender(fleet, link, archive, stopping)
    finally:
        link.stop()


def _tell_truth(simulation: Simulation, fleet: Fleet) -> None:
    if simulation.truth is not None:
        write_truth(simulation.truth, fleet, simulation.day_texts)
