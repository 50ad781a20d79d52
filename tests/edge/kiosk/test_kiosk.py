"""What the kiosk itself decides, beside putting the rooms together; tests/system has the whole of it running."""

import json
import time
from pathlib import Path

import pytest

from edge.cli.errors import exit_code
from edge.clock import Clock
from edge.events import PlayEnded
from edge.kiosk.audience_loop import PLAYS
from edge.kiosk.kiosk import Kiosk
from edge.settings.settings import Settings
from edge.sources.kits.reader import KitSettingsError
from edge.uplink.outbox.outbox import Outbox, OutboxError
from tests.doubles.gpu import broken


def quiet(folder: Path) -> dict[str, dict[str, str | int]]:
    """Without a notice it opens no camera."""
    return {"outbox": {"path": str(folder / "outbox.db")}, "broker": {"host": "127.0.0.1", "port": 9}}


def test_a_player_that_runs_wild_is_told_of(tmp_path: Path) -> None:
    """Plays beyond what the queue holds are lost, and that is never silent: one alert, with how many."""
    kiosk = Kiosk(Settings.model_validate(quiet(tmp_path)), Clock())
    for number in range(PLAYS + 5):
        kiosk._audience_loop.put_play(PlayEnded(float(number)))
    kiosk._run_once()
    kiosk._run_once()
    kiosk.stop()
    kiosk.run()
    outbox = Outbox(tmp_path / "outbox.db")
    alerts = [json.loads(message.payload) for message in outbox.unsent(10)]
    outbox.close()
    dropped = [alert for alert in alerts if alert["code"] == "cmd.dropped"]
    assert [alert["cleared"] is None for alert in dropped] == [True, False]
    assert dropped[0]["text"].startswith("commands: 5 came too fast and were dropped.")


def test_a_kiosk_that_does_without_tensorrt_says_so_once(tmp_path: Path) -> None:
    """It was told to expect it, and it is not installed: one alert, which stays."""
    settings = Settings.model_validate({**quiet(tmp_path), "models": {"runtime": "tensorrt"}})
    with broken("tensorrt", ModuleNotFoundError("No module named 'tensorrt'")):
        kiosk = Kiosk(settings, Clock())
    for _ in range(2):
        kiosk._each_second()
    kiosk.stop()
    kiosk.run()
    outbox = Outbox(tmp_path / "outbox.db")
    alerts = [json.loads(message.payload) for message in outbox.unsent(10)]
    outbox.close()
    (alert,) = [alert for alert in alerts if alert["code"] == "runtime.fallback"]
    assert alert["cleared"] is None
    assert alert["text"].startswith("runtime: ONNX Runtime runs in place of TensorRT: TensorRT is not installed")


def test_kits_that_cannot_be_as_they_are_set_are_all_named_before_anything_is_made(tmp_path: Path) -> None:
    """Exit 2, a line each, and no outbox."""
    kit = {"kit": "bitalino", "wearer": "w1", "consent": str(tmp_path / "w1.json")}
    kits = [{**kit, "port": "/dev/1"}, {**kit, "port": "/dev/2", "settings": {"revision": "late"}}]
    with pytest.raises(KitSettingsError) as raised:
        Kiosk(Settings.model_validate({**quiet(tmp_path), "kits": kits}), Clock())
    assert exit_code(raised.value) == 2
    assert str(raised.value).splitlines() == [
        "settings: [[kits]] number 1: kit bitalino: revision is needed: of the sensor for skin conductance: current or "
        "early ((r)evolution), first (the board before).",
        "settings: [[kits]] number 2: kit bitalino: revision = late: one of current, early, first.",
        "Nothing was started.",
    ]
    assert not (tmp_path / "outbox.db").exists()


def test_a_kiosk_whose_stages_have_nothing_to_do_does_not_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No camera is wanted, nobody listens at the broker's port: each stage still says that it gets somewhere."""
    monkeypatch.setattr("edge.kiosk.kiosk.HUNG_S", 8.0)  # the publisher looks around every 5 s
    began_s, turned = time.monotonic(), []

    def beat(kiosk: Kiosk) -> None:
        turned.append(kiosk.hung())
        if turned[-1] or time.monotonic() - began_s > 12.0:
            kiosk.stop()

    Kiosk(Settings.model_validate(quiet(tmp_path)), Clock(), heartbeat=beat).run()
    assert turned
    assert not any(turned), turned[-1]


def test_an_outbox_that_could_not_be_tidied_for_a_while_is_not_wrong_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said of it goes with the next time that it works, and not only when a message could not be kept."""
    kiosk = Kiosk(Settings.model_validate(quiet(tmp_path)), Clock())

    def fails(now_s: float) -> int:
        raise OutboxError("outbox: the disk has a fault.")

    with monkeypatch.context() as patch:
        patch.setattr(kiosk._outbox, "expire", fails)
        kiosk._expire()
    assert "outbox: the disk has a fault." in kiosk.report().reasons
    kiosk._expire()
    assert "outbox: the disk has a fault." not in kiosk.report().reasons
    kiosk.stop()
    kiosk.run()
