"""Play feeds: commands of a player, and feeds that other packages add as entry points."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.events import PlayEnded, PlayStarted
from edge.screen import play_feed
from edge.screen.play_feed import MAX_PLAYS, CommandFeed, PlayEvent, PlayFeed, PlayFeedError
from edge.screen.playlist import Playlist

PACKAGE = '''
from edge.events import PlayStarted


class Feed:
    """Feed that shows one creative at each poll."""

    def __init__(self, options):
        self.options = options
        self.alerts = ()
        if "creative" not in options:
            raise ValueError("creative is missing")

    def poll(self, now_s):
        return [PlayStarted(now_s, self.options["creative"], feed="other")]
'''


@pytest.fixture
def third_party_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package installed as by pip: a module, and metadata with entry points."""
    (tmp_path / "third_party_feed.py").write_text(PACKAGE)
    info = tmp_path / "third_party_feed-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: third-party-feed\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[vitrina.play_feeds]\nsignage = third_party_feed:Feed\nbillboard = third_party_feed:Feed\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    sys.modules.pop("third_party_feed", None)


def test_commands_come_out_in_their_order_and_once() -> None:
    """Late plays too: `now_s` is no limit."""
    feed = CommandFeed()
    plays: list[PlayEvent] = [PlayStarted(10.0, "a"), PlayEnded(9.0), PlayStarted(500.0, "b")]
    for play in plays:
        feed.put(play)
    assert feed.poll(0.0) == plays
    assert feed.poll(1000.0) == []
    assert (feed.dropped, feed.alerts) == (0, ())


def test_a_full_command_feed_drops_the_oldest_plays_and_counts_them() -> None:
    feed = CommandFeed()
    for second in range(MAX_PLAYS + 3):
        feed.put(PlayEnded(float(second)))
    assert feed.dropped == 3
    assert [play.at_s for play in feed.poll(0.0)] == [float(second) for second in range(3, MAX_PLAYS + 3)]
    assert feed.dropped == 3


def test_the_built_in_feeds_are_play_feeds() -> None:
    """Both give plays and alerts. Without plays there are none."""
    feeds: list[PlayFeed] = [CommandFeed(), Playlist([("a", 5.0)], start_s=100.0)]
    assert [feed.poll(0.0) for feed in feeds] == [[], []]
    assert [feed.alerts for feed in feeds] == [(), ()]


@pytest.mark.usefixtures("third_party_package")
def test_a_third_party_feed_is_found_by_its_entry_point_and_gets_its_options() -> None:
    assert {"signage", "billboard"} <= set(play_feed.names())
    assert play_feed.names() == sorted(play_feed.names())
    options: dict[str, play_feed.Option] = {"creative": "spring_a", "port": 8080, "loud": True}
    feed = play_feed.load("signage", options)
    assert feed.options == options  # type: ignore[attr-defined]
    assert feed.poll(12.0) == [PlayStarted(12.0, "spring_a", feed="other")]
    assert feed.alerts == ()


@pytest.mark.usefixtures("third_party_package")
def test_the_error_of_an_unknown_feed_lists_all_feeds() -> None:
    """Built-in ones first, then those of other packages."""
    with pytest.raises(PlayFeedError, match=r'^playback: there is no feed "cinema"') as caught:
        play_feed.load("cinema", {})
    assert f"Installed: {', '.join(['command', 'playlist', *play_feed.names()])}." in str(caught.value)
    assert "billboard" in str(caught.value)
    assert "[playback] feed" in str(caught.value)


def test_without_other_packages_only_the_built_in_feeds_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play_feed, "entry_points", lambda group: ())
    assert play_feed.names() == []
    with pytest.raises(PlayFeedError, match=r"Installed: command, playlist\. Choose"):
        play_feed.load("signage", {})


@pytest.mark.usefixtures("third_party_package")
def test_a_feed_that_refuses_its_options_says_why() -> None:
    """A ValueError of the package becomes an error of the settings."""
    with pytest.raises(PlayFeedError) as caught:
        play_feed.load("signage", {"creativ": "spring_a"})
    assert str(caught.value) == 'playback: the feed "signage" refuses [playback] options: creative is missing'
    assert isinstance(caught.value.__cause__, ValueError)
