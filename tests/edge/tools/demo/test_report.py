"""The report of the demo, made by the central server's own command from messages of a simulated kiosk."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.tools.demo import report as demo_report
from edge.tools.demo.report import EVERY_S, FIRST_EVERY_S, DemoReport, no_report_reason
from edge.tools.demo.sources import ADVERTS
from edge.tools.demo.state import DemoMessage
from tests.doubles.waiting import wait_until
from tests.system.shop import ROOT

pytestmark = pytest.mark.skipif(no_report_reason() is not None, reason=str(no_report_reason()))


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> list[DemoMessage]:
    """Messages of a kiosk in a day."""
    lines = tmp_path_factory.mktemp("fleet") / "lines.jsonl"
    command = [sys.executable, "-m", "central", "simulate", "--kiosks", "1", "--days", "1", "--out", str(lines)]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    texts = (json.loads(line) for line in lines.read_text().splitlines())
    sent = [DemoMessage(text["topic"], json.dumps(text["payload"])) for text in texts]
    return [message for message in sent if message.kind in ("window", "reaction")][:60]


@pytest.fixture
def report(tmp_path: Path) -> Iterator[DemoReport]:
    folder = tmp_path / "demo"
    folder.mkdir()
    made = DemoReport(folder, tmp_path / "kept.html", ADVERTS)
    yield made
    made.close()


def test_the_report_grows_with_what_leaves(report: DemoReport, messages: list[DemoMessage], tmp_path: Path) -> None:
    """Plays alone make none. One child at a time works, every 20 s at most; the last report has everything."""
    play = {"schema": "vitrina.play/1", "creative": "advert_a"}
    report.add_message(DemoMessage("vitrina/1/demo/shop/kiosk/play", json.dumps(play)))
    report.update_report(100.0)
    assert report._child is None
    assert report.report_state_text() == "report: after the first window"
    for message in messages[: len(messages) // 2]:
        report.add_message(message)
    report.update_report(100.0)
    child = report._child
    assert child is not None
    assert os.getpriority(os.PRIO_PROCESS, child.pid) == 19
    report.update_report(100.0 + 2 * EVERY_S)
    assert report._child is child
    assert child.wait(60) == 0
    report.update_report(101.0)
    assert (report.count, report.report_state_text()) == (1, f"report: {tmp_path}/kept.html")
    assert f'content="{EVERY_S:.0f}"' in report.page.read_text()
    first = (tmp_path / "kept.html").read_text()
    assert "SIMULATED" in first
    report.update_report(100.0 + EVERY_S)
    assert report._child is None  # nothing new
    for message in messages[len(messages) // 2 :]:
        report.add_message(message)
    report.make_last_report()
    last = (tmp_path / "kept.html").read_text()
    assert last != first
    assert "this shop" in last  # and not "in shops": it says how far its numbers reach
    assert (tmp_path / "demo" / "report.html").read_text() == last
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo", "kept.html"]


def test_the_page_shows_the_newest_report_and_loads_itself_again(report: DemoReport, tmp_path: Path) -> None:
    """Before the first report it says when that comes, and looks more often. It says that it is a demo."""
    page = report.page.read_text()
    assert f'http-equiv="refresh" content="{FIRST_EVERY_S:.0f}"' in page
    assert 'src="report.html"' in page
    assert "A demo" in page
    assert "after the first window" in (tmp_path / "demo" / "report.html").read_text()


def test_a_fault_of_the_command_is_told_and_the_next_report_is_tried(
    report: DemoReport, messages: list[DemoMessage], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The last line of its errors says why."""
    failing = tmp_path / "python"
    failing.write_text('#!/bin/sh\necho "report: the disk is full" >&2\nexit 1\n')
    failing.chmod(0o755)
    window = next(message for message in messages if message.kind == "window")
    report.add_message(window)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", str(failing))
        report.update_report(100.0)
    child = report._child
    assert child is not None
    wait_until(lambda: child.poll() is not None, "the end of the child")
    report.update_report(101.0)
    assert report.report_state_text() == "report: the disk is full"
    report.add_message(window)
    report.update_report(100.0 + EVERY_S)
    assert report._child is not None


def test_without_the_central_server_its_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_report, "PACKAGES", ("central", "not_there"))
    assert no_report_reason() == "to get a report, run pip install 'vitrina[central]' (not_there is missing)"
