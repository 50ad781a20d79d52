"""Tests of adaptive_filter.py: it removes the echo and keeps the audience."""

import numpy as np
import pytest

from edge.perception.audio.echo.adaptive_filter import BLOCK, AdaptiveFilter
from models.serving.features.voice import RATE_HZ, Floats
from tests.edge.perception.audio.echo.rooms import echoed, level_db, noise, tune

HALF = 16 * BLOCK


def residual(adaptive_filter: AdaptiveFilter, captured: Floats, reference: Floats) -> Floats:
    """Residual of whole half seconds."""
    starts = range(0, len(captured) // HALF * HALF, HALF)
    return np.concatenate(
        [
            captured[at:][:HALF] - adaptive_filter.estimate_echo(captured[at:][:HALF], reference[at:][:HALF])
            for at in starts
        ]
    )


def test_a_room_is_learned_in_seconds() -> None:
    """Less than a hundredth of the echo's power is left in the sixth second."""
    played = tune(6)
    captured = echoed(played)
    rest = residual(AdaptiveFilter(), captured + noise(6, 1e-4, seed=9), played)
    assert level_db(rest[-RATE_HZ:]) < level_db(captured[-RATE_HZ:]) - 20


def test_speech_over_the_advert_keeps_its_level() -> None:
    """Speech as loud as the advert for a second, in a learned room, loses at most a third of a dB.

    The room is not forgotten.
    """
    played, speech = tune(10), np.zeros(10 * RATE_HZ, np.float32)
    speech[6 * RATE_HZ : 7 * RATE_HZ] = noise(1, 0.05, seed=3)
    captured = echoed(played)
    rest = residual(AdaptiveFilter(), captured + speech + noise(10, 1e-4, seed=9), played)
    kept = float(rest @ speech / (speech @ speech))
    assert 20 * np.log10(kept) == pytest.approx(0.0, abs=0.3)
    assert level_db(rest[-RATE_HZ:]) < level_db(captured[-RATE_HZ:]) - 20


def test_silent_reference_changes_nothing() -> None:
    """While silence is played, all captured audio belongs to the audience."""
    captured = noise(2)
    assert (residual(AdaptiveFilter(), captured, np.zeros_like(captured)) == captured).all()


def test_learned_room_survives_a_pause() -> None:
    """After a pause, the echo is removed from the first half second on."""
    adaptive_filter, played = AdaptiveFilter(), tune(8)
    captured = echoed(played)
    residual(adaptive_filter, captured[: 6 * RATE_HZ], played[: 6 * RATE_HZ])
    adaptive_filter.mark_gap()
    for at in range(6 * RATE_HZ, 6 * RATE_HZ + HALF, BLOCK):
        adaptive_filter.add_reference(played[at:][:BLOCK])
    rest = residual(adaptive_filter, captured[6 * RATE_HZ + HALF :][:HALF], played[6 * RATE_HZ + HALF :][:HALF])
    assert level_db(rest) < level_db(captured[6 * RATE_HZ + HALF :][:HALF]) - 20
