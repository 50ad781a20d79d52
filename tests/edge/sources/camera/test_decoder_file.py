"""The doctor's measurement is kept, and a damaged file counts as none."""

import json
import os
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sources.camera.decoder_file import (
    DecoderMeasurement,
    choose_decoder,
    decoder_path,
    parse_measurement,
    read_measurement,
    write_measurement,
)
from edge.sources.camera.decoders import DecoderChoice

MEASURED = DecoderMeasurement("vah264dec", "h264", 1280, 720, 0.8, 2.3, "1.26.2")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=3,
)


def stored(**changes: object) -> bytes:
    return json.dumps({**asdict(MEASURED), **changes}).encode()


def test_a_measurement_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Beside the outbox, and private."""
    path = decoder_path(tmp_path / "outbox.db")
    assert path == tmp_path / "outbox.db.decoder"
    assert read_measurement(path) is None
    write_measurement(path, MEASURED)
    assert read_measurement(path) == MEASURED
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize(
    "changes",
    [
        {"element": "filesink"},
        {"element": "avdec_h264 ! filesink"},
        {"element": 3},
        {"codec": "MJPG"},
        {"codec": None},
        {"width_px": 0},
        {"height_px": 16385},
        {"width_px": True},
        {"width_px": 1280.0},
        {"decoder_ms": 0},
        {"decoder_ms": -1.0},
        {"software_ms": 10_000},
        {"software_ms": float("nan")},
        {"software_ms": float("inf")},
        {"software_ms": 10**400},
        {"software_ms": "2"},
        {"decoder_ms": True},
        {"gstreamer": "1" * 41},
        {"gstreamer": 1.26},
        {"more": 1},
    ],
)
def test_a_damaged_field_makes_it_none(tmp_path: Path, changes: dict[str, object]) -> None:
    path = tmp_path / "decoder"
    path.write_bytes(stored(**changes))
    assert read_measurement(path) is None


@pytest.mark.parametrize("changes", [{"width_px": 16384, "height_px": 1}, {"software_ms": 9999}, {"codec": "hevc"}])
def test_the_bounds_are_allowed(changes: dict[str, object]) -> None:
    assert asdict(parse_measurement(stored(**changes))) == {**asdict(MEASURED), **changes}


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()) | st.integers(0, 4096).map(lambda n: b"[" * n))
def test_any_other_content_is_an_error_of_one_kind(content: bytes) -> None:
    with pytest.raises(ValueError):
        parse_measurement(content)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "decoder"
    path.write_bytes(stored() + b" " * (4097 - len(stored())))
    assert read_measurement(path) is None
    path.write_bytes(stored() + b" " * (4096 - len(stored())))
    assert read_measurement(path) == MEASURED


def test_a_pipe_in_its_place_blocks_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "decoder")
    assert read_measurement(tmp_path / "decoder") is None


def test_auto_takes_a_decoder_that_was_cheaper(tmp_path: Path) -> None:
    """Not without a measurement, nor if it costs as much, nor for H.265."""
    path = tmp_path / "decoder"
    assert choose_decoder("auto", path) is None
    for measured, taken in (
        (MEASURED, True),
        (replace(MEASURED, decoder_ms=2.3), False),
        (replace(MEASURED, decoder_ms=2.29), True),
        (replace(MEASURED, codec="hevc"), False),
    ):
        write_measurement(path, measured)
        wanted = DecoderChoice("vah264dec", is_measured=True, size_px=(1280, 720))
        assert choose_decoder("auto", path) == (wanted if taken else None)


def test_a_decoder_by_name_needs_no_measurement(tmp_path: Path) -> None:
    """And software is software, whatever was measured."""
    path = tmp_path / "decoder"
    assert choose_decoder("nvh264dec", path) == DecoderChoice("nvh264dec")
    write_measurement(path, MEASURED)
    assert choose_decoder("software", path) is None
