"""Reports for a terminal, in English: headline, curve as a picture, tables. A pipe gets the same as plain lines."""

from central.languages.language import ENGLISH
from central.reports.comment_values import CommentTrend
from central.reports.experiment_values import Comparison, Experiment
from central.reports.recommendation_values import Recommendation
from central.reports.rendering import comment_words, recommendation_words
from central.reports.rendering.interval_plot import site_rows
from central.reports.rendering.limits import limits
from central.reports.rendering.page_tables import number_notes, numbers_table, scores_table, sites_table
from central.reports.rendering.page_trend import weeks_table
from central.reports.rendering.page_verdicts import arm_table, comparison_table, experiment_table
from central.reports.rendering.sheet import Screen, Sheet
from central.reports.rendering.text import note_text, number
from central.reports.rendering.verdicts import (
    comparison_headline,
    difference_sentence,
    experiment_headline,
    experiment_sentences,
    names_of,
    trend_headline,
    unit_of,
)
from central.reports.rendering.words import (
    assurance,
    headline,
    is_panel,
    marks,
    moment_name,
    moment_sentence,
    no_moment,
    places,
    title,
    visits,
    who,
)
from central.reports.trend_values import Trend
from central.reports.values import Report

ENDS = 5
"""Shops at each end of the list."""


def report_text(report: Report, screen: Screen) -> str:
    """One advert: how much, how sure, which second, in which shops, and what it does not say."""
    page = Sheet(screen)
    page.marks(marks(simulated=report.simulated, research=report.research))
    page.title(headline(report))
    page.lines(assurance(report))
    _curve(page, report)
    _numbers(page, report)
    _sites(page, report)
    _comments(page, report)
    page.heading("What this does not say")
    page.bullets(limits(report))
    return page.text()


def experiment_text(experiment: Experiment, screen: Screen) -> str:
    """Experiment: is there a winner, and what would decide."""
    page = Sheet(screen)
    page.marks(marks(simulated=experiment.simulated, research=experiment.research))
    page.title(experiment_headline(experiment))
    page.lines(experiment_sentences(experiment))
    page.table(arm_table(experiment))
    if experiment.differences:
        page.table(experiment_table(experiment))
    return page.text()


def comparison_text(comparison: Comparison, screen: Screen) -> str:
    """Adverts beside each other: what each drew, and which differences are shown."""
    page, reports = Sheet(screen), comparison.reports
    page.marks(marks(simulated=any(r.simulated for r in reports), research=any(r.research for r in reports)))
    page.title(comparison_headline(comparison))
    names, unit = names_of(reports), unit_of(comparison)
    said = [difference_sentence(comparison.measure, pair, names, unit) for pair in comparison.differences]
    page.lines([words for words in said if words not in comparison_headline(comparison)])
    page.lines(note_text(note) for note in comparison.notes)
    for report in reports:
        page.heading(headline(report))
        page.curve(report.curve)
    if comparison.differences:
        page.table(comparison_table(comparison))
    return page.text()


def trend_text(trend: Trend, screen: Screen) -> str:
    """Weeks of a tag."""
    page = Sheet(screen)
    page.marks(marks(simulated=trend.simulated, research=trend.research))
    page.title(trend_headline(trend))
    page.lines(note_text(note) for note in trend.notes)
    if trend.weeks:
        page.table(weeks_table(trend))
    return page.text()


def comments_text(trend: CommentTrend, screen: Screen) -> str:
    """Weeks of comments, who wrote them, and what they do not say."""
    page = Sheet(screen)
    page.marks(marks(simulated=trend.simulated, research=trend.research))
    page.title(comment_words.comments_headline(trend))
    page.lines(filter(None, [comment_words.held_sentence(trend)]))
    for writers, source in ((comment_words.KIOSKS, trend.kiosks), (comment_words.REVIEWS, trend.reviews)):
        if source is not None:
            page.heading(ENGLISH(f"comments.heading_{writers}"))
            page.lines([comment_words.base_sentence(source.total, writers)])
            if source.weeks:
                page.table(comment_words.weeks_table(source, writers))
    if trend.beside:
        page.table(comment_words.beside_table(trend))
    page.heading(ENGLISH("advert.limits"))
    page.bullets(comment_words.comment_limits())
    return page.text()


def _comments(page: Sheet, report: Report) -> None:
    if report.comments is not None:
        part = comment_words.comment_part(report.comments, title(report))
        page.heading(ENGLISH("comments.section"))
        page.lines([part.sentence])
        if part.table is not None:
            page.table(part.table)


def _curve(page: Sheet, report: Report) -> None:
    page.heading("Smiles in each second, % of the time watched")
    page.curve(report.curve)
    if report.moments:
        page.lines(f"{moment_name(moment)}. {moment_sentence(moment)}" for moment in report.moments)
    else:
        page.lines([no_moment(report)])


def _numbers(page: Sheet, report: Report) -> None:
    page.heading("The numbers")
    flow = report.flow
    seen = f", {visits(flow.visits)}, {number(flow.watchers)} looked for 1 s or more"
    page.lines([f"{ENGLISH('count.plays', count=flow.plays)}{'' if is_panel(report) else seen}."])
    for data in (numbers_table(report), scores_table(report)):
        if data.rows:
            page.table(data)
    page.lines(number_notes(report))


def _sites(page: Sheet, report: Report) -> None:
    """First and last shops by their shrunk value."""
    if not report.sites:
        return
    names = [row.label for row in site_rows(report.sites)]
    shown = names if len(names) <= 2 * ENDS else [*names[:ENDS], *names[-ENDS:]]
    by_name = {site.site: site for site in report.sites}
    data = sites_table(report, [by_name[name] for name in shown])
    page.heading(f"Which {who(report.unit)}, by the shrunk value")
    page.table(data)
    if len(shown) < len(names):
        page.lines([f"{places(len(names) - len(shown), report.unit)} between the first {ENDS} and the last {ENDS}."])


def recommendation_text(found: Recommendation, screen: Screen) -> str:
    """Recommendation: what is expected, the shares, and what held back more."""
    page = Sheet(screen)
    page.marks(marks(simulated=found.simulated, research=found.research))
    page.title(recommendation_words.headline(found))
    page.lines(recommendation_words.sentences(found))
    page.lines([pending] if (pending := recommendation_words.pending_sentence(found)) else [])
    page.table(recommendation_words.shares_table(found))
    if found.rails:
        page.heading(ENGLISH("recommendation.rails"))
        page.bullets(recommendation_words.rail_sentences(found))
    return page.text()
