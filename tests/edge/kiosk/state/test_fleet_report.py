"""What a kiosk publishes about its updater: in whole hours, and nothing of it about anybody in view."""

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from edge.fleet.public_status import STEPS, PublicAlert, PublicStatus, write_public_status
from edge.kiosk.state.fleet_report import FleetReport
from edge.messages.payloads import Software

STATUS = PublicStatus("0.2.0", "0.3.0", "probation", 1_796_003_599, 7, 41)  # 59 s before a full hour, and 1 s


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "status.json"


def test_before_the_updater_ran_the_kiosks_own_version_is_published(path: Path) -> None:
    state = FleetReport("0.2.0", path).fleet_state()
    assert state.software is not None
    assert state.settings is not None
    assert (state.software.version, state.software.wanted, state.software.step) == ("0.2.0", None, "idle")
    assert state.settings.counter is None


def test_the_steps_start_is_published_in_whole_hours(path: Path) -> None:
    write_public_status(STATUS, path)
    state = FleetReport("0.2.0", path).fleet_state()
    assert state.software is not None
    assert state.software.model_dump() == {
        "version": "0.2.0", "wanted": "0.3.0", "step": "probation", "since": "2026-11-30T00:00:00.000Z"
    } | {"since": state.software.since}  # fmt: skip
    assert state.software.since.endswith(":00:00.000Z")
    write_public_status(replace(STATUS, since=STATUS.since - 3_000), path)
    assert FleetReport("0.2.0", path).fleet_state() == state
    assert state.settings is not None
    assert state.settings.counter == 7


def test_a_new_status_is_read_and_a_broken_one_changes_nothing(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    report = FleetReport("0.2.0", path)
    assert report.timestamp == 0
    write_public_status(STATUS, path)
    report.update()
    assert report.timestamp == 41
    path.with_name("next").write_text("{")
    path.with_name("next").replace(path)
    report.update()
    report.update()
    assert report.timestamp == 41
    assert caplog.text.count("cannot be read") == 1
    path.unlink()
    report.update()
    assert report.timestamp == 0


def test_alerts_are_those_of_the_updater_once_each(path: Path) -> None:
    alerts = (
        PublicAlert("fleet.refused", "fleet: one. Sign it again.", 1_796_003_599),
        PublicAlert("fleet.refused", "fleet: two. Sign it again.", 1_796_003_700),
        PublicAlert("fleet.space", "fleet: full. Free some space.", 3_600),
    )
    write_public_status(replace(STATUS, alerts=alerts), path)
    found = {alert.code: alert for alert in FleetReport("0.2.0", path).alerts}
    assert set(found) == {"fleet.refused", "fleet.space"}
    assert found["fleet.refused"].text == "fleet: one. Sign it again."
    assert found["fleet.refused"].since_s % 3600 == 0
    assert found["fleet.space"].since_s == 3600


def test_messages_know_the_steps_of_the_updater() -> None:
    assert get_args(Software.model_fields["step"].annotation) == STEPS
