"""Tests of skin conductance responses to events, against planted ones."""

import numpy as np
import pytest

from edge.statistics.columns import Floats, float_array
from edge.study.analysis.responses import EventResponses, event_responses, response_summary
from tests.edge.study.made_people import skin, skin_response

NAN = float("nan")
TIMES_S = float_array(np.arange(0.0, 60.0, 0.25))
EVENT_S = 20.0


def one(latency_s: float = 2.0, amplitude: float = 0.3, **options: float) -> tuple[float, float]:
    """Amplitude and latency that are found of one response without noise."""
    level = 2.0 + skin_response(TIMES_S, EVENT_S + latency_s, amplitude)
    found = event_responses(TIMES_S, level, [EVENT_S], **options)
    return found.amplitudes_us.item(), found.latencies_s.item()


@pytest.mark.parametrize("hz", [4, 8, 50])
def test_planted_responses_are_found(hz: int) -> None:
    """All of them and no other, 97 % within a tenth of their amplitude; the rate and the magnitude of the truth."""
    errors, rates, magnitudes = [], [], []
    for person in range(12):
        rng = np.random.default_rng([hz, person])
        times_s = float_array(np.arange(0.0, 420.0, 1.0 / hz))
        events_s = np.arange(20.0, 400.0, 25.0) + rng.uniform(-2, 2, 16)
        amplitudes = np.where(rng.random(16) < 0.7, rng.uniform(0.08, 1.0, 16), 0.0)
        level = skin(times_s, events_s + rng.uniform(1.3, 3.5, 16), amplitudes, rng)
        found = event_responses(times_s, level, events_s)
        both = (amplitudes > 0) & (found.amplitudes_us > 0)
        errors += (found.amplitudes_us[both] / amplitudes[both] - 1.0).tolist()
        told = response_summary(found)
        assert told.events == 16
        rates.append((told.rate or 0.0) - (amplitudes > 0).mean())
        magnitudes.append((told.magnitude_us or 0.0) / amplitudes.mean() - 1.0)
    assert np.mean(np.abs(errors) < 0.1) >= 0.97
    assert np.abs(np.median(errors)) < 0.03
    assert np.abs(rates).max() <= 1 / 16
    assert np.abs(magnitudes).max() < 0.05


def test_a_response_has_its_amplitude_and_latency() -> None:
    amplitude, latency_s = one()
    assert amplitude == pytest.approx(0.3, rel=0.03)
    assert latency_s == pytest.approx(2.0, abs=0.15)


def test_a_response_begins_one_to_four_seconds_after_its_event() -> None:
    assert one(0.5) == pytest.approx((0.0, NAN), nan_ok=True)
    assert one(1.3)[0] > 0.28
    assert one(3.8)[0] > 0.28
    assert one(4.5) == pytest.approx((0.0, NAN), nan_ok=True)


def test_times_since_1970_do_as_well() -> None:
    """The same response, amplitude and latency, and the same unknown events."""
    start_s = 1_700_000_000.0
    level = 2.0 + skin_response(TIMES_S, 22.0, 0.3)
    found = event_responses(start_s + TIMES_S, level, [start_s + EVENT_S, start_s - 3.0, start_s + 57.0])
    assert found.amplitudes_us == pytest.approx([one()[0], NAN, NAN], nan_ok=True, abs=1e-6)
    assert found.latencies_s == pytest.approx([one()[1], NAN, NAN], nan_ok=True, abs=1e-6)


def test_the_first_response_counts() -> None:
    level = 2.0 + np.add(skin_response(TIMES_S, 21.2, 0.1), skin_response(TIMES_S, 23.6, 0.5))
    found = event_responses(TIMES_S, level, [EVENT_S])
    assert found.latencies_s.item() == pytest.approx(1.2, abs=0.15)
    assert found.amplitudes_us.item() < 0.15


def test_small_rises_do_not_count() -> None:
    """0.05 µS for wearables; an amplifier of a laboratory may ask for less."""
    assert one(amplitude=0.045)[0] == 0.0
    assert one(amplitude=0.056)[0] == pytest.approx(0.056, rel=0.05)
    assert one(amplitude=0.045, least_us=0.01)[0] == pytest.approx(0.045, rel=0.05)


def test_drift_is_no_response() -> None:
    """Slow rises that are high, a rise that lasts too long, and a jump that is too quick."""
    slow = 2.0 + 0.009 * TIMES_S
    assert event_responses(TIMES_S, slow, [EVENT_S], least_us=0.01).amplitudes_us.tolist() == [0.0]
    long = 2.0 + 0.05 * np.clip(TIMES_S - 22.0, 0.0, 12.0)
    assert event_responses(TIMES_S, long, [EVENT_S]).amplitudes_us.tolist() == [0.0]
    allowed = 2.0 + 0.05 * np.clip(TIMES_S - 22.0, 0.0, 8.0)
    assert event_responses(TIMES_S, allowed, [EVENT_S]).amplitudes_us.item() == pytest.approx(0.4, rel=0.05)


def test_a_drift_before_the_response_is_not_its_height() -> None:
    level = 2.0 + 0.002 * TIMES_S + skin_response(TIMES_S, 22.0, 0.4)
    found = event_responses(TIMES_S, level, [EVENT_S])
    assert found.amplitudes_us.item() == pytest.approx(0.4, rel=0.05)
    assert found.latencies_s.item() == pytest.approx(2.0, abs=0.2)


def lost(from_s: float, to_s: float) -> EventResponses:
    """The part that is found of a response at 22 s with a peak at 23.8 s where the signal is lost."""
    level = 2.0 + skin_response(TIMES_S, 22.0, 0.4)
    level[(from_s <= TIMES_S) & (to_s > TIMES_S)] = NAN
    return event_responses(TIMES_S, level, [EVENT_S])


def test_an_event_with_a_gap_is_not_known() -> None:
    """Neither a zero nor a response: before the onset, or in the rise. A gap of three samples is filled."""
    assert np.isnan(lost(20.5, 22.5).amplitudes_us).all()
    assert np.isnan(lost(22.5, 25.5).amplitudes_us).all()
    assert lost(22.5, 23.25).amplitudes_us.item() == pytest.approx(0.4, rel=0.05)
    assert lost(26.0, 30.0).amplitudes_us.item() == pytest.approx(0.4, rel=0.05)
    assert lost(15.0, 20.0).amplitudes_us.item() == pytest.approx(0.4, rel=0.05)


def test_events_outside_of_the_recording_are_not_known() -> None:
    flat = np.full(TIMES_S.size, 2.0)
    found = event_responses(TIMES_S, flat, [-10.0, -1.5, 0.0, 54.0, 57.0, 80.0])
    assert found.amplitudes_us == pytest.approx([NAN, NAN, 0.0, 0.0, NAN, NAN], nan_ok=True)


def test_no_samples_and_no_events_are_no_fault() -> None:
    assert np.isnan(event_responses([], [], [1.0, 2.0]).amplitudes_us).all()
    assert event_responses(TIMES_S, TIMES_S, []).amplitudes_us.size == 0
    assert np.isnan(event_responses(TIMES_S, np.full(TIMES_S.size, NAN), [20.0]).latencies_s).all()
    with pytest.raises(ValueError, match="differ in length"):
        event_responses([1.0, 2.0], [1.0], [1.0])


def of(amplitudes: list[float], latencies: list[float]) -> EventResponses:
    values: list[Floats] = [np.array(amplitudes), np.array(latencies)]
    return EventResponses(*values)


def test_a_summary_tells_magnitude_and_amplitude() -> None:
    """Magnitude with the zeros, amplitude without them; an event with a gap counts in neither."""
    told = response_summary(of([0.0, 0.2, 0.6, NAN], [NAN, 1.5, 2.5, NAN]))
    assert (told.events, told.responses) == (3, 2)
    assert told.rate == pytest.approx(2 / 3)
    assert told.magnitude_us == pytest.approx(0.8 / 3)
    assert told.amplitude_us == pytest.approx(0.4)
    assert told.log_magnitude == pytest.approx((np.log(1.2) + np.log(1.6)) / 3)
    assert told.latency_s == pytest.approx(2.0)


def test_nothing_is_told_of_nothing() -> None:
    """A participant who never responds has a magnitude of 0 and no amplitude; one without events has neither."""
    silent = response_summary(of([0.0, 0.0], [NAN, NAN]))
    assert (silent.rate, silent.magnitude_us, silent.amplitude_us, silent.latency_s) == (0.0, 0.0, None, None)
    unknown = response_summary(of([NAN], [NAN]))
    assert (unknown.events, unknown.rate, unknown.magnitude_us, unknown.log_magnitude) == (0, None, None, None)
