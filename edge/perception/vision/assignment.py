"""Assigns rows to columns at the lowest total cost.

It uses the Hungarian method with shortest augmenting paths (Kuhn 1955; Jonker and Volgenant 1987), in plain Python. For
the few faces in front of a screen it takes microseconds; scipy would need 50 MB for this one function.
"""

import math
from collections.abc import Sequence

Costs = Sequence[Sequence[float]]


def least_cost_pairs(costs: Costs) -> list[tuple[int, int]]:
    """Returns as many (row, column) pairs as possible, ordered by row, with the lowest sum of `costs[row][column]`.

    Each row and each column is in at most one pair. All costs must be finite, and there must be at least one row and
    one column.
    """
    if len(costs) > len(costs[0]):
        return sorted((row, column) for column, row in least_cost_pairs(list(zip(*costs, strict=True))))
    solver = _AssignmentSolver(costs)
    for row in range(len(costs)):
        solver.add_row(row)
    return sorted((row, column) for column, row in enumerate(solver.owners[:-1]) if row is not None)


class _AssignmentSolver:
    """Assigns one column to each added row, at the lowest total cost for the rows so far.

    Rows and columns have prices. A cost minus both prices is never below 0, and it is 0 for each assigned pair. So no
    other assignment can cost less.
    """

    def __init__(self, costs: Costs) -> None:
        self._costs, self._extra = costs, len(costs[0])
        # the row of each column; the extra column at the end holds the row that waits for its column
        self.owners: list[int | None] = [None] * (self._extra + 1)
        self._row_prices, self._column_prices = [0.0] * len(costs), [0.0] * (self._extra + 1)

    def add_row(self, row: int) -> None:
        """Assigns a column to one more row. The columns of other rows may change."""
        self.owners[self._extra] = row
        column, came_from = self._cheapest_path()
        while column != self._extra:
            before = came_from[column]
            self.owners[column] = self.owners[before]
            column = before

    def _cheapest_path(self) -> tuple[int, list[int]]:
        """Finds the cheapest path to a free column (Dijkstra 1959).

        Returns that column, and the previous column for each column on the path.
        """
        open_columns = set(range(self._extra))
        distances, came_from = [math.inf] * self._extra, [self._extra] * self._extra
        passed: list[tuple[int, int, float]] = []
        column, distance = self._extra, 0.0
        while (row := self.owners[column]) is not None:
            passed.append((row, column, distance))
            costs, prices = self._costs[row], self._column_prices
            base = distance - self._row_prices[row]
            for other in open_columns:
                candidate = base + costs[other] - prices[other]
                if candidate < distances[other]:
                    distances[other], came_from[other] = candidate, column
            column = min(open_columns, key=distances.__getitem__)
            open_columns.remove(column)
            distance = distances[column]
        for row, passed_column, passed_distance in passed:
            self._row_prices[row] += distance - passed_distance
            self._column_prices[passed_column] -= distance - passed_distance
        return column, came_from
