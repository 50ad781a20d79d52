"""Differencing attack: adds and subtracts the published numbers of a reaction and finds the people behind the rest.

All expression numbers of a reaction have the same form: a total over visits and media seconds, each weighted by one
over the number of seconds of its visit, and the sums of the cells. A column is the secret: one visit in one media
second. Reactions share no column, because a visit is in one reaction of each creative. So each reaction is attacked
alone.
"""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from itertools import combinations

from tests.edge.audience.witness import TrueExposure, TrueReaction

PRIME = 2_147_483_647
Row = dict[tuple[TrueExposure, int], Fraction]


def published(total: Row, cells: Sequence[Sequence[TrueExposure]], is_released: Sequence[bool]) -> list[Row]:
    """Published sums over visits and seconds: the total, and each released cell."""
    return [
        total,
        *(
            {(e, second): Fraction(1) for e in cell}
            for second, cell in enumerate(cells)
            if is_released[second] and len(cell)
        ),
    ]


def rank(rows: Iterable[Row], without: Collection[int]) -> int:
    """Rank of the matrix without the columns of some people. Equal columns count once. Modulo a large prime."""
    kept = [{column: value for column, value in row.items() if column[0].visit.who not in without} for row in rows]
    patterns = {
        tuple(row.get(column, Fraction(0)) for row in kept) for column in {column for row in kept for column in row}
    }
    matrix = [[value.numerator * pow(value.denominator, -1, PRIME) % PRIME for value in p] for p in patterns]
    rank_so_far = 0
    for place in range(len(kept)):
        pivot = next((i for i in range(rank_so_far, len(matrix)) if matrix[i][place]), None)
        if pivot is None:
            continue
        matrix[rank_so_far], matrix[pivot] = matrix[pivot], matrix[rank_so_far]
        inverse = pow(matrix[rank_so_far][place], -1, PRIME)
        for i in range(rank_so_far + 1, len(matrix)):
            if factor := matrix[i][place] * inverse % PRIME:
                matrix[i] = [(a - factor * b) % PRIME for a, b in zip(matrix[i], matrix[rank_so_far], strict=True)]
        rank_so_far += 1
    return rank_so_far


def isolated(rows: Sequence[Row], fewer_than: int) -> set[int] | None:
    """Smallest group of fewer than `fewer_than` people that a combination of the rows is about. None if there is none.

    A combination is about a group alone if its entries for all others are 0. Then the rows without the group's columns
    have a lower rank.
    """
    everybody = sorted({column[0].visit.who for row in rows for column in row})
    whole = rank(rows, ())
    for size in range(1, min(fewer_than, len(everybody) + 1)):
        for group in combinations(everybody, size):
            if rank(rows, group) < whole:
                return set(group)
    return None


def smallest_rest(rows: Sequence[Row]) -> int:
    """Smallest nonzero number of people left in a cell, or in the total after subtracting multiples of the cells.

    A quick attack, for worlds in which not every group can be tried. The multiple is the same for all cells, or, for
    each cell, the one that removes the most.
    """
    total, cells = rows[0], rows[1:]
    weights = sorted(set(total.values()))
    fitting = [max(weights, key=lambda w: sum(total[column] == w for column in cell)) for cell in cells]
    rests = [{column[0].visit.who for column in cell} for cell in cells]
    for multiples in [fitting, *([weight] * len(cells) for weight in weights)]:
        rest = dict(total)
        for cell, multiple in zip(cells, multiples, strict=True):
            for column in cell:
                rest[column] -= multiple
        rests.append({column[0].visit.who for column, value in rest.items() if value})
    return min((len(rest) for rest in rests if rest), default=len({c[0].visit.who for c in total}))


def rows_of(reaction: TrueReaction, is_released: Sequence[bool] | None = None) -> list[Row]:
    """Published expression sums. Each of the n has the same weight, and so has each of its seconds.

    In a media second that plays which count and others showed, the time in each is its weight. The columns of the
    others have numbers below 0: no cell has them.
    """
    curve = reaction.release.curve
    cells = [reaction.with_verdict_in(second) for second in range(len(curve.n))]
    total: Row = {}
    for e in reaction.with_verdicts:
        inside, outside = ({at: s.verdict for at, s in part.items() if s.verdict} for part in (e.seconds, e.outside))
        seconds = inside.keys() | outside.keys()
        for at in seconds:
            steps = inside.get(at, 0) + outside.get(at, 0)
            for column, own in ((at, inside.get(at)), (-1 - at, outside.get(at))):
                if own:
                    total[e, column] = Fraction(own, steps * len(seconds))
    return published(total, cells, is_released or [n is not None for n in curve.n])


def rows_of_laughter(reaction: TrueReaction, is_released: Sequence[bool] | None = None) -> list[Row]:
    """Published laughter sums: seconds in the total, people in the cells."""
    curve = reaction.release.curve
    cells = [reaction.with_sound_in(second) for second in range(len(curve.n))]
    total = {(e, second): Fraction(e.seconds[second].sound) for second, cell in enumerate(cells) for e in cell}
    for e in reaction.with_sound:
        total |= {(e, -1 - second): Fraction(s.sound) for second, s in e.outside.items() if s.sound}
    return published(total, cells, is_released or [share is not None for share in curve.laughter])
