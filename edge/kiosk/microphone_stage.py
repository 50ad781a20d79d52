"""The hearing stage: what the microphone gives, listened to, becomes events. No microphone is open while paused.

Where the ear is to know what this machine plays, that is recorded beside it.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from edge.events import InputEvent, PlayEnded, PlayStarted, SourceLost
from edge.perception.audio.advert_audio import AdvertAudioPolicy
from edge.queues import BoundedQueue
from edge.sources.microphone.file_microphone import FileMicrophone
from edge.sources.microphone.microphone import Microphone, MicrophoneCondition

WAIT_S = 0.5  # how long to wait for sound before looking whether to stop

PLAYS = 100  # told while nobody listens: the newest say what is on


@dataclass(frozen=True, slots=True)
class MicrophoneCounters:
    """Since the kiosk was started, over all microphones that were opened in turn."""

    lost: int = 0  # times that it was lost, or could not be opened
    dropped_s: float = 0.0  # of sound that nobody had time for


class MicrophoneStage:
    """Opens a microphone while `sensing()` says so, and drives one ear. `beat` is called every second or so, whatever
    the microphone does."""

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
        self._plays: BoundedQueue[PlayStarted | PlayEnded] = BoundedQueue(PLAYS)
        self._closed = MicrophoneCounters()  # of the microphones before this one
        self.microphone: Microphone | FileMicrophone | None = None
        self._loopback: Microphone | None = None

    def put_play(self, event: PlayStarted | PlayEnded) -> None:
        """What a player told, or a playlist; from any thread, never waits."""
        self._plays.put(event)

    @property
    def condition(self) -> MicrophoneCondition | None:
        """How the microphone is, or what it cannot do without; None while none is wanted."""
        microphone, loopback = self.microphone, self._loopback
        if microphone is not None and loopback is not None and loopback.condition.state == "lost":
            return loopback.condition
        return microphone.condition if microphone else None

    @property
    def counted(self) -> MicrophoneCounters:
        microphone, before = self.microphone, self._closed
        counts = microphone.counts if microphone else None
        return MicrophoneCounters(
            lost=before.lost + (counts.lost if counts else 0),
            dropped_s=before.dropped_s + (counts.dropped_s if counts else 0.0),
        )

    @property
    def pids(self) -> list[int]:
        """The processes that hear for it now."""
        heard = (self.microphone, self._loopback)
        return [pid for it in heard if it is not None and (pid := it.capture_pid) is not None]

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
            self._closed, self.microphone, self._loopback = self.counted, None, None
            microphone.close()
            if loopback:
                loopback.close()
            self._policy.reset()

    def _process(self, microphone: Microphone | FileMicrophone, loopback: Microphone | None) -> None:
        """Wait a moment for sound, and give what is heard in it. A gap in it, the ear finds by its time."""
        sound = microphone.sound(WAIT_S)
        for event in microphone.take_events():
            self._emit(event)
            if isinstance(event, SourceLost):
                self._policy.reset()
        while (play := self._plays.get()) is not None:
            self._policy.handle_play(play)
        if loopback is not None:
            self._follow(loopback)
        if sound is not None:
            for heard in self._policy.process(sound):
                self._emit(heard)

    def _follow(self, loopback: Microphone) -> None:
        """All that was played by now. That there is none, the ear finds itself."""
        while (played := loopback.sound(0.0)) is not None:
            self._policy.add_rendered(played)
        loopback.take_events()
