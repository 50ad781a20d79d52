"""Commands that pages show: with the options of this server, and without its paths for those who may not see them."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from central.command_hints import COMMANDS
from central.store.database import open_store
from central.store.scope import Scope
from central.store.users import Role, add_user
from tests.central.web.people import PASSWORD, QUICK, Site
from tests.doubles.ready_store import ready
from tests.doubles.web import web_server

FOLDER = "/srv/my data"
COMMAND = re.compile(rf"vitrina-central (?:{'|'.join(COMMANDS)})\b[^<`]*")
PAGES = ("/", "/alerts", "/comments", "/experiments", "/fleet", "/playlists", "/sales", "/lift", "/recommendation")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A store without messages, in which the server has an alert, and a kiosk sent a message that nobody can read."""
    folder: Path = tmp_path_factory.mktemp("rendering")
    location = ready(folder / "data")
    with open_store(location) as store, store.engine.begin() as connection:
        for name, scope in (("ann", "all"), ("boss", "acme/*")):
            add_user(connection, name, QUICK.hash(PASSWORD), Role.ADMIN, Scope.parse(scope))
        connection.exec_driver_sql(
            "INSERT INTO open_alerts (place, code, severity, text, first_ms, raised_ms)"
            " VALUES ('', 'server.silent', 'error', 'No message for an hour.', 1, 1)"
        )
    with web_server(location, command_options=f"--data '{FOLDER}'") as port:
        yield Site(port, location)


def shown(site: Site, name: str, language: str) -> list[str]:
    """Commands on all pages that have one, up to the end of their element."""
    browser = site.browser(name)
    texts = [browser.get(path, **{"accept-language": language}).text for path in PAGES]
    assert not any(FOLDER in unescape(text) for text in texts) or name == "ann"
    return [found for text in texts for found in COMMAND.findall(unescape(text))]


@pytest.mark.parametrize("language", ["en", "de", "ru"])
def test_each_command_on_a_page_finds_this_store(site: Site, language: str) -> None:
    commands = shown(site, "ann", language)
    assert {each.split()[1] for each in commands} >= {"doctor", "comments", "creative"}
    assert [each for each in commands if f"--data '{FOLDER}'" not in each] == []


def test_an_administrator_of_one_owner_reads_a_placeholder(site: Site) -> None:
    """The attack: an owner's administrator reads on the pages where the server keeps the store of all owners."""
    commands = shown(site, "boss", "en")
    assert commands
    assert [each for each in commands if "--data DIR" not in each] == []


def test_an_error_page_reads_the_same_for_all(site: Site) -> None:
    text = unescape(site.browser("ann").get("/recommendation?site=acme/none").text)
    assert "vitrina-central site list --data DIR" in text
    assert FOLDER not in text


def test_a_name_that_reads_like_a_command_stays_as_it_is(site: Site) -> None:
    """With options in it, a form would send back another name, and the list would show one that nobody chose."""
    browser = site.browser("ann")
    fields = {"name": "vitrina-central report", "access": "read", "sites": "all"}
    fields["form_token"] = browser.form_token("/account")
    assert 'value="vitrina-central report"' in browser.post("/tokens", {**fields, "days": "0"}).text
    assert browser.post("/tokens", {**fields, "days": "7"}).status == 200
    assert "<bdi>vitrina-central report</bdi>" in browser.get("/tokens").text
