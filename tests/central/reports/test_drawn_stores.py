"""Sentences and numbers of reports over drawn stores: each agrees with what stands beside it."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from central.reports import answers
from central.reports.rendering.page import report_page
from central.reports.rendering.plot import curve_plot
from central.reports.rendering.plot_size import SIZES
from central.reports.rendering.sheet import Screen
from central.reports.rendering.terminal import report_text
from central.reports.rendering.words import assurance_sentences, shown_interval
from central.reports.selection import Request
from central.reports.values import Report
from central.store.database import read_view
from central.store.scope import Scope
from tests.central.reports.shops import Shop, stored

NOW_MS = 1_795_780_000_000
DRAWS, SITES, DAYS, SECONDS = 8, 6, 2, 12
OLD, NEW = "old@sha256:ab12cd34ef56", "new@sha256:ab12cd34ef56"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Report]]:
    """Reports of flat curves, each a creative of one store; the last two of them in three shops, by two networks."""
    rng, shops = np.random.default_rng(5), [Shop(f"acme/shop-{number}/door") for number in range(SITES)]
    names = [f"x{draw}" for draw in range(DRAWS)]
    for number, shop in enumerate(shops):
        for draw, name in enumerate(names):
            is_few = draw >= DRAWS - 2
            for day in range(3 * DAYS if is_few and number < 3 else 0 if is_few else DAYS):
                curve = np.round(0.2 + 0.01 * number + rng.normal(0, 0.08, SECONDS), 2)
                level = round(float(curve.mean()), 2)
                model = OLD if is_few and day < 2 else NEW
                shop.day(7 * draw + day - 40, {name: level}, curve=tuple(curve.tolist()), model=model)
    folder = tmp_path_factory.mktemp("drawn")
    made = [message for shop in shops for message in shop.made]
    with stored(folder, made) as store, read_view(store) as connection:
        yield answers.answer_reports(connection, Scope.whole_store(), names, Request(), NOW_MS)


def test_no_peak_is_below_the_mean(drawn: list[Report]) -> None:
    """Of a flat curve the halves of the shops choose seconds that are like others: half of these means are lower."""
    for report in drawn:
        peak, mean = report.scores["peak"].mean, shown_interval(report.measures["smile"]).mean
        assert peak is not None
        assert mean is not None
        assert peak >= mean


def test_each_number_lies_in_its_interval(drawn: list[Report]) -> None:
    """Of measures, of scores and of seconds."""
    for report in drawn:
        found = [*report.measures.values(), *report.scores.values(), *filter(None, [report.retention])]
        values = [(each.low, each.mean, each.high) for each in found]
        values += [(second.low, second.smile, second.high) for second in report.curve]
        assert any(low is not None for low, _, _ in values) or len(report.sites) < 4
        for low, mean, high in values:
            if low is not None and mean is not None and high is not None:
                assert low <= mean <= high


def test_one_sentence_says_what_had_too_few_people(drawn: list[Report]) -> None:
    """In the terminal and on the page: the visits, and whatever else is missing."""
    for report in drawn:
        assert report.reported_share == pytest.approx(0.75)
        text = report_text(report, Screen(is_terminal=False)).replace("\u00a0", " ")
        assert len(re.findall("too few people", text, re.IGNORECASE)) == 1
        assert text.count("25 % of the visits") == 1


def test_the_base_is_that_of_the_network_in_use(drawn: list[Report]) -> None:
    """Its days: another network read the first two of six."""
    base = assurance_sentences(drawn[-1])[0].replace("\u00a0", " ")
    assert base == "Based on 240 visits and 12 shop days, 13 Nov 2026 to 16 Nov 2026."


def test_below_four_shops_single_days_stand_behind_a_thin_curve(drawn: list[Report]) -> None:
    """One line a day of the network in use; none from four shops on."""
    few, enough = drawn[-1], drawn[0]
    plot = curve_plot([few], SIZES[0])
    assert len(few.day_curves) == 4
    assert plot.count('class="day"') == 4
    assert "Each of the 4 pale lines shows one day." in report_page([few], {}).replace("\u00a0", " ")
    assert enough.day_curves == []
    assert 'class="day"' not in curve_plot([enough], SIZES[0])


def test_a_day_without_a_second_has_a_gap(tmp_path: Path) -> None:
    """It is null in the values."""
    shop = Shop("acme/shop-1/door")
    shop.day(0, {"x": 0.1}, curve=(0.1, None, 0.1, 0.2))
    with stored(tmp_path, shop.made) as store, read_view(store) as connection:
        (report,) = answers.answer_reports(connection, Scope.whole_store(), ["x"], Request(), NOW_MS)
    assert report.day_curves[0].smile == [0.1, None, 0.1, 0.2]
