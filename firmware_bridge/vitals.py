"""Derives a wearer's vital signs from a kit's samples: quality, contact, heart rate, beats, skin responses."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from math import inf, isfinite, nan

from firmware_bridge.heart import HeartBeat, HeartRateEstimator
from firmware_bridge.quality import MOST_US, SkinQualityEstimator
from firmware_bridge.responses import SkinResponse, SkinResponseDetector
from firmware_bridge.samples import Sample

OFF_S = 2.5
"""Time without contact after which the kit counts as taken off. On a wearer, nine in ten openings of the circuit are
shorter. The heart rate estimator is then reset, and reports nothing until it has new beats.
"""

KIT_HR_BPM = (30.0, 220.0)
"""Valid range of a heart rate that the kit reports. Many kits send 0 for "unknown"."""


REFRESH_S = 0.2
"""Time without a new beat after which the heart rate is computed again, so that it ends when no more beats arrive."""


class _HeartRateOrigin(IntEnum):
    """Sources of the heart rate, sorted from worst to best."""

    NOTHING = 0
    RATE = 1
    INTERVALS = 2
    PULSE = 3


@dataclass(frozen=True, slots=True)
class VitalSigns:
    """Vital signs at one sample."""

    at_s: float  # time of the sample, as passed in
    eda_us: float  # as the kit sent it; 0 if the kit reports an open circuit
    quality: float  # of the conductance, 0 to 1 (quality.py); NaN until the kit has given a conductance
    contact: bool | None  # None: the kit has no electrodes
    hr_bpm: float  # NaN if unknown
    beats: tuple[HeartBeat, ...] = ()  # found with this sample; up to 0.35 s old (wave.SMOOTH, AHEAD)
    response: SkinResponse | None = None  # found with this sample; up to 1.25 s after its peak


class VitalSignsEstimator:
    """Estimates the vital signs of one wearer with one kit.

    The heart rate is computed from the pulse wave. Without a wave, it is computed from the intervals that the kit
    reports. Without intervals, it is the heart rate that the kit reports.
    """

    def __init__(self, most_us: float = MOST_US) -> None:
        self._quality = SkinQualityEstimator(most_us)
        self._heart = HeartRateEstimator()
        self._responses = SkinResponseDetector()
        self.reset()

    def reset(self) -> None:
        """Clear all state, for example when another wearer puts on the kit."""
        self._quality.reset()
        self._heart.reset()
        self._responses.reset()
        self._source = _HeartRateOrigin.NOTHING
        self._contact_s = nan  # time of the last contact
        self._is_off = False
        self._rate: tuple[float, float] = (-inf, nan)  # time of the last computation, and its result

    def process(self, times_s: Iterable[float], samples: Iterable[Sample]) -> list[VitalSigns]:
        """Return the vital signs at each sample. `times_s`: times in seconds, on any one clock. Raises nothing,
        whatever the values are.
        """
        return [self.process_sample(at_s, sample) for at_s, sample in zip(times_s, samples, strict=True)]

    def process_sample(self, at_s: float, sample: Sample) -> VitalSigns:
        """Return the vital signs at one sample."""
        eda_us = 0.0 if sample.open_circuit else sample.eda_us
        skin = self._quality.process(at_s, eda_us)
        has_electrodes = isfinite(skin.quality)
        if skin.contact or not has_electrodes or not at_s >= self._contact_s:
            self._contact_s = at_s
        was_off, self._is_off = self._is_off, at_s - self._contact_s > OFF_S
        if self._is_off and not was_off:
            self._heart.reset()
        beats = [] if self._is_off else self._find_beats(at_s, sample)
        return VitalSigns(
            at_s,
            eda_us,
            skin.quality,
            skin.contact if has_electrodes else None,
            nan if self._is_off else self._choose_heart_rate_bpm(at_s, sample, bool(beats)),
            tuple(beats),
            self._responses.process(at_s, eda_us, skin.quality),
        )

    def _find_beats(self, at_s: float, sample: Sample) -> list[HeartBeat]:
        for source, value in zip(_HeartRateOrigin, (0.0, sample.hr_bpm, sample.ibi_ms, sample.pulse), strict=True):
            if isfinite(value):
                self._source = max(self._source, source)
        if self._source is _HeartRateOrigin.PULSE:
            return self._heart.process_sample(at_s, sample.pulse)
        if self._source is _HeartRateOrigin.INTERVALS and isfinite(sample.ibi_ms):
            return self._heart.process_interval(at_s, sample.ibi_ms)
        return []

    def _choose_heart_rate_bpm(self, at_s: float, sample: Sample, is_new: bool) -> float:
        if self._source <= _HeartRateOrigin.RATE:
            low, high = KIT_HR_BPM
            return sample.hr_bpm if low <= sample.hr_bpm <= high else nan
        computed_s, hr_bpm = self._rate
        if is_new or not computed_s <= at_s < computed_s + REFRESH_S:
            hr_bpm = self._heart.hr_bpm(at_s) or nan
            self._rate = (at_s, hr_bpm)
        return hr_bpm
