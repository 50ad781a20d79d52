"""The lot: to which creatives a visit gives its verdicts, and that nothing else about it changes."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.audience.draws import Draws
from edge.audience.exposure import VisitExposure
from edge.audience.lot import draw_exposures
from edge.audience.noise import NoiseSource
from edge.audience.people import VisitStay
from edge.audience.rules import AudienceRules
from edge.events import ReleasedReaction
from tests.worlds import Showing, person, run_audience, world

MOST = 4


def exposure(stay: VisitStay, creative: str, verdict_s: float = 2.0, attentive_s: float = 2.0) -> VisitExposure:
    return VisitExposure(stay, (creative, None, None), {}, {}, attentive_s, 0.0, verdict_s, 0.0, 0.0)


class LastOnes:
    """Draws the last ones, and records what was drawn from."""

    def __init__(self) -> None:
        self.of: list[int] = []

    def draw_normal(self, deviation: float) -> float:
        raise AssertionError(deviation)

    def draw_laplace(self, scale: float) -> float:
        raise AssertionError(scale)

    def draw_distinct_numbers(self, count: int, of: int) -> Collection[int]:
        self.of.append(of)
        return range(of - count, of)


def with_verdicts(exposures: list[VisitExposure]) -> list[str]:
    return [each.arm[0] for each in exposures if each.has_verdicts]


def test_a_visit_gives_verdicts_to_four_creatives_by_lot() -> None:
    """Of those in which it would be one of the n, in the order of their names. In the others it is a watcher."""
    stay = VisitStay(0.0, 60.0)
    found = [exposure(stay, name) for name in "fbdace"]
    found.append(exposure(stay, "g", verdict_s=0.5))
    draws = LastOnes()
    kept = draw_exposures(found, MOST, draws)
    assert with_verdicts(kept) == ["c", "d", "e", "f"]
    assert draws.of == [6]
    assert [each.arm[0] for each in kept] == list("abcdefg")
    assert all(each.is_watcher for each in kept)
    assert {each.verdict_s for each in kept if not each.has_verdicts} == {0.0, 0.5}
    changed = {each.arm[0]: each for each in kept}
    assert [replace(changed[each.arm[0]], verdict_s=each.verdict_s) for each in found] == found


def test_up_to_four_creatives_take_no_draw() -> None:
    stay = VisitStay(0.0, 60.0)
    draws = LastOnes()
    assert len(with_verdicts(draw_exposures([exposure(stay, name) for name in "abcd"], MOST, draws))) == 4
    assert draws.of == []


def test_visits_draw_in_the_order_of_their_begins() -> None:
    """Ties in the order of their ends. Two visits of one moment do not share their draw."""
    late, early, long = VisitStay(9.0, 10.0), VisitStay(0.0, 5.0), VisitStay(0.0, 9.0)
    found = [exposure(late, name) for name in "abcdefg"]
    found += [exposure(long, name) for name in "abcdef"] + [exposure(early, name) for name in "abcde"]
    draws = LastOnes()
    kept = draw_exposures(found, MOST, draws)
    assert draws.of == [5, 6, 7]
    assert Counter(each.stay for each in kept if each.has_verdicts) == {early: 4, long: 4, late: 4}


@given(st.lists(st.lists(st.sampled_from("abcdefghij"), unique=True), max_size=5), st.integers(1, 4), st.integers())
def test_no_visit_is_lost_and_none_gives_more(creatives: list[list[str]], most: int, seed: int) -> None:
    """As many verdicts as the lot allows, no fewer: nobody is left out who need not be."""
    stays = [VisitStay(float(index % 2), 5.0) for index in range(len(creatives))]
    found = [exposure(stay, name) for stay, names in zip(stays, creatives, strict=True) for name in names]
    kept = draw_exposures(found, most, Draws(Random(seed)))
    assert {(each.stay, each.arm) for each in kept} == {(each.stay, each.arm) for each in found}
    given_by = Counter(each.stay for each in kept if each.has_verdicts)
    assert all(given_by[stay] == min(most, len(names)) for stay, names in zip(stays, creatives, strict=True))


def everybody_watches_six(rules: AudienceRules) -> list[ReleasedReaction]:
    people = [person(enters=1.0, stays=40.0) for _ in range(12)]
    plays = [Showing(name, 1.0 + 6 * index, 6.0) for index, name in enumerate("abcdef")]
    releases = run_audience(world(*people, plays=plays), rules).releases
    return [release for release in releases if isinstance(release, ReleasedReaction)]


RULES = AudienceRules(k=3, k_reaction=3, unmasked_staff=2, creatives=4)


def test_every_visit_is_exposed_to_all_and_one_of_the_n_of_four() -> None:
    """Twelve people who watch six creatives give 48 times verdicts, and are exposed 72 times."""
    reactions = everybody_watches_six(replace(RULES, noise=NoiseSource(0.0, Draws(Random(1)))))
    assert [reaction.creative for reaction in reactions] == list("abcdef")
    assert sum(reaction.exposed for reaction in reactions) == sum(reaction.watchers for reaction in reactions) == 72
    assert sum(reaction.n for reaction in reactions) == 48
    assert all(max(reaction.curve.watchers) == 12 for reaction in reactions)
    assert all(count is None or count <= reaction.n for reaction in reactions for count in reaction.curve.n)


def test_a_seed_gives_the_same_lot() -> None:
    """A replay of the same recording gives the same bytes."""
    first, same, other = (
        everybody_watches_six(replace(RULES, noise=NoiseSource(0.5, Draws(Random(seed))))) for seed in (1, 1, 2)
    )
    assert first == same
    assert [reaction.n for reaction in first] != [reaction.n for reaction in other]


@pytest.mark.parametrize("rules", [replace(RULES, measures=()), replace(RULES, k=2, k_reaction=2)], ids=["none", "k"])
def test_without_verdicts_or_below_k_3_there_is_no_lot(rules: AudienceRules) -> None:
    """Attention and recordings: every visit is one of the n of each."""
    assert [reaction.n for reaction in everybody_watches_six(rules)] == [12] * 6
