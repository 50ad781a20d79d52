"""`vitrina doctor --end-to-end` through a real broker, with the rules of examples/acl, to a real central server."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from edge.cli.main import main
from tests.doubles.broker import Mosquitto, Subscriber, running
from tests.doubles.central_server import ROOT, CentralServer
from tests.doubles.liar import liar
from tests.doubles.mjpeg import MjpegCamera
from tests.doubles.waiting import wait_until
from tests.system import shop

pytest.importorskip("sqlalchemy", reason="the central server wants sqlalchemy: make setup")

EVERY_S = 1.0  # as central/ingest/end_to_end.py has it
DEVICE = "acme/berlin-7/door"
OTHER = "acme/berlin-7/other"
GUESSES = [f"{name}{end}" for name in ("vitrina-central", "vitrina.acme.berlin-7.door") for end in ("", f".{0:024x}")]
USERS = {DEVICE: "hush", OTHER: "hush", "central": "hush", "watcher": "hush"}


@contextmanager
def central_server(folder: Path, port: int) -> Iterator[CentralServer]:
    (folder / "central.password").write_text("hush\n")
    broker = f'host = "127.0.0.1"\nport = {port}\nusername = "central"\npassword_file = "{folder}/central.password"'
    server = CentralServer(folder, f'data = "{folder}/data"', broker)
    server.start()
    try:
        server.wait_until_connected()
        yield server
    finally:
        server.close()


def doctor(config: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, Any]]]:
    code = main(["doctor", "--end-to-end", "--json", "--config", str(config)])
    return code, json.loads(capsys.readouterr().out)


def texts(found: list[dict[str, Any]]) -> list[str]:
    return [one["text"] for one in found if one["part"] == "end to end"]


def rows(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(f"file:{folder}/data/central.db?mode=ro", uri=True)) as db:
        count: int = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return count


def test_the_whole_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody answers; a server that knows nothing of the kiosk does; a kiosk runs, and its news is there.

    The test is no message: central stores none, and the kiosk that runs raises no alert and keeps its connection, also
    beside clients that know all of its names and those of central.
    """
    rules = [*(ROOT / "examples" / "acl").read_text().splitlines(), "user watcher", "topic read #"]
    broker = Mosquitto(tmp_path, users=USERS, rules=rules, more=["max_queued_messages 1000"])
    login = f'username = "{DEVICE}"\npassword = "hush"'
    with running(broker), MjpegCamera() as camera:
        config = shop.settings(tmp_path, camera.url, broker.port, broker=login)
        config.chmod(0o600)
        code, found = doctor(config, capsys)
        assert code == 1
        assert [one["part"] for one in found if one["part"] != "libraries"][-2:] == ["end to end", "end to end"]
        assert "nobody has subscribed" in texts(found)[1]
        watcher = Subscriber(broker.port, "watcher", "hush")
        with closing(watcher), central_server(tmp_path, broker.port):
            code, found = doctor(config, capsys)
            assert code == 0
            assert "the test reached 127.0.0.1:" in texts(found)[0]
            assert "answered by vitrina-central " in texts(found)[1]
            assert "has stored nothing from this kiosk" in texts(found)[1]
            assert rows(tmp_path, "devices") == rows(tmp_path, "quarantine") == 0
            answered_s = time.monotonic()
            other = Subscriber(broker.port, "acme/berlin-7/other", "hush", topics="vitrina/1/acme/berlin-7/other/cmd/+")
            with closing(other), shop.running_kiosk(shop.Run(tmp_path, config)) as kiosk:
                wait_until(lambda: rows(tmp_path, "devices") > 0, "central to store a state", shop.PATIENCE_S)
                other.publish(f"vitrina/1/{DEVICE}/cmd/seen", '{"token":"x"}')  # the rules let no kiosk do that
                wait_until(lambda: time.monotonic() > answered_s + EVERY_S, "the second in which central answers once")
                with ExitStack() as liars:
                    for client_id in GUESSES:
                        liars.enter_context(liar(broker.port, client_id, login=(OTHER, "hush")))
                    code, found = doctor(config, capsys)
                assert code == 0
                assert "its newest message from this kiosk is " in texts(found)[1]
                assert [one["level"] for one in found if one["part"] == "end to end"] == ["ok", "ok"]
                assert kiosk.stop() == 0
        assert not [line for line in broker.log if "already connected" in line]
        log = "\n".join(kiosk.log)
        assert log.count("connected to") == 1
        assert "not understood" not in log
        assert {alert["code"] for alert in shop.of("alert", shop.kept(tmp_path / "door.db"))} <= {"camera.lost"}
        sent = [message for message in watcher.heard if message.topic.endswith("/test")]
        seen = [message for message in watcher.heard if message.topic.endswith("/cmd/seen")]
        assert len(sent) == len(seen) == 2
        assert {message.topic for message in (*sent, *seen)} == {
            f"vitrina/1/{DEVICE}/test", f"vitrina/1/{DEVICE}/cmd/seen",
        }  # fmt: skip
        assert rows(tmp_path, "quarantine") == 0
        assert "test" not in {shop.kind_of(payload) for payload in shop.kept(tmp_path / "door.db")}
