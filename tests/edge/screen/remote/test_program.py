"""The program of a screen that central leads: the complete playlist plays, with the alerts of the one on its way."""

from datetime import datetime, timezone
from pathlib import Path

from edge.alerts import Alert
from edge.screen.player.items import ListProgram, PlayerItem
from edge.screen.remote.media_folder import MediaFolder
from edge.screen.remote.media_server import MediaServer
from edge.screen.remote.program import RemoteProgram
from edge.screen.remote.remote_playlist import RemotePlaylist

NOON = datetime(2026, 11, 27, 12, tzinfo=timezone.utc)


def test_it_is_the_program_of_the_complete_playlist(tmp_path: Path) -> None:
    item = PlayerItem(creative="spring_a", file=tmp_path / "a.mp4", kind="video")
    local = ListProgram([item])
    server = MediaServer("https://central.example.org/media/", lambda: "token")
    remote = RemotePlaylist(tmp_path / "list.toml", MediaFolder(tmp_path, 1), server, lambda: 0.0)
    made = RemoteProgram(local, remote)
    assert made.next(NOON, frozenset()) == item
    assert made.next(NOON, frozenset({"spring_a"})) is None
    local.alerts = (Alert("player.file", "warning", "a file", 1.0),)
    remote.alerts = (Alert("player.remote", "warning", "on its way", 2.0),)
    assert [alert.code for alert in made.alerts] == ["player.file", "player.remote"]
    assert not made.has_news
    local.has_news = True
    assert made.has_news
    made.close()
    assert remote._stop.is_set()
