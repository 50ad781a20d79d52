"""Rank third of a creative among all creatives of its tenant."""

import numpy as np
from numpy.typing import NDArray

from central.recommend.effects import SiteDays, estimate_effects
from central.recommend.rank_thirds import Third, rank_third
from central.reports.columns import Columns, Floats


def own_third(smiles: Columns, creative_id: int) -> Third | None:
    """Rank third of a creative, from totals of smiles by site and creative. Creatives are compared within each site."""
    creatives, place = np.unique(smiles["creative_id"], return_inverse=True)
    own = np.flatnonzero(creatives == creative_id)
    if not len(own):
        return None
    sites, site = np.unique(smiles["site_id"], return_inverse=True)
    people, sums, noise = (
        _table(smiles[name], (site, place), (len(sites), len(creatives)))
        for name in ("smile_n", "smile_sum", "noise_variance_sum")
    )
    rows = [SiteDays(people[[at]], sums[[at]], noise[[at]]) for at in range(len(sites))]
    return rank_third(estimate_effects(rows, len(creatives)), int(own[0]))


def _table(values: Floats, places: tuple[NDArray[np.intp], NDArray[np.intp]], shape: tuple[int, int]) -> Floats:
    table = np.zeros(shape)
    np.add.at(table, places, np.nan_to_num(values.astype(float)))
    return table
