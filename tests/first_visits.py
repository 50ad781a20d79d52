"""Start and dwell of each visit with and without `[camera] adaptive`.

`python -m tests.first_visits` writes docs/evidence/accuracy.md. Clips of people, and made scenes of people who walk
into an empty place: slowly and fast, near and far, by day and in dim light.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import takewhile
from math import fsum, inf
from pathlib import Path

import cv2
import numpy as np

from edge.audience.rules import FRAME_STANDS_S, AudienceRules
from edge.audience.visits import Visit, VisitTracker
from edge.kiosk import build
from edge.settings.models import ModelsSettings
from edge.settings.sensors import CameraSettings
from edge.settings.settings import Settings
from edge.signals import Frame
from edge.sources.camera.thinning import FrameThinner
from edge.sources.camera.video_file import VideoFile
from tests import clip_edges
from tests.clips import CLIPS, START_S, names, people, truth
from tests.evidence.parts import write_part

HZ = 15.0
EMPTY_S = 3.0
STAYS_S = 1.5
INSIDE_PX = 300.0
SPEEDS = (50, 100, 200, 400, 800)  # pixels a second
LIGHTS = {"by day": (1.0, 3.0), "in dim light": (0.3, 4.0), "near darkness": (0.12, 3.0)}  # light, noise in grey levels
SIZES_PX = {"near": 280, "far": 140}  # of the picture around a face; the face is about 0.55 of it


@dataclass(frozen=True)
class Visits:
    """The confirmed visits in order of their starts, in seconds of the recording, and how many frames were analysed."""

    starts_s: tuple[float, ...]
    dwells_s: tuple[float, ...]
    frames: int


def find_visits(frames: Callable[[Callable[[], int]], Iterable[Frame]], *, adaptive: bool) -> Visits:
    """Runs frames through perception and the visits of the audience, as a kiosk does.

    `frames` gets a function that returns the share of its frames that is wanted.
    """
    tracker, closed, before, count = VisitTracker(AudienceRules(), lambda _: (0, None, 0)), [], None, 0
    settings = Settings(camera=CameraSettings(adaptive=adaptive), models=ModelsSettings(expression="none"))
    with closing(build.build_face_pipeline(settings)) as pipeline:
        for frame in frames(lambda: pipeline.one_in):
            observation = pipeline.process(frame)
            count += 1
            if before is not None:
                tracker.handle_frame(before, min(frame.at_s - before.at_s, FRAME_STANDS_S))
                closed += tracker.close_due_visits(frame.at_s)
            before = observation
    if before is not None:
        tracker.handle_frame(before, FRAME_STANDS_S)
        closed += tracker.close_all_visits(before.at_s)
    closed.sort(key=lambda visit: visit.start_s)
    return Visits(tuple(visit.start_s - START_S for visit in closed), tuple(map(_dwell_s, closed)), count)


def _dwell_s(visit: Visit) -> float:
    """Time in view, as the messages have it."""
    return fsum(cell.present_s for track in visit.tracks for cell in track.seconds.by_cell.values())


def of_clip(name: str, until_s: float = inf, *, adaptive: bool) -> Visits:
    """Visits of a clip, or of its first seconds."""

    def frames(one_in: Callable[[], int]) -> Iterator[Frame]:
        with closing(VideoFile(CLIPS / f"{name}.mp4", START_S).read_frames(HZ, one_in)) as every:
            yield from takewhile(lambda frame: frame.at_s < START_S + until_s, every)

    return find_visits(frames, adaptive=adaptive)


def of_walk(name: str, speed: float, size_px: int, light: float, noise: float, *, adaptive: bool) -> Visits:
    """A face walks into an empty place over the left edge at this speed, and stays for a while."""
    ways = [float(left) for left in np.arange(-size_px, INSIDE_PX, speed / HZ)]
    lefts = [*[None] * round(EMPTY_S * HZ), *ways, *[INSIDE_PX] * round(STAYS_S * HZ)]

    def frames(one_in: Callable[[], int]) -> Iterator[Frame]:
        thinner, rng, pictures = FrameThinner(HZ), np.random.default_rng(7), clip_edges.faces(name)
        wall = np.full((clip_edges.HEIGHT, clip_edges.WIDTH, 3), 128, np.uint8)
        grain = [rng.standard_normal(wall.shape, np.float32) for _ in range(5)]
        for n, left in enumerate(lefts):
            shown = None if left is None else next(pictures)
            if not thinner.is_kept(START_S + n / HZ, one_in()):
                continue
            image = wall.copy()
            if left is not None and shown is not None:
                face = cv2.resize(shown, (size_px, size_px), interpolation=cv2.INTER_AREA)
                clip_edges.paste(image, np.asarray(face, np.uint8), round(left), 220)
            bright = image.astype(np.float32)  # half a level less, as OpenCV rounds where a camera cuts off
            taken = cv2.addWeighted(bright, light, grain[n % 5], noise, -0.5, dtype=cv2.CV_8U)
            yield Frame(START_S + n / HZ, np.asarray(taken, np.uint8))

    return find_visits(frames, adaptive=adaptive)


def clips() -> Iterator[str]:
    yield "| clip | visits, every frame / adaptive | latest start | dwell | frames |"
    yield "|---|---|---|---|---|"
    for name in names():
        if people(truth(name)):
            print(f"first visits: {name}", file=sys.stderr)
            yield _row(name, [(of_clip(name, adaptive=False), of_clip(name, adaptive=True))])


def walks() -> Iterator[str]:
    yield "| who walks in | visits, every frame / adaptive | latest start | dwell | frames |"
    yield "|---|---|---|---|---|"
    for size, size_px in SIZES_PX.items():
        for light, taken in LIGHTS.items():
            print(f"first visits: {size}, {light}", file=sys.stderr)
            pairs = []
            for number, speed in enumerate(SPEEDS):
                face = clip_edges.OVALS[number % len(clip_edges.OVALS)]
                both = [of_walk(face, speed, size_px, *taken, adaptive=adaptive) for adaptive in (False, True)]
                pairs.append((both[0], both[1]))
            yield _row(f"{size}, {light}, at {SPEEDS[0]} to {SPEEDS[-1]} px/s", pairs)


def _row(what: str, pairs: list[tuple[Visits, Visits]]) -> str:
    every, adaptive = (sum(len(pair[side].starts_s) for pair in pairs) for side in (0, 1))
    late_s = [late for one, other in pairs for late in lateness(one, other)]
    changes_s = [change for one, other in pairs for change in dwell_changes(one, other)]
    share = sum(other.frames for _, other in pairs) / sum(one.frames for one, _ in pairs)
    latest = f"{max(late_s):+.2f} s" if late_s else ""
    dwell = f"{min(changes_s):+.2f} to {max(changes_s):+.2f} s" if changes_s else ""
    return f"| {what} | {every} / {adaptive} | {latest} | {dwell} | {share:.0%} |"


def lateness(every: Visits, adaptive: Visits) -> list[float]:
    """Seconds by which each visit of the second begins later than that of the first."""
    return [late - early for early, late in zip(every.starts_s, adaptive.starts_s, strict=False)]


def dwell_changes(every: Visits, adaptive: Visits) -> list[float]:
    """Seconds by which the dwell of each visit of the second is longer than that of the first."""
    return [new - old for old, new in zip(every.dwells_s, adaptive.dwells_s, strict=False)]


def main() -> int:
    if not CLIPS.is_dir():
        print("first visits: the clips beside the project are absent; nothing was measured.", file=sys.stderr)
        return 0
    path = Path(__file__).parent.parent / "docs" / "evidence/accuracy.md"
    for name, rows in (("first visits", clips()), ("walks", walks())):
        table = "\n".join(rows) + "\n"
        write_part(path, name, table)
        print(table, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
