"""Orders of the ads for participants: seeded Latin squares, balanced for carry-over."""

from collections.abc import Sequence
from random import Random


def williams_square(adverts: int) -> list[list[int]]:
    """Rows of a Williams square: orders of the numbers 0 to `adverts` - 1, balanced for position and carry-over.

    Over all rows, each number is at each position equally often, and each number directly follows each other number
    equally often. For an even number of ads that is once, in one square; for an odd number it is twice, in two squares
    (Williams 1949). Raises ValueError for fewer than one ad.
    """
    if adverts < 1:
        raise ValueError(f"orders: {adverts} ads were given; give at least one")
    first = [(position + 1) // 2 if position % 2 else -position // 2 % adverts for position in range(adverts)]
    rows = [[(number + shift) % adverts for number in first] for shift in range(adverts)]
    return rows if adverts % 2 == 0 else rows + [row[::-1] for row in rows]


def balanced_orders(adverts: Sequence[str], participants: int, seed: int) -> list[list[str]]:
    """Orders of the ads: one order per participant, from the first participant to the last.

    The numbers of the square are assigned to the ads at random. After all rows are used, they are shuffled and used
    again. Positions and carry-over are balanced whenever all rows have been used equally often. The same arguments give
    the same orders. Raises ValueError without an ad, if an ad occurs twice, or for a negative number of participants.
    """
    if len(set(adverts)) < len(adverts):
        raise ValueError(f"orders: an ad occurs twice in {', '.join(adverts)}; name each ad once")
    if participants < 0:
        raise ValueError(f"orders: {participants} participants were given; give 0 or more")
    rows = williams_square(len(adverts))
    random = Random(seed)
    names = random.sample(list(adverts), len(adverts))
    given: list[list[str]] = []
    while len(given) < participants:
        given += [[names[number] for number in row] for row in random.sample(rows, len(rows))]
    return given[:participants]
