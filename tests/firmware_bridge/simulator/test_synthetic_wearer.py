"""The synthetic wearer has the heart rate and the responses that it says, however often it is repeated."""

import pytest

from firmware_bridge.samples import Sample
from firmware_bridge.simulator.synthetic_wearer import DURATION_S, MEAN_BPM, RESPONSES, synthetic_recording
from firmware_bridge.vitals import VitalSigns, VitalSignsEstimator


@pytest.fixture(scope="module")
def two_minutes() -> list[VitalSigns]:
    recording, vitals = synthetic_recording(), VitalSignsEstimator()
    rows = list(zip(recording.times_s[:-1].tolist(), recording.eda_us.tolist(), recording.pulse.tolist(), strict=False))
    return [
        vitals.process_sample(start_s + at_s, Sample(None, eda_us=eda_us, pulse=pulse))
        for start_s in (0.0, DURATION_S)
        for at_s, eda_us, pulse in rows
    ]


def test_its_heart_beats_at_its_rate_across_the_repetition(two_minutes: list[VitalSigns]) -> None:
    settled = [vital.hr_bpm for vital in two_minutes if vital.at_s > 20]
    assert min(settled) >= MEAN_BPM - 4
    assert max(settled) <= MEAN_BPM + 4
    assert sum(len(vital.beats) for vital in two_minutes) == 2 * MEAN_BPM * DURATION_S / 60


def test_its_responses_are_found_at_their_onsets(two_minutes: list[VitalSigns]) -> None:
    found = [vital.response for vital in two_minutes if vital.response]
    onsets_s = [start_s + onset_s for start_s in (0.0, DURATION_S) for onset_s, _ in RESPONSES]
    assert [response.onset_s for response in found] == pytest.approx(onsets_s, abs=1.0)
    assert [response.height_us for response in found] == pytest.approx([height for _, height in RESPONSES] * 2, rel=0.2)


def test_it_wears_the_kit_well_all_the_time(two_minutes: list[VitalSigns]) -> None:
    assert all(vital.contact and vital.quality == 1 for vital in two_minutes)
