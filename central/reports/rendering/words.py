"""Sentences of a report: how much, how sure, of how many, and what it does not say.

A report says "smiled", "looked" and "laughed": what faces and rooms show, never what somebody thinks.
"""

from collections.abc import Sequence

from central.reports.rendering.text import (
    CONFIDENCE,
    SPACE,
    TO,
    count,
    days_text,
    digits_of,
    listed,
    number,
    percent,
    plain,
    points,
    reason_text,
    seconds_text,
    sentence,
    signed_points,
)
from central.reports.values import LOW_TOLD_SHARE, Measure, Moment, Report

MIN_SITES = 4
"""Shops below which a report speaks of these shops alone."""
"""Told share below which it is said in words."""
SIMULATED = "SIMULATED"
SIMULATED_SENTENCE = "SIMULATED: a program made these data, no people did."
RESEARCH_SENTENCE = "Read by a research network: not for use in a shop."


def is_panel(report: Report) -> bool:
    """True for a panel: participants stand in the place of shops and visits."""
    return report.unit == "participants"


def places(sites: int, unit: str = "sites") -> str:
    """Count of shops or participants."""
    return count(sites, "participant" if unit == "participants" else "shop")


def head(unit: str) -> str:
    """Head of a column that counts shops or participants."""
    return "Participants" if unit == "participants" else "Shops"


def visits(people: int, unit: str = "sites") -> str:
    """Count of the people behind a number, by its word."""
    return count(people, "participant" if unit == "participants" else "visit")


def title(report: Report) -> str:
    """Name of the advert, to show."""
    return plain(report.name or report.creative)


def quoted(report: Report) -> str:
    """Name of the advert within a sentence."""
    return f"“{title(report)}”"


def scope(report: Report) -> str:
    """Opening of the headline where it speaks of these shops alone: `In these 2 shops, `."""
    sites = _smiles(report).sites
    if is_panel(report) or sites >= MIN_SITES or sites == 0:
        return ""
    return "In this shop, " if sites == 1 else f"In these {sites} shops, "


def headline(report: Report) -> str:
    """Finding in one sentence, with its interval."""
    measure = _smiles(report)
    if measure.mean is None:
        return _headline_without_smiles(report)
    digits = digits_of(*_span(measure))
    who = places(measure.sites, report.unit) if is_panel(report) else "people"
    text = f"{who} who watched {quoted(report)} smiled {percent(measure.mean, digits)} of the time{_interval(measure)}"
    after = "" if scope(report) or is_panel(report) else f", in {places(measure.sites)}"
    text = f"{scope(report)}{text}{after}."
    return text[0].upper() + text[1:]


def _headline_without_smiles(report: Report) -> str:
    looked = report.measures.get("watched_share")
    reason = _smiles(report).reason
    why = f": {reason_text(reason, report.unit).rstrip('.')}" if reason else ""
    if looked is None or looked.mean is None:
        return f"Nothing can be told of {quoted(report)}{why}."
    return f"{percent(looked.mean)} of the visits looked at {quoted(report)}. Nothing can be told of smiles{why}."


def _smiles(report: Report) -> Measure:
    empty = Measure(mean=None, low=None, high=None, sites=0, site_days=0, reactions=0, people=0, method="")
    return report.measures.get("positive", empty)


def _span(measure: Measure) -> tuple[float | None, float | None]:
    """Interval over shops, else that over the days of these shops."""
    if measure.low is None and measure.here is not None:
        return measure.here.low, measure.here.high
    return measure.low, measure.high


def _interval(measure: Measure) -> str:
    low, high = _span(measure)
    if low is None or high is None:
        return ""
    digits = digits_of(low, high)
    over = f", over {count(measure.here.days, 'day')}" if measure.low is None and measure.here is not None else ""
    return f" ({CONFIDENCE}: {percent(low, digits).split()[0]}{TO}{percent(high, digits)}{over})"


def assurance(report: Report) -> list[str]:
    """Sentences on the base of the headline and on how sure it is."""
    measure = _smiles(report)
    said = [f"{_base(report, measure)}."]
    if 0 < measure.sites < MIN_SITES:
        what = "participant" if is_panel(report) else "shop"
        these = f"this {what}" if measure.sites == 1 else f"these {what}s"
        said.append(f"This speaks of {these} alone: an interval beyond them needs {MIN_SITES} {what}s.")
    if measure.mean is not None and None in _span(measure):
        said.append(
            sentence(f"There is no interval: {reason_text(measure.reason, report.unit) or 'too few shops and days'}")
        )
    said += [*would_decide(report), *told_warning(report.told_share, report.unit)]
    return said


def _base(report: Report, measure: Measure) -> str:
    days = days_text(report.from_, report.to)
    if is_panel(report):
        return f"Recordings of {places(measure.sites, report.unit)}"
    of = [visits(measure.people), count(measure.site_days, "shop day")] if measure.people else []
    return f"Of {listed(of)}, {days}" if of else days[0].upper() + days[1:]


def would_decide(report: Report) -> list[str]:
    """Smallest difference between two adverts that such data find, and the shops that a smaller one needs."""
    wanted, said = report.wanted, []
    who = "participants" if is_panel(report) else "shops"
    if wanted.detectable is not None:
        said.append(f"Two adverts with such data must differ by {points(wanted.detectable)} points to be told apart.")
    if wanted.sites is not None:
        said.append(f"To find a difference of {points(wanted.difference)} points takes about {wanted.sites:,} {who}.")
        if wanted.days is not None and wanted.reason:
            here = "this shop" if report.measures["positive"].sites == 1 else "these shops"
            said.append(f"To know {here} to {points(wanted.difference)} points takes about {wanted.days:,} days.")
    elif wanted.reason:
        said.append(sentence(f"How many {who} would decide is not known: {reason_text(wanted.reason, report.unit)}"))
    return said


def told_warning(share: float | None, unit: str = "sites") -> list[str]:
    """Words beside a number of which too little was told; none from 80 % on."""
    if share is None or share >= LOW_TOLD_SHARE:
        return []
    of = "participants" if unit == "participants" else "visits"
    if share <= 0:
        return [f"None of the {of} could be told: they were too few at a time."]
    return [
        f"Only {percent(share)} of the {of} could be told. The others were too few at a time, and may have smiled more "
        "or less."
    ]


def told_note(share: float | None) -> str:
    """The same in few words, for a cell of a table."""
    return "" if share is None else percent(share) + (" only" if share < LOW_TOLD_SHARE else "")


def several_headline(reports: Sequence[Report]) -> str:
    """Span of the smiles of several adverts that were not compared: no advert is ranked by its own number."""
    means = sorted(mean for mean in (_smiles(report).mean for report in reports) if mean is not None)
    adverts = count(len(reports), "advert")
    if not means:
        return f"{adverts}: nothing can be told of smiles."
    who = "participants" if all(map(is_panel, reports)) else "people"
    spread = f"{percent(means[0], 1).split(SPACE)[0]}{TO}{percent(means[-1], 1)}"
    return f"{adverts}: {who} smiled {spread} of the time. Which drew more is not compared here."


def moment_name(moment: Moment) -> str:
    """Moment and its size: `6–9 s: +4 points`."""
    return f"{seconds_text(moment.from_second, moment.to_second)}: {signed_points(moment.size, 0)} points"


def moment_sentence(moment: Moment) -> str:
    """Moment, its size and interval."""
    more, low, high = ("more", moment.low, moment.high) if moment.size >= 0 else ("less", -moment.high, -moment.low)
    return (
        f"{points(moment.size)} points {more} than the advert's own mean "
        f"({CONFIDENCE}: {number(100 * low, 1)}{TO}{number(100 * high, 1)})."
    )


def no_moment(report: Report) -> str:
    """Reason why no second is named."""
    if not any(second.positive is not None for second in report.curve):
        return "No second was told: too few people watched at a time."
    if all(second.band_low is None for second in report.curve):
        return f"No second is named: below 10 {'participants' if is_panel(report) else 'shops'} it may be chance."
    return "No second surely lies above or below the advert's own mean. What the line shows may be chance."


def marks(*, simulated: bool, research: bool) -> list[str]:
    """Marks that stand on every page, picture and export."""
    return [SIMULATED_SENTENCE] * simulated + [RESEARCH_SENTENCE] * research
