"""The hearing stage: turns microphone audio into events. No microphone is open while paused.

If the policy needs the audio that this machine plays, the stage records that too (loopback).
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from edge.events import InputEvent, PlayEnded, PlayStarted, SourceLost
from edge.perception.audio.advert_audio import AdvertAudioPolicy
from edge.queues import BoundedQueue
from edge.sources.microphone.file_microphone import FileMicrophone
from edge.sources.microphone.microphone import Microphone, MicrophoneCondition

WAIT_S = 0.5  # longest wait for audio; after it the stage checks whether to stop

MAX_PLAYS = 100  # queued while no microphone is open; the newest plays matter


@dataclass(frozen=True, slots=True)
class MicrophoneCounters:
    """Counts since the start of the kiosk, over all microphones that were opened."""

    lost: int = 0  # times that the microphone was lost or could not be opened
    dropped_s: float = 0.0  # seconds of audio that were dropped because the stage was late


class MicrophoneStage:
    """Opens a microphone while `is_active()` is True, and runs one AdvertAudioPolicy over its audio.

    `heartbeat` is called about once a second, whatever the microphone does.
    """

    def __init__(
        self,
        open_microphone: Callable[[], Microphone | FileMicrophone],
        policy: AdvertAudioPolicy,
        emit: Callable[[InputEvent], None],
        is_active: Callable[[], bool],
        heartbeat: Callable[[], None] = lambda: None,
        open_loopback: Callable[[], Microphone | None] = lambda: None,
    ) -> None:
        self._open_microphone, self._policy, self._emit = open_microphone, policy, emit
        self._open_loopback = open_loopback
        self._is_active, self._heartbeat = is_active, heartbeat
        self._plays: BoundedQueue[PlayStarted | PlayEnded] = BoundedQueue(MAX_PLAYS)
        self._closed = MicrophoneCounters()  # of the microphones that are closed
        self.microphone: Microphone | FileMicrophone | None = None
        self._loopback: Microphone | None = None

    def put_play(self, event: PlayStarted | PlayEnded) -> None:
        """Queues a play of a player or a playlist. May be called from any thread; never waits."""
        self._plays.put(event)

    @property
    def condition(self) -> MicrophoneCondition | None:
        """Condition of the microphone, or of the loopback if that is lost. None while no microphone is needed."""
        microphone, loopback = self.microphone, self._loopback
        if microphone is not None and loopback is not None and loopback.condition.state == "lost":
            return loopback.condition
        return microphone.condition if microphone else None

    @property
    def counters(self) -> MicrophoneCounters:
        microphone, before = self.microphone, self._closed
        counts = microphone.counts if microphone else None
        return MicrophoneCounters(
            lost=before.lost + (counts.lost if counts else 0),
            dropped_s=before.dropped_s + (counts.dropped_s if counts else 0.0),
        )

    @property
    def pids(self) -> list[int]:
        """Ids of the capture processes that run now."""
        sources = (self.microphone, self._loopback)
        return [pid for source in sources if source is not None and (pid := source.capture_pid) is not None]

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self._heartbeat()
            if self._is_active():
                self._run_microphone(self._open_microphone(), stop)
            else:
                stop.wait(WAIT_S)

    def _run_microphone(self, microphone: Microphone | FileMicrophone, stop: threading.Event) -> None:
        self.microphone = microphone
        self._loopback = loopback = self._open_loopback()
        try:
            while self._is_active() and not stop.is_set():
                self._heartbeat()
                self._process(microphone, loopback)
        finally:
            self._closed, self.microphone, self._loopback = self.counters, None, None
            microphone.close()
            if loopback:
                loopback.close()
            self._policy.reset()

    def _process(self, microphone: Microphone | FileMicrophone, loopback: Microphone | None) -> None:
        """Waits for a block of audio and emits its observations. The policy finds gaps by the time of the blocks."""
        audio = microphone.sound(WAIT_S)
        for event in microphone.take_events():
            self._emit(event)
            if isinstance(event, SourceLost):
                self._policy.reset()
        while (play := self._plays.get()) is not None:
            self._policy.handle_play(play)
        if loopback is not None:
            self._read_loopback(loopback)
        if audio is not None:
            for observation in self._policy.process(audio):
                self._emit(observation)

    def _read_loopback(self, loopback: Microphone) -> None:
        """Passes all audio that was played by now to the policy. The policy itself detects that there is none."""
        while (rendered := loopback.sound(0.0)) is not None:
            self._policy.add_rendered(rendered)
        loopback.take_events()
