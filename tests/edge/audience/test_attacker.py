"""The rules of what may leave, attacked: worlds full of nasty moments, an attacker who has every message of the day.

The attacker adds and subtracts: he may form every linear combination of all that was published, and knows, as if he had
stood there, who was before the screen in which second, and who has a verdict where. What he must not get is a number
that is about the expressions, laughter or bodies of fewer than `k_reaction` people, but of somebody. He is given exact
sums, so rounding is not what holds him off.

Not modelled: who knows the expressions of k - 1 people and so has the k-th; what the moments and sizes of messages,
their absence, and the counts that may be any number tell; what is likely rather than certain; people who are away for longer
than `same_person_s` or, several of them, seen for longer than `same_person_span_s`; a tracker that sees one face twice.
"""

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, event, given, settings

from edge.audience.rules import Rules
from tests.edge.audience.attacker import PER_S, Loop, Stretch, World, worlds
from tests.edge.audience.witness import Exposed, TrueReaction, TrueWindow, Witness, people
from tests.worlds import BEGIN_S

LONG = os.environ.get("VITRINA_LONG") == "1"
PRIME = 2_147_483_647


def by_chance(examples: int) -> settings:
    """The same worlds each time; with VITRINA_LONG=1 many more, and others each time."""
    return settings(
        max_examples=examples * 40 if LONG else examples,
        derandomize=not LONG,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


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
    """A reaction is about the exposed visits of whole told windows of its day and run, from the one after its creative's
    last reaction; it counts each exposed visit once.
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
    """However their visits broke: windows k, verdicts in all and in each media second k_reaction; voices, bodies too."""
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


# Rule 3 -------------------------------------------------------------------------------------------------------------
# All numbers of a reaction's expressions have the same shape: a total over visits and media seconds, each weighed by 1
# over the visit's number of seconds, and the sums of the cells. The columns are what is to be kept: one visit in one
# media second. Reactions share no column, since a visit is in one of each creative, so they are attacked one by one.

Row = dict[tuple[Exposed, int], Fraction]


def published(of_total: Sequence[Exposed], of_cells: Sequence[Sequence[Exposed]], told: Sequence[bool]) -> list[Row]:
    """The published sums over visits and seconds: the total, and each cell that was told."""
    seconds = {e: [second for second, cell in enumerate(of_cells) if e in cell] for e in of_total}
    total = {(e, second): Fraction(1, len(its)) for e, its in seconds.items() for second in its}
    cells = [
        {(e, second): Fraction(1) for e in cell} for second, cell in enumerate(of_cells) if told[second] and len(cell)
    ]
    return [total, *cells]


def rank(rows: Iterable[Row], without: Collection[int]) -> int:
    """Of the matrix, less the columns of those people. Equal columns count once; modulo a prime larger than all."""
    kept = [{column: value for column, value in row.items() if column[0].visit.who not in without} for row in rows]
    patterns = {
        tuple(row.get(column, Fraction(0)) for row in kept) for column in {column for row in kept for column in row}
    }
    matrix = [[value.numerator * pow(value.denominator, -1, PRIME) % PRIME for value in p] for p in patterns]
    found = 0
    for place in range(len(kept)):
        pivot = next((i for i in range(found, len(matrix)) if matrix[i][place]), None)
        if pivot is None:
            continue
        matrix[found], matrix[pivot] = matrix[pivot], matrix[found]
        inverse = pow(matrix[found][place], -1, PRIME)
        for i in range(found + 1, len(matrix)):
            if factor := matrix[i][place] * inverse % PRIME:
                matrix[i] = [(a - factor * b) % PRIME for a, b in zip(matrix[i], matrix[found], strict=True)]
        found += 1
    return found


def isolated(rows: Sequence[Row], fewer_than: int) -> set[int] | None:
    """Some people, fewer than so many, about whom alone a combination of the rows is, if there is one.

    One is about them alone if its entries for all others are 0: then the rows without their columns have a lower rank.
    """
    everybody = sorted({column[0].visit.who for row in rows for column in row})
    whole = rank(rows, ())
    for size in range(1, min(fewer_than, len(everybody) + 1)):
        for group in combinations(everybody, size):
            if rank(rows, group) < whole:
                return set(group)
    return None


def smallest_rest(rows: Sequence[Row]) -> int:
    """The fewest people, but somebody, whom subtracting multiples of the cells from the total, or one cell, leaves.

    Quick, for worlds in which not every group can be tried: the multiple is either the same for all cells, or for each
    the one that takes out the most.
    """
    total, cells = rows[0], rows[1:]
    weights = sorted(set(total.values()))
    fitting = [max(weights, key=lambda w: sum(total[column] == w for column in cell)) for cell in cells]
    rests = [{column[0].visit.who for column in cell} for cell in cells]
    for multiples in [fitting, *([weight] * len(cells) for weight in weights)]:
        rest = dict(total)
        for cell, multiple in zip(cells, multiples, strict=True):
            for column in cell:
                rest[column] -= multiple
        rests.append({column[0].visit.who for column, value in rest.items() if value})
    return min((len(rest) for rest in rests if rest), default=len({c[0].visit.who for c in total}))


def rows_of(reaction: TrueReaction) -> list[Row]:
    """What was published of the expressions."""
    curve = reaction.told.curve
    cells = [reaction.with_verdict(second) for second in range(len(curve.n))]
    return published(reaction.read, cells, [n is not None for n in curve.n])


def rows_of_laughter(reaction: TrueReaction) -> list[Row]:
    """What was published of the laughter: who had how many seconds of it."""
    curve = reaction.told.curve
    cells = [reaction.hearing(second) for second in range(len(curve.n))]
    return published(reaction.heard, cells, [share is not None for share in curve.laughter])


@by_chance(80)
@given(worlds())
def test_rule_3_no_combination_of_what_was_published_is_about_fewer_than_k_people(world: World) -> None:
    """Totals less cells, with whatever multiples: what remains is nothing, or about k_reaction people."""
    for reaction in Witness(world).reactions:
        rows = rows_of(reaction)
        event(f"withheld: {reaction.told.curve.n.count(None) > 0}")
        assert smallest_rest(rows) >= world.rules.k_reaction
        if reaction.told.laughter_s is not None:
            assert smallest_rest(rows_of_laughter(reaction)) >= world.rules.k_reaction


@by_chance(60)
@given(worlds())
def test_rule_3_no_vector_in_the_space_of_what_was_published_is_about_fewer_than_k_people(world: World) -> None:
    """The same in small reactions, where all groups of people can be tried: no combination whatever."""
    for reaction in Witness(world).reactions:
        if people(reaction.read) <= 9 and len(reaction.told.curve.n) <= 6:
            assert isolated(rows_of(reaction), world.rules.k_reaction) is None


@by_chance(60)
@given(worlds())
def test_rule_3_the_withheld_cells_are_about_nobody_or_k_true_people(world: World) -> None:
    """As the rule is written."""
    for reaction in Witness(world).reactions:
        withheld = [second for second, n in enumerate(reaction.told.curve.n) if n is None]
        inside = [e for second in withheld for e in reaction.with_verdict(second)]
        assert not inside or people(inside) >= world.rules.k_reaction


@by_chance(40)
@given(worlds())
def test_rule_3_nothing_that_adds_up_is_published_twice(world: World) -> None:
    """Whatever visits two messages share, they are a window and the reactions of other creatives that nest in it."""
    witness = Witness(world)
    in_windows = [{id(visit) for visit in window.visits} for window in witness.windows]
    assert sum(map(len, in_windows)) == len(set().union(*in_windows))
    told_in = set().union(*in_windows)
    for one, other in combinations(witness.reactions, 2):
        if one.told.creative == other.told.creative:
            assert {e.visit for e in one.held.exposed}.isdisjoint(e.visit for e in other.held.exposed)
    for reaction in witness.reactions:
        assert {id(e.visit) for e in reaction.held.exposed} <= told_in


# Rules 4 and 5 ------------------------------------------------------------------------------------------------------


@by_chance(50)
@given(worlds())
def test_rule_4_held_then_dropped(world: World) -> None:
    """At any moment what left, was dropped and waits is what was closed; after a stop nothing waits. A reaction that
    leaves before the day or the run is over has, unless it is in a hurry, 80 % of its cells full.
    """
    witness = Witness(world)
    for closed, counts in witness.balances:
        assert counts.told + counts.dropped + counts.waiting == closed
    counts = witness.counts
    assert counts.open == counts.waiting == counts.reactions_waiting == 0
    assert counts.told + counts.dropped == witness.closed
    assert counts.told == sum(window.told.visits for window in witness.windows)
    exposed = [e for window in witness.windows for visit in window.visits for e in visit.exposed]
    assert counts.reactions_told == sum(reaction.told.exposed for reaction in witness.reactions)
    assert counts.reactions_told + counts.reactions_dropped == len(exposed)
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


def shop(wanted: Sequence[Stretch], hours: float, rules: Rules) -> Witness:
    """A loop of one advert of 15 s in a shop from noon on."""
    return Witness(World(rules, BEGIN_S + 12 * 3600, round(hours * 3600 * PER_S), tuple(wanted), Loop("x", lasts=15)))


def passers(hours: float, every_s: int, first: int = 100, lasts: int = 40) -> list[Stretch]:
    """One after the other, each another."""
    times = range(80, round(hours * 3600 * PER_S) - lasts - 1, every_s * PER_S)
    return [Stretch(first + i, at, at + lasts, "always", "always", False) for i, at in enumerate(times)]


def test_clerks_who_glance_up_every_fifty_seconds_make_nothing() -> None:
    """Two of them, for three hours: more than 400 visits, which are two people."""
    two = [*clerk(0, 3, lasts=8, away=192), *clerk(1, 3, lasts=8, away=192, begins=100)]
    witness = shop(two, 3, Rules(k=3, k_reaction=5, unmasked_staff=2, trace=True))
    assert witness.closed > 400
    assert witness.windows == []
    assert witness.reactions == []


@pytest.mark.parametrize("every_s", [600, 120, 40])
def test_two_clerks_and_few_passers_by_make_no_cell_of_theirs(every_s: int) -> None:
    """With two allowed for and k_reaction = 5, whoever passes and how often."""
    two = [*clerk(0, 3, lasts=8, away=192), *clerk(1, 3, lasts=20, away=220, begins=100)]
    witness = shop([*two, *passers(3, every_s)], 3, Rules(k=3, k_reaction=5, unmasked_staff=2, trace=True))
    check_people(witness.windows, witness.reactions, witness.world.rules)


@pytest.mark.parametrize("every_s", [600, 120, 40])
def test_two_clerks_who_take_turns_are_two(every_s: int) -> None:
    """One in the first half of the day and one in the second: each within an hour, so that the rules allow for both."""
    two = [*clerk(0, 2, lasts=8, away=192, ends=0.5), *clerk(1, 2, lasts=8, away=192, begins=3600 * PER_S)]
    witness = shop([*two, *passers(2, every_s)], 2, Rules(k=3, k_reaction=5, unmasked_staff=1, trace=True))
    check_people(witness.windows, witness.reactions, witness.world.rules)


def test_visits_that_are_found_again_and_again_make_nobody_more() -> None:
    """Four people who vanish in the picture every few seconds are four, however many tracks they have."""
    broken = [
        Stretch(person, at, at + 20, "always", "always", True)
        for person in range(4)
        for at in range(person, 1800 * PER_S, 20 + (16, 24)[person % 2])
    ]
    witness = shop(broken, 0.5, Rules(k=5, k_reaction=5, trace=True))
    assert witness.closed > 10
    assert witness.windows == []
    assert witness.reactions == []


def check_people(windows: Sequence[TrueWindow], reactions: Sequence[TrueReaction], rules: Rules) -> None:
    """Rules 2 and 3 for the truth."""
    for window in windows:
        assert len({visit.who for visit in window.visits}) >= rules.k
    for reaction in reactions:
        assert people(reaction.read) >= rules.k_reaction
        assert smallest_rest(rows_of(reaction)) >= rules.k_reaction
        for second, n in enumerate(reaction.told.curve.n):
            assert n is None or people(reaction.with_verdict(second)) >= rules.k_reaction


# The attacker himself -----------------------------------------------------------------------------------------------


def eleven(odd_one_looks: str, k_reaction: int = 10) -> Witness:
    """Eleven people see one advert of five seconds, the last of them as said; then all leave."""
    rules = Rules(k=5, k_reaction=k_reaction, trace=True)
    crowd = [Stretch(i, 0, 19, odd_one_looks if i == 10 else "always", "always", False) for i in range(11)]
    return Witness(World(rules, BEGIN_S, 240 * PER_S, tuple(crowd), Loop("x", lasts=5, pause=200)))


def test_one_who_looked_for_shorter_is_not_had_from_the_total() -> None:
    """Ten look for five seconds, one for two: five times the total less the cells would be about that one alone."""
    (reaction,) = eleven("two seconds").reactions
    assert smallest_rest(rows_of(reaction)) >= 10
    full = published(reaction.read, [reaction.with_verdict(second) for second in range(5)], [True] * 5)
    assert smallest_rest(full) == 1
    assert isolated(full, 10) == {reaction.read[10].visit.who}


def test_where_all_looked_for_as_long_no_cell_is_withheld() -> None:
    """Then there is nothing to be had from the total, and nothing is withheld in vain."""
    (reaction,) = eleven("always").reactions
    assert reaction.told.curve.n == (11,) * 5
    assert isolated(rows_of(reaction), 10) is None


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
    assert reactions > 15
    assert withheld > 5
    assert before_the_end > 5
