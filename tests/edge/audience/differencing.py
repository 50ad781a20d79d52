"""An attacker who adds and subtracts all that a reaction says: about whom is what remains?

All numbers of a reaction's expressions have the same shape: a total over visits and media seconds, each weighed by
one over the number of seconds of its visit, and the sums of the cells. The columns are what is to be kept: one visit in
one media second. Reactions share no column, since a visit is in one of each creative, so each is attacked alone.
"""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from itertools import combinations

from tests.edge.audience.witness import Exposed, TrueReaction

PRIME = 2_147_483_647
Row = dict[tuple[Exposed, int], Fraction]


def published(total: Row, cells: Sequence[Sequence[Exposed]], told: Sequence[bool]) -> list[Row]:
    """The published sums over visits and seconds: the total, and each cell that was told."""
    return [
        total,
        *({(e, second): Fraction(1) for e in cell} for second, cell in enumerate(cells) if told[second] and len(cell)),
    ]


def rank(rows: Iterable[Row], without: Collection[int]) -> int:
    """Of the matrix, less the columns of those people. Equal columns count once; modulo a prime larger than all."""
    kept = [{column: value for column, value in row.items() if column[0].visit.who not in without} for row in rows]
    patterns = {
        tuple(row.get(column, Fraction(0)) for row in kept) for column in {column for row in kept for column in row}
    }
    matrix = [[value.numerator * pow(value.denominator, -1, PRIME) % PRIME for value in p] for p in patterns]
    found = 0
    for place in range(len(kept)):
        pivot = next((i for i in range(found, len(matrix)) if matrix[i][place]), None)
        if pivot is None:
            continue
        matrix[found], matrix[pivot] = matrix[pivot], matrix[found]
        inverse = pow(matrix[found][place], -1, PRIME)
        for i in range(found + 1, len(matrix)):
            if factor := matrix[i][place] * inverse % PRIME:
                matrix[i] = [(a - factor * b) % PRIME for a, b in zip(matrix[i], matrix[found], strict=True)]
        found += 1
    return found


def isolated(rows: Sequence[Row], fewer_than: int) -> set[int] | None:
    """Some people, fewer than so many, about whom alone a combination of the rows is, if there is one.

    One is about them alone if its entries for all others are 0: then the rows without their columns have a lower rank.
    """
    everybody = sorted({column[0].visit.who for row in rows for column in row})
    whole = rank(rows, ())
    for size in range(1, min(fewer_than, len(everybody) + 1)):
        for group in combinations(everybody, size):
            if rank(rows, group) < whole:
                return set(group)
    return None


def smallest_rest(rows: Sequence[Row]) -> int:
    """The fewest people, but somebody, whom subtracting multiples of the cells from the total, or one cell, leaves.

    Quick, for worlds in which not every group can be tried: the multiple is either the same for all cells, or for each
    the one that takes out the most.
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


def rows_of(reaction: TrueReaction, told: Sequence[bool] | None = None) -> list[Row]:
    """What was published of the expressions: each of the n weighs the same, and each of its seconds in it."""
    curve = reaction.told.curve
    cells = [reaction.with_verdict(second) for second in range(len(curve.n))]
    seconds = {e: [second for second, cell in enumerate(cells) if e in cell] for e in reaction.read}
    total = {(e, second): Fraction(1, len(its)) for e, its in seconds.items() for second in its}
    return published(total, cells, told or [n is not None for n in curve.n])


def rows_of_laughter(reaction: TrueReaction, told: Sequence[bool] | None = None) -> list[Row]:
    """What was published of the laughter: seconds in the total, people in the cells."""
    curve = reaction.told.curve
    cells = [reaction.hearing(second) for second in range(len(curve.n))]
    total = {(e, second): Fraction(e.seconds[second].heard) for second, cell in enumerate(cells) for e in cell}
    return published(total, cells, told or [share is not None for share in curve.laughter])
