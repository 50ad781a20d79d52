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
class Heard:
    """Since the kiosk was started, over all microphones that were opened in turn."""

    lost: int = 0  # times that it was lost, or could not be opened
    dropped_s: float = 0.0  # of sound that nobody had time for


class Hearing:
    """Opens a microphone while `sensing()` says so, and drives one ear. `beat` is called every second or so, whatever
    the microphone does."""

    def __init__(
        self,
        open_microphone: Callable[[], Microphone | FileMicrophone],
        ear: AdvertAudioPolicy,
        give: Callable[[InputEvent], None],
        sensing: Callable[[], bool],
        beat: Callable[[], None] = lambda: None,
        open_loopback: Callable[[], Microphone | None] = lambda: None,
    ) -> None:
        self._open_microphone, self._ear, self._give = open_microphone, ear, give
        self._open_loopback = open_loopback
        self._sensing, self._beat = sensing, beat
        self._plays: BoundedQueue[PlayStarted | PlayEnded] = BoundedQueue(PLAYS)
        self._closed = Heard()  # of the microphones before this one
        self.microphone: Microphone | FileMicrophone | None = None
        self._loopback: Microphone | None = None

    def play(self, event: PlayStarted | PlayEnded) -> None:
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
    def counted(self) -> Heard:
        microphone, before = self.microphone, self._closed
        counts = microphone.counts if microphone else None
        return Heard(
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
            self._beat()
            if self._sensing():
                self._listen(self._open_microphone(), stop)
            else:
                stop.wait(WAIT_S)

    def _listen(self, microphone: Microphone | FileMicrophone, stop: threading.Event) -> None:
        self.microphone = microphone
        self._loopback = loopback = self._open_loopback()
        try:
            while self._sensing() and not stop.is_set():
                self._beat()
                self._hear(microphone, loopback)
        finally:
            self._closed, self.microphone, self._loopback = self.counted, None, None
            microphone.close()
            if loopback:
                loopback.close()
            self._ear.reset()

    def _hear(self, microphone: Microphone | FileMicrophone, loopback: Microphone | None) -> None:
        """Wait a moment for sound, and give what is heard in it. A gap in it, the ear finds by its time."""
        sound = microphone.sound(WAIT_S)
        for event in microphone.take_events():
            self._give(event)
            if isinstance(event, SourceLost):
                self._ear.reset()
        while (play := self._plays.get()) is not None:
            self._ear.handle_play(play)
        if loopback is not None:
            self._follow(loopback)
        if sound is not None:
            for heard in self._ear.process(sound):
                self._give(heard)

    def _follow(self, loopback: Microphone) -> None:
        """All that was played by now. That there is none, the ear finds itself."""
        while (played := loopback.sound(0.0)) is not None:
            self._ear.add_rendered(played)
        loopback.take_events()
