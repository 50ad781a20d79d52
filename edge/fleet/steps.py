"""Steps of an update: idle, fetched, checked, switched, probation, and then kept or returned.

Each step is written before its work is done again after a power cut, and doing that work twice does no harm. The link
to the program leads to a whole tree at every moment.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from edge.fleet.floors import Floors, read_floors, write_floors
from edge.fleet.probation import Before, Sample, judge, thin_samples
from edge.fleet.refusals import FleetRefused
from edge.fleet.step_file import StepRecord, When, read_step, write_step
from edge.fleet.tree_facts import refuse_early_step
from edge.fleet.trees import Trees
from edge.fleet.versions import version_key

LEAST_FREE_BYTES = 2_500_000_000
SAMPLE_EVERY_S, CLOSED_EVERY_S = 10.0, 30.0
LONGEST_PAUSE_S = 3_600.0 + 120.0
"""Longest wait for the end of a batch before a change: the longest window that the settings accept, and its release."""
SHORT_PAUSE_S = 105.0
"""The same before a return, which may not take long: enough for a window of a minute and its release."""
MOST_BOOTS = 3
"""Boots of the machine during one trial. A version that makes it restart again and again goes back."""
LONGEST_WAIT_S = 7 * 86_400.0
"""A camera that stays closed for so long says nothing about the version, which is then kept."""


@dataclass(frozen=True, slots=True)
class WantedVersion:
    """A version to change to, and its archive. `when`: in closed hours, or at once. `min_from`: oldest version that
    may be replaced; None: any. `signed_s`: a time that the signatures confirm; None without signatures.
    """

    version: str
    archive: Path
    when: When = "now"
    min_from: str | None = None
    signed_s: int | None = None


class KioskService(Protocol):
    """The kiosk's service on this machine. No method raises for a kiosk that is broken."""

    def state_before(self) -> Before: ...

    def sample(self) -> Sample: ...

    def is_quiet_time(self) -> bool:
        """True outside opening hours, and if no kiosk runs."""

    def measure_rate_hz(self) -> float | None:
        """Frame rate of the camera; None while it is closed."""

    def find_new_fault(self, tree: Path, former: Path | None) -> str | None:
        """Self-check of a tree as the kiosk's user: the first fault that the former tree has not. None without one."""

    def outbox_form(self, tree: Path) -> int | None:
        """Form of the stored messages that a tree writes. None if it cannot be found out."""

    @property
    def is_on_trial(self) -> bool:
        """True from `begin_trial` to `end_trial`."""

    def begin_trial(self) -> None:
        """Ask the kiosk to keep the tables of its outbox when it starts."""

    def end_trial(self) -> None: ...

    def pause(self, within_s: float) -> None:
        """Pause sensing, and wait until a restart ends no batch early, or for `within_s` seconds."""

    def restart(self, *, is_wanted: bool) -> None:
        """Stop the kiosk, and start it again if it runs now or `is_wanted`."""

    def end_pause(self) -> None: ...


@dataclass(frozen=True, slots=True)
class StepClock:
    """Times in seconds: of the clock, and of one that never jumps. `boot_id` changes with each boot."""

    now: Callable[[], float]
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    boot_id: Callable[[], str]


class UpdateSteps:
    """Carries out one update, a step at a time. Only one process may use it (`edge.fleet.state_folder` has the lock).

    `on_step` is called after each step, to publish it. All methods raise FleetRefused and OSError; the step then is
    the one before.
    """

    def __init__(
        self,
        trees: Trees,
        folder: Path,
        kiosk: KioskService,
        clock: StepClock,
        on_step: Callable[[StepRecord], None] = lambda _: None,
    ) -> None:
        self._trees, self._kiosk, self._clock, self._on_step = trees, kiosk, clock, on_step
        self._step_path, self._floors_path = folder / "step", folder / "floors.json"

    @property
    def record(self) -> StepRecord:
        """The present step. If its file is lost during a trial, the trial starts again."""
        found = read_step(self._step_path)
        return self._lost_trial() if found == StepRecord() and self._kiosk.is_on_trial else found

    @property
    def floors(self) -> Floors:
        """Floors of this kiosk. Those of a new installation start with the version that runs."""
        floors = read_floors(self._floors_path)
        current = self._trees.current()
        return floors if current is None or self.record.is_in_progress else _raise_floor(floors, current)

    def write_floors(self, floors: Floors) -> None:
        """Store the floors."""
        write_floors(self._floors_path, floors)

    def fetch(self, wanted: WantedVersion) -> None:
        """Unpack a version. Raises FleetRefused if this kiosk does not accept it."""
        current, floors = self._trees.current(), self.floors
        self.refuse_unless_acceptable(wanted, floors)
        if self._trees.free_bytes() < LEAST_FREE_BYTES:
            raise FleetRefused(
                "space",
                "update: less than 2.5 GB are free, so nothing is unpacked. Free some space on the disk of "
                "/opt/vitrina, then try again.",
            )
        self._trees.unpack(wanted.archive, wanted.version)
        self._write(
            StepRecord("fetched", version=wanted.version, former=current, when=wanted.when, signed_s=wanted.signed_s)
        )

    def refuse_unless_acceptable(self, wanted: WantedVersion, floors: Floors) -> None:
        """Raise FleetRefused for a version that is too old, came back once, or cannot follow the one that runs."""
        current = self._trees.current()
        floors.refuse_low_version(wanted.version)
        if wanted.min_from and current:
            refuse_early_step(wanted.version, wanted.min_from, current)

    def advance(self) -> bool:
        """Take one step. False if there is none, or if it has to wait for closed hours or for the shop to open."""
        record = self.record
        match record.step:
            case "fetched" | "checked" if self._trees.current() != record.former:
                self._write(StepRecord())  # a person has installed another version meanwhile, perhaps a newer one
                return True
            case "fetched":
                return self._check(record)
            case "checked":
                return self._switch(record)
            case "switched":
                return self._start(record)
            case "probation":
                return self._watch(record)
            case "returned" if not record.is_back:
                return self._go_back(record)
            case "kept" if record.version:
                self._raise_floors(record)
        return False

    def run(self) -> StepRecord:
        """Take steps until one has to wait or none is left."""
        self._kiosk.end_pause()  # of an update that was interrupted; one that goes on pauses again
        while self.advance():
            pass
        if self.record.step not in ("switched", "probation"):
            self._kiosk.end_trial()
        return self.record

    def go_back(self) -> None:
        """Return to the former version, because a person wants it. Raises FleetRefused if that is not possible."""
        record, current = self.record, self._trees.current()
        if record.step in ("fetched", "checked"):
            self._write(replace(record, step="returned", reason="hand"))
            return
        former = record.former
        is_new = current == record.version or record.step == "switched"  # the link may not have moved yet
        if current is None or former is None or not is_new or not self._trees.is_whole(former):
            raise FleetRefused(
                "former",
                "update: there is no former version to return to. Install the wanted version with vitrina update "
                "--from DIR, the package or install.sh.",
            )
        if record.step == "kept" and not self._have_same_form(current, former):
            raise FleetRefused(
                "outbox",
                f"update: {current} has stored messages in a form that {former} cannot read, so the kiosk stays with "
                f"{current}. Install a newer version.",
            )
        self._write(replace(record, step="returned", reason="hand", is_back=False))

    def withdraw(self) -> None:
        """Give up a version that has not been switched to, because nobody wants it any more."""
        if self.record.step in ("fetched", "checked"):
            self._write(StepRecord())

    def _check(self, record: StepRecord) -> bool:
        version, former = _versions(record)
        fault = self._kiosk.find_new_fault(self._trees.path(version), self._trees.path(former) if former else None)
        if fault is None:
            self._write(replace(record, step="checked"))
        else:
            self._refuse(record, f"check: {fault}")
        return True

    def _switch(self, record: StepRecord) -> bool:
        if record.when == "closed" and not self._kiosk.is_quiet_time():
            return False
        self._write(replace(record, step="switched", before=self._kiosk.state_before()))
        return True

    def _start(self, record: StepRecord) -> bool:
        version, _ = _versions(record)
        self._kiosk.pause(LONGEST_PAUSE_S)
        self._kiosk.begin_trial()
        self._trees.switch(version)
        self._kiosk.restart(is_wanted=record.before.is_running)
        self._kiosk.end_pause()
        self._write(replace(record, step="probation", boots=1, boot_id=self._clock.boot_id()))
        return True

    def _watch(self, record: StepRecord) -> bool:
        """Watch the new version until a verdict. False if the kiosk is stopped: its trial starts with it."""
        if self._trees.current() != record.version:
            return self._end_trial_of_another(record)
        if not record.boots:  # its step was lost, so only the usual frame rate is known
            record = replace(record, before=Before(rate_hz=self._kiosk.state_before().rate_hz))
        if (boot_id := self._clock.boot_id()) != record.boot_id:
            record = replace(record, boots=record.boots + 1, boot_id=boot_id)
            self._write(record)
        if record.boots > MOST_BOOTS:
            return self._come_back(record, "boots")
        samples: list[Sample] = []
        while True:
            samples = [*thin_samples(samples), self._kiosk.sample()]
            verdict = judge(record.before, samples)
            if verdict.outcome == "return":
                return self._come_back(record, verdict.reason)
            is_long = samples[-1].at_s - samples[0].at_s > LONGEST_WAIT_S
            if verdict.outcome == "keep" or (verdict.is_waiting_for_opening and is_long):
                return self._keep(record)
            if verdict.reason == "start" and not record.before.is_running:
                return False
            self._clock.sleep(CLOSED_EVERY_S if verdict.is_waiting_for_opening else SAMPLE_EVERY_S)

    def _end_trial_of_another(self, record: StepRecord) -> bool:
        """End the trial of a version that no longer runs: a person has installed another one, or the return could
        not be written to the disk.
        """
        current = self._trees.current()
        if current is None:
            return self._come_back(record, "replaced")
        if current == record.former:
            self._refuse(record, "replaced")
        else:
            self._write(StepRecord())
        return True

    def _keep(self, record: StepRecord) -> bool:
        version, _ = _versions(record)
        self._write(replace(record, step="kept"))
        self._raise_floors(record)
        self._trees.prune({version, *filter(None, (record.former,))})
        return True

    def _raise_floors(self, record: StepRecord) -> None:
        """Raise the floors to a version that was kept. After a power cut between the two, the next look does it."""
        version, _ = _versions(record)
        floors = self._readable_floors()
        if floors is not None and version_key(floors.version) < version_key(version):
            self.write_floors(floors.with_kept(version, record.signed_s))

    def _readable_floors(self) -> Floors | None:
        """None for a damaged file: nothing new is accepted with it, but it must not keep a bad version running."""
        with suppress(FleetRefused):
            return read_floors(self._floors_path)
        return None

    def _refuse(self, record: StepRecord, reason: str) -> None:
        """Give up a version that never ran."""
        self._note_bad(record)
        self._write(replace(record, step="returned", reason=reason))

    def _come_back(self, record: StepRecord, reason: str) -> bool:
        try:
            self._write(replace(record, step="returned", reason=reason, is_back=False))
        except OSError:
            self._start_former(record)  # a disk that the version has filled must not keep it running
            raise
        return True

    def _go_back(self, record: StepRecord) -> bool:
        self._start_former(record)
        self._note_bad(record)
        self._write(replace(record, is_back=True))
        self._trees.prune(())
        return True

    def _start_former(self, record: StepRecord) -> None:
        _, former = _versions(record)
        with suppress(OSError):  # of a full disk, too, the former version starts
            self._kiosk.pause(SHORT_PAUSE_S)
        if former is not None:
            self._trees.switch(former)
        self._kiosk.restart(is_wanted=record.before.is_running)
        self._kiosk.end_pause()

    def _note_bad(self, record: StepRecord) -> None:
        version, _ = _versions(record)
        if (floors := self._readable_floors()) is not None:
            self.write_floors(floors.with_bad(version))

    def _lost_trial(self) -> StepRecord:
        """Trial of the version that runs, without its file: neither its former state nor its signatures are known.

        Updates only lead to higher versions. So if a higher one is there, the one that runs is the former one.
        """
        current, versions = self._trees.current(), self._trees.versions()
        if current is None or current != versions[-1]:
            return StepRecord()
        return StepRecord("probation", version=current, former=versions[-2] if len(versions) > 1 else None)

    def _have_same_form(self, current: str, former: str) -> bool:
        forms = [self._kiosk.outbox_form(self._trees.path(version)) for version in (current, former)]
        return forms[0] is not None and forms[0] == forms[1]

    def _write(self, record: StepRecord) -> None:
        record = replace(record, since_s=int(self._clock.now()))
        write_step(self._step_path, record)
        self._on_step(record)


def _versions(record: StepRecord) -> tuple[str, str | None]:
    assert record.version is not None  # of every step but idle
    return record.version, record.former


def _raise_floor(floors: Floors, current: str) -> Floors:
    return replace(floors, version=max(floors.version, current, key=version_key))
