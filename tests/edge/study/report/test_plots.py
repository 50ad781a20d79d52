"""Plots of a report, read back from their SVG: every line, tick, bar and label lies where its value is."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree

import numpy as np
import pytest

from edge.markup.elements import Markup
from edge.statistics.columns import float_array
from edge.study.analysis.coverage import Coverage, Gap
from edge.study.report.plots import WIDTH, Axes, _marker_shapes, _tick, curve_plot, signal_plot
from edge.study.report.results import CurveResult, Marker, SignalResult

LEFT, RIGHT, TOP, BOTTOM = 70.0, 876.0, 26.0, 238.0  # of the area of values
PX = 0.051  # places are written with one digit


def drawn(picture: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(picture.html)


def by_class(svg: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in svg.iter() if one.get("class") == name]


def points(path: ElementTree.Element) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path.get("d") or "")]


def number_of(element: ElementTree.Element, name: str) -> float:
    return float(element.get(name) or "nan")


def texts(svg: ElementTree.Element, anchor: str) -> list[tuple[str, float, float]]:
    found = [one for one in svg.iter("text") if one.get("text-anchor") == anchor]
    return [(one.text or "", number_of(one, "x"), number_of(one, "y")) for one in found]


def curve(mean: Sequence[float], half_band: float | None = None) -> CurveResult:
    """Two participants, half a unit above and below their mean."""
    values = float_array(mean)
    band = float_array(np.full(values.size, np.nan if half_band is None else half_band))
    lines = float_array(np.stack([values - 0.5, values + 0.5]))
    return CurveResult("smile", "share", values, values - band, values + band, np.full(values.size, 2), lines)


def test_the_line_of_a_curve_goes_through_the_middles_of_its_seconds() -> None:
    """Values from -1 to 3 in 4 s, with a band of 1: a twentieth of the span is left free above and below."""
    svg = drawn(curve_plot(curve([0.0, 2.0, 1.0, 0.0], 1.0), "spring"))
    assert svg.get("viewBox") == "0 0 900 272"
    (mean,) = by_class(svg, "mean")
    xs = [LEFT + (RIGHT - LEFT) * (second + 0.5) / 4 for second in range(4)]
    ys = [BOTTOM - (BOTTOM - TOP) * (value + 1.2) / 4.4 for value in (0.0, 2.0, 1.0, 0.0)]
    assert [x for x, _ in points(mean)] == pytest.approx(xs, abs=PX)
    assert [y for _, y in points(mean)] == pytest.approx(ys, abs=PX)
    (zero,) = by_class(svg, "zero")
    assert number_of(zero, "y1") == number_of(zero, "y2") == pytest.approx(ys[0], abs=PX)
    assert (number_of(zero, "x1"), number_of(zero, "x2")) == (LEFT, RIGHT)


def test_a_curve_shows_where_0_is() -> None:
    svg = drawn(curve_plot(curve([4.0, 4.0], 1.0), "spring"))
    assert len(by_class(svg, "zero")) == 1
    assert points(by_class(svg, "mean")[0])[0][1] == pytest.approx(BOTTOM - (BOTTOM - TOP) * 4.25 / 5.5, abs=PX)


def test_a_band_is_closed_and_has_a_piece_for_each_run_of_seconds() -> None:
    result = curve([0.0, 2.0, 1.0, 0.0, 1.0], 1.0)
    result.low[2] = np.nan
    (band,) = by_class(drawn(curve_plot(result, "spring")), "band")
    pieces = (band.get("d") or "").split("Z")
    assert [len(re.findall("[ML]", piece)) for piece in pieces] == [4, 4, 0]
    first = points(band)[:4]
    y = {value: BOTTOM - (BOTTOM - TOP) * (value + 1.2) / 4.4 for value in (-1.0, 1.0, 3.0)}
    assert [place[1] for place in first] == pytest.approx([y[1.0], y[3.0], y[1.0], y[-1.0]], abs=PX)
    assert first[0][0] == first[3][0]
    assert [place[0] for place in first[:2]] == pytest.approx([LEFT + 806 * 0.1, LEFT + 806 * 0.3], abs=PX)


def test_without_a_band_each_participant_has_a_line() -> None:
    svg = drawn(curve_plot(curve([0.0, 2.0, 1.0, 0.0]), "spring"))
    assert (len(by_class(svg, "single")), len(by_class(svg, "mean")), len(by_class(svg, "band"))) == (2, 1, 0)
    assert [one.text for one in svg.iter("title")] == ["spring: smile"]
    assert "one line per participant, and their mean" in (svg.get("aria-label") or "")
    banded = drawn(curve_plot(curve([0.0, 1.0], 1.0), "spring"))
    assert by_class(banded, "single") == []
    assert "mean with its simultaneous 95 % band" in (banded.get("aria-label") or "")


def test_a_value_alone_between_gaps_is_a_point() -> None:
    nan = float("nan")
    (mean,) = by_class(drawn(curve_plot(curve([nan, 1.0, nan], 1.0), "spring")), "mean")
    assert len(points(mean)) == 2
    assert points(mean)[0] == points(mean)[1]


def signal(values: Sequence[float], gaps: Sequence[Gap] = (), artefacts_s: Sequence[float] = ()) -> SignalResult:
    times_s = float_array(np.arange(len(values), dtype=np.float64))
    return SignalResult(
        "Skin", "µS", times_s, float_array(values), Coverage(1.0, 1.0, tuple(gaps)), float_array(artefacts_s)
    )


def test_gaps_and_artefacts_of_a_signal_lie_at_their_times() -> None:
    svg = drawn(signal_plot(signal([1.0, 2.0, 3.0], [Gap(20.0, 50.0)], [75.0]), [], 100.0))
    (gap,) = by_class(svg, "gap")
    assert [number_of(gap, name) for name in ("x", "y", "width", "height")] == pytest.approx(
        [LEFT + 161.2, TOP, 241.8, BOTTOM - TOP], abs=PX
    )
    (artefact,) = by_class(svg, "artefact")
    assert [number_of(artefact, name) for name in ("x1", "x2", "y1", "y2")] == pytest.approx(
        [LEFT + 604.5, LEFT + 604.5, BOTTOM - 9, BOTTOM], abs=PX
    )
    assert svg.get("aria-label") == "Skin in µS over 100 s; gaps are shaded, artefacts are ticks below."


def test_ticks_and_unit_stand_at_the_axes() -> None:
    """Seconds every 10, values every 0.5."""
    svg = drawn(signal_plot(signal([1.0, 3.0]), [], 100.0))
    middle, end = texts(svg, "middle"), texts(svg, "end")
    assert [(text, y) for text, _, y in middle] == [(str(second), 256.0) for second in range(0, 101, 10)]
    assert [x for _, x, _ in middle] == pytest.approx([LEFT + 80.6 * number for number in range(11)], abs=PX)
    assert end[0] == ("s", 896.0, 256.0)
    assert end[-1] == ("µS", 62.0, 14.0)
    ys = [BOTTOM - 212 * (value - 0.9) / 2.2 for value in (1.0, 1.5, 2.0, 2.5, 3.0)]
    assert [text for text, _, _ in end[1:-1]] == ["1.0", "1.5", "2.0", "2.5", "3.0"]
    assert [x for _, x, _ in end[1:-1]] == [62.0] * 5
    assert [y for _, _, y in end[1:-1]] == pytest.approx([y + 4 for y in ys], abs=PX)
    grid = by_class(svg, "grid")
    assert [number_of(line, "y1") for line in grid] == pytest.approx(ys, abs=PX)
    assert {(line.get("x1"), line.get("x2")) for line in grid} == {("70", "876")}
    assert by_class(svg, "zero") == []


@pytest.mark.parametrize(
    ("seconds", "step"),
    [
        (12.0, 1),
        (13.0, 2),
        (60.0, 5),
        (180.0, 15),
        (360.0, 30),
        (720.0, 60),
        (1440.0, 120),
        (3600.0, 300),
        (7200.0, 600),
        (9000.0, 600),
    ],
)
def test_seconds_have_at_most_thirteen_labels(seconds: float, step: int) -> None:
    """The longest step is ten minutes."""
    middle = texts(drawn(signal_plot(signal([1.0, 3.0]), [], seconds)), "middle")
    assert [text for text, _, _ in middle[:2]] == ["0", str(step)]
    assert middle[-1][0] == str(int(seconds) // step * step)


@pytest.mark.parametrize(
    ("span", "step", "digits"),
    [
        (4.4, 1.0, 0),
        (5.0, 1.0, 0),
        (5.1, 2.0, 0),
        (2.5, 0.5, 1),
        (2.6, 1.0, 0),
        (0.05, 0.01, 2),
        (0.26, 0.1, 1),
        (300.0, 100.0, 0),
    ],
)
def test_ticks_are_one_two_or_five_times_a_power_of_ten(span: float, step: float, digits: int) -> None:
    assert _tick(span)[0] == pytest.approx(step)
    assert _tick(span)[1] == digits


def test_a_signal_that_never_changes_and_one_without_a_value_have_room() -> None:
    (flat,) = by_class(drawn(signal_plot(signal([2.0, 2.0]), [], 10.0)), "mean")
    assert [y for _, y in points(flat)] == pytest.approx([132.0, 132.0], abs=PX)
    labels = texts(drawn(signal_plot(signal([2.0, 2.0]), [], 10.0)), "end")
    assert [text for text, _, _ in labels[1:-1]] == ["1.6", "1.8", "2.0", "2.2", "2.4"]
    empty = drawn(signal_plot(signal([float("nan")] * 2), [], 0.0))
    assert by_class(empty, "mean") == []
    assert [text for text, _, _ in texts(empty, "end")[1:-1]] == ["0.0", "0.5", "1.0"]


def marks(markers: Sequence[Marker]) -> tuple[list[ElementTree.Element], list[ElementTree.Element]]:
    svg = ElementTree.fromstring(
        f"<svg>{''.join(part.html for part in _marker_shapes(Axes(100.0, 0.0, 1.0), markers))}</svg>"
    )
    return by_class(svg, "marker"), by_class(svg, "label")


def test_a_marker_is_as_wide_as_it_lasts_and_a_moment_is_a_line() -> None:
    bars, labels = marks([Marker(50.0, "later"), Marker(10.0, "advert with a long name", 20.0)])
    places = [[number_of(bar, name) for name in ("x", "y", "width", "height")] for bar in bars]
    assert places[0] == pytest.approx([LEFT + 80.6, TOP, 161.2, BOTTOM - TOP], abs=PX)
    assert places[1] == pytest.approx([LEFT + 403.0, TOP, 1.0, BOTTOM - TOP], abs=PX)
    assert [label.text for label in labels] == ["advert with a long", "later"]
    assert [number_of(label, "x") for label in labels] == pytest.approx([LEFT + 83.6, LEFT + 406.0], abs=PX)
    assert {label.get("y") for label in labels} == {"37"}


def test_a_label_without_room_is_left_out() -> None:
    """70 px from the one before; twice as much for one that ends at its marker."""
    second_px = (RIGHT - LEFT) / 100
    _, labels = marks([Marker(1.0, "a"), Marker(1.0 + 69.9 / second_px, "b"), Marker(1.0 + 70.1 / second_px, "c")])
    assert [label.text for label in labels] == ["a", "c"]
    for apart_px, count in ((139.0, 1), (141.0, 2)):
        late = Marker(99.0, "a long name")
        _, labels = marks([Marker(99.0 - apart_px / second_px, "x"), late])
        assert len(labels) == count
    assert labels[1].get("text-anchor") == "end"
    assert number_of(labels[1], "x") == pytest.approx(LEFT + 99 * second_px - 3, abs=PX)


def test_a_label_that_just_fits_stands_after_its_marker() -> None:
    _, (label,) = marks([Marker(100.0, "abc")])
    assert label.get("text-anchor") is None
    _, (label,) = marks([Marker(100.05, "abc")])
    assert label.get("text-anchor") == "end"


@pytest.mark.parametrize("at_s", [0.0, 50.0, 99.5])
def test_the_label_of_a_marker_stays_inside_the_plot(at_s: float) -> None:
    _, (label,) = marks([Marker(at_s, "source camera lost")])
    x, length_px = number_of(label, "x"), 18 * 6
    left = x - length_px if label.get("text-anchor") == "end" else x
    assert left >= 0
    assert left + length_px <= WIDTH
