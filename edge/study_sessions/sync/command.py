"""`vitrina study sync`: measures the clock offset between two devices, and stores it with a session."""

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from edge.clock import Clock
from edge.kiosk.process.stop_signals import stop_on_signals
from edge.settings.settings import Settings
from edge.study.analysis.sync import ClockOffset
from edge.study.errors import StudyError
from edge.study.session_lock import hold_session_lock
from edge.study.sessions import StudySession, SyncResult
from edge.study.study import Study
from edge.study.zone import WHOLE
from edge.study_sessions.access import open_study_with_settings
from edge.study_sessions.browser import show_page_link
from edge.study_sessions.lsl import load_lsl
from edge.study_sessions.lsl_input import LslInput
from edge.study_sessions.machine_hold import hold_kiosk_pause
from edge.study_sessions.options import NONE, SessionOptions, make_session_settings, session_kits
from edge.study_sessions.stream_options import requests_by_scope
from edge.study_sessions.sync.contact import measure_contact
from edge.study_sessions.sync.devices import camera_opener, microphone_opener, stream_opener
from edge.study_sessions.sync.pairs import FLASHES, LIFTS, Pair, SyncPlan
from edge.study_sessions.sync.screen import measure_screen

_CURES = {
    "screen-camera": "Let the screen fill more of the frame, and darken the room.",
    "screen-microphone": "Turn the loudspeaker up, and move the microphone closer.",
    "camera-kit": "Keep still between the cues, with the hand large in the frame.",
    "screen-stream": "Put the light sensor on the middle of the page, or name another channel with --channel.",
}


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """Options that the session leader gave. None: the newest session, and the devices in the settings."""

    pair: Pair
    participant: str | None = None
    number: int | None = None
    camera: str | None = None
    microphone: str | None = None
    kits: tuple[str, ...] = ()
    in_browser: bool = False
    as_json: bool = False
    stream: str | None = None  # name=NAME[,host=HOST…]
    channel: str | None = None


def measure_and_print_sync(
    settings: Settings,
    folder: Path,
    options: SyncOptions,
    watch: Callable[[Callable[[], None]], None] = stop_on_signals,
    plan: SyncPlan | None = None,
) -> int:
    """Measure the clock offset of one pair, store it and print it. Returns the exit code.

    Raises StudyError and the errors of the devices.
    """
    tell = partial(print, flush=True, file=sys.stderr if options.as_json else sys.stdout)
    _require_devices(options)
    plan = plan or (LIFTS if options.pair == "camera-kit" else FLASHES)
    with ExitStack() as stack:
        study = stack.enter_context(open_study_with_settings(folder, settings))
        session = _choose_session(study, options)
        clock = Clock()
        stack.enter_context(hold_session_lock(folder, clock.now))
        stack.enter_context(hold_kiosk_pause(settings.outbox.path))
        asked = SessionOptions(session.participant, WHOLE, options.camera, options.microphone, options.kits)
        wanted, name = make_session_settings(settings, asked), str(options.pair)
        if options.pair == "camera-kit":
            offset = measure_contact(wanted, session_kits(settings, asked), clock, plan, watch, tell)
        else:
            show = partial(show_page_link, what="the page that flashes", tell=tell, is_opened=options.in_browser)
            if options.pair == "screen-stream":
                source = _find_stream(study, session, options, clock, stack)
                device, name = stream_opener(source, options.channel, clock), f"screen-{source.scope}"
            else:
                opener = camera_opener if options.pair == "screen-camera" else microphone_opener
                device = opener(wanted, clock)
            offset = measure_screen(device, clock, plan, watch, show)
        result = replace(_sync_result(options.pair, offset, plan, clock.now()), pair=name)
        study.stored.add_sync_result(session, result)
    _print_result(session, result, offset, as_json=options.as_json)
    return 0


def _require_devices(options: SyncOptions) -> None:
    """Raise StudyError if the options switch off a device of the pair, or do not name its stream."""
    if (options.stream is not None) != (options.pair == "screen-stream"):
        raise StudyError(
            "study: the pair screen-stream and --record-lsl belong together. Measure a stream with --pair "
            "screen-stream --record-lsl name=NAME"
        )
    given = {"camera": options.camera, "microphone": options.microphone}
    for device in options.pair.split("-"):
        if given.get(device) == NONE:
            raise StudyError(
                f"study: {options.pair} measures the {device}, but --{device} is {NONE}. Name a {device}, or omit "
                f"--{device}."
            )


def _find_stream(study: Study, session: StudySession, options: SyncOptions, clock: Clock, undo: ExitStack) -> LslInput:
    """The stream that the options name. Raises StudyError, also if the session's participant does not consent to it."""
    ((scope, request),) = requests_by_scope((options.stream or "",), study.definition).items()
    if scope not in study.participants.consented_scopes(session.participant, clock.now()):
        raise StudyError(
            f"study: {session.participant} does not consent to {scope}, so the stream {request.name} is not read. "
            "Name another participant with --participant."
        )
    library = load_lsl(Path(undo.enter_context(TemporaryDirectory(prefix="vitrina-lsl-"))), request.hosts)
    return LslInput(library, scope, request, clock.now)


def _choose_session(study: Study, options: SyncOptions) -> StudySession:
    """The session with which the result is stored: the newest session that fits."""
    if options.participant is not None:
        study.participants.require(options.participant)
    sessions = study.readable_sessions(options.participant)
    fitting = [one for one in sessions if options.number in (None, one.number)]
    if not fitting:
        raise StudyError(
            "study: the session with which the result would be stored does not exist. Start a session: vitrina study "
            "session"
        )
    return fitting[-1]


def _sync_result(pair: Pair, offset: ClockOffset, plan: SyncPlan, measured_s: float) -> SyncResult:
    if offset.offset_s is None or offset.spread_s is None:
        raise StudyError(
            f"study: {pair} cannot be measured: {offset.reason} ({offset.matched} of {plan.edges}). Nothing is "
            f"stored. {_CURES[pair]}"
        )
    kind = "lifts of a finger" if pair == "camera-kit" else "flashes of one frame"
    method = f"{plan.edges} {kind}, {min(offset.matched, plan.edges)} matched"
    return SyncResult(pair, offset.offset_s, offset.spread_s, measured_s, method)


def _print_result(session: StudySession, result: SyncResult, offset: ClockOffset, *, as_json: bool) -> None:
    place = f"session {session.number} of {session.participant}"
    if as_json:
        stored = {"participant": session.participant, "session": session.number, **asdict(result)}
        print(json.dumps({**stored, "matched": offset.matched}))
        return
    first, second = result.pair.split("-")
    later = second if result.offset_s >= 0 else first
    print(
        f"study: {result.pair}: the {later} is {abs(result.offset_s) * 1000:.0f} ms later, 19 of 20 within "
        f"{result.spread_s * 1000:.0f} ms ({result.method}); stored with {place}."
    )
