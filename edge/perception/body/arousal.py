"""Turns sensor-kit samples into one BodyObservation per second: skin contact, arousal, heart rate, skin responses per
minute.

Arousal is the model's output for the last 180 s, computed from scratch each time. The model keeps no state between
these computations. With such a state, the model could learn how long a session has been running instead of the person's
arousal.
"""

from dataclasses import dataclass, field
from math import floor, isfinite, nan

import numpy as np
from numpy.typing import NDArray

from edge.events import BodyObservation
from edge.perception.body.heart_join import HeartRateJoiner
from edge.perception.body.tonic import TonicLevel
from edge.perception.runtime import InferenceSession
from edge.signals import KitSamples
from models.serving.features.body import (
    HZ,
    MEMORY,
    STEP_S,
    WINDOW_S,
    SkinFeatures,
    input_signals,
    response_count,
    skin_features,
)
from models.serving.features.contact import ContactDetector

Floats = NDArray[np.float64]


KNOWN_S = 60
"""Minimum seconds of known skin conductance in the window for an arousal value. The model was never trained on less."""

HOLD_S = 2
HOLD_HR_S = 5
"""Longest time in seconds for which a value is repeated while the kit gives none, for example if a kit sends one
value per second or a strap skips a second.
"""

HISTORY_S = WINDOW_S + -(-MEMORY // HZ) + HOLD_HR_S
"""Length in seconds of the stored history: one window, plus the samples on which the window's first sample depends."""

COUNTED_S = 60
MIN_COUNTED_S = 30
"""Minimum known seconds for a count of skin responses. They are counted over the last minute, and at least half of
it must be known.
"""

HR_BPM = (30.0, 220.0)
MAX_EDA_US = 100.0
"""Largest plausible skin conductance in uS. A value outside the limits is a fault of the kit, not a measurement of a
person.
"""

TOLERANCE = 1e-3
"""Tolerance for times, in sample steps. Times since 1970 have a resolution of 0.2 us. A sample on the border between
two steps belongs to the later step.
"""


@dataclass(frozen=True, slots=True)
class WearerSecond:
    """One second of data about one wearer, with further values for the trace of a recording and for evaluation.

    Only `observation` goes to the audience core.
    """

    observation: BodyObservation
    kit: str
    eda_us: float  # mean over the second, NaN without a value
    quality: float  # mean over the second, 0 to 1; NaN where the kit gives no quality
    tonic_us: float  # tonic level; NaN off the body
    above_baseline: float  # share of the last minute above the wearer's own baseline; NaN where too little is known


@dataclass(frozen=True, slots=True, eq=False)
class _PendingSamples:
    """Samples of a second that is not complete yet, each array (n,)."""

    times_s: Floats = field(default_factory=lambda: np.empty(0))
    eda_us: Floats = field(default_factory=lambda: np.empty(0))
    hr_bpm: Floats = field(default_factory=lambda: np.empty(0))
    quality: Floats = field(default_factory=lambda: np.empty(0))

    def __getitem__(self, selected: NDArray[np.bool_]) -> "_PendingSamples":
        return _PendingSamples(*(getattr(self, name)[selected] for name in self.__slots__))

    def __add__(self, other: "_PendingSamples") -> "_PendingSamples":
        parts = ((getattr(self, name), getattr(other, name)) for name in self.__slots__)
        return _PendingSamples(*(np.concatenate(part) for part in parts))


@dataclass
class _WearerState:
    """State of one kit on one wearer. The history is stored in cells of 1/HZ s and of 1 s. A cell without a sample
    is NaN.
    """

    start_s: float  # start of the first whole second
    seconds: int = 0  # completed seconds
    eda_us: Floats = field(default_factory=lambda: np.full(HISTORY_S * HZ, nan))
    hr_bpm: Floats = field(default_factory=lambda: np.full(HISTORY_S, nan))
    tonic: TonicLevel = field(default_factory=TonicLevel)
    contact: ContactDetector = field(default_factory=ContactDetector)
    on_body: bool = False
    arousal: float = nan
    pending: _PendingSamples = field(default_factory=_PendingSamples)  # of the incomplete second

    @property
    def done_s(self) -> float:
        return self.start_s + self.seconds


class ArousalEstimator:
    """Estimates body observations for all kits of a kiosk.

    `dropped` counts samples without a time and samples that are older than the last completed second.
    """

    def __init__(self, session: InferenceSession) -> None:
        self.dropped = 0
        self._session = session
        self._wearers: dict[tuple[str, str], _WearerState] = {}
        self._hearts = HeartRateJoiner()

    def reset(self) -> None:
        """Drops the data of all wearers."""
        self._wearers.clear()
        self._hearts.reset()

    def forget_wearer(self, wearer: str) -> None:
        """Drops the data of one wearer, for example because the consent has ended."""
        self._wearers = {key: state for key, state in self._wearers.items() if key[0] != wearer}
        self._hearts.forget_wearer(wearer)

    def process(self, samples: KitSamples) -> list[BodyObservation]:
        """Returns an observation for each second that these samples complete, except seconds without a sample.

        Arousal is NaN if it is unknown: while the kit is not worn, and in the first minute. While the kit is not worn,
        heart rate and skin responses are None. A kit with a heart rate but no skin conductance does not count as worn.
        """
        return [second.observation for second in self.estimate_seconds(samples)]

    def estimate_seconds(self, samples: KitSamples) -> list[WearerSecond]:
        """Returns the same seconds as `process`, with the values from which each observation was made."""
        new, end_s = _unpack_samples(samples)  # raises for samples without a clear time
        joined = self._hearts.join_heart_rate(samples)
        if joined is None:
            return []
        if joined.hr_bpm is not samples.hr_bpm:
            new, end_s = _unpack_samples(joined)
        valid = np.isfinite(new.times_s)
        key = (samples.wearer, samples.kit)
        if not valid.any() or not isfinite(end_s):
            self.dropped += len(valid)
            return []
        first_s, last_s = float(new.times_s[valid].min()), float(new.times_s[valid].max())
        state = self._wearers.get(key)
        # After a long silence, or when the clock is set back, the state starts anew as for a kit just put on.
        if state is None or first_s > state.done_s + WINDOW_S or last_s < state.done_s - WINDOW_S:
            state = self._wearers[key] = _WearerState(first_s)
        valid &= new.times_s >= state.done_s - TOLERANCE / HZ
        self.dropped += int((~valid).sum())
        state.pending += new[valid]
        seconds = floor(end_s - state.done_s + TOLERANCE)
        return self._complete_seconds(samples, state, seconds) if seconds > 0 else []

    def _complete_seconds(self, samples: KitSamples, state: _WearerState, seconds: int) -> list[WearerSecond]:
        """Completes a kit's next `seconds` whole seconds."""
        complete = _take_complete_seconds(state, seconds)
        state.eda_us = np.concatenate([state.eda_us, complete.eda_us])
        state.hr_bpm = np.concatenate([state.hr_bpm, complete.hr_bpm])
        eda_us = _hold_last(state.eda_us, HOLD_S * HZ)
        new = len(eda_us) - seconds * HZ
        on_body = state.contact.process(eda_us[new:])[HZ - 1 :: HZ]
        features = skin_features(eda_us)
        hr_bpm = _hold_last(state.hr_bpm, HOLD_HR_S)
        arousals = self._predict_arousal(features, hr_bpm, on_body, state.seconds)
        mean_eda_us, held_eda_us = (_mean_per_second(cells) for cells in (complete.eda_us, eda_us[new:]))
        estimates = []
        for second in range(seconds):
            state.seconds += 1
            state.on_body = bool(on_body[second])
            state.arousal = arousals.get(second, state.arousal) if state.on_body else nan
            # The next wearer of the kit needs a baseline of their own.
            state.tonic = state.tonic if state.on_body else TonicLevel()
            tonic_us, above = state.tonic.add_second(held_eda_us[second]) if state.on_body else (nan, nan)
            if complete.has_sample[second]:
                end = HISTORY_S + second + 1
                heart_rate = float(hr_bpm[end - 1]) if state.on_body and isfinite(hr_bpm[end - 1]) else None
                scr_per_min = _skin_responses_per_min(features, end) if state.on_body else None
                observation = BodyObservation(
                    state.done_s, samples.wearer, state.on_body, state.arousal, heart_rate, scr_per_min
                )
                quality = float(complete.quality[second])
                mean_us = float(mean_eda_us[second])
                estimates.append(WearerSecond(observation, samples.kit, mean_us, quality, tonic_us, above))
        state.eda_us, state.hr_bpm = state.eda_us[-HISTORY_S * HZ :], state.hr_bpm[-HISTORY_S:]
        return estimates

    def _predict_arousal(
        self, features: SkinFeatures, hr_bpm: Floats, on_body: NDArray[np.bool_], done: int
    ) -> dict[int, float]:
        """Arousal at the end of new seconds, keyed by the index of the second. It is computed every STEP_S seconds
        if enough is known.
        """
        due = np.arange(len(on_body))[on_body]
        due = due[(due + done + 1) % STEP_S == 0]
        known = np.concatenate([[0], np.cumsum(features.known)])
        ends_s = HISTORY_S + due + 1
        is_known = known[ends_s * HZ] - known[(ends_s - WINDOW_S) * HZ] >= KNOWN_S * HZ
        due, ends_s = due[is_known], ends_s[is_known]
        if not len(due):
            return {}
        (output,) = self._session.run_network(input_signals(features, hr_bpm, ends_s))
        return dict(zip(due.tolist(), output[:, 0].astype(float).tolist(), strict=True))


def _unpack_samples(samples: KitSamples) -> tuple[_PendingSamples, float]:
    """Returns the samples and the end time of the last one. Impossible values are replaced by NaN."""
    count = len(samples.eda_us)
    if len(samples.hr_bpm) != count or (samples.rate_hz is None) == (samples.times_s is None):
        raise ValueError(
            "samples: heart rate and conductance must have equal lengths, and exactly one of the rate and the times "
            "must be given"
        )
    if samples.rate_hz is not None:
        times_s = samples.at_s + np.arange(count) / samples.rate_hz
        end_s = samples.at_s + count / samples.rate_hz
    else:
        assert samples.times_s is not None
        times_s = samples.at_s + np.asarray(samples.times_s, np.float64)
        known = times_s[np.isfinite(times_s)]
        end_s = float(known.max()) if len(known) else nan
    eda_us, hr_bpm = samples.eda_us.astype(np.float64), samples.hr_bpm.astype(np.float64)
    eda_us = np.where(np.abs(eda_us) <= MAX_EDA_US, eda_us, nan)
    hr_bpm = np.where((hr_bpm >= HR_BPM[0]) & (hr_bpm <= HR_BPM[1]), hr_bpm, nan)
    quality = np.full(count, nan) if samples.quality is None else samples.quality.astype(np.float64)
    return _PendingSamples(times_s, eda_us, hr_bpm, quality), end_s


@dataclass(frozen=True, slots=True, eq=False)
class _CompleteSensorSeconds:
    """Means of the sensor values in whole seconds."""

    eda_us: Floats  # (seconds * HZ,) means of cells
    hr_bpm: Floats  # (seconds,) means
    quality: Floats  # (seconds,) means
    has_sample: NDArray[np.bool_]  # (seconds,)


def _take_complete_seconds(state: _WearerState, seconds: int) -> _CompleteSensorSeconds:
    """Removes the samples of the next seconds from the pending samples and returns them."""
    cell = np.floor((state.pending.times_s - state.done_s) * HZ + TOLERANCE).astype(np.int64)
    is_now = cell < seconds * HZ
    now, state.pending = state.pending[is_now], state.pending[~is_now]
    cell = cell[is_now]
    return _CompleteSensorSeconds(
        _means(cell, now.eda_us, seconds * HZ),
        _means(cell // HZ, now.hr_bpm, seconds),
        _means(cell // HZ, now.quality, seconds),
        np.bincount(cell // HZ, minlength=seconds) > 0,
    )


def _mean_per_second(cells: Floats) -> Floats:
    """Means (n,) of the known values in cells (n * HZ,). NaN for a second without a known value."""
    return _means(np.arange(len(cells)) // HZ, cells, len(cells) // HZ)


def _means(cell: NDArray[np.int64], values: Floats, cells: int) -> Floats:
    known = np.isfinite(values)
    count = np.bincount(cell[known], minlength=cells)
    total = np.bincount(cell[known], values[known], minlength=cells)
    return np.where(count > 0, total / np.maximum(count, 1), nan)


def _hold_last(values: Floats, most: int) -> Floats:
    """Replaces each missing value with the last known one, for at most `most` cells."""
    index = np.arange(len(values))
    last = np.maximum.accumulate(np.where(np.isfinite(values), index, -1))
    return np.where((last >= 0) & (index - last <= most), values[np.maximum(last, 0)], nan)


def _skin_responses_per_min(features: SkinFeatures, end_s: int) -> float | None:
    """Number of skin responses in the minute that ends at `end_s`. None if too little of the minute is known."""
    part = slice((end_s - COUNTED_S) * HZ, end_s * HZ)
    known_s = float(features.known[part].sum()) / HZ
    if known_s < MIN_COUNTED_S:
        return None
    return (
        response_count(SkinFeatures(features.growth[part], features.gain_us[part], features.known[part])) * 60 / known_s
    )
