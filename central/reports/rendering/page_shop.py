"""Words, plots and tables of the page about one shop."""

from collections import Counter
from collections.abc import Sequence

from central.languages.language import ENGLISH, Language
from central.reports.rendering.method import short_label
from central.reports.rendering.page_tables import column_heads, hours_table, text_table
from central.reports.rendering.page_verdicts import Figure
from central.reports.rendering.plot_size import SIZES
from central.reports.rendering.shop_plot import shop_plot
from central.reports.rendering.svg import Picture
from central.reports.rendering.text import (
    NO_NUMBER,
    day_text,
    join_words,
    number_text,
    percent_digits,
    percent_text,
    reason_text,
    span_text,
)
from central.reports.rendering.time_plot import bar_plot
from central.reports.shop_values import Shop
from central.reports.values import Here, Hour

_SITES = "sites"


def smile_text(found: Here | None, t: Language = ENGLISH) -> tuple[str, str]:
    """Smiles with their interval over the days of the shop, or with the reason for a missing interval."""
    if found is None:
        return NO_NUMBER, t("shop_page.no_smile")
    digits = percent_digits(found.low, found.high)
    if found.low is None:
        return percent_text(found.mean, digits, t), reason_text(found.reason, _SITES, t)
    return percent_text(found.mean, digits, t), span_text("smile", found.low, found.high, digits, t)


def shop_facts(shop: Shop, t: Language = ENGLISH) -> list[tuple[str, str, str]]:
    """Key figures: each has a number, what it counts, and a note about how certain it is."""
    smile, sure = smile_text(shop.smile, t)
    interval = t("shop_page.interval", span=sure) if shop.smile is not None and shop.smile.low is not None else sure
    return [
        (number_text(shop.visits, t=t), t("fact.visits"), ""),
        (number_text(shop.looked, t=t), t("fact.looked"), ""),
        (smile, t("shop_page.smiled"), interval),
    ]


def missing_sentences(shop: Shop, t: Language = ENGLISH) -> list[str]:
    """Sentences about what the numbers of the shop do not contain."""
    untold = sum(ad.smile is None for ad in shop.ads)
    found = []
    if shop.reported_share is not None:
        found.append(t("shop_page.reported", share=percent_text(shop.reported_share, t=t)))
    if shop.quiet_hours:
        found.append(t("shop_page.quiet", hours=hour_spans(shop.quiet_hours, t)))
    if untold:
        found.append(t("shop_page.untold", count=untold, all=len(shop.ads)))
    if shop.coverage is not None:
        found.append(t("shop_page.coverage", share=percent_text(shop.coverage, t=t)))
    return [*found, t("shop_page.never")]


def hour_spans(hours: Sequence[int], t: Language = ENGLISH) -> str:
    """Hours as spans of the clock, such as `9:00 to 11:00 and 14:00 to 15:00`."""
    spans: list[tuple[int, int]] = []
    for hour in hours:
        if spans and spans[-1][1] == hour:
            spans[-1] = (spans[-1][0], hour + 1)
        else:
            spans.append((hour, hour + 1))
    return join_words([t("span.plain", low=f"{first}:00", high=f"{last}:00") for first, last in spans], t)


def shop_figures(shop: Shop, title: str, t: Language = ENGLISH) -> list[Figure]:
    """The days, hours and weekdays of a shop. None without visits."""
    figures = [_days_figure(shop, title, t)] if shop.days else []
    figures += [_hours_figure(shop, title, t)] if shop.hours else []
    return figures + ([_weekdays_figure(shop, title, t)] if shop.weekdays else [])


def _days_figure(shop: Shop, title: str, t: Language) -> Figure:
    name = t("shop_page.days_of", name=title)
    about = Picture("shop-days", name, t("shop_page.days_described"), shop.simulated, t)
    rows = [
        [
            day_text(each.day, t),
            number_text(each.visits, t=t),
            number_text(each.looked, t=t),
            percent_text(each.smile, 1, t),
            number_text(each.people, t=t),
        ]
        for each in reversed(shop.days)
    ]
    columns = [t("shop_page.day"), *column_heads(t, "visits", "looked_1"), short_label("smile", t), t("column.of")]
    return Figure(
        heading=t("shop_page.days"),
        legend=t("shop_page.days_legend"),
        plots=[shop_plot(shop.days, about, size) for size in SIZES],
        tables=[text_table(name, columns, rows)],
    )


def _hours_figure(shop: Shop, title: str, t: Language) -> Figure:
    name = t("figure.hours_of", advert=title)
    about = Picture("shop-hours", name, t("figure.bars", count=len(shop.hours)), shop.simulated, t)
    return Figure(
        heading=t("figure.hours"),
        legend=t("figure.weekdays_legend"),
        plots=[bar_plot(shop.hours, about, size, weekday=False) for size in SIZES],
        tables=[hours_table(name, shop.hours, t, weekday=False)],
    )


def _weekdays_figure(shop: Shop, title: str, t: Language) -> Figure:
    """Visits per day, because the days of the page may contain one weekday more often than another."""
    days = Counter(each.day.weekday() for each in shop.days if each.visits)
    means = [_visits_per_day(each, days[each.at]) for each in shop.weekdays]
    name = t("shop_page.weekdays_of", name=title)
    about = Picture("shop-weekdays", name, t("figure.bars", count=len(means)), shop.simulated, t)
    return Figure(
        heading=t("shop_page.weekdays"),
        legend=t("figure.weekdays_legend"),
        plots=[bar_plot(means, about, size, weekday=True) for size in SIZES],
        tables=[hours_table(name, means, t, weekday=True)],
    )


def _visits_per_day(weekday: Hour, days: int) -> Hour:
    visits, watchers = (round(total / max(days, 1)) for total in (weekday.visits, weekday.watchers))
    return weekday.model_copy(update={"visits": visits, "watchers": watchers})
