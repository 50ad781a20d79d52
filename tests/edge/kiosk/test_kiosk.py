"""Decisions of the kiosk itself. tests/system has tests of the whole running kiosk."""

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from edge.cli.errors import exit_code
from edge.clock import Clock
from edge.events import FaceObservation, FrameObservation, PlayEnded
from edge.fleet.public_status import PublicAlert, PublicStatus, write_public_status
from edge.kiosk import assemble
from edge.kiosk.kiosk import Kiosk
from edge.messages.commands import FleetCommand, ReceivedCommand, ReceivedCommands
from edge.screen.play_feed import MAX_PLAYS
from edge.settings.places import MachinePlaces
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


def test_missing_tensorrt_and_use_in_research_raise_one_alert_each(tmp_path: Path) -> None:
    """The settings ask for TensorRT, which is not installed, and for research: both alerts stay active."""
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
    (use,) = [alert for alert in alerts if alert["code"] == "models.use"]
    (alert,) = [alert for alert in alerts if alert["code"] == "runtime.fallback"]
    assert use["cleared"] is alert["cleared"] is None
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


FLEET = {"url": "https://central.example.org/media/fleet/"}


def fleet_kiosk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Kiosk:
    """A kiosk with [fleet] whose updater keeps its public status in `folder`."""
    monkeypatch.setattr(assemble, "MACHINE", MachinePlaces(fleet=folder))
    return Kiosk(Settings.model_validate({**paused_settings(folder), "fleet": FLEET}), Clock())


def frame(faces: int, at_s: float) -> FrameObservation:
    seen = [
        FaceObservation(track, 90, 90, 80, 100, 0.0, 0.0, False, False, False, (0, 0, 0, 0)) for track in range(faces)
    ]
    return FrameObservation(at_s, tuple(seen))


def told_state(kiosk: Kiosk) -> dict[str, Any]:
    snapshot = kiosk.parts.state.reported_snapshot
    state: dict[str, Any] = json.loads(kiosk.parts.writer.state_message(snapshot, 0.0).payload)
    return state


def test_a_kiosk_reports_its_updater(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its state, which is published again with each step, and as alerts, which end with the problem."""
    kiosk = fleet_kiosk(tmp_path, monkeypatch)
    asked: list[None] = []
    monkeypatch.setattr(kiosk.parts.publisher, "request_state_publication", lambda: asked.append(None))
    kiosk._check_each_second()
    kiosk._run_one_turn()
    assert told_state(kiosk)["software"]["step"] == "idle"
    asked.clear()
    alert = PublicAlert("fleet.space", "fleet: 1 GB is free. Free some space.", 7_200)
    write_public_status(PublicStatus("0.2.0", "0.3.0", "fetched", 7_300, 7, 41, (alert,)), tmp_path / "status.json")
    kiosk._check_each_second()
    kiosk._run_one_turn()
    state = told_state(kiosk)
    assert state["software"] == {
        "version": "0.2.0", "wanted": "0.3.0", "step": "fetched", "since": "1970-01-01T02:00:00.000Z"
    }  # fmt: skip
    assert state["settings"] == {"counter": 7}
    assert len(asked) == 1
    assert "fleet.space" in [each.code for each in kiosk.parts.state.active_alerts]
    write_public_status(PublicStatus("0.2.0", "0.3.0", "checked", 7_400, 7, 41), tmp_path / "status.json")
    kiosk._check_each_second()
    kiosk._run_one_turn()
    assert "fleet.space" not in [each.code for each in kiosk.parts.state.active_alerts]
    kiosk.stop()
    kiosk.run()


def test_a_hint_of_the_central_server_asks_the_updater(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk = fleet_kiosk(tmp_path, monkeypatch)
    assert kiosk.parts.broker.takes_fleet_hints
    kiosk.parts.bus.publish(ReceivedCommands((ReceivedCommand(FleetCommand(timestamp=41), 0.0),)))
    kiosk._check_each_second()
    assert (tmp_path / "fleet-look").exists()
    kiosk.stop()
    kiosk.run()


def test_nothing_about_the_updater_depends_on_who_is_in_view(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With 0, 1 and 4 faces in view, state, alerts and requests are the same."""
    kiosk = fleet_kiosk(tmp_path, monkeypatch)
    alert = PublicAlert("fleet.old", "fleet: old. Publish again.", 7_200)
    write_public_status(PublicStatus("0.2.0", "0.3.0", "probation", 7_300, 7, 41, (alert,)), tmp_path / "status.json")
    kiosk._check_each_second()
    assert kiosk.parts.fleet is not None
    seen = set()
    for faces in (0, 1, 4):
        kiosk.parts.bus.publish(frame(faces, kiosk._clock.now()))
        kiosk.parts.bus.publish(ReceivedCommands((ReceivedCommand(FleetCommand(timestamp=41), 0.0),)))
        kiosk._check_each_second()
        state, report = told_state(kiosk), kiosk.parts.fleet.report
        seen.add(str((state["software"], state["settings"], report.alerts, (tmp_path / "fleet-look").exists())))
    assert len(seen) == 1
    kiosk.stop()
    kiosk.run()


def test_a_kiosk_without_fleet_reports_no_updater(tmp_path: Path) -> None:
    kiosk = Kiosk(Settings.model_validate(paused_settings(tmp_path)), Clock())
    assert kiosk.parts.fleet is None
    assert not kiosk.parts.broker.takes_fleet_hints
    state = told_state(kiosk)
    assert (state["software"], state["settings"]) == (None, None)
    kiosk.stop()
    kiosk.run()
