"""Work in the background sees that a user waits for a report."""

import asyncio

import pytest
from starlette.requests import Request

from central.web.report_activity import ReportActivity
from central.web.report_lane import ReportLane
from central.web.report_queue import QueueBounds


def run(activity: ReportActivity, work: object) -> object:
    """What a report gives; its client stays connected."""

    async def never() -> dict[str, object]:
        await asyncio.Event().wait()
        return {}

    async def main() -> object:
        lane = ReportLane(QueueBounds(), activity=activity)
        assert callable(work)
        return await lane.run_report(Request({"type": "http"}, never), "vi", work)

    return asyncio.run(main())


def test_it_is_busy_exactly_while_a_report_runs() -> None:
    activity = ReportActivity()
    assert run(activity, lambda _: activity.is_busy) is True
    assert not activity.is_busy


def test_a_report_that_fails_is_over_too() -> None:
    activity = ReportActivity()

    def fail(_: object) -> None:
        raise ValueError("a report")

    with pytest.raises(ValueError, match="a report"):
        run(activity, fail)
    assert not activity.is_busy
