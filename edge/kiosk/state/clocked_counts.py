"""Counts that grow with each frame of a faulty camera, as messages report them: only at fixed times, like pauses."""

from collections.abc import Callable, Sequence

Counts = tuple[int, ...]


class WindowedCountGrowth:
    """Growth of counts in complete windows. The growth in a window is reported when messages would report a pause that
    started in that window.

    A pause on this kiosk closes the camera, so the number of dark frames before the pause would reveal its time to
    within one frame. Therefore a window's growth is not counted if a pause on this kiosk started, lasted or was
    reported in that window.
    """

    def __init__(self, counts: Counts, now_s: float, report_s: Callable[[float], float]) -> None:
        """`report_s` returns the time at which messages report something that starts at a given time."""
        self._report_s = report_s
        self.reported: Counts = (0,) * len(counts)
        self._from = self._seen = counts  # at the window's start, and at the last update
        self._due_s = report_s(now_s)  # of the present window
        self._has_pause = False
        self._waiting: list[tuple[float, Counts]] = []  # growth of windows, with the time of its report

    def update(self, counts: Counts, now_s: float, pause_began_s: float | None) -> None:
        """Records the current counts, and the start of the first local pause that messages have not fully reported.

        Growth after a window's last update counts in the next window, because a pause may have started since then.
        """
        if pause_began_s is not None and self._report_s(pause_began_s) <= self._due_s:
            self._has_pause = True
        if self._report_s(now_s) > self._due_s:
            if not self._has_pause:
                self._waiting.append((self._due_s, _difference(self._seen, self._from)))
            self._from, self._due_s = self._seen, self._report_s(now_s)
            self._has_pause = pause_began_s is not None
        self._seen = counts
        while self._waiting and self._waiting[0][0] <= now_s:
            _, growth = self._waiting.pop(0)
            self.reported = tuple(map(sum, zip(self.reported, growth, strict=True)))


def _difference(counts: Sequence[int], before: Sequence[int]) -> Counts:
    return tuple(count - former for count, former in zip(counts, before, strict=True))
