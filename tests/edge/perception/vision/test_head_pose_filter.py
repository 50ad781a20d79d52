"""head_pose_filter.py: the network's word counts where it is the better one, and lasts until the next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.perception.vision.head_pose_filter import FOLLOWED, FULL_DEG, NONE_DEG, HeadPoseFilter, network_weight

STEP_S = 1 / 15
yaws = st.floats(-90, 90)
angles = st.tuples(yaws, st.floats(-60, 60))


def heading(by_keypoints: tuple[float, float], by_network: tuple[float, float] | None = None) -> HeadPoseFilter:
    """After the first picture of a head."""
    first = HeadPoseFilter()
    first.update_keypoints(by_keypoints, 1.0, 0.0)
    if by_network is not None:
        first.update_network(by_network, 0.0)
    return first


@given(pictures=st.lists(angles, min_size=1), share=st.floats(0, 1))
def test_without_the_network_the_keypoints_stand(pictures: list[tuple[float, float]], share: float) -> None:
    """Smoothed, and nothing else: a network without the head changes nothing."""
    alone = HeadPoseFilter()
    yaw = pitch = 0.0
    for number, by_keypoints in enumerate(pictures):
        counts = share if number else 1.0
        alone.update_keypoints(by_keypoints, counts, STEP_S)
        yaw, pitch = yaw + counts * (by_keypoints[0] - yaw), pitch + counts * (by_keypoints[1] - pitch)
    assert alone.angles == (yaw, pitch)


@given(by_network=angles, yaw=st.floats(-FULL_DEG, FULL_DEG), pitch=st.floats(-60, 60))
def test_slightly_turned_heads_are_as_the_network_says(
    by_network: tuple[float, float], yaw: float, pitch: float
) -> None:
    """In the picture in which it was first asked."""
    assert heading((yaw, pitch), by_network).angles == pytest.approx(by_network)


@given(by_network=angles, beyond=st.floats(NONE_DEG, 90), side=st.sampled_from((-1, 1)))
def test_profiles_are_turned_as_the_keypoints_say(by_network: tuple[float, float], beyond: float, side: int) -> None:
    """Whatever the network said; and raised as it says."""
    assert heading((side * beyond, 3.0), by_network).angles == pytest.approx((side * beyond, by_network[1]))


@given(one=yaws, other=yaws)
def test_belief_falls_with_the_turn_and_knows_no_side(one: float, other: float) -> None:
    """From 1 to 0, the same left and right, never up."""
    assert 0.0 <= network_weight(one) <= 1.0
    assert network_weight(one) == network_weight(-one)
    if abs(one) <= abs(other):
        assert network_weight(one) >= network_weight(other)


@given(pictures=st.lists(st.tuples(angles, st.none() | angles), min_size=1), share=st.floats(0, 1))
def test_what_is_told_lies_among_what_was_said(
    pictures: list[tuple[tuple[float, float], tuple[float, float] | None]], share: float
) -> None:
    """No further from the camera than what any of both ever said, and what the keypoints have moved since."""
    head, most, moved, before = HeadPoseFilter(), 0.0, 0.0, (0.0, 0.0)
    for number, (by_keypoints, by_network) in enumerate(pictures):
        head.update_keypoints(by_keypoints, share if number else 1.0, STEP_S)
        if by_network is not None:
            head.update_network(by_network, number * STEP_S)
        moved += max(abs(after - was) for after, was in zip(head.by_keypoints, before, strict=True)) if number else 0.0
        before = head.by_keypoints
        most = max(most, *map(abs, by_keypoints), *map(abs, by_network or (0.0, 0.0)))
        assert all(abs(angle) <= most + moved + 1e-6 for angle in head.angles)


@given(shift=angles, by_network=angles, moves=st.lists(angles, min_size=1, max_size=5))
def test_left_and_right_are_alike(
    shift: tuple[float, float], by_network: tuple[float, float], moves: list[tuple[float, float]]
) -> None:
    """A mirrored head is told mirrored."""
    one, other = heading(shift, by_network), heading((-shift[0], shift[1]), (-by_network[0], by_network[1]))
    for yaw, pitch in moves:
        one.update_keypoints((yaw, pitch), 0.5, STEP_S)
        other.update_keypoints((-yaw, pitch), 0.5, STEP_S)
    assert other.angles == pytest.approx((-one.angles[0], one.angles[1]))


def test_between_two_readings_it_moves_with_the_keypoints() -> None:
    """The head turns by 8 degrees before the network is asked again: most of it is told at once."""
    head = heading((1.0, -3.0), (4.0, -8.0))
    head.update_keypoints((9.0, -3.0), 1.0, STEP_S)
    assert head.angles == pytest.approx((4.0 + 8.0 * FOLLOWED[0], -8.0), abs=0.1)


def test_keypoints_that_jump_are_damped() -> None:
    """By 12 degrees up and back, as a detector's do whose face has not moved."""
    head = heading((0.0, 1.0), (0.0, 10.0))
    head.update_keypoints((0.0, 13.0), 1.0, STEP_S)
    assert head.angles[1] == pytest.approx(10.0 + 12.0 * FOLLOWED[1], abs=0.1)
    head.update_keypoints((0.0, 1.0), 1.0, STEP_S)
    assert head.angles[1] == pytest.approx(10.0, abs=0.2)


def test_one_reading_that_errs_is_outweighed() -> None:
    """After many that agree, another that is off by 10 degrees moves what is told by half of it, about."""
    head = heading((0.0, 0.0), (3.0, 0.0))
    for number in range(1, 20):
        head.update_network((3.0, 0.0), number * 0.2)
    head.update_network((13.0, 0.0), 4.0)
    assert 3.0 < head.angles[0] < 9.0


def test_a_reading_that_is_old_is_forgotten() -> None:
    """It lasts for a few seconds, and is gone within a minute."""
    head = heading((0.0, 0.0), (10.0, 10.0))
    for _ in range(30):
        head.update_keypoints((0.0, 0.0), 1.0, STEP_S)
    assert head.angles[0] == pytest.approx(10.0, abs=2.0)
    for _ in range(60 * 15):
        head.update_keypoints((0.0, 0.0), 1.0, STEP_S)
    assert head.angles == pytest.approx((0.0, 0.0), abs=0.05)
