"""`vitrina console --for`: what it refuses, which address it takes, and how it finds that nobody is let in."""

import socket
from pathlib import Path

import pytest
from starlette.applications import Starlette

from edge.cli.main import main
from edge.exit_codes import BAD_USAGE, NO_SOURCE
from edge.kiosk.console.network_console import NetworkRequestError
from edge.tools import console_on_network
from edge.tools.console_on_network import default_route_address, is_page_reachable
from edge.web.network_listener import listen_on_network
from edge.web.server import PageServer
from edge.web.tls import make_tls

ADDRESS = "127.0.0.2"


def settings(folder: Path, section: str = "[console]\n") -> str:
    path = folder / "vitrina.toml"
    path.write_text(f'[outbox]\npath = "{folder}/outbox.db"\n{section}', encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("time", ["0m", "61m", "15s", "1h", "-5m", "", "m", "٥m", "1.5m"])
def test_a_time_that_is_none_is_bad_usage(time: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["console", "--config", settings(tmp_path), f"--for={time}"])
    assert ended.value.code == BAD_USAGE
    assert "1m to 60m" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("section", "options", "code", "text"),
    [
        ("", ["--for", "15m", "--address", ADDRESS], BAD_USAGE, "the settings have no section [console]. Add"),
        ("[console]\n", ["--for", "15m", "--address", ADDRESS], NO_SOURCE, "no kiosk with [console] runs on"),
        ("[console]\n", ["--view"], BAD_USAGE, "Add --for"),
        ("[console]\n", ["--address", ADDRESS], BAD_USAGE, "Add --for"),
    ],
)
def test_where_nothing_can_be_opened_it_says_why(
    section: str, options: list[str], code: int, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["console", "--config", settings(tmp_path, section), *options]) == code
    said = capsys.readouterr()
    assert (said.out, text in said.err) == ("", True)


def test_the_usual_address_is_one_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """It sends nothing. A machine without a route is told to name one."""
    monkeypatch.setattr(console_on_network, "ELSEWHERE", ("127.0.0.5", 9))
    assert default_route_address() == "127.0.0.1"
    monkeypatch.setattr(console_on_network, "ELSEWHERE", ("255.255.255.255", 9))
    with pytest.raises(NetworkRequestError, match=r"no route .* give the kiosk's address with --address"):
        default_route_address()


def test_a_page_that_this_machine_reaches_has_the_certificate_of_the_terminal() -> None:
    """Another certificate, a server that says nothing, and none at all are not reached."""
    tls = make_tls(ADDRESS)
    listener = listen_on_network(ADDRESS, 0)
    port = listener.getsockname()[1]
    server = PageServer(Starlette(), listener, "test", tls=tls.context)
    server.start()
    try:
        assert is_page_reachable(ADDRESS, port, tls.fingerprint)
        assert not is_page_reachable(ADDRESS, port, make_tls(ADDRESS).fingerprint)
    finally:
        server.stop()
    assert not is_page_reachable(ADDRESS, port, tls.fingerprint)


def test_a_server_that_lets_nobody_in_is_found_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console_on_network, "REACH_S", 0.2)
    with socket.create_server((ADDRESS, 0)) as silent:
        assert not is_page_reachable(ADDRESS, silent.getsockname()[1], "")
    said = console_on_network._not_reached("192.168.1.20")
    assert "IPAddressAllow=192.168.1.0/24" in said
