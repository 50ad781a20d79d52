"""Writers of series: when rows go to the disk, what is forgotten; and the cells of a table."""

from pathlib import Path

import numpy as np

from edge.study.dictionary import EVENTS, KIT, find_series
from edge.study.series import (
    SeriesWriter,
    format_cell,
    has_rows,
    parse,
    read_series_file,
    record_size_bytes,
    series_path,
)

KEY = bytes(range(32))
START_S = 1000.0
HEAD = 36  # bytes before the first record


def sound(number: int) -> tuple[float, float, float, bool]:
    return START_S + number, 0.5, -40.0 - number, False


def test_rows_wait_until_the_second_is_over(tmp_path: Path) -> None:
    """A clock that goes back writes nothing twice."""
    writer = SeriesWriter(tmp_path, "sound", KEY, "s1", START_S)
    writer.add_row(*sound(0))
    assert writer.write_due_rows(START_S + 0.99) == []
    assert writer.write_due_rows(START_S + 1) == [sound(0)]
    size = series_path(tmp_path, "sound").stat().st_size
    writer.add_row(*sound(1))
    assert writer.write_due_rows(START_S + 0.5) == []
    assert series_path(tmp_path, "sound").stat().st_size == size
    assert writer.close(START_S + 1.5) == [sound(1)]


def test_rows_that_do_not_fit_wait_for_the_next_record(tmp_path: Path) -> None:
    """They are returned, as for LSL, once they are stored; the file keeps its record a second."""
    writer = SeriesWriter(tmp_path, "sound", KEY, "s1", START_S)
    rows = [sound(number) for number in range(10)]
    for row in rows:
        writer.add_row(*row)
    stored = []
    for second in range(1, 4):
        stored.append(writer.write_due_rows(START_S + second))
    assert [len(part) for part in stored] == [7, 3, 0]
    assert stored[0] + stored[1] == rows
    writer.close(START_S + 3.5)
    assert series_path(tmp_path, "sound").stat().st_size == HEAD + 4 * 256


def test_a_faster_kit_has_larger_records(tmp_path: Path) -> None:
    """A second of a kit of 1000 Hz fits; that of an unknown rate has the size of 50 Hz."""
    sizes = {rate_hz: record_size_bytes(KIT, rate_hz) for rate_hz in (None, 20.0, 51.2, 100.0, 1000.0)}
    assert sizes == {None: 4096, 20.0: 4096, 51.2: 4096, 100.0: 8192, 1000.0: 73_728}
    writer = SeriesWriter(tmp_path, "kit1", KEY, "s1", START_S, 1000.0)
    for number in range(1000):
        writer.add_row(1_796_000_000 + number / 1000, number / 1000, 12.3456, 0.5, 120.5, 850.5, 1.0)
    assert len(writer.write_due_rows(START_S + 1)) == 1000


def test_rows_are_read_back(tmp_path: Path) -> None:
    writer = SeriesWriter(tmp_path, "sound", KEY, "s1", START_S)
    assert not has_rows(tmp_path, "sound", KEY, "s1")
    writer.add_row(*sound(0))
    writer.add_row(*sound(1))
    assert writer.close(START_S + 2) == [sound(0), sound(1)]
    assert has_rows(tmp_path, "sound", KEY, "s1")
    assert series_path(tmp_path, "sound") == tmp_path / "sound.tsv.sealed"
    columns = parse(find_series("sound"), read_series_file(tmp_path, "sound", KEY, "s1").data)
    assert columns["level_db"].tolist() == [-40.0, -41.0]
    assert columns["laughter"].tolist() == [0.0, 0.0]


def test_a_file_of_a_series_that_gave_nothing_has_no_rows(tmp_path: Path) -> None:
    SeriesWriter(tmp_path, "sound", KEY, "s1", START_S).close(START_S + 3)
    assert not has_rows(tmp_path, "sound", KEY, "s1")
    content = read_series_file(tmp_path, "sound", KEY, "s1")
    assert content.is_complete
    assert parse(find_series("sound"), content.data)["time_s"].tolist() == []


def test_what_is_forgotten_is_nowhere(tmp_path: Path) -> None:
    """Nor is the row of which a part was stored already."""
    writer = SeriesWriter(tmp_path, "sound", KEY, "s1", START_S)
    for number in range(10):
        writer.add_row(*sound(number))
    assert len(writer.write_due_rows(START_S + 1)) == 7
    writer.discard_waiting_rows()
    content = read_series_file(tmp_path, "sound", KEY, "s1")
    assert content.is_complete
    assert len(parse(find_series("sound"), content.data)["time_s"]) == 7


def test_cells_of_texts_flags_and_numbers() -> None:
    kind, level, laughter = EVENTS.columns[1], find_series("sound").columns[2], find_series("sound").columns[3]
    assert [format_cell(kind, value) for value in ("mark", " a\tb\n", "", None)] == ["mark", "a b", "n/a", "n/a"]
    assert [format_cell(level, value) for value in (-40.04, None, "loud", float("inf"))] == [
        "-40.0",
        "n/a",
        "n/a",
        "n/a",
    ]
    assert [format_cell(laughter, value) for value in (True, False, None)] == ["1", "0", "n/a"]


def test_missing_cells_are_read_as_none() -> None:
    """Of numbers NaN, of texts an empty one."""
    text = "\t".join(EVENTS.column_names) + "\n" + "\t".join(["1.5", "mark", "n/a", "n/a", "0.001", "key"]) + "\n"
    columns = parse(EVENTS, text.encode())
    assert columns["name"].tolist() == [""]
    assert np.isnan(columns["media_s"]).all()
    assert columns["time_s"].tolist() == [1.5]
