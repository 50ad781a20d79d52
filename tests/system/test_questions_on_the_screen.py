"""Questions of a session on the own player's page, between its adverts: a real session, Chromium, two pictures."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.cli.main import main
from edge.screen.player.panel import PagePanel
from edge.settings.settings import load_settings_file
from edge.study.zone import WHOLE
from edge.study_sessions.access import open_study_with_settings
from edge.study_sessions.options import SessionOptions
from edge.study_sessions.record import record_session
from edge.web.token_file import read_token, token_path
from tests.doubles.broker import free_port
from tests.doubles.leader import SIGNED
from tests.doubles.study_browser import DESK, PHONE, Shown, study_browser
from tests.doubles.waiting import wait_until
from tests.edge.screen.player.served import served

SECRET = "a planted answer"
ADVERTS = {"spring": (60, 200, 60), "summer": (60, 60, 200)}
QUESTIONS = """title = "After each ad"
[[question]]
id = "pleasant"
kind = "scale"
drawing = "valence"
text = "How do you feel?"
[[question]]
id = "remark"
kind = "text"
text = "Anything else?"
"""
NO_PANEL = "document.getElementById('panel') === null"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    with study_browser(tmp_path_factory.mktemp("screen") / "profile") as it:
        yield it


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    return new_lab(tmp_path)


def new_lab(place: Path) -> Path:
    """A study with a participant who answers, and a playlist of two pictures of two seconds."""
    media = place / "media"
    media.mkdir()
    for name, colour in ADVERTS.items():
        cv2.imwrite(str(media / f"{name}.png"), np.full((360, 640, 3), colour, np.uint8))
    (place / "list.toml").write_text(
        "\n".join(f'[[creative]]\nid = "{name}"\nfile = "{name}.png"\nduration_s = 2\n' for name in ADVERTS)
    )
    (place / "questions.toml").write_text(QUESTIONS)
    config = place / "vitrina.toml"
    config.write_text(
        f'[outbox]\npath = "{place}/outbox.db"\n[player]\nport = {free_port()}\nmedia = "{media}"\n'
        '[notice]\nshown = "sign"\n'
    )
    study, options = str(place / "study"), ["--config", str(config)]
    assert main(["study", "new", study, "--name", "Ads", "--until", "2099-12-31", *options]) == 0
    assert main(["study", "participant", "add", study, "--scopes", "answers", *SIGNED, *options]) == 0
    return place


@contextmanager
def session(lab: Path) -> Iterator[str]:
    """The session in a thread. Gives the link of the player's page."""
    settings = load_settings_file(lab / "vitrina.toml")
    wanted = SessionOptions(
        "w1", WHOLE, "none", "none", playlist=lab / "list.toml", check_s=0.0, baseline_s=0.0,
        questionnaire=lab / "questions.toml", is_ordered=True, on_screen=True,
    )  # fmt: skip
    stops: list[Callable[[], None]] = []
    codes: list[int] = []
    thread = threading.Thread(
        target=lambda: codes.append(record_session(settings, lab / "study", wanted, stops.append)), daemon=True
    )
    thread.start()
    wait_until(lambda: bool(stops), "the session")
    assert settings.player is not None
    token = read_token(token_path(settings.outbox.path, "player"), "player")
    try:
        yield f"http://127.0.0.1:{settings.player.port}/#{token}"
        thread.join(60.0)
    finally:
        stops[0]()
        thread.join(30.0)
    assert codes == [0]


def answer(shown: Shown, figure: int, remark: str) -> None:
    """Answers the questions that cover the adverts, and sees them go."""
    shown.wait_for("document.getElementById('panel')?.contentDocument?.querySelectorAll('fieldset').length === 2")
    panel = shown.page.frame_locator("#panel")
    panel.locator(".figures label").nth(figure - 1).click()
    panel.locator("textarea").fill(remark)
    panel.get_by_role("button", name="Send the answers").click()
    shown.wait_for(NO_PANEL)


def test_questions_stand_between_the_adverts_on_one_screen(shown: Shown, lab: Path) -> None:
    """Each advert is followed by its questions, and the next one by their answers. The browser keeps nothing."""
    page = shown.page
    with session(lab) as link:
        page.goto(link)
        shown.wait_for("document.querySelectorAll('#stage img').length === 1")
        assert page.evaluate(NO_PANEL)
        shown.wait_for(f"!({NO_PANEL})")
        for size in (PHONE, DESK):
            shown.set_look(size, "light")
            assert shown.is_clean()
            page.screenshot(path=lab / f"questions-{size['width']}.png")
        covered = "document.elementFromPoint(innerWidth / 2, innerHeight / 3).id"
        assert page.evaluate(covered) == "panel"
        assert not page.is_visible("#strip")  # it would say that a kiosk counts people
        answer(shown, 7, f"{SECRET} o")  # the key o pauses a kiosk: typed here it is a letter
        answer(shown, 3, "second")
    with open_study_with_settings(lab / "study", load_settings_file(lab / "vitrina.toml")) as study:
        (stored,) = study.readable_sessions()
        answers, events = stored.read_series("answers"), stored.read_events()
    shown_adverts = list(events["name"][events["type"] == "advert_start"])
    assert sorted(shown_adverts) == sorted(ADVERTS)
    assert list(answers["creative"]) == [name for name in shown_adverts for _ in range(2)]
    assert list(answers["number"][::2]) == [7, 3]
    assert list(answers["text"][1::2]) == [f"{SECRET} o", "second"]
    kinds = [kind for kind in events["type"] if kind.startswith(("advert", "questions"))]
    assert kinds == 2 * ["advert_start", "advert_end", "questions_start", "questions_end"]
    assert shown.files_with(SECRET) == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_questions_that_cannot_be_loaded_leave_the_adverts_on_the_screen(shown: Shown, tmp_path: Path) -> None:
    """The frame would show an error of the browser, which takes the keys from the page. The next state tries again."""
    page, faults = shown.page, list[str]()
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.route("**/panel/", lambda route: route.abort())
    with served(tmp_path, panel=PagePanel([], lambda: True)) as it:
        page.goto(f"http://127.0.0.1:{it.port}/")
        page.evaluate("import('/page/panel.js').then((it) => { window.panel = new it.Panel(document.body); })")
        for _ in range(2):
            assert page.evaluate(f"(window.panel.setOpen(true), !({NO_PANEL}))")  # in one turn, before it is gone again
            shown.wait_for(NO_PANEL, 5.0)
        page.goto("about:blank")
    page.unroute("**/panel/")
    assert faults == []


def test_questions_on_the_screen_want_the_own_player(lab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (lab / "plays.csv").write_text("creative,start_s,end_s\nspring,0,1\n")
    base = ["study", "session", str(lab / "study"), "--config", str(lab / "vitrina.toml"), "--participant", "w1"]
    base += ["--camera", "none", "--plays", str(lab / "plays.csv"), "--on-screen"]
    for more, why in (([], "--questionnaire FILE"), (["--questionnaire", str(lab / "questions.toml")], "--playlist")):
        assert main([*base, *more]) == 2
        assert why in capsys.readouterr().err
