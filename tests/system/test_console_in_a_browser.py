"""The technician's page in Chromium: a real kiosk on a film of seven people, a broker, links of `vitrina console`."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from edge.clock import machine_time_s
from edge.exit_codes import DONE, NO_SOURCE
from edge.messages.build import build_release_message
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
    pictures: list[bytes] = field(default_factory=list)  # of the set-up view, as the browser got them

    def wait_for(self, condition: str) -> None:
        """Waits until an expression is true on the page."""
        wait_for(self.page, condition)

    def wait_for_text(self, id: str, text: str) -> None:
        self.wait_for(f"document.getElementById('{id}').textContent.includes({json.dumps(text)})")

    def text(self, id: str) -> str:
        shown: str = self.page.evaluate(TEXT, id)
        return shown

    def serious_faults(self) -> list[tuple[str, str]]:
        """Serious and critical faults that axe finds."""
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
    path = shop.settings(folder, str(film), broker, faces=shop.FEW_SEARCHES, models="")
    text = path.read_text(encoding="utf-8").replace("[camera]\n", "[camera]\nloop = true\n")
    path.write_text(f"{text}\n[console]\nport = {port}\n", encoding="utf-8")
    return path


def send_windows_before(path: Path) -> None:
    """Leaves an outbox as a run before would: two windows that the broker has."""
    to_s = machine_time_s() // 10 * 10
    with closing(Outbox(path)) as outbox:
        for from_s, watchers in ((to_s - 20, 5), (to_s - 10, 7)):
            window = replace(WINDOW, at_s=to_s, from_s=from_s, to_s=from_s + 10, watchers=watchers)
            made = partial(build_release_message, window, HEADER, MODELS, id=uuid7(to_s, os.urandom))
            outbox.append(lambda seq, made=made: made(seq=seq))  # type: ignore[misc]
        outbox.mark_sent([1, 2], to_s)


def link_of(config: Path) -> str:
    """Output of `vitrina console`, once the kiosk answers."""
    until_s = time.monotonic() + shop.PATIENCE_S
    while (ended := shop.vitrina("console", "--config", config)).returncode != DONE:
        assert time.monotonic() < until_s, ended.stderr
        assert ended.returncode != NO_SOURCE or "no kiosk is running" in ended.stderr
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
                profile, executable_path=program, args=["--no-sandbox"], viewport=DESK, ignore_https_errors=True
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
    shown.page.locator("#whole-way").click()
    shown.wait_for(f"{OUTLINES} > 2")
    shown.wait_for_text("stages", " ms")
    assert shown.page.url == f"http://127.0.0.1:{shown.port}/"
    stages = shown.text("stages")
    assert all(name in stages for name in ("camera", "perception", "plays", "audience", "publisher"))
    shown.wait_for_text("play", "playlist")
    shown.wait_for_text("uplink", ", connected")
    assert shown.text("alerts") == "none"
    assert shown.text("senses") == "microphonenot set upkitsnot set up"


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
    for reached in ("help", "language", "pause"):
        shown.page.keyboard.press("Tab")
        assert shown.page.evaluate("document.activeElement.id") == reached
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
    shown.wait_for_text("curve-says", "watchers in total")
    shown.page.locator("#sent summary", has_text="window").first.click()
    told = json.loads(shown.page.locator("#sent details[open] pre").first.inner_text())
    kept = shop.kept(shown.kiosk.folder / "door.db")
    assert told in kept
    assert told["schema"] == "vitrina.window/1"
    assert "2 windows" in shown.text("curve-says")
    assert "12 watchers in total, at most 7 in one window" in shown.text("curve-says")
    shown.wait_for_text("sent", "play")


def test_the_doctor_checks_the_kiosk_from_the_page(shown: Shown) -> None:
    """It finds the kiosk that runs, and leaves its outbox alone."""
    shown.wait_for("document.querySelectorAll('#findings li').length > 10")
    shown.wait_for("document.querySelectorAll('#whole-way-findings li').length > 2")
    way = shown.text("whole-way-findings")
    assert "the test reached 127.0.0.1:" in way
    assert "nobody answered within 10 s" in way  # the subscriber of this test answers nothing
    assert "Check in this order" in way
    assert "settings" not in way.partition("end to end")[0]
    assert shown.page.is_enabled("#whole-way")
    found = shown.text("findings")
    assert f"running, as process {shown.kiosk.process.pid}" in found
    assert shown.page.is_enabled("#check")
    assert not [line for line in shown.kiosk.log if "outbox" in line and "messages are kept" not in line]


PIXEL = """share => {
  const canvas = document.getElementById('picture');
  const at = [share[0] * canvas.width, share[1] * canvas.height];
  return canvas.hidden ? null : [...canvas.getContext('2d').getImageData(...at, 1, 1).data].slice(0, 3);
}"""
FETCHED = "fetch('/view/picture').then(got => got.arrayBuffer()).then(got => [...new Uint8Array(got)])"
TILL = (0.8, 0.2)  # a place of the film where nobody stands, and it is bright


def is_black(pixel: list[int]) -> bool:
    return max(pixel) < 30


def test_the_set_up_view_shows_the_camera_while_nothing_is_sensed(shown: Shown) -> None:
    """The picture comes at its rate; the state and the alert say so; axe finds nothing serious, whatever the size."""
    shown.page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert shown.page.is_hidden("#picture")
    shown.page.locator("#view-begin").click()
    shown.wait_for("!document.getElementById('picture').hidden")
    assert shown.page.evaluate("document.getElementById('picture').width") <= 640
    assert not is_black(shown.page.evaluate(PIXEL, TILL))
    shown.wait_for_text("reasons", "local")
    shown.wait_for_text("alerts", "view.open")
    shown.wait_for_text("view-says", "measuring is paused")
    shown.page.locator("#masks-edit").click()
    for size, scheme in ((DESK, "light"), (PHONE, "dark")):
        shown.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        shown.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        assert shown.serious_faults() == []
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert shown.said == []
    shown.pictures = [bytes(shown.page.evaluate(FETCHED)) for _ in range(3)]


def test_a_mask_is_drawn_saved_and_black_in_the_next_view(shown: Shown) -> None:
    """By mouse and keyboard, with a change taken back. The kiosk takes it, which ends the permit."""
    shown.page.set_viewport_size(DESK)  # type: ignore[arg-type]
    polygons = "[...document.querySelectorAll('#masks polygon')].map(one => one.getAttribute('points'))"
    shown.page.locator("#mask-add").click()
    assert shown.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Mask 1"
    (drawn,) = shown.page.evaluate(polygons)
    shown.page.keyboard.press("ArrowRight")
    assert shown.page.evaluate(polygons) != [drawn]
    shown.page.keyboard.press("Control+z")
    assert shown.page.evaluate(polygons) == [drawn]
    box = shown.page.locator("#masks polygon").bounding_box()
    frame = shown.page.locator("#frame").bounding_box()
    assert box is not None
    assert frame is not None
    drag(shown.page, (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), place(frame, TILL))
    shown.page.locator("#mask-corner").click()
    assert shown.page.evaluate("document.querySelectorAll('#masks circle').length") == 5
    smallest = "Math.min(...[...document.querySelectorAll('#masks circle')].map(c => c.getBoundingClientRect().width))"
    assert shown.page.evaluate(smallest) >= 24
    shown.page.locator("#masks-save").click()
    shown.wait_for_text("masks-says", "Saved.")
    text = shown.kiosk.config.read_text(encoding="utf-8")
    assert "masks = [" in text
    assert 'tiles = "whole"' in text
    shown.wait_for("document.getElementById('picture').hidden")
    again = "document.getElementById('view-begin').click()"  # until there is a kiosk that takes it
    shown.wait_for(f"({again}, !document.getElementById('picture').hidden)")
    assert is_black(shown.page.evaluate(PIXEL, TILL))
    shown.page.locator("#view-end").click()
    shown.wait_for("document.getElementById('picture').hidden")
    assert shown.page.evaluate("document.getElementById('picture').width") == 1
    shown.page.locator("#masks-edit").click()


def place(box: Any, share: tuple[float, float]) -> tuple[float, float]:
    return box["x"] + share[0] * box["width"], box["y"] + share[1] * box["height"]


def drag(page: "Page", begin: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*begin)
    page.mouse.down()
    page.mouse.move(*end, steps=3)
    page.mouse.up()


def test_a_phone_of_the_local_network_sees_no_outlines_and_is_let_in_until_the_command_ends(shown: Shown) -> None:
    """`vitrina console --for`, as a person calls it: link, code, fingerprint; Ctrl-C closes it."""
    command = shop.command("console", "--config", shown.kiosk.config, "--for", "5m", "--address", "127.0.0.2")
    environ = {**os.environ, "PYTHONPATH": str(shop.ROOT), "NO_COLOR": "1"}
    takes_sigint = partial(
        signal.signal, signal.SIGINT, signal.default_int_handler
    )  # a job in the background ignores it
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True, env=environ, preexec_fn=takes_sigint) as opened:
        assert opened.stdout is not None
        link = opened.stdout.readline().strip()
        assert link.startswith(f"https://127.0.0.2:{shown.port}/#")
        shown.wait_for_text("alerts", "console.open")
        with closing(shown.context.new_page()) as phone:
            phone.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
            phone.goto(link)
            wait_for(phone, "document.getElementById('in-view').textContent !== ''")
            wait_for(phone, "document.getElementById('state').textContent !== '…'")
            assert not phone.is_visible("#outlines")
            assert not phone.is_visible("#view-begin")
            assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
            assert replace(shown, page=phone).serious_faults() == []
            opened.send_signal(signal.SIGINT)
            wait_for(phone, "document.getElementById('age').textContent.includes('does not answer')")
        assert opened.wait(shop.PATIENCE_S) == DONE
        assert opened.stderr is not None
        said = opened.stderr.read()
    assert "SHA-256" in said
    assert "Closed." in said
    assert "Even this kiosk cannot reach" not in said
    shown.wait_for("!document.getElementById('alerts').textContent.includes('console.open')")


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
    assert shown.pictures
    pictures = [b"JFIF\0", *(one[len(one) // 2 :][:24] for one in shown.pictures)]
    assert all(picture[6:11] == pictures[0] for picture in shown.pictures)
    wanted = [b'"rectangles"', b'"latency_s"', b"vitrina.window/1", *rectangles, *pictures]
    for file in shown.profile.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert [text for text in wanted if text in content] == [], file
    for file in shown.kiosk.folder.iterdir():
        if file.is_file():
            content = file.read_bytes()
            assert [text for text in (wanted[0], wanted[1], *rectangles, *pictures) if text in content] == [], file
