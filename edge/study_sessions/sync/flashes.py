"""Flashes of the page: when they must start, and when the page showed each of them."""

from collections.abc import Callable
from math import isfinite

from edge.study_sessions.sync.pairs import SyncPlan
from edge.study_sessions.values import BadFlashError

FURTHEST_S = 60.0
"""Largest difference from now in seconds. The time of a flash further away comes from another clock."""


class Flashes:
    """Flashes of one measurement. The server's thread adds flashes, and another thread reads them."""

    def __init__(self, plan: SyncPlan, now: Callable[[], float]) -> None:
        self.plan, self.now = plan, now
        self.may_begin = False
        self.shown_s: list[float] = []
        self.error_s = 0.0  # largest error of these times

    @property
    def is_over(self) -> bool:
        """True once the page has shown all flashes."""
        return len(self.shown_s) >= self.plan.edges

    def add(self, at_s: object, error_s: object) -> None:
        """Add a flash that the page showed. Raises BadFlashError."""
        if not self.may_begin or self.is_over:
            raise BadFlashError("the page reported a flash at a moment when no flash was expected")
        if not (_is_number(at_s) and _is_number(error_s)):
            raise BadFlashError("the times of a flash must be numbers")
        at, error = float(str(at_s)), float(str(error_s))
        if not (isfinite(at) and abs(at - self.now()) <= FURTHEST_S and 0 <= error <= 1):
            raise BadFlashError("the time or its error does not fit the session's clock")
        self.shown_s.append(at)
        self.error_s = max(self.error_s, error)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
