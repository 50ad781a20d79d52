"""Decisions of the kiosk itself. tests/system has tests of the whole running kiosk."""

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from edge.cli.errors import exit_code
from edge.clock import Clock
from edge.events import PlayEnded
from edge.kiosk.kiosk import Kiosk
from edge.screen.play_feed import MAX_PLAYS
from edge.settings.settings import Settings
from edge.sources.kits.reader import KitSettingsError
from edge.uplink.outbox.outbox import Outbox, OutboxError
from tests.doubles.gpu import broken


def paused_settings(folder: Path) -> dict[str, dict[str, Any]]:
    """Settings without a notice, so that the kiosk opens no camera."""
    return {
        "outbox": {"path": str(folder / "outbox.db")},
        "broker": {"host": "127.0.0.1", "port": 9},
        "staff": {"in_view": "nobody", "declared_on": date(2026, 11, 20), "declared_by": "a tester"},
    }


def test_dropped_plays_raise_one_alert(tmp_path: Path) -> None:
    """Plays that do not fit into the queue are dropped. One alert has their number."""
    kiosk = Kiosk(Settings.model_validate(paused_settings(tmp_path)), Clock())
    for number in range(MAX_PLAYS + 5):
        kiosk.parts.command_feed.put_play(PlayEnded(float(number)))
    kiosk._run_one_turn()
    kiosk._run_one_turn()
    kiosk.stop()
    kiosk.run()
    outbox = Outbox(tmp_path / "outbox.db")
    alerts = [json.loads(message.payload) for message in outbox.unsent_messages(10)]
    outbox.close()
    dropped = [alert for alert in alerts if alert["code"] == "cmd.dropped"]
    assert [alert["cleared"] is None for alert in dropped] == [True, False]
    assert dropped[0]["text"].startswith("commands: 5 arrived too fast and were dropped.")


def test_missing_tensorrt_raises_one_alert(tmp_path: Path) -> None:
    """The settings ask for TensorRT, which is not installed: one alert, which stays active."""
    settings = Settings.model_validate(
        {**paused_settings(tmp_path), "models": {"runtime": "tensorrt", "use": "research"}}
    )
    with broken("tensorrt", ModuleNotFoundError("No module named 'tensorrt'")):
        kiosk = Kiosk(settings, Clock())
    for _ in range(2):
        kiosk._check_each_second()
    kiosk.stop()
    kiosk.run()
    outbox = Outbox(tmp_path / "outbox.db")
    alerts = [json.loads(message.payload) for message in outbox.unsent_messages(10)]
    outbox.close()
    (alert,) = [alert for alert in alerts if alert["code"] == "runtime.fallback"]
    assert alert["cleared"] is None
    assert alert["text"].startswith("runtime: ONNX Runtime runs instead of TensorRT: TensorRT is not installed")


def test_all_kit_setting_errors_are_named_before_anything_is_created(tmp_path: Path) -> None:
    """Exit code 2, one line for each error, and no outbox."""
    kit = {"kit": "bitalino", "wearer": "w1", "consent": str(tmp_path / "w1.json")}
    kits = [{**kit, "port": "/dev/1"}, {**kit, "port": "/dev/2", "settings": {"revision": "late"}}]
    with pytest.raises(KitSettingsError) as raised:
        Kiosk(Settings.model_validate({**paused_settings(tmp_path), "kits": kits}), Clock())
    assert exit_code(raised.value) == 2
    first, second, last = str(raised.value).splitlines()
    assert first.startswith("settings: [[kits]] number 1: kit bitalino: the setting revision is missing")
    assert all(value in first for value in ("current", "early", "first"))
    assert second.startswith("settings: [[kits]] number 2: kit bitalino: revision = late")
    assert "current, early, first" in second
    assert last == "Nothing was started."
    assert not (tmp_path / "outbox.db").exists()


def test_idle_stages_send_heartbeats(tmp_path: Path) -> None:
    """No camera is needed and no broker answers: each stage still sends heartbeats, so none counts as hung."""
    start_s, hung = time.monotonic(), []

    def on_heartbeat(kiosk: Kiosk) -> None:
        hung.append(kiosk.hung_stages(8.0))  # the publisher sends one every 5 s
        if hung[-1] or time.monotonic() - start_s > 12.0:
            kiosk.stop()

    Kiosk(Settings.model_validate(paused_settings(tmp_path)), Clock(), heartbeat=on_heartbeat).run()
    assert hung
    assert not any(hung), hung[-1]


def test_expiry_reason_clears_after_next_successful_cleanup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is removed by the next cleanup that works, not only by a stored message."""
    kiosk = Kiosk(Settings.model_validate(paused_settings(tmp_path)), Clock())

    def fails(now_s: float) -> int:
        raise OutboxError("outbox: the disk has a fault.")

    with monkeypatch.context() as patch:
        patch.setattr(kiosk.parts.outbox, "delete_expired_messages", fails)
        kiosk._expire()
    assert "outbox: the disk has a fault." in kiosk.status().reasons
    kiosk._expire()
    assert "outbox: the disk has a fault." not in kiosk.status().reasons
    kiosk.stop()
    kiosk.run()
