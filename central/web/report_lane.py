"""Runs reports, which may take minutes, separately from small pages.

Each report runs in a thread. It spends most of its time in the database, so other requests can be answered. When a
connection is closed, its report leaves the queue, or its statement is ended.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from central.store.interruption import Interruption
from central.web.report_activity import ReportActivity
from central.web.report_queue import QueueBounds, ReportQueue

T = TypeVar("T")
DAYS = ("from", "to")
"""Filters for which the database must add up single days. Stored totals exist only for all days."""
MOST_S = 110.0
"""Longest time from a request to its response. The connection would be closed a little later (`Limits.answer_s`)."""
AGAIN_S = 0.2
TOO_LONG = "This report takes longer than the server allows, so it was stopped. Choose fewer days, shops or ads."


@dataclass(frozen=True, slots=True)
class Weight:
    """Class of a route: report or not.

    `names`: filters that make the route a report. `is_always`: the route is a report without such a filter too.
    `alone`: name of a kind of report that runs only one at a time.
    """

    names: tuple[str, ...] = ()
    is_always: bool = False
    alone: str | None = None

    def is_report(self, query: Mapping[str, str]) -> bool:
        """True if the request must wait for its turn among the reports."""
        return self.is_always or any(query.get(name) for name in self.names)


LIGHT, REPORT, PDF = Weight(), Weight(is_always=True), Weight(is_always=True, alone="pdf")
BY_DAYS = Weight(DAYS)


class ReportLane:
    """Runs reports one after another, in the order of their turns."""

    def __init__(self, bounds: QueueBounds, most_s: float = MOST_S, activity: ReportActivity | None = None) -> None:
        self.queue = ReportQueue(bounds)
        self._most_s, self._activity = most_s, activity or ReportActivity()
        self._limiter, self._end_limiter = CapacityLimiter(bounds.at_once), CapacityLimiter(bounds.at_once)
        self._tasks: set[asyncio.Task[object]] = set()

    async def run_report(
        self, request: Request, who: str, work: Callable[[Interruption], T], alone: str | None = None
    ) -> T:
        """Result of the work. Raises HTTPException with status 503, or ClientDisconnect."""
        made = asyncio.create_task(self._run_in_turn(who, work, alone))
        gone = asyncio.create_task(_until_gone(request))
        self._tasks.add(made)  # the loop keeps no task of its own
        made.add_done_callback(self._tasks.discard)
        try:
            done, _ = await asyncio.wait({made, gone}, timeout=self._most_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            made.cancel()
        if made in done:
            return made.result()
        if gone in done:
            gone.result()
            raise ClientDisconnect
        raise HTTPException(503, TOO_LONG)

    async def _run_in_turn(self, who: str, work: Callable[[Interruption], T], alone: str | None) -> T:
        with self._activity.cover_report():
            return await self._run_next(who, work, alone)

    async def _run_next(self, who: str, work: Callable[[Interruption], T], alone: str | None) -> T:
        async with self.queue.wait_for_turn(who, alone):
            interruption = Interruption()
            thread = asyncio.create_task(anyio.to_thread.run_sync(work, interruption, limiter=self._limiter))
            try:
                return await asyncio.shield(thread)
            except asyncio.CancelledError:
                await self._end(interruption, thread)
                raise

    async def _end(self, interruption: Interruption, thread: "asyncio.Task[T]") -> None:
        """End the work of a report. Its place in the queue becomes free only when its thread has ended."""
        while not thread.done():
            await anyio.to_thread.run_sync(interruption.end, limiter=self._end_limiter)
            await asyncio.wait({thread}, timeout=AGAIN_S)
        thread.exception()  # nobody waits for it


async def _until_gone(request: Request) -> None:
    """Wait until the client has closed the connection. Raises errors in the body of the request."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
