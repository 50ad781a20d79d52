"""Contact check before a session: how well camera, microphone and kits capture the participant."""

from collections.abc import Mapping
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from edge.events import AudioObservation, FrameObservation
from edge.signals import KitSamples
from edge.study.recorder import StudyEvent

GOOD = 0.8
"""Smallest share of good contact, 0 to 1. Put a kit on again if its share is lower."""

_QUALITY = 0.5  # of the conductance; below it a sample is not to be trusted


class ContactMeter:
    """Measures the share of good values of each series, 0 to 1, since the start."""

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
    """True (n,) for good samples: on the skin and with a good skin conductance.

    For a kit without electrodes, a sample is good if it has a heart rate.
    """
    quality = np.full(len(samples.eda_us), np.nan) if samples.quality is None else samples.quality
    if np.isfinite(quality).any():
        return quality >= _QUALITY
    return np.isfinite(samples.hr_bpm)
