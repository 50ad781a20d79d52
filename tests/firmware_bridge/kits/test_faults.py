"""Faults on the wire: promises of every decoder, for each protocol in each of its forms."""

import os
import pickle
from functools import cache, reduce
from operator import xor
from typing import Literal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from firmware_bridge.cli import speed
from firmware_bridge.kits import registry
from tests.firmware_bridge.wire import CASES, FRAMES, LINES, Case, comparable, readings

COUNT = 60


@cache
def clean(case: Case) -> tuple[list[bytes], list[str]]:
    """The frames that are sent, and the samples that are read from them without faults."""
    frames = case.frames(COUNT)
    return frames, comparable(case.pair()[0].decode(b"".join(frames)))


def is_checkable(case: Case, change: bytes) -> bool:
    """True if the check of the protocol sees these bytes come or go. XOR does not see two equal ones side by side."""
    return case.name != "csv_lines" or reduce(xor, change, 0) != 0


def dropped_at_ends(case: Case) -> int:
    """Number of frames of a row that are not returned: with a weak check, the first and the last."""
    return 2 if case.name == "bitalino" or (case in FRAMES and not case.is_checked) else 0


FAST = Case("vitrina", is_checked=True)
IS_LONG = os.environ.get("VITRINA_LONG") == "1"
"""If set, every form gets a megabyte of noise; else only one with a fast decoder does, and the others get 64 KB."""

all_cases = pytest.mark.parametrize("case", CASES, ids=str)
checked_cases = pytest.mark.parametrize("case", [case for case in CASES if case.is_checked], ids=str)
at_a_place = st.floats(0, 1, exclude_max=True)


def place(data: bytes, where: float) -> int:
    """Index of a byte between a quarter and a half of the stream."""
    start = len(data) // 4
    return start + int((len(data) // 2 - start) * where)


@all_cases
@given(data=st.data())
@settings(max_examples=10)
def test_samples_do_not_depend_on_how_the_stream_is_split(case: Case, data: st.DataObject) -> None:
    """Reads may end anywhere."""
    frames, sent = clean(case)
    stream = b"".join(frames)
    parts, _ = case.pair()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=20)))
    samples = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        if start < end:
            samples += parts.decode(stream[start:end])
    assert comparable(samples) == sent
    assert len(samples) >= COUNT - dropped_at_ends(case)
    assert parts.counters.bad == parts.counters.lost == 0


@all_cases
@pytest.mark.parametrize("kind", ["bytes", "text", "zeros", "no line end"])
def test_a_megabyte_of_noise_is_counted_and_not_kept(case: Case, kind: str) -> None:
    """Nothing is raised, the buffer stays small, and the frames after the noise are read."""
    rng = np.random.default_rng(7)
    symbols = {
        "bytes": bytes(range(256)),
        "text": b"0123456789,.SBQ:\r\n",
        "zeros": bytes(1),
        "no line end": b"0123456789",
    }[kind]
    length = 1 << 20 if kind == "bytes" and (IS_LONG or case == FAST) else 1 << 16
    noise = bytes(rng.choice(np.frombuffer(symbols, np.uint8), length))
    kit, _ = case.pair()
    for start in range(0, length, 1 << 16):
        kit.decode(noise[start : start + (1 << 16)])
        assert len(pickle.dumps(kit)) < 4096
    assert kit.counters.bytes >= len(noise)
    if case.is_checked:
        assert kit.counters.samples == 0
        assert kit.counters.skipped_bytes > 0.99 * len(noise)
    before = kit.counters.samples
    kit.decode(b"\n" + b"".join(clean(case)[0]))
    assert kit.counters.samples - before >= COUNT - dropped_at_ends(case)


@all_cases
@given(where=at_a_place, count=st.integers(1, 20), kind=st.sampled_from(["lost", "put in"]), seed=st.integers(0, 99))
@settings(max_examples=15)
def test_every_intact_frame_after_a_fault_is_found(case: Case, where: float, count: int, kind: str, seed: int) -> None:
    """Lost or inserted bytes cost only the frames that they hit, and with a weak check the neighbours of those.

    If frames have a check, every value that is returned was sent.
    """
    frames, sent = clean(case)
    stream = b"".join(frames)
    at = place(stream, where)
    noise = bytes(np.random.default_rng(seed).integers(0, 256, count, np.uint8)).replace(b"\n", b"\r")
    damaged = stream[:at] + (stream[at + count :] if kind == "lost" else noise + stream[at:])
    assume(is_checkable(case, stream[at : at + count] if kind == "lost" else noise))
    kit, _ = case.pair()
    received = comparable(kit.decode(damaged))
    ends = np.cumsum([len(frame) for frame in frames])
    hit = int(np.searchsorted(ends, at, side="right"))  # the first damaged frame
    # A line that lost its end damages the next line too.
    side: Literal["left", "right"] = "right" if case in LINES else "left"
    after = int(np.searchsorted(ends, at + count * (kind == "lost"), side=side)) + 1
    # `sent` lacks the first frame of a weak row. A PulseSensor sends a beat in the lines before its sample.
    tail = sent[after + (case.name == "pulsesensor") :]
    assert received[-len(tail) :] == tail
    head = sent[: max(0, hit - dropped_at_ends(case))]
    assert received[: len(head)] == head
    if case.is_checked:
        assert set(received) <= set(sent)
        assert len(received) == len(set(received)) or case.name == "ble_hr"


@checked_cases
@given(where=at_a_place, bits=st.integers(1, 15), shift=st.integers(0, 4))
@settings(max_examples=15)
def test_no_value_comes_from_a_damaged_frame(case: Case, where: float, bits: int, shift: int) -> None:
    """Every check detects up to four flipped bits side by side. A damaged line end costs two lines."""
    frames, sent = clean(case)
    stream = bytearray(b"".join(frames))
    at = place(bytes(stream), where)
    is_line_end = case in LINES and stream[at] == ord("\n")
    stream[at] ^= bits << shift & 0xFF
    kit, _ = case.pair()
    received = comparable(kit.decode(bytes(stream)))
    assert set(received) <= set(sent)
    assert len(received) >= len(sent) - 1 - is_line_end - 2 * dropped_at_ends(case)


@all_cases
@given(
    faults=st.lists(st.tuples(st.sampled_from(["lost", "put in", "flipped"]), st.integers(1, 12)), max_size=3),
    seed=st.integers(0, 99),
)
@settings(max_examples=8)
def test_frames_between_several_faults_are_found(case: Case, faults: list[tuple[str, int]], seed: int) -> None:
    """The faults are of any kind, and far enough apart to find an alignment between them.

    If frames have a check, every value that is returned was sent.
    """
    frames, sent = clean(case)
    rng = np.random.default_rng(seed)
    apart = COUNT // 4
    damaged, safe = list(frames), set(range(COUNT))
    for n, (kind, count) in enumerate(faults):
        hit = (n + 1) * apart
        damaged[hit] = _damage(frames[hit], kind, count, rng)
        assume(is_checkable(case, frames[hit] + damaged[hit]))
        safe -= set(range(hit - 2, hit + 3 + case.row))
    kit, _ = case.pair()
    received = comparable(kit.decode(b"".join(damaged)))
    if case.is_checked:
        assert set(received) <= set(sent)
    if len(sent) == COUNT and case.name != "pulsesensor":
        assert {sent[index] for index in safe} <= set(received)
    assert len(received) >= len(sent) - len(faults) * (5 + case.row + dropped_at_ends(case))


def _damage(frame: bytes, kind: str, count: int, rng: np.random.Generator) -> bytes:
    at = int(rng.integers(0, len(frame)))
    if kind == "lost":
        return frame[:at] + frame[at + count :]
    if kind == "put in":
        return frame[:at] + bytes(rng.integers(0, 256, count, np.uint8)).replace(b"\n", b"\r") + frame[at:]
    return frame[:at] + bytes([frame[at] ^ count]) + frame[at + 1 :]  # up to four bits side by side


@all_cases
def test_decoded_values_are_those_at_the_skin(case: Case) -> None:
    """Encoded by the device's converter and decoded again, to half a step of the converter."""
    kit, simulated = case.pair()
    sent = list(readings(COUNT, simulated.rate_hz))
    samples = kit.decode(b"".join(map(simulated.transmit, sent)))
    sent = sent[1:-1] if dropped_at_ends(case) else sent
    if case.name == "ble_hr":
        rates_bpm = [round(sample.hr_bpm) for sample in samples if sample.hr_bpm == sample.hr_bpm]
        assert rates_bpm == [round(reading.hr_bpm) for reading in sent]
        return
    assert len(samples) == len(sent)
    if kit.info.has_eda:
        step_us = 0.04 if case.name == "grove" else 0.015
        assert [sample.eda_us for sample in samples] == pytest.approx([one.eda_us for one in sent], abs=step_us)
    if kit.info.has_pulse:
        assert [sample.pulse for sample in samples] == pytest.approx([one.pulse for one in sent], abs=6e-4)


@pytest.mark.parametrize(("name", "form"), speed.FORMS, ids=str)
def test_the_speed_of_each_decoder_can_be_measured(name: str, form: dict[str, registry.Value]) -> None:
    """`python -m firmware_bridge speed` leaves no decoder out. The speed itself is not tested."""
    measured = speed.measure_decoder_speed(name, form, count=3000)
    assert measured.frames_kb_s > 0
    assert {name for name, _ in speed.FORMS} == set(registry.OURS)


@pytest.mark.parametrize("case", FRAMES, ids=str)
def test_rows_that_are_too_short_for_an_alignment_are_left_out(case: Case) -> None:
    """An alignment needs `case.row` frames in a row, and all of them are returned."""
    row = clean(case)[0][10 : 10 + case.row]
    kit, _ = case.pair()
    noise = bytes([0x5A]) * 40
    assert kit.decode(noise + b"".join(row[:-1]) + noise) == []
    assert len(kit.decode(b"".join(row) + noise)) == case.row - dropped_at_ends(case)


@pytest.mark.parametrize("case", LINES, ids=str)
def test_a_partial_first_line_gives_no_value(case: Case) -> None:
    """A port opens in the middle of a line: the end of `412` is not 12."""
    lines = b"".join(clean(case)[0][:5])
    kit, _ = case.pair()
    kit.hello()
    kit.decode(b"12\r\n")
    assert kit.counters.samples == 0
    assert kit.counters.bad == 0
    assert kit.decode(lines)


@all_cases
@given(stream=st.binary(max_size=600))
@settings(max_examples=20)
def test_no_bytes_raise_an_error(case: Case, stream: bytes) -> None:
    """At any step of the set-up, with silences between."""
    kit = case.pair()[0]
    kit.hello()
    for start in range(0, len(stream), 7):
        kit.decode(stream[start : start + 7])
        kit.decode(b"")
        kit.reply()
    kit.goodbye()
    assert kit.counters.bytes >= len(stream)
