"""Comments typed at the screen: real Chromium, a kiosk, a real broker. A planted sentence is in no file and no message.

The sentence is searched for in every file that kiosk and browser leave, in the encodings in which they write texts.
"""

import base64
import json
import logging
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode

import cv2
import numpy as np
import pytest

from edge.clock import make_next_midnight_function
from edge.kiosk.screen.notice_interlock import NoticeInterlock
from edge.messages.wire import parse_rfc3339_s
from edge.screen.player.interlock import ShownNotice, notice_not_shown_reason
from edge.screen.player.items import PageState
from tests.doubles.ahead_clock import AheadClock
from tests.doubles.broker import Mosquitto, Subscriber, running, subscribed
from tests.doubles.player_page import request
from tests.doubles.screen import Browser, browser, screen, skip_without_browser
from tests.doubles.text_network import text_network
from tests.doubles.waiting import wait_until
from tests.edge.screen.player.served import served
from tests.system import shop
from tests.system.test_player import ON_SCREEN, PlayerKiosk, player_kiosk

SENTENCE = "Zebra quince 93 ärgert mich, good"
CONTROL = "xylophon-kumquat-57"
SIZE = (1024, 600)
PATIENCE_S = 90.0
PAGE = "[comments]\npage = true\n"


@pytest.fixture
def models(tmp_path: Path) -> str:
    """[models] with a network that reads by words: the reader of every kiosk, and a file made for the test."""
    return f'use = "research"\ntext = "{text_network(tmp_path / "network")}"'


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[int]:
    with running(Mosquitto(tmp_path)) as mosquitto:
        yield mosquitto.port


def encodings(text: str) -> set[bytes]:
    """The bytes of a text as files may have them."""
    forms = {text, quote(text), quote_plus(text), json.dumps(text)[1:-1], text.lower()}
    found = {form.encode(code) for form in forms for code in ("utf-8", "utf-16-le", "latin-1")}
    return found | {base64.b64encode(text.encode())[:-4]}


def files_with(text: str, *folders: Path) -> list[Path]:
    """Files below these folders that hold a text."""
    wanted = encodings(text)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 5
    return [path for path in files if any(form in path.read_bytes() for form in wanted)]


def send(it: PlayerKiosk, text: str) -> int:
    """Sends a comment as the page does. Returns the status."""
    headers = {
        "Cookie": f"vitrina_player={it.token}",
        "Origin": f"http://127.0.0.1:{it.port}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return request(it.port, "/say", "POST", urlencode({"text": text}), headers)[0]


def with_page(notice: str) -> str:
    """The notice of a kiosk that takes comments: the section stands behind it."""
    return f"{notice}\n{PAGE}"


def type_into(page: Browser, text: str) -> None:
    """Types with real keys into the field that has the focus."""
    page._ask(*(("Input.insertText", {"text": character}) for character in text))


THANKS = ("Thank you", "Vielen Dank", "Merci", "Gracias", "Спасибо")
"""The panel opens in the language that the notice has at that moment."""


def text_of(page: Browser) -> str:
    """Text in the panel. Asking fifty times a second would keep the page from telling its beats."""
    return str(page.evaluate("document.getElementById('say').innerText"))


def open_panel(page: Browser) -> None:
    wait_until(lambda: page.evaluate("!(document.getElementById('opensay')?.hidden ?? true)"), "the button", PATIENCE_S)
    page.evaluate("document.getElementById('opensay').click()")
    wait_until(lambda: page.evaluate("document.activeElement?.id") == "say-text", "the field")


def plays_after(listener: Subscriber, at_s: float) -> list[shop.Json]:
    """Plays that ended after a moment."""
    plays = [shop.parsed(message.payload) for message in listener.of("play")]
    return [play for play in plays if parse_rfc3339_s(play["end"]) > at_s]


def leave(page: Browser) -> None:
    """Leaves a mark of the test's own in the history, then closes the browser as a person does: it writes its files."""
    page.evaluate(f"history.pushState(null, '', '/?{CONTROL}')")
    page._ask(("Browser.close", {}))
    page.process.wait(PATIENCE_S)


def leave_time_before_midnight(clock: AheadClock, needed_s: float) -> None:
    """Sets the clock to the next day where this one has fewer seconds left: no batch spans two days."""
    midnight_s = make_next_midnight_function("UTC")(clock.now())
    if midnight_s - clock.now() < needed_s:
        clock.skip_to(midnight_s + 1)


def counted(it: PlayerKiosk) -> int:
    counts = it.kiosk.parts.audience.counts
    return counts.comments_waiting + counts.comments_dropped


def test_a_sentence_typed_at_the_screen_is_nowhere_afterwards(
    broker: int, models: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in the outbox or its log, not in a message, a log line or a file of the browser: history, forms, cache.

    Meanwhile adverts and sensing go on, so that no play and no pause tells when somebody wrote.
    """
    skip_without_browser()
    for name in ("edge", "uvicorn", "paho"):  # the test's own link to the browser would log what it types
        caplog.set_level(logging.DEBUG, name)
    seen: list[ShownNotice] = []
    put_beat = NoticeInterlock.put_page_beat

    def watched(interlock: NoticeInterlock, beat: ShownNotice) -> None:
        seen.append(beat)
        put_beat(interlock, beat)

    monkeypatch.setattr(NoticeInterlock, "put_page_beat", watched)
    shown, media = tmp_path / "shown", tmp_path / "media"
    shown.mkdir()
    media.mkdir()
    cv2.imwrite(str(media / "green.png"), np.full((360, 640, 3), (60, 200, 60), np.uint8))
    with ExitStack() as stack:
        listener: Subscriber = stack.enter_context(subscribed(broker))
        it = stack.enter_context(player_kiosk(tmp_path, broker, notice=with_page(ON_SCREEN), models=models))
        display, _ = stack.enter_context(screen(shown, *SIZE))
        with browser(shown, f"http://127.0.0.1:{it.port}/#{it.token}", display, SIZE) as page:
            state = it.kiosk.parts.state
            wait_until(lambda: "(on the clock)" in str(it.reasons), "the wait for the clock", PATIENCE_S)
            it.clock.skip_to(it.clock.now() + 40)
            wait_until(lambda: not state.is_paused, "sensing", PATIENCE_S)
            open_panel(page)
            opened_s = it.clock.now()
            type_into(page, SENTENCE)
            assert page.evaluate("document.getElementById('say-text').value") == SENTENCE
            beats = len(seen)
            wait_until(lambda: len(seen) > beats + 5, "beats beside the panel", PATIENCE_S)
            page.evaluate("document.querySelector('#say button').click()")
            wait_until(lambda: counted(it) == 1, "the comment")
            wait_until(lambda: text_of(page).startswith(THANKS), "the thanks", look_s=0.5)
            assert not {notice_not_shown_reason(beat, "2026-11", beat.at_s) for beat in seen[beats:]} - {None}
            assert page.serious_faults() == []
            assert SENTENCE not in page.evaluate("document.documentElement.outerHTML")
            assert (page.evaluate("location.pathname"), page.evaluate("history.length")) == ("/", 1)
            assert page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])") == "[{},{}]"
            wait_until(lambda: plays_after(listener, opened_s) != [], "the play beside the panel", PATIENCE_S)
            leave(page)
    beside_panel = plays_after(listener, opened_s)[0]
    assert (beside_panel["creative"], beside_panel["complete"]) == ("green", True)  # the panel came in its middle
    assert files_with(CONTROL, shown / "profile") != []  # the search finds what a browser keeps
    assert files_with(SENTENCE, tmp_path) == []
    wanted = encodings(SENTENCE)
    assert not any(form in bytes(message.payload) for message in listener.heard for form in wanted)
    assert SENTENCE not in caplog.text


@pytest.mark.parametrize("path", ["/", "/say"])
@pytest.mark.parametrize("is_sent", [True, False])
def test_a_browser_that_is_closed_keeps_no_sentence(path: str, is_sent: bool, tmp_path: Path) -> None:
    """Neither one that was sent nor one that stood in the field, in the panel and on the page by itself. A browser
    keeps fields of its open pages to restore them."""
    skip_without_browser()
    with served(tmp_path, say=("en",)) as it, screen(tmp_path, *SIZE) as (display, _):
        it.state = PageState(is_sensing=True)
        with browser(tmp_path, f"http://127.0.0.1:{it.port}/#{it.token}", display, SIZE) as page:
            wait_until(lambda: page.evaluate("!document.getElementById('opensay').hidden"), "the button", PATIENCE_S)
            if path == "/say":
                page.evaluate("location.href = '/say'")
                wait_until(lambda: page.evaluate("location.pathname + document.readyState") == "/saycomplete", "it")
                page.evaluate("document.getElementById('say-text').focus()")
            else:
                open_panel(page)
            type_into(page, SENTENCE)
            if is_sent:
                page.evaluate("document.querySelector('#say button').click()")
                wait_until(lambda: it.comments == [SENTENCE], "the comment")
            leave(page)
    assert files_with(CONTROL, tmp_path / "profile") != []
    assert files_with(SENTENCE, tmp_path) == []


def test_the_page_goes_back_to_the_adverts_after_a_minute_without_a_touch(tmp_path: Path) -> None:
    """And forgets what was begun. A touch begins the minute anew. The test's minutes are short."""
    skip_without_browser()
    fast = "const late = setTimeout; window.setTimeout = (call, ms) => late(call, ms === 60000 ? 3000 : ms);"
    with served(tmp_path, say=("en",)) as it, screen(tmp_path, *SIZE) as (display, _):
        it.state = PageState(is_sensing=True)
        with browser(tmp_path, f"http://127.0.0.1:{it.port}/#{it.token}", display, SIZE) as page:
            wait_until(lambda: page.evaluate("!document.getElementById('opensay').hidden"), "the button", PATIENCE_S)
            page.reload(fast)
            open_panel(page)
            type_into(page, "begun")
            wait_until(lambda: page.evaluate("document.getElementById('say').hidden"), "the adverts", PATIENCE_S)
            open_panel(page)
            assert page.evaluate("document.getElementById('say-text').value") == ""
            page.reload(fast, f"http://127.0.0.1:{it.port}/say")
            assert page.evaluate("location.pathname") == "/say"
            wait_until(lambda: page.evaluate("location.pathname") == "/", "the adverts", PATIENCE_S)
    assert it.comments == []


def test_an_answer_that_comes_after_the_visitor_has_left_brings_nothing_back(tmp_path: Path) -> None:
    """Somebody types, changes the language, and leaves before the kiosk has answered: what was begun is gone, and the
    next visitor finds an empty field."""
    skip_without_browser()
    slow = """
        window.gate = new Promise((go) => { window.go = go; });
        window.quick = window.fetch;
        window.fetch = (...words) => window.gate.then(() => window.quick(...words));
    """
    shows_field = "document.querySelector('#say textarea') !== null"
    with served(tmp_path, say=("en", "de")) as it, screen(tmp_path, *SIZE) as (display, _):
        it.state = PageState(is_sensing=True)
        with browser(tmp_path, f"http://127.0.0.1:{it.port}/#{it.token}", display, SIZE) as page:
            open_panel(page)
            type_into(page, SENTENCE)
            page.evaluate(f"(() => {{ {slow} }})()")
            page.evaluate("document.querySelector('#say nav a').click()")
            page.evaluate("document.querySelector('#say .back').click()")
            assert page.evaluate(f"document.getElementById('say').hidden && !({shows_field})")
            page.evaluate("window.go(); undefined")
            wait_until(lambda: len(it.prepared) == 2, "the late answer")
            page.evaluate("void (window.fetch = window.quick)")
            open_panel(page)
            assert page.evaluate("document.getElementById('say-text').value") == ""
            page.evaluate("document.querySelector('#say .back').click()")
            assert not page.evaluate(shows_field)


def test_the_next_visitor_brings_nothing_back_by_a_key(tmp_path: Path) -> None:
    """Neither by undoing what a former one has typed, nor from what that one has copied or cut."""
    skip_without_browser()
    with served(tmp_path, say=("en",)) as it, screen(tmp_path, *SIZE) as (display, _):
        it.state = PageState(is_sensing=True)
        with browser(tmp_path, f"http://127.0.0.1:{it.port}/#{it.token}", display, SIZE) as page:
            for taken in ("copy", "cut"):
                open_panel(page)
                type_into(page, SENTENCE)
                press(page, "selectAll")
                press(page, taken)
                page.evaluate("document.querySelector('#say .back').click()")
                for brought in ("undo", "paste"):
                    open_panel(page)
                    press(page, brought)
                    press(page, "selectAll")
                    assert page.evaluate("document.getElementById('say-text').value") == "", (taken, brought)
                    page.evaluate("document.querySelector('#say .back').click()")


def press(page: Browser, command: str) -> None:
    """A key with Control, as a browser edits by it."""
    letter = {"selectAll": "a", "copy": "c", "cut": "x", "undo": "z", "paste": "v"}[command]
    key = {"key": letter, "code": f"Key{letter.upper()}", "windowsVirtualKeyCode": ord(letter.upper()), "modifiers": 2}
    page._ask(
        ("Input.dispatchKeyEvent", {"type": "rawKeyDown", "commands": [command], **key}),
        ("Input.dispatchKeyEvent", {"type": "keyUp", **key}),
    )


def test_a_letter_of_a_comment_is_no_opt_out(broker: int, models: str, tmp_path: Path) -> None:
    """The key O pauses the sensing elsewhere on the page; in the field it is a letter."""
    skip_without_browser()
    with (
        player_kiosk(tmp_path, broker, notice=with_page(shop.NOTICE), models=models) as it,
        screen(tmp_path, *SIZE) as (display, _),
        browser(tmp_path, f"http://127.0.0.1:{it.port}/#{it.token}", display, SIZE) as page,
    ):
        open_panel(page)
        key = {"key": "o", "code": "KeyO", "text": "o", "windowsVirtualKeyCode": 79}
        page._ask(("Input.dispatchKeyEvent", {"type": "keyDown", **key}))
        wait_until(lambda: page.evaluate("document.getElementById('say-text').value") == "o", "the letter")
        page.evaluate("document.querySelector('#say .back').click()")
        assert page.evaluate("document.getElementById('say').hidden")
        assert "local" not in it.reasons
        page._ask(("Input.dispatchKeyEvent", {"type": "keyDown", **key}))
        wait_until(lambda: "local" in it.reasons, "the opt-out")
        wait_until(lambda: page.evaluate("document.getElementById('opensay').hidden"), "the end of the button")


def test_comments_of_enough_people_become_one_message(broker: int, models: str, tmp_path: Path) -> None:
    """One in each ten minutes, until there are five (k_reaction of this test). It is valid, and has noise."""
    with (
        subscribed(broker) as listener,
        player_kiosk(tmp_path, broker, notice=with_page(shop.NOTICE), models=models) as it,
    ):
        wait_until(lambda: not it.kiosk.parts.state.is_paused, "sensing")
        leave_time_before_midnight(it.clock, 3600)
        for number in range(1, 6):
            assert send(it, SENTENCE) == 200
            wait_until(lambda number=number: it.kiosk.parts.audience.counts.comments_waiting == number, "a comment")  # type: ignore[misc]
            assert it.kiosk.status().held
            if number < 5:
                it.clock.skip_to(it.clock.now() + 600)
        it.clock.skip_to(it.clock.now() + 645)
        (message,) = listener.wait_for_kind("comments", 1)
    told = shop.parsed(message.payload)
    assert (told["k"], told["creative"]) == (5, None)
    assert it.kiosk.parts.audience.counts.comments_released == 5
    assert told["n"] == sum(told[name] for name in ("negative", "neutral", "positive", "unclear"))
    assert told["from"] < told["to"] < told["at"]
    assert files_with(SENTENCE, tmp_path) == []


def test_a_kiosk_that_is_paused_takes_no_comment(broker: int, models: str, tmp_path: Path) -> None:
    with player_kiosk(tmp_path, broker, notice=with_page(ON_SCREEN), models=models) as it:
        assert it.reasons == ("notice: not shown",)
        assert send(it, SENTENCE) == 503
        assert it.kiosk.parts.comments is not None
        assert it.kiosk.parts.comments.counters.read == 0
