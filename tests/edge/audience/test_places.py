"""Cells in which visits stand, the groups of visits that share one, and the choice of groups with the fewest people."""

from hypothesis import given
from hypothesis import strategies as st

from edge.audience.matching import VisitMatching
from edge.audience.places import fewest_people, group_visits_by_cell, standing_cells

AWAY_S, NEAR_S = 100.0, 10.0  # farther apart than `SAME_PERSON_S`, and nearer
SAME_PERSON_S = 60.0


def test_a_visit_stands_in_the_cells_of_its_begin_and_its_end() -> None:
    """Numbers tell the grids apart. Over the edge it stands nowhere."""
    assert standing_cells((12, 12, 13, 13), (12, 22, 13, 14)) == (48, 54)
    assert standing_cells((12, 12, 12, 12), (12, 12, 12, 12)) == (48, 49, 50, 51)
    assert standing_cells(None, (12, 12, 12, 12)) == standing_cells((12, 12, 12, 12), None) == ()


def test_groups_of_one_and_parts_of_others_are_left_out() -> None:
    """The largest comes first."""
    cells = [(1, 2), (1, 2), (2,), (3,), (4, 5), (4, 5), ()]
    assert group_visits_by_cell(cells) == [frozenset({0, 1, 2}), frozenset({4, 5})]


@given(st.lists(st.sets(st.integers(0, 5), max_size=3), max_size=8))
def test_every_shared_cell_lies_within_a_group(cells: list[set[int]]) -> None:
    """No group lies within another one."""
    groups = group_visits_by_cell([sorted(standing) for standing in cells])
    for cell in range(6):
        members = frozenset(index for index, standing in enumerate(cells) if cell in standing)
        assert len(members) < 2 or any(members <= group for group in groups)
    assert not any(one < other for one in groups for other in groups)
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)


def people(*rows: tuple[int, float], most: int = 2, enough: int | None = None) -> int:
    """People of a window with so many visits at each place, so far apart."""
    times, cells = list[tuple[float, float]](), list[tuple[int, ...]]()
    for cell, (count, apart_s) in enumerate(rows):
        begins_s = 10_000.0 * cell
        for _ in range(count):
            times.append((begins_s, begins_s + 5))
            cells.append((cell,))
            begins_s += 5 + apart_s
    return fewest_people(VisitMatching(times, SAME_PERSON_S), group_visits_by_cell(cells), most, enough)


def test_the_best_two_places_need_not_be_next_to_each_other_in_size() -> None:
    """The second largest place saves nobody, since its visits lead from one to the next in time."""
    rows = (5, AWAY_S), (4, NEAR_S), (3, AWAY_S), (2, AWAY_S)
    assert people(*rows, most=0) == 5 + 1 + 3 + 2
    assert people(*rows, most=1) == 1 + 1 + 3 + 2
    assert people(*rows, most=2) == 1 + 1 + 1 + 2
    assert people(*rows, most=3) == 1 + 1 + 1 + 1


def test_all_pairs_of_places_are_tried_until_there_are_too_few_people() -> None:
    """The pairs of the largest place leave five people, the pair of the other two leaves three."""
    rows = (5, NEAR_S), (4, AWAY_S), (3, AWAY_S)
    assert people(*rows) == 3
    for enough in (4, 5):
        assert people(*rows, enough=enough) < enough
    assert people(*rows, enough=3) >= 3
