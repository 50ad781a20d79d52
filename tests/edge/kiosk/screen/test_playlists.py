"""The playlist of the central server is built from the settings, and gets what the broker brings."""

import json
from pathlib import Path

import pytest

from edge.clock import Clock
from edge.kiosk.screen.playlists import build_remote_playlist, deliver_playlists, playlist_path
from edge.messages.commands import PauseCommand, PlaylistCommand, ReceivedCommand, ReceivedCommands
from edge.messages.playlist import SentPlaylist
from edge.screen.player.errors import PlayerError
from edge.screen.remote.media_server import MediaFetchError
from edge.settings.settings import Settings

URL = "https://central.example.org/media/"


def settings(folder: Path, **player: object) -> Settings:
    wanted = {
        "media": folder / "media",
        "remote": True,
        "media_url": URL,
        "media_token_file": folder / "token",
        **player,
    }
    return Settings.model_validate({"player": wanted, "outbox": {"path": folder / "outbox.db"}})


def test_without_remote_there_is_none(tmp_path: Path) -> None:
    assert build_remote_playlist(Settings(), Clock()) is None
    assert build_remote_playlist(settings(tmp_path, remote=False), Clock()) is None


def test_the_limits_of_the_settings_hold(tmp_path: Path) -> None:
    made = build_remote_playlist(settings(tmp_path, media_mb=50, media_mbit_s=8.0), Clock())
    assert made is not None
    assert made.file == playlist_path(tmp_path / "outbox.db") == tmp_path / "outbox.db.playlist.toml"
    assert (made._folder.path, made._folder.max_bytes) == (tmp_path / "media", 50_000_000)
    assert (made._server.url, made._server.bytes_per_s) == (URL, 1_000_000)


def test_the_token_is_read_when_it_is_needed(tmp_path: Path) -> None:
    """It may be written, and replaced, while the kiosk runs."""
    made = build_remote_playlist(settings(tmp_path), Clock())
    assert made is not None
    with pytest.raises(MediaFetchError, match="token cannot be read"):
        made._server.token()
    (tmp_path / "token").write_text("vit_secret\n")
    assert made._server.token() == "vit_secret"
    for wrong in ("", "\n", "two\nlines", "vit\x00"):
        (tmp_path / "token").write_text(wrong)
        with pytest.raises(MediaFetchError, match="contains no token"):
            made._server.token()
    (tmp_path / "token").write_bytes(b"\xff")
    with pytest.raises(MediaFetchError, match="cannot be read"):
        made._server.token()


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_an_authority_that_cannot_be_used_is_told(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "ca.pem").write_text(content)
    with pytest.raises(PlayerError, match=r"media_ca_file .*ca\.pem cannot be used .* Name a PEM file\."):
        build_remote_playlist(settings(tmp_path, media_ca_file=tmp_path / "ca.pem"), Clock())


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"media_url": None}, "remote = true needs media_url and media_token_file"),
        ({"media_token_file": None}, "remote = true needs media_url and media_token_file"),
        ({"media_url": "http://central.example.org/media/"}, "must begin with https://"),
        ({"media_url": "ftp://central.example.org/"}, "must be an address such as"),
        ({"media_url": "https://user:x@central.example.org/"}, "must be an address such as"),
        ({"media_url": "https://central.example.org/?a=1"}, "must be an address such as"),
        ({"media_url": "https://[::1/"}, "must be an address such as"),
        ({"media_url": "https://x:port/"}, "must be an address such as"),
    ],
)
def test_an_address_that_cannot_be_is_refused(tmp_path: Path, changed: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        settings(tmp_path, **changed)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8470/media/", "http://[::1]:8470/media/", "http://localhost/media/"])
def test_this_machine_itself_is_asked_without_encryption(tmp_path: Path, url: str) -> None:
    made = build_remote_playlist(settings(tmp_path, media_url=url), Clock())
    assert made is not None
    assert made._server.context is None


def test_playlists_are_passed_on_and_nothing_else(tmp_path: Path) -> None:
    made = build_remote_playlist(settings(tmp_path), Clock())
    assert made is not None
    given: list[SentPlaylist] = []
    made.put = given.append  # type: ignore[method-assign,assignment]
    playlist = PlaylistCommand.model_validate_json(json.dumps({"version": 4, "creatives": []}))
    pause = PauseCommand(reason="a test")
    deliver_playlists(made, ReceivedCommands((ReceivedCommand(pause, 0.0), ReceivedCommand(playlist, 0.0))))
    assert given == [playlist]
