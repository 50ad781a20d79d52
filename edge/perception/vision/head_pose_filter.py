"""Where a head points, picture after picture: by the keypoints in each, put right by the network where it was asked.

The keypoints are there in every picture, and jump by several degrees from one to the next. The network is steadier and
nearer the truth, but is asked five times a second, and not about small faces or heads turned far away; and near profile
the keypoints' long lever tells yaw better.
"""

import math
from dataclasses import dataclass

Angles = tuple[float, float]
"""Yaw and pitch in degrees, from the direction to the camera."""

FULL_DEG, NONE_DEG = 20.0, 35.0
"""Of yaw by the keypoints: up to the first the network's yaw is believed wholly, from the second on not at all. On
held-out tiles it is off by 1.9 to 4.5 degrees below 30 (keypoints 4.6 to 6.5), by 3.4 up to 35 (3.5), and by 5.8 up to
40 (3.6). Its pitch is better at nearly every turn."""

FOLLOWED: Angles = (0.75, 0.5)
"""How much of a move of the keypoints is taken for one of the head, between two readings of the network."""

READING_S = 0.25
"""A reading of the network counts against those before it by their age: half, where it is asked five times a second.
This and FOLLOWED are where seven clips of heads that move come nearest to MediaPipe's FaceLandmarker."""

FORGETTING_S = 10.0
"""What the network said is mostly of the face: it lasts while it is not asked for a few seconds."""


@dataclass(slots=True)
class HeadPoseFilter:
    """`see` the keypoints' angles in every picture and `hear` the network's in some; `angles` are the best known."""

    by_keypoints: Angles = (0.0, 0.0)  # by the keypoints, smoothed
    estimate: Angles | None = None  # by both; None until the network is asked
    network_s: float = 0.0

    def update_keypoints(self, by_keypoints: Angles, share: float, passed_s: float) -> None:
        """A picture, `passed_s` after the one before; it counts for `share` against those."""
        before, self.by_keypoints = self.by_keypoints, _towards(self.by_keypoints, by_keypoints, (share, share))
        if self.estimate is not None:
            yaw, pitch = (
                angle + followed * (after - was)
                for angle, followed, after, was in zip(self.estimate, FOLLOWED, self.by_keypoints, before, strict=True)
            )
            forgotten = 1.0 - math.exp(-passed_s / FORGETTING_S)
            self.estimate = _towards((yaw, pitch), self.by_keypoints, (forgotten, forgotten))

    def update_network(self, by_network: Angles, at_s: float) -> None:
        """What the network says of the picture that was just seen."""
        share = 1.0 - math.exp(-(at_s - self.network_s) / READING_S)
        self.estimate = by_network if self.estimate is None else _towards(self.estimate, by_network, (share, share))
        self.network_s = at_s

    @property
    def angles(self) -> Angles:
        """Yaw and pitch, as well as they are known."""
        return (
            self.by_keypoints
            if self.estimate is None
            else _towards(self.by_keypoints, self.estimate, (network_weight(self.by_keypoints[0]), 1.0))
        )


def network_weight(yaw_deg: float) -> float:
    """How much the network's yaw counts where the keypoints see a head turned so far, 0 to 1."""
    return min(1.0, max(0.0, (NONE_DEG - abs(yaw_deg)) / (NONE_DEG - FULL_DEG)))


def _towards(one: Angles, other: Angles, shares: Angles) -> Angles:
    """The way from one to the other, so much of it."""
    (yaw, pitch), (to_yaw, to_pitch) = one, other
    return yaw + shares[0] * (to_yaw - yaw), pitch + shares[1] * (to_pitch - pitch)
