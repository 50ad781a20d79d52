"""Chooses which frames to keep if not all are needed, in the same way for cameras and recordings."""

import math

LONGEST_GAP_S = 0.22
"""Longest time in seconds between two frames that are kept. At least five frames per second remain, because people who
walk by would be missed at a lower rate. It includes a tolerance of 10 %, because frame times vary.
"""


class FrameThinner:
    """Skips frames that are due but not needed. It sees only the frames that FrameSampler has selected.

    At the full rate, it keeps one frame in two or three. For a camera with a lower rate it keeps more, so that no gap
    is longer than LONGEST_GAP_S. Without a rate, it keeps every frame.
    """

    def __init__(self, rate_hz: float | None) -> None:
        self._step_s = None if rate_hz is None else 1 / rate_hz
        self._kept_s = self._seen_s = -math.inf

    def is_kept(self, at_s: float, one_in: int) -> bool:
        """True if the frame at `at_s` is kept when one frame in `one_in` is needed. Times must increase from call to
        call.
        """
        passed_s, gap_s = at_s - self._seen_s, at_s - self._kept_s
        self._seen_s = at_s
        if self._step_s is not None and one_in > 1:
            is_early = gap_s < (one_in - 0.25) * self._step_s
            if is_early and gap_s + passed_s <= LONGEST_GAP_S:
                return False
        self._kept_s = at_s
        return True
