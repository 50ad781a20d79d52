"""Filter for the head pose of one face. It uses the keypoints in every frame, corrected by the model in the frames in
which it was called.

The keypoints are available in every frame, but the angles from them jump by several degrees between frames. The model
is steadier and more accurate. But it runs only five times per second, and not for small faces or heads that are turned
far away. Near profile, the keypoints measure yaw better, because their lever is long.
"""

import math
from dataclasses import dataclass

Angles = tuple[float, float]
"""Yaw and pitch in degrees, relative to the direction to the camera."""

FULL_DEG, NONE_DEG = 20.0, 35.0
"""Limits for the yaw from the keypoints, in degrees. Up to FULL_DEG, the model's yaw has full weight; from NONE_DEG
upwards, none. The error of the model's yaw on test images not used for training is 1.9 to 4.5 degrees below a yaw of
30 (keypoints 4.6 to 6.5), 3.4 up to 35 (3.5), and 5.8 up to 40 (3.6). The model's pitch is better at nearly every
yaw.
"""

FOLLOWED: Angles = (0.75, 0.5)
"""Share of the keypoints' movement, between two predictions of the model, that counts as movement of the head."""

READING_S = 0.25
"""Time constant in seconds for the weight of a new prediction against older ones: about half at five predictions per
second. With this and FOLLOWED, the results for seven clips of moving heads are closest to MediaPipe's
FaceLandmarker.
"""

FORGETTING_S = 10.0
"""Time constant in seconds with which the model's correction fades. The correction depends mostly on the face, so it
stays valid for a few seconds without a new prediction.
"""


@dataclass(slots=True)
class HeadPoseFilter:
    """Combines the angles from the keypoints of every frame with the model's angles in some frames."""

    by_keypoints: Angles = (0.0, 0.0)  # by the keypoints, smoothed
    estimate: Angles | None = None  # by both; None until the first prediction of the network
    network_s: float = 0.0

    def add_keypoint_angles(self, by_keypoints: Angles, share: float, passed_s: float) -> None:
        """Adds a frame, `passed_s` after the previous one. `share` is its weight against all earlier frames."""
        before, self.by_keypoints = self.by_keypoints, _towards(self.by_keypoints, by_keypoints, (share, share))
        if self.estimate is not None:
            yaw, pitch = (
                angle + followed * (after - earlier)
                for angle, followed, after, earlier in zip(
                    self.estimate, FOLLOWED, self.by_keypoints, before, strict=True
                )
            )
            forgotten = 1.0 - math.exp(-passed_s / FORGETTING_S)
            self.estimate = _towards((yaw, pitch), self.by_keypoints, (forgotten, forgotten))

    def add_network_angles(self, by_network: Angles, at_s: float) -> None:
        """Adds the model's prediction for the newest frame."""
        share = 1.0 - math.exp(-(at_s - self.network_s) / READING_S)
        self.estimate = by_network if self.estimate is None else _towards(self.estimate, by_network, (share, share))
        self.network_s = at_s

    @property
    def angles(self) -> Angles:
        """Best estimate of yaw and pitch, in degrees."""
        return (
            self.by_keypoints
            if self.estimate is None
            else _towards(self.by_keypoints, self.estimate, (network_yaw_weight(self.by_keypoints[0]), 1.0))
        )


def network_yaw_weight(yaw_deg: float) -> float:
    """Weight of the model's yaw, 0 to 1, depending on the yaw from the keypoints."""
    return min(1.0, max(0.0, (NONE_DEG - abs(yaw_deg)) / (NONE_DEG - FULL_DEG)))


def _towards(start: Angles, end: Angles, shares: Angles) -> Angles:
    """Interpolates from `start` to `end`, with separate shares for yaw and pitch."""
    (yaw, pitch), (to_yaw, to_pitch) = start, end
    return yaw + shares[0] * (to_yaw - yaw), pitch + shares[1] * (to_pitch - pitch)
