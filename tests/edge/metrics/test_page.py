"""The page /metrics over a real socket."""

from collections.abc import Iterator

import pytest

from edge.metrics.page import MetricsPage
from edge.web.server import PageServerError
from tests.doubles.player_page import request
from tests.edge.kiosk.state.test_health import minute
from tests.edge.metrics.test_text import health


@pytest.fixture
def page() -> Iterator[MetricsPage]:
    page = MetricsPage(0)
    page.start()
    yield page
    page.close()


def test_it_shows_the_newest_message_and_the_same_bytes_until_the_next(page: MetricsPage) -> None:
    assert request(page.port, "/metrics")[0::2] == (200, b"")
    page.show_health(health(minute(0)))
    status, headers, text = request(page.port, "/metrics")
    assert (status, headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert headers["cache-control"] == "no-store"
    assert b"vitrina_outbox_unsent 0.0\n" in text
    assert request(page.port, "/metrics")[2] == text


def test_a_page_of_the_internet_reads_nothing(page: MetricsPage) -> None:
    """A name that leads to 127.0.0.1 is another Host, and another method wants an Origin of ours."""
    page.show_health(health(minute(0)))
    assert request(page.port, "/metrics", headers={"Host": "evil.example"})[0] == 400
    assert request(page.port, "/metrics", "POST", headers={"Origin": "http://evil.example"})[0] == 403
    status, headers, _ = request(page.port, "/metrics", headers={"Origin": "http://evil.example"})
    assert (status, "access-control-allow-origin" in headers) == (200, False)  # so no script of it may read the answer


def test_there_is_nothing_else(page: MetricsPage) -> None:
    assert request(page.port, "/")[0] == 404


def test_a_port_in_use_is_named(page: MetricsPage) -> None:
    with pytest.raises(
        PageServerError, match=rf"metrics: cannot listen on 127.0.0.1:{page.port} .*another \[metrics\] port"
    ):
        MetricsPage(page.port)
