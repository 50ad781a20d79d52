"""Events of one kiosk-day, sorted by time: states, plays, windows, reactions, alerts."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from heapq import merge
from itertools import takewhile
from math import ceil
from operator import attrgetter
from typing import NamedTuple

from central.simulate.faults import REACTIONS, Span
from central.simulate.former_noise import FormerNoise
from central.simulate.planting import (
    Planted,
    build_noise_source,
    plant_reaction,
    remove_expressions,
    remove_research_measures,
)
from central.simulate.pool import KioskDay, ShopClass, load_pool
from central.simulate.shop import ADVERT_S, OPEN_FOR_S, OPEN_S, SLOTS
from central.simulate.truth import PlantedSite, Truth
from edge.audience.noise import ReactionNoise
from edge.events import ProofOfPlay, Release, ReleasedReaction
from edge.messages.build import KioskState
from edge.messages.payloads import Use
from edge.messages.wire import Header

HEALTH_S = 60.0
ALERT_DAYS, ALERT_S = 0.2, 1_800.0
"""Share of days on which the camera is slow for half an hour."""


class AlertChange(NamedTuple):
    """An alert that is raised or cleared."""

    at_s: float
    raised_s: float
    cleared_s: float | None


class Beat(NamedTuple):
    """Time at which a health message or a new state is due."""

    at_s: float
    state: KioskState | None = None


Moment = Release | AlertChange | Beat
"""An event of a kiosk-day, with its time in seconds after midnight."""


Swaps = Mapping[int, Mapping[int, int]]
"""Number of the ad that plays instead of another one, by day since 1970 and number of that ad."""


@dataclass(frozen=True, slots=True)
class KioskPlan:
    """Facts about a kiosk: its names, its site and its faults, and ads that others replace on some days."""

    header: Header
    site: PlantedSite
    truth: Truth
    faults: frozenset[str]
    seed: int
    version: int = REACTIONS  # of its reactions
    playlist: int | None = None  # version from headquarters
    open_for_s: float = OPEN_FOR_S  # the rest of each day is left out
    use: Use = "shop"
    detects_smiles: bool = True
    swaps: Swaps = field(default_factory=dict)

    @property
    def device(self) -> str:
        header = self.header
        return f"{header.tenant}/{header.site}/{header.device}"


def day_moments(plan: KioskPlan, offline: list[Span], rng: random.Random, day: int = 0) -> Iterator[Moment]:
    """Events of a kiosk-day that is drawn from the pool.

    `offline`: spans without a connection; only state messages report these spans. `day`: its number since 1970.
    """
    shops = load_pool()[plan.site.size, bool(plan.site.parts_s)]
    kiosk_day = rng.choice(shops.days)
    slots = rng.sample(range(SLOTS), SLOTS)  # the advert of each slot
    swapped = plan.swaps.get(day, {})
    slots = [swapped.get(advert, advert) for advert in slots]
    phase = random.Random(plan.device).random()  # kiosks are not in step
    told = _pool_releases(kiosk_day, shops, slots, plan, rng)
    streams = (told, _day_plays(slots, plan.truth, phase), _alerts(rng), _day_beats(offline, plan.open_for_s, phase))
    moments: Iterator[Moment] = merge(*streams, key=attrgetter("at_s"))
    return takewhile(lambda moment: moment.at_s <= OPEN_S + plan.open_for_s, moments)


def _day_beats(offline: list[Span], open_for_s: float, phase: float) -> Iterator[Beat]:
    """States and health messages of a day. The last health message covers the whole day."""
    states = [Beat(OPEN_S, "sensing")]
    for begin_s, end_s in offline:
        states += [Beat(begin_s, "offline"), Beat(end_s, "sensing")]
    first_s = OPEN_S + round(phase * HEALTH_S, 3)
    healths = (Beat(first_s + number * HEALTH_S) for number in range(int(open_for_s / HEALTH_S)))
    yield from merge(states, healths, key=attrgetter("at_s"))
    yield Beat(OPEN_S + open_for_s)


def _pool_releases(
    day: KioskDay, shops: ShopClass, slots: list[int], plan: KioskPlan, rng: random.Random
) -> Iterator[Release]:
    """Windows and reactions of a kiosk-day from the pool, with the planted values of the kiosk's site."""
    noise = build_noise_source(random.Random(rng.random()), is_noisy=plan.version > 1)
    kind = FormerNoise if plan.version == 2 else ReactionNoise
    releases: Iterator[Release] = merge(day.windows, day.reactions, key=attrgetter("at_s"))
    for release in releases:
        if isinstance(release, ReleasedReaction):
            slot = int(release.creative.removeprefix("slot_"))
            creative = plan.truth.adverts[slots[slot]].creative
            planted = plant_reaction(release, planted_truth(creative, plan), shops, noise, kind)
            yield _as_published(planted, plan)
        else:
            yield release


def _as_published(reaction: ReleasedReaction, plan: KioskPlan) -> ReleasedReaction:
    """The reaction with the measures that the kiosk's settings let it publish."""
    if not plan.detects_smiles:
        return remove_expressions(reaction)
    return reaction if plan.use == "research" else remove_research_measures(reaction)


def planted_truth(creative: str, plan: KioskPlan) -> Planted:
    """Planted values of an ad at the kiosk's site."""
    truth, site = plan.truth, plan.site
    number = next(number for number, advert in enumerate(truth.adverts) if advert.creative == creative)
    return Planted(truth.adverts[number], truth.arms[number], site.effects[number], site.attention_s, truth.hours)


def _day_plays(slots: list[int], truth: Truth, phase: float) -> Iterator[ProofOfPlay]:
    """All plays of a day. Each play is published when it has ended. One loop of ads is one block of the experiment."""
    first_s = OPEN_S + round(phase * ADVERT_S, 3)
    for number in range(round(OPEN_FOR_S / ADVERT_S)):
        advert = slots[number % SLOTS]
        start_s = first_s + number * ADVERT_S
        arm = truth.arms[advert]
        yield ProofOfPlay(
            at_s=float(ceil(start_s + ADVERT_S)),
            creative=truth.adverts[advert].creative,
            start_s=start_s,
            end_s=start_s + ADVERT_S,
            media_from_s=0.0,
            media_to_s=ADVERT_S,
            complete=True,
            experiment=None if arm is None else replace(arm, block=number // SLOTS),
            feed="simulated",
            error_s=0.02,
        )


def _alerts(rng: random.Random) -> list[AlertChange]:
    if rng.random() >= ALERT_DAYS:
        return []
    raised_s = OPEN_S + round(rng.uniform(0, OPEN_FOR_S - ALERT_S - 60))
    cleared_s = raised_s + ALERT_S
    return [AlertChange(raised_s, raised_s, None), AlertChange(cleared_s, raised_s, cleared_s)]


def shift_release(release: Release, shift_s: float) -> Release:
    """The same release with all its times moved `shift_s` seconds later."""
    at_s = release.at_s + shift_s
    if isinstance(release, ProofOfPlay):
        return replace(release, at_s=at_s, start_s=release.start_s + shift_s, end_s=release.end_s + shift_s)
    return replace(release, at_s=at_s, from_s=release.from_s + shift_s, to_s=release.to_s + shift_s)
