"""Attacks on the technician's page from this machine: other programs and users, and web pages in its browser."""

import socket
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from edge.console.sessions import LINK_S, MAX_SESSIONS, SESSION_S, make_link_token
from edge.web.limits import ConnectionLimits
from edge.web.security import HEADERS
from edge.web.token_file import read_or_make_token
from tests.doubles.player_page import request
from tests.edge.console.served import Served, served

PUBLIC = ["/", "/page/main.js", "/page/console.css"]
READS = ["/state.json", "/outlines.json", "/sent.json", "/doctor.json", "/whole-way.json", "/settings.json"]
ACTIONS = ["/pause", "/resume", "/doctor", "/whole-way", "/settings"]
HOSTS = ["evil.example", "127.0.0.1.evil.example", "", "127.0.0.1", "127.0.0.1:80", "localhost.:{port}"]
ORIGINS: list[str | None] = [None, "null", "http://evil.example", "http://127.0.0.1", "https://127.0.0.1:{port}"]


def refused(it: Served) -> int:
    return it.console.refusals.count


def test_another_host_is_refused_and_counted(tmp_path: Path) -> None:
    """A name that an attacker made point to 127.0.0.1 reaches nothing (DNS rebinding)."""
    with served(tmp_path, list) as it:
        session = it.login()
        for host in (host.format(port=it.port) for host in HOSTS):
            for path in PUBLIC + READS:
                assert request(it.port, path, headers={**session, "Host": host})[0] == 400, (host, path)
            for path in [*ACTIONS, "/login"]:
                headers = {**session, **it.origin, "Host": host}
                assert request(it.port, path, "POST", it.link_token(), headers)[0] == 400, (host, path)
        assert refused(it) == len(HOSTS) * (len(PUBLIC + READS) + len(ACTIONS) + 1)
        assert it.did == []


def test_a_post_of_another_origin_is_refused_and_counted(tmp_path: Path) -> None:
    """Also with the cookie of a session, as a form of another site in the same browser would send it."""
    with served(tmp_path, list) as it:
        session = it.login()
        for origin in ORIGINS:
            headers = dict(session) if origin is None else {**session, "Origin": origin.format(port=it.port)}
            for path in [*ACTIONS, "/login"]:
                assert request(it.port, path, "POST", it.link_token(), headers)[0] == 403, (origin, path)
        assert refused(it) == len(ORIGINS) * (len(ACTIONS) + 1)
        assert it.did == []


@pytest.mark.parametrize("cookie", ["", "vitrina_console=", "vitrina_console=guess", "vitrina_player={key}", "x={key}"])
def test_without_a_session_nothing_is_shown_and_nothing_done(cookie: str, tmp_path: Path) -> None:
    """Loopback is no wall against other users of the machine."""
    with served(tmp_path, list) as it:
        key = it.login()["Cookie"].partition("=")[2]
        headers = {"Cookie": cookie.format(key=key)} if cookie else {}
        for path in READS:
            status, _, body = request(it.port, path, headers=headers)
            assert (status, b"sensing" in body) == (403, False), path
        for path in ACTIONS:
            assert request(it.port, path, "POST", headers={**headers, **it.origin})[0] == 403, path
        assert refused(it) == len(READS) + len(ACTIONS)
        assert it.did == []


def test_neither_secret_nor_link_nor_the_token_of_the_player_is_a_session(tmp_path: Path) -> None:
    """The token of one page opens no other, and the secret itself is never sent."""
    player = read_or_make_token(tmp_path / "player-token", "player")
    with served(tmp_path) as it:
        for token in (it.secret, player, "", "guess", it.link_token() + "0", it.link_token()[:-1], "ä" * 60):
            assert request(it.port, "/login", "POST", token, it.origin)[0] == 403, token
        assert request(it.port, "/login", "POST", make_link_token(player, it.now_s), it.origin)[0] == 403
        for key in (it.secret, player, it.link_token()):
            assert request(it.port, "/state.json", headers={"Cookie": f"vitrina_console={key}"})[0] == 403
        assert request(it.port, "/login", "POST", "x" * 100_000, it.origin)[0] == 413


def test_a_link_works_once_and_not_for_long(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        token = it.link_token()
        assert request(it.port, "/login", "POST", token, it.origin)[0] == 204
        before = refused(it)
        status, _, body = request(it.port, "/login", "POST", token, it.origin)
        assert status == 403
        assert b"vitrina console" in body
        assert refused(it) == before + 1
        late, early = it.link_token(), make_link_token(it.secret, it.now_s + LINK_S)
        it.now_s += LINK_S + 1
        assert request(it.port, "/login", "POST", late, it.origin)[0] == 403
        it.now_s -= LINK_S + 10
        assert request(it.port, "/login", "POST", early, it.origin)[0] == 403


def test_a_session_ends_and_there_are_few(tmp_path: Path) -> None:
    """The newest stay."""
    with served(tmp_path) as it:
        sessions = [it.login() for _ in range(MAX_SESSIONS + 1)]
        codes = [request(it.port, "/state.json", headers=session)[0] for session in sessions]
        assert codes == [403] + [200] * MAX_SESSIONS
        it.now_s += SESSION_S
        assert request(it.port, "/state.json", headers=sessions[-1])[0] == 403


def test_a_restart_of_the_kiosk_ends_links_and_sessions(tmp_path: Path) -> None:
    with served(tmp_path) as before:
        session, token = before.login(), before.link_token()
    with served(tmp_path) as it:
        assert request(it.port, "/state.json", headers=session)[0] == 403
        assert request(it.port, "/login", "POST", token, it.origin)[0] == 403
        assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600


def test_the_cookie_is_for_this_page_and_no_script_reads_it(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        _, headers, _ = request(it.port, "/login", "POST", it.link_token(), it.origin)
        cookie = headers["set-cookie"].lower()
        assert cookie.startswith("vitrina_console=")
        assert "httponly" in cookie
        assert "samesite=strict" in cookie


def test_every_answer_forbids_the_browser_to_keep_it(tmp_path: Path) -> None:
    """Of the page, of values, of refusals, and of what is not there."""
    with served(tmp_path, list) as it:
        session = it.login()
        for path in [*PUBLIC, *READS, "/nothing", "/page/x"]:
            for sent in (session, {}, {"Host": "evil.example"}):
                _, headers, _ = request(it.port, path, headers=sent)
                assert {name: headers.get(name) for name in HEADERS} == HEADERS, path
        assert HEADERS["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["/page/../app.py", "/page/..%2fapp.py", "/page/%2e%2e/app.py", "/page/..%2f..%2f..%2ftoken", "/page//etc/passwd",
     "/page/%2fetc%2fpasswd", "//token", "/token", "/../token", "/sent.json/../token"],
)  # fmt: skip
def test_no_path_leads_to_another_file(path: str, tmp_path: Path) -> None:
    with served(tmp_path) as it:
        status, _, body = request(it.port, path, headers=it.login())
        assert status == 404
        assert it.secret.encode() not in body


def test_the_page_listens_on_loopback_alone(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        ours = [line[1] for line in listening if line[3] == "0A" and line[1].endswith(f":{it.port:04X}")]
        assert ours == [f"0100007F:{it.port:04X}"]
        six = Path("/proc/net/tcp6")
        assert not six.exists() or f":{it.port:04X} 00000000" not in six.read_text()


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    "part", ["G", "POST /login HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Length: 50\r\n\r\n1"]
)
def test_a_request_that_does_not_end_holds_no_connection(
    part: str, is_first: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sixty-four of them would close the page to the technician for as long as somebody likes."""
    monkeypatch.setattr("edge.web.server.LIMITS", ConnectionLimits(request_s=0.3))
    with served(tmp_path) as it, socket.create_connection(("127.0.0.1", it.port), 4.0) as client:
        host = f"127.0.0.1:{it.port}"
        if not is_first:
            client.sendall(f"GET /page/dom.js HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            answer = b""
            while not answer.endswith(b".toLocaleTimeString([], { hour12: false });\n"):
                answer += client.recv(65_536)
        client.sendall(part.format(host=host).encode())
        with suppress(ConnectionError):
            assert client.recv(4096) == b""
