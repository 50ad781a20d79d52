"""Privacy rules of a window: each number with just enough people behind it, and with one too few."""

from dataclasses import replace

from edge.audience.disclosure import ROUNDING_S, VisitSummary, WindowBatch, release_window
from edge.audience.people import PeopleLowerBound, VisitStay
from edge.events import ReleasedWindow
from tests.edge.audience.stays import EVERY_VISIT, ONE_STRETCH, K, crowd, queue


def window(
    visits: list[VisitSummary], people: PeopleLowerBound = EVERY_VISIT, k: int = K, **changes: float | None
) -> ReleasedWindow | None:
    batch = replace(WindowBatch(0.0, 60.0, visits, coverage=0.987, level_db=-41.26), **changes)  # type: ignore[arg-type]
    return release_window(batch, people, k=k, k_reaction=K + 2, at_s=90.0)


def summaries(stays: list[VisitStay], dwell_s: float = 3.0, attentive_s: float = 1.0) -> list[VisitSummary]:
    return [VisitSummary(stay, dwell_s, attentive_s) for stay in stays]


def test_a_window_needs_k_people() -> None:
    """One person fewer gives no window, and neither do many visits that one person may have made."""
    assert window(summaries(crowd(K - 1))) is None
    assert window(summaries(crowd(K))) is not None
    assert window(summaries(queue(K + 3)), ONE_STRETCH) is None
    assert window(summaries(crowd(K)), ONE_STRETCH) is not None


def test_with_k_zero_an_empty_window_is_released() -> None:
    """Its counts are 0 and its mean is None."""
    result = window([], k=0)
    assert result is not None
    assert (result.visits, result.watchers, result.dwell_s) == (0, 0, None)
    assert set(result.looked.values()) == set(result.dwell.values()) == {0}


def test_the_numbers_of_a_window() -> None:
    """Counts by minimum attention and by dwell class. Watchers have one second. Values are rounded."""
    visits = [
        VisitSummary(VisitStay(0, 9), dwell_s, attentive_s)
        for dwell_s, attentive_s in [(1.9999, 0.49), (1.99, 0.5), (5, 0.9999), (14.9, 1.0), (29, 2.0), (75, 5.0)]
    ]
    assert window(visits) == ReleasedWindow(
        at_s=90.0,
        from_s=0.0,
        to_s=60.0,
        k=K,
        visits=6,
        watchers=4,
        dwell_s=21.3,
        looked={"0.5": 5, "1": 4, "2": 2, "5": 1},
        dwell={"0": 1, "2": 1, "5": 2, "15": 1, "30": 0, "60": 1},
        coverage=0.99,
        level_db=-41.3,
    )


def test_the_sound_level_needs_k_reaction_people() -> None:
    """It comes from voices, so the window needs k_reaction people, and sound."""
    loud, quiet = window(summaries(crowd(K + 2))), window(summaries(crowd(K + 1)))
    assert loud is not None
    assert loud.level_db == -41.3
    assert quiet is not None
    assert quiet.level_db is None
    silent = window(summaries(crowd(K + 2)), level_db=None)
    assert silent is not None
    assert silent.level_db is None


def test_times_short_by_a_rounding_error_count_in_full() -> None:
    """A time short by ROUNDING_S reaches its step of attention and of dwell."""
    result = window([VisitSummary(VisitStay(0, 9), 2 - ROUNDING_S, 0.5 - ROUNDING_S)] * K)
    assert result is not None
    assert result.looked["0.5"] == result.dwell["2"] == K
