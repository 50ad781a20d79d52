"""face_parity.py: differences of two detectors are counted by face, and a face that one alone finds is listed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.perception.vision.detector import Detection
from models.evaluate.face_parity import FaceParity, overlap


def face(x: float, y: float, width: float = 100.0, score: float = 0.9) -> Detection:
    return Detection(x, y, width, width, score, np.zeros((6, 2), np.float32))


def figures(theirs: list[Detection], ours: list[Detection]) -> dict[str, object]:
    parity = FaceParity()
    parity.add("clip, 7", theirs, ours)
    return parity.parity_figures()


FACES = st.lists(
    st.tuples(st.integers(0, 20), st.floats(20, 200), st.floats(0.3, 1.0)), max_size=6, unique_by=lambda drawn: drawn[0]
).map(lambda drawn: [face(250 * place, 0, width, score) for place, width, score in drawn])
"""Faces that lie apart."""


@given(FACES)
def test_a_detector_does_not_differ_from_itself(faces: list[Detection]) -> None:
    told = figures(faces, list(reversed(faces)))
    sure = sum(one.score >= 0.5 for one in faces)
    assert (told["faces"], told["alone"]) == (sure, [])
    assert told["box_within"] == told["score_within"] == (1.0 if sure else None)


def test_the_worst_edge_counts_in_widths_of_the_face() -> None:
    """A box that grows to the right by 3 px of 100 is off by more than 2 %; one that moves by 2 px is not."""
    grown = Detection(0, 0, 103, 100, 0.9, np.zeros((6, 2), np.float32))
    told = figures([face(0, 0), face(300, 0)], [grown, face(300, 2)])
    assert told["faces"] == 2
    assert told["box_within"] == 0.5
    assert told["largest_box_difference"] == pytest.approx(0.03)


def test_a_score_within_two_hundredths_is_the_same() -> None:
    told = figures(
        [face(0, 0, score=0.9), face(300, 0, score=0.6)], [face(0, 0, score=0.885), face(300, 0, score=0.57)]
    )
    assert told["score_within"] == 0.5
    assert told["largest_score_difference"] == pytest.approx(0.03)


def test_a_face_that_one_alone_finds_is_listed_with_its_finder() -> None:
    """Of either; a box elsewhere is no face of the other, and an unsure face of the other is one."""
    told = figures([face(0, 0), face(300, 0, score=0.7)], [face(0, 0, score=0.31), face(300, 90)])
    assert told["alone"] == [
        {"picture": "clip, 7", "found by": "MediaPipe", "score": 0.7, "x": 300, "y": 0, "width": 100},
        {"picture": "clip, 7", "found by": "served", "score": 0.9, "x": 300, "y": 90, "width": 100},
    ]
    assert told["faces"] == 1
    assert told["alone_share"] == pytest.approx(2 / 3)


def test_an_unsure_face_need_not_be_found_by_the_other() -> None:
    told = figures([face(0, 0, score=0.49)], [])
    assert (told["faces"], told["alone"], told["box_within"], told["alone_share"]) == (0, [], None, None)


def test_overlap_is_the_share_of_the_union() -> None:
    assert overlap(face(0, 0), face(0, 0)) == 1.0
    assert overlap(face(0, 0), face(50, 0)) == pytest.approx(1 / 3)
    assert overlap(face(0, 0), face(100, 0)) == 0.0
    assert overlap(face(0, 0, 0.0), face(0, 0, 0.0)) == 0.0
