"""loop.py: a run learns, stops, goes on, and repeats itself, whatever the task."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models import loop  # noqa: E402
from models.schedule import TrainingSchedule  # noqa: E402

PACE = TrainingSchedule(
    epochs=4, batch=8, processes=1, optimiser="sgd", lr=0.1, weight_decay=0.0, warm_up_epochs=0.5, ema=0.9,
    check_every=2, half=False,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A task for a test: y = 3 x - 1, with a dropout that has to be repeated."""

    schedule: TrainingSchedule = PACE
    seed: int = 1
    name: str = "line"
    extra: dict[str, Any] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        return {"epochs": self.schedule.epochs, **self.extra}

    def open(self) -> "LineLesson":
        return LineLesson(self)


class LineLesson:
    summary, steps = "64 points", 4

    def __init__(self, task: Line) -> None:
        self._task = task

    def net(self) -> Any:
        return torch.nn.Sequential(torch.nn.Linear(1, 8), torch.nn.Dropout(0.05), torch.nn.Linear(8, 1))

    def batches(self, epoch: int, rank: int) -> Iterator[Any]:
        rng = np.random.default_rng((self._task.seed, epoch, rank))
        for _ in range(self.steps):
            x = torch.from_numpy(rng.uniform(-1, 1, (self._task.schedule.batch, 1)).astype(np.float32))
            yield x, 3 * x - 1

    def loss(self, net: Any, batch: Any) -> Any:
        x, y = batch
        return (net(x) - y).square().mean()

    def check(self, net: Any) -> dict[str, float]:
        net.eval()
        return {"error": float((net(torch.ones(1, 1)) - 2).abs().detach())}


def weights(out: Path) -> dict[str, Any]:
    """The averaged weights that a run left."""
    found: dict[str, Any] = torch.load(out / "state.pt", weights_only=True)["ema"]
    return found


def logged(out: Path) -> list[dict[str, str]]:
    """The rows of a run's log."""
    return list(csv.DictReader((out / "log.csv").read_text().splitlines()))


def test_learns(tmp_path: Path) -> None:
    """What is held out is known at the end, and was not at the start."""
    task = Line(replace(PACE, epochs=30))
    assert task.open().check(loop.start(task, task.open(), tmp_path).ema)["error"] > 0.5
    loop.run(task, tmp_path)
    assert float(logged(tmp_path)[-1]["error"]) < 0.25


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    """Two epochs, a stop, two more: the same weights and the same log as four in one go."""
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    for out in (whole, parts):
        out.mkdir()
    loop.train_worker(0, Line(), whole)
    loop.train_worker(0, Line(), parts, until=2)
    assert torch.load(parts / "state.pt", weights_only=True)["epoch"] == 2
    loop.train_worker(0, Line(), parts)
    for one, other in zip(weights(whole).values(), weights(parts).values(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)
    logs = [[line.split(",")[:2] for line in (out / "log.csv").read_text().splitlines()] for out in (whole, parts)]
    assert logs[0] == logs[1]


def test_a_run_of_another_seed_or_recipe_does_not_go_on_with_these_weights(tmp_path: Path) -> None:
    """The state of one recipe and seed is no start for another: it begins anew."""
    loop.train_worker(0, Line(seed=3), tmp_path, until=1)
    for task, epoch in ((Line(seed=3), 1), (Line(seed=4), 0), (Line(seed=3, extra={"widths": 3}), 0)):
        assert loop.start(task, task.open(), tmp_path).epoch == epoch


def test_two_processes_end_with_one_state(tmp_path: Path) -> None:
    """A real run of two processes averages its gradients and leaves its state."""
    loop.run(Line(replace(PACE, epochs=1, processes=2)), tmp_path)
    assert torch.load(tmp_path / "state.pt", weights_only=True)["epoch"] == 1


def test_learning_rate_rises_once_and_falls_to_nothing() -> None:
    """Warm-up to the highest, then half a cosine to 0."""
    pace = replace(PACE, epochs=20, warm_up_epochs=2.0)
    rates = [loop.learning_rate(pace, at / 10) for at in range(pace.epochs * 10 + 1)]
    peak = int(np.argmax(rates))
    assert rates[peak] == pytest.approx(pace.lr)
    assert peak == round(pace.warm_up_epochs * 10)
    assert rates[-1] == pytest.approx(0.0, abs=1e-9)
    assert sorted(rates[peak:], reverse=True) == rates[peak:]


def test_the_log_is_drawn(tmp_path: Path) -> None:
    """A picture of what the log says lies beside it."""
    loop.train_worker(0, Line(), tmp_path)
    assert "<svg" in (tmp_path / "log.svg").read_text()
    rows = logged(tmp_path)
    assert [row["epoch"] for row in rows] == ["1", "2", "3", "4"]
    assert [bool(row["error"]) for row in rows] == [False, True, False, True]
