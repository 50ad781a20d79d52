"""The rules of what may leave, attacked: worlds full of nasty moments, an attacker who has every message of the day.

The attacker adds and subtracts: he may form every linear combination of all that was published, and knows, as if he had
stood there, who was before the screen in which second, and who has a verdict where. What he must not get is a number
that is about the expressions, laughter or bodies of fewer than `k_reaction` people, but of somebody. He is given exact
sums, so rounding is not what holds him off.

Not modelled: who knows the expressions of k - 1 people and so has the k-th; what the moments and sizes of messages,
their absence, and the counts that may be any number tell; what is likely rather than certain; people who are away for
longer than `same_person_s` or, several of them, seen for longer than `same_person_span_s` (the time of a lost camera is
no time away); a tracker that takes one face for two at once, or for one and another in turn.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import event, given

from edge.audience.rules import AudienceRules
from tests.edge.audience.attacker import by_chance, worlds
from tests.edge.audience.differencing import rows_of, smallest_rest
from tests.edge.audience.true_world import PER_S, Loop, Stretch, World
from tests.edge.audience.witness import TrueReaction, TrueWindow, Witness, people
from tests.worlds import BEGIN_S


def same_day(witness: Witness, a_s: float, b_s: float) -> bool:
    """Whether the local day of `a_s` goes on to `b_s`."""
    return b_s <= witness.world.rules.day_end(a_s)


# Rule 1 -------------------------------------------------------------------------------------------------------------


@by_chance(60)
@given(worlds())
def test_rule_1_one_visit_one_window(world: World) -> None:
    """Each window is about the visits that were last seen in it, all of them; windows follow each other; none is told
    before its visits are closed, and none spans two local days.
    """
    witness = Witness(world)
    event(f"windows: {min(len(witness.windows), 3)}")
    for window in witness.windows:
        told = window.told
        assert told.visits == len(window.visits)
        assert told.from_s < told.to_s <= told.at_s
        assert same_day(witness, told.from_s, told.to_s)
        for visit in window.visits:
            assert told.from_s <= visit.end_s
            was_longest = visit.end_s - visit.start_s >= 600
            assert window.is_last or was_longest or told.at_s in witness.stops or visit.last_seen_s + 30 <= told.at_s
    for before, after in pairwise(witness.windows):
        assert after.told.from_s >= before.told.to_s
        if before.run == after.run and same_day(witness, before.told.from_s, after.told.to_s):
            assert after.told.from_s == before.told.to_s
    visits = [id(visit) for window in witness.windows for visit in window.visits]
    assert len(visits) == len(set(visits))


@by_chance(60)
@given(worlds())
def test_rule_1_reactions_nest_in_told_windows(world: World) -> None:
    """A reaction is about the exposed visits of whole told windows of its day and run, from the one after its
    creative's last reaction; it counts each exposed visit once.
    """
    witness = Witness(world)
    event(f"reactions: {min(len(witness.reactions), 3)}")
    for reaction in witness.reactions:
        told, held = reaction.told, reaction.held
        windows = [w.told for w in witness.windows if w.run == reaction.run]
        assert told.from_s == held.from_s
        assert told.from_s in {w.from_s for w in windows}
        assert told.to_s in {w.to_s for w in windows if w.at_s <= told.at_s}
        assert same_day(witness, told.from_s, told.to_s)
        assert (told.exposed, told.watchers, told.n) == (
            len(held.exposed),
            sum(e.is_watcher for e in held.exposed),
            len(reaction.read),
        )
        plays = [p for p in world.plays if (p.creative, p.arm) == arm_of(reaction)]
        from_, to = told.from_s - world.begin_s, told.to_s - world.begin_s
        assert told.plays == sum(play.starts < to and play.ends > from_ for play in plays)
    for before, after in pairwise(sorted(witness.reactions, key=lambda r: (str(arm_of(r)), r.told.at_s))):
        if arm_of(before) == arm_of(after):
            assert after.told.from_s >= before.told.to_s
    for creative in {r.told.creative for r in witness.reactions}:
        exposed = [id(e.visit) for r in witness.reactions if r.told.creative == creative for e in r.held.exposed]
        assert len(exposed) == len(set(exposed))


def arm_of(reaction: TrueReaction) -> tuple[str, str | None]:
    experiment = reaction.told.experiment
    return reaction.told.creative, experiment.arm if experiment else None


# Rule 2 -------------------------------------------------------------------------------------------------------------


@by_chance(80)
@given(worlds())
def test_rule_2_every_number_is_about_k_true_people(world: World) -> None:
    """However visits broke: windows k, verdicts in all and in each media second k_reaction; voices, bodies too."""
    witness, rules = Witness(world), world.rules
    for window in witness.windows:
        who = {visit.who for visit in window.visits}
        assert len(who) >= rules.k
        assert window.told.level_db is None or len(who) >= rules.k_reaction
    for reaction in witness.reactions:
        told, curve = reaction.told, reaction.told.curve
        assert people(reaction.read) >= rules.k_reaction
        assert len({visit.who for visit in reaction.held.visits}) >= rules.k_reaction
        assert told.laughter_s is None or people(reaction.heard) >= rules.k_reaction
        for second, n in enumerate(curve.n):
            numbers = (curve.positive, curve.negative, curve.surprise, curve.valence, curve.arousal)
            assert all((number[second] is None) == (n is None) for number in numbers)
            if n is not None:
                assert n == len(reaction.with_verdict(second))
                assert people(reaction.with_verdict(second)) >= rules.k_reaction
            if curve.laughter[second] is not None:
                assert people(reaction.hearing(second)) >= rules.k_reaction
        if told.body is not None:
            assert told.body.n == len(reaction.held.wearers) >= rules.k_reaction


@by_chance(30)
@given(worlds(late=True))
def test_rule_2_holds_when_plays_are_told_late(world: World) -> None:
    """What a late play is joined with cannot be known here in full; whoever has a verdict was there at that time."""
    witness, rules = Witness(world), world.rules
    for reaction in witness.reactions:
        who = {visit.who for visit in reaction.held.visits}
        assert len(who) >= rules.k_reaction
        assert reaction.told.n <= reaction.told.watchers <= reaction.told.exposed <= len(reaction.held.visits)


# Rules 4 and 5 ------------------------------------------------------------------------------------------------------


@by_chance(50)
@given(worlds())
def test_rule_4_held_then_dropped(world: World) -> None:
    """At any moment what left, was dropped and waits is what was closed; after a stop nothing waits. A reaction that
    leaves before the day or the run is over has, unless it is in a hurry, 80 % of its cells full.
    """
    witness = Witness(world)
    for closed, counts in witness.balances:
        assert counts.released + counts.dropped + counts.waiting == closed
    counts = witness.counts
    assert counts.open == counts.waiting == counts.reactions_waiting == 0
    assert counts.released + counts.dropped == witness.closed
    assert counts.released == sum(window.told.visits for window in witness.windows)
    exposed = [e for window in witness.windows for visit in window.visits for e in visit.exposed]
    assert counts.reactions_released == sum(reaction.told.exposed for reaction in witness.reactions)
    assert counts.reactions_released + counts.reactions_dropped == len(exposed)
    for reaction in witness.reactions:
        if not reaction.is_last and world.rules.reaction_hold_s is None:
            shown = reaction.held.shown
            full = sum(people(reaction.with_verdict(second)) >= world.rules.k_reaction for second in shown)
            assert 5 * full >= 4 * len(shown)


@by_chance(50)
@given(worlds())
def test_rule_5_on_the_clock(world: World) -> None:
    """Windows end at multiples of `window_s`, or as the day does, and are told 30 s after, reactions with them; or else
    it is a stop.
    """
    witness, rules = Witness(world), world.rules
    for window in witness.windows:
        told = window.told
        if told.to_s != told.at_s or told.at_s not in witness.stops:
            assert told.to_s % rules.window_s == 0 or told.to_s == rules.day_end(told.from_s)
            assert told.at_s == told.to_s + 30 or told.at_s in witness.stops
    times = {window.told.at_s for window in witness.windows}
    for reaction in witness.reactions:
        at_s = reaction.told.at_s
        assert at_s in times or at_s in witness.stops or at_s - 30 == rules.day_end(reaction.told.from_s)


# Those who work here ------------------------------------------------------------------------------------------------


def clerk(person: int, hours: float, *, lasts: int, away: int, begins: int = 0, ends: float = 1.0) -> list[Stretch]:
    """In view for `lasts` steps every `lasts` + `away`, from one part of the day to another."""
    steps = round(hours * 3600 * PER_S)
    times = range(begins, round(ends * steps) - lasts - 1, lasts + away)
    return [Stretch(person, at, at + lasts, "always", "always", False) for at in times]


def shop(wanted: Sequence[Stretch], hours: float, rules: AudienceRules) -> Witness:
    """A loop of one advert of 15 s in a shop from noon on."""
    return Witness(World(rules, BEGIN_S + 12 * 3600, round(hours * 3600 * PER_S), tuple(wanted), Loop("x", lasts=15)))


def passers(hours: float, every_s: int, first: int = 100, lasts: int = 40) -> list[Stretch]:
    """One after the other, each another."""
    times = range(80, round(hours * 3600 * PER_S) - lasts - 1, every_s * PER_S)
    return [Stretch(first + i, at, at + lasts, "always", "always", False) for i, at in enumerate(times)]


def test_clerks_who_glance_up_every_fifty_seconds_make_nothing() -> None:
    """Two of them, for three hours: more than 400 visits, which are two people."""
    two = [*clerk(0, 3, lasts=8, away=192), *clerk(1, 3, lasts=8, away=192, begins=100)]
    witness = shop(two, 3, AudienceRules(k=3, k_reaction=5, unmasked_staff=2, trace=True))
    assert witness.closed > 400
    assert witness.windows == []
    assert witness.reactions == []


@pytest.mark.parametrize("every_s", [600, 120, 40])
def test_two_clerks_and_few_passers_by_make_no_cell_of_theirs(every_s: int) -> None:
    """With two allowed for and k_reaction = 5, whoever passes and how often."""
    two = [*clerk(0, 3, lasts=8, away=192), *clerk(1, 3, lasts=20, away=220, begins=100)]
    witness = shop([*two, *passers(3, every_s)], 3, AudienceRules(k=3, k_reaction=5, unmasked_staff=2, trace=True))
    check_people(witness.windows, witness.reactions, witness.world.rules)


@pytest.mark.parametrize("every_s", [600, 120, 40])
def test_two_clerks_who_take_turns_are_two(every_s: int) -> None:
    """One in the first half of the day and one in the second: each within an hour, so that the rules allow for both."""
    two = [*clerk(0, 2, lasts=8, away=192, ends=0.5), *clerk(1, 2, lasts=8, away=192, begins=3600 * PER_S)]
    witness = shop([*two, *passers(2, every_s)], 2, AudienceRules(k=3, k_reaction=5, unmasked_staff=1, trace=True))
    check_people(witness.windows, witness.reactions, witness.world.rules)


def test_visits_that_are_found_again_and_again_make_nobody_more() -> None:
    """Four people who vanish in the picture every few seconds are four, however many tracks they have."""
    broken = [
        Stretch(person, at, at + 20, "always", "always", True)
        for person in range(4)
        for at in range(person, 1800 * PER_S, 20 + (16, 24)[person % 2])
    ]
    witness = shop(broken, 0.5, AudienceRules(k=5, k_reaction=5, trace=True))
    assert witness.closed > 10
    assert witness.windows == []
    assert witness.reactions == []


def check_people(windows: Sequence[TrueWindow], reactions: Sequence[TrueReaction], rules: AudienceRules) -> None:
    """Rules 2 and 3 for the truth."""
    for window in windows:
        assert len({visit.who for visit in window.visits}) >= rules.k
    for reaction in reactions:
        assert people(reaction.read) >= rules.k_reaction
        assert smallest_rest(rows_of(reaction)) >= rules.k_reaction
        for second, n in enumerate(reaction.told.curve.n):
            assert n is None or people(reaction.with_verdict(second)) >= rules.k_reaction


def test_the_attacker_has_something_to_attack() -> None:
    """The worlds are not so that nothing is told in them: most tell windows, many reactions with cells withheld."""
    windows, reactions, withheld, before_the_end = 0, 0, 0, 0

    @by_chance(60)
    @given(worlds())
    def count(world: World) -> None:
        nonlocal windows, reactions, withheld, before_the_end
        witness = Witness(world)
        windows += bool(witness.windows)
        reactions += bool(witness.reactions)
        before_the_end += any(not reaction.is_last for reaction in witness.reactions)
        withheld += any(None in reaction.told.curve.n for reaction in witness.reactions)

    run: Callable[[], None] = count
    run()
    assert windows > 30
    assert reactions > 20
    assert withheld > 10
    assert before_the_end > 10
