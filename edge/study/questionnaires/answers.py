"""Answers to a questionnaire: checks answers that arrive from a page, and makes rows of the series `answers`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from edge.study.questionnaires.questionnaire import Questionnaire
from edge.study.questionnaires.questions import Answer
from edge.study.series import Row


class BadAnswersError(Exception):
    """Answers do not fit the questions. The message names the question, but does not quote the answer."""


@dataclass(frozen=True, slots=True)
class GivenAnswers:
    """Answers to one round of questions. Times are on the session's clock.

    `creative`: the ad that the questions are about; empty at the end of a session.
    """

    at_s: float
    asked_s: float
    creative: str
    questionnaire: Questionnaire
    answers: Mapping[str, Answer]  # by the id of the question

    @property
    def rows(self) -> tuple[Row, ...]:
        """Rows of the series `answers`, in the order of the questions."""
        head = (self.at_s, max(0.0, self.at_s - self.asked_s), self.creative, self.questionnaire.title)
        return tuple(
            (*head, question.id, question.kind, *_cells(self.answers[question.id]))
            for question in self.questionnaire.questions
        )


def check_answers(questionnaire: Questionnaire, values: object) -> dict[str, Answer]:
    """Check answers that were parsed from JSON: there must be exactly one answer for each question.

    Raises BadAnswersError.
    """
    if not isinstance(values, dict):
        raise BadAnswersError("the answers must be a JSON object with the question ids as keys")
    known = {question.id for question in questionnaire.questions}
    if set(values) != known:
        raise BadAnswersError("the number of answers is wrong; give one answer for each question")
    answers: dict[str, Answer] = {}
    for question in questionnaire.questions:
        answer = _answer(values[question.id])
        if answer is None or not question.accepts_answer(answer):
            raise BadAnswersError(f"the answer to {question.id} does not fit its question")
        answers[question.id] = answer
    return answers


def _answer(value: object) -> Answer | None:
    """The JSON value as an answer; None if no question accepts such a value."""
    if isinstance(value, list):
        return tuple(value) if all(isinstance(one, str) for one in value) else None
    return value if isinstance(value, int | str) else None


def _cells(answer: Answer) -> tuple[float | None, str | None]:
    if isinstance(answer, int):
        return answer, None
    return None, answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
