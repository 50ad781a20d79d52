"""The documents on the console's port: for anybody who reaches it, and nothing else with them."""

import site
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge import documents
from tests.doubles.help_site import ATTACKS, SECRET, plant_site
from tests.doubles.player_page import request
from tests.edge.console.served import Served, served


@pytest.fixture
def console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    plant_site(tmp_path / "checkout", monkeypatch)
    with served(tmp_path) as it:
        yield it


def test_no_path_leads_out_of_the_documents(console: Served) -> None:
    """Not with dots, codes, links, absolute paths or characters that end a name."""
    for path in ATTACKS:
        status, _, body = request(console.port, path)
        assert (status, SECRET in body.decode()) == (404, False), path
    with pytest.raises(AssertionError):  # the same secret, by its own path: the test can see it
        assert SECRET not in (documents.CHECKOUT / "secret.html").read_text(encoding="utf-8")


def test_the_documents_need_no_session(console: Served) -> None:
    """Somebody whose link has ended needs them most."""
    status, headers, body = request(console.port, "/help/shop/install.html")
    assert (status, body) == (200, b"<h1>Install</h1>")
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert request(console.port, "/help/site.css")[1]["content-type"] == "text/css; charset=utf-8"
    assert request(console.port, "/help")[1]["location"] == request(console.port, "/help/")[1]["location"]
    assert request(console.port, "/help/")[1]["location"] == "/help/index.html"


def test_the_documents_open_nothing_else(console: Served) -> None:
    """Neither the state of the kiosk nor an action, and not from another host."""
    for path in ("/help/state.json", "/help/../state.json", "/help/login", "/help/page/main.js"):
        assert request(console.port, path)[0] == 404, path
    assert request(console.port, "/state.json")[0] == 403
    assert request(console.port, "/help/index.html", "POST", headers=console.origin)[0] == 405
    assert request(console.port, "/help/index.html", headers={"Host": "evil.example"})[0] == 400


def test_the_pages_run_only_scripts_of_files(console: Served) -> None:
    """No inline script, no other server; the theme's icons are images in its style sheet."""
    status, headers, _ = request(console.port, "/help/index.html")
    assert status == 200
    policy = dict(part.split(maxsplit=1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "form-action 'none'" in request(console.port, "/")[1]["content-security-policy"]


def test_a_browser_keeps_a_page_until_it_changes(console: Served) -> None:
    _, headers, _ = request(console.port, "/help/index.html")
    assert headers["cache-control"] == "no-cache"
    same = {"If-None-Match": f'"x", {headers["etag"]}'}
    status, _, body = request(console.port, "/help/index.html", headers=same)
    assert (status, body) == (304, b"")
    (documents.CHECKOUT / "build/site/index.html").write_text("<h1>New</h1>", encoding="utf-8")
    assert request(console.port, "/help/index.html", headers=same)[2] == b"<h1>New</h1>"


def test_without_documents_a_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And as soon as the site is built, its pages are there."""
    monkeypatch.setattr(documents, "CHECKOUT", tmp_path / "checkout")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(site, "getuserbase", lambda: str(tmp_path))
    with served(tmp_path) as it:
        status, _, body = request(it.port, "/help/index.html")
        assert (status, body.count(b"\n")) == (404, 1)
        assert b"no documents" in body
        plant_site(tmp_path / "checkout", monkeypatch)
        assert request(it.port, "/help/index.html")[0] == 200


def test_the_page_links_to_the_documents(console: Served) -> None:
    for language, word in (("en", "Help"), ("de", "Hilfe")):
        _, _, body = request(console.port, "/", headers={"Accept-Language": language})
        assert f'<a id="help" href="/help/index.html" target="_blank">{word}</a>' in body.decode()
