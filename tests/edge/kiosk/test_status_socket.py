"""The status socket: a running kiosk answers clients on this machine; without a kiosk there is an error."""

import socket
import stat
import threading
from pathlib import Path

import pytest

from edge.kiosk.status import KioskStatus, LastStoredMessage
from edge.kiosk.status_socket import KioskAlreadyRunningError, KioskNotRunningError, KioskStatusServer, ask, socket_path
from edge.tools.status import duration, lines

STATUS = KioskStatus(
    version="0.1.0",
    state="degraded",
    reasons=("camera: /dev/video0 is unplugged.",),
    since_s=1000.0,
    held=True,
    last=LastStoredMessage("window", 41, 1030.0),
    broker="127.0.0.1:1883",
    connected=False,
    wrong=("broker: 127.0.0.1:1883 cannot be reached (refused).",),
    waiting=3,
    kept=40,
    dropped=2,
)


def test_the_server_answers_with_the_status(tmp_path: Path) -> None:
    with KioskStatusServer(tmp_path / "outbox.db", lambda: STATUS):
        assert ask(tmp_path / "outbox.db") == STATUS
        assert ask(tmp_path / "outbox.db") == STATUS
        assert stat.S_IMODE(socket_path(tmp_path / "outbox.db").stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == []


def test_a_second_kiosk_on_the_same_outbox_is_refused(tmp_path: Path) -> None:
    with KioskStatusServer(tmp_path / "outbox.db", lambda: STATUS):
        with pytest.raises(KioskAlreadyRunningError, match="a kiosk runs already on"):
            KioskStatusServer(tmp_path / "outbox.db", lambda: STATUS)
        assert ask(tmp_path / "outbox.db") == STATUS


def test_a_stale_socket_file_counts_as_not_running(tmp_path: Path) -> None:
    stale = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    stale.bind(str(socket_path(tmp_path / "outbox.db")))
    stale.close()
    with pytest.raises(KioskNotRunningError, match="no kiosk runs"):
        ask(tmp_path / "outbox.db")
    with KioskStatusServer(tmp_path / "outbox.db", lambda: STATUS):
        assert ask(tmp_path / "outbox.db") == STATUS


def test_a_hung_kiosk_is_reported_as_hung(tmp_path: Path) -> None:
    released = threading.Event()

    def hangs() -> KioskStatus:
        released.wait(20)
        return STATUS

    with KioskStatusServer(tmp_path / "outbox.db", hangs):
        with pytest.raises(KioskNotRunningError, match="it hangs"):
            ask(tmp_path / "outbox.db", timeout_s=0.2)
        released.set()


def test_a_path_that_is_too_long_for_a_socket_is_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    with KioskStatusServer(folder / "outbox.db", lambda: STATUS):
        assert "will not find us" in caplog.text


def test_the_status_is_printed_as_lines_for_people() -> None:
    assert list(lines(STATUS, 1075.0)) == [
        "degraded, for 1 min 15 s (version 0.1.0)",
        "  because       camera: /dev/video0 is unplugged.",
        "  held          visits wait for more people",
        "  last message  window, 45 s ago (seq 41)",
        "  broker        127.0.0.1:1883, not connected",
        "  wrong         broker: 127.0.0.1:1883 cannot be reached (refused).",
        "  outbox        40 messages kept, 3 of them not yet sent; 2 were dropped unsent",
    ]


@pytest.mark.parametrize(
    ("length_s", "text"),
    [(-5, "0 s"), (59.9, "59 s"), (60, "1 min 0 s"), (3725, "1 h 2 min"), (90_061, "1 d 1 h")],
)
def test_durations_have_two_units(length_s: float, text: str) -> None:
    assert duration(length_s) == text
