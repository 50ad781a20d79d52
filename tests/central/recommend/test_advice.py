"""Advice keeps every guard rail, whatever the playlist, the data and the bookings are."""

from dataclasses import replace
from math import ceil

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from central.recommend.advice import Advice, Flow, advise
from central.recommend.cycle import MOST_UNITS, MOST_WEIGHT, Blocks, Cycle, Slot
from central.recommend.effects import Effects
from central.recommend.gain import expected_gain
from central.recommend.rails import Limits, Told
from central.recommend.reasons import active_rails, reason_codes
from central.recommend.target import OverbookedError, target_weights

TOLD = Told(8, 0, 55, 0.95)
BUSY = Flow([1000.0], 10)


def effects(*values: float, sd: float = 0.001, sites: int = 8) -> Effects:
    """Effects of adverts that are known to a standard deviation."""
    of = np.array(values)
    return Effects(of, of, np.full(len(of), sd**2), np.full(len(of), float(sites)), of[np.newaxis], 0.01)


def cycle(*weights: int, **slots: Slot) -> Cycle:
    return Cycle(tuple(Slot(f"c{place}", weight) for place, weight in enumerate(weights)) + tuple(slots.values()))


def advice_of(of: Cycle, found: Effects, flow: Flow = BUSY, told: Told = TOLD, limits: Limits = Limits()) -> Advice:  # noqa: B008 frozen
    return advise(of, [told] * len(of.slots), told, found, flow, limits)


def shares(advice: Advice) -> list[float]:
    planned = advice.planned_cycle
    return [slot.weight / planned.plays for slot in planned.slots]


def test_the_advert_that_draws_most_gets_ten_points_more() -> None:
    """A day at a time, until the others have their least share."""
    present = cycle(1, 1, 1, 1, 1, 1)
    advice = advice_of(present, effects(0.02, 0.01, 0.0, 0.0, -0.01, -0.02))
    assert advice.reason is None
    assert shares(advice)[0] == pytest.approx(1 / 6 + 0.1, abs=0.01)
    assert reason_codes(advice) == ["most", *["least"] * 5]
    assert active_rails(advice, reason_codes(advice)) == [("step", [f"c{place}" for place in range(6)])]
    for _ in range(12):
        advice = advice_of(advice.planned_cycle, effects(0.02, 0.01, 0.0, 0.0, -0.01, -0.02))
    assert shares(advice) == pytest.approx([0.75, *[0.05] * 5], abs=0.012)
    assert advice.reason == "best_already"


def test_the_gain_is_that_of_the_shares() -> None:
    advice = advice_of(cycle(50, 50), effects(0.01, -0.01))
    assert advice.gain.mean == pytest.approx(0.1 * 0.02)
    assert advice.gain_at_end.mean == pytest.approx(0.45 * 0.02)


def test_a_quiet_shop_has_fewer_adverts() -> None:
    """With 60 people a part the least share would be 3 of them, of whom nothing is told."""
    advice = advice_of(cycle(1, 1, 1), effects(0.02, 0.0, -0.02), Flow([60.0, 500.0], 10))
    assert advice.target == [99, 0, 0]
    assert reason_codes(advice) == ["most", "too_few", "too_few"]
    assert ("too_few", ["c1", "c2"]) in active_rails(advice, reason_codes(advice))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (Told(3, 0, 55, 0.9), "few_sites"),
        (Told(8, 0, 20, 0.9), "few_weeks"),
        (Told(0, None, None, None), "untold"),
    ],
)
def test_no_advice_without_enough_data(told: Told, reason: str) -> None:
    advice = advice_of(cycle(1, 1), effects(0.02, -0.02), told=told)
    assert (advice.reason, shares(advice)) == (reason, [0.5, 0.5])
    assert advice.gain.mean is None


def test_few_reported_visits_are_a_warning() -> None:
    """They guard a level. Adverts are compared within cells, so there is advice, with a sentence beside it."""
    advice = advice_of(cycle(1, 1), effects(0.02, -0.02), told=Told(8, 0, 55, 0.3))
    assert advice.reason is None
    assert shares(advice)[0] > 0.5
    assert ("few_told", ["c0", "c1"]) in active_rails(advice, reason_codes(advice))


def test_shares_go_by_the_probability_to_be_best() -> None:
    """Two that are hardly told apart share what the others give."""
    advice = advice_of(cycle(1, 1, 1, 1), effects(0.021, 0.02, -0.02, -0.03, sd=0.002))
    first, second, *others = [weight / advice.cycle.plays for weight in advice.target]
    assert first > second > 0.25
    assert others == pytest.approx([0.05, 0.05], abs=0.011)


def turning(*weights: int) -> Cycle:
    return replace(cycle(*weights), rotate=2)


def test_where_adverts_take_turns_nobody_leaves_for_ever() -> None:
    """Each keeps a whole day in four weeks. 30 people a part are enough for the two of a day, not for all six."""
    known = effects(0.05, 0.0, 0.0, 0.0, -0.01, -0.05)
    quiet = Flow([30.0], 10)
    advice = advice_of(turning(1, 1, 1, 1, 1, 1), known, quiet)
    assert advice.reason is None
    for _ in range(12):
        advice = advice_of(advice.planned_cycle, known, quiet)
    assert advice.reason == "best_already"
    assert min(advice.target) / advice.cycle.plays >= 1 / 56
    assert advice.target[0] / advice.cycle.plays > 0.85
    assert advice_of(cycle(1, 1, 1, 1, 1, 1), known, quiet).target.count(0) == 5
    assert advice_of(turning(1, 1, 1, 1, 1, 1), known, Flow([18.0], 10)).reason == "few_people"


def test_shops_that_cannot_compare_an_advert_do_not_count() -> None:
    """Told in eight shops, beside others in three: its share stays, and an interval is made of four or more."""
    found = effects(0.02, 0.0, -0.02)
    few = Effects(found.raw, found.shrunk, found.variances, np.array([8.0, 8.0, 3.0]), found.by_site, found.spread)
    assert reason_codes(advice_of(cycle(1, 1, 1), few)) == ["most", "least", "few_sites"]
    none = Effects(found.raw, found.shrunk, found.variances, np.full(3, 3.0), found.by_site, found.spread)
    advice = advice_of(cycle(1, 1, 1), none)
    assert (advice.reason, advice.gain_at_end.low) == ("few_sites", None)
    assert expected_gain(np.array([0.1, -0.1, 0.0]), none).low is None


def test_no_advice_where_the_interval_holds_0() -> None:
    advice = advice_of(cycle(1, 1), effects(0.001, -0.001, sd=0.01))
    assert advice.reason == "no_difference"
    assert shares(advice) == [0.5, 0.5]
    assert advice.gain_at_end.low is not None
    assert advice.gain_at_end.low < 0


def test_no_advice_for_other_reasons() -> None:
    assert advice_of(cycle(1), effects(0.02)).reason == "few_adverts"
    assert advice_of(cycle(1, 1), effects(0.02, -0.02), Flow([9.0], 10)).reason == "few_people"
    blocks = Cycle((Slot("a", 1), Slot("b", 1)), (Blocks(100, ("c",)),))
    assert advice_of(blocks, effects(0.02, -0.02), Flow([200.0], 10)).reason == "few_people"
    short = Cycle((Slot("a", 2), Slot("b", 2)), idle=(100,))
    assert advice_of(short, effects(0.02, -0.02)).reason == "short_cycle"


def test_an_advert_without_weeks_keeps_its_share() -> None:
    """It began a week ago; the others may change beside it."""
    new = Told(8, 48, 55, 0.9)
    advice = advise(cycle(1, 1, 1), [TOLD, TOLD, new], TOLD, effects(0.02, -0.02, np.nan), BUSY)
    assert advice.reason is None
    assert reason_codes(advice) == ["most", "least", "few_weeks"]
    assert shares(advice)[2] == pytest.approx(1 / 3)


def test_more_than_there_is_cannot_be_booked() -> None:
    slots = (Slot("a", 1, booked=0.7), Slot("b", 1, booked=0.4), Slot("c", 1), Slot("d", 1))
    with pytest.raises(OverbookedError):
        advice_of(Cycle(slots), effects(0.0, 0.0, 0.01, -0.01))


KEPT = st.sampled_from([None, None, None, None, "experiment", "hours"])
BOOKED = st.sampled_from([None, None, None, None, 0.1, 0.2, 0.35])


@st.composite
def cycles(draw: st.DrawFn) -> Cycle:
    slots = []
    for place in range(draw(st.integers(1, 7))):
        kept, booked = draw(KEPT), draw(BOOKED)
        slots.append(
            Slot(f"c{place}", draw(st.integers(1, 40)), kept, None if kept else booked, has_hours=kept == "hours")
        )
    arms = st.integers(1, 6).map(lambda plays: ("arm",) * plays)
    blocks = draw(st.lists(st.builds(Blocks, st.integers(1, 5), arms), max_size=2))
    return Cycle(tuple(slots), tuple(blocks), tuple(draw(st.lists(st.integers(1, 40), max_size=2))))


TOLDS = st.sampled_from([TOLD, TOLD, TOLD, TOLD, Told(3, 0, 55, 0.9), Told(8, 40, 55, 0.9), Told(8, 0, 55, 0.5)])


@given(cycles(), st.data())
@settings(max_examples=300)
def test_every_guard_rail_holds_for_any_playlist(of: Cycle, data: st.DataObject) -> None:
    count = len(of.slots)
    told = [data.draw(TOLDS) for _ in of.slots]
    values = [data.draw(st.sampled_from([-0.03, -0.01, 0.0, 0.02, 0.05])) for _ in range(count)]
    flow = Flow(data.draw(st.lists(st.floats(1, 2000), min_size=1, max_size=4)), data.draw(st.integers(5, 20)))
    limits = Limits(least=data.draw(st.sampled_from([0.0, 0.05, 0.1])))
    try:
        advice = advise(of, told, data.draw(TOLDS), effects(*values), flow, limits)
    except OverbookedError:
        assume(False)
    before, after = of, advice.planned_cycle
    # the cycle is one that a kiosk takes
    weights = [*after.slot_weights(), *(each.weight for each in after.blocks), *after.idle]
    assert min(weights) >= 0
    assert max(weights) <= MOST_WEIGHT
    assert sum(weights) <= max(MOST_UNITS, sum([*before.slot_weights(), *before.idle]))
    # shares of adverts and experiments together stay 1, and those of the experiments stay as they are
    assert sum(after.slot_weights()) / after.plays == pytest.approx(sum(before.slot_weights()) / before.plays)
    for was, now in zip(before.blocks, after.blocks, strict=True):
        assert now.weight / after.plays == pytest.approx(was.weight / before.plays)
    for weight, kept in zip(before.idle, after.idle, strict=True):
        assert kept / after.plays == pytest.approx(weight / before.plays)
    for place, (slot, code) in enumerate(zip(before.slots, reason_codes(advice), strict=True)):
        share, then = slot.weight / before.plays, after.slots[place].weight / after.plays
        # also at a time at which those with hours of their own are closed
        if before.least_plays:
            moved = then * after.plays / after.least_plays - share * before.plays / before.least_plays
            assert abs(moved) <= 0.1 + 1e-9
        if advice.reason is not None or slot.kept or code in ("few_sites", "few_weeks", "stays"):
            assert then == pytest.approx(share), code
        elif slot.booked is not None:
            end = advice.target[place] / advice.cycle.plays
            assert slot.booked - 1e-9 <= end < slot.booked + 1 / advice.cycle.plays
            assert min(share, end) - 1e-9 <= then <= max(share, end) + 1e-9
        else:
            _holds_k(advice, place, code, flow)


def _holds_k(advice: Advice, place: int, code: str, flow: Flow) -> None:
    """A cell that is planned has k people or is left; what has fewer after a day is on its way to either."""
    end, then = advice.target[place], advice.weights[place]
    people = [watchers * end / advice.cycle.plays for watchers in flow.watchers if watchers >= flow.k]
    assert end == 0 or min(people) >= flow.k - 1e-6
    assert (end == 0) == (code == "too_few")
    assert min(end, advice.cycle.slots[place].weight) <= then <= max(end, advice.cycle.slots[place].weight)


@given(cycles(), st.integers(0, 1000))
def test_the_way_ends_at_the_target(of: Cycle, seed: int) -> None:
    """Whoever accepts day by day gets there within ten days or so, and then nothing more changes."""
    values = effects(*np.random.default_rng(seed).permutation(len(of.slots)) * 0.01)
    for _ in range(25):
        try:
            advice = advice_of(of, values, limits=Limits(least=0.0))
        except OverbookedError:
            assume(False)
        if advice.reason is not None:
            break
        booked = [slot.booked for slot in advice.cycle.slots]
        of = advice.planned_cycle
        assert [slot.booked for slot in of.slots] == booked
    assert advice.reason in ("best_already", "few_adverts", "short_cycle", "no_difference", "few_people")


@given(cycles())
def test_a_finer_cycle_has_the_same_shares(of: Cycle) -> None:
    factor = of.finest_factor()
    assert factor >= 1
    finer = of.multiply_plays(factor)
    assert finer.plays == factor * of.plays
    assert finer.divide_plays(finer.weight_divisor()).multiply_plays(finer.weight_divisor()) == finer


def test_the_largest_weight_is_no_limit_that_breaks_a_playlist() -> None:
    """A cycle so long that the first one cannot have all: the next ones get the rest."""
    of = Cycle(tuple(Slot(f"c{place}", 90) for place in range(4)))
    target = target_weights(of, [0.4, 0.3, 0.2, 0.1], 0.05, Limits(least=0.0))
    assert target == [100, 100, 100, 60]
    need = ceil(0.05 * of.plays)
    assert all(weight >= need for weight in target)
