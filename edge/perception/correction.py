"""What the network puts right of the keypoints' angles of one head, from one time that it is asked to the next.

The keypoints are there in every picture, the network five times a second and not for small faces. It is better where a
head is turned a little; where one is turned far it tells too little of it, and the keypoints' long lever is better.
"""

import math
from dataclasses import dataclass

Angles = tuple[float, float]
"""Yaw and pitch in degrees, from the direction to the camera."""

FULL_DEG, NONE_DEG = 20.0, 35.0
"""Of yaw by the keypoints: up to the first the network is believed wholly, from the second on not at all. On held-out
tiles yaw is off by 2.5 to 5.4 degrees up to 25 (keypoints 4.6 to 6.5), and by 10 between 35 and 40 (3.6)."""

SMOOTHING_S = 0.3
"""Over this time corrections are averaged: more than one reading's noise, less than a turn of the head."""

FORGETTING_S = 10.0
"""A correction is most of all of the face: it lasts while the network is not asked for a few seconds."""


@dataclass(slots=True)
class Correction:
    """`take` what the network says when it is asked; `of` angles by the keypoints makes better ones."""

    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    at_s: float | None = None  # None: the network was never asked

    def take(self, by_network: Angles, by_keypoints: Angles, at_s: float) -> None:
        """Two measurements of one head in one picture."""
        share = 1.0 if self.at_s is None else 1.0 - math.exp(-(at_s - self.at_s) / SMOOTHING_S)
        self.yaw_deg += share * (by_network[0] - by_keypoints[0] - self.yaw_deg)
        self.pitch_deg += share * (by_network[1] - by_keypoints[1] - self.pitch_deg)
        self.at_s = at_s

    def of(self, by_keypoints: Angles, at_s: float) -> Angles:
        """The keypoints' angles, put right."""
        if self.at_s is None:
            return by_keypoints
        yaw, pitch = by_keypoints
        share = believed(yaw) * math.exp(-(at_s - self.at_s) / FORGETTING_S)
        return yaw + share * self.yaw_deg, pitch + share * self.pitch_deg


def believed(yaw_deg: float) -> float:
    """How much of a correction counts where the keypoints see a head turned so far, 0 to 1."""
    return min(1.0, max(0.0, (NONE_DEG - abs(yaw_deg)) / (NONE_DEG - FULL_DEG)))
