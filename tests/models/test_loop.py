"""loop.py: runs of any task learn, stop, resume, and are repeatable."""

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

SCHEDULE = TrainingSchedule(
    epochs=4, batch=8, processes=1, optimiser="sgd", lr=0.1, weight_decay=0.0, warm_up_epochs=0.5, ema=0.9,
    check_every=2, half=False,
)  # fmt: skip


@dataclass(frozen=True)
class LineTask:
    """Test task: learn y = 3 x - 1, with a dropout that must be repeatable."""

    schedule: TrainingSchedule = SCHEDULE
    seed: int = 1
    name: str = "line"
    extra: dict[str, Any] = field(default_factory=dict)

    def config(self) -> dict[str, Any]:
        return {"epochs": self.schedule.epochs, **self.extra}

    def open(self) -> "LoadedLineTask":
        return LoadedLineTask(self)


class LoadedLineTask:
    summary, steps = "64 points", 4

    def __init__(self, task: LineTask) -> None:
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
    """Averaged weights of a run."""
    found: dict[str, Any] = torch.load(out / "state.pt", weights_only=True)["ema"]
    return found


def logged(out: Path) -> list[dict[str, str]]:
    """Rows of a run's log."""
    return list(csv.DictReader((out / "log.csv").read_text().splitlines()))


def test_training_reduces_the_error(tmp_path: Path) -> None:
    """The error is high at the start and low at the end."""
    task = LineTask(replace(SCHEDULE, epochs=30))
    assert task.open().check(loop.load_state(task, task.open(), tmp_path).ema)["error"] > 0.5
    loop.train_task(task, tmp_path)
    assert float(logged(tmp_path)[-1]["error"]) < 0.25


def test_stopped_run_resumes_with_the_same_result(tmp_path: Path) -> None:
    """Two epochs, a stop and two more epochs give the same weights and log as four epochs."""
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    for out in (whole, parts):
        out.mkdir()
    loop.train_worker(0, LineTask(), whole)
    loop.train_worker(0, LineTask(), parts, until=2)
    assert torch.load(parts / "state.pt", weights_only=True)["epoch"] == 2
    loop.train_worker(0, LineTask(), parts)
    for one, other in zip(weights(whole).values(), weights(parts).values(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)
    logs = [[line.split(",")[:2] for line in (out / "log.csv").read_text().splitlines()] for out in (whole, parts)]
    assert logs[0] == logs[1]


def test_run_with_another_seed_or_config_does_not_resume(tmp_path: Path) -> None:
    """A run resumes only from a state of the same config and seed, else it starts at epoch 0."""
    loop.train_worker(0, LineTask(seed=3), tmp_path, until=1)
    for task, epoch in ((LineTask(seed=3), 1), (LineTask(seed=4), 0), (LineTask(seed=3, extra={"widths": 3}), 0)):
        assert loop.load_state(task, task.open(), tmp_path).epoch == epoch


def test_two_processes_write_one_state(tmp_path: Path) -> None:
    """A run of two processes averages its gradients and saves one state."""
    loop.train_task(LineTask(replace(SCHEDULE, epochs=1, processes=2)), tmp_path)
    assert torch.load(tmp_path / "state.pt", weights_only=True)["epoch"] == 1


def test_learning_rate_rises_then_falls_to_zero() -> None:
    """The rate warms up to its maximum, then follows half a cosine to 0."""
    schedule = replace(SCHEDULE, epochs=20, warm_up_epochs=2.0)
    rates = [loop.learning_rate(schedule, at / 10) for at in range(schedule.epochs * 10 + 1)]
    peak = int(np.argmax(rates))
    assert rates[peak] == pytest.approx(schedule.lr)
    assert peak == round(schedule.warm_up_epochs * 10)
    assert rates[-1] == pytest.approx(0.0, abs=1e-9)
    assert sorted(rates[peak:], reverse=True) == rates[peak:]


def test_log_is_plotted(tmp_path: Path) -> None:
    """An SVG of the log is written beside it."""
    loop.train_worker(0, LineTask(), tmp_path)
    assert "<svg" in (tmp_path / "log.svg").read_text()
    rows = logged(tmp_path)
    assert [row["epoch"] for row in rows] == ["1", "2", "3", "4"]
    assert [bool(row["error"]) for row in rows] == [False, True, False, True]
