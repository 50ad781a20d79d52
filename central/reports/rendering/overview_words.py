"""Sentences of the start page: what changed since the week before, and how sure it is. Never a cause."""

from collections.abc import Sequence

from central.languages.language import ENGLISH, Language
from central.languages.values import Quantity
from central.reasons import FEW_SITES, MIN_SITES, NOTHING_TOLD
from central.reports.rendering.day_plot import DayLines, day_plot
from central.reports.rendering.page_tables import Table, text_table
from central.reports.rendering.svg import Picture
from central.reports.rendering.text import (
    NO_NUMBER,
    day_text,
    number_text,
    percent_text,
    reason_text,
    sentence_text,
    signed_points,
)
from central.reports.tenant_overview_values import OverviewChange, OverviewDay, OverviewMeasure, TenantOverview
from central.reports.values import LOW_REPORTED_SHARE

FINE = 0.1
"""Change of a count below which it is shown with one decimal."""


def headline_sentences(overview: TenantOverview, t: Language = ENGLISH) -> list[str]:
    """Sentences on top of the page: each change that is shown, or that none is."""
    shown = [each for each in overview.measures if each.change.shown]
    if shown:
        return [_changed(each, t) for each in shown]
    changes = [each.change for each in overview.measures]
    if any(change.low is not None for change in changes):
        return [t("start.unchanged")]
    if any(change.reason == FEW_SITES for change in changes):
        return [t("start.few_shops", count=max(change.sites for change in changes), least=MIN_SITES)]
    return [t("start.no_comparison")]


def _changed(found: OverviewMeasure, t: Language) -> str:
    change = found.change
    assert change.change is not None
    direction = "up" if change.change > 0 else "down"
    return t(
        f"start.{found.measure}_{direction}",
        before=_level(found.measure, change.before, t),
        after=_level(found.measure, change.after, t),
        change=change_text(found.measure, change.change, t),
        interval=f" {interval_text(found.measure, change, t)}",
        shops=t("start.in_shops", count=change.sites),
    )


def _level(measure: str, value: float | None, t: Language) -> str:
    if value is None:
        return NO_NUMBER
    return number_text(value, t=t) if measure == "visits" else percent_text(value, 1, t)


def value_of(found: OverviewMeasure, t: Language = ENGLISH) -> str:
    """The main number, as large text."""
    return _level(found.measure, found.value, t)


def change_text(measure: str, change: float, t: Language = ENGLISH) -> str:
    """A change with its sign and unit: `−4.2 %` of a count, or `−3.0 points` of a share."""
    if measure == "visits":
        return t.numbers.format_percent(signed_points(change, _digits(change), t))
    return t("size.points", points=Quantity(signed_points(change, 1, t), t.fixed_quantity(abs(100 * change), 1).form))


def _digits(change: float) -> int:
    return 1 if abs(change) < FINE else 0


def interval_text(measure: str, change: OverviewChange, t: Language = ENGLISH) -> str:
    """The 95 % interval of a change in brackets; empty if there is none."""
    if change.low is None or change.high is None:
        return ""
    digits = _digits(change.change or 0.0) if measure == "visits" else 1
    low, high = (signed_points(end, digits, t) for end in (change.low, change.high))
    last = t.numbers.format_percent(high) if measure == "visits" else high
    return t("span.confidence", span=t("span.signed", low=low, high=last))


def since_text(found: OverviewMeasure, t: Language = ENGLISH) -> str:
    """Words beside a main number: its change since the week before, or why there is none."""
    change = found.change
    if change.change is None:
        return (
            t("start.not_both_weeks")
            if change.reason == NOTHING_TOLD
            else sentence_text(reason_text(change.reason, "sites", t))
        )
    by = change_text(found.measure, change.change, t)
    if change.low is None:
        reason = reason_text(change.reason, "sites", t).rstrip(".")
        return t("start.since_without", change=by, reason=reason)
    key = "start.since" if change.shown else "start.since_chance"
    return t(key, change=by, interval=interval_text(found.measure, change, t))


def comparison_sentences(overview: TenantOverview, t: Language = ENGLISH) -> list[str]:
    """Number of shops in the comparison, number excluded, and the reported share where it is low."""
    change, share = overview.measures[0].change, overview.reported_share
    key = "start.compared_but" if change.excluded_sites else "start.compared"
    excluded = {"excluded": change.excluded_sites} if change.excluded_sites else {}
    said = [t(key, count=change.sites, **excluded)]
    if share is not None and share < LOW_REPORTED_SHARE:
        said.append(t("start.reported", share=percent_text(share, t=t)))
    return said


def day_plots(overview: TenantOverview, t: Language = ENGLISH) -> dict[str, str]:
    """A plot of each number by day."""
    half = len(overview.days) // 2
    before, now = overview.days[:half], overview.days[half:]
    return {
        found.measure: day_plot(
            DayLines(
                [day.day for day in now],
                [_value(day, found.measure) for day in now],
                [_value(day, found.measure) for day in before],
                is_share=found.measure != "visits",
            ),
            Picture(
                f"days-{found.measure}",
                t(f"start.{found.measure}_picture"),
                t("start.picture_described"),
                overview.simulated,
                t,
            ),
        )
        for found in overview.measures
    }


def _value(day: OverviewDay, measure: str) -> float | None:
    if not day.sites:
        return None
    return float(day.visits) if measure == "visits" else day.looked if measure == "looked" else day.smile


def days_table(days: Sequence[OverviewDay], t: Language = ENGLISH) -> Table:
    """Table of the days, newest first."""
    heads = [t(f"start.{name}") for name in ("day", "visits", "looked", "smile", "shops")]
    rows = [
        [
            day_text(day.day, t),
            number_text(day.visits, t=t),
            percent_text(day.looked, 1, t),
            percent_text(day.smile, 1, t),
            number_text(day.sites, t=t),
        ]
        for day in reversed(days)
    ]
    return text_table(t("start.days_table"), heads, rows)
