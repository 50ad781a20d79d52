"""The kiosk as a service: wait for the clock, restart after a clock step, notifications to systemd. The test sets the
clock."""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from edge.kiosk.process.lock import KioskAlreadyRunningError
from edge.kiosk.process.status_socket import request_kiosk_status, socket_path
from edge.kiosk.process.systemd import SystemdNotifier
from edge.kiosk.run import KioskService
from edge.kiosk.state.pause_file import PauseFile, StoredPause, pause_path
from edge.kiosk.times import USUAL_TIMES, KioskTimes
from edge.settings.settings import Settings
from edge.uplink.outbox.outbox import Outbox
from tests.doubles.waiting import wait_until

PATIENCE_S = 30.0


class MachineClock:
    """The machine's clock: the real time plus an offset."""

    def __init__(self, off_s: float = 0.0) -> None:
        self.off_s = off_s

    def __call__(self) -> float:
        return time.time() + self.off_s


class FakeSystemd:
    """The service manager: receives the notifications in order."""

    def __init__(self, address: Path) -> None:
        self.environment = {"NOTIFY_SOCKET": str(address), "WATCHDOG_USEC": "30000"}
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(address))
        self._socket.settimeout(PATIENCE_S)

    def wait_for(self, matches: Callable[[str], bool]) -> str:
        while not matches(message := self._socket.recv(4096).decode()):
            continue
        return message

    def count(self, matches: Callable[[str], bool], within_s: float) -> int:
        """Number of matching messages until no message comes for `within_s`."""
        self._socket.settimeout(within_s)
        count = 0
        try:
            while True:
                count += matches(self._socket.recv(4096).decode())
        except TimeoutError:
            return count

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[FakeSystemd]:
    manager = FakeSystemd(tmp_path / "n")
    yield manager
    manager.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings without a notice, so that no camera is opened, and without a broker."""
    return Settings.model_validate(
        {
            "outbox": {"path": str(tmp_path / "outbox.db")},
            "broker": {"host": "127.0.0.1", "port": 9},
            "staff": {"in_view": "nobody", "declared_on": date(2026, 11, 20), "declared_by": "a tester"},
        }
    )


@contextmanager
def running(
    settings: Settings, systemd: FakeSystemd, clock: MachineClock, times: KioskTimes = USUAL_TIMES
) -> Iterator[KioskService]:
    service = KioskService(settings, SystemdNotifier(systemd.environment), clock, times=times)
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
    payloads = [json.loads(message.payload) for message in outbox.unsent_messages(100) if message.kind == "alert"]
    outbox.close()
    return [(alert["code"], alert["cleared"] is not None) for alert in payloads]


def content(outbox: Path) -> bytes:
    """Bytes of the outbox and its log, as far as they are there."""
    parts = (outbox, outbox.with_name(outbox.name + "-wal"))
    return b"".join(part.read_bytes() for part in parts if part.exists())


def test_systemd_is_notified_from_start_to_stop(settings: Settings, systemd: FakeSystemd) -> None:
    with running(settings, systemd, MachineClock()) as service:
        systemd.wait_for(lambda message: message == "READY=1")
        assert "notice: not confirmed" in systemd.wait_for(lambda message: message.startswith("STATUS=paused"))
        systemd.wait_for(lambda message: message == "WATCHDOG=1")
        status = request_kiosk_status(settings.outbox.path)
        assert (status.state, status.reasons) == ("paused", ("notice: not confirmed",))
        assert status.broker == "127.0.0.1:9"
        assert status.held is False
        service.stop()
        systemd.wait_for(lambda message: message == "STOPPING=1")


def test_the_end_of_a_video_is_a_warning_that_names_the_setting(
    settings: Settings, systemd: FakeSystemd, caplog: pytest.LogCaptureFixture
) -> None:
    """A kiosk whose camera is a video stops with it."""
    with running(settings, systemd, MachineClock()) as service:
        systemd.wait_for(lambda message: message == "WATCHDOG=1")
        assert service._kiosk is not None
        service._kiosk.parts.camera.ended.set()
        systemd.wait_for(lambda message: message == "STOPPING=1")
    logged = [record.getMessage() for record in caplog.records if record.name == "edge.kiosk.run"]
    (warning,) = [text for text in logged if text.startswith("camera: the video file has ended")]
    assert "[camera] loop = true" in warning


def test_a_start_has_time_to_check_a_large_outbox(settings: Settings, systemd: FakeSystemd) -> None:
    """2,000 MB at 4 MB/s, before anything is built; and again when the clock was set. The file here is sparse, and no
    database: it is set aside."""
    settings.outbox.path.touch()
    os.truncate(settings.outbox.path, 2_000_000_000)
    with running(settings, systemd, MachineClock()):
        systemd.wait_for(lambda message: message == "EXTEND_TIMEOUT_USEC=620000000")
        assert systemd.wait_for(lambda message: message.startswith("STATUS=")).endswith("checking the outbox (2000 MB)")
        systemd.wait_for(lambda message: message == "READY=1")


def test_a_kiosk_with_hung_stages_does_not_feed_the_watchdog(settings: Settings, systemd: FakeSystemd) -> None:
    """The kiosk's own loop still runs, but that alone does not count as progress."""
    with running(settings, systemd, MachineClock()) as service:
        systemd.wait_for(lambda message: message == "WATCHDOG=1")
        service.hung_s = -1.0
        systemd.count(lambda message: message == "WATCHDOG=1", 1.5)  # one may be on its way
        assert systemd.count(lambda message: message == "WATCHDOG=1", 1.5) == 0


def test_nothing_starts_before_the_clock_is_set(settings: Settings, systemd: FakeSystemd) -> None:
    clock = MachineClock(-time.time())  # 1970
    with running(settings, systemd, clock):
        assert "1970-01-01" in systemd.wait_for(lambda message: message.startswith("STATUS="))
        assert request_kiosk_status(settings.outbox.path).state == "paused"
        assert (
            request_kiosk_status(settings.outbox.path).reasons[0].startswith("clock: the system clock shows 1970-01-01")
        )
        assert not settings.outbox.path.exists()
        clock.off_s = 0.0
        systemd.wait_for(lambda message: message.startswith("STATUS=paused: notice"))
    assert settings.outbox.path.exists()


@pytest.mark.parametrize("step_s", [3600.0, -3600.0, 31 * 86_400.0])
def test_a_clock_step_starts_a_new_kiosk(settings: Settings, systemd: FakeSystemd, step_s: float) -> None:
    """However far the step, no message that waits is deleted as too old."""
    clock = MachineClock()
    with running(settings, systemd, clock, KioskTimes(step_stays_s=0.0)):
        systemd.wait_for(lambda message: message == "READY=1")
        before_s = request_kiosk_status(settings.outbox.path).since_s
        clock.off_s = step_s
        systemd.wait_for(lambda message: message == "READY=1")
        assert request_kiosk_status(settings.outbox.path).since_s - before_s == pytest.approx(step_s, abs=PATIENCE_S)
        for _ in range(2):  # a second has passed: expiry is done
            systemd.wait_for(lambda message: message == "WATCHDOG=1")
        assert request_kiosk_status(settings.outbox.path).dropped == 0
    codes = alerts(settings.outbox.path)
    assert codes.count(("notice.missing", False)) == 2
    assert codes.count(("clock.stepped", False)) == codes.count(("clock.stepped", True)) == 1


def test_a_pause_by_command_outlasts_a_clock_step(settings: Settings, systemd: FakeSystemd) -> None:
    """The new kiosk reads the pause before it opens a camera."""
    PauseFile(pause_path(settings.outbox.path)).write(StoredPause("inventory"))
    clock = MachineClock()
    with running(settings, systemd, clock, KioskTimes(step_stays_s=0.0)):
        for step_s in (0.0, 3600.0):
            clock.off_s = step_s
            systemd.wait_for(lambda message: message == "READY=1")
            assert "command: inventory" in request_kiosk_status(settings.outbox.path).reasons


@pytest.mark.parametrize("is_replaced", [False, True])
def test_an_outbox_that_is_lost_is_an_alert_in_a_new_one(
    settings: Settings, systemd: FakeSystemd, is_replaced: bool
) -> None:
    """The alert has a number of the next block."""
    path = settings.outbox.path
    with running(settings, systemd, MachineClock()):
        systemd.wait_for(lambda message: message.startswith("STATUS=paused"))
        if is_replaced:
            path.with_name("another").write_bytes(b"something else " * 100)
            path.with_name("another").replace(path)
        else:
            path.unlink()
        wait_until(lambda: b"outbox.lost" in content(path), "the alert")
    assert [alert for alert in alerts(path) if alert[0] == "outbox.lost"] == [
        ("outbox.lost", False),
        ("outbox.lost", True),
    ]
    assert any("corrupt" in each.name for each in path.parent.iterdir())


def test_a_second_kiosk_on_an_outbox_is_refused(settings: Settings, systemd: FakeSystemd) -> None:
    with running(settings, systemd, MachineClock()) as service:
        systemd.wait_for(lambda message: message == "READY=1")
        for without_socket in (False, True):
            if without_socket:  # whatever becomes of the socket
                socket_path(settings.outbox.path).unlink()
            with pytest.raises(KioskAlreadyRunningError):
                KioskService(settings, SystemdNotifier({}), MachineClock()).run()
        assert service.status().state == "paused"


def test_the_same_service_runs_again_after_its_end(settings: Settings, systemd: FakeSystemd) -> None:
    for _ in range(2):
        with running(settings, systemd, MachineClock()):
            systemd.wait_for(lambda message: message == "READY=1")
