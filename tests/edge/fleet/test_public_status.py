"""The updater's status for the kiosk: written whole, and never trusted to be well formed."""

import json
from pathlib import Path
from typing import Any

import pytest

from edge.fleet.public_status import (
    ALERT_CODES,
    LARGEST,
    STEPS,
    PublicAlert,
    PublicStatus,
    PublicStatusError,
    read_public_status,
    write_public_status,
)

FULL = PublicStatus(
    "0.2.0", "0.3.0", "probation", 1_796_000_000, 7, 41, (PublicAlert("fleet.old", "fleet: old. Publish again.", 5),)
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "status.json"
    write_public_status(FULL, path)
    assert read_public_status(path) == FULL
    assert path.stat().st_mode & 0o777 == 0o644
    assert [each.name for each in tmp_path.iterdir()] == ["status.json"]


def test_without_a_file_there_is_no_status(tmp_path: Path) -> None:
    assert read_public_status(tmp_path / "status.json") is None


def test_a_field_that_a_newer_updater_adds_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "status.json"
    path.write_text('{"version":"0.2.0","step":"idle","since":0,"later":[1]}')
    assert read_public_status(path) == PublicStatus("0.2.0")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("code", ALERT_CODES)
def test_every_step_and_every_alert_is_read(tmp_path: Path, step: Any, code: Any) -> None:
    status = PublicStatus("0.2.0", step=step, alerts=(PublicAlert(code, "x", 0),))
    write_public_status(status, tmp_path / "status.json")
    assert read_public_status(tmp_path / "status.json") == status


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"version": ""}, "version"),
        ({"version": "a\nb"}, "version"),
        ({"version": "v" * 65}, "version"),
        ({"version": None}, "version"),
        ({"wanted": 3}, "wanted"),
        ({"step": "running"}, "step"),
        ({"step": ["idle"]}, "step"),
        ({"since": -1}, "since"),
        ({"since": True}, "since"),
        ({"since": 1.5}, "since"),
        ({"since": 2**53}, "since"),
        ({"settings_counter": "7"}, "settings_counter"),
        ({"timestamp": -1}, "timestamp"),
        ({"alerts": {}}, "alerts"),
        ({"alerts": [{"code": "fleet.old", "text": "x", "since": 1}] * 21}, "alerts"),
        ({"alerts": [5]}, "object"),
        ({"alerts": [{"code": "camera.lost", "text": "x", "since": 1}]}, "code"),
        ({"alerts": [{"code": "fleet.old", "text": "x" * 501, "since": 1}]}, "text"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, change: dict[str, Any], named: str) -> None:
    path = tmp_path / "status.json"
    path.write_text(json.dumps({"version": "0.2.0", "step": "idle", "since": 0, **change}))
    with pytest.raises(PublicStatusError, match=named):
        read_public_status(path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 30_000, b" " * (LARGEST + 1)])
def test_what_is_no_status_is_an_error_with_a_fix(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "status.json"
    path.write_bytes(content)
    with pytest.raises(PublicStatusError, match=r"cannot be read.*Check the updater"):
        read_public_status(path)


def test_a_folder_in_its_place_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PublicStatusError, match="Check the updater"):
        read_public_status(tmp_path)
