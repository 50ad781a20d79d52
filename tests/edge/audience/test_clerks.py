"""Attacks with people who come back to one place all day: staff before the camera, alone and among passers-by.

At most `staff_places` places are covered, each inside a cell of a grid. What is not covered is in
docs/privacy/people-and-pauses.md.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.audience.rules import AudienceRules
from tests.edge.audience.attacker import random_worlds
from tests.edge.audience.test_attacker import check_people
from tests.edge.audience.true_world import PER_S, Loop, Stretch, World
from tests.edge.audience.witness import Witness
from tests.worlds import BEGIN_S

RULES = AudienceRules(k=3, k_reaction=5, unmasked_staff=2, same_person_s=20.0, trace=True)
HOUR = 3600 * PER_S


@st.composite
def clerks(draw: st.DrawFn, count: int, steps: int) -> list[Stretch]:
    """Clerks at a place each, in view for 2 to 30 s and away for 5 to 100 s: up to five times `same_person_s`."""
    stretches = []
    for person in range(count):
        at = draw(st.integers(0, 60 * PER_S))
        on_border = draw(st.booleans())
        lasts, away = draw(st.sampled_from([8, 20, 120])), draw(st.sampled_from([20, 84, 160, 400]))
        varies = draw(st.sampled_from([0, 1, 30]))
        while at + lasts < steps:
            stretches.append(Stretch(person, at, at + lasts, "always", "always", True, True, on_border))
            at += lasts + away + len(stretches) * 7919 % (varies * PER_S + 1)
    return stretches


@st.composite
def shops(draw: st.DrawFn, count: int) -> World:
    """Half an hour with so many clerks, alone or with passers-by: one in ten minutes to six a minute."""
    steps = HOUR // 2
    wanted = draw(clerks(count, steps))
    every_s = draw(st.sampled_from([None, None, 600, 120, 30, 10]))
    if every_s is not None:
        lasts = draw(st.sampled_from([20, 40]))
        inside = draw(st.booleans())
        begins = range(draw(st.integers(0, 60)) * PER_S, steps - lasts - 1, every_s * PER_S)
        wanted += [Stretch(100 + n, at, at + lasts, "always", "always", inside) for n, at in enumerate(begins)]
    return World(RULES, BEGIN_S + 12 * 3600, steps, tuple(wanted), Loop("x", lasts=15))


@random_worlds(15)
@given(st.sampled_from([1, 2]).flatmap(shops))
def test_one_or_two_clerks_and_passers_by_make_nothing_about_few_people(world: World) -> None:
    """No window is about fewer than k people, no reaction, cell or difference about fewer than k_reaction."""
    witness = Witness(world)
    check_people(witness.windows, witness.reactions, world.rules)


@pytest.mark.parametrize("away_s", [6, 21, 60, 300])
def test_a_clerk_alone_makes_no_release(away_s: int) -> None:
    """Two hours of one person, with the default rules: before the place rule this made windows and reactions."""
    steps, lasts = 2 * HOUR, 5 * PER_S
    begins = range(0, steps - lasts, lasts + away_s * PER_S)
    clerk = [Stretch(0, at, at + lasts, "always", "always", True, True) for at in begins]
    witness = Witness(World(AudienceRules(trace=True), BEGIN_S, steps, tuple(clerk), Loop("x", lasts=15)))
    assert witness.closed == len(clerk)
    assert witness.windows == []
    assert witness.reactions == []


def test_a_clerk_is_a_third_of_a_reaction_at_most() -> None:
    """k hides a person in a number; the rule of a third keeps one from being most of it."""
    steps, lasts = HOUR, 5 * PER_S
    clerk = [Stretch(0, at, at + lasts, "always", "always", True, True) for at in range(0, steps - lasts, 30 * PER_S)]
    passers = [
        Stretch(100 + 6 * n + i, at, at + 40, "always", "always", False)
        for n, at in enumerate(range(40, steps - 41, 180 * PER_S))
        for i in range(6)
    ]
    witness = Witness(World(RULES, BEGIN_S, steps, (*clerk, *passers), Loop("x", lasts=15)))
    assert witness.reactions
    for reaction in witness.reactions:
        by_clerk = sum(exposed.visit.place is not None for exposed in reaction.with_verdicts)
        assert by_clerk <= max(1, len(reaction.with_verdicts) / 3)
    assert witness.counts.without_verdicts > 20


def test_more_clerks_than_places_are_not_covered() -> None:
    """Three clerks in a shop that is empty besides make windows about three people (docs/evidence/attacks.md)."""
    steps, lasts = HOUR, 5 * PER_S
    wanted = [
        Stretch(person, at, at + lasts, "always", "always", True, True)
        for person in range(3)
        for at in range(person * 100 * PER_S, steps - lasts, 300 * PER_S)
    ]
    rules = AudienceRules(k=5, k_reaction=10, trace=True)
    witness = Witness(World(rules, BEGIN_S, steps, tuple(wanted), Loop("x", lasts=15)))
    assert witness.windows
    assert all(len({visit.who for visit in window.visits}) == 3 for window in witness.windows)


@st.composite
def seated(draw: st.DrawFn, count: int) -> World:
    """An hour and a half with the rules of a shop, and so many people who sit for an hour of it and glance up.

    Alone, or with passers-by. Some glances last longer than ten minutes, after which a visit is closed.
    """
    steps, wanted = 3 * HOUR // 2, list[Stretch]()
    for person in range(count):
        at = draw(st.integers(0, 20 * 60 * PER_S))
        until, on_border = at + HOUR, draw(st.booleans())
        lasts = draw(st.lists(st.sampled_from([8, 20, 40, 400, 2500]), min_size=1, max_size=5))
        away = draw(st.lists(st.sampled_from([8, 21, 239, 241, 480, 1200]), min_size=1, max_size=5))
        for n in range(steps):
            if at >= until:
                break
            wanted.append(Stretch(person, at, at + lasts[n % len(lasts)], "always", "always", True, True, on_border))
            at += lasts[n % len(lasts)] + away[n % len(away)]
    every_s = draw(st.sampled_from([None, 600, 120, 30, 10]))
    if every_s is not None:
        inside = draw(st.booleans())
        begins = range(draw(st.integers(0, 60)) * PER_S, steps - 41, every_s * PER_S)
        wanted += [Stretch(100 + n, at, at + 40, "always", "always", inside) for n, at in enumerate(begins)]
    return World(AudienceRules(trace=True), BEGIN_S + 12 * 3600, steps, tuple(wanted), Loop("x", lasts=15))


@random_worlds(6)
@given(st.sampled_from([1, 2]).flatmap(seated))
def test_one_or_two_who_sit_and_glance_up_make_nothing_about_few_people(world: World) -> None:
    """As above, with the default rules, of which the places are two and the staff before the camera is one."""
    witness = Witness(world)
    check_people(witness.windows, witness.reactions, world.rules)
