"""Measures of the reactions on the days of each arm, compared by the model of the lift."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from central.measures import REPORTED, TERMS
from central.reports.columns import Columns, sum_by_site_day
from central.reports.fetch import fetch_columns
from central.reports.lift_rows import arm_table, read_plays
from central.reports.lift_values import LiftMeasure
from central.reports.networks import NO_READER, RESEARCH
from central.statistics.lift import Effect, end_half_width, pair_effect, sequence_half_width
from central.statistics.lift_panel import Arms, Cells, Panel, pair_cells
from central.statistics.sequence import FEW_DAYS
from central.store.lift_plans import ArmDays, LiftPlan
from central.store.rollup_selects import sum_columns
from edge.statistics.columns import Floats, divide_or_nan

_COLUMNS = tuple(dict.fromkeys(("n", *(column for terms in TERMS.values() for column in terms))))
DIGITS = 9
"""Decimals of a difference: the least squares leave noise below them."""
_KEYS = ("site_id", "day", "arm", "model")


@dataclass(frozen=True, slots=True, eq=False)
class ArmReactions:
    """Totals of the reactions to the ads of each arm, by site, day, arm and expression model, and the days that an arm
    lost by its plays.
    """

    of_arms: Columns
    shown: Arms
    lost: Cells
    sites: Sequence[int]
    first_day: int

    @property
    def is_research(self) -> bool:
        """True if a model measured that may be used only for research, or a number that shops do not publish."""
        return any(RESEARCH.match(str(model)) for model in set(self.of_arms["model"]))


def read_arm_reactions(
    connection: Connection, experiment: str, days: ArmDays, arms: Sequence[str], plan: LiftPlan, until: int
) -> ArmReactions:
    """Totals up to a day. The playlist names the ads of an arm. If no kiosk plays the experiment,
    the ad of an arm is the one that has its name.
    """
    sites, first = sorted(days), plan.first_day
    found = _read(connection, "r.experiment = :experiment", "r.arm", (sites, first, until), {"experiment": experiment})
    if not len(found):
        names = {f"arm_{number}": arm for number, arm in enumerate(arms)}
        among = f"c.creative IN ({', '.join(f':{name}' for name in names)})"
        found = _read(connection, among, "c.creative", (sites, first, until), names)
    shown = arm_table(days, arms, sites, first, until)
    plays = read_plays(connection, experiment, shown, arms, sites, first)
    return ArmReactions(found, shown, plays.other_arm | plays.little_proof, sites, first)


def _read(
    connection: Connection, condition: str, arm: str, where: tuple[Sequence[int], int, int], named: Mapping[str, str]
) -> Columns:
    sites, first, last = where
    keys = f"r.site_id, r.day, {arm}, r.expression_model"
    query = (
        f"SELECT {keys}, {sum_columns(_COLUMNS, 'r')} FROM reaction_days r"
        " JOIN creatives c ON c.id = r.creative_id"
        f" WHERE r.site_id IN ({', '.join(str(int(site)) for site in sites)}) AND r.day BETWEEN {first:d} AND {last:d}"
        f" AND {condition} GROUP BY {keys} ORDER BY 1, 2, 3, 4"
    )
    return fetch_columns(connection, query, (*_KEYS, *_COLUMNS), dict(named))


def compare_measures(
    found: ArmReactions, arms: Sequence[str], washout_days: int, *, has_ended: bool
) -> list[LiftMeasure]:
    """All measures of the reactions, for each arm against the first arm that has reactions. The intervals hold
    together: all measures and arms share the error probability equally (Bonferroni).
    """
    known = [number for number, arm in enumerate(arms) if (found.of_arms["arm"] == arm).any()]
    if len(known) < 2:
        return []
    against, *others = known
    values = {row.key: _values(found, arms, row.key, is_read=row.is_read) for row in REPORTED}
    panels = {
        measure: Panel(np.where(found.lost, np.nan, of_measure), found.shown)
        for measure, of_measure in values.items()
        if np.isfinite(of_measure).any()
    }
    comparisons = len(panels) * len(others)
    return [
        _compare(measure, panel, arms, (number, against), washout_days, comparisons, has_ended=has_ended)
        for measure, panel in panels.items()
        for number in others
    ]


def _values(found: ArmReactions, arms: Sequence[str], measure: str, *, is_read: bool) -> Floats:
    """Value by site and day [G, D], of the arm that the plan shows; nan without a reaction. Values of two expression
    models are never averaged: the one that measured the most people counts.
    """
    people, total = TERMS[measure]
    rows = found.of_arms
    if is_read:
        rows = rows.select_rows(np.asarray(rows["model"] == _used_model(rows), dtype=bool))
    days = np.arange(found.first_day, found.first_day + found.shown.shape[1])
    values = np.full(found.shown.shape, np.nan)
    for number, arm in enumerate(arms):
        of_arm = rows.select_rows(np.asarray(rows["arm"] == arm, dtype=bool))
        counts, sums = sum_by_site_day(of_arm, np.array(found.sites), days, people, total)
        values = np.where(found.shown == number, divide_or_nan(sums, counts), values)
    return values


def _used_model(rows: Columns) -> str:
    models = sorted(set(rows["model"]) - {NO_READER})
    people = [float(rows["n"][rows["model"] == model].sum()) for model in models]
    return max(zip(people, models, strict=True), default=(0.0, NO_READER))[1]


def _compare(
    measure: str,
    panel: Panel,
    arms: Sequence[str],
    pair: tuple[int, int],
    washout_days: int,
    comparisons: int,
    *,
    has_ended: bool,
) -> LiftMeasure:
    effect = pair_effect(panel, panel.arms, pair, washout_days)
    cells = pair_cells(panel, panel.arms, pair, washout_days)
    means = [_mean(panel, cells & (panel.arms == number)) for number in pair]
    size = None if effect is None else round(effect.log_ratio, DIGITS)
    at_any_time = None if effect is None else sequence_half_width(effect, comparisons)
    at_end = end_half_width(effect, comparisons) if effect is not None and has_ended else None
    low, high = _around(effect, at_end)
    sequence_low, sequence_high = _around(effect, at_any_time)
    return LiftMeasure(
        measure=measure,
        arm=arms[pair[0]],
        against=arms[pair[1]],
        mean=means[0],
        mean_against=means[1],
        difference=size,
        low=low,
        high=high,
        sequence_low=sequence_low,
        sequence_high=sequence_high,
        comparisons=comparisons,
        shops=effect.shops if effect else 0,
        shop_days=effect.shop_days if effect else 0,
        reason="not_separable" if effect is None else FEW_DAYS if at_any_time is None else None,
    )


def _mean(panel: Panel, cells: Cells) -> float | None:
    """Mean of some days of shops; None without a day."""
    values = panel.values[cells]
    return float(values.mean()) if len(values) else None


def _around(effect: Effect | None, half: float | None) -> tuple[float | None, float | None]:
    if effect is None or half is None:
        return None, None
    return round(effect.log_ratio - half, DIGITS), round(effect.log_ratio + half, DIGITS)
