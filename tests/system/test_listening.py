"""A kiosk with a microphone and a real sound server: it records audio only while it senses."""

import threading
from pathlib import Path

import pytest

from edge.clock import Clock
from edge.kiosk.kiosk import Kiosk
from edge.settings.settings import load_settings_file
from tests.doubles.sound_server import running
from tests.doubles.waiting import wait_until
from tests.system import shop


def kiosk(folder: Path, microphone: str, notice: str = shop.NOTICE) -> Kiosk:
    """A kiosk whose camera is missing, so that only its microphone works."""
    path = shop.settings(folder, str(folder / "absent.mp4"), 9, notice=notice)
    path.write_text(f"{path.read_text(encoding='utf-8')}\n[microphone]\n{microphone}\n", encoding="utf-8")
    return Kiosk(load_settings_file(path), Clock())


def test_a_pause_closes_the_microphone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost microphone gives a reason, an alert and its end. The capture process is in the list of processes. What was
    recorded is in no file."""
    with running(tmp_path) as server:
        monkeypatch.setenv("PULSE_SERVER", server.address)
        listening = kiosk(tmp_path, 'device = "kit"')
        thread = threading.Thread(target=listening.run)
        thread.start()
        try:
            wait_until(lambda: any("kit was not found" in reason for reason in listening.status().reasons), "the loss")
            server.plug_in("kit", 440)
            wait_until(lambda: not any("microphone" in reason for reason in listening.status().reasons), "the return")
            assert len(listening.parts.process_ids()) == 3
            listening.parts.state.set_pause_reason("command", "command: a visit")
            wait_until(lambda: len(listening.parts.process_ids()) == 1, "the end of listening")
        finally:
            listening.stop()
            thread.join(shop.PATIENCE_S)
    alerts = [
        alert for alert in shop.of("alert", shop.kept(tmp_path / "door.db")) if alert["code"] == "microphone.lost"
    ]
    assert [alert["cleared"] is None for alert in alerts] == [True, False]
    assert listening.parts.audience.counts.dropped_events == 0
    written = {path.name.removeprefix("door.db") for path in tmp_path.rglob("*") if path.is_file()}
    assert written <= {
        "door.toml",
        "cookie",
        "",
        ".camera",
        ".client-id",
        ".pause",  # when the pause began and why; the kiosk may stop before it stores this
        ".seq",
        "-shm",
        "-wal",
    }  # the cookie is the server's


@pytest.mark.parametrize("microphone", ["", 'device = "kit"\nstaffed_till = true'])
def test_without_a_microphone_setting_there_is_no_microphone_stage(tmp_path: Path, microphone: str) -> None:
    listening = kiosk(tmp_path, microphone)
    listening.stop()
    listening.run()
    assert listening.parts.microphone is None
