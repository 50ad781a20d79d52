"""Tests of the drawings of the scales."""

import re
from typing import Literal
from xml.etree import ElementTree

import pytest

from edge.study.questionnaires.manikins import HEIGHT, POINTS, WIDTH, manikin_svg

SCALES: tuple[Literal["valence", "arousal"], ...] = ("valence", "arousal")


def bend(drawing: str) -> float:
    """Control of the mouth's curve below its corners."""
    found = re.search(r"M38 (\S+)Q50 (\S+) 62 (\S+)\"", drawing)
    assert found is not None
    assert found[1] == found[3]
    return float(found[2]) - float(found[1])


def star(drawing: str) -> list[tuple[float, float]]:
    """Corners of the star around the middle of the chest; none: no star."""
    found = re.search(r'points="([^"]+)"', drawing)
    pairs = found[1].split() if found else []
    return [(float(x) - 50, float(y) - 104) for x, y in (pair.split(",") for pair in pairs)]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("point", range(1, POINTS + 1))
def test_a_drawing_is_svg_that_says_its_point(scale: Literal["valence", "arousal"], point: int) -> None:
    """Nothing lies outside of its picture, and nothing is fetched."""
    root = ElementTree.fromstring(manikin_svg(scale, point))
    assert root.attrib["viewBox"] == f"0 0 {WIDTH} {HEIGHT}"
    assert root.attrib["aria-label"] == f"{point} of {POINTS}"
    assert {element.tag.rpartition("}")[2] for element in root} <= {"circle", "path", "polygon"}
    assert all(abs(x) <= 50 and abs(y) <= 36 for x, y in star(manikin_svg(scale, point)))


def test_mouths_go_from_a_frown_to_a_smile() -> None:
    bends = [bend(manikin_svg("valence", point)) for point in range(1, POINTS + 1)]
    assert bends == pytest.approx([6 * step for step in range(-4, 5)])
    assert len({manikin_svg("valence", point).count("<polygon") for point in range(1, POINTS + 1)} | {0}) == 1


def test_the_widest_smile_by_hand() -> None:
    """Its corners lie as much above the middle of the mouth as a third of its depth."""
    assert '<path d="M38 41Q50 65 62 41"' in manikin_svg("valence", 9)
    assert '<path d="M38 49Q50 25 62 49"' in manikin_svg("valence", 1)


def test_stars_grow_with_arousal() -> None:
    stars = [star(manikin_svg("arousal", point)) for point in range(1, POINTS + 1)]
    assert all(len(corners) == 16 for corners in stars)
    heights = [-corners[0][1] for corners in stars]
    assert heights == pytest.approx([3 + 3.75 * step for step in range(9)], abs=0.05)
    assert stars[8][0][0] == pytest.approx(0, abs=0.05)
    assert stars[8][4] == pytest.approx((33.0, 0.0), abs=0.05)
    inner = stars[8][1]
    assert (inner[0] ** 2 + inner[1] ** 2) ** 0.5 == pytest.approx(0.45 * 33, abs=0.1)
    assert all(bend(manikin_svg("arousal", point)) == 0 for point in range(1, POINTS + 1))


def test_eyes_open_with_arousal() -> None:
    radii = [re.findall(r'cy="29" r="([\d.]+)"', manikin_svg("arousal", point)) for point in (1, 5, 9)]
    assert radii == [["2", "2"], ["3.5", "3.5"], ["5", "5"]]


@pytest.mark.parametrize("point", [0, 10])
def test_there_are_nine_points(point: int) -> None:
    with pytest.raises(ValueError, match="give 1 to 9"):
        manikin_svg("valence", point)
