"""Combines two kits of one wearer: one that measures the skin, and one that measures only the heart, such as a
strap.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from edge.signals import KitSamples

HELD_S = 5.0
"""Seconds for which a measured heart rate stays valid. The same limit applies within a single kit."""

TOGETHER_S = 30.0
"""Seconds after a skin measurement for which the kit counts as worn together with the strap."""

MOST = 64
"""Number of heart rates stored per wearer: twenty seconds of a strap that sends three per second."""


@dataclass
class _Wearer:
    skin_s: dict[str, float] = field(default_factory=dict)  # kit to the time of its last skin conductance
    rates: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=MOST))  # time, 1/min


class HeartRateJoiner:
    """Combines the samples of all kits. The samples of each kit must arrive in chronological order.

    A kit that has measured the skin gets the heart rate of the wearer's other kit wherever it has no heart rate of its
    own. Meanwhile, the samples of the other kit are not passed on, because a heart rate alone does not show that a kit
    is worn.
    """

    def __init__(self) -> None:
        self._wearers: dict[str, _Wearer] = {}

    def reset(self) -> None:
        """Drops the data of all wearers."""
        self._wearers.clear()

    def forget_wearer(self, wearer: str) -> None:
        """Drops the data of one wearer."""
        self._wearers.pop(wearer, None)

    def join_heart_rate(self, samples: KitSamples) -> KitSamples | None:
        """The samples with the combined heart rate. None for a kit that only supplies the heart rate of another kit."""
        wearer = self._wearers.setdefault(samples.wearer, _Wearer())
        times_s = _times_s(samples)
        if np.isfinite(samples.eda_us).any():
            wearer.skin_s[samples.kit] = float(times_s[-1])
        if samples.kit in wearer.skin_s:
            return replace(samples, hr_bpm=_fill_heart_rates(samples, times_s, wearer))
        known = np.isfinite(samples.hr_bpm) & np.isfinite(times_s)
        wearer.rates.extend(zip(times_s[known].tolist(), samples.hr_bpm[known].tolist(), strict=True))
        last_s = max(wearer.skin_s.values(), default=-inf)
        is_together = len(times_s) > 0 and abs(float(times_s[-1]) - last_s) <= TOGETHER_S
        return None if is_together else samples


def _fill_heart_rates(samples: KitSamples, times_s: NDArray[np.float64], wearer: _Wearer) -> NDArray[np.float32]:
    """Heart rates of the samples. A missing heart rate is replaced by the other kit's newest heart rate at that
    time.
    """
    if not wearer.rates or np.isfinite(samples.hr_bpm).all():
        return samples.hr_bpm
    rates = sorted(wearer.rates)
    at_s = np.array([rate[0] for rate in rates])
    newest = np.searchsorted(at_s, times_s, side="right") - 1
    is_known = (newest >= 0) & (times_s - at_s[np.maximum(newest, 0)] <= HELD_S)
    other = np.array([rate[1] for rate in rates], np.float32)[np.maximum(newest, 0)]
    return np.where(np.isfinite(samples.hr_bpm) | ~is_known, samples.hr_bpm, other).astype(np.float32)


def _times_s(samples: KitSamples) -> NDArray[np.float64]:
    if samples.times_s is not None:
        return samples.at_s + np.asarray(samples.times_s, np.float64)
    return samples.at_s + np.arange(len(samples.eda_us)) / (samples.rate_hz or 1.0)
