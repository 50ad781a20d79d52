"""Zones: what is outside is masked, whatever the zone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.study.errors import StudyError
from edge.study.zone import NAMED, Zone, parse_zone

SHARE = st.floats(0, 1).map(lambda value: round(value, 3))


@settings(max_examples=30, deadline=None)
@given(SHARE, SHARE, SHARE, SHARE)
def test_nothing_from_outside_is_in_the_part_that_is_cut_out(a: float, b: float, c: float, d: float) -> None:
    """A pixel that lies on the edge belongs to the zone."""
    zone = Zone(min(a, c), min(b, d), max(a, c), max(b, d))
    ys, xs = np.mgrid[0:48, 0:64].astype(np.float64)
    inside = (xs + 1 > zone.left * 64) & (xs < zone.right * 64) & (ys + 1 > zone.top * 48) & (ys < zone.bottom * 48)
    image = np.repeat(inside[:, :, None], 3, axis=2).astype(np.uint8)
    part = zone.cut_from_picture(image)
    assert part.all()
    assert part.size == image.sum()


def test_zones_have_names_and_numbers() -> None:
    edges = {name: parse_zone(name).edges for name in NAMED}
    assert edges == {
        "all": (0.0, 0.0, 1.0, 1.0),
        "left": (0.0, 0.0, 0.5, 1.0),
        "middle": (0.25, 0.0, 0.75, 1.0),
        "right": (0.5, 0.0, 1.0, 1.0),
    }
    assert parse_zone("0,0,1,1") == Zone(0.0, 0.0, 1.0, 1.0)
    assert parse_zone("0.2,0,0.8,1") == Zone(0.2, 0.0, 0.8, 1.0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "centre",
        "0.8,0,0.2,1",
        "0,0.8,1,0.2",
        "0.5,0,0.5,1",
        "0,0.5,1,0.5",
        "0,0,1",
        "0,0,1,1.1",
        "0,0,1.1,1",
        "-0.1,0,1,1",
        "0,-0.1,1,1",
        "nan,0,1,1",
        "a,b,c,d",
    ],
)
def test_what_is_no_zone_is_refused(text: str) -> None:
    with pytest.raises(StudyError, match="Use all, left, middle, right, or left,top,right,bottom"):
        parse_zone(text)
