"""Measures the direction to the screen's centre, from the head pose of a person who looks there for a few seconds."""

from dataclasses import dataclass, field
from statistics import median

MEASURED_S = 3.0
LEAST_FRAMES = 5
MOST_SPREAD_DEG = 10.0
"""Largest interquartile range of the head pose, in degrees, at which a head counts as still. Still heads had 1 to 4."""
FARTHEST_DEG = 60.0
"""Largest angle in degrees that the settings allow."""


class ScreenDirectionError(Exception):
    """The direction to the screen's centre could not be measured. The message states why and what to do."""


@dataclass
class ScreenDirectionMeasurement:
    """Measures the direction to the screen's centre from one head.

    Call `add_frame` for the nearest person of each frame until `is_over`, then read `screen_direction`.
    """

    from_s: float
    yaw_deg: list[float] = field(default_factory=list)
    pitch_deg: list[float] = field(default_factory=list)

    def seconds_until_begin(self, now_s: float) -> float:
        """Seconds until the measurement starts; 0 after its start."""
        return max(0.0, self.from_s - now_s)

    def is_over(self, now_s: float) -> bool:
        return now_s >= self.from_s + MEASURED_S

    def add_frame(self, at_s: float, yaw_deg: float, pitch_deg: float) -> None:
        """Add the head pose in one frame, in degrees relative to the direction to the camera."""
        if self.seconds_until_begin(at_s) == 0.0 and not self.is_over(at_s):
            self.yaw_deg.append(yaw_deg)
            self.pitch_deg.append(pitch_deg)

    def screen_direction(self) -> tuple[float, float]:
        """Yaw and pitch of the screen's centre for the [screen] settings, in degrees. Raises ScreenDirectionError."""
        if len(self.yaw_deg) < LEAST_FRAMES:
            raise ScreenDirectionError(
                f"centre: nobody whom the kiosk counts was in view for long enough in these {MEASURED_S:.0f} s. Let "
                "one person stand where people usually stand, and measure again."
            )
        if max(_spread(self.yaw_deg), _spread(self.pitch_deg)) > MOST_SPREAD_DEG:
            raise ScreenDirectionError(
                "centre: the head moved. Let somebody look at the screen's centre and keep still."
            )
        yaw, pitch = round(median(self.yaw_deg), 1), round(median(self.pitch_deg), 1)
        if max(abs(yaw), abs(pitch)) > FARTHEST_DEG:
            raise ScreenDirectionError(
                f"centre: {yaw:+.0f}° and {pitch:+.0f}° are too far from the camera's direction; the limit is "
                f"{FARTHEST_DEG:.0f}°. Move the camera closer to the screen."
            )
        return yaw, pitch


def _spread(values: list[float]) -> float:
    """Interquartile range."""
    ordered = sorted(values)
    return ordered[3 * len(ordered) // 4] - ordered[len(ordered) // 4]
