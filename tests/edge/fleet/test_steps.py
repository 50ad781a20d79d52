"""The steps of an update: with versions that are good and bad, power cuts, kills, full disks and two updaters."""

import errno
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge.fleet.floors import read_floors, write_floors
from edge.fleet.probation import TRIAL_S
from edge.fleet.refusals import FleetRefused
from edge.fleet.step_file import StepRecord, read_step
from edge.fleet.steps import LEAST_FREE_BYTES, MOST_BOOTS, UpdateSteps, WantedVersion
from edge.fleet.tree_sums import check_tree
from edge.fleet.trees import Trees
from tests.doubles.updating_kiosk import FakeKiosk, FakeTime, install_tree, write_archive

OLD, NEW = "0.2.0", "0.3.0"
IN_2026_S, IN_2040_S = 1_800_000_000.0, 2_210_000_000.0
TWELVE_MINUTES_S = 720.0
IS_LONG = os.environ.get("VITRINA_LONG") == "1"
STRIDE, TIMES = (1, 4) if IS_LONG else (17, 1)
"""Every point of an update is tried in the long form, each kill four times: more than 20 kills at each step."""


@pytest.fixture(autouse=True)
def no_slow_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here reads what a real power cut would leave, so nothing waits for a disk."""
    monkeypatch.setattr(os, "sync", lambda: None)
    monkeypatch.setattr(os, "fsync", lambda _: None)


class Machine:
    """A disk with an old version, and the updater after a boot."""

    def __init__(self, disk: Path, archive: Path, **kiosk: object) -> None:
        self.disk, self.archive, self.time = disk, archive, FakeTime()
        self.trees = Trees(disk / "vitrina")
        self.kiosk = FakeKiosk(self.trees, self.time, **kiosk)  # type: ignore[arg-type]
        (disk / "root").mkdir(exist_ok=True)
        self.steps = UpdateSteps(self.trees, disk / "root", self.kiosk, self.time.clock)

    def update(self, **wanted: object) -> StepRecord:
        """Do what a look does: fetch what is wanted unless an update is in progress, and take the steps."""
        if not self.steps.record.is_in_progress and self.trees.current() != NEW:
            self.steps.fetch(WantedVersion(NEW, self.archive, **wanted))  # type: ignore[arg-type]
        return self.steps.run()

    @property
    def record(self) -> StepRecord:
        return self.steps.record


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    install_tree(tmp_path / "disk/vitrina", tmp_path, OLD)
    return tmp_path / "disk"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_archive(tmp_path, NEW)


def test_a_good_version_is_kept_after_its_trial(disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive)
    signed_s = int(machine.time.now_s)
    assert machine.update(signed_s=signed_s).step == "kept"
    assert machine.trees.current() == NEW
    assert TRIAL_S <= machine.time.now_s - (machine.kiosk.changed_s or 0.0) <= TWELVE_MINUTES_S
    assert machine.kiosk.restarts == [(NEW, True)]
    assert not machine.kiosk.is_paused
    assert not machine.kiosk.is_on_trial
    assert machine.steps.floors.version == NEW
    assert machine.steps.floors.clock == signed_s
    assert not machine.steps.advance()


BAD = ["crashes", "hangs", "never starts", "blind", "silently blind", "eats memory", "mute"]


@pytest.mark.parametrize("fault", BAD)
def test_each_bad_version_goes_back_within_twelve_minutes(fault: str, disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive, faults={NEW: fault})
    record = machine.update()
    assert (record.step, record.is_back) == ("returned", True)
    assert machine.time.now_s - (machine.kiosk.changed_s or 0.0) <= TWELVE_MINUTES_S
    assert machine.trees.current() == machine.kiosk.running == OLD
    assert machine.steps.floors.bad == (NEW,)
    assert machine.kiosk.is_running
    with pytest.raises(FleetRefused) as refused:
        machine.steps.fetch(WantedVersion(NEW, archive))
    assert refused.value.code == "version_bad"


@pytest.mark.parametrize("fault", BAD)
def test_what_is_bad_in_a_closed_shop_goes_back_within_twelve_minutes_of_its_opening(
    fault: str, disk: Path, archive: Path
) -> None:
    opens_s = FakeTime().now_s + 9 * 3600
    machine = Machine(disk, archive, faults={NEW: fault}, is_open=lambda at_s: at_s >= opens_s)
    assert machine.update(when="closed").step == "returned"
    assert machine.time.now_s <= opens_s + TWELVE_MINUTES_S


def test_versions_that_came_back_do_not_fill_the_disk(disk: Path, archive: Path) -> None:
    """The newest two stay, and the one that runs."""
    machine = Machine(disk, archive, faults={NEW: "crashes", "0.4.0": "crashes", "0.5.0": "crashes"})
    for version in (NEW, "0.4.0", "0.5.0"):
        machine.steps.fetch(WantedVersion(version, write_archive(disk.parent, version)))
        assert machine.steps.run().step == "returned"
    assert machine.trees.versions() == (OLD, "0.4.0", "0.5.0")


def test_a_version_that_fails_its_check_never_runs(disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive, faults={NEW: "check: detector: no face."})
    record = machine.update()
    assert (record.step, record.reason) == ("returned", "check: detector: no face.")
    assert machine.kiosk.restarts == []
    assert machine.steps.floors.bad == (NEW,)


def test_a_plan_for_closed_hours_waits_for_them_and_can_be_withdrawn(disk: Path, archive: Path) -> None:
    closes_s = FakeTime().now_s + 3600
    machine = Machine(disk, archive, is_open=lambda at_s: at_s < closes_s or at_s > closes_s + 9 * 3600)
    assert machine.update(when="closed").step == "checked"
    assert machine.trees.current() == OLD
    machine.time.now_s = closes_s
    assert machine.steps.run().step == "kept"
    other = Machine(disk, archive)
    other.steps.withdraw()
    assert other.record.step == "kept"


def test_a_wish_that_ends_before_the_switch_changes_nothing(disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive)
    assert machine.update(when="closed").step == "checked"
    machine.steps.withdraw()
    assert machine.steps.run().step == "idle"
    assert machine.trees.current() == OLD


def test_a_kiosk_that_is_stopped_is_not_started_and_its_trial_waits(disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive, is_running=False)
    assert machine.update().step == "probation"
    assert machine.kiosk.is_on_trial
    assert not machine.kiosk.is_running
    machine.kiosk.is_running, machine.kiosk.started_s = True, machine.time.now_s
    assert machine.steps.run().step == "kept"


def test_a_version_that_reboots_the_machine_again_and_again_goes_back(disk: Path, archive: Path) -> None:
    class PowerCut(BaseException):
        pass

    def cut(_: float) -> None:
        raise PowerCut

    machine = Machine(disk, archive)
    machine.time.sleep = cut  # type: ignore[assignment,method-assign]
    for boot in range(MOST_BOOTS + 1):
        machine.time.boot = f"boot {boot}"
        again = Machine(disk, archive)
        again.time = machine.time
        again.steps = UpdateSteps(machine.trees, disk / "root", again.kiosk, machine.time.clock)
        try:
            again.update()
        except PowerCut:
            assert again.record.step == "probation"
    assert (again.record.step, again.record.reason) == ("returned", "boots")
    assert again.trees.current() == OLD


@pytest.mark.parametrize(
    ("version", "min_from", "code"),
    [("0.1.9", None, "version_lower"), ("0.4.0", "0.3.0", "min_from")],
)
def test_a_version_that_may_not_follow_is_refused(
    version: str, min_from: str | None, code: str, disk: Path, archive: Path
) -> None:
    machine = Machine(disk, archive)
    with pytest.raises(FleetRefused) as refused:
        machine.steps.fetch(WantedVersion(version, archive, min_from=min_from))
    assert refused.value.code == code
    assert machine.trees.versions() == (OLD,)


def test_with_less_than_2_5_gb_free_nothing_is_unpacked(
    disk: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Trees, "free_bytes", lambda _: LEAST_FREE_BYTES - 1)
    machine = Machine(disk, archive)
    with pytest.raises(FleetRefused, match=r"less than 2\.5 GB") as refused:
        machine.update()
    assert refused.value.code == "space"
    assert machine.record.step == "idle"


def test_a_person_returns_before_and_after_the_trial(disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive)
    machine.update()
    machine.steps.go_back()
    record = machine.steps.run()
    assert (record.step, record.reason, machine.trees.current()) == ("returned", "hand", OLD)
    with pytest.raises(FleetRefused, match="no former version"):
        machine.steps.go_back()


def test_a_person_returns_while_the_new_version_is_about_to_start(disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive)
    machine.steps.fetch(WantedVersion(NEW, archive))
    while machine.record.step != "switched":
        machine.steps.advance()
    machine.steps.go_back()
    record = machine.steps.run()
    assert (record.step, record.reason, machine.trees.current()) == ("returned", "hand", OLD)


def test_after_it_was_kept_a_version_with_another_form_of_messages_stays(disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive, forms={OLD: 3, NEW: 4})
    machine.update()
    with pytest.raises(FleetRefused) as refused:
        machine.steps.go_back()
    assert refused.value.code == "outbox"
    assert machine.trees.current() == NEW


# Power cuts -----------------------------------------------------------------------------------------------------------


CALLS = ("fsync", "rename", "replace", "symlink", "unlink")


def watch_disk(monkeypatch: pytest.MonkeyPatch, call: Callable[[], None]) -> None:
    """Call `call` before and after everything that orders writes to the disk."""
    for name in CALLS:
        real = getattr(os, name)

        def watched(*args: object, _real: Callable[..., object] = real, **more: object) -> object:
            call()
            done = _real(*args, **more)
            call()
            return done

        monkeypatch.setattr(os, name, watched)


def start_again(disk: Path, archive: Path, faults: dict[str, str]) -> Machine:
    """What stands on the disk after a power cut is whole, and the next looks end as if there had been none."""
    trees = Trees(disk / "vitrina")
    assert trees.current() in (OLD, NEW)
    for version in trees.versions():
        check_tree(trees.path(version))
    machine = Machine(disk, archive, faults=faults)
    if machine.record.step != "returned" or machine.record.is_in_progress:
        machine.update()
    expected = (OLD, "returned") if faults else (NEW, "kept")
    assert (trees.current(), machine.record.step) == expected
    machine.steps.run()
    floors = read_floors(disk / "root/floors.json")
    assert (floors.bad, floors.version) == (((NEW,), "0.0.0") if faults else ((), NEW))
    assert not (disk / "vitrina/versions/.new-0.3.0").exists()
    assert not machine.kiosk.is_paused
    return machine


@pytest.mark.parametrize("faults", [{}, {NEW: "crashes"}], ids=["good", "bad"])
def test_a_disk_copied_at_every_sync_and_rename_starts_whole(
    faults: dict[str, str], disk: Path, archive: Path, tmp_path: Path
) -> None:
    copies: list[Path] = []

    def copy() -> None:
        with patch.context() as real:
            for name in CALLS:
                real.setattr(os, name, originals[name])
            copies.append(tmp_path / f"copy-{len(copies)}")
            if len(copies) % STRIDE == 1 or STRIDE == 1:
                shutil.copytree(disk, copies[-1], symlinks=True)

    originals = {name: getattr(os, name) for name in CALLS}
    patch = pytest.MonkeyPatch()
    machine = Machine(disk, archive, faults=faults)
    with patch.context() as watched:
        watch_disk(watched, copy)
        machine.update()
    assert len(copies) > 40
    for copied in copies[::STRIDE]:
        start_again(copied, archive, faults)


@pytest.mark.parametrize("faults", [{}, {NEW: "crashes"}], ids=["good", "bad"])
def test_files_that_were_not_synced_before_a_power_cut_break_no_tree(
    faults: dict[str, str], disk: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that loses everything unsynced: each file must be synced before the tree gets its name."""
    synced: set[int] = set()
    real_fsync, real_rename = os.fsync, os.rename

    def fsync(opened: int) -> None:
        synced.add(os.fstat(opened).st_ino)
        real_fsync(opened)

    def rename(old: str, new: str) -> None:
        for folder, _, files in () if os.path.islink(old) else os.walk(old):
            for name in (*(os.path.join(folder, file) for file in files), folder):
                assert os.path.islink(name) or os.stat(name).st_ino in synced, name
        real_rename(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", rename)
    Machine(disk, archive, faults=faults).update()
    assert synced


def points_of(run: Callable[[], object]) -> int:
    """Number of points at which `run` orders writes."""
    count = 0

    def note() -> None:
        nonlocal count
        count += 1

    with pytest.MonkeyPatch.context() as patch:
        watch_disk(patch, note)
        run()
    return count


def kill_at(number: int, run: Callable[[], object]) -> None:
    """Run in a child process that kills itself at one of its points, as `kill -9` does."""
    child = os.fork()
    if child == 0:
        left = number

        def die() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            with pytest.MonkeyPatch.context() as patch:
                watch_disk(patch, die)
                run()
        finally:
            os._exit(0)
    os.waitpid(child, 0)


@pytest.fixture
def disks(disk: Path, tmp_path: Path) -> Iterator[Path]:
    """Fresh copies of the disk."""
    return (shutil.copytree(disk, tmp_path / f"disk-{number}", symlinks=True) for number in range(10_000))


@pytest.mark.parametrize("faults", [{}, {NEW: "crashes"}], ids=["good", "bad"])
def test_an_updater_killed_at_every_point_is_taken_up(
    faults: dict[str, str], disks: Iterator[Path], archive: Path
) -> None:
    points = points_of(Machine(next(disks), archive, faults=faults).update)
    for number in TIMES * list(range(1, points + 1, STRIDE)):
        disk = next(disks)
        kill_at(number, Machine(disk, archive, faults=faults).update)
        start_again(disk, archive, faults)


@pytest.mark.parametrize("faults", [{}, {NEW: "crashes"}], ids=["good", "bad"])
def test_a_disk_that_is_full_at_any_step_breaks_nothing(
    faults: dict[str, str], disks: Iterator[Path], archive: Path
) -> None:
    points = points_of(Machine(next(disks), archive, faults=faults).update)
    for number in range(1, points + 1, STRIDE):
        disk, left = next(disks), number

        def fill() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError(errno.ENOSPC, "No space left on device")

        with pytest.MonkeyPatch.context() as patch:
            watch_disk(patch, fill)
            with pytest.raises(OSError, match="No space"):
                Machine(disk, archive, faults=faults).update()
        start_again(disk, archive, faults)


def test_a_damaged_file_of_floors_never_keeps_a_bad_version_running(disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive, faults={NEW: "crashes"})
    machine.steps.fetch(WantedVersion(NEW, archive))
    while machine.record.step != "probation":
        machine.steps.advance()
    (disk / "root/floors.json").write_bytes(b"")
    assert machine.steps.run().step == "returned"
    assert (machine.trees.current(), machine.kiosk.running) == (OLD, OLD)
    with pytest.raises(FleetRefused, match="damaged"):
        machine.update()
    assert machine.trees.current() == OLD


def test_a_version_that_fills_the_disk_goes_back(disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive, faults={NEW: "crashes"})

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    machine.steps.fetch(WantedVersion(NEW, archive))
    while machine.record.step != "probation":
        machine.steps.advance()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("edge.fleet.step_file.replace_file", full)
        patch.setattr("edge.fleet.floors.replace_file", full)
        patch.setattr(machine.kiosk, "pause", full)
        with pytest.raises(OSError, match="No space"):
            machine.update()
        assert (machine.trees.current(), machine.kiosk.running) == (OLD, OLD)
    assert machine.steps.run().reason == "replaced"
    assert machine.trees.current() == OLD
    assert machine.steps.floors.bad == (NEW,)


@pytest.mark.parametrize("step", ["fetched", "checked", "probation"])
def test_what_a_person_installs_during_an_update_stays(step: str, disk: Path, archive: Path, tmp_path: Path) -> None:
    machine = Machine(disk, archive)
    machine.steps.fetch(WantedVersion(NEW, archive))
    while machine.record.step != step:
        machine.steps.advance()
    machine.trees.unpack(write_archive(tmp_path, "0.9.0"), "0.9.0")
    machine.trees.switch("0.9.0")
    assert machine.steps.run().step == "idle"
    assert machine.trees.current() == "0.9.0"
    assert machine.steps.floors.version == "0.9.0"


def test_a_damaged_step_leaves_what_runs(disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive)
    machine.update()
    for content in (b"", b"kept", b"{}", b'{"step": "kept", "version": "../x", "before": {"alerts": []}}'):
        (disk / "root/step").write_bytes(content)
        assert read_step(disk / "root/step") == StepRecord()
        assert machine.steps.run().step == "idle"
        assert machine.trees.current() == NEW


def test_floors_that_a_power_cut_left_behind_are_raised_by_the_next_look(disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive)
    machine.update()
    (disk / "root/floors.json").unlink()
    machine.steps.run()
    assert read_floors(disk / "root/floors.json").version == NEW
    write_floors(disk / "root/floors.json", read_floors(disk / "root/floors.json").with_kept("0.9.0", 1))
    machine.steps.run()
    assert machine.steps.floors.version == "0.9.0"


def test_a_clock_in_2040_during_an_unsigned_update_raises_no_floor_of_the_clock(disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive)
    machine.time.now_s = IN_2040_S
    assert machine.update().step == "kept"
    machine.steps.floors.refuse_low_clock(IN_2026_S)


@pytest.mark.parametrize("content", [None, b"", b"{}"], ids=["missing", "empty", "damaged"])
@pytest.mark.parametrize("fault", ["", "crashes", "silently blind"])
def test_a_trial_whose_step_is_lost_starts_again(fault: str, content: bytes | None, disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive, faults={NEW: fault})
    machine.steps.fetch(WantedVersion(NEW, archive))
    while machine.record.step != "probation":
        machine.steps.advance()
    lose_step(disk, content)
    record = machine.steps.run()
    assert (record.step, machine.trees.current()) == (("returned", OLD) if fault else ("kept", NEW))
    assert machine.kiosk.running == machine.trees.current()
    assert not machine.kiosk.is_on_trial
    assert machine.steps.floors.bad == ((NEW,) if fault else ())


def test_a_person_returns_from_a_trial_whose_step_is_lost(disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive)
    machine.steps.fetch(WantedVersion(NEW, archive))
    while machine.record.step != "probation":
        machine.steps.advance()
    lose_step(disk, None)
    machine.steps.go_back()
    assert machine.steps.run().step == "returned"
    assert machine.kiosk.running == OLD


def test_a_step_that_is_lost_before_the_start_leaves_the_former_version(disk: Path, archive: Path) -> None:
    machine = Machine(disk, archive)
    machine.steps.fetch(WantedVersion(NEW, archive))
    while machine.record.step != "switched":
        machine.steps.advance()
    machine.kiosk.begin_trial()
    lose_step(disk, None)
    assert machine.steps.run().step == "idle"
    assert (machine.trees.current(), machine.kiosk.is_on_trial) == (OLD, False)
    assert machine.update().step == "kept"  # the version is not lost with its step


def lose_step(disk: Path, content: bytes | None) -> None:
    """Damage the file of the step. None: delete it."""
    path = disk / "root/step"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
