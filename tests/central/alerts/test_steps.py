"""An alert is raised once and cleared once, whatever its problem does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.alerts.codes import CODES, MINUTE_MS
from central.alerts.facts import Problem
from central.alerts.steps import HOLD_MS, Event, advance_alerts
from central.store.open_alerts import OpenAlert, Snooze

T0 = 1_800_000_000_000
PLACE, CODE = "acme/berlin-7/door", "kiosk.outbox"
LASTS = CODES[CODE].lasts_ms // MINUTE_MS
HOLD = HOLD_MS // MINUTE_MS
ABSENT, THERE, STALE = 0, 1, 2


class Look:
    """Looks each minute, and keeps the alerts as the store does."""

    def __init__(self, code: str = CODE) -> None:
        self.code, self.minute, self.alerts, self.events = code, 0, dict[tuple[str, str], OpenAlert](), list[Event]()

    def at(self, kind: int, *, is_quiet: bool = False) -> list[str]:
        now_ms = T0 + self.minute * MINUTE_MS
        problem = Problem(PLACE, self.code, "warning", f"text {self.minute}", now_ms, kind == STALE)
        found = advance_alerts(
            list(self.alerts.values()), {} if kind == ABSENT else {problem.key: problem}, lambda _: is_quiet, now_ms
        )
        for alert in found.gone:
            del self.alerts[alert.key]
        self.alerts |= {alert.key: alert for alert in found.changed}
        self.minute += 1
        self.events += found.events
        return [event.kind for event in found.events]


def test_it_is_raised_when_it_has_lasted_and_cleared_when_it_has_been_gone() -> None:
    look = Look()
    told = [look.at(THERE) for _ in range(LASTS + 3)] + [look.at(ABSENT) for _ in range(HOLD + 3)]
    assert told[LASTS] == ["raised"]
    assert told[LASTS + 3 + HOLD] == ["cleared"]
    assert sum(map(len, told)) == 2
    assert look.alerts == {}
    assert look.events[1].ended_ms == T0 + (LASTS + 3) * MINUTE_MS


def test_what_does_not_last_is_told_nobody() -> None:
    look = Look()
    for _ in range(5):
        assert [look.at(THERE) for _ in range(LASTS)] == [[]] * LASTS
        assert look.at(ABSENT) == []
    assert look.alerts == {}


def test_what_a_kiosk_said_before_it_fell_silent_raises_nothing_and_clears_nothing() -> None:
    look = Look("camera.lost")
    assert [look.at(STALE) for _ in range(30)] == [[]] * 30
    assert look.at(THERE) == ["raised"]
    assert [look.at(STALE) for _ in range(30)] == [[]] * 30
    assert len(look.alerts) == 1


def test_the_time_that_a_problem_must_last_begins_anew_when_the_kiosk_is_back() -> None:
    """A kiosk that comes back with a backlog sends it at once."""
    look = Look()
    assert [look.at(THERE) for _ in range(LASTS - 1)] == [[]] * (LASTS - 1)
    assert [look.at(STALE) for _ in range(30)] == [[]] * 30
    assert look.alerts == {}
    assert [look.at(THERE) for _ in range(LASTS)] == [[]] * LASTS
    assert look.at(THERE) == ["raised"]


def test_a_snoozed_alert_is_told_when_the_snooze_ends_if_it_still_lasts() -> None:
    look = Look("camera.lost")
    assert [look.at(THERE, is_quiet=True) for _ in range(9)] == [[]] * 9
    assert look.at(THERE) == ["raised"]
    for _ in range(HOLD):
        assert look.at(ABSENT, is_quiet=True) == []
    assert look.at(ABSENT, is_quiet=True) == ["cleared"]  # whoever was told of the start is told of the end


def test_one_that_ends_in_a_snooze_is_told_nobody() -> None:
    look = Look("camera.lost")
    assert look.at(THERE, is_quiet=True) == []
    assert [look.at(ABSENT) for _ in range(HOLD + 2)] == [[]] * (HOLD + 2)
    assert look.alerts == {}


def test_a_kiosk_whose_clock_is_ahead_is_heard() -> None:
    problem = Problem(PLACE, CODE, "warning", "text", T0 + 9_000_000)
    (alert,) = advance_alerts([], {problem.key: problem}, lambda _: False, T0).changed
    assert alert.first_ms == T0


@given(st.lists(st.sampled_from([ABSENT, THERE, STALE]), max_size=120), st.sampled_from([CODE, "camera.lost"]))
def test_raised_and_cleared_take_turns(kinds: list[int], code: str) -> None:
    look = Look(code)
    for kind in kinds:
        look.at(kind)
    told = [event.kind for event in look.events]
    assert told == ["raised", "cleared"] * (len(told) // 2) + ["raised"] * (len(told) % 2)
    times = [event.alert.told_ms if event.kind == "raised" else event.ended_ms for event in look.events]
    assert times == sorted(times, key=lambda at_ms: at_ms or 0)
    for start, end in zip(look.events[::2], look.events[1::2], strict=False):
        assert start.alert.told_ms == end.alert.told_ms
    ends = [T0 + look.minute * MINUTE_MS - (event.ended_ms or 0) for event in look.events if event.kind == "cleared"]
    assert all(age >= HOLD_MS for age in ends)
    assert len(look.alerts) <= 1
    assert bool(look.alerts) or told[-1:] != ["raised"]


@given(st.lists(st.integers(1, HOLD), min_size=2, max_size=20))
def test_one_that_comes_and_goes_is_one_alert(gaps: list[int]) -> None:
    """Gaps shorter than the time to clear it."""
    look = Look("camera.lost")
    for gap in gaps:
        look.at(THERE)
        for _ in range(gap):
            look.at(ABSENT)
    assert [event.kind for event in look.events] == ["raised"]


@pytest.mark.parametrize(
    ("snoozed", "covered"),
    [
        (("", ""), {"acme/one/door", "acme/one", "acme/onerous/door"}),
        (("acme/one", ""), {"acme/one/door", "acme/one"}),
        (("acme/one", "camera.dark"), {"acme/one/door", "acme/one"}),
        (("acme/one", "camera.frozen"), set[str]()),
        (("acme/one/door", ""), {"acme/one/door"}),
    ],
)
def test_a_snooze_covers_its_code_at_its_place_and_below(snoozed: tuple[str, str], covered: set[str]) -> None:
    places = ("acme/one/door", "acme/one", "acme/onerous/door")
    snooze = Snooze(*snoozed, until_ms=0, who="ed")
    assert {place for place in places if snooze.is_snoozing(place, "camera.dark")} == covered
