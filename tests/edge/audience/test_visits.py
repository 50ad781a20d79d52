"""Visits from tracks: start, re-acquisition, end, maximum length, posters."""

import gc
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from edge.audience.overlap import LONGEST_S
from edge.audience.plays import Cell
from edge.audience.rules import AudienceRules
from edge.audience.visits import Visit, VisitTrack, VisitTracker
from edge.events import Abstention, ExpressionScores, FaceObservation, FrameObservation
from edge.place_cells import place_cells
from tests.worlds import NEUTRAL, SMILE, WIDTH_PX, face_of

HZ = 10


def no_play(at_s: float) -> Cell:
    return (int(at_s), None, 0)


def face(
    track: int,
    x_px: float = 100.0,
    w_px: float = 40.0,
    *,
    y_px: float = 100.0,
    yaw_deg: float = 0.0,
    pitch_deg: float = 0.0,
    at_edge: bool = False,
    expression: ExpressionScores | Abstention | None = None,
) -> FaceObservation:
    return face_of(track, x_px, y_px, w_px, w_px * 1.25, yaw_deg, pitch_deg, at_edge, expression)


class TrackedCamera:
    """Visit tracker with a camera of 10 frames per second."""

    def __init__(self) -> None:
        self.visits = VisitTracker(AudienceRules(), no_play)
        self.closed: list[Visit] = []
        self._frame = 1000 * HZ

    @property
    def now_s(self) -> float:
        return self._frame / HZ

    def show(self, *faces: FaceObservation, for_s: float = 1.0, not_people: Sequence[int] = ()) -> "TrackedCamera":
        """Shows the same faces in each frame for `for_s`. Closes the visits that are due once a second."""
        for _ in range(round(for_s * HZ)):
            self.visits.handle_frame(FrameObservation(self.now_s, faces, tuple(not_people)), 1 / HZ)
            self._frame += 1
            if self._frame % HZ == 0:
                self.closed += self.visits.close_due_visits(self.now_s)
        return self

    def all_closed(self) -> list[tuple[float, float, list[int]]]:
        """Closes all visits. Returns each visit's start and end, in seconds from the start, and its tracks."""
        self.closed += self.visits.close_all_visits(self.now_s)
        return [
            (round(v.start_s - 1000, 3), round(v.end_s - 1000, 3), [track.number for track in v.tracks])
            for v in self.closed
        ]


def dwell_s(visit: Visit) -> float:
    return sum(sums.present_s for track in visit.tracks for sums in track.seconds.by_cell.values())


def attention_s(visit: Visit) -> float:
    return sum(sums.attentive_s for track in visit.tracks for sums in track.seconds.by_cell.values())


@pytest.fixture
def collector_off() -> Iterator[None]:
    """Turns Python's garbage collector off: only reference counts free objects."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def only_track(camera: TrackedCamera) -> VisitTrack:
    (visit,) = camera.visits.close_all_visits(camera.now_s)
    (track,) = visit.tracks
    return track


def cells_of(camera: TrackedCamera) -> list[int]:
    """Number of cells in which each visit stands, in the order of their closing."""
    camera.all_closed()
    return [len(visit.stay.cells) for visit in camera.closed]


@pytest.mark.parametrize(("moved_px", "cells"), [(0.0, 4), (10.0, 4), (30.0, 2), (60.0, 2), (80.0, 0)])
def test_a_visit_stands_in_the_cells_in_which_it_began_and_ended(moved_px: float, cells: int) -> None:
    """A cell is 96 px wide. The centre begins 24 px from the left of one, and 24 px from the right of a shifted one."""
    camera = TrackedCamera()
    begins = face(1, x_px=100.0)
    camera.show(begins).show(replace(begins, cells=place_cells(120.0 + moved_px, 125.0, WIDTH_PX)), for_s=0.1)
    assert cells_of(camera) == [cells]


def test_who_comes_or_goes_over_the_edge_stands_nowhere() -> None:
    """Coming is judged when the track is confirmed, going in the last frame."""
    camera = TrackedCamera()
    coming = replace(face(1), came_over_edge=True)
    camera.show(coming).show(for_s=40)
    camera.show(face(2)).show(replace(face(2), goes_over_edge=True), for_s=0.1).show(for_s=40)
    camera.show(face(3, at_edge=True), for_s=0.1).show(face(3)).show(for_s=40)
    camera.show(face(4), for_s=0.2).show(replace(face(4), came_over_edge=True)).show(for_s=40)
    assert cells_of(camera) == [0, 0, 0, 0]


def test_what_a_stop_cuts_off_ended_where_it_was_last_seen() -> None:
    """Also at the edge of the picture: its person did not leave there. One who left before the stop did."""
    going = replace(face(1), goes_over_edge=True)
    assert cells_of(TrackedCamera().show(face(1)).show(going, for_s=0.1)) == [4]
    assert cells_of(TrackedCamera().show(face(1)).show(going, for_s=0.1).show(for_s=3)) == [0]


def test_what_600_seconds_cut_off_ended_where_it_was_last_seen() -> None:
    camera = TrackedCamera().show(face(1)).show(replace(face(1), goes_over_edge=True), for_s=601)
    assert cells_of(camera) == [4]


def test_what_a_lost_camera_cuts_off_ended_where_it_was_last_seen() -> None:
    """Unless it is found again: then it may still leave over the edge."""
    going = replace(face(1), goes_over_edge=True)
    camera = TrackedCamera().show(face(1)).show(going, for_s=0.1)
    camera.visits.mark_visits_cut_off(camera.now_s)
    assert cells_of(camera.show(for_s=40)) == [4]
    camera = TrackedCamera().show(face(1)).show(going, for_s=0.1)
    camera.visits.mark_visits_cut_off(camera.now_s)
    assert cells_of(camera.show(going, for_s=0.5).show(for_s=40)) == [0]


def test_a_face_in_four_frames_is_no_visit() -> None:
    """A visit needs five detections over 0.3 s. It starts at the first."""
    assert TrackedCamera().show(face(1), for_s=0.4).show(for_s=10).all_closed() == []
    assert TrackedCamera().show(face(1), for_s=0.5).show(for_s=10).all_closed() == [(0.0, 0.4, [1])]


def test_five_frames_within_less_than_0_3_s_are_no_visit() -> None:
    """At 30 frames per second five detections last 0.13 s; a visit needs 0.3 s."""
    visits = VisitTracker(AudienceRules(), no_play)
    for i in range(9):
        visits.handle_frame(FrameObservation(1000 + i / 30, (face(1),)), 1 / 30)
    assert visits.open_visit_count == 0
    visits.handle_frame(FrameObservation(1000 + 9 / 30, (face(1),)), 1 / 30)
    assert visits.open_visit_count == 1


def test_flickers_in_one_place_do_not_add_up() -> None:
    """A face that is never detected for 0.3 s without a gap makes no visit."""
    camera = TrackedCamera()
    for track in range(10):
        camera.show(face(track), for_s=0.2).show(for_s=1.0)
    assert camera.all_closed() == []


def test_a_face_lost_and_found_in_place_is_one_visit() -> None:
    """The gap may last 5 s. It counts as presence only up to 2 s."""
    camera = TrackedCamera().show(face(1), for_s=2).show(for_s=5.0 - 0.1).show(face(2, 130.0), for_s=2)
    assert camera.all_closed() == [(0.0, 8.8, [1, 2])]
    assert dwell_s(camera.closed[0]) == pytest.approx(4.0)
    assert TrackedCamera().show(face(1), for_s=2).show(for_s=5.0).show(face(2), for_s=2).all_closed() == [
        (0.0, 1.9, [1]),
        (7.0, 8.9, [2]),
    ]


@pytest.mark.parametrize(("gap_s", "dwell"), [(2.0, 4.0), (2.1, 2.0)])
def test_gaps_of_up_to_two_seconds_count_as_presence(gap_s: float, dwell: float) -> None:
    """This holds for the same track and for a new one. The gap does not count as attention."""
    for second_track in (1, 2):
        camera = TrackedCamera().show(face(1)).show(for_s=gap_s).show(face(second_track))
        assert len(camera.all_closed()) == 1
        assert dwell_s(camera.closed[0]) == pytest.approx(dwell)
        assert attention_s(camera.closed[0]) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("first", "second", "visits"),
    [
        (face(1), face(2, 160.0), 1),
        (face(1), face(2, 161.0), 2),
        (face(1), face(2, y_px=160.0), 1),
        (face(1), face(2, y_px=161.0), 2),
        (face(1), face(2, 90.0, 60.0, y_px=87.5), 1),
        (face(1), face(2, 89.5, 61.0, y_px=86.9), 2),
        (face(1, 90.0, 60.0), face(2, 100.0, 40.0), 1),
        (face(1, 90.0, 61.0), face(2, 100.5, 40.0), 2),
        (face(1, at_edge=True), face(2), 2),
        (face(1), face(2, at_edge=True), 1),
    ],
)
def test_found_again_means_near_and_of_similar_size(
    first: FaceObservation, second: FaceObservation, visits: int
) -> None:
    """Within 1.5 face widths, at most 1.5 times as large, and not lost at the picture's edge."""
    assert len(TrackedCamera().show(first).show(for_s=1.0).show(second).all_closed()) == visits


def test_one_track_with_a_long_gap_is_two_visits() -> None:
    """The limit of 5 s holds even if the tracker keeps the track number."""
    assert len(TrackedCamera().show(face(1)).show(for_s=4.9).show(face(1)).all_closed()) == 1
    assert len(TrackedCamera().show(face(1)).show(for_s=5.1).show(face(1)).all_closed()) == 2


def test_a_face_beside_one_in_view_is_another_visit() -> None:
    """A face next to one that is still in view is another person."""
    assert TrackedCamera().show(face(1)).show(face(1), face(2, 140.0)).all_closed() == [
        (0.0, 1.9, [1]),
        (1.0, 1.9, [2]),
    ]


def test_of_two_lost_visits_the_nearer_is_found() -> None:
    """Each new face continues the nearest lost visit."""
    camera = TrackedCamera().show(face(1, 100.0), face(2, 150.0)).show(for_s=1).show(face(3, 148.0), face(4, 101.0))
    assert [tracks for _, _, tracks in camera.all_closed()] == [[1, 4], [2, 3]]


def test_a_visit_splits_in_two_when_the_hidden_track_returns() -> None:
    """A face in front of a lost one continues its visit until the lost track returns. Then it is another person."""
    camera = TrackedCamera().show(face(1)).show(face(2, 120.0)).show(face(1), face(2, 120.0))
    assert sorted(camera.all_closed()) == [(0.0, 2.9, [1]), (1.0, 2.9, [2])]
    flicker = TrackedCamera().show(face(1)).show(face(2), for_s=0.2).show(face(1))
    assert flicker.all_closed() == [(0.0, 2.1, [1])]


def test_a_visit_is_closed_half_a_minute_after_it_was_last_seen() -> None:
    """It closes after exactly 30 s, and once."""
    camera = TrackedCamera().show(face(1)).show(for_s=29)
    assert (camera.closed, camera.visits.open_visit_count) == ([], 1)
    camera.show(for_s=1)
    assert (len(camera.closed), camera.visits.open_visit_count) == (1, 0)
    assert len(camera.all_closed()) == 1


def test_a_visit_closes_after_ten_minutes() -> None:
    """It ends after 600 s. Its stay lasts until the person was really last seen."""
    camera = TrackedCamera().show(face(1), for_s=600)
    assert camera.closed == []
    camera.show(face(1), for_s=2)
    assert len(camera.closed) == 1
    assert camera.visits.open_visit_count == 0
    camera.show(for_s=3).show(face(2), for_s=30).show(for_s=40).show(face(3))
    assert camera.all_closed() == [(0.0, LONGEST_S, [1, 2]), (675.0, 675.9, [3])]
    assert dwell_s(camera.closed[0]) == pytest.approx(LONGEST_S)
    assert camera.visits.stays[0].end_s == pytest.approx(1000 + 634.9)


def test_a_poster_is_removed() -> None:
    """Its visit leaves the counts and the stream, and the track makes no new visit."""
    camera = TrackedCamera().show(face(1), for_s=8)
    assert len(camera.visits.stays) == 1
    camera.show(face(1), for_s=0.1, not_people=[1]).show(face(1), for_s=20)
    assert camera.all_closed() == []
    assert camera.visits.stays == []


def test_a_poster_behind_a_person_removes_only_its_own_time() -> None:
    """The person before the poster stays a visit, which ends where the person was last seen."""
    camera = TrackedCamera().show(face(1), for_s=3).show(face(2), for_s=8).show(face(2), for_s=0.1, not_people=[2])
    assert camera.all_closed() == [(0.0, 2.9, [1])]
    assert dwell_s(camera.closed[0]) == pytest.approx(3.0)


def test_a_poster_as_first_track_leaves_the_later_tracks() -> None:
    """If the first track of a visit is a poster, the visit starts with the second."""
    camera = TrackedCamera().show(face(1), for_s=3).show(face(2), for_s=3).show(face(2), for_s=0.1, not_people=[1])
    assert camera.all_closed() == [(3.0, 6.0, [2])]
    camera = TrackedCamera().show(face(1), for_s=3).show(face(2), for_s=0.3).show(face(2), for_s=0.1, not_people=[1])
    assert camera.visits.stays == []
    assert camera.show(face(2), for_s=0.1).all_closed() == [(3.0, 3.4, [2])]


def test_a_track_counts_once_per_frame() -> None:
    """The same track twice in a frame adds its time once."""
    camera = TrackedCamera().show(face(1), face(1))
    camera.all_closed()
    assert dwell_s(camera.closed[0]) == pytest.approx(1.0)


def test_no_box_is_kept_once_a_track_cannot_be_found_again() -> None:
    """Only sums of seconds remain."""
    camera = TrackedCamera().show(face(1)).show(for_s=3)
    (track,) = (track for visit in camera.visits._visits for track in visit.tracks)
    assert track.face is not None
    camera.show(for_s=3)
    assert track.face is None


def test_closed_visits_leave_no_reference_cycles(collector_off: None) -> None:
    """Closed visits, short faces, posters and split visits are freed at once: the collector may run hours later."""
    camera = TrackedCamera().show(face(1), face(5, 800.0)).show(face(2, 120.0), not_people=[5])
    camera.show(face(1), face(2, 120.0)).show(face(3, 400.0), for_s=0.2).show(for_s=40)
    assert len(camera.closed) == 2
    camera.closed.clear()
    camera.show(face(4))
    assert camera.visits.close_all_visits(camera.now_s) != []
    # by type(): isinstance() may run code of lazy library objects
    assert [leftover for leftover in gc.get_objects() if type(leftover) in (VisitTrack, Visit)] == []


@pytest.mark.parametrize(
    ("yaw_deg", "pitch_deg", "attentive"),
    [(25, 20, True), (-25, -20, True), (25.1, 0, False), (-25.1, 0, False), (0, 20.1, False), (0, -20.1, False)],
)
def test_attentive_depends_on_yaw_and_pitch(yaw_deg: float, pitch_deg: float, attentive: bool) -> None:
    """The rules' angles hold in both directions."""
    camera = TrackedCamera().show(face(1, yaw_deg=yaw_deg, pitch_deg=pitch_deg))
    camera.all_closed()
    assert attention_s(camera.closed[0]) == pytest.approx(1.0 if attentive else 0.0)


def test_a_verdict_stands_until_the_next_one_for_at_most_half_a_second() -> None:
    """An abstention stands in the same way."""
    camera = TrackedCamera().show(face(1, expression=SMILE), for_s=0.1).show(face(1), for_s=0.1)
    camera.show(face(1, expression=Abstention("unsure")), for_s=0.1).show(face(1), for_s=0.9)
    sums = only_track(camera).seconds.by_cell[(1000, None, 0)]
    assert sums.verdict_s == pytest.approx(0.2)
    assert sums.expression.smile == pytest.approx(0.2)
    assert sums.abstained_s == pytest.approx(0.5)
    assert sums.attentive_s == pytest.approx(1.0)


def test_a_verdict_counts_only_in_attentive_frames() -> None:
    """A verdict from a turned head never counts, and no verdict counts while the head is turned."""
    away = face(1, yaw_deg=60.0)
    camera = TrackedCamera().show(face(1, expression=NEUTRAL), for_s=0.1).show(away, for_s=0.2).show(face(1), for_s=0.1)
    camera.show(face(1, yaw_deg=60.0, expression=SMILE), for_s=0.1).show(face(1), for_s=0.5)
    sums = only_track(camera).seconds.by_cell[(1000, None, 0)]
    assert sums.verdict_s == pytest.approx(0.2)
    assert sums.expression.smile == 0.0
    assert sums.abstained_s == 0.0


def test_time_with_a_lost_camera_is_not_time_away() -> None:
    """Stays leave out the time of the loss: people before and after it may be the same. Visit times are real."""
    camera = TrackedCamera().show(face(1)).show(for_s=40)
    camera.visits.skip_lost_time(39.0)
    camera.show(face(2))
    assert camera.all_closed() == [(0.0, 0.9, [1]), (41.0, 41.9, [2])]
    first, second = camera.visits.stays
    assert second.start_s - first.end_s == pytest.approx(1.1)
    assert second.end_s - second.start_s == pytest.approx(0.9)
    camera.visits.forget_stays(1041.0)
    assert camera.visits.stays == [second]


def test_stays_that_ended_before_a_time_are_dropped() -> None:
    """A stay that goes on is kept."""
    camera = TrackedCamera().show(face(1)).show(for_s=40).show(face(2))
    camera.visits.forget_stays(1020.0)
    assert [stay.start_s for stay in camera.visits.stays] == [1041.0]
