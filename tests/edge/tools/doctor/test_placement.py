"""The camera's place: light of made pictures and clips, and what a tape measure says."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from edge.tools.doctor.camera import face_width_px
from edge.tools.doctor.finding import DoctorContext, DoctorFinding
from edge.tools.doctor.light import measure_light
from edge.tools.doctor.placement import placement_findings
from edge.tools.doctor.placement_values import LightMeasure, TapeMeasure
from tests.clips import CLIPS
from tests.edge.tools.doctor.contexts import make_context, only

GOOD = LightMeasure(mean=130.0, middle=128.0, white=0.0, black=0.02)
ALL = TapeMeasure(height_m=1.8, tilt_deg=10.0, distance_m=2.0)
Picture = NDArray[np.uint8]


def context_for(folder: Path, light: LightMeasure | None = GOOD, tape: TapeMeasure = ALL) -> DoctorContext:
    context = make_context(folder, '[models]\nexpression = "none"\n')
    context.light, context.tape, context.size_px = light, tape, (1280, 720)
    return context


def found(context: DoctorContext) -> dict[str, DoctorFinding]:
    return {finding.part: finding for finding in placement_findings(context)}


def light_of(folder: Path, picture: Picture) -> DoctorFinding:
    return found(context_for(folder, measure_light(picture)))["light"]


def room(grey: int, middle: int | None = None) -> Picture:
    """An even room, and its middle half."""
    picture = np.full((360, 640, 3), grey, np.uint8)
    if middle is not None:
        picture[90:270, 160:480] = middle
    return picture


def test_a_good_place_has_four_findings_and_asks_nothing(tmp_path: Path) -> None:
    result = found(context_for(tmp_path))
    assert {part: finding.level for part, finding in result.items()} == dict.fromkeys(
        ("light", "height", "tilt", "distance"), "ok"
    )
    for finding in result.values():
        assert any(word in finding.text for word in ("(recommended: ", "(needed: ")), (
            "each figure that was measured stands beside the one that is wanted"
        )


@pytest.mark.parametrize(
    ("picture", "level", "text"),
    [
        (room(128), "ok", "grey value 128"),
        (room(31), "ok", "grey value 31"),
        (room(29), "warning", "too dark"),
        (room(0), "warning", "too dark"),
        (room(200, 100), "ok", "grey value 100"),
        (room(248, 50), "warning", "against the light"),
        (room(245), "warning", "too bright"),
        (room(255, 235), "warning", "75% is white"),
    ],
)
def test_light_of_made_pictures(tmp_path: Path, picture: Picture, level: str, text: str) -> None:
    finding = light_of(tmp_path, picture)
    assert finding.level == level
    assert text in finding.text
    assert ("Do: " in finding.cure and "Don't: " in finding.cure) == (level == "warning")


@pytest.mark.parametrize(
    ("clip", "level", "text"),
    [
        ("s01_single_neutral_smile", "ok", "grey"),
        ("s19_low_light_composite", "warning", "too dark"),
        ("s10_webcam_long_turns", "ok", "grey"),
    ],
)
def test_light_of_clips(tmp_path: Path, clip: str, level: str, text: str) -> None:
    """The dim clip is read by the kiosk, and has no margin left."""
    if not (CLIPS / f"{clip}.mp4").exists():
        pytest.skip("shared/clips is not beside the project")
    film = cv2.VideoCapture(str(CLIPS / f"{clip}.mp4"))
    film.set(cv2.CAP_PROP_POS_FRAMES, 50)
    is_there, picture = film.read()
    assert is_there
    finding = light_of(tmp_path, np.asarray(picture, np.uint8))
    assert finding.level == level
    assert text in finding.text


def test_light_has_the_values_of_its_picture() -> None:
    picture = room(255, 100)
    picture[:36] = 0
    light = measure_light(picture)
    assert light.middle == 100.0
    assert (light.mean, light.white, light.black) == pytest.approx((0.25 * 100 + 0.65 * 255, 0.65, 0.1))


@pytest.mark.parametrize(
    ("height_m", "level"), [(1.59, "warning"), (1.6, "ok"), (2.0, "ok"), (2.01, "warning"), (2.81, "warning")]
)
def test_height_of_the_lens(tmp_path: Path, height_m: float, level: str) -> None:
    finding = found(context_for(tmp_path, tape=TapeMeasure(height_m=height_m)))["height"]
    assert finding.level == level
    assert f"{height_m:.2f} m above the floor (recommended: 1.6 to 2.0 m)" in finding.text
    assert ("faces from above." in finding.text) == (height_m > 2.8)


@pytest.mark.parametrize(("tilt_deg", "level"), [(0.0, "ok"), (15.0, "ok"), (15.5, "warning")])
def test_tilt_of_the_lens(tmp_path: Path, tilt_deg: float, level: str) -> None:
    finding = found(context_for(tmp_path, tape=TapeMeasure(tilt_deg=tilt_deg)))["tilt"]
    assert (finding.level, "(recommended: 15° at most)" in finding.text) == (level, True)


@pytest.mark.parametrize(
    ("distance_m", "view_deg", "size", "level"),
    [
        (2.0, None, "69 to 83 px", "ok"),
        (2.7, None, "51 to 62 px", "ok"),
        (2.8, None, "49 to 59 px", "warning"),
        (2.8, 60.0, "59 px", "ok"),
        (2.0, 110.0, "34 px", "warning"),
    ],
)
def test_distance_of_the_people(
    tmp_path: Path, distance_m: float, view_deg: float | None, size: str, level: str
) -> None:
    """1280x720 with two squares: faces are seen from 50 px on. The widest lens counts where the lens is not known."""
    tape = TapeMeasure(distance_m=distance_m, view_deg=view_deg)
    finding = found(context_for(tmp_path, tape=tape))["distance"]
    assert f"at {distance_m:g} m a face is {size} wide" in finding.text
    assert "(needed: 50 px to be detected)" in finding.text
    assert finding.level == level


def test_distance_at_which_a_face_has_its_width() -> None:
    """Figures of the table of camera placement: 640 px and 70°."""
    assert [round(face_width_px(640, distance_m, 70.0)) for distance_m in (1, 1.5, 2, 3, 4, 5)] == [
        69,
        46,
        34,
        23,
        17,
        14,
    ]


def test_what_nobody_has_measured_is_asked_for(tmp_path: Path) -> None:
    result = found(context_for(tmp_path, light=None, tape=TapeMeasure(tilt_deg=3.0)))
    assert result["light"].level == "untried"
    asked = result["placement"]
    assert asked.level == "untried"
    assert "measure the height, distance of the people with a tape" in asked.text
    assert "--lens-height" in asked.text
    assert "Do: " in asked.text
    one = found(context_for(tmp_path, tape=TapeMeasure(height_m=1.8, tilt_deg=3.0)))
    assert "measure the distance of the people with a tape" in one["placement"].text


def test_a_picture_of_unknown_size_has_no_distance(tmp_path: Path) -> None:
    context = context_for(tmp_path, tape=TapeMeasure(distance_m=2.0))
    context.size_px = None
    assert found(context)["distance"].level == "untried"


def test_no_finding_tells_of_faces_in_the_picture(tmp_path: Path) -> None:
    """A face changes the light of the middle and nothing else: what is told is a grey value and shares."""
    empty, with_two = room(120), room(120)
    for x in (200, 400):
        cv2.circle(with_two, (x, 180), 20, (150, 150, 150), -1)
    assert light_of(tmp_path, empty) == light_of(tmp_path, with_two)
    assert only([light_of(tmp_path, empty)]).level == "ok"
