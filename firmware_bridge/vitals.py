"""Samples of one kit to what is known of its wearer at each: quality, contact, heart rate, beats, responses."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from math import inf, isfinite, nan

from firmware_bridge.heart import HeartBeat, HeartRateEstimator
from firmware_bridge.quality import MOST_US, SkinQualityEstimator
from firmware_bridge.responses import SkinResponse, SkinResponseDetector
from firmware_bridge.samples import Sample

OFF_S = 2.5
"""So long without contact is no longer an opening while worn, nine in ten of which end sooner: the heart is forgotten,
and nothing is told of it until a new one is known."""

TOLD_HR_BPM = (30.0, 220.0)
"""Outside of it what a kit says of the heart is no heart rate; 0 stands for none in many kits."""


ASKED_S = 0.2
"""Between two beats the heart rate is asked for this often: it ends when beats no longer come."""


class _HeartRateSource(IntEnum):
    """What the heart rate comes from, the best last."""

    NOTHING = 0
    RATE = 1
    INTERVALS = 2
    PULSE = 3


@dataclass(frozen=True, slots=True)
class VitalSigns:
    """What is known at one sample."""

    at_s: float  # as it was handed in
    eda_us: float  # as the kit gave it; 0 where it says that the circuit is open
    quality: float  # 0 to 1, of the conductance (quality.py); NaN as long as the kit gave none
    contact: bool | None  # None: the kit has no electrodes
    hr_bpm: float  # NaN where it is not known
    beats: tuple[HeartBeat, ...] = ()  # that became known with this sample; up to 0.35 s old (wave.SMOOTH, AHEAD)
    response: SkinResponse | None = None  # that ended with this sample; up to 1.25 s after its peak


class VitalSignsEstimator:
    """One kit on one wearer.

    Heart rate is ours from the pulse wave; of a kit that gives none, ours from the intervals that it tells; of one that
    tells neither, the kit's own.
    """

    def __init__(self, most_us: float = MOST_US) -> None:
        self._quality = SkinQualityEstimator(most_us)
        self._heart = HeartRateEstimator()
        self._responses = SkinResponseDetector()
        self.reset()

    def reset(self) -> None:
        """Forget everything, as when the kit goes to somebody else."""
        self._quality.reset()
        self._heart.reset()
        self._responses.reset()
        self._source = _HeartRateSource.NOTHING
        self._touched_s = nan  # when there last was contact
        self._is_off = False
        self._rate: tuple[float, float] = (-inf, nan)  # when it was last asked for, and the answer

    @property
    def dropped(self) -> int:
        """Samples without a time, or of a time that was over."""
        return self._heart.dropped

    def process(self, times_s: Iterable[float], samples: Iterable[Sample]) -> list[VitalSigns]:
        """One for each sample, whatever is in it; `times_s` on any one clock, in seconds."""
        return [self.process_sample(at_s, sample) for at_s, sample in zip(times_s, samples, strict=True)]

    def process_sample(self, at_s: float, sample: Sample) -> VitalSigns:
        """The same for one."""
        eda_us = 0.0 if sample.open_circuit else sample.eda_us
        judged = self._quality.process(at_s, eda_us)
        has_electrodes = isfinite(judged.quality)
        if judged.contact or not has_electrodes or not at_s >= self._touched_s:
            self._touched_s = at_s
        was_off, self._is_off = self._is_off, at_s - self._touched_s > OFF_S
        if self._is_off and not was_off:
            self._heart.reset()
        beats = [] if self._is_off else self._beats(at_s, sample)
        return VitalSigns(
            at_s,
            eda_us,
            judged.quality,
            judged.contact if has_electrodes else None,
            nan if self._is_off else self._hr_bpm(at_s, sample, bool(beats)),
            tuple(beats),
            self._responses.process(at_s, eda_us, judged.quality),
        )

    def _beats(self, at_s: float, sample: Sample) -> list[HeartBeat]:
        for source, value in zip(_HeartRateSource, (0.0, sample.hr_bpm, sample.ibi_ms, sample.pulse), strict=True):
            if isfinite(value):
                self._source = max(self._source, source)
        if self._source is _HeartRateSource.PULSE:
            return self._heart.process_sample(at_s, sample.pulse)
        if self._source is _HeartRateSource.INTERVALS and isfinite(sample.ibi_ms):
            return self._heart.process_interval(at_s, sample.ibi_ms)
        return []

    def _hr_bpm(self, at_s: float, sample: Sample, is_new: bool) -> float:
        if self._source <= _HeartRateSource.RATE:
            low, high = TOLD_HR_BPM
            return sample.hr_bpm if low <= sample.hr_bpm <= high else nan
        asked_s, hr_bpm = self._rate
        if is_new or not asked_s <= at_s < asked_s + ASKED_S:
            hr_bpm = self._heart.hr_bpm(at_s) or nan
            self._rate = (at_s, hr_bpm)
        return hr_bpm
