"""Guesses at what one person showed, by attackers who know who was there in which second, and every number that left.

The measure is the area under the curve: the probability that the guess is higher about somebody who smiled than about
somebody who did not. 0.5 is blind, 1 is certain. `pytest -s` prints each. The faces are seeded, and so is the noise.
"""

from collections.abc import Callable, Sequence
from random import Random

import numpy as np
import pytest

from edge.audience.noise import NO_NOISE, NoiseSource
from edge.audience.people import PeopleLowerBound, VisitStay
from edge.audience.reaction_batch import CurveCell, ExpressionSums, ReactionBatch
from edge.audience.reaction_disclosure import release_reaction
from edge.events import ReleasedReaction
from edge.kiosk.laplace import laplace_draws

TRIALS = 1200
K = 10
SCALE = 0.5
EVERY_VISIT = PeopleLowerBound(matched=False, same_person_s=60, span_s=3600, staff=1, places=2, begins_s=[])

Smiles = dict[VisitStay, float]
Guess = Callable[[float, NoiseSource, Random], float]


def noise_of(seed: int) -> NoiseSource:
    return NoiseSource(SCALE, laplace_draws(Random(seed)))


def of_cells_alone(seed: int) -> NoiseSource:
    """The noise without its shared draws. For `positive` their scale is SCALE, that of a cell is twice as much."""
    draw = laplace_draws(Random(seed))
    return NoiseSource(SCALE, lambda scale: 0.0 if scale == SCALE else draw(scale))


def exact(_: int) -> NoiseSource:
    return NO_NOISE


def area(guess: Guess, source: Callable[[int], NoiseSource] = noise_of) -> float:
    """Area under the curve of guesses about people who smiled (1) and who did not (0)."""
    noise, faces = source(3), Random(4)
    yes, no = (np.array([guess(smile, noise, faces) for _ in range(TRIALS)]) for smile in (1.0, 0.0))
    return float(np.mean(yes[:, None] > no) + np.mean(yes[:, None] == no) / 2)


def told(name: str, found: float) -> float:
    print(f"\n{name}: {found:.3f}")
    return found


def react(cells: Sequence[Smiles], noise: NoiseSource) -> ReleasedReaction:
    """A reaction to an advert, from the smile of each person in each media second."""
    own: dict[VisitStay, list[float]] = {}
    for cell in cells:
        for stay, smile in cell.items():
            own.setdefault(stay, []).append(smile)
    batch = ReactionBatch("ad", None, 0.0, 60.0, 1, len(own), len(own), 10.0, list(own), attentive_with_verdicts_s=1.0)
    batch.expression = ExpressionSums(positive=sum(sum(smiles) / len(smiles) for smiles in own.values()))
    batch.cells = {
        second: CurveCell(len(cell), list(cell), ExpressionSums(positive=sum(cell.values())))
        for second, cell in enumerate(cells)
    }
    reaction = release_reaction(batch, [batch.with_verdicts], EVERY_VISIT, k_reaction=K, at_s=90.0, noise=noise)
    assert reaction is not None
    return reaction


def crowd(faces: Random) -> Smiles:
    """Ten people whose faces do not move: each smiles all the time, or never."""
    return {VisitStay(0.0, 60.0): float(faces.getrandbits(1)) for _ in range(K)}


def sum_of(reaction: ReleasedReaction) -> float:
    assert reaction.positive is not None
    return reaction.positive * reaction.n


def sums_of_cells(reaction: ReleasedReaction, people: int) -> list[float]:
    """Sums of the published cells that are about so many people."""
    pairs = zip(reaction.curve.positive, reaction.curve.n, strict=True)
    return [mean * n for mean, n in pairs if mean is not None and n == people]


# Within one curve ----------------------------------------------------------------------------------------------------


def leaves_halfway(
    smile: float, noise: NoiseSource, faces: Random
) -> tuple[ReleasedReaction, list[float], list[float]]:
    """One of eleven leaves after four of eight seconds. The reaction, and the sums of its cells before and after."""
    others = crowd(faces)
    reaction = react([{**others, VisitStay(0.0, 4.0): smile}] * 4 + [others] * 4, noise)
    before, after = sums_of_cells(reaction, K + 1), sums_of_cells(reaction, K)
    assert (len(before), len(after)) == (4, 3)  # one is withheld against exact subtraction
    return reaction, before, after


def by_neighbours(smile: float, noise: NoiseSource, faces: Random) -> float:
    """The last cell with the person, less the first without."""
    _, before, after = leaves_halfway(smile, noise, faces)
    return before[-1] - after[0]


def by_all_cells(smile: float, noise: NoiseSource, faces: Random) -> float:
    """The mean of all cells with the person, less that of all without."""
    _, before, after = leaves_halfway(smile, noise, faces)
    return float(np.mean(before) - np.mean(after))


def by_total(smile: float, noise: NoiseSource, faces: Random) -> float:
    """The total, whose noise is the shared draw alone, less the mean of the cells without the person."""
    reaction, _, after = leaves_halfway(smile, noise, faces)
    return float(sum_of(reaction) - np.mean(after))


@pytest.mark.parametrize(
    ("guess", "low", "high"),
    [(by_neighbours, 0.60, 0.70), (by_all_cells, 0.70, 0.80), (by_total, 0.78, 0.86)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_who_leaves_within_a_curve_is_guessed_less_well(guess: Guess, low: float, high: float) -> None:
    """Certain without noise. With it each cell has its own draw, and only the mean of many cells narrows them."""
    assert area(guess, exact) > 0.99
    assert low < told(f"who leaves within a curve, {guess.__name__}", area(guess)) < high


# One advert against the next -----------------------------------------------------------------------------------------


def in_one_advert(pairs: int) -> Guess:
    """A person is in the reaction to one advert and not in that to the next, so many times, among ten who see all.

    A face shows nearly the same to each advert: 0.8 or 0.05, give or take 0.1 and 0.05.
    """

    def shown(smile: float, faces: Random) -> float:
        return faces.uniform(0.7, 0.9) if smile else faces.uniform(0.0, 0.1)

    def guess(smile: float, noise: NoiseSource, faces: Random) -> float:
        kinds, one = crowd(faces), VisitStay(0.0, 60.0)
        differences = []
        for _ in range(pairs):
            first, second = ({stay: shown(kind, faces) for stay, kind in kinds.items()} for _ in range(2))
            first[one] = shown(smile, faces)
            differences.append(sum_of(react([first] * 3, noise)) - sum_of(react([second] * 3, noise)))
        return float(np.mean(differences))

    return guess


def test_who_is_in_one_advert_and_not_in_the_next_is_guessed_less_well() -> None:
    """Draws of cells alone leave the total exact. With the shared draw it takes several adverts to guess."""
    assert area(in_one_advert(1), exact) > 0.95
    assert told("one advert against the next, draws of cells alone", area(in_one_advert(1), of_cells_alone)) > 0.95
    assert 0.65 < told("one advert against the next", area(in_one_advert(1))) < 0.78
    assert 0.78 < told("four adverts against the next of each", area(in_one_advert(4))) < 0.90


# Repeated pauses -----------------------------------------------------------------------------------------------------


def through_pauses(reactions: int) -> Guess:
    """Eleven people sit through so many reactions, one leaves, and ten through as many. Their faces do not move.

    Each pause ends a reaction, and the next has new noise.
    """

    def guess(smile: float, noise: NoiseSource, faces: Random) -> float:
        others = crowd(faces)
        everybody = {**others, VisitStay(0.0, 60.0): smile}
        before, after = ([sum_of(react([people], noise)) for _ in range(reactions)] for people in (everybody, others))
        return float(np.mean(before) - np.mean(after))

    return guess


def test_each_pause_gives_the_guess_new_noise_to_average() -> None:
    """The area grows with the reactions about the same people: so a kiosk bounds how often a command may resume."""
    one, two, four = (told(f"{count} reactions before and after", area(through_pauses(count))) for count in (1, 2, 4))
    assert 0.72 < one < 0.81
    assert one + 0.03 < two < four - 0.03
    assert 0.89 < four < 0.95
