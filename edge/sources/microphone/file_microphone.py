"""Plays an audio file in a loop and in real time, instead of a microphone, to try a kiosk without one."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from edge.alerts import Alert
from edge.events import SourceLost, SourceRestored
from edge.signals import AudioBlock
from edge.sources.microphone.audio_file import AudioFile
from edge.sources.microphone.microphone import MicrophoneCaptureCounters
from edge.sources.process.status import SourceState
from edge.sources.recordings import RecordingError

ENDINGS = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".aiff")


def is_audio_file(device: str | None) -> bool:
    """True if `[microphone] device` names an existing audio file. Microphones never have such names."""
    return device is not None and device.lower().endswith(ENDINGS) and Path(device).is_file()


class FileMicrophone:
    """Audio file with the same interface as Microphone. Playback starts when the object is made. A truncated file
    restarts where it ends.
    """

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        self.name, self._now = str(path), now
        self._blocks = self._read_blocks_in_loop(path, now())
        self._next: AudioBlock | None = None
        self._events: list[SourceLost | SourceRestored] = []
        self._closing = threading.Event()
        self.capture_pid = None
        self.counts = MicrophoneCaptureCounters()
        self.state: SourceState = "opening"
        self.alerts: tuple[Alert, ...] = ()

    @property
    def opening_text(self) -> str | None:
        """Status text until the first block is returned. None afterwards, or if the file cannot be read."""
        return f"microphone: opening {self.name}." if self.state == "opening" else None

    def next_audio(self, timeout_s: float) -> AudioBlock | None:
        """The next block, once its last sample is due. None if that takes longer than `timeout_s`."""
        if self._next is None:
            self._next = next(self._blocks, None)
        if self._next is None:
            self._closing.wait(timeout_s)
            return None
        ends_s = self._next.at_s + len(self._next.samples) / self._next.rate_hz
        wait_s = ends_s - self._now()
        if self._closing.wait(max(0.0, min(wait_s, timeout_s))) or wait_s > timeout_s:
            return None
        block, self._next = self._next, None
        self._report_restored(block)
        return block

    def take_events(self) -> list[SourceLost | SourceRestored]:
        """Events since the last call, as in Microphone."""
        events, self._events = self._events, []
        return events

    def close(self) -> None:
        """Stop the playback. A `next_audio` call in another thread returns None."""
        self._closing.set()

    def _report_restored(self, block: AudioBlock) -> None:
        if self.state != "ok":
            self.state, self.alerts = "ok", ()
            self._events.append(SourceRestored(block.at_s, "microphone"))

    def _read_blocks_in_loop(self, path: Path, start_s: float) -> Iterator[AudioBlock]:
        while True:
            file = AudioFile(path, start_s)
            try:
                yield from file.read_blocks()
            except RecordingError as error:
                if file.dropped == file.read:
                    self.state, self.alerts = "lost", (Alert("microphone.lost", "error", str(error), start_s),)
                    return
            start_s += file.duration_s
