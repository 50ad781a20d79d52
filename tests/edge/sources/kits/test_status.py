"""How a kit is: told once when it is lost, once when it is back, and noise is not a hiccup."""

import logging
from itertools import pairwise

import pytest

from edge.sources.kits.status import KitNoiseDetector, KitStatus


def test_a_loss_and_a_return_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """However often its port is tried in between."""
    caplog.set_level(logging.INFO)
    state = KitStatus("number 2 (grove at /dev/kit)")
    assert state.condition.state == "opening"
    state.gives(0.0)
    for at_s in (10.0, 11.0, 12.0):
        state.lost("/dev/kit is not there.", at_s)
    assert state.condition.text == "kits: number 2 (grove at /dev/kit): /dev/kit is not there."
    state.gives(70.0)
    state.gives(71.0)
    assert [record.getMessage() for record in caplog.records] == [
        "kits: number 2 (grove at /dev/kit): /dev/kit is not there.",
        "kits: number 2 (grove at /dev/kit) is back after 60 s.",
    ]


def test_noise_is_most_bytes_for_half_a_minute() -> None:
    """Not ten seconds of it at a start; and it is over when most bytes are good again."""
    noise, count, skipped, told = KitNoiseDetector(), 0, 0, []
    for second in range(150):
        is_bad = second < 10 or 60 <= second < 90
        count, skipped = count + 100, skipped + 95 * is_bad
        told.append(noise.is_noise(float(second), count, skipped))
    assert told.index(True) in range(75, 80)
    assert 149 - told[::-1].index(True) in range(110, 120)
    assert sum(before != after for before, after in pairwise(told)) == 2


def test_a_few_bytes_are_no_noise() -> None:
    """An open port on which hardly anything comes."""
    noise = KitNoiseDetector()
    assert not any(noise.is_noise(float(second), second, second) for second in range(60))
