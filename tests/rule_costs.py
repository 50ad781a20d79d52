"""Costs of each rule alone, in what is told of a shop: `python -m tests.told_shares --rules`.

All rows have the same people; most of them begin and end inside the picture at few places, where the rules cost most.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import floor, sqrt
from unittest.mock import patch

from edge.audience import staff
from edge.audience.audience import Audience
from edge.audience.draws import Draws
from edge.audience.noise import NoiseSource
from edge.audience.rules import AudienceRules
from edge.events import InputEvent, PlayStarted, Release, ReleasedReaction, Tick, VisitClosed
from edge.kiosk.state.resume_clock import ResumeClock
from tests.shop_day import SEED, Stay, Told, frames, stays, told
from tests.worlds import BEGIN_S

RATES = (0.5, 2.0, 10.0)  # people a minute
INSIDE, PLACES = 0.7, 6
NOISE = 0.5
PART_S = 4 * 3600.0
PAUSE_EVERY_S, PAUSE_S = 3000.0, 20.0  # asked for 17.3 s after a full minute

Pauses = Sequence[tuple[float, float]]


def part_end(at_s: float) -> float:
    """Next end of a part of four hours."""
    return (floor(at_s / PART_S) + 1) * PART_S


@dataclass(frozen=True)
class RuleSet:
    """Rules of one row. `pauses`: twelve short ones a day, on the clock or at once, as before that rule."""

    places: bool = False
    third: bool = False
    parts: bool = False
    pauses: str | None = None

    @property
    def rules(self) -> AudienceRules:
        none = replace(AudienceRules(), staff_places=2 if self.places else 0)
        return replace(none, part_end=part_end) if self.parts else none


ROWS = {
    "none": RuleSet(),
    "two places": RuleSet(places=True),
    "a third at most": RuleSet(third=True),
    "parts of 4 h": RuleSet(parts=True),
    "12 pauses of 20 s, at once": RuleSet(pauses="at once"),
    "12 pauses of 20 s, on the clock": RuleSet(pauses="on the clock"),
    "all": RuleSet(places=True, third=True, parts=True, pauses="on the clock"),
}


def result(rate: float, hours: float, rule_set: RuleSet) -> Told:
    """Messages of a shop with some of the rules."""
    people = stays(rate, INSIDE, PLACES, hours, random.Random(SEED))
    # a third is a constant of the code: with the whole in its place no visit is above it
    with patch.object(staff, "MOST_OF_N", staff.MOST_OF_N if rule_set.third else 1):
        return told(people, list(_releases(frames(people, hours), rule_set, hours)))


def _releases(events: Iterator[InputEvent], rule_set: RuleSet, hours: float) -> Iterator[Release | VisitClosed]:
    audience = Audience(rule_set.rules)
    pauses = list(_pauses(hours, rule_set.pauses == "on the clock")) if rule_set.pauses else []
    is_paused = False
    for event in events:
        was_paused, is_paused = is_paused, any(begins_s <= event.at_s < ends_s for begins_s, ends_s in pauses)
        if is_paused and not was_paused:
            if rule_set.pauses == "on the clock":
                yield from audience.pause(event.at_s)
            else:
                yield from audience.close(event.at_s)
                audience = Audience(rule_set.rules)
        if not is_paused or isinstance(event, PlayStarted | Tick):
            yield from audience.handle_event(event)
    yield from audience.close(BEGIN_S + hours * 3600)


def _pauses(hours: float, on_the_clock: bool) -> Iterator[tuple[float, float]]:
    begins_s = BEGIN_S + PAUSE_EVERY_S / 2 + 17.3
    while begins_s < BEGIN_S + hours * 3600:
        clock = ResumeClock()
        clock.begin_hold(begins_s)
        clock.end_hold(begins_s + PAUSE_S)
        yield begins_s, clock.resumes_s if on_the_clock else begins_s + PAUSE_S
        begins_s += PAUSE_EVERY_S


def shares(hours: float) -> Iterator[str]:
    """Table of told shares with each rule alone."""
    yield "| people per minute | rule | visits reported | watchers' seconds in cells | reactions |"
    yield "|---|---|---|---|---|"
    for rate in RATES:
        for name, rule_set in ROWS.items():
            print(f"{rate:g} per minute, {name}", file=sys.stderr)
            row = result(rate, hours, rule_set)
            cells = f"{row.visits:.0%} | {row.cells:.0%} | {len(row.reactions)}".replace("%", " %")
            yield f"| {rate:g} | {name} | {cells} |"


def errors(hours: float) -> Iterator[str]:
    """Table of the errors that noise makes: root of the mean square, of a probability between 0 and 1."""
    yield "| people per minute | people in a total | error of a total | people in a cell | error of a cell |"
    yield "|---|---|---|---|---|"
    for rate in RATES:
        people = stays(rate, INSIDE, PLACES, hours, random.Random(SEED))
        exact, noisy = (_reactions(people, hours, noise) for noise in (0.0, NOISE))
        totals = [
            (two.n, two.smile - one.smile)
            for one, two in zip(exact, noisy, strict=True)
            if one.smile is not None and two.smile is not None
        ]
        cells = [
            (n, shown - true)
            for one, two in zip(exact, noisy, strict=True)
            for n, true, shown in zip(one.curve.n, one.curve.smile, two.curve.smile, strict=True)
            if n is not None and true is not None and shown is not None
        ]
        yield f"| {rate:g} | {_mean(totals)} | {_error(totals)} | {_mean(cells)} | {_error(cells)} |"


def _reactions(people: list[Stay], hours: float, scale: float) -> list[ReleasedReaction]:
    noise = NoiseSource(scale, Draws(random.Random(SEED)))
    audience = Audience(replace(AudienceRules(), noise=noise))
    releases = [release for event in frames(people, hours) for release in audience.handle_event(event)]
    return told(people, [*releases, *audience.close(BEGIN_S + hours * 3600)]).reactions


def _mean(values: Sequence[tuple[int, float]]) -> str:
    return f"{sum(n for n, _ in values) / len(values):.0f}" if values else "–"


def _error(values: Sequence[tuple[int, float]]) -> str:
    return f"{sqrt(sum(error**2 for _, error in values) / len(values)):.3f}" if values else "–"
