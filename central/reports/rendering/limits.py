"""Sentences on what a report does not say."""

from central.languages.language import ENGLISH, Language
from central.reports.rendering.text import clipped, day, days_text, listed, note_text, percent, plain
from central.reports.rendering.words import is_panel, marks, quoted, who, whom
from central.reports.values import Report


def limits(report: Report, t: Language = ENGLISH) -> list[str]:
    """Limits of one report: those of its data first, then those of every report."""
    return [
        *marks(simulated=report.simulated, research=report.research, t=t),
        *(note_text(note, t) for note in report.notes),
        *_withheld(report, t),
        *_networks(report, t),
        *_always(report, t),
    ]


def _withheld(report: Report, t: Language) -> list[str]:
    shares = (
        (report.withheld.plays, "plays"),
        (report.withheld.seconds, "seconds"),
        (report.withheld.sites, who(report.unit)),
    )
    parts = [
        t(f"limit.{what}", share=percent(clipped(share), t=t))
        for share, what in shares
        if share is not None and share >= 0.005
    ]
    return [t("limit.withheld", parts=listed(parts, t))] if parts else []


def _networks(report: Report, t: Language) -> list[str]:
    others = [span for span in report.models if not span.is_used]
    used = [span for span in report.models if span.is_used]
    if not others or not used:
        return []
    left_out = listed([f"{plain(span.model)} ({days_text(span.from_, span.to, t)})" for span in others], t)
    return [
        t(
            f"limit.network_{whom(report.unit)}",
            network=plain(used[0].model),
            day=day(used[0].from_, t),
            others=left_out,
            count=sum(span.people for span in others),
        )
    ]


def _always(report: Report, t: Language) -> list[str]:
    first = t("limit.knew" if is_panel(report) else "limit.faces")
    return [
        t("limit.why", advert=quoted(report, t)),
        t("limit.opinion"),
        first,
        t("limit.light"),
        t("limit.late"),
    ]
