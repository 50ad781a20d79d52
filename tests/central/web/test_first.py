"""The link that makes the first administrator: once, for one browser, while there is no user."""

import logging
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.clock import now_ms
from central.settings import WebSection
from central.store.database import open_store
from central.store.first_link import make_first_link
from central.store.location import Location
from central.store.scope import Scope
from central.store.store import Store
from central.store.users import Role, add_user
from central.web.build import first_link_address, start_web
from tests.central.rows import rows
from tests.central.web.people import Site
from tests.doubles.ready_store import ready
from tests.doubles.web import Answer, Browser, web_server

PASSWORD = "seven green lamps"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Pages of a store without a user."""
    location = ready(tmp_path_factory.mktemp("first") / "data")
    with web_server(location) as port:
        yield Site(port, location)


@pytest.fixture(autouse=True)
def _nobody(empty: Site) -> Iterator[None]:
    yield
    for table in ("users", "sessions", "user_links", "sign_in_attempts", "known_browsers", "audit"):
        empty.sql(f"DELETE FROM {table}")


def new_link(site: Site, at_ms: int | None = None) -> str:
    with open_store(site.location) as store, store.engine.begin() as connection:
        secret = make_first_link(connection, at_ms or now_ms())
    assert secret is not None
    return f"/first/{secret}"


def send(browser: Browser, link: str, name: str = "root", password: str = PASSWORD) -> Answer:
    return browser.post(link, {"name": name, "password": password, "again": password})


def test_the_link_makes_one_administrator_and_signs_them_in(empty: Site) -> None:
    link, browser = new_link(empty), empty.browser()
    assert browser.get(link).status == 200
    answer = send(browser, link, "Root ")
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert browser.get("/users").status == 200
    assert empty.rows("SELECT name, role, scope FROM users") == [("root", "admin", "all")]
    assert [send(empty.browser(), link, "eve").status, empty.browser().get(link).status] == [404, 404]
    assert empty.rows("SELECT what, who FROM audit ORDER BY id") == [("sign-in", "root"), ("user.add", "root")]
    with open_store(empty.location) as store, store.engine.begin() as connection:
        assert make_first_link(connection, now_ms()) is None


def test_of_two_browsers_one_wins(empty: Site) -> None:
    link, found = new_link(empty), []
    together = threading.Barrier(2)

    def race(name: str) -> None:
        browser = empty.browser()
        together.wait(10)
        found.append(send(browser, link, name).status)

    threads = [threading.Thread(target=race, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found) == [303, 404]
    assert empty.rows("SELECT count(*) FROM users") == [(1,)]


def test_a_link_ends_with_the_next_one_after_a_day_and_with_a_user(empty: Site) -> None:
    first = new_link(empty)
    second = new_link(empty)
    assert [empty.browser().get(link).status for link in (first, second)] == [404, 200]
    empty.sql("UPDATE user_links SET expires_ms = 1")
    assert send(empty.browser(), second).status == 404
    third = new_link(empty)
    with open_store(empty.location) as store, store.engine.begin() as connection:
        add_user(connection, "ann", "a hash", Role.VIEWER, Scope.whole_store())
    assert send(empty.browser(), third).status == 404
    assert empty.rows("SELECT count(*) FROM users") == [(1,)]


def test_guesses_have_to_wait(empty: Site) -> None:
    link = new_link(empty)
    codes = [send(empty.browser(), f"/first/{'x' * 43}").status for _ in range(6)]
    assert codes == [404] * 5 + [429]
    assert send(empty.browser(), link).status == 429
    assert empty.rows("SELECT count(*) FROM users") == [(0,)]


def test_a_page_of_another_origin_makes_nobody(empty: Site) -> None:
    link, fields = new_link(empty), {"name": "eve", "password": PASSWORD, "again": PASSWORD}
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{empty.port}"):
        assert empty.browser().post(link, fields, origin=origin).status == 403
    body = {"content-type": "application/x-www-form-urlencoded"}
    assert empty.browser().send("POST", link, body, "name=eve").status == 403  # without an origin
    assert empty.rows("SELECT count(*) FROM users") == [(0,)]


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [("R t", PASSWORD, "for the name"), ("root", "short", "characters"), ("root", "iloveyou123", "frequent")],
)
def test_a_form_with_a_fault_keeps_the_link(empty: Site, name: str, password: str, said: str) -> None:
    link = new_link(empty)
    refused = send(empty.browser(), link, name, password)
    assert (refused.status, said in refused.text) == (400, True)
    assert send(empty.browser(), link).status == 303


def test_the_server_logs_a_new_link_at_each_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    location = ready(tmp_path / "data")
    caplog.set_level(logging.WARNING)
    links = []
    for _ in range(2):
        caplog.clear()
        web = start_web(WebSection(port=free_port()), open_store(location))
        try:
            (found,) = re.findall(r"http://127\.0\.0\.1:\d+(/first/[\w-]{43})", caplog.text)
            assert Browser(web.servers[0].port).get(found).status == 200
            links.append(found)
        finally:
            web.stop()
    assert links[0] != links[1]
    assert stored_links(location) == [(1,)]


@pytest.mark.parametrize(("port", "shown"), [(443, ""), (8443, ":8443")])
def test_behind_a_proxy_the_link_has_its_name_and_port(port: int, shown: str) -> None:
    settings = WebSection(behind_proxy=True, hosts=("vitrina.example.org",), proxy_port=port)
    assert first_link_address(settings, 8470, "x") == f"https://vitrina.example.org{shown}/first/x"


def test_with_a_certificate_the_link_has_the_servers_port(tmp_path: Path) -> None:
    file = tmp_path / "pem"
    settings = WebSection(host="0.0.0.0", hosts=("vitrina.example.org",), certificate=file, key=file)
    assert first_link_address(settings, 8443, "x") == "https://vitrina.example.org:8443/first/x"


def stored_links(location: Location) -> list[tuple[object, ...]]:
    with open_store(location) as store:
        return rows(store, "SELECT count(*) FROM user_links")


def free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_both_databases_keep_one_link(store: Store) -> None:
    with store.engine.begin() as connection:
        first, second = make_first_link(connection, now_ms()), make_first_link(connection, now_ms())
    assert first != second
    assert rows(store, "SELECT count(*) FROM user_links") == [(1,)]
