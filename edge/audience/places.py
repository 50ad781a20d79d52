"""Places at which visits stand: cells of four grids over the image, and the choice of cells that reduces the number of
people most.

Somebody who returns to one place again and again may be one person, however long the absences are. A visit stands in a
cell if it began and ended in it, both times not at the edge of the image.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Protocol

from edge.events import PlaceCells
from edge.place_cells import overall_cell_number

Group = frozenset[int]
"""Visits that stand in one cell, by index."""


def standing_cells(began: PlaceCells | None, ended: PlaceCells | None) -> tuple[int, ...]:
    """Cells in which a visit stands, at most one of each grid, numbered over all grids. None at the edge of
    the image.
    """
    if began is None or ended is None:
        return ()
    return tuple(
        overall_cell_number(start, grid)
        for grid, (start, end) in enumerate(zip(began, ended, strict=True))
        if start == end
    )


def group_visits_by_cell(cells: Sequence[Collection[int]]) -> list[Group]:
    """Groups of visits that stand in one cell, the largest first. `cells` are those in which each visit stands.

    Excludes groups of one, and groups within another group, because neither can lower the number of people.
    """
    by_cell: dict[int, list[int]] = defaultdict(list)
    for index, standing in enumerate(cells):
        for cell in standing:
            by_cell[cell].append(index)
    groups = sorted({frozenset(group) for group in by_cell.values() if len(group) > 1}, key=_largest_first)
    kept: list[Group] = []
    for group in groups:
        if not any(group <= larger for larger in kept):
            kept.append(group)
    return kept


class PeopleCount(Protocol):
    """Number of people behind some visits, with a choice of groups that are one person each."""

    people: int

    def add_group(self, group: Group) -> "PeopleCount":
        """The number with one more group in the choice."""

    def max_reduction(self, group: Group) -> int:
        """Upper limit of the reduction by one more group."""


def fewest_people(count: PeopleCount, groups: Sequence[Group], most: int, enough: int | None = None) -> int:
    """Smallest number of people with any choice of at most `most` groups. If it is below `enough`, any number below it
    may be returned.

    The largest possible reduction of a choice is known from its parts, so few choices are counted.
    """
    least = count.people
    if most < 1 or (enough is not None and least < enough):
        return least
    singles: list[tuple[Group, PeopleCount]] = []
    largest_save = sum(count.max_reduction(group) for group in groups[: most - 1])
    for group in groups:
        if count.people - largest_save - count.max_reduction(group) >= _goal(least, enough):
            break  # not even with the largest ones beside it, nor can a smaller one
        singles.append((group, count.add_group(group)))
        least = min(least, singles[-1][1].people)
        if enough is not None and least < enough:
            return least
    for index, (_, single) in enumerate(singles):
        others = [
            group
            for group, other in singles[index + 1 :]
            if other.people - count.max_reduction(singles[index][0]) * (most - 1) < _goal(least, enough)
        ]
        least = min(least, fewest_people(single, others, most - 1, enough))
        if enough is not None and least < enough:
            return least
    return least


def _goal(least: int, enough: int | None) -> int:
    """Number that a choice must fall below to matter."""
    return least if enough is None else enough


def _largest_first(group: Group) -> tuple[int, list[int]]:
    return -len(group), sorted(group)
