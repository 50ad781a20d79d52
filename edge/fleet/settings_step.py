"""Takes signed settings: once a day at most, in closed hours or at the end of the local day, with a short trial.

The program that runs on the kiosk checks them first, as its own user. If the kiosk then does not run well, the former
settings are put back. A power cut at any moment is taken up from the record.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from edge.fleet.floors import Floors
from edge.fleet.probation import Before, Sample, judge
from edge.fleet.refusals import FleetRefused
from edge.fleet.reporter import StatusReporter
from edge.fleet.settings_file import SettingsFolders, SettingsRecord, digest_files, read_record, write_record
from edge.fleet.steps import StepClock
from edge.fleet.targets import SettingsTarget
from edge.fleet.versions import version_key

TRIAL_S = 120.0
SAMPLE_EVERY_S = 5.0
MOST_TRIES = 3
"""Starts of one trial. Settings with which the machine fails again and again are put back."""
LONGEST_WAIT_S = 22 * 60.0
"""Longest wait for the end of the local day: the longest time between two looks."""


@dataclass(frozen=True, slots=True)
class KioskMoment:
    """The time in the shop, as the running kiosk reports it. `local_day` is empty if it reports none."""

    is_running: bool
    is_closed: bool = False
    local_day: str = ""
    day_ends_s: float | None = None


class SettingsKiosk(Protocol):
    """The kiosk's service on this machine. No method raises for a kiosk that is broken."""

    def moment(self) -> KioskMoment: ...

    def state_before(self) -> Before: ...

    def sample(self) -> Sample: ...

    def check_settings(self, tree: Path, folder: Path) -> str | None:
        """First reason for which the program of `tree` refuses the files in `folder`. None if it accepts them."""

    def reload(self) -> None: ...


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A signed file of the repository, checked, and its content."""

    target: SettingsTarget
    content: bytes

    @property
    def name(self) -> str:
        """Name in the folder of settings."""
        return f"{'address-' if self.target.kind == 'address' else ''}{self.target.level}.toml"


@dataclass(frozen=True, slots=True)
class SettingsParts:
    """Inputs of the step. `tree`: the program that runs, and its version."""

    public: Path
    record: Path
    kiosk: SettingsKiosk
    clock: StepClock
    reporter: StatusReporter
    tree: Path
    version: str


class SettingsStep:
    """Takes settings. Only one process may use it (`edge.fleet.state_folder` has the lock). Raises OSError."""

    def __init__(self, parts: SettingsParts) -> None:
        self._parts, self._folders = parts, SettingsFolders(parts.public)

    @property
    def _record(self) -> SettingsRecord:
        return read_record(self._parts.record)

    def resume(self) -> None:
        """Go on with a trial or a return that was interrupted."""
        record = self._record
        if record.state == "returning":
            self._put_back(record)
        elif record.state == "trial" and record.tries >= MOST_TRIES:
            self._return(record, "boots")
        elif record.state == "trial":
            self._try(record)

    def take(self, offered: Sequence[OfferedFile], floors: Floors) -> Floors:
        """Take the offered files if they are new and it is the time for it. Returns the floors afterwards.

        Raises FleetRefused, at each look, for files that the kiosk does not accept.
        """
        if not offered:
            return floors
        files = {file.name: file.content for file in offered}
        digest, record = digest_files(files), self._record
        counters = _counter(offered, "settings"), _counter(offered, "address")
        if 0 < counters[0] < floors.settings_counter or 0 < counters[1] < floors.address_counter:
            raise FleetRefused(
                "counter_lower",
                "fleet: the signed settings are older than the ones that this kiosk has taken. Sign them again, with a "
                "higher counter.",
            )
        floors.refuse_far_counters(*counters)
        if digest == record.refused and record.fault:
            raise FleetRefused("settings", record.fault)
        if digest == record.accepted and record.number == self._folders.current:
            return floors.with_settings(*counters)  # also after a power cut before the floors were stored
        if digest == record.refused or self._wants_newer_program(offered):
            return floors
        number = max(self._folders.current or 0, record.number or 0) + (digest != record.accepted)
        record = replace(record, settings_counter=counters[0], address_counter=counters[1])
        if digest != record.accepted:
            record = self._check(number, files, digest, record)
        moment = self._moment_to_take(record.day)
        if moment is None:
            return floors
        return self._switch(replace(record, day=moment.local_day), number, floors)

    def _wants_newer_program(self, offered: Sequence[OfferedFile]) -> bool:
        own = version_key(self._parts.version)
        return any(file.target.min_version and own < version_key(file.target.min_version) for file in offered)

    def _check(self, number: int, files: dict[str, bytes], digest: str, record: SettingsRecord) -> SettingsRecord:
        """Let the program that runs check the files. Raises FleetRefused if it refuses one key of them."""
        folder = self._folders.write(number, files)
        fault = self._parts.kiosk.check_settings(self._parts.tree, folder)
        if fault is None:
            record = replace(record, number=number, accepted=digest)
            write_record(self._parts.record, record)
            return record
        text = f"fleet: the signed settings are refused as a whole: {fault}"
        self._folders.prune(self._folders.current, record.former)
        write_record(self._parts.record, replace(self._record, accepted="", refused=digest, fault=text))
        raise FleetRefused("settings", text)

    def _moment_to_take(self, last_day: str) -> KioskMoment | None:
        """The moment, if settings may be taken now. Waits for the end of the local day if that is soon."""
        moment = self._parts.kiosk.moment()
        if not moment.is_running:
            return moment
        left_s = None if moment.day_ends_s is None else moment.day_ends_s - self._parts.clock.now()
        if not moment.is_closed and left_s is not None and 0 < left_s <= LONGEST_WAIT_S:
            self._parts.clock.sleep(left_s)
            moment = self._parts.kiosk.moment()
        elif not moment.is_closed:
            return None
        return None if moment.local_day in ("", last_day) else moment

    def _switch(self, record: SettingsRecord, number: int, floors: Floors) -> Floors:
        before = self._parts.kiosk.state_before()
        record = replace(record, state="trial", number=number, former=self._folders.current, tries=0, before=before)
        if not self._try(record):
            return floors
        return floors.with_settings(record.settings_counter, record.address_counter)

    def _try(self, record: SettingsRecord) -> bool:
        """Put settings in force, and judge the kiosk for two minutes. False if the former ones were put back."""
        record = replace(record, tries=record.tries + 1)
        write_record(self._parts.record, record)
        self._folders.switch(record.number)
        self._parts.kiosk.reload()
        reason = self._fault(record.before) if record.before.is_running else None
        if reason is None:
            write_record(self._parts.record, replace(record, state="kept"))
            self._folders.prune(record.number, record.former)
            self._parts.reporter.write(self._parts.reporter.read(), settings_counter=record.settings_counter or None)
            if record.refused:
                self._parts.reporter.clear_alert("fleet.returned")
            return True
        self._return(record, reason)
        return False

    def _return(self, record: SettingsRecord, reason: str) -> None:
        record = replace(record, state="returning", reason=reason)
        write_record(self._parts.record, record)
        self._put_back(record)

    def _fault(self, before: Before) -> str | None:
        """Code of what fails within the trial. None if the kiosk runs well."""
        samples = [self._parts.kiosk.sample()]
        first = samples[0]
        while True:
            verdict = judge(before, [_since(first, sample) for sample in samples], TRIAL_S)
            if verdict.outcome == "return":
                return verdict.reason
            if verdict.outcome == "keep" or verdict.is_waiting_for_opening:
                return None
            self._parts.clock.sleep(SAMPLE_EVERY_S)
            samples.append(self._parts.kiosk.sample())

    def _put_back(self, record: SettingsRecord) -> None:
        self._folders.switch(record.former)
        self._parts.kiosk.reload()
        text = f"fleet: settings {record.settings_counter} were given up ({record.reason}), and the former ones are in "
        self._parts.reporter.raise_alert("fleet.returned", f"{text}force. Correct them, and sign them again.")
        self._folders.prune(record.former)
        write_record(
            self._parts.record,
            replace(
                record, state="kept", number=record.former, former=None, accepted="", refused=record.accepted, fault=""
            ),
        )


def _counter(offered: Sequence[OfferedFile], kind: str) -> int:
    """Highest counter of one kind of files; 0 without such a file."""
    return max((file.target.counter for file in offered if file.target.kind == kind), default=0)


def _since(first: Sample, sample: Sample) -> Sample:
    """The sample with counts since the first one, because a reload does not restart the unit."""
    return replace(
        sample,
        restarts=max(0, sample.restarts - first.restarts),
        memory_kills=max(0, sample.memory_kills - first.memory_kills),
    )
