"""Measures each file of each model on the GPU: its difference from the processor, and its speed on both."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.gpu_bench.runners import Run, Runner, open_on_processor
from models.serving.comparison import TOLERANCE
from models.serving.engine_cache import ROWS
from models.serving.gpu import EngineError
from models.serving.spec import ZOO, ModelFileError, ModelSpec

Clock = Callable[[], float]

ROUNDS, ROUND_S = 3, 0.2
"""Number of rounds of timed calls (the fastest round counts), and shortest duration of a round in seconds."""


@dataclass(frozen=True)
class Row:
    """One file of a model. Without a `problem`, all numbers are set. Speeds are in input rows per second."""

    network: str
    precision: str
    difference: float = 0.0
    gpu_hz: float = 0.0
    processor_hz: float = 0.0
    problem: str = ""

    @property
    def tolerance(self) -> float:
        return TOLERANCE[self.precision]


def shipped_networks() -> list[ModelSpec]:
    """Models of the zoo that are shipped as ONNX files, sorted by name."""
    paths = (path for path in sorted(ZOO.glob("*.json")) if '"task"' in path.read_text(encoding="utf-8"))
    return [ModelSpec.load(path) for path in paths]


def measure_files(
    runner: Runner, specs: Sequence[ModelSpec], within_s: float, now: Clock = time.perf_counter
) -> Iterator[Row]:
    """One row for each file: first all fp32 files, then fp16, then int8. After `within_s` seconds, no further file is
    opened.
    """
    start_s = now()
    for precision in TOLERANCE:
        for spec in (one for one in specs if precision == "fp32" or precision in one.variants):
            if now() - start_s > within_s:
                yield Row(spec.name, precision, problem=f"not tried: the limit of {within_s:g} s was reached")
            else:
                yield _measure_file(runner, spec, precision, now)


def _measure_file(runner: Runner, spec: ModelSpec, precision: str, now: Clock) -> Row:
    try:
        network = runner.open(spec, precision)
        try:
            if not network.difference <= TOLERANCE[precision]:  # "not <=" finds NaN too
                raise EngineError(f"the results differ by {network.difference:.2g}")
            gpu_hz = rows_per_second(network.run, spec, now)
        finally:
            network.close()
        processor_hz = rows_per_second(open_on_processor(spec, precision), spec, now)
    except (EngineError, ModelFileError) as error:
        return Row(spec.name, precision, problem=str(error))
    return Row(spec.name, precision, network.difference, gpu_hz, processor_hz)


def rows_per_second(run: Run, spec: ModelSpec, now: Clock = time.perf_counter) -> float:
    """Input rows per second, with the kiosk's typical number of rows per call. The fastest of several rounds counts."""
    rng = np.random.default_rng(1)
    rows = [rng.standard_normal((ROWS[1], *shape), np.float32) for shape in spec.inputs.values()]
    run(*rows)
    return max(_round_hz(run, rows, now) for _ in range(ROUNDS)) * ROWS[1]


def _round_hz(run: Run, rows: Sequence[object], now: Clock) -> float:
    calls, start_s = 0, now()
    while (passed_s := now() - start_s) < ROUND_S:
        run(*rows)
        calls += 1
    return calls / passed_s
