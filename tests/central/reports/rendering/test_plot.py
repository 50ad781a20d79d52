"""Curves as SVG: well-formed, honest scale, gaps, dots, moments."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.reports.rendering.plot import curve_plot, spread_apart
from central.reports.rendering.plot_size import CURVE_SIZES, NARROW, WIDE, Size
from central.reports.rendering.plot_words import interval_legend
from central.reports.rendering.svg import Scale, share_axis_ticks, text_width
from central.reports.values import Moment, Report
from tests.central.reports.examples import report, reports, with_gaps
from tests.central.reports.frames import film

SVG = "{http://www.w3.org/2000/svg}"


def drawn(made: Report | list[Report], size: Size = WIDE, **options: object) -> ElementTree.Element:
    """Parsed plot of one or more reports."""
    several = made if isinstance(made, list) else [made]
    return ElementTree.fromstring(curve_plot(several, size, **options))  # type: ignore[arg-type]


def words(svg: ElementTree.Element) -> list[str]:
    """Texts of a plot."""
    return ["".join(element.itertext()).replace("\u00a0", " ") for element in svg.iter(f"{SVG}text")]


def numbers_of(svg: ElementTree.Element) -> list[float]:
    """Coordinates of all paths."""
    return [float(n) for p in svg.iter(f"{SVG}path") for n in re.findall(r"-?[\d.]+", p.get("d", ""))]


@pytest.mark.parametrize("size", CURVE_SIZES, ids=lambda size: size.name)
@pytest.mark.parametrize("name", reports())
def test_every_example_is_a_sound_picture(name: str, size: Size) -> None:
    """Well-formed, with title and description, and within its frame."""
    made = reports()[name]
    svg = drawn(made, size, frames=film(len(made.curve), 5))
    assert svg.find(f"{SVG}title") is not None
    assert svg.find(f"{SVG}desc") is not None
    width, height = map(float, svg.get("viewBox", "").split()[2:])
    assert width == size.width
    assert all(-1 <= n <= max(width, height) + 1 for n in numbers_of(svg))


def test_a_second_alone_has_a_thin_line_where_there_is_no_band() -> None:
    """Eight participants: an interval of each second, no band; twelve shops have the band alone."""
    of_panel, of_shops = reports()["panel"], reports()["twelve-shops"]
    assert any(second.low is not None and second.band_low is None for second in of_panel.curve)
    drawn = curve_plot([of_panel], WIDE)
    assert drawn.count('class="whisker"') == sum(s.low is not None and s.band_low is None for s in of_panel.curve)
    assert "whisker" not in curve_plot([of_shops], WIDE)
    assert "thin line" in interval_legend([of_panel])
    assert "thin line" not in interval_legend([of_shops])


def test_a_lone_second_is_a_dot_and_a_gap_is_no_line() -> None:
    """Second 4 stands between two that were not told; the line has a part for each stretch."""
    svg = drawn(reports()["lone-second"])
    circles = list(svg.iter(f"{SVG}circle"))
    assert len(circles) == 1
    assert float(circles[0].get("cx", "")) == pytest.approx(WIDE.left + 4.5 / 30 * (WIDE.end - WIDE.left), abs=0.1)
    lines = [p for p in svg.iter(f"{SVG}path") if p.get("fill") == "none"]
    assert [p.get("d", "").count(",") for p in lines] == [3, 5, 16]
    assert [e for e in svg.iter(f"{SVG}g") if e.get("class") == "gaps"]


def test_shares_start_at_0_and_noise_below_it_is_cut_off() -> None:
    """A negative value is drawn on the floor of the plot."""
    made = report(level=0.01)
    cells = [second.model_copy(update={"smile": -0.04, "band_low": -0.1}) for second in made.curve]
    svg = drawn(made.model_copy(update={"curve": cells}))
    assert "0 %" in words(svg)
    assert not [word for word in words(svg) if word.startswith("−")]
    line = next(p for p in svg.iter(f"{SVG}path") if p.get("fill") == "none")
    floor = {point.split(",")[1] for point in line.get("d", "")[1:].split()}
    assert len(floor) == 1


def test_moments_are_named_on_the_curve() -> None:
    """The seconds and the size; on a phone only the largest have room."""
    moments = [Moment(from_second=at, to_second=at + 2, size=0.01 * at, low=0.0, high=0.1) for at in range(2, 29, 4)]
    made = report().model_copy(update={"moments": moments})
    assert "Seconds 6–8: +5 points" in words(drawn(report()))
    named = [word for word in words(drawn(made, NARROW)) if "points" in word]
    assert named
    assert len(named) <= 3
    assert "Seconds 26–27: +26 points" in named


def test_two_adverts_stand_on_one_scale_with_their_names_at_their_lines() -> None:
    """No legend box, names apart from each other, each in a colour of its own."""
    svg = drawn([report("spring_a"), report("spring_b", level=0.161, seed=3)])
    names = [e for e in svg.iter(f"{SVG}text") if "".join(e.itertext()) in ("spring_a", "spring_b")]
    first, second = (float(e.get("y", "")) for e in names)
    assert abs(first - second) >= WIDE.font
    assert {e.get("class") for e in svg.iter(f"{SVG}g")} >= {"series-0", "series-1"}


@pytest.mark.parametrize("size", CURVE_SIZES, ids=lambda size: size.name)
def test_a_long_name_is_shortened_to_its_room(size: Size) -> None:
    """It would stand over the edge of the picture."""
    names = ["an_advert_whose_name_never_ends_v2_final_" + letter for letter in "ab"]
    svg = drawn([report(name) for name in names], size)
    shown = [e for e in svg.iter(f"{SVG}text") if "".join(e.itertext()).startswith("an_advert")]
    assert len(shown) == 2
    for label in shown:
        words = "".join(label.itertext())
        assert words.endswith("…")
        assert float(label.get("x", "")) + text_width(words, size.font) <= size.width
    assert names[0] in "".join(svg.find(f"{SVG}desc").itertext())  # type: ignore[union-attr]


def test_frames_stand_at_their_seconds_and_end_with_the_curve() -> None:
    """The strip has the x axis of the curve, so that a frame stands under its second."""
    svg = drawn(report(), frames=film(30))
    images = [(float(e.get("x", "")), float(e.get("width", ""))) for e in svg.iter(f"{SVG}image")]
    x = Scale(0, 30, WIDE.left, WIDE.end)
    seconds = [(left - WIDE.left) / (WIDE.end - WIDE.left) * 30 for left, _ in images]
    assert all(abs(second - round(second)) < 0.01 for second in seconds)
    assert images[-1][0] + images[-1][1] == pytest.approx(x(30), abs=0.2)
    assert all(left + width <= after for (left, width), (after, _) in pairwise(images))


def test_a_strip_longer_than_the_curve_is_cut() -> None:
    """Frames past the last told second are not drawn."""
    svg = drawn(report(seconds=10), frames=film(60))
    images = list(svg.iter(f"{SVG}image"))
    assert images
    assert max(float(e.get("x", "")) + float(e.get("width", "")) for e in images) <= WIDE.end + 0.2


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(0, 11)))
def test_whatever_is_withheld_the_told_seconds_are_all_drawn(untold: set[int]) -> None:
    """Points of lines and dots together are the told seconds."""
    svg = drawn(with_gaps(untold, report(seconds=12)))
    points = sum(p.get("d", "").count(",") for p in svg.iter(f"{SVG}path") if p.get("fill") == "none")
    assert points + len(list(svg.iter(f"{SVG}circle"))) == 12 - len(untold)


@given(st.floats(0, 1))
def test_an_axis_reaches_the_highest_value(high: float) -> None:
    """From 0, in few even steps, never above 100 %."""
    ticks = share_axis_ticks(high)
    assert ticks[0] == 0
    assert high <= ticks[-1] + 1e-9
    assert ticks[-1] <= 1.0
    assert len(ticks) <= 7


@given(st.lists(st.floats(0, 300), max_size=8))
def test_names_never_stand_over_each_other(places: list[float]) -> None:
    """Each keeps its order and its distance."""
    moved = spread_apart(places, 20.0)
    ordered = sorted(moved)
    assert all(b - a >= 20 - 1e-6 for a, b in pairwise(ordered))
    assert all(m >= p for m, p in zip(moved, places, strict=True))
