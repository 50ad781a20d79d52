"""A simulated kiosk that takes updates. Its client, its floors, its trees and its steps are those of a real kiosk; its
program, its camera and its clock are not.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Literal

from central.simulate.updates.programs import PLATFORM
from central.simulate.updates.repository import SimulatedRepository
from edge.fleet.fetcher import FolderSource
from edge.fleet.offers import floors_with_plan, look, open_repository
from edge.fleet.probation import Before, Sample
from edge.fleet.step_file import StepRecord
from edge.fleet.steps import StepClock, UpdateSteps, WantedVersion
from edge.fleet.trees import Trees

HZ = 15
LOOK_S, SPREAD_S = 900.0, 420.0
HOUR_S, DAY_S = 3_600.0, 86_400.0
OPENS_S, CLOSES_S = 9 * HOUR_S, 20 * HOUR_S
CRASH_S, FULL_S = 30.0, 300.0
Fault = Literal["", "blind", "crash", "memory", "dead"]
"""Fault of the new version on a kiosk. `dead`: kiosk and updater never come back."""


def is_open(at_s: float) -> bool:
    """True during the opening hours of a simulated shop, in UTC."""
    return OPENS_S <= at_s % DAY_S < CLOSES_S


class DeadKioskError(Exception):
    """The kiosk does not come back."""


@dataclass
class KioskTime:
    """Clock of one kiosk, in seconds since 1970 UTC. Only the simulation and a wait move it."""

    now_s: float

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds

    @property
    def is_open(self) -> bool:
        """True during opening hours."""
        return is_open(self.now_s)

    def clock(self) -> StepClock:
        """The same clock, as the steps read it."""
        return StepClock(lambda: self.now_s, lambda: self.now_s, self.sleep, lambda: "boot")


@dataclass
class SimulatedService:
    """The kiosk's service: its samples depend on the fault of the program."""

    trees: Trees
    time: KioskTime
    new_version: str
    fault: Fault
    started_s: float = 0.0

    @property
    def active_fault(self) -> str:
        """Fault of the version that runs."""
        return self.fault if self.trees.current() == self.new_version else ""

    def state_before(self) -> Before:
        return Before(rate_hz=HZ, is_acknowledged=True)

    def sample(self) -> Sample:
        passed_s, is_open = self.time.now_s - self.started_s, self.time.is_open
        return Sample(
            at_s=self.time.now_s,
            restarts=int(self.active_fault == "crash" and passed_s > CRASH_S),
            has_beaten=True,
            frames=0 if self.active_fault == "blind" else int(passed_s * HZ),
            is_camera_on=is_open,
            acknowledged=int(passed_s // 60),
            is_outbox_open=True,
            memory_share=0.99 if self.active_fault == "memory" and passed_s > FULL_S else 0.3,
        )

    def is_quiet_time(self) -> bool:
        return not self.time.is_open

    def measure_rate_hz(self) -> float | None:
        return HZ if self.time.is_open else None

    def find_new_fault(self, tree: Path, former: Path | None) -> str | None:  # noqa: ARG002 of a door
        return None

    def outbox_form(self, tree: Path) -> int | None:  # noqa: ARG002 of a door
        return 1

    @property
    def is_on_trial(self) -> bool:
        """False: no step is lost."""
        return False

    def begin_trial(self) -> None:
        """Do nothing: there is no outbox."""

    def end_trial(self) -> None:
        """Do nothing: there is no outbox."""

    def pause(self, within_s: float) -> None:
        """Do nothing: nobody is sensed."""

    def restart(self, *, is_wanted: bool) -> None:  # noqa: ARG002 of a door
        self.started_s = self.time.now_s
        if self.active_fault == "dead":
            raise DeadKioskError

    def end_pause(self) -> None:
        """Do nothing: nobody is sensed."""


@dataclass(frozen=True, slots=True)
class StepReport:
    """A step that a kiosk reports at a time. `version`: the program that runs."""

    at_s: float
    version: str
    record: StepRecord


@dataclass
class UpdatingKiosk:
    """A kiosk, given as `tenant/site/device`. `died_s`: time since which it is silent for ever."""

    place: str
    folder: Path
    repository: SimulatedRepository
    new_version: str
    fault: Fault
    rng: Random
    looks: int = 0
    received_bytes: int = 0
    died_s: float | None = None
    _reports: list[StepReport] = field(default_factory=list)
    _seen: tuple[int, int] | None = None

    def install(self, archive: Path, version: str, at_s: float) -> None:
        """Install the version with which the kiosk starts."""
        self.time = KioskTime(at_s)
        self.trees = Trees(self.folder / "program")
        self.trees.unpack(archive, version)
        self.trees.switch(version)
        service = SimulatedService(self.trees, self.time, self.new_version, self.fault, at_s - DAY_S)
        self.steps = UpdateSteps(self.trees, self.folder / "state", service, self.time.clock(), self._note)
        (self.folder / "state").mkdir()
        self._note(StepRecord())

    def _note(self, record: StepRecord) -> None:
        self._reports.append(StepReport(self.time.now_s, self.trees.current() or "", record))

    def take_reports(self) -> Iterator[StepReport]:
        """Reports of the last look, oldest first."""
        made, self._reports = self._reports, []
        yield from made

    def next_look_s(self) -> float:
        """Time of the next look, as systemd's timer spreads it."""
        return self.time.now_s + LOOK_S + self.rng.uniform(-SPREAD_S, SPREAD_S)

    def look(self, at_s: float, is_reachable: Callable[[], bool]) -> None:
        """Go on with an update, then look for a new one. Raises FleetRefused."""
        self.time.now_s = max(at_s, self.time.now_s)
        try:
            if self.steps.record.step not in ("fetched", "checked"):
                self.steps.run()
            if is_reachable() and (self.steps.record.step in ("fetched", "checked") or self.is_free):
                self._read_offer()
            self.steps.run()
        except DeadKioskError:
            self.died_s = self.time.now_s

    @property
    def is_free(self) -> bool:
        """True if no update is in progress."""
        return not self.steps.record.is_in_progress

    def _read_offer(self) -> None:
        """Read what the plan wants. A timestamp that is known already has nothing new."""
        self.looks += 1
        timestamp = self.repository.folder / "metadata" / "timestamp.json"
        state = timestamp.stat()
        if (state.st_mtime_ns, state.st_size) == self._seen:
            self.received_bytes += state.st_size
            return
        self._seen = (state.st_mtime_ns, state.st_size)
        source, own = FolderSource(self.repository.folder), self.folder / "tuf"
        client = open_repository(own / "metadata", own / "targets", source, self.repository.anchor, is_offline=False)
        offer = look(client, self.place, self.time.now_s, PLATFORM)
        floors = floors_with_plan(self.steps.floors, offer.plan)
        if floors != self.steps.floors:
            self.steps.write_floors(floors)
        self.received_bytes += client.received_bytes
        if offer.target is None or offer.plan is None:
            self.steps.withdraw()
        elif self._is_news(offer.target.version):
            archive = client.fetch(offer.target.name)
            now_s = int(self.time.now_s)
            self.steps.fetch(
                WantedVersion(offer.target.version, archive, offer.plan.when, offer.target.min_from, now_s)
            )

    def _is_news(self, version: str) -> bool:
        on_its_way = self.steps.record.version if self.steps.record.is_in_progress else None
        return version not in (self.trees.current(), on_its_way, *self.steps.floors.bad)
