"""Clock offsets of the pairs of devices, computed from the recordings of both devices. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from edge.study.analysis.sync import MOST_S, NEAR_S, ClockOffset, clock_offset, rising_edges
from edge.study_sessions.sync.readings import Readings, sort_readings

Pair = Literal["screen-camera", "screen-microphone", "camera-kit", "screen-stream"]


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """Number of edges (flashes of the page or lifts of the finger), and the time in seconds between two edges."""

    edges: int = 15
    apart_s: float = 2.0

    @property
    def max_offset_s(self) -> float:
        """Largest offset at which an edge cannot be confused with the edge before or after it."""
        return min(MOST_S, 0.45 * self.apart_s)


FLASHES = SyncPlan(15, 2.0)
LIFTS = SyncPlan(5, 5.0)


def screen_offset(shown_s: Sequence[float], seen: Readings, plan: SyncPlan) -> ClockOffset:
    """Time at which a camera or microphone records a flash, minus the time at which the page showed it; in seconds."""
    edges_s = rising_edges(*sort_readings(seen), plan.apart_s)
    return clock_offset(shown_s, edges_s, most_s=plan.max_offset_s, near_s=max(NEAR_S, seen.usual_step_s))


def contact_offset(motion: Readings, contact: Readings, plan: SyncPlan) -> ClockOffset:
    """Time at which the kit records the broken contact, minus the time at which the camera sees the lift; in seconds.

    The camera also sees the finger return, so its edges are matched to the edges of the kit.
    """
    lifts_s = rising_edges(*sort_readings(contact), plan.apart_s)
    moves_s = rising_edges(*sort_readings(motion), plan.apart_s)
    near_s = max(NEAR_S, contact.usual_step_s, motion.usual_step_s)
    found = clock_offset(lifts_s, moves_s, most_s=plan.max_offset_s, near_s=near_s)
    return replace(found, offset_s=None if found.offset_s is None else -found.offset_s)
