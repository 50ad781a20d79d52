"""What stands on the terminal."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.tools.aim import view
from edge.tools.aim.edit_history import AimSettings
from edge.tools.aim.grid import PictureGrid
from edge.tools.aim.preview import PreviewFace, Seems

LIMITS = view.FaceLimits(25.0, 20.0, 48.0)
LEFT_HALF = PictureGrid(20, 10).around([PictureGrid(20, 10).cell("A1"), PictureGrid(20, 10).cell("J10")])
NOTHING = AimSettings((), 0.0, 0.0)
CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def face(
    x_px: float = 200.0, *, yaw_deg: float = 0.0, pitch_deg: float = 0.0, w_px: float = 100.0, seems: Seems = "person"
) -> PreviewFace:
    return PreviewFace(x_px, 200.0, w_px, 120.0, ((x_px + w_px / 2) / 1280, 260 / 720), yaw_deg, pitch_deg, seems)


def shown(*faces: PreviewFace, aimed: AimSettings = NOTHING) -> view.DrawnState:
    image = np.full((720, 1280, 3), 128, np.uint8)
    return view.DrawnState(image, (1280, 720), faces, aimed, True, "a message", "camera: gives pictures.")


def lines(what: view.DrawnState, size: tuple[int, int] = (120, 40), typed: str = "") -> list[str]:
    return CODES.sub("", view.drawn(what, typed, size, LIMITS, "plain")).split("\r\n")


@given(st.integers(10, 400), st.integers(5, 120), st.integers(100, 4000), st.integers(100, 4000))
def test_the_picture_fits_and_keeps_its_proportions(width: int, height: int, width_px: int, height_px: int) -> None:
    """On any terminal; one that is too small has none."""
    place = view.layout(width, height, (width_px, height_px))
    if place is None:
        assert width < 60 or height < 18
        return
    assert place.columns + view.LEFT <= width
    assert place.rows + view.ABOVE + 1 + len(place.help) + view.MESSAGE_LINES + 1 <= height
    assert all(len(line) <= width for line in place.help) or width < 80
    if 1 / 3 < width_px / height_px < 3:
        assert place.columns / (2 * place.rows) == pytest.approx(width_px / height_px, rel=0.2)


@pytest.mark.parametrize("size", [(44, 18), (80, 24), (120, 40), (250, 70), (30, 10), (5, 3)])
def test_every_screen_is_filled_and_no_more(size: tuple[int, int]) -> None:
    """A line too many would scroll the picture away; one too wide would break it."""
    drawn = lines(shown(face(), aimed=AimSettings((LEFT_HALF,), 0.0, 0.0)), size, typed="mask")
    assert len(drawn) <= size[1]
    assert all(len(line) <= size[0] for line in drawn[:-1])


def test_letters_and_numbers_stand_at_their_columns_and_rows() -> None:
    """Each of them, in order."""
    drawn = lines(shown())
    assert drawn[1].split() == list("ABCDEFGHIJKLMNOPQRST")
    assert [int(line[: view.LEFT]) for line in drawn if line[: view.LEFT].strip().isdecimal()] == list(range(1, 11))


@pytest.mark.parametrize(
    ("seen", "aimed", "ink", "label"),
    [
        (face(yaw_deg=25.0, pitch_deg=-20.0), NOTHING, "looking", "100x120 +25° -20°"),
        (face(yaw_deg=26.0), NOTHING, "counted", "100x120 +26° +0°"),
        (face(pitch_deg=21.0), NOTHING, "counted", "100x120 +0° +21°"),
        (face(yaw_deg=40.0, pitch_deg=-30.0), AimSettings((), 38.0, -31.0), "looking", "100x120 +2° +1°"),
        (face(w_px=47.0), NOTHING, "looking", "47x120 +0° +0° far"),
        (face(w_px=20.0, seems="small"), NOTHING, "refused", "20x120 small"),
        (face(seems="poster"), NOTHING, "refused", "100x120 poster"),
        (face(seems="doubtful"), NOTHING, "refused", "100x120 doubtful"),
        (face(), AimSettings((LEFT_HALF,), 0.0, 0.0), "refused", "100x120 masked"),
        (face(585.0), AimSettings((LEFT_HALF,), 0.0, 0.0), "refused", "100x120 masked"),
        (face(595.0), AimSettings((LEFT_HALF,), 0.0, 0.0), "looking", "100x120 +0° +0°"),
    ],
)
def test_a_face_is_drawn_as_the_kiosk_would_take_it(
    seen: PreviewFace, aimed: AimSettings, ink: str, label: str
) -> None:
    """Attention as the settings have it, from the screen's centre; a mask is asked about the middle of the box."""
    verdict = view.check_face(seen, aimed, LIMITS)
    assert (verdict.ink, verdict.label) == (ink, label)
    assert label in "\n".join(lines(shown(seen, aimed=aimed)))


def test_the_title_counts_who_counts() -> None:
    """And says what is set, and whether it was saved."""
    what = shown(face(), face(900.0, seems="poster"), face(900.0), aimed=AimSettings((LEFT_HALF,), 1.0, -2.5))
    assert lines(what)[0] == "vitrina aim, 1280x720: 1 of 3 faces count. 1 mask, screen +1.0° -2.5°."
    assert lines(replace(what, is_saved=False))[0].endswith(", not saved.")


def test_a_mask_is_hatched_where_it_lies_and_has_its_number() -> None:
    """The left half, and nothing of the right one."""
    drawn = lines(shown(aimed=AimSettings((LEFT_HALF,), 0.0, 0.0)))[2:]
    place = view.layout(120, 40, (1280, 720))
    assert place is not None
    half = view.LEFT + place.columns // 2
    picture = drawn[: place.rows]
    assert all("/" in line[:half] and "/" not in line[half:] for line in picture)
    assert any(" 1 " in line[view.LEFT : half] for line in picture)


def test_boxes_lie_where_faces_are() -> None:
    """A face at the picture's right edge stays on it; one that does not count has another line."""
    drawn = lines(shown(face(), face(1250.0, seems="small")))
    [top] = [line for line in drawn if "┌─" in line and "┌-" in line]
    place = view.layout(120, 40, (1280, 720))
    assert place is not None
    assert top.index("┌") - view.LEFT == int(200 / 1280 * place.columns)
    assert top.rindex("┐") == view.LEFT + place.columns - 1


def test_without_a_picture_the_camera_says_why() -> None:
    """On black; what was set stays to be seen."""
    what = replace(shown(aimed=AimSettings((LEFT_HALF,), 0.0, 0.0)), image=None, condition="camera: x is gone.\x1b[31m")
    drawn = lines(what)
    assert "camera: x is gone.[31m" in "\n".join(drawn)  # no escape sequence of a source's name gets through
    assert any("/" in line for line in drawn)


def test_a_long_line_shows_its_end() -> None:
    """Where the cursor is."""
    assert lines(shown(), (60, 24), typed="a" * 90 + "z")[-1].endswith("aaz")
    assert len(lines(shown(), (60, 24), typed="a" * 90)[-1]) < 60
