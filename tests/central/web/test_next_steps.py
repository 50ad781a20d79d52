"""Pages that have nothing to show yet: each says what this reader can do, in the reader's language."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from central.cli.commands import build_parser
from central.languages.language import find_language
from central.store.database import open_store
from central.store.location import Location
from central.store.scope import Scope
from central.store.users import Role, add_user
from central.web.next_steps import STEPS, find_next_step
from tests.central.languages.english import english_words
from tests.central.web.people import PASSWORD, QUICK, Site
from tests.doubles.ready_store import ready
from tests.doubles.web import web_server

SEEN = [("root", "en"), ("root", "ru"), ("eddy", "de"), ("part", "en"), ("view", "en"), ("view", "de")]
"""Each reader, and each language for the steps of several roles: all pages of the others would take 3 s more."""
MAKES = {"playlists": "/playlists/new", "recommendation": "/playlists/new", "experiments": "/experiments/new"}
PAGES = {f"/{page}": page for page in STEPS}
READERS = {
    "root": (Role.ADMIN, "all"),
    "eddy": (Role.EDITOR, "acme/*"),
    "part": (Role.EDITOR, "acme/shop-1"),
    "view": (Role.VIEWER, "acme/*"),
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Pages of a store that has users and nothing else."""
    location: Location = ready(tmp_path_factory.mktemp("empty") / "data")
    with open_store(location) as store, store.engine.begin() as connection:
        for name, (role, scope) in READERS.items():
            add_user(connection, name, QUICK.hash(PASSWORD), role, Scope.parse(scope))
    with web_server(location) as port:
        yield Site(port, location)


@pytest.mark.parametrize(("name", "code"), SEEN)
def test_an_empty_page_says_what_its_reader_can_do(empty: Site, name: str, code: str) -> None:
    """On each page: the step of this role, the command only for who may run it, and a link that opens."""
    browser, t = empty.browser(name), find_language(code)
    role, scope = READERS[name]
    for path, page in PAGES.items():
        if page == "audit":  # the sign-in of somebody is in it; its step is tried below
            continue
        answer = browser.get(path, **{"accept-language": code})
        step = find_next_step(page, role, Scope.parse(scope))
        shown = unescape(re.sub(r"(?s)^.*<main|</main>.*$", "", answer.text))
        assert answer.status == 200, path
        assert 'class="empty"' in shown, path
        assert t(step.word) in shown, path
        assert ("vitrina-central" in re.sub(r"(?s)<section class=.card.*", "", shown)) == bool(step.command), path
        assert not step.command or role == Role.ADMIN
        assert not step.path or f'href="{step.path}"' in shown
        if step.path and code == "en":
            answer = browser.get(step.path)
            if answer.status == 303:  # such as a new draft
                assert not answer.headers["location"].startswith("/sign-in"), step.path
                answer = browser.get(answer.headers["location"])
            assert answer.status == 200, step.path
        assert code == "en" or english_words(answer.text) == [], path


def test_an_editor_of_some_shops_is_not_told_to_change_what_all_shops_share() -> None:
    shop, all_shops = Scope.parse("acme/shop-1"), Scope.parse("acme/*")
    assert find_next_step("trends", Role.EDITOR, shop) == find_next_step("trends", Role.VIEWER, all_shops)
    assert find_next_step("trends", Role.EDITOR, all_shops).path == "/creatives"


@pytest.mark.parametrize(("page", "path"), MAKES.items())
def test_who_may_make_the_next_playlist_is_led_to_its_page_and_not_to_a_command(page: str, path: str) -> None:
    shop = Scope.parse("acme/shop-1")
    for role in (Role.EDITOR, Role.ADMIN):
        step = find_next_step(page, role, shop)
        assert (step.path, step.command) == (path, "")
    assert find_next_step(page, Role.VIEWER, shop).path in ("", "/playlists")


def test_an_administrator_without_entries_in_the_audit_log_reads_when_there_will_be_some(empty: Site) -> None:
    with open_store(empty.location) as store, store.engine.begin() as connection:
        add_user(connection, "new", QUICK.hash(PASSWORD), Role.ADMIN, Scope.parse("none-yet/*"))
    page = empty.browser("new").get("/audit").text
    assert "There is no entry yet." in page
    assert 'class="empty"' in page


@pytest.mark.parametrize("command", sorted({step.command for of in STEPS.values() for step in of.values()} - {""}))
def test_each_command_of_a_step_is_one_of_the_program(command: str) -> None:
    program, *words = command.split()
    assert program == "vitrina-central"
    assert build_parser("0", words).parse_args(words).command is not None
