"""Course of a session: its phases, what the own player shows, and when questions are asked."""

from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import replace

from edge.clock import Clock
from edge.events import PlayEnded, PlayStarted
from edge.kiosk.player import build_program
from edge.queues import BoundedQueue
from edge.screen.player.items import Program
from edge.settings.settings import Settings
from edge.study.definition import StudyDefinition
from edge.study.recorder import StudyEvent
from edge.tools.study.options import SessionOptions
from edge.tools.study.program import OnceProgram, PausedProgram, PlayWatch, ordered_items
from edge.tools.study.questions.asker import Asker
from edge.tools.study.questions.open import open_questions
from edge.tools.study.session import AFTER_S, Phase, phases


class SessionCourse:
    """Course of one session. `asker`: of a session with questions. `once`: of one with an order of its adverts."""

    def __init__(self, now: Callable[[], float], asker: Asker | None = None, once: OnceProgram | None = None) -> None:
        self._now, self._asker, self._once = now, asker, once
        self._watch = PlayWatch()

    def program(self, settings: Settings) -> Callable[[], Program] | None:
        """Builder of the own player's program; None: that of the settings. Questions after each advert pause it."""
        once, asker = self._once, self._asker
        if asker is None or asker.questionnaire.when != "advert":
            return None if once is None else lambda: once
        return lambda: PausedProgram(once or build_program(settings), self._watch, self._now, lambda: not asker.is_open)

    def phases(self, options: SessionOptions, adverts_s: float | None) -> list[Phase]:
        """Phases of the session."""
        planned = phases(options.check_s, options.baseline_s, adverts_s)
        if self._once is not None:
            until = "until each was shown"
            planned[-1] = replace(planned[-1], until=until, is_over=self._is_shown)
        if self._asker is not None:
            until = "until they are answered, or Ctrl-C"
            asker = self._asker
            planned.append(Phase("questions", None, until=until, begin=asker.finish, is_over=lambda: asker.is_done))
        return planned

    def process(self, event: PlayStarted | PlayEnded) -> None:
        """Takes a play."""
        self._watch.process(event)
        if self._asker is not None:
            self._asker.process(event)

    def look(self, scopes: Collection[str]) -> None:
        """Called several times a second with the scopes that are recorded."""
        if self._asker is not None:
            self._asker.look(is_held="answers" in scopes)

    def close(self) -> None:
        """Asks no more. Answers that were taken before are in the queue."""
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
) -> SessionCourse:
    """The course of a session. Its page is served until `undo`. Raises StudyError, PageError and the files' errors."""
    once = asker = None
    if options.is_ordered:
        items = ordered_items(settings, definition, options.participant)
        print(f"study: order of {options.participant}: {' '.join(item.creative for item in items)}", flush=True)
        once = OnceProgram(items, clock.now)
    if options.questionnaire is not None:
        asker = open_questions(options.questionnaire, clock, queue, undo, in_browser=options.in_browser)
    return SessionCourse(clock.now, asker, once)
