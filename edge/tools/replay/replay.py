"""The kiosk's rooms over a recording, on the recording's own clock, as fast as it goes, the same bytes every time."""

import argparse
import heapq
import itertools
import json
import math
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from edge.audience.audience import Audience
from edge.audience.rules import AudienceRules
from edge.events import (
    AudioObservation,
    BodyObservation,
    FrameObservation,
    InputEvent,
    PlayEnded,
    PlayStarted,
    Release,
    Tick,
    VisitClosed,
)
from edge.kiosk import build
from edge.messages.build import release_message
from edge.messages.wire import uuid7
from edge.perception.audio.laughter import LaughterDetector
from edge.perception.body.arousal import ArousalEstimator
from edge.perception.vision.pipeline import FacePipeline
from edge.screen.playlist import read_plays
from edge.settings.settings import Settings, load
from edge.sources.camera.video_file import VideoFile
from edge.sources.kits.csv_file import KitRecording
from edge.sources.microphone.audio_file import AudioFile
from edge.sources.recordings import RecordingError
from edge.tools import output_files
from edge.tools.replay.summary import summary
from edge.tools.replay.trace import ReplayTrace, beside

Play = PlayStarted | PlayEnded
Sensed = FrameObservation | AudioObservation | BodyObservation
Progress = Callable[[float], None]  # told how many seconds of the recording are done


@dataclass(frozen=True, slots=True)
class ReplayRequest:
    """What to replay, and how: a video, a sound, what kits gave, all of one time; at least one of them.

    `start_s`: when the recordings begin, in seconds since 1970 UTC. Each of `bodies` is a wearer who has consented.
    """

    video: Path | None
    start_s: float
    plays: Path | None = None
    k: int | None = None
    window_s: float | None = None
    trace: Path | None = None
    audio: Path | None = None
    bodies: Sequence[Path] = ()

    def rules(self, settings: Settings) -> AudienceRules:
        rules = build.audience_rules(settings, trace=self.trace is not None)
        if self.k is not None:
            rules = replace(rules, k=self.k, k_reaction=self.k)
        return rules if self.window_s is None else replace(rules, window_s=self.window_s)

    def tasks(self) -> list[str]:
        """What it needs networks for."""
        given = {"expression": self.video is not None, "voice": self.audio is not None, "body": bool(self.bodies)}
        return [task for task, is_given in given.items() if is_given]


@dataclass(frozen=True, slots=True)
class _RecordedSense:
    """One recording, as what was sensed in it; and how long it is, as far as it was read."""

    sensed: Iterator[Sensed]
    duration_s: Callable[[], float]


def replay(request: ReplayRequest, settings: Settings, progress: Progress = lambda _: None) -> Iterator[Release]:
    """What would leave, in the order in which it would.

    Raises PlaysError and ModelFileError before anything is read, RecordingError where a recording cannot be opened, or
    when one broke off: then after all that was sensed in all of them is told.
    """
    plays = read_plays(request.plays, request.start_s) if request.plays else []
    rules = request.rules(settings)
    trace = ReplayTrace(request.start_s, rules) if request.trace else None
    audience = Audience(rules)
    broken: list[RecordingError] = []
    with ExitStack() as open_rooms:
        senses = _senses(request, settings, rules, trace, open_rooms)
        sensed = in_order([_observations_until_error(sense.sensed, broken) for sense in senses])

        def end_s() -> float:
            return request.start_s + max(sense.duration_s() for sense in senses)

        for seen in _seen(sensed, end_s, request.start_s, plays, progress):
            yield from _releases(audience.handle(seen), trace)
        yield from _releases(audience.close(end_s()), trace)
    if trace and request.trace:
        trace.write(request.trace)
    if broken:
        raise broken[0] if len(broken) == 1 else _together(broken)


def _senses(
    request: ReplayRequest, settings: Settings, rules: AudienceRules, trace: ReplayTrace | None, open_rooms: ExitStack
) -> list[_RecordedSense]:
    """The recordings that were given, each with the room that senses in it. Raises ModelFileError."""
    start_s = request.start_s
    senses: list[_RecordedSense] = []
    if request.video:
        sight = open_rooms.enter_context(
            closing(build.build_face_pipeline(settings, observer=trace.add_frame if trace else None))
        )
        video = VideoFile(request.video, start_s)
        frames = observations_of_video(video, sight, rules, start_s, settings.faces.rate_hz)
        senses.append(_RecordedSense(frames, lambda: video.duration_s))
    if request.audio:
        sound = AudioFile(request.audio, start_s)
        senses.append(
            _RecordedSense(
                observations_of_audio(sound, build.build_laughter_detector(settings), trace), lambda: sound.duration_s
            )
        )
    if request.bodies:
        body = build.build_arousal_estimator(settings)
        if trace:
            trace.start_body()
        for number, (path, kit) in enumerate(zip(request.bodies, _kits(request.bodies), strict=True), 1):
            worn = KitRecording(path, start_s, wearer=str(number), kit=kit)
            senses.append(_RecordedSense(observations_of_kit(worn, body, trace), _duration_of(worn)))
    return senses


def _duration_of(worn: KitRecording) -> Callable[[], float]:
    return lambda: worn.duration_s


def _kits(paths: Sequence[Path]) -> list[str]:
    """What the files are called, each once, for the trace."""
    names: list[str] = []
    for path in paths:
        name = path.name.removesuffix(".gz").removesuffix(".csv")
        names.append(name if name not in names else f"{name} ({len(names) + 1})")
    return names


def observations_of_video(
    recording: VideoFile, sight: FacePipeline, rules: AudienceRules, start_s: float, rate_hz: float
) -> Iterator[FrameObservation]:
    """What is seen in each frame; as in a kiosk, remembered posters go at the end of the local day."""
    day_end_s = rules.day_end(start_s)
    for frame in recording.frames(rate_hz):
        if frame.at_s >= day_end_s:
            sight.forget()
            day_end_s = rules.day_end(frame.at_s)
        yield sight.process(frame)


def observations_of_audio(
    sound: AudioFile, voice: LaughterDetector, trace: ReplayTrace | None
) -> Iterator[AudioObservation]:
    """What is heard in each half second."""
    if trace:
        trace.start_audio(voice.classes)
    for block in sound.blocks():
        for decision in voice.predict(block):
            if trace:
                trace.add_audio(decision)
            yield decision.observation


def observations_of_kit(
    worn: KitRecording, body: ArousalEstimator, trace: ReplayTrace | None
) -> Iterator[BodyObservation]:
    """What is felt in each second; `body` may be that of other kits too."""
    for samples in worn.samples():
        for felt in body.estimate(samples):
            if trace:
                trace.add_body(felt)
            yield felt.observation


def in_order(senses: Sequence[Iterable[Sensed]]) -> Iterator[Sensed]:
    """What several senses sensed, each in the order of its times, in the order of all; at one time, in theirs."""
    return heapq.merge(*senses, key=lambda sensed: sensed.at_s)


def _observations_until_error(sensed: Iterator[Sensed], broken: list[RecordingError]) -> Iterator[Sensed]:
    """A recording that breaks off ends, and its error is kept; one of which nothing could be read is raised."""
    try:
        yield from sensed
    except RecordingError as error:
        if not error.frames:
            raise
        broken.append(error)


def _together(broken: Sequence[RecordingError]) -> RecordingError:
    return RecordingError("\n".join(str(error) for error in broken), sum(error.frames for error in broken))


def _seen(
    sensed: Iterator[Sensed],
    end_s: Callable[[], float],
    start_s: float,
    plays: Iterable[Play],
    progress: Progress = lambda _: None,
) -> Iterator[InputEvent]:
    """What was sensed, plays and a tick a second, in the order of their times; to the end of the longest recording."""
    second = math.floor(start_s) + 1
    waiting = list(reversed(list(plays)))

    def until(at_s: float) -> Iterator[InputEvent]:
        nonlocal second
        while second <= at_s:
            yield Tick(float(second))
            second += 1
        while waiting and waiting[-1].at_s <= at_s:
            yield waiting.pop()

    for event in sensed:
        yield from until(event.at_s)
        yield event
        progress(event.at_s - start_s)
    yield from until(end_s())


def _releases(given: list[Release | VisitClosed], trace: ReplayTrace | None) -> Iterator[Release]:
    for event in given:
        if not isinstance(event, VisitClosed):
            yield event
        elif trace:
            trace.close(event)


def replay_command(options: argparse.Namespace) -> int:
    """`vitrina replay`: messages as lines of JSON, or a summary for people."""
    settings = load(Path(options.config)) if options.config else Settings()
    request = ReplayRequest(
        video=Path(options.video) if options.video else None,
        start_s=options.start,
        plays=Path(options.plays) if options.plays else None,
        k=options.k,
        window_s=options.window,
        trace=Path(options.trace) if options.trace else None,
        audio=Path(options.audio) if options.audio else None,
        bodies=[Path(path) for path in options.body],
    )
    out = Path(options.out) if options.out else None
    read = [options.video, options.audio, *options.body, options.plays, options.config]
    output_files.check({"--out": out, **_traces(request)}, read)
    broken: list[RecordingError] = []
    told = _releases_until_error(replay(request, settings, _ReplayProgress()), broken)
    # what is wrong with the files that are read shows before the first event, and then nothing is written
    told = itertools.chain(list(itertools.islice(told, 1)), told)
    with output_files.opened(out) as file:
        if options.summary:
            rules = request.rules(settings)
            print("\n".join(summary(told, rules.k, rules.k_reaction)), file=file)
        else:
            write(told, settings, file, request.tasks())
    if broken:
        raise broken[0]
    return 0


def _traces(request: ReplayRequest) -> dict[str, Path | None]:
    """The files of the trace, by what they are called in an error."""
    if not request.trace:
        return {}
    sound = {"--trace, sound": beside(request.trace, "sound")} if request.audio else {}
    body = {"--trace, body": beside(request.trace, "body")} if request.bodies else {}
    return {"--trace": request.trace, **sound, **body}


def _releases_until_error(told: Iterator[Release], broken: list[RecordingError]) -> Iterator[Release]:
    """What is told of a recording that breaks off is kept, and its error with it; one without a frame is raised."""
    try:
        yield from told
    except RecordingError as error:
        if not error.frames:
            raise
        broken.append(error)


def write(told: Iterator[Release], settings: Settings, out: TextIO, tasks: Sequence[str]) -> None:
    """One JSON object a line, {"topic": ..., "payload": ...}, as it would be sent; `tasks` had a network."""
    header, models = build.header(settings), build.model_names(settings, tasks)
    chance = random.Random(0)  # not for secrets: so that the same recording gives the same ids
    for seq, event in enumerate(told, 1):
        message = release_message(event, header, models, id=uuid7(event.at_s, chance.randbytes), seq=seq)
        # the payload's own bytes, so that what is shown is what would be sent
        out.write(f'{{"topic":{json.dumps(message.topic)},"payload":{message.payload.decode()}}}\n')
        out.flush()


class _ReplayProgress:
    """How far a replay has come, on stderr, where somebody watches."""

    def __init__(self) -> None:
        self._shown_s = -math.inf

    def __call__(self, at_s: float) -> None:
        if sys.stderr.isatty() and at_s - self._shown_s >= 1:
            self._shown_s = at_s
            print(f"\rreplay: {at_s:.0f} s", end="", file=sys.stderr, flush=True)
