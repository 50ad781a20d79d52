"""The feed that the settings name is built, with what it needs."""

import builtins
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from edge.clock import Clock
from edge.kiosk.screen.feeds import anthias_address, build_feed
from edge.messages.commands import StoredPlay
from edge.screen.checked_feed import CheckedFeed
from edge.screen.feeds.anthias import AnthiasFeed
from edge.screen.feeds.anthias_request import AnthiasAddress
from edge.screen.feeds.broadsign import BroadsignFeed
from edge.screen.feeds.http_feed import HttpFeed
from edge.screen.feeds.mpv import MpvFeed
from edge.screen.installed_feed import PlayFeedError
from edge.settings.playback import FEEDS
from edge.settings.settings import Settings, SettingsError, parse_settings_text
from edge.web.token_file import TokenFileError, token_path


def no_tell(play: StoredPlay, arrived_s: float) -> None:
    raise AssertionError("nothing was told")


def settings(folder: Path, playback: str) -> Settings:
    return parse_settings_text(f'[outbox]\npath = "{folder}/outbox.db"\n[playback]\n{playback}', folder / "kiosk.toml")


@pytest.mark.parametrize(
    ("playback", "kind"),
    [
        ('feed = "mpv"\nmpv_socket = "/run/mpv/socket"', MpvFeed),
        ('feed = "anthias"\nanthias_url = "http://127.0.0.1"', AnthiasFeed),
        ('feed = "http"\nport = 0', HttpFeed),
        ('feed = "broadsign"\nport = 0', BroadsignFeed),
    ],
)
def test_the_feed_of_the_settings_is_built_and_checked(tmp_path: Path, playback: str, kind: type[Any]) -> None:
    feed = build_feed(settings(tmp_path, playback), Clock(), no_tell)
    assert isinstance(feed, CheckedFeed)
    with closing(feed):
        assert isinstance(feed._feed, kind)


@pytest.mark.parametrize("feed", ["http", "broadsign"])
def test_a_feed_takes_the_token_of_its_fleet_and_makes_none(tmp_path: Path, feed: str) -> None:
    kiosk = settings(tmp_path, f'feed = "{feed}"\nport = 0\ntoken_file = "{tmp_path}/fleet.token"')
    with pytest.raises(TokenFileError, match=r"fleet\.token cannot be read"):
        build_feed(kiosk, Clock(), no_tell)
    (tmp_path / "fleet.token").write_text("A" * 43)
    feed_of_fleet = build_feed(kiosk, Clock(), no_tell)
    assert feed_of_fleet is not None
    feed_of_fleet.close()
    assert [path.name for path in tmp_path.iterdir()] == ["fleet.token"]


@pytest.mark.parametrize(
    "playback",
    [
        'feed = "command"',
        'feed = "playlist"\nplaylist = [{creative = "a", duration_s = 5}]',
        'feed = "player"\n[player]\nmedia = "/nowhere"',
    ],
)
def test_the_kiosk_has_feeds_of_its_own(tmp_path: Path, playback: str) -> None:
    assert build_feed(settings(tmp_path, playback), Clock(), no_tell) is None


def test_an_unknown_feed_names_all_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(PlayFeedError, match=", ".join(FEEDS)):
        build_feed(settings(tmp_path, 'feed = "cinema"'), Clock(), no_tell)


def test_a_server_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import_module = builtins.__import__

    def without_starlette(name: str, *arguments: Any) -> Any:
        if name.startswith("edge.screen.feeds"):
            raise ModuleNotFoundError("No module named 'starlette'", name="starlette")
        return import_module(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without_starlette)
    with pytest.raises(PlayFeedError, match=r"package starlette, which is not installed.*'vitrina\[player\]'"):
        build_feed(settings(tmp_path, 'feed = "http"'), Clock(), no_tell)


def test_the_login_of_anthias_is_read_from_its_file(tmp_path: Path) -> None:
    """A file that is not there is an error of the settings, with its key."""
    playback = (
        'feed = "anthias"\nanthias_url = "https://player.example.org"\nanthias_user = "ada"\n'
        f'anthias_password_file = "{tmp_path}/password"'
    )
    with pytest.raises(SettingsError, match=r"\[playback\] anthias_password_file"):
        build_feed(settings(tmp_path, playback), Clock(), no_tell)
    (tmp_path / "password").write_text("hush\n")
    assert anthias_address(settings(tmp_path, playback)) == AnthiasAddress("https://player.example.org", "ada", "hush")


def test_the_token_lies_beside_the_outbox() -> None:
    assert token_path(Path("/var/lib/vitrina/outbox.db"), "play") == Path("/var/lib/vitrina/outbox.db.play-token")
