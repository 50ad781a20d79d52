"""Expected gain from changed shares, with its 95 % interval, for the mean of shops of this kind."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from central.reasons import MIN_SITES
from central.recommend.effects import Effects
from edge.statistics.columns import Floats
from edge.statistics.student import UPPER, t_quantile


@dataclass(frozen=True, slots=True)
class Gain:
    """Gain in the measure per watcher. The bounds are None if there is no interval."""

    mean: float | None
    low: float | None
    high: float | None
    sites: int

    @property
    def is_shown(self) -> bool:
        """True if the whole interval of the gain lies above 0."""
        return self.low is not None and self.low > 0


def expected_gain(changes: Floats, effects: Effects) -> Gain:
    """Gain from changed shares [C], whose changes add up to 0: the sum of change · shrunk effect. None with fewer than
    4 sites.

    The width of the interval follows that of the means over sites: Student's t with the degrees of freedom of Welch and
    Satterthwaite. The interval covers the gain in the mean of shops of this kind, not only in this shop. An ad without
    an effect gets the common mean of all ads, with an uncertainty as large as the differences between ads.
    """
    moved = changes != 0
    if not moved.any():
        return Gain(None, None, None, 0)
    told = moved & ~np.isnan(effects.shrunk)
    sites = int(effects.sites[told].min()) if told.any() else 0
    if sites < MIN_SITES:
        return Gain(None, None, None, sites)
    parts = changes**2 * np.where(np.isnan(effects.variances), effects.spread**2, effects.variances)
    total = float(parts.sum())
    free = total**2 / float((parts[told] ** 2 / (effects.sites[told] - 1.0)).sum())
    mean = float((changes[told] * effects.shrunk[told]).sum())
    half = t_quantile(UPPER, free) * sqrt(total)
    return Gain(mean, mean - half, mean + half, sites)
