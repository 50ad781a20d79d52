"""Samples of sensor kits to one BodyFelt a second: on the body or not, arousal, heart rate, responses a minute.

Arousal is what the network says of the last 180 s, from the beginning each time: no state reaches back further, as one
that did could learn how long a session runs instead of how a person is.
"""

from dataclasses import dataclass, field
from math import floor, isfinite, nan

import numpy as np
from numpy.typing import NDArray

from edge.events import BodyFelt
from edge.perception.runtime import Session
from edge.signals import Samples
from models.body.features import HZ, MEMORY, STEP_S, WINDOW_S, Skin, responses, signals, skin, worn

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


@dataclass
class _Worn:
    """One kit on one wearer. The past is cells of 1/HZ s and of 1 s, NaN where nothing came."""

    start_s: float  # where whole seconds are counted from
    seconds: int = 0  # whole seconds done
    eda_us: Floats = field(default_factory=lambda: np.full(BEFORE_S * HZ, nan))
    hr_bpm: Floats = field(default_factory=lambda: np.full(BEFORE_S, nan))
    on_body: bool = False
    arousal: float = nan
    late: tuple[Floats, Floats, Floats] = (np.empty(0), np.empty(0), np.empty(0))  # of the second not yet done

    @property
    def done_s(self) -> float:
        return self.start_s + self.seconds


class Body:
    """All kits of a kiosk. `dropped` counts samples that had no time, or one before what was already told."""

    def __init__(self, session: Session) -> None:
        self.dropped = 0
        self._session = session
        self._worn: dict[tuple[str, str], _Worn] = {}

    def reset(self) -> None:
        """Forget everybody."""
        self._worn.clear()

    def take(self, samples: Samples) -> list[BodyFelt]:
        """What was felt in each second that these samples complete; seconds in which no sample came are left out.

        Arousal is not a number where nothing is known of it: off the body, and in the first minute. Heart rate and
        responses are None there. Heart rate alone is nobody: without skin conductance nothing is on a body.
        """
        times_s, eda_us, hr_bpm, end_s = _unpacked(samples)
        good = np.isfinite(times_s)
        key = (samples.wearer, samples.kit)
        if not good.any() or not isfinite(end_s):
            self.dropped += len(times_s)
            return []
        first_s, last_s = float(times_s[good].min()), float(times_s[good].max())
        kit = self._worn.get(key)
        # After a long silence, or a clock that was set back, it is as if the kit had just been put on.
        if kit is None or first_s > kit.done_s + WINDOW_S or last_s < kit.done_s - WINDOW_S:
            kit = self._worn[key] = _Worn(first_s)
        good &= times_s >= kit.done_s - NEARLY / HZ
        self.dropped += int((~good).sum())
        waiting = zip(kit.late, (times_s[good], eda_us[good], hr_bpm[good]), strict=True)
        kit.late = tuple(np.concatenate(parts) for parts in waiting)
        complete = floor(end_s - kit.done_s + NEARLY)
        return self._feel(samples.wearer, kit, complete) if complete > 0 else []

    def _feel(self, wearer: str, kit: _Worn, seconds: int) -> list[BodyFelt]:
        """Close the next `seconds` whole seconds of a kit."""
        eda_us, hr_bpm, came = _closed(kit, seconds)
        kit.eda_us, kit.hr_bpm = np.concatenate([kit.eda_us, eda_us]), np.concatenate([kit.hr_bpm, hr_bpm])
        touch = _held(kit.eda_us, HOLD_S * HZ)
        new = len(touch) - seconds * HZ
        on_body = worn(touch[new:], touch[:new], kit.on_body)[HZ - 1 :: HZ]
        of = skin(touch)
        heart = _held(kit.hr_bpm, HOLD_HR_S)
        said = self._asked(of, heart, on_body, kit.seconds)
        felt = []
        for second in range(seconds):
            kit.seconds += 1
            kit.on_body = bool(on_body[second])
            kit.arousal = said.get(second, kit.arousal) if kit.on_body else nan
            if came[second]:
                end = BEFORE_S + second + 1
                hr = float(heart[end - 1])
                felt.append(
                    BodyFelt(
                        kit.done_s,
                        wearer,
                        kit.on_body,
                        kit.arousal,
                        hr if kit.on_body and isfinite(hr) else None,
                        _responses_per_min(of, end) if kit.on_body else None,
                    )
                )
        kit.eda_us, kit.hr_bpm = kit.eda_us[-BEFORE_S * HZ :], kit.hr_bpm[-BEFORE_S:]
        return felt

    def _asked(self, of: Skin, heart: Floats, on_body: NDArray[np.bool_], done: int) -> dict[int, float]:
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


def _unpacked(samples: Samples) -> tuple[Floats, Floats, Floats, float]:
    """Times, conductance and heart rate (n,) float64, NaN for what cannot be; and until when they go."""
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
    return times_s, eda_us, hr_bpm, end_s


def _closed(kit: _Worn, seconds: int) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """The waiting samples of the next seconds as means of cells (seconds * HZ,) and (seconds,), and where any came."""
    times_s, eda_us, hr_bpm = kit.late
    cell = np.floor((times_s - kit.done_s) * HZ + NEARLY).astype(np.int64)
    now = cell < seconds * HZ
    kit.late = (times_s[~now], eda_us[~now], hr_bpm[~now])
    cell = cell[now]
    came = np.bincount(cell // HZ, minlength=seconds) > 0
    return _means(cell, eda_us[now], seconds * HZ), _means(cell // HZ, hr_bpm[now], seconds), came


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


def _responses_per_min(of: Skin, end_s: int) -> float | None:
    """Of the minute that ends there; None where too little of it is known."""
    part = slice((end_s - COUNTED_S) * HZ, end_s * HZ)
    known_s = float(of.known[part].sum()) / HZ
    if known_s < COUNTED_LEAST_S:
        return None
    return responses(Skin(of.growth[part], of.gain_us[part], of.known[part])) * 60 / known_s
