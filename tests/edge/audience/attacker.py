"""Random worlds to attack the privacy rules with. They favour difficult cases."""

import os
from math import floor

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from edge.audience.rules import DAY_S, AudienceRules, next_utc_midnight_s
from tests.edge.audience.true_world import PER_S, POSTER_STEPS, STEP_S, Loop, Piece, Stretch, World, on_the_clock
from tests.worlds import BEGIN_S

INDIA_S = 19_800.0
LONG = os.environ.get("VITRINA_LONG") == "1"


def random_worlds(examples: int) -> settings:
    """Hypothesis settings: the same worlds in each run. With VITRINA_LONG=1 many more, and others in each run."""
    return settings(
        max_examples=examples * 60 if LONG else examples,
        derandomize=not LONG,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


KS = [(3, 3, 1), (3, 4, 1), (3, 5, 2), (5, 5, 2), (3, 10, 1)]


def _nasty_day_end(at_s: float) -> float:
    return next_utc_midnight_s(at_s + INDIA_S) - INDIA_S


def _short_part_end(at_s: float) -> float:
    return (floor(at_s / 120.0) + 1) * 120.0


def _nasty_part_end(at_s: float) -> float:
    """Parts that end within windows of any length."""
    return (floor((at_s - 7.25) / 100.0) + 1) * 100.0 + 7.25


@st.composite
def random_rules(draw: st.DrawFn) -> AudienceRules:
    """Rules that `run` accepts, and shorter spans and steps, so that long days fit into short worlds."""
    k, k_reaction, staff = draw(st.sampled_from(KS))
    return AudienceRules(
        k=k,
        k_reaction=k_reaction,
        unmasked_staff=staff,
        window_s=draw(st.sampled_from([60.0, 10.0, 45.0])),
        same_person_s=draw(st.sampled_from([60.0, 20.0, 60.2])),
        same_person_span_s=draw(st.sampled_from([120.0, 240.0, 3600.0])),
        reaction_hold_s=draw(st.sampled_from([None, None, None, 30.0])),
        creatives=draw(st.sampled_from([4, 4, 1, 2])),
        trace=True,
        day_end=draw(st.sampled_from([next_utc_midnight_s, _nasty_day_end])),
        part_end=draw(st.sampled_from([None, None, _short_part_end, _nasty_part_end])),
    )


@st.composite
def groups(
    draw: st.DrawFn, rules: AudienceRules, begin_s: float, steps: int, first: int, watches: bool
) -> list[Stretch]:
    """Group of people at once or one after the other, most often alike. One of them may be odd.

    A group that `watches` is likely to be large enough for a reaction.
    """
    away = int(rules.same_person_s * PER_S)
    k, k_reaction = rules.k, rules.k_reaction
    size = draw(st.sampled_from([k_reaction + 1, k_reaction, k_reaction - 1, k, k - 1, 1, k_reaction + 3]))
    lasts = draw(st.sampled_from([60, 4, 8, 20, 61, 120, 239, 240, 2399, 2400, 2401, 2600]))
    gap = draw(st.sampled_from([10, 20, 21, 119, 120, away - 1, away, away + 1]))
    returns = draw(st.sampled_from([0, 0, 1, 3]))
    stagger = draw(st.sampled_from([0, 0, 0, 1, 20, lasts, lasts + 1, lasts + away]))
    looks = draw(st.sampled_from(["always", "always", "always", "at first", "in between", "two seconds", "never"]))
    reads = draw(st.sampled_from(["always", "always", "every other", "sometimes", "abstained", "never"]))
    if watches:
        size, reads = max(size, k_reaction), draw(st.sampled_from(["always", "every other", "sometimes"]))
        lasts, stagger = max(lasts, 20), min(stagger, 20)
    in_place = draw(st.booleans())
    window = int(rules.window_s * PER_S)
    edge = draw(st.integers(0, max(0, steps // window))) * window - round(begin_s % rules.window_s * PER_S)
    begins = max(0, edge + draw(st.sampled_from([-1, 0, 1, 7, window // 3])))
    if draw(st.booleans()):
        begins = max(0, begins - lasts)  # the end of the stay lies at the window's edge
    odd = draw(st.sampled_from([None, None, 4, 8, 20, lasts + 4]))
    odd_looks = draw(st.sampled_from(["always", "two seconds"]))
    group = []
    for i in range(size):
        is_odd = odd is not None and i == size - 1
        at, length = begins + i * stagger, odd if is_odd and odd is not None else lasts
        for _ in range(returns + 1):
            group.append(
                Stretch(first + i, at, at + length, odd_looks if is_odd else looks, reads, in_place and returns > 0)
            )
            at += length + gap
    return group


@st.composite
def staff(draw: st.DrawFn, rules: AudienceRules, steps: int, person: int, at_place: bool = False) -> list[Stretch]:
    """Person of the staff: in view now and then for the whole world. With `at_place` always there, away for longer."""
    away = int(rules.same_person_s * PER_S)
    # a visit that is longer than `same_person_span_s` counts twice: `run` accepts none so short
    lasts = draw(st.sampled_from([8, 20, 240] if at_place else [8, 20, 240, 2500]))
    gap = draw(st.sampled_from([84, away + 1, 2 * away, 600] if at_place else [away, 10, 40, away - 1]))
    looks = draw(st.sampled_from(["always", "two seconds"]))
    begins = range(draw(st.integers(0, gap)), steps, lasts + gap)
    return [Stretch(person, at, min(at + lasts, steps - 1), looks, "always", at_place, at_place) for at in begins]


@st.composite
def pieces(draw: st.DrawFn, lasts: int) -> tuple[Piece, ...]:
    """Ways to show a creative that are no simple play from its start to its end: each sorts its seconds anew."""
    kind = draw(st.sampled_from(["middle", "resumed", "resumed", "jumps", "stubs", "sorted", "twice"]))
    middle = draw(st.integers(1, lasts - 1))
    match kind:
        case "middle":  # only its end
            return (Piece(float(middle), lasts),)
        case "resumed":  # the rest after a pause, and not quite from where it stopped
            jump = draw(st.sampled_from([0.0, 0.5, -0.5, 0.75, -1.0]))
            return Piece(0.0, middle, draw(st.sampled_from([0, 2, 10, 10.25]))), Piece(middle + jump, lasts)
        case "jumps":  # small ones, that add up
            step = draw(st.sampled_from([0.25, 0.5]))
            return tuple(Piece(at * (1 + step), at * (1 + step) + 1) for at in range(int((lasts - 1) / (1 + step)) + 1))
        case "stubs":  # a short play from the start before each second
            return tuple(piece for at in range(1, lasts) for piece in (Piece(0.0, 0.25), Piece(at, at + 1)))
        case "sorted":  # even seconds first
            return tuple(Piece(at, at + 1) for at in [*range(0, lasts, 2), *range(1, lasts, 2)])
    return Piece(0.0, middle), Piece(0.0, lasts)


@st.composite
def loops(draw: st.DrawFn, late: bool) -> Loop:
    """Loop of one or two creatives, perhaps in two arms and in pieces, of twelve short ones, or no creative."""
    creatives = draw(st.sampled_from(["x", "x", "xy", "abcdefghijkl", "abcdefghijkl", ""]))
    lasts = draw(st.sampled_from([2, 3] if len(creatives) > 2 else [3, 5, 10, 15]))
    return Loop(
        creatives=creatives,
        lasts=lasts,
        pause=draw(st.sampled_from([0, 0, 4])),
        has_arms=draw(st.sampled_from([False, False, True])),
        reported_late_by=(0, draw(st.sampled_from([2, 5, 20, 40]))) if late else (0, 0),
        pieces=draw(pieces(lasts)) if draw(st.sampled_from([0, 1, 1])) else (),
        whole_every=draw(st.sampled_from([2, 3, 1000])),
    )


@st.composite
def pauses_of(draw: st.DrawFn, rules: AudienceRules, begin_s: float, steps: int) -> list[tuple[int, int]]:
    """Pauses that follow each other: as wanted, or as soon as sensing has begun again."""
    pauses: list[tuple[int, int]] = []
    begins = draw(st.integers(1, steps - 1))
    for after in draw(st.lists(st.sampled_from([1, 8, 100, 239, 240, 241]), max_size=4)):
        pauses.append(on_the_clock(rules, begin_s, begins, draw(st.sampled_from([4, 40, 400]))))
        begins = sum(pauses[-1]) + after
    return [pause for pause in pauses if pause[0] < steps]


@st.composite
def worlds(draw: st.DrawFn, *, late: bool = False) -> World:
    """World with everything. With `late`, plays come so late that the kiosk's knowledge cannot be worked out here."""
    rules = draw(random_rules())
    steps = draw(st.sampled_from([3, 6, 12])) * 60 * PER_S
    midnight_s = rules.day_end(BEGIN_S + DAY_S)
    begin_s = midnight_s - draw(st.sampled_from([steps * STEP_S // 2, 30_000.0, 29_993.0, steps * STEP_S]))
    wanted: list[Stretch] = []
    for i in range(draw(st.integers(0, rules.unmasked_staff + 1))):
        wanted += draw(staff(rules, steps, i))
    for i in range(draw(st.sampled_from([0, 0, 1, rules.staff_places]))):
        wanted += draw(staff(rules, steps, 5 + i, at_place=True))
    for i in range(draw(st.integers(1, 6))):
        wanted += draw(groups(rules, begin_s, steps, 10 + 20 * i, watches=i == 0))
    moments = st.integers(1, steps // PER_S - 1).map(lambda second: second * PER_S)
    pauses = draw(pauses_of(rules, begin_s, steps)) if draw(st.sampled_from([0, 0, 0, 1])) else []
    outages = (
        [(draw(moments) + 1, draw(st.sampled_from([4, 60, 300, 900])))] if draw(st.sampled_from([0, 0, 0, 1])) else []
    )
    if any(begin <= sum(pause) and pause[0] <= begin + n for begin, n in outages for pause in pauses):
        outages = []
    blind = [*pauses, *outages]
    posters = [(draw(moments), draw(st.integers(8, 12)))] if draw(st.sampled_from([0, 0, 0, 1])) else []
    posters = [p for p in posters if not any(b <= p[0] + POSTER_STEPS and p[0] <= b + n for b, n in blind)]
    wearers = draw(st.sampled_from([0, 0, rules.k_reaction - 1, rules.k_reaction, rules.k_reaction + 1]))
    return World(
        rules=rules,
        begin_s=begin_s,
        steps=steps,
        wanted=tuple(wanted),
        loop=draw(loops(late)),
        pauses=tuple(pauses),
        outages=tuple(outages),
        posters=tuple(p for p in posters if p[0] + POSTER_STEPS < steps),
        has_sound=draw(st.booleans()),
        lot_seed=draw(st.integers(1, 100)),
        wearers=tuple((7 * i, steps // PER_S if i else draw(st.sampled_from([1, steps]))) for i in range(wearers)),
    )
