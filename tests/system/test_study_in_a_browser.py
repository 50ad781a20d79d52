"""Pages of `vitrina study` in Chromium: questions by mouse, touch targets and keyboard, and what a browser keeps."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from edge.clock import Clock
from edge.events import PlayEnded, PlayStarted
from edge.study.markers import Marker
from edge.study.questionnaires.answers import GivenAnswers
from edge.study_sessions.pages.app import serve_page
from edge.study_sessions.pages.ask_routes import questionnaire_routes
from edge.study_sessions.pages.flash_routes import flash_routes
from edge.study_sessions.questions.asker import Asker
from edge.study_sessions.sync.flashes import Flashes
from edge.study_sessions.sync.pairs import SyncPlan
from tests.doubles.study_browser import DESK, PHONE, Shown, study_browser
from tests.edge.study.questionnaires.test_answers import ASKED

SECRET = "a planted word"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    with study_browser(tmp_path_factory.mktemp("study") / "profile") as it:
        yield it


def test_a_participant_answers_all_questions_by_mouse_and_then_by_keyboard(shown: Shown) -> None:
    """Nothing is chosen before a person chooses it, and nothing of the answers stays in the browser."""
    clock, recorded = Clock(), list[Marker | GivenAnswers]()
    asker, page = Asker(ASKED, clock.now, recorded.append, print), shown.page
    with serve_page("ask", questionnaire_routes(asker)) as link:
        page.goto(link)
        assert page.url == link.partition("#")[0]
        shown.wait_for("document.getElementById('says').textContent.includes('look at the screen')")
        asker.process_play(PlayStarted(clock.now(), "spring"))
        asker.process_play(PlayEnded(clock.now()))
        shown.wait_for("document.querySelectorAll('fieldset').length === 5")
        assert page.locator("input:checked").count() == 0
        for size, scheme in ((DESK, "light"), (PHONE, "dark")):
            shown.set_look(size, scheme)
            assert shown.is_clean()
        page.locator("button").click()
        assert page.locator("fieldset.lacks").count() == 3
        assert "red border" in page.inner_text("#missing")
        page.locator(".figures label").nth(6).click()
        page.locator(".slider").click()
        page.get_by_text("B", exact=True).click()
        page.get_by_text("a car, red").click()
        page.locator("textarea").fill(SECRET)
        page.locator("button").click()
        shown.wait_for("document.getElementById('form').hidden")
        assert answers(recorded) == {
            "mood": 7, "interest": 50, "brand": "B", "seen": ("a car, red",), "remark": SECRET
        }  # fmt: skip
        assert page.evaluate("document.querySelectorAll('textarea, input').length") == 0
        asker.process_play(PlayStarted(clock.now(), "summer"))
        asker.process_play(PlayEnded(clock.now()))
        shown.wait_for("document.activeElement.id === 'title'")
        for key in ("Tab", "Space", "ArrowRight", "Tab", "ArrowRight", "Tab", "Space", "Tab", "Tab", "Space", "Tab"):
            page.keyboard.press(key)
        page.keyboard.type("by keys")
        for key in ("Tab", "Enter"):
            page.keyboard.press(key)
        shown.wait_for("document.getElementById('form').hidden")
        assert answers(recorded) == {
            "mood": 2, "interest": 51, "brand": "A", "seen": ("a car, red",), "remark": "by keys"
        }  # fmt: skip
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        asker.close()
        shown.wait_for("document.getElementById('says').textContent.includes('Thank you')")
    assert shown.said == []
    assert shown.files_with(SECRET) == []


def test_the_page_that_flashes_tells_when_it_was_white(shown: Shown) -> None:
    """Begun by the keyboard. Its times are those of the session's clock, and its flashes as far apart as was asked."""
    clock, page = Clock(), shown.page
    flashes = Flashes(SyncPlan(4, 0.3), clock.now)
    with serve_page("flash", flash_routes(flashes)) as link:
        page.goto(link)
        assert shown.is_clean()
        page.evaluate("""() => new MutationObserver(() => {
            if (document.body.classList.contains('lit')) window.lit = (window.lit ?? 0) + 1;
        }).observe(document.body, { attributes: true })""")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        shown.wait_for("document.getElementById('says').textContent.includes('Opening')")
        begun_s = clock.now()
        flashes.may_begin = True
        shown.wait_for("document.getElementById('says').textContent.includes('Done')")
        ended_s = clock.now()
        assert page.evaluate("window.lit") == 4
        assert page.evaluate("document.body.className") == ""
    assert len(flashes.shown_s) == 4
    assert begun_s < flashes.shown_s[0] < flashes.shown_s[-1] < ended_s
    gaps_s = [later - earlier for earlier, later in pairwise(flashes.shown_s)]
    assert min(gaps_s) >= 0.3
    assert flashes.error_s < 0.2
    assert shown.said == []


def answers(recorded: list[Marker | GivenAnswers]) -> dict[str, object]:
    """The answers that came last."""
    (*_, last) = [one for one in recorded if isinstance(one, GivenAnswers)]
    return dict(last.answers)
