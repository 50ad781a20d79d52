"""The documents on the central server: for anybody, signed in or not, and nothing else with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.central.web.people import fill
from tests.doubles.help_site import ATTACKS, SECRET, plant_site
from tests.doubles.player_page import request
from tests.doubles.web import web_server


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    plant_site(tmp_path / "checkout", monkeypatch)
    with web_server(fill(tmp_path)) as port:
        yield port


def test_no_path_leads_out_of_the_documents_and_none_into_the_pages(port: int) -> None:
    """The documents need no sign-in; every other page still does."""
    for path in (*ATTACKS, "/help/creatives", "/help/api/v1/sites", "/help/static/style.css"):
        status, _, body = request(port, path)
        assert (status, SECRET in body.decode()) == (404, False), path
    status, headers, body = request(port, "/help/shop/install.html")
    assert (status, body) == (200, b"<h1>Install</h1>")
    assert headers["cache-control"] == "no-cache"
    assert headers["x-content-type-options"] == "nosniff"
    assert "script-src 'self';" in headers["content-security-policy"]
    assert request(port, "/help/shop/install.html", headers={"If-None-Match": headers["etag"]})[0] == 304
    assert request(port, "/help/index.html", headers={"Host": "evil.example"})[0] == 400
    assert request(port, "/creatives")[0] == 303
    assert '<a href="/help/index.html">Help</a>' in request(port, "/sign-in")[2].decode()
