"""What one kit gave of its wearer, sample by sample, to a piece of samples: heart rate and quality found on the way."""

from collections.abc import Sequence
from math import floor

import numpy as np

from edge.signals import KitSamples
from firmware_bridge.samples import Sample
from firmware_bridge.vitals import VitalSignsEstimator

Row = tuple[float, Sample]  # time from any origin

PIECE_S = 0.5
"""So much is given at a time."""

_NEARLY_S = 5e-4
"""Sums of a kit's steps have a grain; less than what perception takes as the same time."""


class SampleChunker:
    """Rows of one live kit, until a piece of them is whole.

    Pieces end where half seconds do, counted from the first row. Perception counts its seconds from there too, so that
    a second is with it as soon as a row shows that it is over; after minutes without a row it counts anew, and then a
    second may wait for up to PIECE_S.
    """

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._due_s: float | None = None

    def process(self, rows: Sequence[Row], is_silent: bool) -> list[Row]:
        """A piece, where these make it whole, or where the kit is silent for a moment; else nothing."""
        self._rows += rows
        if not self._rows:
            return []
        last_s = self._rows[-1][0] + _NEARLY_S
        if self._due_s is None:
            self._due_s = self._rows[0][0] + PIECE_S
        if last_s < self._due_s and not is_silent:
            return []
        self._due_s += PIECE_S * max(0, floor((last_s - self._due_s) / PIECE_S) + 1)
        whole, self._rows = self._rows, []
        return whole


def to_samples(
    vitals: VitalSignsEstimator, rows: Sequence[Row], origin_s: float, *, wearer: str, kit: str
) -> KitSamples:
    """One row at least, in order of time. `origin_s` is where their times begin, on the kiosk's clock."""
    found = [vitals.process_sample(at_s, sample) for at_s, sample in rows]
    first_s = rows[0][0]
    return KitSamples(
        at_s=origin_s + first_s,
        kit=kit,
        wearer=wearer,
        eda_us=np.array([vital.eda_us for vital in found], np.float32),
        hr_bpm=np.array([vital.hr_bpm for vital in found], np.float32),
        times_s=np.array([vital.at_s - first_s for vital in found], np.float64),
        quality=np.array([vital.quality for vital in found], np.float32),
    )
