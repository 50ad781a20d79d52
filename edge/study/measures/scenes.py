"""Responses to the scenes of an ad: how signals differ from the time before the ad, and skin responses to the start."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from edge.statistics.columns import Floats
from edge.study.analysis.curves import BASELINE_S
from edge.study.analysis.people import mean_of_people
from edge.study.measures.adverts import CHANGES, LEVELS, SERIES_HZ, AdvertMeasures, skin_responses
from edge.study.measures.signals import SessionSignals
from edge.study.report.results import MeasureResult, SceneResults
from edge.study.scenes import Scene, scenes_of_advert

MAGNITUDE, RATE = "skin response to the start, magnitude", "skin response to the start, rate"

CLOSE_S = 10.0
"""Distance in seconds below which skin responses to two events overlap."""
SCENES_NOTE = (
    f"Scenes: the change is the mean during the scene minus the mean of the {BASELINE_S} s before the ad. Skin "
    f"responses to scenes that start less than {CLOSE_S:g} s apart overlap. Nothing about scenes is tested."
)


@dataclass(frozen=True, slots=True, eq=False)
class ShownScenes:
    """Sessions of each participant, and the measures of one ad of length `seconds` for each of them."""

    creative: str
    seconds: int
    people: Sequence[Sequence[SessionSignals]]
    row: Sequence[AdvertMeasures]

    def scene_results(self, scenes: Sequence[Scene]) -> list[SceneResults]:
        """Results of those of the scenes that belong to the ad."""
        return [
            SceneResults(scene.label, scene.start_s, min(scene.end_s, self.seconds), list(self._measures(scene)))
            for scene in scenes_of_advert(scenes, self.creative, self.seconds)
        ]

    def _measures(self, scene: Scene) -> Iterator[MeasureResult]:
        for name, unit in CHANGES.items():
            values = [_mean_within(one.curves.get(name), 1.0, scene) for one in self.row]
            yield from _result(f"{name}, change", unit, values, 3)
        for name, unit in LEVELS.items():
            levels = [_mean_within(one.series.get(name), SERIES_HZ, scene) for one in self.row]
            yield from _result(name, unit, levels, 2)
        found = [skin_responses(own, self.creative, self.seconds, scene.start_s) for own in self.people]
        magnitudes = [None if one is None else one.magnitude_us for one in found]
        rates = [None if one is None else one.rate for one in found]
        yield from _result(MAGNITUDE, "µS", magnitudes, 3)
        yield from _result(RATE, "share of showings", rates, 2)


def _result(name: str, unit: str, values: Sequence[float | None], digits: int) -> Iterator[MeasureResult]:
    numbers = np.array(values, dtype=np.float64)
    if np.isfinite(numbers).any():
        yield MeasureResult(name, unit, mean_of_people(numbers), digits)


def _mean_within(values: Floats | None, hz: float, scene: Scene) -> float | None:
    """Mean of the known cells with their middle within a scene. None without such a cell."""
    if values is None:
        return None
    middles_s = (np.arange(len(values)) + 0.5) / hz
    inside = values[(middles_s >= scene.start_s) & (middles_s < scene.end_s)]
    known = inside[np.isfinite(inside)]
    return float(known.mean()) if known.size else None
