"""Course of a session: its phases, what the kiosk's own player shows, and when it asks questions."""

from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import replace

from edge.clock import Clock
from edge.events import PlayEnded, PlayStarted
from edge.kiosk.screen.player import build_playlist_program
from edge.queues import BoundedQueue
from edge.screen.player.items import Program
from edge.settings.settings import Settings
from edge.study.definition import StudyDefinition
from edge.study.errors import StudyError
from edge.study.recorder import StudyEvent
from edge.study_sessions.control import SessionControl
from edge.study_sessions.options import SessionOptions
from edge.study_sessions.plays import SessionPlayerScreen
from edge.study_sessions.program import OnceProgram, PausedProgram, PlayWatch, adverts_in_participant_order
from edge.study_sessions.questions.asker import Asker
from edge.study_sessions.questions.open import make_asker, make_question_panel, serve_questions_page
from edge.study_sessions.session import AFTER_S, Phase, timed_session_phases


class SessionCourse:
    """Course of one session. `asker`: set if the session asks questions. `once`: set if the ads have a fixed order."""

    def __init__(
        self,
        now: Callable[[], float],
        asker: Asker | None = None,
        once: OnceProgram | None = None,
        control: SessionControl | None = None,
    ) -> None:
        self._now, self._asker, self._once = now, asker, once
        self._control = control or SessionControl()
        self._watch = PlayWatch()

    def make_player_screen(self, settings: Settings, *, with_questions: bool) -> SessionPlayerScreen:
        """The kiosk's own player in a session. It pauses for questions after an ad, and when the session leader pauses.

        `with_questions`: the player's page shows the questions. Raises PageError.
        """
        panel = make_question_panel(self._asker) if with_questions and self._asker is not None else None
        return SessionPlayerScreen(lambda: self._program(settings), panel)

    def _program(self, settings: Settings) -> Program:
        program, asker = self._once or build_playlist_program(settings), self._asker
        if not self._control.waits and (asker is None or asker.questionnaire.when != "advert"):
            return program
        return PausedProgram(program, self._watch, self._now, self._is_free)

    def _is_free(self) -> bool:
        is_asking = self._asker is not None and self._asker.has_open_questions
        return not is_asking and not self._control.is_paused

    def make_session_phases(self, options: SessionOptions, adverts_s: float | None) -> list[Phase]:
        """Phases of the session, in order."""
        planned = timed_session_phases(options.check_s, options.baseline_s, adverts_s, waits=self._control.waits)
        if self._once is not None:
            until = "until each ad was shown"
            planned[-1] = replace(planned[-1], until=until, is_over=self._is_shown)
        if self._asker is not None:
            until = "until they are answered, or Ctrl-C"
            asker = self._asker
            planned.append(
                Phase(
                    "questions",
                    None,
                    until=until,
                    begin=asker.ask_final_questions,
                    is_over=lambda: asker.has_asked_everything,
                )
            )
        return planned

    def process_play(self, event: PlayStarted | PlayEnded) -> None:
        """Process the start or the end of a play."""
        self._watch.process(event)
        if self._asker is not None:
            self._asker.process_play(event)

    def update_scopes(self, scopes: Collection[str]) -> None:
        """Update the course with the scopes that are being recorded. Call this several times per second."""
        if self._asker is not None:
            self._asker.update_consent(is_held="answers" in scopes)

    @property
    def open_question_count(self) -> int:
        """Number of questions that are waiting for an answer."""
        asker = self._asker
        return len(asker.questionnaire.questions) if asker is not None and asker.has_open_questions else 0

    def close(self) -> None:
        """Stop asking questions. Answers that were given before are already in the queue."""
        if self._asker is not None:
            self._asker.close()

    def _is_shown(self) -> bool:
        beyond_s = None if self._once is None else self._once.asked_beyond_s
        if beyond_s is None or self._watch.playing is not None:
            return False
        return self._now() >= max(beyond_s, self._watch.ended_s) + AFTER_S


def open_course(
    settings: Settings,
    options: SessionOptions,
    definition: StudyDefinition,
    clock: Clock,
    queue: BoundedQueue[StudyEvent],
    undo: ExitStack,
    control: SessionControl,
) -> SessionCourse:
    """Open the course of a session. Its page is served until `undo` closes.

    Raises StudyError, PageError and the errors of the files that it reads.
    """
    _check(settings, options)
    once = asker = None
    if options.is_ordered:
        items = adverts_in_participant_order(settings, definition, options.participant)
        print(f"study: order of {options.participant}: {' '.join(item.creative for item in items)}", flush=True)
        once = OnceProgram(items, clock.now)
    if options.questionnaire is not None:
        asker = make_asker(options.questionnaire, clock, queue)
        if not options.on_screen:
            serve_questions_page(asker, undo, in_browser=options.in_browser)
    return SessionCourse(clock.now, asker, once, control)


def _check(settings: Settings, options: SessionOptions) -> None:
    """Raise StudyError if the options request questions that the session cannot show."""
    if not options.on_screen:
        return
    if options.questionnaire is None:
        raise StudyError("study: --on-screen needs questions to show. Add them with --questionnaire FILE")
    if settings.player is None or settings.playback.feed != "player":
        raise StudyError(
            "study: --on-screen needs the page of the built-in player. Add a playlist with --playlist FILE"
        )
