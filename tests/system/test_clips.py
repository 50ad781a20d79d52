"""What a replay makes of real people on video, against truth by eye. docs/accuracy.md has the table of the same run."""

import pytest

from tests import clips

pytestmark = [
    pytest.mark.skipif(not clips.CLIPS.is_dir(), reason="the clips of people may not be shipped: ../shared/clips"),
    pytest.mark.timeout(900),
]

ONE_PERSON_WITHIN_S = 0.5


def results() -> list[clips.Result]:
    """Replayed once for all tests of this file."""
    return [clips.result(name) for name in clips.names()]


def test_everybody_is_counted_once_and_nobody_else() -> None:
    """Visits are right on at least 19 of 21 clips: posters, backs of heads and a title are nobody."""
    wrong = {one.name: (one.people, one.visits) for one in results() if one.visits != one.people}
    assert len(results()) - len(wrong) >= 19, wrong


@pytest.mark.parametrize(
    ("name", "visits"),
    [
        ("s02_no_face_title", 0),
        ("s07_aisle_backs", 0),
        ("s14_one_by_one_high_camera", 0),
        ("s15_six_people_tiles", 6),
        ("s17_crossing_composite", 2),
        ("s18_posters_composite", 1),
        ("s20_five_photo_panzoom", 5),
        ("s21_come_and_go_composite", 2),
    ],
)
def test_who_is_somebody(name: str, visits: int) -> None:
    """A title, backs and posters are nobody; tiles, a crossing and a moved photograph are whom they show."""
    assert clips.result(name).visits == visits


def test_how_long_one_person_stayed() -> None:
    """Where one person is seen, the dwell is right within half a second."""
    for one in results():
        if one.true_dwell_s is not None and one.visits == 1:
            assert one.dwell_s == pytest.approx(one.true_dwell_s, abs=ONE_PERSON_WITHIN_S), one.name


def test_a_smile_is_a_smile_and_a_neutral_face_is_none() -> None:
    """Happiness is above 0.5 in 85 % of the smiling steps and below 0.3 in 85 % of the neutral ones."""
    pooled = clips.together(results())
    assert pooled.smiling.of > 100
    assert pooled.neutral.of > 200
    assert pooled.smiling.value >= 0.85
    assert pooled.neutral.value >= 0.85


def test_who_faces_the_screen_and_who_is_turned_away() -> None:
    """Attention is right in 90 % of the steps facing the camera and in 80 % of those turned beyond 25 degrees; to which
    side a head is turned, however little, is right in 80 %."""
    pooled = clips.together(results())
    assert pooled.facing.of > 400
    assert pooled.direction.of > 20
    assert pooled.away.of > 0
    assert pooled.facing.value >= 0.90
    assert pooled.away.value >= 0.80
    assert pooled.direction.value >= 0.80
