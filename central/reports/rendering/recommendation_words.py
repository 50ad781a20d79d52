"""Sentences and a table about a recommendation, in one language."""

from collections.abc import Sequence

from central.languages.language import ENGLISH, Language
from central.languages.numbers import SPACE
from central.reports.recommendation_values import AdvertShare, Gain, Recommendation
from central.reports.rendering.page_tables import Cell, Table, column_heads
from central.reports.rendering.text import (
    NO_NUMBER,
    day_span_text,
    day_text,
    is_share_measure,
    join_words,
    number_text,
    percent_text,
    range_text,
)

DIGITS = 2
"""Number of decimals of a gain. The gain from the step of one day is only a tenth of an ad's effect."""


def gain_headline(found: Recommendation, t: Language = ENGLISH) -> str:
    """Return the expected gain from the recommended shares, or the reason why no change is recommended."""
    return gain_sentence(found, "day", found.gain, t) if found.reason is None else no_change_reason(found, t)


def no_change_reason(found: Recommendation, t: Language = ENGLISH) -> str:
    """Return the reason why no change is recommended."""
    if found.reason == "no_difference":
        return t("recommendation.no_difference", span=_span(found.measure, found.gain_at_end, t))
    return t(f"recommendation.none_{found.reason}")


def gain_sentence(found: Recommendation, when: str, gain: Gain, t: Language = ENGLISH) -> str:
    """Return the expected gain of the next step (`when` is `day`) or of all steps together (`end`)."""
    size = _size(found.measure, gain.mean, t)
    return t(f"recommendation.{when}_{found.measure}", site=found.title, size=size, span=_span(found.measure, gain, t))


def evidence_sentences(found: Recommendation, t: Language = ENGLISH) -> list[str]:
    """Return sentences about the final gain, the data on which it is based, and its limits."""
    told = NO_NUMBER if found.reported_share is None else percent_text(found.reported_share, t=t)
    said = [gain_sentence(found, "end", found.gain_at_end, t)] if found.reason is None else []
    if found.from_ is not None:
        days = day_span_text(found.from_, found.to, t)
        said.append(t("recommendation.basis", days=days, sites=found.sites, told=told))
    return [*said, t("recommendation.not_said")]


def pending_sentence(found: Recommendation, t: Language = ENGLISH) -> str:
    """Name the accepted version that has not taken effect yet. Empty if there is none."""
    if found.pending is None:
        return ""
    return t("recommendation.pending", version=str(found.pending.version), day=day_text(found.pending.day, t))


def rail_sentences(found: Recommendation, t: Language = ENGLISH) -> list[str]:
    """Return a sentence about each guard rail that limited the recommendation, with the ads concerned."""
    names = {each.creative: advert_title(each) for each in found.adverts}
    return [
        t(f"recommendation.rail_{each.rail}", adverts=join_words([names[name] for name in each.creatives], t))
        for each in found.rails
    ]


def shares_table(found: Recommendation, t: Language = ENGLISH) -> Table:
    """Return a table of the ads with their shares, effects and reasons."""
    names = ("advert", "present_share", "new_share", "end_share", "draws", "draws_interval", "draws_here", "why")
    rows = [_share_row(found.measure, each, t) for each in found.adverts]
    return Table(caption=t("recommendation.table", site=found.title), columns=column_heads(t, *names), rows=rows)


def advert_title(advert: AdvertShare) -> str:
    """Return the name of an ad, or its ID if it has none."""
    return advert.name or advert.creative


def _share_row(measure: str, each: AdvertShare, t: Language) -> Sequence[Cell]:
    texts = [
        advert_title(each),
        percent_text(each.share, t=t),
        percent_text(each.recommended, t=t),
        percent_text(each.at_end, t=t),
        _signed(measure, each.effect, t),
        _span_of(measure, each.low, each.high, t),
        _signed(measure, each.here, t),
        t(f"recommendation.why_{each.why}"),
    ]
    return [Cell(text=text) for text in texts]


def _scaled(measure: str, value: float) -> float:
    return 100 * value if is_share_measure(measure) else value


def _with_unit(measure: str, text: str, t: Language) -> str:
    return t("recommendation.points", number=text) if is_share_measure(measure) else f"{text}{SPACE}{t('unit.s')}"


def _size(measure: str, value: float | None, t: Language) -> str:
    return NO_NUMBER if value is None else _with_unit(measure, number_text(_scaled(measure, value), DIGITS, t), t)


def _signed(measure: str, value: float | None, t: Language) -> str:
    if value is None:
        return NO_NUMBER
    text = number_text(_scaled(measure, value), DIGITS, t)
    return f"+{text}" if _scaled(measure, value) >= 0.5 * 10**-DIGITS else text


def _span(measure: str, gain: Gain, t: Language) -> str:
    text = _span_of(measure, gain.low, gain.high, t)
    return text if text == NO_NUMBER else _with_unit(measure, text, t)


def _span_of(measure: str, low: float | None, high: float | None, t: Language) -> str:
    if low is None or high is None:
        return NO_NUMBER
    return range_text(number_text(_scaled(measure, low), DIGITS, t), number_text(_scaled(measure, high), DIGITS, t), t)
