"""contact.py: loose electrodes on a wrist are contact, open electrodes are none, whatever the floor of the unit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.serving.features.body import HZ, Flags
from models.serving.features.contact import ContactDetector
from tests.models.body.drawn_people import skin_of

CALM = skin_of(240, [])


def contact_of(*parts: NDArray[np.floating]) -> Flags:
    """Contact of a kit that gives these samples."""
    return ContactDetector().process(np.concatenate(parts))


def noise(seconds: float, level_us: float, spread_us: float = 0.005, seed: int = 0) -> NDArray[np.float64]:
    """Conductance of open or loose electrodes."""
    return level_us + np.random.default_rng(seed).uniform(-spread_us, spread_us, round(seconds * HZ))


def opened(from_s: float, seconds: float, level_us: float = 0.0) -> NDArray[np.float32]:
    """A calm wearer whose electrodes open for a while."""
    eda_us = CALM.copy()
    eda_us[round(from_s * HZ) : round((from_s + seconds) * HZ)] = level_us
    return eda_us


@pytest.mark.parametrize("floor_us", [0.0, 0.004, 0.015, 0.026])
def test_floor_of_every_unit_is_off_the_body(floor_us: float) -> None:
    """Units have different floors, with noise of 0.005 uS; none of them counts as skin, before or after wearing."""
    assert not contact_of(noise(100, floor_us)).any()
    assert not contact_of(noise(100, floor_us), CALM, noise(100, floor_us))[-80 * HZ :].any()


@pytest.mark.parametrize("level_us", [0.05, 0.07, 0.11])
def test_dry_skin_is_on_the_body(level_us: float) -> None:
    """Dry skin of 0.05 to 0.17 uS counts as contact within three seconds, and stays so."""
    assert contact_of(np.full(400, level_us))[3 * HZ :].all()


def test_loose_electrodes_are_contact_for_a_unit_that_reads_nothing_when_open() -> None:
    """0.02 uS is skin for a unit whose floor is 0.000, and the floor itself for another."""
    assert contact_of(np.zeros(100 * HZ), CALM, noise(100, 0.02, 0.002))[-90 * HZ :].all()
    assert not contact_of(noise(100, 0.02), CALM, noise(100, 0.02, 0.002))[-80 * HZ :].any()


def test_second_of_zeros_is_no_floor() -> None:
    """A kit that starts with zeros still has its own floor: open electrodes at 0.024 uS are no skin."""
    assert not contact_of(np.zeros(2 * HZ), noise(200, 0.024)).any()


def test_negative_floor_counts_as_zero() -> None:
    """A kit of the wrong calibration reads less than nothing; its noise about 0 is no skin."""
    assert not contact_of(np.full(100 * HZ, -0.5), noise(100, 0.0)).any()


@pytest.mark.parametrize(("seconds", "stays"), [(0.5, True), (2.0, True), (10.0, False)])
def test_short_opening_keeps_contact_and_long_one_ends_it(seconds: float, stays: bool) -> None:
    """Nine of ten openings last less than 2.4 s; after a long one contact is not certain."""
    on_body = contact_of(opened(100, seconds))
    assert on_body[99 * HZ]
    assert on_body[100 * HZ : 115 * HZ].all() == stays
    assert on_body[-1]


def test_band_taken_off_is_known_within_five_seconds() -> None:
    """Contact of any length ends at once."""
    assert not contact_of(CALM, noise(60, 0.004))[len(CALM) + 5 * HZ :].any()


def test_missing_signal_is_no_contact() -> None:
    """A kit without data is not on a body, however long it was worn."""
    assert not contact_of(np.full(100, np.nan)).any()
    assert not contact_of(CALM, np.full(100, np.nan))[len(CALM) + 3 * HZ :].any()


@given(st.lists(st.integers(0, 399), max_size=5), st.integers(0, 99))
def test_contact_is_the_same_in_pieces(cuts: list[int], seed: int) -> None:
    """The result is the same for a signal cut anywhere."""
    rng = np.random.default_rng(seed)
    x = np.concatenate([rng.choice([0.0, 0.02, 0.05, np.nan], 40, p=[0.3, 0.3, 0.3, 0.1]).repeat(10), CALM[:400]])
    whole, detector = ContactDetector().process(x), ContactDetector()
    pieces = [detector.process(part) for part in np.split(x, sorted(cuts))]
    np.testing.assert_array_equal(np.concatenate(pieces), whole)


def test_unit_whose_floor_is_not_known_needs_the_conductance_of_dry_skin() -> None:
    """Until half of FLOOR_S is known, and for a kit that was never off, loose electrodes are no contact."""
    assert not contact_of(noise(14, 0.03, 0.002)).any()
    assert not contact_of(CALM, noise(14, 0.03, 0.002))[len(CALM) + 5 * HZ :].any()
