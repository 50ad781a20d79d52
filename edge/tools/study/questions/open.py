"""Questions of a session: reads the questionnaire, and serves the page while the session lasts."""

from contextlib import ExitStack
from functools import partial
from pathlib import Path

from edge.clock import Clock
from edge.queues import BoundedQueue
from edge.study.errors import StudyError
from edge.study.questionnaires.questionnaire import read_questionnaire
from edge.study.recorder import StudyEvent
from edge.study.study import Study
from edge.tools.study.browser import shown
from edge.tools.study.questions.asker import Asker
from edge.web.errors import PagePackagesError


def open_questions(
    path: Path, clock: Clock, queue: BoundedQueue[StudyEvent], undo: ExitStack, *, in_browser: bool
) -> Asker:
    """The asker of a session, whose page is served until `undo`. Raises PageError, BrowserError, QuestionnaireError."""
    tell = partial(print, flush=True)
    asker = Asker(read_questionnaire(path), clock.now, queue.put, tell)
    try:
        from edge.tools.study.pages.app import served
        from edge.tools.study.pages.ask_routes import ask_routes
    except ModuleNotFoundError as error:
        raise PagePackagesError("study", error.name) from None
    link = undo.enter_context(served("ask", ask_routes(asker)))
    undo.enter_context(shown(link, "the questions", tell, is_opened=in_browser))
    return asker


def require_answers(study: Study, participant: str, now_s: float) -> None:
    """Raises StudyError unless the participant consents to answers."""
    if "answers" not in study.participants.scopes(participant, now_s):
        raise StudyError(
            f"study: {participant} does not consent to answers, so no question may be asked. Leave out --questionnaire,"
            " or let the person sign: participant add"
        )
