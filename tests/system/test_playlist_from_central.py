"""Headquarters pushes a playlist: a kiosk fetches its films, shows them, and says which version plays."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.cli.main import main as central
from central.exit_codes import DONE
from edge.clock import Clock
from edge.kiosk.kiosk import Kiosk
from edge.settings.settings import load_settings_file
from tests.doubles.broker import Mosquitto, free_port, running, subscribed
from tests.doubles.central_server import CentralServer
from tests.doubles.made_films import make_film, needs_ffmpeg
from tests.doubles.player_page import connected_page
from tests.doubles.waiting import wait_until
from tests.system import shop

pytestmark = needs_ffmpeg

LIST = """[[creative]]
id = "spring_a"
weight = 0
[[creative]]
id = "spring_b"
weight = 0
[[experiment]]
id = "e12"
arms = { a = ["spring_a"], b = ["spring_b"] }
"""


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[int]:
    with running(Mosquitto(tmp_path)) as mosquitto:
        yield mosquitto.port


@pytest.fixture
def server(broker: int, tmp_path: Path) -> Iterator[CentralServer]:
    folder, port = tmp_path / "central", free_port()
    folder.mkdir()
    made = CentralServer(
        folder, f'data = "{folder}/data"', f'host = "127.0.0.1"\nport = {broker}\n[web]\nport = {port}', ()
    )
    made.port = port  # type: ignore[attr-defined]
    made.start()
    yield made
    made.close()


def ask(server: CentralServer, *arguments: str) -> None:
    assert central([*arguments, "--config", str(server.config)]) == DONE


def told_version(broker: int) -> int | None:
    """Version in the retained state of the kiosk."""
    with subscribed(broker, topics=f"{shop.HEADER}/state") as listener:
        heard = listener.wait_for(bool, "a state")
        version: int | None = json.loads(heard[-1].payload)["playlist"]
        return version


def kiosk_settings(folder: Path, broker: int, media_port: int, token: str) -> Path:
    folder.mkdir()
    (folder / "token").write_text(token)
    config = shop.settings(folder, "/nowhere/camera.mp4", broker, playback='feed = "player"')
    with config.open("a") as file:
        file.write(
            f'[player]\nmedia = "{folder}/media"\nport = {free_port()}\nremote = true\n'
            f'media_token_file = "{folder}/token"\n'
            f'media_url = "http://127.0.0.1:{media_port}/media/"\n'
        )
    return config


def test_a_playlist_reaches_the_screen(
    broker: int, server: CentralServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It waits for a kiosk that comes later. A list whose film is missing is named, and the one before plays on."""
    server.wait_until_connected()
    ask(server, "site", "add", "acme/berlin-7", "--tz", "Europe/Berlin")
    for name, seconds in (("spring_a", 2.0), ("spring_b", 2.5)):
        ask(server, "creative", "add", f"acme/{name}", "--file", str(make_film(tmp_path / f"{name}.mp4", seconds)))
    (tmp_path / "list.toml").write_text(LIST)
    ask(server, "playlist", "push", str(tmp_path / "list.toml"), "--site", "acme/berlin-7")
    capsys.readouterr()
    ask(server, "token", "add", "door", "--access", "media", "--site", "acme/berlin-7")
    token = capsys.readouterr().out.strip()
    config = kiosk_settings(tmp_path / "kiosk", broker, server.port, token)  # type: ignore[attr-defined]
    kiosk = Kiosk(load_settings_file(config), Clock())
    remote = kiosk.parts.remote
    assert remote is not None
    thread = threading.Thread(target=kiosk.run, name="kiosk")
    thread.start()
    try:
        wait_until(lambda: remote.version == 1, "the playlist on the kiosk", shop.PATIENCE_S)
        port = load_settings_file(config).player.port  # type: ignore[union-attr]
        with connected_page(port, (tmp_path / "kiosk" / "door.db.player-token").read_text().strip()) as page:
            show = page.wait_for("show")
            film = make_film(tmp_path / "spring_a.mp4", 2.0).read_bytes()
            assert len(film) in {path.stat().st_size for path in (tmp_path / "kiosk" / "media").iterdir()}
            assert show["kind"] == "video"
        wait_until(lambda: told_version(broker) == 1, "the version in the state")
        ask(server, "playlist", "list", "--json")
        (listed,) = json.loads(capsys.readouterr().out)
        assert (listed["version"], listed["sites"], len(listed["creatives"])) == (1, 1, 2)
        new = make_film(tmp_path / "new.mp4", 3.0)
        ask(server, "creative", "add", "acme/spring_a", "--file", str(new))
        ask(server, "playlist", "push", str(tmp_path / "list.toml"), "--site", "acme/*")
        (stored,) = [
            path for path in (server.folder / "data" / "media").iterdir() if path.read_bytes() == new.read_bytes()
        ]
        stored.unlink()
        wait_until(lambda: bool(remote.alerts), "the alert", shop.PATIENCE_S)
        assert "Missing: spring_a: the server does not have it." in remote.alerts[0].text
        assert remote.version == told_version(broker) == 1
        stored.write_bytes(new.read_bytes())
        wait_until(lambda: remote.version == 2, "the newer playlist", shop.PATIENCE_S)
    finally:
        kiosk.stop()
        thread.join(shop.PATIENCE_S)
    assert server.end() == 0
    assert not thread.is_alive()
