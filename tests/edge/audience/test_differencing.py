"""Rule 3, attacked: see test_attacker.py for what the attacker knows, and differencing.py for how he goes about it."""

from itertools import combinations

from hypothesis import event, given

from edge.audience.rules import AudienceRules
from tests.edge.audience.attacker import by_chance, worlds
from tests.edge.audience.differencing import isolated, rows_of, rows_of_laughter, smallest_rest
from tests.edge.audience.true_world import PER_S, Loop, Stretch, World
from tests.edge.audience.witness import TrueReaction, Witness, people
from tests.worlds import BEGIN_S


def eleven(odd_one: Stretch, loop: Loop = Loop("x", lasts=5, pause=200)) -> TrueReaction:  # noqa: B008 - frozen
    """What was told of an advert of five seconds that ten see in full, and one more as said."""
    crowd = [Stretch(i, 0, 39, "always", "always", False) for i in range(10)]
    rules = AudienceRules(k=5, k_reaction=10, trace=True)
    witness = Witness(World(rules, BEGIN_S, 240 * PER_S, (*crowd, odd_one), loop, has_sound=True))
    (reaction,) = witness.reactions
    return reaction


def test_one_who_looked_for_shorter_is_not_had_from_the_total() -> None:
    """Ten look for five seconds, one for two: five times the total less the cells would be about that one alone."""
    reaction = eleven(Stretch(10, 0, 39, "two seconds", "always", False))
    assert smallest_rest(rows_of(reaction)) >= 10
    if_all_were_told = rows_of(reaction, [True] * 5)
    assert smallest_rest(if_all_were_told) == 1
    assert isolated(if_all_were_told, 10) == {reaction.read[10].visit.who}


def test_one_who_heard_one_play_of_two_is_not_had_from_the_laughter() -> None:
    """Ten are there for both plays, one for one: twice the cells less the total would be about that one alone."""
    reaction = eleven(Stretch(10, 0, 19, "always", "always", False), Loop("x", lasts=5))
    assert reaction.told.laughter_s is not None
    assert smallest_rest(rows_of_laughter(reaction)) >= 10
    first_to_leave = min(reaction.heard, key=lambda e: e.visit.end_s)
    assert isolated(rows_of_laughter(reaction, [True] * 5), 10) == {first_to_leave.visit.who}


def test_where_all_looked_for_as_long_no_cell_is_withheld() -> None:
    """Then there is nothing to be had from the total, and nothing is withheld in vain."""
    reaction = eleven(Stretch(10, 0, 39, "always", "always", False))
    assert reaction.told.curve.n == (11,) * 5
    assert None not in reaction.told.curve.laughter
    assert isolated(rows_of(reaction), 10) is None


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
