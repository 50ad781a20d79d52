"""Plays of mpv, from the lines that mpv 0.40 sends; tests/edge/screen/feeds/test_mpv.py runs a real one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.events import PlayEnded, PlayStarted
from edge.screen.creative_names import CreativeNames
from edge.screen.feeds.mpv_lines import MpvEvent, MpvMessage, MpvProperty, MpvReply
from edge.screen.feeds.mpv_plays import PROPERTIES, MpvPlays
from edge.screen.play_feed import PlayEvent

NOW_S = 1_795_521_600.0
ERROR_S, LEAD_S = 0.1, 0.04  # of docs/shop/screen.md; a frame


class Mpv:
    """An mpv that says what a test wants, at seconds from NOW_S."""

    def __init__(self) -> None:
        self.plays = MpvPlays(CreativeNames({"Spring A.mp4": "spring_a"}))
        self.told: list[PlayEvent] = []

    def say(self, at_s: float, *messages: MpvMessage) -> None:
        for message in messages:
            self.told += self.plays.handle_message(message, NOW_S + at_s)

    def set(self, at_s: float, name: str, value: str | float | bool | None) -> None:
        self.say(at_s, MpvProperty(name, value))

    def event(self, at_s: float, name: str) -> None:
        self.say(at_s, MpvEvent(name))

    def answer(self, at_s: float, position_s: float | None) -> None:
        self.plays.wants_position = False
        self.say(at_s, MpvReply(self.plays.request, position_s))

    def begin(self, at_s: float, name: str = "b.mp4", duration_s: float | None = 5.0) -> None:
        """A file from its start on, as mpv tells it."""
        self.event(at_s, "start-file")
        self.set(at_s, "filename", name)
        self.event(at_s, "file-loaded")
        self.set(at_s, "duration", duration_s)
        self.event(at_s + 0.1, "playback-restart")
        assert self.plays.wants_position
        self.answer(at_s + 0.11, 0.04)


def idle_mpv() -> Mpv:
    """An mpv that plays nothing, just connected."""
    mpv = Mpv()
    for name in PROPERTIES:
        mpv.set(0.0, name, {"pause": False, "speed": 1.0, "core-idle": True}.get(name))
    return mpv


def started(at_s: float, creative: str = "b", media_s: float = 0.0, duration_s: float | None = 5.0) -> PlayStarted:
    about: Any = pytest.approx(media_s)
    return PlayStarted(NOW_S + at_s, creative, media_s=about, duration_s=duration_s, feed="mpv", error_s=ERROR_S)


def ended(at_s: float, error_s: float = ERROR_S) -> PlayEnded:
    return PlayEnded(NOW_S + at_s, error_s)


def test_a_film_is_told_from_its_first_picture_to_its_end() -> None:
    """Not from start-file, which is earlier; its names are looked up with and without their end."""
    mpv = idle_mpv()
    mpv.begin(1.0, "Spring A.mp4")
    mpv.event(6.1, "end-file")
    mpv.begin(6.2)
    mpv.event(11.0, "end-file")
    mpv.event(11.0, "idle")
    assert mpv.told == [started(1.1, "spring_a"), ended(6.1), started(6.3), ended(11.0)]


def test_a_file_that_cannot_be_played_is_no_play() -> None:
    mpv = idle_mpv()
    mpv.event(1.0, "start-file")
    mpv.set(1.0, "filename", "b.mp4")
    mpv.event(1.0, "end-file")
    assert mpv.told == []
    assert not mpv.plays.wants_position


def test_a_picture_has_no_length_and_does_not_stall() -> None:
    """Its position stands still while it is shown."""
    mpv = idle_mpv()
    mpv.set(0.5, "current-tracks/video/image", True)
    mpv.begin(1.0, duration_s=0.0)
    mpv.answer(4.0, 0.0)
    assert mpv.told == [started(1.1, duration_s=None)]


@pytest.mark.parametrize("name", ["pause", "paused-for-cache"])
def test_a_pause_ends_the_play_and_goes_on_at_its_second(name: str) -> None:
    mpv = idle_mpv()
    mpv.begin(1.0)
    mpv.set(3.1, name, True)
    mpv.answer(3.5, 2.04)
    mpv.set(6.1, name, False)
    assert mpv.plays.wants_position
    mpv.answer(6.2, 2.0 + 0.1 + LEAD_S)
    mpv.set(6.3, name, False)
    assert mpv.told == [started(1.1), ended(3.1), started(6.1, media_s=2.0)]


def test_a_file_that_begins_paused_starts_when_it_runs() -> None:
    mpv = idle_mpv()
    mpv.set(0.5, "pause", True)
    mpv.event(1.0, "start-file")
    mpv.set(1.0, "filename", "b.mp4")
    mpv.event(1.1, "playback-restart")
    assert not mpv.plays.wants_position
    mpv.set(9.0, "pause", False)
    mpv.answer(9.0, 0.04)
    assert mpv.told == [started(9.0, duration_s=None)]


def test_a_pause_while_nothing_is_on_starts_nothing() -> None:
    mpv = idle_mpv()
    mpv.set(1.0, "pause", True)
    mpv.set(2.0, "pause", False)
    assert not mpv.plays.wants_position
    assert mpv.told == []


def test_a_seek_ends_the_play_and_goes_on_elsewhere() -> None:
    """Also one back to the first frame, as a film that repeats does."""
    mpv = idle_mpv()
    mpv.begin(1.0, duration_s=60.0)
    mpv.event(2.0, "seek")
    mpv.event(2.2, "playback-restart")
    mpv.answer(2.3, 30.0 + 0.1 + LEAD_S)
    mpv.answer(4.2, 32.0 + LEAD_S)  # no stall
    mpv.event(5.0, "seek")
    mpv.event(5.0, "playback-restart")
    mpv.answer(5.0, 0.0)
    assert mpv.told == [
        started(1.1, duration_s=60.0),
        ended(2.0),
        started(2.2, media_s=30.0, duration_s=60.0),
        ended(5.0),
        started(5.0, duration_s=60.0),
    ]


def test_an_answer_from_before_a_seek_is_not_taken() -> None:
    """It was on its way: the film would be told at the second that it has left."""
    mpv = idle_mpv()
    mpv.begin(1.0)
    old = MpvReply(mpv.plays.request, 3.0)
    mpv.event(4.0, "seek")
    mpv.event(4.0, "playback-restart")
    mpv.say(4.0, old)
    mpv.answer(4.0, LEAD_S)
    assert mpv.told == [started(1.1), ended(4.0), started(4.0)]


def test_a_stall_is_another_segment() -> None:
    """Within a quarter of a second, and within the first second, nothing is told."""
    mpv = idle_mpv()
    mpv.begin(1.0)
    mpv.answer(2.09, 0.3)
    mpv.answer(3.1, 2.0 + LEAD_S - 0.25 + 0.01)
    mpv.answer(3.1, 2.0 + LEAD_S + 0.25 - 0.01)
    assert mpv.told == [started(1.1)]
    mpv.answer(4.1, None)
    mpv.answer(4.1, 3.0 + LEAD_S - 0.25 - 0.01)
    assert mpv.told == [started(1.1), ended(4.1), started(4.1, media_s=3.0 - 0.25 - 0.01)]
    mpv.answer(5.09, 4.3)
    assert len(mpv.told) == 3
    mpv.answer(5.1, 4.0 + LEAD_S + 0.01)
    assert mpv.told[3:] == [ended(5.1), started(5.1, media_s=4.01)]


def test_at_another_speed_nothing_is_told() -> None:
    """A second of the film is then no second of the clock. Two in a hundred make no difference."""
    mpv = idle_mpv()
    mpv.begin(1.0)
    for speed in (1.019, 0.981):
        mpv.set(2.0, "speed", speed)
        assert not mpv.plays.has_other_speed
    for speed in (1.021, 0.979):
        mpv.set(3.0, "speed", speed)
        assert mpv.plays.has_other_speed
    mpv.set(3.0, "speed", 1.5)
    assert mpv.plays.has_other_speed
    mpv.set(4.0, "speed", 1.0)
    mpv.answer(4.0, 4.0 + LEAD_S)
    assert mpv.told == [started(1.1), ended(3.0), started(4.0, media_s=4.0)]


def test_a_play_that_is_on_at_the_connection_is_told_from_there() -> None:
    """core-idle stands last of the properties: the rest is known by then."""
    assert PROPERTIES[-1] == "core-idle"
    mpv = Mpv()
    first: dict[str, str | float | bool] = {"filename": "b.mp4", "duration": 60.0, "speed": 1.0}
    for name in PROPERTIES:
        mpv.set(1.0, name, first.get(name, False))
    assert mpv.plays.wants_position
    mpv.answer(1.1, 20.1 + LEAD_S)
    mpv.set(2.0, "core-idle", False)
    assert not mpv.plays.wants_position
    young = Mpv()
    young.set(1.0, "filename", "b.mp4")
    young.set(1.0, "core-idle", False)
    young.answer(1.0, 0.14)
    assert young.told == [started(1.0, media_s=0.1, duration_s=None)]
    assert mpv.told == [started(1.0, media_s=20.0, duration_s=60.0)]


def test_a_file_that_means_no_creative_is_counted() -> None:
    mpv = idle_mpv()
    mpv.begin(1.0, "Holiday Video.mp4")
    mpv.event(6.0, "end-file")
    assert (mpv.told, mpv.plays.bad) == ([], 1)


def test_without_a_position_or_a_name_nothing_starts() -> None:
    """The file ended before mpv could answer."""
    mpv = idle_mpv()
    mpv.event(1.0, "playback-restart")
    mpv.answer(1.0, 1.0)
    mpv.set(1.0, "filename", "b.mp4")
    mpv.event(1.0, "playback-restart")
    mpv.answer(1.1, None)
    mpv.answer(2.1, 1.0)
    mpv.say(2.2, MpvReply(0, 1.0))
    assert mpv.told == []


@pytest.mark.parametrize("duration_s", [-1.0, 86_401.0])
def test_a_length_that_no_advert_has_is_unknown(duration_s: float) -> None:
    mpv = idle_mpv()
    mpv.begin(1.0, duration_s=duration_s)
    assert mpv.told == [started(1.1, duration_s=None)]


def test_the_end_of_the_connection_ends_the_play_once() -> None:
    """With an error of its own, where mpv hung for a while."""
    mpv = idle_mpv()
    mpv.begin(1.0)
    assert mpv.plays.end_play(NOW_S + 3.0, 5.0) == [ended(3.0, 5.0)]
    assert mpv.plays.end_play(NOW_S + 3.0) == []
    mpv.answer(4.0, 3.0)
    assert mpv.told == [started(1.1)]


MESSAGES = st.one_of(
    st.sampled_from(["start-file", "end-file", "seek", "playback-restart", "idle", "x"]).map(MpvEvent),
    st.builds(
        MpvProperty,
        st.sampled_from([*PROPERTIES, "other"]),
        st.sampled_from(["a.mp4", "Ä", True, False, None, 1.0, 2.0, -1.0]),
    ),
    st.builds(MpvReply, st.integers(0, 9), st.none() | st.floats(-1e15, 1e15)),
)


@given(st.lists(st.tuples(MESSAGES, st.floats(0, 3)), max_size=40))
def test_whatever_mpv_says_plays_are_in_order(messages: list[tuple[MpvMessage, float]]) -> None:
    """An end only of what started, and no time goes back."""
    mpv, at_s, is_on, before_s = idle_mpv(), 1.0, False, NOW_S
    for message, wait_s in messages:
        at_s += wait_s
        for play in mpv.plays.handle_message(message, NOW_S + at_s):
            assert before_s <= play.at_s <= NOW_S + at_s
            before_s = play.at_s
            assert isinstance(play, PlayStarted) or is_on
            is_on = isinstance(play, PlayStarted)


def test_the_first_picture_of_a_file_is_its_first_second_however_late_mpv_answers() -> None:
    """Up to a fifth of a second; a file that begins in its middle, or a seek, does not."""
    mpv = idle_mpv()
    for number, (position_s, media_s) in enumerate([(0.23, 0.0), (0.25, 0.21), (30.04, 30.0)]):
        mpv.event(10.0 * number, "start-file")
        mpv.set(10.0 * number, "filename", "b.mp4")
        mpv.event(10.0 * number, "playback-restart")
        mpv.answer(10.0 * number, position_s)
        assert mpv.told[-1] == started(10.0 * number, media_s=media_s, duration_s=None)
    mpv.event(22.0, "playback-restart")
    mpv.answer(22.0, 0.14)
    assert mpv.told[-1] == started(22.0, media_s=0.1, duration_s=None)


def test_a_film_that_is_paused_at_the_connection_is_told_once_it_runs() -> None:
    """Its picture is on the screen, and it is the same film."""
    mpv = Mpv()
    first: dict[str, str | float | bool] = {"filename": "b.mp4", "pause": True, "speed": 1.0, "core-idle": True}
    for name in PROPERTIES:
        mpv.set(1.0, name, first.get(name))
    assert not mpv.plays.wants_position
    mpv.set(5.0, "pause", False)
    mpv.answer(5.0, 7.0 + LEAD_S)
    assert mpv.told == [started(5.0, media_s=7.0, duration_s=None)]


def test_after_a_film_a_pause_starts_nothing() -> None:
    """It is over; what comes next has its own first picture."""
    mpv = idle_mpv()
    mpv.begin(1.0)
    mpv.event(6.0, "end-file")
    mpv.set(7.0, "pause", True)
    mpv.set(8.0, "pause", False)
    assert not mpv.plays.wants_position
    assert mpv.told == [started(1.1), ended(6.0)]


def test_a_buffer_that_fills_while_paused_starts_nothing() -> None:
    mpv = idle_mpv()
    mpv.begin(1.0)
    mpv.set(2.0, "pause", True)
    mpv.set(2.5, "paused-for-cache", True)
    mpv.set(3.0, "paused-for-cache", False)
    assert not mpv.plays.wants_position
    assert mpv.told == [started(1.1), ended(2.0)]


def test_the_shortest_and_the_longest_film_have_a_length() -> None:
    mpv = idle_mpv()
    mpv.begin(1.0, duration_s=0.5)
    mpv.begin(2.0, duration_s=86_400.0)
    assert mpv.told == [started(1.1, duration_s=0.5), ended(2.0), started(2.1, duration_s=86_400.0)]
