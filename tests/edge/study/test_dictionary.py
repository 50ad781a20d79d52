"""The data dictionary, and the cells and numbers that follow from it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.study.analysis.coverage import Gap
from edge.study.clocks import clock_mappings
from edge.study.coverage import sample_coverage, usual_step_s
from edge.study.dictionary import EVENTS, KIT, SERIES, TIME, find_series
from edge.study.series import format_cell, parse


def test_every_series_begins_with_its_time_and_names_each_column_once() -> None:
    for series in SERIES:
        assert series.columns[0] is TIME
        assert len(set(series.column_names)) == len(series.column_names)
        assert all(column.meaning and column.unit for column in series.columns)


def test_names_of_files_lead_to_their_series() -> None:
    assert find_series("kit12") is KIT
    assert find_series("events") is EVENTS
    for name in ("kit", "kit0", "face1", "nothing", "kit1x", ""):
        with pytest.raises(KeyError):
            find_series(name)


@given(st.text(max_size=50))
def test_no_text_breaks_a_table(text: str) -> None:
    """Tabs and line ends of any alphabet become blanks: a row stays a row."""
    cells = "\t".join([format_cell(TIME, 1.0), "mark", format_cell(EVENTS.columns[2], text), "n/a", "n/a", "key"])
    columns = parse(EVENTS, ("\t".join(EVENTS.column_names) + "\n" + cells + "\n").encode())
    assert len(columns["name"]) == 1
    assert columns["origin"][0] == "key"


def test_numbers_keep_the_digits_of_their_column() -> None:
    assert format_cell(TIME, 1_796_000_000.123456) == "1796000000.123456"
    assert format_cell(KIT.columns[2], 1.23456) == "1.2346"
    assert [format_cell(KIT.columns[2], value) for value in (None, float("nan"), float("inf"))] == ["n/a"] * 3
    assert format_cell(find_series("face").columns[-1], True) == "1"


def test_gaps_are_told_with_their_times() -> None:
    times_s = np.array([0.0, 1.0, 2.0, 6.0, 7.0])
    known = np.array([True, True, True, True, False])
    found = sample_coverage(times_s, known, 0.0, 10.0, usual_step_s(times_s))
    assert found.gaps == (Gap(3.0, 6.0), Gap(7.0, 10.0))
    assert found.share == pytest.approx(0.4)
    assert sample_coverage(np.empty(0), np.empty(0, np.bool_), 0.0, 4.0, 0.0).share == 0.0


def test_a_kit_clock_that_wraps_has_two_mappings() -> None:
    """The counter of a kit starts anew at 65.5 s; its clock is 100 parts in a million fast."""
    device = np.arange(0, 120, 0.5).astype(np.float64)
    times_s = 1000.0 + device * (1 - 1e-4)
    wrapped = np.where(device < 65.5, device, device - 65.5)
    wrapped[10] = np.nan
    first, second = clock_mappings(times_s, wrapped)
    assert (first.first, second.end) == (0, 240)
    assert first.drift == pytest.approx(-1e-4, abs=1e-9)
    assert second.offset_s == pytest.approx(1000.0 + 65.5 * (1 - 1e-4), abs=1e-6)
    assert max(first.spread_s, second.spread_s) < 1e-6
    assert clock_mappings(times_s, np.full(240, np.nan)) == ()
