"""Tests of the number of visits that saw an ad. tests/central/planted_seen.py has the table of its coverage."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.reasons import FEW_SITES, NOTHING_TOLD
from central.statistics.intervals import ONE_SITE_DOMINATES
from central.statistics.told import SeenVisits, SiteVisits, seen_visits
from tests.central.planted_seen import FLEETS, coverage

RUNS = 60
"""Fleets of each kind."""


def seen(
    watchers: list[float], told: list[float], visits: list[float], minutes: float = 60.0, ends: float = 1.0
) -> SeenVisits:
    of = np.ones(len(watchers))
    return seen_visits(SiteVisits(watchers, told, visits, 40.0 * of, minutes * of, ends * of))


@pytest.mark.parametrize("people", ["0.45", "1.7", "4.3", "0.45 to 4.3"])
@pytest.mark.parametrize("sites", [5, 20, 60])
def test_the_range_contains_the_planted_visits(people: str, sites: int) -> None:
    held, *_ = coverage(FLEETS[people], sites, 7, RUNS)
    assert held >= 0.95


@pytest.mark.parametrize("people", ["0.13", "0.02 to 4.3"])
def test_in_a_very_quiet_shop_the_lower_end_is_what_at_least_so_many_visits_saw(people: str) -> None:
    """The estimate is too low there, so `at least` is true and `about` would not be."""
    _, least, estimate, _ = coverage(FLEETS[people], 20, 28, RUNS)
    assert least >= 0.95
    assert estimate < 1.0


def test_watchers_are_divided_by_the_reported_share() -> None:
    found = seen([80, 90, 70, 60], [160, 180, 160, 120], [200, 200, 200, 200])
    assert found.visits == pytest.approx(300 / (620 / 800))
    assert found.low is not None
    assert found.high is not None
    assert found.visits is not None
    assert found.low < found.visits < found.high


def test_fewer_than_two_visits_a_minute_make_it_at_least() -> None:
    many, few = ([100.0] * 4, [200.0] * 4, [240.0] * 4), ([50.0] * 4, [100.0] * 4, [119.0] * 4)
    assert not seen(*many, minutes=120.0).at_least
    assert seen(*few, minutes=60.0).at_least


def test_below_four_shops_there_is_no_range() -> None:
    found = seen([80, 90, 70], [160, 180, 160], [200, 200, 200])
    assert (found.low, found.high, found.reason) == (None, None, FEW_SITES)
    assert found.visits is not None
    dominated = seen([8000, 1, 1, 1], [9000, 1, 1, 1], [9900, 2, 2, 2])
    assert (dominated.low, dominated.reason) == (None, ONE_SITE_DOMINATES)


def test_without_a_published_reaction_there_is_no_number() -> None:
    assert seen([0, 0], [0, 0], [20, 30]) == SeenVisits(None, None, None, at_least=False, reason=NOTHING_TOLD)
    assert seen([], [], []).reason == NOTHING_TOLD


_COUNT = st.integers(0, 10**6)


@settings(max_examples=40)
@given(st.lists(st.tuples(_COUNT, _COUNT, _COUNT, st.integers(0, 1000)), max_size=8))
def test_any_counts_give_an_ordered_range_that_holds_the_watchers(rows: list[tuple[int, int, int, int]]) -> None:
    """A shop reports at most its visits, and at most these looked."""
    table = np.array([(min(w, t, v), min(t, v), v, n) for w, t, v, n in rows], dtype=float).reshape(-1, 4)
    found = seen_visits(
        SiteVisits(
            watchers=table[:, 0],
            told_visits=table[:, 1],
            visits=table[:, 2],
            windows=table[:, 3],
            minutes=np.full(len(table), 600.0),
            ends=np.ones(len(table)),
        )
    )
    if found.visits is None:
        assert not table[:, 0].any() or not table[:, 1].any()
        return
    counted = table[:, 0].sum()
    assert found.visits >= counted * (1 - 1e-9)
    if found.low is not None:
        assert counted * (1 - 1e-9) <= found.low <= found.visits * (1 + 1e-9)
    if found.high is not None:
        assert found.high >= found.visits * (1 - 1e-9)
