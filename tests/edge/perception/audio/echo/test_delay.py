"""delay.py: where an advert is heard, and how far the clocks run apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.perception.audio.echo.delay import RATE_HZ, DelayEstimator, measure_delay
from tests.edge.perception.audio.echo.rooms import echoed, late, noise, tune

HALF = RATE_HZ // 2


@settings(max_examples=4, deadline=None)
@given(lag=st.floats(100, 8000))
def test_where_a_sound_begins_is_measured_between_samples(lag: float) -> None:
    """In a room, beside noise; the peak stands out."""
    played = tune(2.5)
    heard = late(echoed(played), lag)[RATE_HZ : 2 * RATE_HZ] + noise(1, 0.01, seed=5)
    place, clearness = measure_delay(heard, played)
    assert place == pytest.approx(RATE_HZ - lag, abs=0.3)
    assert clearness > 12


def test_another_sound_has_no_place() -> None:
    """What is played is not what is heard."""
    assert max(measure_delay(tune(1, seed=seed), tune(2.5, seed=seed + 100))[1] for seed in range(5)) < 12


def told(
    alignment: DelayEstimator, lag: float, ppm: float, halves: int, rng: np.random.Generator, clear: float = 20
) -> None:
    """Half seconds in which the lag is measured with the error of a measurement."""
    for half in range(halves):
        alignment.step()
        alignment.update(lag + half * ppm * 1e-6 * HALF + rng.normal(0, 0.1), clear)


@pytest.mark.parametrize("ppm", [-100, -7, 0, 100])
def test_the_drift_of_the_clocks_is_known_in_seconds(ppm: float) -> None:
    """After 8 s to 5 millionths, and the lag to a fifth of a sample."""
    alignment = DelayEstimator()
    told(alignment, 3200.0, ppm, 16, np.random.default_rng(0))
    assert alignment.is_sure
    assert alignment.slope / HALF * 1e6 == pytest.approx(ppm, abs=5)
    assert alignment.lag == pytest.approx(3200 + 15 * ppm * 1e-6 * HALF, abs=0.2)


def test_the_drift_outlives_a_play() -> None:
    """The next one is looked for anew, wherever it is, and two or three half seconds are enough."""
    alignment, rng = DelayEstimator(), np.random.default_rng(0)
    told(alignment, 3200.0, 80, 20, rng)
    alignment.start()
    assert not alignment.is_found
    told(alignment, -900.0, 80, 3, rng)
    assert alignment.is_sure
    assert alignment.slope / HALF * 1e6 == pytest.approx(80, abs=5)


def test_what_is_unclear_is_no_measurement() -> None:
    """Nor are two that do not agree."""
    alignment, rng = DelayEstimator(), np.random.default_rng(0)
    told(alignment, 3200.0, 0, 10, rng, clear=5)
    for lag in (100.0, 900.0, 2000.0):
        alignment.step()
        alignment.update(lag, 20)
    assert not alignment.is_found


def test_one_that_is_wrong_moves_little() -> None:
    """And where all are elsewhere, the advert is looked for again."""
    alignment, rng = DelayEstimator(), np.random.default_rng(0)
    told(alignment, 3200.0, 0, 20, rng)
    told(alignment, 3215.0, 0, 1, rng)
    assert alignment.lag == pytest.approx(3200, abs=0.5)
    told(alignment, 5000.0, 0, 3, rng)
    assert alignment.lag == pytest.approx(3200, abs=0.5)
    assert alignment.unseen == 3
    told(alignment, 5000.0, 0, 8, rng)
    assert alignment.lag == pytest.approx(5000, abs=1)
