"""Recorded video for replay: every frame with its capture time, computed from the start of the recording."""

import os
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path

from edge.signals import Frame
from edge.sources.camera.thinning import FrameThinner
from edge.sources.camera.video import FrameSampler, FrameTimestamps, VideoCapture, open_file
from edge.sources.recordings import RecordingError, file_failure_text

_COUNT_SLACK = 2
_COUNT_SLACK_SHARE = 0.01
_GIF_START = (b"GIF87a", b"GIF89a")
_GIF_END = b"\x3b"


class VideoFile:
    """Video file or animated GIF. Its first frame was captured at `start_s` (seconds since 1970 UTC).

    Frame times come from the container. If it has none, they are computed from the frame number and the frame rate. A
    truncated file is recognised by the number of frames and the length that its container states. Raw streams state
    neither.
    """

    def __init__(self, path: Path, start_s: float) -> None:
        self._path = path
        self._start_s = start_s
        self._end_s = 0.0
        self.read = 0  # good frames so far, returned or not
        self.dropped = 0  # frames that were damaged, or whose time was not after that of the previous frame

    @property
    def duration_s(self) -> float:
        """Length in seconds of the part of the recording that has been read: time of the last frame plus the duration
        of that frame.
        """
        return self._end_s

    def stated_duration_s(self) -> float | None:
        """Length in seconds that the container states. None if it states none, or if the file cannot be opened."""
        video = open_file(os.path.realpath(self._path)) if os.path.isfile(self._path) else None
        if video is None:
            return None
        with closing(video):
            return None if video.frame_count is None else video.frame_count / video.rate_hz

    def read_frames(
        self, max_rate_hz: float | None = None, one_in: Callable[[], int] = lambda: 1
    ) -> Generator[Frame, None, None]:
        """Frames in order, with strictly increasing times. `max_rate_hz` limits their rate (see FrameSampler).

        Only one in `one_in()` of these frames is returned (see FrameThinner), like from a camera that was asked for
        fewer frames.

        Raises RecordingError if the file cannot be opened, contains no frames, changes its frame size or is truncated.
        In the last two cases, all good frames are returned first.
        """
        video = open_file(os.path.realpath(self._path)) if os.path.isfile(self._path) else None
        if video is None:
            raise RecordingError(f"video: {self._path} could not be opened: {file_failure_text(self._path)}", 0)
        self._end_s, self.read, self.dropped = 0.0, 0, 0
        with closing(video):
            sampler, thinner = FrameSampler(max_rate_hz), FrameThinner(max_rate_hz)
            yield from self._read_selected_frames(
                video, lambda at_s: sampler.is_due(at_s) and thinner.is_kept(at_s, one_in())
            )
            self._check_whole(video)

    def _read_selected_frames(
        self, video: VideoCapture, is_due: Callable[[float], bool]
    ) -> Generator[Frame, None, None]:
        times = FrameTimestamps(video.rate_hz)
        size: tuple[int, ...] | None = None
        good = 0, 0.0  # frames, and the length, up to the last one that was decoded
        while video.grab():
            at_s = times.next_frame_time_s(video.position_ms)
            is_wanted = at_s is not None and is_due(at_s)
            image = video.decode() if is_wanted else None
            if at_s is None or (is_wanted and image is None):
                self.dropped += 1
                continue
            if image is not None:
                if size is not None and image.shape != size:
                    change = f"from {_as_text(size)} to {_as_text(image.shape)} px"
                    self.read, self._end_s = good  # of those between nobody knows the size
                    raise self._error(f"changes its frame size {change}")
                size = image.shape
            self.read += 1
            self._end_s = at_s + times.step_s
            if image is not None:
                good = self.read, self._end_s
                yield Frame(self._start_s + at_s, image)
        if size is None:
            raise self._error("could not be read: it contains no frames")

    def _check_whole(self, video: VideoCapture) -> None:
        """Raise RecordingError if the file is truncated.

        Both the number of frames and the length must be too small, because the container is often wrong if the rate is
        uneven.
        """
        expected, rate_hz = video.frame_count, video.rate_hz
        if expected is not None:
            slack = max(_COUNT_SLACK, _COUNT_SLACK_SHARE * expected)
            is_short = expected / rate_hz - self._end_s > slack / rate_hz
            if expected - self.read - self.dropped > slack and is_short:
                raise self._error(
                    f"is truncated: according to its header it has {expected} frames in {expected / rate_hz:.1f} s"
                )
        if _is_gif_without_end(self._path):
            raise self._error("is truncated: it has no end mark")

    def _error(self, what: str) -> RecordingError:
        used = f" Its first {self._end_s:.1f} s ({self.read} frames) were read and used." if self.read else ""
        return RecordingError(f"video: {self._path} {what}.{used}", self.read)


def _is_gif_without_end(path: Path) -> bool:
    with path.open("rb") as file:
        if file.read(6) not in _GIF_START:
            return False
        file.seek(-1, 2)
        return file.read(1) != _GIF_END


def _as_text(shape: tuple[int, ...]) -> str:
    return f"{shape[1]}x{shape[0]}"
