"""Axes of the plot of one number by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.languages.language import ENGLISH
from central.reports.rendering.day_plot import DayLines, axis_ticks, day_plot
from central.reports.rendering.svg import Picture

DAYS = [date(2026, 11, 1) + timedelta(days=place) for place in range(28)]
ABOUT = Picture("days", "Visits by day", "A line.", False, ENGLISH)


def lines(*values: float | None, is_share: bool = False) -> DayLines:
    now = [*values, *[None] * (28 - len(values))]
    return DayLines(DAYS, now, [None] * 28, is_share=is_share)


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (0, [0, 1]),
        (3, [0, 1, 2, 3]),
        (97, [0, 25, 50, 75, 100]),
        (640, [0, 200, 400, 600, 800]),
        (801, [0, 250, 500, 750, 1000]),
    ],
)
def test_labels_of_counts_are_round_numbers(highest: float, ticks: list[float]) -> None:
    assert axis_ticks(lines(highest)) == ticks


@given(st.floats(1, 1e7))
def test_the_axis_reaches_the_highest_value_with_few_labels(highest: float) -> None:
    ticks = axis_ticks(lines(highest))
    assert ticks[-2] < highest <= ticks[-1] * (1 + 1e-9)
    assert 2 <= len(ticks) <= 5


def test_labels_of_shares_are_percent() -> None:
    drawn = day_plot(lines(0.3, None, 0.2, is_share=True), ABOUT).replace("\u00a0", " ")
    assert axis_ticks(lines(0.3, is_share=True))[-1] >= 0.3
    assert "10 %" in drawn
    assert "style=" not in drawn


def test_mondays_are_marked_and_every_second_one_is_named() -> None:
    drawn = day_plot(lines(5.0), ABOUT).replace("\u00a0", " ")
    assert [name in drawn for name in ("2 Nov", "9 Nov", "16 Nov", "23 Nov")] == [True, False, True, False]
