"""Collects the data of a live kit in chunks of half a second, and converts them to KitSamples with heart rate and
quality.
"""

from collections.abc import Sequence
from math import floor

import numpy as np

from edge.signals import Beat, KitSamples
from firmware_bridge.samples import Sample
from firmware_bridge.vitals import VitalSignsEstimator

Row = tuple[float, Sample]  # time from any origin

CHUNK_S = 0.5
"""Length in seconds of one chunk of a kit's data."""

_NEARLY_S = 5e-4
"""Tolerance in seconds for rounding errors when a kit's time steps are added up. It is smaller than the step that
perception treats as equal time.
"""


class SampleChunker:
    """Collects rows from one live kit until a chunk is complete.

    Chunks end at half seconds, measured from the first row. Perception measures its seconds from the same row. So
    perception gets a second as soon as a row shows that the second is over. After minutes without a row, perception
    measures from a new row, and then a second may wait for up to CHUNK_S.
    """

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._due_s: float | None = None

    def process(self, rows: Sequence[Row], is_silent: bool) -> list[Row]:
        """The rows of a chunk, if `rows` complete the chunk or the kit pauses for a moment; otherwise an empty list."""
        self._rows += rows
        if not self._rows:
            return []
        last_s = self._rows[-1][0] + _NEARLY_S
        if self._due_s is None:
            self._due_s = self._rows[0][0] + CHUNK_S
        if last_s < self._due_s and not is_silent:
            return []
        self._due_s += CHUNK_S * max(0, floor((last_s - self._due_s) / CHUNK_S) + 1)
        chunk, self._rows = self._rows, []
        return chunk


def kit_samples(
    vitals: VitalSignsEstimator, rows: Sequence[Row], origin_s: float, *, wearer: str, kit: str
) -> KitSamples:
    """Convert one or more rows, in chronological order, to KitSamples.

    `origin_s`: time on the kiosk's clock that corresponds to 0 in the rows.
    """
    signs = [vitals.process_sample(at_s, sample) for at_s, sample in rows]
    first_s = rows[0][0]
    return KitSamples(
        at_s=origin_s + first_s,
        kit=kit,
        wearer=wearer,
        eda_us=np.array([vital.eda_us for vital in signs], np.float32),
        hr_bpm=np.array([vital.hr_bpm for vital in signs], np.float32),
        times_s=np.array([vital.at_s - first_s for vital in signs], np.float64),
        quality=np.array([vital.quality for vital in signs], np.float32),
        device_s=np.array([np.nan if sample.device_s is None else sample.device_s for _, sample in rows], np.float64),
        pulse=np.array([sample.pulse for _, sample in rows], np.float32),
        interval_ms=np.array([sample.ibi_ms for _, sample in rows], np.float32),
        beats=tuple(
            Beat(origin_s + beat.at_s, beat.interval_ms, beat.accepted) for vital in signs for beat in vital.beats
        ),
    )
