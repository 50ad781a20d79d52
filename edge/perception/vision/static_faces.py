"""Faces that never change: posters, mannequins, screens that stand still. Who has once moved is a person; a face whose
picture has not changed for long enough is a poster, and its place is remembered until it does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from edge.perception.vision.gray_grid import Grid, NoiseEstimator, Picture, difference, gray_grid
from edge.perception.vision.tracker import FaceTrack

PERIOD_S = 0.06
"""Between samples: every frame at 15 a second, since a blink takes 0.1 to 0.4 s. Most people are told from a poster by
their first few; a poster costs 8 s of them."""

CHECK_S = 0.2
"""Between looks at a poster that is remembered."""

SETTLED = 5
"""Detections after which the median of a track's boxes is its place."""

QUIET = 1.0
QUIET_SHARE = 1 / 64
"""Grey levels, and a share of the mean grey: rounding and compression change a still picture by up to 2.3 of 150
(measured on posters in H.264). Faces of people change by 7 and more, within 1.9 s (in near darkness 3.1 s)."""

NOISE_FACTOR = 2.0

DARK = 8.0
"""Mean grey below which nothing is told: a face changes less there than rounding does."""

MOVED_SAMPLES = 3
"""Samples with change that make a person: two short blinks have as many, and a flash of light has fewer."""

ENOUGH = 30
"""Samples, of 120 in 8 s, in which a poster was seen not to change."""

PLACES_MOST = 32
WATCHED_AFTER_S = 30.0

Box = tuple[float, float, float]  # centre and width, in pixels


class StaticFaces(NamedTuple):
    """What one frame told."""

    not_people: list[int]  # tracks that were just found to be posters, and never were visits
    awake: list[int]  # tracks of posters whose picture has changed: whoever is there now has to begin anew


@dataclass(slots=True, eq=False)
class PlaceAppearance:
    """One place in the picture, and what it looked like."""

    x: float
    y: float
    w: float
    appearance: Grid
    noise: float = 0.0  # grey levels
    checked_s: float = 0.0
    changed: int = 0  # samples in a row

    def sample(self, image: Picture) -> Grid:
        return gray_grid(image, self.x, self.y, self.w / 2)

    def differs(self, now: Grid) -> bool:
        quiet = QUIET + QUIET_SHARE * float(self.appearance.mean())
        return difference(self.appearance, now) > quiet + NOISE_FACTOR * self.noise

    def holds(self, box: Box) -> bool:
        """Whether a box is at this place; boxes of posters were seen to jitter by 5 to 18 % of their width."""
        near = 0.35 * self.w
        return abs(box[0] - self.x) < near and abs(box[1] - self.y) < near and 0.7 < box[2] / self.w < 1.4


@dataclass(slots=True, eq=False)
class StaticFaceCandidate:
    """A face that has not moved yet. It outlives its track, since a poster's detections come and go."""

    first_s: float
    tracks: list[int] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    place: PlaceAppearance | None = None
    noise: NoiseEstimator | None = None
    sampled_s: float = 0.0
    seen_s: float = 0.0
    still: int = 0
    changed: int = 0

    def settle(self, at_s: float, image: Picture, box: Box, seen: Sequence[FaceTrack]) -> None:
        """Until the place is known: take in where the box is."""
        self.boxes.append(box)
        if len(self.boxes) < SETTLED:
            return
        x, y, w = (median(values) for values in zip(*self.boxes, strict=True))
        self.place = PlaceAppearance(x, y, w, gray_grid(image, x, y, w / 2))
        self.noise = NoiseEstimator(image, w, seen)
        self.sampled_s = at_s

    def sample(self, at_s: float, image: Picture) -> None:
        """From then on: count whether the picture there has changed."""
        if self.place is None or self.noise is None or at_s - self.sampled_s < 0.9 * PERIOD_S:
            return
        self.sampled_s = at_s
        now = self.place.sample(image)
        if now.mean() < DARK:
            return
        self.place.noise = self.noise.level(image)
        if self.place.differs(now):
            self.changed += 1
        else:
            self.still += 1


class StaticFaceDetector:
    """`take` the tracks seen in each frame; `nobody` holds the numbers of those that are posters now."""

    def __init__(self, still_s: float) -> None:
        self.nobody: dict[int, PlaceAppearance] = {}
        self._still_s = still_s
        self._static_places: list[PlaceAppearance] = []
        self._watches: list[StaticFaceCandidate] = []
        self._watch_of: dict[int, StaticFaceCandidate] = {}
        self._people: set[int] = set()  # who has once moved

    def reset(self) -> None:
        """Tracks and watches are forgotten; remembered places are not."""
        self.nobody.clear()
        self._watches.clear()
        self._watch_of.clear()
        self._people.clear()

    def process(self, at_s: float, image: Picture, seen: Sequence[FaceTrack]) -> StaticFaces:
        """What this frame tells of the tracks that are seen in it."""
        found = StaticFaces([], [])
        for track in seen:
            number = track.number
            if number in self._people:
                continue
            if number in self.nobody:
                if self._is_awake(at_s, image, self.nobody[number]):
                    del self.nobody[number]
                    found.awake.append(number)
                continue
            box = (track.x.at, track.y.at, track.size.at)
            watch = self._watch_of.get(number)
            if watch is None:
                place = next((p for p in self._static_places if p.holds(box) and not p.differs(p.sample(image))), None)
                if place is not None:
                    self.nobody[number] = place
                    found.not_people.append(number)
                    continue
                watch = self._watch(track, box)
            watch.seen_s = at_s
            if watch.place is None:
                watch.settle(at_s, image, box, seen)
            else:
                watch.sample(at_s, image)
            self._judge(watch, watch.place, number, found)
        return found

    def keep_only(self, alive: Iterable[int], at_s: float) -> None:
        """Forget the numbers of tracks that have ended, and watches of faces that did not come back."""
        if not (self._people or self.nobody or self._watches):
            return
        numbers = set(alive)
        self._people &= numbers
        self.nobody = {n: place for n, place in self.nobody.items() if n in numbers}
        self._watch_of = {n: watch for n, watch in self._watch_of.items() if n in numbers}
        self._watches = [w for w in self._watches if at_s - w.seen_s <= WATCHED_AFTER_S]

    def _watch(self, track: FaceTrack, box: Box) -> StaticFaceCandidate:
        """The watch for a new track: that of one which ended at this place, or a new one."""
        watched = set(map(id, self._watch_of.values()))
        free = (w for w in self._watches if id(w) not in watched and w.place is not None and w.place.holds(box))
        watch = next(free, None)
        if watch is None:
            watch = StaticFaceCandidate(track.first_s)
            self._watches.append(watch)
        watch.tracks.append(track.number)
        self._watch_of[track.number] = watch
        return watch

    def _judge(
        self, watch: StaticFaceCandidate, place: PlaceAppearance | None, number: int, found: StaticFaces
    ) -> None:
        """A person, a poster, or neither yet."""
        if watch.changed >= MOVED_SAMPLES:
            self._people.add(number)
        elif place is not None and watch.still >= ENOUGH and watch.seen_s - watch.first_s >= self._still_s:
            self._static_places = [*self._static_places, place][-PLACES_MOST:]
            self.nobody[number] = place
            found.not_people.extend(watch.tracks)
        else:
            return
        self._watches.remove(watch)
        del self._watch_of[number]

    def _is_awake(self, at_s: float, image: Picture, place: PlaceAppearance) -> bool:
        """Whether the picture at a remembered place has changed; then it is forgotten. Slow daylight is no change."""
        if at_s - place.checked_s < 0.9 * CHECK_S:
            return False
        place.checked_s = at_s
        now = place.sample(image)
        if not place.differs(now):
            place.changed = 0
            place.appearance = place.appearance + 0.05 * (now - place.appearance)
            return False
        place.changed += 1
        if place.changed < MOVED_SAMPLES:
            return False
        self._static_places = [p for p in self._static_places if p is not place]
        return True
