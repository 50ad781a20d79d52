"""Attacks on the privacy rules: worlds with many difficult moments, and an attacker with every message of the day.

The attacker may form every linear combination of all published numbers. The attacker knows, like an eyewitness, the
people before the screen in each second and the people with a verdict. No combination may be about the expressions,
laughter or bodies of fewer than `k_reaction` people, except of none. The attacker gets exact sums, so the protection
does not depend on rounding.

Not modelled: an attacker who knows the expressions of k - 1 people and so gets those of the k-th; conclusions from the
times and sizes of messages, from their absence, and from the counts that may be any number; likely instead of certain
conclusions; people who are away for longer than `same_person_s`, without the time of a lost camera; several people
who are seen for longer than `same_person_span_s`; a tracker that takes one face for two at once, or for
one and another in turn.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import event, given

from edge.audience.rules import AudienceRules
from tests.edge.audience.attacker import random_worlds, worlds
from tests.edge.audience.differencing import rows_of, smallest_rest
from tests.edge.audience.true_world import PER_S, Loop, Stretch, World
from tests.edge.audience.witness import TrueReaction, TrueWindow, Witness, people
from tests.worlds import BEGIN_S


def same_part(witness: Witness, a_s: float, b_s: float) -> bool:
    """Checks that the part of the local day of `a_s` goes on to `b_s`."""
    return b_s <= witness.world.rules.next_batch_end_s(a_s)


# Rule 1 -------------------------------------------------------------------------------------------------------------


def rule_1_one_visit_one_window(witness: Witness) -> None:
    """A window has all visits that were last seen in it, and leaves after they are closed.

    Windows follow each other, and none spans two parts of a local day.
    """
    event(f"windows: {min(len(witness.windows), 3)}")
    for window in witness.windows:
        release = window.release
        assert release.visits == len(window.visits)
        assert release.from_s < release.to_s <= release.at_s
        assert same_part(witness, release.from_s, release.to_s)
        for visit in window.visits:
            assert release.from_s <= visit.end_s
            was_longest = visit.end_s - visit.start_s >= 600
            assert (
                window.is_last
                or was_longest
                or release.at_s == witness.stop_s
                or visit.last_seen_s + 30 <= release.at_s
            )
    for before, after in pairwise(witness.windows):
        assert after.release.from_s >= before.release.to_s
        if before.run == after.run and same_part(witness, before.release.from_s, after.release.to_s):
            assert after.release.from_s == before.release.to_s
    visits = [id(visit) for window in witness.windows for visit in window.visits]
    assert len(visits) == len(set(visits))


def rule_1_reactions_nest_in_released_windows(witness: Witness) -> None:
    """A reaction counts each exposed visit of whole released windows of its day and run once.

    Its first window is the one after its creative's last reaction.
    """
    event(f"reactions: {min(len(witness.reactions), 3)}")
    for reaction in witness.reactions:
        release, held = reaction.release, reaction.held
        windows = [w.release for w in witness.windows if w.run == reaction.run]
        assert release.from_s == held.from_s
        assert release.from_s in {w.from_s for w in windows}
        assert release.to_s in {w.to_s for w in windows if w.at_s <= release.at_s}
        assert same_part(witness, release.from_s, release.to_s)
        assert (release.exposed, release.watchers, release.n) == (
            len(held.exposed),
            sum(e.is_watcher for e in held.exposed),
            len(reaction.with_verdicts),
        )
        seconds = range(len(release.curve.watchers))
        assert list(release.curve.watchers) == [reaction.watchers_in(second) for second in seconds]
        plays = [p for p in witness.world.plays if (p.creative, p.arm) == arm_of(reaction)]
        from_, to = release.from_s - witness.world.begin_s, release.to_s - witness.world.begin_s
        assert release.plays == sum(play.starts < to and play.ends > from_ for play in plays)
    for before, after in pairwise(sorted(witness.reactions, key=lambda r: (str(arm_of(r)), r.release.at_s))):
        if arm_of(before) == arm_of(after):
            assert after.release.from_s >= before.release.to_s
    for creative in {r.release.creative for r in witness.reactions}:
        exposed = [id(e.visit) for r in witness.reactions if r.release.creative == creative for e in r.held.exposed]
        assert len(exposed) == len(set(exposed))


def arm_of(reaction: TrueReaction) -> tuple[str, str | None]:
    experiment = reaction.release.experiment
    return reaction.release.creative, experiment.arm if experiment else None


# Rule 2 -------------------------------------------------------------------------------------------------------------


def rule_2_every_number_has_k_true_people_behind_it(witness: Witness) -> None:
    """Windows have k people. Verdicts, in total and by media second, sounds and bodies have k_reaction."""
    rules = witness.world.rules
    for window in witness.windows:
        people_behind = {visit.who for visit in window.visits}
        assert len(people_behind) >= rules.k
        assert window.release.level_db is None or len(people_behind) >= rules.k_reaction
    for reaction in witness.reactions:
        release, curve = reaction.release, reaction.release.curve
        assert people(reaction.with_verdicts) >= rules.k_reaction
        assert len({visit.who for visit in reaction.held.visits}) >= rules.k_reaction
        assert release.laughter_s is None or people(reaction.with_sound) >= rules.k_reaction
        for second, n in enumerate(curve.n):
            numbers = (curve.smile, curve.negative, curve.surprise, curve.valence, curve.arousal)
            assert all((number[second] is None) == (n is None) for number in numbers)
            if n is not None:
                assert n == len(reaction.with_verdict_in(second))
                assert people(reaction.with_verdict_in(second)) >= rules.k_reaction
            if curve.laughter[second] is not None:
                assert people(reaction.with_sound_in(second)) >= rules.k_reaction
        if release.body is not None:
            assert release.body.n == len(reaction.held.wearers) >= rules.k_reaction


@random_worlds(20)
@given(worlds(late=True))
def test_rule_2_holds_when_plays_are_reported_late(world: World) -> None:
    """The exposures to a late play cannot be worked out here in full, so only the people of the windows are checked."""
    witness, rules = Witness(world), world.rules
    for reaction in witness.reactions:
        people_behind = {visit.who for visit in reaction.held.visits}
        assert len(people_behind) >= rules.k_reaction
        assert reaction.release.n <= reaction.release.watchers <= reaction.release.exposed <= len(reaction.held.visits)


# Rules 4 and 5 ------------------------------------------------------------------------------------------------------


def rule_4_held_then_dropped(witness: Witness) -> None:
    """Released, dropped and waiting visits always add up to the closed ones. After a stop no visit waits.

    Without `reaction_hold_s`, a reaction that leaves before the end of the day or the run has 80 % of its cells full.
    """
    for closed, counts in witness.balances:
        assert counts.released + counts.dropped + counts.waiting == closed
    counts = witness.counts
    assert counts.open == counts.waiting == counts.reactions_waiting == 0
    assert counts.released + counts.dropped == witness.closed
    assert counts.released == sum(window.release.visits for window in witness.windows)
    exposed = [e for window in witness.windows for visit in window.visits for e in visit.exposed]
    assert counts.reactions_released == sum(reaction.release.exposed for reaction in witness.reactions)
    assert counts.reactions_released + counts.reactions_dropped == len(exposed)
    for reaction in witness.reactions:
        if not reaction.is_last and witness.world.rules.reaction_hold_s is None:
            seconds_shown = reaction.held.seconds_shown
            full = sum(
                people(reaction.with_verdict_in(second)) >= witness.world.rules.k_reaction for second in seconds_shown
            )
            assert 5 * full >= 4 * len(seconds_shown)


def rule_5_on_the_clock(witness: Witness) -> None:
    """Windows end at multiples of `window_s`, at a part's end or at the stop; only the first of a run, and the last
    before a part's end or the stop, may be shorter than `window_s`.

    They leave 30 s later, or at the stop, and reactions leave with them. What a pause ends is no exception; its
    coverage is told in quarters. Nothing spans a pause.
    """
    world, rules = witness.world, witness.world.rules
    stop_s = witness.stop_s
    pauses = [(world.at_s(begin), end_s) for (begin, _), end_s in zip(world.pauses, witness.ends, strict=False)]
    event(f"pauses: {len(pauses)}")
    for window in witness.windows:
        release = window.release
        part_end_s = rules.next_batch_end_s(release.from_s)
        event("ends with a part" if release.to_s == part_end_s else "ends otherwise")
        if release.to_s != stop_s:
            assert release.to_s % rules.window_s == 0 or release.to_s == part_end_s
        assert release.at_s == release.to_s + 30 or release.at_s == stop_s
        begins = min((w.release.from_s for w in witness.windows if w.run == window.run), default=0.0)
        begins_part = rules.next_batch_end_s(release.from_s - 0.25) == release.from_s
        if release.to_s not in (stop_s, part_end_s) and release.from_s != begins and not begins_part:
            assert release.to_s - release.from_s >= rules.window_s
        for begin_s, end_s in pauses:
            assert release.to_s <= end_s or release.from_s >= end_s
            if release.from_s <= begin_s < release.to_s:
                assert release.coverage * 4 % 1 == 0
    times = {window.release.at_s for window in witness.windows}
    for reaction in witness.reactions:
        at_s = reaction.release.at_s
        assert (
            at_s in times
            or at_s == stop_s
            or at_s - 30 in (rules.next_batch_end_s(reaction.release.from_s), *witness.ends)
        )


# Staff ---------------------------------------------------------------------------------------------------------------


def clerk(person: int, hours: float, *, lasts: int, away: int, begins: int = 0, ends: float = 1.0) -> list[Stretch]:
    """Clerk in view for `lasts` steps every `lasts` + `away`, from one part of the day to another."""
    steps = round(hours * 3600 * PER_S)
    times = range(begins, round(ends * steps) - lasts - 1, lasts + away)
    return [Stretch(person, at, at + lasts, "always", "always", False) for at in times]


def shop(wanted: Sequence[Stretch], hours: float, rules: AudienceRules) -> Witness:
    """Shop with a loop of one advert of 15 s, from noon on."""
    return Witness(World(rules, BEGIN_S + 12 * 3600, round(hours * 3600 * PER_S), tuple(wanted), Loop("x", lasts=15)))


def passers(hours: float, every_s: int, first: int = 100, lasts: int = 40) -> list[Stretch]:
    """Passers-by one after the other, each another person."""
    times = range(80, round(hours * 3600 * PER_S) - lasts - 1, every_s * PER_S)
    return [Stretch(first + i, at, at + lasts, "always", "always", False) for i, at in enumerate(times)]


def test_clerks_who_glance_up_every_fifty_seconds_make_no_release() -> None:
    """Two clerks make more than 400 visits in three hours, but are two people."""
    two = [*clerk(0, 3, lasts=8, away=192), *clerk(1, 3, lasts=8, away=192, begins=100)]
    witness = shop(two, 3, AudienceRules(k=3, k_reaction=5, unmasked_staff=2, trace=True))
    assert witness.closed > 400
    assert witness.windows == []
    assert witness.reactions == []


@pytest.mark.parametrize("every_s", [600, 120, 40])
def test_two_clerks_and_few_passers_by_make_no_small_cell(every_s: int) -> None:
    """With `unmasked_staff` 2 and k_reaction 5, for several rates of passers-by."""
    two = [*clerk(0, 3, lasts=8, away=192), *clerk(1, 3, lasts=20, away=220, begins=100)]
    witness = shop([*two, *passers(3, every_s)], 3, AudienceRules(k=3, k_reaction=5, unmasked_staff=2, trace=True))
    check_people(witness.windows, witness.reactions, witness.world.rules)


@pytest.mark.parametrize("every_s", [600, 120, 40])
def test_two_clerks_who_take_turns_are_two(every_s: int) -> None:
    """One in the first half of the day and one in the second: each within an hour, so the rules cover both."""
    two = [*clerk(0, 2, lasts=8, away=192, ends=0.5), *clerk(1, 2, lasts=8, away=192, begins=3600 * PER_S)]
    witness = shop([*two, *passers(2, every_s)], 2, AudienceRules(k=3, k_reaction=5, unmasked_staff=1, trace=True))
    check_people(witness.windows, witness.reactions, witness.world.rules)


def test_broken_tracks_do_not_add_people() -> None:
    """Four people who vanish inside the picture every few seconds stay four, however many tracks they have."""
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
    """Checks rules 2 and 3 against the true people."""
    for window in windows:
        assert len({visit.who for visit in window.visits}) >= rules.k
    for reaction in reactions:
        assert people(reaction.with_verdicts) >= rules.k_reaction
        assert smallest_rest(rows_of(reaction)) >= rules.k_reaction
        for second, n in enumerate(reaction.release.curve.n):
            assert n is None or people(reaction.with_verdict_in(second)) >= rules.k_reaction


RULES = (
    rule_1_one_visit_one_window,
    rule_1_reactions_nest_in_released_windows,
    rule_2_every_number_has_k_true_people_behind_it,
    rule_4_held_then_dropped,
    rule_5_on_the_clock,
)


def test_every_rule_holds_and_the_attacker_has_something_to_attack() -> None:
    """Most worlds release windows, and many release reactions with withheld cells. Some draw lots, or show creatives
    in pieces that count, and others that do not."""
    windows, reactions, withheld, before_the_end, lots, outside, resumed = 0, 0, 0, 0, 0, 0, 0

    @random_worlds(100)
    @given(worlds())
    def check(world: World) -> None:
        nonlocal windows, reactions, withheld, before_the_end, lots, outside, resumed
        witness = Witness(world)
        for rule in RULES:
            rule(witness)
        windows += bool(witness.windows)
        reactions += bool(witness.reactions)
        before_the_end += any(not reaction.is_last for reaction in witness.reactions)
        withheld += any(None in reaction.release.curve.n for reaction in witness.reactions)
        lots += bool(witness.lots.drawn and witness.reactions)
        outside += any(e.outside for reaction in witness.reactions for e in reaction.with_verdicts)
        resumed += bool(witness.reactions) and any(play.media_s >= 1 for play in witness.counting)

    run: Callable[[], None] = check
    run()
    assert windows > 50
    assert reactions > 25
    assert withheld > 13
    assert before_the_end > 13
    assert lots > 5
    assert outside > 3
    assert resumed > 0
