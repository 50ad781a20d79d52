"""Number of visits that saw an ad, in words: a headline with rounded numbers, and a note on how sure it is."""

from math import ceil, floor, log10

from central.languages.language import ENGLISH, Language
from central.reasons import FEW_SITES, MIN_SITES
from central.reports.rendering.text import NO_NUMBER, number_text, range_text
from central.reports.values import Report, Seen

SHOWN_DIGITS = 3
"""Digits of a number of visits that has no range."""


def seen_headline(report: Report, t: Language = ENGLISH) -> str:
    """Number of visits that saw the ad: `Seen by about 12,300 visits`. Empty without a result.

    Where few people come, it is the lower end of the range: at least so many visits saw the ad.
    """
    seen = report.seen
    if seen is None or seen.visits is None:
        return ""
    if seen.at_least:
        return t("seen.at_least", visits=_least_visits(seen))
    return t("seen.about", visits=_rounded(seen.visits, seen))


def seen_short(seen: Seen | None, t: Language = ENGLISH) -> str:
    """The number of the headline for a table, with `at least` where few people come."""
    if seen is None or seen.visits is None:
        return NO_NUMBER
    if seen.at_least:
        return t("seen.least_short", visits=number_text(_least_visits(seen), t=t))
    return number_text(_rounded(seen.visits, seen), t=t)


def seen_note(report: Report, t: Language = ENGLISH) -> str:
    """Note on the number: its meaning, that it is estimated, and its range. Empty without a result."""
    seen = report.seen
    if seen is None or seen.visits is None:
        return ""
    kind = "least" if seen.at_least else "about"
    span = seen_span(seen, t)
    estimate = t(f"seen.{kind}_{'range' if span else 'estimated'}", visits=_rounded(seen.visits, seen), span=span)
    few = [t("seen.few", least=MIN_SITES)] * (seen.reason == FEW_SITES)
    return " ".join([t("seen.looked"), estimate, *few, *[t("seen.quiet")] * seen.at_least])


def seen_span(seen: Seen, t: Language = ENGLISH) -> str:
    """The range, rounded outwards."""
    if seen.low is None or seen.high is None:
        return ""
    unit = _unit(seen)
    low, high = unit * floor(seen.low / unit), unit * ceil(seen.high / unit)
    return range_text(number_text(low, t=t), number_text(high, t=t), t)


def _least_visits(seen: Seen) -> int:
    """Visits that saw the ad at least: the lower end of the range, or the counted watchers if there is no range."""
    unit = _unit(seen)
    return seen.watchers if seen.low is None else max(unit * floor(seen.low / unit), seen.watchers)


def _rounded(visits: int, seen: Seen) -> int:
    unit = _unit(seen)
    return unit * round(visits / unit)


def _unit(seen: Seen) -> int:
    """Rounding step of visits: the power of ten below a third of the range, or below a hundredth of the visits
    if there is no range.
    """
    visits = seen.visits or 0
    width = visits / 10 ** (SHOWN_DIGITS - 1) if seen.low is None or seen.high is None else (seen.high - seen.low) / 3
    return max(1, 10 ** floor(log10(width))) if width >= 1 else 1
