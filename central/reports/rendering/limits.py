"""Sentences on the limitations of a report."""

from collections.abc import Sequence

from central.languages.language import ENGLISH, Language
from central.reports.rendering.text import day_span_text, day_text, join_words, note_text, plain_line
from central.reports.rendering.words import (
    is_little_reported,
    is_panel,
    missing_sentence,
    page_marks,
    people_word_ending,
    quoted_title,
)
from central.reports.values import Report


def limitation_sentences(report: Report, t: Language = ENGLISH) -> list[str]:
    """Limitations of one report.

    Limitations that depend on the report's data come before limitations that apply to every report.
    """
    why = t("limit.why", advert=quoted_title(report, t))
    return [*_own_sentences(report, t), why, *_general_sentences(report, t)]


def comparison_limitation_sentences(reports: Sequence[Report], t: Language = ENGLISH) -> list[str]:
    """Limitations of a comparison, each once. A limitation of some of its ads names them first."""
    found: dict[str, list[str]] = {}
    for report in reports:
        for sentence in _own_sentences(report, t):
            found.setdefault(sentence, []).append(quoted_title(report, t))
    own = [
        sentence
        if len(titles) == len(reports)
        else t("limit.of_adverts", adverts=join_words(titles, t), sentence=sentence)
        for sentence, titles in found.items()
    ]
    why = t("limit.why", advert=join_words([quoted_title(report, t) for report in reports], t))
    return [*own, why, *dict.fromkeys(said for report in reports for said in _general_sentences(report, t))]


def _own_sentences(report: Report, t: Language) -> list[str]:
    """Limitations that depend on the report's data."""
    return [
        *page_marks(simulated=report.simulated, research=report.research, t=t),
        *(note_text(note, t) for note in report.notes),
        *([] if is_little_reported(report) else missing_sentence(report, t)),
        *_model_sentences(report, t),
    ]


def _model_sentences(report: Report, t: Language) -> list[str]:
    others = [span for span in report.models if not span.is_used]
    used = [span for span in report.models if span.is_used]
    if not others or not used:
        return []
    left_out = join_words([f"{plain_line(span.model)} ({day_span_text(span.from_, span.to, t)})" for span in others], t)
    return [
        t(
            f"limit.network_{people_word_ending(report.unit)}",
            network=plain_line(used[0].model),
            day=day_text(used[0].from_, t),
            others=left_out,
            count=sum(span.people for span in others),
        )
    ]


def _general_sentences(report: Report, t: Language) -> list[str]:
    first = t("limit.knew" if is_panel(report) else "limit.faces")
    return [
        t("limit.opinion"),
        first,
        t("limit.light"),
        t("limit.late"),
    ]
