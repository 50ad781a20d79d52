"""Comparison of ads within participants: each pair by sign flips, p-values adjusted by Holm."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import Floats, float_array
from edge.statistics.multiple import adjust_holm
from edge.study.analysis.people import Mean, mean_of_people

EXACT_PEOPLE = 12
"""Up to this many participants, all sign flips are counted: 4,096."""
DRAWS = 10_000
SEED = 1
LEAST_PEOPLE = 6
"""With 5 participants, the smallest p of a two-sided test is 2/32, which is above 5 %."""
FEW_PEOPLE = f"fewer than {LEAST_PEOPLE} participants saw both: p cannot fall below 5 %"
TIE = 1e-12
"""Sums that are equal may differ by this share of the sum of their sizes, through rounding."""


@dataclass(frozen=True, slots=True)
class PairComparison:
    """Difference of ad `a` minus ad `b` (columns of the table), over participants who saw both.

    `p`: two-sided, by sign flips. `p_holm`: adjusted for all pairs that were tested. `reason`: why there is no p.
    """

    a: int
    b: int
    difference: Mean
    p: float | None
    p_holm: float | None
    reason: str | None = None


def compare_adverts(values: ArrayLike, *, draws: int = DRAWS, seed: int = SEED) -> list[PairComparison]:
    """Compare all pairs of ads in a table (N, C): one value per participant and ad; nan: no value.

    p is the share of sign flips of the participants' differences with a sum at least as far from 0 (Fisher 1935): all
    flips up to 12 participants, `draws` of them beyond, counted with the observed one. It is exact if, without an
    effect, differences are as likely above as below 0. The interval of the mean difference is Student's t. Holm's
    adjustment (1979) is over the pairs that have a p.
    """
    table = float_array(values)
    pairs = list(combinations(range(table.shape[1]), 2))
    differences = [table[:, a] - table[:, b] for a, b in pairs]
    tested = [sign_flip_p(difference, draws=draws, seed=seed) for difference in differences]
    adjusted = adjust_holm([np.nan if p is None else p for p in tested])
    return [
        PairComparison(a, b, mean_of_people(difference), p, None, FEW_PEOPLE)
        if p is None
        else PairComparison(a, b, mean_of_people(difference), p, float(p_holm))
        for (a, b), difference, p, p_holm in zip(pairs, differences, tested, adjusted, strict=True)
    ]


def sign_flip_p(differences: ArrayLike, *, draws: int = DRAWS, seed: int = SEED) -> float | None:
    """Two-sided p of differences (N,) against sign flips; None below 6 participants. nan does not count."""
    known = float_array(differences)
    known = known[~np.isnan(known)]
    if known.size < LEAST_PEOPLE:
        return None
    bound = abs(known.sum()) - TIE * np.abs(known).sum()
    if known.size <= EXACT_PEOPLE:
        return float((np.abs(_all_signs(known.size) @ known) >= bound).mean())
    signs = np.random.default_rng(seed).choice((-1.0, 1.0), size=(draws, known.size))
    return (1 + int((np.abs(signs @ known) >= bound).sum())) / (1 + draws)


def _all_signs(people: int) -> Floats:
    """Every combination of signs (2^people, people)."""
    bits = np.arange(2**people)[:, np.newaxis] >> np.arange(people) & 1
    return float_array(1.0 - 2.0 * bits)
