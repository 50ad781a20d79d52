"""Detects from skin conductance whether the electrodes of a kit are on a body. numpy only.

Open electrodes measure a floor that differs between units, from 0.000 to 0.026 uS in our recordings. Loose electrodes
on a wrist measure only a little more. The limit therefore follows the floor of the unit: the lowest level that this
unit has shown so far. Only the conductance is used, because bands report a heart rate off the wrist, too.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.serving.features.body import HZ, OPEN_US, Flags, causal_median

LEVEL_S = 5
"""Span of the median that decides on contact, in seconds. On the wrist, most openings of a band last 0.5 s, and 90 %
are shorter than 2.4 s.
"""

FLOOR_S = 30
"""Span of the median that determines the floor, in seconds. A kit that starts with a second of zeros therefore does not
get a floor of 0.
"""

NONE: NDArray[np.float64] = np.empty(0)


@dataclass(frozen=True, slots=True)
class ContactRules:
    """Limits of contact. They are relative to the floor of the unit, and at most OPEN_US.

    `models.body.choose_contact` compares limits. It scores each person with limits that were chosen on other people.
    """

    above_floor_us: float = 0.006
    """For a unit with a floor of 0: conductance below which contact ends. Open electrodes stay below this value."""

    of_floor: float = 0.6
    """Additional distance, as a share of the floor. Units with a high floor have more noise around the floor."""

    hysteresis_us: float = 0.005
    """Distance between the lower limit, at which contact ends, and the higher limit, at which contact starts."""


class ContactDetector:
    """Detects contact of one kit. The result does not depend on how the samples are split into calls."""

    def __init__(self, rules: ContactRules = ContactRules()) -> None:
        self._rules = rules
        self._before_us = NONE
        self._floor_us = np.inf
        self._is_on = False

    def process(self, eda_us: NDArray[np.floating]) -> Flags:
        """Return True for each sample (n,) at which the electrodes are on a body. Conductance is sampled at HZ, and is
        NaN where it is missing. At least half of the last LEVEL_S seconds must be known.
        """
        if not len(eda_us):
            return np.empty(0, bool)
        us = np.concatenate([self._before_us, eda_us]).astype(np.float64)
        self._before_us = us[-FLOOR_S * HZ :]
        level, low = (causal_median(us, seconds * HZ)[-len(eda_us) :] for seconds in (LEVEL_S, FLOOR_S))
        floor = np.fmin.accumulate(np.fmin(low, self._floor_us))
        self._floor_us = float(floor[-1])
        on_body = contact_with_hysteresis(level, floor, self._rules, was=self._is_on)
        self._is_on = bool(on_body[-1])
        return on_body


def contact_with_hysteresis(
    level_us: NDArray[np.float64], floor_us: NDArray[np.float64], rules: ContactRules, *, was: bool = False
) -> Flags:
    """True for each sample (n,) with contact, from the level and the floor of the unit at that time. `was`: the
    previous result.

    An unknown level (NaN) means no contact. A floor below 0 is a wrong calibration and counts as 0.
    """
    floor = np.clip(floor_us, 0.0, OPEN_US)
    ends_us = np.minimum(floor * (1 + rules.of_floor) + rules.above_floor_us, OPEN_US)
    begins = level_us >= ends_us + rules.hysteresis_us
    decides = begins | ~(level_us >= ends_us)
    last = np.maximum.accumulate(np.where(decides, np.arange(len(level_us)), -1))
    return np.asarray(np.where(last >= 0, begins[last], was), bool)
