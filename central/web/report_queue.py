"""Queue of reports. It limits how many run at once in total and per user, and how many wait. Only one event loop uses
it.
"""

import asyncio
import math
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
from starlette.exceptions import HTTPException

from central.clock import monotonic_s

FIRST_GUESS_S = 5.0
"""Assumed duration of a report before the first duration has been measured."""
SHORTEST_S, LONGEST_S = 5, 600
"""Lower and upper limit of the time after which a client should try again."""
_NEW_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class QueueBounds:
    """Number of reports that run at once, number of reports that wait, and longest wait in seconds."""

    at_once: int = 2
    waiting: int = 16
    wait_s: float = 45.0  # proxies before it usually wait for a minute


@dataclass(eq=False)
class _Place:
    """A waiting or running report. Of several reports with the same key, only one runs at a time."""

    who: str
    keys: frozenset[str]
    turn: asyncio.Event = field(default_factory=asyncio.Event)
    is_pushed_out: bool = False


class ReportQueue:
    """Gives each report its turn in the order of the requests, except that no user has two reports running at once.

    If the queue is full, the newest report of the user with the most reports in it is removed, so that no user can lock
    the other users out.
    """

    def __init__(self, bounds: QueueBounds) -> None:
        self._bounds = bounds
        self._running: list[_Place] = []
        self._waiting: list[_Place] = []
        self._usual_s = FIRST_GUESS_S

    @property
    def waiting(self) -> int:
        """Number of waiting reports."""
        return len(self._waiting)

    @property
    def running(self) -> int:
        """Number of running reports."""
        return len(self._running)

    @asynccontextmanager
    async def wait_for_turn(self, who: str, alone: str | None = None) -> AsyncIterator[None]:
        """Wait for a turn, and hold it during a `with` block. `alone`: name of a kind of report that runs only one at a
        time, for all users together.

        Raises HTTPException with status 503 and the time after which to try again.
        """
        place = _Place(who, frozenset((f"user {who}", *([f"kind {alone}"] if alone else []))))
        self._enter(place)
        try:
            await self._wait(place)
            begin_s = monotonic_s()
            yield
            self._usual_s += _NEW_SHARE * (monotonic_s() - begin_s - self._usual_s)
        finally:
            self._leave(place)

    def _enter(self, place: _Place) -> None:
        self._waiting.append(place)
        self._start_next()
        if len(self._waiting) <= self._bounds.waiting:
            return
        counts = Counter(each.who for each in self._waiting)
        most = max(counts.values())
        dropped = place if counts[place.who] == most else self._newest(max(counts, key=counts.__getitem__))
        self._waiting.remove(dropped)
        dropped.is_pushed_out = True
        dropped.turn.set()

    def _newest(self, who: str) -> _Place:
        return next(each for each in reversed(self._waiting) if each.who == who)

    async def _wait(self, place: _Place) -> None:
        try:
            with anyio.fail_after(self._bounds.wait_s):
                await place.turn.wait()
        except TimeoutError:
            raise self._busy(place.who) from None
        if place.is_pushed_out:
            raise self._busy(place.who)

    def _leave(self, place: _Place) -> None:
        for places in (self._waiting, self._running):
            if place in places:
                places.remove(place)
        self._start_next()

    def _start_next(self) -> None:
        for place in list(self._waiting):
            taken = frozenset().union(*(each.keys for each in self._running))
            if len(self._running) < self._bounds.at_once and not place.keys & taken:
                self._waiting.remove(place)
                self._running.append(place)
                place.turn.set()

    def _busy(self, who: str) -> HTTPException:
        places = [*self._running, *self._waiting]
        of_user = sum(each.who == who for each in places)
        rounds = max(1.0, len(places) / self._bounds.at_once, of_user)
        seconds = min(LONGEST_S, max(SHORTEST_S, math.ceil(rounds * self._usual_s)))
        text = f"The server is busy with other reports, so it did not start this one. Try again in {seconds} seconds."
        return HTTPException(503, text, {"retry-after": str(seconds)})
