"""Sentences on what a report does not say."""

from central.reports.rendering.text import clipped, day, days_text, listed, percent, plain, sentence
from central.reports.rendering.words import is_panel, marks, quoted, visits
from central.reports.values import Report


def limits(report: Report) -> list[str]:
    """Limits of one report: those of its data first, then those of every report."""
    return [
        *marks(simulated=report.simulated, research=report.research),
        *(sentence(note) for note in report.notes),
        *_withheld(report),
        *_networks(report),
        *_always(report),
    ]


def _withheld(report: Report) -> list[str]:
    parts = [
        f"{percent(clipped(share))} of the {what}"
        for share, what in (
            (report.withheld.plays, "plays"),
            (report.withheld.seconds, "seconds"),
            (report.withheld.sites, "participants" if is_panel(report) else "shops"),
        )
        if share is not None and share >= 0.005
    ]
    return [f"Too few people at a time: {listed(parts)} could not be told."] if parts else []


def _networks(report: Report) -> list[str]:
    others = [span for span in report.models if not span.is_used]
    used = [span for span in report.models if span.is_used]
    if not others or not used:
        return []
    left_out = listed([f"{plain(span.model)} ({days_text(span.from_, span.to)})" for span in others])
    return [
        f"The network changed. The numbers are of {plain(used[0].model)} from {day(used[0].from_)} on alone; "
        f"left out is {left_out}, with {visits(sum(span.people for span in others), report.unit)}."
    ]


def _always(report: Report) -> list[str]:
    if is_panel(report):
        first = "These are participants who knew that they were recorded. Customers in a shop may differ."
    else:
        first = "Only faces turned to the screen are read. Who never showed one is in no number."
    return [
        f"It says that people smiled while {quoted(report)} played, not why: they smile at each other and at a child, "
        "too.",
        "A smile is no purchase, and no opinion.",
        first,
        "The network that reads smiles was not checked in this light. Compare adverts in the same places; a level "
        "alone says little.",
        "The late seconds are about those who stayed.",
    ]
