"""What systemd hears, on a real socket."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.kiosk.systemd import SystemdNotifier


class Systemd:
    """The socket that a service manager would listen on."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind("\0" + address[1:] if address.startswith("@") else address)
        self.socket.setblocking(False)

    def heard(self) -> list[str]:
        words = []
        while True:
            try:
                words.append(self.socket.recv(4096).decode())
            except BlockingIOError:
                return words


@pytest.fixture(params=["file", "abstract"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Systemd]:
    address = str(tmp_path / "n@tify") if request.param == "file" else f"@vitrina-test-{os.getpid()}"
    manager = Systemd(address)
    yield manager
    manager.socket.close()


def test_a_kiosk_says_when_it_is_ready_and_when_it_stops(systemd: Systemd) -> None:
    notify = SystemdNotifier({"NOTIFY_SOCKET": systemd.address})
    notify.ready()
    notify.stopping()
    assert systemd.heard() == ["READY=1", "STOPPING=1"]


def test_the_watchdog_is_fed_at_a_third_of_its_patience(systemd: Systemd) -> None:
    now = [100.0]
    notify = SystemdNotifier({"NOTIFY_SOCKET": systemd.address, "WATCHDOG_USEC": "30000000"}, lambda: now[0])
    for step_s in (0.0, 5.0, 4.9, 0.1, 3.0):
        now[0] += step_s
        notify.progress()
    assert systemd.heard() == ["WATCHDOG=1", "WATCHDOG=1"]  # at 100 and at 110


@pytest.mark.parametrize("environment", [{}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "9", "WATCHDOG_PID": "1"}])
def test_no_watchdog_is_fed_that_is_not_ours(systemd: Systemd, environment: dict[str, str]) -> None:
    SystemdNotifier({"NOTIFY_SOCKET": systemd.address, **environment}).progress()
    assert systemd.heard() == []


def test_the_status_is_said_once_and_on_one_line(systemd: Systemd) -> None:
    notify = SystemdNotifier({"NOTIFY_SOCKET": systemd.address})
    for text in ("sensing", "sensing", "degraded: a\nb"):
        notify.status(text)
    assert systemd.heard() == ["STATUS=sensing", "STATUS=degraded: a"]


def test_without_systemd_no_socket_is_made(systemd: Systemd, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told, so no door is opened; beside a manager each word has one."""
    made: list[tuple[int, ...]] = []

    class Recorded(socket.socket):
        def __init__(self, *kind: int) -> None:
            made.append(kind)
            super().__init__(*kind)

    monkeypatch.setattr(socket, "socket", Recorded)
    alone = SystemdNotifier({})
    alone.ready()
    alone.progress()
    alone.status("sensing")
    alone.stopping()
    assert made == []
    SystemdNotifier({"NOTIFY_SOCKET": systemd.address}).ready()
    assert made == [(socket.AF_UNIX, socket.SOCK_DGRAM)]


def test_a_manager_that_is_away_for_a_while_hears_the_next_word(tmp_path: Path) -> None:
    notify = SystemdNotifier({"NOTIFY_SOCKET": str(tmp_path / "notify")})
    notify.ready()
    manager = Systemd(str(tmp_path / "notify"))
    notify.stopping()
    assert manager.heard() == ["STOPPING=1"]
    manager.socket.close()
