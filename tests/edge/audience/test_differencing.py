"""Attacks on rule 3. test_attacker.py describes the attacker's knowledge, differencing.py the method."""

from itertools import combinations

from hypothesis import event, given

from edge.audience.rules import AudienceRules
from tests.edge.audience.attacker import random_worlds, worlds
from tests.edge.audience.differencing import isolated, rows_of, rows_of_laughter, smallest_rest
from tests.edge.audience.true_world import PER_S, Loop, Stretch, World
from tests.edge.audience.witness import TrueReaction, Witness, people
from tests.worlds import BEGIN_S


def eleven(odd_stretch: Stretch, loop: Loop = Loop("x", lasts=5, pause=200)) -> TrueReaction:  # noqa: B008 - frozen
    """Reaction to an advert of five seconds that ten people see in full, and one more as given."""
    crowd = [Stretch(i, 0, 39, "always", "always", False) for i in range(10)]
    rules = AudienceRules(k=5, k_reaction=10, trace=True)
    witness = Witness(World(rules, BEGIN_S, 240 * PER_S, (*crowd, odd_stretch), loop, has_sound=True))
    (reaction,) = witness.reactions
    return reaction


def test_a_person_with_fewer_seconds_cannot_be_isolated_from_the_total() -> None:
    """Ten look for five seconds, one for two: five times the total minus the cells would be about one person."""
    reaction = eleven(Stretch(10, 0, 39, "two seconds", "always", False))
    assert smallest_rest(rows_of(reaction)) >= 10
    all_cells_released = rows_of(reaction, [True] * 5)
    assert smallest_rest(all_cells_released) == 1
    assert isolated(all_cells_released, 10) == {reaction.with_verdicts[10].visit.who}


def test_a_person_at_one_of_two_plays_cannot_be_isolated_from_the_laughter() -> None:
    """Ten are there for both plays, one for one: twice the cells minus the total would be about one person."""
    reaction = eleven(Stretch(10, 0, 19, "always", "always", False), Loop("x", lasts=5))
    assert reaction.release.laughter_s is not None
    assert smallest_rest(rows_of_laughter(reaction)) >= 10
    first_to_leave = min(reaction.with_sound, key=lambda e: e.visit.end_s)
    assert isolated(rows_of_laughter(reaction, [True] * 5), 10) == {first_to_leave.visit.who}


def test_with_equal_seconds_for_all_no_cell_is_withheld() -> None:
    """Subtraction gains nothing then, so no cell is withheld in vain."""
    reaction = eleven(Stretch(10, 0, 39, "always", "always", False))
    assert reaction.release.curve.n == (11,) * 5
    assert None not in reaction.release.curve.laughter
    assert isolated(rows_of(reaction), 10) is None


def rule_3_no_total_minus_cells_is_about_fewer_than_k_people(witness: Witness) -> None:
    """Totals minus multiples of cells are about no people or at least k_reaction people."""
    for reaction in witness.reactions:
        rows = rows_of(reaction)
        event(f"withheld: {reaction.release.curve.n.count(None) > 0}")
        assert smallest_rest(rows) >= witness.world.rules.k_reaction
        if reaction.release.laughter_s is not None:
            assert smallest_rest(rows_of_laughter(reaction)) >= witness.world.rules.k_reaction


def rule_3_no_linear_combination_is_about_fewer_than_k_people(witness: Witness) -> None:
    """In small reactions all groups of people are tried, with every linear combination."""
    for reaction in witness.reactions:
        if people(reaction.with_verdicts) <= 9 and len(reaction.release.curve.n) <= 6:
            assert isolated(rows_of(reaction), witness.world.rules.k_reaction) is None


def rule_3_the_withheld_cells_are_about_nobody_or_k_true_people(witness: Witness) -> None:
    """The rule as the contract states it. What no play that counts showed is in no cell, so it is withheld too."""
    for reaction in witness.reactions:
        withheld = [second for second, n in enumerate(reaction.release.curve.n) if n is None]
        inside = [e for second in withheld for e in reaction.with_verdict_in(second)]
        inside += [e for e in reaction.with_verdicts if any(second.verdict for second in e.outside.values())]
        assert not inside or people(inside) >= witness.world.rules.k_reaction


def rule_3_no_visit_is_in_two_windows_or_two_reactions_of_a_creative(witness: Witness) -> None:
    """Two messages share visits only as a window and its reactions, or as reactions of different creatives."""
    in_windows = [{id(visit) for visit in window.visits} for window in witness.windows]
    assert sum(map(len, in_windows)) == len(set().union(*in_windows))
    in_released_windows = set().union(*in_windows)
    for one, other in combinations(witness.reactions, 2):
        if one.release.creative == other.release.creative:
            assert {e.visit for e in one.held.exposed}.isdisjoint(e.visit for e in other.held.exposed)
    for reaction in witness.reactions:
        assert {id(e.visit) for e in reaction.held.exposed} <= in_released_windows


RULES = (
    rule_3_no_total_minus_cells_is_about_fewer_than_k_people,
    rule_3_no_linear_combination_is_about_fewer_than_k_people,
    rule_3_the_withheld_cells_are_about_nobody_or_k_true_people,
    rule_3_no_visit_is_in_two_windows_or_two_reactions_of_a_creative,
)


@random_worlds(50)
@given(worlds())
def test_every_form_of_rule_3_holds(world: World) -> None:
    """In each random world: a witness of it is made once, and asked by every form of the rule."""
    witness = Witness(world)
    for rule in RULES:
        rule(witness)
