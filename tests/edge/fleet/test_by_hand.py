"""Updates that a person starts, through the updater's own command line."""

import os
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from edge.fleet import by_hand, main
from edge.fleet.archives import newest_archive, own_platform
from edge.fleet.kiosk_settings import UpdaterSettings
from edge.fleet.look import apply
from edge.fleet.parts import UpdaterParts, build_parts
from edge.fleet.refusals import FleetRefused
from edge.fleet.state_folder import FleetFolders, hold_update_lock
from edge.fleet.steps import WantedVersion
from edge.fleet.tree_sums import check_tree
from edge.fleet.trees import Trees
from tests.doubles.updating_kiosk import FakeKiosk, FakeTime, install_tree, write_archive

OLD, NEW = "0.2.0", "0.3.0"
DEBIAN = "debian13_amd64"


@pytest.fixture(autouse=True)
def no_slow_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sync", lambda: None)
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(subprocess, "run", no_systemd)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick/software").mkdir(parents=True)
    write_archive(tmp_path / "stick/software", NEW)
    write_archive(tmp_path / "stick/software", "0.2.5")
    write_archive(tmp_path / "stick/software", "0.9.0", name="vitrina_0.9.0_debian12_arm64.tar")
    return tmp_path / "stick"


@pytest.fixture
def machine(tmp_path: Path) -> tuple[UpdaterParts, FakeKiosk]:
    trees, time = install_tree(tmp_path / "vitrina", tmp_path, OLD), FakeTime()
    kiosk = FakeKiosk(trees, time)
    folders = FleetFolders(tmp_path / "fleet")
    parts = build_parts(folders, UpdaterSettings(), tmp_path / "x.toml", trees=trees, clock=time.clock, kiosk=kiosk)
    return parts, kiosk


def no_systemd(*_: object, **__: object) -> None:
    raise FileNotFoundError


def test_a_stick_brings_the_newest_version_for_this_platform(
    machine: tuple[UpdaterParts, FakeKiosk], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, _ = machine
    monkeypatch.setattr(subprocess, "run", no_systemd)
    lines: list[str] = []
    assert by_hand.update_from_folder(parts, stick, lines.append, DEBIAN) == 0
    assert parts.trees.current() == NEW
    assert lines[-1] == "update: 0.3.0 has passed its trial and is kept."
    assert parts.reporter.read().version == NEW
    assert parts.reporter.read().wanted is None
    assert not parts.folders.resume.exists()
    assert by_hand.update_from_folder(parts, stick, lines.append, DEBIAN) == 0
    assert lines[-1] == "update: 0.3.0 runs already. Nothing was changed."


def test_a_version_that_comes_back_is_explained_and_an_alert(
    machine: tuple[UpdaterParts, FakeKiosk], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, kiosk = machine
    monkeypatch.setattr(subprocess, "run", no_systemd)
    kiosk.faults = {NEW: "blind"}
    lines: list[str] = []
    assert by_hand.update_from_folder(parts, stick, lines.append, DEBIAN) == 1
    assert lines[-1] == "update: 0.3.0 was given up: it raised the alert camera.lost. 0.2.0 runs."
    public = parts.reporter.read()
    assert (public.step, public.wanted, public.alerts[0].code) == ("returned", NEW, "fleet.returned")
    lines.clear()
    by_hand.print_status(parts, lines.append)
    assert "  given up    0.3.0 (not tried again automatically)" in lines
    assert not any("wanted" in line for line in lines)  # nobody else wants it
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 160


def test_systemd_carries_out_the_trial_so_that_the_terminal_may_be_closed(
    machine: tuple[UpdaterParts, FakeKiosk], stick: Path
) -> None:
    parts, _ = machine
    started: list[list[str]] = []

    def resume(command: list[str], **_: Any) -> None:
        started.append(command)
        assert parts.folders.resume.exists()
        assert apply(parts) == 0

    with hold_update_lock(parts.folders):
        parts.steps.fetch(WantedVersion(NEW, stick / f"software/vitrina_{NEW}_{DEBIAN}.tar"))
        by_hand.take_steps_until_trial(parts, lambda _: None)
    assert parts.steps.record.step == "probation"
    assert by_hand.watch_trial(parts, lambda _: None, resume) == 0
    assert started == [["systemctl", "start", "--no-block", "vitrina-fleet-resume.service"]]
    assert parts.reporter.read().step == "kept"


def test_a_stopped_kiosk_begins_its_trial_later(machine: tuple[UpdaterParts, FakeKiosk], stick: Path) -> None:
    parts, kiosk = machine
    kiosk.is_running = False
    lines: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "run", no_systemd)
        assert by_hand.update_from_folder(parts, stick, lines.append, DEBIAN) == 0
    assert "systemctl start vitrina" in lines[-1]
    with pytest.raises(FleetRefused, match="in progress"):
        by_hand.update_from_folder(parts, stick, lines.append, DEBIAN)
    assert by_hand.return_to_former(parts, lines.append) == 0
    assert parts.trees.current() == OLD


def test_two_updaters_never_work_at_once(machine: tuple[UpdaterParts, FakeKiosk], stick: Path) -> None:
    parts, _ = machine
    with hold_update_lock(parts.folders):
        acts: list[Callable[[], int]] = [
            lambda: by_hand.update_from_folder(parts, stick, print, DEBIAN),
            lambda: by_hand.return_to_former(parts, print),
            lambda: apply(parts),
        ]
        for act in acts:
            with pytest.raises(FleetRefused) as refused:
                act()
            assert refused.value.code == "busy"
    assert apply(parts) == 0


@pytest.mark.parametrize(
    ("platform", "code"), [("debian13_arm64", "platform"), ("debian12_amd64", "platform"), (None, "target")]
)
def test_a_stick_without_a_fitting_version_is_refused(
    platform: str | None, code: str, machine: tuple[UpdaterParts, FakeKiosk], stick: Path, tmp_path: Path
) -> None:
    parts, _ = machine
    folder = stick if platform else tmp_path / "empty"
    with pytest.raises(FleetRefused) as refused:
        by_hand.update_from_folder(parts, folder, print, platform or DEBIAN)
    assert refused.value.code == code
    assert parts.trees.versions() == (OLD,)


def test_a_kiosk_of_a_fleet_takes_nothing_unsigned(machine: tuple[UpdaterParts, FakeKiosk], stick: Path) -> None:
    parts, _ = machine
    parts.folders.base.mkdir(exist_ok=True)
    parts.folders.anchor.write_text("{}")
    with pytest.raises(FleetRefused) as refused:
        by_hand.update_from_folder(parts, stick, print, DEBIAN)
    assert refused.value.code == "signature"


def test_the_installer_gets_a_whole_tree_and_nothing_else_changes(
    machine: tuple[UpdaterParts, FakeKiosk], stick: Path, tmp_path: Path
) -> None:
    parts, kiosk = machine
    place, lines = tmp_path / "building", list[str]()
    place.mkdir()
    assert by_hand.unpack_for_installer(parts, stick, place, stick, lines.append, DEBIAN) == 0
    assert lines == [NEW]
    check_tree(place / NEW)
    assert [path.name for path in place.iterdir()] == [NEW]
    assert (parts.trees.versions(), parts.steps.record.step, kiosk.restarts) == ((OLD,), "idle", [])


def test_the_installer_gets_nothing_from_a_damaged_archive_or_during_an_update(
    machine: tuple[UpdaterParts, FakeKiosk], stick: Path, tmp_path: Path
) -> None:
    parts, _ = machine
    place = tmp_path / "building"
    place.mkdir()
    write_archive(stick, "0.9.1", changes={"lib/a/b.txt": b"other"})
    with pytest.raises(FleetRefused, match="damaged"):
        by_hand.unpack_for_installer(parts, stick, place, stick, print, DEBIAN)
    parts.steps.fetch(WantedVersion(NEW, stick / f"software/vitrina_{NEW}_{DEBIAN}.tar"))
    with pytest.raises(FleetRefused, match="in progress"):
        by_hand.unpack_for_installer(parts, stick, place, stick, print, DEBIAN)
    assert list(place.iterdir()) == []


def test_the_updater_unpacks_only_from_a_folder(stick: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main.main(["--unpack", str(stick), "--status"])
    assert "--unpack needs --from FOLDER and --beside FOLDER" in capsys.readouterr().err


def test_others_than_root_see_the_public_step_of_a_trial(machine: tuple[UpdaterParts, FakeKiosk], stick: Path) -> None:
    """They may read neither the step nor the floors, and a lost step must not be what they see."""
    parts, kiosk = machine
    parts.folders.create()
    parts.steps.fetch(WantedVersion(NEW, stick / f"software/vitrina_{NEW}_{DEBIAN}.tar"))
    while parts.steps.record.step != "probation":
        parts.steps.advance()
    (parts.folders.private / "step").unlink()
    (parts.folders.private / "floors.json").write_bytes(b"")
    lines: list[str] = []
    by_hand.print_status(parts, lines.append)
    assert kiosk.is_on_trial
    assert any(line.startswith("  since       2027-") for line in lines)
    (parts.folders.private / "floors.json").unlink()
    lines.clear()
    by_hand.print_status(parts, lines.append)  # root, with the step lost
    assert "is on trial" in lines[1]
    assert not any("since" in line for line in lines)


def test_the_usual_frame_rate_is_noted_by_each_look(machine: tuple[UpdaterParts, FakeKiosk]) -> None:
    parts, _ = machine
    for _ in range(4):
        apply(parts)
    assert parts.rates.median_hz(parts.clock.now()) == 15


def test_a_person_need_not_wait_while_the_frame_rate_is_measured(
    machine: tuple[UpdaterParts, FakeKiosk], monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, kiosk = machine
    measured: list[float] = []

    def measure() -> float:  # takes ten seconds on a real kiosk
        with hold_update_lock(parts.folders):
            measured.append(15.0)
        return 15.0

    monkeypatch.setattr(kiosk, "measure_rate_hz", measure)
    assert apply(parts) == 0
    assert measured == [15.0]


def test_a_person_returns_while_a_unit_watches_the_trial(
    machine: tuple[UpdaterParts, FakeKiosk], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, _ = machine
    parts.folders.create()
    parts.steps.fetch(WantedVersion(NEW, stick / f"software/vitrina_{NEW}_{DEBIAN}.tar"))
    while parts.steps.record.step != "probation":
        parts.steps.advance()
    with ExitStack() as watching:  # the lock of the unit
        watching.enter_context(hold_update_lock(parts.folders))

        def systemctl(command: list[str], **_: Any) -> None:
            assert command == ["systemctl", "stop", "vitrina-fleet.service", "vitrina-fleet-resume.service"]
            watching.close()

        monkeypatch.setattr(subprocess, "run", systemctl)
        assert by_hand.return_to_former(parts, print) == 0
    assert parts.trees.current() == OLD


def test_a_name_that_is_no_version_is_passed_over_on_a_stick(tmp_path: Path) -> None:
    for version in ("0.2.0", "0.2.0.1", "00.3.0", "....."):
        (tmp_path / f"vitrina_{version}_debian13_amd64.tar").touch()
    assert newest_archive(tmp_path, "debian13_amd64")[0] == "0.2.0"


def test_the_platform_is_that_of_the_archives(tmp_path: Path) -> None:
    (tmp_path / "os-release").write_text('NAME="Debian"\nID=debian\nVERSION_ID="13"\n')
    assert own_platform(tmp_path / "os-release", lambda: "x86_64") == DEBIAN
    (tmp_path / "os-release").write_text('ID=ubuntu\nVERSION_ID="24.04"\n')
    assert own_platform(tmp_path / "os-release", lambda: "aarch64") == "ubuntu24.04_arm64"
    assert own_platform(tmp_path / "none", lambda: "riscv64") == "unknown_riscv64"


def run_main(tmp_path: Path, *arguments: str) -> int:
    return main.main([f"--program={tmp_path / 'vitrina'}", f"--fleet={tmp_path / 'fleet'}", *arguments])


def test_the_command_prints_one_screen_and_refuses_with_a_cure(
    machine: tuple[UpdaterParts, FakeKiosk], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_main(tmp_path, "--status") == 0
    assert capsys.readouterr().out.startswith("Vitrina 0.2.0\n  update      none is in progress.\n")
    assert run_main(tmp_path, f"--from={tmp_path / 'nothing'}") == 2
    assert "Check the folder" in capsys.readouterr().err
    assert run_main(tmp_path, "--back") == 2
    assert "no former version" in capsys.readouterr().err
    assert run_main(tmp_path, "apply") == 0
    with pytest.raises(SystemExit, match="2"):
        run_main(tmp_path, "--back", "--status")
    (tmp_path / "fleet/root/lock").unlink()
    (tmp_path / "fleet/root/lock").mkdir()
    assert run_main(tmp_path, "apply") == 1
    assert "Check the disk" in capsys.readouterr().err


def test_everything_about_an_update_has_a_text() -> None:
    from edge.fleet.status_text import reason_text, step_text
    from edge.fleet.step_file import IN_PROGRESS, StepRecord

    for step in ("idle", *IN_PROGRESS, "kept", "returned"):
        assert step_text(StepRecord(step, version=NEW, former=OLD, reason="crashed")).endswith(".")
    assert reason_text("check: detector: no face.") == "its self-check failed: detector: no face"
    assert reason_text("stage.audience") == "it raised the alert stage.audience"
    assert Trees(Path("/nothing")).current() is None
