"""Writers of series: when rows go to the disk, what is forgotten; and the cells of a table."""

from pathlib import Path

import numpy as np

from edge.study.dictionary import EVENTS, series_of
from edge.study.series import RECORD_S, SeriesWriter, cell, parse, path_of, read_content

KEY = bytes(range(32))
START_S = 1000.0


def sound(number: int) -> tuple[float, float, float, bool]:
    return START_S + number, 0.5, -40.0 - number, False


def test_rows_wait_for_a_quarter_of_a_second(tmp_path: Path) -> None:
    """The time counts from the first look at rows that wait; a clock that goes back does not hold them."""
    assert RECORD_S == 0.25
    writer = SeriesWriter(tmp_path, "sound", KEY, "s1")
    assert not writer.is_due(START_S)
    writer.add(*sound(0))
    assert not writer.is_due(START_S)
    assert not writer.is_due(START_S + RECORD_S - 0.01)
    assert writer.is_due(START_S + RECORD_S)
    assert writer.is_due(START_S - 0.01)
    assert writer.flush(START_S) == [sound(0)]
    assert not writer.is_due(START_S + 5)
    writer.add(*sound(1))
    assert not writer.is_due(START_S + 5)
    assert writer.is_due(START_S + 5 + RECORD_S)
    writer.close(START_S + 6)


def test_rows_are_counted_and_read_back(tmp_path: Path) -> None:
    writer = SeriesWriter(tmp_path, "sound", KEY, "s1")
    assert writer.rows == 0
    writer.add(*sound(0))
    writer.add(*sound(1))
    assert writer.rows == 2
    assert writer.close(START_S + 2) == [sound(0), sound(1)]
    assert path_of(tmp_path, "sound") == tmp_path / "sound.tsv.sealed"
    columns = parse(series_of("sound"), read_content(tmp_path, "sound", KEY, "s1").data)
    assert columns["level_db"].tolist() == [-40.0, -41.0]
    assert columns["laughter"].tolist() == [0.0, 0.0]


def test_what_is_discarded_is_nowhere(tmp_path: Path) -> None:
    """A row that comes after it waits anew."""
    writer = SeriesWriter(tmp_path, "sound", KEY, "s1")
    writer.add(*sound(0))
    assert not writer.is_due(START_S)
    writer.discard()
    assert not writer.is_due(START_S + 5)
    writer.add(*sound(1))
    assert not writer.is_due(START_S + 5)
    assert writer.close(START_S + 6) == [sound(1)]
    assert len(parse(series_of("sound"), read_content(tmp_path, "sound", KEY, "s1").data)["time_s"]) == 1


def test_cells_of_texts_flags_and_numbers() -> None:
    kind, level, laughter = EVENTS.columns[1], series_of("sound").columns[2], series_of("sound").columns[3]
    assert [cell(kind, value) for value in ("mark", " a\tb\n", "", None)] == ["mark", "a b", "n/a", "n/a"]
    assert [cell(level, value) for value in (-40.04, None, "loud", float("inf"))] == ["-40.0", "n/a", "n/a", "n/a"]
    assert [cell(laughter, value) for value in (True, False, None)] == ["1", "0", "n/a"]


def test_missing_cells_are_read_as_none() -> None:
    """Of numbers NaN, of texts an empty one."""
    text = "\t".join(EVENTS.names) + "\n" + "\t".join(["1.5", "mark", "n/a", "n/a", "0.001", "key"]) + "\n"
    columns = parse(EVENTS, text.encode())
    assert columns["name"].tolist() == [""]
    assert np.isnan(columns["media_s"]).all()
    assert columns["time_s"].tolist() == [1.5]
