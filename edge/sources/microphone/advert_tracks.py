"""What adverts sound like: a folder with a sound file for each creative, so that an ear can take it out of a room."""

import logging
from pathlib import Path

import numpy as np

from edge.sources.microphone.audio_file import AudioFile
from edge.sources.microphone.resampler import RATE_HZ, Floats
from edge.sources.recordings import RecordingError

log = logging.getLogger(__name__)

KINDS = ("flac", "wav", "ogg", "opus", "mp3")


class AdvertTracks:
    """The sounds of creatives: `spring_a.flac`, or another of KINDS, is that of `spring_a`, from its media second 0.

    A file is read anew each time, so it may be exchanged while the kiosk runs. One that is missing or broken is logged
    once, until it is there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._missed: set[str] = set()

    def creatives(self) -> list[str]:
        """Those that have a file, in order of their names; none where there is no such folder."""
        if not self._folder.is_dir():
            return []
        return sorted({path.stem for path in self._folder.iterdir() if path.suffix[1:] in KINDS})

    def of(self, creative: str) -> Floats | None:
        """The track (n,) at 16 kHz, channels averaged; None where there is none that can be read."""
        try:
            track = self._read(creative)
        except RecordingError as error:
            if creative not in self._missed:
                self._missed.add(creative)
                log.warning("%s Nothing is told of laughter while %s plays.", error, creative)
            return None
        self._missed.discard(creative)
        return track

    def _read(self, creative: str) -> Floats:
        paths = [self._folder / f"{creative}.{kind}" for kind in KINDS]
        path = next((path for path in paths if path.is_file()), None)
        if path is None:
            raise RecordingError(
                f"advert: there is no {creative}.flac, .wav, .ogg, .opus or .mp3 in {self._folder}. Make one of the "
                f"advert: ffmpeg -i {creative}.mp4 -vn {creative}.flac",
                0,
            )
        file = AudioFile(path, 0.0)
        pieces = list(file.blocks())
        track = np.zeros(round(file.duration_s * RATE_HZ) + RATE_HZ, np.float32)
        for piece in pieces:  # one that could not be used leaves a hole, and moves nothing
            begin = round(piece.at_s * RATE_HZ)
            track[begin : begin + len(piece.samples)] = piece.samples
        return track[: round(file.duration_s * RATE_HZ)]
