"""A kiosk whose threads all fail, each several times: it says so, goes on, and ends when it is asked to."""

import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edge.kiosk.process.status_socket import request_kiosk_status
from edge.kiosk.process.systemd import SystemdNotifier
from edge.kiosk.run import KioskService
from edge.settings.settings import Settings
from edge.supervised_thread import FAILURES, SupervisedThread
from tests.doubles.broker import free_port
from tests.doubles.player_page import request
from tests.doubles.waiting import wait_until
from tests.edge.kiosk.console.test_console import running_service

THREADS = {
    *("audience", "plays", "perception", "publisher", "feed"),
    *("answering", "playlist", "remote playlist", "player pages", "console pages", "console requests", "metrics pages"),
}
"""Threads of a kiosk without a camera, microphone or kit."""


def settings(folder: Path) -> Settings:
    """Settings with everything that has a thread, but for the devices."""
    (folder / "list.toml").write_text('[[creative]]\nid = "a"\nfile = "a.mp4"\n')
    (folder / "token").write_text("t")
    player = {"media": str(folder), "playlist": str(folder / "list.toml"), "port": free_port(), "remote": True}
    return Settings.model_validate(
        {
            "models": {"expression": "none"},
            "outbox": {"path": str(folder / "outbox.db")},
            "broker": {"host": "127.0.0.1", "port": 9},
            "playback": {"feed": "player"},
            "player": {**player, "media_url": "http://127.0.0.1:9/", "media_token_file": str(folder / "token")},
            "console": {"port": free_port()},
            "metrics": {"port": free_port()},
        }
    )


def break_threads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Lets every supervised thread fail when it starts, FAILURES times. Returns how often each has failed."""
    failed: Counter[str] = Counter()
    build = SupervisedThread.__init__

    def built(self: SupervisedThread, work: Callable[[], None], name: str, *more: Any, **named: Any) -> None:
        def breaks() -> None:
            if failed[name] < FAILURES:
                failed[name] += 1
                raise RuntimeError(f"broken: {name}")
            work()

        build(self, breaks, name, *more, **named)
        self._backoff_s = (0.0,)

    monkeypatch.setattr(SupervisedThread, "__init__", built)
    return failed


def test_a_kiosk_of_which_each_thread_fails_tells_all_of_them_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failed, wanted = break_threads(monkeypatch), settings(tmp_path)
    service = KioskService(wanted, SystemdNotifier({}))
    with running_service(service):
        wait_until(lambda: {name for name, count in failed.items() if count == FAILURES} >= THREADS, "every fault")
        running = {thread.name for thread in threading.enumerate() if isinstance(thread, SupervisedThread)}
        assert running >= THREADS
        codes = {f"stage.{name.replace(' ', '_')}" for name in THREADS}
        wait_until(lambda: codes <= {one.code for one in service._kiosk.parts.state.active_alerts}, "alerts")  # type: ignore[union-attr]
        assert request_kiosk_status(wanted.outbox.path).state == "paused"
        assert wanted.player is not None
        assert request(wanted.player.port, "/")[0] == 200
        assert all(caplog.text.count(f"RuntimeError: broken: {name}") == FAILURES for name in THREADS)
