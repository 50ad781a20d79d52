"""What is promised to the people before the screen, over whole days and over worlds made by chance.

Everybody in these worlds has a truth that audience never sees; what left is held against it.
"""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.audience.audience import Audience
from edge.audience.rules import AudienceRules
from edge.events import ReleasedReaction, ReleasedWindow, VisitClosed
from tests.worlds import BEGIN_S, DAY_S, HOUR_S, NEUTRAL, SMILE, Lived, Person, live, loop, person, world

HZ = 2.0
DAY = AudienceRules()


def stays_all_day(chance: Random, hours: float, *, x_px: float, longest_s: float, shortest_s: float = 20.0) -> Person:
    """In view from open to close, stepping out now and then for up to a minute. The only ones who smile."""
    stretches, at_s = [], chance.uniform(0, 30)
    while at_s < hours * HOUR_S - 60:
        until_s = at_s + chance.uniform(shortest_s, longest_s)
        stretches.append((at_s, min(until_s, hours * HOUR_S)))
        at_s = until_s + chance.uniform(2, 59)
    return Person(tuple(stretches), ((0.0, hours * HOUR_S),), SMILE, True, x_px, 60.0)


def passers_by(chance: Random, hours: float, per_hour: float, *, looks: bool = True) -> list[Person]:
    """They come by chance and stay for half a minute, more or less. None of them smiles."""
    people, at_s = [], chance.expovariate(per_hour / HOUR_S)
    while at_s < hours * HOUR_S - 120:
        stays = 3 + chance.expovariate(1 / 27)
        people.append(person(enters=at_s, stays=stays, looks=looks, shows=NEUTRAL, x_px=chance.uniform(1000, 9000)))
        at_s += chance.expovariate(per_hour / HOUR_S)
    return people


def lived(people: list[Person], hours: float, rules: AudienceRules = DAY) -> Lived:
    return live(world(*people, plays=loop(["ad"], each=15, until=hours * HOUR_S), hz=HZ), rules)


@pytest.mark.parametrize("longest_s", [60.0, 1200.0])
def test_three_people_who_stay_all_day_never_make_five(longest_s: float) -> None:
    """However often they step out for up to a minute, nothing about them leaves: they are held, dropped and counted."""
    chance = Random(longest_s)
    people = [stays_all_day(chance, 10, x_px=200.0 * i, longest_s=longest_s) for i in range(3)]
    told = lived(people, 10)
    assert told.windows == []
    assert told.reactions == []
    assert told.counts.dropped > 100 * 60 / longest_s


@pytest.mark.parametrize(("staying", "longest_s"), [(1, 60.0), (3, 60.0), (3, 1200.0)])
def test_three_who_stay_among_passers_by_make_no_cell_of_theirs(staying: int, longest_s: float) -> None:
    """Six passers-by an hour: no number about expressions has fewer than ten different people behind it."""
    chance = Random(longest_s)
    people = [stays_all_day(chance, 10, x_px=200.0 * i, longest_s=longest_s) for i in range(staying)]
    told = lived(people + passers_by(chance, 10, 6), 10)
    assert told.windows
    for reaction in told.reactions:
        for n, positive in [
            (reaction.n, reaction.positive),
            *zip(reaction.curve.n, reaction.curve.positive, strict=True),
        ]:
            if n is not None and positive is not None:
                visits_of_who_stay = round(n * positive)
                assert n - visits_of_who_stay + min(staying, visits_of_who_stay) >= 10


def test_one_clerk_who_glances_up_all_day_makes_no_reaction() -> None:
    """Alone, and where others pass who do not look."""
    chance = Random(7)
    clerk = stays_all_day(chance, 10, x_px=0.0, longest_s=12.0, shortest_s=3.0)
    alone = lived([clerk], 10)
    assert alone.windows == []
    assert alone.reactions == []
    among_others = lived([clerk, *passers_by(chance, 10, 12, looks=False)], 10)
    assert among_others.windows
    assert among_others.reactions == []


def test_a_shop_that_is_never_empty_still_tells() -> None:
    """Ten people a minute for a day: most of what they watched reaches a number."""
    chance = Random(11)
    people = passers_by(chance, 24, 600)
    told = lived(people, 24)
    watched = sum(min(15.0, leaves - enters) for who in people for enters, leaves in who.seen)
    reached = sum(n or 0 for reaction in told.reactions for n in reaction.curve.n)
    assert len(told.windows) > 1000
    assert len(told.reactions) > 50
    assert reached / watched > 0.5


def test_one_person_who_steps_out_and_back() -> None:
    """Five seconds in place: one visit. A minute, or over the edge: two visits, but one person, who is never two."""

    def steps_out(for_s: float, *, over_edge: bool, k: int) -> Lived:
        who = person(enters=5, stays=40 + for_s, away=[(25, 25 + for_s)], over_edge=over_edge)
        return live(world(who, until=300, hz=10), k=k, k_reaction=k)

    assert steps_out(4.9, over_edge=False, k=1).counts.released == 1
    for for_s, over_edge in [(31.0, False), (59.9, False), (4.9, True)]:
        assert steps_out(for_s, over_edge=over_edge, k=1).counts.released == 2
        assert steps_out(for_s, over_edge=over_edge, k=3).windows == []
    pair = [person(enters=5 + i, stays=100, away=[(25, 84)], x_px=300.0 * i) for i in range(2)]
    assert live(world(*pair, until=300), k=3).windows == []
    three = [*pair, person(enters=30, stays=100, x_px=900)]
    assert live(world(*three, until=300), k=3).counts.released == 5


def test_passers_by_every_ten_seconds_are_all_counted() -> None:
    """With k = 1 all 360 of an hour; with k = 5 they may be one, unless they meet or nobody is there for a minute."""
    in_a_row = [person(enters=10.0 * i, stays=6.0) for i in range(360)]
    assert live(world(*in_a_row, hz=HZ), k=1, k_reaction=1).counts.released == 360
    assert live(world(*in_a_row, hz=HZ)).windows == []
    meeting = [person(enters=10.0 * i, stays=26.0, x_px=500.0 * (i % 3)) for i in range(360)]
    assert live(world(*meeting, hz=HZ)).windows == []  # three at a time are three people
    with_pauses = [person(enters=68.0 * i, stays=6.0) for i in range(50)]
    told = live(world(*with_pauses, hz=HZ))
    assert told.counts.released >= 45
    assert all(window.visits >= 5 for window in told.windows)


# Worlds by chance: groups come and go, people step out for up to a minute, and of those who work here at most as many
# as the rules say are seen for longer than an hour.

FEW = AudienceRules(k=3, k_reaction=5, unmasked_staff=2, trace=True)


@st.composite
def audiences(draw: st.DrawFn) -> tuple[list[Person], float]:
    """Who is there, and for how many seconds the world lasts."""
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
    return people, hours * HOUR_S + draw(st.sampled_from([0.0, 60.0]))


class Truth:
    """Who made which visit: known here by the tracks, which the worlds number by stretch in view."""

    def __init__(self, people: list[Person], until: float) -> None:
        stretches = sorted(
            ((-(-begins * HZ // 1), -(-ends * HZ // 1), who) for who in people for begins, ends in who.seen),
            key=lambda stretch: stretch[:2],
        )
        self.who = {track + 1: who for track, (_, _, who) in enumerate(stretches)}
        self.told = live(world(*people, plays=loop(["ad"], each=15, until=until), hz=HZ, until=until), FEW)
        self.visits = [(v.start_s, v.end_s, id(self.who[v.tracks[0]])) for v in self.told.closed]

    def within(self, told: ReleasedWindow | ReleasedReaction, is_last: bool) -> list[tuple[float, float, int]]:
        """The visits that ended in it; the stop, unlike a multiple on the clock, is in the window that it ends."""
        ends = is_last and told.at_s == told.to_s
        return [v for v in self.visits if told.from_s <= v[1] and (v[1] < told.to_s or (ends and v[1] == told.to_s))]


def in_media_second(visit: tuple[float, float, int], second: int) -> bool:
    """Whether there was a frame of the visit in that second of the advert of 15 s."""
    first, last = round((visit[0] - BEGIN_S) * HZ), round((visit[1] - BEGIN_S) * HZ)
    return any(int(i / HZ % 15) == second for i in range(first, min(last, first + int(15 * HZ)) + 1))


worlds_by_chance = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@worlds_by_chance
@given(audiences())
def test_one_visit_one_batch(drawn: tuple[list[Person], float]) -> None:
    """Rule 1: windows follow each other without overlap, each tells exactly the visits that ended in it; a reaction is
    about whole told windows, from the end of the one before.
    """
    truth = Truth(*drawn)
    windows, reactions = truth.told.windows, truth.told.reactions
    for before, after in pairwise(windows):
        assert before.to_s == after.from_s
    for window in windows:
        assert window.from_s < window.to_s
        assert window.visits == len(truth.within(window, window is windows[-1]))
    for reaction in reactions:
        assert reaction.from_s in {window.from_s for window in windows}
        assert reaction.to_s in {window.to_s for window in windows}
        assert reaction.exposed <= len(truth.within(reaction, reaction is reactions[-1]))
    for earlier, later in pairwise(reactions):
        assert earlier.to_s == later.from_s


@worlds_by_chance
@given(audiences())
def test_at_least_k_people_behind_each_number(drawn: tuple[list[Person], float]) -> None:
    """Rule 2, against who was really there."""
    truth = Truth(*drawn)
    messages: list[ReleasedWindow | ReleasedReaction] = [*truth.told.windows, *truth.told.reactions]
    for told in messages:
        is_last = told.to_s == truth.told.windows[-1].to_s
        visits = truth.within(told, is_last)
        people = len({who for _, _, who in visits})
        if isinstance(told, ReleasedWindow):
            assert people >= FEW.k
            continue
        assert people >= FEW.k_reaction
        for second, n in enumerate(told.curve.n):
            if n is not None:
                inside = [visit for visit in visits if in_media_second(visit, second)]
                assert n <= len(inside)
                assert len({who for _, _, who in inside}) >= FEW.k_reaction


@worlds_by_chance
@given(audiences())
def test_subtracting_the_curve_from_the_total_leaves_enough_people(drawn: tuple[list[Person], float]) -> None:
    """Rule 3: who has a verdict in a withheld cell is nobody, or one of k_reaction."""
    truth = Truth(*drawn)
    for reaction in truth.told.reactions:
        visits = [v for v in truth.within(reaction, reaction.to_s == truth.told.windows[-1].to_s) if v[1] - v[0] >= 2]
        withheld = [second for second, n in enumerate(reaction.curve.n) if n is None]
        inside = {who for visit in visits for second in withheld if in_media_second(visit, second) for who in visit[2:]}
        assert len(inside) == 0 or len(inside) >= FEW.k_reaction


@worlds_by_chance
@given(audiences())
def test_held_then_dropped(drawn: tuple[list[Person], float]) -> None:
    """Rule 4: what left and what was dropped is what went in, each once; nothing is held after a stop. What left before
    it had 80 % of its cells full.
    """
    truth = Truth(*drawn)
    counts, told = truth.told.counts, truth.told
    assert counts.released + counts.dropped == len(truth.visits) == told.went_in
    assert counts.released == sum(window.visits for window in told.windows)
    assert counts.reactions_released == sum(reaction.exposed for reaction in told.reactions)
    assert counts.open == counts.waiting == counts.reactions_waiting == 0
    exposed = counts.reactions_released + counts.reactions_dropped
    assert exposed <= counts.released
    for visit in truth.visits:
        assert visit[0] <= visit[1]


@worlds_by_chance
@given(audiences())
def test_on_the_clock(drawn: tuple[list[Person], float]) -> None:
    """Rule 5: windows end at the minute and are told half a minute after; only the last ends with the run."""
    told = Truth(*drawn).told
    end_s = BEGIN_S + drawn[1]
    messages: list[ReleasedWindow | ReleasedReaction] = [*told.windows, *told.reactions]
    for message in messages:
        if message.at_s != end_s:
            assert message.at_s == message.to_s + 30
        if message.to_s != end_s:
            assert message.to_s % 60 == 0
    looked_at = Counter(window.at_s for window in told.windows if window.at_s != end_s)
    assert set(looked_at.values()) <= {1}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 6), st.sampled_from([0.0, 0.3, 1.0]))
def test_what_left_and_was_dropped_and_is_held_is_what_went_in(seed: int, k: int, share: float) -> None:
    """At any moment, over midnight, pauses and all."""
    chance = Random(seed)
    begin_s = BEGIN_S + DAY_S - HOUR_S / 2
    people = passers_by(chance, 1, 60)
    rules = AudienceRules(k=k, k_reaction=max(k, 5 if k > 2 else k), unmasked_staff=2, trace=True)
    audience, closed, told_visits = Audience(rules), 0, 0
    for event in world(*people, plays=loop(["a", "b"], each=15, until=HOUR_S), hz=HZ, begin_s=begin_s, until=HOUR_S):
        told = audience.handle(event)
        if chance.random() < share / 1000:
            told += audience.close(event.at_s)
        closed += sum(isinstance(message, VisitClosed) for message in told)
        told_visits += sum(message.visits for message in told if isinstance(message, ReleasedWindow))
        counts = audience.counts
        assert counts.released == told_visits
        assert counts.released + counts.dropped + counts.waiting == closed
