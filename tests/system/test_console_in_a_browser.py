"""The technician's page in Chromium: a real kiosk on a film of seven people, a broker, links of `vitrina console`."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from edge.clock import machine_s
from edge.exit_codes import DONE, NO_SOURCE
from edge.messages.build import release_message
from edge.messages.wire import uuid7
from edge.uplink.outbox.outbox import Outbox
from tests.doubles.broker import Mosquitto, free_port, running, subscribed
from tests.edge.messages.test_build import HEADER, MODELS, WINDOW
from tests.people import Films
from tests.system import shop

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
TEXT = "id => document.getElementById(id).textContent"
OUTLINES = "document.querySelectorAll('#outlines rect').length"


@dataclass
class Shown:
    """The page of a kiosk that senses, and what its browser said and asked for elsewhere."""

    page: "Page"
    context: "BrowserContext"
    kiosk: shop.Run
    port: int
    link: str
    profile: Path
    said: list[str] = field(default_factory=list)
    outlines: list[bytes] = field(default_factory=list)

    def wait_for(self, condition: str) -> None:
        """Waits until an expression is true on the page."""
        wait_for(self.page, condition)

    def wait_for_text(self, id: str, text: str) -> None:
        self.wait_for(f"document.getElementById('{id}').textContent.includes({json.dumps(text)})")

    def text(self, id: str) -> str:
        shown: str = self.page.evaluate(TEXT, id)
        return shown

    def serious_faults(self) -> list[tuple[str, str]]:
        """What axe finds that is serious or critical."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response
        assert len(found["passes"]) > 10
        grave = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
        return [(one["id"], one["nodes"][0]["html"]) for one in grave]


def wait_for(page: "Page", condition: str) -> None:
    """Waits until an expression is true on a page. The page's policy forbids Playwright's own wait, which uses eval."""
    until_s = time.monotonic() + shop.PATIENCE_S
    while not page.evaluate(condition):
        assert time.monotonic() < until_s, f"{condition}: {page.inner_text('body')}"
        page.wait_for_timeout(100)


def settings(folder: Path, film: Path, broker: int, port: int) -> Path:
    """The film begins anew at its end."""
    path = shop.settings(folder, str(film), broker)
    text = path.read_text(encoding="utf-8").replace("[camera]\n", "[camera]\nloop = true\n")
    path.write_text(f"{text}\n[console]\nport = {port}\n", encoding="utf-8")
    return path


def send_windows_before(path: Path) -> None:
    """Leaves an outbox as a run before would: two windows that the broker has."""
    to_s = machine_s() // 10 * 10
    with closing(Outbox(path)) as outbox:
        for from_s, watchers in ((to_s - 20, 5), (to_s - 10, 7)):
            window = replace(WINDOW, at_s=to_s, from_s=from_s, to_s=from_s + 10, watchers=watchers)
            made = partial(release_message, window, HEADER, MODELS, id=uuid7(to_s, os.urandom))
            outbox.append(lambda seq, made=made: made(seq=seq))  # type: ignore[misc]
        outbox.mark_sent([1, 2], to_s)


def link_of(config: Path) -> str:
    """What `vitrina console` prints, once the kiosk answers."""
    until_s = time.monotonic() + shop.PATIENCE_S
    while (ended := shop.vitrina("console", "--config", config)).returncode != DONE:
        assert time.monotonic() < until_s, ended.stderr
        assert ended.returncode != NO_SOURCE or "no kiosk runs" in ended.stderr
        time.sleep(0.2)
    return ended.stdout.strip()


@pytest.fixture(scope="module")
def shown(films: Films, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """One kiosk and one browser for this file."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is missing: make setup")
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    folder, port = tmp_path_factory.mktemp("console"), free_port()
    profile = folder / "profile"
    with running(Mosquitto(folder)) as broker, subscribed(broker.port):
        config = settings(folder, films(7), broker.port, port)
        send_windows_before(folder / "door.db")
        with shop.running_kiosk(shop.Run(folder, config)) as kiosk, api.sync_playwright() as playwright:
            link = link_of(config)
            context = playwright.chromium.launch_persistent_context(
                profile, executable_path=program, args=["--no-sandbox"], viewport=DESK
            )
            page = context.pages[0]
            it = Shown(page, context, kiosk, port, link, profile)
            page.on("console", lambda message: it.said.append(message.text))
            own = f"http://127.0.0.1:{port}/"
            page.on("request", lambda request: None if request.url.startswith(own) else it.said.append(request.url))
            page.on("response", lambda answer: keep_outlines(it, answer))
            page.goto(link)
            it.wait_for("document.getElementById('state').textContent === 'sensing'")
            yield it
            with suppress(Exception):  # a test closed it
                context.close()


def keep_outlines(it: Shown, answer: Any) -> None:
    """Keeps the newest outlines that the browser got, to look for them in files."""
    if answer.url.endswith("/outlines.json") and answer.status == 200:
        with suppress(Exception):  # the page is gone meanwhile
            if b'"x"' in (body := answer.body()):
                it.outlines = [*it.outlines[-20:], body]


def test_the_page_shows_what_the_kiosk_does(shown: Shown) -> None:
    """State, stages with rate and delay, outlines, the play, the broker, no alert. The doctor begins."""
    shown.page.locator("#check").click()
    shown.wait_for(f"{OUTLINES} > 2")
    shown.wait_for_text("stages", " ms")
    assert shown.page.url == f"http://127.0.0.1:{shown.port}/"
    stages = shown.text("stages")
    assert all(name in stages for name in ("camera", "perception", "plays", "audience", "publisher"))
    shown.wait_for_text("play", "playlist")
    shown.wait_for_text("uplink", ", connected")
    assert shown.text("alerts") == "none"
    assert shown.text("senses") == "microphonenone in the settingskitsnone in the settings"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(
    shown: Shown, size: dict[str, int], scheme: str
) -> None:
    shown.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    shown.page.set_viewport_size({"width": size["width"], "height": size["height"]})
    assert shown.serious_faults() == []
    assert shown.said == []
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    small = "[...document.querySelectorAll('button')].filter(b => !b.closest('[hidden]') && b.offsetHeight < 44).length"
    assert shown.page.evaluate(small) == 0


def test_a_pause_by_the_keyboard_stops_the_outlines_until_it_is_ended(shown: Shown) -> None:
    """`Tab` reaches the button, `Enter` presses it."""
    shown.page.evaluate("document.querySelector('h1').tabIndex = -1, document.querySelector('h1').focus()")
    shown.page.keyboard.press("Tab")
    assert shown.page.evaluate("document.activeElement.id") == "pause"
    shown.page.keyboard.press("Enter")
    shown.wait_for_text("state", "paused")
    shown.wait_for_text("reasons", "local")
    shown.wait_for_text("pause-says", "Paused until")
    shown.wait_for(f"{OUTLINES} === 0")
    shown.wait_for("!document.getElementById('resume').disabled")
    shown.page.keyboard.press("Tab")
    shown.page.keyboard.press("Enter")
    shown.wait_for("document.getElementById('resume').disabled")
    assert "local" not in shown.text("reasons")


def test_windows_and_messages_appear_as_they_were_sent(shown: Shown) -> None:
    """Those of the run before, and plays of this one."""
    shown.wait_for("document.querySelectorAll('#curve .bar').length > 0")
    shown.wait_for_text("curve-says", "watchers in all")
    shown.page.locator("#sent summary", has_text="window").first.click()
    told = json.loads(shown.page.locator("#sent details[open] pre").first.inner_text())
    kept = shop.kept(shown.kiosk.folder / "door.db")
    assert told in kept
    assert told["schema"] == "vitrina.window/1"
    assert "2 windows" in shown.text("curve-says")
    assert "12 watchers in all, at most 7 in one" in shown.text("curve-says")
    shown.wait_for_text("sent", "play")


def test_the_doctor_checks_the_kiosk_from_the_page(shown: Shown) -> None:
    """It finds the kiosk that runs, and leaves its outbox alone."""
    shown.wait_for("document.querySelectorAll('#findings li').length > 10")
    found = shown.text("findings")
    assert f"one runs, as process {shown.kiosk.process.pid}" in found
    assert shown.page.is_enabled("#check")
    assert not [line for line in shown.kiosk.log if "outbox" in line and "messages are kept" not in line]


def test_a_link_opens_one_session_and_the_page_says_how_to_get_another(shown: Shown) -> None:
    browser = shown.context.browser
    other = (browser.new_context() if browser else shown.context).new_page()
    with closing(other):
        shown.context.clear_cookies()
        other.goto(shown.link)
        wait_for(other, "!document.getElementById('closed').hidden")
        assert "This link was used" in other.inner_text("#why-closed")
        assert not other.is_visible("#state")
    shown.wait_for("!document.getElementById('closed').hidden")


def test_nothing_of_the_people_is_in_a_file_a_log_or_the_browser(shown: Shown) -> None:
    """The last test: it closes the browser, which then writes what it keeps."""
    rectangles = [json.dumps(one).encode() for body in shown.outlines for one in json.loads(body)["rectangles"]]
    assert rectangles
    shown.context.close()
    assert shown.kiosk.stop() == DONE
    wanted = [b'"rectangles"', b'"latency_s"', b"vitrina.window/1", *rectangles]
    for file in shown.profile.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert [text for text in wanted if text in content] == [], file
    for file in shown.kiosk.folder.iterdir():
        if file.is_file():
            content = file.read_bytes()
            assert [text for text in (wanted[0], wanted[1], *rectangles) if text in content] == [], file
