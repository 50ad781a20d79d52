"""What a replay knows of a model that never gave scores."""

from edge.events import Abstention, ExpressionScores, FaceObservation, FrameObservation
from edge.tools.replay.readings import ReadingCount

SCORES = ExpressionScores((None, 0.9, None, None, None, None, None, None), None, None)


def frame(*readings: ExpressionScores | Abstention | None) -> FrameObservation:
    faces = [
        FaceObservation(track, 0, 0, 50, 50, 0, 0, False, False, False, (0, 0, 0, 0), reading)
        for track, reading in enumerate(readings)
    ]
    return FrameObservation(1.0, tuple(faces))


def test_one_verdict_is_enough() -> None:
    """Nor is a model that never ran one that abstains."""
    count = ReadingCount()
    count.count_faces(frame(None))
    assert count.always_abstained_text == ""
    count.count_faces(frame(Abstention("unsure"), SCORES))
    assert count.always_abstained_text == ""


def test_abstentions_are_counted_by_reason() -> None:
    count = ReadingCount()
    count.count_faces(frame(Abstention("unsure"), None))
    count.count_faces(frame(Abstention("small"), Abstention("unsure")))
    assert "gave no verdict on any of 3 faces (unsure 2, small 1)" in count.always_abstained_text
