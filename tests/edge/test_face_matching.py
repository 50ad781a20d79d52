"""A lost face found again: one rule for visits and for tracks of staff."""

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.audience.plays import Cell
from edge.audience.rules import AudienceRules
from edge.audience.visits import VisitTracker
from edge.events import ExpressionScores, FaceObservation, FrameObservation
from edge.staff_tracks import StaffTracks
from tests.worlds import face_of

Same = Callable[[FaceObservation, FaceObservation, float], bool]
EDGE = Path(__file__).parents[2] / "edge"
NOWHERE, ELSEWHERE = (0, 0, 0, 0), (9, 9, 9, 9)
"""Cells of the faces: no track is staff by its place, so that only the rule of the lost face decides."""


def no_play(at_s: float) -> Cell:
    return (int(at_s), None, 0)


def is_one_visit(lost: FaceObservation, found: FaceObservation, lost_s: float) -> bool:
    """Checks that a track that begins `lost_s` after another goes on with its visit."""
    visits = VisitTracker(AudienceRules(), no_play)
    for i in range(6):
        visits.handle_frame(FrameObservation(9.5 + i / 10, (lost,)), 0.1)
    visits.handle_frame(FrameObservation(10.0 + lost_s, (found,)), 0.1)
    return len(visits.close_all_visits(10.1 + lost_s)[0].tracks) == 2


def is_one_of_staff(lost: FaceObservation, found: FaceObservation, lost_s: float) -> bool:
    """Checks that a track that begins `lost_s` after one with a badge is staff."""
    staff = StaffTracks()
    staff.find_staff_tracks(10.0, [replace(lost, is_staff=True)])
    staff.find_staff_tracks(10.0 + lost_s, [found])
    return staff.is_staff(found.track)


def pair(moved_px: float, found_px: float, *, at_edge: bool = False) -> tuple[FaceObservation, FaceObservation]:
    """A lost face, 100 px wide, and a new one whose centre is `moved_px` to its right."""
    lost = replace(face_of(1, 200.0, 200.0, 100.0, 100.0, at_edge=at_edge), cells=NOWHERE)
    left_px, top_px = 250.0 + moved_px - found_px / 2, 250.0 - found_px / 2
    return lost, replace(face_of(2, left_px, top_px, found_px, found_px), cells=ELSEWHERE)


@pytest.mark.parametrize("is_same", [is_one_visit, is_one_of_staff])
@pytest.mark.parametrize(
    ("moved_px", "found_px", "lost_s", "at_edge", "expected"),
    [
        (0.0, 100.0, 0.2, False, True),
        (150.0, 100.0, 5.0, False, True),
        (-150.0, 100.0, 5.0, False, True),
        (0.0, 150.0, 5.0, False, True),
        (0.0, 67.0, 5.0, False, True),
        (151.0, 100.0, 5.0, False, False),
        (150.0, 67.0, 5.0, False, True),  # near by the width of the lost face
        (0.0, 151.0, 5.0, False, False),
        (0.0, 66.0, 5.0, False, False),
        (0.0, 100.0, 5.01, False, False),
        (0.0, 100.0, 0.2, True, False),
    ],
)
def test_a_lost_face_is_found_again_near_of_similar_size_within_5_s(
    is_same: Callable[[FaceObservation, FaceObservation, float], bool],
    moved_px: float,
    found_px: float,
    lost_s: float,
    at_edge: bool,
    expected: bool,
) -> None:
    assert is_same(*pair(moved_px, found_px, at_edge=at_edge), lost_s) is expected


def test_a_face_has_a_place_and_an_expression_and_no_template() -> None:
    """Numbers by which a face could be compared with others would be a list, or a field that is not named here."""
    kinds = get_type_hints(FaceObservation)
    places = {"x_px", "y_px", "w_px", "h_px", "yaw_deg", "pitch_deg"}
    assert {name for name, kind in kinds.items() if kind is float} == places
    assert {name for name, kind in kinds.items() if kind not in (bool, float, int)} == {"cells", "expression"}
    assert {*get_type_hints(ExpressionScores)} == {"probabilities", "valence", "arousal"}


@given(st.floats(-200, 200), st.floats(40, 200), st.floats(0.1, 6), st.booleans())
def test_visits_and_tracks_of_staff_find_the_same_faces_again(
    moved_px: float, found_px: float, lost_s: float, at_edge: bool
) -> None:
    faces = pair(moved_px, found_px, at_edge=at_edge)
    assert is_one_visit(*faces, lost_s) is is_one_of_staff(*faces, lost_s)


@pytest.mark.parametrize("name", ["FOUND_AGAIN_S", "NEAR_WIDTHS", "SIMILAR_SIZE"])
def test_each_number_of_the_rule_stands_in_one_file(name: str) -> None:
    files = []
    for path in sorted(EDGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        nodes = ast.parse(text).body if name in text else []
        targets = [target for node in nodes if isinstance(node, ast.Assign) for target in node.targets]
        files += [path.name for target in targets if isinstance(target, ast.Name) and target.id == name]
    assert files == ["face_matching.py"]
