"""Intervals of shares of comments hold the truth in simulated worlds: noise, few messages, one hand that repeats."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import t as student

from central.statistics.comments import MIN_GROUPS, NORMAL, ClassSums, Groups, Share, class_share, noise_variance

WORLDS = 700
NOISE = noise_variance()
Counts = NDArray[np.float64]


def sums_of(counts: Counts, place: int, noise: float, people: float = 10.0) -> Share:
    """Share of the class at a place of the counts [groups, 4]."""
    n, c = counts.sum(axis=1), counts[:, place]
    groups = Groups(len(counts), people * len(counts), float(n.sum()), float((n * n).sum()), noise)
    return class_share(groups, ClassSums(float(c.sum()), float((c * c).sum()), float((c * n).sum())))


def test_the_variance_of_a_rounded_draw() -> None:
    """That of the draw is 8; rounding adds about a twelfth."""
    draws = np.round(np.random.default_rng(1).laplace(0.0, 2.0, 400_000))
    assert noise_variance(2.0) == pytest.approx(8.0815, abs=1e-4)
    assert float(draws.var()) == pytest.approx(noise_variance(2.0), rel=0.02)
    assert noise_variance(4.0) == pytest.approx(32.08, abs=0.01)
    assert noise_variance() == noise_variance(2.0)


def world(rng: np.random.Generator, groups: int, p: float, more: float, hands: float) -> Counts:
    """Messages of ten people who write one comment and some more each. `hands`: share of people who repeat theirs."""
    sizes = 1 + rng.poisson(more, (groups, 10))
    repeats = rng.random((groups, 10)) < hands
    first = (rng.random((groups, 10)) < p) * sizes
    mine = np.where(repeats, first, rng.binomial(sizes, p)).sum(axis=1)
    others = sizes.sum(axis=1) - mine
    part = rng.binomial(others, 0.5)
    rest = rng.binomial(others - part, 0.7)
    counts = np.stack([part, rest, mine, others - part - rest], axis=1).astype(float)
    noisy: Counts = counts + np.round(rng.laplace(0.0, 2.0, counts.shape))
    return noisy


@pytest.mark.parametrize("hands", [0.0, 1.0])
@pytest.mark.parametrize("p", [0.1, 0.45, 0.8])
@pytest.mark.parametrize("groups", [2, 7, 8, 30])
def test_an_interval_holds_the_truth(groups: int, p: float, hands: float) -> None:
    """In 92 to 98 % of worlds, and a bit more of few messages, where the noise has heavy ends and p is at an edge."""
    rng = np.random.default_rng([groups, round(100 * p), round(hands)])
    found = [sums_of(world(rng, groups, p, 0.5, hands), 2, NOISE) for _ in range(WORLDS)]
    held = sum(share.low <= p <= share.high for share in found) / WORLDS
    assert 0.92 <= held <= 0.995
    assert all(0.0 <= share.low <= share.high <= 1.0 for share in found)


def test_all_worlds_together_hold_it_in_95_of_100() -> None:
    """Over numbers of messages, shares, busy and quiet shops, hands that repeat themselves and hands that do not."""
    rng = np.random.default_rng(7)
    held = []
    for _ in range(3_000):
        groups, p = int(rng.integers(1, 40)), float(rng.uniform(0.05, 0.9))
        more, hands = float(rng.uniform(0.0, 1.0)), float(rng.choice([0.0, 0.3, 1.0]))
        share = sums_of(world(rng, groups, p, more, hands), 2, NOISE)
        held.append(share.low <= p <= share.high)
    assert 0.94 <= float(np.mean(held)) <= 0.98


def test_an_interval_that_knew_no_noise_would_lie() -> None:
    """The noise is most of the width where messages are few."""
    rng = np.random.default_rng(3)
    told = [world(rng, 2, 0.45, 0.0, 0.0) for _ in range(WORLDS)]
    naive = [sums_of(counts, 2, 0.0) for counts in told]
    assert sum(share.low <= 0.45 <= share.high for share in naive) / WORLDS < 0.85


def test_without_noise_it_is_wilsons_interval() -> None:
    """Reviews carry none: 30 of 50."""
    share = class_share(Groups(5, 50.0, 50.0, 500.0, 0.0), ClassSums(30.0, 180.0, 300.0))
    centre, half = (0.6 + NORMAL**2 / 100) / (1 + NORMAL**2 / 50), sqrt(0.24 / 50 + NORMAL**2 / 10_000)
    assert share.mean == pytest.approx(0.6)
    assert share.low == pytest.approx(centre - NORMAL * half / (1 + NORMAL**2 / 50))
    assert share.high == pytest.approx(centre + NORMAL * half / (1 + NORMAL**2 / 50))


def test_many_comments_a_person_widen_it() -> None:
    """Below eight groups as if all comments of a person were one; from eight on as far as the groups differ."""
    sums = ClassSums(30.0, 180.0, 300.0)
    few, same = (class_share(Groups(5, people, 50.0, 500.0, 0.0), sums) for people in (10.0, 50.0))
    assert few.high - few.low > 1.8 * (same.high - same.low)
    alike = np.tile([2.0, 1.0, 6.0, 1.0], (MIN_GROUPS, 1))
    apart = alike.copy()
    apart[::2, 2], apart[1::2, 2] = 0.0, 12.0
    narrow, wide = (sums_of(counts, 2, 0.0) for counts in (alike, apart))
    assert narrow.mean == pytest.approx(0.6)
    assert narrow.high - narrow.low == pytest.approx(0.21, abs=0.01)
    assert wide.high - wide.low > 1.8 * (narrow.high - narrow.low)


def allowed(counts: Counts, place: int, noise: float, people: float, p: float) -> float:
    """Largest square of c - p·n that does not reject a share p, from the counts themselves."""
    n, c, groups = counts.sum(axis=1), counts[:, place], len(counts)
    comments = max(n.sum(), people * groups, 1.0)
    spread, quantile = comments / max(people * groups, 1.0), NORMAL
    if groups >= MIN_GROUPS:
        guess = min(1.0, max(0.0, (c.sum() + 2) / (comments + 4)))
        residuals = c - guess * n
        by_noise = groups * noise * ((1 - guess) ** 2 + 3 * guess**2)
        by_chance = comments * max(guess * (1 - guess), 1 / (comments + 4))
        spread = (residuals @ residuals * groups / (groups - 1) - by_noise) / by_chance
        quantile = float(student.ppf(0.975, groups - 1)) if spread > 1 else NORMAL
        spread = max(spread, 1.0)
    by_noise = NORMAL**2 * groups * noise * ((1 - p) ** 2 + 3 * p**2)
    return float(by_noise + quantile**2 * spread * comments * p * (1 - p))


HALVES = np.array([[4.0, 0, 4, 0]] * 5 + [[6.0, 0, 2, 0], [2.0, 0, 6, 0]] * 2)
"""Nine groups of eight, as much alike as those of strangers: their spread is 1 to the last digit."""
LOPSIDED = HALVES + np.array([2.0, 0, 3, 0])
APART = np.array([[9.0, 3, 8, 4], [2, 3, 16, 3], [11, 2, 5, 6], [4, 4, 10, 2], [8, 1, 2, 9], [3, 4, 19, 2]] * 2)
FEW_POSITIVE = np.array([[7.0, 9, -5, 1], [9, 8, 4, 0], [1, 12, -6, 3], [16, 2, 5, 2]] * 2 + [[1.0, 2, 0.5, 1]])


@pytest.mark.parametrize("noise", [0.0, NOISE])
@pytest.mark.parametrize("people", [0.0, 4.0, 10.0])
@pytest.mark.parametrize(
    "counts",
    [HALVES, LOPSIDED, APART, APART[:7], APART[:8], 3 * APART, FEW_POSITIVE],
)
def test_the_ends_are_the_last_shares_that_are_not_rejected(counts: Counts, people: float, noise: float) -> None:
    """By the counts of the groups, not by sums of them: below eight groups, from eight on, alike and apart."""
    share = sums_of(counts, 2, noise, people)
    n, c = counts.sum(), counts[:, 2].sum()
    ends = [end for end in (share.low, share.high) if 0.0 < end < 1.0]
    assert ends
    for end in ends:
        assert (c - end * n) ** 2 == pytest.approx(allowed(counts, 2, noise, people, end), rel=1e-9)
    inside = (share.low + share.high) / 2
    assert (c - inside * n) ** 2 < allowed(counts, 2, noise, people, inside)


def test_a_spread_of_strangers_takes_no_wider_quantile() -> None:
    """At 1 exactly, the interval is Wilson's of all comments; a bit above, it is Student's."""
    centre, n = 0.5, 72
    half = NORMAL * sqrt(0.25 / n + NORMAL**2 / (4 * n * n)) / (1 + NORMAL**2 / n)
    share = sums_of(HALVES, 2, 0.0, 8.0)
    assert (share.low, share.high) == pytest.approx((centre - half, centre + half))
    more = HALVES.copy()
    more[0], more[1] = [4.5, 0, 3.5, 0], [3.5, 0, 4.5, 0]  # a spread of 1.03
    wider = sums_of(more, 2, 0.0, 8.0)
    assert wider.high - wider.low > 1.15 * (share.high - share.low)


def test_all_or_nothing_reaches_the_ends() -> None:
    """30 of 30, and none of 30."""
    groups = Groups(3, 30.0, 30.0, 300.0, 0.0)
    assert class_share(groups, ClassSums(30.0, 300.0, 300.0)).high == pytest.approx(1.0)
    assert class_share(groups, ClassSums(0.0, 0.0, 0.0)).low == pytest.approx(0.0)


def test_at_the_borders_of_what_the_noise_allows() -> None:
    """Without comments and people, one is assumed. The quadratic has no proper root when its first coefficient is 0 or
    below, and one when its roots are the same."""

    def told(noise: float, count: float) -> Share:
        return class_share(Groups(1, 0.0, 0.0, 0.0, noise), ClassSums(count, count * count, 0.0))

    assert told(0.25, 0.0) == Share(0.0, 0.0, 1.0)
    assert told(0.0, NORMAL / 2) == Share(NORMAL / 2, 0.5, 0.5)
    almost = 0.25 - 0.05 / (4 * NORMAL**2)  # the first coefficient is 0.05
    count = sqrt(almost * NORMAL**2 + 0.5)
    assert told(almost, count).low == pytest.approx(0.2595, abs=0.001)
    assert told(0.0, 0.98163) == Share(0.98163, 0.0, 1.0)  # the roots are just not real


@pytest.mark.parametrize("counts", [(0.0, 0.0), (-7.0, 3.0), (9.0, 4.0)])
def test_counts_that_are_noise_alone_tell_nothing(counts: tuple[float, float]) -> None:
    """One message whose noise is larger than what it tells: every share is possible."""
    n, c = counts
    share = class_share(Groups(1, 10.0, n, n * n, NOISE), ClassSums(c, c * c, c * n))
    assert (share.low, share.high) == (0.0, 1.0)


@given(
    st.lists(st.tuples(*[st.integers(-20, 60)] * 4), min_size=1, max_size=20),
    st.sampled_from([0.0, NOISE]),
    st.sampled_from([1.0, 10.0]),
)
def test_an_interval_lies_within_0_and_1(rows: list[tuple[int, ...]], noise: float, people: float) -> None:
    """Whatever the counts are, and the mean within it where it is a share."""
    share = sums_of(np.array(rows, dtype=float), 2, noise, people)
    assert 0.0 <= share.low <= share.high <= 1.0
