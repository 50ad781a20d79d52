"""The limit of a reader to the measures that may be told."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.events import CLASSES_OF_MEASURE, EXPRESSIONS, MEASURES, Abstention, ExpressionScores
from edge.perception.vision.expression_reader import RestrictedReader, restrict_scores
from edge.perception.vision.face_reading import ExpressionPrediction, FaceGeometry

EVERY_CHOICE = [chosen for count in range(6) for chosen in combinations(MEASURES, count)]
SHARES = st.lists(st.floats(0.0, 1.0), min_size=8, max_size=8)
IMAGE = np.zeros((8, 8, 3), np.uint8)
FACE = FaceGeometry(np.zeros((6, 2), np.float32), 60.0, 0.0, 0.0)


class TwoFaces:
    """A reader that has scores for one face and abstains for the other."""

    label, fallback, predicts_head_pose = "two@sha256:0", "a reason", True

    def predict(self, image: NDArray[np.uint8], faces: Sequence[FaceGeometry]) -> list[ExpressionPrediction]:
        scores = ExpressionScores((0.1, 0.2, 0.3, 0.1, 0.1, 0.1, 0.05, 0.05), 0.4, 0.5)
        return [ExpressionPrediction(scores, (3.0, 4.0)), ExpressionPrediction(Abstention("small"))]


@given(st.sampled_from(EVERY_CHOICE), SHARES, st.floats(-1, 1), st.floats(-1, 1))
def test_nothing_is_left_of_a_measure_that_may_not_be_told(
    measures: tuple[str, ...], shares: list[float], valence: float, arousal: float
) -> None:
    """Nor of what gives it away: neutral is the rest of all others, so it goes with the first that is not told."""
    scores = restrict_scores(ExpressionScores(tuple(shares), valence, arousal), measures)
    by_name = dict(zip(EXPRESSIONS, scores.probabilities, strict=True))
    for measure, names in CLASSES_OF_MEASURE.items():
        for name in names:
            assert by_name[name] == (shares[EXPRESSIONS.index(name)] if measure in measures else None)
    assert scores.valence == (valence if "valence" in measures else None)
    assert scores.arousal == (arousal if "arousal" in measures else None)
    assert (by_name["neutral"] is None) == (not set(CLASSES_OF_MEASURE) <= set(measures))


def test_scores_of_another_number_of_classes_are_a_fault() -> None:
    """A class would be told as another."""
    with pytest.raises(ValueError, match="zip"):
        restrict_scores(ExpressionScores((0.5,) * 7, 0.0, 0.0), MEASURES)


@pytest.mark.parametrize("measures", EVERY_CHOICE)
def test_a_restricted_reader_changes_scores_alone(measures: tuple[str, ...]) -> None:
    """Abstentions, head poses, the name and the state of the runtime are those of the reader."""
    reader = RestrictedReader(TwoFaces(), measures)
    assert (reader.label, reader.fallback, reader.predicts_head_pose) == ("two@sha256:0", "a reason", True)
    scores, abstention = reader.predict(IMAGE, [FACE, FACE])
    whole, same = TwoFaces().predict(IMAGE, [FACE, FACE])
    assert isinstance(whole.result, ExpressionScores)
    assert scores == ExpressionPrediction(restrict_scores(whole.result, measures), (3.0, 4.0))
    assert abstention == same
