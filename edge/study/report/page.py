"""Report on a group or on one participant, as one HTML file that loads no other files."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from edge.intended_purpose import purpose
from edge.markup.elements import Markup, html_tag
from edge.study.analysis.people import LEAST_PEOPLE
from edge.study.counts import count_with_noun, participant_count_text
from edge.study.report.groups import group_comparison_tables
from edge.study.report.method import LIMITS, clock_offset_text, participants_and_exclusions_text, titled_formula_texts
from edge.study.report.numbers import ci95_text, number_text, p_value_text, percent_text
from edge.study.report.paragraph import methods_paragraph
from edge.study.report.plan import note_text, plan_section
from edge.study.report.plots import curve_plot, signal_plot
from edge.study.report.results import (
    AdvertResults,
    ComparisonResult,
    CorrelationResult,
    CurveResult,
    GroupResults,
    MeasureResult,
    ParticipantResults,
    ReliabilityResult,
    StudyFacts,
)
from edge.study.report.scenes import scene_markers, scene_table
from edge.study.report.strip import film_strip_svg
from edge.study.report.style import STYLE
from edge.study.report.table import html_table

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def group_report_html(results: GroupResults) -> str:
    """HTML page of a group's report."""
    study = results.study
    parts = [
        _small_group_warning(study),
        *plan_section(study.plan),
        *(part for number, one in enumerate(results.adverts) for part in _advert_section(one, number)),
    ]
    if results.comparisons:
        parts += [html_tag("h2", "Comparison of ads"), *_comparison_tables(results.comparisons)]
    if results.group_comparisons:
        parts += [html_tag("h2", "Comparison of groups"), *group_comparison_tables(results.group_comparisons)]
    return _html_page(f"{study.name}: {participant_count_text(study.participants)}", study, parts)


def participant_report_html(results: ParticipantResults) -> str:
    """HTML page of the report on one participant's session."""
    study = results.study
    note = "These numbers are about one person. They stay on this computer, and are deleted if the person withdraws."
    parts = [html_tag("p", note, class_="persons")]
    for signal in results.signals:
        gaps, artefacts = (
            count_with_noun(len(signal.coverage.gaps), "gap"),
            count_with_noun(signal.artefacts_s.size, "artefact"),
        )
        known = f"{percent_text(signal.coverage.share)} known, {gaps}, {artefacts}"
        caption = f"{signal.name}: {known}. Gaps are shaded; artefacts are ticks below."
        plot = signal_plot(signal, results.markers, results.duration_s)
        parts.append(html_tag("figure", [plot, html_tag("figcaption", caption)]))
    heads = ("ad", "events", "responses", "rate", "magnitude, µS", "amplitude, µS", "latency, s")
    rows = [
        (creative, str(r.events), str(r.responses), percent_text(r.rate), number_text(r.magnitude_us, 3),
         number_text(r.amplitude_us, 3), number_text(r.latency_s, 1))
        for creative, r in results.responses.items()
    ]  # fmt: skip
    parts += [html_tag("h2", "Skin conductance responses"), html_table("By ad", heads, rows)] if rows else []
    return _html_page(f"{study.name}: participant {results.participant}", study, parts)


def _html_page(title: str, study: StudyFacts, parts: Iterable[Markup]) -> str:
    head = [
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        html_tag("title", title),
        Markup(f"<style>{STYLE}</style>"),
    ]
    about = f"Vitrina, report of {study.day}. Intended purpose: {purpose('research', 'en')}"
    opening = [html_tag("h1", title), html_tag("p", about, class_="faint")]
    body = html_tag("main", [*opening, *parts, *_method_section(study)])
    return f'<!DOCTYPE html>\n<html lang="en">{html_tag("head", head).html}{html_tag("body", body).html}</html>\n'


def _small_group_warning(study: StudyFacts) -> Markup:
    """Warning above the numbers if the group is too small."""
    if study.participants >= LEAST_PEOPLE:
        return Markup("")
    text = (
        f"{participant_count_text(study.participants)}: these are individuals, not a group. The lines and numbers "
        "below belong to single people, and do not apply to anybody else."
    )
    return html_tag("p", text, class_="persons")


def _advert_section(advert: AdvertResults, number: int) -> Iterator[Markup]:
    strip = f"strip-{number}" if advert.stills else None
    yield html_tag("h2", f"{advert.creative}, {advert.seconds} s")
    yield film_strip_svg(f"strip-{number}", advert.stills, advert.seconds)
    scenes = scene_markers(advert.scenes)
    for curve in advert.curves:
        yield html_tag(
            "figure",
            [
                curve_plot(curve, advert.creative, strip, scenes),
                html_tag("figcaption", _curve_caption(curve, bool(scenes))),
            ],
        )
    yield _measures("Measures", advert.measures)
    heads = ("signal", "correlation", "p", "n", "note")
    yield html_table("Inter-subject correlation", heads, [_correlation(each) for each in advert.correlations])
    heads = ("curve", "reliability", "95 % interval", "n", "note")
    yield html_table("Reliability of the curves", heads, [_reliability(each) for each in advert.reliability])
    yield _measures("Answers", advert.answers)
    yield scene_table(advert.scenes)


def _curve_caption(curve: CurveResult, has_scenes: bool) -> str:
    least, most = min(curve.n.tolist(), default=0), max(curve.n.tolist(), default=0)
    n = f"n = {most}" if least == most else f"n = {least} to {most}"
    band = "band: 95 % for the whole curve" if curve.reason is None else f"no band: {curve.reason}"
    shaded = " Shaded areas are scenes." if has_scenes else ""
    return f"{curve.measure} ({curve.unit}), second by second, {n}; {band}.{shaded}"


def _measures(caption: str, measures: Sequence[MeasureResult]) -> Markup:
    rows = [
        (each.measure, each.unit, number_text(each.value.mean, each.digits), ci95_text(each.value, each.digits),
         str(each.value.n), note_text(each.value.reason, each.is_planned))
        for each in measures
    ]  # fmt: skip
    return html_table(caption, ("measure", "unit", "mean", "95 % interval", "n", "note"), rows)


def _correlation(each: CorrelationResult) -> tuple[str, ...]:
    return each.signal, number_text(each.value), p_value_text(each.p), str(each.n), each.reason or ""


def _reliability(each: ReliabilityResult) -> tuple[str, ...]:
    found = each.found
    return each.measure, number_text(found.value), ci95_text(found), str(found.n), found.reason or ""


def _comparison_tables(comparisons: Sequence[ComparisonResult]) -> Iterator[Markup]:
    """One comparison table per measure."""
    for (measure, unit), rows in groupby(comparisons, key=lambda each: (each.measure, each.unit)):
        written = [
            (f"{each.a} − {each.b}", number_text(each.difference.mean), ci95_text(each.difference),
             str(each.difference.n), p_value_text(each.p_holm), note_text(each.reason, each.is_planned))
            for each in rows
        ]  # fmt: skip
        yield html_table(
            f"{measure} ({unit})", ("pair", "difference", "95 % interval", "n", "p, Holm", "note"), written
        )


def _method_section(study: StudyFacts) -> Iterator[Markup]:
    """HTML of the method section: measures, their quality, and the limits of what they show."""
    yield html_tag("h2", "Method")
    yield html_tag("p", participants_and_exclusions_text(study))
    for note in study.notes:
        yield html_tag("p", note)
    if study.networks:
        yield html_tag("p", f"Models: {', '.join(study.networks)}.")
    for sync in study.sync:
        yield html_tag("p", clock_offset_text(sync))
    if not study.sync:
        yield html_tag("p", "Clocks: no offset was measured in this study. Run vitrina study sync after a session.")
    for title, text in titled_formula_texts():
        yield html_tag("p", [html_tag("b", f"{title}. "), text])
    yield html_tag("section", [html_tag("h3", "Paragraph for a paper"), html_tag("p", methods_paragraph(study))])
    limits = html_tag("ul", [html_tag("li", limit) for limit in LIMITS])
    yield html_tag("section", [html_tag("h3", "What it does not show"), limits], class_="limits")
