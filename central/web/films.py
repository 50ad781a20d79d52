"""Extracts frames from ad videos once, and keeps them in memory for the next page."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from central.films import extract_frames
from central.reports.film_frames import HEIGHT_PX
from central.reports.rendering.strip import Frames

MOST_FILMS = 40
MOST_OF_FILM = 120
"""Maximum number of frames kept in memory for each video. A frame takes about 10 kB."""


class FilmCache:
    """Frames by video and second. A changed video has a different SHA-256, so it gets new frames."""

    def __init__(self, media: Path | None) -> None:
        self._media = media
        self._kept: OrderedDict[str, dict[float, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def film_frames(self, sha256: str | None, seconds: Sequence[float]) -> Frames:
        """Frames of a video at the given seconds, sorted by time; empty without a video. Raises FilmError."""
        if sha256 is None or self._media is None:
            return []
        with self._lock:
            kept = dict(self._kept.get(sha256, {}))
        missing = [second for second in seconds if second not in kept]
        if missing:
            kept |= extract_frames(self._media / sha256, missing, HEIGHT_PX)
            self._keep(sha256, kept)
        return sorted((second, kept[second]) for second in set(seconds) if second in kept)

    @property
    def media(self) -> Path | None:
        """Folder that contains the videos."""
        return self._media

    def _keep(self, sha256: str, pictures: dict[float, bytes]) -> None:
        with self._lock:
            self._kept[sha256] = dict(list(pictures.items())[-MOST_OF_FILM:])
            self._kept.move_to_end(sha256)
            while len(self._kept) > MOST_FILMS:
                self._kept.popitem(last=False)
