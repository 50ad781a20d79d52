"""Rows of intervals: shops by the shrunk difference to their own other ads, never by level."""

from xml.etree import ElementTree

import pytest

from central.reports.rendering.interval_plot import LABEL_GAP, LETTER, Row, interval_plot, site_rows
from central.reports.rendering.plot_size import SIZES, WIDE, Size
from central.reports.rendering.svg import Picture, shorten_text
from tests.central.reports.examples import report

SVG = "{http://www.w3.org/2000/svg}"
ABOUT = Picture("sites", "Smiles by shop", "All shops.")


def drawn(rows: list[Row], size: Size = WIDE) -> ElementTree.Element:
    """Parsed plot."""
    return ElementTree.fromstring(interval_plot(rows, ABOUT, size, mean=0.16))


def words(svg: ElementTree.Element) -> list[str]:
    """Texts of a plot, with ordinary spaces."""
    return ["".join(element.itertext()).replace("\u00a0", " ") for element in svg.iter(f"{SVG}text")]


def test_shops_are_ordered_by_the_difference_to_their_own_other_ads() -> None:
    """A high level may be that of the camera or the light; a shop that told nothing comes last."""
    first, second, third = report().sites[:3]
    sites = [
        first.model_copy(update={"site": "lucky", "smile": 0.5, "shrunk": 0.3, "beside_shrunk": -0.01}),
        second.model_copy(update={"site": "untold", "smile": None, "shrunk": None, "low": None, "high": None}),
        third.model_copy(update={"site": "best", "smile": 0.2, "shrunk": 0.19, "beside_shrunk": 0.02}),
    ]
    rows = site_rows(sites)
    assert [row.label for row in rows] == ["best", "lucky", "untold"]
    assert [row.value for row in rows] == [0.19, 0.3, None]
    svg = drawn(rows)
    assert "not reported" in words(svg)
    circles = [(c.get("fill"), float(c.get("cx", ""))) for c in svg.iter(f"{SVG}circle")]
    assert [fill for fill, _ in circles] == ["none", "currentColor", "none", "currentColor"]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_many_shops_show_their_ends_and_say_how_many_are_between(size: Size) -> None:
    """Sixteen rows; the table under the plot has all."""
    shown = words(drawn(site_rows(report(sites=60).sites), size))
    assert "44 more rows are not shown here" in shown
    assert len([word for word in shown if word.endswith(" %") and "." in word]) == 16
    assert not [word for word in words(drawn(site_rows(report(sites=16).sites), size)) if "not shown" in word]


def test_a_long_name_is_shortened() -> None:
    """It would run into the points."""
    (name,) = [word for word in words(drawn([Row(label="x" * 64, value=0.1, low=None, high=None)])) if "x" in word]
    assert name == "x" * 21 + "…"


def test_negative_noise_is_cut_off_at_0() -> None:
    """No point stands left of the axis."""
    svg = drawn([Row(label="a", value=-0.03, low=-0.2, high=0.1)])
    (circle,) = svg.iter(f"{SVG}circle")
    assert float(circle.get("cx", "")) == 150.0
    assert "0.0 %" in words(svg)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_the_name_of_a_shop_gets_the_space_that_it_needs(size: Size) -> None:
    """Short ones none beyond that of before; the axis begins where the labels end, and both fit."""
    starts = []
    for label in ("a", "München Marienplatz", "x" * 64):
        svg = drawn([Row(label=label, value=0.1, low=None, high=None)], size)
        (named,) = [
            text for text in svg.iter(f"{SVG}text") if text.get("text-anchor") == "end" and "%" not in (text.text or "")
        ]
        starts.append(float(named.get("x", "")))
        assert len(named.text or "") * 0.6 * size.font <= starts[-1]
    assert starts == sorted(starts)
    assert starts[0] + 12 == {"wide": 150.0, "narrow": 104.0}[size.name]


def test_a_shop_is_named_by_its_name() -> None:
    """By its id only where it has none."""
    first, second = report().sites[:2]
    named = [
        first.model_copy(update={"name": "Mall", "beside_shrunk": 0.2}),
        second.model_copy(update={"beside_shrunk": 0.1}),
    ]
    assert [row.label for row in site_rows(named)] == ["Mall", second.site]


@pytest.mark.parametrize("length", range(1, 16))
def test_a_label_that_fits_is_whole(length: int) -> None:
    """The width of the labels is that of the longest one, also where a float is a little less than the whole number."""
    label = "bread, advert_c"[:length]
    assert label in words(drawn([Row(label=label, value=0.2, low=0.1, high=0.3, colour=0)]))


def test_a_text_that_fits_is_not_shortened() -> None:
    """A width that a float makes a little smaller than the text still fits it."""
    label, font = "bread, advert_c", 15.0 * LETTER / 0.6
    assert shorten_text(label, LETTER * 15.0 * len(label) + LABEL_GAP - LABEL_GAP, font) == label
