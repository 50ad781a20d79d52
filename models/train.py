"""python -m models.train TASK: one loop, the recipes of recipes.py; can be stopped and goes on where it was."""

import argparse
import copy
import json
import math
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from numpy.typing import NDArray
from torch import Tensor, nn

from models.augment import augment
from models.datasets import DATA, DataMissingError, FerPlus, faces_folder, held_out, load_ferplus, soft_targets
from models.export import export
from models.features import normalise
from models.nets import ExpressionNet, logits_of, parameter_count
from models.recipes import EXPRESSION, QUICK, Recipe


@dataclass(frozen=True)
class Job:
    """What every process of a run is told."""

    recipe: Recipe
    faces: Path  # folder of data/faces
    out: Path
    seed: int


@dataclass
class State:
    """All that a run needs to go on."""

    net: nn.Module
    ema: nn.Module
    optimiser: torch.optim.Optimizer
    epoch: int = 0
    step: int = 0
    seconds: float = 0.0


def side_at(recipe: Recipe, epoch: int) -> int:
    """Side of the crops in this epoch, pixels."""
    until = 0.0
    for share, side_px in recipe.sides_px:
        until += share * recipe.epochs
        if epoch < until - 1e-6:
            return side_px
    return recipe.sides_px[-1][1]


def learning_rate(recipe: Recipe, at_epoch: float) -> float:
    """A short warm-up, then half a cosine down to 0."""
    if at_epoch < recipe.warm_up_epochs:
        return recipe.lr * (at_epoch + 0.05) / (recipe.warm_up_epochs + 0.05)
    done = (at_epoch - recipe.warm_up_epochs) / (recipe.epochs - recipe.warm_up_epochs)
    return recipe.lr * 0.5 * (1.0 + math.cos(math.pi * min(1.0, done)))


def soft_cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean over the batch; a row's targets sum to its weight."""
    return -(targets * torch.log_softmax(logits.float(), dim=1)).sum() / targets.sum().clamp(min=1.0)


def bfloat16_is_faster(net: nn.Module, batch: int, side_px: int) -> bool:
    """Tried once: without matrix units in the processor it is slower than float32."""
    took = {}
    x = torch.randn(batch, 1, side_px, side_px).to(memory_format=torch.channels_last)
    for half in (False, True, False, True):
        began = time.process_time()
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            loss = net(x).float().square().mean()
        loss.backward()
        took[half] = time.process_time() - began
    net.zero_grad(set_to_none=True)
    return took[True] < took[False]


def batches(
    images: NDArray[np.uint8], targets: NDArray[np.float32], job: Job, epoch: int, rank: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """This process's share of an epoch: the same shuffle in every process, each takes its own rows."""
    recipe = job.recipe
    order = np.random.default_rng((job.seed, epoch)).permutation(len(images))
    rng = np.random.default_rng((job.seed, epoch, rank))
    whole = recipe.batch * recipe.processes
    side_px = side_at(recipe, epoch)
    for start in range(0, len(order) - whole + 1, whole):
        rows = order[start + rank * recipe.batch : start + (rank + 1) * recipe.batch]
        x = torch.from_numpy(normalise(augment(images[rows], side_px, recipe.jitter, rng)))
        y = torch.from_numpy(targets[rows])
        if recipe.mixup > 0:
            share = float(rng.beta(recipe.mixup, recipe.mixup))
            other = torch.from_numpy(rng.permutation(len(rows)))
            x, y = share * x + (1 - share) * x[other], share * y + (1 - share) * y[other]
        yield x.to(memory_format=torch.channels_last), y


def average_gradients(net: nn.Module, processes: int) -> None:
    """One sum over all processes, as a single message."""
    gradients = [p.grad for p in net.parameters() if p.grad is not None]
    flat = torch.cat([g.flatten() for g in gradients])
    dist.all_reduce(flat)
    flat /= processes
    for gradient, part in zip(gradients, flat.split([g.numel() for g in gradients]), strict=True):
        gradient.copy_(part.view_as(gradient))


@torch.no_grad()
def follow(ema: nn.Module, net: nn.Module, decay: float) -> None:
    """Move the running mean of the weights; the norms' statistics are taken along."""
    for mean, now in zip(ema.state_dict().values(), net.state_dict().values(), strict=True):
        if mean.dtype.is_floating_point:
            mean.lerp_(now, 1.0 - decay)
        else:
            mean.copy_(now)


def train_epoch(state: State, job: Job, data: tuple[Any, Any], rank: int, half: bool) -> float:
    """One epoch; returns the mean loss of this process."""
    recipe = job.recipe
    steps = len(data[0]) // (recipe.batch * recipe.processes)
    losses = []
    torch.manual_seed(hash((job.seed, state.epoch, rank)))  # for the dropout of a run that was stopped, too
    state.net.train()
    for index, (x, y) in enumerate(batches(*data, job, state.epoch, rank)):
        state.optimiser.param_groups[0]["lr"] = learning_rate(recipe, state.epoch + index / steps)
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            logits = state.net(x)
        loss = soft_cross_entropy(logits, y)
        state.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        if recipe.processes > 1:
            average_gradients(state.net, recipe.processes)
        state.optimiser.step()
        state.step += 1
        # A young mean must forget faster, or it would remember the random start.
        follow(state.ema, state.net, min(recipe.ema, (1 + state.step) / (10 + state.step)))
        losses.append(float(loss.detach()))
    return float(np.mean(losses))


def start(job: Job) -> State:
    """A new state, or the one that an earlier run of the same recipe and seed left in `job.out`."""
    recipe = job.recipe
    torch.manual_seed(job.seed)
    net = ExpressionNet(recipe.widths, recipe.blocks).to(memory_format=torch.channels_last)
    optimiser = torch.optim.SGD(
        net.parameters(), recipe.lr, recipe.momentum, weight_decay=recipe.weight_decay, nesterov=True
    )
    state = State(net, copy.deepcopy(net), optimiser)
    saved_at = job.out / "state.pt"
    if saved_at.is_file():
        saved = torch.load(saved_at, weights_only=True)
        if saved["recipe"] == asdict(recipe) and saved["seed"] == job.seed:
            net.load_state_dict(saved["net"])
            state.ema.load_state_dict(saved["ema"])
            optimiser.load_state_dict(saved["optimiser"])
            state.epoch, state.step, state.seconds = saved["epoch"], saved["step"], saved["seconds"]
    return state


def save(state: State, job: Job) -> None:
    """The whole state, replaced in one move so that a stop in the middle leaves the old one."""
    parts = {"net": state.net.state_dict(), "ema": state.ema.state_dict(), "optimiser": state.optimiser.state_dict()}
    rest = {"epoch": state.epoch, "step": state.step, "seconds": state.seconds, "seed": job.seed}
    torch.save({**parts, **rest, "recipe": asdict(job.recipe)}, job.out / "state.new")
    (job.out / "state.new").replace(job.out / "state.pt")


def accuracy(net: nn.Module, rows: FerPlus) -> float:
    """Share of the rows with a majority in which the network's first class is it."""
    known = rows.where(rows.majority >= 0)
    return float((logits_of(net, known.images).argmax(1).numpy() == known.majority).mean())


def work(rank: int, job: Job, until: int | None = None) -> None:
    """One process of the run, from the state on disk to the last epoch, or to epoch `until`."""
    recipe = job.recipe
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    if recipe.processes > 1:
        dist.init_process_group(
            "gloo", init_method=f"file://{job.out.absolute()}/meet", rank=rank, world_size=recipe.processes
        )
    rows = load_ferplus(job.faces, ("train",))
    out = held_out(rows.dup_group)
    checks, rows = rows.where(out), rows.where(~out)
    targets = soft_targets(rows.votes)
    used = np.flatnonzero(targets.sum(axis=1) > 0)[: recipe.rows]
    data = (rows.images[used], targets[used])
    state = start(job)
    half = bfloat16_is_faster(copy.deepcopy(state.net), recipe.batch, recipe.sides_px[-1][1])
    if rank == 0:
        said = f"{len(used)} rows, {len(checks)} held out, {parameter_count(state.net)} parameters"
        print(
            f"train: {said}, bfloat16 {'on' if half else 'off'}, from epoch {state.epoch}", file=sys.stderr, flush=True
        )
    while state.epoch < (until or recipe.epochs):
        began = time.perf_counter()
        loss = train_epoch(state, job, data, rank, half)
        state.epoch += 1
        state.seconds += time.perf_counter() - began
        if rank == 0:
            save(state, job)
            line = f"epoch {state.epoch}/{recipe.epochs}  {side_at(recipe, state.epoch - 1)} px  loss {loss:.4f}"
            if state.epoch % recipe.check_every == 0 or state.epoch == recipe.epochs:
                line += f"  held-out accuracy {accuracy(state.ema, checks):.4f}"
            print(f"{line}  {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    if recipe.processes > 1:
        dist.destroy_process_group()


def main(arguments: list[str] | None = None) -> int:
    """0 done, 2 bad usage, 3 data missing."""
    parser = argparse.ArgumentParser(
        prog="python -m models.train",
        description="Train a network; a run that was stopped goes on after its last whole epoch.",
        epilog="example: python -m models.train expression --quick",
    )
    parser.add_argument("task", choices=["expression"])
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="default: ../shared/data")
    parser.add_argument("--out", type=Path, metavar="DIR", help="default: runs/TASK, or runs/TASK-quick")
    parser.add_argument("--quick", action="store_true", help="a small network, in about a minute")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    out = chosen.out or Path("runs") / (f"{chosen.task}-quick" if chosen.quick else chosen.task)
    try:
        job = Job(QUICK if chosen.quick else EXPRESSION, faces_folder(chosen.data), out, chosen.seed)
        run(job)
        spec = export(out, job.faces, out)
    except DataMissingError as missing:
        print(missing, file=sys.stderr)
        return 3
    print(f"{spec.path}\n{spec.label}  {json.dumps(spec.metrics['held_out'])}")
    return 0


def run(job: Job) -> None:
    """All processes of a job, to its last epoch."""
    job.out.mkdir(parents=True, exist_ok=True)
    (job.out / "meet").unlink(missing_ok=True)  # where the processes find each other; one of a killed run misleads
    if job.recipe.processes > 1:
        mp.spawn(work, (job,), nprocs=job.recipe.processes)
    else:
        work(0, job)


if __name__ == "__main__":
    sys.exit(main())
