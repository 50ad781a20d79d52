"""Plays of Anthias: starts between two polls, names that are no play, and nothing told where nothing is known."""

from hypothesis import given
from hypothesis import strategies as st

from edge.events import PlayEnded, PlayStarted
from edge.screen.creative_names import CreativeNames
from edge.screen.feeds.anthias_answer import Asset
from edge.screen.feeds.anthias_plays import AnthiasPlays
from edge.screen.play_feed import PlayEvent

NOW_S = 1_795_521_600.0
A, B, C = (Asset(name, name.upper(), 15.0) for name in "abc")
LONG = Asset("long", "", None)


def plays_of(*answers: Asset | None, every_s: float = 1.0) -> list[PlayEvent]:
    """Plays of answers that come once a second."""
    plays = AnthiasPlays(CreativeNames({"B": "spring_b"}))
    return [
        play for number, answer in enumerate(answers) for play in plays.take_answer(NOW_S + number * every_s, answer)
    ]


def start(creative: str, at_s: float, error_s: float = 1.5, duration_s: float | None = 15.0) -> PlayStarted:
    return PlayStarted(NOW_S + at_s, creative, duration_s=duration_s, feed="anthias", error_s=error_s)


def test_a_play_starts_in_the_middle_of_two_polls() -> None:
    """Half their distance, and a second for the time between name and picture."""
    assert plays_of(A, A, B, B) == [start("spring_b", 1.5)]
    assert plays_of(None, None, A, A, every_s=4.0) == [start("a", 6.0, error_s=3.0)]


def test_what_was_on_before_the_first_poll_is_not_told() -> None:
    """Nobody knows since when it is on."""
    assert plays_of(A, A, A) == []


def test_an_asset_that_one_poll_names_is_no_play() -> None:
    """Its file is missing: Anthias names it for half a second."""
    assert plays_of(None, A, A, B, C, C) == [start("a", 0.5), start("c", 3.5)]


def test_nothing_ends_a_play_at_once() -> None:
    assert plays_of(None, None, None, A, A) == [start("a", 2.5)]
    assert plays_of(None, A, A, None, B, B) == [start("a", 0.5), PlayEnded(NOW_S + 2.5, 1.5), start("spring_b", 3.5)]


def test_an_asset_that_stays_is_one_play_of_its_length() -> None:
    """It is repeated, and nothing says when: no more is told than is known."""
    answers = [None, *[A] * 40, B, B]
    assert plays_of(*answers) == [start("a", 0.5), PlayEnded(NOW_S + 15.5, 1.5), start("spring_b", 40.5)]
    assert plays_of(None, *[LONG] * 40) == [start("long", 0.5, duration_s=None)]
    # not before its picture can be over: a player that is late by the whole error
    assert PlayEnded(NOW_S + 15.5, 1.5) not in plays_of(None, *[A] * 17)
    assert PlayEnded(NOW_S + 15.5, 1.5) in plays_of(None, *[A] * 18)


def test_an_unknown_asset_ends_the_play_and_is_counted() -> None:
    """Something else is on the screen."""
    plays = AnthiasPlays(CreativeNames())
    told = [
        play
        for number, asset in enumerate((None, A, A, Asset("Spring A", "", 5.0), Asset("Spring A", "", 5.0), A, A))
        for play in plays.take_answer(NOW_S + number, asset)
    ]
    assert told == [start("a", 0.5), PlayEnded(NOW_S + 2.5, 1.5), start("a", 4.5)]
    assert plays.bad == 1


def test_after_a_gap_nothing_is_known() -> None:
    """The play ended somewhere in it; what is on since then began at an unknown time."""
    plays = AnthiasPlays(CreativeNames())
    for number, asset in enumerate((None, A, A)):
        plays.take_answer(NOW_S + number, asset)
    assert plays.take_answer(NOW_S + 12.0, A) == []
    later_s = NOW_S + 2 + 20.0 + 1
    assert plays.take_answer(later_s, B) == [PlayEnded(NOW_S + 12.0, 10.0)]
    assert plays.take_answer(later_s + 1, B) == []
    assert plays.take_answer(later_s + 2, A) == []
    assert plays.take_answer(later_s + 3, A) == [
        PlayStarted(later_s + 1.5, "a", duration_s=15.0, feed="anthias", error_s=1.5)
    ]


@given(st.lists(st.tuples(st.sampled_from([A, B, C, LONG, None]), st.floats(0.5, 15)), max_size=40))
def test_starts_and_ends_are_in_order_and_never_in_the_future(answers: list[tuple[Asset | None, float]]) -> None:
    """A play ends once, and before the next one starts."""
    plays, at_s, told, is_on = AnthiasPlays(CreativeNames()), NOW_S, NOW_S - 1, False
    for asset, wait_s in answers:
        at_s += wait_s
        for play in plays.take_answer(at_s, asset):
            assert told <= play.at_s <= at_s
            told = play.at_s
            if isinstance(play, PlayEnded):
                assert is_on
            is_on = isinstance(play, PlayStarted)


def test_ten_seconds_are_no_gap_and_eleven_are() -> None:
    """As docs/shop/screen.md says."""
    assert plays_of(None, A, A, B, B, every_s=10.0) == [start("a", 5.0, 6.0), start("spring_b", 25.0, 6.0)]
    assert plays_of(None, A, A, B, B, every_s=10.1) == []
