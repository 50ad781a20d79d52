"""Opens the questions of a session: reads the questionnaire, and shows it on its own page or on the player's page."""

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from edge.clock import Clock
from edge.queues import BoundedQueue
from edge.study.errors import StudyError
from edge.study.questionnaires.questionnaire import read_questionnaire
from edge.study.recorder import StudyEvent
from edge.study.study import Study
from edge.study_sessions.browser import show_page_link
from edge.study_sessions.questions.asker import Asker
from edge.web.errors import PagePackagesError

if TYPE_CHECKING:
    from edge.screen.player.panel import PagePanel  # loaded with the page's server

ON_SCREEN = "Open the player's page on its screen: vitrina screen"


def make_asker(path: Path, clock: Clock, queue: BoundedQueue[StudyEvent]) -> Asker:
    """The asker of a session. No page shows its questions yet. Raises QuestionnaireError."""
    return Asker(read_questionnaire(path), clock.now, queue.put, partial(print, flush=True))


def serve_questions_page(asker: Asker, undo: ExitStack, *, in_browser: bool) -> None:
    """Serve the questions on a page of their own until `undo` closes. Raises PageError or BrowserError."""
    try:
        from edge.study_sessions.pages.app import serve_page
        from edge.study_sessions.pages.ask_routes import questionnaire_routes
    except ModuleNotFoundError as error:
        raise PagePackagesError("study", error.name) from None
    link = undo.enter_context(serve_page("ask", questionnaire_routes(asker)))
    undo.enter_context(show_page_link(link, "the questions", partial(print, flush=True), is_opened=in_browser))


def make_question_panel(asker: Asker) -> "PagePanel":
    """Panel that shows the questions on the page of the kiosk's own player. Raises PageError."""
    try:
        from edge.screen.player.panel import PagePanel
        from edge.study_sessions.pages.app import page_file_routes
        from edge.study_sessions.pages.ask_routes import questionnaire_routes
    except ModuleNotFoundError as error:
        raise PagePackagesError("study", error.name) from None
    asker.cure = ON_SCREEN
    return PagePanel([*page_file_routes("ask"), *questionnaire_routes(asker)], lambda: asker.has_open_questions)


def require_answer_consent(study: Study, participant: str, now_s: float) -> None:
    """Raise StudyError unless the participant consents to answers."""
    if "answers" not in study.participants.consented_scopes(participant, now_s):
        raise StudyError(
            f"study: {participant} does not consent to answers, so no question may be asked. Omit --questionnaire, or "
            "let the person sign a consent to the scope answers and run: vitrina study participant add"
        )
