"""Computes the input features of the body model: relative changes of skin conductance and heart rate over the last 180
s.

No feature contains elapsed time, and no value depends on more than the last WINDOW_S + MEMORY samples. The people in
the training data follow the same timetable, so a model that could count seconds would learn the timetable. Uses only
numpy.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

HZ = 4
"""Sample rate of skin conductance at the model's input, in Hz. It is the E4's own rate. The signal contains nothing
above 2 Hz.
"""

WINDOW_S = 180
STEP_S = 5
STEPS = WINDOW_S // STEP_S
CHANNELS = (
    "level", "since", "up", "down", "spread", "rise", "large_rise", "steepest", "rank", "contact",
    "hr", "hr_spread", "hr_slope", "hr_moves", "hr_rank", "hr_known",
)  # fmt: skip
SKIN_CHANNELS = CHANNELS.index("contact") + 1

OPEN_US = 0.035
"""Conductance below which changes are ignored, in uS. Open units measure 0.000 to 0.026 uS +- 0.005, and dry skin
measures 0.05 or more.
"""

NEEDLE_S = 2
"""Span of the causal median that removes dips of one to three samples, in seconds."""

EDGE = float(np.log(1.5))
"""Change of log conductance within half a second that counts as a change of contact: an increase by a half, or a
decrease by a third. Skin responses take 1 to 3 s.
"""

SETTLE_S = 2
"""Seconds that are ignored after an edge or an opening, while the contact settles."""

DELAY = 2
"""Number of samples by which all features are delayed, so that the start of an edge can be removed with the edge."""

MEMORY = DELAY + NEEDLE_S * HZ + SETTLE_S * HZ + 2
"""Number of samples before a window that affect the first sample of the window."""

RESPONSE_US = 0.03
RESPONSE_SLOPE_US = 0.01
"""Lowest rise of a skin response, and lowest rise in each of its seconds. Drift is slower."""

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SkinFeatures:
    """Changes of conductance without contact artefacts, one value per sample (n,). They are DELAY samples late."""

    growth: Floats  # change of log conductance since the sample before; 0 where unknown
    gain_us: Floats  # change in uS; 0 where unknown
    known: Flags


def skin_features(eda_us: NDArray[np.floating]) -> SkinFeatures:
    """Features of conductance (n,), which is sampled at HZ and NaN where it is missing.

    Openings, edges and the seconds in which contacts settle give changes of 0. A period of half contact therefore
    disappears, and a running level ignores the jump when an electrode is placed again.
    """
    x = np.where(eda_us >= OPEN_US, eda_us, np.nan).astype(np.float64)
    smooth = causal_median(x, NEEDLE_S * HZ)
    log_us = np.log(np.where(np.isfinite(smooth), smooth, 1.0))
    known = np.isfinite(smooth)
    is_edge = np.zeros(len(x), bool)
    is_edge[2:] = known[2:] & known[:-2] & (np.abs(log_us[2:] - log_us[:-2]) > EDGE)
    is_usable = ~_held(is_edge | ~known, SETTLE_S * HZ)
    for back in (1, 2):
        is_usable[:-back] &= ~is_edge[back:]
    is_known_change = is_usable.copy()
    is_known_change[1:] &= is_usable[:-1]
    is_known_change[:1] = False
    growth = np.where(is_known_change, np.diff(log_us, prepend=log_us[:1]), 0.0)
    gain_us = np.where(is_known_change, np.diff(np.where(known, smooth, 0.0), prepend=0.0), 0.0)
    return SkinFeatures(
        _delayed(growth).astype(np.float32), _delayed(gain_us).astype(np.float32), _delayed(is_known_change)
    )


def input_signals(
    of: SkinFeatures, hr_bpm: NDArray[np.floating], ends_s: NDArray[np.int64], seen_s: NDArray[np.int64] | None = None
) -> Floats:
    """Model inputs (n, STEPS, CHANNELS) for windows that end `ends_s` (n,) seconds after the first sample.

    `hr_bpm` has one value per second, NaN where it is missing, and starts with `of`. Each value is a change relative to
    the window itself, without absolute level or time. With `seen_s` (n,), only the last `seen_s` seconds of each window
    are used, and the rest counts as missing. Raises IndexError for windows that start before the recording or end after
    it.
    """
    if len(ends_s) and (ends_s.min() < WINDOW_S or ends_s.max() > min(len(of.known) // HZ, len(hr_bpm))):
        raise IndexError(
            f"windows of {WINDOW_S} s ending from {ends_s.min()} to {ends_s.max()} s are outside the recording"
        )
    seconds = ends_s[:, None] - WINDOW_S + np.arange(WINDOW_S)
    samples = (ends_s[:, None] - WINDOW_S) * HZ + np.arange(WINDOW_S * HZ)
    growth, gain_us, known, heart = of.growth[samples], of.gain_us[samples], of.known[samples], hr_bpm[seconds]
    if seen_s is not None:
        visible = np.arange(WINDOW_S) >= WINDOW_S - seen_s[:, None]
        heart = np.where(visible, heart, np.nan)
        visible = np.repeat(visible, HZ, axis=1)
        growth, gain_us, known = growth * visible, gain_us * visible, known & visible
    return np.concatenate([_skin_channels(growth, gain_us, known), _heart_channels(heart)], axis=2)


def _skin_channels(growth: Floats, gain_us: Floats, known: Flags) -> Floats:
    """Skin channels (n, STEPS, SKIN_CHANNELS), from inputs of the shape (n, WINDOW_S * HZ)."""
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
    has_contact = contact > 0
    return np.stack([np.where(has_contact, channel, 0) for channel in channels], axis=2).astype(np.float32)


def _heart_channels(hr_bpm: NDArray[np.floating]) -> Floats:
    """Heart channels (n, STEPS, the rest of CHANNELS), from heart rates (n, WINDOW_S)."""
    known = np.isfinite(hr_bpm)
    count = np.maximum(known.sum(axis=1), 1)
    mean = np.where(known, hr_bpm, 0).sum(axis=1) / count
    deviation = np.where(known, hr_bpm - mean[:, None], 0)
    change = np.diff(deviation, axis=1, prepend=deviation[:, :1])
    change[:, 1:] *= known[:, 1:] & known[:, :-1]

    def steps(x: NDArray[Any]) -> NDArray[Any]:
        return x.reshape(len(x), STEPS, STEP_S)

    channels = [
        steps(deviation).mean(axis=2) / 10,
        steps(deviation).std(axis=2) / 3,
        steps(change).mean(axis=2),
        np.abs(steps(change)).mean(axis=2),
        np.where(steps(known)[:, :, -1], _ranks(deviation, known), 0),
        steps(known).mean(axis=2),
    ]
    return np.stack(channels, axis=2).astype(np.float32)


def _ranks(by_second: Floats, known: Flags) -> Floats:
    """Ranks (n, STEPS) of values (n, WINDOW_S): the share of the known seconds with a lower value than the last second
    of each step, minus 0.5.
    """
    ends = by_second[:, STEP_S - 1 :: STEP_S]
    count = np.maximum(known.sum(axis=1), 1)
    below = [((by_second < ends[:, step, None]) & known).sum(axis=1) / count for step in range(STEPS)]
    return np.asarray(np.stack(below, axis=1) - 0.5, np.float32)


def response_count(of: SkinFeatures) -> int:
    """Number of skin responses: rises of at least RESPONSE_US in which each second rises by at least
    RESPONSE_SLOPE_US.
    """
    level = np.concatenate([np.zeros(HZ + 1), np.cumsum(of.gain_us, dtype=np.float64)])
    rising = level[HZ:] - level[:-HZ] >= RESPONSE_SLOPE_US
    turns = np.flatnonzero(np.diff(np.concatenate([[False], rising, [False]])))
    begins, ends = turns[::2], turns[1::2]  # in `rising`, whose entry i is the second that ends at level[HZ + i]
    return int((level[HZ + ends - 1] - level[begins] >= RESPONSE_US).sum())


def causal_median(x: NDArray[np.float64], samples: int) -> NDArray[np.float64]:
    """Median of the known values among the last `samples` values; NaN where fewer than half of them are known."""
    padded = np.concatenate([np.full(samples - 1, np.nan), x])
    sorted_ = np.sort(np.lib.stride_tricks.sliding_window_view(padded, samples), axis=1)  # NaN goes last
    count = np.isfinite(sorted_).sum(axis=1)
    row = np.arange(len(x))
    median = (sorted_[row, np.maximum(count - 1, 0) // 2] + sorted_[row, count // 2]) / 2
    return np.where(count >= samples // 2, median, np.nan)


def _held(flags: Flags, samples: int) -> Flags:
    """True where at least one of the last `samples` + 1 flags is True."""
    count = np.concatenate([np.zeros(samples + 1, np.int64), np.cumsum(flags)])
    return np.asarray(count[samples + 1 :] > count[: len(flags)])


def _delayed(x: NDArray[Any]) -> NDArray[Any]:
    """The given values, delayed by DELAY samples, with zeros at the start."""
    return np.asarray(np.concatenate([np.zeros(DELAY, x.dtype), x])[: len(x)])
