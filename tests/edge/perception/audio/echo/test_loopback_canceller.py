"""Tests of loopback_canceller.py and render_buffer.py: removes the audio that this machine plays, known by loopback."""

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
CAPTURED = late(echoed(PLAYED), 1200.3, ppm=30) + ROOM
"""Captured audio of PLAYED, 75 ms late."""


def blocks(samples: Floats, at_s: float = START_S, block: int = BLOCK) -> list[AudioBlock]:
    return [AudioBlock(at_s + at / RATE_HZ, samples[at : at + block]) for at in range(0, len(samples), block)]


def process(
    canceller: LoopbackCanceller, captured: list[AudioBlock], played: list[AudioBlock], later_s: float = 0.2
) -> list[CancelledBlock]:
    """Processes captured and played audio as in a kiosk; played audio arrives `later_s` after captured audio."""
    halves, coming = [], list(played)
    for sound in captured:
        now_s = sound.at_s + len(sound.samples) / RATE_HZ
        while coming and coming[0].at_s + len(coming[0].samples) / RATE_HZ <= now_s - later_s + 1e-6:
            canceller.add_rendered_audio(coming.pop(0))
        halves += canceller.process(sound)
    return halves


def residual_db(halves: list[CancelledBlock]) -> list[float]:
    return [level_db(half.sound.samples) for half in halves]


def test_played_audio_is_removed_once_its_delay_and_the_room_are_known() -> None:
    """The residual equals the room's own sound to 1.5 dB, without any report of plays."""
    halves = process(LoopbackCanceller(), blocks(CAPTURED), blocks(PLAYED))
    assert all(half.is_known and half.has_advert for half in halves[28:])
    assert residual_db(halves[28:]) == pytest.approx([level_db(ROOM)] * len(halves[28:]), abs=1.5)
    assert len(halves) >= 38
    assert not any(half.is_known for half in halves[:6])


def test_sound_over_the_played_audio_keeps_its_level() -> None:
    """A sound that is not from the output starts after 15 s."""
    other = np.concatenate([np.zeros(15 * RATE_HZ, np.float32), 0.3 * tune(5, seed=40)])
    halves = process(LoopbackCanceller(), blocks(CAPTURED + other), blocks(PLAYED))
    known = [n for n in range(31, len(halves)) if halves[n].is_known]
    assert len(known) >= 4
    own = [level_db((ROOM + other)[n * HALF : (n + 1) * HALF]) for n in known]
    assert residual_db([halves[n] for n in known]) == pytest.approx(own, abs=1.0)


def test_captured_audio_passes_unchanged_while_the_output_is_silent() -> None:
    """The monitor of an idle output gives zeros. At first, earlier output may still be audible."""
    halves = process(LoopbackCanceller(), blocks(ROOM[: 4 * RATE_HZ]), blocks(np.zeros(4 * RATE_HZ, np.float32)))
    assert [half.is_known for half in halves] == [False] * 4 + [True] * 3
    assert all((half.sound.samples == ROOM[n * HALF : (n + 1) * HALF]).all() for n, half in enumerate(halves))


def test_audio_is_unknown_without_a_loopback() -> None:
    """From the start, and soon after the loopback ends; all half seconds are still returned, in time."""
    canceller = LoopbackCanceller()
    assert [half.is_known for half in process(canceller, blocks(ROOM[:RATE_HZ]), [])] == [False] * 2
    canceller = LoopbackCanceller()
    halves = process(canceller, blocks(CAPTURED), blocks(PLAYED[: 16 * RATE_HZ]))
    assert all(half.is_known for half in halves[28:31])
    assert not any(half.is_known for half in halves[33:])
    assert [half.sound.at_s for half in halves] == pytest.approx([START_S + n / 2 for n in range(len(halves))])
    assert len(halves) >= 38


def test_gap_in_the_loopback_makes_audio_unknown() -> None:
    """Half a second of the loopback is missing, and its sound is captured; after it, audio is known again."""
    played = blocks(PLAYED)
    halves = process(LoopbackCanceller(), blocks(CAPTURED), played[:145] + played[150:])
    known = [half.is_known for half in halves]
    assert all(known[28:29])
    assert not any(known[29:33])
    assert known[-1]


def test_learned_room_survives_a_gap_in_the_captured_audio() -> None:
    canceller = LoopbackCanceller()
    played = blocks(PLAYED)
    process(canceller, blocks(CAPTURED[: 14 * RATE_HZ]), played[:138])
    rest = blocks(CAPTURED[15 * RATE_HZ :], START_S + 15)
    halves = process(canceller, rest, played[138:])
    assert halves[0].sound.at_s == pytest.approx(START_S + 15)
    assert [half.is_known for half in halves[4:]] == [True] * len(halves[4:])
    assert residual_db(halves[5:]) == pytest.approx([level_db(ROOM)] * len(halves[5:]), abs=2.0)


def test_reported_plays_make_no_difference() -> None:
    one, other = LoopbackCanceller(), LoopbackCanceller()
    other.handle_play(PlayStarted(START_S, "spring"))
    ends = 3 * RATE_HZ
    expected = process(one, blocks(CAPTURED[:ends]), blocks(PLAYED[:ends]))
    halves = process(other, blocks(CAPTURED[:ends]), blocks(PLAYED[:ends]))
    assert [half.is_known for half in halves] == [half.is_known for half in expected]


@pytest.mark.parametrize(
    "bad",
    [
        AudioBlock(START_S + 1, PLAYED[:BLOCK], rate_hz=48_000),
        AudioBlock(math.nan, PLAYED[:BLOCK]),
        AudioBlock(START_S + 1, np.full(BLOCK, np.nan, np.float32)),
        AudioBlock(START_S + 4, np.append(PLAYED[: BLOCK - 1], np.float32(np.nan))),
    ],
)
def test_broken_loopback_block_makes_audio_unknown(bad: AudioBlock) -> None:
    canceller = LoopbackCanceller()
    for sound in blocks(np.zeros(4 * RATE_HZ, np.float32)):
        canceller.add_rendered_audio(sound)
    canceller.add_rendered_audio(bad)
    assert not any(half.is_known for half in process(canceller, blocks(ROOM[:RATE_HZ], START_S + 4), []))


@settings(max_examples=5, deadline=None)
@given(st.integers(100, 8_000), st.floats(0.0, 0.3))
def test_audio_is_known_with_any_block_length_and_loopback_latency(block: int, later_s: float) -> None:
    """Blocks of any length, and a loopback up to 0.3 s late: half seconds are known soon after both are there."""
    ends = 4 * RATE_HZ
    quiet = np.zeros(ends, np.float32)
    halves = process(LoopbackCanceller(), blocks(ROOM[:ends], block=block), blocks(quiet), later_s)
    assert [half.is_known for half in halves[5:7]] == [True] * len(halves[5:7])
    assert len(halves) >= 6


def test_render_buffer_keeps_only_seconds_at_their_positions() -> None:
    """Positions are sample counts since the start; before the kept seconds there is silence."""
    buffer, whole = RenderBuffer(), ReferenceTrack(PLAYED)
    for sound in blocks(PLAYED[: 8 * RATE_HZ]):
        buffer.append(sound)
    assert buffer.first_sample_s == pytest.approx(START_S, abs=1e-6)
    assert buffer.forgotten_s == pytest.approx(START_S + 8 - KEPT_S, abs=1e-6)
    begin = 6.3 * RATE_HZ + 0.25
    assert buffer.samples_at(begin, 1.00003, 500) == pytest.approx(whole.samples_at(begin, 1.00003, 500), abs=1e-6)
    assert buffer.peak_level(6 * RATE_HZ, 100) == whole.peak_level(6 * RATE_HZ, 100)
    assert np.abs(buffer.samples_at(RATE_HZ, 1.0, 100)).max() < 1e-9
