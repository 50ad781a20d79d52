"""Values of one ad for one participant: the numbers of a report with their unit, and the compared ones."""

from collections.abc import Callable

import numpy as np

from edge.study.measures.adverts import CHANGES, LEVELS, SKIN, AdvertMeasures
from edge.study.measures.signals import SMILE

Value = Callable[[AdvertMeasures], float | None]


def _change(name: str) -> Value:
    def value(one: AdvertMeasures) -> float | None:
        curve = one.curves.get(name)
        return None if curve is None or not np.isfinite(curve).any() else float(np.nanmean(curve))

    return value


def _skin(number: str) -> Value:
    def value(one: AdvertMeasures) -> float | None:
        found: float | None = None if one.skin is None else getattr(one.skin, number)
        return found

    return value


def _level(name: str) -> Value:
    return lambda one: one.levels.get(name)


DECELERATION = "heart, deceleration after the start"
VALUES: tuple[tuple[str, str, Value, int], ...] = (
    ("skin response to the start, magnitude", "µS", _skin("magnitude_us"), 3),
    ("skin response to the start, log magnitude", "log µS", _skin("log_magnitude"), 3),
    ("skin response to the start, amplitude", "µS", _skin("amplitude_us"), 3),
    ("skin response to the start, rate", "share of showings", _skin("rate"), 2),
    ("skin response to the start, latency", "s", _skin("latency_s"), 1),
    (DECELERATION, "1/min", lambda one: one.deceleration_bpm, 1),
    *((f"{name}, change over the ad", unit, _change(name), 3) for name, unit in CHANGES.items()),
    *((name, unit, _level(name), 2) for name, unit in LEVELS.items()),
)
COMPARED = {
    "skin response to the start, log magnitude", DECELERATION, f"{SKIN}, change over the ad",
    f"{SMILE}, change over the ad", *LEVELS,
}  # fmt: skip
