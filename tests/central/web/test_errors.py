"""Answers to errors, and which of them are faults of the pages."""

import asyncio
from collections.abc import Awaitable, Callable

import anyio.to_thread
import pytest
from starlette.types import Message

from central.settings import WebSection
from central.store.database import open_store
from central.web.app import build_application
from central.web.limits import Limits
from central.web.page_faults import MANY
from central.web.services import Services
from edge.web.hang_ups import ignore_hang_ups
from tests.central.web.gate import Gate, gate
from tests.central.web.people import COOKIE, Site, fill
from tests.doubles.web import FORM

__all__ = ["gate"]
Receive = Callable[[], Awaitable[Message]]
GONE: Message = {"type": "http.disconnect"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(0, fill(tmp_path_factory.mktemp("errors")))


async def hang_up(services: Services, method: str, path: str, receive: Receive, **headers: str) -> list[Message]:
    """What the application sends to a client that leaves as `receive` says."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    given = {"host": "127.0.0.1", "origin": "http://127.0.0.1", **headers}
    path, _, query = path.partition("?")
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80), "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }  # fmt: skip
    await ignore_hang_ups(build_application(services, Limits()))(scope, receive, send)
    return sent


async def statuses(leave: Callable[[], Awaitable[list[Message]]]) -> list[int]:
    """Status of each answer to so many clients that a real fault would be reported."""
    sent = [message for _ in range(MANY) for message in await leave()]
    return [message["status"] for message in sent if message["type"] == "http.response.start"]


def test_a_client_that_leaves_in_its_body_is_no_fault_of_the_pages(filled: Site) -> None:
    """Else anybody could raise the alert that the pages are broken."""

    async def leave(services: Services) -> list[Message]:
        messages: list[Message] = [{"type": "http.request", "body": b"name=", "more_body": True}, GONE]

        async def receive() -> Message:
            return messages.pop(0)

        form = {"content-type": FORM, "content-length": "50"}
        return await hang_up(services, "POST", "/sign-in", receive, **form)

    with open_store(filled.location) as store:
        services = Services(store, WebSection())
        assert 500 not in asyncio.run(statuses(lambda: leave(services)))
        assert not services.page_faults.has_many


def test_a_report_page_that_is_closed_is_no_fault_of_the_pages(filled: Site, gate: Gate) -> None:
    """A user who closes pages of reports has done nothing wrong."""
    cookie = f"{COOKIE}={filled.session_of('vi')}"

    async def leave(services: Services) -> list[Message]:
        number = len(gate.begun) + 1
        gate.opened.clear()
        messages: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> Message:
            if messages:
                return messages.pop(0)
            await anyio.to_thread.run_sync(gate.wait_for, number)
            return GONE

        path = "/compare?creative=acme/a&creative=acme/b"
        sent = await hang_up(services, "GET", path, receive, cookie=cookie)
        gate.opened.set()
        while services.report_lane.queue.running:  # its thread ends beside the answer
            await asyncio.sleep(0.01)
        return sent

    with open_store(filled.location) as store:
        services = Services(store, WebSection())
        assert 500 not in asyncio.run(statuses(lambda: leave(services)))
        assert len(gate.begun) == MANY
        assert not services.page_faults.has_many
