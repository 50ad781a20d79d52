"""Pages that end or are broken: messages are stored all the same, the pages start again, and an alert says so."""

import gc
import json
import socket
import threading
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the central server's packages are missing: make setup")

from central.alerts.codes import MINUTE_MS
from central.alerts.keeper import AlertKeeper, Watched
from central.clock import now_ms
from central.ingest.session import Session
from central.serve import checks
from central.serve.serve import broker_options, run_pages, run_parts
from central.settings import BrokerSection, Settings
from central.store.database import open_store, read_view
from central.store.open_alerts import server_alerts
from central.store.scope import Scope
from central.store.store import Store
from central.store.tokens import add_token
from tests.central import fleet
from tests.central.rows import one
from tests.central.serve.test_web import certificate_in
from tests.doubles.broker import Mosquitto, free_port, running, subscribed
from tests.doubles.ready_store import ready
from tests.doubles.waiting import wait_until


def settings_in(folder: Path, **web: object) -> Settings:
    """Settings of a new store and of pages on a free port."""
    data = ready(folder / "data").data
    web = {"port": free_port(), "metrics_port": free_port(), **web}
    return Settings.model_validate({"central": {"data": data}, "broker": {"port": free_port()}, "web": web})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings.store_location()) as opened:
        yield opened


def text_of(port: int | None, path: str, token: str = "") -> str:
    """Text of an answer; empty if there is none."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    try:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, ConnectionError):
        return ""


def test_messages_are_stored_while_pages_that_ended_start_again(
    tmp_path: Path, settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("central.serve.serve.LOOK_S", 0.02)
    broker = Mosquitto(tmp_path)
    stopping = threading.Event()
    with (
        running(broker),
        run_pages(settings, settings.store_location(), is_wanted=True) as web,
        ThreadPoolExecutor(1) as pool,
    ):
        session = Session(broker_options(BrokerSection(port=broker.port)))
        alerts = AlertKeeper(store, (), Watched(), now_ms(), stopping)
        served = pool.submit(run_parts, store, session, 92, stopping, alerts, web)
        try:
            wait_until(session.is_connected.is_set, "the broker")
            for server in web.servers:  # type: ignore[union-attr]
                server.stop()
            wait_until(lambda: served.done() or bool(text_of(settings.web.port, "/healthz")), "the pages")
            assert not served.done()
            wait_until(lambda: "vitrina_open_alerts" in text_of(settings.web.metrics_port, "/metrics"), "the metrics")
            with subscribed(broker.port, topics="none") as kiosk:
                kiosk.publish(fleet.topic("play"), fleet.payload(fleet.play(1)))
            wait_until(lambda: one(store, "SELECT count(*) FROM plays") == 1, "the message")
        finally:
            stopping.set()
        served.result()


def test_pages_whose_port_is_taken_are_an_alert_until_they_answer(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen in the metrics and by `doctor`, and by /healthz once there are pages again."""
    from central.serve.serve import build_watched_parts

    monkeypatch.setattr("central.web.kept_server.AGAIN_S", 0.0)
    monkeypatch.setattr(checks, "CONNECT_S", 0.1)  # for the broker, which is not there
    with store.engine.begin() as connection:
        token = add_token(connection, "whole", "read", Scope.whole_store(), 1)
    t0, port = now_ms(), settings.web.port
    with run_pages(settings, settings.store_location(), is_wanted=True) as web:
        assert web is not None
        made = AlertKeeper(store, (), build_watched_parts(settings, None, web), t0, threading.Event())
        made.update_alerts(t0)
        assert alerts_of(store) == {}
        web.servers[0].stop()  # type: ignore[attr-defined]
        with socket.create_server(("127.0.0.1", port)):
            web.restart_ended()
            made.update_alerts(t0 + MINUTE_MS)
        assert "cannot be restarted: web: the server cannot listen on 127.0.0.1" in alerts_of(store)["server.pages"]
        assert 'vitrina_open_alerts{code="server.pages"} 1.0' in text_of(settings.web.metrics_port, "/metrics")
        found = {finding.part: finding for finding in checks.run_checks(settings)}
        assert not found["server.pages"].is_good
        web.restart_ended()
        wait_until(lambda: bool(text_of(port, "/sign-in")), "the pages")
        assert json.loads(text_of(port, "/healthz", token)) == {"status": "ok", "alerts": ["server.pages"]}
        web.restart_ended()
        made.update_alerts(t0 + 2 * MINUTE_MS)
        made.update_alerts(t0 + 7 * MINUTE_MS)
        assert json.loads(text_of(port, "/healthz", token)) == {"status": "ok", "alerts": []}
        assert alerts_of(store) == {}


def test_pages_whose_certificate_is_gone_leave_no_port_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate is read before the port is bound. The fault says only what is wrong."""
    monkeypatch.setattr("central.web.kept_server.AGAIN_S", 0.0)
    certificate, key = certificate_in(tmp_path)
    settings = settings_in(tmp_path, certificate=certificate, key=key)
    with run_pages(settings, settings.store_location(), is_wanted=True) as web:
        assert web is not None
        kept = web.servers[0]  # type: ignore[attr-defined]
        kept.stop()
        certificate.unlink()
        with warnings.catch_warnings(record=True) as leaks:
            warnings.simplefilter("always", ResourceWarning)
            kept.restart_if_ended()
            gc.collect()
        assert [str(leak.message) for leak in leaks if "socket" in str(leak.message)] == []
        assert kept.fault.endswith("and a PEM file with the key, without a password.")


def alerts_of(store: Store) -> dict[str, str]:
    """Codes and texts of the server's own alerts."""
    with read_view(store) as connection:
        return {alert.code: alert.text for alert in server_alerts(connection)}


def test_pages_that_answer_500_are_at_fault_until_they_no_longer_do(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sign-in page once, any other where many requests failed."""
    with run_pages(settings, settings.store_location(), is_wanted=True) as web:
        assert web is not None
        assert web.page_fault() is None
        with monkeypatch.context() as broken:
            broken.setattr("central.web.pages.sign_in._sign_in_form", lambda *_: 1 / 0)
            assert web.page_fault() == "The sign-in page answers with status 500."
        assert web.page_fault() is None
        with monkeypatch.context() as broken:
            broken.setattr("central.web.health.has_users", lambda *_: 1 / 0)
            for _ in range(4):
                assert text_of(settings.web.port, "/healthz") == ""
        assert web.page_fault() == "5 requests or more got status 500 within the last 10 minutes."
        monkeypatch.setattr("central.web.page_faults.WITHIN_S", 0.0)
        assert web.page_fault() is None


def test_pages_by_tls_are_asked_by_tls(tmp_path: Path) -> None:
    """Whoever signed their certificate."""
    certificate, key = certificate_in(tmp_path)
    settings = settings_in(tmp_path, certificate=certificate, key=key)
    with run_pages(settings, settings.store_location(), is_wanted=True) as web:
        assert web is not None
        assert web.page_fault() is None
