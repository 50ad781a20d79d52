"""Settings from afar on a kiosk: checked, taken once a day, tried for two minutes, and put back if they do harm."""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from edge.files import replace_file
from edge.fleet.floors import Floors
from edge.fleet.probation import Before, Sample
from edge.fleet.public_status import read_public_status
from edge.fleet.refusals import CODES, FleetRefused
from edge.fleet.reporter import StatusReporter
from edge.fleet.settings_file import SettingsFolders, SettingsRecord, read_record
from edge.fleet.settings_step import MOST_TRIES, TRIAL_S, KioskMoment, OfferedFile, SettingsParts, SettingsStep
from edge.fleet.targets import SettingsTarget
from edge.fleet.trees import Trees
from tests.doubles.updating_kiosk import FakeTime, install_tree

DAY_S = 86_400.0
FLOORS = Floors()


class PowerCutError(Exception):
    """The machine goes off."""


@dataclass
class Kiosk:
    """A kiosk that reads its settings at a reload. `fault`: code of the alert that the settings of a text raise."""

    public: Path
    time: FakeTime
    fault: str = ""
    refused: str = ""
    is_closed: bool = True
    is_running: bool = True
    is_camera_on: bool = False
    text: str = ""
    reloads: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    cut_at: int = -1

    def moment(self) -> KioskMoment:
        day, _ = divmod(self.time.now_s, DAY_S)
        date = f"2026-12-{1 + int(day) % 28:02}"
        return (
            KioskMoment(self.is_running, self.is_closed, date, (day + 1) * DAY_S)
            if self.is_running
            else KioskMoment(False)
        )

    def state_before(self) -> Before:
        return Before(rate_hz=15.0, is_running=self.is_running, is_acknowledged=True)

    def sample(self) -> Sample:
        has_fault = bool(self.fault) and self.text == "bad"
        return Sample(
            at_s=self.time.now_s,
            restarts=3,
            has_beaten=True,
            frames=int(self.time.now_s * 15),
            is_camera_on=self.is_camera_on,
            acknowledged=1,
            is_outbox_open=True,
            alerts=frozenset({self.fault}) if has_fault else frozenset(),
        )

    def check_settings(self, tree: Path, folder: Path) -> str | None:
        self.checked.append(folder.name)
        text = "".join(path.read_text() for path in folder.glob("tenant.toml"))
        return f"settings/acme.toml: {self.refused}." if self.refused and text == self.refused else None

    def reload(self) -> None:
        current = self.public / "settings/current/tenant.toml"
        self.text = current.read_text() if current.exists() else ""
        self.reloads.append(self.text)


class Machine:
    """A machine with an updater. `look` is what each look does with the offered settings."""

    def __init__(self, folder: Path) -> None:
        self.public, self.time = folder / "public", FakeTime()
        self.public.mkdir(exist_ok=True)
        self.kiosk = Kiosk(self.public, self.time)
        trees = Trees(folder / "vitrina")
        if trees.current() is None:
            install_tree(folder / "vitrina", folder, "0.2.0")
        self.reporter = StatusReporter(self.public, trees, lambda: self.time.now_s)
        self.parts = SettingsParts(
            self.public,
            folder / "record",
            self.kiosk,
            self.time.clock,
            self.reporter,
            folder / "vitrina/current",
            "0.2.0",
        )
        self.floors = FLOORS

    def look(self, text: str, counter: int, kind: str = "settings", **fields: object) -> None:
        step = SettingsStep(self.parts)
        step.resume()
        name = f"{kind}/acme.toml"
        target = SettingsTarget(name, kind, "tenant", counter, None)  # type: ignore[arg-type]
        files = [OfferedFile(replace(target, **fields), text.encode())] if text else []  # type: ignore[arg-type]
        self.floors = step.take(files, self.floors)

    @property
    def in_force(self) -> str:
        path = self.public / "settings/current/tenant.toml"
        return path.read_text() if path.exists() else ""

    def alerts(self) -> list[str]:
        status = read_public_status(self.public / "status.json")
        return [alert.code for alert in status.alerts] if status else []


@pytest.fixture(autouse=True)
def no_slow_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(os, "sync", lambda: None)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_new_settings_are_taken_in_closed_hours_and_reported(machine: Machine) -> None:
    before_s = machine.time.now_s
    machine.look("good", 7)
    assert machine.in_force == "good"
    assert machine.kiosk.reloads == ["good"]
    assert machine.time.now_s - before_s >= TRIAL_S
    assert machine.floors.settings_counter == 7
    status = read_public_status(machine.public / "status.json")
    assert status is not None
    assert status.settings_counter == 7
    folder = machine.public / "settings/1"
    assert (folder.stat().st_mode & 0o777, (folder / "tenant.toml").stat().st_mode & 0o777) == (0o755, 0o644)


def test_settings_in_force_are_not_taken_again(machine: Machine) -> None:
    for _ in range(3):
        machine.look("good", 7)
        machine.time.now_s += DAY_S
    assert machine.kiosk.reloads == ["good"]
    assert machine.kiosk.checked == ["1"]


def test_at_most_one_reload_a_day(machine: Machine) -> None:
    """Each reload ends a batch at that second."""
    machine.look("good", 7)
    machine.look("better", 8)
    assert machine.in_force == "good"
    machine.look("better", 8)
    assert machine.kiosk.checked == ["1", "2"]
    machine.time.now_s += DAY_S
    machine.look("better", 8)
    assert machine.in_force == "better"
    assert machine.kiosk.reloads == ["good", "better"]


def test_while_the_shop_is_open_settings_wait(machine: Machine) -> None:
    machine.kiosk.is_closed = False
    machine.time.now_s = 20_000 * DAY_S + 43_200
    machine.look("good", 7)
    assert (machine.in_force, machine.kiosk.reloads) == ("", [])
    machine.kiosk.is_closed = True
    machine.look("good", 7)
    assert machine.in_force == "good"


def test_a_shop_that_never_closes_takes_them_at_the_days_end(machine: Machine) -> None:
    machine.kiosk.is_closed = False
    machine.kiosk.is_camera_on = True
    machine.time.now_s = 20_000 * DAY_S - 23 * 60
    machine.look("good", 7)
    assert machine.in_force == ""
    machine.time.now_s = 20_000 * DAY_S - 20 * 60
    machine.look("good", 7)
    assert machine.in_force == "good"
    assert 20_000 * DAY_S + TRIAL_S <= machine.time.now_s <= 20_000 * DAY_S + TRIAL_S + 30


def test_a_refused_key_refuses_the_whole_and_stays_an_error(machine: Machine) -> None:
    machine.look("good", 7)
    machine.time.now_s += DAY_S
    machine.kiosk.refused = "staff.in_view cannot be set from afar"
    for _ in range(2):
        with pytest.raises(FleetRefused, match=r"refused as a whole: settings/acme.toml: staff") as caught:
            machine.look(machine.kiosk.refused, 8)
        assert caught.value.code == "settings"
    assert caught.value.code in CODES
    assert machine.kiosk.checked == ["1", "2"]
    assert machine.in_force == "good"
    assert machine.floors.settings_counter == 7
    machine.look("good", 9)
    assert machine.in_force == "good"


def test_settings_that_do_harm_are_put_back_and_not_tried_again(machine: Machine) -> None:
    machine.look("good", 7)
    machine.time.now_s += DAY_S
    machine.kiosk.fault = "camera.lost"
    machine.look("bad", 8)
    assert machine.in_force == "good"
    assert machine.kiosk.reloads == ["good", "bad", "good"]
    assert machine.alerts() == ["fleet.returned"]
    assert machine.floors.settings_counter == 7
    machine.time.now_s += DAY_S
    machine.look("bad", 8)
    assert machine.kiosk.reloads == ["good", "bad", "good"]
    assert machine.alerts() == ["fleet.returned"]
    machine.look("better", 9)
    assert machine.in_force == "better"
    assert machine.alerts() == []


def test_settings_with_which_the_machine_fails_again_and_again_are_put_back(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(_: float) -> None:
        raise PowerCutError

    machine.look("good", 1)
    machine.time.now_s += DAY_S
    with monkeypatch.context() as patch:
        patch.setattr(machine.time, "sleep", cut)
        machine.parts = replace(machine.parts, clock=machine.time.clock)
        for _ in range(MOST_TRIES):
            with pytest.raises(PowerCutError):
                machine.look("bad", 2)
            assert machine.kiosk.text == "bad"
        machine.look("bad", 2)
    assert machine.kiosk.text == "good"
    assert machine.floors.settings_counter == 1
    reloads = len(machine.kiosk.reloads)
    machine.look("bad", 2)
    assert len(machine.kiosk.reloads) == reloads


def test_the_first_settings_are_put_back_to_none(machine: Machine) -> None:
    machine.kiosk.fault = "settings.refused"
    machine.look("bad", 7)
    assert machine.in_force == ""
    assert not (machine.public / "settings/current").is_symlink()


def test_older_settings_are_refused(machine: Machine) -> None:
    """Also where the state of the files is lost: the floors remain."""
    machine.look("good", 7)
    machine.floors = Floors(settings_counter=7, address_counter=3)
    for kind, counter in (("settings", 6), ("address", 2)):
        with pytest.raises(FleetRefused) as caught:
            machine.look("old", counter, kind)
        assert caught.value.code == "counter_lower"
    assert machine.in_force == "good"


@pytest.mark.parametrize("kind", ["settings", "address"])
def test_one_stolen_signature_uses_up_no_counters(kind: str, machine: Machine) -> None:
    machine.look("first", 7, kind)
    machine.time.now_s += DAY_S
    with pytest.raises(FleetRefused) as caught:
        machine.look("thief", 2**53 - 1, kind)
    assert caught.value.code == "counter_far"
    machine.look("owner", 8, kind)
    assert 8 in (machine.floors.settings_counter, machine.floors.address_counter)


def test_an_address_has_a_floor_of_its_own(machine: Machine) -> None:
    machine.look("good", 3, "address")
    assert (machine.floors.settings_counter, machine.floors.address_counter) == (0, 3)
    assert (machine.public / "settings/current/address-tenant.toml").exists()


def test_settings_for_a_newer_program_wait_for_it(machine: Machine) -> None:
    machine.look("good", 7, min_version="0.3.0")
    assert machine.kiosk.checked == []
    machine.look("good", 7, min_version="0.2.0")
    assert machine.in_force == "good"


def test_without_settings_nothing_is_written(machine: Machine) -> None:
    machine.look("", 0)
    assert list(machine.public.iterdir()) == []


def test_a_stopped_kiosk_takes_them_without_a_trial(machine: Machine) -> None:
    machine.kiosk.is_running = False
    before_s = machine.time.now_s
    machine.look("good", 7)
    assert machine.in_force == "good"
    assert machine.time.now_s == before_s


def cut_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> int:
    """Cuts the power at each rename and link in turn, and goes on after each. Returns the number of cuts."""
    number = 0
    while True:
        folder = tmp_path / f"{fault}{number}"
        folder.mkdir()
        machine = Machine(folder)
        machine.look("good", 7)
        machine.time.now_s += DAY_S
        machine.kiosk.fault = fault
        left = number

        def cut(original: object) -> object:
            def act(*arguments: object, **more: object) -> object:
                nonlocal left
                left -= 1
                if left < 0:
                    raise PowerCutError
                return original(*arguments, **more)  # type: ignore[operator]

            return act

        with monkeypatch.context() as patch:
            patch.setattr("edge.fleet.settings_file.replace_file", cut(replace_file))
            patch.setattr(Path, "replace", cut(Path.replace))
            patch.setattr(Path, "symlink_to", cut(Path.symlink_to))
            try:
                machine.look("bad", 8)
            except PowerCutError:
                pass
            else:
                return number
        assert machine.in_force in ("good", "bad")
        machine.look("bad", 8)
        machine.look("bad", 8)
        assert machine.in_force == ("good" if fault else "bad"), number
        assert machine.floors.settings_counter == (7 if fault else 8), number
        assert machine.alerts() == (["fleet.returned"] if fault else []), number
        assert machine.kiosk.text == machine.in_force, number
        number += 1


@pytest.mark.parametrize("fault", ["", "camera.lost"])
def test_a_power_cut_at_any_moment_is_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """The link always leads to whole settings; in the end either the new or the former ones are in force."""
    assert cut_points(tmp_path, monkeypatch, fault) >= 6


def test_a_damaged_record_takes_the_settings_again(machine: Machine, tmp_path: Path) -> None:
    machine.look("good", 7)
    (tmp_path / "record").write_text("{")
    assert read_record(tmp_path / "record") == SettingsRecord()
    machine.time.now_s += DAY_S
    machine.look("good", 7)
    assert SettingsFolders(machine.public).current == 2
    assert machine.in_force == "good"
