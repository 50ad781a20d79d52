"""Quality of conductance, contact, and vital signs of a wearer."""

from math import isnan, nan

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from firmware_bridge.quality import HOLD_S, NEIGHBOURHOOD_S, SkinQuality, SkinQualityEstimator
from firmware_bridge.samples import Sample
from firmware_bridge.vitals import OFF_S, VitalSigns, VitalSignsEstimator
from tests.firmware_bridge.bodies import BPM, wave


def rate(eda_us: list[float], rate_hz: float = 20.0, most_us: float = 60.0) -> list[SkinQuality]:
    quality = SkinQualityEstimator(most_us)
    return [quality.process(n / rate_hz, value) for n, value in enumerate(eda_us)]


def test_calm_and_dry_skin_has_full_quality_after_five_seconds() -> None:
    """Contact is true from the first sample on."""
    for level_us in (0.06, 0.11, 4.0, 30.0):
        ratings = rate([level_us] * 200)
        assert all(one.contact for one in ratings)
        assert ratings[-1].quality == 1.0


@pytest.mark.parametrize(
    ("fault", "has_contact"),
    [
        ([0.01] * 4, False),
        ([4.0, 8.5, 9.0, 9.0, 9.0, 9.0], True),
        ([4.0, 1.5, 1.5, 1.5, 1.5, 1.5], True),
        ([61.0], True),
    ],
    ids=["opening", "doubled", "halved", "too much"],
)
def test_quality_needs_five_seconds_after_a_fault(fault: list[float], has_contact: bool) -> None:
    """It rises linearly from 0 to 1."""
    ratings = rate([4.0] * 200 + fault + [fault[-1] if has_contact and fault[-1] < 60 else 4.0] * 200)
    at = 200 + len(fault) - 1
    assert min(one.quality for one in ratings[200 : at + 12]) == 0
    assert all(one.contact == has_contact for one in ratings[200 : at + 1])
    assert ratings[at + round(NEIGHBOURHOOD_S / 2 * 20)].quality == pytest.approx(0.5, abs=0.15)
    assert ratings[-1].quality == 1.0


def test_a_response_is_no_fault() -> None:
    """A response rises by half a microsiemens in two seconds. One digit of a coarse converter is no fault either."""
    assert min(one.quality for one in rate([4.0] * 200 + [4 + n / 80 for n in range(40)] + [4.5] * 40)[120:]) == 1.0
    assert min(one.quality for one in rate([0.06 if n % 2 else 0.1 for n in range(300)])[120:]) == 1.0


def test_a_value_holds_for_two_seconds() -> None:
    """A kit with one value per second keeps contact; a silent kit loses it."""
    slow = rate([4.0 if n % 20 == 0 else nan for n in range(400)])
    assert all(one.contact for one in slow)
    silent = rate([4.0] * 200 + [nan] * 100)
    assert silent[200 + int(HOLD_S * 20) - 2].contact
    assert not silent[-1].contact
    assert silent[-1].quality == 0


def process(
    seconds: float, sample: Sample, vitals: VitalSignsEstimator, from_s: float = 0.0, rate_hz: float = 50.0
) -> list[VitalSigns]:
    times_s = [from_s + n / rate_hz for n in range(int(seconds * rate_hz))]
    samples = [
        Sample(None, sample.eda_us, wave(at_s) if sample.pulse == sample.pulse else nan, sample.hr_bpm, sample.ibi_ms)
        for at_s in times_s
    ]
    return vitals.process(times_s, samples)


def test_the_heart_rate_comes_from_the_best_source() -> None:
    """First our own beats, then the kit's intervals, then the kit's heart rate if it is in range."""
    assert process(20, Sample(None, 4.0, 0.5, hr_bpm=180.0), VitalSignsEstimator())[-1].hr_bpm == pytest.approx(
        BPM, abs=0.5
    )
    assert process(20, Sample(None, hr_bpm=180.0, ibi_ms=800.0), VitalSignsEstimator(), rate_hz=1.25)[
        -1
    ].hr_bpm == pytest.approx(75)
    assert process(2, Sample(None, hr_bpm=71.0), VitalSignsEstimator())[-1].hr_bpm == 71.0
    assert isnan(process(2, Sample(None, hr_bpm=0.0), VitalSignsEstimator())[-1].hr_bpm)


def test_off_the_skin_there_is_no_heart_rate() -> None:
    """A loss of contact of two seconds keeps the heart rate; a longer one resets it."""
    vitals = VitalSignsEstimator()
    on = process(20, Sample(None, 4.0, 0.5), vitals)
    assert on[-1].contact
    opened = process(OFF_S - 0.1, Sample(None, 0.0, 0.5), vitals, from_s=20.0)
    assert not opened[-1].contact
    assert opened[-1].hr_bpm == pytest.approx(BPM, abs=0.5)
    taken_off = process(3, Sample(None, 0.0, 0.5), vitals, from_s=20.0 + OFF_S)
    assert isnan(taken_off[-1].hr_bpm)
    assert taken_off[-1].beats == ()
    assert isnan(process(5, Sample(None, 4.0, 0.5), vitals, from_s=26.0)[-1].hr_bpm)


def test_a_kit_without_electrodes_has_neither_contact_nor_quality() -> None:
    """Its heart rate is computed all the same."""
    last = process(20, Sample(None, pulse=0.5), VitalSignsEstimator())[-1]
    assert last.contact is None
    assert isnan(last.quality)
    assert last.hr_bpm == pytest.approx(BPM, abs=0.5)


def test_the_conductance_of_an_open_circuit_is_zero() -> None:
    """The value in the sample is ignored."""
    vital = VitalSignsEstimator().process_sample(0.0, Sample(None, eda_us=0.213, open_circuit=True))
    assert vital.eda_us == 0
    assert vital.contact is False


@example([(2251799813685249.0, 0.0, 0.0, 0.0, 0.0, False)] * 2)
@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(), st.floats(), st.floats(), st.floats(), st.floats(), st.booleans()), max_size=60))
def test_no_samples_raise_an_error(samples: list[tuple[float, float, float, float, float, bool]]) -> None:
    """Quality stays between 0 and 1. At the time of the example floats are a quarter of a second apart."""
    vitals = VitalSignsEstimator()
    for at_s, eda_us, pulse, hr_bpm, ibi_ms, is_open in samples:
        vital = vitals.process_sample(at_s, Sample(None, eda_us, pulse, hr_bpm, ibi_ms, is_open))
        assert isnan(vital.quality) or 0 <= vital.quality <= 1
