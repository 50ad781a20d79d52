"""Tests of head_pose_filter.py: the network counts where it is more accurate, until its next prediction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.perception.vision.head_pose_filter import FOLLOWED, FULL_DEG, NONE_DEG, HeadPoseFilter, network_yaw_weight

STEP_S = 1 / 15
yaws = st.floats(-90, 90)
angles = st.tuples(yaws, st.floats(-60, 60))


def first_frame(by_keypoints: tuple[float, float], by_network: tuple[float, float] | None = None) -> HeadPoseFilter:
    """Filter after the first frame of a head."""
    head = HeadPoseFilter()
    head.add_keypoint_angles(by_keypoints, 1.0, 0.0)
    if by_network is not None:
        head.add_network_angles(by_network, 0.0)
    return head


@given(frames=st.lists(angles, min_size=1), share=st.floats(0, 1))
def test_without_the_network_angles_are_smoothed_keypoints(frames: list[tuple[float, float]], share: float) -> None:
    """A network without a head for the pose changes nothing."""
    alone = HeadPoseFilter()
    yaw = pitch = 0.0
    for number, by_keypoints in enumerate(frames):
        weight = share if number else 1.0
        alone.add_keypoint_angles(by_keypoints, weight, STEP_S)
        yaw, pitch = yaw + weight * (by_keypoints[0] - yaw), pitch + weight * (by_keypoints[1] - pitch)
    assert alone.angles == (yaw, pitch)


@given(by_network=angles, yaw=st.floats(-FULL_DEG, FULL_DEG), pitch=st.floats(-60, 60))
def test_angles_of_slightly_turned_heads_are_those_of_the_network(
    by_network: tuple[float, float], yaw: float, pitch: float
) -> None:
    """This holds in the frame of the first prediction."""
    assert first_frame((yaw, pitch), by_network).angles == pytest.approx(by_network)


@given(by_network=angles, beyond=st.floats(NONE_DEG, 90), side=st.sampled_from((-1, 1)))
def test_yaw_of_profiles_is_that_of_the_keypoints(by_network: tuple[float, float], beyond: float, side: int) -> None:
    """The network's yaw is ignored; the pitch is the network's."""
    assert first_frame((side * beyond, 3.0), by_network).angles == pytest.approx((side * beyond, by_network[1]))


@given(one=yaws, other=yaws)
def test_network_weight_falls_with_yaw_on_both_sides(one: float, other: float) -> None:
    """It falls from 1 to 0, is equal left and right, and never rises."""
    assert 0.0 <= network_yaw_weight(one) <= 1.0
    assert network_yaw_weight(one) == network_yaw_weight(-one)
    if abs(one) <= abs(other):
        assert network_yaw_weight(one) >= network_yaw_weight(other)


@given(frames=st.lists(st.tuples(angles, st.none() | angles), min_size=1), share=st.floats(0, 1))
def test_angles_stay_within_the_inputs(
    frames: list[tuple[tuple[float, float], tuple[float, float] | None]], share: float
) -> None:
    """No angle exceeds the largest input plus the distance that the keypoints have moved."""
    head, most, moved, before = HeadPoseFilter(), 0.0, 0.0, (0.0, 0.0)
    for number, (by_keypoints, by_network) in enumerate(frames):
        head.add_keypoint_angles(by_keypoints, share if number else 1.0, STEP_S)
        if by_network is not None:
            head.add_network_angles(by_network, number * STEP_S)
        moved += (
            max(abs(after - earlier) for after, earlier in zip(head.by_keypoints, before, strict=True))
            if number
            else 0.0
        )
        before = head.by_keypoints
        most = max(most, *map(abs, by_keypoints), *map(abs, by_network or (0.0, 0.0)))
        assert all(abs(angle) <= most + moved + 1e-6 for angle in head.angles)


@given(shift=angles, by_network=angles, moves=st.lists(angles, min_size=1, max_size=5))
def test_left_and_right_are_symmetric(
    shift: tuple[float, float], by_network: tuple[float, float], moves: list[tuple[float, float]]
) -> None:
    """A mirrored head gives mirrored angles."""
    one, other = first_frame(shift, by_network), first_frame((-shift[0], shift[1]), (-by_network[0], by_network[1]))
    for yaw, pitch in moves:
        one.add_keypoint_angles((yaw, pitch), 0.5, STEP_S)
        other.add_keypoint_angles((-yaw, pitch), 0.5, STEP_S)
    assert other.angles == pytest.approx((-one.angles[0], one.angles[1]))


def test_angles_move_with_the_keypoints_between_two_predictions() -> None:
    """The head turns by 8 degrees before the next prediction: most of the turn is visible at once."""
    head = first_frame((1.0, -3.0), (4.0, -8.0))
    head.add_keypoint_angles((9.0, -3.0), 1.0, STEP_S)
    assert head.angles == pytest.approx((4.0 + 8.0 * FOLLOWED[0], -8.0), abs=0.1)


def test_keypoints_that_jump_are_damped() -> None:
    """Keypoints of a still face may jump by 12 degrees up and back."""
    head = first_frame((0.0, 1.0), (0.0, 10.0))
    head.add_keypoint_angles((0.0, 13.0), 1.0, STEP_S)
    assert head.angles[1] == pytest.approx(10.0 + 12.0 * FOLLOWED[1], abs=0.1)
    head.add_keypoint_angles((0.0, 1.0), 1.0, STEP_S)
    assert head.angles[1] == pytest.approx(10.0, abs=0.2)


def test_one_wrong_prediction_is_outweighed() -> None:
    """After many equal predictions, one that is off by 10 degrees moves the yaw by about half of that."""
    head = first_frame((0.0, 0.0), (3.0, 0.0))
    for number in range(1, 20):
        head.add_network_angles((3.0, 0.0), number * 0.2)
    head.add_network_angles((13.0, 0.0), 4.0)
    assert 3.0 < head.angles[0] < 9.0


def test_old_prediction_is_forgotten() -> None:
    """It stays valid for a few seconds, and has no effect after a minute."""
    head = first_frame((0.0, 0.0), (10.0, 10.0))
    for _ in range(30):
        head.add_keypoint_angles((0.0, 0.0), 1.0, STEP_S)
    assert head.angles[0] == pytest.approx(10.0, abs=2.0)
    for _ in range(60 * 15):
        head.add_keypoint_angles((0.0, 0.0), 1.0, STEP_S)
    assert head.angles == pytest.approx((0.0, 0.0), abs=0.05)
