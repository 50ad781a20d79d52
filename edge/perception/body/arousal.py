"""Samples of sensor kits to one BodyFelt a second: on the body or not, arousal, heart rate, responses a minute.

Arousal is what the network says of the last 180 s, from the beginning each time: no state reaches back further, as one
that did could learn how long a session runs instead of how a person is.
"""

from dataclasses import dataclass, field
from math import floor, isfinite, nan

import numpy as np
from numpy.typing import NDArray

from edge.events import BodyObservation
from edge.perception.body.tonic import TonicLevel
from edge.perception.runtime import InferenceSession
from edge.signals import KitSamples
from models.serving.features.body import HZ, MEMORY, STEP_S, WINDOW_S, SkinFeatures, responses, signals, skin, worn

Floats = NDArray[np.float64]


KNOWN_S = 60
"""Nothing is said of arousal from less skin than this in the window; the network never learned from less."""

HOLD_S = 2
HOLD_HR_S = 5
"""How long a value stands where the kit gives none: a kit of 1 Hz, a strap that skips a second."""

BEFORE_S = WINDOW_S + -(-MEMORY // HZ) + HOLD_HR_S
"""How much of the past is kept: a window, and what its first sample depends on."""

COUNTED_S = 60
COUNTED_LEAST_S = 30
"""Responses are counted over the last minute, and told if at least half of it is known."""

HR_BPM = (30.0, 220.0)
MOST_US = 100.0
"""Outside of these a value is a fault of the kit and not a person."""

NEARLY = 1e-3
"""Of a sample's step: times since 1970 have a grain of 0.2 us, and a sample on a border belongs after it."""


@dataclass(frozen=True, slots=True)
class BodySecond:
    """One second of one wearer, as the trace of a recording and evaluation want it. None of it but `event` goes on."""

    observation: BodyObservation
    kit: str
    eda_us: float  # mean over the second, NaN where no value came
    quality: float  # mean over the second, 0 to 1; NaN where nobody judged it
    tonic_us: float  # tonic level; NaN off the body
    above_baseline: float  # share of the last minute above the wearer's own baseline; NaN where too little is known


@dataclass(frozen=True, slots=True, eq=False)
class _PendingSamples:
    """Samples that wait for their second to be whole, (n,) each."""

    times_s: Floats = field(default_factory=lambda: np.empty(0))
    eda_us: Floats = field(default_factory=lambda: np.empty(0))
    hr_bpm: Floats = field(default_factory=lambda: np.empty(0))
    quality: Floats = field(default_factory=lambda: np.empty(0))

    def __getitem__(self, which: NDArray[np.bool_]) -> "_PendingSamples":
        return _PendingSamples(*(getattr(self, name)[which] for name in self.__slots__))

    def __add__(self, other: "_PendingSamples") -> "_PendingSamples":
        parts = ((getattr(self, name), getattr(other, name)) for name in self.__slots__)
        return _PendingSamples(*(np.concatenate(part) for part in parts))


@dataclass
class _WearerState:
    """One kit on one wearer. The past is cells of 1/HZ s and of 1 s, NaN where nothing came."""

    start_s: float  # where whole seconds are counted from
    seconds: int = 0  # whole seconds done
    eda_us: Floats = field(default_factory=lambda: np.full(BEFORE_S * HZ, nan))
    hr_bpm: Floats = field(default_factory=lambda: np.full(BEFORE_S, nan))
    level: TonicLevel = field(default_factory=TonicLevel)
    on_body: bool = False
    arousal: float = nan
    late: _PendingSamples = field(default_factory=_PendingSamples)  # of the second not yet done

    @property
    def done_s(self) -> float:
        return self.start_s + self.seconds


class ArousalEstimator:
    """All kits of a kiosk. `dropped` counts samples that had no time, or one before what was already told."""

    def __init__(self, session: InferenceSession) -> None:
        self.dropped = 0
        self._session = session
        self._wearers: dict[tuple[str, str], _WearerState] = {}

    def reset(self) -> None:
        """Forget everybody."""
        self._wearers.clear()

    def forget(self, wearer: str) -> None:
        """Forget one, as when the consent has ended."""
        self._wearers = {key: worn for key, worn in self._wearers.items() if key[0] != wearer}

    def process(self, samples: KitSamples) -> list[BodyObservation]:
        """What was felt in each second that these samples complete; seconds in which no sample came are left out.

        Arousal is not a number where nothing is known of it: off the body, and in the first minute. Heart rate and
        responses are None there. Heart rate alone is nobody: without skin conductance nothing is on a body.
        """
        return [felt.observation for felt in self.estimate(samples)]

    def estimate(self, samples: KitSamples) -> list[BodySecond]:
        """The same with what it was felt from."""
        new, end_s = _unpacked(samples)
        good = np.isfinite(new.times_s)
        key = (samples.wearer, samples.kit)
        if not good.any() or not isfinite(end_s):
            self.dropped += len(good)
            return []
        first_s, last_s = float(new.times_s[good].min()), float(new.times_s[good].max())
        kit = self._wearers.get(key)
        # After a long silence, or a clock that was set back, it is as if the kit had just been put on.
        if kit is None or first_s > kit.done_s + WINDOW_S or last_s < kit.done_s - WINDOW_S:
            kit = self._wearers[key] = _WearerState(first_s)
        good &= new.times_s >= kit.done_s - NEARLY / HZ
        self.dropped += int((~good).sum())
        kit.late += new[good]
        complete = floor(end_s - kit.done_s + NEARLY)
        return self._estimate_second(samples, kit, complete) if complete > 0 else []

    def _estimate_second(self, samples: KitSamples, kit: _WearerState, seconds: int) -> list[BodySecond]:
        """Close the next `seconds` whole seconds of a kit."""
        closed = _closed(kit, seconds)
        kit.eda_us = np.concatenate([kit.eda_us, closed.eda_us])
        kit.hr_bpm = np.concatenate([kit.hr_bpm, closed.hr_bpm])
        touch = _held(kit.eda_us, HOLD_S * HZ)
        new = len(touch) - seconds * HZ
        on_body = worn(touch[new:], touch[:new], kit.on_body)[HZ - 1 :: HZ]
        of = skin(touch)
        heart = _held(kit.hr_bpm, HOLD_HR_S)
        said = self._asked(of, heart, on_body, kit.seconds)
        by_second, level_us = (_mean_of_seconds(x) for x in (closed.eda_us, touch[new:]))
        felt = []
        for second in range(seconds):
            kit.seconds += 1
            kit.on_body = bool(on_body[second])
            kit.arousal = said.get(second, kit.arousal) if kit.on_body else nan
            kit.level = (
                kit.level if kit.on_body else TonicLevel()
            )  # whoever puts it on next has a baseline of their own
            tonic_us, above = kit.level.update(level_us[second]) if kit.on_body else (nan, nan)
            if closed.came[second]:
                end = BEFORE_S + second + 1
                hr_bpm = float(heart[end - 1]) if kit.on_body and isfinite(heart[end - 1]) else None
                scr_per_min = _responses_per_min(of, end) if kit.on_body else None
                event = BodyObservation(kit.done_s, samples.wearer, kit.on_body, kit.arousal, hr_bpm, scr_per_min)
                quality = float(closed.quality[second])
                felt.append(BodySecond(event, samples.kit, float(by_second[second]), quality, tonic_us, above))
        kit.eda_us, kit.hr_bpm = kit.eda_us[-BEFORE_S * HZ :], kit.hr_bpm[-BEFORE_S:]
        return felt

    def _asked(self, of: SkinFeatures, heart: Floats, on_body: NDArray[np.bool_], done: int) -> dict[int, float]:
        """Index of a new second to what the network says at its end: every STEP_S seconds, where enough is known."""
        due = np.arange(len(on_body))[on_body]
        due = due[(due + done + 1) % STEP_S == 0]
        known = np.concatenate([[0], np.cumsum(of.known)])
        ends_s = BEFORE_S + due + 1
        is_known = known[ends_s * HZ] - known[(ends_s - WINDOW_S) * HZ] >= KNOWN_S * HZ
        due, ends_s = due[is_known], ends_s[is_known]
        if not len(due):
            return {}
        (said,) = self._session.run(signals(of, heart, ends_s))
        return dict(zip(due.tolist(), said[:, 0].astype(float).tolist(), strict=True))


def _unpacked(samples: KitSamples) -> tuple[_PendingSamples, float]:
    """The samples, NaN for what cannot be; and until when they go."""
    count = len(samples.eda_us)
    if len(samples.hr_bpm) != count or (samples.rate_hz is None) == (samples.times_s is None):
        raise ValueError("samples: as many of heart rate as of conductance, and either a rate or times")
    if samples.rate_hz is not None:
        times_s = samples.at_s + np.arange(count) / samples.rate_hz
        end_s = samples.at_s + count / samples.rate_hz
    else:
        assert samples.times_s is not None
        times_s = samples.at_s + np.asarray(samples.times_s, np.float64)
        known = times_s[np.isfinite(times_s)]
        end_s = float(known.max()) if len(known) else nan
    eda_us, hr_bpm = samples.eda_us.astype(np.float64), samples.hr_bpm.astype(np.float64)
    eda_us = np.where(np.abs(eda_us) <= MOST_US, eda_us, nan)
    hr_bpm = np.where((hr_bpm >= HR_BPM[0]) & (hr_bpm <= HR_BPM[1]), hr_bpm, nan)
    quality = np.full(count, nan) if samples.quality is None else samples.quality.astype(np.float64)
    return _PendingSamples(times_s, eda_us, hr_bpm, quality), end_s


@dataclass(frozen=True, slots=True, eq=False)
class _CompleteSeconds:
    """Whole seconds."""

    eda_us: Floats  # (seconds * HZ,) means of cells
    hr_bpm: Floats  # (seconds,) means
    quality: Floats  # (seconds,) means
    came: NDArray[np.bool_]  # (seconds,): whether a sample did


def _closed(kit: _WearerState, seconds: int) -> _CompleteSeconds:
    """The waiting samples of the next seconds."""
    cell = np.floor((kit.late.times_s - kit.done_s) * HZ + NEARLY).astype(np.int64)
    is_now = cell < seconds * HZ
    now, kit.late = kit.late[is_now], kit.late[~is_now]
    cell = cell[is_now]
    return _CompleteSeconds(
        _means(cell, now.eda_us, seconds * HZ),
        _means(cell // HZ, now.hr_bpm, seconds),
        _means(cell // HZ, now.quality, seconds),
        np.bincount(cell // HZ, minlength=seconds) > 0,
    )


def _mean_of_seconds(cells: Floats) -> Floats:
    """(n * HZ,) to (n,), of what is known; NaN where nothing is."""
    return _means(np.arange(len(cells)) // HZ, cells, len(cells) // HZ)


def _means(cell: NDArray[np.int64], values: Floats, cells: int) -> Floats:
    known = np.isfinite(values)
    count = np.bincount(cell[known], minlength=cells)
    total = np.bincount(cell[known], values[known], minlength=cells)
    return np.where(count > 0, total / np.maximum(count, 1), nan)


def _held(values: Floats, most: int) -> Floats:
    """Each missing value as the last known one, for at most so many cells."""
    index = np.arange(len(values))
    last = np.maximum.accumulate(np.where(np.isfinite(values), index, -1))
    return np.where((last >= 0) & (index - last <= most), values[np.maximum(last, 0)], nan)


def _responses_per_min(of: SkinFeatures, end_s: int) -> float | None:
    """Of the minute that ends there; None where too little of it is known."""
    part = slice((end_s - COUNTED_S) * HZ, end_s * HZ)
    known_s = float(of.known[part].sum()) / HZ
    if known_s < COUNTED_LEAST_S:
        return None
    return responses(SkinFeatures(of.growth[part], of.gain_us[part], of.known[part])) * 60 / known_s
