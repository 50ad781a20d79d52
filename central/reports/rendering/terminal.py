"""Reports for a terminal, in English: headline, curve as a plot, tables. A pipe gets the same content as plain
lines.
"""

from central.languages.language import ENGLISH
from central.reports.comment_values import CommentTrend
from central.reports.experiment_values import Comparison, Experiment
from central.reports.plan_values import Plan
from central.reports.recommendation_values import Recommendation
from central.reports.rendering import comment_words, plan_words, recommendation_words
from central.reports.rendering.detector_words import of_detector
from central.reports.rendering.interval_plot import rank_sites
from central.reports.rendering.limits import limitation_sentences
from central.reports.rendering.page_tables import number_notes, numbers_table, scores_table, sites_table
from central.reports.rendering.page_trend import weeks_table
from central.reports.rendering.page_verdicts import arm_table, comparison_table, experiment_table, week_table
from central.reports.rendering.seen_words import seen_headline, seen_note
from central.reports.rendering.sheet import Screen, Sheet
from central.reports.rendering.text import note_text, number_text
from central.reports.rendering.verdicts import (
    comparison_headline,
    comparison_unit,
    difference_sentence,
    display_names,
    experiment_headline,
    experiment_sentences,
    experiment_warnings,
    experiments_sentence,
    trend_headline,
)
from central.reports.rendering.words import (
    assurance_sentences,
    is_panel,
    moment_name,
    moment_sentence,
    no_moment_reason,
    page_marks,
    people_count,
    purpose_rule,
    report_headline,
    report_title,
    shop_count,
    shop_word_ending,
)
from central.reports.trend_values import Trend
from central.reports.values import Report

ENDS = 5
"""Number of shops shown at each end of the list of shops."""


def report_text(report: Report, screen: Screen) -> str:
    """Report about one ad: size and certainty of its effect, seconds, shops and limitations."""
    page = Sheet(screen)
    page.write_marks(page_marks(simulated=report.simulated, research=report.research))
    page.write_title(report_headline(report))
    page.write_lines(filter(None, [f"{seen_headline(report)}. {seen_note(report)}" if seen_headline(report) else ""]))
    page.write_lines(assurance_sentences(report))
    _curve(page, report)
    _write_numbers(page, report)
    _write_sites(page, report)
    _comments(page, report)
    page.write_heading("What this does not say")
    page.write_bullets(limitation_sentences(report))
    _write_purpose(page, research=report.research)
    return page.written_text()


def experiment_text(experiment: Experiment, screen: Screen) -> str:
    """Report about an experiment: whether there is a winner, and which data would decide."""
    page = Sheet(screen)
    page.write_marks(page_marks(simulated=experiment.simulated, research=experiment.research))
    page.write_title(experiment_headline(experiment))
    page.write_lines(experiment_warnings(experiment))
    page.write_lines([*experiment_sentences(experiment), *of_detector(experiment)])
    page.write_table(arm_table(experiment))
    if experiment.differences:
        page.write_table(experiment_table(experiment))
    weeks = week_table(experiment)
    if weeks is not None:
        page.write_heading(weeks.caption)
        page.write_table(weeks)
    _write_purpose(page, research=experiment.research)
    return page.written_text()


def comparison_text(comparison: Comparison, screen: Screen) -> str:
    """Comparison of ads: the result of each ad, and the differences that are shown."""
    page, reports = Sheet(screen), comparison.reports
    page.write_marks(page_marks(simulated=any(r.simulated for r in reports), research=any(r.research for r in reports)))
    page.write_title(comparison_headline(comparison))
    names, unit = display_names(reports), comparison_unit(comparison)
    page.write_lines(experiments_sentence(comparison))
    said = [difference_sentence(comparison.measure, pair, names, unit) for pair in comparison.differences]
    page.write_lines([words for words in said if words not in comparison_headline(comparison)])
    page.write_lines(note_text(note) for note in comparison.notes)
    page.write_lines(of_detector(comparison))
    for report in reports:
        page.write_heading(report_headline(report))
        page.write_curve(report.curve)
    if comparison.differences:
        page.write_table(comparison_table(comparison))
    _write_purpose(page, research=any(report.research for report in reports))
    return page.written_text()


def trend_text(trend: Trend, screen: Screen) -> str:
    """Weekly results of the ads with a tag."""
    page = Sheet(screen)
    page.write_marks(page_marks(simulated=trend.simulated, research=trend.research))
    page.write_title(trend_headline(trend))
    page.write_lines(note_text(note) for note in trend.notes)
    if trend.weeks:
        page.write_table(weeks_table(trend))
    _write_purpose(page, research=trend.research)
    return page.written_text()


def comments_text(trend: CommentTrend, screen: Screen) -> str:
    """Weekly comments, their writers, and the limitations of the numbers."""
    page = Sheet(screen)
    page.write_marks(page_marks(simulated=trend.simulated, research=trend.research))
    page.write_title(comment_words.comments_headline(trend))
    page.write_lines(filter(None, [comment_words.held_sentence(trend)]))
    for writers, source in ((comment_words.KIOSKS, trend.kiosks), (comment_words.REVIEWS, trend.reviews)):
        if source is not None:
            page.write_heading(ENGLISH(f"comments.heading_{writers}"))
            page.write_lines([comment_words.base_sentence(source.total, writers)])
            if source.weeks:
                page.write_table(comment_words.weeks_table(source, writers))
    if trend.beside:
        page.write_table(comment_words.audience_table(trend))
    page.write_heading(ENGLISH("advert.limits"))
    page.write_bullets(comment_words.comment_limits())
    _write_purpose(page, research=trend.research)
    return page.written_text()


def _write_purpose(page: Sheet, *, research: bool) -> None:
    title, text = purpose_rule(research=research)
    page.write_heading(title)
    page.write_lines([text])


def _comments(page: Sheet, report: Report) -> None:
    if report.comments is not None:
        part = comment_words.comment_part(report.comments, report_title(report))
        page.write_heading(ENGLISH("comments.section"))
        page.write_lines([part.sentence])
        if part.table is not None:
            page.write_table(part.table)


def _curve(page: Sheet, report: Report) -> None:
    page.write_heading("Smiles in each second, % of the time watched")
    page.write_curve(report.curve)
    if report.moments:
        page.write_lines(f"{moment_name(moment)}. {moment_sentence(moment)}" for moment in report.moments)
    else:
        page.write_lines([no_moment_reason(report)])


def _write_numbers(page: Sheet, report: Report) -> None:
    page.write_heading("The numbers")
    for data in (numbers_table(report), scores_table(report)):
        if data.rows:
            page.write_table(data)
    page.write_lines(number_notes(report))
    flow = report.flow
    page.write_heading(ENGLISH("advert.screens"))
    came = f", {people_count(flow.visits)}, {number_text(flow.watchers)} looked for 1 s or more"
    page.write_lines([f"{ENGLISH('count.plays', count=flow.plays)}{'' if is_panel(report) else came}."])


def _write_sites(page: Sheet, report: Report) -> None:
    """Write the shops in which the ad draws most and least, compared with the other ads of the shop."""
    if not report.sites:
        return
    ranked = rank_sites(report.sites)
    shown = ranked if len(ranked) <= 2 * ENDS else [*ranked[:ENDS], *ranked[-ENDS:]]
    data = sites_table(report, shown)
    page.write_heading(f"Which {shop_word_ending(report.unit)}, by the difference to their own other ads")
    page.write_table(data)
    if len(shown) < len(ranked):
        page.write_lines(
            [f"{shop_count(len(ranked) - len(shown), report.unit)} between the first {ENDS} and the last {ENDS}."]
        )


def recommendation_text(found: Recommendation, screen: Screen) -> str:
    """Recommendation: the expected gain, the shares, and the guard rails that limited them."""
    page = Sheet(screen)
    page.write_marks(page_marks(simulated=found.simulated, research=found.research))
    page.write_title(recommendation_words.gain_headline(found))
    page.write_lines(recommendation_words.evidence_sentences(found))
    page.write_lines([pending] if (pending := recommendation_words.pending_sentence(found)) else [])
    page.write_table(recommendation_words.shares_table(found))
    if found.rails:
        page.write_heading(ENGLISH("recommendation.rails"))
        page.write_bullets(recommendation_words.rail_sentences(found))
    _write_purpose(page, research=found.research)
    return page.written_text()


def plan_text(found: Plan, screen: Screen) -> str:
    """Plan of an experiment: the difference that it can detect, and the values on which the plan is based."""
    page = Sheet(screen)
    page.write_marks(page_marks(simulated=found.simulated, research=False))
    page.write_title(plan_words.plan_headline(found))
    page.write_lines(plan_words.plan_sentences(found))
    page.write_table(plan_words.plan_table(found))
    return page.written_text()
