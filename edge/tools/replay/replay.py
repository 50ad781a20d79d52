"""Runs the kiosk's pipelines on a recording, with the recording's clock and as fast as possible.

The same recording always results in the same bytes.
"""

import heapq
import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from edge.audience.audience import Audience
from edge.audience.noise import NO_NOISE
from edge.audience.rules import AudienceRules
from edge.events import (
    AudioObservation,
    BodyObservation,
    CommentObservation,
    FrameObservation,
    InputEvent,
    PlayEnded,
    PlayStarted,
    Release,
    Tick,
    VisitClosed,
)
from edge.kiosk import build, networks
from edge.perception.audio.sound_reader import SoundReader
from edge.perception.body.arousal import ArousalEstimator
from edge.perception.vision.pipeline import FacePipeline
from edge.screen.plays_file import RecordedPlays
from edge.settings.settings import Settings
from edge.sources.camera.video_file import VideoFile
from edge.sources.kits.csv_file import KitRecording
from edge.sources.microphone.audio_file import AudioFile
from edge.sources.recordings import RecordingError, yield_until_error
from edge.tools.replay.comments import RecordedComments
from edge.tools.replay.trace import ReplayTrace

Play = PlayStarted | PlayEnded
Observation = FrameObservation | AudioObservation | BodyObservation | CommentObservation
Progress = Callable[[float], None]  # gets the seconds of the recording that are done

OnVisit = Callable[[VisitClosed], None]
OnFrame = Callable[[FrameObservation], None]

NOISE_SEED = 1
"""Seed of the noise. It differs from the seed of the ids, so that noise does not change the ids.

Because it is fixed, the same recording results in the same bytes.
"""
NOISE_FROM_K = 3
"""Value of --k below which a replay prints exact numbers, for checking perception."""


@dataclass(frozen=True, slots=True)
class ReplayRequest:
    """Recordings to replay, and options. A video, an audio file and kit recordings all cover the same time.

    At least one recording is needed. `start_s`: start of the recordings, in seconds since 1970 UTC. Each file in
    `bodies` belongs to one wearer who has consented. `comments`: texts with times. `exact`: add no noise, whatever k
    is.
    """

    video: Path | None
    start_s: float
    plays: RecordedPlays = field(default_factory=RecordedPlays)
    k: int | None = None
    window_s: float | None = None
    trace: Path | None = None
    audio: Path | None = None
    bodies: Sequence[Path] = ()
    exact: bool = False
    comments: Path | None = None

    def audience_rules(self, settings: Settings) -> AudienceRules:
        """Rules from the settings and the options. Every call results in the same sequence of noise."""
        seeded = random.Random(NOISE_SEED)  # not for secrets: who has the recordings needs no guess
        rules = build.audience_rules(
            settings, random=seeded, trace=self.trace is not None, has_video=self.video is not None
        )
        if self.k is not None:
            rules = replace(rules, k=self.k, k_reaction=self.k)
        if self.exact or (self.k is not None and self.k < NOISE_FROM_K):
            rules = replace(rules, noise=NO_NOISE)
        return rules if self.window_s is None else replace(rules, window_s=self.window_s)

    def model_tasks(self) -> list[str]:
        """Tasks of the replay that need a model."""
        given = {"expression": self.video is not None, "voice": self.audio is not None, "body": bool(self.bodies)}
        given["text"] = self.comments is not None
        return [task for task, is_given in given.items() if is_given]


@dataclass(frozen=True, slots=True)
class _RecordedObservations:
    """Observations from one recording, and the duration of the part that was read, in seconds."""

    observations: Iterator[Observation]
    duration_s: Callable[[], float]


def replay_recordings(
    request: ReplayRequest,
    settings: Settings,
    progress: Progress = lambda _: None,
    on_visit: OnVisit | None = None,
    on_frame: OnFrame = lambda _: None,
) -> Iterator[Release]:
    """Yield the releases in the order in which a kiosk would publish them.

    `on_visit` gets each visit that has ended, `on_frame` each analysed frame. Raises ModelFileError before any
    recording is read, and RecordingError if a recording cannot be opened. If a recording is cut short, RecordingError
    is raised after all releases of all recordings.
    """
    plays = request.plays.play_events(request.start_s)
    rules = request.audience_rules(settings)
    if on_visit:
        rules = replace(rules, trace=True)
    trace = ReplayTrace(request.start_s, rules) if request.trace else None
    audience = Audience(rules)
    audience.resume(request.start_s)
    errors: list[RecordingError] = []
    with ExitStack() as stack:
        senses = _open_senses(request, settings, rules, trace, stack)
        observations = merge_by_time([yield_until_error(sense.observations, errors) for sense in senses])

        def end_s() -> float:
            return request.start_s + max(sense.duration_s() for sense in senses)

        for event in _input_events(observations, end_s, request.start_s, plays, progress):
            if isinstance(event, FrameObservation):
                on_frame(event)
            yield from _process_events(audience.handle_event(event), trace, on_visit)
        yield from _process_events(audience.close(end_s()), trace, on_visit)
    if trace and request.trace:
        trace.write_csv_files(request.trace)
    if errors:
        raise errors[0] if len(errors) == 1 else _joined(errors)


def _open_senses(
    request: ReplayRequest, settings: Settings, rules: AudienceRules, trace: ReplayTrace | None, stack: ExitStack
) -> list[_RecordedObservations]:
    """The requested recordings, each with its pipeline. Raises ModelFileError."""
    start_s = request.start_s
    senses: list[_RecordedObservations] = []
    if request.video:
        pipeline = stack.enter_context(
            closing(build.build_face_pipeline(settings, observer=trace.add_frame if trace else None))
        )
        video = VideoFile(request.video, start_s)
        frames = observe_video(video, pipeline, rules, start_s, settings.faces.rate_hz)
        senses.append(_RecordedObservations(frames, lambda: video.duration_s))
    if request.audio:
        audio = AudioFile(request.audio, start_s)
        senses.append(
            _RecordedObservations(
                observe_audio(audio, build.build_sound_reader(settings), trace), lambda: audio.duration_s
            )
        )
    if request.bodies:
        body = build.build_arousal_estimator(settings)
        if trace:
            trace.start_body()
        for number, (path, kit) in enumerate(zip(request.bodies, _kit_names(request.bodies), strict=True), 1):
            recording = KitRecording(path, start_s, wearer=str(number), kit=kit)
            senses.append(_RecordedObservations(observe_kit(recording, body, trace), _duration_of(recording)))
    if request.comments:
        build.check_comment_model(settings)
        reader = build.build_comment_reader(networks.model_spec(settings, "text"))
        comments = RecordedComments(request.comments, start_s, reader)
        senses.append(_RecordedObservations(comments.comment_observations(), lambda: comments.duration_s))
    return senses


def _duration_of(recording: KitRecording) -> Callable[[], float]:
    return lambda: recording.duration_s


def _kit_names(paths: Sequence[Path]) -> list[str]:
    r"""Unique names of the files for the trace. Non-UTF-8 bytes in a name are written as \udcXX."""
    names: list[str] = []
    for path in paths:
        name = path.name.removesuffix(".gz").removesuffix(".csv").encode(errors="backslashreplace").decode()
        names.append(name if name not in names else f"{name} ({len(names) + 1})")
    return names


def observe_video(
    recording: VideoFile, pipeline: FacePipeline, rules: AudienceRules, start_s: float, rate_hz: float
) -> Iterator[FrameObservation]:
    """Yield the observation of each frame. As in a kiosk, static faces are forgotten at the end of the local day."""
    day_end_s = rules.day_end(start_s)
    for frame in recording.read_frames(rate_hz, lambda: pipeline.one_in):
        if frame.at_s >= day_end_s:
            pipeline.forget_static_places()
            day_end_s = rules.day_end(frame.at_s)
        yield pipeline.process(frame)


def observe_audio(audio: AudioFile, detector: SoundReader, trace: ReplayTrace | None) -> Iterator[AudioObservation]:
    """Yield the observation of each half second."""
    if trace:
        trace.start_audio(detector.classes)
    for block in audio.read_blocks():
        for prediction in detector.predict(block):
            if trace:
                trace.add_audio(prediction)
            yield prediction.observation


def observe_kit(
    recording: KitRecording, body: ArousalEstimator, trace: ReplayTrace | None
) -> Iterator[BodyObservation]:
    """Yield one observation per second. Several kits may share the estimator `body`."""
    for samples in recording.read_samples():
        for second in body.estimate_seconds(samples):
            if trace:
                trace.add_body(second)
            yield second.observation


def merge_by_time(senses: Sequence[Iterable[Observation]]) -> Iterator[Observation]:
    """Merge the observations of several senses, sorted by time. At equal times, the order of `senses` decides."""
    return heapq.merge(*senses, key=lambda observation: observation.at_s)


def _joined(errors: Sequence[RecordingError]) -> RecordingError:
    return RecordingError("\n".join(str(error) for error in errors), sum(error.frames for error in errors))


def _input_events(
    observations: Iterator[Observation],
    end_s: Callable[[], float],
    start_s: float,
    plays: Iterable[Play],
    progress: Progress = lambda _: None,
) -> Iterator[InputEvent]:
    """Observations, plays and one tick per second, sorted by time, until the end of the longest recording."""
    second = math.floor(start_s) + 1
    waiting = list(reversed(list(plays)))

    def until(at_s: float) -> Iterator[InputEvent]:
        nonlocal second
        while True:
            play_s = waiting[-1].at_s if waiting else math.inf
            if play_s <= at_s and play_s < second:
                yield waiting.pop()
            elif second <= at_s:
                yield Tick(float(second))
                second += 1
            else:
                return

    for event in observations:
        yield from until(event.at_s)
        yield event
        progress(event.at_s - start_s)
    yield from until(end_s())


def _process_events(
    events: list[Release | VisitClosed], trace: ReplayTrace | None, on_visit: OnVisit | None
) -> Iterator[Release]:
    for event in events:
        if not isinstance(event, VisitClosed):
            yield event
            continue
        if trace:
            trace.add_visit(event)
        if on_visit:
            on_visit(event)
