"""Who goes with whom at the least cost in all.

The Hungarian method by shortest augmenting paths (Kuhn 1955; Jonker and Volgenant 1987), in plain Python: for the few
faces before a screen that takes microseconds, and scipy, for this alone, would take 50 MB.
"""

import math
from collections.abc import Sequence

Costs = Sequence[Sequence[float]]


def least_cost_pairs(costs: Costs) -> list[tuple[int, int]]:
    """(row, column) in order of rows, each in one pair at most, as many pairs as can be; the sum of their
    `costs[row][column]`, all of them finite, is least. There is a row at least, and a column."""
    if len(costs) > len(costs[0]):
        return sorted((row, column) for column, row in least_cost_pairs(list(zip(*costs, strict=True))))
    pairing = _AssignmentSolver(costs)
    for row in range(len(costs)):
        pairing.add(row)
    return sorted((row, column) for column, row in enumerate(pairing.owners[:-1]) if row is not None)


class _AssignmentSolver:
    """Rows that have a column each, at the least cost for these rows.

    Rows and columns have prices. A cost less both prices is never below 0, and is 0 for each pair: so no other pairs
    can cost less.
    """

    def __init__(self, costs: Costs) -> None:
        self._costs, self._beside = costs, len(costs[0])
        # of each column, the row that has it; and of one beside them all, where a row waits for its own
        self.owners: list[int | None] = [None] * (self._beside + 1)
        self._row_prices, self._column_prices = [0.0] * len(costs), [0.0] * (self._beside + 1)

    def add(self, row: int) -> None:
        """Give a column to this row too, for which others may have to change theirs."""
        self.owners[self._beside] = row
        column, came_from = self._cheapest_way()
        while column != self._beside:
            before = came_from[column]
            self.owners[column] = self.owners[before]
            column = before

    def _cheapest_way(self) -> tuple[int, list[int]]:
        """To a column that nobody has (Dijkstra 1959): which, and for each column on the way the one before it."""
        open_columns = set(range(self._beside))
        ways, came_from = [math.inf] * self._beside, [self._beside] * self._beside
        passed: list[tuple[int, int, float]] = []
        column, here = self._beside, 0.0
        while (row := self.owners[column]) is not None:
            passed.append((row, column, here))
            costs, prices = self._costs[row], self._column_prices
            gone = here - self._row_prices[row]
            for other in open_columns:
                way = gone + costs[other] - prices[other]
                if way < ways[other]:
                    ways[other], came_from[other] = way, column
            column = min(open_columns, key=ways.__getitem__)
            open_columns.remove(column)
            here = ways[column]
        for row, passed_column, there in passed:
            self._row_prices[row] += here - there
            self._column_prices[passed_column] -= here - there
        return column, came_from
