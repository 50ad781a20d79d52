"""Notifications to systemd, on a real socket."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.kiosk.process.systemd import SystemdNotifier


class FakeSystemd:
    """The socket of a service manager."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind("\0" + address[1:] if address.startswith("@") else address)
        self.socket.setblocking(False)

    def messages(self) -> list[str]:
        messages = []
        while True:
            try:
                messages.append(self.socket.recv(4096).decode())
            except BlockingIOError:
                return messages


@pytest.fixture(params=["file", "abstract"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FakeSystemd]:
    address = str(tmp_path / "n@tify") if request.param == "file" else f"@vitrina-test-{os.getpid()}"
    manager = FakeSystemd(address)
    yield manager
    manager.socket.close()


def test_ready_and_stopping_are_sent(systemd: FakeSystemd) -> None:
    notifier = SystemdNotifier({"NOTIFY_SOCKET": systemd.address})
    notifier.notify_ready()
    notifier.notify_stopping()
    assert systemd.messages() == ["READY=1", "STOPPING=1"]


def test_the_watchdog_is_fed_at_a_third_of_its_timeout(systemd: FakeSystemd) -> None:
    now = [100.0]
    notifier = SystemdNotifier({"NOTIFY_SOCKET": systemd.address, "WATCHDOG_USEC": "30000000"}, lambda: now[0])
    for step_s in (0.0, 5.0, 4.9, 0.1, 3.0):
        now[0] += step_s
        notifier.notify_progress()
    assert systemd.messages() == ["WATCHDOG=1", "WATCHDOG=1"]  # at 100 and at 110


@pytest.mark.parametrize("environment", [{}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "9", "WATCHDOG_PID": "1"}])
def test_no_watchdog_message_without_a_watchdog_for_this_process(
    systemd: FakeSystemd, environment: dict[str, str]
) -> None:
    SystemdNotifier({"NOTIFY_SOCKET": systemd.address, **environment}).notify_progress()
    assert systemd.messages() == []


def test_the_status_is_sent_once_and_on_one_line(systemd: FakeSystemd) -> None:
    notifier = SystemdNotifier({"NOTIFY_SOCKET": systemd.address})
    for text in ("sensing", "sensing", "degraded: a\nb"):
        notifier.set_status_text(text)
    assert systemd.messages() == ["STATUS=sensing", "STATUS=degraded: a"]


def test_without_systemd_no_socket_is_created(systemd: FakeSystemd, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a service manager no socket is created; with one, each message creates a socket."""
    created: list[tuple[int, ...]] = []

    class Recorded(socket.socket):
        def __init__(self, *kind: int) -> None:
            created.append(kind)
            super().__init__(*kind)

    monkeypatch.setattr(socket, "socket", Recorded)
    alone = SystemdNotifier({})
    alone.notify_ready()
    alone.notify_progress()
    alone.set_status_text("sensing")
    alone.notify_stopping()
    assert created == []
    SystemdNotifier({"NOTIFY_SOCKET": systemd.address}).notify_ready()
    assert created == [(socket.AF_UNIX, socket.SOCK_DGRAM)]


def test_messages_are_sent_again_after_systemd_was_away(tmp_path: Path) -> None:
    notifier = SystemdNotifier({"NOTIFY_SOCKET": str(tmp_path / "notifier")})
    notifier.notify_ready()
    manager = FakeSystemd(str(tmp_path / "notifier"))
    notifier.notify_stopping()
    assert manager.messages() == ["STOPPING=1"]
    manager.socket.close()


def test_a_start_that_takes_long_is_allowed_its_time(systemd: FakeSystemd) -> None:
    """Before READY=1 the start has a time limit, after it the watchdog has one: a kiosk is built anew when the clock
    was set. READY=1 ends both."""
    notifier = SystemdNotifier({"NOTIFY_SOCKET": systemd.address, "WATCHDOG_USEC": "30000000"})
    for _ in range(2):
        notifier.extend_timeout(620.0)
        notifier.notify_ready()
    assert systemd.messages() == 2 * [
        "EXTEND_TIMEOUT_USEC=620000000",
        "WATCHDOG_USEC=620000000\nWATCHDOG=1",
        "WATCHDOG_USEC=30000000\nWATCHDOG=1",
        "READY=1",
    ]


def test_without_a_watchdog_none_is_set(systemd: FakeSystemd) -> None:
    notifier = SystemdNotifier({"NOTIFY_SOCKET": systemd.address})
    notifier.extend_timeout(620.0)
    notifier.notify_ready()
    assert systemd.messages() == ["EXTEND_TIMEOUT_USEC=620000000", "READY=1"]
