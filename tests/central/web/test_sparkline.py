"""Small pictures of the list."""

import re

from hypothesis import given
from hypothesis import strategies as st

from central.reports.values import Cell, Interval
from central.web import sparkline

values = st.none() | st.floats(-0.2, 1.2)


def cell(value: float | None, low: float | None = None, high: float | None = None) -> Cell:
    return Cell(value=value, low=low, high=high, band_low=None, band_high=None)


@given(st.lists(st.tuples(values, values, values), max_size=40), st.floats(0.1, 1.0))
def test_nothing_is_drawn_outside(cells: list[tuple[float | None, float | None, float | None]], top: float) -> None:
    """Whatever the noise of the kiosks adds; and no number is one that no browser reads."""
    svg = sparkline.curve_svg([cell(*each) for each in cells], top, "words")
    svg += sparkline.interval_svg(Interval(mean=0.3, low=-0.1, high=2.0), top)
    assert "nan" not in svg
    for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", svg):
        assert 0 <= float(x) <= sparkline.WIDTH
        assert 0 <= float(y) <= sparkline.HEIGHT
    assert "style=" not in svg


def test_a_second_that_was_not_told_is_a_gap() -> None:
    cells = [cell(0.1), cell(0.2), cell(None), cell(0.3)]
    assert sparkline.curve_svg(cells, 0.5, "").count('class="curve"') == 2
    assert sparkline.curve_label(cells) == "Smiles by second: 10\u00a0% to 30\u00a0%, most in second 3."
    assert sparkline.curve_label([cell(None)]) == "No second is reported."
