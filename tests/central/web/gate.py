"""A gate before the comparisons of a server in this process: tests see which have begun, and let them through."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from central.reports import answers
from central.web.report_queue import ReportQueue
from tests.doubles.waiting import wait_until

PATIENCE_S = 30.0
COMPARE = "/api/v1/compare?creative=acme/a&creative=acme/b&measure="


@dataclass
class Gate:
    """Comparisons that have begun, by their measure."""

    begun: list[str] = field(default_factory=list)
    opened: threading.Event = field(default_factory=threading.Event)
    queue: ReportQueue | None = None
    """Queue of the server, once a report was asked for."""

    def wait_for(self, count: int) -> None:
        """Waits until so many have begun."""
        wait_until(lambda: len(self.begun) >= count, f"{count} reports to begin; begun: {self.begun}")

    def wait_for_queue(self, count: int) -> None:
        """Waits until so many reports wait for their turn."""
        wait_until(lambda: self.queue is not None and self.queue.waiting == count, f"{count} reports in the queue")


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Each comparison waits at the gate until the test opens it, at the latest at its end."""
    made, comparison, turn = Gate(), answers.answer_comparison, ReportQueue.wait_for_turn

    def waiting(connection: Any, scope: Any, names: Any, measure: str, *rest: Any) -> Any:
        made.begun.append(measure)
        assert made.opened.wait(PATIENCE_S)
        return comparison(connection, scope, names, measure, *rest)

    def queued(queue: ReportQueue, *names: Any) -> Any:
        made.queue = queue
        return turn(queue, *names)

    monkeypatch.setattr(answers, "answer_comparison", waiting)
    monkeypatch.setattr(ReportQueue, "wait_for_turn", queued)
    yield made
    made.opened.set()


@contextmanager
def asked(port: int, path: str, **headers: str) -> Iterator[http.client.HTTPConnection]:
    """A connection on which a request was sent, whose answer nobody has read."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.request("GET", path, headers=headers)
    try:
        yield connection
    finally:
        connection.close()
