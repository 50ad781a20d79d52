"""Predicts when the demo's first window is published, from the number of people in view."""

from math import ceil, floor

from edge.audience.rules import CLOSED_AFTER_S

FORESEEN = "first window in "
AWAY_S = 2.0  # without a face: the people have left; a face may be missed in some frames


class FirstWindow:
    """Predicts when the first window is published: half a minute after the clock-aligned period with the last people.

    The first window covers the first time for which `k` people were in view together. People who come later are in
    later windows.
    """

    def __init__(self, k: int, window_s: float, stay_s: float | None) -> None:
        """`stay_s`: seconds for which people stay in view; None if unknown."""
        self._k, self._window_s, self._stay_s = k, window_s, stay_s
        self._came = self._is_over = False  # the window; the stay that it is about
        self._now_s = 0.0
        self._begin_s = self._last_seen_s = 0.0  # of the stay
        self._most = 0  # faces at a time

    def count_faces(self, at_s: float, faces: int) -> None:
        """Record the number of faces in one frame."""
        self._now_s = at_s
        if self._is_over:
            return
        if self._most and not faces and at_s - self._last_seen_s > AWAY_S:
            self._is_over = self._most >= self._k
            self._most = self._most if self._is_over else 0
        elif faces:
            self._begin_s = self._begin_s if self._most else at_s
            self._most, self._last_seen_s = max(self._most, faces), at_s

    def note_first_window(self) -> None:
        """Record that the first window was published."""
        self._came = True

    def waiting_text(self) -> str:
        """Time until the first window, as text; empty once it was published."""
        if self._came:
            return ""
        left_s = self._left_s()
        if left_s is None:
            return f"first window half a minute after {self._k} people have come and left"
        if left_s <= 0:
            return "first window at any moment"
        why = "a visit ends half a minute after the person leaves" if self._is_over else "people are here"
        return f"{FORESEEN}{ceil(left_s)} s: {why}"

    def _left_s(self) -> float | None:
        if self._is_over:
            return self._due_s(self._last_seen_s) - self._now_s
        if self._most < self._k or self._stay_s is None:
            return None
        return self._due_s(max(self._begin_s + self._stay_s, self._last_seen_s)) - self._now_s

    def _due_s(self, left_s: float) -> float:
        return (floor(left_s / self._window_s) + 1) * self._window_s + CLOSED_AFTER_S
