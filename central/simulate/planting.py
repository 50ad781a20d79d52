"""Puts planted values into a reaction from the pool, and adds the noise that the message contract requires."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from central.simulate.pool import ShopClass
from central.simulate.shop import MEASURES
from central.simulate.truth import PlantedAdvert, mean_hour_effect
from edge.audience.draws import Draws
from edge.audience.noise import NO_NOISE, NoiseSource, ReactionNoise
from edge.events import Experiment, ReactionCurve, ReleasedReaction

NOISE_SCALE = 0.5
IN_A_SHOP = ("smile",)
"""Measures that a kiosk in a shop publishes. Noise is drawn for all measures, so that smiles are the same for `shop`
and `research`.
"""


@dataclass(frozen=True, slots=True)
class Planted:
    """Planted values of one ad at one site."""

    advert: PlantedAdvert
    experiment: Experiment | None
    smile: float  # effect of the site on smiles
    attention_s: float  # the same on attentive seconds
    hours: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Levels:
    """Planted values of one measure in a reaction, without random variation: the total, and the value in each media
    second.
    """

    total: float
    cells: tuple[float, ...]


def build_noise_source(rng: random.Random, *, is_noisy: bool = True) -> NoiseSource:
    """Noise source with the default settings. It adds no noise for a kiosk of a version without noise."""
    return NoiseSource(NOISE_SCALE, Draws(rng)) if is_noisy else NO_NOISE


def planted_levels(reaction: ReleasedReaction, planted: Planted, measure: str = "smile") -> Levels:
    """Planted mean in each media second, and planted mean of the total. The total is weighted by the watchers of each
    second.
    """
    effect = 0.0
    if measure == "smile":
        effect = planted.smile + mean_hour_effect(planted.hours, reaction.from_s, reaction.to_s)
    watchers = reaction.curve.watchers
    cells = tuple(planted.advert.mean_level(measure, second) + effect for second in range(len(watchers)))
    total = sum(w * level for w, level in zip(watchers, cells, strict=True)) / sum(watchers)
    return Levels(total, cells)


def plant_reaction(
    reaction: ReleasedReaction,
    planted: Planted,
    shops: ShopClass,
    noise: NoiseSource,
    kind: type[ReactionNoise] = ReactionNoise,
) -> ReleasedReaction:
    """The reaction of a kiosk-day, with planted values and new noise.

    The planted values replace the pool's mean. Each sum gets new noise of the given kind.
    """
    draws = kind(noise)
    levels = {measure: planted_levels(reaction, planted, measure) for measure in MEASURES}
    totals: dict[str, Any] = {}
    for measure in MEASURES:
        chance = getattr(reaction, measure) - shops.means[measure]
        totals[measure] = levels[measure].total + chance + draws.total_noise(measure) / reaction.n
    laughter_s = reaction.laughter_s
    if laughter_s is not None:
        laughter_s += draws.laughter_seconds_noise() / reaction.exposed
    attention_s = reaction.attention_s - shops.attention_s + planted.advert.attention_s + planted.attention_s
    return replace(
        reaction,
        creative=planted.advert.creative,
        experiment=planted.experiment,
        noise_sd=noise.deviations,
        attention_s=max(0.0, attention_s),
        laughter_s=laughter_s,
        curve=_planted_curve(reaction.curve, levels, shops, draws),
        **totals,
    )


def remove_research_measures(reaction: ReleasedReaction) -> ReleasedReaction:
    """The reaction as a kiosk with `use = "shop"` publishes it. Of the expressions, it contains only smiles."""
    return _without(reaction, [name for name in MEASURES if name not in IN_A_SHOP])


def remove_expressions(reaction: ReleasedReaction) -> ReleasedReaction:
    """The reaction as a kiosk without an expression model publishes it."""
    return replace(_without(reaction, MEASURES), abstained=None)


def _without(reaction: ReleasedReaction, measures: Sequence[str]) -> ReleasedReaction:
    nothing: dict[str, Any] = dict.fromkeys(measures)
    cells: dict[str, Any] = {name: (None,) * len(reaction.curve.watchers) for name in measures}
    return replace(reaction, curve=replace(reaction.curve, **cells), **nothing)


def _planted_curve(
    curve: ReactionCurve, levels: dict[str, Levels], shops: ShopClass, draws: ReactionNoise
) -> ReactionCurve:
    rows: dict[str, Any] = {}
    for measure in MEASURES:
        told = zip(curve.n, getattr(curve, measure), levels[measure].cells, strict=True)
        noise = draws.cell_noise(measure, [n is not None for n in curve.n])
        rows[measure] = tuple(
            None if n is None else level + value - shops.cell_means[measure] + drawn / n
            for (n, value, level), drawn in zip(told, noise, strict=True)
        )
    return replace(curve, **rows)
