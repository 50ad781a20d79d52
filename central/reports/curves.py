"""Curve of one creative by media second, its moments and its scores."""

from collections.abc import Mapping

import numpy as np

from central.measures import CURVES, READ_BY_MODEL
from central.reports.columns import Columns, Floats, sum_by_site_second
from central.reports.shown_values import shown_interval
from central.reports.values import Cell, Interval, Measure, Moment, Score, Second
from central.statistics.curve import Curve, estimate_curve
from central.statistics.intervals import divide_sums
from central.statistics.moments import find_moments
from central.statistics.scores import estimate_scores


class Cells:
    """Cells of a creative, as arrays [sites, seconds] of each measure, with nan where nothing was published.

    `cells`: cells from all reactions. `read`: cells from reactions that the used model measured, for the measures of
    this model.
    """

    def __init__(self, cells: Columns, read: Columns) -> None:
        self._all, self._read = cells, read
        self.sites = np.unique(cells["site_id"])
        self.seconds = int(cells["second"].max()) + 1 if len(cells) else 0

    def site_means(self, measure: str) -> Floats:
        """Mean of each site in each second."""
        cells = self._read if measure in READ_BY_MODEL else self._all
        n, sums = self._sums(cells, f"{measure}_n", f"{measure}_sum")
        return np.asarray(divide_sums(n, sums))

    def site_watchers(self) -> Floats:
        """Watchers at each site in each second; nan in a second that the site has not shown."""
        is_shown = Columns({**self._all.of, "rows": np.ones(len(self._all))})
        watchers, rows = self._sums(is_shown, "watchers", "rows")
        return np.where(rows > 0, watchers, np.nan)

    def second_totals(self, name: str) -> Floats:
        """Sum of a column over the sites for each second, from the cells that the used model measured."""
        return np.asarray(self._sums(self._read, name)[0].sum(axis=0))

    def shown_seconds(self) -> int:
        """Number of media seconds with a cell."""
        return len(np.unique(self._all["second"]))

    def _sums(self, cells: Columns, *names: str) -> list[Floats]:
        return sum_by_site_second(cells, self.sites, self.seconds, *names)


def build_curve(cells: Cells, reported_share: float | None) -> list[Second]:
    """Curve with one row per media second. The reported share of a second is the reported share of the creative,
    multiplied by that of the watchers in this second.
    """
    if not cells.seconds:
        return []
    curves = {name: estimate_curve(cells.site_means(name)) for name in CURVES}
    watchers, n = cells.second_totals("watchers"), cells.second_totals("n")
    shares = _reported_shares(cells, reported_share)
    return [
        _build_second(second, curves, round(watchers[second]), round(n[second]), shares[second])
        for second in range(cells.seconds)
    ]


def smile_cells(cells: Cells) -> list[Cell]:
    """Smiles of a creative by media second, without the other measures."""
    if not cells.seconds:
        return []
    of = estimate_curve(cells.site_means("smile"))
    return [_cell(of, second) for second in range(cells.seconds)]


def _reported_shares(cells: Cells, reported_share: float | None) -> list[float | None]:
    """For each second, the share of the watchers of published reactions who are in cells with a number."""
    told, watchers = cells.second_totals("told_watchers"), cells.second_totals("watchers")
    return [
        None if reported_share is None or not of else float(some / of) * reported_share
        for some, of in zip(told, watchers, strict=True)
    ]


def _build_second(
    second: int, curves: Mapping[str, Curve], watchers: int, n: int, reported_share: float | None
) -> Second:
    measures = {name: _cell(of, second) for name, of in curves.items()}
    smile = measures["smile"]
    return Second(
        second=second,
        sites=int(curves["smile"].sites[second]),
        watchers=watchers,
        n=n,
        reported_share=reported_share,
        smile=smile.value,
        low=smile.low,
        high=smile.high,
        band_low=smile.band_low,
        band_high=smile.band_high,
        measures=measures,
    )


def _cell(of: Curve, second: int) -> Cell:
    return Cell(
        value=json_number(of.mean[second]),
        low=json_number(of.low[second]),
        high=json_number(of.high[second]),
        band_low=json_number(of.band_low[second]),
        band_high=json_number(of.band_high[second]),
    )


def json_number(value: float) -> float | None:
    """A number for JSON; None if it is nan."""
    return None if np.isnan(value) else float(value)


def smile_moments(cells: Cells) -> list[Moment]:
    """Moments: stretches of seconds in which smiles differ from those in most seconds of the creative."""
    if not cells.seconds:
        return []
    return [
        Moment(from_second=m.from_second, to_second=m.to_second, size=m.size, low=m.low, high=m.high)
        for m in find_moments(cells.site_means("smile"), cells.second_totals("watchers"))
    ]


def smile_scores(cells: Cells, smile: Measure) -> dict[str, Score]:
    """Scores by their formulas: most from smiles, and `retention` from watchers. `smile`: the mean that is shown beside
    the scores.
    """
    if not cells.seconds:
        return {}
    found = estimate_scores(cells.site_means("smile"), cells.site_watchers(), shown_interval(smile).mean)
    return {
        score.name: Score(
            **Interval(
                mean=score.estimate.mean, low=score.estimate.low, high=score.estimate.high, reason=score.estimate.reason
            ).model_dump(),
            sites=score.estimate.clusters,
            second=score.second,
        )
        for score in found
    }
