"""Reports of a real server, beside its small pages, and beside each other."""

import json
import select
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from central.reports import answers
from tests.central.web.gate import COMPARE, PATIENCE_S, Gate, asked, gate
from tests.central.web.people import Site

__all__ = ["gate"]
MEASURES = ("smile", "attention_s", "laughter_s", "watched_share")


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Connections that are closed at the end of a test."""
    with ExitStack() as made:
        yield made


def answer_of(connection: HTTPConnection) -> tuple[HTTPResponse, str]:
    """The answer, and its body as text."""
    answer = connection.getresponse()
    return answer, answer.read().decode()


def first_answered(connections: list[HTTPConnection]) -> HTTPConnection:
    """The connection on which an answer comes first."""
    ready, _, _ = select.select([connection.sock for connection in connections], [], [], PATIENCE_S)
    assert ready, "no report was answered"
    return next(connection for connection in connections if connection.sock is ready[0])


def test_a_small_page_is_there_while_sixteen_reports_are_made(site: Site, gate: Gate, stack: ExitStack) -> None:
    token = site.token("one-of-sixteen")
    for _ in range(16):
        stack.enter_context(asked(site.port, COMPARE + "smile", **token))
    gate.wait_for(1)
    browser = site.browser("vi")
    assert [browser.get(path).status for path in ("/alerts", "/creatives", "/compare", "/account")] == [200] * 4


def test_of_one_user_one_report_is_made_at_a_time_and_another_user_does_not_wait(
    site: Site, gate: Gate, stack: ExitStack
) -> None:
    many, one = site.token("many"), site.token("one")
    reports = [stack.enter_context(asked(site.port, COMPARE + "smile", **many)) for _ in range(3)]
    gate.wait_for(1)
    reports.append(stack.enter_context(asked(site.port, COMPARE + "attention_s", **one)))
    gate.wait_for(2)
    assert gate.begun == ["smile", "attention_s"]
    gate.opened.set()
    assert [answer_of(report)[0].status for report in reports] == [200] * 4


def test_a_report_too_many_is_answered_at_once_with_the_time_to_come_again(
    site: Site, gate: Gate, stack: ExitStack
) -> None:
    """Of one user one runs and sixteen wait."""
    token = site.token("too-many")
    reports = [stack.enter_context(asked(site.port, COMPARE + "smile", **token)) for _ in range(18)]
    answer, text = answer_of(first_answered(reports))
    assert answer.status == 503
    seconds = int(answer.headers["retry-after"])
    assert seconds > 0
    assert json.loads(text) == {
        "error": "The server is busy with other reports, so it did not start this one."
        f" Try again in {seconds} seconds.",
        "cure": "Wait for the time in Retry-After.",
    }


def test_a_page_says_in_the_readers_language_when_to_come_again(site: Site, gate: Gate, stack: ExitStack) -> None:
    cookie = {"cookie": f"vitrina={site.session_of('vi')}", "accept-language": "de"}
    path = "/compare?creative=acme/a&creative=acme/b"
    reports = [stack.enter_context(asked(site.port, path, **cookie)) for _ in range(18)]
    answer, text = answer_of(first_answered(reports))
    assert answer.status == 503
    assert f"Versuchen Sie es in {answer.headers['retry-after']} Sekunden noch einmal." in text


def test_a_report_whose_client_has_left_the_queue_is_not_made(site: Site, gate: Gate, stack: ExitStack) -> None:
    token = site.token("leaving")
    first = stack.enter_context(asked(site.port, COMPARE + "smile", **token))
    gate.wait_for(1)
    with asked(site.port, COMPARE + "attention_s", **token):
        gate.wait_for_queue(1)
    gate.wait_for_queue(0)
    gate.opened.set()
    assert answer_of(first)[0].status == 200
    with asked(site.port, COMPARE + "laughter_s", **token) as last:
        assert answer_of(last)[0].status == 200
    assert gate.begun == ["smile", "laughter_s"]


def test_the_statement_of_a_client_that_left_is_ended(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, over, outcome = threading.Event(), threading.Event(), list[str]()

    def long(connection: Connection, *_: object) -> None:
        begun.set()
        numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000000) SELECT max(i) FROM n"
        try:
            connection.exec_driver_sql(numbers).scalar_one()
            outcome.append("made")
        except OperationalError as error:
            outcome.append(str(error.orig))
            raise
        finally:
            over.set()

    comparison = answers.answer_comparison
    monkeypatch.setattr(answers, "answer_comparison", long)
    token = site.token("hasty")
    with asked(site.port, COMPARE + "smile", **token):
        assert begun.wait(PATIENCE_S)
    assert over.wait(PATIENCE_S)
    assert outcome == ["interrupted"]
    monkeypatch.setattr(answers, "answer_comparison", comparison)
    with asked(site.port, COMPARE + "smile", **token) as next_one:
        assert answer_of(next_one)[0].status == 200
