"""Attacks on the page on the local network: one client, TLS alone, nothing of people."""

import http.client
import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from edge.console.console import ConsoleOpenError
from edge.console.network import NetworkConsole
from edge.console.values import AlertView, Finding, StageView, StateView
from edge.web.errors import PageError
from edge.web.network_listener import MAX_CONNECTIONS, MAX_OF_ONE_ADDRESS
from edge.web.security import HEADERS
from edge.web.server import PageServerError
from edge.web.tls import CertificateError, certificate_fingerprint, make_tls
from tests.doubles.player_page import request
from tests.doubles.tls_client import https_request, trusting
from tests.doubles.waiting import wait_until
from tests.edge.console.served import NOW_S, PICTURE, SNAPSHOT, Served, served

ADDRESS = "127.0.0.2"
OF_PEOPLE = ["/outlines.json", "/view/picture"]
READS = ["/state.json", "/sent.json", "/doctor.json"]
ACTIONS = ["/pause", "/resume", "/doctor"]


@dataclass
class Network:
    """The page on the network, and the kiosk behind it."""

    it: Served
    page: NetworkConsole

    @property
    def origin(self) -> dict[str, str]:
        return {"Origin": f"https://{ADDRESS}:{self.page.port}"}

    def ask(
        self, path: str, method: str = "GET", body: str | None = None, headers: Mapping[str, str] = {}
    ) -> tuple[int, dict[str, str], bytes]:
        return https_request(ADDRESS, self.page.port, path, method, body, headers)

    def login(self, token: str | None = None) -> dict[str, str]:
        """Headers of the session."""
        status, headers, _ = self.ask("/login", "POST", token or self.page.client.token, self.origin)
        assert status == 204
        return {"Cookie": headers["set-cookie"].partition(";")[0]}


@contextmanager
def on_network(folder: Path, shows_people: bool = False) -> Iterator[Network]:
    with served(folder, list) as it:
        yield Network(it, it.console.open_on_network(ADDRESS, shows_people))


def test_a_certificate_is_new_each_time_names_the_address_and_may_sign_no_other() -> None:
    one, other = make_tls(ADDRESS), make_tls(ADDRESS)
    assert one.fingerprint != other.fingerprint
    assert len(one.fingerprint) == 32 * 3 - 1


def test_no_certificate_without_openssl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CertificateError, match=r"openssl is not installed\. Install it"):
        make_tls(ADDRESS)
    monkeypatch.undo()
    with pytest.raises(
        CertificateError, match=r"openssl did not create a certificate .* Check that openssl works: openssl"
    ):
        make_tls("no address")


def test_the_first_use_of_the_link_opens_the_only_session(tmp_path: Path) -> None:
    """A second client is refused, whatever it brings: the link, a link of this machine, a session of this machine."""
    with on_network(tmp_path) as network:
        local = network.it.login()
        session = network.login()
        assert network.ask("/state.json", headers=session)[0] == 200
        before = network.it.console.refusals.count
        for token in (network.page.client.token, network.it.link_token(), network.it.secret, "", "guess"):
            assert network.ask("/login", "POST", token, network.origin)[0] == 403
        for headers in ({}, local, {"Cookie": "vitrina_console="}, {"Cookie": "vitrina_console=guess"}):
            for path in READS:
                assert network.ask(path, headers=headers)[0] == 403, path
            for path in ACTIONS:
                assert network.ask(path, "POST", headers={**headers, **network.origin})[0] == 403, path
        assert network.it.did == []
        assert network.it.console.refusals.count == before + 5 + 4 * 6
        assert request(network.it.port, "/state.json", headers=session)[0] == 403


def test_a_request_that_is_not_for_this_address_is_refused(tmp_path: Path) -> None:
    """A wrong Host, or an Origin of this machine's page, of plain HTTP, or of another site."""
    with on_network(tmp_path) as network:
        port = network.page.port
        for host in ("evil.example", f"127.0.0.1:{port}", f"localhost:{port}", ADDRESS, ""):
            assert network.ask("/", headers={"Host": host})[0] == 400, host
        session = network.login()
        for origin in (f"http://{ADDRESS}:{port}", f"https://127.0.0.1:{port}", "https://evil.example", "null", None):
            headers = session if origin is None else {**session, "Origin": origin}
            assert network.ask("/pause", "POST", headers=headers)[0] == 403, origin
        assert network.it.did == []
        assert network.ask("/pause", "POST", headers={**session, **network.origin})[0] == 204


def test_nothing_is_served_without_tls(tmp_path: Path) -> None:
    with on_network(tmp_path) as network:
        with socket.create_connection((ADDRESS, network.page.port), 20) as plain:
            plain.sendall(f"GET / HTTP/1.1\r\nHost: {ADDRESS}:{network.page.port}\r\n\r\n".encode())
            answer = b"".join(iter(lambda: plain.recv(4096), b""))
        assert b"HTTP" not in answer
        assert b"Vitrina" not in answer


def test_the_certificate_is_that_of_the_fingerprint(tmp_path: Path) -> None:
    with on_network(tmp_path) as network:
        with (
            socket.create_connection((ADDRESS, network.page.port)) as tcp,
            trusting().wrap_socket(tcp, server_hostname=ADDRESS) as tls,
        ):
            certificate = tls.getpeercert(binary_form=True)
            assert certificate is not None
            assert certificate_fingerprint(certificate) == network.page.fingerprint
        strict = ssl.create_default_context(cadata=certificate)
        with socket.create_connection((ADDRESS, network.page.port)) as tcp:
            strict.wrap_socket(tcp, server_hostname=ADDRESS).close()


def test_without_the_word_of_a_person_at_the_machine_there_is_nothing_of_people(tmp_path: Path) -> None:
    """No outlines, no permit, no picture, also while a session of this machine has one; not whether somebody is in
    view."""
    with on_network(tmp_path) as network:
        it = network.it
        session = network.login()
        local = it.login()
        assert request(it.port, "/view/begin", "POST", headers={**local, **it.origin})[0] == 204
        wait_until(lambda: request(it.port, "/view/picture", headers=local)[0] == 200, "a picture for this machine")
        for path in OF_PEOPLE:
            status, _, body = network.ask(path, headers=session)
            assert (status, PICTURE in body) == (404, False), path
        for path in ("/view/begin", "/view/end"):
            assert network.ask(path, "POST", headers={**session, **network.origin})[0] == 404
        assert it.view.permit is not None
        state = json.loads(network.ask("/state.json", headers=session)[2])
        assert state["is_lan"]
        assert "is_somebody_in_view" not in state
        assert "view" not in state
        assert state["stages"][0] == {
            "name": "perception", "rate_hz": None, "latency_s": None, "drops": "", "hangs": False,
        }  # fmt: skip
        assert (state["level_db"], state["kits"][0]["contact"], state["kit_quality"]) == (None, None, "")


def test_no_field_of_the_page_moves_with_the_people_in_view(tmp_path: Path) -> None:
    """Without --view. On a machine at its limit a camera gives fewer frames, and each stage drops some, when somebody
    comes; an alert of the slow camera follows, and one of comments when somebody writes."""
    late = tuple(AlertView(code, "warning", code, NOW_S) for code in ("camera.slow", "comments.failed"))
    few = (StageView("camera", 14.9), StageView("perception", 15.0), StageView("audience"))
    busy = (StageView("camera", 9.1), StageView("perception", 8.8, 0.3), StageView("audience", drops="3 observations"))
    with on_network(tmp_path) as network:
        session, states = network.login(), []
        for stages, alerts in ((few, ()), (busy, late)):
            network.it.snapshot = replace(SNAPSHOT, stages=stages, alerts=alerts)
            states.append(json.loads(network.ask("/state.json", headers=session)[2]))
    assert {**states[0], "now_s": 0} == {**states[1], "now_s": 0}


def test_an_opt_out_shows_when_messages_report_it_and_its_end_to_a_minute(tmp_path: Path) -> None:
    """Its end less its length is the second in which a visitor asked for it."""
    sensing = StateView("sensing", (), NOW_S - 600)
    paused = replace(SNAPSHOT, state="paused", reasons=("local",), pause_until_s=NOW_S + 597.5, told=sensing)
    with on_network(tmp_path) as network:
        session = network.login()
        network.it.snapshot = paused
        state = json.loads(network.ask("/state.json", headers=session)[2])
        assert (state["state"], state["reasons"], state["pause_until_s"]) == ("sensing", [], None)
        network.it.snapshot = replace(paused, told=StateView("paused", ("local",), NOW_S))
        state = json.loads(network.ask("/state.json", headers=session)[2])
        assert (state["state"], state["reasons"]) == ("paused", ["local"])
        assert state["pause_until_s"] % 60 == 0
        assert 0 <= state["pause_until_s"] - paused.pause_until_s < 60


def test_what_is_about_a_wearer_is_told_at_the_kiosk_alone(tmp_path: Path) -> None:
    """Alerts of kits and consents, which messages tell late, the state that follows from them, when it began, and
    their findings. The state is that of messages."""
    kit = AlertView("kit.lost", "error", "kits: number 1 (grove) of wearer w1 is not there. Look at it.", NOW_S)
    consent = AlertView("consent.invalid", "error", "consent: that of kit number 1 ended. Renew it.", NOW_S)
    dark = SNAPSHOT.alerts[0]
    findings = [
        Finding("kits", "error", "number 1 of w1"),
        Finding("consent", "ok", "w1"),
        Finding("microphone", "ok", "USB: -37 dB of full scale, over a second."),
        Finding("camera", "warning", "x: 640x480, 9 pictures a second of the 15", "More light"),
        Finding("masks", "warning", "3 visits today gave no verdicts"),
    ]
    here = replace(
        SNAPSHOT, alerts=(kit, consent, dark), state="degraded", reasons=(kit.text, dark.text), since_s=NOW_S - 7
    )
    told = StateView("sensing", (), NOW_S - 3600, (dark,))
    with served(tmp_path, lambda: findings) as it:
        network = Network(it, it.console.open_on_network(ADDRESS, False))
        it.snapshot, session = replace(here, told=told), network.login()
        state = json.loads(network.ask("/state.json", headers=session)[2])
        assert [one["code"] for one in state["alerts"]] == ["camera.dark"]
        assert (state["state"], state["reasons"], state["since_s"]) == ("sensing", [], told.since_s)
        it.snapshot = replace(here, state="paused", reasons=("clock: not set",), alerts=())
        state = json.loads(network.ask("/state.json", headers=session)[2])
        assert (state["state"], state["reasons"]) == ("paused", ["clock: not set"])
        it.snapshot = here
        assert network.ask("/doctor", "POST", headers={**session, **network.origin})[0] == 202
        wait_until(lambda: b'"camera"' in network.ask("/doctor.json", headers=session)[2], "the findings")
        found = network.ask("/doctor.json", headers=session)[2]
        assert b"microphone" in found
        assert not any(word in found for word in (b"w1", b"-37", b"9 pictures", b"visits", b"warning"))
        local = it.login()
        assert b"w1" in request(it.port, "/state.json", headers=local)[2]


def test_with_it_outlines_and_a_permit_of_its_own_until_it_is_closed(tmp_path: Path) -> None:
    with on_network(tmp_path, shows_people=True) as network:
        it, session = network.it, network.login()
        assert network.ask("/outlines.json", headers=session)[0] == 200
        assert network.ask("/view/begin", "POST", headers={**session, **network.origin})[0] == 204
        wait_until(lambda: network.ask("/view/picture", headers=session)[0] == 200, "a picture")
        _, headers, body = network.ask("/view/picture", headers=session)
        assert body == PICTURE
        assert {name: headers.get(name) for name in HEADERS} == HEADERS
        it.console.close_on_network()
        wait_until(lambda: it.view.permit is None, "the end of the permit")


def test_the_cookie_goes_over_tls_alone_and_no_script_reads_it(tmp_path: Path) -> None:
    with on_network(tmp_path) as network:
        _, headers, _ = network.ask("/login", "POST", network.page.client.token, network.origin)
        cookie = headers["set-cookie"].lower()
        assert all(word in cookie for word in ("secure", "httponly", "samesite=strict"))


def test_one_at_a_time_and_an_alert_while_it_is_open(tmp_path: Path) -> None:
    with on_network(tmp_path) as network:
        console, session = network.it.console, network.login()
        assert [(one.code, one.since_s) for one in console.alerts] == [("console.open", NOW_S)]
        assert ADDRESS not in console.alerts[0].text
        with pytest.raises(ConsoleOpenError, match=r"already open on the local network\. Close it first: Ctrl-C"):
            console.open_on_network("127.0.0.3", True)
        console.close_on_network()
        assert console.alerts == ()
        with pytest.raises(OSError):
            network.ask("/state.json", headers=session)
        assert not network.page.client.is_session_open(session["Cookie"].partition("=")[2])
        again = Network(network.it, console.open_on_network(ADDRESS, False))
        assert again.ask("/state.json", headers=session)[0] == 403
        assert again.ask("/login", "POST", network.page.client.token, again.origin)[0] == 403
        assert request(network.it.port, "/state.json", headers=network.it.login())[0] == 200


def test_an_address_that_this_machine_has_not_is_named(tmp_path: Path) -> None:
    with served(tmp_path) as it:
        with pytest.raises(PageServerError, match=r"cannot listen on 203\.0\.113\.7:\d+ .* give another"):
            it.console.open_on_network("203.0.113.7", False)
        assert it.console.alerts == ()


def test_whoever_opens_connections_and_says_nothing_holds_only_a_few(tmp_path: Path) -> None:
    """Before the handshake of TLS too; from another address the page is reached all the while."""
    silent: list[socket.socket] = []
    with on_network(tmp_path) as network:
        try:
            for _ in range(3 * MAX_OF_ONE_ADDRESS):
                silent.append(socket.create_connection((ADDRESS, network.page.port), 20, ("127.0.0.1", 0)))
            wait_until(lambda: sum(map(is_closed, silent)) >= 2 * MAX_OF_ONE_ADDRESS, "the end of most")
            assert sum(map(is_closed, silent)) == 2 * MAX_OF_ONE_ADDRESS
            context: Any = trusting()
            with socket.create_connection((ADDRESS, network.page.port), 20, ("127.0.0.9", 0)) as tcp:
                context.wrap_socket(tcp, server_hostname=ADDRESS).close()
        finally:
            for one in silent:
                one.close()
        wait_until(lambda: reaches(network), "room for others")


def test_whoever_has_the_session_is_served_while_others_flood_the_page(tmp_path: Path) -> None:
    """Their connections fill all places, and each of theirs is within the bound of one address."""
    with on_network(tmp_path) as network, ExitStack() as stack:
        session = network.login()
        for number in range(2 * MAX_CONNECTIONS):
            other = (f"127.0.1.{number // MAX_OF_ONE_ADDRESS}", 0)
            flood = stack.enter_context(socket.create_connection((ADDRESS, network.page.port), 20, other))
            if number >= MAX_CONNECTIONS and is_refused(flood):  # the connection of the sign-in has ended meanwhile
                break
        assert network.ask("/state.json", headers=session)[0] == 200


def is_refused(connection: socket.socket) -> bool:
    connection.settimeout(0.2)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def is_closed(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def reaches(network: Network) -> bool:
    with suppress(OSError, http.client.HTTPException):
        return network.ask("/")[0] == 200
    return False


def test_a_page_that_has_ended_opens_nothing(tmp_path: Path) -> None:
    """As for a command that asks while the kiosk ends: the listener would outlive the page."""
    with served(tmp_path) as it:
        it.console.close()
        with pytest.raises(PageError, match="the kiosk is stopping or restarting"):
            it.console.open_on_network(ADDRESS, False)
        assert it.console.alerts == ()


def test_a_refused_phone_is_told_the_command_for_phones(tmp_path: Path) -> None:
    with on_network(tmp_path) as network:
        for answer in (
            network.ask("/login", "POST", "wrong", network.origin),
            network.ask("/state.json"),
        ):
            assert answer[2].endswith(b": vitrina console --for 15m\n")
