"""Live microphone: its audio with the capture time. It recovers from every fault.

A capture process (capture_process.py) records the microphone. This side takes its blocks, ends the process when it
hangs, and starts the next one with growing waits. It emits an event when the microphone is lost and when it is
restored. camera.py does the same for the camera.
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
from edge.sources.microphone.capture_process import LOOK_EVERY_S, MessageKind
from edge.sources.microphone.stream import AudioStream
from edge.sources.process.backoff import Backoff
from edge.sources.process.child import ChildProcess
from edge.sources.process.wakeup import WakeupPipe

log = logging.getLogger(__name__)

State = Literal["opening", "ok", "lost", "silent"]

_SOURCE = "microphone"
_KINDS: tuple[MessageKind, ...] = get_args(MessageKind)
_START_WITHIN_S = 20.0
"""Time limit for the start of Python, on a busy small machine."""
_OPEN_WITHIN_S = 12.0
"""Time limit to query the sound server, open the microphone and get the first audio: some microphones take seconds."""
_ABSENT_WITHIN_S = 30.0
"""Time limit between two checks for an absent microphone."""
_HANGS_S = 1.8
"""Time limit without a sign of life. A loss is reported within the 3 s over which the audience core reorders events."""
_SILENT_S = 2.0
"""Length of exact zeros that counts as silence: only a microphone that is switched off is so quiet."""
_OLDEST_S = 3.0
"""Older audio is dropped."""
_LARGEST = max(LARGEST_BYTES, 4096)
_SEND_BUFFER_BYTES = LARGEST_BYTES + 32_768
_ENVIRONMENT = {"JACK_NO_START_SERVER": "1"}


@dataclass(frozen=True, slots=True)
class MicrophoneCondition:
    """State of the microphone, its text for a person, and its start on the kiosk's clock."""

    state: State
    text: str
    since_s: float


@dataclass(slots=True)
class MicrophoneCaptureCounters:
    """Counters since the microphone object was made."""

    dropped_s: float = 0.0  # audio that was not read in time
    lost: int = 0  # times that the microphone was lost, or could not be opened at first


@dataclass(slots=True)
class _MicrophoneRun:
    """One capture process, from its start to its end."""

    process: ChildProcess
    stream: AudioStream = field(default_factory=AudioStream)
    opened: bool = False
    give_up_s: float = field(default_factory=lambda: time.monotonic() + _START_WITHIN_S)
    first_s: float | None = None  # capture times of its first and last block
    last_s: float | None = None
    quiet_since_s: float | None = None  # since when all samples were exactly 0
    dropped: int = 0
    is_absent: bool = False

    @property
    def worked_s(self) -> float:
        """Time from the first to the last block."""
        return 0.0 if self.first_s is None or self.last_s is None else self.last_s - self.first_s


class Microphone:
    """Source of audio that may fail and recover. The constructor opens nothing.

    `device`: its name, a part of it, or its number in the list of microphones. None opens no microphone and only
    reports which ones exist. With `loopback` it gives the sound that this machine plays; silence is normal there. `now`
    reads the kiosk's clock, in seconds since 1970 UTC. One thread takes audio; `condition` and `counts` may be read
    from any thread. A lost microphone is opened again at the same times as a camera.
    """

    def __init__(self, device: str | None, now: Callable[[], float], *, loopback: bool = False) -> None:
        self.name = device if device is not None else "none"
        self._kind = "loopback" if loopback else "microphone"
        self._job = json.dumps({"device": device, "loopback": loopback}).encode()
        self._now = now
        self._run: _MicrophoneRun | None = None
        self._backoff = Backoff()
        self._last_at_s = now()  # end of the last audio that was returned
        self._is_restored = False  # the last event was SourceRestored
        self._events: list[SourceLost | SourceRestored] = []
        self._lock = threading.Lock()  # guards everything above, between the thread that takes audio and close
        self._closing = threading.Event()
        self._wakeup = WakeupPipe()
        self.counts = MicrophoneCaptureCounters()
        self.condition = MicrophoneCondition("opening", f"{self._kind}: opening {self.name}.", now())

    @property
    def capture_pid(self) -> int | None:
        """Id of the capture process, if one runs. Its CPU time is part of the kiosk's."""
        run = self._run
        return None if run is None else run.process.pid

    def sound(self, timeout_s: float) -> AudioBlock | None:
        """The next audio, if some came since the last call or comes within `timeout_s`; else None.

        Call `take_events` after it: those events belong before the audio. This call also monitors and reopens the
        microphone, so keep calling it, whatever it returns.
        """
        deadline_s = time.monotonic() + timeout_s
        with self._lock:
            while not self._closing.is_set():
                self._start_if_due()
                audio = self._poll()
                if audio is not None or time.monotonic() >= deadline_s:
                    return audio
                run = self._run
                self._wakeup.sleep_until(min(deadline_s, self._next_s()), None if run is None else run.process.fileno())
        return None

    def take_events(self) -> list[SourceLost | SourceRestored]:
        """Events since the last call, in order. They alternate, SourceRestored first.

        SourceRestored has the time of the first audio. SourceLost has the time when the last audio ended.
        """
        with self._lock:
            events, self._events = self._events, []
        return events

    def close(self) -> None:
        """End the capture process and free all resources. A `sound` call in another thread returns None."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._wakeup.wake()
        with self._lock:
            self._end_run()
            self._wakeup.close()

    def __enter__(self) -> "Microphone":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start_if_due(self) -> None:
        if self._run is not None or time.monotonic() < self._backoff.due_s or self._closing.is_set():
            return
        try:
            child = ChildProcess(
                "edge.sources.microphone.capture_process", self._job, _ENVIRONMENT, send_buffer_bytes=_SEND_BUFFER_BYTES
            )
        except OSError as error:
            self._lose(f"could not be opened: no process for it could be started ({error.strerror}).")
        else:
            self._run = _MicrophoneRun(child)

    def _next_s(self) -> float:
        """Time of the next action if no message comes before."""
        return self._backoff.due_s if self._run is None else self._run.give_up_s

    def _poll(self) -> AudioBlock | None:
        while (run := self._run) is not None and (data := run.process.receive(_LARGEST)) is not None:
            if not data:
                self._lose("could not be heard: the listening process ended unasked.")
            elif data.startswith(SOUND):
                audio = self._accept(run, CapturedBlock.from_bytes(data))
                if audio is not None:
                    return audio
            else:
                word, _, text = data.decode(errors="replace").partition("\n")
                for kind in _KINDS:
                    if kind == word:
                        self._handle(run, kind, text)
        if run is not None and time.monotonic() >= run.give_up_s:
            self._lose("hangs: nothing came within its time limit." if run.opened else "did not open in time.")
        return None

    def _handle(self, run: _MicrophoneRun, kind: MessageKind, text: str) -> None:
        limit_s = _HANGS_S if run.opened else _OPEN_WITHIN_S
        match kind:
            case "starting":
                if run.is_absent:
                    self._backoff.reset()
            case "absent":
                limit_s = _ABSENT_WITHIN_S
                self.counts.lost += not run.is_absent
                run.is_absent = True
                self._report_lost("lost", f"{text} Looking again every {LOOK_EVERY_S:g} s.")
            case "opened":
                limit_s = _HANGS_S
                run.opened = True
            case "failed":
                self._lose(text)
            case "alive":
                pass
        run.give_up_s = time.monotonic() + limit_s

    def _accept(self, run: _MicrophoneRun, block: CapturedBlock) -> AudioBlock | None:
        run.give_up_s = time.monotonic() + _HANGS_S
        run.first_s = block.captured_s if run.first_s is None else run.first_s
        run.last_s = block.captured_s
        self.counts.dropped_s += (block.dropped - run.dropped) / block.rate_hz
        run.dropped = block.dropped
        if time.monotonic() - block.captured_s > _OLDEST_S:  # it waited in the socket while the caller was busy
            self.counts.dropped_s += len(block.samples) / block.rate_hz
            return None
        if self._is_silent(run, block):
            self._report_lost("silent", "gives nothing but silence. Is it switched off, or muted?")
            return None
        audio = run.stream.process(block, self._now() - (time.monotonic() - block.captured_s))
        if audio is not None:
            self._report_restored(audio.at_s)
            self._last_at_s = audio.at_s + len(audio.samples) / audio.rate_hz
        return audio

    def _is_silent(self, run: _MicrophoneRun, block: CapturedBlock) -> bool:
        if block.samples.any() or self._kind == "loopback":
            run.quiet_since_s = None
            return False
        if run.quiet_since_s is None:
            run.quiet_since_s = block.captured_s
        return block.captured_s - run.quiet_since_s >= _SILENT_S

    def _lose(self, text: str) -> None:
        run = self._run
        delay_s = self._backoff.record_failure(time.monotonic(), 0.0 if run is None else run.worked_s)
        self._end_run()
        self.counts.lost += 1
        self._report_lost("lost", f"{text} Trying again in {delay_s:.0f} s.")

    def _report_lost(self, state: State, text: str) -> None:
        text = f"{self._kind}: {self.name} {text}"
        before = self.condition
        self.condition = MicrophoneCondition(state, text, before.since_s if before.state == state else self._now())
        if before.state in ("opening", "ok"):
            log.warning("%s", text)
        if self._is_restored:
            self._is_restored = False
            self._events.append(SourceLost(self._last_at_s, _SOURCE))

    def _report_restored(self, at_s: float) -> None:
        if not self._is_restored:
            self._is_restored = True
            self._events.append(SourceRestored(at_s, _SOURCE))
        if self.condition.state != "ok":
            if self.condition.state != "opening":
                log.info("%s: %s is back after %.0f s.", self._kind, self.name, at_s - self.condition.since_s)
            self.condition = MicrophoneCondition("ok", f"{self._kind}: {self.name} gives sound.", at_s)

    def _end_run(self) -> None:
        """Kill the process: closing a stream can hang, and killing it loses nothing."""
        run, self._run = self._run, None
        if run is not None:
            run.process.end(gently=False)
