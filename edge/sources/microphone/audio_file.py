"""A recorded sound on its own clock: blocks of 16 kHz mono, from a file of any rate and any number of channels."""

import re
from collections.abc import Generator
from pathlib import Path

import numpy as np
import soundfile

from edge.signals import AudioBlock
from edge.sources.microphone.resampler import RATE_HZ, Floats, Resampler
from edge.sources.recordings import RecordingError, why_no_file

BLOCKS_HZ = 4  # blocks a second: more than the gap at which the ear begins anew, less than one of its decisions
LOUDEST = 1e3  # 60 dB over full scale: what a file of floats holds beyond is no sound
_MP3_SLACK_S = 0.2  # an MP3 without a table promises a length by its bit rate

_PROMISED = re.compile(r"(?:data|SSND|Data Size) *: *(\d+) \(should be (\d+)\)")
_NO_PROMISE = 0x7FFF_0000  # what writes to a pipe cannot know the length, and puts in the largest number
_NO_END = "lacks an end-of-stream bit"


class AudioFile:
    """A sound file, the first sample of which was captured at `start_s` (seconds since 1970 UTC).

    WAV, FLAC, Ogg (Vorbis, Opus), MP3, AIFF: what libsndfile reads. Channels are averaged. A block with a sample that
    is no number, or is louder than anything can be, is dropped whole, and the sound has a gap there.
    """

    def __init__(self, path: Path, start_s: float) -> None:
        self._path, self._start_s = path, start_s
        self._rate_hz = RATE_HZ
        self.read = 0  # samples so far, those that were dropped included; of all channels one
        self.dropped = 0  # samples of blocks that were not usable

    @property
    def duration_s(self) -> float:
        """How long the recording is, as far as it was read."""
        return self.read / self._rate_hz

    def blocks(self) -> Generator[AudioBlock, None, None]:
        """The sound in order, in blocks of about a quarter of a second.

        Raises RecordingError if the file cannot be opened, holds no sound or was cut short; the last after all that
        there is was given.
        """
        self.read = self.dropped = 0
        try:
            file = _ForwardOnlyFile(self._path)
        except soundfile.LibsndfileError as error:
            why = why_no_file(self._path, f"{error.error_string} It must be WAV, FLAC, Ogg, Opus, MP3 or AIFF.")
            raise RecordingError(f"audio: {self._path} could not be opened: {why}", 0) from error
        with file:
            self._rate_hz = file.samplerate
            yield from self._read(file)
            self._check_whole(file)

    def _read(self, file: soundfile.SoundFile) -> Generator[AudioBlock, None, None]:
        stretch = _ContinuousAudio(self._start_s, self._rate_hz)
        size = max(1, self._rate_hz // BLOCKS_HZ)
        while len(block := _block(file, size)):
            samples = block.mean(axis=1)
            self.read += len(samples)
            if (np.abs(block) <= LOUDEST).all():
                yield from stretch.process(samples)
            else:
                self.dropped += len(samples)
                yield from stretch.flush()
                stretch = _ContinuousAudio(self._start_s + self.duration_s, self._rate_hz)
        yield from stretch.flush()
        if not self.read:
            raise RecordingError(f"audio: {self._path} could not be read: there is no sound in it.", 0)

    def _check_whole(self, file: soundfile.SoundFile) -> None:
        """Whether there is as much as the file promises; libsndfile's notes know what the header had said."""
        slack = int(_MP3_SLACK_S * self._rate_hz) if file.format == "MP3" else 0
        notes = file.extra_info
        promised = _PROMISED.search(notes)
        if file.frames - self.read > slack:
            why = f": it should take {file.frames / self._rate_hz:.1f} s"
        elif promised and int(promised[2]) < int(promised[1]) < _NO_PROMISE:
            why = f": it should have {promised[1]} bytes of sound, and has {promised[2]}"
        elif _NO_END in notes:
            why = ": it has no end mark"
        else:
            return
        used = f" Its first {self.duration_s:.1f} s were read and used."
        raise RecordingError(f"audio: {self._path} is cut short{why}.{used}", self.read)


class _ForwardOnlyFile(soundfile.SoundFile):  # type: ignore[misc]  # it comes without types
    """soundfile seeks to where it is after each read, upon which MP3 loses what it had half decoded: a hole where
    every block begins. What says that it cannot be sought in is read on."""

    def seekable(self) -> bool:
        return False


def _block(file: soundfile.SoundFile, size: int) -> Floats:
    """The next samples (n, channels); none at the end, or where the file is damaged: less was read than it promises."""
    try:
        return np.asarray(file.read(size, dtype="float32", always_2d=True), np.float32)
    except soundfile.LibsndfileError:
        return np.zeros((0, file.channels), np.float32)


class _ContinuousAudio:
    """Sound without a gap, and the time of what comes next in it."""

    def __init__(self, start_s: float, rate_hz: int) -> None:
        self._start_s, self._given = start_s, 0
        self._resampling = Resampler(rate_hz)

    def process(self, samples: Floats) -> Generator[AudioBlock, None, None]:
        yield from self._sound(self._resampling.process(samples))

    def flush(self) -> Generator[AudioBlock, None, None]:
        yield from self._sound(self._resampling.flush())

    def _sound(self, samples: Floats) -> Generator[AudioBlock, None, None]:
        if len(samples):
            at_s = self._start_s + self._given / RATE_HZ
            self._given += len(samples)
            yield AudioBlock(at_s, samples)
