"""Change of an ad's smiles against the days before, in words."""

from central.languages.language import ENGLISH, Language
from central.reasons import MIN_SITES
from central.reports.rendering.text import range_text, signed_points
from central.reports.values import PeriodChange


def change_sentence(change: PeriodChange | None, t: Language = ENGLISH) -> str:
    """Change as a sentence with its interval, or that it is not more than chance. Empty without a change."""
    if change is None or change.mean is None:
        return ""
    values: dict[str, str | int] = {
        "days": _days(change),
        "change": signed_points(change.mean, 1, t),
        "shops": change.sites,
    }
    if change.low is None or change.high is None:
        return t("since.few", **values, least=MIN_SITES)
    span = range_text(signed_points(change.low, 1, t), signed_points(change.high, 1, t), t)
    return t("since.chance" if change.low <= 0 <= change.high else "since.changed", **values, span=span)


def change_short(change: PeriodChange | None, t: Language = ENGLISH, *, is_shown: bool) -> str:
    """Change in a few words, for a table cell. Empty without a change. `is_shown`: it is larger than chance among the
    changes of the whole table.
    """
    if change is None or change.mean is None or change.low is None or change.high is None:
        return ""
    if not is_shown:
        return t("since.short_chance", days=_days(change))
    return t("since.short", days=_days(change), change=signed_points(change.mean, 1, t))


def _days(change: PeriodChange) -> int:
    return (change.to - change.from_).days + 1
