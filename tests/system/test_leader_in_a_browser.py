"""The session leader's page in Chromium: a session of somebody in a film with a kit, led by mouse and by keys."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edge.settings.settings import load_settings_file
from edge.study_sessions.access import open_study_with_settings
from tests.doubles.kits import played
from tests.doubles.leader import NO_DEVICE, LeaderPage, led, new_study
from tests.doubles.recordings import write_worn
from tests.doubles.study_browser import DESK, PHONE, Shown, study_browser
from tests.system.test_study import write_film

SECRET = "a planted mark"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    with study_browser(tmp_path_factory.mktemp("leader") / "profile") as it:
        yield it


@pytest.fixture
def page(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[LeaderPage]:
    """A console for a film of one face, which goes on, and a kit."""
    new_study(tmp_path, "kits,face,answers", "kits")
    monkeypatch.setenv("VITRINA_CONFIG", str(tmp_path / "vitrina.toml"))
    with (tmp_path / "vitrina.toml").open("a") as file:
        file.write("[camera]\nloop = true\n")
    film, body = write_film(tmp_path / "chair.avi"), write_worn(tmp_path / "body.csv", 60, 50.0, "ppg", skin_us=7.75)
    wanted = replace(NO_DEVICE, camera=str(film), baseline_s=1.0, seconds=120.0)
    with (
        played("csv_lines", body) as port,
        led(tmp_path, capsys, replace(wanted, kits=(f"{port},csv_lines",))) as it,
    ):
        yield it


def test_a_session_is_led_without_a_terminal(shown: Shown, page: LeaderPage, tmp_path: Path) -> None:
    """From the list to the list, at both widths; nothing of it stays in the browser."""
    leaf = shown.page
    leaf.goto(f"http://127.0.0.1:{page.port}/#{page.token}")
    shown.wait_for("document.body.className === 'list'")
    assert page.token not in leaf.url
    looks(shown, tmp_path, "list")
    assert leaf.locator("#people button").count() == 2
    leaf.get_by_role("button", name="Session with w1").click()
    shown.wait_for_text("state", "waiting")
    shown.wait_for_text("senses", "in the zone")
    shown.wait_for("document.querySelectorAll('.kit svg:has(polyline)').length === 2")
    assert leaf.locator("#do-adverts").is_disabled()
    leaf.locator("#do-baseline").click()
    shown.wait_for_text("since", "The baseline is over")
    leaf.locator("#do-adverts").click()
    shown.wait_for_text("screen", "spring")
    shown.wait_for("document.querySelectorAll('.kit polyline')[0].getAttribute('points').split(' ').length > 8")
    looks(shown, tmp_path, "session")
    leaf.locator("#mark").fill(f"{SECRET} 5")
    leaf.keyboard.press("Enter")
    shown.wait_for_text("mark-says", SECRET)
    leaf.locator("h1").click()
    leaf.keyboard.press("7")
    shown.wait_for_text("mark-says", "Marked: 7")
    leaf.locator("#do-pause").click()
    shown.wait_for_text("state", "paused")
    assert leaf.locator("#do-pause").inner_text() == "Resume"
    shown.wait_for_text("senses", "no data for")
    leaf.locator("#do-pause").click()
    shown.wait_for_text("state", "recording")
    leaf.locator("#do-end").click()
    shown.wait_for_text("do-end", "Press again to end it")
    leaf.locator("#do-end").click()
    shown.wait_for("document.body.className === 'list'")
    shown.wait_for_text("said", "session 1 of w1 is stored")
    assert leaf.evaluate("localStorage.length + sessionStorage.length") == 0
    assert shown.said == []
    assert shown.files_with(SECRET) == []
    with open_study_with_settings(page.folder, load_settings_file(tmp_path / "vitrina.toml")) as study:
        (session,) = study.readable_sessions()
        events = session.read_events()
    assert list(events["name"][events["type"] == "mark"]) == [f"{SECRET} 5", "7"]


def test_the_page_says_when_its_command_has_ended(shown: Shown, page: LeaderPage) -> None:
    shown.page.goto("about:blank")
    shown.page.goto(f"http://127.0.0.1:{page.port}/#{page.token}")
    shown.wait_for("document.body.className === 'list'")
    page.stop()
    shown.wait_for_text("age", "has ended")
    shown.said.clear()  # the browser tells that nothing listens


def looks(shown: Shown, place: Path, name: str) -> None:
    """The page is clean at both widths, in light and dark. Keeps its pictures."""
    for size, scheme in ((PHONE, "dark"), (DESK, "light")):
        shown.set_look(size, scheme)
        assert shown.is_clean()
        shown.page.screenshot(path=place / f"{name}-{size['width']}.png", full_page=True)
