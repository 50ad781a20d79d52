"""A sound file in place of a microphone: heard in its own time, round and round, to try a kiosk without one."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from edge.events import SourceLost, SourceRestored
from edge.signals import AudioBlock
from edge.sources.microphone.audio_file import AudioFile
from edge.sources.microphone.microphone import MicrophoneCaptureCounters, MicrophoneCondition
from edge.sources.recordings import RecordingError

ENDINGS = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".aiff")


def is_audio_file(device: str | None) -> bool:
    """Whether what `[microphone] device` names is a file: a microphone may be called anything, but not like that."""
    return device is not None and device.lower().endswith(ENDINGS) and Path(device).is_file()


class FileMicrophone:
    """With the face of a Microphone. The file begins when it is made; a file that breaks off begins anew there."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        self.name, self._now = str(path), now
        self._sounds = self._rounds(path, now())
        self._next: AudioBlock | None = None
        self._events: list[SourceLost | SourceRestored] = []
        self._closing = threading.Event()
        self.capture_pid = None
        self.counts = MicrophoneCaptureCounters()
        self.condition = MicrophoneCondition("opening", f"microphone: opening {path}.", now())

    def sound(self, timeout_s: float) -> AudioBlock | None:
        """The stretch that comes next, once it would have been captured whole; None where that takes longer."""
        if self._next is None:
            self._next = next(self._sounds, None)
        if self._next is None:
            self._closing.wait(timeout_s)
            return None
        ends_s = self._next.at_s + len(self._next.samples) / self._next.rate_hz
        wait_s = ends_s - self._now()
        if self._closing.wait(max(0.0, min(wait_s, timeout_s))) or wait_s > timeout_s:
            return None
        sound, self._next = self._next, None
        self._played(sound)
        return sound

    def take_events(self) -> list[SourceLost | SourceRestored]:
        """As of a Microphone."""
        events, self._events = self._events, []
        return events

    def close(self) -> None:
        """A `sound` under way in another thread returns None."""
        self._closing.set()

    def _played(self, sound: AudioBlock) -> None:
        self.counts.taken_s += len(sound.samples) / sound.rate_hz
        if self.condition.state != "ok":
            self.condition = MicrophoneCondition("ok", f"microphone: {self.name} gives sound.", sound.at_s)
            self._events.append(SourceRestored(sound.at_s, "microphone"))

    def _rounds(self, path: Path, start_s: float) -> Iterator[AudioBlock]:
        while True:
            file = AudioFile(path, start_s)
            try:
                yield from file.blocks()
            except RecordingError as error:
                if not file.duration_s:
                    self.condition = MicrophoneCondition("lost", str(error), start_s)
                    return
            start_s += file.duration_s
