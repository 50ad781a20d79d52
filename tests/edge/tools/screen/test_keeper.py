"""The process that keeps the player's page on the screen: with a program as the browser."""

import subprocess
import sys
from pathlib import Path

import pytest

from edge.tools.screen.keeper import ASK_S, CRASHED, HUNG_S, Message, PageKeeper

URL = "file:///run/start.html"
BROWSER = """#!{python}
import json, os
def tell(**message):
    os.write(4, json.dumps(message).encode() + b"\\0")
data = b""
def hear():
    global data
    while b"\\0" not in data:
        data += os.read(3, 1000)
    text, _, data = data.partition(b"\\0")
    return json.loads(text)
print(hear()["method"])
for kind in ("browser_ui", "page"):
    tell(method="Target.targetCreated", params={{"targetInfo": {{"targetId": kind, "type": kind}}}})
attach = hear()
print(attach["params"]["targetId"])
tell(id=attach["id"], result={{"sessionId": "s"}})
tell(method="Target.targetCrashed", params={{"targetId": "browser_ui"}})
tell(method="Target.targetCrashed", params={{"targetId": "page"}})
while (message := hear())["method"] == "Runtime.evaluate":
    tell(id=message["id"], result={{}})
print(message["method"], message["params"]["url"], "sessionId" in message, flush=True)
{end}
"""


def run(folder: Path, end: str) -> "subprocess.CompletedProcess[str]":
    browser = folder / "chromium"
    browser.write_text(BROWSER.format(python=sys.executable, end=end))
    browser.chmod(0o755)
    command = [sys.executable, "-m", "edge.tools.screen.keeper", str(browser), "--kiosk", URL]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_page_that_crashed_is_opened_again(tmp_path: Path) -> None:
    """And what else crashes in the browser is not. The exit code is the browser's."""
    ended = run(tmp_path, "raise SystemExit(3)")
    assert ended.stdout.splitlines() == ["Target.setDiscoverTargets", "page", f"Target.createTarget {URL} False"]
    assert (ended.returncode, ended.stderr) == (3, "")


def test_a_browser_that_is_killed_ends_the_keeper_so_that_the_unit_starts_another(tmp_path: Path) -> None:
    assert run(tmp_path, "os.kill(os.getpid(), 9)").returncode == CRASHED


def attached() -> PageKeeper:
    keeper = PageKeeper(URL)
    keeper.handle_message(target("p", "page"))
    keeper.handle_message({"id": keeper.commands[-1]["id"], "result": {"sessionId": "s"}})
    keeper.commands.clear()
    return keeper


def target(name: str, kind: str, url: str = "", *, event: str = "Created") -> Message:
    info = {"targetId": name, "type": kind, "url": url}
    return {"method": f"Target.target{event}", "params": {"targetInfo": info}}


def test_every_other_window_tab_or_dialog_is_closed_and_the_parts_of_the_page_are_not() -> None:
    """By the browser: the page's own session may not close others."""
    keeper = attached()
    for name, kind in [("i", "iframe"), ("u", "browser_ui"), ("n", "page"), ("w", "worker"), ("x", "other")]:
        keeper.handle_message(target(name, kind))
    closed = [(one["method"], one["params"], "sessionId" in one) for one in keeper.commands]
    assert closed == [("Target.closeTarget", {"targetId": name}, False) for name in ("n", "x")]


def test_a_page_that_was_led_elsewhere_is_led_back() -> None:
    """A page of this machine's kiosk is not elsewhere, nor is another page than the player's own."""
    keeper = attached()
    for name, url in [("p", URL), ("p", "http://127.0.0.1:8460/"), ("other", "chrome://newtab/"), ("p", "about:blank")]:
        keeper.handle_message(target(name, "page", url, event="InfoChanged"))
    assert keeper.commands == []
    keeper.handle_message(target("p", "page", "file:///etc/", event="InfoChanged"))
    (back,) = keeper.commands
    assert (back["method"], back["sessionId"], back["params"]) == ("Page.navigate", "s", {"url": URL})


def answer(command: Message) -> Message:
    return {"id": command["id"], "result": {}, "sessionId": "s"}


def test_a_page_that_answers_nothing_is_hung_after_half_a_minute() -> None:
    """It is asked every five seconds, and never twice at a time."""
    keeper = attached()
    assert not keeper.is_hung(100.0)
    (asked,) = keeper.commands
    assert (asked["method"], asked["sessionId"]) == ("Runtime.evaluate", "s")
    keeper.handle_message(answer(asked))
    assert not keeper.is_hung(100.0 + ASK_S - 0.1)
    assert len(keeper.commands) == 1
    assert not keeper.is_hung(100.0 + ASK_S)
    assert len(keeper.commands) == 2
    assert not keeper.is_hung(100.0 + ASK_S + HUNG_S)
    assert len(keeper.commands) == 2
    assert keeper.is_hung(100.1 + ASK_S + HUNG_S)


def test_a_page_that_is_loaded_again_owes_no_answer() -> None:
    """It is asked again once it is attached, and has half a minute from then on."""
    keeper = attached()
    keeper.is_hung(100.0)
    keeper.handle_message({"method": "Target.targetCrashed", "params": {"targetId": "p"}})
    assert not keeper.is_hung(100.1 + HUNG_S)
    keeper.handle_message(target("q", "page"))
    keeper.handle_message({"id": keeper.commands[-2]["id"], "result": {"sessionId": "s2"}})
    assert not keeper.is_hung(100.2 + 2 * HUNG_S)
    assert keeper.commands[-1]["method"] == "Runtime.evaluate"
    assert not keeper.is_hung(100.1 + 3 * HUNG_S)


@pytest.mark.parametrize("failed", ["Target.createTarget", "Target.attachToTarget"])
def test_a_page_that_cannot_be_opened_again_is_hung_after_half_a_minute(failed: str) -> None:
    """The browser keeps showing the error of the page that crashed. Nothing else would end it."""
    keeper = attached()
    keeper.is_hung(50.0)
    keeper.handle_message({"method": "Target.targetCrashed", "params": {"targetId": "p"}})
    if failed == "Target.attachToTarget":
        keeper.handle_message(target("q", "page"))
    (refused,) = (one for one in keeper.commands if one["method"] == failed)
    keeper.handle_message({"id": refused["id"], "error": {"code": -32000, "message": "no"}})
    assert not keeper.is_hung(1_000.0)
    assert not keeper.is_hung(1_000.0 + HUNG_S)
    assert keeper.is_hung(1_000.1 + HUNG_S)


def test_a_page_that_crashed_is_closed_once_another_one_is_there() -> None:
    """Without a page the browser would end. The other one is the player's from then on."""
    keeper = attached()
    keeper.handle_message({"method": "Target.targetCrashed", "params": {"targetId": "p"}})
    assert [one["method"] for one in keeper.commands] == ["Target.createTarget"]
    keeper.handle_message(target("q", "page"))
    attach, close = keeper.commands[1:]
    assert (attach["params"]["targetId"], close["params"], "sessionId" in close) == ("q", {"targetId": "p"}, False)
    keeper.handle_message({"method": "Target.targetCrashed", "params": {"targetId": "q"}})
    assert keeper.commands[-1]["method"] == "Target.createTarget"


def test_nothing_is_hung_before_there_is_a_page() -> None:
    """A browser may start for a minute on a slow disk."""
    keeper = PageKeeper(URL)
    assert not keeper.is_hung(0.0)
    assert not keeper.is_hung(1000.0)
    assert [command["method"] for command in keeper.commands] == ["Target.setDiscoverTargets"]
    keeper.handle_message(target("p", "page"))
    assert not keeper.is_hung(1000.0 + HUNG_S)
    assert keeper.is_hung(1000.1 + HUNG_S)
