"""Detects static faces: posters, mannequins, screens with a still image.

A face that has moved once is a person. A face with an image that has not changed for long enough is static. Its place
is remembered until the image there changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from edge.perception.vision.gray_grid import CameraNoiseEstimator, Grid, Picture, largest_change, sample_gray_grid
from edge.perception.vision.tracker import FaceTrack

PERIOD_S = 0.06
"""Seconds between samples. At 15 frames per second every frame is sampled, because a blink takes 0.1 to 0.4 s. The
first few samples distinguish most people from a poster; a poster needs 8 s of samples.
"""

CHECK_S = 0.2
"""Seconds between checks of a remembered static place."""

SETTLE_BOXES = 5
"""Number of detections needed to fix a track's place, which is the median of their boxes."""

QUIET = 1.0
QUIET_SHARE = 1 / 64
"""Largest change of a still image, in grey levels and as a share of the mean grey value. Rounding and compression
change a still image by up to 2.3 of 150 (measured on posters in H.264). Faces of people change by 7 or more within
1.9 s (3.1 s in near darkness).
"""

NOISE_FACTOR = 2.0

DARK = 8.0
"""Minimum mean grey value of a sample. In darker images, a face changes less than rounding does."""

MOVED_SAMPLES = 3
"""Number of changed samples that prove a person. Two short blinks give this number of changed samples; a flash of light
gives fewer.
"""

MIN_STILL_SAMPLES = 30
"""Minimum number of unchanged samples of a static face, out of 120 in 8 s."""

MAX_PLACES = 32
CANDIDATE_LOST_S = 30.0

Box = tuple[float, float, float]  # centre and width, in pixels


class StaticFaceChanges(NamedTuple):
    """Tracks whose state changed in one frame."""

    not_people: list[int]  # tracks that became static in this frame: they never were visits
    moved: list[int]  # static tracks whose image has changed: the face that is there now needs a new track


@dataclass(slots=True, eq=False)
class StaticPlaceAppearance:
    """One place in the image and what it looks like."""

    x: float
    y: float
    w: float
    appearance: Grid
    noise: float = 0.0  # grey levels
    checked_s: float = 0.0
    changed: int = 0  # consecutive changed samples

    def take_sample(self, image: Picture) -> Grid:
        return sample_gray_grid(image, self.x, self.y, self.w / 2)

    def has_changed(self, now: Grid) -> bool:
        quiet = QUIET + QUIET_SHARE * float(self.appearance.mean())
        return largest_change(self.appearance, now) > quiet + NOISE_FACTOR * self.noise

    def contains_box(self, box: Box) -> bool:
        """True if a box is at this place. Boxes of posters vary by 5 to 18 % of their width (measured)."""
        near = 0.35 * self.w
        return abs(box[0] - self.x) < near and abs(box[1] - self.y) < near and 0.7 < box[2] / self.w < 1.4


@dataclass(slots=True, eq=False)
class StaticFaceCandidate:
    """A face that has not moved yet. It outlives its track, because a poster is detected only in some frames."""

    first_s: float
    tracks: list[int] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    place: StaticPlaceAppearance | None = None
    noise: CameraNoiseEstimator | None = None
    sampled_s: float = 0.0
    seen_s: float = 0.0
    still: int = 0
    changed: int = 0

    def settle_place(self, at_s: float, image: Picture, box: Box, tracks: Sequence[FaceTrack]) -> None:
        """Adds a detected box, until there are enough boxes to know the place."""
        self.boxes.append(box)
        if len(self.boxes) < SETTLE_BOXES:
            return
        x, y, w = (median(values) for values in zip(*self.boxes, strict=True))
        self.place = StaticPlaceAppearance(x, y, w, sample_gray_grid(image, x, y, w / 2))
        self.noise = CameraNoiseEstimator(image, w, tracks)
        self.sampled_s = at_s

    def count_change(self, at_s: float, image: Picture) -> None:
        """Records whether the image at the known place has changed."""
        if self.place is None or self.noise is None or at_s - self.sampled_s < 0.9 * PERIOD_S:
            return
        self.sampled_s = at_s
        now = self.place.take_sample(image)
        if now.mean() < DARK:
            return
        self.place.noise = self.noise.noise_level(image)
        if self.place.has_changed(now):
            self.changed += 1
        else:
            self.still += 1


class StaticFaceDetector:
    """Finds static faces among the confirmed tracks. `static` maps the number of each static track to its place."""

    def __init__(self, still_s: float) -> None:
        self.static: dict[int, StaticPlaceAppearance] = {}
        self._still_s = still_s
        self._static_places: list[StaticPlaceAppearance] = []
        self._candidates: list[StaticFaceCandidate] = []
        self._candidate_of: dict[int, StaticFaceCandidate] = {}
        self._people: set[int] = set()  # tracks that have moved once

    def forget_tracks(self) -> None:
        """Drops tracks and candidates. Remembered static places stay."""
        self.static.clear()
        self._candidates.clear()
        self._candidate_of.clear()
        self._people.clear()

    def update_static_tracks(self, at_s: float, image: Picture, tracks: Sequence[FaceTrack]) -> StaticFaceChanges:
        """Returns the changes in this frame. All given tracks have a detection in this frame."""
        changes = StaticFaceChanges([], [])
        for track in tracks:
            number = track.number
            if number in self._people:
                continue
            if number in self.static:
                if self._forget_if_changed(at_s, image, self.static[number]):
                    del self.static[number]
                    changes.moved.append(number)
                continue
            box = (track.x.at, track.y.at, track.size.at)
            candidate = self._candidate_of.get(number)
            if candidate is None:
                place = next(
                    (p for p in self._static_places if p.contains_box(box) and not p.has_changed(p.take_sample(image))),
                    None,
                )
                if place is not None:
                    self.static[number] = place
                    changes.not_people.append(number)
                    continue
                candidate = self._start_candidate(track, box)
            candidate.seen_s = at_s
            if candidate.place is None:
                candidate.settle_place(at_s, image, box, tracks)
            else:
                candidate.count_change(at_s, image)
            self._classify_candidate(candidate, candidate.place, number, changes)
        return changes

    def is_undecided(self, track: int) -> bool:
        """True while this track's images are being compared, to distinguish a person from a static face."""
        return track in self._candidate_of

    def keep_only_tracks(self, alive: Iterable[int], at_s: float) -> None:
        """Drops tracks that have ended, and candidates that were not detected for CANDIDATE_LOST_S seconds."""
        if not (self._people or self.static or self._candidates):
            return
        numbers = set(alive)
        self._people &= numbers
        self.static = {n: place for n, place in self.static.items() if n in numbers}
        self._candidate_of = {n: candidate for n, candidate in self._candidate_of.items() if n in numbers}
        self._candidates = [c for c in self._candidates if at_s - c.seen_s <= CANDIDATE_LOST_S]

    def _start_candidate(self, track: FaceTrack, box: Box) -> StaticFaceCandidate:
        """Returns the candidate for a new track: the candidate of an ended track at this place, or a new one."""
        assigned = set(map(id, self._candidate_of.values()))
        free = (
            c for c in self._candidates if id(c) not in assigned and c.place is not None and c.place.contains_box(box)
        )
        candidate = next(free, None)
        if candidate is None:
            candidate = StaticFaceCandidate(track.first_s)
            self._candidates.append(candidate)
        candidate.tracks.append(track.number)
        self._candidate_of[track.number] = candidate
        return candidate

    def _classify_candidate(
        self,
        candidate: StaticFaceCandidate,
        place: StaticPlaceAppearance | None,
        number: int,
        changes: StaticFaceChanges,
    ) -> None:
        """Classifies a candidate as a person or a static face, or leaves it undecided."""
        if candidate.changed >= MOVED_SAMPLES:
            self._people.add(number)
        elif (
            place is not None
            and candidate.still >= MIN_STILL_SAMPLES
            and candidate.seen_s - candidate.first_s >= self._still_s
        ):
            self._static_places = [*self._static_places, place][-MAX_PLACES:]
            self.static[number] = place
            changes.not_people.extend(candidate.tracks)
        else:
            return
        self._candidates.remove(candidate)
        del self._candidate_of[number]

    def _forget_if_changed(self, at_s: float, image: Picture, place: StaticPlaceAppearance) -> bool:
        """Returns True if the image at a static place has changed, and forgets the place. Slow changes of daylight
        do not count.
        """
        if at_s - place.checked_s < 0.9 * CHECK_S:
            return False
        place.checked_s = at_s
        now = place.take_sample(image)
        if not place.has_changed(now):
            place.changed = 0
            place.appearance = place.appearance + 0.05 * (now - place.appearance)
            return False
        place.changed += 1
        if place.changed < MOVED_SAMPLES:
            return False
        self._static_places = [p for p in self._static_places if p is not place]
        return True
