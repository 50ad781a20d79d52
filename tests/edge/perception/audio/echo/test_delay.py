"""Tests of delay.py: delay of an advert in the captured audio, and drift between the clocks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.perception.audio.echo.delay import RATE_HZ, DelayEstimator, measure_delay
from tests.edge.perception.audio.echo.rooms import echoed, late, noise, tune

HALF = RATE_HZ // 2


@settings(max_examples=4, deadline=None)
@given(delay=st.floats(100, 8000))
def test_delay_is_measured_to_fractions_of_a_sample(delay: float) -> None:
    """In a room with noise; the peak is clear."""
    played = tune(2.5)
    captured = late(echoed(played), delay)[RATE_HZ : 2 * RATE_HZ] + noise(1, 0.01, seed=5)
    position, clearness = measure_delay(captured, played)
    assert position == pytest.approx(RATE_HZ - delay, abs=0.3)
    assert clearness > 12


def test_another_sound_gives_no_clear_peak() -> None:
    """The captured audio does not contain the reference."""
    assert max(measure_delay(tune(1, seed=seed), tune(2.5, seed=seed + 100))[1] for seed in range(5)) < 12


def measure(
    estimator: DelayEstimator, delay: float, ppm: float, halves: int, rng: np.random.Generator, clear: float = 20
) -> None:
    """Updates the estimator for some half seconds, each with a random measurement error."""
    for half in range(halves):
        estimator.predict_next_half_second()
        estimator.add_measurement(delay + half * ppm * 1e-6 * HALF + rng.normal(0, 0.1), clear)


@pytest.mark.parametrize("ppm", [-100, -7, 0, 100])
def test_clock_drift_is_known_in_seconds(ppm: float) -> None:
    """After 8 s the drift is known to 5 ppm, and the delay to a fifth of a sample."""
    estimator = DelayEstimator()
    measure(estimator, 3200.0, ppm, 16, np.random.default_rng(0))
    assert estimator.is_delay_known
    assert estimator.drift / HALF * 1e6 == pytest.approx(ppm, abs=5)
    assert estimator.delay == pytest.approx(3200 + 15 * ppm * 1e-6 * HALF, abs=0.2)


def test_drift_is_kept_from_one_play_to_the_next() -> None:
    """The delay of the next play is searched anew, and two or three half seconds are enough."""
    estimator, rng = DelayEstimator(), np.random.default_rng(0)
    measure(estimator, 3200.0, 80, 20, rng)
    estimator.start_play()
    assert not estimator.is_found
    measure(estimator, -900.0, 80, 3, rng)
    assert estimator.is_delay_known
    assert estimator.drift / HALF * 1e6 == pytest.approx(80, abs=5)


def test_unclear_measurements_are_ignored() -> None:
    """Clear measurements that do not agree find no delay either."""
    estimator, rng = DelayEstimator(), np.random.default_rng(0)
    measure(estimator, 3200.0, 0, 10, rng, clear=5)
    for delay in (100.0, 900.0, 2000.0):
        estimator.predict_next_half_second()
        estimator.add_measurement(delay, 20)
    assert not estimator.is_found


def test_one_wrong_measurement_moves_the_delay_little() -> None:
    """After many measurements elsewhere, the delay is searched anew."""
    estimator, rng = DelayEstimator(), np.random.default_rng(0)
    measure(estimator, 3200.0, 0, 20, rng)
    measure(estimator, 3215.0, 0, 1, rng)
    assert estimator.delay == pytest.approx(3200, abs=0.5)
    measure(estimator, 5000.0, 0, 3, rng)
    assert estimator.delay == pytest.approx(3200, abs=0.5)
    assert estimator.unseen == 3
    measure(estimator, 5000.0, 0, 8, rng)
    assert estimator.delay == pytest.approx(5000, abs=1)
