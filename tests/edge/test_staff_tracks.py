"""Tracks of staff: with a badge, found again, and begun where a badge was seen last."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from edge.events import FaceObservation
from edge.staff_tracks import StaffTracks
from tests.worlds import face_of


def face(
    track: int, x_px: float = 300.0, w_px: float = 60.0, *, badge: bool = False, over: bool = False, came: bool = False
) -> FaceObservation:
    one = face_of(track, x_px, 100.0, w_px, w_px * 1.25, came_over_edge=came)
    return replace(one, is_staff=badge, at_edge=over, goes_over_edge=over)


def run(frames: Sequence[tuple[float, Sequence[FaceObservation]]]) -> StaffTracks:
    staff = StaffTracks()
    for at_s, faces in frames:
        staff.find_staff_tracks(at_s, faces)
    return staff


def test_a_badge_makes_its_track_staff_until_it_is_gone() -> None:
    """Also while the badge is not to be seen; the change is told once."""
    staff = StaffTracks()
    assert staff.find_staff_tracks(0.0, [face(1)]) == []
    assert not staff.is_staff(1)
    assert staff.find_staff_tracks(0.2, [face(1, badge=True), face(2, 20)]) == [1]
    assert staff.find_staff_tracks(0.4, [face(1), face(2, 20)]) == []
    assert staff.is_staff(1)
    assert not staff.is_staff(2)
    assert not staff.is_staff(3)


@pytest.mark.parametrize(("away_s", "is_staff"), [(0.1, True), (5.1, True), (60.0, True), (60.1, False)])
def test_a_track_that_begins_where_a_badge_was_is_staff_for_a_minute(away_s: float, is_staff: bool) -> None:
    """In any cell of its last frame, not of its first."""
    staff = run([(0.0, [face(1, 20, badge=True)]), (4.0, [face(1, 300)]), (4.0 + away_s, [face(2, 310, 30)])])
    assert staff.is_staff(2) is is_staff
    assert not run([(0.0, [face(1, 20, badge=True)]), (1.0, [face(1, 300)]), (8.0, [face(2, 20)])]).is_staff(2)


@pytest.mark.parametrize(
    ("x_px", "is_staff"), [(300.0, True), (352.0, True), (212.0, True), (356.0, False), (208.0, False)]
)
def test_cells_of_all_four_grids_count(x_px: float, is_staff: bool) -> None:
    """A side is 96 px: who begins further away is somebody else."""
    assert run([(0.0, [face(1, 300, badge=True)]), (9.0, [face(2, x_px)])]).is_staff(2) is is_staff


def test_over_the_edge_is_no_place() -> None:
    """Staff who leave over the edge make nobody staff, and nobody who comes over it is."""
    gone = [(0.0, [face(1, badge=True)]), (1.0, [face(1, over=True)])]
    assert not run([*gone, (2.0, [face(2)])]).is_staff(2)
    inside = [(0.0, [face(1, badge=True)])]
    assert not run([*inside, (2.0, [face(2, over=True)])]).is_staff(2)
    assert not run([*inside, (2.0, [face(2, came=True)])]).is_staff(2)


def test_who_is_seen_to_have_come_over_the_edge_is_no_staff_by_place() -> None:
    """The speed of a track is known some frames after its begin; once it is confirmed its begin is settled."""
    inside = [(0.0, [face(1, badge=True)]), (8.0, [face(2)])]
    assert run(inside).is_staff(2)
    assert not run([*inside, (8.1, [face(2, came=True)])]).is_staff(2)
    assert not run([*inside, (8.1, [face(2, came=True)]), (8.2, [face(2)])]).is_staff(2)
    settled = [*inside, *((8.0 + i / 10, [face(2)]) for i in range(1, 5))]
    assert run([*settled, (8.5, [face(2, came=True)])]).is_staff(2)
    assert not run([*settled[:-1], (8.4, [face(2, came=True)])]).is_staff(2)
    assert run([*inside, (8.1, [face(2, badge=True, came=True)])]).is_staff(2)


def test_who_is_found_again_stays_staff() -> None:
    """Within 5 s and 1.5 widths, of similar size; a wide face reaches over cells."""
    wide = [(0.0, [face(1, 300, 200, badge=True)])]
    assert run([*wide, (5.0, [face(2, 590, 200)])]).is_staff(2)
    assert run([*wide, (5.0, [face(2, 10, 200)])]).is_staff(2)
    assert not run([*wide, (5.1, [face(2, 590, 200)])]).is_staff(2)
    assert not run([*wide, (5.0, [face(2, 610, 200)])]).is_staff(2)
    assert not run([*wide, (5.0, [face(2, 600, 120)])]).is_staff(2)
    assert run([*wide, (5.0, [face(2, 520, 134)])]).is_staff(2)
    assert not run([*wide, (5.0, [face(2, 520, 125)])]).is_staff(2)
    assert run([*wide, (5.0, [face(2, 590, 200)]), (5.1, [face(2, 590, 200, came=True)])]).is_staff(2)
    lower = replace(face(2, 550, 200), y_px=260.0)
    assert run([*wide, (5.0, [lower])]).is_staff(2)
    assert not run([*wide, (5.0, [replace(lower, y_px=280.0)])]).is_staff(2)
    assert not run(
        [(0.0, [face(1, 300, 200, badge=True)]), (0.1, [face(1, 300, 200, over=True)]), (2, [face(2, 590, 200)])]
    ).is_staff(2)


def test_who_is_found_again_passes_it_on_as_the_track_before() -> None:
    """After a badge for a minute, after a place for 5 s: else a busy place would never be free again."""
    kept = [(0.0, [face(1, badge=True)]), *((float(at), [face(2)]) for at in range(4, 50, 4))]
    assert run([*kept, (100.0, [face(3)])]).is_staff(3)
    by_place = [(0.0, [face(1, badge=True)]), *((float(at), [face(2)]) for at in range(20, 90, 4))]
    assert run(by_place).is_staff(2)
    assert run([*by_place, (92.0, [face(3)])]).is_staff(3)
    assert run([*by_place, (92.0, [face(3)]), (96.0, [face(4)])]).is_staff(4)
    assert not run([*by_place, (94.0, [face(3)])]).is_staff(3)


def test_a_face_beside_staff_in_view_is_nobody_of_theirs() -> None:
    """The track of somebody who is still there is not found again by another."""
    staff = run([(0.0, [face(1, badge=True)]), (0.1, [face(1), face(2, 320)])])
    assert not staff.is_staff(2)


def test_a_number_that_is_used_again_is_a_new_track() -> None:
    """Perception that was started anew counts from 1: elsewhere it is somebody else, at the place it is staff."""
    badge = [(0.0, [face(1, badge=True)])]
    assert run([*badge, (5.0, [face(1, 20)])]).is_staff(1)
    assert not run([*badge, (5.1, [face(1, 20)])]).is_staff(1)
    assert run([*badge, (5.1, [face(1)])]).is_staff(1)


def test_change_is_told_of_places_too() -> None:
    """A reader of faces asks for no verdict from the first frame on."""
    staff = run([(0.0, [face(1, badge=True)])])
    assert staff.find_staff_tracks(6.0, [face(2)]) == [2]
    assert staff.find_staff_tracks(6.1, [face(2, badge=True)]) == []


def test_nobody_is_remembered_for_longer_than_a_minute() -> None:
    """Boxes of lost tracks are kept for 5 s, cells of badges for 60 s, nothing else."""
    staff = run([(0.0, [face(1, badge=True), face(2, 20)]), (5.1, [])])
    assert [(number, track.face) for number, track in staff._tracks.items()] == [(1, None)]
    staff.find_staff_tracks(60.1, [])
    assert staff._tracks == {}
