"""Truth and noise in a reaction of the pool."""

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.simulate.planting import NOISE_SCALE, Planted, build_noise_source, plant_reaction, planted_levels
from central.simulate.pool import load_pool
from central.simulate.shop import HOUR_S, MEASURES
from central.simulate.truth import PlantedAdvert, draw_truth, mean_hour_effect
from edge.events import ReleasedReaction

SHOPS = load_pool()["medium", False]
REACTIONS = [reaction for day in SHOPS.days for reaction in day.reactions]
NO_HOURS = (0.0,) * 24


def advert(smile: tuple[float, ...]) -> PlantedAdvert:
    return PlantedAdvert("film", smile, 0.1, 0.05, 0.2, 0.1, 4.5)


def planted_in(reaction: ReleasedReaction, smile: tuple[float, ...], effect: float = 0.0) -> ReleasedReaction:
    truth = Planted(advert(smile), None, effect, 0.5, NO_HOURS)
    return plant_reaction(reaction, truth, SHOPS, build_noise_source(random.Random(1), is_noisy=False))


@given(
    st.sampled_from(REACTIONS),
    st.lists(st.floats(0.05, 0.3), min_size=15, max_size=15).map(tuple),
    st.floats(-0.05, 0.05),
)
def test_without_noise_a_cell_moves_by_what_is_planted(
    reaction: ReleasedReaction, curve: tuple[float, ...], effect: float
) -> None:
    """Withheld values stay withheld; counts stay."""
    made = planted_in(reaction, curve, effect)
    assert (made.n, made.exposed, made.curve.n, made.curve.watchers) == (
        reaction.n,
        reaction.exposed,
        reaction.curve.n,
        reaction.curve.watchers,
    )
    for second, (before, after) in enumerate(zip(reaction.curve.smile, made.curve.smile, strict=True)):
        if before is None or after is None:
            assert before is after
        else:
            assert after == pytest.approx(before - SHOPS.cell_means["smile"] + curve[second] + effect)
    assert (
        min(curve) + effect - 1e-9
        <= planted_levels(reaction, _truth(curve, effect)).total
        <= max(curve) + effect + 1e-9
    )


def told(value: float | None) -> float:
    """The value of a number that these reactions tell."""
    assert value is not None
    return value


def _truth(curve: tuple[float, ...], effect: float) -> Planted:
    return Planted(advert(curve), None, effect, 0.0, NO_HOURS)


def test_over_all_reactions_the_mean_is_what_was_planted() -> None:
    """Values that people show by chance have the mean 0 over the pool."""
    made = [planted_in(reaction, (0.2,) * 15, 0.03) for reaction in REACTIONS]
    people = sum(reaction.n for reaction in made)
    assert sum(r.n * told(r.smile) for r in made) / people == pytest.approx(0.23)
    assert sum(r.n * told(r.valence) for r in made) / people == pytest.approx(0.2)
    exposed = sum(reaction.exposed for reaction in made)
    assert sum(r.exposed * r.attention_s for r in made) / exposed == pytest.approx(4.5 + 0.5, abs=0.01)


def test_the_noise_is_that_of_the_contract() -> None:
    """Normal draws: of a standard deviation of 1 on the sum of a total, of 1.58 on that of a cell."""
    reaction = REACTIONS[0]
    second = next(second for second, n in enumerate(reaction.curve.n) if n is not None)
    n = reaction.curve.n[second]
    assert n is not None
    truth, clean, rng = _truth((0.2,) * 15, 0.0), planted_in(reaction, (0.2,) * 15), random.Random(5)
    totals, cells = [], []
    for _ in range(3_000):
        made = plant_reaction(reaction, truth, SHOPS, build_noise_source(rng))
        assert made.noise_sd == build_noise_source(rng).deviations
        noisy, exact = made.curve.smile[second], clean.curve.smile[second]
        assert noisy is not None
        assert exact is not None
        totals.append((told(made.smile) - told(clean.smile)) * reaction.n)
        cells.append((noisy - exact) * n)
    assert statistics.pvariance(totals) == pytest.approx(4 * NOISE_SCALE**2, rel=0.15)
    assert statistics.pvariance(cells) == pytest.approx(10 * NOISE_SCALE**2, rel=0.15)
    assert abs(statistics.mean(totals)) < 0.06


@given(st.integers(0, 23), st.floats(1.0, 12.0))
def test_the_effect_of_hours_is_a_mean_over_the_span(first: int, length_h: float) -> None:
    hours = tuple(float(hour) for hour in range(24))
    seen = mean_hour_effect(hours, first * HOUR_S, (first + length_h) * HOUR_S)
    steps = 4_000
    moments = (first + (step + 0.5) * length_h / steps for step in range(steps))
    assert seen == pytest.approx(sum(hours[int(moment) % 24] for moment in moments) / steps, abs=0.02)


def test_the_truth_has_no_effect_of_hours_on_average() -> None:
    assert sum(draw_truth(1, 1).hours) == pytest.approx(0.0, abs=1e-9)


def test_a_larger_fleet_has_the_same_first_sites() -> None:
    small, large = draw_truth(4, 2), draw_truth(4, 9)
    assert large.sites[:2] == small.sites
    assert small.adverts == large.adverts
    assert draw_truth(5, 2).adverts != small.adverts
    assert {site.size for site in large.sites} == {"quiet", "medium", "busy"}
    assert all(len(advert.smile) == 15 for advert in small.adverts)
    assert len(MEASURES) == 5
