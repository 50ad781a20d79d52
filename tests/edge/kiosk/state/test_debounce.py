"""Alerts that come again and again: a flapping part is one alert, and single events are one alert a minute."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from edge.alerts import Alert
from edge.kiosk.state.debounce import AlertDebouncer, RateLimitedAlert

LOST = Alert("camera.lost", "error", "camera: gone", 0.0)
QUIET_S = 10.0


class Debounced:
    """A debouncer on a clock that the test sets."""

    def __init__(self) -> None:
        self.at_s = 0.0
        self._debouncer = AlertDebouncer(lambda: self.at_s, QUIET_S)

    def shown(self, is_lost: bool, after_s: float = 1.0) -> bool:
        self.at_s += after_s
        return bool(self._debouncer.debounce_alerts({LOST.key: LOST} if is_lost else {}))


def test_a_single_problem_ends_at_once() -> None:
    part = Debounced()
    assert [part.shown(is_lost) for is_lost in (True, True, False)] == [True, True, False]
    assert [part.shown(is_lost, QUIET_S) for is_lost in (True, False)] == [True, False]


def test_a_problem_that_comes_back_soon_ends_after_the_quiet_time() -> None:
    part = Debounced()
    for is_lost in (True, False, True):
        part.shown(is_lost)
    assert part.shown(False)
    assert part.shown(False, QUIET_S - 1.5)
    assert not part.shown(False, 1.0)
    assert part.shown(True)  # it flaps again: it came back soon
    assert part.shown(False)


@given(st.lists(st.booleans(), max_size=200))
def test_alerts_of_one_part_are_few(losses: list[bool]) -> None:
    """A problem that is there is always shown, and a minute has few changes whatever the part does."""
    part = Debounced()
    shown = [False]
    for is_lost in losses:
        shown.append(part.shown(is_lost))
        assert shown[-1] or not is_lost
    changes = sum(before != after for before, after in pairwise(shown))
    assert changes <= 3 + 2 * len(losses) / QUIET_S


def test_events_are_told_once_in_a_while_with_their_number() -> None:
    at_s, texts = [0.0], list[str]()
    alert = RateLimitedAlert(texts.append, lambda: at_s[0], every_s=60.0)
    for total in (40, 40, 41, 45, 99):  # the first call sets where counting begins
        alert.update_total(total, lambda count: f"{count} more")
        at_s[0] += 10
    at_s[0] += 20
    for _ in range(2):
        at_s[0] += 60
        alert.update_total(99, lambda count: f"{count} more")
    assert texts == ["1 more", "58 more"]
