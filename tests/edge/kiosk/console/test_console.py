"""The technician's page of a kiosk: what is loaded, what it shows, and what a pause from it does."""

import json
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from edge.cli.errors import exit_code
from edge.clock import machine_time_s
from edge.console.sessions import make_link_token
from edge.exit_codes import BAD_USAGE
from edge.kiosk.console.console import NO_CONSOLE, NO_TOOLS, open_console
from edge.kiosk.console.network_console import NetworkRequest, request_network_page
from edge.kiosk.process.systemd import SystemdNotifier
from edge.kiosk.run import KioskService
from edge.kiosk.state.pause_file import pause_path
from edge.settings.settings import Settings
from edge.toml_text import read_toml
from edge.web.errors import PageError
from edge.web.token_file import read_token, token_path
from tests.doubles.broker import free_port
from tests.doubles.player_page import request
from tests.doubles.waiting import wait_until
from tests.system.shop import NOTICE_TEXTS, kept

PATIENCE_S = 30.0
CONFIRMED = {**read_toml(NOTICE_TEXTS), "confirmed_on": date(2026, 11, 20), "confirmed_by": "a tester"}


def settings(folder: Path, port: int | None, **more: Any) -> Settings:
    values: dict[str, Any] = {
        "camera": {"source": "/nowhere/camera.mp4"},
        "models": {"expression": "none"},
        "outbox": {"path": str(folder / "outbox.db")},
        "broker": {"host": "127.0.0.1", "port": 9},
        **more,
    }
    return Settings.model_validate(values if port is None else {**values, "console": {"port": port}})


@dataclass
class Page:
    """A session on the page of a kiosk that runs."""

    port: int
    outbox: Path
    session: dict[str, str]
    service: KioskService

    def state(self) -> dict[str, Any]:
        shown: dict[str, Any] = json.loads(request(self.port, "/state.json", headers=self.session)[2])
        return shown

    def wait_for(self, state: str, *reasons: str) -> dict[str, Any]:
        """The snapshot, once it shows this state with these reasons among others."""
        wait_until(
            lambda: (s := self.state())["state"] == state and set(reasons) <= set(s["reasons"]), state, PATIENCE_S
        )
        return self.state()

    def post(self, path: str) -> int:
        return request(self.port, path, "POST", headers={**self.session, "Origin": f"http://127.0.0.1:{self.port}"})[0]

    def send(self, path: str, values: dict[str, Any]) -> tuple[int, str]:
        """Status and text of the answer to values."""
        headers = {**self.session, "Origin": f"http://127.0.0.1:{self.port}"}
        status, _, text = request(self.port, path, "POST", json.dumps(values), headers)
        return status, text.decode()


def log_in(port: int, outbox: Path, now_s: float | None = None) -> dict[str, str]:
    """Headers of a new session, by a link as `vitrina console` makes it."""
    secret = read_token(token_path(outbox, "console"), "console")
    token = make_link_token(secret, machine_time_s() if now_s is None else now_s)
    status, headers, _ = request(port, "/login", "POST", token, {"Origin": f"http://127.0.0.1:{port}"})
    assert status == 204
    return {"Cookie": headers["set-cookie"].partition(";")[0]}


@contextmanager
def running(wanted: Settings) -> Iterator[KioskService]:
    service = KioskService(wanted, SystemdNotifier({}))
    with running_service(service):
        yield service


@contextmanager
def running_service(service: KioskService) -> Iterator[None]:
    thread = threading.Thread(target=service.run)
    thread.start()
    try:
        yield
    finally:
        service.stop()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


@contextmanager
def shown(wanted: Settings) -> Iterator[Page]:
    """The page of a kiosk that runs."""
    assert wanted.console is not None
    port, outbox = wanted.console.port, wanted.outbox.path
    with running(wanted) as service:
        wait_until(lambda: service._console is not NO_CONSOLE, "the page", PATIENCE_S)
        page = Page(port, outbox, log_in(port, outbox), service)
        wait_until(lambda: bool(page.state()["stages"]), "a snapshot", PATIENCE_S)
        yield page


def test_without_the_section_nothing_listens(tmp_path: Path) -> None:
    """And no token lies on the disk. What is loaded is in tests/test_imports.py."""
    with ExitStack() as stack:
        assert open_console(settings(tmp_path, None), machine_time_s, NO_TOOLS, lambda: None, stack) is NO_CONSOLE
    before = listeners()
    with running(settings(tmp_path, None)) as service:
        wait_until(lambda: service._kiosk is not None and service.status().version != "", "a kiosk", PATIENCE_S)
        assert listeners() == before
    assert not token_path(tmp_path / "outbox.db", "console").exists()


def listeners() -> set[str]:
    """Sockets of this process that listen for TCP."""
    inodes = set()
    for fd in Path("/proc/self/fd").iterdir():
        try:
            inodes.add(str(fd.readlink()).removeprefix("socket:[").rstrip("]"))
        except OSError:
            continue
    tables = [Path("/proc/self/net/tcp"), Path("/proc/self/net/tcp6")]
    rows = [line.split() for table in tables if table.exists() for line in table.read_text().splitlines()[1:]]
    return {row[1] for row in rows if row[3] == "0A" and row[9] in inodes}


def test_a_pause_from_the_page_is_local_and_not_told_at_once(tmp_path: Path) -> None:
    """It goes the way of the opt-out: it is stored, outlives a restart, and ends early from here."""
    wanted = settings(tmp_path, free_port(), notice=CONFIRMED)
    with shown(wanted) as page:
        assert page.state()["pause_until_s"] is None
        assert page.post("/pause") == 204
        now = page.wait_for("paused", "local")
        assert 590 < now["pause_until_s"] - now["now_s"] <= 600
        wait_until(pause_path(page.outbox).exists, "the file of the pause")
        assert page.service._kiosk is not None
        told = page.service._kiosk.parts.state.reported_snapshot
        assert "local" not in told.reasons  # messages report it half a minute after its window
    with shown(wanted) as page:
        page.wait_for("paused", "local")
        assert page.post("/resume") == 204
        wait_until(lambda: page.state()["pause_until_s"] is None, "the end of the pause")
        wait_until(lambda: "local" not in page.state()["reasons"], "no hold of the page")


def test_a_pause_of_the_page_stands_beside_others_and_does_not_lift_them(tmp_path: Path) -> None:
    """A notice that nobody confirmed stays a reason."""
    with shown(settings(tmp_path, free_port(), notice={})) as page:
        page.post("/pause")
        page.wait_for("paused", "notice: not confirmed", "local")
        page.post("/resume")
        wait_until(lambda: page.state()["reasons"] == ["notice: not confirmed"], "the end of the pause")


def test_a_permit_and_a_page_on_the_network_end_with_the_kiosk_and_so_do_their_alerts(tmp_path: Path) -> None:
    """Both are told, raised and cleared. A kiosk that follows has neither."""
    wanted = settings(tmp_path, free_port(), notice=CONFIRMED)
    with shown(wanted) as page:
        assert page.post("/view/begin") == 204
        page.wait_for("paused", "local")
        asked = request_network_page(page.outbox, NetworkRequest(for_s=60.0, address="127.0.0.2", view=False))
        next(asked)
        codes = {"view.open", "console.open"}
        wait_until(lambda: codes <= {one["code"] for one in page.state()["alerts"]}, "the alerts", PATIENCE_S)
    asked.close()
    told = [one for one in kept(page.outbox) if one.get("code") in codes]
    assert sorted((one["code"], one["cleared"] is not None) for one in told) == [
        ("console.open", False), ("console.open", True), ("view.open", False), ("view.open", True),
    ]  # fmt: skip
    with shown(wanted) as page:
        assert page.state()["view"] == {"until_s": None, "is_mine": False, "text": ""}
        assert "local" not in page.state()["reasons"]


def test_the_page_shows_stages_alerts_and_the_uplink(tmp_path: Path) -> None:
    """A camera that is not there is an alert with its cure."""
    kits = [
        {"port": f"/dev/none{kit}", "kit": kit, "wearer": "w1", "consent": str(tmp_path / f"{kit}.json")}
        for kit in ("grove", "ble_hr")
    ]
    wanted = settings(tmp_path, free_port(), notice=CONFIRMED, kits=kits)
    with shown(wanted) as page:
        page.wait_for("degraded")
        wait_until(lambda: "camera.lost" in [one["code"] for one in page.state()["alerts"]], "the alert", PATIENCE_S)
        now = page.state()
        assert [stage["name"] for stage in now["stages"]] == [
            "camera", "perception", "biosignals", "plays", "audience", "publisher",
        ]  # fmt: skip
        assert now["uplink"]["broker"] == "127.0.0.1:9"
        assert not now["uplink"]["is_connected"]
        assert now["kits"] == [
            {"number": 1, "kind": "grove", "contact": None, "measures_contact": True},
            {"number": 2, "kind": "ble_hr", "contact": None, "measures_contact": False},
        ]
        assert "held" not in json.dumps(now)
        assert "w1" not in json.dumps({**now, "alerts": []})


def test_a_port_in_use_is_bad_usage_and_leaves_nothing_open(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        service = KioskService(settings(tmp_path, port), SystemdNotifier({}))
        with pytest.raises(
            PageError, match=rf"console: cannot listen on 127.0.0.1:{port} .*another \[console\] port"
        ) as raised:
            service.run()
    assert exit_code(raised.value) == BAD_USAGE
    assert not (tmp_path / "outbox.db").exists()


def test_a_second_kiosk_leaves_the_token_of_the_first(tmp_path: Path) -> None:
    """Its links go on: the lock of the outbox comes first."""
    wanted = settings(tmp_path, free_port())
    with shown(wanted) as page:
        with pytest.raises(Exception, match="is already running"):
            KioskService(wanted, SystemdNotifier({})).run()
        assert page.state()["version"]
        log_in(page.port, page.outbox)


def test_the_page_says_that_the_clock_is_not_set_and_then_shows_the_kiosk(tmp_path: Path) -> None:
    """Also before there is a kiosk, which a technician wants to know most."""
    off_s = [1_700_000_000.0]

    def clock() -> float:
        return machine_time_s() - off_s[0]

    wanted = settings(tmp_path, free_port())
    service = KioskService(wanted, SystemdNotifier({}), clock)
    with running_service(service):
        wait_until(lambda: service._console is not NO_CONSOLE, "the page", PATIENCE_S)
        assert wanted.console is not None
        page = Page(wanted.console.port, wanted.outbox.path, {}, service)
        page.session = log_in(page.port, page.outbox, clock())
        wait_until(lambda: page.state()["state"] == "paused", "the pause", PATIENCE_S)
        assert page.state()["reasons"][0].startswith("clock: the system clock shows 19")
        assert page.post("/pause") == 503
        off_s[0] = 0.0
        wait_until(lambda: service._kiosk is not None, "the kiosk", PATIENCE_S)
        page.session = log_in(page.port, page.outbox, clock())
        page.wait_for("paused", "notice: not confirmed")
        assert page.state()["pause_until_s"] is None


def test_missing_packages_are_named_with_their_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("edge.console.console", "edge.console.app"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    with ExitStack() as stack, pytest.raises(PageError, match=r"console: the package starlette.* is not installed"):
        open_console(settings(tmp_path, free_port()), machine_time_s, NO_TOOLS, lambda: None, stack)
    assert not token_path(tmp_path / "outbox.db", "console").exists()
