"""Pairwise comparison of ads within participants: sign-flip tests, with p-values adjusted by Holm's method."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import Floats, float_array
from edge.statistics.multiple import adjust_holm
from edge.study.analysis.people import Mean, mean_of_people

EXACT_PEOPLE = 12
"""Largest number of participants for an exact test, which counts all 4,096 sign flips."""
DRAWS = 10_000
SEED = 1
LEAST_PEOPLE = 6
"""Smallest number of participants for a test. With 5, the smallest two-sided p is 2/32, which is above 5 %."""
FEW_PEOPLE = f"fewer than {LEAST_PEOPLE} participants saw both: p cannot fall below 5 %"
TIE = 1e-12
"""Relative tolerance for comparing two totals. Rounding can make equal totals differ by up to this share."""


@dataclass(frozen=True, slots=True)
class PairComparison:
    """Difference between two ads: column `a` of the table minus column `b`, over the participants who saw both ads.

    `p`: two-sided p-value of the sign-flip test. `p_holm`: `p` adjusted for all tested pairs. `reason`: why there is no
    p-value.
    """

    a: int
    b: int
    difference: Mean
    p: float | None
    p_holm: float | None
    reason: str | None = None


def compare_adverts(values: ArrayLike, *, draws: int = DRAWS, seed: int = SEED) -> list[PairComparison]:
    """Compare every pair of ads in a table (N, C) with one row per participant and one column per ad; nan: no value.

    The sign-flip test (Fisher 1935): p is the share of sign flips of the participants' differences with a sum at least
    as far from 0 as the observed one. With up to 12 participants, all flips are counted. With more, `draws` random
    flips are counted, plus the observed one. The test is exact if, without an effect, differences are as likely above
    as below 0. The interval of the mean difference is Student's t. Holm's method (1979) adjusts the p-values of all
    tested pairs.
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
    """Two-sided p-value of a sign-flip test on differences (N,). Ignores nan. None for fewer than 6 participants."""
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
    """All combinations of signs, as a table (2^people, people)."""
    bits = np.arange(2**people)[:, np.newaxis] >> np.arange(people) & 1
    return float_array(1.0 - 2.0 * bits)
