"""What the body network sees: skin conductance and heart rate of the last 180 s, as changes against themselves.

Nothing here knows how long a recording runs, and no value depends on more than the last WINDOW_S + MEMORY samples: the
people of the training data follow one timetable, and a network that could count seconds would learn it. numpy only.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

HZ = 4
"""Of skin conductance on its way to the network: the E4's own rate; nothing in it is faster than 2 Hz."""

WINDOW_S = 180
STEP_S = 5
STEPS = WINDOW_S // STEP_S
CHANNELS = (
    "level", "since", "up", "down", "spread", "rise", "large_rise", "steepest", "rank", "contact",
    "hr", "hr_spread", "hr_slope", "hr_moves", "hr_rank", "hr_known",
)  # fmt: skip
SKIN_CHANNELS = CHANNELS.index("contact") + 1

OPEN_US = 0.035
"""Below it an electrode hangs in the air: units rest at 0.000 to 0.026 uS +- 0.005, dry skin lives from 0.05 up."""

WORN_US = 0.04
"""What is off the body is on it again from here; the gap to OPEN_US keeps noise from switching."""

WORN_S = 5
"""Worn or not goes by the median of so many seconds: most openings while worn last 0.5 s, 90 % under 2.4 s."""

NEEDLE_S = 2
"""Span of the causal median that removes dips of one to three samples."""

EDGE = float(np.log(1.5))
"""Half as much again, or a third less, within half a second is a contact that changed; responses take 1 to 3 s."""

SETTLE_S = 2
"""After an edge or an opening the next so many seconds say nothing: contacts settle."""

LOOK = 2
"""Samples by which everything comes later, so that the start of an edge can be left out with the edge."""

MEMORY = LOOK + NEEDLE_S * HZ + SETTLE_S * HZ + 2
"""Samples before a window that its first sample depends on."""

RESPONSE_US = 0.03
RESPONSE_SLOPE_US = 0.01
"""A response is a rise of at least so much in which no second rises by less than so much: drift is slower."""

NOTHING: NDArray[np.float64] = np.empty(0)

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SkinFeatures:
    """Conductance without what contacts do to it, a value a sample (n,), LOOK samples late."""

    growth: Floats  # change of log conductance since the sample before; 0 where it is not known
    gain_us: Floats  # change in uS; 0 where it is not known
    known: Flags


def skin(eda_us: NDArray[np.floating]) -> SkinFeatures:
    """Of conductance at HZ (n,), NaN where it is missing.

    Openings, edges and the seconds in which contacts settle give changes of 0, so a box of half contact vanishes and
    a running level takes the jump of a re-seated electrode along, as if it had begun anew there.
    """
    x = np.where(eda_us >= OPEN_US, eda_us, np.nan).astype(np.float64)
    smooth = _causal_median(x, NEEDLE_S * HZ)
    log_us = np.log(np.where(np.isfinite(smooth), smooth, 1.0))
    known = np.isfinite(smooth)
    edge = np.zeros(len(x), bool)
    edge[2:] = known[2:] & known[:-2] & (np.abs(log_us[2:] - log_us[:-2]) > EDGE)
    good = ~_held(edge | ~known, SETTLE_S * HZ)
    for back in (1, 2):
        good[:-back] &= ~edge[back:]
    pair = good.copy()
    pair[1:] &= good[:-1]
    pair[:1] = False
    growth = np.where(pair, np.diff(log_us, prepend=log_us[:1]), 0.0)
    gain_us = np.where(pair, np.diff(np.where(known, smooth, 0.0), prepend=0.0), 0.0)
    return SkinFeatures(_later(growth).astype(np.float32), _later(gain_us).astype(np.float32), _later(pair))


def signals(
    of: SkinFeatures, hr_bpm: NDArray[np.floating], ends_s: NDArray[np.int64], seen_s: NDArray[np.int64] | None = None
) -> Floats:
    """What the network reads of the windows that end `ends_s` (n,) seconds after the first sample.

    Gives (n, STEPS, CHANNELS). `hr_bpm` is one value a second, NaN where it is missing; it and `of` begin together.
    Windows that begin before them are an IndexError. Each value is a change against the window itself; no absolute
    level and no time is in it.
    Where only the last `seen_s` (n,) seconds are to be seen, the rest is as if it were missing.
    """
    if len(ends_s) and (ends_s.min() < WINDOW_S or ends_s.max() > min(len(of.known) // HZ, len(hr_bpm))):
        raise IndexError(f"windows of {WINDOW_S} s end from {ends_s.min()} to {ends_s.max()} s outside the recording")
    seconds = ends_s[:, None] - WINDOW_S + np.arange(WINDOW_S)
    samples = (ends_s[:, None] - WINDOW_S) * HZ + np.arange(WINDOW_S * HZ)
    growth, gain_us, known, heart = of.growth[samples], of.gain_us[samples], of.known[samples], hr_bpm[seconds]
    if seen_s is not None:
        seen = np.arange(WINDOW_S) >= WINDOW_S - seen_s[:, None]
        heart = np.where(seen, heart, np.nan)
        seen = np.repeat(seen, HZ, axis=1)
        growth, gain_us, known = growth * seen, gain_us * seen, known & seen
    return np.concatenate([_skin_channels(growth, gain_us, known), _heart_channels(heart)], axis=2)


def _skin_channels(growth: Floats, gain_us: Floats, known: Flags) -> Floats:
    """(n, WINDOW_S * HZ) each to (n, STEPS, SKIN_CHANNELS)."""
    level = np.cumsum(growth, axis=1)
    weight = known + 1e-6
    level -= ((level * weight).sum(axis=1) / weight.sum(axis=1))[:, None]

    def steps(x: NDArray[Any]) -> NDArray[Any]:
        return x.reshape(len(x), STEPS, STEP_S * HZ)

    contact = steps(known).mean(axis=2)
    mean = steps(level).mean(axis=2)
    rise_us = np.maximum(steps(gain_us), 0).sum(axis=2)
    channels = [
        np.tanh(mean),
        np.tanh(mean - level[:, -1:]),
        np.sqrt(np.maximum(steps(growth), 0).sum(axis=2)),
        np.sqrt(np.maximum(-steps(growth), 0).sum(axis=2)),
        np.sqrt(steps(level).std(axis=2)),
        np.log1p(rise_us / 0.02),
        np.log1p(rise_us / 0.1),
        np.sqrt(np.maximum(steps(growth).max(axis=2), 0)),
        _ranks(level[:, HZ - 1 :: HZ], known[:, HZ - 1 :: HZ]),
        contact,
    ]
    touched = contact > 0
    return np.stack([np.where(touched, channel, 0) for channel in channels], axis=2).astype(np.float32)


def _heart_channels(hr_bpm: NDArray[np.floating]) -> Floats:
    """(n, WINDOW_S) to (n, STEPS, the rest of CHANNELS)."""
    known = np.isfinite(hr_bpm)
    count = np.maximum(known.sum(axis=1), 1)
    mean = np.where(known, hr_bpm, 0).sum(axis=1) / count
    apart = np.where(known, hr_bpm - mean[:, None], 0)
    moved = np.diff(apart, axis=1, prepend=apart[:, :1])
    moved[:, 1:] *= known[:, 1:] & known[:, :-1]

    def steps(x: NDArray[Any]) -> NDArray[Any]:
        return x.reshape(len(x), STEPS, STEP_S)

    channels = [
        steps(apart).mean(axis=2) / 10,
        steps(apart).std(axis=2) / 3,
        steps(moved).mean(axis=2),
        np.abs(steps(moved)).mean(axis=2),
        np.where(steps(known)[:, :, -1], _ranks(apart, known), 0),
        steps(known).mean(axis=2),
    ]
    return np.stack(channels, axis=2).astype(np.float32)


def _ranks(by_second: Floats, known: Flags) -> Floats:
    """(n, WINDOW_S) to (n, STEPS): of the known seconds, the share below the last second of each step, less a half."""
    ends = by_second[:, STEP_S - 1 :: STEP_S]
    count = np.maximum(known.sum(axis=1), 1)
    below = [((by_second < ends[:, step, None]) & known).sum(axis=1) / count for step in range(STEPS)]
    return np.asarray(np.stack(below, axis=1) - 0.5, np.float32)


def worn(eda_us: NDArray[np.floating], before_us: NDArray[np.floating] = NOTHING, was: bool = False) -> Flags:
    """Of conductance at HZ (n,), NaN where it is missing: whether the electrodes are on a body, at each sample.

    By the median of the last WORN_S seconds, of which at least half must be known. Heart rate has no say: bands report
    one off the wrist, too. `before_us` are the samples before, `was` is what held at the last of them.
    """
    span = WORN_S * HZ
    everything = np.concatenate([before_us[-span:], eda_us]).astype(np.float64)
    median = _causal_median(everything, span)[len(everything) - len(eda_us) :]
    out = np.empty(len(median), bool)
    for index, value in enumerate(median.tolist()):
        was = value >= (OPEN_US if was else WORN_US)  # False where it is not known
        out[index] = was
    return out


def responses(of: SkinFeatures) -> int:
    """How many rises of RESPONSE_US a stretch of skin has, no second of them slower than RESPONSE_SLOPE_US."""
    level = np.concatenate([np.zeros(HZ + 1), np.cumsum(of.gain_us, dtype=np.float64)])
    rising = level[HZ:] - level[:-HZ] >= RESPONSE_SLOPE_US
    turns = np.flatnonzero(np.diff(np.concatenate([[False], rising, [False]])))
    begins, ends = turns[::2], turns[1::2]  # in `rising`, whose entry i is the second that ends at level[HZ + i]
    return int((level[HZ + ends - 1] - level[begins] >= RESPONSE_US).sum())


def _causal_median(x: NDArray[np.float64], samples: int) -> NDArray[np.float64]:
    """Median of the known among the last `samples`; NaN where fewer than half of them are known."""
    padded = np.concatenate([np.full(samples - 1, np.nan), x])
    sorted_ = np.sort(np.lib.stride_tricks.sliding_window_view(padded, samples), axis=1)  # NaN goes last
    count = np.isfinite(sorted_).sum(axis=1)
    row = np.arange(len(x))
    median = (sorted_[row, np.maximum(count - 1, 0) // 2] + sorted_[row, count // 2]) / 2
    return np.where(count >= samples // 2, median, np.nan)


def _held(flags: Flags, samples: int) -> Flags:
    """True where one of the last `samples` + 1 flags is."""
    count = np.concatenate([np.zeros(samples + 1, np.int64), np.cumsum(flags)])
    return np.asarray(count[samples + 1 :] > count[: len(flags)])


def _later(x: NDArray[Any]) -> NDArray[Any]:
    """Everything LOOK samples later; zeros come in."""
    return np.asarray(np.concatenate([np.zeros(LOOK, x.dtype), x])[: len(x)])
