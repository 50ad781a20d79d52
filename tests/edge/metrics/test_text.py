"""The numbers for Prometheus: those of a health message, and no other."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from edge.messages import build
from edge.messages.payloads import Vitals
from edge.messages.wire import Header
from edge.metrics.text import prometheus_text
from tests.edge.kiosk.state.test_health import MOVING, Shop, minute

HEADER = Header("acme", "berlin-7", "door")


def health(vitals: Vitals) -> bytes:
    return build.build_health(HEADER, at_s=1_795_000_000.0, id="0" * 8, first_seq=1, last_seq=2, vitals=vitals).payload


def samples(text: bytes) -> dict[str, float]:
    """Name, with labels, to value."""
    return {
        sample.name + "".join(f"{{{key}={value}}}" for key, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def test_0_1_and_4_faces_cannot_be_told_apart() -> None:
    """The attack: whoever reads the numbers of one minute knows nothing of who was there."""
    empty, one, four = (prometheus_text(health(minute(faces))) for faces in (0, 1, 4))
    assert empty == one == four
    assert not [name for name in samples(four) if any(moving in name for moving in MOVING)]


def test_nothing_of_the_process_is_told() -> None:
    """The library's own registry tells processor time and memory of this moment, from which faces can be counted."""
    text = prometheus_text(health(minute(4)))
    assert text == prometheus_text(health(minute(4)))
    for own in (b"process_", b"python_", b"_created"):
        assert own not in text


def test_before_the_first_message_there_is_no_number() -> None:
    assert prometheus_text(None) == b""


def numbers_in(value: Any) -> list[float]:
    match value:
        case bool() | int() | float():
            return [float(value)]
        case dict():
            return [number for each in value.values() for number in numbers_in(each)]
        case _:
            return []


def window_of(faces: int) -> bytes:
    """A health message after a window was told: no field is null that can have a value."""
    shop = Shop(faces)
    for _ in range(60):
        shop.second()
    shop.release(1000.0, 1060.5)
    return health(shop.vitals())


@given(st.integers(0, 9))
def test_every_number_is_one_of_the_message(faces: int) -> None:
    """No more and no less: a field that the message gets later is told too, and none is computed from others."""
    payload = window_of(faces)
    told = samples(prometheus_text(payload))
    names = [name for name in told if name.startswith(("vitrina_kiosk_info", "vitrina_model_info"))]
    assert told.pop("vitrina_health_time_seconds") == 1_795_000_000.0
    assert sorted(value for name, value in told.items() if name not in names) == sorted(numbers_in(json.loads(payload)))


def test_names_labels_and_sentences_are_those_of_the_schema() -> None:
    text = prometheus_text(window_of(4))
    told = samples(text)
    assert told["vitrina_camera_rate_hz"] == 13.0  # 15, less one for every two faces
    assert told["vitrina_analysed_hz{quantile=0.5}"] == 11.0
    assert told["vitrina_clock_valid"] == 1.0
    assert told["vitrina_last_seq"] == 2.0
    assert told["vitrina_kiosk_info{device=door}{site=berlin-7}{tenant=acme}{version=0.1.0}"] == 1.0
    assert told["vitrina_model_info{model=fer}{task=expression}"] == 1.0
    assert b"# HELP vitrina_outbox_unsent Messages that the broker has not received yet.\n" in text
    undocumented = [f.name for f in text_string_to_metric_families(text.decode()) if not f.documentation]
    assert undocumented == []


@pytest.mark.parametrize("name", ["withheld", "one_place", "microphone"])
def test_what_may_not_be_told_is_absent_and_not_0(name: str) -> None:
    assert not [each for each in samples(prometheus_text(health(minute(0)))) if each.startswith(f"vitrina_{name}")]
