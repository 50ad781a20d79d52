"""examples/mqtt-widget.html in Chromium: it reports start and end of its ad to the reference broker."""

import shutil
import subprocess
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import sync_playwright

from edge.messages.commands import PlayCommand
from tests.doubles.broker import running
from tests.doubles.reference import EXAMPLES, Reference
from tests.doubles.screen import skip_without_browser
from tests.examples.broker_client import BrokerClient

DOOR, PLAYER = "acme/berlin-7/door", "acme/berlin-7/door/cmd/play"
PACKAGE = "mqtt@5.16.0"


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Prints nothing."""


def fetch_mqtt_js(folder: Path) -> None:
    """Puts mqtt.min.js into the folder; skips the test where no registry has it."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    fetched = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True)
    if fetched.returncode:
        pytest.skip(f"npm has no {PACKAGE}: {fetched.stderr[-200:]}")
    subprocess.run(
        ["tar", "xzf", fetched.stdout.strip(), "--strip-components=2", "package/dist/mqtt.min.js"],
        cwd=folder,
        check=True,
    )


def test_a_page_reports_start_and_end_of_its_ad(tmp_path: Path) -> None:
    skip_without_browser()
    (page_folder := tmp_path / "page").mkdir()
    fetch_mqtt_js(page_folder)
    broker = Reference(tmp_path / "broker", users={name: f"secret of {name}" for name in (DOOR, PLAYER)})
    broker.folder.mkdir()
    widget = (EXAMPLES / "mqtt-widget.html").read_text(encoding="utf-8")
    for original, ours in (
        ("mqtt.example.org:8885", f"127.0.0.1:{broker.web_port}"),
        ("the password of KIOSK/cmd/play", f"secret of {PLAYER}"),
        ("DURATION_S = 15", "DURATION_S = 0.5"),
    ):
        assert widget.count(original) == 1
        widget = widget.replace(original, ours)
    (page_folder / "widget.html").write_text(widget, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(page_folder)))
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    with (
        running(broker),
        closing(BrokerClient(broker, DOOR)) as kiosk,
        server,
        sync_playwright() as playwright,
    ):
        kiosk.listen(f"vitrina/1/{DOOR}/cmd/+")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(ignore_https_errors=True)
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/widget.html")
        kiosk.wait_for_count(2)
        browser.close()
        server.shutdown()
    plays = [PlayCommand.model_validate_json(payload) for _, payload in kiosk.heard]
    assert [(play.creative, play.event, play.duration_s) for play in plays] == [
        ("spring_a", "start", 0.5),
        ("spring_a", "end", None),
    ]
    assert all(play.at is not None for play in plays)
