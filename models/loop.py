"""Training loop for all tasks. A task provides the data, the model and the loss.

A run is a folder with `state.pt` (everything that is needed to resume), `log.csv` (a row per epoch) and `log.svg` (a
plot of the log).
"""

import copy
import csv
import math
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import Tensor, nn

from models.plots import plot_log
from models.schedule import TrainingSchedule


class LoadedTrainingTask(Protocol):
    """A task with its data in memory."""

    @property
    def summary(self) -> str: ...

    @property
    def steps(self) -> int: ...  # batches an epoch, in each process

    def net(self) -> nn.Module: ...

    def batches(self, epoch: int, rank: int) -> Iterator[Any]: ...  # the same for the same seed, epoch and rank

    def loss(self, net: nn.Module, batch: Any) -> Tensor: ...

    def check(self, net: nn.Module) -> dict[str, float]: ...  # on held-out rows of the training part


class TrainingTask(Protocol):
    """Settings and paths of a task. They are sent to each process, which loads the data itself."""

    @property
    def name(self) -> str: ...

    @property
    def schedule(self) -> TrainingSchedule: ...

    @property
    def seed(self) -> int: ...

    def config(
        self,
    ) -> dict[str, Any]: ...  # the recipe as JSON; two runs with equal configs and seeds are the same run

    def open(self) -> LoadedTrainingTask: ...


@dataclass
class TrainingState:
    """Everything that a run needs to resume."""

    net: nn.Module
    ema: nn.Module
    optimiser: torch.optim.Optimizer
    epoch: int = 0
    step: int = 0
    seconds: float = 0.0


def parameter_count(net: nn.Module) -> int:
    """Number of trained parameters. Running means of normalisation layers are not counted."""
    return sum(p.numel() for p in net.parameters())


def learning_rate(schedule: TrainingSchedule, at_epoch: float) -> float:
    """Learning rate at a fractional epoch: a short warm-up, followed by half a cosine down to 0."""
    if at_epoch < schedule.warm_up_epochs:
        return schedule.lr * (at_epoch + 0.05) / (schedule.warm_up_epochs + 0.05)
    done = (at_epoch - schedule.warm_up_epochs) / (schedule.epochs - schedule.warm_up_epochs)
    return schedule.lr * 0.5 * (1.0 + math.cos(math.pi * min(1.0, done)))


def bfloat16_is_faster(loaded: LoadedTrainingTask, net: nn.Module) -> bool:
    """Measure the time of one real batch in both types, and return True if bfloat16 is faster. It is slower on a
    processor without matrix units.
    """
    took_s = {}
    batch = next(loaded.batches(0, 0))
    for half in (False, True, False, True):
        start_s = time.process_time()
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            loss = loaded.loss(net, batch)
        loss.backward()
        took_s[half] = time.process_time() - start_s
    return took_s[True] < took_s[False]


def average_gradients(net: nn.Module, processes: int) -> None:
    """Average the gradients over all processes, in a single message."""
    gradients = [p.grad for p in net.parameters() if p.grad is not None]
    flat = torch.cat([g.flatten() for g in gradients])
    dist.all_reduce(flat)
    flat /= processes
    for gradient, part in zip(gradients, flat.split([g.numel() for g in gradients]), strict=True):
        gradient.copy_(part.view_as(gradient))


@torch.no_grad()
def update_ema(ema: nn.Module, net: nn.Module, decay: float) -> None:
    """Update the exponential moving average of the weights. Integer buffers are copied."""
    for average, current in zip(ema.state_dict().values(), net.state_dict().values(), strict=True):
        if average.dtype.is_floating_point:
            average.lerp_(current, 1.0 - decay)
        else:
            average.copy_(current)


def train_epoch(state: TrainingState, task: TrainingTask, loaded: LoadedTrainingTask, rank: int, half: bool) -> float:
    """Train one epoch. Return the mean loss of this process."""
    schedule = task.schedule
    total, count = 0.0, 0
    torch.manual_seed(hash((task.seed, state.epoch, rank)))  # so that the dropout of a resumed run is the same
    state.net.train()
    for index, batch in enumerate(loaded.batches(state.epoch, rank)):
        state.optimiser.param_groups[0]["lr"] = learning_rate(schedule, state.epoch + index / loaded.steps)
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            loss = loaded.loss(state.net, batch)
        state.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        if schedule.processes > 1:
            average_gradients(state.net, schedule.processes)
        state.optimiser.step()
        state.step += 1
        # Lower decay in the first steps, or the average would keep the random start.
        update_ema(state.ema, state.net, min(schedule.ema, (1 + state.step) / (10 + state.step)))
        total, count = total + float(loss.detach()), count + 1
        if rank == 0:
            _show_progress(f"epoch {state.epoch + 1}/{schedule.epochs}", (index + 1) / loaded.steps)
    return total / max(1, count)


def load_state(task: TrainingTask, loaded: LoadedTrainingTask, out: Path) -> TrainingState:
    """State that an earlier run with the same config and seed has saved in `out`, otherwise a new state."""
    torch.manual_seed(task.seed)
    net = loaded.net()
    state = TrainingState(net, copy.deepcopy(net), _optimiser(net, task.schedule))
    saved_at = out / "state.pt"
    if saved_at.is_file():
        saved = torch.load(saved_at, weights_only=True)
        if saved["recipe"] == task.config() and saved["seed"] == task.seed:
            net.load_state_dict(saved["net"])
            state.ema.load_state_dict(saved["ema"])
            state.optimiser.load_state_dict(saved["optimiser"])
            state.epoch, state.step, state.seconds = saved["epoch"], saved["step"], saved["seconds"]
    return state


def save_state(state: TrainingState, task: TrainingTask, out: Path) -> None:
    """Save the state with an atomic rename, so that an interruption keeps the old file."""
    parts = {"net": state.net.state_dict(), "ema": state.ema.state_dict(), "optimiser": state.optimiser.state_dict()}
    rest = {"epoch": state.epoch, "step": state.step, "seconds": state.seconds, "seed": task.seed}
    torch.save({**parts, **rest, "recipe": task.config()}, out / "state.new")
    (out / "state.new").replace(out / "state.pt")


PLOT_EVERY_S = 60.0
"""Interval between two plots. A plot takes half a second, which is longer than an epoch of a small model. The last
checks are always plotted.
"""


def train_worker(rank: int, task: TrainingTask, out: Path, until: int | None = None) -> None:
    """Run one process of the training, from the state on disk to the last epoch, or to epoch `until`."""
    schedule = task.schedule
    torch.set_num_threads(1)
    if schedule.processes > 1:
        dist.init_process_group(
            "gloo", init_method=f"file://{out.absolute()}/meet", rank=rank, world_size=schedule.processes
        )
    loaded = task.open()
    state = load_state(task, loaded, out)
    half = schedule.half and bfloat16_is_faster(loaded, copy.deepcopy(state.net))
    if rank == 0:
        summary = f"{loaded.summary}, {parameter_count(state.net)} parameters, bfloat16 {'on' if half else 'off'}"
        print(f"train: {summary}, from epoch {state.epoch}", file=sys.stderr, flush=True)
    last, plotted_s = until or schedule.epochs, time.perf_counter()
    while state.epoch < last:
        start_s = time.perf_counter()
        loss = train_epoch(state, task, loaded, rank, half)
        state.epoch += 1
        state.seconds += time.perf_counter() - start_s
        if rank == 0:
            save_state(state, task, out)
            is_due = state.epoch % schedule.check_every == 0 or state.epoch == schedule.epochs
            checks = loaded.check(state.ema) if is_due else {}
            log_epoch(out, state.epoch, loss, checks, time.perf_counter() - start_s)
            if checks and (state.epoch == last or time.perf_counter() - plotted_s >= PLOT_EVERY_S):
                plot_log(out / "log.csv", out / "log.svg")
                plotted_s = time.perf_counter()
    if schedule.processes > 1:
        dist.barrier()  # a process that leaves while another still communicates aborts it
        dist.destroy_process_group()


def log_epoch(out: Path, epoch: int, loss: float, checks: dict[str, float], took_s: float) -> None:
    """Append a row to the log and print it. Rows of this epoch and of later epochs, which a stopped run has left, are
    removed first.
    """
    path = out / "log.csv"
    rows: list[dict[str, Any]] = []
    if path.is_file() and epoch > 1:
        with path.open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if int(row["epoch"]) < epoch]
    rows.append({"epoch": epoch, "loss": f"{loss:.4f}", "seconds": f"{took_s:.0f}"})
    rows[-1].update({name: f"{value:.4f}" for name, value in checks.items()})
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    values = "  ".join(f"{name} {value:.4f}" for name, value in checks.items())
    print(f"epoch {epoch}  loss {loss:.4f}  {values}  {took_s:.0f} s", file=sys.stderr, flush=True)


def train_task(task: TrainingTask, out: Path) -> None:
    """Train a task to its last epoch, in as many processes as its schedule requires."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "meet").unlink(
        missing_ok=True
    )  # rendezvous file of the processes; the one of a killed run would mislead them
    if task.schedule.processes > 1:
        mp.spawn(_run_process, (task, out), nprocs=task.schedule.processes)
    else:
        train_worker(0, task, out)


def _run_process(rank: int, task: TrainingTask, out: Path) -> None:
    """Run one of several processes, and end it at once.

    All results are on disk when `train_worker` returns. gloo's threads sometimes abort a process that ends in the usual
    way ("terminate called without an active exception").
    """
    train_worker(rank, task, out)
    sys.stderr.flush()
    os._exit(0)


def _optimiser(net: nn.Module, schedule: TrainingSchedule) -> torch.optim.Optimizer:
    if schedule.optimiser == "sgd":
        return torch.optim.SGD(
            net.parameters(), schedule.lr, momentum=0.9, weight_decay=schedule.weight_decay, nesterov=True
        )
    return torch.optim.AdamW(net.parameters(), schedule.lr, weight_decay=schedule.weight_decay)


def _show_progress(label: str, done: float) -> None:
    if sys.stderr.isatty():
        bar = "█" * round(30 * done) + "·" * (30 - round(30 * done))
        print(f"\r{label} {bar}", end="\r" if done >= 1 else "", file=sys.stderr, flush=True)
