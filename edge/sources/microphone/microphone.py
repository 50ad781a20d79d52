"""Live microphone: returns its audio with the capture time. It recovers from every fault.

A capture process (capture_process.py) records the microphone, and a SupervisedSource supervises this process. This
module defines how the process is started, and turns its blocks into audio.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from edge.alerts import Alert, Severity
from edge.events import SourceLost, SourceRestored
from edge.signals import AudioBlock
from edge.sources.microphone.blocks import CapturedBlock
from edge.sources.microphone.capture_process import LOOK_EVERY_S
from edge.sources.microphone.process import MicrophoneProcess
from edge.sources.microphone.stream import AudioStream
from edge.sources.process.status import SourceProfile, SourceState, SourceStatus
from edge.sources.process.supervised import CaptureProcessTimeouts, SupervisedSource

_SOURCE = "microphone"
_SEVERITIES: Mapping[SourceState, Severity] = {"lost": "error", "silent": "warning"}
_OPEN_WITHIN_S = 12.0
"""Time limit in seconds for querying the sound server, opening the microphone and getting the first audio. Some
microphones take seconds.
"""
_HANGS_S = 1.8
"""Time limit in seconds without a sign of life. A loss is reported within the 3 s over which the audience core
reorders events.
"""
_SILENT_S = 2.0
"""Seconds of samples that are exactly zero after which the sound counts as silence. Only a microphone that is switched
off delivers them.
"""
_OLDEST_S = 3.0
"""Audio older than this many seconds is dropped."""


@dataclass(frozen=True, slots=True)
class MicrophoneCaptureCounters:
    """Counters since the microphone object was made."""

    dropped_s: float = 0.0  # audio that was not read in time
    lost: int = 0  # times that the microphone was lost, or could not be opened at first


@dataclass(slots=True)
class _MicrophoneCaptureRun:
    """State of the audio from one capture process."""

    stream: AudioStream = field(default_factory=AudioStream)
    quiet_since_s: float | None = None  # since when all samples were exactly 0
    dropped: int = 0  # samples, by the count of the process


class Microphone:
    """Source of audio that may fail and recover. The constructor opens nothing.

    `device`: the microphone's name, a part of the name, or its number in the list of microphones. None opens no
    microphone and only reports which microphones exist. With `loopback` it delivers the sound that this kiosk plays,
    for which silence is normal. `now` reads the kiosk's clock, in seconds since 1970 UTC. One thread takes audio; any
    thread may read `state`, `alerts`, `opening` and `counts`. A lost microphone is opened again at the same times as a
    camera.
    """

    def __init__(self, device: str | None, now: Callable[[], float], *, loopback: bool = False) -> None:
        self.name = device if device is not None else "none"
        self._device, self._is_loopback = device, loopback
        self._recording = _MicrophoneCaptureRun()
        self._dropped_s = 0.0
        label = "loopback" if loopback else "microphone"
        is_wanted = device is not None
        profile = SourceProfile(_SOURCE, label, self.name, _SEVERITIES, is_assumed_ok=False, is_logged=is_wanted)
        self._status = SourceStatus(profile, now)
        self._source = SupervisedSource(
            self._status,
            CaptureProcessTimeouts(_OPEN_WITHIN_S, _HANGS_S),
            self._start_process,
            self._accept_block,
            now,
            check_text=f"Looking again every {LOOK_EVERY_S:g} s.",
            ends_gently=False,  # closing a stream can hang, and killing the process loses nothing
        )

    @property
    def state(self) -> SourceState:
        """State of the microphone: "opening", "ok", "lost" or "silent"."""
        return self._status.state

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Alert about the current fault. Empty if there is none. A loopback uses the same alert codes as a
        microphone.
        """
        return self._status.alerts

    @property
    def opening_text(self) -> str | None:
        """Status text while the microphone is opened for the first time; otherwise None."""
        return self._status.opening_text

    @property
    def counts(self) -> MicrophoneCaptureCounters:
        return MicrophoneCaptureCounters(self._dropped_s, self._source.losses)

    @property
    def capture_pid(self) -> int | None:
        """Id of the capture process, if it is running. Its CPU time is part of the kiosk's."""
        return self._source.capture_pid

    def next_audio(self, timeout_s: float) -> AudioBlock | None:
        """The next audio, if some has arrived since the last call or arrives within `timeout_s`; otherwise None.

        Call `take_events` afterwards: those events precede the audio. This call also monitors and reopens the
        microphone, so keep calling it, whatever it returns.
        """
        return self._source.next_data(timeout_s)

    def take_events(self) -> list[SourceLost | SourceRestored]:
        """Events since the last call, in order. SourceRestored and SourceLost alternate, starting with SourceRestored.

        SourceRestored has the time of the first audio. SourceLost has the time at which the last audio ended.
        """
        return self._source.take_events()

    def close(self) -> None:
        """End the capture process and free all resources. A `next_audio` call in another thread returns None."""
        self._source.close()

    def __enter__(self) -> "Microphone":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start_process(self) -> MicrophoneProcess:
        self._recording = _MicrophoneCaptureRun()
        return MicrophoneProcess(self._device, loopback=self._is_loopback)

    def _accept_block(self, block: CapturedBlock, at_s: float) -> AudioBlock | None:
        recording = self._recording
        self._dropped_s += (block.dropped - recording.dropped) / block.rate_hz
        recording.dropped = block.dropped
        if time.monotonic() - block.captured_s > _OLDEST_S:  # it waited in the socket while the caller was busy
            self._dropped_s += len(block.samples) / block.rate_hz
            return None
        if self._is_silent(recording, block):
            self._status.report_fault("silent", "sends only silence. Check whether it is switched off or muted.")
            return None
        audio = recording.stream.process(block, at_s)
        if audio is not None:
            self._status.report_ok(audio.at_s, audio.at_s + len(audio.samples) / audio.rate_hz)
        return audio

    def _is_silent(self, recording: _MicrophoneCaptureRun, block: CapturedBlock) -> bool:
        if block.samples.any() or self._is_loopback:
            recording.quiet_since_s = None
            return False
        if recording.quiet_since_s is None:
            recording.quiet_since_s = block.captured_s
        return block.captured_s - recording.quiet_since_s >= _SILENT_S
