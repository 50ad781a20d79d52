"""Streams of other programs: their scopes in the study and in a consent, their columns, and their files."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.consent.record import sort_scopes
from edge.study.definition import FILE, new_definition, read_definition, write_definition
from edge.study.dictionary import STREAM, STREAM_CLOCK, find_series, is_series, is_stream
from edge.study.errors import StudyError
from edge.study.series import SeriesWriter, format_cell, parse, read_series_file, record_size_bytes
from edge.study.sessions import SessionInfo
from edge.study.streams import (
    StreamChannel,
    StreamFormat,
    StreamOffset,
    StreamSamples,
    parse_streams,
    stream_clock_name,
    stream_series_name,
)
from tests.doubles.study import EVERY_SCOPE, START_S, Lab
from tests.doubles.study_streams import EYE, STIMULUS, record_streams

DAY = date(2099, 1, 1)
KEY = b"\x11" * 32


def test_a_study_keeps_the_scope_of_each_stream(tmp_path: Path) -> None:
    made = new_definition("Ads", DAY, DAY, parse_streams(["stim=PsychoPy 2", "eye=Tobii"]))
    write_definition(tmp_path, made)
    assert read_definition(tmp_path) == made
    assert made.scopes == ("kits", "face", "voice", "answers", "pictures", "share", "eye", "stim")
    write_definition(tmp_path, new_definition("Ads", DAY, DAY))
    assert "streams" not in (tmp_path / FILE).read_text()
    assert read_definition(tmp_path).streams == {}


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["face=Tobii"], "cannot be the scope"),
        (["study=Tobii"], "cannot be the scope"),
        (["kit2=Tobii"], "cannot be the scope"),
        (["Eye=Tobii"], "cannot be the scope"),
        (["../x=Tobii"], "cannot be the scope"),
        (["e=Tobii"], "cannot be the scope"),
        (["eye"], "no valid name"),
        (["eye=a,b"], "no valid name"),
        (["eye=it's"], "no valid name"),
        (['eye=a"b'], "no valid name"),
        (["eye=a\nb"], "no valid name"),
        (["eye=" + "a" * 101], "no valid name"),
        (["eye=Tobii", "eye=Other"], "has a stream already"),
        (["eye=Tobii", "gaze=Tobii"], "two scopes"),
    ],
)
def test_a_scope_or_name_that_means_something_else_is_refused(texts: list[str], why: str) -> None:
    with pytest.raises(StudyError, match=why):
        parse_streams(texts)


@pytest.mark.parametrize("line", ['streams = "eye"', "[streams]\neye = 3", '[streams]\nface = "Tobii"'])
def test_a_study_file_with_bad_streams_is_refused(tmp_path: Path, line: str) -> None:
    write_definition(tmp_path, new_definition("Ads", DAY, DAY))
    (tmp_path / FILE).write_text((tmp_path / FILE).read_text() + line + "\n")
    with pytest.raises(StudyError, match="study: "):
        read_definition(tmp_path)


def test_a_consent_lists_the_scopes_of_streams_after_the_others(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms(frozenset({"stim", "eye", "face", "kits"})))
        consent = study.participants.newest_consent("w1")
        assert consent is not None
        assert consent.scopes == ("kits", "face", "eye", "stim")
        assert study.participants.consented_scopes("w1", START_S) == {"kits", "face", "eye", "stim"}
    assert sort_scopes(["zoo", "share", "eye"]) == ("share", "eye", "zoo")


@pytest.mark.parametrize("scope", ["eye", "e2", "a234567890123456789z"])
def test_the_file_of_a_stream_names_its_scope(scope: str) -> None:
    """So a scope that ends takes its files along, whatever the study's file says then."""
    samples, clock = find_series(stream_series_name(scope)), find_series(stream_clock_name(scope))
    assert (samples.scope, clock.scope) == (scope, scope)
    assert (samples.column_names, clock.column_names) == (STREAM.column_names, STREAM_CLOCK.column_names)
    assert is_stream(stream_series_name(scope))
    assert not is_stream(stream_clock_name(scope))


def test_other_names_are_no_series() -> None:
    for name in ("stream", "stream-", "stream-E", "stream1", "kit-eye", "stream-eye-2", "streamclock", "-eye"):
        assert not is_series(name)
        assert not is_stream(name)


def test_columns_have_the_labels_of_the_channels_and_none_twice() -> None:
    labels = ["Gaze X (px)", "time_s", "", "same", "same", "same", "Ω"]
    stream = StreamFormat("Tobii", "lab", "Gaze", 60.0, False, tuple(StreamChannel(label, "") for label in labels))
    names = [column.name for column in stream.columns]
    assert names == ["Gaze_X_px", "time_s_2", "channel_3", "same", "same_5", "same_6", "channel_7"]
    assert stream.columns[0].meaning == "channel 1 of the stream Tobii: Gaze X (px)"
    assert stream.columns[2].meaning == "channel 3 of the stream Tobii"
    assert {column.unit for column in stream.columns} == {"1"}
    assert [column.unit for column in EYE.columns] == ["px", "px"]
    channels = tuple(StreamChannel(label, "") for label in ["a", "a_3", "a", "b" * 80])
    close = StreamFormat("a", "b", "c", 0.0, True, channels)
    assert [column.name for column in close.columns] == ["a", "a_3", "a_3_", "b" * 60]
    assert {column.kind for column in close.columns} == {"text"}


@settings(max_examples=40)
@given(st.lists(st.text(max_size=8), min_size=1, max_size=12))
def test_any_labels_give_as_many_different_columns(labels: list[str]) -> None:
    stream = StreamFormat("a", "b", "c", 0.0, False, tuple(StreamChannel(label, "") for label in labels))
    names = [*STREAM.column_names, *(column.name for column in stream.columns)]
    assert len(set(names)) == len(names) == 2 + len(labels)
    assert all(name.isascii() and name.isprintable() and " " not in name for name in names)


@settings(max_examples=40)
@given(st.floats(allow_infinity=False) | st.floats(width=32, allow_infinity=False) | st.integers(-(2**53), 2**53))
def test_a_number_of_a_stream_comes_back_bit_by_bit(value: float) -> None:
    (back,) = parse(find_series("stream-eye", EYE.columns[:1]), _lines(value))["x"]
    assert back == value or (back != back and value != value)


def _lines(value: float) -> bytes:
    return f"\n{START_S}\t1.0\t{format_cell(EYE.columns[0], value)}\n".encode()


def test_the_file_of_a_stream_has_a_column_per_channel(tmp_path: Path) -> None:
    writer = SeriesWriter(tmp_path, "stream-eye", KEY, "s", START_S, 60.0, EYE.columns)
    writer.add_row(START_S, 7.0, 0.1, float("nan"))
    writer.close(START_S + 1)
    content = read_series_file(tmp_path, "stream-eye", KEY, "s")
    assert content.data.decode() == "time_s\tdevice_s\tx\ty\n1796000000.000000\t7.000000\t0.1\tn/a\n"


def test_a_stream_with_many_channels_has_larger_records() -> None:
    """The records of a second fit at the nominal rate; an irregular stream has the size of a slow one."""
    many = tuple(StreamChannel(f"c{number}", "uV") for number in range(64))
    wide = find_series("stream-eeg", StreamFormat("EEG", "lab", "EEG", 500.0, False, many).columns)
    row = "\t".join(["1796000000.123456", "123456.123456", *["-0.10000000149011612"] * 64])
    assert record_size_bytes(wide, 500.0) >= 500 * len(row)
    assert record_size_bytes(wide, 0.0) == record_size_bytes(wide, None) == 4096
    narrow = find_series("stream-eye", EYE.columns)
    assert (record_size_bytes(narrow, 40.0), record_size_bytes(narrow, 50.0)) == (4096, 8192)


def test_samples_are_rows_with_both_times() -> None:
    assert list(StreamSamples("eye", [10.0], [1.0], [[2.0, 3.0]]).rows) == [(10.0, 1.0, 2.0, 3.0)]
    with pytest.raises(ValueError, match="zip"):
        list(StreamSamples("eye", [10.0], [1.0, 2.0], [[2.0, 3.0]]).rows)


def test_a_session_reads_its_streams_with_their_channels_sorted_by_time(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms(EVERY_SCOPE | {"eye", "stim"}))
        session = record_streams(study, "w1", 7.5, "cue")
        (read,) = study.readable_sessions("w1")
        assert read.info.streams == {"eye": EYE, "stim": STIMULUS}
        assert read.series_names == ("events", "stream-eye", "stream-stim", "streamclock-eye")
        eye = read.read_series("stream-eye")
        assert list(eye) == ["time_s", "device_s", "x", "y"]
        assert np.all(np.diff(eye["time_s"]) > 0)
        assert list(read.read_series("stream-stim")["channel_1"]) == ["cue"]
        (mapping,) = read.clock_mappings("stream-eye")
        assert mapping.offset_s == pytest.approx(START_S - 100.0, abs=1e-5)
        assert [read.info.is_text_stream(name) for name in read.series_names] == [False, False, True, False]
        assert session.describe_series("kit1") is find_series("kit1")
        assert SessionInfo(START_S).stream_format("stream-eye") is None


def test_an_offset_is_a_value() -> None:
    assert StreamOffset("eye", 1.0, 2.0, None) == StreamOffset("eye", 1.0, 2.0, None)
