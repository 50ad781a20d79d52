"""A kiosk as a service: what it waits for, what it starts anew for, what it says meanwhile. The clock is the test's."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.kiosk import monitor
from edge.kiosk.run import KioskService
from edge.kiosk.status_socket import AlreadyRunningError, StatusServer, ask
from edge.kiosk.systemd import SystemdNotifier
from edge.settings.settings import Settings
from edge.uplink.outbox.outbox import Outbox

PATIENCE_S = 30.0


class Wall:
    """The machine's clock: the real one, and how far it was set away from it."""

    def __init__(self, off_s: float = 0.0) -> None:
        self.off_s = off_s

    def __call__(self) -> float:
        return time.time() + self.off_s


class Systemd:
    """What the service manager hears, as it comes."""

    def __init__(self, address: Path) -> None:
        self.environment = {"NOTIFY_SOCKET": str(address), "WATCHDOG_USEC": "30000"}
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(address))
        self._socket.settimeout(PATIENCE_S)

    def wait_for(self, is_it: Callable[[str], bool]) -> str:
        while not is_it(word := self._socket.recv(4096).decode()):
            continue
        return word

    def count(self, is_it: Callable[[str], bool], within_s: float) -> int:
        """How often it is said until nothing has been said for so long."""
        self._socket.settimeout(within_s)
        found = 0
        try:
            while True:
                found += is_it(self._socket.recv(4096).decode())
        except TimeoutError:
            return found

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    manager = Systemd(tmp_path / "n")
    yield manager
    manager.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Without a notice it opens no camera, and nobody listens at its broker's port."""
    return Settings.model_validate(
        {"outbox": {"path": str(tmp_path / "outbox.db")}, "broker": {"host": "127.0.0.1", "port": 9}}
    )


@contextmanager
def running(settings: Settings, systemd: Systemd, wall: Wall) -> Iterator[KioskService]:
    service = KioskService(settings, SystemdNotifier(systemd.environment), wall)
    thread = threading.Thread(target=service.run)
    thread.start()
    try:
        yield service
    finally:
        service.stop()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def alerts(path: Path) -> list[tuple[str, bool]]:
    outbox = Outbox(path)
    told = [json.loads(message.payload) for message in outbox.unsent(100) if message.kind == "alert"]
    outbox.close()
    return [(alert["code"], alert["cleared"] is not None) for alert in told]


def test_systemd_hears_of_a_life(settings: Settings, systemd: Systemd) -> None:
    with running(settings, systemd, Wall()) as service:
        systemd.wait_for(lambda word: word == "READY=1")
        assert "notice: not confirmed" in systemd.wait_for(lambda word: word.startswith("STATUS=paused"))
        systemd.wait_for(lambda word: word == "WATCHDOG=1")
        report = ask(settings.outbox.path)
        assert (report.state, report.reasons) == ("paused", ("notice: not confirmed",))
        assert report.broker == "127.0.0.1:9"
        assert report.held is False
        service.stop()
        systemd.wait_for(lambda word: word == "STOPPING=1")


def test_a_kiosk_whose_parts_hang_does_not_feed_the_watchdog(
    settings: Settings, systemd: Systemd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loop that owns audience still turns: that alone is no progress."""
    with running(settings, systemd, Wall()):
        systemd.wait_for(lambda word: word == "WATCHDOG=1")
        monkeypatch.setattr("edge.kiosk.kiosk.HUNG_S", -1.0)
        systemd.count(lambda word: word == "WATCHDOG=1", 1.5)  # one may be on its way
        assert systemd.count(lambda word: word == "WATCHDOG=1", 1.5) == 0


def test_nothing_begins_before_the_clock_is_set(settings: Settings, systemd: Systemd) -> None:
    wall = Wall(-time.time())  # 1970
    with running(settings, systemd, wall):
        assert "1970-01-01" in systemd.wait_for(lambda word: word.startswith("STATUS="))
        assert ask(settings.outbox.path).state == "paused"
        assert ask(settings.outbox.path).reasons[0].startswith("clock: this machine says 1970-01-01")
        assert not settings.outbox.path.exists()
        wall.off_s = 0.0
        systemd.wait_for(lambda word: word.startswith("STATUS=paused: notice"))
    assert settings.outbox.path.exists()


@pytest.mark.parametrize("step_s", [3600.0, -3600.0])
def test_a_clock_that_is_set_starts_the_kiosk_anew(
    settings: Settings, systemd: Systemd, monkeypatch: pytest.MonkeyPatch, step_s: float
) -> None:
    monkeypatch.setattr(monitor, "STEP_STAYS_S", 0.0)
    wall = Wall()
    with running(settings, systemd, wall):
        systemd.wait_for(lambda word: word == "READY=1")
        before_s = ask(settings.outbox.path).since_s
        wall.off_s = step_s
        systemd.wait_for(lambda word: word == "READY=1")
        assert ask(settings.outbox.path).since_s - before_s == pytest.approx(step_s, abs=PATIENCE_S)
    told = alerts(settings.outbox.path)
    assert told.count(("clock.stepped", False)) == told.count(("clock.stepped", True)) == 1


def test_one_outbox_one_kiosk(settings: Settings, systemd: Systemd) -> None:
    with running(settings, systemd, Wall()) as service:
        systemd.wait_for(lambda word: word == "READY=1")
        with pytest.raises(AlreadyRunningError):
            StatusServer(settings.outbox.path, service.report)
