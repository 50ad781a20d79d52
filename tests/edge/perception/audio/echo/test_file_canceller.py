"""file_canceller.py: from plays and sound to what is the audience's, on the stream's own clock."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.events import PlayEnded, PlayStarted
from edge.perception.audio.echo.canceller import HALF, CancelledBlock
from edge.perception.audio.echo.file_canceller import FileCanceller
from edge.signals import AudioBlock
from models.serving.features.voice import RATE_HZ, Floats
from tests.edge.perception.audio.echo.rooms import echoed, late, level_db, noise, tune

START_S = 1_800_000_000.0
ADVERT = tune(10, seed=1)
OTHER = tune(10, seed=20)
ROOM = noise(20, 0.002, seed=7)
TWICE = late(echoed(np.concatenate([ADVERT, ADVERT])), 3000.3, ppm=30) + ROOM
"""What a microphone hears of two plays, 0.19 s late."""


def heard(front: FileCanceller, samples: Floats, at_s: float = START_S, block: int = 1600) -> list[CancelledBlock]:
    pieces = range(0, len(samples), block)
    return [half for at in pieces for half in front.process(AudioBlock(at_s + at / RATE_HZ, samples[at : at + block]))]


def twice(front: FileCanceller, samples: Floats = TWICE, told_s: float = 0.0) -> list[CancelledBlock]:
    """Two plays, told so much late by their own time."""
    front.handle_play(PlayStarted(START_S + told_s, "spring"))
    front.handle_play(PlayStarted(START_S + told_s + 10, "spring"))
    return heard(front, samples)


def left_db(halves: list[CancelledBlock]) -> list[float]:
    return [level_db(half.sound.samples) for half in halves]


def test_the_advert_is_gone_once_its_place_and_the_room_are_known() -> None:
    """In a second play within two seconds: what is left is the room, to a dB."""
    halves = twice(FileCanceller({"spring": ADVERT}.get))
    assert all(half.is_known and half.has_advert for half in halves[25:])
    assert left_db(halves[25:]) == pytest.approx([level_db(ROOM)] * 15, abs=1.5)
    assert not any(half.is_known for half in halves[:3])


@settings(max_examples=3, deadline=None)
@given(st.integers(1, 20_000))
def test_the_same_is_left_however_the_sound_comes(block: int) -> None:
    """Half seconds with the times of their first samples."""
    one, other = FileCanceller({"spring": ADVERT}.get), FileCanceller({"spring": ADVERT}.get)
    for front in (one, other):
        front.handle_play(PlayStarted(START_S, "spring"))
    expected, halves = heard(one, TWICE[:48_100]), heard(other, TWICE[:48_100], block=block)
    assert [half.sound.at_s for half in halves] == pytest.approx([START_S + n / 2 for n in range(6)], abs=1e-6)
    # but for the rounding of times of today, which is a two-hundredth of a sample
    assert all(np.allclose(a.sound.samples, b.sound.samples, atol=1e-3) for a, b in zip(halves, expected, strict=True))


def test_between_adverts_sound_passes_untouched() -> None:
    """Nothing is on; then an advert ends, and its echo dies away."""
    front = FileCanceller({"spring": ADVERT}.get)
    untouched = heard(front, ROOM[:HALF])
    assert (untouched[0].sound.samples == ROOM[:HALF]).all()
    assert [(half.is_known, half.has_advert) for half in untouched] == [(True, False)]
    front.handle_play(PlayStarted(START_S - 20, "spring"))
    front.handle_play(PlayEnded(START_S - 10))
    assert [(half.is_known, half.has_advert) for half in heard(front, ROOM[HALF : 2 * HALF], START_S + 0.5)] == [
        (True, False)
    ]


def test_of_an_advert_without_a_track_nothing_is_known() -> None:
    """Nor of the half second after it: the ear may be laughing still."""
    front = FileCanceller({"spring": ADVERT}.get)
    front.handle_play(PlayStarted(START_S, "winter"))
    front.handle_play(PlayEnded(START_S + 3))
    halves = heard(front, TWICE[: 6 * RATE_HZ])
    assert [half.is_known for half in halves] == [False] * 10 + [True] * 2
    assert all((half.sound.samples == TWICE[n * HALF : (n + 1) * HALF]).all() for n, half in enumerate(halves))


def test_of_an_advert_that_sounds_otherwise_nothing_is_known() -> None:
    """The file is another cut."""
    assert not any(half.is_known for half in twice(FileCanceller({"spring": OTHER}.get)))


def test_a_silent_advert_hides_nobody() -> None:
    """It has a track, and there is nothing on it."""
    front = FileCanceller({"spring": np.zeros(20 * RATE_HZ, np.float32)}.get)
    front.handle_play(PlayStarted(START_S, "spring"))
    halves = heard(front, ROOM[: 2 * RATE_HZ])
    assert all(half.is_known and half.has_advert for half in halves)


def test_after_its_track_an_advert_is_not_told_of() -> None:
    """The player may show it over and over: that is heard, and is not known to be the advert."""
    front = FileCanceller({"spring": ADVERT[: 2 * RATE_HZ]}.get)
    front.handle_play(PlayStarted(START_S, "spring"))
    assert not any(half.has_advert for half in heard(front, TWICE[: 8 * RATE_HZ])[5:])


def test_a_player_that_is_wrong_by_a_third_of_a_second_is_found_out() -> None:
    """Its clock is behind, or before; the room is what is left."""
    for told_s in (-0.3, 0.3):
        halves = twice(FileCanceller({"spring": ADVERT}.get), told_s=told_s)
        assert all(half.is_known for half in halves[27:])
        assert max(left_db(halves[27:])) < level_db(ROOM) + 3


def test_another_advert_than_the_player_said_is_found_out_at_once() -> None:
    """It changes the advert, and tells it late: nothing of the new one is taken for the audience."""
    front = FileCanceller({"spring": ADVERT, "winter": OTHER}.get)
    front.handle_play(PlayStarted(START_S, "spring"))
    front.handle_play(PlayStarted(START_S + 10, "spring"))
    changed = late(echoed(np.concatenate([ADVERT, ADVERT[: 5 * RATE_HZ], OTHER[: 5 * RATE_HZ]])), 3000.3) + ROOM
    halves = heard(front, changed)
    assert halves[29].is_known
    assert not any(half.is_known for half in halves[31:])


def test_a_play_told_late_has_its_place_among_the_others() -> None:
    """Told in any order, the plays end one another by their own times."""
    one, other = FileCanceller({"spring": ADVERT}.get), FileCanceller({"spring": ADVERT}.get)
    told = [PlayStarted(START_S, "spring"), PlayStarted(START_S + 10, "spring")]
    for front, events in ((one, told), (other, told[::-1])):
        for event in events:
            front.handle_play(event)
    pairs = zip(heard(one, TWICE), heard(other, TWICE), strict=True)
    assert all((a.sound.samples == b.sound.samples).all() for a, b in pairs)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_broken_sound_is_dropped_and_the_room_stays(bad: float) -> None:
    """What is no number, what is far too loud, another rate: a gap, and in four seconds the advert is gone again."""
    front = FileCanceller({"spring": ADVERT}.get)
    twice(front, TWICE[: 14 * RATE_HZ])
    assert front.process(AudioBlock(START_S + 14, np.full(1600, bad, np.float32))) == []
    assert front.process(AudioBlock(START_S + 14.1, np.zeros(1600, np.float32), 8000)) == []
    halves = heard(front, TWICE[int(14.5 * RATE_HZ) :], START_S + 14.5)
    assert halves[0].sound.at_s == pytest.approx(START_S + 14.5)
    assert not halves[0].is_known
    assert all(half.is_known for half in halves[8:])


def test_the_loudest_there_is_leaves_numbers() -> None:
    """A float of a broken driver."""
    front = FileCanceller({"spring": ADVERT}.get)
    front.handle_play(PlayStarted(START_S, "spring"))
    loud = TWICE[: 6 * RATE_HZ].copy()
    loud[3 * RATE_HZ] = 1e30
    assert all(np.isfinite(half.sound.samples).all() for half in heard(front, loud))
