"""edge/perception/correction.py: the network's word counts where it is the better one, and goes on until the next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.perception.correction import FORGETTING_S, FULL_DEG, NONE_DEG, Correction, believed

yaws = st.floats(-90, 90)
angles = st.tuples(yaws, st.floats(-60, 60))


@given(by_keypoints=angles, at_s=st.floats(0, 1e6))
def test_without_the_network_the_keypoints_stand(by_keypoints: tuple[float, float], at_s: float) -> None:
    """To the last bit: a network without the head changes nothing."""
    assert Correction().of(by_keypoints, at_s) == by_keypoints


@given(by_network=angles, yaw=st.floats(-FULL_DEG, FULL_DEG), pitch=st.floats(-60, 60))
def test_slightly_turned_heads_are_as_the_network_says(
    by_network: tuple[float, float], yaw: float, pitch: float
) -> None:
    """In the picture in which it was asked."""
    correction = Correction()
    correction.take(by_network, (yaw, pitch), 5.0)
    assert correction.of((yaw, pitch), 5.0) == pytest.approx(by_network)


@given(by_network=angles, beyond=st.floats(NONE_DEG, 90), side=st.sampled_from((-1, 1)))
def test_profiles_are_as_the_keypoints_say(by_network: tuple[float, float], beyond: float, side: int) -> None:
    """Whatever was said of the face before it turned away."""
    correction = Correction()
    correction.take(by_network, (0.0, 0.0), 5.0)
    assert correction.of((side * beyond, 3.0), 5.1) == (side * beyond, 3.0)


@given(one=yaws, other=yaws)
def test_belief_falls_with_the_turn_and_knows_no_side(one: float, other: float) -> None:
    """From 1 to 0, the same left and right, never up."""
    assert 0.0 <= believed(one) <= 1.0
    assert believed(one) == believed(-one)
    if abs(one) <= abs(other):
        assert believed(one) >= believed(other)


@given(off=st.floats(-NONE_DEG, NONE_DEG), yaw=yaws, step=st.floats(0, 1))
def test_a_slow_turn_is_told_without_a_jump(off: float, yaw: float, step: float) -> None:
    """Where belief fades, a degree by the keypoints is a few degrees told, for any correction that can be."""
    correction = Correction()
    correction.take((off, 0.0), (0.0, 0.0), 0.0)
    (before, _), (after, _) = correction.of((yaw, 0.0), 0.1), correction.of((yaw + step, 0.0), 0.1)
    assert abs(after - before) <= step * (1 + NONE_DEG / (NONE_DEG - FULL_DEG)) + 1e-9


def test_what_is_between_two_readings_moves_with_the_keypoints() -> None:
    """The head turns by 6 degrees before the network is asked again."""
    correction = Correction()
    correction.take((4.0, -8.0), (1.0, -3.0), 5.0)
    assert correction.of((7.0, -3.0), 5.2) == pytest.approx((10.0, -8.0), abs=0.2)


def test_one_reading_that_errs_is_outweighed() -> None:
    """After many that agree, another that is off by 10 degrees moves what is told by half of it at most."""
    correction = Correction()
    for index in range(20):
        correction.take((3.0, 0.0), (0.0, 0.0), index * 0.2)
    correction.take((13.0, 0.0), (0.0, 0.0), 4.0)
    yaw, _ = correction.of((0.0, 0.0), 4.0)
    assert 3.0 < yaw < 8.0


def test_a_correction_that_is_old_is_forgotten() -> None:
    """It lasts for a few seconds, and is gone within a minute."""
    correction = Correction()
    correction.take((10.0, 10.0), (0.0, 0.0), 0.0)
    assert correction.of((0.0, 0.0), 2.0)[0] == pytest.approx(10.0, abs=2.0)
    assert correction.of((0.0, 0.0), 6 * FORGETTING_S) == pytest.approx((0.0, 0.0), abs=0.05)
