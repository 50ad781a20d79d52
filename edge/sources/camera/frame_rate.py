"""How many pictures a camera gives, over spans so long that a hiccup is none."""


class FrameRateMeter:
    """Counts over spans of `span_s` seconds, one after the other, while the camera sees.

    `hz` is that of the last full span, None before there is one. It is the camera's own rate: pictures count that were
    given, whether or not there was time to look at them, so it says nothing of who stands before it.
    """

    def __init__(self, span_s: float) -> None:
        self._span_s = span_s
        self._began_s: float | None = None
        self._pictures = 0
        self.hz: float | None = None

    def add(self, pictures: int, at_s: float) -> None:
        """So many pictures came since the last call, the newest captured at `at_s`."""
        if self._began_s is None:
            self._began_s, self._pictures = at_s, 0
            return
        self._pictures += pictures
        length_s = at_s - self._began_s
        if length_s >= self._span_s:
            self.hz = self._pictures / length_s
            self._began_s, self._pictures = at_s, 0

    def stop(self) -> None:
        """The camera gives nothing, or sees nothing: how many pictures it gives is not known any more."""
        self._began_s = self.hz = None
