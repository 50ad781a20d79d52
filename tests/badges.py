"""Measures how reliably badges are read: printed badges pasted below the faces of the clips, through the kiosk's code.

`python -m tests.badges --table docs/evidence/camera.md` writes the tables. Each case pastes one badge below every face
that is in view for three seconds, and looks as the kiosk does: five times a second, two looks with one number or one
large one.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.vision.badge import NUMBERS, BadgeEvidence, BadgeFinder
from edge.perception.vision.badge_looks import LOOKS_HZ
from edge.perception.vision.detector import Detection
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions
from edge.perception.vision.pipeline import FacePipeline
from edge.signals import Frame
from edge.tools.badge_reach import BADGE_MM
from tests.clips import CLIPS, names
from tests.doubles.printed_badge import Look, Picture, with_badge
from tests.evidence.parts import write_part

IN_VIEW_S = 3.0
BELOW_CHIN = 1.1
"""Place of the badge's centre below the chin, in face widths."""
NOISE = 3.0
JPEG = 70
MARGIN_PX = 50
FACE_MM = 150.0
ROUNDS = 3


@dataclass(frozen=True)
class Case:
    """One row of the table. The aim is a share of tracks; None: only told."""

    name: str
    side_px: float
    turned_deg: float = 0.0
    motion_px: float = 0.0
    light: float = 1.0  # of the whole picture
    shade: float = 1.0  # of the badge alone
    blur_px: float = 0.6
    covered: float = 0.0
    aim: float | None = 0.99


CASES = (
    Case("24 px, standing", 24),
    Case("24 px, motion 5 px per frame", 24, motion_px=5),
    Case("24 px, turned 45°", 24, turned_deg=45),
    Case("24 px, a quarter of the light", 24, light=0.25),
    Case("24 px, blur σ 1", 24, blur_px=1.0, aim=None),
    Case("24 px, an eighth of the light", 24, light=0.125, aim=None),
    Case("24 px, only the badge with a quarter of the light", 24, shade=0.25, aim=None),
    Case("24 px, a tenth covered", 24, covered=0.1, aim=None),
    Case("24 px, motion 5 px, turned 45°, a quarter of the light", 24, 45, 5, 0.25, aim=None),
    Case("32 px, motion 9 px per frame", 32, motion_px=9, aim=0.95),
    Case("32 px, motion 5 px, turned 45°, a quarter of the light", 32, 45, 5, 0.25, aim=None),
    Case("16 px, standing", 16, aim=None),
    Case("20 px, standing", 20, aim=None),
    Case("20 px, motion 3 px per frame", 20, motion_px=3, aim=None),
    Case("48 px, motion 13 px per frame", 48, motion_px=13, aim=None),
)


@dataclass(frozen=True)
class Sighting:
    """One face for three seconds: a picture and a box for each look."""

    clip: str
    looks: tuple[tuple[Picture, Detection], ...]


@dataclass
class Tally:
    """Tracks that were out, and looks that read anything."""

    out: int = 0
    tracks: int = 0
    read: int = 0
    looks: int = 0
    wrong: int = 0

    @property
    def share(self) -> float:
        return self.out / self.tracks if self.tracks else 0.0


@dataclass
class Cost:
    """Seconds of looks and of detector calls on the same pictures, in one process."""

    looks_s: float = 0.0
    looks: int = 0
    detector_s: float = 0.0
    pictures: int = 0

    @property
    def look_ratio(self) -> float:
        """One look beside one call of the detector."""
        return (self.looks_s / self.looks) / (self.detector_s / self.pictures)


def sightings(clip: str) -> list[Sighting]:
    """Faces of one clip that are in view for three seconds, one after the other."""
    faces: dict[int, list[tuple[float, Picture, Detection]]] = {}
    found: list[Sighting] = []
    with FacePipeline(FaceFinder()) as pipeline:
        for frame in frames(clip):
            seen = {face.track for face in pipeline.process(frame).faces}
            for track in pipeline.tracker.tracks:
                if track.number in seen and track.detection is not None:
                    part = around(frame.image, track.detection)
                    faces.setdefault(track.number, []).append((frame.at_s, *part))
    for looks in faces.values():
        found += _pieces(clip, looks)
    return found


def around(image: Picture, box: Detection) -> tuple[Picture, Detection]:
    """The part of a picture in which a badge may be, with some pixels around it, and the box in that part."""
    left = max(0, int(box.x_px - box.w_px) - MARGIN_PX)
    top, bottom = max(0, int(box.y_px)), int(box.y_px + box.h_px + 3 * box.w_px) + MARGIN_PX
    part = image[top:bottom, left : int(box.x_px + 2 * box.w_px) + MARGIN_PX].copy()
    return part, replace(box, x_px=box.x_px - left, y_px=box.y_px - top)


def frames(clip: str) -> Iterator[Frame]:
    """Pictures of a clip at the rate of the looks."""
    video = cv2.VideoCapture(str(CLIPS / f"{clip}.mp4"))
    rate_hz, due_s, index = video.get(cv2.CAP_PROP_FPS), 0.0, 0
    while True:
        is_there, image = video.read()
        if not is_there:
            return
        if index / rate_hz >= due_s - 1e-6:
            due_s += 1 / (2 * LOOKS_HZ)
            yield Frame(index / rate_hz, np.asarray(image, np.uint8))
        index += 1


def _pieces(clip: str, looks: Sequence[tuple[float, Picture, Detection]]) -> Iterator[Sighting]:
    """Every second picture is looked at; a piece lasts IN_VIEW_S."""
    wanted = round(IN_VIEW_S * LOOKS_HZ)
    due = looks[::2]
    for start in range(0, len(due) - wanted + 1, wanted):
        piece = due[start : start + wanted]
        if piece[-1][0] - piece[0][0] < IN_VIEW_S + 1:
            yield Sighting(clip, tuple((image, box) for _, image, box in piece))


def tally(case: Case, seen: Sequence[Sighting], finder: BadgeFinder, rounds: int = 1) -> Tally:
    """Pastes the badge of a case below every face and looks, in each round with another number, turn and way."""
    result, chance = Tally(), Random(1)
    for sighting in [*seen] * rounds:
        wearer = _wearer(case, chance)
        evidence, is_out, placed = BadgeEvidence(), False, 0
        for number, (whole, whole_box) in enumerate(sighting.looks):
            image, box = _at_distance(whole, whole_box, case.side_px)
            look = _look(wearer, box, chance)
            if not _is_whole(look, image):
                continue
            placed += 1
            dim = (image * case.light).astype(np.uint8) if case.light < 1 else image
            picture = _camera(with_badge(dim, look), number)
            markers = finder.find_markers(picture, box)
            result.looks += 1
            result.read += any(marker.number == look.number for marker in markers)
            result.wrong += any(marker.number != look.number for marker in markers)
            is_out = evidence.add_markers(number / LOOKS_HZ, markers) or is_out
        if placed == len(sighting.looks):
            result.tracks += 1
            result.out += is_out
    return result


def false_badges(seen: Sequence[Sighting], finder: BadgeFinder) -> Tally:
    """Looks below the same faces without a badge."""
    result = Tally()
    for sighting in seen:
        evidence, is_out = BadgeEvidence(), False
        for number, (image, box) in enumerate(sighting.looks):
            markers = finder.find_markers(image, box)
            result.looks += 1
            result.read += bool(markers)
            is_out = evidence.add_markers(number / LOOKS_HZ, markers) or is_out
        result.tracks += 1
        result.out += is_out
    return result


def _wearer(case: Case, chance: Random) -> Look:
    """Values that stay the same for three seconds: number, turn, way of walking, light."""
    return Look(
        number=chance.randrange(NUMBERS),
        x_px=0.0,
        y_px=0.0,
        side_px=case.side_px,
        turned_deg=case.turned_deg * chance.choice((-1, 1)),
        roll_deg=chance.uniform(-10, 10),
        light=case.light * case.shade * chance.uniform(1, 1.2),
        blur_px=case.blur_px,
        motion_px=case.motion_px,
        motion_deg=chance.uniform(-30, 30),
        covered=case.covered,
    )


def _at_distance(image: Picture, box: Detection, side_px: float) -> tuple[Picture, Detection]:
    """The picture of a wearer at the distance at which a badge of 80 mm is so large, beside a face of 150 mm."""
    scale = side_px * FACE_MM / BADGE_MM / box.w_px
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    resized = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=how), np.uint8)
    sides = {name: getattr(box, name) * scale for name in ("x_px", "y_px", "w_px", "h_px")}
    return resized, replace(box, **sides)


def _look(wearer: Look, box: Detection, chance: Random) -> Look:
    """Values that change from look to look: place to fractions of a pixel, sway, speed up to that of the case."""
    return replace(
        wearer,
        x_px=box.x_px + box.w_px / 2 + chance.uniform(-0.2, 0.2) * box.w_px,
        y_px=box.y_px + box.h_px + max(BELOW_CHIN * box.w_px, 0.7 * wearer.side_px),
        roll_deg=wearer.roll_deg + chance.uniform(-5, 5),
        motion_px=wearer.motion_px * chance.uniform(0.6, 1.0),
    )


def _is_whole(look: Look, image: Picture) -> bool:
    reach = look.side_px * 0.8
    return reach < look.x_px < image.shape[1] - reach and look.y_px + reach < image.shape[0]


@cache
def noise(seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(0, NOISE, (900, 1200, 3)).astype(np.float32)


def _camera(picture: Picture, seed: int) -> Picture:
    """Noise and compression of a camera."""
    height, width = picture.shape[:2]
    noisy = np.clip(picture + noise(seed % 5)[:height, :width], 0, 255).astype(np.uint8)
    coded = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, JPEG])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def cost(clips: Sequence[str], finder: BadgeFinder, clock: Callable[[], float] = time.perf_counter) -> Cost:
    """Looks and single calls of the face detector on the same pictures, in turn: a slow moment slows both."""
    result = Cost()
    with closing(FaceFinder(FaceFinderOptions(tiles="whole"))) as faces:
        for frame in (frame for clip in clips for frame in islice(frames(clip), 0, None, 5)):
            start_s = clock()
            boxes = faces.detect(frame)
            middle_s = clock()
            for box in boxes:
                finder.find_markers(frame.image, box)
            if boxes:
                result.detector_s += middle_s - start_s
                result.looks_s += clock() - middle_s
                result.looks += len(boxes)
                result.pictures += 1
    return result


def document(seen: Sequence[Sighting], clips: Sequence[str], rate_hz: float = 15.0) -> str:
    """All tables as Markdown."""
    finder = BadgeFinder()
    lines = ["| badge | tracks | out | aim | single looks that read it | wrong numbers |", "|---|---|---|---|---|---|"]
    for case in CASES:
        one = tally(case, seen, finder, ROUNDS)
        aim = "" if case.aim is None else f"{case.aim:.0%}"
        shares = f"{one.share:.1%} | {aim} | {one.read / max(one.looks, 1):.0%}"
        lines.append(f"| {case.name} | {one.tracks} | {shares} | {one.wrong} of {one.looks} |")
        print(lines[-1], file=sys.stderr)
    none = false_badges(seen, finder)
    lines.append(f"| none | {none.tracks} | {none.share:.1%} | ≤ 0.5% | {none.read} of {none.looks} looks | |")
    took = cost(clips, finder)
    share = took.look_ratio * LOOKS_HZ / rate_hz
    lines += [
        "",
        f"One look takes {took.look_ratio:.2f} of one call of the face detector (aim: at most 0.5).",
        f"At {rate_hz:g} frames per second, a face costs {share:.2f} of a call per frame (aim: at most 0.15).",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """`make badges`."""
    parser = argparse.ArgumentParser(prog="python -m tests.badges", description=__doc__)
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the tables into this document")
    options = parser.parse_args()
    seen = [sighting for name in names() for sighting in sightings(name)]
    print(f"badges: {len(seen)} times three seconds of a face", file=sys.stderr)
    tables = document(seen, names())
    print(tables)
    if options.table:
        write_part(options.table, "badges", tables)


if __name__ == "__main__":
    main()
