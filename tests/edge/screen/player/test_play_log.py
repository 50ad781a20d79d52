"""Starts and ends of plays, from what the page tells of frames."""

from pathlib import Path

import pytest

from edge.events import Experiment, PlayEnded, PlayStarted
from edge.screen.player.items import PlayerItem
from edge.screen.player.page_messages import Closed, Ended, Started, Stopped
from edge.screen.player.play_log import PlayLog, ShownItem

ITEM = PlayerItem(
    creative="a",
    file=Path("a.mp4"),
    kind="video",
    duration_s=5.0,
    sha256="ab12cd34ef56",
    experiment=Experiment("e12", "b", 7),
    position=3,
)


def start(log: PlayLog, at_s: float = 100.0, media_s: float = 0.0, error_s: float = 0.001, n: int = 1) -> PlayStarted:
    told = Started(e="start", t=0, n=n, media_s=media_s, duration_s=9.0)
    (started,) = log.start_play(ShownItem(n, ITEM), told, at_s, error_s)
    return started


def close(log: PlayLog, told: Closed, at_s: float = 105.0, error_s: float = 0.001) -> PlayEnded:
    (ended,) = log.close_play(told, at_s, error_s)
    return ended


def ended(media_s: float = 4.97, why: str = "ended", **more: float) -> Ended:
    values = {"e": "end", "t": 0, "n": 1, "gap_ms": 40.0, "shown": 150, "dropped": 0, "detail": ""}
    return Ended.model_validate({**values, "media_s": media_s, "why": why, **more})


def stopped() -> Stopped:
    return Stopped(e="stop", t=0, n=1, media_s=2.0, gap_ms=40.0, shown=60, dropped=0)


def test_a_start_carries_all_that_the_item_is() -> None:
    assert start(PlayLog()) == PlayStarted(
        100.0, "a", 0.0, 5.0, Experiment("e12", "b", 7), "player", 0.05, position=3, sha256="ab12cd34ef56"
    )


def test_pictures_and_muted_films_are_plays_without_sound() -> None:
    told = Started(e="start", t=0, n=1, media_s=0, duration_s=9.0)
    for kind, muted, is_silent in (("video", False, False), ("video", True, True), ("image", False, True)):
        item = PlayerItem(creative="a", file=Path("a"), kind=kind, muted=muted)  # type: ignore[arg-type]
        assert PlayLog().start_play(ShownItem(1, item), told, 100.0, 0.0)[0].is_silent is is_silent


def test_the_length_of_a_film_without_one_is_that_of_the_page() -> None:
    item = PlayerItem(creative="a", file=Path("a.mp4"), kind="video")
    told = Started(e="start", t=0, n=1, media_s=0, duration_s=9.0)
    assert PlayLog().start_play(ShownItem(1, item), told, 100.0, 0.0)[0].duration_s == 9.0


@pytest.mark.parametrize(
    ("media_from_s", "media_s", "why", "is_whole"),
    [
        (0.0, 4.97, "ended", True),
        (0.0, 4.9, "ended", True),
        (0.0, 4.899, "ended", True),  # a frame is told to the microsecond
        (0.0, 4.89, "ended", False),
        (0.1, 4.97, "ended", True),
        (0.11, 4.97, "ended", False),
        (0.0, 4.97, "error", False),
        (0.0, 4.97, "stuck", False),
    ],
)
def test_a_play_is_whole_from_the_first_frame_to_the_last(
    media_from_s: float, media_s: float, why: str, is_whole: bool
) -> None:
    log = PlayLog()
    start(log, media_s=media_from_s)
    end = close(log, ended(media_s, why))
    assert end.complete is is_whole
    assert end.media_s == (5.0 if is_whole else media_s)


def test_a_play_that_stopped_is_never_whole() -> None:
    """Nor is the rest of it, even one from media second 0; the next showing is whole again."""
    log = PlayLog()
    start(log)
    assert close(log, stopped(), 102.0).complete is False
    start(log, 103.0, 0.0)
    assert close(log, ended(), 108.0).complete is False
    start(log, 108.0, n=2)
    assert close(log, ended(), 113.0).complete is True


@pytest.mark.parametrize(
    ("gap_ms", "clock_s", "error_s"), [(40, 0.001, 0.05), (300, 0.001, 0.3), (40, 0.2, 0.2 + 1 / 60)]
)
def test_the_error_is_the_largest_of_gap_and_clock(gap_ms: float, clock_s: float, error_s: float) -> None:
    log = PlayLog()
    started = start(log, error_s=clock_s)
    assert close(log, ended(gap_ms=gap_ms), error_s=clock_s).error_s == pytest.approx(error_s)
    assert started.error_s == pytest.approx(max(0.05, clock_s + 1 / 60))


def test_the_share_of_dropped_frames() -> None:
    log = PlayLog()
    start(log)
    assert close(log, ended(shown=90, dropped=30)).dropped == 0.25
    start(log, n=2)
    assert close(log, ended(shown=0, dropped=0)).dropped is None  # an image has none


def test_no_end_lies_before_its_start_and_no_start_before_the_end_before_it() -> None:
    log = PlayLog()
    start(log, 100.0)
    assert close(log, ended(), 99.0).at_s == 100.0
    assert start(log, 98.0, n=2).at_s == 100.0


def test_what_was_cut_ends_where_the_page_was_last_heard_of() -> None:
    log = PlayLog()
    assert log.cut_play() == []
    assert log.close_play(ended(), 100.0, 0.0) == []
    start(log, 100.0)
    assert log.is_play_open
    log.note_page_alive(103.0)
    log.note_page_alive(102.0)
    assert log.cut_play() == [PlayEnded(103.0, 1.0, complete=False)]
    assert not log.is_play_open
