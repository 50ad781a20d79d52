"""The impressions of an ad in words: one row per step of the trade's ladder, and the multiplier by hour of the week."""

from collections.abc import Sequence
from dataclasses import dataclass

from central.languages.language import ENGLISH, Language
from central.reports.impression_values import Impressions, Multiplier
from central.reports.rendering.page_tables import Cell, Table
from central.reports.rendering.seen_words import seen_short, seen_span
from central.reports.rendering.text import NO_NUMBER, day_span_text, number_text, percent_text, range_text
from central.reports.values import OverDays

_WEEKDAYS = 7
_SMALL = 0.1
"""Multiplier below which three decimals are shown instead of two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpressionsPart:
    """Section about impressions. `hours`: the table by hour of the week, if there is one."""

    days: str
    steps: Table
    notes: Sequence[str]
    hours: Sequence[Table]


def impressions_part(found: Impressions, t: Language = ENGLISH) -> ImpressionsPart:
    """The section about impressions of a page."""
    return ImpressionsPart(
        days=t("impressions.days", days=day_span_text(found.from_, found.to, t)),
        steps=_steps(found, t),
        notes=[t("impressions.not_product"), *_measured(found, t)],
        hours=[_week_table(found, t)] if found.week_hours else [],
    )


def _measured(found: Impressions, t: Language) -> list[str]:
    if found.sensed_share is None:
        return [t("impressions.not_measured")]
    shares = {"sensed": percent_text(found.sensed_share, t=t), "reported": percent_text(found.reported_share, t=t)}
    return [t("impressions.intervals"), t("impressions.measured", **shares)]


def _steps(found: Impressions, t: Language) -> Table:
    seen, share = found.likelihood_to_see, percent_text(found.share_of_voice, 1, t)
    exposed = NO_NUMBER if found.exposed is None else number_text(found.exposed, t=t)
    gross, opportunities = found.overlapping_visits_interval, found.opportunity_to_see_interval
    gross_how = t("impressions.gross_how") + _few(gross, found.overlapping_visits, t)
    ots_how = t("impressions.ots_how", exposed=exposed) + _few(opportunities, found.opportunity_to_see, t)
    rows = [
        _row("plays", number_text(found.plays, t=t), t("impressions.plays_how", share=share), t),
        _row(
            *("gross", _count(found.overlapping_visits, t), gross_how, t),
            entry="overlapping_visits",
            span=_span(gross, 0, t),
        ),
        _row("ots", _count(found.opportunity_to_see, t), ots_how, t, span=_span(opportunities, 0, t)),
        _row("lts", seen_short(seen, t), t("impressions.lts_how"), t, span=seen_span(seen, t) if seen else ""),
        _row("multiplier", *_multiplier(found.multiplier, t), t, span=_multiplier_span(found.multiplier, t)),
        _row("audience", t("impressions.refused"), t("impressions.audience_how"), t),
        _row("reach", t("impressions.refused"), t("impressions.reach_how"), t),
    ]
    columns = [t("impressions.step"), t("impressions.faces"), t("column.interval")]
    return Table(caption=t("impressions.steps"), columns=columns, rows=rows)


def _row(name: str, value: str, how: str, t: Language, *, entry: str = "", span: str = "") -> list[Cell]:
    label = Cell(text=t(f"impressions.{name}"), note=how, entry=entry)
    return [label, Cell(text=value), Cell(text=span or NO_NUMBER)]


def _count(value: float | None, t: Language) -> str:
    return NO_NUMBER if value is None else number_text(value, t=t)


def _multiplier(of: Multiplier, t: Language) -> tuple[str, str]:
    """The number, and what it means; without an interval, also why."""
    mean = NO_NUMBER if of.mean is None else number_text(of.mean, _decimals(of), t)
    return mean, t("impressions.multiplier_how") + _few(of, of.mean, t)


def _few(of: Multiplier | OverDays, number: float | None, t: Language) -> str:
    """Sentence on why a number has no interval; empty if it has one, and where there is no number."""
    return "" if of.low is not None or number is None else f". {t('impressions.few_days')}"


def _multiplier_span(of: Multiplier, t: Language) -> str:
    return _span(of, _decimals(of), t)


def _span(of: Multiplier | OverDays, decimals: int, t: Language) -> str:
    if of.low is None or of.high is None:
        return ""
    return range_text(number_text(of.low, decimals, t), number_text(of.high, decimals, t), t)


def _decimals(of: Multiplier) -> int:
    return 3 if of.mean is not None and of.mean < _SMALL else 2


def _week_table(found: Impressions, t: Language) -> Table:
    """Table with a row for each hour and a column for each weekday. A cell has the interval below the number."""
    slots = {(each.hour, each.weekday): each for each in found.week_hours}
    hours = range(min(hour for hour, _ in slots), max(hour for hour, _ in slots) + 1)
    rows = [[Cell(text=str(hour)), *(_slot(slots.get((hour, day)), t) for day in range(_WEEKDAYS))] for hour in hours]
    columns = [t("impressions.hour"), *map(t.weekday_name, range(_WEEKDAYS))]
    return Table(caption=t("impressions.by_hour"), columns=columns, rows=rows)


def _slot(of: Multiplier | None, t: Language) -> Cell:
    if of is None or of.mean is None:
        return Cell(text=NO_NUMBER)
    return Cell(text=number_text(of.mean, _decimals(of), t), note=_multiplier_span(of, t))
