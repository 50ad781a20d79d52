"""Sentences and tables about whether an ad sells, in one language."""

from collections.abc import Sequence

from central.languages.language import ENGLISH, Language
from central.languages.numbers import MINUS
from central.reports.lift_values import Lift, LiftForecast, LiftPair
from central.reports.rendering.page_tables import Table, column_heads, text_table
from central.reports.rendering.text import NO_NUMBER, day_text, join_words, number_text, plain_line, range_text

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
    low, high = (pair.low, pair.high) if pair.low is not None else (pair.sequence_low, pair.sequence_high)
    return interval_text(low, high, t)


def lift_headline(found: Lift, t: Language = ENGLISH) -> str:
    """The one sentence that answers."""
    pair = deciding_pair(found)
    kind = "early" if pair.reason == "too_early" else "none" if pair.reason == "not_shown" else "open"
    if pair.winner is not None:
        kind = "more" if pair.winner == pair.arm else "less"
    values = {"arm": pair.arm, "against": pair.against, "product": found.product}
    names = {name: plain_line(value) for name, value in values.items()}
    if kind in ("early", "open"):
        return t(f"lift.headline_{kind}", **names)
    size = pair.lift if kind != "less" or pair.lift is None else -pair.lift
    numbers = {"size": ratio_text(size, t, signed=kind == "none"), "interval": deciding_interval(pair, t)}
    return t(f"lift.headline_{kind}", **names, **numbers)


def lift_sentences(found: Lift, t: Language = ENGLISH) -> list[str]:
    """Basis of the answer: shops, days, the plan, the test, and what was excluded."""
    pair = deciding_pair(found)
    said = [
        t(
            "lift.base",
            shops=t("count.shops", count=pair.shops),
            days=pair.shop_days,
            first=day_text(found.from_, t),
            last=day_text(found.to, t),
            end=day_text(found.planned_end, t),
        )
    ]
    if pair.p is not None:
        p = number_text(pair.p, 3, t)
        said.append(t("lift.p_drawn" if pair.drawn else "lift.p_mixed", p=p, orders=pair.orders))
    if found.product_planned is None:
        said.append(t("lift.no_product"))
    lost = [t(f"lift.lost_{one.reason}", days=one.shop_days) for one in found.lost]
    said += [t("lift.lost", days=sum(one.shop_days for one in found.lost), reasons="; ".join(lost))] if lost else []
    for reason in ("few_receipts", "no_past"):
        names = [plain_line(shop.site) for shop in found.excluded if shop.reason == reason]
        said += [t(f"lift.excluded_{reason}", count=len(names), names=join_words(names, t))] if names else []
    if found.replaced_days:
        said.append(t("lift.replaced", days=found.replaced_days))
    return said


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
        t("lift.pair", arm=plain_line(pair.arm), against=plain_line(pair.against)),
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


def forecast_headline(found: LiftForecast) -> str:
    """Lift that the shops find in the fewest weeks, in English."""
    own = [row for row in found.rows if row.shops == found.shops]
    if not own:
        return f"The past of {plain_line(found.product)} is too short for a forecast."
    return (
        f"{found.shops} shops find a lift of {ratio_text(own[0].lift)} in {own[0].weeks} weeks, in 80 of 100"
        " experiments."
    )


def forecast_sentences(found: LiftForecast) -> list[str]:
    """Basis of the forecast, in English."""
    said = [
        f"From sales of {plain_line(found.product)}, {day_text(found.from_)} to {day_text(found.to)}: arms were drawn"
        f" {found.draws:,} times on days on which nothing was shown."
    ]
    if found.wanted_shops is not None:
        said.append(f"A lift of {ratio_text(found.wanted)} needs {found.wanted_shops:,} shops in four weeks.")
    if found.excluded:
        said.append(f"Shops excluded, with fewer than 10 receipts a day: {len(found.excluded)}.")
    if any(row.scaled for row in found.rows):
        said.append("Rows with more shops than the past has are scaled from all of these.")
    return said


def forecast_table(found: LiftForecast) -> Table:
    """Table of the smallest lifts by shops and weeks, in English."""
    weeks = sorted({row.weeks for row in found.rows})
    lifts = {(row.shops, row.weeks): row.lift for row in found.rows}
    rows: Sequence[Sequence[str]] = [
        [number_text(shops), *(ratio_text(lifts.get((shops, of))) for of in weeks)]
        for shops in sorted({row.shops for row in found.rows})
    ]
    return text_table("Smallest lift found", ["Shops", *(f"{of} weeks" for of in weeks)], rows)
