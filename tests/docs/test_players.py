"""docs/shop/screen.md: its settings are settings, its commands run as they are printed, and its widget tells plays."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, sync_playwright

from edge.screen.feeds.feed_health import BAD_S
from edge.screen.feeds.playing_check import EVERY_S, LOST_S, MOVED_S
from edge.screen.feeds.server import ServerOptions
from edge.settings.playback import FEEDS
from edge.settings.settings import parse_settings_text
from tests.doubles.broker import free_port
from tests.doubles.play_server import ServedPlays, served_plays
from tests.doubles.screen import skip_without_browser
from tests.doubles.waiting import wait_until

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "shop/screen.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
TOKEN_FILE = "/var/lib/vitrina/outbox.db.play-token"


@pytest.fixture
def it(tmp_path: Path) -> Iterator[ServedPlays]:
    with served_plays(tmp_path) as served:
        yield served


@pytest.mark.parametrize("block", BLOCKS)
def test_each_block_of_settings_is_one(block: str) -> None:
    """With the lines that are comments, too."""
    settings = parse_settings_text(block, Path("vitrina.toml"))
    assert settings.playback.feed in FEEDS
    assert (
        parse_settings_text(re.sub(r"^# ", "", block, flags=re.MULTILINE), Path("vitrina.toml")).playback.feed in FEEDS
    )


def test_every_feed_is_in_the_table() -> None:
    rows = set(re.findall(r"^\| [^|]+ \| `(\w+)` \|", DOCUMENT, re.MULTILINE))
    assert rows - {"feed"} == set(FEEDS)


def printed(begin: str, it: ServedPlays, folder: Path) -> list[str]:
    """Lines that a block of the document prints, with the port and the token of a test."""
    (block,) = [text for text in re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL) if text.startswith(begin)]
    assert TOKEN_FILE in block
    block = block.replace(TOKEN_FILE, f"{folder}/token").replace("127.0.0.1:8462", f"127.0.0.1:{it.port}")
    run = subprocess.run(["sh", "-c", block], capture_output=True, text=True, timeout=60, check=True)
    return run.stdout.splitlines()


def test_the_commands_tell_a_play(it: ServedPlays, tmp_path: Path) -> None:
    """By curl. The second report is of another place in the film than the first, so it is a start too."""
    assert printed("TOKEN=", it, tmp_path) == ['{"problems":[]}' * 3]
    assert [(play.event, play.creative, play.media_s) for play in it.told] == [
        ("start", "spring_a", 0.0),
        ("start", "spring_a", 5.0),
        ("end", "spring_a", 0.0),
    ]


def test_the_address_for_broadsign_is_answered(tmp_path: Path) -> None:
    """With the macros filled in as the player does."""
    with served_plays(tmp_path, "broadsign") as it:
        (address,) = printed("echo", it, tmp_path)
        now_ms = round(it.clock.now() * 1000)
        for macro, value in (("action_name", "start"), ("expected_play_time", now_ms), ("content_id", 8812)):
            address = address.replace("{{" + macro + "}}", str(value))
        address = re.sub(r"{{\w+}}", "1", address)
        run = subprocess.run(["curl", "-sS", "-o", "-", "-w", "%{http_code}", address], capture_output=True, text=True)
        assert run.stdout == "204"
        assert [play.creative for play in it.told] == ["spring_a"]


def test_the_numbers_are_those_of_the_code() -> None:
    assert (BAD_S, EVERY_S, LOST_S, MOVED_S) == (60.0, 5.0, 15.0, 2.0)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


@contextmanager
def shown_layout(folder: Path, widget: str, errors: list[str]) -> Iterator[Page]:
    """A layout with the widget in a frame, in Chromium and from another server, as a Xibo player shows it."""
    skip_without_browser()
    (folder / "widget.html").write_text(widget.replace("}, 5000)", "}, 200)"), encoding="utf-8")
    (folder / "layout.html").write_text("<iframe src=widget.html width=1 height=1></iframe>", encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page()
            page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
            page.goto(f"http://localhost:{server.server_address[1]}/layout.html")
            yield page
            browser.close()
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def xibo_widget(port: int, token: str) -> str:
    """The widget of the examples with port and token filled in."""
    widget = (ROOT / "examples" / "xibo-widget.html").read_text(encoding="utf-8")
    return widget.replace("127.0.0.1:8462", f"127.0.0.1:{port}").replace("the line of outbox.db.play-token", token)


def test_the_widget_tells_start_and_end_from_another_origin(it: ServedPlays, tmp_path: Path) -> None:
    errors: list[str] = []
    with shown_layout(tmp_path, xibo_widget(it.port, it.token), errors) as page:
        for _ in range(3):  # it says that the play goes on
            page.wait_for_event("request", lambda asked: asked.method == "POST")
        wait_until(lambda: len(it.told) == 1, "the start")
        page.evaluate("document.querySelector('iframe').remove()")  # the layout is over
        wait_until(lambda: len(it.told) == 2, "the end")
    assert [(play.event, play.creative, play.duration_s) for play in it.told] == [
        ("start", "spring_a", 15.0),
        ("end", "spring_a", None),
    ]
    assert {play.at for play in it.told} == {None}  # so they are told with an error of half a second
    assert [error for error in errors if "Vitrina" in error] == []
    assert it.feed is not None
    assert it.feed.alerts == ()


def test_one_layout_reports_to_every_kiosk_of_a_fleet(tmp_path: Path) -> None:
    """With the token that the commands of the document make, and that no kiosk changes."""
    (block,) = [text for text in re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL) if text.startswith("openssl rand")]
    token_file, port, errors = tmp_path / "play-token", free_port(), list[str]()
    block = block.replace("/etc/vitrina/play-token", str(token_file)).replace("chgrp vitrina", f"chgrp {os.getgid()}")
    subprocess.run(["sh", "-ec", block], check=True, timeout=60)
    token = token_file.read_text()
    widget = xibo_widget(port, token.strip())
    for kiosk in ("door", "till"):
        (folder := tmp_path / kiosk).mkdir()
        with (
            served_plays(folder, options=ServerOptions(port, token_file, is_shared=True)) as it,
            shown_layout(folder, widget, errors),
        ):
            wait_until(lambda it=it: len(it.told) == 1, f"the start at {kiosk}")  # type: ignore[misc]
    assert [error for error in errors if "Vitrina" in error] == []
    assert token_file.read_text() == token
