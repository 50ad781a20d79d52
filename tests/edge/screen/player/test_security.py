"""Attacks on the page from this machine: other programs and users, and web pages in its browser."""

import json
import os
import socket
import stat
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from edge.screen.player.connection import BURST, MAX_BAD
from edge.screen.player.page_messages import MAX_BYTES
from edge.web.security import HEADERS
from edge.web.server import LIMITS, PageServerError, listen_on_loopback
from edge.web.token_file import TokenFileError, read_or_make_token, read_token
from tests.doubles.player_page import PlayerPage, connected_page, request
from tests.doubles.waiting import wait_until
from tests.edge.screen.player.served import Served, served

PUBLIC = ["/", "/page/main.js", "/page/player.css"]
PRIVATE = ["/notice.json", "/notice.svg", "/media/1"]
HOSTS = ["evil.example", "127.0.0.1.evil.example", "", "127.0.0.1", "127.0.0.1:80", "localhost.:{port}"]
ORIGINS: list[str | None] = [None, "null", "http://evil.example", "http://127.0.0.1", "https://127.0.0.1:{port}"]


def handshake(it: Served, headers: Mapping[str, str], origin: str | None) -> int:
    """Status of an answer to a WebSocket's handshake; 101 if it is taken."""
    try:
        with connect(
            f"ws://127.0.0.1:{it.port}/socket",
            origin=None if origin is None else Origin(origin),
            additional_headers=dict(headers),
        ):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_another_host_is_refused(tmp_path: Path) -> None:
    """A name that an attacker made point to 127.0.0.1 reaches nothing (DNS rebinding)."""
    with served(tmp_path) as it:
        for host in (host.format(port=it.port) for host in HOSTS):
            for path in PUBLIC + PRIVATE:
                assert request(it.port, path, headers={**it.cookie, "Host": host})[0] == 400, (host, path)
        assert it.feed.refusals.count == len(HOSTS) * len(PUBLIC + PRIVATE)
        assert request(it.port, "/", headers={"Host": f"localhost:{it.port}"})[0] == 200


def test_a_websocket_of_another_origin_is_refused(tmp_path: Path) -> None:
    """Browsers put no same-origin rule on WebSockets: any web page could open one, with the cookie."""
    with served(tmp_path) as it:
        for origin in ORIGINS:
            told = None if origin is None else origin.format(port=it.port)
            assert handshake(it, it.cookie, told) == 403, origin
        assert it.feed.refusals.count == len(ORIGINS)
        assert handshake(it, it.cookie, f"http://127.0.0.1:{it.port}") == 101


def test_a_post_of_another_origin_is_refused(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        for origin in ORIGINS:
            headers = {} if origin is None else {"Origin": origin.format(port=it.port)}
            assert request(it.port, "/login", "POST", it.token, headers)[0] == 403, origin


@pytest.mark.parametrize(
    "cookie", ["", "vitrina_player=", "vitrina_player=guess", "vitrina_console={token}", "x={token}"]
)
def test_without_the_token_nothing_private_is_served(cookie: str, tmp_path: Path) -> None:
    """Loopback is no wall against other users of the machine."""
    with served(tmp_path) as it:
        headers = {"Cookie": cookie.format(token=it.token)} if cookie else {}
        with connected_page(it.port, it.token) as page:
            show = page.wait_for("show")
            for path in [*PRIVATE, show["url"]]:
                assert request(it.port, path, headers=headers)[0] == 403, path
            assert handshake(it, headers, f"http://127.0.0.1:{it.port}") == 403
            assert it.feed.refusals.count == len(PRIVATE) + 2


def test_the_token_becomes_a_cookie_that_scripts_cannot_read(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        origin = {"Origin": f"http://127.0.0.1:{it.port}"}
        status, headers, _ = request(it.port, "/login", "POST", it.token, origin)
        cookie = headers["set-cookie"].lower()
        assert status == 204
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        for wrong in ("", "guess", it.token[:-1], it.token + "x", "ä" * 43):
            assert request(it.port, "/login", "POST", wrong, origin)[0] == 403
        assert request(it.port, "/login", "POST", "x" * 100_000, origin)[0] == 413


def test_every_answer_has_the_headers(tmp_path: Path) -> None:
    """Of the page, of refusals, and of what is not there."""
    with served(tmp_path) as it:
        asked = [(path, it.cookie) for path in [*PUBLIC, *PRIVATE, "/nothing", "/page/x"]]
        asked += [("/", {"Host": "evil.example"}), ("/media/1", {})]
        for path, sent in asked:
            _, headers, _ = request(it.port, path, headers=sent)
            assert {name: headers.get(name) for name in HEADERS} == HEADERS, path
        assert "server" not in headers
    policy = HEADERS["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    "path",
    ["/media/../token", "/media/..%2ftoken", "/media/%2e%2e/token", "/page/../token", "/page/..%2f..%2fsecurity.py",
     "/page//etc/passwd", "/page/%2fetc%2fpasswd", "/media/-1", "/media/1e3", "/media/1/../../token", "//token"],
)  # fmt: skip
def test_no_path_leads_to_another_file(path: str, tmp_path: Path) -> None:
    with served(tmp_path) as it:
        status, _, body = request(it.port, path, headers=it.cookie)
        assert status == 404
        assert it.token.encode() not in body


@pytest.mark.parametrize(
    "wanted", ["bytes=99999999-", "bytes=5-1", "bytes=-0", "bytes=a-b", "lines=1-2", "bytes=0-,0-,0-"]
)
def test_an_odd_range_is_an_answer_and_no_fault(wanted: str, tmp_path: Path) -> None:
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        show = page.wait_for("show")
        assert request(it.port, show["url"], headers={**it.cookie, "Range": wanted})[0] in (200, 206, 400, 416)
        assert request(it.port, show["url"], headers=it.cookie)[0] == 200


def test_a_flood_of_messages_ends_the_connection(tmp_path: Path) -> None:
    """It is an alert, the feed goes on, and the page may come again."""
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        page.wait_for("show")
        with pytest.raises(ConnectionClosed):
            _flood(page)
        assert "too many messages" in it.wait_for_alert("feed.bad")
        assert it.feed.dropped == 0
        with connected_page(it.port, it.token) as again:
            again.wait_for("show")


def _flood(page: PlayerPage) -> None:
    for _ in range(BURST * 1_000):
        page.beat()


def test_a_message_that_is_too_large_ends_the_connection(tmp_path: Path) -> None:
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        page.wait_for("show")
        page.socket.send("x" * (MAX_BYTES + 1))
        wait_until(lambda: page.has_ended, "the end of the connection")
        assert page.close_code == 1009


def test_what_is_no_message_is_counted_and_ends_the_connection_in_the_end(tmp_path: Path) -> None:
    bad = ["", "{", "[]", "null", "[" * 4000, '{"e":"beat"}', '{"e":"start","t":1e999,"n":1}']
    bad += ['{"e":"pong","t":0,"id":-1}', '{"e":"optout","t":0,"more":1}']
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        page.wait_for("show")
        for text in bad:
            page.socket.send(text)
        assert "not a message" in it.wait_for_alert("feed.bad")
        page.beat()
        wait_until(lambda: len(it.beats) == 1, "a beat after them")
        with suppress(ConnectionClosed):  # it may end before the last is sent
            for _ in range(MAX_BAD):
                page.socket.send("{}")
        wait_until(lambda: page.has_ended, "the end of the connection")


def test_bytes_instead_of_text_end_the_connection(tmp_path: Path) -> None:
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        page.wait_for("show")
        page.socket.send(b"\x00\xff")
        wait_until(lambda: page.has_ended, "the end of the connection")
        wait_until(lambda: not it.feed.alerts, "no alert")


def test_times_of_another_day_make_no_play(tmp_path: Path) -> None:
    """A page whose clock is wrong cannot write into the past."""
    with served(tmp_path) as it, connected_page(it.port, it.token) as page:
        page.start(page.wait_for("show"), t=0)
        assert "long ago" in it.wait_for_alert("feed.bad")
        assert it.plays == []


def test_connections_that_ask_nothing_leave_room(tmp_path: Path) -> None:
    """Nobody can hold all file descriptors of the kiosk; they are given back when the others end."""
    with served(tmp_path) as it, ExitStack() as stack:
        before = len(os.listdir("/proc/self/fd"))
        held = [
            stack.enter_context(socket.create_connection(("127.0.0.1", it.port))) for _ in range(3 * LIMITS.connections)
        ]
        ended = [one for one in held if _has_ended(one)]
        assert len(ended) >= 2 * LIMITS.connections - 1
        assert len(os.listdir("/proc/self/fd")) - before <= len(held) + LIMITS.connections + 5
        stack.close()
        wait_until(lambda: _serves(it), "an answer after them")


def _has_ended(one: socket.socket) -> bool:
    one.settimeout(0.05)
    try:
        return one.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def _serves(it: Served) -> bool:
    try:
        return request(it.port, "/")[0] == 200
    except OSError:
        return False


def test_what_is_no_request_fills_no_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with served(tmp_path) as it:
        for text in (b"\x16\x03\x01\x00", b"GET / HTTP/9.9\r\n\r\n", b"A" * 100_000):
            with socket.create_connection(("127.0.0.1", it.port)) as client:
                client.sendall(text + b"\r\n\r\n")
                client.settimeout(20)
                assert b"400" in client.recv(1000)
        assert caplog.records == []


def test_the_server_listens_on_loopback_alone(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        assert [line[1] for line in listening if line[3] == "0A" and line[1].endswith(f":{it.port:04X}")] == [
            f"0100007F:{it.port:04X}"
        ]
        six = Path("/proc/net/tcp6")
        assert not six.exists() or f":{it.port:04X} 00000000" not in six.read_text()


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with served(tmp_path) as it, pytest.raises(PageServerError, match=f"127.0.0.1:{it.port} .*player. port"):
        listen_on_loopback(it.port, "player", patience_s=0.2)


def test_the_token_stays_and_only_its_user_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "token"
    old = os.umask(0)
    try:
        token = read_or_make_token(path, "player")
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    assert read_or_make_token(path, "player") == token == read_token(path, "player")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_token_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    with pytest.raises(TokenFileError, match="cannot be read"):
        read_token(tmp_path / "none", "player")
    (tmp_path / "short").write_text("abc\n")
    with pytest.raises(TokenFileError, match="does not contain a token"):
        read_or_make_token(tmp_path / "short", "player")
    with pytest.raises(TokenFileError, match="cannot be created"):
        read_or_make_token(tmp_path / "nowhere" / "token", "player")


def test_the_notice_carries_no_value_of_the_kiosk(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        told = json.loads(request(it.port, "/notice.json", headers=it.cookie)[2])
        assert set(told) == {"version", "texts", "has_code", "strip_modules", "strip", "overlay"}
