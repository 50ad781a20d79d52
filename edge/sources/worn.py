"""What one kit gave of its wearer, sample by sample, to a piece of samples: heart rate and quality found on the way."""

from collections.abc import Sequence

import numpy as np

from edge.signals import Samples
from firmware_bridge.samples import Sample
from firmware_bridge.vitals import Vitals

Row = tuple[float, Sample]  # time from any origin


def piece(vitals: Vitals, rows: Sequence[Row], origin_s: float, *, wearer: str, kit: str) -> Samples:
    """One row at least, in order of time. `origin_s` is where their times begin, on the kiosk's clock."""
    found = [vitals.take_one(at_s, sample) for at_s, sample in rows]
    first_s = rows[0][0]
    return Samples(
        at_s=origin_s + first_s,
        kit=kit,
        wearer=wearer,
        eda_us=np.array([vital.eda_us for vital in found], np.float32),
        hr_bpm=np.array([vital.hr_bpm for vital in found], np.float32),
        times_s=np.array([vital.at_s - first_s for vital in found], np.float64),
        quality=np.array([vital.quality for vital in found], np.float32),
    )
