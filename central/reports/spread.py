"""Variances of a difference between two ads, from the ads in the store that most people saw and from its
experiments.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from central.measures import READ_BY_MODEL, TERMS
from central.reasons import MIN_SITES
from central.reports.columns import Array, Columns, sum_by_site_day
from central.reports.differences import pair_groups
from central.reports.spread_rows import SpreadRows
from central.statistics.planning import Spread, estimate_spread
from edge.statistics.columns import column_statistics

ASSUMED_TASTE, MOST_TASTE = 0.1, 0.2
"""Assumed standard deviation over shops of the difference between two ads, as a share of the level. It is used if no
experiment is stored, and is the upper end of the assumed range. The lower end is 0.
"""
USUAL_SITE_SD, USUAL_DAY_SD = 0.6, 0.4
"""Lognormal spread of people over shops and over days. It is used if the store has no data for it."""


@dataclass(frozen=True, slots=True)
class KnownSpread:
    """Variances of the difference between two ads.

    The variance between sites is given by both ends of its range. The ends are equal if experiments show the variance.
    `level`: mean of the measure. `people`: number of people per ad on a published site-day, with its lognormal spread
    over sites and days. `experiments`: experiments that show how sites differ. `creatives`: numbers of the two ads;
    empty if an experiment was used instead.
    """

    spread: Spread
    low: float
    high: float
    level: float
    people: float
    site_sd: float
    day_sd: float
    experiments: int
    creatives: tuple[int, ...]

    @property
    def range(self) -> tuple[Spread, Spread]:
        """The spread between two ads at both ends of its range."""
        low, high = (replace(self.spread, between=between) for between in (self.low, self.high))
        return low, high


def find_spread(rows: SpreadRows, measure: str) -> KnownSpread | None:
    """Variances of a measure. None if no two ads and no experiment have results on the same site and day."""
    of_experiments = _experiments(rows.experiments, measure)
    ads = _used_model(rows.ads, measure)
    creatives = _most_seen(ads, TERMS[measure][0])
    pair = _pair(ads, "creative_id", creatives, measure)
    if pair is None and of_experiments:
        pair, creatives = of_experiments[0], ()
    if pair is None:
        return None
    level, traffic = _level_and_traffic(pair.groups, measure)
    spread, low, high = _with_taste(pair.spread, [each.spread for each in of_experiments], level)
    return KnownSpread(spread, low, high, level, *traffic, len(of_experiments), creatives)


def _with_taste(base: Spread, of_experiments: list[Spread], level: float) -> tuple[Spread, float, float]:
    """The spread with the variance between sites. The variance comes from experiments, pooled by their number of sites.
    Without experiments, it is assumed and has a range.
    """
    if not of_experiments:
        variances = [(share * level) ** 2 for share in (0.0, ASSUMED_TASTE, MOST_TASTE)]
        return replace(base, between=variances[1], sites=0), variances[0], variances[2]
    free = [each.sites - 1 for each in of_experiments]
    between = float(np.average([each.between for each in of_experiments], weights=free))
    return replace(base, between=between, sites=sum(free) + 1), between, between


@dataclass(frozen=True, slots=True)
class _Pair:
    """Rows of two ads or arms, and the spread of their difference."""

    groups: tuple[Columns, Columns]
    spread: Spread


def _experiments(rows: Columns, measure: str) -> list[_Pair]:
    """The first two arms of each experiment that has enough sites, newest first."""
    rows = _used_model(rows, measure)
    found = []
    for name in sorted(set(rows["experiment"]), key=lambda name: -int(_rows(rows, "experiment", name)["day"].max())):
        of_one = _rows(rows, "experiment", name)
        pair = _pair(of_one, "arm", sorted(set(of_one["arm"]))[:2], measure)
        if pair is not None and pair.spread.sites >= MIN_SITES:
            found.append(pair)
    return found


def _pair(rows: Columns, key: str, names: Sequence[object], measure: str) -> _Pair | None:
    if len(names) < 2:
        return None
    groups = _rows(rows, key, names[0]), _rows(rows, key, names[1])
    (paired,) = pair_groups(measure, dict(zip("ab", groups, strict=True)))
    cells = sum(len({*zip(of["site_id"].tolist(), of["day"].tolist(), strict=True)}) for of in groups)
    spread = estimate_spread(paired.pairs, sum(of.column_sum("noise") for of in groups) / cells)
    return None if spread is None else _Pair(groups, spread)


def _most_seen(rows: Columns, people: str) -> tuple[int, ...]:
    """Numbers of the two creatives with the most people."""
    numbers, place = np.unique(rows["creative_id"], return_inverse=True)
    seen = np.bincount(place, rows[people], len(numbers))
    return tuple(int(numbers[at]) for at in np.argsort(-seen, kind="stable")[:2])


def _level_and_traffic(groups: Sequence[Columns], measure: str) -> tuple[float, tuple[float, float, float]]:
    """Mean of the measure, mean number of people per ad, site and day, and the lognormal spread of this number over
    sites and over days.
    """
    people, total = TERMS[measure]
    sites, days = (np.unique(np.concatenate([of[key] for of in groups])) for key in ("site_id", "day"))
    counts = np.stack([sum_by_site_day(of, sites, days, people)[0] for of in groups], axis=1)  # [G, 2, D]
    logs = np.log(np.where(counts > 0, counts, np.nan)).reshape(len(sites), -1)
    table = column_statistics(logs.T)
    free = float((table.counts - 1.0).sum())
    within = float(np.nansum((logs - table.means[:, np.newaxis]) ** 2)) / free
    day_sd = sqrt(max(0.0, within - float((1.0 / counts[counts > 0]).mean())))
    site_sd = float(np.std(table.means, ddof=1)) if len(sites) > 1 else USUAL_SITE_SD
    level = sum(of.column_sum(total) for of in groups) / float(counts.sum())
    return level, (float(counts[counts > 0].mean()), site_sd, day_sd)


def _used_model(rows: Columns, measure: str) -> Columns:
    """Rows of the model that measured the most people. All rows if no model produces the measure."""
    if measure not in READ_BY_MODEL or not len(rows):
        return rows
    people = TERMS[measure][0]
    used = max(sorted(set(rows["model"])), key=lambda name: _rows(rows, "model", name).column_sum(people))
    return _rows(rows, "model", used)


def _rows(rows: Columns, key: str, value: object) -> Columns:
    keep: Array = np.asarray(rows[key] == value, dtype=bool)
    return rows.select_rows(keep)
