"""The page for Prometheus of a kiosk that runs."""

import json
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from edge.cli.errors import exit_code
from edge.clock import machine_time_s
from edge.exit_codes import BAD_USAGE
from edge.kiosk.console.metrics import ignore_health_message, open_metrics_page
from edge.kiosk.process.systemd import SystemdNotifier
from edge.kiosk.run import KioskService
from edge.kiosk.times import USUAL_TIMES
from edge.settings.settings import Settings
from edge.web.errors import PagePackagesError
from tests.doubles.broker import free_port
from tests.doubles.player_page import request
from tests.doubles.waiting import wait_until
from tests.edge.kiosk.console.test_console import PATIENCE_S, listeners, running_service, settings
from tests.edge.metrics.test_text import samples


def test_without_the_section_nothing_listens(tmp_path: Path) -> None:
    """Imports are tested in tests/test_imports.py."""
    before = listeners()
    with ExitStack() as stack:
        assert open_metrics_page(settings(tmp_path, None), stack) is ignore_health_message
        ignore_health_message(b"{}")
        assert listeners() == before


def test_a_kiosk_shows_what_it_publishes(tmp_path: Path) -> None:
    """The numbers are those of the health message that the publisher was given."""
    wanted = settings(tmp_path, None, metrics={"port": free_port()})
    assert wanted.metrics is not None
    port = wanted.metrics.port
    times = replace(USUAL_TIMES, health_every_s=1.0)
    service = KioskService(wanted, SystemdNotifier({}), machine_time_s, times=times)
    with running_service(service):
        wait_until(lambda: service._kiosk is not None and bool(request(port, "/metrics")[2]), "a message", PATIENCE_S)
        assert service._kiosk is not None
        message = service._kiosk.newest_health
        assert message is not None
        fields = json.loads(message.payload)
        told = samples(request(port, "/metrics")[2])
        assert told["vitrina_outbox_rows"] >= 0
        assert told["vitrina_first_seq"] == fields["first_seq"]
    with pytest.raises(ConnectionRefusedError):
        request(port, "/metrics")


def test_a_page_that_cannot_be_served_names_the_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    monkeypatch.delitem(sys.modules, "edge.metrics.page", raising=False)
    monkeypatch.delitem(sys.modules, "edge.metrics.text", raising=False)
    with (
        ExitStack() as stack,
        pytest.raises(PagePackagesError, match="metrics: the package prometheus_client is not") as e,
    ):
        open_metrics_page(settings(tmp_path, None, metrics={"port": 0}), stack)
    assert exit_code(e.value) == BAD_USAGE


def test_two_pages_on_one_port_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\[console\] port and \[metrics\] port are both 8461"):
        Settings.model_validate({"console": {"port": 8461}, "metrics": {"port": 8461}})
