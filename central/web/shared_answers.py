"""Answers of shared links, kept for some minutes, so that strangers cannot make the server compute without end."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request

from central.clock import monotonic_s
from central.reports.experiment_plan_values import ExperimentPlan
from central.reports.experiment_values import Experiment
from central.store.interruption import Interruption
from central.web.report_lane import ReportLane

KEEP_S = 300.0
MOST_KEPT = 64
MOST_WAITING = 4
"""Maximum number of openings of shared links that wait for a report at the same time."""
READERS = "shared links"
"""Name of all readers of shared links in the queue of reports. Of one name only one report runs at a time."""
BUSY = "The server is busy with other reports, so it did not start this one. Try again in 30 seconds."


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """Content of a shared link: the plan, and the experiment day by day; without results before the planned end."""

    plan: ExperimentPlan | None
    looks: tuple[Experiment, ...] = ()


Work = Callable[[Interruption], SharedAnswer]


class SharedAnswers:
    """Newest answers by key. Only one event loop uses it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[float, SharedAnswer]] = OrderedDict()
        self._waiting = 0

    async def find_answer(self, request: Request, lane: ReportLane, key: Hashable, work: Work) -> SharedAnswer:
        """The answer that is kept for the key, or the result of the work after its turn among the reports.

        Raises HTTPException with status 503 if too many readers wait, or what the work raises.
        """
        kept = self._kept_answer(key)
        if kept is not None:
            return kept
        if self._waiting >= MOST_WAITING:
            raise HTTPException(503, BUSY, {"retry-after": "30"})
        self._waiting += 1
        try:
            found = await lane.run_report(request, READERS, lambda of: self._kept_answer(key) or work(of))
        finally:
            self._waiting -= 1
        self._kept[key] = (monotonic_s(), found)
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found

    def _kept_answer(self, key: Hashable) -> SharedAnswer | None:
        at_s, answer = self._kept.get(key, (float("-inf"), None))
        return answer if monotonic_s() - at_s < KEEP_S else None
