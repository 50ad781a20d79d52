"""Hooks of a kiosk that demonstrates itself: its pictures, its player, and no notice."""

import socket
from pathlib import Path

import pytest

from edge.alerts import Alert
from edge.clock import Clock
from edge.kiosk.demo_hooks import DemoHooks
from edge.kiosk.kiosk import Kiosk
from edge.screen.play_feed import PlayEvent, PlayFeed
from edge.settings.settings import Settings, parse_settings_text
from edge.web.server import PageServerError


class Wrapped:
    """A feed around a feed."""

    alerts: tuple[Alert, ...] = ()

    def __init__(self, feed: PlayFeed) -> None:
        self.feed, self.is_closed = feed, False

    def poll(self, now_s: float) -> list[PlayEvent]:
        return self.feed.poll(now_s)

    def close(self) -> None:
        self.is_closed = True
        self.feed.close()


def player_settings(folder: Path) -> Settings:
    """A kiosk whose page is to show the notice before it senses."""
    return Settings.model_validate(
        {
            "outbox": {"path": str(folder / "outbox.db")},
            "broker": {"host": "127.0.0.1", "port": 9},
            "playback": {"feed": "player"},
            "player": {"media": str(folder), "port": 0},
            "notice": {
                "version": "1",
                "shown": "screen",
                "operator": "Shop Ltd, 1 High Street",
                "contact": "privacy@example.org",
                "legal_basis": "legitimate interests",
            },
        }
    )


def test_a_demo_senses_without_a_notice(tmp_path: Path) -> None:
    """The same settings make a kiosk in a shop wait for its notice."""
    for hooks, is_paused in ((None, True), (DemoHooks(), False), (DemoHooks(wrap_player=Wrapped), False)):
        kiosk = Kiosk(player_settings(tmp_path), Clock(), demo=hooks)
        assert kiosk.parts.state.is_paused == is_paused
        kiosk.stop()
        kiosk.run()


def test_a_demo_has_a_player_if_it_adds_plays_to_it(tmp_path: Path) -> None:
    """A bench has none."""
    wrapped: list[Wrapped] = []

    def wrap(feed: PlayFeed) -> PlayFeed:
        wrapped.append(Wrapped(feed))
        return wrapped[-1]

    for hooks, has_feed in ((DemoHooks(), False), (DemoHooks(wrap_player=wrap), True)):
        kiosk = Kiosk(player_settings(tmp_path), Clock(), demo=hooks)
        assert (kiosk.parts.feed is not None) == has_feed
        kiosk.stop()
        kiosk.run()
    assert len(wrapped) == 1


def test_a_player_is_closed_if_the_feed_after_it_cannot_be_opened(tmp_path: Path) -> None:
    """Both are listeners: the port of the feed of plays is taken."""
    wrapped: list[Wrapped] = []

    def wrap(feed: PlayFeed) -> PlayFeed:
        wrapped.append(Wrapped(feed))
        return wrapped[-1]

    with socket.create_server(("127.0.0.1", 0)) as taken:
        playback = parse_settings_text(
            f'[playback]\nfeed = "http"\nport = {taken.getsockname()[1]}', tmp_path / "kiosk.toml"
        ).playback
        settings = player_settings(tmp_path).model_copy(update={"playback": playback})
        with pytest.raises(PageServerError):
            Kiosk(settings, Clock(), demo=DemoHooks(wrap_player=wrap))
    assert [player.is_closed for player in wrapped] == [True]
    assert not (tmp_path / "outbox.db").exists()
