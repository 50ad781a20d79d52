"""Rate at which a camera delivers frames, measured over spans long enough to ignore a short interruption."""


class FrameRateMeter:
    """Counts frames over consecutive spans of `span_s` seconds, while the camera sees something.

    `hz` is the rate of the last complete span; None before that. It is the camera's own rate: every delivered frame
    counts, whether it is processed or not. So the rate reveals nothing about the people in front of the camera.
    """

    def __init__(self, span_s: float) -> None:
        self._span_s = span_s
        self._span_start_s: float | None = None
        self._frames = 0
        self.hz: float | None = None

    def count_frames(self, frames: int, at_s: float) -> None:
        """Add the number of frames that have arrived since the last call. The newest was captured at `at_s`."""
        if self._span_start_s is None:
            self._span_start_s, self._frames = at_s, 0
            return
        self._frames += frames
        length_s = at_s - self._span_start_s
        if length_s >= self._span_s:
            self.hz = self._frames / length_s
            self._span_start_s, self._frames = at_s, 0

    def forget_rate(self) -> None:
        """Drop the rate, because the camera delivers no frames, or only blind ones."""
        self._span_start_s = self.hz = None
