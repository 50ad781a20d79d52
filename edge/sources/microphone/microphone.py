"""The live microphone: its sound as it comes, with the time of capture, whatever it takes to get it.

A listening process (listening.py) hears the microphone; this side takes its blocks, ends it when it hangs, starts the
next one with growing waits, and tells audience when nothing is heard and when it is again. It is the camera's other
half: see camera.py.
"""

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal, get_args

from edge.events import SourceLost, SourceRestored
from edge.signals import AudioBlock
from edge.sources.microphone.blocks import LARGEST_BYTES, SOUND, CapturedBlock
from edge.sources.microphone.capture_process import LOOK_EVERY_S, Word
from edge.sources.microphone.stream import AudioStream
from edge.sources.process.backoff import Backoff
from edge.sources.process.child import ChildProcess
from edge.sources.process.wakeup import WakeupPipe

log = logging.getLogger(__name__)

State = Literal["opening", "ok", "lost", "silent"]

_SOURCE = "microphone"
_WORDS: tuple[Word, ...] = get_args(Word)
_START_WITHIN_S = 20.0
"""For Python to start, on a busy small machine."""
_OPEN_WITHIN_S = 12.0
"""To ask the sound server, to open the microphone, and for the first sound: some take seconds."""
_ABSENT_WITHIN_S = 30.0
"""From one look for a microphone that is not there to the next."""
_HANGS_S = 1.8
"""Without a sign of life: a loss is told within the 3 s that audience reorders."""
_SILENT_S = 2.0
"""Of samples that are exactly 0: no microphone is so quiet, save one that is switched off."""
_KEPT_S = 3.0
"""Older sound is not listened to."""
_LARGEST = max(LARGEST_BYTES, 4096)
_ROOM_BYTES = LARGEST_BYTES + 32_768
_ENVIRONMENT = {"JACK_NO_START_SERVER": "1"}


@dataclass(frozen=True, slots=True)
class MicrophoneCondition:
    """How the microphone is, since when on the kiosk's clock, and what a person should know."""

    state: State
    text: str
    since_s: float


@dataclass(slots=True)
class MicrophoneCaptureCounters:
    """Since the microphone was made."""

    taken_s: float = 0.0
    dropped_s: float = 0.0  # sound that was not taken in time
    silent_s: float = 0.0  # sound held back because it is exact silence
    lost: int = 0  # times that it was lost, or could not be opened at first
    opened: int = 0


@dataclass(slots=True)
class _MicrophoneRun:
    """One life of the listening process."""

    process: ChildProcess
    stream: AudioStream = field(default_factory=AudioStream)
    opened: bool = False
    give_up_s: float = field(default_factory=lambda: time.monotonic() + _START_WITHIN_S)
    first_s: float | None = None  # capture times of its first and last block
    last_s: float | None = None
    quiet_since_s: float | None = None  # since when all was exactly 0
    dropped: int = 0
    is_absent: bool = False

    @property
    def gave_s(self) -> float:
        """How long there was sound."""
        return 0.0 if self.first_s is None or self.last_s is None else self.last_s - self.first_s


class Microphone:
    """A source of sound that may fail and come back. Constructing it opens nothing.

    `device`: its name, a part of it, or its number in the list of microphones; None is none, and only says which there
    are. With `loopback` it is not one that hears, but what gives the sound that this machine plays: silence is nothing
    special there. `now` reads the kiosk's clock, in seconds since 1970 UTC. One thread takes sound; `condition` and
    `counts` may be read from any. It is opened again as a camera is.
    """

    def __init__(self, device: str | None, now: Callable[[], float], *, loopback: bool = False) -> None:
        self.name = device if device is not None else "none"
        self._kind = "loopback" if loopback else "microphone"
        self._job = json.dumps({"device": device, "loopback": loopback}).encode()
        self._now = now
        self._run: _MicrophoneRun | None = None
        self._reopening = Backoff()
        self._last_at_s = now()  # when what was heard last ended
        self._is_heard = False  # audience was told so
        self._events: list[SourceLost | SourceRestored] = []
        self._lock = threading.Lock()  # of everything above, between the taking thread and close
        self._closing = threading.Event()
        self._waking = WakeupPipe()
        self.counts = MicrophoneCaptureCounters()
        self.condition = MicrophoneCondition("opening", f"{self._kind}: opening {self.name}.", now())

    @property
    def capture_pid(self) -> int | None:
        """The process that hears the microphone now, if there is one; its CPU time is part of the kiosk's."""
        run = self._run
        return None if run is None else run.process.pid

    def sound(self, timeout_s: float) -> AudioBlock | None:
        """The sound that comes next, if some has come or comes within `timeout_s`; else None.

        Call `take_events` after it: that it is back belongs before the sound. The microphone is watched and reopened
        from within this call, so keep calling, whatever it returns.
        """
        deadline_s = time.monotonic() + timeout_s
        with self._lock:
            while not self._closing.is_set():
                self._start_if_due()
                sound = self._take()
                if sound is not None or time.monotonic() >= deadline_s:
                    return sound
                run = self._run
                self._waking.sleep_until(min(deadline_s, self._next_s()), None if run is None else run.process.fileno())
        return None

    def take_events(self) -> list[SourceLost | SourceRestored]:
        """What happened since the last call, in order. They alternate, SourceBack first: at the first sound, and
        SourceLost at the end of the last one that was heard."""
        with self._lock:
            events, self._events = self._events, []
        return events

    def close(self) -> None:
        """End the listening process and let go of everything. A `sound` under way in another thread returns None."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._waking.wake()
        with self._lock:
            self._end_run()
            self._waking.close()

    def __enter__(self) -> "Microphone":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start_if_due(self) -> None:
        if self._run is not None or time.monotonic() < self._reopening.due_s or self._closing.is_set():
            return
        try:
            child = ChildProcess(
                "edge.sources.microphone.capture_process", self._job, _ENVIRONMENT, room_bytes=_ROOM_BYTES
            )
        except OSError as error:
            self._lose(f"could not be opened: no process for it could be started ({error.strerror}).")
        else:
            self._run = _MicrophoneRun(child)

    def _next_s(self) -> float:
        """When there is something to do, if nothing is heard before."""
        return self._reopening.due_s if self._run is None else self._run.give_up_s

    def _take(self) -> AudioBlock | None:
        while (run := self._run) is not None and (data := run.process.receive(_LARGEST)) is not None:
            if not data:
                self._lose("could not be heard: the listening process ended unasked.")
            elif data.startswith(SOUND):
                sound = self._received(run, CapturedBlock.from_bytes(data))
                if sound is not None:
                    return sound
            else:
                word, _, text = data.decode(errors="replace").partition("\n")
                for known in _WORDS:
                    if known == word:
                        self._note(run, known, text)
        if run is not None and time.monotonic() >= run.give_up_s:
            self._lose("hangs: nothing came within its time limit." if run.opened else "did not open in time.")
        return None

    def _note(self, run: _MicrophoneRun, word: Word, text: str) -> None:
        limit_s = _HANGS_S if run.opened else _OPEN_WITHIN_S
        match word:
            case "starting":
                if run.is_absent:
                    self._reopening.was_absent()
            case "absent":
                limit_s = _ABSENT_WITHIN_S
                self.counts.lost += not run.is_absent
                run.is_absent = True
                self._report_lost("lost", f"{text} Looking again every {LOOK_EVERY_S:g} s.")
            case "opened":
                limit_s = _HANGS_S
                run.opened = True
                self.counts.opened += 1
            case "failed":
                self._lose(text)
            case "alive":
                pass
        run.give_up_s = time.monotonic() + limit_s

    def _received(self, run: _MicrophoneRun, block: CapturedBlock) -> AudioBlock | None:
        run.give_up_s = time.monotonic() + _HANGS_S
        run.first_s = block.captured_s if run.first_s is None else run.first_s
        run.last_s = block.captured_s
        self.counts.dropped_s += (block.dropped - run.dropped) / block.rate_hz
        run.dropped = block.dropped
        if time.monotonic() - block.captured_s > _KEPT_S:  # what waited in the socket when nobody had time for long
            self.counts.dropped_s += len(block.samples) / block.rate_hz
            return None
        if self._is_silent(run, block):
            self.counts.silent_s += len(block.samples) / block.rate_hz
            self._report_lost("silent", "gives nothing but silence. Is it switched off, or muted?")
            return None
        self.counts.taken_s += len(block.samples) / block.rate_hz
        sound = run.stream.process(block, self._now() - (time.monotonic() - block.captured_s))
        if sound is not None:
            self._report_restored(sound.at_s)
            self._last_at_s = sound.at_s + len(sound.samples) / sound.rate_hz
        return sound

    def _is_silent(self, run: _MicrophoneRun, block: CapturedBlock) -> bool:
        if block.samples.any() or self._kind == "loopback":
            run.quiet_since_s = None
            return False
        if run.quiet_since_s is None:
            run.quiet_since_s = block.captured_s
        return block.captured_s - run.quiet_since_s >= _SILENT_S

    def _lose(self, text: str) -> None:
        run = self._run
        waits_s = self._reopening.lost(time.monotonic(), 0.0 if run is None else run.gave_s)
        self._end_run()
        self.counts.lost += 1
        self._report_lost("lost", f"{text} Trying again in {waits_s:.0f} s.")

    def _report_lost(self, state: State, text: str) -> None:
        text = f"{self._kind}: {self.name} {text}"
        was = self.condition
        self.condition = MicrophoneCondition(state, text, was.since_s if was.state == state else self._now())
        if was.state in ("opening", "ok"):
            log.warning("%s", text)
        if self._is_heard:
            self._is_heard = False
            self._events.append(SourceLost(self._last_at_s, _SOURCE))

    def _report_restored(self, at_s: float) -> None:
        if not self._is_heard:
            self._is_heard = True
            self._events.append(SourceRestored(at_s, _SOURCE))
        if self.condition.state != "ok":
            if self.condition.state != "opening":
                log.info("%s: %s is back after %.0f s.", self._kind, self.name, at_s - self.condition.since_s)
            self.condition = MicrophoneCondition("ok", f"{self._kind}: {self.name} gives sound.", at_s)

    def _end_run(self) -> None:
        """Killed: to let a stream go can hang, and nothing is lost by it."""
        run, self._run = self._run, None
        if run is not None:
            run.process.end(gently=False)
