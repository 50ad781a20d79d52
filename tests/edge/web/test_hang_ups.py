"""Clients that hang up: no fault, in the pages of both programs."""

import asyncio

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from edge.web.hang_ups import ignore_hang_ups


def ask(fault: Exception) -> None:
    """One request to an application that fails."""

    async def fail(scope: Scope, receive: Receive, send: Send) -> None:
        raise fault

    asyncio.run(ignore_hang_ups(fail)({}, None, None))  # type: ignore[arg-type]


def test_a_client_that_hangs_up_is_no_fault_and_all_others_are() -> None:
    ask(ClientDisconnect())
    with pytest.raises(KeyError):
        ask(KeyError())
