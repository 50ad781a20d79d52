"""Answers to the questions about an ad, as numbers over participants. Only an export contains texts and choices."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from edge.study.analysis.people import mean_of_people
from edge.study.questionnaires.questions import UNITS
from edge.study.report.results import MeasureResult
from edge.study.series import Columns


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One numeric answer."""

    creative: str
    question: str
    kind: str
    number: float


def numeric_answers(answers: Columns | None) -> Iterator[GivenAnswer]:
    """The numeric answers about ads in one session."""
    if answers is None:
        return
    keys = ("creative", "question", "kind", "number")
    for creative, question, kind, number in zip(*(answers[key].tolist() for key in keys), strict=True):
        if creative and kind in UNITS and np.isfinite(number):
            yield GivenAnswer(creative, question, kind, float(number))


def mean_advert_answers(people: Sequence[Sequence[GivenAnswer]], creative: str) -> list[MeasureResult]:
    """Mean of each question about an ad. If a participant answered it several times, their mean counts as one value."""
    questions = {(one.question, one.kind): None for own in people for one in own if one.creative == creative}
    return [
        MeasureResult(question, UNITS[kind], mean_of_people([_own_mean(own, creative, question) for own in people]), 1)
        for question, kind in questions
    ]


def _own_mean(own: Sequence[GivenAnswer], creative: str, question: str) -> float:
    numbers = [one.number for one in own if (one.creative, one.question) == (creative, question)]
    return float(np.mean(numbers)) if numbers else float("nan")
