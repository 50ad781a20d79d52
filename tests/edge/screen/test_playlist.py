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


@pytest.mark.parametrize("items", [[], [("a", 0.0)], [("a", -1.0)], [("a", float("nan"))], [("Ä", 5.0)]])
def test_unusable_playlist_is_refused(items: list[tuple[str, float]]) -> None:
    """A playlist without items, durations or valid names is refused."""
    with pytest.raises(ValueError, match=r"^playlist: "):
        Playlist(items, start_s=0.0)
