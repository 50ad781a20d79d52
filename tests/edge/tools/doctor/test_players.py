"""Checks of another player: a real mpv, an Anthias that answers or not, and the port of the feeds by HTTP."""

import socket
from pathlib import Path

import pytest

from edge.screen import installed_feed
from edge.tools.doctor import players
from edge.tools.doctor.finding import DoctorFinding
from edge.tools.doctor.site import playback_findings
from tests.doubles.anthias import anthias_server, asset
from tests.doubles.broker import free_port
from tests.doubles.mpv import fake_mpv, mpv, needs_mpv
from tests.edge.tools.doctor.contexts import levels, make_context, only


def check(folder: Path, text: str, kiosk_pid: int | None = None) -> list[DoctorFinding]:
    context = make_context(folder, f'[outbox]\npath = "{folder}/outbox.db"\n[playback]\n{text}')
    context.kiosk_pid = kiosk_pid
    return list(playback_findings(context))


@pytest.fixture(autouse=True)
def folders_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Test folders lie below /tmp."""
    monkeypatch.setattr(players, "PRIVATE", ("/home",))


@needs_mpv
def test_an_mpv_that_runs_answers(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    with mpv(path):
        assert "mpv answers at" in only(check(tmp_path, f'feed = "mpv"\nmpv_socket = "{path}"')).text


def test_an_mpv_that_does_not_answer_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket, one that says nothing, one that says nonsense, one that closes."""
    monkeypatch.setattr(players, "MPV_S", 0.2)
    text = f'feed = "mpv"\nmpv_socket = "{tmp_path}/socket"'
    finding = only(check(tmp_path, text))
    assert (finding.is_ok, "No such file" in finding.text) == (False, True)
    assert f"--input-ipc-server={tmp_path}/socket" in finding.cure
    for says, found in ((b"", "no answer"), (b"x\n" * 200, "not mpv's JSON")):
        with fake_mpv(tmp_path / "socket", says):
            assert found in only(check(tmp_path, text)).text
        (tmp_path / "socket").unlink()


def test_a_socket_that_the_service_does_not_see_is_a_warning(tmp_path: Path) -> None:
    found = check(tmp_path, 'feed = "mpv"\nmpv_socket = "/home/ada/socket"')
    assert levels(found) == [("playback", "warning"), ("playback", "error")]
    assert "below /run" in found[0].cure


def test_anthias_is_asked_what_is_on(tmp_path: Path) -> None:
    with anthias_server() as it:
        text = f'feed = "anthias"\nanthias_url = "{it.url}"'
        assert "it shows nothing now" in only(check(tmp_path, text)).text
        it.shown = asset("7f3c")
        assert (
            "it shows 7f3c, reported as creative spring_a"
            in only(check(tmp_path, f'{text}\ncreatives = {{ 7f3c = "spring_a" }}')).text
        )
        it.shown = asset("Spring A")
        finding = only(check(tmp_path, text))
        assert (finding.level, "[playback.creatives]" in finding.cure) == ("warning", True)
        it.login = "ada:hush"
        finding = only(check(tmp_path, text))
        assert (finding.is_ok, "set anthias_user" in finding.text) == (False, True)


def test_the_password_of_anthias_is_read_and_not_shown(tmp_path: Path) -> None:
    """A missing file is a fault; a network in the clear is a warning."""
    login = f'anthias_user = "ada"\nanthias_password_file = "{tmp_path}/password"'
    with anthias_server(login="ada:hush") as it:
        text = f'feed = "anthias"\nanthias_url = "{it.url}"\n{login}'
        assert "anthias_password_file" in only(check(tmp_path, text)).text
        (tmp_path / "password").write_text("hush\n")
        assert only(check(tmp_path, text)).level == "ok"
    found = check(tmp_path, f'feed = "anthias"\nanthias_url = "http://no-such-host.invalid"\n{login}')
    assert levels(found) == [("playback", "warning"), ("playback", "error")]
    assert "hush" not in str(found)


@pytest.mark.parametrize(("feed", "path"), [("http", "/play"), ("broadsign", "/broadsign/TOKEN/{{action_name}}")])
def test_the_port_of_reports_is_free_or_the_kiosks(tmp_path: Path, feed: str, path: str) -> None:
    port = free_port()
    text = f'feed = "{feed}"\nport = {port}'
    finding = only(check(tmp_path, text))
    assert (finding.level, f"http://127.0.0.1:{port}{path}; " in finding.text) == ("ok", True)
    assert f"{tmp_path}/outbox.db.play-token" in finding.text
    assert "nothing listens" in only(check(tmp_path, text, kiosk_pid=1)).text
    with socket.create_server(("127.0.0.1", port)):
        assert "another program is listening" in only(check(tmp_path, text)).text
        assert only(check(tmp_path, text, kiosk_pid=1)).level == "ok"
    assert "127.0.0.1:PORT/" in only(check(tmp_path, f'feed = "{feed}"\nport = 0')).text


def test_a_token_of_the_fleet_is_read_and_not_shown(tmp_path: Path) -> None:
    text = f'feed = "http"\nport = {free_port()}\ntoken_file = "{tmp_path}/fleet.token"'
    finding = only(check(tmp_path, text))
    assert (finding.level, "fleet.token cannot be read" in finding.text) == ("error", True)
    assert "Copy the token file of your fleet there" in finding.cure
    (tmp_path / "fleet.token").write_text("A" * 43 + "\n")
    finding = only(check(tmp_path, text))
    assert (finding.level, f"the token is in {tmp_path}/fleet.token" in finding.text) == ("ok", True)
    assert "A" * 43 not in finding.text


def test_a_server_that_is_not_installed_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(players, "find_spec", lambda name: None)
    finding = only(check(tmp_path, 'feed = "http"'))
    assert (finding.is_ok, "vitrina[player]" in finding.cure) == (False, True)


def test_a_feed_of_a_package_is_named_and_an_unknown_one_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed_feed, "installed_feed_names", lambda: ["signage"])
    assert only(check(tmp_path, 'feed = "signage"')).level == "ok"
    finding = only(check(tmp_path, 'feed = "cinema"'))
    assert finding.is_ok is False
    assert "broadsign, http, signage" in finding.cure
