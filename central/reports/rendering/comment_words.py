"""Sentences, tables and the weekly figure about comments."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from central.languages.language import ENGLISH, Language
from central.reports.comment_values import CommentSource, CommentTrend, CommentWeek
from central.reports.rendering.comment_plot import comment_plot
from central.reports.rendering.page_tables import Table, column_heads, text_table
from central.reports.rendering.page_verdicts import Figure, Verdict
from central.reports.rendering.plot_size import SIZES
from central.reports.rendering.svg import Picture
from central.reports.rendering.text import (
    NO_NUMBER,
    day_text,
    join_words,
    number_text,
    percent_text,
    plain_line,
    span_text,
)
from central.reports.values import CommentShares, Interval

SHOWN = ("positive", "negative", "neutral", "unclear")
"""Comment classes in display order."""
KIOSKS, REVIEWS = "kiosks", "reviews"
"""Kinds of writers: visitors at the kiosks, and authors of imported reviews."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentPart:
    """Section about comments on the page of an ad. Without `table`, no comments are reported."""

    sentence: str
    table: Table | None
    limits: Sequence[str]


def subject_name(trend: CommentTrend, t: Language = ENGLISH) -> str:
    """Return the subject of a report on comments: a tag, ads, or all shops."""
    if trend.tag:
        return plain_line(trend.tag)
    return join_words([plain_line(each) for each in trend.creatives], t) if trend.creatives else t("comments.all_shops")


def comments_headline(trend: CommentTrend, t: Language = ENGLISH) -> str:
    """Return the shares at the kiosks over all days.

    If the kiosks report no comments, return the shares in the reviews.
    """
    reviews = trend.reviews.total if trend.reviews else None
    name = subject_name(trend, t)
    if trend.kiosks.total is not None:
        return t("comments.headline_kiosks", name=name, shares=_shares_text(trend.kiosks.total, t))
    if reviews is not None:
        return t("comments.headline_reviews", name=name, shares=_shares_text(reviews, t))
    return t("comments.headline_none", name=name)


def _shares_text(found: CommentShares, t: Language) -> str:
    """Return the shares of positive and negative comments with their intervals."""
    parts = [
        t(
            f"comments.share_{name}",
            share=percent_text(_of(found, name).mean, t=t),
            span=span_text("comments", _of(found, name).low, _of(found, name).high, digits=0, t=t),
        )
        for name in SHOWN[:2]
    ]
    return join_words(parts, t)


def _of(found: CommentShares, name: str) -> Interval:
    share: Interval = getattr(found, name)
    return share


def base_sentence(found: CommentShares | None, who: str, t: Language = ENGLISH) -> str:
    """State how many comments, time slots and shops the shares are based on, or that there are no comments to
    report.
    """
    if found is None:
        return t(f"comments.none_{who}")
    if who == REVIEWS:
        return t("comments.base_reviews", comments=found.comments, days=found.batches)
    return t("comments.base_kiosks", comments=max(found.comments, 0), people=found.people, shops=found.sites)


def held_sentence(trend: CommentTrend, t: Language = ENGLISH) -> str:
    """Return a sentence with the number of shops that report no comments yet. Empty if all shops report some."""
    untold = trend.sites - trend.told_sites
    return t("comments.held", count=untold, all=trend.sites) if untold else ""


def comment_limits(t: Language = ENGLISH) -> list[str]:
    """Return sentences on what shares of comments do not show."""
    return [t(f"comments.limit_{name}") for name in ("writers", "people", "network", "noise", "apart")]


def shares_table(found: CommentShares, caption: str, t: Language = ENGLISH) -> Table:
    """Return a table with one row per class."""
    rows = [
        [
            t(f"comments.{name}"),
            percent_text(_of(found, name).mean, t=t),
            span_text("comments", _of(found, name).low, _of(found, name).high, digits=0, t=t),
        ]
        for name in SHOWN
    ]
    return text_table(caption, column_heads(t, "class", "share", "interval"), rows)


def weeks_table(source: CommentSource, who: str, t: Language = ENGLISH) -> Table:
    """Return a table of the shares and counts of comments by week."""
    shares = [part for name in SHOWN[:2] for part in (t(f"comments.{name}"), t("column.interval"))]
    of_kiosks = column_heads(t, "least_people", "shops") if who == KIOSKS else []
    columns = [*column_heads(t, "week"), *shares, t("comments.unclear"), *column_heads(t, "comments"), *of_kiosks]
    return text_table(t(f"comments.table_{who}"), columns, [_week_row(week, who, t) for week in source.weeks])


def _week_row(week: CommentWeek, who: str, t: Language) -> list[str]:
    shares = [
        part
        for name in SHOWN[:2]
        for part in (
            percent_text(_of(week, name).mean, t=t),
            span_text("comments", _of(week, name).low, _of(week, name).high, digits=0, t=t),
        )
    ]
    base = [number_text(week.people, t=t), number_text(week.sites, t=t)] if who == KIOSKS else []
    return [
        day_text(week.week, t),
        *shares,
        percent_text(week.unclear.mean, t=t),
        number_text(max(week.comments, 0), t=t),
        *base,
    ]


def audience_table(trend: CommentTrend, t: Language = ENGLISH) -> Table:
    """Return a table of the smiles and visits in the weeks with comments."""
    rows = [
        [
            day_text(week.week, t),
            percent_text(week.smiles.mean, 1, t),
            span_text("smile", week.smiles.low, week.smiles.high, t=t) if week.smiles.low is not None else NO_NUMBER,
            number_text(week.visits, t=t),
            number_text(week.watchers, t=t),
        ]
        for week in trend.beside
    ]
    return text_table(t("trend.table"), column_heads(t, "week", "smiled", "interval", "visits", "looked"), rows)


def weeks_figure(trend: CommentTrend, source: CommentSource, who: str, t: Language = ENGLISH) -> Figure:
    """Return the figure of comments by week for one kind of writer."""
    title = t(f"comments.picture_{who}", name=subject_name(trend, t))
    about = Picture(f"comments-{who}", title, t("comments.described"), trend.simulated, t)
    drawn = [comment_plot(source.weeks, about, size) for size in SIZES] if source.weeks else []
    tables = [weeks_table(source, who, t)] if source.weeks else []
    legend = [base_sentence(source.total, who, t), t("comments.legend") if source.weeks else ""]
    return Figure(
        heading=t(f"comments.heading_{who}"), legend=" ".join(filter(None, legend)), plots=drawn, tables=tables
    )


def comment_part(found: CommentShares | None, title: str, t: Language = ENGLISH) -> CommentPart:
    """Return the section about comments for the page of an ad."""
    if found is None:
        return CommentPart(sentence=t("comments.none_advert"), table=None, limits=())
    caption = t("comments.of_advert", name=title)
    sentence = base_sentence(found, KIOSKS, t)
    return CommentPart(sentence=sentence, table=shares_table(found, caption, t), limits=comment_limits(t)[:4])


def comment_verdicts(trend: CommentTrend, t: Language = ENGLISH) -> list[Verdict]:
    """Return the sections of an exported report: visitors, imported reviews, limits, and smiles in the same weeks."""
    none = text_table("", [], [])
    held = list(filter(None, [held_sentence(trend, t)]))
    sources = [(KIOSKS, trend.kiosks), *([(REVIEWS, trend.reviews)] if trend.reviews is not None else [])]
    found = [
        Verdict(
            heading=t(f"comments.heading_{who}"),
            sentences=held if who == KIOSKS else (),
            figure=replace(weeks_figure(trend, source, who, t), heading=t("trend.heading")),
            differences=none,
        )
        for who, source in sources
    ]
    if trend.beside:
        beside = audience_table(trend, t)
        found.append(Verdict(heading=t("comments.beside"), sentences=(), figure=None, differences=beside))
    limits = Verdict(heading=t("advert.limits"), sentences=comment_limits(t), figure=None, differences=none)
    return [*found, limits]
