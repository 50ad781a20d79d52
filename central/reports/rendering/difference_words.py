"""Sentences about the difference between two ads: which is ahead, by how much, and which data would decide."""

from central.languages.language import ENGLISH, Language
from central.measures import WANTED_MEASURES
from central.reports.experiment_values import Difference
from central.reports.rendering.method import short_label
from central.reports.rendering.text import (
    is_share_measure,
    measure_unit,
    number_text,
    plain_line,
    range_text,
    reason_text,
    significant_digits,
    value_text,
)
from central.reports.rendering.words import shop_word_ending
from central.reports.values import WANTED

MOST_DIGITS = 4
"""Number of decimals for a difference that would be shown as 0 with fewer decimals."""


def difference_size_text(measure: str, value: float, t: Language = ENGLISH) -> str:
    """Size of a difference with its unit and without its sign. Only a difference of exactly 0 is shown as 0."""
    if is_share_measure(measure):
        points = abs(100 * value)
        digits = next((digits for digits in range(1, MOST_DIGITS) if round(points, digits)), MOST_DIGITS)
        return t("size.points", points=t.fixed_quantity(points, digits if points else 1))
    return value_text(measure, abs(value), t=t)


def difference_interval_text(measure: str, low: float, high: float, t: Language = ENGLISH) -> str:
    """Interval of a difference, with signs, and without a unit if the unit is percentage points."""
    scale = 100 if is_share_measure(measure) else 1
    ends = (scale * low, scale * high)
    digits = significant_digits(max(map(abs, ends)), measure_unit(measure).difference_decimals)
    first, last = (number_text(end, digits, t) for end in ends)
    return range_text(first, last, t)


def verdict_interval(difference: Difference) -> tuple[float, float] | None:
    """Interval to show beside a verdict: normally the one that is valid whenever you look.

    It is the interval of the planned end if only that interval names the winner, or if there is no other. None if there
    are several pairs and only the p-values adjusted for their number name the winner.
    """
    at_any_look = _interval_of(difference.sequence_low, difference.sequence_high)
    at_the_end = _interval_of(difference.low, difference.high)
    if difference.winner is not None and not (at_any_look and excludes_zero(at_any_look)):
        return at_the_end
    return at_any_look or at_the_end


def _interval_of(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None else (low, high)


def excludes_zero(between: tuple[float, float]) -> bool:
    """True if the interval does not contain 0."""
    return not between[0] <= 0 <= between[1]


def leading_ad(difference: Difference) -> tuple[str, str, float, tuple[float, float] | None]:
    """Names of the leading ad and the other ad, size of the difference, and its interval with the sign of the leading
    ad.
    """
    a, b = map(plain_line, difference.of)
    mean, between = difference.mean or 0.0, verdict_interval(difference)
    if mean >= 0:
        return a, b, mean, between
    return b, a, -mean, (-between[1], -between[0]) if between else None


def bracketed_interval(measure: str, between: tuple[float, float] | None, t: Language) -> str:
    """Interval in brackets, to be placed after a number; empty if there is none."""
    return f" {t('span.confidence', span=difference_interval_text(measure, *between, t))}" if between else ""


def deciding_sentences(measure: str, difference: Difference, unit: str = "sites", t: Language = ENGLISH) -> list[str]:
    """Sentences about the smallest difference that the data can detect, and the data that the present difference
    needs.
    """
    said = []
    if difference.detectable is not None:
        said.append(t("needed.detectable", size=difference_size_text(measure, difference.detectable, t)))
    sites, days = difference.wanted_sites, difference.wanted_days
    if 0 in (sites, days):
        said.append(t("needed.enough", size=difference_size_text(measure, WANTED, t)))
    elif sites or days:
        key = (
            shop_word_ending(unit) if days is None else "days" if sites is None else f"{shop_word_ending(unit)}_or_days"
        )
        said.append(t(f"needed.{key}", size=difference_size_text(measure, WANTED, t), count=sites or 0, days=days or 0))
    return said


def difference_sentence(
    measure: str,
    difference: Difference,
    names: dict[str, str] | None = None,
    unit: str = "sites",
    t: Language = ENGLISH,
) -> str:
    """Sentence about one pair: which ad drew more and by how much, or that no difference is shown."""
    names = names or {}
    if difference.mean is None:
        reason = reason_text(difference.reason, unit, t).rstrip(".")
        return t("difference.none_because", reason=reason) if reason else t("difference.none")
    first, other, by, between = leading_ad(difference)
    said = {"a": names.get(first, first), "b": names.get(other, other), "size": difference_size_text(measure, by, t)}
    said["interval"] = bracketed_interval(measure, between, t)
    if not difference.shown:
        return t("difference.not_shown", **said)
    among = t(f"difference.among_{shop_word_ending(unit)}", count=difference.sites)
    key = measure if measure in WANTED_MEASURES else "other"  # others are named by their label
    return t(f"difference.{key}", measure=short_label(measure, t), among=among, **said)
