"""The microphone stage: turns audio into events. No microphone is open during a pause.

If the policy needs the audio that this kiosk plays (loopback), the stage records that too.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from edge.alerts import Alert
from edge.events import AudioObservation, PlayEnded, PlayStarted, SourceLost, SourceRestored
from edge.perception.audio.advert_audio import AdvertAudioPolicy
from edge.queues import BoundedQueue
from edge.signals import AudioBlock
from edge.stage import StageContext

WAIT_S = 0.5  # longest wait for audio; after it the stage checks whether to stop

MAX_PLAYS = 100  # queued while no microphone is open; the newest plays matter

AudioEvent = AudioObservation | SourceLost | SourceRestored


class AudioCounts(Protocol):
    """Counts of one audio source since it was made."""

    @property
    def lost(self) -> int: ...

    @property
    def dropped_s(self) -> float: ...


class AudioSource(Protocol):
    """A microphone, implemented in edge.sources.microphone."""

    @property
    def counts(self) -> AudioCounts: ...

    @property
    def alerts(self) -> tuple[Alert, ...]: ...

    @property
    def opening_text(self) -> str | None: ...

    @property
    def capture_pid(self) -> int | None: ...

    def next_audio(self, timeout_s: float) -> AudioBlock | None: ...

    def take_events(self) -> list[SourceLost | SourceRestored]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class MicrophoneCounters:
    """Counts since the start of the kiosk, over all microphones that it opened."""

    lost: int = 0  # times that the microphone was lost or could not be opened
    dropped_s: float = 0.0  # seconds of audio that were dropped because the stage was late


class MicrophoneStage:
    """Opens a microphone while the kiosk is active, and runs one AdvertAudioPolicy over its audio."""

    def __init__(
        self,
        open_microphone: Callable[[], AudioSource],
        policy: AdvertAudioPolicy,
        context: StageContext[AudioEvent],
        open_loopback: Callable[[], AudioSource | None] = lambda: None,
    ) -> None:
        self._open_microphone, self._open_loopback = open_microphone, open_loopback
        self._policy, self._context = policy, context
        self._plays: BoundedQueue[PlayStarted | PlayEnded] = BoundedQueue(MAX_PLAYS)
        self._was_opened = False
        self._closed = MicrophoneCounters()  # of the microphones that are closed
        self._microphone: AudioSource | None = None
        self._loopback: AudioSource | None = None

    def put_play(self, event: PlayStarted | PlayEnded) -> None:
        """Queues a play from a player or a playlist. May be called from any thread; never waits."""
        self._plays.put(event)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Alerts about the microphone, or about a lost loopback. Empty during a pause."""
        microphone, loopback = self._microphone, self._loopback
        if microphone is not None and loopback is not None and loopback.alerts:
            return loopback.alerts
        return microphone.alerts if microphone else ()

    @property
    def opening_text(self) -> str | None:
        """Status text while the microphone is opened for the first time."""
        microphone = self._microphone
        if microphone is None:
            return None if self._was_opened or not self._context.is_active() else "microphone: opening"
        return None if self.alerts else microphone.opening_text

    @property
    def health_counters(self) -> MicrophoneCounters:
        """Counts since the start of the kiosk. May be read from any thread."""
        microphone, before = self._microphone, self._closed
        counts = microphone.counts if microphone else None
        return MicrophoneCounters(
            lost=before.lost + (counts.lost if counts else 0),
            dropped_s=before.dropped_s + (counts.dropped_s if counts else 0.0),
        )

    @property
    def process_ids(self) -> list[int]:
        """Process ids of the running capture processes."""
        sources = (self._microphone, self._loopback)
        return [pid for source in sources if source is not None and (pid := source.capture_pid) is not None]

    def run(self, stop: threading.Event) -> None:
        """Runs the stage until `stop` is set."""
        while not stop.is_set():
            self._context.heartbeat()
            if self._context.is_active():
                self._run_microphone(self._open_microphone(), stop)
            else:
                stop.wait(WAIT_S)

    def _run_microphone(self, microphone: AudioSource, stop: threading.Event) -> None:
        self._microphone, self._was_opened = microphone, True
        self._loopback = loopback = self._open_loopback()
        try:
            while self._context.is_active() and not stop.is_set():
                self._context.heartbeat()
                self._process_audio(microphone, loopback)
        finally:
            self._closed, self._microphone, self._loopback = self.health_counters, None, None
            microphone.close()
            if loopback:
                loopback.close()
            self._policy.reset()

    def _process_audio(self, microphone: AudioSource, loopback: AudioSource | None) -> None:
        """Waits for a block of audio and emits its observations. The policy detects gaps from the times of the
        blocks.
        """
        audio = microphone.next_audio(WAIT_S)
        for event in microphone.take_events():
            self._context.emit(event)
            if isinstance(event, SourceLost):
                self._policy.reset()
        while (play := self._plays.get()) is not None:
            self._policy.handle_play(play)
        if loopback is not None:
            self._read_loopback(loopback)
        if audio is not None:
            for observation in self._policy.process(audio):
                self._context.emit(observation)

    def _read_loopback(self, loopback: AudioSource) -> None:
        """Passes all audio that has been played so far to the policy. The policy detects missing audio itself."""
        while (rendered := loopback.next_audio(0.0)) is not None:
            self._policy.add_rendered_audio(rendered)
        loopback.take_events()
