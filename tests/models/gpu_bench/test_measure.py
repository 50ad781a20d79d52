"""measure.py: one row for each file of each network, whatever fails; on a simulated GPU."""

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from models.gpu_bench.measure import Row, measure_files, rows_per_second, shipped_networks
from models.gpu_bench.runners import TensorRTRunner, open_on_processor
from models.serving import gpu
from tests.doubles import small_network
from tests.doubles.gpu import Gpu, installed


def ticking(step_s: float) -> Callable[[], float]:
    """A clock that moves by so much at each look."""
    times = itertools.count(0.0, step_s)
    return lambda: next(times)


def rows_on(paper: Gpu, folder: Path, within_s: float = 60.0) -> list[Row]:
    specs = [small_network.spec(folder, name) for name in ("ear", "eye")]
    with installed(paper):
        runner = TensorRTRunner(gpu.find_gpu(), folder / "engines")
        return list(measure_files(runner, specs, within_s, ticking(0.05)))


def test_every_file_of_every_network_has_a_row(tmp_path: Path) -> None:
    paper = Gpu()
    rows = rows_on(paper, tmp_path)
    assert [(row.network, row.precision) for row in rows] == [
        *(("ear", "fp32"), ("eye", "fp32")),
        *(("ear", "fp16"), ("eye", "fp16")),
    ]
    assert all(row.gpu_hz > 0 and row.processor_hz > 0 and row.difference < 1e-6 and not row.problem for row in rows)
    assert paper.holds == 0


def test_an_engine_that_computes_something_else_has_its_reason_in_its_row(tmp_path: Path) -> None:
    """The others are tried all the same."""
    rows = rows_on(Gpu(faults={"wrong numbers"}), tmp_path)
    assert len(rows) == 4
    assert all("differ from ONNX Runtime's by 0.5" in row.problem for row in rows)


def test_nothing_is_built_after_the_time_is_over(tmp_path: Path) -> None:
    rows = rows_on(Gpu(), tmp_path, within_s=0.0)
    assert [row.problem for row in rows] == ["not tried: the limit of 0 s was reached"] * 4


def test_the_speed_is_in_rows(tmp_path: Path) -> None:
    """The fastest round counts: two calls of four rows between four looks at the clock."""
    spec = small_network.spec(tmp_path)
    calls: list[tuple[Any, ...]] = []
    run = open_on_processor(spec, "fp32")

    def counted(*rows: Any) -> Sequence[Any]:
        calls.append(rows)
        return run(*rows)

    assert rows_per_second(counted, spec, ticking(0.07)) == pytest.approx(2 * 4 / 0.21)
    assert all(len(rows[0]) == 4 for rows in calls)


def test_the_networks_that_ship_are_those_with_a_spec() -> None:
    names = [spec.name for spec in shipped_networks()]
    assert {"smile-mesh", "face-full-range", "body-1k"} <= set(names)
    assert names == sorted(names)
