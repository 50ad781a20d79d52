"""The page for comments through a real socket: who reaches it, what it takes, what it never says."""

from pathlib import Path
from urllib.parse import urlencode

import pytest

from edge.screen.player.items import PageState
from edge.screen.player.say import BURST, MAX_BYTES
from edge.web.security import HEADERS
from tests.doubles.ahead_clock import AheadClock
from tests.doubles.player_page import request
from tests.edge.screen.player.served import Served, served

MARKER = "zebra-quince-93"
FORM = "application/x-www-form-urlencoded"


def send(it: Served, body: str, path: str = "/say", **headers: str) -> tuple[int, dict[str, str], str]:
    """Sends a form as the page does."""
    own = {**it.cookie, "Origin": f"http://127.0.0.1:{it.port}", "Content-Type": FORM, **headers}
    status, answer, page = request(it.port, path, "POST", body, own)
    return status, answer, page.decode()


def comment(text: str) -> str:
    return urlencode({"text": text})


def test_without_the_setting_there_is_no_page_and_no_button(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        it.state = PageState(is_sensing=True)
        assert request(it.port, "/say", headers=it.cookie)[0] == 404
        assert send(it, comment("good"))[0] == 404
        assert b'"say":null' in request(it.port, "/notice.json", headers=it.cookie)[2]


def test_the_form_comes_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    """With the headers of every page; opening it loads the network."""
    with served(tmp_path, say=("en", "de")) as it:
        it.state = PageState(is_sensing=True)
        status, headers, body = request(it.port, "/say?language=de", headers=it.cookie)
        page = body.decode()
        assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert {name: headers[name] for name in HEADERS} == HEADERS
        assert headers["cache-control"] == "no-store"
        assert '<html lang="de">' in page
        assert 'method="post"' in page
        assert page.count('autocomplete="off"') == 2
        assert 'maxlength="280"' in page
        assert len(it.prepared) == 1
        assert '<html lang="en">' in request(it.port, "/say?language=xx", headers=it.cookie)[2].decode()
        assert b'"say":"Your opinion"' in request(it.port, "/notice.json", headers=it.cookie)[2]


def test_a_comment_reaches_the_kiosk_and_no_answer(tmp_path: Path) -> None:
    """Every text has the same answer. It says how many people it takes."""
    with served(tmp_path, say=("en",)) as it:
        it.state = PageState(is_sensing=True)
        answers = {send(it, comment(text))[2] for text in (f"Good & <b>{MARKER}</b>", "Хорошо 👍\r\n!")}
        assert it.comments == [f"Good & <b>{MARKER}</b>", "Хорошо 👍\r\n!"]
        assert len(answers) == 1
        page = answers.pop()
        assert MARKER not in page
        assert "Thank you" in page
        assert "until comments have been written in 10 different ten-minute periods" in page


def test_while_the_kiosk_is_paused_nothing_is_taken(tmp_path: Path) -> None:
    """Neither the form nor a comment, and no network is loaded."""
    with served(tmp_path, say=("en",)) as it:
        for status, _, page in (request(it.port, "/say", headers=it.cookie), send(it, comment("good"))):
            assert status == 503
            assert "Comments are not accepted" in (page if isinstance(page, str) else page.decode())
        assert (it.comments, it.prepared) == ([], [])


@pytest.mark.parametrize("origin", ["", "null", "http://evil.example", "https://127.0.0.1:{port}"])
def test_a_comment_of_another_origin_is_refused(origin: str, tmp_path: Path) -> None:
    with served(tmp_path, say=("en",)) as it:
        it.state = PageState(is_sensing=True)
        assert send(it, comment("good"), Origin=origin.format(port=it.port))[0] == 403
        assert it.comments == []


def test_without_the_token_there_is_neither_form_nor_comment(tmp_path: Path) -> None:
    """Refused, counted, and told without a word of it."""
    with served(tmp_path, say=("en",)) as it:
        it.state = PageState(is_sensing=True)
        assert request(it.port, "/say")[0] == 403
        assert send(it, comment(MARKER), Cookie="vitrina_player=guess")[0] == 403
        assert (it.comments, it.prepared) == ([], [])
        assert it.feed.refusals.count == 2
        assert MARKER not in it.feed.refusals.last


def test_a_comment_in_an_address_is_no_comment(tmp_path: Path) -> None:
    """Addresses stay in histories: a GET gives the form, whatever stands behind it."""
    with served(tmp_path, say=("en",)) as it:
        it.state = PageState(is_sensing=True)
        status, _, page = request(it.port, f"/say?text={MARKER}", headers=it.cookie)
        assert status == 200
        assert MARKER.encode() not in page
        assert it.comments == []


@pytest.mark.parametrize(
    "body",
    ["", "text=", "other=good", "text=a&text=b", "text=a&more=b", "text", "text=%", '{"text": "good"}', "text=é"],
)
def test_what_is_no_form_of_the_page_is_not_taken(body: str, tmp_path: Path) -> None:
    with served(tmp_path, say=("en",)) as it:
        it.state = PageState(is_sensing=True)
        status, _, page = send(it, body)
        if body != "text=%":  # as a browser never sends it; it is taken as a sign of percent
            assert status == 400
            assert "did not work" in page
            assert it.comments == []


@pytest.mark.parametrize(("length", "status"), [(MAX_BYTES - 5, 200), (MAX_BYTES - 4, 400)])
def test_a_form_is_bounded(length: int, status: int, tmp_path: Path) -> None:
    """Far above what 280 characters take. The kiosk cuts the text itself."""
    with served(tmp_path, say=("en",)) as it:
        it.state = PageState(is_sensing=True)
        assert send(it, "text=" + "x" * length)[0] == status


def test_a_flood_is_not_taken(tmp_path: Path) -> None:
    """A few at once, then one in ten seconds."""
    clock = AheadClock()
    with served(tmp_path, say=("en",), clock=clock) as it:
        it.state = PageState(is_sensing=True)
        assert [send(it, comment("good"))[0] for _ in range(BURST)] == [200] * BURST
        assert [send(it, comment("good"))[0] for _ in range(5)] == [429] * 5
        clock.skip_to(clock.now() + 10)
        assert [send(it, comment("good"))[0] for _ in range(2)] == [200, 429]
        assert len(it.comments) == BURST + 1
