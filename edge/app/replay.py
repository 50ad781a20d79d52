"""The kiosk's rooms over a recording, on the recording's own clock, as fast as it goes, the same bytes every time."""

import argparse
import itertools
import json
import math
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from edge.app import output, rooms
from edge.app.settings import Settings, load
from edge.app.summary import summary
from edge.app.trace import Trace
from edge.audience.audience import Audience
from edge.audience.rules import Rules
from edge.events import FrameSeen, PlayEnded, PlayStarted, Seen, Tick, Told, VisitClosed
from edge.perception.sight import Sight
from edge.sources.playback import read_plays
from edge.sources.recording import Recording, RecordingError
from edge.uplink.messages import tell
from edge.uplink.wire import uuid7

Play = PlayStarted | PlayEnded
Progress = Callable[[float], None]  # told how many seconds of the recording are done


@dataclass(frozen=True, slots=True)
class Request:
    """What to replay, and how. `start_s`: when the recording begins, in seconds since 1970 UTC."""

    video: Path
    start_s: float
    plays: Path | None = None
    k: int | None = None
    window_s: float | None = None
    trace: Path | None = None

    def rules(self, settings: Settings) -> Rules:
        rules = rooms.rules(settings, trace=self.trace is not None)
        if self.k is not None:
            rules = replace(rules, k=self.k, k_reaction=self.k)
        return rules if self.window_s is None else replace(rules, window_s=self.window_s)


def replay(request: Request, settings: Settings, progress: Progress = lambda _: None) -> Iterator[Told]:
    """What would leave, in the order in which it would.

    Raises PlaysError and ModelFileError before anything is read, RecordingError where the video cannot be opened, or
    when it broke off: then after all that was seen until there is told.
    """
    plays = read_plays(request.plays, request.start_s) if request.plays else []
    rules = request.rules(settings)
    trace = Trace(request.start_s, rules) if request.trace else None
    audience = Audience(rules)
    with closing(rooms.sight(settings, observer=trace.see if trace else None)) as sight:
        recording = Recording(request.video, request.start_s)
        frames = seen_in(recording, sight, rules, request.start_s, settings.faces.rate_hz)
        broken: RecordingError | None = None
        try:
            for seen in _seen(frames, recording, request.start_s, plays, progress):
                yield from _told(audience.take(seen), trace)
        except RecordingError as error:
            if not error.frames:
                raise
            broken = error
        yield from _told(audience.close(request.start_s + recording.duration_s), trace)
    if trace and request.trace:
        trace.write(request.trace)
    if broken:
        raise broken


def seen_in(recording: Recording, sight: Sight, rules: Rules, start_s: float, rate_hz: float) -> Iterator[FrameSeen]:
    """What is seen in each frame; as in a kiosk, remembered posters go at the end of the local day."""
    day_end_s = rules.day_end(start_s)
    for frame in recording.frames(rate_hz):
        if frame.at_s >= day_end_s:
            sight.forget()
            day_end_s = rules.day_end(frame.at_s)
        yield sight.take(frame)


def _seen(
    frames: Iterator[FrameSeen], recording: Recording, start_s: float, plays: list[Play], progress: Progress
) -> Iterator[Seen]:
    """Frames, plays and a tick a second, in the order of their times."""
    second = math.floor(start_s) + 1
    waiting = list(reversed(plays))

    def until(at_s: float) -> Iterator[Seen]:
        nonlocal second
        while second <= at_s:
            yield Tick(float(second))
            second += 1
        while waiting and waiting[-1].at_s <= at_s:
            yield waiting.pop()

    try:
        for frame in frames:
            yield from until(frame.at_s)
            yield frame
            progress(frame.at_s - start_s)
    finally:
        # a generator that is closed early must not go on yielding; one that broke off has its plays to tell
        if sys.exc_info()[0] is not GeneratorExit:
            yield from until(start_s + recording.duration_s)


def _told(given: list[Told | VisitClosed], trace: Trace | None) -> Iterator[Told]:
    for event in given:
        if not isinstance(event, VisitClosed):
            yield event
        elif trace:
            trace.close(event)


def replay_command(options: argparse.Namespace) -> int:
    """`vitrina replay`: messages as lines of JSON, or a summary for people."""
    settings = load(Path(options.config)) if options.config else Settings()
    request = Request(
        video=Path(options.video),
        start_s=options.start,
        plays=Path(options.plays) if options.plays else None,
        k=options.k,
        window_s=options.window,
        trace=Path(options.trace) if options.trace else None,
    )
    out = Path(options.out) if options.out else None
    output.check({"--out": out, "--trace": request.trace}, [options.video, options.plays, options.config])
    broken: list[RecordingError] = []
    told = _as_far_as_it_goes(replay(request, settings, _Progress()), broken)
    # what is wrong with the files that are read shows before the first event, and then nothing is written
    told = itertools.chain(list(itertools.islice(told, 1)), told)
    with output.opened(out) as file:
        if options.summary:
            rules = request.rules(settings)
            print("\n".join(summary(told, rules.k, rules.k_reaction)), file=file)
        else:
            write(told, settings, file)
    if broken:
        raise broken[0]
    return 0


def _as_far_as_it_goes(told: Iterator[Told], broken: list[RecordingError]) -> Iterator[Told]:
    """What is told of a recording that breaks off is kept, and its error with it; one without a frame is raised."""
    try:
        yield from told
    except RecordingError as error:
        if not error.frames:
            raise
        broken.append(error)


def write(told: Iterator[Told], settings: Settings, out: TextIO) -> None:
    """One JSON object a line, {"topic": ..., "payload": ...}, as it would be sent."""
    header, models = rooms.header(settings), rooms.model_names(settings)
    chance = random.Random(0)  # not for secrets: so that the same recording gives the same ids
    for seq, event in enumerate(told, 1):
        message = tell(event, header, models, id=uuid7(event.at_s, chance.randbytes), seq=seq)
        # the payload's own bytes, so that what is shown is what would be sent
        out.write(f'{{"topic":{json.dumps(message.topic)},"payload":{message.payload.decode()}}}\n')
        out.flush()


class _Progress:
    """How far a replay has come, on stderr, where somebody watches."""

    def __init__(self) -> None:
        self._shown_s = -math.inf

    def __call__(self, at_s: float) -> None:
        if sys.stderr.isatty() and at_s - self._shown_s >= 1:
            self._shown_s = at_s
            print(f"\rreplay: {at_s:.0f} s", end="", file=sys.stderr, flush=True)
