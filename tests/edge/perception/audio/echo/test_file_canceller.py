"""Tests of file_canceller.py: removes adverts with known files, on the clock of the captured audio."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.events import PlayEnded, PlayStarted
from edge.perception.audio.echo.canceller import HALF, CancelledBlock
from edge.perception.audio.echo.file_canceller import FileCanceller
from edge.signals import AudioBlock
from models.serving.features.voice import RATE_HZ, Floats
from tests.edge.perception.audio.echo.rooms import by_creative, echoed, late, level_db, noise, tune

START_S = 1_800_000_000.0
ADVERT = tune(10, seed=1)
OTHER = tune(10, seed=20)
ROOM = noise(20, 0.002, seed=7)
TWICE = late(echoed(np.concatenate([ADVERT, ADVERT])), 3000.3, ppm=30) + ROOM
"""Captured audio of two plays, 0.19 s late."""


def process(
    canceller: FileCanceller, samples: Floats, at_s: float = START_S, block: int = 1600
) -> list[CancelledBlock]:
    sounds = [AudioBlock(at_s + at / RATE_HZ, samples[at : at + block]) for at in range(0, len(samples), block)]
    return [half for sound in sounds for half in canceller.process(sound)]


def process_two_plays(canceller: FileCanceller, samples: Floats = TWICE, error_s: float = 0.0) -> list[CancelledBlock]:
    """Processes two plays, reported with times that are wrong by `error_s`."""
    canceller.handle_play(PlayStarted(START_S + error_s, "spring"))
    canceller.handle_play(PlayStarted(START_S + error_s + 10, "spring"))
    return process(canceller, samples)


def residual_db(halves: list[CancelledBlock]) -> list[float]:
    return [level_db(half.sound.samples) for half in halves]


def test_advert_is_removed_once_its_delay_and_the_room_are_known() -> None:
    """In a second play, the residual equals the room's own sound to 1.5 dB within two and a half seconds."""
    halves = process_two_plays(FileCanceller(by_creative({"spring": ADVERT})))
    assert all(half.is_known and half.has_advert for half in halves[25:])
    assert residual_db(halves[25:]) == pytest.approx([level_db(ROOM)] * 15, abs=1.5)
    assert not any(half.is_known for half in halves[:3])


@settings(max_examples=3, deadline=None)
@given(st.integers(1, 20_000))
def test_residual_does_not_depend_on_the_block_length(block: int) -> None:
    """Each half second has the time of its first sample."""
    one, other = FileCanceller(by_creative({"spring": ADVERT})), FileCanceller(by_creative({"spring": ADVERT}))
    for canceller in (one, other):
        canceller.handle_play(PlayStarted(START_S, "spring"))
    expected, halves = process(one, TWICE[:48_100]), process(other, TWICE[:48_100], block=block)
    assert [half.sound.at_s for half in halves] == pytest.approx([START_S + n / 2 for n in range(6)], abs=1e-6)
    # the tolerance covers the rounding of times since 1970, a two-hundredth of a sample
    assert all(np.allclose(a.sound.samples, b.sound.samples, atol=1e-3) for a, b in zip(halves, expected, strict=True))


def test_audio_between_adverts_passes_unchanged() -> None:
    """Before any play, and after a play whose echo has decayed."""
    canceller = FileCanceller(by_creative({"spring": ADVERT}))
    untouched = process(canceller, ROOM[:HALF])
    assert (untouched[0].sound.samples == ROOM[:HALF]).all()
    assert [(half.is_known, half.has_advert) for half in untouched] == [(True, False)]
    canceller.handle_play(PlayStarted(START_S - 20, "spring"))
    canceller.handle_play(PlayEnded(START_S - 10))
    assert [(half.is_known, half.has_advert) for half in process(canceller, ROOM[HALF : 2 * HALF], START_S + 0.5)] == [
        (True, False)
    ]


def test_advert_without_a_track_makes_audio_unknown() -> None:
    """The half second after it is unknown too: the laughter detector may still be on."""
    canceller = FileCanceller(by_creative({"spring": ADVERT}))
    canceller.handle_play(PlayStarted(START_S, "winter"))
    canceller.handle_play(PlayEnded(START_S + 3))
    halves = process(canceller, TWICE[: 6 * RATE_HZ])
    assert [half.is_known for half in halves] == [False] * 10 + [True] * 2
    assert all((half.sound.samples == TWICE[n * HALF : (n + 1) * HALF]).all() for n, half in enumerate(halves))


def test_advert_that_differs_from_its_file_makes_audio_unknown() -> None:
    """The file is another version of the advert."""
    assert not any(half.is_known for half in process_two_plays(FileCanceller(by_creative({"spring": OTHER}))))


def test_audio_beside_a_silent_advert_is_known() -> None:
    """The advert has a track, and the track is silent."""
    canceller = FileCanceller(by_creative({"spring": np.zeros(20 * RATE_HZ, np.float32)}))
    canceller.handle_play(PlayStarted(START_S, "spring"))
    halves = process(canceller, ROOM[: 2 * RATE_HZ])
    assert all(half.is_known and half.has_advert for half in halves)


def test_audio_beside_a_play_without_sound_is_known() -> None:
    """A picture, or a muted film, whatever its file sounds like; the play before it is still heard at first."""
    canceller = FileCanceller(by_creative({"spring": ADVERT}))
    canceller.handle_play(PlayStarted(START_S, "spring", is_silent=True))
    assert all(half.is_known and half.has_advert for half in process(canceller, ROOM[: 2 * RATE_HZ]))
    canceller.handle_play(PlayStarted(START_S + 2, "unknown"))
    canceller.handle_play(PlayStarted(START_S + 4, "picture", is_silent=True))
    after = [half.is_known for half in process(canceller, ROOM[2 * RATE_HZ : 10 * RATE_HZ], START_S + 2)]
    assert after[:5] == [False] * 5
    assert after[8:] == [True] * 8


def test_advert_counts_as_over_after_its_track() -> None:
    """The player may repeat the advert: its sound is captured, and is not known to be the advert."""
    canceller = FileCanceller(by_creative({"spring": ADVERT[: 2 * RATE_HZ]}))
    canceller.handle_play(PlayStarted(START_S, "spring"))
    assert not any(half.has_advert for half in process(canceller, TWICE[: 8 * RATE_HZ])[5:])


def test_play_time_that_is_wrong_by_a_third_of_a_second_is_corrected() -> None:
    """The player's clock is ahead or behind; the residual is the room's own sound."""
    for error_s in (-0.3, 0.3):
        halves = process_two_plays(FileCanceller(by_creative({"spring": ADVERT})), error_s=error_s)
        assert all(half.is_known for half in halves[27:])
        assert max(residual_db(halves[27:])) < level_db(ROOM) + 3


def test_another_advert_than_the_player_reported_makes_audio_unknown_at_once() -> None:
    """The player changes the advert and reports it late: no sound of the new advert counts as the audience."""
    canceller = FileCanceller(by_creative({"spring": ADVERT, "winter": OTHER}))
    canceller.handle_play(PlayStarted(START_S, "spring"))
    canceller.handle_play(PlayStarted(START_S + 10, "spring"))
    changed = late(echoed(np.concatenate([ADVERT, ADVERT[: 5 * RATE_HZ], OTHER[: 5 * RATE_HZ]])), 3000.3) + ROOM
    halves = process(canceller, changed)
    assert halves[29].is_known
    assert not any(half.is_known for half in halves[31:])


def test_plays_reported_in_any_order_are_sorted_by_their_times() -> None:
    """Each play ends at the start time of the next one."""
    one, other = FileCanceller(by_creative({"spring": ADVERT})), FileCanceller(by_creative({"spring": ADVERT}))
    plays = [PlayStarted(START_S, "spring"), PlayStarted(START_S + 10, "spring")]
    for canceller, events in ((one, plays), (other, plays[::-1])):
        for event in events:
            canceller.handle_play(event)
    pairs = zip(process(one, TWICE), process(other, TWICE), strict=True)
    assert all((a.sound.samples == b.sound.samples).all() for a, b in pairs)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_broken_audio_is_dropped_and_the_learned_room_stays(bad: float) -> None:
    """Values that are not finite and another sample rate make a gap; in four seconds the advert is removed again."""
    canceller = FileCanceller(by_creative({"spring": ADVERT}))
    process_two_plays(canceller, TWICE[: 14 * RATE_HZ])
    assert canceller.process(AudioBlock(START_S + 14, np.full(1600, bad, np.float32))) == []
    assert canceller.process(AudioBlock(START_S + 14.1, np.zeros(1600, np.float32), 8000)) == []
    halves = process(canceller, TWICE[int(14.5 * RATE_HZ) :], START_S + 14.5)
    assert halves[0].sound.at_s == pytest.approx(START_S + 14.5)
    assert not halves[0].is_known
    assert all(half.is_known for half in halves[8:])


def test_absurdly_loud_sample_gives_finite_residuals() -> None:
    """A broken driver may give any float."""
    canceller = FileCanceller(by_creative({"spring": ADVERT}))
    canceller.handle_play(PlayStarted(START_S, "spring"))
    loud = TWICE[: 6 * RATE_HZ].copy()
    loud[3 * RATE_HZ] = 1e30
    assert all(np.isfinite(half.sound.samples).all() for half in process(canceller, loud))


def test_advert_that_starts_in_its_middle_is_removed() -> None:
    """The player resumes it at 4 s: the sound is that of the file from there on."""
    canceller = FileCanceller(by_creative({"spring": ADVERT}))
    canceller.handle_play(PlayStarted(START_S, "spring"))
    canceller.handle_play(PlayStarted(START_S + 10, "spring", media_s=4.0))
    resumed = late(echoed(np.concatenate([ADVERT, ADVERT[4 * RATE_HZ :]])), 3000.3) + ROOM[: 16 * RATE_HZ]
    halves = process(canceller, resumed)
    assert all(half.is_known for half in halves[27:31])
    assert residual_db(halves[27:31]) == pytest.approx([level_db(ROOM)] * 4, abs=3.0)
