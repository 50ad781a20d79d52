"""A kiosk reads no face until somebody has said whether staff work in view, and asks who stands at one place."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from edge.alerts import Alert
from edge.audience.staff import CrowdedPlace, unanswered_places
from edge.clock import Clock
from edge.kiosk import build
from edge.kiosk.demo_hooks import DemoHooks
from edge.kiosk.kiosk import Kiosk
from edge.kiosk.staff import local_midnight_s, staff_place_question, staff_rules
from edge.kiosk.state.place_file import UNREADABLE, PlaceFile, place_path
from edge.place_cells import overall_cell_number
from edge.settings.settings import Settings, SettingsError

DECLARED: dict[str, Any] = {"in_view": "nobody", "declared_on": date(2026, 11, 20), "declared_by": "Ada"}
ZONE = ZoneInfo("Europe/Berlin")
NOON_S = datetime(2026, 11, 25, 12, tzinfo=ZONE).timestamp()
TILL = overall_cell_number(22, 0)


def settings(folder: Path, **more: Any) -> Settings:
    values: dict[str, Any] = {"outbox": {"path": str(folder / "outbox.db")}, "broker": {"host": "127.0.0.1", "port": 9}}
    return Settings.model_validate({**values, "site": {"timezone": "Europe/Berlin"}, **more})


def alerts_of(kiosk: Kiosk) -> list[str]:
    return [alert.code for alert in kiosk.parts.state.active_alerts]


def ended(kiosk: Kiosk) -> Kiosk:
    kiosk.stop()
    kiosk.run()
    return kiosk


def test_without_a_declaration_no_face_is_read(tmp_path: Path) -> None:
    """The reason and one alert say so. Flow and attention go on: a watcher counts by the head's direction."""
    kiosk = ended(Kiosk(settings(tmp_path), Clock()))
    assert "staff: not declared" in kiosk.parts.state.local_snapshot.reasons
    assert alerts_of(kiosk).count("staff.undeclared") == 1
    assert "in_view, declared_on, declared_by" in kiosk.status().reader
    assert kiosk.parts.networks.labels["expression"] == "none"


@pytest.mark.parametrize(
    "more", [{"staff": DECLARED}, {"models": {"expression": "none"}, "staff": {"declared_by": "Ada"}}]
)
def test_a_declaration_or_no_reader_needs_no_more(tmp_path: Path, more: dict[str, Any]) -> None:
    kiosk = ended(Kiosk(settings(tmp_path, **more), Clock()))
    assert "staff: not declared" not in kiosk.parts.state.local_snapshot.reasons
    assert {"staff.undeclared", "models.use"}.isdisjoint(alerts_of(kiosk))
    assert (kiosk.parts.networks.labels["expression"] == "none") is ("models" in more)


def test_the_demo_needs_no_declaration_and_may_show_research(tmp_path: Path) -> None:
    kiosk = ended(Kiosk(settings(tmp_path, models={"use": "research"}), Clock(), demo=DemoHooks()))
    assert "models.use" not in alerts_of(kiosk)
    assert kiosk.parts.networks.labels["expression"] != "none"
    assert kiosk.parts.state.local_snapshot.reasons == ("starting",) or "staff" not in str(
        kiosk.parts.state.local_snapshot.reasons
    )


def test_badges_without_a_reader_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "can_read_badges", lambda: False)
    with pytest.raises(SettingsError, match="needs an OpenCV with ArUco markers"):
        build.build_face_pipeline(settings(tmp_path, staff={**DECLARED, "in_view": "badges"}))


def test_places_outlast_a_restart_with_their_cell_and_date_alone(tmp_path: Path) -> None:
    outbox, end_s = tmp_path / "outbox.db", local_midnight_s(date(2026, 11, 25), ZONE)
    file = PlaceFile(outbox, "Europe/Berlin")
    file.add(None)
    assert not place_path(outbox).exists()
    file.add(CrowdedPlace(TILL, end_s))
    file.add(CrowdedPlace(TILL + 1, end_s + 86_400.0))  # touches it
    assert place_path(outbox).read_text() == f'{{"places": [{{"cell": {TILL}, "date": "2026-11-24"}}]}}\n'
    assert PlaceFile(outbox, "Europe/Berlin").places == (CrowdedPlace(TILL, end_s),)


@pytest.mark.parametrize("text", ["", "[]", '{"places": [{"cell": 3}]}', '{"places": [{"cell": 3, "date": "x"}]}'])
def test_a_file_that_cannot_be_read_is_a_place_without_an_answer(tmp_path: Path, text: str) -> None:
    outbox = tmp_path / "outbox.db"
    place_path(outbox).write_text(text)
    assert PlaceFile(outbox, "Europe/Berlin").places == UNREADABLE
    assert "cannot be read" in (staff_place_question(settings(tmp_path), UNREADABLE, NOON_S) or "")


def test_a_disk_that_refuses_is_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """One line of the log says so, and another one when it refuses again after it has taken some."""
    folder, away = tmp_path / "state", tmp_path / "away"
    file = PlaceFile(folder / "outbox.db", "Europe/Berlin")
    file.add(CrowdedPlace(TILL, NOON_S))
    file.add(None)
    assert caplog.text.count("cannot be written") == 1
    folder.mkdir()
    file.add(None)
    assert place_path(folder / "outbox.db").exists()
    folder.rename(away)
    file.add(CrowdedPlace(0, NOON_S))
    assert caplog.text.count("cannot be written") == 2


@pytest.mark.parametrize(
    ("staff", "at_s", "is_asked"),
    [
        ({}, NOON_S, True),
        ({"at_place": "staff", "at_place_on": date(2026, 11, 25)}, NOON_S, True),
        ({"at_place": "customers", "at_place_on": date(2026, 11, 25)}, NOON_S, False),
        ({"at_place": "customers", "at_place_on": date(2026, 11, 24)}, NOON_S, True),  # before the day was over
        ({"at_place": "customers"}, NOON_S, True),
        ({"at_place": "customers", "at_place_on": date(2026, 11, 25)}, NOON_S + 89 * 86_400, False),
        ({"at_place": "customers", "at_place_on": date(2026, 11, 25)}, NOON_S + 90 * 86_400, True),
        ({"in_view": "badges"}, NOON_S, False),
    ],
)
def test_who_stands_at_a_place_is_asked_until_it_is_answered(
    tmp_path: Path, staff: dict[str, Any], at_s: float, is_asked: bool
) -> None:
    wanted = settings(tmp_path, staff={**DECLARED, **staff})
    question = staff_place_question(wanted, (CrowdedPlace(TILL, local_midnight_s(date(2026, 11, 25), ZONE)),), at_s)
    assert (question is not None) is is_asked
    assert question is None or "38% of the image width from the left edge" in question
    assert question is None or "on 2026-11-24" in question
    assert question is None or ("Mask the staff's place" in question) is (staff.get("at_place") == "staff")


def test_badges_that_are_not_yet_declared_are_no_answer(tmp_path: Path) -> None:
    assert not staff_rules(settings(tmp_path, staff={"in_view": "badges"})).are_kept_out


def test_a_moved_camera_ends_the_answers_of_the_days_before(tmp_path: Path) -> None:
    """Once for each alert, and after a restart too. An answer of the same day holds."""
    wanted = settings(tmp_path, staff={"at_place": "customers", "at_place_on": date(2026, 11, 24)})
    file = PlaceFile(wanted.outbox.path, "Europe/Berlin")
    file.add(CrowdedPlace(TILL, local_midnight_s(date(2026, 11, 20), ZONE)))
    assert unanswered_places(staff_rules(wanted, file.places), NOON_S) == ()
    moved = [Alert("camera.moved", "warning", "", NOON_S)]
    assert file.check_camera_moved([Alert("camera.slow", "warning", "", NOON_S)], NOON_S) is False
    assert file.check_camera_moved(moved, NOON_S) is True
    assert file.check_camera_moved(moved, NOON_S + 1) is False
    assert file.check_camera_moved([*moved, replace(moved[0], since_s=NOON_S + 2)], NOON_S + 2) is True
    file.add(None)
    places = PlaceFile(wanted.outbox.path, "Europe/Berlin").places
    assert places == file.places
    assert unanswered_places(staff_rules(wanted, places), NOON_S) == places
    today = settings(tmp_path, staff={"at_place": "customers", "at_place_on": date(2026, 11, 25)})
    assert unanswered_places(replace(staff_rules(today), places=places), NOON_S) == ()


def test_a_kiosk_asks_on_this_machine_alone(tmp_path: Path) -> None:
    """The place is in no message: it says where somebody stands."""
    wanted = settings(tmp_path, staff=DECLARED)
    PlaceFile(wanted.outbox.path, "Europe/Berlin").add(CrowdedPlace(TILL, local_midnight_s(date(2026, 11, 25), ZONE)))
    kiosk = Kiosk(wanted, Clock())
    kiosk._check_each_second()
    assert any("stood at one place" in text for text in kiosk.status().wrong)
    assert "staff.place" not in {change.alert.code for change in kiosk.parts.state.pop_alert_changes()}
    ended(kiosk)
