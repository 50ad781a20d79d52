"""Contact check before a session: how well each sense sees, hears and touches the participant."""

from collections.abc import Mapping
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from edge.events import AudioObservation, FrameObservation
from edge.signals import KitSamples
from edge.study.recorder import StudyEvent

GOOD = 0.8
"""Smallest share of good contact. A kit below it should be put on again."""

_QUALITY = 0.5  # of the conductance; below it a sample is not to be trusted


class ContactMeter:
    """Shares of good values for each series, 0 to 1, since the start."""

    def __init__(self) -> None:
        self._good: dict[str, int] = {}
        self._all: dict[str, int] = {}

    def add_kit_samples(self, event: StudyEvent) -> None:
        match event:
            case KitSamples():
                self._add(f"kit{event.kit}", int(good_samples(event).sum()), len(event.eda_us))
            case FrameObservation():
                self._add("face", len(event.faces), 1)
            case AudioObservation():
                self._add("sound", int(isfinite(event.level_db)), 1)
            case _:
                pass

    @property
    def good_shares_by_series(self) -> Mapping[str, float]:
        return {name: self._good[name] / count for name, count in sorted(self._all.items()) if count}

    def _add(self, name: str, good: int, count: int) -> None:
        self._good[name] = self._good.get(name, 0) + good
        self._all[name] = self._all.get(name, 0) + count


def good_samples(samples: KitSamples) -> NDArray[np.bool_]:
    """True (n,) for samples on the skin with a good conductance; for a kit without electrodes, for samples with a heart
    rate."""
    quality = np.full(len(samples.eda_us), np.nan) if samples.quality is None else samples.quality
    if np.isfinite(quality).any():
        return quality >= _QUALITY
    return np.isfinite(samples.hr_bpm)
