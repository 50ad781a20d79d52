"""Cells in which visits stand, and the groups of visits that share one."""

from hypothesis import given
from hypothesis import strategies as st

from edge.audience.places import place_groups, standing_cells


def test_a_visit_stands_in_the_cells_of_its_begin_and_its_end() -> None:
    """Numbers tell the grids apart. Over the edge it stands nowhere."""
    assert standing_cells((12, 12, 13, 13), (12, 22, 13, 14)) == (48, 54)
    assert standing_cells((12, 12, 12, 12), (12, 12, 12, 12)) == (48, 49, 50, 51)
    assert standing_cells(None, (12, 12, 12, 12)) == standing_cells((12, 12, 12, 12), None) == ()


def test_groups_of_one_and_parts_of_others_are_left_out() -> None:
    """The largest comes first."""
    cells = [(1, 2), (1, 2), (2,), (3,), (4, 5), (4, 5), ()]
    assert place_groups(cells) == [frozenset({0, 1, 2}), frozenset({4, 5})]


@given(st.lists(st.sets(st.integers(0, 5), max_size=3), max_size=8))
def test_every_shared_cell_lies_within_a_group(cells: list[set[int]]) -> None:
    """No group lies within another one."""
    groups = place_groups([sorted(standing) for standing in cells])
    for cell in range(6):
        members = frozenset(index for index, standing in enumerate(cells) if cell in standing)
        assert len(members) < 2 or any(members <= group for group in groups)
    assert not any(one < other for one in groups for other in groups)
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)
