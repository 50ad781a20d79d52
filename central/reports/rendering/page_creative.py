"""The part of a page about one ad."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from central.languages.language import ENGLISH, Language
from central.reports.rendering.comment_words import CommentPart, comment_part
from central.reports.rendering.interval_plot import Row, interval_plot, rank_sites, site_rows
from central.reports.rendering.limits import limitation_sentences
from central.reports.rendering.method import short_label
from central.reports.rendering.page_tables import (
    Table,
    column_heads,
    curve_table,
    flow_tables,
    hours_table,
    number_notes,
    numbers_table,
    scores_table,
    sites_table,
    text_table,
)
from central.reports.rendering.page_verdicts import Figure
from central.reports.rendering.plot import curve_plot
from central.reports.rendering.plot_size import CURVE_SIZES, FRONT, SIZES
from central.reports.rendering.plot_words import interval_legend
from central.reports.rendering.seen_words import seen_headline, seen_note
from central.reports.rendering.shop_dots import ShopDots, shop_dots
from central.reports.rendering.strip import Address, Frames, data_uri, frame_at
from central.reports.rendering.svg import COLOURS, Picture
from central.reports.rendering.text import (
    day_span_text,
    number_text,
    percent_text,
    plain_line,
    range_text,
    span_text,
    value_text,
)
from central.reports.rendering.time_plot import bar_plot
from central.reports.rendering.words import (
    assurance_sentences,
    is_panel,
    moment_name,
    moment_sentence,
    no_moment_reason,
    people_word_ending,
    report_headline,
    report_title,
    reported_share_note,
    shop_word_ending,
    shown_interval,
)
from central.reports.values import Hour, OverDays, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentCard:
    """A moment with its frame. `picture`: address of the frame; empty without a film strip."""

    name: str
    sentence: str
    picture: str
    alternative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Plots on the first page of an ad in a PDF. `curve` is empty without a curve."""

    curve: str
    shops: ShopDots | None


Fact = tuple[str, str, str]
"""A key figure: its number, its label, and its entry in the method section."""
VISITS = "overlapping_visits"
"""Entry of the visits during the plays in the method section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Creative:
    """Everything that the page shows about one ad. `seen`: visits that saw the ad. `facts`: key figures of the ad.
    `screens`: key figures of everybody who came to its screens on its days.
    """

    ident: str
    colour: int
    title: str
    subtitle: str
    headline: str
    assurance: Sequence[str]
    seen: str
    seen_note: str
    facts: Sequence[Fact]
    screens: Sequence[Fact]
    curve: Figure | None
    moments: Sequence[MomentCard]
    no_moment: str
    numbers: Table
    scores: Table
    notes: Sequence[str]
    sites: Figure | None
    times: Sequence[Figure]
    flow: Sequence[Table]
    comments: CommentPart
    limits: Sequence[str]
    front: Callable[[], Front]


def creative_part(
    report: Report, frames: Frames, index: int, address: Address = data_uri, t: Language = ENGLISH
) -> Creative:
    """The part of a page about one ad. `index` starts at 1, makes the names of the part unique, and selects the colour
    of the ad.
    """
    ident, colour = f"advert-{index}", index - 1
    return Creative(
        ident=ident,
        colour=colour % len(COLOURS),
        title=report_title(report),
        subtitle=_subtitle(report, t),
        headline=report_headline(report, t),
        assurance=assurance_sentences(report, t),
        seen=seen_headline(report, t),
        seen_note=seen_note(report, t),
        facts=_named_facts(_ad_figures(report, t), t),
        screens=_with_interval(_named_facts(_screen_figures(report, t), t), report.flow.overlapping_visits_interval, t),
        curve=_curve_figure(report, frames, address, index, t) if report.curve else None,
        moments=_moment_cards(report, frames, address, t),
        no_moment="" if report.moments else no_moment_reason(report, t),
        numbers=numbers_table(report, t),
        scores=scores_table(report, t),
        notes=number_notes(report, t),
        sites=_sites_figure(report, ident, colour, t) if len(report.sites) > 1 else None,
        times=() if is_panel(report) else _times(report, ident, colour, t),
        flow=flow_tables(report, t),
        comments=comment_part(report.comments, report_title(report), t),
        limits=limitation_sentences(report, t),
        front=partial(_front_plots, report, frames, ident, colour, t),
    )


def _front_plots(report: Report, frames: Frames, ident: str, colour: int, t: Language) -> Front:
    """Curve and shops for the first page of an ad in a PDF. No other page needs them."""
    curve = (
        curve_plot([report], FRONT, frames=frames, ident=f"{ident}-front", first=colour, t=t) if report.curve else ""
    )
    return Front(curve=curve, shops=shop_dots(report, ident, colour, t))


def _subtitle(report: Report, t: Language) -> str:
    own = [report.creative] if report.name else []
    tag = [report.tag] if report.tag else []
    days = [] if is_panel(report) else [day_span_text(report.from_, report.to, t)]  # a replay has a clock of its own
    return " · ".join([*map(plain_line, [*own, *tag]), *days])


def _named_facts(facts: Sequence[Fact], t: Language) -> list[Fact]:
    return [(value, t(f"fact.{word}"), entry) for value, word, entry in facts]


def _ad_figures(report: Report, t: Language) -> list[Fact]:
    """Key figures of the ad's own reactions."""
    facts = []
    if report.reported_share is not None:
        facts.append(
            (reported_share_note(report.reported_share, t), f"told_{people_word_ending(report.unit)}", "reported_share")
        )
    if report.read_share is not None:
        facts.append((percent_text(report.read_share, t=t), "read", "read_share"))
    if report.third is not None:
        facts.append((t(f"fact.{report.third}_third"), "third", "third"))
    return facts


def _screen_figures(report: Report, t: Language) -> list[Fact]:
    """Key figures of the screens on the days of the ad, whatever they showed."""
    flow = report.flow
    facts = [(number_text(flow.plays, t=t), "plays", "flow")]
    if not is_panel(report):
        facts += [
            (number_text(flow.visits, t=t), "visits", "flow"),
            (number_text(flow.watchers, t=t), "looked", "flow"),
        ]
        if flow.overlapping_visits is not None:
            facts.append((number_text(flow.overlapping_visits, t=t), "overlapping", VISITS))
        if flow.dwell_s is not None:
            facts.append((value_text("dwell_s", flow.dwell_s, t=t), "present", "dwell_s"))
    if flow.coverage is not None:
        facts.append((percent_text(flow.coverage, t=t), "camera", "coverage"))
    return facts


def _with_interval(facts: Sequence[Fact], visits: OverDays, t: Language) -> list[Fact]:
    """Facts with the interval of the visits during the plays after their words, if there is one."""
    if visits.low is None or visits.high is None:
        return list(facts)
    between = range_text(number_text(visits.low, t=t), number_text(visits.high, t=t), t)
    interval = t("span.confidence", span=between)
    return [(value, f"{words} {interval}" if entry == VISITS else words, entry) for value, words, entry in facts]


def _curve_figure(report: Report, frames: Frames, address: Address, index: int, t: Language) -> Figure:
    legend = [interval_legend([report], t), t("plot.own_mean"), t("plot.film") if frames else ""]
    ident = f"advert-{index}-curve"
    return Figure(
        heading=t("plot.heading"),
        legend=" ".join(filter(None, legend)),
        plots=[
            curve_plot([report], size, frames=frames, address=address, ident=ident, first=index - 1, t=t)
            for size in CURVE_SIZES
        ],
        tables=[curve_table(report, t)],
    )


def _moment_cards(report: Report, frames: Frames, address: Address, t: Language) -> list[MomentCard]:
    cards = []
    for moment in report.moments:
        frame = frame_at(frames, moment.from_second + 0.5)
        cards.append(
            MomentCard(
                name=moment_name(moment, t),
                sentence=moment_sentence(moment, t),
                picture=address(*frame) if frame else "",
                alternative=t("moment.picture", advert=report_title(report), second=str(moment.from_second)),
            )
        )
    return cards


def _sites_figure(report: Report, ident: str, colour: int, t: Language) -> Figure:
    rows = site_rows(report.sites)
    key = f"figure.{shop_word_ending(report.unit)}"
    name, description = t(f"{key}_picture", advert=report_title(report)), t(f"{key}_described", count=len(rows))
    about = Picture(f"{ident}-sites", name, description, report.simulated, t)
    mean = shown_interval(report.measures["smile"]).mean if "smile" in report.measures else None
    return Figure(
        heading=t(key),
        legend=" ".join([t(f"{key}_{'alike' if _are_alike(report) else 'order'}"), t(f"{key}_legend")]),
        plots=[interval_plot(rows, about, size, mean=mean, colour=colour) for size in SIZES],
        tables=[sites_table(report, rank_sites(report.sites), t)],
    )


def _are_alike(report: Report) -> bool:
    """True if chance explains how the difference from the other ads varies, so that its estimates are all the same."""
    found = {round(site.beside_shrunk, 6) for site in report.sites if site.beside_shrunk is not None}
    return len(found) == 1


def _times(report: Report, ident: str, colour: int, t: Language) -> list[Figure]:
    figures = []
    for hours, weekday in ((report.hours, False), (report.weekdays, True)):
        if any(hour.visits for hour in hours):
            figures.append(_bars_figure(report, hours, (ident, colour), t, weekday=weekday))
    if report.parts:
        figures.append(_parts_figure(report, ident, colour, t))
    return figures


def _bars_figure(report: Report, hours: Sequence[Hour], look: tuple[str, int], t: Language, *, weekday: bool) -> Figure:
    (ident, colour), by = look, "weekdays" if weekday else "hours"
    name = t(f"figure.{by}_of", advert=report_title(report))
    about = Picture(f"{ident}-{by}", name, t("figure.bars", count=len(hours)), report.simulated, t)
    return Figure(
        heading=t(f"figure.{by}"),
        legend=t("figure.weekdays_ad_legend" if weekday else "figure.hours_legend"),
        plots=[bar_plot(hours, about, size, weekday=weekday, colour=colour) for size in SIZES],
        tables=[hours_table(name, hours, t, weekday=weekday)],
    )


def _parts_figure(report: Report, ident: str, colour: int, t: Language) -> Figure:
    parts = [(t("figure.part", number=part.at + 1), part) for part in report.parts]
    rows = [Row(label=n, value=p.smile.mean, low=p.smile.low, high=p.smile.high) for n, p in parts]
    name = t("figure.parts_picture", advert=report_title(report))
    about = Picture(f"{ident}-parts", name, t("figure.parts_described"), report.simulated, t)
    cells = [
        [
            name,
            percent_text(p.smile.mean, 1, t),
            span_text("smile", p.smile.low, p.smile.high, t=t),
            number_text(p.sites, t=t),
            number_text(p.people, t=t),
        ]
        for name, p in parts
    ]
    columns = [t("column.part"), short_label("smile", t), *column_heads(t, "interval", "shops", "visits")]
    return Figure(
        heading=t("figure.parts"),
        legend=t("figure.parts_legend"),
        plots=[interval_plot(rows, about, size, colour=colour) for size in SIZES],
        tables=[text_table(t("table.parts", name=report_title(report)), columns, cells)],
        kind="parts",
    )
