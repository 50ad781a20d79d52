"""The feed of a playlist."""

import pytest

from edge.events import PlayStarted
from edge.screen.playlist import Playlist

START_S = 1_767_225_600.0  # 2026-01-01T00:00:00Z


def test_playlist_loops_without_drift() -> None:
    """Each start comes once, at its exact time, for any interval of calls and any length of run."""
    playlist = Playlist([("a", 0.1), ("b", 0.2)], start_s=START_S)
    assert playlist.poll(START_S - 1) == []
    assert playlist.poll(START_S) == [PlayStarted(START_S, "a", duration_s=0.1, feed="playlist")]
    assert playlist.poll(START_S) == []
    starts = playlist.poll(START_S + 30_000.0)
    assert len(starts) == 200_000
    assert starts[-1].at_s - START_S == pytest.approx(30_000.0, abs=1e-6)
    assert {event.creative for event in starts[1::2] if isinstance(event, PlayStarted)} == {"a"}


def test_stopped_playlist_ends_its_play_and_gives_no_more_events() -> None:
    """A stop gives the starts up to its time and one end. Before the first start there is no play to end."""
    playlist = Playlist([("a", 10.0), ("b", 10.0)], start_s=0.0)
    events = playlist.stop_loop(15.0)
    assert [type(event).__name__ for event in events] == ["PlayStarted", "PlayStarted", "PlayEnded"]
    assert events[-1].at_s == 15.0
    assert playlist.poll(100.0) == []
    assert playlist.stop_loop(100.0) == []
    assert Playlist([("a", 10.0)], start_s=50.0).stop_loop(15.0) == []


@pytest.mark.parametrize("items", [[], [("a", 0.0)], [("a", -1.0)], [("a", float("nan"))], [("Ä", 5.0)]])
def test_unusable_playlist_is_refused(items: list[tuple[str, float]]) -> None:
    """A playlist without items, durations or valid names is refused."""
    with pytest.raises(ValueError, match=r"^playlist: "):
        Playlist(items, start_s=0.0)
