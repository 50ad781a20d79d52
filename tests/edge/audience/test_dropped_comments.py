"""Dropped comments: how many people's, told on this machine at the end of a day, and never when somebody wrote."""

from math import floor, inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.audience.audience import Audience
from edge.audience.dropped_comments import DroppedComments
from edge.audience.rules import DAY_S, AudienceRules
from edge.events import CommentObservation, Tick
from tests.edge.audience.comment_days import SLOT_S, TEN_S, Comment, CommentDay, Shown, hand

RULES = AudienceRules()
SMALL = AudienceRules(k_reaction=2)
MIDNIGHT_S = 14 * 3600.0
"""Seconds from the begin of a CommentDay to the end of its day."""
CHECKED_S = 30.0
TWO_ADVERTS: list[Shown] = [(0, 3 * 3600.0, "a"), (3 * 3600.0, 8 * 3600.0, "b")]


def people(it: CommentDay) -> int | None:
    return it.audience.counts.comments_dropped_people


def split(count: int) -> list[Comment]:
    """People of whom half write beside each of two adverts."""
    return hand(count // 2) + hand(count - count // 2, begin_s=4 * 3600.0)


@pytest.mark.parametrize(("count", "told"), [(9, None), (10, 10), (14, 10)])
def test_people_of_dropped_comments_are_told_after_the_day_in_multiples_of_k(count: int, told: int | None) -> None:
    """Of a day on which fewer than ten wrote nothing is told: it may have been one."""
    it = CommentDay(RULES).run(split(count), TWO_ADVERTS, until_s=MIDNIGHT_S + CHECKED_S - 10)
    assert (people(it), it.releases) == (None, [])
    assert people(it.until(MIDNIGHT_S + CHECKED_S + 10)) == told
    assert it.counted == (0, 0, count)


def test_of_comments_that_were_told_nobody_is_counted() -> None:
    """Nor of a day on which enough wrote and fewer than ten were dropped. The second of a minute is dropped."""
    it = CommentDay(RULES).run(hand(12), until_s=MIDNIGHT_S + 60)
    assert (it.counted, people(it)) == ((0, 10, 2), 0)
    it = CommentDay(RULES).run(hand(10) + hand(10, begin_s=1), until_s=MIDNIGHT_S + 60)
    assert (it.counted, people(it)) == ((0, 10, 10), 10)


def test_one_hand_that_types_without_end_is_no_more_people_than_slots() -> None:
    """Sixty comments in ten minutes are one person, of whom nothing is told."""
    it = CommentDay(RULES).run(hand(60, every_s=10), until_s=MIDNIGHT_S + 60)
    assert (it.counted[2], people(it)) == (60, None)


def test_a_comment_after_midnight_belongs_to_the_new_day() -> None:
    """Also before the last window of the old day was checked."""
    it = CommentDay(SMALL).run([(0, "neutral"), (MIDNIGHT_S + 5, "neutral")], until_s=MIDNIGHT_S + 60)
    assert people(it) is None
    it.run([(MIDNIGHT_S + 1200, "neutral"), (MIDNIGHT_S + 1201, "neutral")], until_s=MIDNIGHT_S + DAY_S + 60)
    assert (it.counted, people(it)) == ((0, 2, 2), 0)


def test_a_day_without_comments_has_no_count() -> None:
    """What was told of the day before is gone, at its end, and after any number of days."""
    for days in (1, 3):
        audience = Audience(SMALL)
        for at_s in (0.0, 600.0, 601.0, MIDNIGHT_S - 600):
            audience.handle_event(CommentObservation(TEN_S + at_s, "neutral"))
            audience.handle_event(Tick(TEN_S + at_s + 100))
        audience.handle_event(CommentObservation(TEN_S + MIDNIGHT_S - 599, "neutral"))
        audience.handle_event(Tick(TEN_S + MIDNIGHT_S + 40))
        audience.handle_event(Tick(TEN_S + MIDNIGHT_S + 50))
        assert audience.counts.comments_dropped_people == 2
        if days == 1:
            audience.handle_event(Tick(TEN_S + MIDNIGHT_S + DAY_S - 10))
            audience.handle_event(Tick(TEN_S + MIDNIGHT_S + DAY_S))
            assert audience.counts.comments_dropped_people == 2
        audience.handle_event(Tick(TEN_S + MIDNIGHT_S + days * DAY_S + 40))
        audience.handle_event(Tick(TEN_S + MIDNIGHT_S + days * DAY_S + 50))
        assert audience.counts.comments_dropped_people is None


def test_the_days_are_local() -> None:
    """An end of a day that is no multiple of ten minutes, too."""
    rules = AudienceRules(k_reaction=2, day_end=lambda at_s: TEN_S + 4505.0 + DAY_S * (at_s >= TEN_S + 4505.0))
    it = CommentDay(rules).run([(0, "neutral"), (1, "neutral"), (700, "neutral"), (701, "neutral")], until_s=4500)
    assert people(it) is None
    assert people(it.until(4600)) == 2


def test_a_pause_and_a_stop_do_not_change_the_count() -> None:
    """What they drop is told with its day."""
    it = CommentDay(RULES).run(split(14), TWO_ADVERTS, until_s=8 * 3600.0).pause().until(9 * 3600.0)
    assert (it.counted, people(it)) == ((0, 0, 14), None)
    assert people(it.until(MIDNIGHT_S + 60)) == 10
    it = CommentDay(RULES).run(split(14), TWO_ADVERTS, until_s=8 * 3600.0).close()
    assert (it.counted, people(it)) == ((0, 0, 14), None)
    assert people(it.until(MIDNIGHT_S + 60)) == 10


def test_a_clock_that_was_set_begins_the_day_anew() -> None:
    """Its slots are of two clocks."""
    it = CommentDay(RULES).run(split(14), TWO_ADVERTS, until_s=8 * 3600.0).close(clock_was_set=True)
    assert it.counted == (0, 0, 14)
    assert people(it.until(MIDNIGHT_S + 60)) is None


def written(rules: AudienceRules, *slots: int) -> DroppedComments:
    """A day from 1970 on, with a dropped comment in each of these slots."""
    day = DroppedComments(rules)
    for slot in slots:
        day.add(slot * SLOT_S, slot)
    day.mark_dropped(slots)
    return day


def test_nothing_is_counted_before_the_last_window_of_the_day_is_checked() -> None:
    """Then its comments still wait."""
    day = written(SMALL)
    day.end_day_if_over(inf)
    assert day.people is None
    day = written(SMALL, 0, 1)
    day.end_day_if_over(DAY_S + CHECKED_S - 1)
    assert day.people is None
    day.end_day_if_over(DAY_S + CHECKED_S)
    assert day.people == 2


def test_a_slot_belongs_to_the_day_in_which_it_begins() -> None:
    """The slot at midnight is of the new day, and is counted with it."""
    day = written(SMALL, 0, 143, 144, 145)
    day.end_day_if_over(DAY_S + CHECKED_S)
    assert day.people == 2
    day.add(144 * SLOT_S, 144)  # keeps that it was dropped
    day.end_day_if_over(2 * DAY_S + CHECKED_S)
    assert day.people == 2


def test_after_days_on_which_the_machine_slept_there_is_no_count() -> None:
    """The last day that ended was one without comments, from the moment of its own count on."""
    day = written(SMALL, 0, 1)
    day.end_day_if_over(2 * DAY_S + CHECKED_S - 1)
    assert day.people == 2
    day = written(SMALL, 0, 1)
    day.end_day_if_over(2 * DAY_S + CHECKED_S)
    assert day.people is None
    day = written(SMALL, 0, 1)
    day.end_day_if_over(5 * DAY_S + CHECKED_S + 1)
    day.add(5 * DAY_S + 600, 5 * 144 + 1)
    day.add(5 * DAY_S + 1200, 5 * 144 + 2)
    day.end_day_if_over(6 * DAY_S + CHECKED_S)
    assert day.people == 0


def test_after_a_clock_that_was_set_the_next_comment_begins_a_day() -> None:
    """The count of the day before stays until that day ends."""
    day = written(SMALL, 0, 1)
    day.end_day_if_over(DAY_S + CHECKED_S)
    day.add(144 * SLOT_S, 144)
    day.forget_day()
    day.end_day_if_over(inf)
    assert day.people == 2
    for slot in (2, 3):
        day.add(slot * SLOT_S, slot)
    day.end_day_if_over(DAY_S + CHECKED_S)
    assert day.people == 0


def test_without_k_a_day_without_comments_still_has_no_count() -> None:
    """As elsewhere, at least one person is needed."""
    day = DroppedComments(AudienceRules(k_reaction=0))
    day.add(0.0, 0)
    day.end_day_if_over(DAY_S + CHECKED_S)
    assert day.people == 0
    day.end_day_if_over(2 * DAY_S + CHECKED_S)
    assert day.people is None


TIMES = st.lists(st.floats(0, MIDNIGHT_S - 1), max_size=25)


@given(TIMES, st.sampled_from([1, 2, 3, 10]))
@settings(max_examples=60, deadline=None)
def test_the_count_never_moves_while_people_write(written: list[float], k: int) -> None:
    """It is the same at each moment of the day, whatever is written; then it is a multiple of k, and no more than the
    slots in which somebody wrote."""
    it = CommentDay(AudienceRules(k_reaction=k))
    for at_s in sorted(written):
        assert people(it.run([(at_s, "neutral")], TWO_ADVERTS if it.now_s == 0 else ())) is None
    assert people(it.until(MIDNIGHT_S + CHECKED_S - 10)) is None
    told = people(it.until(MIDNIGHT_S + 60))
    slots = {floor((TEN_S + at_s) / SLOT_S) for at_s in written}
    if len(slots) < k:
        assert told is None
    else:
        assert told is not None
        assert told % k == 0
        assert told <= len(slots)
        assert (told > 0) <= (it.counted[2] >= k)


@given(TIMES, st.lists(st.floats(0, 0.999), min_size=25, max_size=25))
@settings(max_examples=40, deadline=None)
def test_when_a_comment_came_within_its_minute_shows_in_no_count(written: list[float], shifts: list[float]) -> None:
    """Two days that differ in the second of their comments alone have the same count at their end."""
    minutes = sorted({floor(at_s / 60) for at_s in written})
    first, second = (
        # one of them has each comment at the begin of its minute
        CommentDay(SMALL).run(
            [(60.0 * minute + 59 * shift * on, "neutral") for minute, shift in zip(minutes, shifts, strict=False)]
        )
        for on in (0, 1)
    )
    assert people(first.until(MIDNIGHT_S + 60)) == people(second.until(MIDNIGHT_S + 60))
