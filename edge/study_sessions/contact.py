"""Contact check before a session: how well camera, microphone and kits capture the participant."""

from collections.abc import Mapping
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from edge.events import AudioObservation, FrameObservation
from edge.signals import KitSamples
from edge.study.recorder import StudyEvent
from edge.study.streams import StreamSamples, stream_series_name

GOOD = 0.8
"""Smallest share of good contact, 0 to 1. Put a kit on again if its share is lower."""

_QUALITY = 0.5  # of the conductance; below it a sample is not to be trusted


class ContactMeter:
    """Measures the share of good values of each series, 0 to 1, since the start."""

    def __init__(self) -> None:
        self._good: dict[str, int] = {}
        self._all: dict[str, int] = {}
        self._with_electrodes: set[str] = set()

    def add_kit_samples(self, event: StudyEvent) -> None:
        match event:
            case KitSamples():
                name = f"kit{event.kit}"
                if has_electrodes(event):
                    self._with_electrodes.add(name)
                self._add(name, int(good_samples(event).sum()), len(event.eda_us))
            case FrameObservation():
                self._add("face", len(event.faces), 1)
            case AudioObservation():
                self._add("sound", int(isfinite(event.level_db)), 1)
            case StreamSamples():
                good = sum(any(value == value and value is not None for value in row) for row in event.values)
                self._add(stream_series_name(event.scope), good, len(event.values))
            case _:
                pass

    @property
    def good_shares_by_series(self) -> Mapping[str, float]:
        return {name: self._good[name] / count for name, count in sorted(self._all.items()) if count}

    def measures_contact(self, name: str) -> bool:
        """False for a kit that has sent samples and never reported contact: its share is that of its heart rate."""
        return not (name.startswith("kit") and name in self._all and name not in self._with_electrodes)

    def _add(self, name: str, good: int, count: int) -> None:
        self._good[name] = self._good.get(name, 0) + good
        self._all[name] = self._all.get(name, 0) + count


def good_samples(samples: KitSamples) -> NDArray[np.bool_]:
    """Mask with the shape (n,). It is True for good samples, which are on the skin and have a good signal.

    For a kit without electrodes, a sample is good if it has a heart rate.
    """
    if samples.quality is not None and has_electrodes(samples):
        return samples.quality >= _QUALITY
    return np.isfinite(samples.hr_bpm)


def has_electrodes(samples: KitSamples) -> bool:
    """True if the samples report contact with the skin."""
    return samples.quality is not None and bool(np.isfinite(samples.quality).any())
