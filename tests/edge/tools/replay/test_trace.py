"""The trace of a replay: steps of 0.2 s for each visit."""

from edge.audience.rules import AudienceRules
from edge.events import ExpressionScores, FaceObservation, FrameObservation, VisitClosed
from edge.tools.replay.trace import ReplayTrace
from tests.worlds import face_of

START_S = 1_767_225_600.0
HAPPY = ExpressionScores((0.1, 0.9, 0, 0, 0, 0, 0, 0), 0.7, 0.4)


def face(track: int, yaw_deg: float = 0.0) -> FaceObservation:
    return face_of(track, 100.0, 50.0, 60.0, 80.0, yaw_deg, 0.0, False)


def test_a_step_is_the_mean_of_its_frames() -> None:
    """One of two frames is attentive and has an expression: half attentive, and the expression unchanged."""
    trace = ReplayTrace(START_S, AudienceRules())
    trace.add_frame(FrameObservation(START_S, (face(1),)), [HAPPY])
    trace.add_frame(FrameObservation(START_S + 0.1, (face(1, yaw_deg=60.0),)), [None])
    trace.add_visit(VisitClosed(START_S, START_S + 0.1, (1,)))
    (row,) = trace.fetch_rows()
    assert row[:11] == ["0.0", "1", "100.0", "50.0", "60.0", "80.0", "30.0", "0.0", "0.50", "2", "1"]
    assert row[11:13] == ["0.1000", "0.9000"]
    assert row[-2:] == ["0.7000", "0.4000"]


def test_the_columns_of_what_the_reader_does_not_tell_are_empty() -> None:
    """A reader of smiles fills one column. The verdicts count as of any reader."""
    trace = ReplayTrace(START_S, AudienceRules(measures=("positive",)))
    for probability in (0.2, 0.4):
        scores = ExpressionScores((None, probability, *[None] * 6), None, None)
        trace.add_frame(FrameObservation(START_S, (face(1),)), [scores])
    trace.add_visit(VisitClosed(START_S, START_S, (1,)))
    (row,) = trace.fetch_rows()
    assert row[9:] == ["2", "2", "", "0.3000", *[""] * 8]


def test_rows_are_ordered_by_visit_and_tracks_without_a_visit_have_none() -> None:
    """Visits are numbered by their start, in whatever order they close."""
    trace = ReplayTrace(START_S, AudienceRules())
    for second, track in enumerate((1, 2, 3, 3)):
        trace.add_frame(FrameObservation(START_S + second, (face(track),)), [None])
    trace.add_visit(VisitClosed(START_S + 2, START_S + 3, (3,)))
    trace.add_visit(VisitClosed(START_S, START_S, (1,)))
    assert [(row[0], row[1], row[10], row[11]) for row in trace.fetch_rows()] == [
        ("0.0", "1", "0", ""),
        ("2.0", "2", "0", ""),
        ("3.0", "2", "0", ""),
    ]


def test_steps_after_the_end_of_a_visit_have_no_row() -> None:
    """A visit is closed after at most 600 s. Its track may continue, but adds no row."""
    trace = ReplayTrace(START_S, AudienceRules())
    for at_s in (0.0, 0.2, 0.4):
        trace.add_frame(FrameObservation(START_S + at_s, (face(1),)), [None])
    trace.add_visit(VisitClosed(START_S, START_S + 0.2, (1,)))
    assert [row[0] for row in trace.fetch_rows()] == ["0.0", "0.2"]
