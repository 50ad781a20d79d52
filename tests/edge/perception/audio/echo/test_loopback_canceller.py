"""loopback_canceller.py and live.py: what this machine plays, recorded where it goes to the loudspeaker, is
taken out of what a microphone hears."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.events import PlayStarted
from edge.perception.audio.echo.canceller import HALF, CancelledBlock
from edge.perception.audio.echo.loopback_canceller import LoopbackCanceller
from edge.perception.audio.echo.reference_track import ReferenceTrack
from edge.perception.audio.echo.render_buffer import KEPT_S, RenderBuffer
from edge.signals import AudioBlock
from models.serving.features.voice import RATE_HZ, Floats
from tests.edge.perception.audio.echo.rooms import echoed, late, level_db, noise, tune

START_S = 1_800_000_000.0
BLOCK = RATE_HZ // 10
PLAYED = tune(20, seed=1)
ROOM = noise(20, 0.002, seed=7)
HEARD = late(echoed(PLAYED), 1200.3, ppm=30) + ROOM
"""What a microphone hears of it, 75 ms late."""


def blocks(samples: Floats, at_s: float = START_S, block: int = BLOCK) -> list[AudioBlock]:
    return [AudioBlock(at_s + at / RATE_HZ, samples[at : at + block]) for at in range(0, len(samples), block)]


def together(
    front: LoopbackCanceller, heard: list[AudioBlock], played: list[AudioBlock], later_s: float = 0.2
) -> list[CancelledBlock]:
    """Both come as they do in a kiosk, what is played by so much later than what is heard."""
    halves, coming = [], list(played)
    for sound in heard:
        now_s = sound.at_s + len(sound.samples) / RATE_HZ
        while coming and coming[0].at_s + len(coming[0].samples) / RATE_HZ <= now_s - later_s + 1e-6:
            front.add_rendered(coming.pop(0))
        halves += front.process(sound)
    return halves


def left_db(halves: list[CancelledBlock]) -> list[float]:
    return [level_db(half.sound.samples) for half in halves]


def test_what_is_played_is_gone_once_its_place_and_the_room_are_known() -> None:
    """What is left is the room, to a dB and a half; nobody told what was on."""
    halves = together(LoopbackCanceller(), blocks(HEARD), blocks(PLAYED))
    assert all(half.is_known and half.has_advert for half in halves[28:])
    assert left_db(halves[28:]) == pytest.approx([level_db(ROOM)] * len(halves[28:]), abs=1.5)
    assert len(halves) >= 38
    assert not any(half.is_known for half in halves[:6])


def test_somebody_who_is_heard_over_it_keeps_their_level() -> None:
    """Sound that is not of the output, in the second half."""
    somebody = np.concatenate([np.zeros(15 * RATE_HZ, np.float32), 0.3 * tune(5, seed=40)])
    halves = together(LoopbackCanceller(), blocks(HEARD + somebody), blocks(PLAYED))
    known = [n for n in range(31, len(halves)) if halves[n].is_known]
    assert len(known) >= 4
    own = [level_db((ROOM + somebody)[n * HALF : (n + 1) * HALF]) for n in known]
    assert left_db([halves[n] for n in known]) == pytest.approx(own, abs=1.0)


def test_while_it_plays_nothing_sound_passes_untouched() -> None:
    """A monitor of an output that is idle gives zeros. At first nobody knows what may still be heard."""
    halves = together(LoopbackCanceller(), blocks(ROOM[: 4 * RATE_HZ]), blocks(np.zeros(4 * RATE_HZ, np.float32)))
    assert [half.is_known for half in halves] == [False] * 4 + [True] * 3
    assert all((half.sound.samples == ROOM[n * HALF : (n + 1) * HALF]).all() for n, half in enumerate(halves))


def test_without_the_output_s_sound_nothing_is_known() -> None:
    """From the start, and soon after it broke off; what is heard is given in its time all the same."""
    front = LoopbackCanceller()
    assert [half.is_known for half in together(front, blocks(ROOM[:RATE_HZ]), [])] == [False] * 2
    front = LoopbackCanceller()
    halves = together(front, blocks(HEARD), blocks(PLAYED[: 16 * RATE_HZ]))
    assert all(half.is_known for half in halves[28:31])
    assert not any(half.is_known for half in halves[33:])
    assert [half.sound.at_s for half in halves] == pytest.approx([START_S + n / 2 for n in range(len(halves))])
    assert len(halves) >= 38


def test_a_hole_in_it_is_no_silence() -> None:
    """Half a second of the output is missing. What was played then is heard still; after it, all goes on."""
    played = blocks(PLAYED)
    halves = together(LoopbackCanceller(), blocks(HEARD), played[:145] + played[150:])
    known = [half.is_known for half in halves]
    assert all(known[28:29])
    assert not any(known[29:33])
    assert known[-1]


def test_a_gap_in_the_microphone_s_sound_begins_anew_with_the_room_that_was_learned() -> None:
    front = LoopbackCanceller()
    played = blocks(PLAYED)
    together(front, blocks(HEARD[: 14 * RATE_HZ]), played[:138])
    rest = blocks(HEARD[15 * RATE_HZ :], START_S + 15)
    halves = together(front, rest, played[138:])
    assert halves[0].sound.at_s == pytest.approx(START_S + 15)
    assert [half.is_known for half in halves[4:]] == [True] * len(halves[4:])
    assert left_db(halves[5:]) == pytest.approx([level_db(ROOM)] * len(halves[5:]), abs=2.0)


def test_what_is_told_of_plays_makes_no_difference() -> None:
    one, other = LoopbackCanceller(), LoopbackCanceller()
    other.handle_play(PlayStarted(START_S, "spring"))
    ends = 3 * RATE_HZ
    expected = together(one, blocks(HEARD[:ends]), blocks(PLAYED[:ends]))
    halves = together(other, blocks(HEARD[:ends]), blocks(PLAYED[:ends]))
    assert [half.is_known for half in halves] == [half.is_known for half in expected]


@pytest.mark.parametrize(
    "bad",
    [
        AudioBlock(START_S + 1, PLAYED[:BLOCK], rate_hz=48_000),
        AudioBlock(math.nan, PLAYED[:BLOCK]),
        AudioBlock(START_S + 1, np.full(BLOCK, np.nan, np.float32)),
    ],
)
def test_what_is_no_sound_breaks_it_off(bad: AudioBlock) -> None:
    front = LoopbackCanceller()
    for sound in blocks(np.zeros(4 * RATE_HZ, np.float32)):
        front.add_rendered(sound)
    front.add_rendered(bad)
    assert not any(half.is_known for half in together(front, blocks(ROOM[:RATE_HZ], START_S + 4), []))


@settings(max_examples=5, deadline=None)
@given(st.integers(100, 8_000), st.floats(0.0, 0.3))
def test_the_same_is_known_however_both_come(block: int, later_s: float) -> None:
    """In blocks of any size, the output's up to 0.3 s later: within half seconds of when both were there."""
    ends = 4 * RATE_HZ
    quiet = np.zeros(ends, np.float32)
    halves = together(LoopbackCanceller(), blocks(ROOM[:ends], block=block), blocks(quiet), later_s)
    assert [half.is_known for half in halves[5:7]] == [True] * len(halves[5:7])
    assert len(halves) >= 6


def test_of_the_output_only_seconds_are_kept_and_they_keep_their_place() -> None:
    """By the count of samples since its beginning; before what is kept there is silence."""
    live, whole = RenderBuffer(), ReferenceTrack(PLAYED)
    for sound in blocks(PLAYED[: 8 * RATE_HZ]):
        live.append(sound)
    assert live.first_sample_s == pytest.approx(START_S, abs=1e-6)
    assert live.forgotten_s == pytest.approx(START_S + 8 - KEPT_S, abs=1e-6)
    begin = 6.3 * RATE_HZ + 0.25
    assert live.at(begin, 1.00003, 500) == pytest.approx(whole.at(begin, 1.00003, 500), abs=1e-6)
    assert live.loudest(6 * RATE_HZ, 100) == whole.loudest(6 * RATE_HZ, 100)
    assert np.abs(live.at(RATE_HZ, 1.0, 100)).max() < 1e-9
