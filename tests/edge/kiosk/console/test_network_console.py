"""The page on the local network: who may ask for it, for how long, and every way in which it closes."""

import json
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from edge.console.console import Console
from edge.console.hooks import ConsoleHooks
from edge.console.values import NO_OUTLINES, SentToday
from edge.kiosk.console import network_console
from edge.kiosk.console.network_console import (
    NetworkConsoleServer,
    NetworkRequest,
    NetworkRequestError,
    is_local_network_address,
    request_network_page,
    socket_path,
)
from edge.kiosk.process.status_socket import KioskNotRunningError
from tests.doubles.tls_client import https_request
from tests.doubles.waiting import wait_until
from tests.edge.console.served import NOW_S, SNAPSHOT

ADDRESS = "127.0.0.2"
REQUEST = NetworkRequest(for_s=60.0, address=ADDRESS, view=False)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[Console, NetworkConsoleServer, Path]]:
    """A page on this machine that takes requests beside this outbox."""
    outbox = folder / "outbox.db"
    hooks = ConsoleHooks(
        now=lambda: NOW_S,
        snapshot=lambda: SNAPSHOT,
        outlines=lambda: NO_OUTLINES,
        sent_today=SentToday,
        pause=lambda: True,
        resume=lambda: True,
    )
    with (
        closing(Console(0, folder / "token", hooks)) as console,
        closing(NetworkConsoleServer(outbox, console)) as server,
    ):
        console.start()
        yield console, server, outbox


def is_served(page: dict[str, Any]) -> bool:
    try:
        return https_request(ADDRESS, page["port"], "/")[0] == 200
    except OSError:
        return False


def test_the_page_is_open_while_the_one_who_asked_stays(tmp_path: Path) -> None:
    """A second one is refused meanwhile, and may ask after that."""
    with serving(tmp_path) as (console, _, outbox):
        asked = request_network_page(outbox, REQUEST)
        page = next(asked)
        assert page["link"].startswith(f"https://{ADDRESS}:{page['port']}/#")
        assert len(page["fingerprint"]) == 95
        assert is_served(page)
        assert console.alerts[0].code == "console.open"
        with pytest.raises(NetworkRequestError, match="already"):
            next(request_network_page(outbox, REQUEST))
        assert is_served(page)
        asked.close()
        wait_until(lambda: not console.alerts, "the end")
        assert not is_served(page)
        with closing(request_network_page(outbox, REQUEST)) as again:
            assert next(again)["link"] != page["link"]


def test_it_closes_by_itself_after_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    short = NetworkRequest.model_construct(for_s=0.3, address=ADDRESS, view=False)
    monkeypatch.setattr(network_console, "_parse_request", lambda _: short)
    with serving(tmp_path) as (console, _, outbox), closing(request_network_page(outbox, REQUEST)) as asked:
        page = next(asked)
        assert next(asked) == {"end": True}
        assert console.alerts == ()
        assert not is_served(page)
        with pytest.raises(StopIteration):
            next(asked)


def test_it_closes_with_the_kiosk_and_leaves_no_socket(tmp_path: Path) -> None:
    with serving(tmp_path) as (console, server, outbox), closing(request_network_page(outbox, REQUEST)) as asked:
        page = next(asked)
        server.close()
        assert not is_served(page)
        assert console.alerts == ()
        assert list(asked) in ([], [{"end": True}])
        assert not socket_path(outbox).exists()
        with pytest.raises(KioskNotRunningError, match=r"no kiosk with \[console\] runs on"):
            next(request_network_page(outbox, REQUEST))


def test_only_the_kiosks_user_and_root_may_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the mode of the socket, and by whose process it is."""
    with serving(tmp_path) as (console, _, outbox):
        assert stat.S_IMODE(socket_path(outbox).stat().st_mode) == 0o600
        if os.getuid() == 0:
            monkeypatch.setattr(network_console, "_may_ask", lambda _: False)
            with pytest.raises(KioskNotRunningError):
                next(request_network_page(outbox, REQUEST))
            assert console.alerts == ()


@pytest.mark.parametrize(
    "line",
    [
        b"", b"{", b"[]", b"null", b'{"for_s":900,"view":false}', b'{"for_s":59,"address":"127.0.0.2","view":false}',
        b'{"for_s":3601,"address":"127.0.0.2","view":false}', b'{"for_s":60,"address":"127.0.0.2","view":1}',
        b'{"for_s":60,"address":"0.0.0.0","view":false}', b'{"for_s":60,"address":"8.8.8.8","view":false}',
        b'{"for_s":60,"address":"127.0.0.2","view":false,"port":1}', b'{"for_s":60,"address":"::1","view":false}',
    ],
)  # fmt: skip
def test_what_is_no_request_opens_nothing_and_is_answered(line: bytes, tmp_path: Path) -> None:
    with serving(tmp_path) as (console, _, outbox), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(20)
        client.connect(str(socket_path(outbox)))
        client.sendall(line + b"\n")
        with client.makefile() as answers:
            assert "console:" in json.loads(answers.readline())["error"]
            assert answers.readline() == ""
        assert console.alerts == ()


def test_who_says_nothing_is_left_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_console, "REQUEST_S", 0.2)
    with serving(tmp_path) as (_, _, outbox), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(20)
        client.connect(str(socket_path(outbox)))
        assert client.recv(100) == b""


def test_an_address_is_local_or_refused() -> None:
    assert all(map(is_local_network_address, ("192.168.1.20", "10.0.0.7", "172.16.3.4", "169.254.9.9", "127.0.0.1")))
    for other in ("0.0.0.0", "8.8.8.8", "224.0.0.1", "255.255.255.255", "fe80::1", "", "localhost", "192.168.1"):
        assert not is_local_network_address(other), other


def test_a_time_is_a_minute_to_an_hour() -> None:
    for for_s in (59.9, 3600.1, float("nan"), float("inf")):
        with pytest.raises(ValidationError):
            NetworkRequest(for_s=for_s, address=ADDRESS, view=False)
