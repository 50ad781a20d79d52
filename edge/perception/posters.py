"""Faces that never change: posters, mannequins, screens that stand still. A coarse grid of grey means is all that is kept
of a picture; it is compared with itself, and with what the camera's noise does elsewhere in the frame."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.tracker import Track

Picture = NDArray[np.uint8]
Grid = NDArray[np.float32]

CELLS = 12
"""Grid cells to a face's width: an eye is about two of them wide, so a blink changes some."""

CONTROL_CELLS = 4
"""Cells to the side of a place elsewhere in the frame, of the same size: its noise is that of the same averaging."""

CONTROLS = tuple((x, y) for y in (0.08, 0.5, 0.92) for x in (0.08, 0.5, 0.92))
"""Centres of those places, in fractions of the picture; those with a face in them are left out."""

PERIOD_S = 0.2
"""A blink takes 0.1 to 0.4 s; five samples a second miss some, and in 8 s there are more."""

SETTLED = 5
"""Detections after which the median of a track's boxes is its place."""

QUIET = 1.0
QUIET_SHARE = 1 / 64
"""Grey levels, and a share of the mean grey: rounding and compression change a still picture by up to 2 of 150 (measured
on posters in H.264); in the dark a smile is no more than that."""

NOISE_FACTOR = 2.0
NOISE_MOST = 6.0
"""Grey levels. More change than this elsewhere is movement, not noise: all of a moving camera's picture moves."""

MOVED_SAMPLES = 3
"""Samples with change that make a person: one or two can be a passing shadow."""

ENOUGH = 16
"""Samples, of 40 in 8 s, that a poster must have been seen in."""

POSTERS_MOST = 32
WATCHED_AFTER_S = 30.0


class Found(NamedTuple):
    """What one frame told."""

    not_people: list[int]  # tracks that were just found to be posters, and never were visits
    awake: list[int]  # tracks of posters whose picture has changed: whoever is there now has to begin anew


@dataclass(slots=True, eq=False)
class Place:
    """One place in the picture, and what it looked like."""

    x: float
    y: float
    w: float
    grid: Grid  # (CELLS, CELLS)
    noise: float = 0.0  # grey levels that the camera's noise changes at such places

    def has_changed(self, now: Grid) -> bool:
        return change(self.grid, now) > QUIET + QUIET_SHARE * float(self.grid.mean()) + NOISE_FACTOR * self.noise

    def holds(self, x: float, y: float, w: float) -> bool:
        """Whether a box (centre, width) is at this place: boxes of posters jitter by 5 to 18 % of their width."""
        near = 0.35 * self.w
        return abs(x - self.x) < near and abs(y - self.y) < near and 0.7 < w / self.w < 1.4


@dataclass(slots=True, eq=False)
class Watch:
    """A face that has not moved yet. It outlives its track: a poster's detections come and go."""

    first_s: float
    tracks: list[int]
    boxes: list[tuple[float, float, float]] = field(default_factory=list)  # centre and width
    place: Place | None = None
    controls: list[tuple[float, float, Grid]] = field(default_factory=list)
    sampled_s: float = 0.0
    seen_s: float = 0.0
    samples: int = 0
    changed: int = 0


class Posters:
    """`take` the tracks seen in a frame. `nobody` holds the numbers of those that are posters now."""

    def __init__(self, still_s: float) -> None:
        self._still_s = still_s
        self.nobody: dict[int, Place] = {}
        self._places: list[Place] = []
        self._watches: list[Watch] = []
        self._watch_of: dict[int, Watch] = {}
        self._people: set[int] = set()
        self._changes: dict[int, int] = {}
        self._checked_s: dict[int, float] = {}

    def reset(self) -> None:
        self.nobody.clear()
        self._watches.clear()
        self._watch_of.clear()
        self._people.clear()
        self._changes.clear()
        self._checked_s.clear()

    def take(self, at_s: float, image: Picture, seen: Sequence[Track]) -> Found:
        found = Found([], [])
        for track in seen:
            if track.number in self._people:
                continue
            box = (track.x.at, track.y.at, track.size.at)
            if track.number in self.nobody:
                self._check(at_s, image, track.number, found)
            elif track.number in self._watch_of:
                self._look(at_s, image, self._watch_of[track.number], track.number, box, seen, found)
            else:
                self._begin(at_s, image, track, box, found)
        return found

    def keep_only(self, alive: Iterable[int], at_s: float) -> None:
        """Forget the numbers of tracks that have ended, and watches that nobody came back to."""
        alive = set(alive)
        self._people &= alive
        for number in [n for n in (*self.nobody, *self._watch_of) if n not in alive]:
            self.nobody.pop(number, None)
            self._watch_of.pop(number, None)
            self._changes.pop(number, None)
            self._checked_s.pop(number, None)
        self._watches = [w for w in self._watches if at_s - w.seen_s <= WATCHED_AFTER_S]

    def _begin(self, at_s: float, image: Picture, track: Track, box: tuple[float, float, float], found: Found) -> None:
        for place in self._places:
            if place.holds(*box) and not place.has_changed(grid_at(image, place)):
                self.nobody[track.number] = place
                found.not_people.append(track.number)
                return
        watch = next((w for w in self._watches if self._is_back(w, box)), None)
        if watch is None:
            watch = Watch(track.first_s, [])
            self._watches.append(watch)
        watch.tracks.append(track.number)
        watch.seen_s = at_s
        self._watch_of[track.number] = watch

    def _is_back(self, watch: Watch, box: tuple[float, float, float]) -> bool:
        is_taken = any(number in self._watch_of for number in watch.tracks)
        return not is_taken and watch.place is not None and watch.place.holds(*box)

    def _look(
        self,
        at_s: float,
        image: Picture,
        watch: Watch,
        number: int,
        box: tuple[float, float, float],
        seen: Sequence[Track],
        found: Found,
    ) -> None:
        watch.seen_s = at_s
        if watch.place is None:
            watch.boxes.append(box)
            if len(watch.boxes) >= SETTLED:
                x, y, w = (median(values) for values in zip(*watch.boxes, strict=True))
                watch.place = Place(x, y, w, np.zeros((CELLS, CELLS), np.float32))
                watch.place.grid = grid_at(image, watch.place)
                watch.controls = controls(image, watch.place, seen)
                watch.sampled_s = at_s
            return
        if at_s - watch.sampled_s < PERIOD_S * 0.9:
            return
        watch.sampled_s = at_s
        watch.samples += 1
        watch.place.noise = noise_of(image, watch)
        if watch.place.has_changed(grid_at(image, watch.place)):
            watch.changed += 1
            if watch.changed >= MOVED_SAMPLES:
                self._people.add(number)
                self._end(watch)
                return
        if at_s - watch.first_s >= self._still_s and watch.samples >= ENOUGH:
            self._places = [*self._places, watch.place][-POSTERS_MOST:]
            self.nobody[number] = watch.place
            found.not_people.extend(watch.tracks)
            self._end(watch)

    def _end(self, watch: Watch) -> None:
        self._watches.remove(watch)
        for number in watch.tracks:
            self._watch_of.pop(number, None)

    def _check(self, at_s: float, image: Picture, number: int, found: Found) -> None:
        """A remembered poster is one until the picture at its place changes; daylight may move over it slowly."""
        if at_s - self._checked_s.get(number, -1.0) < PERIOD_S * 0.9:
            return
        self._checked_s[number] = at_s
        place = self.nobody[number]
        now = grid_at(image, place)
        if not place.has_changed(now):
            self._changes[number] = 0
            place.grid += 0.05 * (now - place.grid)
            return
        self._changes[number] = self._changes.get(number, 0) + 1
        if self._changes[number] >= MOVED_SAMPLES:
            if place in self._places:
                self._places.remove(place)
            del self.nobody[number]
            found.awake.append(number)


def grid_at(image: Picture, place: Place) -> Grid:
    """Grey means (CELLS, CELLS) float32 of what is at a place."""
    return grid(image, place.x, place.y, place.w / 2, CELLS)


def grid(image: Picture, x: float, y: float, half: float, cells: int) -> Grid:
    height, width = image.shape[:2]
    left, top = max(0, int(x - half)), max(0, int(y - half))
    right, bottom = min(width, int(x + half) + 1), min(height, int(y + half) + 1)
    if right <= left or bottom <= top:
        return np.zeros((cells, cells), np.float32)
    grey = cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_BGR2GRAY)
    return cv2.resize(grey, (cells, cells), interpolation=cv2.INTER_AREA).astype(np.float32)


def change(before: Grid, now: Grid) -> float:
    """How much the most changed twentieth of the cells changed, in grey levels of `before`.

    The brightness of the whole is taken out first, so that a lamp or the camera's exposure is no movement.
    """
    gain = float(before.mean()) / max(float(now.mean()), 1.0)
    off = np.abs(now * gain - before).ravel()
    most = max(1, off.size // 20)
    return float(np.partition(off, -most)[-most:].mean())


def controls(image: Picture, place: Place, seen: Sequence[Track]) -> list[tuple[float, float, Grid]]:
    """Places elsewhere, without a face in them: centre, and what they look like now."""
    height, width = image.shape[:2]
    half = place.w * CONTROL_CELLS / CELLS / 2
    found = []
    for fx, fy in CONTROLS:
        x, y = min(max(fx * width, half), width - half), min(max(fy * height, half), height - half)
        if all(max(abs(x - t.x.at), abs(y - t.y.at)) > 0.8 * t.size.at + half for t in seen):
            found.append((x, y, grid(image, x, y, half, CONTROL_CELLS)))
    return found


def noise_of(image: Picture, watch: Watch) -> float:
    """What the camera's noise changes: the second least of the changes elsewhere, since people walk there too."""
    if watch.place is None:
        return 0.0
    half = watch.place.w * CONTROL_CELLS / CELLS / 2
    changes = sorted(change(before, grid(image, x, y, half, CONTROL_CELLS)) for x, y, before in watch.controls)
    return min(changes[min(1, len(changes) - 1)], NOISE_MOST) if changes else 0.0
