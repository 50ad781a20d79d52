"""Audio tracks of ads: a folder with one audio file per creative. They are used to remove the ads' sound from the
room's audio.
"""

import logging
from pathlib import Path

import numpy as np

from edge.sources.microphone.audio_file import AudioFile
from edge.sources.microphone.resampler import RATE_HZ, Floats
from edge.sources.recordings import RecordingError

log = logging.getLogger(__name__)

KINDS = ("flac", "wav", "ogg", "opus", "mp3")


class AdvertTracks:
    """Audio tracks of creatives. `spring_a.flac`, or the same name with another ending in KINDS, is the track of
    `spring_a` from media second 0.

    A file is read again at each call, so it may be replaced while the kiosk is running. A missing or broken file is
    logged once. It is logged again only if it has become readable and then fails again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reported: set[str] = set()

    def creative_names(self) -> list[str]:
        """Creatives with an audio file, sorted by name. Empty if the folder does not exist."""
        if not self._folder.is_dir():
            return []
        return sorted({path.stem for path in self._folder.iterdir() if path.suffix[1:] in KINDS})

    def read_track(self, creative: str) -> Floats | None:
        """Audio track (n,) of a creative at 16 kHz, averaged over the channels. None if no file of the creative can
        be read.
        """
        try:
            track = self._read(creative)
        except RecordingError as error:
            if creative not in self._reported:
                self._reported.add(creative)
                log.warning("%s Laughter is not reported while the ad %s plays.", error, creative)
            return None
        self._reported.discard(creative)
        return track

    def _read(self, creative: str) -> Floats:
        paths = [self._folder / f"{creative}.{kind}" for kind in KINDS]
        path = next((path for path in paths if path.is_file()), None)
        if path is None:
            raise RecordingError(
                f"advert: there is no {creative}.flac, .wav, .ogg, .opus or .mp3 in {self._folder}. Make one from "
                f"the ad: ffmpeg -i {creative}.mp4 -vn {creative}.flac",
                0,
            )
        file = AudioFile(path, 0.0)
        blocks = list(file.read_blocks())
        track = np.zeros(round(file.duration_s * RATE_HZ) + RATE_HZ, np.float32)
        for block in blocks:  # a dropped block leaves silence, and the blocks after it stay in place
            begin = round(block.at_s * RATE_HZ)
            track[begin : begin + len(block.samples)] = block.samples
        return track[: round(file.duration_s * RATE_HZ)]
