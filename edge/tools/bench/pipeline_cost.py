"""Processor time of the pipeline and of its floor, in turns, on the same pictures with the same calls of the networks.

The floor has everything made ready: RGB pictures for the detector, normalised crops for the expression network.
"""

import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.audience.audience import Audience
from edge.events import Abstention, ExpressionScores, FrameObservation, Tick
from edge.kiosk import build
from edge.perception.vision.detector import FaceDetector, checked_model
from edge.perception.vision.expression import cut
from edge.perception.vision.face_finder import FAR, FaceFinderOptions
from edge.settings.settings import Settings
from edge.signals import Frame
from edge.tools.bench.people import START_S, AudienceFrames
from models.serving.features.expression import NET_PX, face_to_net, normalise

BLOCK = 15
"""Pictures worked on in one turn: a second of them, so that a disturbance of the machine meets both sides."""

BLOCKS_AN_ARRIVAL = 5
"""Everybody arrives in the first block, and anew once for so many blocks of the steady state."""

Picture = NDArray[np.uint8]  # (480, 640, 3), RGB
Crops = NDArray[np.float32]  # (n, 1, 48, 48), normalised


@dataclass(frozen=True, slots=True)
class RatioSpread:
    """Ratios of blocks: their median, and what a tenth of them lies below and above."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FacesCost:
    """What `faces` faces cost: milliseconds of processor time a picture, medians over the blocks."""

    faces: int
    found: float  # faces that the pipeline told of, a picture
    rows: float  # faces that the expression network was shown, a picture
    detector_ms: float
    expression_ms: float
    floor_ms: float
    pipeline_ms: float
    to_floor: RatioSpread  # pipeline / floor
    to_detector: float
    arriving_to_floor: float  # the same in the second in which all of them arrive


@dataclass(frozen=True, slots=True)
class NetworkCallCost:
    """One call of each network, milliseconds of processor time, and their ratio."""

    detector_ms: float
    expression_ms: float
    ratio: RatioSpread


@dataclass(frozen=True, slots=True)
class _BlockTimes:
    """One block. Seconds of processor time of this process, all threads."""

    detector_s: float
    expression_s: float
    pipeline_s: float
    found: int
    rows: int

    @property
    def to_floor(self) -> float:
        return self.pipeline_s / (self.detector_s + self.expression_s)


class BenchPipeline:
    """What the kiosk does between camera and outbox: Sight and Audience, with the plays and ticks that come along."""

    def __init__(self, settings: Settings) -> None:
        """Opens the networks. Raises ModelFileError."""
        self._settings = settings
        self._pipeline = build.build_face_pipeline(settings)
        self.clear()

    def clear(self) -> None:
        """An empty shop, at the start of the pictures."""
        self.arrive()
        self._pipeline.forget()
        self._audience = Audience(build.audience_rules(self._settings))
        self._plays = build.plays_until(self._settings, START_S)

    def arrive(self) -> None:
        """Whoever is there is somebody new."""
        self._pipeline.reset()

    def process(self, frames: Sequence[Frame]) -> list[FrameObservation]:
        seen = []
        for frame in frames:
            for play in self._plays(frame.at_s):
                self._audience.handle(play)
            told = self._pipeline.process(frame)
            self._audience.handle(told)
            seen.append(told)
        self._audience.handle(Tick(frames[-1].at_s))
        return seen

    def close(self) -> None:
        self._pipeline.close()


class NetworksOnly:
    """Both networks, and nothing else."""

    def __init__(self, settings: Settings) -> None:
        """Opens the networks. Raises ModelFileError."""
        options = FaceFinderOptions()
        self._detector = FaceDetector(checked_model(FAR, options.zoo), options.score)
        self._session = build.build_session(settings, build.expression_spec(settings))

    def crops(self, frame: Frame, n: int) -> Crops:
        """`n` faces of the picture, cut out and made ready; repeated where the detector finds fewer."""
        found = self._detector.detect(_rgb(frame))
        grey = np.empty((len(found), NET_PX, NET_PX), np.uint8)
        for crop, face in zip(grey, found, strict=True):
            cut(frame.image, face_to_net(face.keypoints), crop)
        return normalise(grey[np.arange(n) % len(found)])

    def work(self, pictures: Sequence[Picture], crops: Crops, calls: Sequence[int]) -> tuple[float, float]:
        """The detector on each picture, and the expression network on so many crops as `calls` says of it.

        In the pipeline's order, since each network finds the data of the other in the processor's caches. Returns the
        seconds of processor time of each.
        """
        detector_s = expression_s = 0.0
        for picture, rows in zip(pictures, calls, strict=True):
            began_s = time.process_time()
            self._detector.detect(picture)
            found_s = time.process_time()
            if rows:
                self._session.run(crops[:rows])
            detector_s += found_s - began_s
            expression_s += time.process_time() - found_s
        return detector_s, expression_s

    def close(self) -> None:
        self._detector.close()


def costs(people: AudienceFrames, settings: Settings, faces: Sequence[int], blocks: int) -> list[FacesCost]:
    """What each number of faces costs, in the steady state, from `blocks` blocks."""
    with ExitStack() as stack:
        pipeline = stack.enter_context(closing(BenchPipeline(settings)))
        floor = stack.enter_context(closing(NetworksOnly(settings)))
        return [_cost(people, pipeline, floor, n, blocks) for n in faces]


def _cost(people: AudienceFrames, pipeline: BenchPipeline, floor: NetworksOnly, faces: int, blocks: int) -> FacesCost:
    pipeline.clear()
    crops = floor.crops(people.frames(faces, 0, 1)[0], faces)

    def turn(block: int) -> _BlockTimes:
        return _turn(pipeline, floor, people.frames(faces, block * BLOCK, BLOCK), crops)

    arriving = [turn(0).to_floor]
    turns = [turn(block) for block in range(1, blocks + 1)]
    for block in range(blocks + 1, blocks + 1 + blocks // BLOCKS_AN_ARRIVAL):
        pipeline.arrive()
        arriving.append(turn(block).to_floor)
    shown = blocks * BLOCK
    return FacesCost(
        faces=faces,
        found=sum(t.found for t in turns) / shown,
        rows=sum(t.rows for t in turns) / shown,
        detector_ms=_ms([t.detector_s for t in turns], BLOCK),
        expression_ms=_ms([t.expression_s for t in turns], BLOCK),
        floor_ms=_ms([t.detector_s + t.expression_s for t in turns], BLOCK),
        pipeline_ms=_ms([t.pipeline_s for t in turns], BLOCK),
        to_floor=spread([t.to_floor for t in turns]),
        to_detector=median(t.pipeline_s / t.detector_s for t in turns),
        arriving_to_floor=median(arriving),
    )


def _turn(pipeline: BenchPipeline, floor: NetworksOnly, frames: Sequence[Frame], crops: Crops) -> _BlockTimes:
    pictures = [_rgb(frame) for frame in frames]
    began_s = time.process_time()
    seen = pipeline.process(frames)
    pipeline_s = time.process_time() - began_s
    calls = [_asked(frame) for frame in seen]
    detector_s, expression_s = floor.work(pictures, crops, calls)
    return _BlockTimes(detector_s, expression_s, pipeline_s, sum(len(frame.faces) for frame in seen), sum(calls))


def networks(people: AudienceFrames, settings: Settings, blocks: int) -> NetworkCallCost:
    """The expression network at batch 1 against the detector, in turns."""
    with closing(NetworksOnly(settings)) as floor:
        frames = people.frames(1, 0, BLOCK)
        pictures, crop = [_rgb(frame) for frame in frames], floor.crops(frames[0], 1)
        turns = [floor.work(pictures, crop, [1] * BLOCK) for _ in range(blocks + 1)][1:]
    return NetworkCallCost(
        detector_ms=_ms([d for d, _ in turns], BLOCK),
        expression_ms=_ms([e for _, e in turns], BLOCK),
        ratio=spread([e / d for d, e in turns]),
    )


def spread(ratios: Sequence[float]) -> RatioSpread:
    low, high = np.percentile(ratios, (10, 90)).tolist()
    return RatioSpread(median(ratios), low, high)


def _asked(seen: FrameObservation) -> int:
    """How many faces of this frame the expression network was shown."""
    return sum(
        isinstance(face.expression, ExpressionScores)
        or (isinstance(face.expression, Abstention) and face.expression.reason == "unsure")
        for face in seen.faces
    )


def _rgb(frame: Frame) -> Picture:
    return np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_BGR2RGB), np.uint8)


def _ms(blocks_s: Sequence[float], pictures: int) -> float:
    return median(blocks_s) / pictures * 1000
