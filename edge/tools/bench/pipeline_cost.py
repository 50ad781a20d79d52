"""Measures the processor time of the pipeline and of its floor, alternately and with the same frames and model calls.

The floor consists only of the two models. It gets prepared input: RGB frames for MediaPipe, and normalised crops for an
expression classifier. Any other expression model is called as the pipeline calls it.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.audience.audience import Audience
from edge.events import Abstention, ExpressionScores, FrameObservation, Tick
from edge.kiosk import build, networks
from edge.perception.vision.detector import FaceDetector, FaceNetwork, read_checked_model
from edge.perception.vision.face_crop import cut_face
from edge.perception.vision.face_finder import FAR, FaceFinderOptions
from edge.perception.vision.face_reading import FaceGeometry
from edge.settings.settings import Settings
from edge.signals import Frame
from edge.tools.bench.people import START_S, SyntheticAudienceFrames
from models.serving.features.expression import CropFormat

BLOCK = 15
"""Frames in one block. It is one second of frames, so that a disturbance affects both pipeline and floor."""

BLOCKS_AN_ARRIVAL = 5
"""Number of blocks after which all people count as new arrivals again, as they do in the first block."""

Picture = NDArray[np.uint8]  # (480, 640, 3), RGB for MediaPipe, BGR for the served detector
ReaderCall = Callable[[int], object]  # reads the expressions of so many faces, whose input is prepared


@dataclass(frozen=True, slots=True)
class CostRatioSpread:
    """Ratios of the blocks: their median, 10th and 90th percentile."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FacesCost:
    """Cost of `faces` faces, in milliseconds of processor time per frame: medians over the blocks."""

    faces: int
    found: float  # faces in the observation of a picture, mean
    rows: float  # faces given to the expression network for a picture, mean
    detector_ms: float
    expression_ms: float  # 0 without a reader of expressions
    floor_ms: float
    pipeline_ms: float
    to_floor: CostRatioSpread  # pipeline / floor
    to_detector: float
    arriving_to_floor: float  # pipeline / floor in the second in which all people arrive


@dataclass(frozen=True, slots=True)
class NetworkCallCost:
    """Processor time of one call of each model in milliseconds, and the ratio of the two."""

    detector_ms: float
    expression_ms: float
    ratio: CostRatioSpread


@dataclass(frozen=True, slots=True)
class _BlockTimes:
    """Measurements of one block, in seconds of processor time of all threads of this process."""

    detector_s: float
    expression_s: float
    pipeline_s: float
    found: int
    rows: int

    @property
    def ratio_to_floor(self) -> float:
        return self.pipeline_s / (self.detector_s + self.expression_s)


class BenchPipeline:
    """Everything that the kiosk does between camera and outbox: FacePipeline and Audience, with plays and ticks."""

    def __init__(self, settings: Settings) -> None:
        """Load the models. Raises ModelFileError."""
        self._settings = settings
        self._pipeline = build.build_face_pipeline(settings)
        self.reset_everything()

    def reset_everything(self) -> None:
        """Reset everything: an empty shop at the start of the frames."""
        self.reset_tracks()
        self._pipeline.forget_static_places()
        self._audience = Audience(build.audience_rules(self._settings))
        self._feeds = build.build_playlists(self._settings, START_S)

    def reset_tracks(self) -> None:
        """Reset only the tracks, so that all people count as newly arrived."""
        self._pipeline.reset()

    def process(self, frames: Sequence[Frame]) -> list[FrameObservation]:
        observations = []
        for frame in frames:
            for feed in self._feeds:
                for play in feed.poll(frame.at_s):
                    self._audience.handle_event(play)
            observation = self._pipeline.process(frame)
            self._audience.handle_event(observation)
            observations.append(observation)
        self._audience.handle_event(Tick(frames[-1].at_s))
        return observations

    def close(self) -> None:
        self._pipeline.close()


class NetworksOnlyBaseline:
    """Runs both models without the rest of the pipeline, or only the detector if expressions are off."""

    def __init__(self, settings: Settings) -> None:
        """Load the models. Raises ModelFileError."""
        self._detector = open_detector(settings)
        spec = networks.choose_expression_reader(settings).spec
        has_crops = spec is not None and spec.task == "expression"
        self._session = build.build_inference_session(settings, spec) if spec and has_crops else None
        self._reader = None if has_crops else build.build_expression_reader(settings, min_px=0)

    @property
    def reads_faces(self) -> bool:
        return self._session is not None or self._reader is not None

    def prepare_faces(self, frame: Frame, n: int) -> ReaderCall:
        """Prepare `n` faces of the frame. If the detector finds fewer faces, some of them are repeated."""
        session, reader, detections = self._session, self._reader, self._detector.detect_bgr(frame.image)
        if reader:
            faces = [FaceGeometry(face.keypoints, face.w_px, 0.0, 0.0) for face in detections]
            chosen = [faces[index % len(faces)] for index in range(n)]
            return lambda rows: reader.predict(frame.image, chosen[:rows])
        if not session:
            return lambda _: None
        format_ = CropFormat.spec_format(session.spec)
        crops = format_.allocate_crops(len(detections))
        for crop, face in zip(crops, detections, strict=True):
            cut_face(frame.image, format_.crop_matrices(face.keypoints), crop)
        prepared = format_.input_tensor(crops[np.arange(n) % len(detections)])
        return lambda rows: session.run_network(prepared[:rows])

    def rgb_frames(self, frames: Sequence[Frame]) -> list[Picture]:
        """The frames as RGB, which is the channel order that the detector needs."""
        return [_rgb(frame) if isinstance(self._detector, FaceDetector) else frame.image for frame in frames]

    def run(self, pictures: Sequence[Picture], read: ReaderCall, calls: Sequence[int]) -> tuple[float, float]:
        """Run the detector on each frame, and the expression model on as many faces as `calls` gives for this frame.

        The models alternate as in the pipeline, because each model starts with the other one's data in the processor's
        caches. Returns the processor time of the detector and of the expression model, in seconds.
        """
        detector_s = expression_s = 0.0
        detect = self._detector.detect if isinstance(self._detector, FaceDetector) else self._detector.detect_bgr
        for picture, rows in zip(pictures, calls, strict=True):
            start_s = time.process_time()
            detect(picture)
            detected_s = time.process_time()
            if rows:
                read(rows)
            detector_s += detected_s - start_s
            expression_s += time.process_time() - detected_s
        return detector_s, expression_s

    def close(self) -> None:
        self._detector.close()


def open_detector(settings: Settings) -> FaceNetwork:
    """The full-range face detector on the runtime in the settings. Raises ModelFileError."""
    options, open_network = FaceFinderOptions(), build.make_face_network_opener(settings)
    if open_network is not None:
        return open_network(FAR, options.score)
    return FaceDetector(read_checked_model(FAR, options.zoo), options.score)


def measure_costs(
    people: SyntheticAudienceFrames, settings: Settings, faces: Sequence[int], blocks: int
) -> list[FacesCost]:
    """Cost for each number of faces, from `blocks` blocks in the steady state."""
    with ExitStack() as stack:
        pipeline = stack.enter_context(closing(BenchPipeline(settings)))
        floor = stack.enter_context(closing(NetworksOnlyBaseline(settings)))
        return [_measure_cost(people, pipeline, floor, n, blocks) for n in faces]


def _measure_cost(
    people: SyntheticAudienceFrames, pipeline: BenchPipeline, floor: NetworksOnlyBaseline, faces: int, blocks: int
) -> FacesCost:
    pipeline.reset_everything()
    read = floor.prepare_faces(people.draw_frames(faces, 0, 1)[0], faces)

    def measure(block: int) -> _BlockTimes:
        return _measure_block(pipeline, floor, people.draw_frames(faces, block * BLOCK, BLOCK), read)

    arriving = [measure(0).ratio_to_floor]
    times = [measure(block) for block in range(1, blocks + 1)]
    for block in range(blocks + 1, blocks + 1 + blocks // BLOCKS_AN_ARRIVAL):
        pipeline.reset_tracks()
        arriving.append(measure(block).ratio_to_floor)
    pictures = blocks * BLOCK
    return FacesCost(
        faces=faces,
        found=sum(t.found for t in times) / pictures,
        rows=sum(t.rows for t in times) / pictures,
        detector_ms=_ms([t.detector_s for t in times], BLOCK),
        expression_ms=_ms([t.expression_s for t in times], BLOCK),
        floor_ms=_ms([t.detector_s + t.expression_s for t in times], BLOCK),
        pipeline_ms=_ms([t.pipeline_s for t in times], BLOCK),
        to_floor=cost_ratio_spread([t.ratio_to_floor for t in times]),
        to_detector=median(t.pipeline_s / t.detector_s for t in times),
        arriving_to_floor=median(arriving),
    )


def _measure_block(
    pipeline: BenchPipeline, floor: NetworksOnlyBaseline, frames: Sequence[Frame], read: ReaderCall
) -> _BlockTimes:
    pictures = floor.rgb_frames(frames)
    start_s = time.process_time()
    observations = pipeline.process(frames)
    pipeline_s = time.process_time() - start_s
    calls = [_network_rows(frame) for frame in observations]
    detector_s, expression_s = floor.run(pictures, read, calls)
    found = sum(len(frame.faces) for frame in observations)
    return _BlockTimes(detector_s, expression_s, pipeline_s, found, sum(calls))


def compare_network_calls(people: SyntheticAudienceFrames, settings: Settings, blocks: int) -> NetworkCallCost | None:
    """Compare an expression model call on one face with a detector call. Returns None without an expression model."""
    with closing(NetworksOnlyBaseline(settings)) as floor:
        if not floor.reads_faces:
            return None
        frames = people.draw_frames(1, 0, BLOCK)
        pictures, read = floor.rgb_frames(frames), floor.prepare_faces(frames[0], 1)
        times = [floor.run(pictures, read, [1] * BLOCK) for _ in range(blocks + 1)][1:]
    return NetworkCallCost(
        detector_ms=_ms([d for d, _ in times], BLOCK),
        expression_ms=_ms([e for _, e in times], BLOCK),
        ratio=cost_ratio_spread([e / d for d, e in times]),
    )


def cost_ratio_spread(ratios: Sequence[float]) -> CostRatioSpread:
    low, high = np.percentile(ratios, (10, 90)).tolist()
    return CostRatioSpread(median(ratios), low, high)


def _network_rows(frame: FrameObservation) -> int:
    """Number of faces in this frame on which the expression model ran."""
    return sum(
        isinstance(face.expression, ExpressionScores)
        or (isinstance(face.expression, Abstention) and face.expression.reason == "unsure")
        for face in frame.faces
    )


def _rgb(frame: Frame) -> Picture:
    return np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_BGR2RGB), np.uint8)


def _ms(blocks_s: Sequence[float], pictures: int) -> float:
    return median(blocks_s) / pictures * 1000
