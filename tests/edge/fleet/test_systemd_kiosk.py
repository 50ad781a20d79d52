"""The kiosk as a unit: a script stands behind the same socket, and systemctl is one that notes its calls."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from edge.fleet.camera_rates import CameraRates
from edge.fleet.settings_step import KioskMoment
from edge.fleet.systemd_kiosk import KioskPlaces, SystemdKiosk
from edge.kiosk.process.status_socket import KioskStatusServer
from edge.kiosk.state.status import KioskStatus, StatusVitals
from tests.doubles.updating_kiosk import FakeTime

GOOD = StatusVitals(
    frames=100, is_camera_on=True, is_quiet_time=False, health_acknowledged=2, outbox_form=3, alert_codes=(),
    settled_s=None,
)  # fmt: skip


UNPRIVILEGED = ["/usr/bin/setpriv", "--no-new-privs", "--"]
PRINTS_RIGHTS = "#!/bin/sh\ngrep NoNewPrivs /proc/self/status >{}\n"


@dataclass
class Programs:
    """Programs that the updater calls, with what each prints."""

    unit: str = "ActiveState=active\nNRestarts=0\nWatchdogTimestampMonotonic=5\n"
    doctors: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    calls: list[list[str]] = field(default_factory=list)
    refusal: str = ""
    is_missing: bool = False

    def __call__(self, command: Sequence[str], **more: Any) -> "subprocess.CompletedProcess[str]":
        self.calls.append(list(command))
        if command[: len(UNPRIVILEGED)] == UNPRIVILEGED:
            command = command[len(UNPRIVILEGED) :]
        if "--check-remote" in command:
            if self.is_missing:
                raise FileNotFoundError(command[0])
            return subprocess.CompletedProcess(list(command), 2 if self.refusal else 0, "", self.refusal)
        output = ""
        if command[:2] == ["systemctl", "show"]:
            output = self.unit
        elif "doctor" in command:
            tree = Path(command[0]).parents[1].name
            is_old = tree == "old" and "--offline" in command
            output = "" if is_old or tree not in self.doctors else json.dumps(self.doctors[tree])
        elif command[-2:-1] == ["-c"]:
            output = "3\n"
        return subprocess.CompletedProcess(list(command), 0, output, "")


@dataclass
class Bench:
    """A kiosk that answers with `vitals`, under a clock of its own."""

    folder: Path
    vitals: StatusVitals | None = GOOD
    time: FakeTime = field(default_factory=FakeTime)
    programs: Programs = field(default_factory=Programs)

    def __post_init__(self) -> None:
        places = KioskPlaces(Path("/etc/x.toml"), self.folder / "outbox.db.sock", self.folder / "public/switching")
        self.rates = CameraRates(self.folder / "rates.json")
        self.kiosk = SystemdKiosk(places, self.rates, self.time.clock, self.programs)

    def status(self) -> KioskStatus:
        return KioskStatus("0.2.0", "sensing", (), 0.0, connected=True, vitals=self.vitals)

    @property
    def is_asked_to_pause(self) -> bool:
        return (self.folder / "public/switching").exists()


def test_a_sample_joins_the_unit_and_the_socket(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    with KioskStatusServer(tmp_path / "outbox.db", bench.status):
        sample = bench.kiosk.sample()
        assert (sample.frames, sample.is_camera_on, sample.has_beaten, sample.acknowledged) == (100, True, True, 2)
        assert not bench.kiosk.is_quiet_time()
    assert not bench.kiosk.state_before().answers
    sample = bench.kiosk.sample()
    assert (sample.frames, sample.answers, sample.is_outbox_open) == (None, False, False)
    bench.programs.unit = "ActiveState=failed\nNRestarts=1\n"
    assert (bench.kiosk.sample().has_failed, bench.kiosk.sample().restarts) == (True, 1)
    assert bench.kiosk.is_quiet_time()


def test_the_usual_rate_is_the_median_of_seven_days_or_else_that_of_ten_seconds(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    wait = bench.time.sleep

    def grow(seconds: float) -> None:
        wait(seconds)
        assert bench.vitals is not None
        bench.vitals = replace(bench.vitals, frames=bench.vitals.frames + int(seconds * 12))

    bench.time.sleep = grow  # type: ignore[method-assign]
    bench.kiosk = SystemdKiosk(bench.kiosk._places, bench.rates, bench.time.clock, bench.programs)
    with KioskStatusServer(tmp_path / "outbox.db", bench.status):
        before = bench.kiosk.state_before()
        assert (before.rate_hz, before.is_running, before.is_acknowledged) == (12.0, True, True)
        for day in range(1, 12):
            bench.rates.add(bench.time.now_s - 86_400 * (12 - day), 20.0 if day < 8 else 30.0)
        assert bench.kiosk.state_before().rate_hz == 30.0
        bench.vitals = replace(GOOD, is_camera_on=False)
        assert bench.kiosk.measure_rate_hz() is None


def test_it_waits_until_the_last_batch_has_left(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    settled_s = bench.time.now_s + 100
    wait = bench.time.sleep

    def pass_time(seconds: float) -> None:
        wait(seconds)
        assert bench.is_asked_to_pause
        bench.vitals = replace(GOOD, settled_s=settled_s)

    bench.time.sleep = pass_time  # type: ignore[method-assign]
    bench.kiosk = SystemdKiosk(bench.kiosk._places, bench.rates, bench.time.clock, bench.programs)
    with KioskStatusServer(tmp_path / "outbox.db", bench.status):
        bench.kiosk.pause(200.0)
        assert settled_s <= bench.time.now_s < settled_s + 3
        waits_s = bench.time.now_s
        settled_s, bench.vitals = settled_s + 1_000, GOOD
        bench.kiosk.pause(50.0)
        assert 50 <= bench.time.now_s - waits_s < 53
    bench.kiosk.end_pause()
    assert not bench.is_asked_to_pause
    bench.kiosk.pause(200.0)  # no kiosk answers, so nobody is waited for
    assert not bench.is_asked_to_pause


def test_a_stopped_kiosk_is_started_only_if_it_ran(tmp_path: Path) -> None:
    bench = Bench(tmp_path, programs=Programs(unit="ActiveState=inactive\n"))
    bench.kiosk.restart(is_wanted=False)
    assert ["systemctl", "start", "--no-block", "vitrina.service"] not in bench.programs.calls
    bench.kiosk.restart(is_wanted=True)
    assert bench.programs.calls[-2:] == [
        ["systemctl", "start", "--no-block", "vitrina.service"],
        ["systemctl", "try-restart", "--no-block", "vitrina-screen.service"],
    ]


CROSS = {"part": "papers", "ok": False, "text": "stale."}
NEW_CROSS = {"part": "detector", "ok": False, "text": "no face."}
FINE = {"part": "settings", "ok": True, "text": "valid."}


@pytest.mark.parametrize(
    ("new", "former", "fault"),
    [
        ([FINE, CROSS], [FINE, CROSS], None),
        ([FINE, CROSS, NEW_CROSS], [FINE, CROSS], "detector: no face."),
        ([FINE], [FINE, CROSS], None),
        (None, [FINE], "vitrina doctor does not run"),
    ],
)
def test_only_a_cross_that_the_former_tree_has_not_is_a_fault(
    new: list[dict[str, object]] | None, former: list[dict[str, object]], fault: str | None, tmp_path: Path
) -> None:
    doctors = {"old": former} if new is None else {"old": former, "new": new}
    bench = Bench(tmp_path, programs=Programs(doctors=doctors))
    assert bench.kiosk.find_new_fault(tmp_path / "new", tmp_path / "old") == fault
    assert bench.kiosk.outbox_form(tmp_path / "new") == 3


def test_a_program_that_cannot_be_run_is_no_answer(tmp_path: Path) -> None:
    def fail(*_: object, **__: object) -> "subprocess.CompletedProcess[str]":
        raise subprocess.TimeoutExpired("x", 1.0)

    bench = Bench(tmp_path)
    kiosk = SystemdKiosk(bench.kiosk._places, bench.rates, bench.time.clock, fail)
    assert kiosk.find_new_fault(tmp_path, None) == "vitrina doctor does not run"
    assert kiosk.outbox_form(tmp_path) is None
    assert not kiosk.sample().has_failed


def test_the_marks_for_the_kiosk_are_readable_by_all(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.kiosk.begin_trial()
    assert (tmp_path / "public/trial").stat().st_mode & 0o777 == 0o644
    bench.kiosk.end_trial()
    bench.kiosk.end_trial()
    assert not (tmp_path / "public/trial").exists()


def test_signed_settings_are_checked_by_the_program_that_runs(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert bench.kiosk.check_settings(tmp_path / "tree", tmp_path / "1") is None
    program, *arguments = bench.programs.calls[-1][len(UNPRIVILEGED) :]
    assert program == str(tmp_path / "tree/bin/vitrina")
    assert arguments == ["settings", "--config", "/etc/x.toml", "--check-remote", str(tmp_path / "1")]
    bench.programs.refusal = "settings: settings/acme.toml: staff.in_view cannot be set from afar.\nNothing of these\n"
    assert bench.kiosk.check_settings(tmp_path / "tree", tmp_path / "1") == bench.programs.refusal.splitlines()[0]
    bench.programs.is_missing = True
    assert bench.kiosk.check_settings(tmp_path / "tree", tmp_path / "1") == "vitrina settings does not run"


def test_a_tree_that_is_checked_gains_no_rights(tmp_path: Path) -> None:
    """Not even by a program with the setuid bit: as in the kiosk's own unit."""
    tree = tmp_path / "tree"
    for name, check in (("vitrina", "find_new_fault"), ("python", "outbox_form"), ("vitrina", "check_settings")):
        program, seen = tree / "bin" / name, tmp_path / check
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(PRINTS_RIGHTS.format(seen), encoding="utf-8")
        program.chmod(0o755)
        for folder in (tmp_path, *tmp_path.parents[:2], program.parent, tree):
            folder.chmod(0o777)
        bench = Bench(tmp_path)
        kiosk = SystemdKiosk(bench.kiosk._places, bench.rates, bench.time.clock)
        getattr(kiosk, check)(*((tree,) if check == "outbox_form" else (tree, None)))
        assert seen.read_text(encoding="utf-8").split() == ["NoNewPrivs:", "1"], check


def test_a_tree_without_a_program_is_named(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    kiosk = SystemdKiosk(bench.kiosk._places, bench.rates, bench.time.clock)
    assert kiosk.check_settings(tmp_path / "nowhere", tmp_path / "1") == "vitrina settings does not run"


def test_only_a_running_kiosk_is_reloaded(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.kiosk.reload()
    assert bench.programs.calls[-1] == ["systemctl", "reload", "vitrina.service"]
    bench.programs.unit = "ActiveState=inactive\n"
    bench.kiosk.reload()
    assert bench.programs.calls[-1][:2] == ["systemctl", "show"]


def test_the_time_in_the_shop_is_what_the_kiosk_reports(tmp_path: Path) -> None:
    bench = Bench(tmp_path, replace(GOOD, is_closed=True, local_day="2026-12-01", day_ends_s=7.0))
    with KioskStatusServer(tmp_path / "outbox.db", bench.status):
        assert bench.kiosk.moment() == KioskMoment(True, True, "2026-12-01", 7.0)
    assert bench.kiosk.moment() == KioskMoment(True)
    bench.programs.unit = "ActiveState=inactive\n"
    assert bench.kiosk.moment() == KioskMoment(False)
