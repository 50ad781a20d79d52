"""Bars of hours and weekdays, and weeks of a trend."""

from datetime import timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from central.reports.rendering.plot_size import NARROW, SIZES, WIDE, Size
from central.reports.rendering.svg import Picture
from central.reports.rendering.time_plot import bar_plot, trend_plot
from tests.central.reports.examples import report
from tests.central.reports.verdict_examples import trends

SVG = "{http://www.w3.org/2000/svg}"
ABOUT = Picture("times", "Visits by hour", "All hours.")


def parsed(svg: str) -> ElementTree.Element:
    """Parsed plot."""
    return ElementTree.fromstring(svg)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_a_bar_is_as_high_as_its_visits(size: Size) -> None:
    """From 0 on, the dark part in proportion, the highest with its number."""
    hours = report().hours
    svg = parsed(bar_plot(hours, ABOUT, size, weekday=False))
    heights = [float(rect.get("height", "")) for rect in svg.iter(f"{SVG}rect")]
    most = max(hour.visits for hour in hours)
    for hour, visits, watchers in zip(hours, heights[::2], heights[1::2], strict=True):
        assert visits / max(heights) == pytest.approx(hour.visits / most, abs=0.01)
        assert watchers / visits == pytest.approx(hour.watchers / hour.visits, abs=0.02)
    assert f"{most:,}" in ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def test_weekdays_have_names_and_hours_have_room() -> None:
    """A day of 24 hours on a phone names some of them, never one over another."""
    names = [text.text for text in parsed(bar_plot(report().weekdays, ABOUT, WIDE, weekday=True)).iter(f"{SVG}text")]
    assert names[:2] == ["Mon", "Tue"]
    hours = [report().hours[0].model_copy(update={"at": at}) for at in range(24)]
    places = [
        float(text.get("x", ""))
        for text in parsed(bar_plot(hours, ABOUT, NARROW, weekday=False)).iter(f"{SVG}text")
        if text.text and text.text.isdigit() and len(text.text) <= 2
    ]
    assert len(places) > 5
    assert min(b - a for a, b in pairwise(places)) > 16


def test_a_trend_breaks_where_a_week_is_missing_and_where_the_network_changes() -> None:
    """Weeks 0 to 3, 5 to 7 of one network, 8 to 10 of another: three lines. Week 11 is cut: a point."""
    svg = parsed(trend_plot(trends()["twelve-weeks"].weeks, ABOUT, WIDE))
    lines = [path.get("d", "").count(",") for path in svg.iter(f"{SVG}path")]
    assert lines == [4, 3, 3]
    assert len(list(svg.iter(f"{SVG}circle"))) == 11


def test_a_lone_week_is_a_point() -> None:
    """With its interval, without a line."""
    svg = parsed(trend_plot(trends()["twelve-weeks"].weeks[:1], ABOUT, NARROW))
    assert not list(svg.iter(f"{SVG}path"))
    assert len(list(svg.iter(f"{SVG}circle"))) == 1


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_a_day_within_the_weeks_is_marked_with_its_number(size: Size) -> None:
    """In the order of time; a day before the first week has no mark."""
    weeks = trends()["twelve-weeks"].weeks
    first = weeks[0].week
    days = [first - timedelta(days=1), first, first + timedelta(days=24)]
    svg = parsed(trend_plot(weeks, ABOUT, size, days))
    marks = {text.text: float(text.get("x", "")) for text in svg.iter(f"{SVG}text") if (text.text or "") in "123"}
    assert set(marks) == {"2", "3"}
    assert marks["2"] < marks["3"]
