"""The status of a kit logs a loss and a return once each, and noise only if it lasts."""

import logging
from itertools import pairwise

import pytest

from edge.alerts import Alert
from edge.sources.kits.status import KitNoiseDetector, KitStatus


def test_a_loss_and_a_return_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """Repeated attempts to open the port in between are not logged."""
    caplog.set_level(logging.INFO)
    times_s = iter((10.0, 11.0, 12.0, 70.0))
    status = KitStatus("number 2 (grove at /dev/kit)", 2, lambda: next(times_s))
    assert (status.state, status.alerts) == ("opening", ())
    status.set_ok()
    for _ in range(3):
        status.set_lost("/dev/kit is not there.")
    text = "kits: number 2 (grove at /dev/kit): /dev/kit is not there."
    assert (status.state, status.alerts) == ("lost", (Alert("kit.lost", "warning", text, 10.0, 2),))
    status.set_ok()
    status.set_ok()
    assert (status.state, status.alerts) == ("ok", ())
    assert [record.getMessage() for record in caplog.records] == [
        "kits: number 2 (grove at /dev/kit): /dev/kit is not there.",
        "kits: number 2 (grove at /dev/kit) is available again after 60 s.",
    ]


def test_noise_after_a_loss_is_another_alert() -> None:
    """It begins with the noise. The log has one line, because the kit was not read in between."""
    times_s = iter((10.0, 20.0, 30.0))
    status = KitStatus("number 1", 1, lambda: next(times_s))
    status.set_lost("is gone.")
    status.set_noisy("is noisy.")
    status.set_noisy("is noisy.")
    assert (status.state, status.alerts) == (
        "noise",
        (Alert("kit.noise", "warning", "kits: number 1: is noisy.", 20.0, 1),),
    )


def test_noise_means_most_bytes_over_half_a_minute() -> None:
    """Ten noisy seconds at the start are ignored. Noise ends when most bytes are good again."""
    detector, count, skipped, results = KitNoiseDetector(), 0, 0, []
    for second in range(150):
        is_bad = second < 10 or 60 <= second < 90
        count, skipped = count + 100, skipped + 95 * is_bad
        results.append(detector.detect_noise(float(second), count, skipped))
    assert results.index(True) in range(75, 80)
    assert 149 - results[::-1].index(True) in range(110, 120)
    assert sum(before != after for before, after in pairwise(results)) == 2


def test_a_few_bytes_are_no_noise() -> None:
    """An open port may receive a few bytes."""
    detector = KitNoiseDetector()
    assert not any(detector.detect_noise(float(second), second, second) for second in range(60))
