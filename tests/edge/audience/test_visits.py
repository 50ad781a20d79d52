"""When a visit begins, is found again, ends, is too long, and never was."""

import gc
from collections.abc import Iterator, Sequence

import pytest

from edge.audience.people import LONGEST_S
from edge.audience.plays import Cell
from edge.audience.rules import AudienceRules
from edge.audience.visits import Visit, VisitTrack, VisitTracker
from edge.events import Abstention, ExpressionScores, FaceObservation, FrameObservation
from tests.worlds import NEUTRAL, SMILE

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
    reading: ExpressionScores | Abstention | None = None,
) -> FaceObservation:
    return FaceObservation(track, x_px, y_px, w_px, w_px * 1.25, yaw_deg, pitch_deg, at_edge, reading)


class Door:
    """Visits with a camera of 10 frames a second in front of them."""

    def __init__(self) -> None:
        self.visits = VisitTracker(AudienceRules(), no_play)
        self.closed: list[Visit] = []
        self._frame = 1000 * HZ

    @property
    def now_s(self) -> float:
        return self._frame / HZ

    def shows(self, *faces: FaceObservation, for_s: float = 1.0, not_people: Sequence[int] = ()) -> "Door":
        """The same faces in each frame for so long; visits that are due are closed once a second."""
        for _ in range(round(for_s * HZ)):
            self.visits.handle_frame(FrameObservation(self.now_s, faces, tuple(not_people)), 1 / HZ)
            self._frame += 1
            if self._frame % HZ == 0:
                self.closed += self.visits.close_due(self.now_s)
        return self

    def ended(self) -> list[tuple[float, float, list[int]]]:
        """All visits closed so far and now: from, to, in seconds from the start, and the tracks."""
        self.closed += self.visits.close_all()
        return [
            (round(v.start_s - 1000, 3), round(v.end_s - 1000, 3), [track.number for track in v.tracks])
            for v in self.closed
        ]


def dwell_s(visit: Visit) -> float:
    return sum(sums.present_s for track in visit.tracks for sums in track.seconds.by_cell.values())


def attention_s(visit: Visit) -> float:
    return sum(sums.attentive_s for track in visit.tracks for sums in track.seconds.by_cell.values())


@pytest.fixture
def by_hand() -> Iterator[None]:
    """Nothing is collected but by counting references."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def only_track(door: Door) -> VisitTrack:
    (visit,) = door.visits.close_all()
    (track,) = visit.tracks
    return track


def test_a_face_of_four_frames_is_nobody() -> None:
    """It takes five detections over 0.3 s; the visit began with the first."""
    assert Door().shows(face(1), for_s=0.4).shows(for_s=10).ended() == []
    assert Door().shows(face(1), for_s=0.5).shows(for_s=10).ended() == [(0.0, 0.4, [1])]


def test_five_frames_in_a_flash_are_nobody() -> None:
    """At 30 frames a second five last 0.13 s; 0.3 s are needed."""
    visits = VisitTracker(AudienceRules(), no_play)
    for i in range(9):
        visits.handle_frame(FrameObservation(1000 + i / 30, (face(1),)), 1 / 30)
    assert visits.open == 0
    visits.handle_frame(FrameObservation(1000 + 9 / 30, (face(1),)), 1 / 30)
    assert visits.open == 1


def test_flickers_in_one_place_do_not_add_up() -> None:
    """A face that is never seen for 0.3 s at a stretch is found again as nobody."""
    door = Door()
    for track in range(10):
        door.shows(face(track), for_s=0.2).shows(for_s=1.0)
    assert door.ended() == []


def test_who_vanishes_and_is_found_in_place_is_one_visit() -> None:
    """Up to 5 s later. The gap is bridged as presence only if it was 2 s at most."""
    door = Door().shows(face(1), for_s=2).shows(for_s=5.0 - 0.1).shows(face(2, 130.0), for_s=2)
    assert door.ended() == [(0.0, 8.8, [1, 2])]
    assert dwell_s(door.closed[0]) == pytest.approx(4.0)
    assert Door().shows(face(1), for_s=2).shows(for_s=5.0).shows(face(2), for_s=2).ended() == [
        (0.0, 1.9, [1]),
        (7.0, 8.9, [2]),
    ]


@pytest.mark.parametrize(("gap_s", "dwell"), [(2.0, 4.0), (2.1, 2.0)])
def test_who_is_not_seen_for_two_seconds_was_present(gap_s: float, dwell: float) -> None:
    """Whether the track lived on or another one began. Nobody was attentive meanwhile."""
    for again in (1, 2):
        door = Door().shows(face(1)).shows(for_s=gap_s).shows(face(again))
        assert len(door.ended()) == 1
        assert dwell_s(door.closed[0]) == pytest.approx(dwell)
        assert attention_s(door.closed[0]) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("first", "second", "visits"),
    [
        (face(1), face(2, 160.0), 1),
        (face(1), face(2, 161.0), 2),
        (face(1), face(2, y_px=160.0), 1),
        (face(1), face(2, y_px=161.0), 2),
        (face(1), face(2, 90.0, 60.0, y_px=87.5), 1),
        (face(1), face(2, 89.5, 61.0, y_px=86.9), 2),
        (face(1, 90.0, 61.0), face(2, 100.5, 40.0), 2),
        (face(1, at_edge=True), face(2), 2),
        (face(1), face(2, at_edge=True), 1),
    ],
)
def test_the_same_place_is_near_and_of_similar_size(
    first: FaceObservation, second: FaceObservation, visits: int
) -> None:
    """Within 1.5 face widths, no more than half as large again; and who left over the edge has left."""
    assert len(Door().shows(first).shows(for_s=1.0).shows(second).ended()) == visits


def test_one_track_that_was_away_for_long_is_two_visits() -> None:
    """Whatever the tracker says: 5 s in one place are the rule."""
    assert len(Door().shows(face(1)).shows(for_s=4.9).shows(face(1)).ended()) == 1
    assert len(Door().shows(face(1)).shows(for_s=5.1).shows(face(1)).ended()) == 2


def test_who_stands_beside_is_nobody_else() -> None:
    """Somebody who is still in view is not found again in another face next to it."""
    assert Door().shows(face(1)).shows(face(1), face(2, 140.0)).ended() == [(0.0, 1.9, [1]), (1.0, 1.9, [2])]


def test_of_two_that_vanished_the_nearer_is_found() -> None:
    """Each new face takes the nearest."""
    door = Door().shows(face(1, 100.0), face(2, 150.0)).shows(for_s=1).shows(face(3, 148.0), face(4, 101.0))
    assert [tracks for _, _, tracks in door.ended()] == [[1, 4], [2, 3]]


def test_who_was_hidden_by_another_comes_back_as_two() -> None:
    """A face in front of a lost one is taken for it, until the lost track is back: then it was somebody else."""
    door = Door().shows(face(1)).shows(face(2, 120.0)).shows(face(1), face(2, 120.0))
    assert sorted(door.ended()) == [(0.0, 2.9, [1]), (1.0, 2.9, [2])]
    flicker = Door().shows(face(1)).shows(face(2), for_s=0.2).shows(face(1))
    assert flicker.ended() == [(0.0, 2.1, [1])]


def test_a_visit_is_closed_half_a_minute_after_it_was_last_seen() -> None:
    """Not before, and once."""
    door = Door().shows(face(1)).shows(for_s=29)
    assert (door.closed, door.visits.open) == ([], 1)
    door.shows(for_s=1)
    assert (len(door.closed), door.visits.open) == (1, 0)
    assert len(door.ended()) == 1


def test_who_stays_all_day_is_furniture_after_ten_minutes() -> None:
    """The visit is closed then and ends in its 600th second; its stay lasts until the person was really last seen."""
    door = Door().shows(face(1), for_s=600)
    assert door.closed == []
    door.shows(face(1), for_s=2)
    assert len(door.closed) == 1
    assert door.visits.open == 0
    door.shows(for_s=3).shows(face(2), for_s=30).shows(for_s=40).shows(face(3))
    assert door.ended() == [(0.0, LONGEST_S, [1, 2]), (675.0, 675.9, [3])]
    assert dwell_s(door.closed[0]) == pytest.approx(LONGEST_S)
    assert door.visits.stays[0].end_s == pytest.approx(1000 + 634.9)


def test_a_poster_never_was() -> None:
    """Its visit is gone from the count and from the stream, and the track stays nobody."""
    door = Door().shows(face(1), for_s=8)
    assert len(door.visits.stays) == 1
    door.shows(face(1), for_s=0.1, not_people=[1]).shows(face(1), for_s=20)
    assert door.ended() == []
    assert door.visits.stays == []


def test_a_poster_behind_somebody_takes_only_its_own_time_back() -> None:
    """Who stood in front of it was there; the visit ends where the person was last seen."""
    door = Door().shows(face(1), for_s=3).shows(face(2), for_s=8).shows(face(2), for_s=0.1, not_people=[2])
    assert door.ended() == [(0.0, 2.9, [1])]
    assert dwell_s(door.closed[0]) == pytest.approx(3.0)


def test_a_poster_that_was_taken_for_somebody_leaves_what_came_after() -> None:
    """If the first track of a visit was the poster, the visit began with the second."""
    door = Door().shows(face(1), for_s=3).shows(face(2), for_s=3).shows(face(2), for_s=0.1, not_people=[1])
    assert door.ended() == [(3.0, 6.0, [2])]
    door = Door().shows(face(1), for_s=3).shows(face(2), for_s=0.3).shows(face(2), for_s=0.1, not_people=[1])
    assert door.visits.stays == []
    assert door.shows(face(2), for_s=0.1).ended() == [(3.0, 3.4, [2])]


def test_a_face_is_once_in_a_frame() -> None:
    """The same track twice weighs once."""
    door = Door().shows(face(1), face(1))
    door.ended()
    assert dwell_s(door.closed[0]) == pytest.approx(1.0)


def test_no_box_is_kept_for_longer_than_it_can_be_found_again() -> None:
    """Of who is gone only seconds remain."""
    door = Door().shows(face(1)).shows(for_s=3)
    (track,) = (track for visit in door.visits._visits for track in visit.tracks)
    assert track.face is not None
    door.shows(for_s=3)
    assert track.face is None


def test_who_is_gone_leaves_nothing_to_the_collector(by_hand: None) -> None:
    """Visits that were closed, a face too short to be one, a poster, two that were taken for one: Python's collector
    may come by hours later."""
    door = Door().shows(face(1), face(5, 800.0)).shows(face(2, 120.0), not_people=[5])
    door.shows(face(1), face(2, 120.0)).shows(face(3, 400.0), for_s=0.2).shows(for_s=40)
    assert len(door.closed) == 2
    door.closed.clear()
    door.shows(face(4))
    assert door.visits.close_all() != []
    # by type alone: asking an object of a library what it is may wake it
    assert [thing for thing in gc.get_objects() if type(thing) in (VisitTrack, Visit)] == []


@pytest.mark.parametrize(
    ("yaw_deg", "pitch_deg", "attentive"),
    [(25, 20, True), (-25, -20, True), (25.1, 0, False), (-25.1, 0, False), (0, 20.1, False), (0, -20.1, False)],
)
def test_attentive_is_a_matter_of_angles(yaw_deg: float, pitch_deg: float, attentive: bool) -> None:
    """Those of the rules, to either side."""
    door = Door().shows(face(1, yaw_deg=yaw_deg, pitch_deg=pitch_deg))
    door.ended()
    assert attention_s(door.closed[0]) == pytest.approx(1.0 if attentive else 0.0)


def test_a_verdict_stands_until_the_next_reading_for_half_a_second_at_most() -> None:
    """Then there is none; an abstention stands in the same way."""
    door = Door().shows(face(1, reading=SMILE), for_s=0.1).shows(face(1), for_s=0.1)
    door.shows(face(1, reading=Abstention("unsure")), for_s=0.1).shows(face(1), for_s=0.9)
    sums = only_track(door).seconds.by_cell[(1000, None, 0)]
    assert sums.verdict_s == pytest.approx(0.2)
    assert sums.expression.positive == pytest.approx(0.2)
    assert sums.abstained_s == pytest.approx(0.5)
    assert sums.attentive_s == pytest.approx(1.0)


def test_a_verdict_counts_in_attentive_frames_alone() -> None:
    """One given while the head was turned is none, and none counts while it is."""
    away = face(1, yaw_deg=60.0)
    door = Door().shows(face(1, reading=NEUTRAL), for_s=0.1).shows(away, for_s=0.2).shows(face(1), for_s=0.1)
    door.shows(face(1, yaw_deg=60.0, reading=SMILE), for_s=0.1).shows(face(1), for_s=0.5)
    sums = only_track(door).seconds.by_cell[(1000, None, 0)]
    assert sums.verdict_s == pytest.approx(0.2)
    assert sums.expression.positive == 0.0
    assert sums.abstained_s == 0.0


def test_time_away_stands_still_while_nothing_can_be_seen() -> None:
    """Who is there before and after the camera was lost may be the same person; the times of visits are real."""
    door = Door().shows(face(1)).shows(for_s=40)
    door.visits.pause(39.0)
    door.shows(face(2))
    assert door.ended() == [(0.0, 0.9, [1]), (41.0, 41.9, [2])]
    first, second = door.visits.stays
    assert second.start_s - first.end_s == pytest.approx(1.1)
    assert second.end_s - second.start_s == pytest.approx(0.9)
    door.visits.forget(1041.0)
    assert door.visits.stays == [second]


def test_yesterdays_stays_are_forgotten() -> None:
    """Those that go on are not."""
    door = Door().shows(face(1)).shows(for_s=40).shows(face(2))
    door.visits.forget(1020.0)
    assert [stay.start_s for stay in door.visits.stays] == [1041.0]
