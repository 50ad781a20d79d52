"""Times at which sensing may start again after a pause: only at window ends, and not too often if commands end the
pauses.
"""

from collections.abc import Sequence
from math import ceil, floor, inf

HOUR_S = 3600.0
RESUMES_AN_HOUR = 3
"""After this many resumes by command within an hour, the next resume takes effect at the next full hour. Each resume
starts a new batch with new noise about the people who stayed.
"""


class ResumeClock:
    """Time at which sensing starts again: a multiple of `window_s` in UTC, at least `same_person_s` after the pause
    started.

    A hold is a request for a pause. A pause lasts from its first hold until sensing starts again. Holds that start in
    between belong to the same pause.
    """

    def __init__(self, window_s: float = 60.0, same_person_s: float = 60.0) -> None:
        self.window_s, self._same_person_s = window_s, same_person_s
        self.began_s = -inf  # of the last pause
        self.resumes_s = -inf  # infinite while something holds

    def copy_without_pause(self) -> "ResumeClock":
        """A copy of this clock with the same rules and no pause."""
        return ResumeClock(self.window_s, self._same_person_s)

    def begin_hold(self, at_s: float) -> None:
        """Starts a pause, or extends the current one."""
        if not self.is_paused(at_s):
            self.began_s = at_s
        self.resumes_s = inf

    def end_hold(self, at_s: float) -> None:
        """Ends the pause, because nothing requests it any more. The loop detects this within a second, so the time is
        rounded to whole seconds.
        """
        self.resumes_s = self.next_window_multiple_s(max(self.began_s + self._same_person_s, floor(at_s)))

    def next_window_multiple_s(self, at_s: float) -> float:
        """First multiple of `window_s` at or after a time."""
        return ceil(at_s / self.window_s) * self.window_s

    def is_paused(self, at_s: float) -> bool:
        return at_s < self.resumes_s


def resume_allowed_s(asked_s: float, heeded: Sequence[float]) -> float:
    """Time at which a resume by command takes effect: at once, or at the next full hour after too many resumes within
    an hour.

    `heeded` are the times of earlier resumes.
    """
    if len(times_of_last_hour(heeded, asked_s)) < RESUMES_AN_HOUR:
        return asked_s
    return (floor(asked_s / HOUR_S) + 1) * HOUR_S


def times_of_last_hour(times: Sequence[float], now_s: float) -> tuple[float, ...]:
    """The times that lie in the last hour. If the clock was set back, times in the future count as `now_s`."""
    return tuple(min(at_s, now_s) for at_s in times if at_s > now_s - HOUR_S)
