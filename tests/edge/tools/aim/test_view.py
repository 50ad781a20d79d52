"""Drawing of the screen."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.settings.masks import MaskGrid
from edge.tools.aim import view
from edge.tools.aim.edit_history import AimSettings
from edge.tools.aim.preview import FaceKind, PreviewFace

LIMITS = view.FaceCountingLimits(25.0, 20.0, 48.0)
LEFT_HALF = MaskGrid(20, 10).polygon_around([MaskGrid(20, 10).parse_cell("A1"), MaskGrid(20, 10).parse_cell("J10")])
NOTHING = AimSettings((), 0.0, 0.0)
CODES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def face(
    x_px: float = 200.0, *, yaw_deg: float = 0.0, pitch_deg: float = 0.0, w_px: float = 100.0, kind: FaceKind = "person"
) -> PreviewFace:
    return PreviewFace(x_px, 200.0, w_px, 120.0, ((x_px + w_px / 2) / 1280, 260 / 720), yaw_deg, pitch_deg, kind)


def state_of(*faces: PreviewFace, settings: AimSettings = NOTHING) -> view.AimDrawnState:
    image = np.full((720, 1280, 3), 128, np.uint8)
    return view.AimDrawnState(image, (1280, 720), faces, settings, True, "a message", "camera: gives pictures.")


def lines(state: view.AimDrawnState, size: tuple[int, int] = (120, 40), typed: str = "") -> list[str]:
    return CODES.sub("", view.draw_screen(state, typed, size, LIMITS, "plain")).split("\r\n")


@given(st.integers(10, 400), st.integers(5, 120), st.integers(100, 4000), st.integers(100, 4000))
def test_the_picture_fits_and_keeps_its_proportions(width: int, height: int, width_px: int, height_px: int) -> None:
    """On a terminal of any size. One that is too small gets no picture."""
    layout = view.fit_layout(width, height, (width_px, height_px))
    if layout is None:
        assert width < 60 or height < 18
        return
    assert layout.columns + view.LEFT <= width
    assert layout.rows + view.ABOVE + 1 + len(layout.help) + view.MESSAGE_LINES + 1 <= height
    assert all(len(line) <= width for line in layout.help) or width < 80
    if 1 / 3 < width_px / height_px < 3:
        assert layout.columns / (2 * layout.rows) == pytest.approx(width_px / height_px, rel=0.2)


@pytest.mark.parametrize("size", [(44, 18), (80, 24), (120, 40), (250, 70), (30, 10), (5, 3)])
def test_every_screen_is_filled_and_no_more(size: tuple[int, int]) -> None:
    """An extra line would scroll the picture away; a line that is too wide would break it."""
    drawn = lines(state_of(face(), settings=AimSettings((LEFT_HALF,), 0.0, 0.0)), size, typed="mask")
    assert len(drawn) <= size[1]
    assert all(len(line) <= size[0] for line in drawn[:-1])


def test_columns_have_letters_and_rows_have_numbers() -> None:
    """All of them, in order."""
    drawn = lines(state_of())
    assert drawn[1].split() == list("ABCDEFGHIJKLMNOPQRST")
    assert [int(line[: view.LEFT]) for line in drawn if line[: view.LEFT].strip().isdecimal()] == list(range(1, 11))


@pytest.mark.parametrize(
    ("seen_face", "settings", "ink", "label"),
    [
        (face(yaw_deg=25.0, pitch_deg=-20.0), NOTHING, "looking", "100x120 +25° -20°"),
        (face(yaw_deg=26.0), NOTHING, "counted", "100x120 +26° +0°"),
        (face(pitch_deg=21.0), NOTHING, "counted", "100x120 +0° +21°"),
        (face(yaw_deg=40.0, pitch_deg=-30.0), AimSettings((), 38.0, -31.0), "looking", "100x120 +2° +1°"),
        (face(w_px=47.0), NOTHING, "looking", "47x120 +0° +0° far"),
        (face(w_px=20.0, kind="small"), NOTHING, "refused", "20x120 small"),
        (face(kind="poster"), NOTHING, "refused", "100x120 poster"),
        (face(kind="doubtful"), NOTHING, "refused", "100x120 doubtful"),
        (face(), AimSettings((LEFT_HALF,), 0.0, 0.0), "refused", "100x120 masked"),
        (face(585.0), AimSettings((LEFT_HALF,), 0.0, 0.0), "refused", "100x120 masked"),
        (face(595.0), AimSettings((LEFT_HALF,), 0.0, 0.0), "looking", "100x120 +0° +0°"),
    ],
)
def test_a_face_is_drawn_as_the_kiosk_would_count_it(
    seen_face: PreviewFace, settings: AimSettings, ink: str, label: str
) -> None:
    """Attention is measured from the screen's centre; masks are compared with the middle of the box."""
    check = view.face_box_style(seen_face, settings, LIMITS)
    assert (check.ink, check.label) == (ink, label)
    assert label in "\n".join(lines(state_of(seen_face, settings=settings)))


def test_the_title_shows_counts_and_settings() -> None:
    """Faces that count, masks, direction to the screen, and unsaved changes."""
    state = state_of(face(), face(900.0, kind="poster"), face(900.0), settings=AimSettings((LEFT_HALF,), 1.0, -2.5))
    assert lines(state)[0] == "vitrina aim, 1280x720: 1 of 3 faces count. 1 mask, screen +1.0° -2.5°."
    assert lines(replace(state, is_saved=False))[0].endswith(", not saved.")


def test_a_mask_is_hatched_and_has_its_number() -> None:
    """A mask over the left half does not hatch the right half."""
    drawn = lines(state_of(settings=AimSettings((LEFT_HALF,), 0.0, 0.0)))[2:]
    layout = view.fit_layout(120, 40, (1280, 720))
    assert layout is not None
    half = view.LEFT + layout.columns // 2
    picture = drawn[: layout.rows]
    assert all("/" in line[:half] and "/" not in line[half:] for line in picture)
    assert any(" 1 " in line[view.LEFT : half] for line in picture)


def test_boxes_lie_where_faces_are() -> None:
    """A box at the right edge stays in the picture. A face that does not count has a dashed box."""
    drawn = lines(state_of(face(), face(1250.0, kind="small")))
    [top] = [line for line in drawn if "┌─" in line and "┌-" in line]
    layout = view.fit_layout(120, 40, (1280, 720))
    assert layout is not None
    assert top.index("┌") - view.LEFT == int(200 / 1280 * layout.columns)
    assert top.rindex("┐") == view.LEFT + layout.columns - 1


def test_without_a_frame_the_screen_says_why() -> None:
    """Masks stay visible on black."""
    state = replace(
        state_of(settings=AimSettings((LEFT_HALF,), 0.0, 0.0)), image=None, condition="camera: x is gone.\x1b[31m"
    )
    drawn = lines(state)
    assert "camera: x is gone.[31m" in "\n".join(drawn)  # escape sequences in the name of a source are removed
    assert any("/" in line for line in drawn)


def test_a_long_line_shows_its_end() -> None:
    """The end of the typed line, with the cursor, stays visible."""
    assert lines(state_of(), (60, 24), typed="a" * 90 + "z")[-1].endswith("aaz")
    assert len(lines(state_of(), (60, 24), typed="a" * 90)[-1]) < 60
