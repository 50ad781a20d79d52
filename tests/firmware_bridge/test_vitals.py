"""Quality of conductance, contact, and what is told of a wearer."""

from math import isnan, nan

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from firmware_bridge.quality import HOLD_S, NEIGHBOURHOOD_S, SkinQuality, SkinQualityEstimator
from firmware_bridge.samples import Sample
from firmware_bridge.vitals import OFF_S, VitalSigns, VitalSignsEstimator
from tests.firmware_bridge.bodies import BPM, wave


def judged(eda_us: list[float], rate_hz: float = 20.0, most_us: float = 60.0) -> list[SkinQuality]:
    quality = SkinQualityEstimator(most_us)
    return [quality.process(n / rate_hz, value) for n, value in enumerate(eda_us)]


def test_calm_and_dry_skin_is_good_from_five_seconds_on() -> None:
    """What was before is not known."""
    for level_us in (0.06, 0.11, 4.0, 30.0):
        told = judged([level_us] * 200)
        assert all(one.contact for one in told)
        assert told[-1].quality == 1.0


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
def test_a_fault_costs_five_seconds(fault: list[float], has_contact: bool) -> None:
    """It climbs back in a straight line."""
    told = judged([4.0] * 200 + fault + [fault[-1] if has_contact and fault[-1] < 60 else 4.0] * 200)
    at = 200 + len(fault) - 1
    assert min(one.quality for one in told[200 : at + 12]) == 0
    assert all(one.contact == has_contact for one in told[200 : at + 1])
    assert told[at + round(NEIGHBOURHOOD_S / 2 * 20)].quality == pytest.approx(0.5, abs=0.15)
    assert told[-1].quality == 1.0


def test_a_response_is_no_fault() -> None:
    """Half a microsiemens in two seconds; nor is one digit of a coarse converter."""
    assert min(one.quality for one in judged([4.0] * 200 + [4 + n / 80 for n in range(40)] + [4.5] * 40)[120:]) == 1.0
    assert min(one.quality for one in judged([0.06 if n % 2 else 0.1 for n in range(300)])[120:]) == 1.0


def test_a_value_stands_for_two_seconds() -> None:
    """A kit of one value a second is no loose contact; a silent one is."""
    slow = judged([4.0 if n % 20 == 0 else nan for n in range(400)])
    assert all(one.contact for one in slow)
    silent = judged([4.0] * 200 + [nan] * 100)
    assert silent[200 + int(HOLD_S * 20) - 2].contact
    assert not silent[-1].contact
    assert silent[-1].quality == 0


def told(
    seconds: float, sample: Sample, vitals: VitalSignsEstimator, from_s: float = 0.0, rate_hz: float = 50.0
) -> list[VitalSigns]:
    times_s = [from_s + n / rate_hz for n in range(int(seconds * rate_hz))]
    samples = [
        Sample(None, sample.eda_us, wave(at_s) if sample.pulse == sample.pulse else nan, sample.hr_bpm, sample.ibi_ms)
        for at_s in times_s
    ]
    return vitals.process(times_s, samples)


def test_the_best_source_of_the_heart_is_taken() -> None:
    """Our own beats before the kit's intervals, those before its rate, and that where it can be."""
    assert told(20, Sample(None, 4.0, 0.5, hr_bpm=180.0), VitalSignsEstimator())[-1].hr_bpm == pytest.approx(
        BPM, abs=0.5
    )
    assert told(20, Sample(None, hr_bpm=180.0, ibi_ms=800.0), VitalSignsEstimator(), rate_hz=1.25)[
        -1
    ].hr_bpm == pytest.approx(75)
    assert told(2, Sample(None, hr_bpm=71.0), VitalSignsEstimator())[-1].hr_bpm == 71.0
    assert isnan(told(2, Sample(None, hr_bpm=0.0), VitalSignsEstimator())[-1].hr_bpm)


def test_off_the_skin_there_is_no_heart_rate() -> None:
    """An opening of two seconds is none; after a longer one all of the heart is forgotten."""
    vitals = VitalSignsEstimator()
    on = told(20, Sample(None, 4.0, 0.5), vitals)
    assert on[-1].contact
    opened = told(OFF_S - 0.1, Sample(None, 0.0, 0.5), vitals, from_s=20.0)
    assert not opened[-1].contact
    assert opened[-1].hr_bpm == pytest.approx(BPM, abs=0.5)
    taken_off = told(3, Sample(None, 0.0, 0.5), vitals, from_s=20.0 + OFF_S)
    assert isnan(taken_off[-1].hr_bpm)
    assert taken_off[-1].beats == ()
    assert isnan(told(5, Sample(None, 4.0, 0.5), vitals, from_s=26.0)[-1].hr_bpm)


def test_a_kit_without_electrodes_has_no_contact_to_lose() -> None:
    """Nor a quality."""
    last = told(20, Sample(None, pulse=0.5), VitalSignsEstimator())[-1]
    assert last.contact is None
    assert isnan(last.quality)
    assert last.hr_bpm == pytest.approx(BPM, abs=0.5)


def test_an_open_circuit_is_no_conductance() -> None:
    """Whatever number stands beside it."""
    vital = VitalSignsEstimator().process_sample(0.0, Sample(None, eda_us=0.213, open_circuit=True))
    assert vital.eda_us == 0
    assert vital.contact is False


@example([(2251799813685249.0, 0.0, 0.0, 0.0, 0.0, False)] * 2)
@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(), st.floats(), st.floats(), st.floats(), st.floats(), st.booleans()), max_size=60))
def test_whatever_comes_nothing_is_raised(samples: list[tuple[float, float, float, float, float, bool]]) -> None:
    """And quality stays between 0 and 1. At the time of the example floats are a quarter of a second apart."""
    vitals = VitalSignsEstimator()
    for at_s, eda_us, pulse, hr_bpm, ibi_ms, is_open in samples:
        vital = vitals.process_sample(at_s, Sample(None, eda_us, pulse, hr_bpm, ibi_ms, is_open))
        assert isnan(vital.quality) or 0 <= vital.quality <= 1
