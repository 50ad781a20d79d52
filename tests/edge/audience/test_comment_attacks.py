"""Attacks on comments: a hand that types all day, nine that give the tenth, pauses, clocks, and days at random."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from math import floor
from random import Random
from typing import get_args

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.audience.comment_disclosure import CommentBatch, release_comments
from edge.audience.draws import Draws
from edge.audience.noise import NO_NOISE, NoiseSource
from edge.audience.rules import AudienceRules
from edge.events import SENTIMENTS, CommentObservation, InputEvent, Release, ReleasedComments, Sentiment
from tests.edge.audience.comment_days import SLOT_S, TEN_S, TICK_S, Comment, CommentDay, Shown, hand, slots, total

RULES = AudienceRules()
HOUR_S = 3600.0


def noisy(seed: int, rules: AudienceRules = RULES) -> AudienceRules:
    return replace(rules, noise=NoiseSource(0.5, Draws(Random(seed))))


# Hands that type -----------------------------------------------------------------------------------------------------


def test_one_hand_that_types_ten_in_ten_minutes_is_one_person() -> None:
    """However fast it types: one comment a minute, one person in ten minutes."""
    it = CommentDay(RULES).run(hand(600, every_s=1.0), until_s=2 * HOUR_S)
    assert it.releases == []
    assert it.counted == (10, 0, 590)


def test_one_hand_that_types_all_day_is_told_about_itself_alone() -> None:
    """It needs ninety minutes at the screen for each batch, and one whole batch is its own: nobody else is in it."""
    it = CommentDay(RULES).run(hand(14 * 60, every_s=60.0), until_s=14 * HOUR_S)
    minutes: list[Comment] = [(60.0 * index, "neutral") for index in range(14 * 60)]
    for from_s, to_s, _ in it.spans:
        assert slots(comment for comment in minutes if from_s <= comment[0] < to_s) == 10
    assert all(t - f >= 9 * SLOT_S for f, t, _ in it.spans)
    assert sum(total(one) for one in it.releases) + it.counted[0] + it.counted[2] == 14 * 60


def test_eight_hands_of_one_minute_each_are_one_person() -> None:
    """Ten-minute slots do not tell hands apart: several who write at once count as one. The bound is a lower one."""
    it = CommentDay(RULES).run([(index * 60.0, "positive") for index in range(8)], until_s=HOUR_S)
    assert it.counted == (8, 0, 0)


def guess(count: int, sentiment: Sentiment, adverts: int, noise: NoiseSource) -> int:
    """Guess of whoever typed nine slots of neutral comments beside each advert: how positive the tenth writer is."""
    found = 0
    for index in range(adverts):
        counts: Counter[Sentiment] = Counter({"neutral": 9, sentiment: len(range(index, count, adverts))})
        batch = CommentBatch(f"a{index}", 0.0, counts, set(range(10)))
        told = release_comments(batch, 10 * SLOT_S, k_reaction=10, at_s=0.0, noise=noise)
        assert told is not None
        found += told.positive - told.negative
    return found


def area(count: int, adverts: int = 1, noise: NoiseSource | None = None) -> float:
    """Probability that the guess ranks a positive tenth writer above a negative one: 0.5 is blind."""
    noise = noise or NoiseSource(0.5, Draws(Random(7)))
    sides: tuple[Sentiment, Sentiment] = ("positive", "negative")
    yes, no = (np.array([guess(count, one, adverts, noise) for _ in range(1500)]) for one in sides)
    return float(np.mean(yes[:, None] > no) + np.mean(yes[:, None] == no) / 2)


def test_nine_of_ones_own_give_the_tenth_no_more_than_noise_lets_through() -> None:
    """Without noise it is certain. With it a tenth who writes once is a guess; who writes several times shows more."""
    exact = area(1, noise=NO_NOISE)
    areas = {count: area(count) for count in (1, 2, 3, 5, 10)}
    print("\nthe tenth writes so often:", {count: round(found, 2) for count, found in areas.items()})
    assert exact == 1.0
    assert 0.6 < areas[1] < 0.75
    assert areas[1] < areas[2] < areas[3] < 0.95


def test_batches_by_advert_give_no_more_than_one_batch_would() -> None:
    """The tenth writes three times, beside three adverts whose nine slots were all prepared."""
    apart, together = area(3, adverts=3), area(3)
    print(f"\nthree comments in three batches: {apart:.2f}, in one: {together:.2f}")
    assert apart < together


# Clocks, pauses, ends ------------------------------------------------------------------------------------------------


def test_forty_pauses_tell_nothing_of_nine_writers() -> None:
    """Each ends the batch, and what is below is dropped: nothing is carried over."""
    it = CommentDay(RULES)
    for _ in range(40):
        it.run([(it.now_s + 5, "negative")], until_s=it.now_s + 20).pause()
        it.until(it.now_s + 120).resume()
    it.close()
    assert (it.releases, it.counted) == ([], (0, 0, 40))


def test_restarts_carry_nothing_over() -> None:
    """Nine slots before a stop and one after it are nine and one."""
    it = CommentDay(RULES).run(hand(9), until_s=9 * SLOT_S).close().resume()
    it.run([(9 * SLOT_S + 30, "negative")], until_s=10 * HOUR_S).close()
    assert it.releases == []


def test_a_clock_that_jumps_makes_no_people_of_one_hand() -> None:
    """The kiosk ends its run when its clock was set: all that is held is dropped. One that goes back counts nothing
    twice."""
    it = CommentDay(RULES)
    for _ in range(12):
        it.run([(it.now_s + 5, "negative")], until_s=it.now_s + 10)
        it.close(clock_was_set=True)
        it.now_s += SLOT_S
        it.resume()
    assert it.releases == []
    it = CommentDay(RULES).run(hand(9), until_s=9 * SLOT_S)
    for back_s in range(0, int(9 * SLOT_S), 60):
        it.take(it.audience.handle_event(CommentObservation(TEN_S + back_s, "negative")))
    it.until(10 * HOUR_S)
    assert it.releases == []


def test_no_release_and_no_observation_has_a_place_for_a_text() -> None:
    """The class is one of four words, and a release has numbers and the id of an advert alone."""
    assert [field.name for field in fields(CommentObservation)] == ["at_s", "sentiment"]
    assert CommentObservation in get_args(InputEvent)
    assert ReleasedComments in get_args(Release)
    kinds = {field.name: str(field.type) for field in fields(ReleasedComments)}
    assert {name for name, kind in kinds.items() if "str" in kind} == {"creative"}


# Days at random ------------------------------------------------------------------------------------------------------

Step = tuple[str, float, Sentiment]


@st.composite
def days(draw: st.DrawFn) -> tuple[AudienceRules, list[Step], list[Shown]]:
    """A day of comments, pauses, resumes and stops, minutes apart; adverts that follow each other."""
    kinds = st.sampled_from(["comment"] * 12 + ["pause", "stop", "tick"])
    gaps = st.sampled_from([0.0, 1.0, 20.0, 59.0, 60.0, 130.0, 300.0, 599.0, 600.0, 700.0, 4000.0])
    steps = draw(st.lists(st.tuples(kinds, gaps, st.sampled_from(SENTIMENTS)), max_size=60))
    shown: list[Shown] = []
    at_s = 0.0
    for length, creative in draw(
        st.lists(st.tuples(st.sampled_from([15.0, 61.0, 3000.0]), st.sampled_from(["a", "b", ""])), max_size=20)
    ):
        if creative:
            shown.append((at_s, at_s + length, creative))
        at_s += length
    k = draw(st.integers(1, 4))
    parts = draw(st.sampled_from([None, 2 * HOUR_S]))
    rules = AudienceRules(
        k=k,
        k_reaction=k,
        window_s=draw(st.sampled_from([10.0, 60.0, 420.0])),
        part_end=None if parts is None else (lambda at: (floor(at / parts) + 1) * parts),
    )
    return rules, steps, shown


def live(rules: AudienceRules, steps: Sequence[Step], shown: Sequence[Shown]) -> tuple[CommentDay, list[list[Comment]]]:
    """Runs a day. Returns it with the comments of each run: between two pauses or stops."""
    it = CommentDay(rules).run([], shown)
    runs: list[list[Comment]] = [[]]
    for kind, gap_s, sentiment in steps:
        at_s = it.now_s + gap_s
        if kind == "comment":
            runs[-1].append((at_s, sentiment))
        it.run([(at_s, sentiment)] if kind == "comment" else [], until_s=floor(at_s / TICK_S + 1) * TICK_S)
        if kind == "pause":
            it.pause().until(it.now_s + max(60.0, rules.window_s)).resume()
            runs.append([])
        if kind == "stop":
            it.close().resume()
            runs.append([])
    it.until(it.now_s + 2 * rules.window_s + 60).close()
    return it, runs


@settings(max_examples=150, deadline=None)
@given(days())
def test_each_batch_is_about_k_slots_of_its_own_span(day: tuple[AudienceRules, list[Step], list[Shown]]) -> None:
    """And all comments are waiting, told or dropped: none is told twice, none is lost."""
    rules, steps, shown = day
    it, runs = live(rules, steps, shown)
    sent = [comment for run in runs for comment in run]
    waiting, released, dropped = it.counted
    assert waiting == 0
    assert released == sum(total(one) for one in it.releases)
    in_pause = it.audience.counts.dropped_events
    assert released + dropped + in_pause == len(sent)
    for one in it.releases:
        inside = [c for c in sent if one.from_s <= TEN_S + c[0] < one.to_s]
        beside = [c for c in inside if shown_at(shown, c[0]) == one.creative]
        assert rules.k_reaction <= slots(beside)
        assert total(one) <= len({floor((TEN_S + at_s) / 60) for at_s, _ in beside})
        for sentiment in SENTIMENTS:
            assert 0 <= getattr(one, sentiment) <= sum(kind == sentiment for _, kind in beside)


def shown_at(shown: Sequence[Shown], at_s: float) -> str | None:
    return next((creative for begin, end, creative in shown if begin <= at_s < end), None)


@settings(max_examples=150, deadline=None)
@given(days())
def test_batches_of_one_advert_never_overlap_and_span_no_end(
    day: tuple[AudienceRules, list[Step], list[Shown]],
) -> None:
    """Neither a pause nor a stop nor the end of a part lies inside of one; each ends on the clock or at a stop."""
    rules, steps, shown = day
    it, runs = live(rules, steps, shown)
    by_advert: dict[str | None, float] = {}
    for one in it.releases:
        assert one.from_s < one.to_s <= one.at_s
        assert by_advert.get(one.creative, 0.0) <= one.from_s
        by_advert[one.creative] = one.to_s
        assert one.to_s <= rules.next_batch_end_s(one.from_s)
        # a pause ends a run at the end of its window
        is_on_the_clock = one.at_s == one.to_s + 30 and (one.to_s % rules.window_s == 0 or one.to_s % SLOT_S == 0)
        assert is_on_the_clock or one.at_s - TEN_S in it.stops_s
        assert sum(any(one.from_s <= TEN_S + at_s < one.to_s for at_s, _ in run) for run in runs) <= 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.floats(0, 599.999)), min_size=10, max_size=40))
def test_when_a_writer_came_within_a_slot_shows_in_no_byte(gaps: list[tuple[int, float]]) -> None:
    """The message leaves once the tenth has written: its time dated that writer to a minute. One comment a slot."""
    begins = [SLOT_S * (index + sum(gap for gap, _ in gaps[: index + 1])) for index in range(len(gaps))]
    written: list[Comment] = [
        (begin_s + place_s, "neutral") for begin_s, (_, place_s) in zip(begins, gaps, strict=True)
    ]
    sharp: list[Comment] = [(begin_s, "neutral") for begin_s in begins]
    told, told_sharp = (CommentDay(RULES).run(day, until_s=begins[-1] + 700).releases for day in (written, sharp))
    assert told == told_sharp != []


@settings(max_examples=100, deadline=None)
@given(days(), st.lists(st.floats(0, 0.999), min_size=60, max_size=60))
def test_when_a_comment_came_within_its_minute_shows_in_no_byte(
    day: tuple[AudienceRules, list[Step], list[Shown]], places: list[float]
) -> None:
    """Two days that differ in the second of their comments alone give the same releases."""
    rules, steps, _ = day
    minutes = sorted({floor(sum(gap for _, gap, _ in steps[: index + 1]) / 60) for index in range(len(steps))})
    kinds = [steps[index % len(steps)][2] for index in range(len(minutes))] if steps else []
    sharp = [(minute * 60.0, kind) for minute, kind in zip(minutes, kinds, strict=True)]
    moved = [(at_s + 60 * place, kind) for (at_s, kind), place in zip(sharp, places, strict=False)]
    sharp = sharp[: len(moved)]
    until_s = (minutes[-1] if minutes else 0) * 60.0 + 700
    assert (
        CommentDay(rules).run(sharp, until_s=until_s).releases == CommentDay(rules).run(moved, until_s=until_s).releases
    )


def test_the_same_day_gives_the_same_bytes() -> None:
    """With noise too, from the same seed."""
    comments = [*hand(30, 300, 7, "positive"), *hand(20, 500, 71, "unclear")]
    first, again = (CommentDay(noisy(5)).run(comments, until_s=4 * HOUR_S).close() for _ in range(2))
    assert first.releases == again.releases != []
