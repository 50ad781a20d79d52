"""Recorded audio for replay: blocks of 16 kHz mono, from a file with any rate and any number of channels."""

import os
import re
from collections.abc import Generator
from pathlib import Path

import numpy as np
import soundfile

from edge.signals import AudioBlock
from edge.sources.microphone.resampler import RATE_HZ, Floats, Resampler
from edge.sources.recordings import RecordingError, file_failure_text

BLOCKS_HZ = 4
"""Number of audio blocks per second. A block is longer than the gap at which the laughter detector restarts, and
shorter than one of the detector's observations.
"""
HIGHEST_RATE_HZ = 384_000
"""Largest sample rate of a file. A header may state any rate, and the resampler needs memory in proportion to it. No
sound card records faster.
"""
LOUDEST = 1e3  # 60 dB over full scale: a float file with louder samples does not hold audio
_MP3_SLACK_S = 0.2  # an MP3 without a seek table estimates its length by its bit rate

_STATED_LENGTH = re.compile(r"(?:data|SSND|Data Size) *: *(\d+) \(should be (\d+)\)")
_UNKNOWN_LENGTH = 0x7FFF_0000  # a writer to a pipe cannot know the length, and writes the largest number
_NO_END = "lacks an end-of-stream bit"


class AudioFile:
    """Audio file. Its first sample was captured at `start_s` (seconds since 1970 UTC).

    It reads the formats of libsndfile: WAV, FLAC, Ogg (Vorbis, Opus), MP3, AIFF. Channels are averaged. A block is
    dropped if one of its samples is not a number or is louder than LOUDEST; the audio then has a gap.
    """

    def __init__(self, path: Path, start_s: float) -> None:
        self._path, self._start_s = path, start_s
        self._rate_hz = RATE_HZ
        self.read = 0  # samples per channel so far, dropped ones included
        self.dropped = 0  # samples per channel in unusable blocks

    @property
    def duration_s(self) -> float:
        """Length in seconds of the part of the recording that has been read."""
        return self.read / self._rate_hz

    def read_blocks(self) -> Generator[AudioBlock, None, None]:
        """Audio in order, in blocks of about a quarter of a second.

        Raises RecordingError if the file cannot be opened, contains no sound or is truncated. In the last case, all
        existing blocks are returned first. A file counts as without sound if all its blocks are dropped.
        """
        self.read = self.dropped = 0
        with self._open() as file:
            self._rate_hz = file.samplerate
            yield from self._read(file)
            self._check_whole(file)

    def _open(self) -> soundfile.SoundFile:
        """The opened file. Raises RecordingError. This includes anything that is not a regular file, because opening
        a named pipe would block.
        """
        if not os.path.isfile(self._path):
            raise RecordingError(f"audio: {self._path} could not be opened: {file_failure_text(self._path)}", 0)
        try:
            file = _ForwardOnlyFile(os.fsencode(self._path))
        except soundfile.LibsndfileError as error:
            why = file_failure_text(self._path, f"{error.error_string} It must be WAV, FLAC, Ogg, Opus, MP3 or AIFF.")
            raise RecordingError(f"audio: {self._path} could not be opened: {why}", 0) from error
        if file.samplerate > HIGHEST_RATE_HZ:
            file.close()
            why = f"it has {file.samplerate} samples per second; at most {HIGHEST_RATE_HZ} are supported."
            raise RecordingError(f"audio: {self._path} could not be opened: {why}", 0)
        return file

    def _read(self, file: soundfile.SoundFile) -> Generator[AudioBlock, None, None]:
        audio = _GaplessResampledAudio(self._start_s, self._rate_hz)
        size = max(1, self._rate_hz // BLOCKS_HZ)
        while len(block := _block(file, size)):
            samples = block.mean(axis=1)
            self.read += len(samples)
            if (np.abs(block) <= LOUDEST).all():
                yield from audio.process(samples)
            else:
                self.dropped += len(samples)
                yield from audio.flush()
                audio = _GaplessResampledAudio(self._start_s + self.duration_s, self._rate_hz)
        yield from audio.flush()
        if not self.read:
            raise RecordingError(f"audio: {self._path} could not be read: it contains no sound.", 0)
        if self.dropped == self.read:
            why = f"none of its {self.duration_s:.1f} s can be used. The samples are not numbers, or far too loud."
            raise RecordingError(f"audio: {self._path} contains no sound: {why}", self.read)

    def _check_whole(self, file: soundfile.SoundFile) -> None:
        """Raise RecordingError if the file is shorter than its header states, according to libsndfile's log."""
        slack = int(_MP3_SLACK_S * self._rate_hz) if file.format == "MP3" else 0
        notes = file.extra_info
        stated = _STATED_LENGTH.search(notes)
        if file.frames - self.read > slack:
            why = f": it should take {file.frames / self._rate_hz:.1f} s"
        elif stated and int(stated[2]) < int(stated[1]) < _UNKNOWN_LENGTH:
            why = f": it should have {stated[1]} bytes of sound, but has {stated[2]}"
        elif _NO_END in notes:
            why = ": it has no end mark"
        else:
            return
        used = f" Its first {self.duration_s:.1f} s were read and used."
        raise RecordingError(f"audio: {self._path} is truncated{why}.{used}", self.read)


class _ForwardOnlyFile(soundfile.SoundFile):  # type: ignore[misc]  # it comes without types
    """Sound file that claims not to be seekable, so that soundfile only reads forward.

    Otherwise soundfile seeks to the current position after each read. An MP3 decoder then loses its partly decoded
    data, which leaves a hole at the start of every block.
    """

    def seekable(self) -> bool:
        return False


def _block(file: soundfile.SoundFile, size: int) -> Floats:
    """The next samples (n, channels). Empty at the end of the file, or where it is damaged; `_check_whole` then
    detects the damage.
    """
    try:
        return np.asarray(file.read(size, dtype="float32", always_2d=True), np.float32)
    except soundfile.LibsndfileError:
        return np.zeros((0, file.channels), np.float32)


class _GaplessResampledAudio:
    """A stretch of audio without gaps, resampled to 16 kHz, and the time of its next block."""

    def __init__(self, start_s: float, rate_hz: int) -> None:
        self._start_s, self._returned = start_s, 0
        self._resampler = Resampler(rate_hz)

    def process(self, samples: Floats) -> Generator[AudioBlock, None, None]:
        yield from self._blocks(self._resampler.process(samples))

    def flush(self) -> Generator[AudioBlock, None, None]:
        yield from self._blocks(self._resampler.flush())

    def _blocks(self, samples: Floats) -> Generator[AudioBlock, None, None]:
        if len(samples):
            at_s = self._start_s + self._returned / RATE_HZ
            self._returned += len(samples)
            yield AudioBlock(at_s, samples)
