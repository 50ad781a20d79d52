"""Attacks on the set-up view through the page on this machine: its pictures are for one session, for ten minutes."""

import ast
import threading
from pathlib import Path
from typing import Any

import pytest

from edge.console.sessions import MAX_SESSIONS, SESSION_S
from edge.kiosk.screen.view_hold import PERMIT_S, UNWATCHED_S
from edge.web.security import HEADERS
from tests.doubles.player_page import request
from tests.doubles.waiting import wait_until
from tests.edge.console.served import PICTURE, Served, served

EDGE = Path(__file__).parents[3] / "edge"


def post(it: Served, path: str, session: dict[str, str]) -> int:
    return request(it.port, path, "POST", headers={**session, **it.origin})[0]


def picture(it: Served, session: dict[str, str], method: str = "GET", **more: str) -> tuple[int, Any, bytes]:
    return request(it.port, "/view/picture", method, headers={**session, **more})


def opened(it: Served) -> dict[str, str]:
    """A session with a permit, which has a picture."""
    session = it.login()
    assert post(it, "/view/begin", session) == 204
    wait_until(lambda: picture(it, session)[0] == 200, "a picture")
    return session


def test_a_permit_gives_pictures_to_its_session_until_the_button(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        session = it.login()
        assert picture(it, session)[0] == 404
        assert post(it, "/view/end", session) == 204
        session = opened(it)
        status, headers, body = picture(it, session)
        assert (status, headers["content-type"], body) == (200, "image/jpeg", PICTURE)
        assert {name: headers.get(name) for name in HEADERS} == HEADERS
        assert post(it, "/view/end", session) == 204
        assert picture(it, session)[0] == 404
        assert it.view.permit is None


def test_without_a_session_there_is_neither_permit_nor_picture(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        opened(it)
        for headers in ({}, {"Cookie": "vitrina_console=guess"}):
            status, _, body = picture(it, headers)
            assert (status, PICTURE in body) == (403, False)
            assert post(it, "/view/begin", headers) == 403
            assert post(it, "/view/end", headers) == 403
        assert it.view.permit is not None


def test_another_host_or_origin_reaches_nothing(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        session = opened(it)
        assert picture(it, session, Host="evil.example")[0] == 400
        for path in ("/view/begin", "/view/end"):
            for origin in ({}, {"Origin": "http://evil.example"}, {"Origin": f"https://127.0.0.1:{it.port}"}):
                assert request(it.port, path, "POST", headers={**session, **origin})[0] == 403
        assert it.view.permit is not None


def test_pictures_are_not_for_another_session_which_neither_ends_nor_takes_the_permit(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        other = it.login()
        session = opened(it)
        status, _, body = picture(it, other)
        assert (status, PICTURE in body) == (404, False)
        assert post(it, "/view/begin", other) == 409
        assert post(it, "/view/end", other) == 204
        assert picture(it, session)[0] == 200


def test_a_permit_ends_after_ten_minutes(tmp_path: Path) -> None:
    """The picture that it had is gone with it."""
    with served(tmp_path) as it:
        session = opened(it)
        it.now_s += PERMIT_S
        assert picture(it, session)[0] == 404
        assert (it.view.permit, it.view.picture_function) == (None, None)
        it.now_s -= PERMIT_S
        assert picture(it, session)[0] == 404


@pytest.mark.parametrize("how", ["time", "displaced", "unwatched"])
def test_a_permit_ends_with_its_session(how: str, tmp_path: Path) -> None:
    """Twelve hours are over, newer sessions took its place, or the page was closed."""
    with served(tmp_path) as it:
        if how == "time":
            session = it.login()
            it.now_s += SESSION_S - 10
            assert post(it, "/view/begin", session) == 204
            it.now_s += 10
        else:
            session = opened(it)
        if how == "displaced":
            for _ in range(MAX_SESSIONS):
                it.login()
        if how == "unwatched":
            it.now_s += UNWATCHED_S
        wait_until(lambda: it.view.permit is None, "the end of the permit")
        assert picture(it, session)[0] in (403, 404)


def test_no_request_makes_a_picture_that_is_kept_or_of_which_parts_are(tmp_path: Path) -> None:
    """No part, no "not modified", no tag by which one picture is told from another; HEAD gives no bytes."""
    with served(tmp_path) as it:
        session = opened(it)
        for more in (
            {"Range": "bytes=0-3"}, {"If-None-Match": "*"}, {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        ):  # fmt: skip
            status, headers, body = picture(it, session, **more)
            assert (status, body) == (200, PICTURE), more
            assert headers["cache-control"] == "no-store"
            assert not {"etag", "last-modified", "accept-ranges", "content-range", "expires"} & headers.keys()
        assert picture(it, session, "HEAD")[2] == b""
        assert picture(it, {}, "HEAD")[0] == 403
        post(it, "/view/end", session)
        status, headers, _ = picture(it, session, "HEAD")
        assert (status, headers["content-length"]) == (404, str(len("No camera image.\n")))
        assert picture(it, session, "POST", **it.origin)[0] == 405


def test_the_state_says_whose_the_view_is_and_holds_no_picture(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        other, session = it.login(), opened(it)
        mine, theirs = (request(it.port, "/state.json", headers=one)[2] for one in (session, other))
        assert b'"is_mine":true' in mine
        assert b'"is_mine":false' in theirs
        for body in (mine, theirs):
            assert b"planted" not in body
            assert it.view.permit is not None
            assert it.view.permit.session.encode() not in body


def test_the_server_holds_no_thread_and_no_function_for_pictures_without_a_permit(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        session = opened(it)
        post(it, "/view/end", session)
        wait_until(lambda: "set-up view" not in [one.name for one in threading.enumerate()], "the end of the thread")
        assert it.view.picture_function is None
        assert PICTURE not in [getattr(it.view, name, None) for name in vars(it.view)]


SIGN = ("setup.py", "bytes")
"""PDF of the notice: made of settings, and served only while no kiosk runs."""


def test_bytes_of_a_picture_have_one_way_into_the_console() -> None:
    """No other field or result in `edge/console` is bytes, an array, or anything that could hold a picture."""
    found = set()
    for file in (EDGE / "console").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            field = node.annotation if isinstance(node, ast.AnnAssign) else None
            annotations = [field, getattr(node, "returns", None)]
            names = {
                one.id for annotation in annotations if annotation is not None
                for one in ast.walk(annotation) if isinstance(one, ast.Name)
            }  # fmt: skip
            found |= {(file.name, name) for name in names & {"bytes", "bytearray", "memoryview", "Any", "Frame"}}
    assert found == {("setup_view.py", "bytes"), SIGN}
