"""Frames that a stream delivers at once, because they arrived while it was being opened."""

_SHORT_S = 0.3
_STEP_S = 0.015
"""A frame that took at least this many seconds to arrive was captured live. Frames that arrived while a stream was
being opened (a second or two for RTSP) are read at once, so their capture times are unknown. They are skipped up to
the first live frame. A short backlog is not skipped.
"""


class StreamBacklog:
    """Finds the first live frame of a stream that was opened from `opening_s` to `opened_s`, on the monotonic clock."""

    def __init__(self, opening_s: float, opened_s: float) -> None:
        self._opened_s, self._length_s = opened_s, opened_s - opening_s
        self._is_over = self._length_s < _SHORT_S

    def is_live(self, arrived_s: float, took_s: float) -> bool:
        """True if the frame that arrived at `arrived_s`, after `took_s` seconds of waiting for it, is live. So are all
        later ones.
        """
        if not self._is_over:
            self._is_over = took_s >= _STEP_S or arrived_s - self._opened_s > self._length_s
        return self._is_over
