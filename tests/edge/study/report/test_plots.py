"""Labels of markers in a plot."""

import re

import pytest

from edge.study.report.plots import WIDTH, Axes, _markers
from edge.study.report.results import Marker


@pytest.mark.parametrize("at_s", [0.0, 50.0, 99.5])
def test_the_label_of_a_marker_stays_inside_the_plot(at_s: float) -> None:
    (_, label) = (str(part) for part in _markers(Axes(100.0, 0.0, 1.0), [Marker(at_s, "source camera lost")]))
    place = re.search(r' x="([\d.]+)"', label)
    assert place is not None
    x, length_px = float(place[1]), 18 * 6
    left = x - length_px if 'text-anchor="end"' in label else x
    assert left >= 0
    assert left + length_px <= WIDTH
