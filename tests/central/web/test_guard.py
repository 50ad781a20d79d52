"""The guard before every route: hosts, origins, headers, sizes, times; and nothing secret in the log."""

import http.client
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from central.web.limits import Limits
from tests.central.web.people import COOKIE, PASSWORD, Site, fill
from tests.doubles.waiting import wait_until
from tests.doubles.web import Browser, web_server

QUICK = Limits(connections=20, request_s=1.5, answer_s=8.0, body_s=1.5, body_bytes=2_000, look_s=0.05)


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Pages with small bounds."""
    location = fill(tmp_path_factory.mktemp("quick"))
    with web_server(location, QUICK, hosts=("v.example", "10.1.2.3")) as port:
        yield Site(port, location)


def raw(port: int, content: bytes, *, wait: bool = True) -> bytes:
    """Answer to bytes that no client would send."""
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.sendall(content)
        received = b""
        while wait and (part := connection.recv(65_536)):
            received += part
    return received


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{}", 200),
        ("localhost:{}", 200),
        ("[::1]:{}", 200),
        ("v.example", 200),
        ("v.example:443", 200),
        ("10.1.2.3:80", 200),
        ("evil.example", 400),
        ("v.example.evil.example", 400),
        ("evil.example#v.example", 400),
        ("user@v.example", 400),
        ("127.0.0.1.nip.io", 400),
        ("v.example:443:1", 400),
        ("v.example:x", 400),
        ("", 400),
    ],
)
def test_the_host_is_one_of_ours(quick: Site, host: str, status: int) -> None:
    """Else a page of another name in the user's browser could be this server, by DNS rebinding."""
    assert Browser(quick.port).get("/healthz", host=host.format(quick.port)).status == status


def test_two_hosts_or_none_are_refused(quick: Site) -> None:
    for head in (b"", b"Host: 127.0.0.1\r\nHost: evil.example\r\n"):
        assert b"HTTP/1.1 400" in raw(quick.port, b"GET /healthz HTTP/1.1\r\n" + head + b"Connection: close\r\n\r\n")


@pytest.mark.parametrize(
    "path", ["/creatives", "/sign-in", "/nothing", "/static/style.css", "/healthz", "/api/v1/sites", "/api/v1/nothing"]
)
@pytest.mark.parametrize("host", ["127.0.0.1", "evil.example"])
def test_every_answer_has_the_headers(quick: Site, path: str, host: str) -> None:
    """Refusals and errors too."""
    for browser in (quick.browser(), quick.browser("ann")):
        headers = browser.get(path, host=host).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-frame-options"] == "DENY"
        assert "camera=()" in headers["permissions-policy"]
        assert "server" not in headers
        is_cached = "/static/" in path and host == "127.0.0.1"
        assert ("no-store" in headers["cache-control"]) is not (is_cached or "no-cache" in headers["cache-control"])


@pytest.mark.parametrize(
    "path",
    [
        "/static/../templates/base.html.j2",
        "/static/..%2ftemplates%2fbase.html.j2",
        "/static/%2e%2e/templates/base.html.j2",
        "/static/..%5c..%5csettings.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/style.css%00.svg",
        "/static/",
        "/static",
        "/%2e%2e/%2e%2e/etc/passwd",
    ],
)
def test_no_path_leaves_the_folder_of_the_pages(quick: Site, path: str) -> None:
    for browser in (quick.browser(), quick.browser("ann")):
        answer = browser.get(path)
        assert answer.status == 404
        assert "root:" not in answer.text
        assert "nav.creatives" not in answer.text


@pytest.mark.parametrize(
    "value", ["/x%0d%0aset-cookie:%20vitrina=1", "/x%0aset-cookie:%20a", "/%E5%98%8A%E5%98%8Dset-cookie:x"]
)
def test_no_value_becomes_a_header(quick: Site, value: str) -> None:
    """A value of the browser comes back in a redirect."""
    quick.sql("DELETE FROM sign_in_attempts")
    browser = quick.browser()
    shown = browser.get(f"/sign-in?next={value}")
    answer = browser.sign_in("ann", PASSWORD, value.replace("%0d", "\r").replace("%0a", "\n").replace("%20", " "))
    for each in (shown, answer, browser.get(f"/creatives?search={value}"), quick.browser().get(value)):
        assert {line.partition(";")[0] for line in each.cookies}.isdisjoint({"vitrina=1", "a", "x"})
        assert "\n" not in each.headers.get("location", "")


def test_a_body_is_bounded(quick: Site) -> None:
    """By what it says of its length, and by what comes."""
    ann = quick.browser("ann")
    assert ann.post("/account/password", {"old": "x" * 5_000}).status == 413
    head = (
        f"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{quick.port}\r\nOrigin: http://127.0.0.1:{quick.port}\r\n"
        f"Cookie: {COOKIE}-form=x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    ).encode()
    part = b"3e8\r\n" + b"a" * 1_000 + b"\r\n"
    assert b"HTTP/1.1 413" in raw(quick.port, head + b"Transfer-Encoding: chunked\r\n\r\n" + 4 * part)
    assert b"HTTP/1.1 4" in raw(quick.port, head + b"Content-Length: -1\r\nConnection: close\r\n\r\n")
    assert b"HTTP/1.1 4" in raw(quick.port, b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n")
    many = "&".join(f"f{number}=1" for number in range(200))
    form = {"content-type": "application/x-www-form-urlencoded", "origin": f"http://127.0.0.1:{quick.port}"}
    assert ann.send("POST", "/sign-out", form, many).status == 400


def test_a_slow_client_is_left(quick: Site) -> None:
    """One that sends no request, half a head, half a body, or that does not read."""
    host = f"Host: 127.0.0.1:{quick.port}\r\nOrigin: http://127.0.0.1:{quick.port}\r\n".encode()
    body = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nname="
    assert raw(quick.port, b"") == b""
    assert raw(quick.port, b"GET /healthz HTTP/1.1\r\n") == b""
    assert b"HTTP/1.1 408" in raw(quick.port, b"POST /sign-in HTTP/1.1\r\n" + host + body)
    first = b"GET /healthz HTTP/1.1\r\n" + host + b"\r\n"
    assert raw(quick.port, first + b"GET /hea").count(b"HTTP/1.1 200") == 1


def test_so_many_connections_and_no_more(tmp_path: Path) -> None:
    """The others are closed, those within the bound stay, and it answers again when the flood is over."""
    limits = Limits(connections=20)  # with the usual times, in which no connection is closed for being slow
    with web_server(fill(tmp_path), limits) as port:
        flood = [socket.create_connection(("127.0.0.1", port), 20) for _ in range(3 * limits.connections)]
        try:
            wait_until(lambda: sum(map(_is_closed, flood)) >= 2 * limits.connections, "the others to be closed", 5.0)
            assert sum(map(_is_closed, flood)) == 2 * limits.connections
        finally:
            for each in flood:
                each.close()
        wait_until(lambda: _answers(port), "an answer")


def test_pages_that_are_flooded_answer_whoever_is_signed_in(tmp_path: Path) -> None:
    """The oldest connections without a session give way."""
    limits = Limits(connections=20)
    location = fill(tmp_path)
    with web_server(location, limits) as port, ExitStack() as stack:
        ann = Site(port, location).browser("ann")
        for _ in range(2 * limits.connections):
            stack.enter_context(socket.create_connection(("127.0.0.1", port), 20))
        assert ann.get("/account").status == 200


def _is_closed(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def _answers(port: int) -> bool:
    try:
        return Browser(port).get("/healthz").status == 200
    except (OSError, http.client.HTTPException):
        return False


def test_no_secret_and_no_traceback_is_in_a_log(
    quick: Site, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever a client sends, and however it fails."""
    caplog.set_level(logging.DEBUG)
    quick.sql("DELETE FROM sign_in_attempts")
    token = quick.token("logged")
    browser = quick.browser()
    browser.sign_in("ann", PASSWORD)
    browser.sign_in(PASSWORD, PASSWORD)
    session = quick.session_of("ann")
    for path in ("/creatives", "/nothing", "/api/v1/nothing", "/creatives?from=x", f"/creatives?x={session}"):
        quick.browser("ann").get(path)
        quick.browser().get(path, **token)
    raw(quick.port, b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\npassword=" + PASSWORD.encode())
    raw(quick.port, b"\x16\x03\x01\x02\x00" + PASSWORD.encode())
    written = caplog.text + "".join(capfd.readouterr())
    for secret in (PASSWORD, session, token["authorization"].partition(" ")[2], "Traceback"):
        assert secret not in written
    assert not quick.rows(f"SELECT 1 FROM audit WHERE who = '{PASSWORD}' OR detail LIKE '%{PASSWORD}%'")


@pytest.mark.parametrize("path", ["/sign-in", "/enrol"])
def test_a_client_that_hangs_up_writes_nothing_into_the_log(
    quick: Site, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Anybody could fill the disk: the log of a fault has 60 lines."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{quick.port}\r\nOrigin: http://127.0.0.1:{quick.port}\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 50\r\n\r\nname="
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", quick.port), 20) as connection:
            connection.sendall((head + kind).encode())
            Browser(quick.port).get("/healthz")  # by whose answer the server has read the other
    Browser(quick.port).get("/healthz")
    assert caplog.records == []


def test_a_fault_of_the_database_is_told_without_its_name(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The page says to try again; the log has the reason, once."""
    location = fill(tmp_path)
    with web_server(location) as port:
        site = Site(port, location)
        browser, token = site.browser("ann"), site.token("away")
        for table in ("users", "tokens"):
            site.sql(f"ALTER TABLE {table} RENAME TO {table}_elsewhere")
        answers = [browser.get("/creatives"), browser.get("/api/v1/sites", **token), browser.get("/healthz")]
        answers += [browser.get("/creatives") for _ in range(3)]
    for answer in answers:
        assert answer.status == 503
        assert "users" not in answer.text
        assert "sql" not in answer.text.lower()
    assert len([line for line in caplog.messages if line.startswith("web: database: no such table")]) == 1


def test_pages_are_made_beside_each_other(site: Site) -> None:
    """Sixteen users at once, each with the own answer."""
    found: list[tuple[str, str]] = []

    def ask(name: str) -> None:
        text = site.browser(name).get("/account").text
        found.append((name, "yes" if f"<bdi>{name}</bdi>" in text else "no"))

    threads = [threading.Thread(target=ask, args=(name,)) for name in 4 * ("ann", "vi", "otto", "nell")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(found) == sorted((name, "yes") for name in 4 * ("ann", "vi", "otto", "nell"))
