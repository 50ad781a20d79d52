"""Panel of the player's page: for the page alone, framed by itself alone, and told to it when it opens and closes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from edge.screen.player.items import PageState
from edge.screen.player.panel import FRAMING, PagePanel
from edge.web.security import HEADERS
from tests.doubles.player_page import PlayerPage, connected_page, request
from tests.doubles.waiting import wait_until
from tests.edge.screen.player.served import Served, served

POLICY = "content-security-policy"


async def hello(_: Request) -> Response:
    return PlainTextResponse("hello")


@contextmanager
def with_panel(folder: Path) -> Iterator[Served]:
    panel = PagePanel([Route("/", hello), Route("/answers", hello, methods=["POST"])], lambda: True)
    with served(folder, panel=panel) as it:
        yield it


def test_the_panel_answers_the_page_and_nobody_else(tmp_path: Path) -> None:
    """Without the token, from another host or another origin there is nothing."""
    with with_panel(tmp_path) as it:
        status, headers, body = request(it.port, "/panel/", headers=it.cookie)
        assert (status, body, headers["cache-control"]) == (200, b"hello", "no-store")
        refused = it.feed.refusals.count
        for cookie in ({}, {"Cookie": "vitrina_player=x"}):
            assert request(it.port, "/panel/", headers=cookie)[0] == 403
        assert it.feed.refusals.count == refused + 2
        assert it.feed.refusals.last == "the panel without the token"
        assert request(it.port, "/panel/", headers={**it.cookie, "Host": "evil.example"})[0] == 400
        origin = {"Origin": f"http://127.0.0.1:{it.port}"}
        assert request(it.port, "/panel/answers", "POST", "", {**it.cookie, **origin})[0] == 200
        assert request(it.port, "/panel/answers", "POST", "", it.cookie)[0] == 403
        assert request(it.port, "/panel/nothing", headers=it.cookie)[0] == 404


def test_a_page_with_a_panel_frames_itself_and_nothing_else(tmp_path: Path) -> None:
    with with_panel(tmp_path) as it:
        policy = request(it.port, "/")[1][POLICY]
    assert "frame-ancestors 'self'" in policy
    assert "frame-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert {name for name in HEADERS if HEADERS[name] != FRAMING[name]} == {POLICY}


def test_a_page_without_a_panel_has_none(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        assert request(it.port, "/panel/", headers=it.cookie)[0] == 404
        assert "frame-ancestors 'none'" in request(it.port, "/")[1][POLICY]


@pytest.mark.parametrize("is_open", [True, False])
def test_the_page_is_told_when_the_panel_opens_and_closes(tmp_path: Path, is_open: bool) -> None:
    with with_panel(tmp_path) as it, connected_page(it.port, it.token) as page:
        it.state = PageState(is_sensing=False, is_panel_open=not is_open)
        wait_until(lambda: told(page)[-1:] == [not is_open], "the state before")
        it.state = replace(it.state, is_panel_open=is_open)
        wait_until(lambda: told(page)[-1:] == [is_open], "the state after")


def told(page: PlayerPage) -> list[object]:
    return [command["panel"] for command in list(page.commands) if command["do"] == "state"]
