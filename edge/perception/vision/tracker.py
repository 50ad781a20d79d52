"""Face tracker: SORT (Bewley et al. 2016) on centre and size, with the second association of ByteTrack (Zhang et al.
2022).

The second association matches detections with low scores. Track numbers exist only in memory and start at 1 in every
tracker.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from edge.perception.vision.assignment import least_cost_pairs
from edge.perception.vision.detector import Detection

NEVER = 1e6
"""Cost of an impossible pair. It is finite, because the assignment adds costs."""


@dataclass(frozen=True, slots=True)
class TrackerOptions:
    """Options of the tracker. Lengths are in face widths."""

    begin_score: float = 0.5  # minimum score to start a track; detections with lower scores only continue one
    lost_s: float = 2.0  # a track without a detection for longer ends
    lost_at_edge_s: float = 0.5  # the same for a track that may have left the image
    gate: float = 0.9  # largest distance of a detection from the predicted position of its track
    gate_growth_per_s: float = 0.6  # growth of the gate while the track has no detection
    size_ratio: float = 1.8
    missing_cost_per_s: float = 0.3  # of two tracks at one place, the one with the newer detection is preferred
    acceleration: float = 6.0  # standard deviation, per s²
    noise: float = 0.05  # standard deviation of a detection's centre and size


class KalmanAxisFilter:
    """Kalman filter of one coordinate with constant velocity. Plain floats are faster than numpy for 2x2 matrices."""

    __slots__ = ("at", "p00", "p01", "p11", "speed")

    def __init__(self, at: float, scale: float) -> None:
        self.at, self.speed = at, 0.0
        self.p00, self.p01, self.p11 = (0.1 * scale) ** 2, 0.0, (4.0 * scale) ** 2  # 4 widths/s: a person hurries past

    def predict(self, dt_s: float, acceleration: float) -> None:
        q = acceleration * acceleration
        self.at += self.speed * dt_s
        self.p00 += dt_s * (2 * self.p01 + dt_s * self.p11) + q * dt_s**4 / 4
        self.p01 += dt_s * self.p11 + q * dt_s**3 / 2
        self.p11 += q * dt_s * dt_s

    def update(self, measured: float, noise: float) -> None:
        error, total = measured - self.at, self.p00 + noise * noise
        k0, k1 = self.p00 / total, self.p01 / total
        self.at += k0 * error
        self.speed += k1 * error
        self.p11 -= k1 * self.p01
        self.p01 -= k0 * self.p01
        self.p00 -= k0 * self.p00


class FaceTrack:
    """One face over time. `detection` is its detection in the last frame, or None; `first` is its first detection."""

    __slots__ = ("detection", "first", "first_s", "hits", "number", "predicted_s", "seen_s", "size", "x", "y")

    def __init__(self, number: int, at_s: float, detection: Detection) -> None:
        self.number, self.first_s, self.seen_s, self.predicted_s = number, at_s, at_s, at_s
        self.detection: Detection | None = detection
        self.first = detection
        self.hits = 1
        size = detection.w_px
        self.x, self.y = (
            KalmanAxisFilter(detection.x_px + size / 2, size),
            KalmanAxisFilter(detection.y_px + detection.h_px / 2, size),
        )
        self.size = KalmanAxisFilter(size, 0.25 * size)

    def predict(self, at_s: float, rules: TrackerOptions) -> None:
        dt_s, scale = at_s - self.predicted_s, rules.acceleration * self.size.at
        self.predicted_s, self.detection = at_s, None
        self.x.predict(dt_s, scale)
        self.y.predict(dt_s, scale)
        if at_s - self.seen_s < 0.5:  # without measurements, a predicted size must not shrink to nothing
            self.size.predict(dt_s, 0.25 * scale)

    def update(self, at_s: float, detection: Detection, rules: TrackerOptions) -> None:
        size = detection.w_px
        noise = rules.noise * size
        self.x.update(detection.x_px + size / 2, noise)
        self.y.update(detection.y_px + detection.h_px / 2, noise)
        self.size.update(size, 2 * noise)
        self.detection, self.seen_s = detection, at_s
        self.hits += 1


class FaceTracker:
    """Associates the detections in each frame with tracks. Frames must arrive in chronological order."""

    def __init__(self, rules: TrackerOptions | None = None) -> None:
        self.rules = rules or TrackerOptions()
        self.tracks: list[FaceTrack] = []
        self._last = 0

    def update(
        self, at_s: float, detections: Sequence[Detection], width_px: float = math.inf, height_px: float = math.inf
    ) -> list[FaceTrack]:
        """Returns all live tracks after this frame, the oldest first.

        The image size shows which tracks may have left the image.
        """
        for track in self.tracks:
            track.predict(at_s, self.rules)
        strong = [d for d in detections if d.score >= self.rules.begin_score]
        weak = [d for d in detections if d.score < self.rules.begin_score]
        unmatched = self._match(at_s, self.tracks, strong)
        self._match(at_s, [t for t in self.tracks if t.detection is None], weak)
        self.tracks = [t for t in self.tracks if at_s - t.seen_s <= self._max_missing_s(t, width_px, height_px)]
        for detection in unmatched:
            self._last += 1
            self.tracks.append(FaceTrack(self._last, at_s, detection))
        return self.tracks

    def end_track(self, number: int) -> None:
        """Ends one track. A face at its place then starts a new track."""
        self.tracks = [t for t in self.tracks if t.number != number]

    def reset(self) -> None:
        """Ends all tracks, for example after a gap. Track numbers continue."""
        self.tracks = []

    def _match(self, at_s: float, tracks: Sequence[FaceTrack], detections: Sequence[Detection]) -> list[Detection]:
        """Matches tracks and detections at the lowest total cost. Returns the detections without a track."""
        if not tracks or not detections:
            return list(detections)
        costs = [self._match_costs(at_s, track, detections) for track in tracks]
        matched = set()
        for row, column in least_cost_pairs(costs):
            if costs[row][column] < NEVER:
                tracks[row].update(at_s, detections[column], self.rules)
                matched.add(column)
        return [d for i, d in enumerate(detections) if i not in matched]

    def _match_costs(self, at_s: float, track: FaceTrack, detections: Sequence[Detection]) -> list[float]:
        """Returns the costs: distance of centres in face widths plus difference in size; `NEVER` outside the limits."""
        rules, size, x, y = self.rules, max(track.size.at, 1.0), track.x.at, track.y.at
        missing_s = at_s - track.seen_s
        gate = rules.gate + rules.gate_growth_per_s * min(missing_s, 1.0)
        costs = []
        for detection in detections:
            width = detection.w_px
            large, small = (width, size) if width > size else (size, width)
            dx, dy = detection.x_px + width / 2 - x, detection.y_px + detection.h_px / 2 - y
            distance = math.hypot(dx, dy) / large
            if distance > gate or large > rules.size_ratio * small:
                costs.append(NEVER)
            else:
                costs.append(distance + 0.5 * math.log(large / small) + rules.missing_cost_per_s * missing_s)
        return costs

    def _max_missing_s(self, track: FaceTrack, width_px: float, height_px: float) -> float:
        if track.detection is not None:
            return self.rules.lost_s
        half = track.size.at / 2
        inside = half < track.x.at < width_px - half and half < track.y.at < height_px - half
        return self.rules.lost_s if inside else self.rules.lost_at_edge_s


def box_reaches_edge(box: Detection, track: FaceTrack, for_s: float, width: int, height: int) -> bool:
    """True if the box touches the edge of the image, or will touch it within `for_s` seconds at the track's current
    speed.
    """
    dx_px, dy_px = track.x.speed * for_s, track.y.speed * for_s
    return (
        box.x_px + min(dx_px, 0) <= 0
        or box.y_px + min(dy_px, 0) <= 0
        or box.x_px + box.w_px + max(dx_px, 0) >= width
        or box.y_px + box.h_px + max(dy_px, 0) >= height
    )
