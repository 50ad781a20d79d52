"""The status socket: a running kiosk answers clients on this machine; without a kiosk there is an error."""

import errno
import os
import socket
import stat
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.kiosk.process.status_socket import (
    KioskNotAnsweringError,
    KioskNotRunningError,
    KioskStatusServer,
    request_kiosk_status,
    socket_path,
)
from edge.kiosk.state.status import KioskStatus, LastStoredMessage
from edge.tools.status import duration_text, status_lines

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
    use="shop",
    reader='none: [models] use = "shop", and no reader for a shop ships.',
    laughter="voice-0.4m fails the checks of its card.",
)


def test_the_server_answers_with_the_status(tmp_path: Path) -> None:
    with KioskStatusServer(tmp_path / "outbox.db", lambda: STATUS):
        assert request_kiosk_status(tmp_path / "outbox.db") == STATUS
        assert request_kiosk_status(tmp_path / "outbox.db") == STATUS
        assert stat.S_IMODE(socket_path(tmp_path / "outbox.db").stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == []


def test_a_stale_socket_file_counts_as_not_running(tmp_path: Path) -> None:
    stale = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    stale.bind(str(socket_path(tmp_path / "outbox.db")))
    stale.close()
    with pytest.raises(KioskNotRunningError, match="no kiosk is running"):
        request_kiosk_status(tmp_path / "outbox.db")
    with KioskStatusServer(tmp_path / "outbox.db", lambda: STATUS):
        assert request_kiosk_status(tmp_path / "outbox.db") == STATUS


def test_a_hung_kiosk_is_reported_as_hung(tmp_path: Path) -> None:
    released = threading.Event()

    def hangs() -> KioskStatus:
        released.wait(20)
        return STATUS

    with KioskStatusServer(tmp_path / "outbox.db", hangs):
        with pytest.raises(KioskNotRunningError, match="does not respond"):
            request_kiosk_status(tmp_path / "outbox.db", timeout_s=0.2)
        released.set()


SERVER = """
import resource, sys, time
from pathlib import Path
from edge.kiosk.state.status import KioskStatus
from edge.kiosk.process.status_socket import KioskStatusServer

with KioskStatusServer(Path(sys.argv[1]), lambda: KioskStatus("0.1.0", "sensing", (), 1000.0)):
    for line in sys.stdin:
        resource.setrlimit(resource.RLIMIT_NOFILE, (int(line), 1024))
        print(time.process_time(), flush=True)
"""


def test_a_moment_without_descriptors_is_survived(tmp_path: Path) -> None:
    """Meanwhile nobody gets an answer, and the kiosk does not spin; then everybody gets one again."""
    outbox = tmp_path / "outbox.db"
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, outbox], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )

    def allow(descriptors: int) -> float:
        """Processor time of the server so far, in seconds."""
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(f"{descriptors}\n")
        return float(server.stdout.readline())

    with server:
        allow(1024)
        assert request_kiosk_status(outbox).state == "sensing"
        before_s = allow(3)  # there is none but stdin, stdout and stderr
        with suppress(KioskNotAnsweringError):
            request_kiosk_status(
                outbox
            )  # answered if the server waited already: the kernel gave it a descriptor before
        with pytest.raises(KioskNotAnsweringError, match="does not respond"):
            request_kiosk_status(outbox)
        assert allow(3) - before_s < 0.3
        allow(1024)
        assert request_kiosk_status(outbox).state == "sensing"
        server.stdin.close()  # type: ignore[union-attr]


def test_the_client_says_when_it_has_no_descriptors_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing is known of the kiosk."""

    def refused(*_: object) -> socket.socket:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(socket, "socket", refused)
    with pytest.raises(KioskNotAnsweringError, match="Too many open files"):
        request_kiosk_status(tmp_path / "outbox.db")


@pytest.mark.parametrize(
    ("state", "is_wanted", "code"),
    [("sensing", True, 0), ("paused", True, 0), ("paused", False, 1), ("degraded", True, 1), ("offline", True, 3)],
)
def test_the_exit_code_is_for_a_monitor(
    state: str, is_wanted: bool, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 also while it is paused as somebody wanted it; not so for a clock that is not set."""
    config = tmp_path / "vitrina.toml"
    config.write_text(f'[outbox]\npath = "{tmp_path}/outbox.db"\n')
    with KioskStatusServer(tmp_path / "outbox.db", lambda: replace(STATUS, state=state, is_wanted=is_wanted)):
        assert main(["status", "--config", str(config)]) == code
        assert main(["status", "--config", str(config), "--json"]) == code
    assert capsys.readouterr().out.startswith(f"{state}, for ")


def test_a_kiosk_that_does_not_run_is_exit_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "vitrina.toml"
    config.write_text(f'[outbox]\npath = "{tmp_path}/outbox.db"\n')
    assert main(["status", "--config", str(config)]) == 3
    assert capsys.readouterr().err.startswith("status: no kiosk is running on ")


def test_a_path_that_is_too_long_for_a_socket_is_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    with KioskStatusServer(folder / "outbox.db", lambda: STATUS):
        assert "will not find this kiosk" in caplog.text


def test_the_status_is_printed_as_lines_for_people() -> None:
    assert list(status_lines(STATUS, 1075.0)) == [
        "degraded, for 1 min 15 s (version 0.1.0)",
        "  because       camera: /dev/video0 is unplugged.",
        "  use           shop",
        '  model         none: [models] use = "shop", and no reader for a shop ships.',
        "  laughter      none: voice-0.4m fails the checks of its card.",
        "  queued        visits wait for more people",
        "  last message  window, 45 s ago (seq 41)",
        "  broker        127.0.0.1:1883, not connected",
        "  wrong         broker: 127.0.0.1:1883 cannot be reached (refused).",
        "  outbox        40 messages stored, 3 of them not yet sent; 2 were deleted before they could be sent",
    ]


def test_a_kiosk_that_takes_comments_says_by_which_network() -> None:
    """And what waits may then be comments alone."""
    printed = list(status_lines(replace(STATUS, comments="text-3.4m@sha256:ab12: Vitrina ships it."), 1075.0))
    assert printed[5:7] == [
        "  comments      text-3.4m@sha256:ab12: Vitrina ships it.",
        "  queued        visits or comments wait for more people",
    ]


@pytest.mark.parametrize("people", [None, 0])
def test_of_a_day_on_which_few_comments_were_dropped_nothing_is_said(people: int | None) -> None:
    assert list(status_lines(replace(STATUS, dropped_writers=people), 1075.0)) == list(status_lines(STATUS, 1075.0))


def test_dropped_comments_of_the_last_day_are_told_with_the_reason() -> None:
    printed = list(status_lines(replace(STATUS, comments="text-3.4m", dropped_writers=20), 1075.0))
    why = "too few people wrote during one ad, or two wrote in the same minute"
    assert printed[7] == f"  dropped       comments from at least 20 slots of ten minutes on the last day: {why}"


@pytest.mark.parametrize(
    ("length_s", "text"),
    [(-5, "0 s"), (59.9, "59 s"), (60, "1 min 0 s"), (3725, "1 h 2 min"), (90_061, "1 d 1 h")],
)
def test_durations_have_two_units(length_s: float, text: str) -> None:
    assert duration_text(length_s) == text
