"""A reader of expressions tells only some measures, or there is none: what then leaves, and what never does."""

from dataclasses import replace
from itertools import combinations
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.audience.exposure import expression_sums
from edge.audience.noise import NoiseSource
from edge.audience.rules import AudienceRules
from edge.events import MEASURES, Abstention, AudioObservation, ExpressionScores, ReleasedReaction
from tests.edge.audience.draw_recorder import DrawRecorder
from tests.edge.audience.test_noise import RANGES, deviations
from tests.worlds import BEGIN_S, Person, Showing, person, run_audience, verdict, world

FEW = AudienceRules(k=3, k_reaction=3, unmasked_staff=2)
SMILES_ONLY = ExpressionScores((None, 0.5, *[None] * 6), None, None)
LIVELY = verdict(valence=0.4, arousal=0.3, happiness=0.3, surprise=0.2, anger=0.1, fear=0.1)


def crowd(count: int, enters: float = 10, stays: float = 16.0, shows: ExpressionScores | None = LIVELY) -> list[Person]:
    return [person(enters=enters, stays=stays, x_px=200.0 * i, shows=shows) for i in range(count)]


def reaction_to(*people: Person, rules: AudienceRules) -> ReleasedReaction:
    (reaction,) = run_audience(world(*people, plays=[Showing("ad", 10, 15)], until=200), rules).reactions
    return reaction


def untold(reaction: ReleasedReaction) -> set[str]:
    """Measures that are None in the total and in every cell. One that is None in one of them alone is a fault."""
    result = set()
    for measure in MEASURES:
        values = [getattr(reaction, measure), *getattr(reaction.curve, measure)]
        nones = [value is None for value in values]
        assert all(nones) or not any(nones), measure
        result |= {measure} if all(nones) else set()
    return result


EVERY_CHOICE = [chosen for count in range(1, 6) for chosen in combinations(MEASURES, count)]


@pytest.mark.parametrize("measures", EVERY_CHOICE)
def test_a_measure_that_is_not_told_is_null_in_total_and_curve(measures: tuple[str, ...]) -> None:
    """Even if the network gives it. The measures that are told have the values that they have with all."""
    everything = reaction_to(*crowd(3), rules=FEW)
    some = reaction_to(*crowd(3), rules=replace(FEW, measures=measures))
    assert untold(some) == set(MEASURES) - set(measures)
    for measure in measures:
        assert getattr(some, measure) == getattr(everything, measure)
        assert getattr(some.curve, measure) == getattr(everything.curve, measure)
    assert (some.n, some.curve.n, some.abstained) == (everything.n, everything.curve.n, everything.abstained)


def test_the_numbers_are_those_of_the_faces() -> None:
    """In the total, and in every second."""
    reaction = reaction_to(*crowd(3), rules=FEW)
    for measure, value in zip(MEASURES, (0.3, 0.2, 0.2, 0.4, 0.3), strict=True):
        assert getattr(reaction, measure) == value
        assert getattr(reaction.curve, measure) == (value,) * 15


def test_a_reader_of_smiles_makes_verdicts_of_smiles_alone() -> None:
    """The classes that it does not tell are None, and the watchers are among the n."""
    reaction = reaction_to(*crowd(3, shows=SMILES_ONLY), rules=replace(FEW, measures=("smile",)))
    assert (reaction.n, reaction.smile, reaction.curve.smile) == (3, 0.5, (0.5,) * 15)
    assert untold(reaction) == set(MEASURES) - {"smile"}
    assert reaction.abstained == 0.0


def test_scores_without_a_measure_that_is_told_are_no_verdict() -> None:
    """Half of a verdict would be a mean over others than the n. It counts as an abstention."""
    assert expression_sums(SMILES_ONLY) is None
    assert expression_sums(SMILES_ONLY, ("smile",)) is not None
    assert expression_sums(replace(SMILES_ONLY, valence=0.1), ("smile", "valence")) is not None
    rules = replace(FEW, measures=("smile", "surprise"))
    result = run_audience(world(*crowd(3, shows=SMILES_ONLY), plays=[Showing("ad", 10, 15)], until=200), rules)
    assert result.reactions == []


@pytest.mark.parametrize("place", range(10))
@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_a_number_that_is_not_finite_spoils_a_verdict_even_if_it_is_not_told(place: int, value: float) -> None:
    """The network computed nonsense."""
    values = [0.1] * 10
    values[place] = value
    assert expression_sums(ExpressionScores(tuple(values[:8]), values[8], values[9]), ("smile",)) is None


@given(st.sampled_from(EVERY_CHOICE), st.lists(st.floats(0, 1), min_size=10, max_size=10))
def test_what_is_not_told_is_not_even_held(measures: tuple[str, ...], values: list[float]) -> None:
    """The sums in memory hold 0 for it, whatever the network says."""
    sums = expression_sums(ExpressionScores(tuple(values[:8]), values[8], values[9]), measures)
    assert sums is not None
    assert {m: getattr(sums, m) for m in MEASURES if m not in measures} == dict.fromkeys(
        set(MEASURES) - set(measures), 0.0
    )


@pytest.mark.parametrize("measures", [*EVERY_CHOICE, ()])
def test_no_noise_is_drawn_for_what_is_not_told(measures: tuple[str, ...]) -> None:
    """The draws of the others stay in the order of the message: totals before cells."""
    draw = DrawRecorder([0.0] * 999)
    reaction = reaction_to(*crowd(3), rules=replace(FEW, measures=measures, noise=NoiseSource(0.5, draw)))
    told = [index for index, measure in enumerate(MEASURES) if measure in measures]
    cells = len(reaction.curve.n)
    totals = [drawn for i in told for drawn in deviations(["shared", "own"], RANGES[i])]
    chain = ["chain", "cell", *["step", "cell"] * (cells - 1)]
    assert draw.deviations == pytest.approx([*totals, *(drawn for i in told for drawn in deviations(chain, RANGES[i]))])


# no reader ------------------------------------------------------------------------------------------------------------

UNREAD = replace(FEW, measures=())


@pytest.mark.parametrize("shows", [None, LIVELY, SMILES_ONLY, Abstention("small")])
def test_without_a_reader_attentive_time_stands_in_place_of_verdicts(
    shows: ExpressionScores | Abstention | None,
) -> None:
    """n is the number of watchers, cells tell watchers; whatever the frames hold of expressions is left out."""
    watchers = [person(enters=10, stays=16, x_px=200.0 * i, shows=shows) for i in range(3)]
    glance = person(enters=10, stays=16, x_px=600.0, shows=shows, looks=[(10, 10.9)])
    reaction = reaction_to(*watchers, glance, rules=UNREAD)
    assert (reaction.exposed, reaction.watchers, reaction.n) == (4, 3, 3)
    assert reaction.curve.n == reaction.curve.watchers == (3,) * 15
    assert untold(reaction) == set(MEASURES)
    assert reaction.abstained is None
    assert reaction.attention_s == round((3 * 15 + 0.9) / 4, 1)


def test_without_a_reader_a_reaction_still_needs_its_people() -> None:
    """Two watchers of three visits make none; a cell with two of three watchers tells no n."""
    away = [person(enters=10, stays=16, x_px=200.0 * i, looks=i < 2) for i in range(3)]
    assert run_audience(world(*away, plays=[Showing("ad", 10, 15)], until=200), UNREAD).reactions == []
    late = [*crowd(2), *(person(enters=10, stays=16, x_px=200.0 * i, shows=LIVELY, looks=[(12, 26)]) for i in (2, 3))]
    reaction = reaction_to(*late, rules=UNREAD)
    assert reaction.curve.watchers == (2,) * 2 + (4,) * 13
    assert reaction.curve.n[:2] == (None, None)
    assert reaction.curve.n == reaction_to(*late, rules=FEW).curve.n


def test_without_a_reader_a_cell_tells_laughter() -> None:
    """It comes from the microphone."""
    sound = [AudioObservation(BEGIN_S + i + 1.0, 1.0, -40.0, i == 12) for i in range(40)]
    events = sorted(
        [*world(*crowd(3, shows=None), plays=[Showing("ad", 10, 15)], until=200), *sound], key=lambda e: e.at_s
    )
    (reaction,) = run_audience(events, UNREAD).reactions
    assert reaction.curve.laughter == (0.0, 0.0, 1.0, *(0.0,) * 12)
    assert reaction.laughter_s == 1.0


def test_without_a_reader_the_place_rule_holds() -> None:
    """A visit whose place would be most of the n is none of them."""
    clerk = [person(enters=enters, stays=6, over_edge=False, x_px=300.0) for enters in (10, 22, 34)]
    people = [person(enters=10, stays=45, x_px=80.0 * i, w_px=40.0) for i in range(3)]
    events = [*world(*clerk, *people, plays=[Showing("ad", 10, 45)], until=300)]
    unread, read = run_audience(events, UNREAD), run_audience(events, FEW)
    assert unread.counts.without_verdicts == read.counts.without_verdicts == 2
    assert [r.n for r in unread.reactions] == [r.n for r in read.reactions] == [4]
