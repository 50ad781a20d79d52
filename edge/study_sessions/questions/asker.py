"""Question rounds of a session: when the questions are open, and which answers are accepted."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from edge.events import PlayEnded, PlayStarted
from edge.study.markers import Marker
from edge.study.questionnaires.answers import GivenAnswers, check_answers
from edge.study.questionnaires.questionnaire import Questionnaire
from edge.study_sessions.values import ClosedAskingError

UNSEEN_S = 5.0
"""Seconds after which the session leader is warned that no page shows the open questions."""


@dataclass
class _Asking:
    number: int
    creative: str
    begun_s: float
    shown_s: float | None = None  # when the page got it


class Asker:
    """Opens the questions after each ad, or once at the end, and accepts their answers. Any thread may call it.

    `emit` records a value, and must not block. `tell` prints a line for the session leader. It is called only in the
    thread that calls `process_play`, `ask_final_questions` and `update_consent`.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        now: Callable[[], float],
        emit: Callable[[Marker | GivenAnswers], None],
        tell: Callable[[str], None],
    ) -> None:
        self.questionnaire = questionnaire
        self._now, self._emit, self._tell = now, emit, tell
        self._lock = threading.Lock()
        self._open: _Asking | None = None
        self._number = 0
        self._playing: str | None = None
        self._is_told = self._is_finishing = False
        self.cure = "Open the link above in a browser on this computer."  # for questions that no page shows
        self.is_closed = False
        """True once no more questions are asked, because the consent to answers or the session has ended."""

    @property
    def has_open_questions(self) -> bool:
        """True while questions are waiting for answers."""
        return self._open is not None

    @property
    def has_asked_everything(self) -> bool:
        """True once the session has no more questions to ask."""
        return self.is_closed or (self._is_finishing and not self.has_open_questions)

    def process_play(self, event: PlayStarted | PlayEnded) -> None:
        """Process the start or end of a play. If a play resumes after a break, its open questions are withdrawn."""
        before, self._playing = self._playing, event.creative if isinstance(event, PlayStarted) else None
        if self.questionnaire.when != "advert" or self.is_closed:
            return
        if isinstance(event, PlayStarted) and event.media_s > 0 and self._takes_back(event.creative):
            return
        if before is not None:
            self._begin(before)

    def ask_final_questions(self) -> None:
        """Ask the final questions, or the questions about the last ad, after all ads were shown.

        `has_asked_everything` then shows whether all questions were asked.
        """
        if not self.is_closed:
            if self.questionnaire.when == "end":
                self._begin("")
            elif self._playing is not None:
                self._begin(self._playing)
        self._playing, self._is_finishing = None, True

    def update_consent(self, *, is_held: bool) -> None:
        """Update the consent; call this several times per second. `is_held`: the participant consents to answers."""
        if not is_held:
            self.close()
        asked = self._open
        if asked and asked.shown_s is None and not self._is_told and self._now() - asked.begun_s > UNSEEN_S:
            self._is_told = True
            self._tell(f"study: no page shows the questions. {self.cure}")

    def close(self) -> None:
        """Stop asking questions, and reject all further answers."""
        with self._lock:
            self.is_closed = True
            self._end()

    def open_questions_number(self) -> int | None:
        """Number of the open question round, for the page that shows it; None if no questions are open."""
        with self._lock:
            asked = self._open
            if asked is None:
                return None
            if asked.shown_s is None:
                asked.shown_s = self._now()
            return asked.number

    def take_answers(self, number: int, values: object) -> None:
        """Accept the answers to the question round with this number. Raises ClosedAskingError or BadAnswersError."""
        with self._lock:
            asked = self._open
            if asked is None or asked.number != number or asked.shown_s is None:
                raise ClosedAskingError
            answers = check_answers(self.questionnaire, values)
            given = GivenAnswers(self._now(), asked.shown_s, asked.creative, self.questionnaire, answers)
            self._emit(given)
            self._end()

    def _begin(self, creative: str) -> None:
        with self._lock:
            if self._open is not None:
                self._tell(f"study: the questions {_about(self._open.creative)} were not answered in time.")
                self._end()
            self._number += 1
            self._open = _Asking(self._number, creative, self._now())
            self._emit(Marker(self._open.begun_s, "questions_start", creative))

    def _takes_back(self, creative: str) -> bool:
        with self._lock:
            is_same = self._open is not None and self._open.creative == creative
            if is_same:
                self._end()
            return is_same

    def _end(self) -> None:
        """Close the open questions. The caller must hold the lock."""
        if self._open is not None:
            self._emit(Marker(self._now(), "questions_end", self._open.creative))
            self._open = None


def _about(creative: str) -> str:
    return f"about {creative}" if creative else "at the end"
