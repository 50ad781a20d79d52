"""The page's time on the kiosk's clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.screen.player.page_clock import EXCHANGES, PageClock

delays = st.lists(st.tuples(st.floats(0, 2), st.floats(0, 2)), min_size=1, max_size=30)


@given(delays, st.floats(-1e6, 1e6))
def test_a_time_of_the_page_is_right_within_its_error(ways: list[tuple[float, float]], offset_s: float) -> None:
    """However long the ways there and back take, and however unequal they are."""
    clock, kiosk_s = PageClock(), 2e6
    for there_s, back_s in ways:
        kiosk_s += 1.0
        clock.add(kiosk_s, kiosk_s + there_s + back_s, (kiosk_s + there_s - offset_s) * 1000)
    assert abs(clock.kiosk_time_s((kiosk_s - offset_s) * 1000) - kiosk_s) <= clock.error_s + 1e-6


def test_an_answer_before_its_question_has_no_error_below_zero() -> None:
    clock = PageClock()
    clock.add(10.0, 9.5, 0.0)
    assert clock.error_s == 0.0
    assert clock.kiosk_time_s(0.0) == 10.0


def test_ten_exchanges_are_kept() -> None:
    assert EXCHANGES == 10


def test_the_quickest_exchange_of_the_last_ten_counts() -> None:
    """An old one is forgotten: the clocks of two programs drift."""
    clock = PageClock()
    clock.add(0.0, 0.002, 0.0)
    for number in range(1, EXCHANGES):
        clock.add(number, number + 0.4, number * 1000.0)
    assert clock.error_s == 0.001
    clock.add(EXCHANGES, EXCHANGES + 0.2, EXCHANGES * 1000.0)
    assert clock.error_s == pytest.approx(0.1)
