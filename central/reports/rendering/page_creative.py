"""Part of the page on one advert."""

from collections.abc import Sequence
from dataclasses import dataclass

from central.reports.rendering.interval_plot import Row, interval_plot, site_rows
from central.reports.rendering.limits import limits
from central.reports.rendering.method import label
from central.reports.rendering.page_tables import (
    Table,
    curve_table,
    flow_tables,
    hours_table,
    not_told,
    numbers_table,
    scores_table,
    sites_table,
    table,
)
from central.reports.rendering.page_verdicts import Figure
from central.reports.rendering.plot import curve_plot
from central.reports.rendering.plot_size import CURVE_SIZES, SIZES
from central.reports.rendering.plot_words import interval_legend
from central.reports.rendering.strip import Address, Frames, embedded, frame_at
from central.reports.rendering.svg import COLOURS, Picture
from central.reports.rendering.text import count, days_text, number, percent, plain, span_text, value_text
from central.reports.rendering.time_plot import bar_plot
from central.reports.rendering.words import (
    assurance,
    headline,
    is_panel,
    moment_name,
    moment_sentence,
    no_moment,
    places,
    title,
    told_note,
)
from central.reports.values import Hour, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentCard:
    """Moment with its frame. `picture` is an address, empty without a strip."""

    name: str
    sentence: str
    picture: str
    alternative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Creative:
    """Everything that the page shows of one advert."""

    ident: str
    colour: int
    title: str
    subtitle: str
    headline: str
    assurance: Sequence[str]
    facts: Sequence[tuple[str, str, str]]
    curve: Figure | None
    moments: Sequence[MomentCard]
    no_moment: str
    numbers: Table
    scores: Table
    not_told: Sequence[str]
    sites: Figure | None
    times: Sequence[Figure]
    flow: Sequence[Table]
    limits: Sequence[str]


def creative(report: Report, frames: Frames, index: int, address: Address = embedded) -> Creative:
    """Part of the page on one advert. `index`, from 1 on, makes its names unique and chooses its colour."""
    ident, colour = f"advert-{index}", index - 1
    return Creative(
        ident=ident,
        colour=colour % len(COLOURS),
        title=title(report),
        subtitle=_subtitle(report),
        headline=headline(report),
        assurance=assurance(report),
        facts=_facts(report),
        curve=_curve(report, frames, address, index) if report.curve else None,
        moments=_moments(report, frames, address),
        no_moment="" if report.moments else no_moment(report),
        numbers=numbers_table(report),
        scores=scores_table(report),
        not_told=not_told(report),
        sites=_sites(report, ident, colour) if len(report.sites) > 1 else None,
        times=() if is_panel(report) else _times(report, ident, colour),
        flow=flow_tables(report),
        limits=limits(report),
    )


def _subtitle(report: Report) -> str:
    own = [report.creative] if report.name else []
    tag = [report.tag] if report.tag else []
    days = [] if is_panel(report) else [days_text(report.from_, report.to)]  # a replay has a clock of its own
    return " · ".join([*map(plain, [*own, *tag]), *days])


def _facts(report: Report) -> list[tuple[str, str, str]]:
    """Figures at a glance: number, its word, entry of the method section."""
    flow = report.flow
    facts = [(number(flow.plays), "plays", "flow")]
    if not is_panel(report):
        facts += [
            (number(flow.visits), "visits before the screens", "flow"),
            (number(flow.watchers), "looked for 1 s or more", "flow"),
        ]
        if flow.opportunities_to_see is not None:
            facts.append((number(flow.opportunities_to_see), "opportunities to see", "opportunities_to_see"))
        if flow.dwell_s is not None:
            facts.append((value_text("dwell_s", flow.dwell_s), "mean time present", "dwell_s"))
    if report.told_share is not None:
        of = "participants" if is_panel(report) else "visits"
        facts.append((told_note(report.told_share), f"of the {of} told", "told_share"))
    if flow.coverage is not None:
        facts.append((percent(flow.coverage), "of the time the camera was on", "coverage"))
    if report.percentile is not None:
        facts.append((percent(report.percentile), "of own adverts drew fewer smiles", "percentile"))
    return facts


def _curve(report: Report, frames: Frames, address: Address, index: int) -> Figure:
    legend = f"{interval_legend([report])} ".lstrip()
    return Figure(
        heading="Smiles in each second, % of the time watched",
        legend=legend + "Dotted: the advert’s own mean." + (" Below: its film." if frames else ""),
        plots=[
            curve_plot([report], size, frames=frames, address=address, ident=f"advert-{index}-curve", first=index - 1)
            for size in CURVE_SIZES
        ],
        tables=[curve_table(report)],
    )


def _moments(report: Report, frames: Frames, address: Address) -> list[MomentCard]:
    cards = []
    for moment in report.moments:
        frame = frame_at(frames, moment.from_second + 0.5)
        cards.append(
            MomentCard(
                name=moment_name(moment),
                sentence=moment_sentence(moment),
                picture=address(*frame) if frame else "",
                alternative=f"{title(report)} at second {moment.from_second}",
            )
        )
    return cards


def _sites(report: Report, ident: str, colour: int) -> Figure:
    rows = site_rows(report.sites)
    by_name = {site.site: site for site in report.sites}
    what = "participant" if is_panel(report) else "shop"
    about = Picture(
        f"{ident}-sites",
        f"Smiles by {what}, {title(report)}",
        f"{places(len(rows), report.unit)} in the order of their shrunk value. The table under the plot has every "
        "number.",
        report.simulated,
    )
    mean = report.measures["positive"].mean if "positive" in report.measures else None
    return Figure(
        heading=f"Smiles by {what}, % of the time watched",
        legend=f"Filled: shrunk towards the mean of all, the order goes by it. Hollow: the {what}’s own number, with "
        f"its 95 % interval{'' if is_panel(report) else ' over days'}. Dotted: the mean of all.",
        plots=[interval_plot(rows, about, size, mean=mean, colour=colour) for size in SIZES],
        tables=[sites_table(report, [by_name[row.label] for row in rows])],
    )


def _times(report: Report, ident: str, colour: int) -> list[Figure]:
    figures = []
    for hours, weekday in ((report.hours, False), (report.weekdays, True)):
        if any(hour.visits for hour in hours):
            figures.append(_bars(report, hours, ident, weekday=weekday, colour=colour))
    if report.parts:
        figures.append(_parts(report, ident, colour))
    return figures


def _bars(report: Report, hours: Sequence[Hour], ident: str, *, weekday: bool, colour: int) -> Figure:
    by = "weekday" if weekday else "hour of the day"
    about = Picture(
        f"{ident}-{'weekdays' if weekday else 'hours'}",
        f"Visits by {by}, {title(report)}",
        f"{count(len(hours), 'bar')}; the table under the plot has every number.",
        report.simulated,
    )
    return Figure(
        heading=f"Visits by {by}",
        legend="Dark: those that looked for 1 s or more." + ("" if weekday else " Local time of the shops."),
        plots=[bar_plot(hours, about, size, weekday=weekday, colour=colour) for size in SIZES],
        tables=[hours_table(f"Visits by {by}, {title(report)}", hours, weekday=weekday)],
    )


def _parts(report: Report, ident: str, colour: int) -> Figure:
    parts = [(f"part {part.at + 1}", part) for part in report.parts]
    rows = [Row(label=n, value=p.positive.mean, low=p.positive.low, high=p.positive.high) for n, p in parts]
    about = Picture(
        f"{ident}-parts",
        f"Smiles by part of the day, {title(report)}",
        "A point and its 95 % interval for each part. The table under the plot has every number.",
        report.simulated,
    )
    cells = [
        [
            name,
            percent(p.positive.mean, 1),
            span_text("positive", p.positive.low, p.positive.high),
            number(p.sites),
            number(p.people),
        ]
        for name, p in parts
    ]
    columns = ("Part", label("positive"), "95 % interval", "Shops", "Visits")
    return Figure(
        heading="Smiles by part of the day, % of the time watched",
        legend="In the shops whose kiosks end their messages at the parts of the day.",
        plots=[interval_plot(rows, about, size, colour=colour) for size in SIZES],
        tables=[table(f"Parts of the day, {title(report)}", columns, cells)],
        kind="parts",
    )
