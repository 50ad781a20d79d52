"""Promises to the people before the screen, over whole days and random worlds.

These worlds know the true person of each visit, which the audience core never sees. The tests compare releases with it.
"""

from collections import Counter
from itertools import pairwise
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.audience.audience import Audience
from edge.audience.draws import Draws
from edge.audience.noise import NoiseSource
from edge.audience.rules import AudienceRules
from edge.events import ReleasedReaction, ReleasedWindow, VisitClosed
from tests.worlds import (
    BEGIN_S,
    DAY_S,
    HOUR_S,
    NEUTRAL,
    SMILE,
    AudienceResult,
    Person,
    loop,
    person,
    run_audience,
    world,
)

HZ = 2.0
DAY = AudienceRules()


def stays_all_day(chance: Random, hours: float, *, x_px: float, longest_s: float, shortest_s: float = 20.0) -> Person:
    """Person in view from open to close, who steps out now and then for up to a minute. Only these smile."""
    stretches, at_s = [], chance.uniform(0, 30)
    while at_s < hours * HOUR_S - 60:
        until_s = at_s + chance.uniform(shortest_s, longest_s)
        stretches.append((at_s, min(until_s, hours * HOUR_S)))
        at_s = until_s + chance.uniform(2, 59)
    return Person(tuple(stretches), ((0.0, hours * HOUR_S),), SMILE, True, x_px, 60.0)


def passers_by(chance: Random, hours: float, per_hour: float, *, looks: bool = True) -> list[Person]:
    """People who come at random and stay for about half a minute. None of them smiles."""
    people, at_s = [], chance.expovariate(per_hour / HOUR_S)
    while at_s < hours * HOUR_S - 120:
        stays = 3 + chance.expovariate(1 / 27)
        people.append(person(enters=at_s, stays=stays, looks=looks, shows=NEUTRAL, x_px=chance.uniform(1000, 9000)))
        at_s += chance.expovariate(per_hour / HOUR_S)
    return people


def run_day(people: list[Person], hours: float, rules: AudienceRules = DAY) -> AudienceResult:
    return run_audience(world(*people, plays=loop(["ad"], each=15, until=hours * HOUR_S), hz=HZ), rules)


@pytest.mark.parametrize("longest_s", [60.0, 1200.0])
def test_three_people_who_stay_all_day_never_make_five(longest_s: float) -> None:
    """However often they step out for up to a minute, their visits are held, dropped and counted."""
    chance = Random(longest_s)
    people = [stays_all_day(chance, 10, x_px=200.0 * i, longest_s=longest_s) for i in range(3)]
    result = run_day(people, 10)
    assert result.windows == []
    assert result.reactions == []
    assert result.counts.dropped > 100 * 60 / longest_s


@pytest.mark.parametrize(("staying", "longest_s"), [(1, 60.0), (3, 60.0), (3, 1200.0)])
def test_three_people_who_stay_among_passers_by_make_no_small_cell(staying: int, longest_s: float) -> None:
    """With six passers-by an hour, every expression number has at least ten different people behind it."""
    chance = Random(longest_s)
    people = [stays_all_day(chance, 10, x_px=200.0 * i, longest_s=longest_s) for i in range(staying)]
    result = run_day(people + passers_by(chance, 10, 6), 10)
    assert result.windows
    for reaction in result.reactions:
        for n, smile in [
            (reaction.n, reaction.smile),
            *zip(reaction.curve.n, reaction.curve.smile, strict=True),
        ]:
            if n is not None and smile is not None:
                visits_of_who_stay = round(n * smile)
                assert n - visits_of_who_stay + min(staying, visits_of_who_stay) >= 10


def test_one_clerk_who_glances_up_all_day_makes_no_reaction() -> None:
    """The clerk is alone, or with passers-by who do not look."""
    chance = Random(7)
    clerk = stays_all_day(chance, 10, x_px=0.0, longest_s=12.0, shortest_s=3.0)
    alone = run_day([clerk], 10)
    assert alone.windows == []
    assert alone.reactions == []
    among_others = run_day([clerk, *passers_by(chance, 10, 12, looks=False)], 10)
    assert among_others.windows
    assert among_others.reactions == []


def test_a_shop_that_is_never_empty_still_has_releases() -> None:
    """With ten people a minute for eight hours, most watched seconds reach a cell."""
    chance = Random(11)
    people = passers_by(chance, 8, 600)
    result = run_day(people, 8)
    watched = sum(min(15.0, leaves - enters) for who in people for enters, leaves in who.visible)
    in_cells = sum(n or 0 for reaction in result.reactions for n in reaction.curve.n)
    assert len(result.windows) > 330
    assert len(result.reactions) > 16
    assert in_cells / watched > 0.5


def test_one_person_who_steps_out_and_returns_is_one_person() -> None:
    """Away for 5 s in place is one visit. Away for a minute, or over the edge, is two visits but one person."""

    def steps_out(for_s: float, *, over_edge: bool, k: int) -> AudienceResult:
        who = person(enters=5, stays=40 + for_s, away=[(25, 25 + for_s)], over_edge=over_edge)
        return run_audience(world(who, until=300, hz=10), k=k, k_reaction=k)

    assert steps_out(4.9, over_edge=False, k=1).counts.released == 1
    for for_s, over_edge in [(31.0, False), (59.9, False), (4.9, True)]:
        assert steps_out(for_s, over_edge=over_edge, k=1).counts.released == 2
        assert steps_out(for_s, over_edge=over_edge, k=3).windows == []
    pair = [person(enters=5 + i, stays=100, away=[(25, 84)], x_px=300.0 * i) for i in range(2)]
    assert run_audience(world(*pair, until=300), k=3).windows == []
    three = [*pair, person(enters=30, stays=100, x_px=900)]
    assert run_audience(world(*three, until=300), k=3).counts.released == 5


def test_passers_by_every_ten_seconds_are_all_counted() -> None:
    """With k = 1 all 360 count. With k = 5 they may be one person, unless they overlap or leave gaps over a minute."""
    in_a_row = [person(enters=10.0 * i, stays=6.0) for i in range(360)]
    assert run_audience(world(*in_a_row, hz=HZ), k=1, k_reaction=1).counts.released == 360
    assert run_audience(world(*in_a_row, hz=HZ)).windows == []
    meeting = [person(enters=10.0 * i, stays=26.0, x_px=500.0 * (i % 3)) for i in range(360)]
    assert run_audience(world(*meeting, hz=HZ)).windows == []  # three at a time are three people
    with_pauses = [person(enters=68.0 * i, stays=6.0) for i in range(50)]
    result = run_audience(world(*with_pauses, hz=HZ))
    assert result.counts.released >= 45
    assert all(window.visits >= 5 for window in result.windows)


# Random worlds: groups come and go, and people step out for up to a minute. At most `unmasked_staff` people are seen
# for longer than an hour.

FEW = AudienceRules(k=3, k_reaction=5, unmasked_staff=2, trace=True)


class Playlist(NamedTuple):
    """Creatives that are shown in a loop, each for so many seconds."""

    creatives: list[str]
    each: int

    def second_at(self, at_s: float) -> tuple[str, int]:
        """Creative and media second."""
        return self.creatives[int(at_s / self.each) % len(self.creatives)], int(at_s % self.each)


@st.composite
def audiences(draw: st.DrawFn) -> tuple[list[Person], float, Playlist]:
    """People of a random world, its length in seconds, and its ads."""
    chance = Random(draw(st.integers(0, 2**32)))
    hours = draw(st.sampled_from([0.5, 1.5, 3.0]))
    people = [
        stays_all_day(chance, hours, x_px=200.0 * i, longest_s=draw(st.sampled_from([30.0, 900.0])))
        for i in range(draw(st.integers(0, 2)))
    ]
    for _ in range(draw(st.integers(0, 12))):
        comes_s = chance.uniform(0, hours * HOUR_S - 300)
        for _ in range(chance.randint(1, 8)):
            enters = comes_s + chance.uniform(0, 20)
            parts = [enters + chance.uniform(3, 40)]
            for _ in range(chance.randint(0, 3)):
                parts += [parts[-1] + chance.uniform(2, 59), 0]
                parts[-1] = parts[-2] + chance.uniform(3, 40)
            away = list(zip(parts[0:-1:2], parts[1::2], strict=False))
            people.append(person(enters=enters, stays=parts[-1] - enters, away=away, x_px=chance.uniform(500, 9000)))
    until = hours * HOUR_S + draw(st.sampled_from([0.0, 60.0]))
    one, twelve = Playlist(["ad"], 15), Playlist(list("abcdefghijkl"), 3)
    return people, until, draw(st.sampled_from([one, one, one, twelve]))  # the third rule is checked with one alone


class Truth:
    """True person of each visit, from its tracks: worlds number the tracks by span in view."""

    def __init__(self, people: list[Person], until: float, playlist: Playlist) -> None:
        self.playlist = playlist
        stretches = sorted(
            ((-(-begins * HZ // 1), -(-ends * HZ // 1), who) for who in people for begins, ends in who.visible),
            key=lambda stretch: stretch[:2],
        )
        self.end_s = BEGIN_S + until
        self.who = {track + 1: who for track, (_, _, who) in enumerate(stretches)}
        plays = loop(playlist.creatives, each=playlist.each, until=until)
        lots = NoiseSource(0.0, Draws(Random(1)))
        self.result = run_audience(world(*people, plays=plays, hz=HZ, until=until), FEW, noise=lots)
        self.visits = [(v.start_s, v.end_s, id(self.who[v.tracks[0]])) for v in self.result.closed]

    def within(self, release: ReleasedWindow | ReleasedReaction, is_last: bool) -> list[tuple[float, float, int]]:
        """Visits that ended in a release. A stop belongs to the window that it ends, a time on the clock does not."""
        ends = is_last and release.at_s == release.to_s
        return [
            v
            for v in self.visits
            if release.from_s <= v[1] and (v[1] < release.to_s or (ends and v[1] == release.to_s))
        ]

    def has_seen(self, visit: tuple[float, float, int], creative: str, second: int) -> bool:
        """Checks that the visit has a frame in that media second."""
        first, last = round((visit[0] - BEGIN_S) * HZ), round((visit[1] - BEGIN_S) * HZ)
        round_s = self.playlist.each * len(self.playlist.creatives)
        frames = range(first, min(last, first + int(round_s * HZ)) + 1)
        return any(self.playlist.second_at(frame / HZ) == (creative, second) for frame in frames)


def one_visit_one_batch(truth: Truth) -> None:
    """Rule 1: windows do not overlap; each has exactly the visits that ended in it. Reactions cover whole windows."""
    windows, reactions = truth.result.windows, truth.result.reactions
    for before, after in pairwise(windows):
        assert before.to_s == after.from_s
    for window in windows:
        assert window.from_s < window.to_s
        assert window.visits == len(truth.within(window, window is windows[-1]))
    for reaction in reactions:
        assert reaction.from_s in {window.from_s for window in windows}
        assert reaction.to_s in {window.to_s for window in windows}
        assert reaction.exposed <= len(truth.within(reaction, reaction is reactions[-1]))
    for creative in truth.playlist.creatives:
        for earlier, later in pairwise(reaction for reaction in reactions if reaction.creative == creative):
            assert earlier.to_s == later.from_s
    assert sum(reaction.n for reaction in reactions) <= FEW.creatives * sum(window.visits for window in windows)


def at_least_k_people_behind_each_number(truth: Truth) -> None:
    """Rule 2, against the true people."""
    releases: list[ReleasedWindow | ReleasedReaction] = [*truth.result.windows, *truth.result.reactions]
    for release in releases:
        is_last = release.to_s == truth.result.windows[-1].to_s
        visits = truth.within(release, is_last)
        people = len({who for _, _, who in visits})
        if isinstance(release, ReleasedWindow):
            assert people >= FEW.k
            continue
        assert people >= FEW.k_reaction
        for second, n in enumerate(release.curve.n):
            if n is not None:
                inside = [visit for visit in visits if truth.has_seen(visit, release.creative, second)]
                assert n <= len(inside)
                assert len({who for _, _, who in inside}) >= FEW.k_reaction


def subtracting_the_curve_from_the_total_leaves_enough_people(truth: Truth) -> None:
    """Rule 3: the people with a verdict in a withheld cell are none, or at least k_reaction.

    With lots, who was there need not have given a verdict: test_differencing.py follows each lot.
    """
    if len(truth.playlist.creatives) > FEW.creatives:
        return
    for reaction in truth.result.reactions:
        visits = [v for v in truth.within(reaction, reaction.to_s == truth.result.windows[-1].to_s) if v[1] - v[0] >= 2]
        withheld = [second for second, n in enumerate(reaction.curve.n) if n is None]
        inside = {
            visit[2] for visit in visits for second in withheld if truth.has_seen(visit, reaction.creative, second)
        }
        assert len(inside) == 0 or len(inside) >= FEW.k_reaction


def held_then_dropped(truth: Truth) -> None:
    """Rule 4: each visit is released or dropped, once. Nothing is held after a stop."""
    counts, result = truth.result.counts, truth.result
    assert counts.released + counts.dropped == len(truth.visits) == result.visits_in
    assert counts.released == sum(window.visits for window in result.windows)
    assert counts.reactions_released == sum(reaction.exposed for reaction in result.reactions)
    assert counts.open == counts.waiting == counts.reactions_waiting == 0
    exposed = counts.reactions_released + counts.reactions_dropped
    assert exposed <= counts.released * len(truth.playlist.creatives)
    for visit in truth.visits:
        assert visit[0] <= visit[1]


def on_the_clock(truth: Truth) -> None:
    """Rule 5: windows end at the minute and leave half a minute later. Only the last ends with the run."""
    result, end_s = truth.result, truth.end_s
    releases: list[ReleasedWindow | ReleasedReaction] = [*result.windows, *result.reactions]
    for release in releases:
        if release.at_s != end_s:
            assert release.at_s == release.to_s + 30
        if release.to_s != end_s:
            assert release.to_s % 60 == 0
    windows_by_check = Counter(window.at_s for window in result.windows if window.at_s != end_s)
    assert set(windows_by_check.values()) <= {1}


PROMISES = (
    one_visit_one_batch,
    at_least_k_people_behind_each_number,
    subtracting_the_curve_from_the_total_leaves_enough_people,
    held_then_dropped,
    on_the_clock,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(audiences())
def test_every_promise_is_kept(drawn: tuple[list[Person], float, Playlist]) -> None:
    """In worlds by chance, each of which runs once."""
    truth = Truth(*drawn)
    for promise in PROMISES:
        promise(truth)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 6), st.sampled_from([0.0, 0.3, 1.0]))
def test_released_dropped_and_waiting_visits_add_up_to_all_visits(seed: int, k: int, share: float) -> None:
    """This holds at any moment, also over midnight and pauses."""
    chance = Random(seed)
    begin_s = BEGIN_S + DAY_S - HOUR_S / 2
    people = passers_by(chance, 1, 60)
    rules = AudienceRules(k=k, k_reaction=max(k, 5 if k > 2 else k), unmasked_staff=2, trace=True)
    audience, closed, released_visits = Audience(rules), 0, 0
    for event in world(*people, plays=loop("abcdefghijkl", each=5, until=HOUR_S), hz=HZ, begin_s=begin_s, until=HOUR_S):
        releases = audience.handle_event(event)
        if chance.random() < share / 1000:
            releases += audience.pause(event.at_s) if chance.random() < 0.8 else audience.close(event.at_s)
        closed += sum(isinstance(release, VisitClosed) for release in releases)
        released_visits += sum(release.visits for release in releases if isinstance(release, ReleasedWindow))
        counts = audience.counts
        assert counts.released == released_visits
        assert counts.released + counts.dropped + counts.waiting == closed
