"""Frames of an advert: their shape, and which one is shown at a second."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.reports.rendering.strip import frame_at, jpeg_size, strip_svg
from edge.markup.elements import jpeg_data_url
from tests.central.reports.frames import film, frame


@pytest.mark.parametrize(("width", "height"), [(320, 180), (108, 192), (64, 64)])
def test_the_shape_is_read_from_the_picture(width: int, height: int) -> None:
    """Landscape, portrait and square adverts keep theirs."""
    assert jpeg_size(frame(0, width, height)) == (width, height)


@given(st.binary(max_size=200))
def test_a_broken_picture_has_the_usual_shape(junk: bytes) -> None:
    """Whatever the bytes are, there is a shape, and nothing hangs."""
    width, height = jpeg_size(junk)
    assert width > 0
    assert height > 0


def test_a_picture_cut_short_has_the_usual_shape() -> None:
    """The header never comes."""
    assert jpeg_size(frame(0)[:30]) == (16, 9)


def test_the_frame_of_a_second_is_the_last_before_it() -> None:
    """The first where the film begins later; none without a film."""
    frames = [(1.0, b"a"), (3.0, b"b"), (5.0, b"c")]
    assert frame_at(frames, 4.9) == (3.0, b"b")
    assert frame_at(frames, 0.0) == (1.0, b"a")
    assert frame_at([], 2.0) is None


def test_frames_fill_the_strip_without_a_gap() -> None:
    """Each from its second to the next one's; a frame without room is left out."""
    drawn = strip_svg(film(30), lambda second: 10 * second, 300, 0, 50)
    assert drawn.count("<image") == 4
    assert 'x="0"' in drawn
    assert "data:image/jpeg;base64," in drawn
    assert strip_svg([], lambda second: second, 300, 0, 50) == ""


def test_a_film_that_begins_after_the_curve_is_not_drawn() -> None:
    """The curve was told of its first seconds alone."""
    assert strip_svg([(40.0, frame(40))], lambda second: 10 * second, 300, 0, 50) == ""


def test_a_picture_is_an_address_that_needs_no_network() -> None:
    """Its bytes come back."""
    made = frame(0)
    assert base64.b64decode(jpeg_data_url(made).partition(",")[2]) == made
