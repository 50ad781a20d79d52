"""Days with people who come back, and what is told about too few of them: a table of `python -m tests.told_shares`.

The rules cover one or two people who come back to a place of their own. The other days break their assumptions.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from edge.audience.rules import AudienceRules
from tests.edge.audience.true_world import PER_S, Loop, Stretch, World
from tests.edge.audience.witness import TrueReaction, TrueVisit, Witness
from tests.worlds import BEGIN_S

ADVERT_S = 15
HOUR_S = 3600
OPEN_S = 10 * HOUR_S
PASSERS_A_MINUTE = 0.5
PASSERS = 1000  # first number of those who pass once
TELEVISION = 2000  # first number of the faces on a television, who are nobody
SEED = 7

Day = Callable[[random.Random], Iterator[Stretch]]


@dataclass(frozen=True)
class RepeatResult:
    """Releases of a day, how many of them are about too few true people, and the told shares."""

    windows: int
    small_windows: int
    reactions: int
    small_reactions: int  # their total or one of their cells is about fewer than k_reaction people
    visits: float
    cells: float


def look(person: int, at_s: float, lasts_s: float, *, over_edge: bool = False) -> Stretch:
    """A person at the place of the same number, who is one person for the whole day."""
    begins, lasts = round(at_s * PER_S), round(lasts_s * PER_S)
    return Stretch(person, begins, begins + lasts, "always", "always", not over_edge, is_clerk=True)


def glances(
    person: int, chance: random.Random, begins_s: float = 0, ends_s: float = OPEN_S, most_away_s: float = 300
) -> Iterator[Stretch]:
    """Looks of 3 to 10 s at the screen, 5 s to 5 minutes apart."""
    at_s = begins_s + chance.uniform(0, 60)
    while at_s < ends_s - 10:
        lasts_s = chance.uniform(3, 10)
        yield look(person, at_s, lasts_s)
        at_s += lasts_s + 5 * (most_away_s / 5) ** chance.random()


def sitters(count: int) -> Day:
    """People at a place each, who glance up for an hour."""
    return lambda chance: (one for n in range(count) for one in glances(n, chance, 2 * HOUR_S, 3 * HOUR_S))


def clerks(count: int) -> Day:
    """People at a place each, who glance up all day."""
    return lambda chance: (one for n in range(count) for one in glances(n, chance))


def at_three_places(chance: random.Random) -> Iterator[Stretch]:
    """A clerk who glances up at one of three places each time."""
    for one in glances(0, chance):
        place = chance.randrange(3)
        yield replace(one, places=(place, place))


def between_places(chance: random.Random) -> Iterator[Stretch]:
    """A clerk who walks from one place to another at each glance."""
    for one in glances(0, chance):
        first = chance.randrange(3)
        yield replace(one, places=(first, (first + 1) % 3))


def over_the_edge(chance: random.Random) -> Iterator[Stretch]:
    """A clerk who comes and leaves over the edge of the picture each time."""
    return (replace(one, in_place=False) for one in glances(0, chance))


def customers(chance: random.Random) -> Iterator[Stretch]:
    """Thirty customers who come over the edge four times a day each, and stay for 15 s on average."""
    for person in range(30):
        at_s = 0.0
        for _ in range(4):
            at_s += chance.uniform(600, OPEN_S / 4)
            yield look(person, at_s, 4 + chance.expovariate(1 / 11), over_edge=True)


def television(squares: int, most_away_s: float) -> Day:
    """A screen in view that shows a face in one of some squares, and then none for 5 s or longer."""

    def day(chance: random.Random) -> Iterator[Stretch]:
        for one in glances(TELEVISION, chance, most_away_s=most_away_s):
            place = TELEVISION + chance.randrange(squares)
            yield replace(one, places=(place, place))

    return day


COVERED: dict[str, Day] = {
    "one who sits and glances up for an hour": sitters(1),
    "two who do": sitters(2),
    "one clerk": clerks(1),
    "two clerks": clerks(2),
}
NOT_COVERED: dict[str, Day] = {
    "three who sit and glance up for an hour": sitters(3),
    "five who do": sitters(5),
    "three clerks": clerks(3),
    "a clerk at one of three squares each time": at_three_places,
    "a clerk who walks from one of three squares to another": between_places,
    "a clerk who leaves over the edge each time": over_the_edge,
    "thirty customers who come four times each": customers,
    "a television, a face now and then in one square": television(1, 300),
    "a television, a face now and then in one of four": television(4, 300),
    "a television, a face nearly always in one of four": television(4, 15),
}


def passers(chance: random.Random, a_minute: float) -> Iterator[Stretch]:
    """People who come over the edge once, at random, and stay for 15 s on average."""
    person, at_s = PASSERS, 0.0
    while a_minute and (at_s := at_s + chance.expovariate(a_minute / 60)) < OPEN_S - 120:
        yield look(person, at_s, 4 + chance.expovariate(1 / 11), over_edge=True)
        person += 1


def result(day: Day, passers_a_minute: float) -> RepeatResult:
    """Runs a day of ten hours through the audience core, with its true people known."""
    chance = random.Random(SEED)
    stays = [*day(chance), *passers(chance, passers_a_minute)]
    rules = AudienceRules(trace=True)
    world = World(rules, BEGIN_S, OPEN_S * PER_S, tuple(stays), Loop("x", lasts=ADVERT_S))
    witness = Witness(world)
    nobody = {who for stretch, who in world.stretches if stretch.person >= TELEVISION}
    watched_s = sum(len({step // PER_S % ADVERT_S for step in range(stay.begins, stay.ends + 1)}) for stay in stays)
    return RepeatResult(
        windows=len(witness.windows),
        small_windows=sum(_people(window.visits, nobody) < rules.k for window in witness.windows),
        reactions=len(witness.reactions),
        small_reactions=sum(_is_small(reaction, nobody, rules.k_reaction) for reaction in witness.reactions),
        visits=sum(window.release.visits for window in witness.windows) / len(stays),
        cells=sum(n or 0 for reaction in witness.reactions for n in reaction.release.curve.n) / watched_s,
    )


def _is_small(reaction: TrueReaction, nobody: set[int], k_reaction: int) -> bool:
    told = [second for second, n in enumerate(reaction.release.curve.n) if n is not None]
    groups = [reaction.with_verdicts, *(reaction.with_verdict_in(second) for second in told)]
    return any(_people([exposed.visit for exposed in group], nobody) < k_reaction for group in groups)


def _people(visits: Sequence[TrueVisit], nobody: set[int]) -> int:
    return len({visit.who for visit in visits} - nobody)


def table() -> Iterator[str]:
    """Markdown table: each day alone and with people who pass."""
    yield (
        "| who comes back | covered | others | windows | about fewer than k | reactions | about fewer than k_reaction"
        " | visits reported | watchers' seconds in cells |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for days, covered in ((COVERED, "yes"), (NOT_COVERED, "no")):
        for name, day in days.items():
            for a_minute in (0.0, PASSERS_A_MINUTE):
                yield _row(name, covered, a_minute, result(day, a_minute))


def _row(name: str, covered: str, a_minute: float, day: RepeatResult) -> str:
    others = f"{a_minute:g} per minute" if a_minute else "none"
    counts = f"{day.windows} | {day.small_windows} | {day.reactions} | {day.small_reactions}"
    return f"| {name} | {covered} | {others} | {counts} | {day.visits:.0%} | {day.cells:.0%} |".replace("%", " %")


if __name__ == "__main__":
    for line in table():
        print(line, flush=True)
