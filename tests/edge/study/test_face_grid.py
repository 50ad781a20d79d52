"""The even grid of the face: a row each 0.2 s, with values only where exactly one face was in the zone."""

from dataclasses import replace
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.events import EXPRESSIONS, Abstention, ExpressionScores, FaceObservation, FrameObservation
from edge.study.dictionary import FACE
from edge.study.face_grid import HOLD_S, LATE_S, RATE_HZ, STEP_S, AttentionRule, FaceGrid
from edge.study.series import Row

START_S = 1000.0
RULE = AttentionRule(25.0, 20.0)
SMILE = ExpressionScores((0.1, 0.9, *[0.0] * 6), 0.7, 0.4)


def face(
    track: int = 1, yaw_deg: float = 0.0, expression: ExpressionScores | Abstention | None = None
) -> FaceObservation:
    return FaceObservation(
        track, 10, 10, 80, 100, yaw_deg, 0.0, False, False, False, (0, 0, 0, 0), expression=expression
    )


def frame(after_s: float, *faces: FaceObservation) -> FrameObservation:
    return FrameObservation(START_S + after_s, faces)


def value(row: Row, name: str) -> object:
    return row[FACE.column_names.index(name)]


def known(rows: list[Row]) -> list[bool]:
    return [not value(row, "no_data") for row in rows]


def test_a_row_has_a_cell_for_each_column_of_the_dictionary() -> None:
    grid = FaceGrid(START_S, RULE)
    grid.add_frame(frame(0.0, face(expression=SMILE)))
    rows = grid.add_frame(frame(0.3))
    assert [len(row) for row in rows] == [len(FACE.columns)] * 2
    assert value(rows[0], "p_happiness") == 0.9
    assert value(rows[0], "valence") == 0.7
    assert value(rows[0], "face_height_px") == 100
    assert value(rows[0], "attentive") is True
    assert value(rows[0], "abstained") is False


@pytest.mark.parametrize("sign", [-1, 1])
def test_the_largest_angles_are_attentive(sign: int) -> None:
    def turned(yaw_deg: float, pitch_deg: float) -> FaceObservation:
        return replace(face(), yaw_deg=sign * yaw_deg, pitch_deg=sign * pitch_deg)

    assert RULE.is_attentive(turned(25.0, 20.0))
    assert not RULE.is_attentive(turned(25.1, 0.0))
    assert not RULE.is_attentive(turned(0.0, 20.1))


def test_times_of_the_grid_are_those_that_the_documents_tell() -> None:
    assert (RATE_HZ, HOLD_S, LATE_S) == (5.0, 0.4, 1.0)


def test_a_frame_that_is_older_than_the_last_row_changes_nothing() -> None:
    """Two faces at 0.3 s come after the row of 0.4 s was written."""
    grid = FaceGrid(START_S, RULE)
    grid.add_frame(frame(0.45, face()))
    assert grid.add_frame(frame(0.3, face(), face(2))) == []
    assert grid.add_frame(frame(0.4, face(), face(2))) == []
    assert known(grid.add_frame(frame(0.65, face()))) == [True]


def test_a_look_back_writes_no_row_again() -> None:
    grid = FaceGrid(START_S, RULE)
    assert len(grid.add_frame(frame(1.0, face()))) == 5
    assert grid.take_overdue_rows(START_S + LATE_S + 0.1) == []
    assert len(grid.add_frame(frame(1.1, face()))) == 1


def test_a_face_counts_for_less_than_a_step() -> None:
    """A row holds the frames of the 0.2 s before it, without their first moment."""
    grid = FaceGrid(START_S, RULE)
    at_s = START_S + 2 * STEP_S
    grid.add_frame(FrameObservation(at_s - STEP_S, (face(),)))
    assert known(grid.take_overdue_rows(at_s + LATE_S + STEP_S / 2)) == [True, False]


def test_every_gap_looks_the_same() -> None:
    """Two faces, none, a lost camera: the rows cannot be told apart, so that nobody else leaves a mark."""
    two, none, lost = (FaceGrid(START_S, RULE) for _ in range(3))
    rows = two.add_frame(frame(0.1, face(1), face(2))) + two.take_overdue_rows(START_S + 3)
    others = none.add_frame(frame(0.1)) + none.take_overdue_rows(START_S + 3)
    assert rows == others == lost.take_overdue_rows(START_S + 3)
    assert known(rows) == [False] * 10


def test_a_second_face_ends_the_values_at_once() -> None:
    """An expression that was read before is not held over the time in which somebody else was there."""
    grid = FaceGrid(START_S, RULE)
    rows = grid.add_frame(frame(0.15, face(1, expression=SMILE)))
    rows += grid.add_frame(frame(0.19, face(1), face(2)))
    rows += grid.add_frame(frame(0.35, face(1)))
    rows += grid.add_frame(frame(0.45, face(1)))
    assert known(rows) == [False, False, True]
    assert value(rows[2], "p_happiness") is None
    assert value(rows[2], "abstained") is None


def test_another_track_does_not_inherit_an_expression() -> None:
    grid = FaceGrid(START_S, RULE)
    grid.add_frame(frame(0.05, face(1, expression=SMILE)))
    rows = grid.add_frame(frame(0.15, face(2))) + grid.add_frame(frame(0.25, face(2)))
    assert value(rows[-1], "p_happiness") is None
    assert known(rows) == [True]


def test_an_expression_is_held_for_the_rows_after_it_and_no_longer() -> None:
    grid = FaceGrid(START_S, RULE)
    rows = grid.add_frame(frame(0.0, face(expression=SMILE)))
    for step in range(1, 16):
        rows += grid.add_frame(frame(step / 15, face(yaw_deg=30.0)))
    assert [value(row, "p_happiness") for row in rows] == [0.9, 0.9, None, None, None]
    assert [value(row, "attentive") for row in rows] == [True, False, False, False, False]


def test_an_abstention_is_data_without_a_class() -> None:
    grid = FaceGrid(START_S, RULE)
    grid.add_frame(frame(0.0, face(expression=Abstention("turned"))))
    (row,) = grid.add_frame(frame(0.1, face()))
    assert value(row, "abstained") is True
    assert [value(row, f"p_{name}") for name in EXPRESSIONS] == [None] * 8


def test_a_late_frame_changes_no_row_that_was_written() -> None:
    grid = FaceGrid(START_S, RULE)
    assert len(grid.take_overdue_rows(START_S + LATE_S + 0.5)) == 3
    assert grid.add_frame(frame(0.1, face())) == []
    assert known(grid.add_frame(frame(0.7, face()))) == [False]


@given(st.lists(st.tuples(st.floats(0, 3), st.integers(0, 2)), max_size=30), st.floats(0, 5))
def test_the_grid_is_even_and_complete_whatever_comes(steps: list[tuple[float, int]], end_s: float) -> None:
    """Rows follow each other by 0.2 s from the start on, and a row has values only just after a single face."""
    grid = FaceGrid(START_S, RULE)
    rows: list[Row] = []
    single: list[float] = []
    for after_s, count in steps:
        rows += grid.add_frame(frame(after_s, *(face(number) for number in range(count))))
        single += [START_S + after_s] * (count == 1)
    rows += grid.take_overdue_rows(START_S + end_s)
    times = [row[0] for row in rows]
    assert all(isclose(float(str(at_s)), START_S + number * 0.2) for number, at_s in enumerate(times))
    for row in rows:
        if not value(row, "no_data"):
            assert any(float(str(row[0])) - 0.2 <= at_s <= float(str(row[0])) + 1e-9 for at_s in single)
