"""Quality of skin conductance: range, jumps, slopes, silence, and five seconds after each fault."""

from collections.abc import Sequence
from math import isnan, nan

import pytest

from firmware_bridge.quality import SkinQuality, SkinQualityEstimator

START_S, HZ = 1_800_000_000.0, 10


def rated(
    values_us: Sequence[float], estimator: SkinQualityEstimator | None = None, from_s: float = 0.0
) -> list[SkinQuality]:
    """Rates values at 10 Hz."""
    estimator = estimator or SkinQualityEstimator()
    return [estimator.process(START_S + from_s + n / HZ, value) for n, value in enumerate(values_us)]


def after(values_us: Sequence[float]) -> SkinQuality:
    return rated(values_us)[-1]


@pytest.mark.parametrize(
    ("eda_us", "contact", "quality"), [(0.049, False, 0.0), (0.05, True, 1.0), (59.9, True, 1.0), (60.0, True, 0.0)]
)
def test_skin_is_between_0_05_and_60_microsiemens(eda_us: float, contact: bool, quality: float) -> None:
    """Below, the circuit is open; above, the converter is saturated."""
    assert after([eda_us] * 60) == SkinQuality(quality, contact)


def test_a_converter_may_end_below_60_microsiemens() -> None:
    """From its end on it is saturated."""
    assert rated([24.9] * 60, SkinQualityEstimator(25.0))[-1].quality == 1.0
    assert rated([25.0] * 60, SkinQualityEstimator(25.0))[-1].quality == 0.0
    assert rated([60.0] * 60, SkinQualityEstimator(100.0))[-1].quality == 0.0


def test_quality_rises_in_five_seconds_after_a_fault() -> None:
    """The fault lasts while the circuit is open, and while the step to closed is seen as a jump."""
    ratings = rated([0.0] * 10 + [5.0] * 70)
    assert [rating.contact for rating in ratings[8:12]] == [False, False, True, True]
    quality = [rating.quality for rating in ratings]
    fault = max(n for n in range(80) if quality[n] == 0.0)
    assert 10 <= fault <= 15
    assert [quality[fault + n] for n in (25, 49, 50)] == pytest.approx([0.5, 0.98, 1.0])


@pytest.mark.parametrize(("to_us", "is_fault"), [(0.19, False), (0.21, True), (0.052, False), (0.048, True)])
def test_a_factor_of_two_within_a_quarter_of_a_second_is_a_fault(to_us: float, is_fault: bool) -> None:
    """Up or down; the step is far below the limit of slope."""
    assert (after([0.1] * 100 + [to_us] * 4).quality < 1.0) is is_fault


def test_one_digit_of_a_coarse_converter_is_no_jump() -> None:
    """A doubling by less than 0.05 microsiemens."""
    assert after([0.05] * 100 + [0.098] * 4).quality == 1.0
    assert after([0.05] * 100 + [0.102] * 4).quality < 1.0


@pytest.mark.parametrize(("slope_us", "is_fault"), [(1.9, False), (-1.9, False), (2.1, True), (-2.1, True)])
def test_a_slope_above_two_microsiemens_a_second_is_a_fault(slope_us: float, is_fault: bool) -> None:
    """The level is high, so that the factor stays far below two."""
    assert (after([30.0] * 100 + [30.0 + slope_us * n / HZ for n in range(40)]).quality < 1.0) is is_fault


def test_the_last_value_holds_for_two_seconds() -> None:
    """A kit that gives conductance at 1 Hz beside a faster pulse has contact all the time."""
    ratings = rated([5.0] * 60 + [nan] * 21)
    assert ratings[79].contact
    assert not ratings[80].contact
    assert (ratings[79].quality, ratings[80].quality) == (1.0, 0.0)
    assert all(rating.contact for rating in rated(([5.0] + [nan] * 9) * 10))


def test_without_a_value_there_is_no_quality() -> None:
    """A kit that measures the pulse alone."""
    assert all(isnan(rating.quality) and not rating.contact for rating in rated([nan] * 50))


def test_a_slope_over_a_long_silence_is_not_known() -> None:
    """After more than 2.5 s the new level is no jump, only the silence is a fault."""
    estimator = SkinQualityEstimator()
    rated([5.0] * 100, estimator)
    again = rated([20.0] * 60, estimator, from_s=12.6)
    assert again[0] == SkinQuality(1.0, True)
    estimator = SkinQualityEstimator()
    rated([5.0] * 100, estimator)
    assert rated([20.0] * 4, estimator, from_s=12.0)[-1].quality < 1.0


def test_a_late_sample_is_ignored_and_a_clock_that_was_set_starts_anew() -> None:
    """Up to ten seconds back is late."""
    estimator = SkinQualityEstimator()
    rated([5.0] * 200, estimator)
    assert estimator.process(START_S + 10.0, 50.0) == SkinQuality(0.0, False)
    assert estimator.process(nan, 5.0) == SkinQuality(0.0, False)
    assert estimator.process(START_S + 20.0, 5.0) == SkinQuality(1.0, True)
    assert estimator.process(START_S + 9.0, 20.0) == SkinQuality(1.0, True)
