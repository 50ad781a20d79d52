"""A kiosk that listens, with a real sound server: while it senses, and not else."""

import threading
from pathlib import Path

import pytest

from edge.clock import Clock
from edge.kiosk.kiosk import Kiosk
from edge.settings.settings import load
from tests.doubles.sound_server import running
from tests.doubles.waiting import wait_until
from tests.system import shop


def kiosk(folder: Path, microphone: str, notice: str = shop.NOTICE) -> Kiosk:
    """Its camera is away, so that only its ear is there."""
    path = shop.settings(folder, str(folder / "absent.mp4"), 9, notice=notice)
    path.write_text(f"{path.read_text(encoding='utf-8')}\n[microphone]\n{microphone}\n", encoding="utf-8")
    return Kiosk(load(path), Clock())


def test_a_kiosk_listens_while_it_senses_and_a_pause_ends_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost microphones are a reason, an alert and its end; the listening process is one of ours."""
    with running(tmp_path) as server:
        monkeypatch.setenv("PULSE_SERVER", server.address)
        kept = kiosk(tmp_path, 'device = "kit"')
        thread = threading.Thread(target=kept.run)
        thread.start()
        try:
            wait_until(lambda: any("kit is not there" in reason for reason in kept.report().reasons), "the loss")
            server.plug_in("kit", 440)
            wait_until(lambda: not any("microphone" in reason for reason in kept.report().reasons), "the return")
            assert len(kept._pids()) == 3
            kept._state.pause("command", "command: a visit")
            wait_until(lambda: len(kept._pids()) == 1, "the end of listening")
        finally:
            kept.stop()
            thread.join(shop.PATIENCE_S)
    alerts = [
        alert for alert in shop.of("alert", shop.kept(tmp_path / "door.db")) if alert["code"] == "microphone.lost"
    ]
    assert [alert["cleared"] is None for alert in alerts] == [True, False]
    assert kept._audience.counts.dropped_events == 0


@pytest.mark.parametrize("microphone", ["", 'device = "kit"\nstaffed_till = true'])
def test_where_no_sound_is_to_be_taken_there_is_no_ear(tmp_path: Path, microphone: str) -> None:
    kept = kiosk(tmp_path, microphone)
    kept.stop()
    kept.run()
    assert kept._microphone_stage is None
