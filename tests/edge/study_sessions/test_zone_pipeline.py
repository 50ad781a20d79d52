"""Two people in view, one consented: of the other there is no byte and no mark, with the real detector and reader."""

from collections.abc import Callable, Iterator

import pytest

from edge.kiosk import build
from edge.settings.settings import Settings
from edge.signals import Frame
from edge.study.face_grid import AttentionRule, FaceGrid
from edge.study.series import Row
from edge.study.zone import NAMED
from edge.study_sessions.options import SessionOptions, make_session_settings
from edge.study_sessions.zone_pipeline import ZonePipeline
from tests.edge.perception.vision.scenes import Picture, noisy, wall, with_face

RATE_HZ, START_S = 10, 1_796_000_000.0
SEATED, BESIDE = (160.0, 240.0), (520.0, 240.0)  # px; the first is in the left half of the picture
NO_DATA = -1


def participant(at_s: float) -> Picture:
    return with_face(wall(), SEATED[0] + 6 * at_s, SEATED[1], 90)


def with_neighbour(at_s: float) -> Picture:
    """The other sits to the right of the zone, and leans into it from 0.8 s to 1.4 s."""
    x = BESIDE[0] - 6 * at_s if not 0.8 <= at_s < 1.4 else 280.0
    return with_face(participant(at_s), x, BESIDE[1], 60)


@pytest.fixture(scope="module")
def pipeline() -> Iterator[ZonePipeline]:
    options = SessionOptions(participant="w1", zone=NAMED["left"])
    with build.build_face_pipeline(make_session_settings(Settings(), options)) as faces:
        yield ZonePipeline(faces, options.zone)


def rows(pipeline: ZonePipeline, scene: Callable[[float], Picture]) -> list[Row]:
    """Rows of a session of 2 s."""
    pipeline.reset()
    grid, found = FaceGrid(START_S, AttentionRule(25.0, 20.0)), []
    for step in range(2 * RATE_HZ):
        at_s = step / RATE_HZ
        found += grid.add_frame(pipeline.process(Frame(START_S + at_s, noisy(scene(at_s), step % 8))))
    return found


def test_a_neighbour_leaves_no_mark_and_inside_the_zone_a_gap_like_any_other(pipeline: ZonePipeline) -> None:
    """Beside the zone nothing changes, to the last bit. Within it the rows are those of an empty chair."""
    alone, together = rows(pipeline, participant), rows(pipeline, with_neighbour)
    assert together[:4] == alone[:4]
    assert [bool(row[NO_DATA]) for row in alone] == [False] * 10
    gaps = [bool(row[NO_DATA]) for row in together]
    assert gaps[5:7] == [True] * 2  # the rows at the edges of the gap may be either
    assert gaps[8:] == [False] * 2
    empty = FaceGrid(START_S, AttentionRule(0.0, 0.0)).take_overdue_rows(START_S + 1.3)[0]
    assert {row[1:] for row in together[5:7]} == {empty[1:]}
