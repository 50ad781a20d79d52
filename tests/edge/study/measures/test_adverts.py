"""Measures of an advert and a participant: planted responses are found, and what is not known does not count."""

from dataclasses import replace

import numpy as np
import pytest

from edge.statistics.columns import float_array
from edge.study.measures.adverts import EVERYTHING, HEART, SKIN, advert_measures
from edge.study.measures.signals import SMILE, SessionSignals, ShownAdvert
from edge.study_sessions.simulation.people import SLOWER_BPM, SimulatedAdvert
from tests.edge.study.measures.made import session, signals

ADVERT = SimulatedAdvert("spring", 0.5, 0.6)


def flat(length_s: int, shown: list[ShownAdvert]) -> SessionSignals:
    """A calm person: 3 µS, 60 beats a minute, a smile of 0.1."""
    return signals(
        "w1", shown, skin_us=float_array(np.full(length_s * 10, 3.0)), smile=float_array(np.full(length_s * 5, 0.1)),
        beats_s=float_array(np.arange(0.0, length_s)), length_s=length_s,
    )  # fmt: skip


def test_a_planted_advert_is_found_in_skin_heart_and_face() -> None:
    """Means over twelve people who saw it twice."""
    found = [
        advert_measures([session(f"w{n}", n, [ADVERT]), session(f"w{n}", 100 + n, [ADVERT])], "spring", 30)
        for n in range(12)
    ]
    responders = [one for one in found if one.skin and one.skin.responses]
    assert all(one.skin and one.skin.events == 2 for one in found)
    assert np.mean([one.skin.amplitude_us for one in responders if one.skin]) == pytest.approx(0.5, rel=0.25)
    slower = np.mean([one.deceleration_bpm for one in found if one.deceleration_bpm is not None])
    assert -SLOWER_BPM - 2 < slower < -SLOWER_BPM + 1
    smile = np.nanmean([one.curves[SMILE] for one in found], axis=0)
    assert int(np.argmax(smile)) in range(11, 17)
    assert smile.max() == pytest.approx(0.6, abs=0.15)
    assert {len(one.series[SMILE]) for one in found} == {150}
    assert {len(one.series[HEART]) for one in found} == {30}


def test_a_signal_with_a_large_gap_is_left_out_of_this_advert_alone() -> None:
    shown = [ShownAdvert("spring", 10, 40), ShownAdvert("summer", 50, 80)]
    one = flat(90, shown)
    assert one.skin is not None
    values = one.skin.values.copy()
    values[150:220] = np.nan  # 7 of the 30 seconds of spring
    one = replace(one, skin=replace(one.skin, values=values))
    spring, summer = advert_measures([one], "spring", 30), advert_measures([one], "summer", 30)
    assert spring.left_out == {SKIN}
    assert SKIN not in spring.curves
    assert SMILE in spring.curves
    assert summer.left_out == frozenset()
    np.testing.assert_allclose(summer.curves[SKIN], 0, atol=1e-9)


def test_a_showing_that_was_broken_off_does_not_count() -> None:
    """After it comes another advert, or none."""
    shown = [ShownAdvert("spring", 10, 22), ShownAdvert("spring", 50, 80)]
    one = advert_measures([flat(90, shown)], "spring", 30)
    assert one.left_out == {EVERYTHING}
    assert one.skin is not None
    assert one.skin.events == 1
    nothing = advert_measures([flat(90, shown[:1])], "spring", 30)
    assert (nothing.curves, nothing.skin, nothing.deceleration_bpm) == ({}, None, None)


def test_sessions_without_a_sense_have_no_number_of_it() -> None:
    one = replace(flat(60, [ShownAdvert("spring", 10, 40)]), skin=None, face=(), beats_s=np.empty(0))
    found = advert_measures([one], "spring", 30)
    assert (found.curves, found.skin, found.deceleration_bpm, found.left_out) == ({}, None, None, frozenset())
