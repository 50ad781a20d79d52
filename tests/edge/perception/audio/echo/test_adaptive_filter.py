"""adaptive_filter.py: the echo goes, the audience stays."""

import numpy as np
import pytest

from edge.perception.audio.echo.adaptive_filter import BLOCK, AdaptiveFilter
from models.serving.features.voice import RATE_HZ, Floats
from tests.edge.perception.audio.echo.rooms import echoed, level_db, noise, tune

HALF = 16 * BLOCK


def left(canceller: AdaptiveFilter, heard: Floats, reference: Floats) -> Floats:
    """What is left of whole half seconds."""
    pieces = range(0, len(heard) // HALF * HALF, HALF)
    return np.concatenate(
        [heard[at:][:HALF] - canceller.process(heard[at:][:HALF], reference[at:][:HALF]) for at in pieces]
    )


def test_a_room_is_learned_in_seconds() -> None:
    """Of the echo in the sixth second less than a hundredth of its power is left."""
    played = tune(6)
    heard = echoed(played)
    rest = left(AdaptiveFilter(), heard + noise(6, 1e-4, seed=9), played)
    assert level_db(rest[-RATE_HZ:]) < level_db(heard[-RATE_HZ:]) - 20


def test_who_speaks_over_the_advert_keeps_the_level() -> None:
    """Somebody as loud as the advert for a second, once the room is known: a third of a dB at most is taken from them,
    and the room is not forgotten."""
    played, somebody = tune(10), np.zeros(10 * RATE_HZ, np.float32)
    somebody[6 * RATE_HZ : 7 * RATE_HZ] = noise(1, 0.05, seed=3)
    heard = echoed(played)
    rest = left(AdaptiveFilter(), heard + somebody + noise(10, 1e-4, seed=9), played)
    kept = float(rest @ somebody / (somebody @ somebody))
    assert 20 * np.log10(kept) == pytest.approx(0.0, abs=0.3)
    assert level_db(rest[-RATE_HZ:]) < level_db(heard[-RATE_HZ:]) - 20


def test_without_a_reference_nothing_is_taken() -> None:
    """Silence is played: what is heard is the audience."""
    heard = noise(2)
    assert (left(AdaptiveFilter(), heard, np.zeros_like(heard)) == heard).all()


def test_a_room_outlives_a_pause() -> None:
    """After one, the echo is gone from the first half second on."""
    canceller, played = AdaptiveFilter(), tune(8)
    heard = echoed(played)
    left(canceller, heard[: 6 * RATE_HZ], played[: 6 * RATE_HZ])
    canceller.pause()
    for at in range(6 * RATE_HZ, 6 * RATE_HZ + HALF, BLOCK):
        canceller.follow(played[at:][:BLOCK])
    rest = left(canceller, heard[6 * RATE_HZ + HALF :][:HALF], played[6 * RATE_HZ + HALF :][:HALF])
    assert level_db(rest) < level_db(heard[6 * RATE_HZ + HALF :][:HALF]) - 20
