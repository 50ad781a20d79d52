"""What the kiosk itself decides, beside putting the rooms together; tests/system has the whole of it running."""

import json
from pathlib import Path

from edge.app.clock import Clock
from edge.app.life.counting import PLAYS
from edge.app.life.kiosk import Kiosk
from edge.app.settings import Settings
from edge.events import PlayEnded
from edge.uplink.outbox import Outbox


def test_a_player_that_runs_wild_is_told_of(tmp_path: Path) -> None:
    """Plays beyond what the queue holds are lost, and that is never silent: one alert, with how many."""
    settings = Settings.model_validate(
        {"outbox": {"path": str(tmp_path / "outbox.db")}, "broker": {"host": "127.0.0.1", "port": 9}}
    )
    kiosk = Kiosk(settings, Clock())
    for number in range(PLAYS + 5):
        kiosk._counting.play(PlayEnded(float(number)))
    kiosk._turn()
    kiosk._turn()
    kiosk.stop()
    kiosk.run()
    outbox = Outbox(tmp_path / "outbox.db")
    alerts = [json.loads(message.payload) for message in outbox.unsent(10)]
    outbox.close()
    dropped = [alert for alert in alerts if alert["code"] == "cmd.dropped"]
    assert [alert["cleared"] is None for alert in dropped] == [True, False]
    assert dropped[0]["text"].startswith("commands: 5 came too fast and were dropped.")
