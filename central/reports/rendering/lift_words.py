"""Sentences and tables about whether an ad sells, in one language."""

from collections.abc import Sequence

from central.languages.language import ENGLISH, Language
from central.languages.numbers import MINUS
from central.reports.lift_values import Lift, LiftForecast, LiftMeasure, LiftPair, ListedLift, LostDays
from central.reports.rendering.difference_words import difference_interval_text, difference_size_text
from central.reports.rendering.method import short_label
from central.reports.rendering.page_tables import Table, column_heads, text_table
from central.reports.rendering.text import (
    NO_NUMBER,
    day_text,
    join_words,
    number_text,
    plain_line,
    range_text,
    value_text,
)

SMILE = "smile"
_SILENT = ("shown", "not_shown", "too_early")
"""Reasons that the headline says already."""


def ratio_text(ratio: float | None, t: Language = ENGLISH, *, signed: bool = True) -> str:
    """A ratio minus 1 as `+5.2 %`."""
    if ratio is None:
        return NO_NUMBER
    text = number_text(100 * ratio, 1, t)
    sign = "+" if signed and ratio > 0 and not text.startswith(MINUS) else ""
    return f"{sign}{t.numbers.format_percent(text)}"


def interval_text(low: float | None, high: float | None, t: Language = ENGLISH) -> str:
    """Interval of a lift, such as `+1.1 % to +9.4 %`."""
    if low is None or high is None:
        return NO_NUMBER
    return range_text(ratio_text(low, t), ratio_text(high, t), t)


def deciding_pair(found: Lift) -> LiftPair:
    """Pair of the headline: the first with a winner, or the first."""
    return next((pair for pair in found.pairs if pair.winner is not None), found.pairs[0])


def deciding_interval(pair: LiftPair, t: Language = ENGLISH) -> str:
    """Interval that decides: at the end, or else at any time."""
    return interval_text(*deciding_ends(pair), t)


def deciding_ends(pair: LiftPair) -> tuple[float | None, float | None]:
    """Ends of the interval that decides."""
    return (pair.low, pair.high) if pair.low is not None else (pair.sequence_low, pair.sequence_high)


def pair_name(pair: LiftPair, t: Language = ENGLISH) -> str:
    """Both arms, such as `on against off`."""
    return t("lift.pair", arm=plain_line(pair.arm), against=plain_line(pair.against))


def lift_headline(found: Lift, t: Language = ENGLISH) -> str:
    """The one sentence that answers."""
    return pair_headline(found.product, deciding_pair(found), t)


def other_headlines(found: Lift, t: Language = ENGLISH) -> list[str]:
    """Sentences about the pairs that the headline is not about."""
    return [pair_headline(found.product, pair, t) for pair in found.pairs if pair is not deciding_pair(found)]


def pair_headline(product: str, pair: LiftPair, t: Language = ENGLISH) -> str:
    """The answer about one pair of arms in one sentence."""
    kind = "early" if pair.reason == "too_early" else "none" if pair.reason == "not_shown" else "open"
    if pair.winner is not None:
        kind = "more" if pair.winner == pair.arm else "less"
    values = {"arm": pair.arm, "against": pair.against, "product": product}
    names = {name: plain_line(value) for name, value in values.items()}
    if kind in ("early", "open"):
        return t(f"lift.headline_{kind}", **names)
    size = pair.lift if kind != "less" or pair.lift is None else -pair.lift
    numbers = {"size": ratio_text(size, t, signed=kind == "none"), "interval": deciding_interval(pair, t)}
    return t(f"lift.headline_{kind}", **names, **numbers)


def lift_sentences(found: Lift, t: Language = ENGLISH) -> list[str]:
    """Basis of the answer: shops, days, the plan, the test, and what was excluded."""
    pair = deciding_pair(found)
    said = [*other_headlines(found, t), *measure_sentences(found, t)]
    said.append(
        t(
            "lift.base",
            shops=t("count.shops", count=pair.shops),
            days=pair.shop_days,
            first=day_text(found.from_, t),
            last=day_text(found.to, t),
            end=day_text(found.planned_end, t),
        )
    )
    if pair.p is not None:
        p = number_text(pair.p, 3, t)
        said.append(t("lift.p_drawn" if pair.drawn else "lift.p_mixed", p=p, orders=pair.orders))
    if found.product_planned is None:
        said.append(t("lift.no_product"))
    lost = [lost_text(one, t) for one in found.lost]
    said += [t("lift.lost", days=sum(one.shop_days for one in found.lost), reasons="; ".join(lost))] if lost else []
    for reason in ("few_receipts", "no_past"):
        names = [plain_line(shop.site) for shop in found.excluded if shop.reason == reason]
        said += [t(f"lift.excluded_{reason}", count=len(names), names=join_words(names, t))] if names else []
    if found.replaced_days:
        said.append(t("lift.replaced", days=found.replaced_days))
    return said


def lost_text(one: LostDays, t: Language = ENGLISH) -> str:
    """Reason with the number of days of shops that do not count for it."""
    return t(f"lift.lost_{one.reason}", days=one.shop_days)


def lift_warnings(found: Lift, t: Language = ENGLISH) -> list[str]:
    """Limits of the headline: why nobody wins, a plan that was stored late, and placebos that moved."""
    reason = deciding_pair(found).reason
    said = [] if reason in _SILENT else [t(f"lift.reason_{reason}")]
    if not found.plan_ahead:
        said.append(t("lift.late", day=day_text(found.plan_stored.date(), t)))
    moved = [plain_line(one.product) for one in found.placebos if one.shown]
    return [*said, *([t("lift.placebo_shown", names=join_words(moved, t))] if moved else [])]


def lift_limits(t: Language = ENGLISH) -> list[str]:
    """Limits of the numbers."""
    return [t(f"lift.limit_{name}") for name in ("shops", "days", "small")]


def pairs_table(found: Lift, t: Language = ENGLISH) -> Table:
    """Table of the pairs of arms."""
    columns = column_heads(t, "pair", "lift", "any_time", "at_end", "p_randomised", "shops", "days_of_shops", "verdict")
    return text_table(
        t("lift.table", product=plain_line(found.product)), columns, [_row(one, t) for one in found.pairs]
    )


def _row(pair: LiftPair, t: Language) -> list[str]:
    verdict = "open" if pair.winner is None else "more" if pair.winner == pair.arm else "less"
    return [
        pair_name(pair, t),
        ratio_text(pair.lift, t),
        interval_text(pair.sequence_low, pair.sequence_high, t),
        interval_text(pair.low, pair.high, t),
        NO_NUMBER if pair.p is None else number_text(pair.p, 3, t),
        number_text(pair.shops, t=t),
        number_text(pair.shop_days, t=t),
        t(f"lift.verdict_{verdict}"),
    ]


def placebo_table(found: Lift, t: Language = ENGLISH) -> Table:
    """Table of the products that the ad cannot move."""
    rows = [
        [plain_line(one.product), plain_line(one.arm), ratio_text(one.lift, t), interval_text(one.low, one.high, t)]
        for one in found.placebos
    ]
    return text_table(t("lift.placebo_table"), column_heads(t, "product", "arm", "lift", "interval"), rows)


def measure_sentences(found: Lift, t: Language = ENGLISH) -> list[str]:
    """Arms with more smiles, in one sentence for each pair."""
    return [_smile_sentence(one, t) for one in found.measures if one.measure == SMILE and one.interval is not None]


def _smile_sentence(one: LiftMeasure, t: Language) -> str:
    (low, high), size = one.interval or (0.0, 0.0), one.difference or 0.0
    is_less = size < 0
    more, less = (one.against, one.arm) if is_less else (one.arm, one.against)
    means = (one.mean_against, one.mean) if is_less else (one.mean, one.mean_against)
    values = {
        "more": plain_line(more),
        "less": plain_line(less),
        "of_more": value_text(SMILE, means[0], 1, t),
        "of_less": value_text(SMILE, means[1], 1, t),
    }
    return t("lift.smiles_none" if low <= 0 <= high else "lift.smiles_more", **values)


def measures_table(found: Lift, t: Language = ENGLISH) -> Table:
    """Table of the measures of the reactions."""
    columns = column_heads(t, "measure", "pair", "difference", "any_time", "at_end", "shops", "days_of_shops")
    return text_table(t("lift.measures_table"), columns, [_measure_row(one, t) for one in found.measures])


def _measure_row(one: LiftMeasure, t: Language) -> list[str]:
    signed = "" if one.difference is None or one.difference >= 0 else MINUS
    size = NO_NUMBER if one.difference is None else f"{signed}{difference_size_text(one.measure, one.difference, t)}"
    return [
        short_label(one.measure, t),
        t("lift.pair", arm=plain_line(one.arm), against=plain_line(one.against)),
        size,
        _span(one.measure, one.sequence_low, one.sequence_high, t),
        _span(one.measure, one.low, one.high, t),
        number_text(one.shops, t=t),
        number_text(one.shop_days, t=t),
    ]


def _span(measure: str, low: float | None, high: float | None, t: Language) -> str:
    return NO_NUMBER if low is None or high is None else difference_interval_text(measure, low, high, t)


def listed_headline(found: ListedLift, t: Language = ENGLISH) -> str:
    """An experiment by day of a list in one sentence."""
    if found.lift is not None:
        return lift_headline(found.lift, t)
    return t(f"lift.listed_{found.state}", first=day_text(found.from_, t))


def plan_facts(found: ListedLift, t: Language = ENGLISH) -> list[tuple[str, str]]:
    """The plan, as names and values."""
    runs = t("lift.run_day") if found.run_days == 1 else t("lift.run_days", count=found.run_days)
    placebos = join_words([plain_line(one) for one in found.placebos], t)
    return [
        (t("lift.fact_product"), plain_line(found.product) if found.product else NO_NUMBER),
        (t("lift.fact_arms"), join_words([plain_line(arm) for arm in found.arms], t)),
        (t("lift.fact_days"), t("date.period", first=day_text(found.from_, t), last=day_text(found.planned_end, t))),
        (t("lift.fact_change"), runs),
        *([(t("lift.fact_washout"), number_text(found.washout_days, t=t))] if found.washout_days else []),
        (t("lift.fact_shops"), number_text(found.shops, t=t)),
        *([(t("lift.fact_placebos"), placebos)] if placebos else []),
    ]


def lost_table(found: Lift, t: Language = ENGLISH) -> Table:
    """Table of the days of shops that do not count, by reason."""
    rows = [[t(f"lift.because_{one.reason}"), number_text(one.shop_days, t=t)] for one in found.lost]
    return text_table(t("lift.lost_table"), column_heads(t, "reason", "days_of_shops"), rows)


def forecast_headline(found: LiftForecast, t: Language = ENGLISH) -> str:
    """Lift that the shops find in the fewest weeks."""
    own = [row for row in found.rows if row.shops == found.shops]
    if not own:
        return t("lift.forecast_short", product=plain_line(found.product))
    return t("lift.forecast_headline", shops=found.shops, lift=ratio_text(own[0].lift, t), weeks=own[0].weeks)


def forecast_sentences(found: LiftForecast, t: Language = ENGLISH) -> list[str]:
    """Basis of the forecast: days, draws, and excluded shops."""
    days = {"first": day_text(found.from_, t), "last": day_text(found.to, t)}
    said = [t("lift.forecast_from", product=plain_line(found.product), draws=found.draws, **days)]
    if found.wanted_shops is not None:
        said.append(t("lift.forecast_wanted", lift=ratio_text(found.wanted, t), shops=found.wanted_shops))
    if found.excluded:
        said.append(t("lift.forecast_excluded", count=len(found.excluded)))
    if any(row.scaled for row in found.rows):
        said.append(t("lift.forecast_scaled"))
    return said


def forecast_table(found: LiftForecast, t: Language = ENGLISH) -> Table:
    """Table of the smallest lifts by shops and weeks."""
    weeks = sorted({row.weeks for row in found.rows})
    lifts = {(row.shops, row.weeks): row.lift for row in found.rows}
    rows: Sequence[Sequence[str]] = [
        [number_text(shops, t=t), *(ratio_text(lifts.get((shops, of)), t) for of in weeks)]
        for shops in sorted({row.shops for row in found.rows})
    ]
    heads = [*column_heads(t, "shops"), *(t("lift.forecast_weeks", count=of) for of in weeks)]
    return text_table(t("lift.forecast_table"), heads, rows)
