"""Play feeds of our own: commands of a player, and a playlist."""

from edge.events import PlayEnded, PlayStarted
from edge.screen.play_feed import MAX_PLAYS, PLAYS_AT_ONCE, CommandFeed, PlayEvent, PlayFeed
from edge.screen.playlist import Playlist


def test_commands_come_out_in_their_order_and_once() -> None:
    """Late plays too: `now_s` is no limit."""
    feed = CommandFeed()
    plays: list[PlayEvent] = [PlayStarted(10.0, "a"), PlayEnded(9.0), PlayStarted(500.0, "b")]
    for play in plays:
        feed.put_play(play)
    assert feed.poll(0.0) == plays
    assert feed.poll(1000.0) == []
    assert (feed.dropped, feed.alerts) == (0, ())


def test_a_full_command_feed_drops_the_oldest_plays_and_counts_them() -> None:
    feed = CommandFeed()
    for second in range(MAX_PLAYS + 3):
        feed.put_play(PlayEnded(float(second)))
    assert feed.dropped == 3
    polled = [play.at_s for _ in range(MAX_PLAYS // PLAYS_AT_ONCE) for play in feed.poll(0.0)]
    assert polled == [float(second) for second in range(3, MAX_PLAYS + 3)]
    assert feed.dropped == 3


def test_a_poll_returns_a_part_of_a_flood() -> None:
    """The audience handles it in turns. There is room again for as many."""
    feed = CommandFeed()
    for second in range(MAX_PLAYS):
        feed.put_play(PlayEnded(float(second)))
    assert not feed.has_room(1)
    assert len(feed.poll(0.0)) == PLAYS_AT_ONCE
    assert feed.has_room(PLAYS_AT_ONCE)
    assert not feed.has_room(PLAYS_AT_ONCE + 1)


def test_the_built_in_feeds_are_play_feeds() -> None:
    """Both give plays and alerts. Without plays there are none."""
    feeds: list[PlayFeed] = [CommandFeed(), Playlist([("a", 5.0)], start_s=100.0)]
    assert [feed.poll(0.0) for feed in feeds] == [[], []]
    assert [feed.alerts for feed in feeds] == [(), ()]
