"""The order in which reports get their turn, and what ends one that takes too long."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from central.store.interruption import Interruption
from central.web.report_lane import ReportLane
from central.web.report_queue import QueueBounds, ReportQueue

PATIENCE_S = 30.0
BOUNDS = QueueBounds(at_once=2, waiting=3)


class Shop:
    """A queue, and the reports in it."""

    def __init__(self, bounds: QueueBounds = BOUNDS) -> None:
        self.queue, self.running, self.refused = ReportQueue(bounds), list[str](), list[str]()
        self._ends: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, *names: str, alone: str | None = None) -> None:
        """Asks for reports in this order. The letter of a name is its user."""
        for name in names:
            self._ends[name] = asyncio.Event()
            self._tasks[name] = asyncio.create_task(self._report(name, alone))
            await self._settle()

    async def _report(self, name: str, alone: str | None) -> None:
        try:
            async with self.queue.wait_for_turn(name[0], alone):
                self.running.append(name)
                await self._ends[name].wait()
                self.running.remove(name)
        except HTTPException:
            self.refused.append(name)

    async def end(self, *names: str) -> None:
        """Ends reports that run."""
        for name in names:
            self._ends[name].set()
            await self._settle()

    async def leave(self, name: str) -> None:
        """A client leaves."""
        self._tasks[name].cancel()
        await self._settle()

    async def _settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)

    def close(self) -> None:
        """Ends all."""
        for task in self._tasks.values():
            task.cancel()


def play(steps: Callable[[Shop], Awaitable[None]], bounds: QueueBounds = BOUNDS) -> None:
    """Runs the steps of a test in a loop."""

    async def run() -> None:
        shop = Shop(bounds)
        await steps(shop)
        shop.close()

    asyncio.run(run())


def test_reports_run_in_the_order_of_asking_and_one_of_each_user() -> None:
    async def steps(shop: Shop) -> None:
        await shop.ask("a1", "a2", "b1", "c1")
        assert shop.running == ["a1", "b1"]
        await shop.end("b1")
        assert shop.running == ["a1", "c1"]
        await shop.end("a1")
        assert shop.running == ["c1", "a2"]

    play(steps)


@pytest.mark.parametrize(
    ("waiting", "newcomer", "refused"),
    [
        (["a2", "a3", "a4"], "c1", "a4"),
        (["a2", "c1", "a3"], "c2", "c2"),
        (["a2", "c1", "d1"], "e1", "e1"),
        (["a2", "a3", "a4"], "a5", "a5"),
    ],
)
def test_a_full_queue_refuses_the_newest_of_whoever_has_most_in_it(
    waiting: Sequence[str], newcomer: str, refused: str
) -> None:
    async def steps(shop: Shop) -> None:
        await shop.ask("a1", "b1", *waiting)
        assert shop.refused == []
        await shop.ask(newcomer)
        assert shop.refused == [refused]
        assert shop.queue.waiting == BOUNDS.waiting

    play(steps)


def test_who_leaves_makes_room_whether_it_waits_or_runs() -> None:
    async def steps(shop: Shop) -> None:
        await shop.ask("a1", "b1", "c1", "d1")
        await shop.leave("c1")
        assert (shop.queue.running, shop.queue.waiting) == (2, 1)
        await shop.leave("a1")
        assert "d1" in shop.running
        assert (shop.queue.running, shop.queue.waiting) == (2, 0)

    play(steps)


def test_of_a_kind_that_runs_alone_one_runs_and_others_pass_it() -> None:
    async def steps(shop: Shop) -> None:
        await shop.ask("a1", "b1", alone="pdf")
        await shop.ask("c1")
        assert shop.running == ["a1", "c1"]
        await shop.end("a1")
        assert shop.running == ["c1", "b1"]

    play(steps)


def test_who_has_waited_too_long_is_asked_to_come_again() -> None:
    async def run() -> None:
        queue = ReportQueue(QueueBounds(wait_s=0.001))
        async with queue.wait_for_turn("a"):
            with pytest.raises(HTTPException) as found:
                async with queue.wait_for_turn("a"):
                    pass
        assert found.value.headers is not None
        assert int(found.value.headers["retry-after"]) > 0
        assert (queue.running, queue.waiting) == (0, 0)

    asyncio.run(run())


def test_a_queue_without_room_still_starts_what_can_run() -> None:
    async def steps(shop: Shop) -> None:
        await shop.ask("a1", "b1", "c1")
        assert (shop.running, shop.refused) == (["a1", "b1"], ["c1"])

    play(steps, QueueBounds(at_once=2, waiting=0))


def test_a_report_that_takes_too_long_is_ended_and_the_answer_says_what_to_do() -> None:
    async def never() -> Any:
        await asyncio.Event().wait()

    def endless(interruption: Interruption) -> None:
        ended = threading.Event()
        with interruption.cover_work(ended.set):
            assert ended.wait(PATIENCE_S)

    async def ask() -> None:
        lane = ReportLane(QueueBounds(), most_s=0.01)
        with pytest.raises(HTTPException, match="Choose fewer days, shops or ads") as found:
            await lane.run_report(Request({"type": "http"}, never), "ann", endless)
        assert found.value.status_code == 503
        lane._most_s = PATIENCE_S  # the next report waits until the thread of the first has ended
        await lane.run_report(Request({"type": "http"}, never), "ann", lambda _: None)
        assert lane.queue.running == 0

    asyncio.run(ask())
