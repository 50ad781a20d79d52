"""Measures whole kiosks and only their models, alternately, for each use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from edge.messages.payloads import Use
from edge.tools.bench import idle, start
from edge.tools.bench.pipeline_cost import CostRatioSpread
from edge.tools.bench.start import KioskStartMeasurement, MemoryUse


@dataclass(frozen=True, slots=True)
class WholeKioskTurn:
    """Results of the models without a kiosk, and then of the kiosk right after them."""

    models: KioskStartMeasurement
    kiosk: KioskStartMeasurement

    @property
    def ratio_to_floor(self) -> float:
        return self.kiosk.frame_ms / self.models.frame_ms


@dataclass(frozen=True, slots=True)
class WholeKioskCost:
    """Results of all turns for one use."""

    use: Use
    turns: Sequence[WholeKioskTurn]

    @property
    def floor_ratio_spread(self) -> CostRatioSpread:
        """Ratio of the kiosk's cost to the cost of the models: median, lowest and highest value over the turns."""
        ratios = [turn.ratio_to_floor for turn in self.turns]
        return CostRatioSpread(median(ratios), min(ratios), max(ratios))

    @property
    def median_kiosk_cost(self) -> KioskStartMeasurement:
        return _median_turn([turn.kiosk for turn in self.turns])

    @property
    def median_models_cost(self) -> KioskStartMeasurement:
        return _median_turn([turn.models for turn in self.turns])


def measure(
    settings: Mapping[Use, Path], turns: int, quiet_s: float, watch_s: float
) -> tuple[list[WholeKioskCost], float]:
    """For each value of `[models] use`, run only the models and then the kiosk. Repeat everything `turns` times.

    Each kiosk is measured for `watch_s`. Before each turn, nothing runs for `quiet_s`, to measure what other programs
    use.

    Returns the costs, and the number of cores that other programs used before the busiest turn. Raises BenchStartError.
    """
    measured: dict[Use, list[WholeKioskTurn]] = {use: [] for use in settings}
    busy = 0.0
    for _ in range(turns):
        for use, path in settings.items():
            busy = max(busy, idle.measure_busy_cores(quiet_s))
            models = start.measure_models(path)
            measured[use].append(WholeKioskTurn(models, start.measure_kiosk(path, watch_s)))
    return [WholeKioskCost(use, each) for use, each in measured.items()], busy


def _median_turn(turns: Sequence[KioskStartMeasurement]) -> KioskStartMeasurement:
    """Medians over the turns; for memory, the largest value."""
    return KioskStartMeasurement(
        first_s=median(turn.first_s for turn in turns),
        first_cpu_s=median(turn.first_cpu_s for turn in turns),
        memory=MemoryUse(
            max(turn.memory.resident_mb for turn in turns), max(turn.memory.shared_once_mb for turn in turns)
        ),
        frame_ms=median(turn.frame_ms for turn in turns),
    )
