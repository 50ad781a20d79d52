"""A kit without electrodes reports no contact: its share is that of its heart rate."""

from dataclasses import replace

import numpy as np

from edge.events import AudioObservation
from edge.signals import KitSamples
from edge.study_sessions.contact import ContactMeter

SKIN = KitSamples(
    at_s=100.0,
    kit="1",
    wearer="",
    eda_us=np.full(4, 5.0, np.float32),
    hr_bpm=np.array([70, np.nan, np.nan, np.nan], np.float32),
    times_s=np.arange(4) / 4,
    quality=np.array([1, 1, 0.1, 1], np.float32),
)
STRAP = replace(SKIN, kit="2", eda_us=np.full(4, np.nan, np.float32), quality=np.full(4, np.nan, np.float32))


def test_only_a_kit_with_electrodes_measures_contact() -> None:
    meter = ContactMeter()
    for event in (SKIN, STRAP, replace(STRAP, kit="3", quality=None), AudioObservation(100.0, 0.0, -40.0, True)):
        meter.add_kit_samples(event)
    assert meter.good_shares_by_series == {"kit1": 0.75, "kit2": 0.25, "kit3": 0.25, "sound": 1.0}
    assert [name for name in ("kit1", "kit2", "kit3", "kit4", "sound") if not meter.measures_contact(name)] == [
        "kit2",
        "kit3",
    ]
