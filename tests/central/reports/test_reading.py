"""Adverts that are read for different shares of their watchers stand beside each other with a word about it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from central.languages.language import find_language
from central.messages.values import Reading
from central.reports import answers
from central.reports.experiment_values import Comparison, Experiment
from central.reports.reading import UNDER_READ, unread_share_sentences
from central.reports.rendering.text import note_text
from central.reports.selection import Request
from central.reports.values import Report
from central.store.database import read_view
from central.store.scope import Scope
from tests.central.reports.shops import fleet_of, stored

NOW_MS = 1_795_780_000_000
ARMS = {"x": "a", "y": "b"}


def fleet(watching: Mapping[str, int]) -> list[Reading]:
    """Four shops in which 20 people are read to each advert, of so many watchers."""
    return fleet_of(4, 2, lambda *_: {"x": 0.2, "y": 0.2}, arms=ARMS, watching=watching)


def answered(folder: Path, watching: Mapping[str, int], measure: str = "smile") -> tuple[Comparison, Experiment]:
    whole = Scope.whole_store()
    with stored(folder, fleet(watching)) as store, read_view(store) as connection:
        return (
            answers.answer_comparison(connection, whole, ["x", "y"], measure, Request(), NOW_MS),
            answers.answer_experiment(connection, whole, "e1", measure, None, Request(), NOW_MS),
        )


def test_a_report_publishes_the_share_of_the_watchers_who_were_read(tmp_path: Path) -> None:
    """Of the advert, of each shop, and of each arm."""
    found, experiment = answered(tmp_path, {"x": 25, "y": 40})
    of_x: Report = found.reports[0]
    assert [report.read_share for report in found.reports] == pytest.approx([0.8, 0.5])
    assert [site.read_share for site in of_x.sites] == pytest.approx([0.8] * 4)
    assert [arm.read_share for arm in experiment.arms] == pytest.approx([0.8, 0.5])


def test_adverts_and_arms_that_are_read_differently_are_said_to_be(tmp_path: Path) -> None:
    found, experiment = answered(tmp_path, {"x": 25, "y": 40})
    assert UNDER_READ in found.notes
    assert UNDER_READ in experiment.notes


def test_those_that_are_read_alike_are_not(tmp_path: Path) -> None:
    found, experiment = answered(tmp_path, {"x": 25, "y": 27})
    assert UNDER_READ not in [*found.notes, *experiment.notes]


def test_a_measure_that_no_network_reads_needs_no_such_words(tmp_path: Path) -> None:
    """An experiment by attention speaks of no smiles. A comparison shows those of each advert."""
    found, experiment = answered(tmp_path, {"x": 25, "y": 40}, "attention_s")
    assert UNDER_READ in found.notes
    assert UNDER_READ not in experiment.notes


@pytest.mark.parametrize(
    ("shares", "is_said"),
    [
        ((0.8, 0.69), True),
        ((0.8, 0.75, 0.7), False),
        ((0.8, None, 0.5), True),
        ((0.8, None), False),
        ((None,), False),
        ((), False),
    ],
)
def test_more_than_ten_points_are_a_difference(shares: tuple[float | None, ...], is_said: bool) -> None:
    assert unread_share_sentences(shares) == [UNDER_READ] * is_said


@pytest.mark.parametrize(
    ("code", "word"), [("en", "analyses fewer of the people"), ("de", "festhält"), ("ru", "удерживает")]
)
def test_the_words_are_there_in_each_language(code: str, word: str) -> None:
    assert word in note_text(UNDER_READ, find_language(code))
