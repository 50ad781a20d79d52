"""Visits that begin or end over the edge of the picture, on clips with known truth: `python -m tests.clip_edges`.

The place rule of docs/privacy/people-and-pauses.md goes by it: a visit over the edge stands at no place.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle, takewhile
from math import inf
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.audience.rules import AudienceRules
from edge.audience.visits import Visit, VisitTracker
from edge.kiosk import build
from edge.settings.settings import Settings
from edge.signals import Frame
from edge.sources.camera.video_file import VideoFile
from tests.clips import CLIPS, START_S, names, people, truth
from tests.evidence.parts import write_part

OVER_THE_EDGE = {"s17_crossing_composite": 2}
"""People of a clip who come and leave over the edge, by its recipe. All others are there from its first picture on,
or appear inside; what is there in the last picture is ended by the end of the clip."""

HZ = 12.5
WIDTH, HEIGHT = 1280, 720
OVALS = ("s01_single_neutral_smile", "s11_smile_on_off", "s13_mouth_shapes")
SIZE_PX = 280  # of a picture around a face; the face is about 0.55 of it
SPEEDS = (100, 200, 400, 800)  # pixels a second
STAYS_S = 1.5
INSIDE_PX = 150.0
MARGINS = (0.1, 0.5, 1.0, 2.0)  # face widths from the edge

NOBODY: list[float | None] = [None] * round(2.5 * HZ)  # longer than a gap that counts as presence

Image = NDArray[np.uint8]


@dataclass(frozen=True)
class Edges:
    """Visits, and how many began and ended over the edge."""

    visits: int = 0
    began: int = 0
    ended: int = 0

    def __add__(self, other: "Edges") -> "Edges":
        return Edges(self.visits + other.visits, self.began + other.began, self.ended + other.ended)


def edges(frames: Iterable[Frame], rate_hz: float) -> Edges:
    """Runs frames through perception and the visits of the audience."""
    visits, closed, last_s = VisitTracker(AudienceRules(), lambda _: (0, None, 0)), list[Visit](), START_S
    with closing(build.build_face_pipeline(Settings())) as pipeline:
        for frame in frames:
            visits.handle_frame(pipeline.process(frame), 1 / rate_hz)
            last_s = frame.at_s
            closed += visits.close_due_visits(last_s)
    closed += visits.close_all_visits(last_s)
    began = sum(visit.tracks[0].began is None for visit in closed)
    ended = sum(visit.tracks[-1].goes_over_edge and not visit.is_cut_off for visit in closed)
    return Edges(len(closed), began, ended)


def of_clip(name: str, until_s: float = inf) -> Edges:
    """Visits of a clip, or of its first seconds."""
    rate_hz = Settings().faces.rate_hz
    with closing(VideoFile(CLIPS / f"{name}.mp4", START_S).read_frames(rate_hz)) as frames:
        return edges(takewhile(lambda frame: frame.at_s < START_S + until_s, frames), rate_hz)


def clips() -> Iterator[str]:
    """Table of the clips that show a face."""
    yield "| clip | people | over the edge | visits | started over the edge | ended over the edge |"
    yield "|---|---|---|---|---|---|"
    for name in names():
        if count := len(people(truth(name))):
            print(f"edges: {name}", file=sys.stderr)
            told = of_clip(name)
            yield f"| {name} | {count} | {OVER_THE_EDGE.get(name, 0)} | {told.visits} | {told.began} | {told.ended} |"


def faces(name: str) -> Iterator[Image]:
    """The pictures of a face, forwards and backwards for ever, at a size of `SIZE_PX`."""
    images = [frame.image for frame in VideoFile(CLIPS / f"{name}.mp4", START_S).read_frames()]
    height, width = images[0].shape[:2]
    side = min(height, width)
    left = min(max(0, round(0.42 * width - side / 2)), width - side) if width > height else 0
    cut = [cv2.resize(image[:side, left : left + side], (SIZE_PX, SIZE_PX)) for image in images]
    return cycle([*cut, *reversed(cut)])


def scene(name: str, lefts: Iterable[float | None], top: float = 220.0) -> Iterator[Frame]:
    """A plain wall, and the face at these places; None where nobody is there."""
    rng, pictures = np.random.default_rng(7), faces(name)
    wall = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    for n, left in enumerate(lefts):
        image = wall.copy()
        if left is not None:
            paste(image, next(pictures), round(left), round(top))
        noisy = image.astype(np.int16) + rng.normal(0, 3, image.shape).astype(np.int16)
        yield Frame(START_S + n / HZ, np.clip(noisy, 0, 255).astype(np.uint8))


def paste(image: Image, face: Image, left: int, top: int) -> None:
    """Lays the part of the face that is inside the picture over it, in an oval."""
    side = len(face)
    x0, x1 = max(0, left), min(WIDTH, left + side)
    if x0 >= x1:
        return
    oval = np.zeros((side, side, 1), np.float32)
    cv2.ellipse(oval, (side // 2, side // 2), (side * 46 // 100, side // 2), 0, 0, 360, 1.0, -1)
    part = slice(x0 - left, x1 - left)
    under = image[top : top + side, x0:x1]
    under[:] = (oval[:, part] * face[:, part] + (1 - oval[:, part]) * under).astype(np.uint8)


def walks(speed: float, from_right: bool) -> Iterator[float | None]:
    """A face that comes over the edge, stands a face width inside for a while, and leaves over the same edge."""
    inwards = [float(left) for left in np.arange(-SIZE_PX, INSIDE_PX, speed / HZ)]
    lefts = [*inwards, *[INSIDE_PX] * round(STAYS_S * HZ), *reversed(inwards)]
    if from_right:
        lefts = [WIDTH - SIZE_PX - left for left in lefts]
    return iter([*NOBODY, *lefts, *NOBODY])


def appears(margin: float) -> Iterator[float | None]:
    """A face that turns to the camera and away again, so many face widths from the edge."""
    left = -0.225 * SIZE_PX + margin * 0.55 * SIZE_PX
    return iter([*NOBODY, *[left] * round(STAYS_S * HZ), *NOBODY])


def made() -> Iterator[str]:
    """Table of made scenes: three faces that walk in and out, or appear and vanish inside."""
    yield "| what they do | visits | started over the edge | ended over the edge |"
    yield "|---|---|---|---|"
    for speed in SPEEDS:
        ways = [(name, walks(speed, from_right=n % 2 == 1)) for n, name in enumerate(OVALS)]
        yield _row(f"walk in and out at {speed} px/s ({speed / SIZE_PX / 0.55:.1f} faces/s)", ways)
    for margin in MARGINS:
        yield _row(f"turn to and away, {margin:g} faces from the edge", [(name, appears(margin)) for name in OVALS])


def _row(what: str, ways: Iterable[tuple[str, Iterator[float | None]]]) -> str:
    print(f"edges: {what}", file=sys.stderr)
    told = sum((edges(scene(name, lefts), HZ) for name, lefts in ways), Edges())
    return f"| {what} | {told.visits} | {told.began} | {told.ended} |"


def main() -> int:
    if not CLIPS.is_dir():
        print("edges: the clips beside the project are absent; nothing was measured.", file=sys.stderr)
        return 0
    path = Path(__file__).parent.parent / "docs" / "evidence/accuracy.md"
    for name, rows in (("edges", clips()), ("made edges", made())):
        table = "\n".join(rows) + "\n"
        write_part(path, name, table)
        print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
