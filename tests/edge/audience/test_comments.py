"""Pending comments: one a minute, held for each creative, told on the clock, dropped at the end of a run or a part."""

from math import inf

import pytest

from edge.audience.audience import Audience
from edge.audience.comments import PendingComments
from edge.audience.plays import PlayHistory
from edge.audience.rules import AudienceRules
from edge.events import CommentObservation, FrameObservation, PlayStarted, SourceLost, Tick
from tests.edge.audience.comment_days import TEN_S, CommentDay, Shown, hand, total

RULES = AudienceRules()
SMALL = AudienceRules(k_reaction=2)
HOUR_S = 3600.0


def day(rules: AudienceRules = RULES) -> CommentDay:
    return CommentDay(rules)


@pytest.mark.parametrize("window_s", [10, 60, 3600])
def test_ten_slots_leave_with_the_tenth(window_s: float) -> None:
    """From the begin of the run to the end of that slot; told 30 s later, without a camera. The windows have no part in
    it: `to` would date the tenth writer to one of them."""
    it = day(AudienceRules(window_s=window_s)).run(hand(10, begin_s=20), until_s=6100)
    assert it.spans == [(0, 6000, 6030)]
    released = it.releases[0]
    assert (released.k, released.creative, total(released)) == (10, None, 10)
    assert (released.negative, released.neutral, released.positive, released.unclear) == (0, 10, 0, 0)
    assert it.counted == (0, 10, 0)


def test_nine_slots_wait_and_are_dropped_at_the_stop() -> None:
    it = day().run(hand(9, begin_s=20), until_s=6 * HOUR_S)
    assert (it.releases, it.counted) == ([], (9, 0, 0))
    it.close()
    assert (it.releases, it.counted) == ([], (0, 0, 9))


def test_one_comment_a_minute_counts() -> None:
    """The first of each minute of UTC."""
    it = day(SMALL).run([(0, "positive"), (1, "negative"), (59.9, "negative"), (60, "unclear"), (600, "unclear")])
    it.until(1300)
    assert it.counted == (0, 3, 2)
    assert (it.releases[0].positive, it.releases[0].negative, it.releases[0].unclear) == (1, 0, 2)


def test_a_minute_keeps_its_one_comment_through_a_stop_and_a_pause() -> None:
    """Whatever ends within it, the minute has had its comment."""
    rules = AudienceRules(k_reaction=1, window_s=10)
    assert day(rules).run([(0, "positive"), (45, "negative")], until_s=700).counted == (0, 1, 1)
    assert day(rules).run([(5, "positive")], until_s=10).close().run([(30, "negative")], until_s=50).counted == (
        0,
        1,
        1,
    )
    assert day(rules).run([(5, "positive")], until_s=10).pause().run([(45, "negative")], until_s=90).counted == (
        0,
        1,
        1,
    )


def test_a_batch_that_left_begins_anew_at_its_end() -> None:
    """No comment is in two batches, and their spans touch."""
    it = day(SMALL).run(hand(4, begin_s=20), until_s=2500)
    assert it.spans == [(0, 1200, 1230), (1200, 2400, 2430)]
    assert [total(one) for one in it.releases] == [2, 2]


def test_each_advert_has_a_batch_of_its_own() -> None:
    """That which was on the screen when the comment was sent; none has its batch too. Each needs its own people."""
    shown: list[Shown] = [(0, 300, "a"), (300, 400, "b"), (600, 900, "a"), (900, 1000, "b")]
    comments = [*hand(2, 600, 10, "positive"), *hand(2, 600, 310, "negative"), *hand(1, 600, 500, "unclear")]
    it = day(SMALL).run(comments, shown, until_s=1500)
    told = {one.creative: (one.negative, one.positive, one.unclear) for one in it.releases}
    assert told == {"a": (0, 2, 0), "b": (2, 0, 0)}
    assert it.counted == (1, 4, 0)


def test_the_batches_of_one_slot_leave_in_the_order_of_their_adverts() -> None:
    """Without an advert first, so that the draws of noise are the same in each replay."""
    shown: list[Shown] = [(0, 70, "b"), (70, 130, "a"), (600, 670, "b"), (670, 730, "a")]
    comments = [*hand(2, 600, 5), *hand(2, 600, 75), *hand(2, 600, 185)]
    it = day(SMALL).run(comments, shown, until_s=1300)
    assert [one.creative for one in it.releases] == [None, "a", "b"]


def test_a_play_that_is_told_late_still_has_its_comment() -> None:
    """As in a reaction: what was on the screen counts, not what was known by then."""
    it = day(AudienceRules(k_reaction=1)).run([(10, "positive")], [], 40)
    it.take(it.audience.handle_event(PlayStarted(TEN_S + 5, "late", duration_s=30.0)))
    it.until(700)
    assert [one.creative for one in it.releases] == ["late"]


def test_an_advert_longer_than_a_curve_has_its_comments() -> None:
    """A curve ends at media second 600; a comment has no place in it."""
    it = day(AudienceRules(k_reaction=1)).run([(2000, "positive")], [(0, 3000, "long")], 2500)
    assert [one.creative for one in it.releases] == ["long"]


def test_the_last_comment_of_a_day_keeps_its_advert() -> None:
    """The plays of a day are forgotten at its end, half a minute before its last slot is checked."""
    midnight_s = 14 * HOUR_S
    it = day(AudienceRules(k_reaction=1)).run(
        [(midnight_s - 20, "positive")], [(midnight_s - 30, midnight_s - 10, "last")], midnight_s + 100
    )
    assert [one.creative for one in it.releases] == ["last"]


def test_a_comment_that_was_read_late_counts_until_its_slot_was_checked() -> None:
    """Loading the network takes a moment. After the check it is dropped."""
    it = day(AudienceRules(k_reaction=1)).run([(70, "positive")], [], 80)
    it.take(it.audience.handle_event(CommentObservation(TEN_S + 50, "negative")))
    it.until(700)
    assert (it.spans, it.counted) == ([(0, 600, 630)], (0, 2, 0))
    it.take(it.audience.handle_event(CommentObservation(TEN_S + 10, "negative")))
    it.until(800)
    assert it.counted == (0, 2, 1)


@pytest.mark.parametrize("gap_s", [0.0, 40.0, 10_000.0])
def test_the_day_ends_the_batches(gap_s: float) -> None:
    """Those with their people leave, the rest is dropped; the first of a new day begin at its midnight."""
    midnight_s = 14 * HOUR_S
    it = day(SMALL).run(hand(2, 600, midnight_s - 1790), until_s=midnight_s - 500)
    it.run([(midnight_s - 300, "neutral"), (midnight_s + gap_s, "neutral"), (midnight_s + gap_s + 600, "neutral")])
    it.until(midnight_s + gap_s + 1300)
    assert it.spans[0][:2] == (0, midnight_s - 600)
    assert it.spans[1][0] == midnight_s
    assert it.counted == (0, 4, 1)


def test_a_batch_with_its_people_leaves_at_the_end_of_the_day() -> None:
    it = day(SMALL).run(hand(2, 600, 14 * HOUR_S - 610), until_s=14 * HOUR_S + 100)
    assert it.spans == [(0, 14 * HOUR_S, 14 * HOUR_S + 30)]


def test_parts_of_the_day_are_ends_like_the_days() -> None:
    """A comment of one part is in no batch of another."""
    rules = AudienceRules(k_reaction=2, part_end=lambda at_s: (at_s // (2 * HOUR_S) + 1) * 2 * HOUR_S)
    it = CommentDay(rules).run([(7000, "neutral"), (7300, "neutral"), (8000, "neutral")], until_s=9000)
    assert (it.spans, it.counted) == ([(7200, 8400, 8430)], (0, 2, 1))


def test_a_pause_ends_the_batches_on_the_clock() -> None:
    """A batch that has its people leaves 30 s after the next multiple, the rest goes. Nothing of the pause counts."""
    it = day(SMALL).run([(10, "neutral"), (615, "neutral")], until_s=620).pause()
    it.run([(630, "neutral")], until_s=800)
    assert (it.spans, it.counted) == ([(0, 660, 690)], (0, 2, 0))
    it = day(SMALL).run([(10, "neutral")], until_s=620).pause().until(680)
    assert it.counted == (1, 0, 0)
    assert it.until(700).counted == (0, 0, 1)


def test_nothing_spans_a_pause() -> None:
    """The next run begins where sensing did, also if that is before the paused one is checked."""
    it = day(AudienceRules(k_reaction=2, window_s=600)).run([(10, "neutral")], until_s=20).pause()
    it.until(600).resume().run([(610, "neutral"), (1300, "neutral")], until_s=3000)
    assert (it.spans, it.counted) == ([(600, 1800, 1830)], (0, 2, 1))


def test_two_pauses_before_the_first_is_checked_are_two_ends() -> None:
    rules = AudienceRules(k_reaction=1, window_s=20)
    it = CommentDay(rules).run([(5, "positive")], until_s=10).pause().until(20).resume()
    it.run([(61, "negative")], until_s=70)
    assert it.spans == [(0, 20, 50)]
    it = CommentDay(rules).run([(5, "positive")], until_s=10).pause().until(20).resume().until(30).pause()
    it.until(60).resume().run([(65, "negative")], until_s=700)
    assert it.spans == [(0, 20, 50), (60, 600, 630)]


def test_a_run_that_nobody_began_begins_on_the_clock() -> None:
    """Never at the moment of its first comment."""
    it = day(AudienceRules(k_reaction=1)).until(100).pause()
    it.until(700).run([(737, "neutral")], until_s=1300)
    assert it.spans == [(600, 1200, 1230)]


def test_a_stop_tells_what_has_its_people_at_once() -> None:
    it = day(SMALL).run([(10, "neutral"), (605, "neutral")], until_s=610).close()
    assert (it.spans, it.counted) == ([(0, 610, 610)], (0, 2, 0))
    it.close()
    assert len(it.releases) == 1


def test_a_stop_tells_the_slots_that_were_not_checked_yet() -> None:
    """Each as the slot that it is."""
    it = day(AudienceRules(k_reaction=1)).run([(550, "neutral"), (610, "neutral")], until_s=620).close()
    assert it.spans == [(0, 600, 620), (600, 620, 620)]


def test_a_clock_that_was_set_drops_what_is_held() -> None:
    """Its slots may be of the wrong clock."""
    it = day(SMALL).run([(10, "neutral"), (605, "neutral")], until_s=610).close(clock_was_set=True)
    assert (it.releases, it.counted) == ([], (0, 0, 2))


def test_a_stop_during_a_pause_ends_it() -> None:
    it = day(AudienceRules(k_reaction=1)).run([(10, "neutral")], until_s=20).pause().until(30).close()
    assert it.spans == [(0, 30, 30)]
    it.until(50).resume().run([(61, "neutral")], until_s=700)
    assert it.spans[1:] == [(50, 600, 630)]


def test_a_stop_at_the_moment_of_a_new_run_tells_nothing_of_it() -> None:
    """No span is empty."""
    it = day(AudienceRules(k_reaction=0)).until(50).close().resume().run([(50, "neutral")]).close()
    assert (it.releases, it.counted) == ([], (0, 0, 1))


def test_a_paused_run_whose_comments_left_with_the_one_before_still_ends() -> None:
    """The run after it begins where sensing did, not at the begin of the paused one."""
    it = day(AudienceRules(k_reaction=1)).run([(5, "positive")], until_s=10).pause()
    it.until(60).resume().until(70).pause().until(200).resume().run([(211, "negative")], until_s=700)
    assert it.spans == [(0, 60, 90), (200, 600, 630)]


def test_before_the_first_run_no_comment_counts() -> None:
    pending = PendingComments(RULES, PlayHistory())
    pending.add(CommentObservation(70.0, "neutral"))
    assert (pending.waiting_count, pending.dropped) == (0, 1)


def test_a_second_pause_ends_nothing_more() -> None:
    """The run ended with the first one."""
    pending = PendingComments(RULES, PlayHistory())
    pending.start_run(0.0)
    pending.add(CommentObservation(10.0, "neutral"))
    assert (pending.pause_run(20.0), pending.pause_run(30.0)) == (60.0, -inf)


def test_a_comment_whose_play_is_not_looked_up_yet_keeps_that_play() -> None:
    """The oldest such comment counts."""
    pending = PendingComments(RULES, PlayHistory())
    assert pending.oldest_s == inf
    pending.start_run(0.0)
    for at_s in (70.0, 10.0, 130.0):
        pending.add(CommentObservation(at_s, "neutral"))
    assert pending.oldest_s == 10.0


def test_comments_go_on_without_a_camera_and_beside_one() -> None:
    """A camera that is lost changes nothing."""
    it = day(SMALL).run([(10, "neutral")], until_s=20)
    it.take(it.audience.handle_event(SourceLost(TEN_S + 25, "camera")))
    it.run([(700, "neutral")], until_s=1300)
    assert it.spans == [(0, 1200, 1230)]


def test_a_kiosk_that_was_off_for_hours_catches_up_in_order() -> None:
    """As after a suspend: one tick checks every slot that is due."""
    it = day(AudienceRules(k_reaction=1)).run([(10, "positive")], until_s=20)
    it.take(it.audience.handle_event(Tick(TEN_S + 5 * HOUR_S)))
    it.take(it.audience.handle_event(Tick(TEN_S + 5 * HOUR_S + 10)))
    assert it.spans == [(0, 600, 630)]


def test_with_k_zero_a_comment_is_still_needed() -> None:
    """An empty batch tells nothing."""
    it = day(AudienceRules(k_reaction=0)).run([(10, "positive")], until_s=700)
    assert [total(one) for one in it.releases] == [1]


def test_a_second_pause_before_the_first_is_checked_ends_nothing_anew() -> None:
    """Else the comments of the run after both would be lost until the end of another window."""
    it = day().run([(5, "neutral")], until_s=20).pause().until(70).pause().until(80).resume()
    it.run([(90, "neutral")], until_s=130)
    assert (it.counted, it.audience.counts.dropped_events) == ((1, 0, 1), 0)


def test_a_pause_in_which_no_comment_waits_holds_nothing_back() -> None:
    """A kiosk pauses as it starts. What it sees next is not dropped until the next end of a window."""
    audience = Audience(RULES)
    audience.resume(3.0)
    audience.pause(4.0)
    for at_s in (5.0, 5.2, 8.0, 12.0):
        audience.handle_event(FrameObservation(at_s, ()))
    audience.handle_event(Tick(40.0))
    assert audience.counts.dropped_events == 0
