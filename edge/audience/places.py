"""Places where visits stand, and the choice of places that reduces the number of people most. A place is a cell of one
of four grids over the image.

Somebody who keeps returning to one place may be one person, however long the absences are. A visit stands in a cell if
it started and ended there, both times away from the edge of the image.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Protocol

from edge.events import PlaceCells
from edge.place_cells import overall_cell_number

Group = frozenset[int]
"""Indexes of the visits that stand in one cell."""


def standing_cells(began: PlaceCells | None, ended: PlaceCells | None) -> tuple[int, ...]:
    """Cells in which a visit stands, at most one per grid, numbered over all grids. None if it started or ended at
    the edge of the image.
    """
    if began is None or ended is None:
        return ()
    return tuple(
        overall_cell_number(start, grid)
        for grid, (start, end) in enumerate(zip(began, ended, strict=True))
        if start == end
    )


def group_visits_by_cell(cells: Sequence[Collection[int]]) -> list[Group]:
    """Groups of visits that stand in the same cell, the largest first. `cells` lists the cells of each visit.

    Skips groups of one visit, and groups that another group contains, because neither can lower the number of people.
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
    """Number of people behind some visits, where each chosen group of visits counts as one person."""

    people: int

    def add_group(self, group: Group) -> "PeopleCount":
        """The number of people if one more group of visits counts as one person."""

    def max_reduction(self, group: Group) -> int:
        """Upper limit of how much the number of people falls if this group is chosen too."""


def fewest_people(count: PeopleCount, groups: Sequence[Group], most: int, enough: int | None = None) -> int:
    """Smallest number of people over all choices of at most `most` groups. If it is below `enough`, the function may
    return any number below `enough`.

    Only few choices need to be counted, because an upper limit is known for how much each group can reduce the number.
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
    """Number of people that a choice must stay below in order to matter."""
    return least if enough is None else enough


def _largest_first(group: Group) -> tuple[int, list[int]]:
    return -len(group), sorted(group)
