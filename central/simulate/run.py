"""Runs a simulation that sends messages to a broker or writes them to a file."""

import gzip
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import BinaryIO

from central.clock import monotonic_s, now_ms
from central.errors import SourceError, UsageError
from central.ingest.session import BrokerOptions
from central.simulate.archive import Archive
from central.simulate.faults import SHORTEST_DAY_S
from central.simulate.fleet import Fleet, FleetPlan
from central.simulate.headquarters import receive_program
from central.simulate.link import FleetLink
from central.simulate.outgoing import Outgoing
from central.simulate.pace import Pace, Sped, skip_wait
from central.simulate.sending import FleetSender, write_lines
from central.simulate.shop import HOUR_S, OPEN_FOR_S, OPEN_S
from central.simulate.truth_file import write_truth
from central.store.client_ids import random_client_id

MOST_KIOSKS, MOST_DAYS, MOST_SEEDS = 20_000, 3_660, 10**9
FASTEST, LONGEST_SETTLE_S = 1e6, 86_400.0
EARLIEST = date(2000, 1, 2)
DAY_S = 86_400.0

Watch = Callable[[float], None]
"""Function that receives the time of each message as it is written or sent."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """Fleet, days and speed of a simulation. `speed` 0: as fast as the broker accepts messages."""

    fleet: FleetPlan
    first_day: date
    days: int
    speed: float = 0.0
    settle_s: float = 30.0
    truth: Path | None = None

    @property
    def midnights_s(self) -> list[float]:
        """Midnights of the simulated days, in seconds since 1970 UTC."""
        return [self._first_midnight_s + number * DAY_S for number in range(self.days)]

    @property
    def _first_midnight_s(self) -> float:
        return datetime.combine(self.first_day, datetime.min.time(), timezone.utc).timestamp()

    def share_done(self, at_s: float) -> float:
        """Completed share of the opening hours of all days at the time `at_s`, from 0 to 1."""
        open_for_s = self.fleet.open_for_s
        day, since_midnight_s = divmod(at_s - self._first_midnight_s, DAY_S)
        open_s = min(max(since_midnight_s - OPEN_S, 0.0), open_for_s)
        return min((day * open_for_s + open_s) / (self.days * open_for_s), 1.0)

    @property
    def day_texts(self) -> list[str]:
        """The days as text, such as 2026-11-24."""
        return [str(self.first_day + timedelta(days=number)) for number in range(self.days)]


def check_simulation(simulation: Simulation) -> Simulation:
    """Return the simulation. Raises UsageError if one of its numbers is out of range."""
    plan = simulation.fleet
    today = _today()
    bounds: list[tuple[str, float, float, float]] = [
        ("kiosks", plan.kiosks, 1, MOST_KIOSKS),
        ("sites", plan.sites, 1, plan.kiosks),
        ("seed", plan.seed, 0, MOST_SEEDS),
        ("hours", plan.open_for_s / HOUR_S, SHORTEST_DAY_S / HOUR_S, OPEN_FOR_S / HOUR_S),
        ("days", simulation.days, 1, MOST_DAYS),
        ("speed", simulation.speed, 0, FASTEST),
        ("settle", simulation.settle_s, 0, LONGEST_SETTLE_S),
    ]
    for name, value, low, high in bounds:
        if not low <= value <= high:
            raise UsageError(f"simulate: --{name} is {value:g}; it must be {low:g} to {high:g}. Nothing was sent.")
    first = simulation.first_day
    if first < EARLIEST or simulation.days > (today - first).days + 1:
        raise UsageError(
            f"simulate: the server rejects days before {EARLIEST} or after {today}, so {simulation.days} days"
            f" from {first} cannot be simulated. Name another --from DAY, or fewer --days. Nothing was sent."
        )
    return simulation


def first_simulated_day(days: int) -> date:
    """First of `days` days that end with yesterday, in UTC.

    If there cannot be so many past days, the result is today.
    """
    return _today() - timedelta(days=days if 0 < days <= MOST_DAYS else 0)


def _today() -> date:
    return datetime.fromtimestamp(now_ms() / 1000, timezone.utc).date()


def write_messages_file(simulation: Simulation, name: str, watch: Watch) -> int:
    """Write lines to a file, gzipped if its name ends in .gz, or to standard output ("-"). Return their number."""
    fleet = Fleet(simulation.fleet)
    _tell_truth(simulation, fleet)
    with _open_output(name) as file:
        written = write_lines(_watched(fleet.make_sendings(simulation.midnights_s), watch), file)
    _tell_truth(simulation, fleet)
    return written


def _watched(items: Iterator[Outgoing], watch: Watch) -> Iterator[Outgoing]:
    for item in items:
        watch(item.at_s)
        yield item


@contextmanager
def _open_output(name: str) -> Iterator[BinaryIO]:
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


def add_playlist(
    simulation: Simulation, options: BrokerOptions, stopping: threading.Event, tell: Callable[[str], None]
) -> Simulation:
    """The simulation with the ads that headquarters sends to its kiosks. Waits until they arrive."""
    fleet = Fleet(simulation.fleet)
    of_fleet = fleet_options(options, fleet.plan.tenant)
    program = receive_program(fleet, simulation.midnights_s[0], of_fleet, stopping, tell)
    return simulation if program is None else replace(simulation, fleet=replace(simulation.fleet, program=program))


def send_to_broker(
    simulation: Simulation, options: BrokerOptions, stopping: threading.Event, watch: Watch
) -> FleetSender:
    """Send messages to a broker until the days are over or `stopping` is set. Return the counts."""
    fleet = Fleet(simulation.fleet)
    _tell_truth(simulation, fleet)
    pace = Sped(simulation.speed, monotonic_s) if simulation.speed else skip_wait
    with connect_sender(fleet, fleet_options(options, fleet.plan.tenant), stopping) as sender:
        try:
            sender.run(simulation.midnights_s, _watched_pace(pace, watch))
            sender.settle_gaps(simulation.settle_s)
            sender.send_offline_states()
        finally:
            _tell_truth(simulation, fleet)
    return sender


def _watched_pace(pace: Pace, watch: Watch) -> Pace:
    def watched(at_s: float) -> float:
        watch(at_s)
        return pace(at_s)

    return watched


def fleet_options(options: BrokerOptions, tenant: str) -> BrokerOptions:
    """Broker options of the fleet.

    The fleet connects to central's broker as a separate client, and receives central's requests there.
    """
    return replace(
        options, client_id=random_client_id(f"vitrina-{tenant}"), topics=(f"vitrina/1/{tenant}/+/+/cmd/resend",)
    )


@contextmanager
def connect_sender(fleet: Fleet, options: BrokerOptions, stopping: threading.Event) -> Iterator[FleetSender]:
    """Return a connected sender for the fleet. Raises BrokerRefusedError."""
    link = FleetLink(options)
    link.start()
    try:
        with Archive() as archive:
            yield FleetSender(fleet, link, archive, stopping)
    finally:
        link.stop()


def _tell_truth(simulation: Simulation, fleet: Fleet) -> None:
    """Write the planted values at the start, to check that the file is writable, and again at the end."""
    if simulation.truth is not None:
        write_truth(simulation.truth, fleet, simulation.day_texts)
