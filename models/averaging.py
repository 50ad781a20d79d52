"""One network of several that began from the same weights.

Runs that part from one another late end in one valley, in the middle of which is a network that has learnt a little
from each of them (Wortsman et al. 2022, "model soups"). It costs what one of them costs.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

ITS_OWN = ("start", "teachers")
"""What runs of two rounds differ in: the later began at the mean of the earlier ones and was taught by them."""


def mean_of(states: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of each array of several state_dicts."""
    return {
        name: torch.stack([state[name] for state in states]).mean(dim=0) if tensor.is_floating_point() else tensor
        for name, tensor in states[0].items()
    }


def measure_norms(net: nn.Module, hear: Callable[[Any], object], batches: Iterable[Any]) -> None:
    """Give the norms the statistics of `batches`, each of which is given to `hear`: the mean of several networks' norms
    is not that of their mean."""
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None  # the mean of all batches
    net.train()
    with torch.no_grad():
        for batch in batches:
            hear(batch)
    net.eval()


def averaged(
    runs: Sequence[Path],
    net_of: Callable[[dict[str, Any]], nn.Module],
    settle: Callable[[nn.Module, dict[str, Any]], None],
) -> dict[str, Any]:
    """What training would have left of the mean of these runs, after `settle` was given it and what is saved of one of
    the last. Raises ValueError where they are of several recipes, FileNotFoundError where a folder holds no run."""
    saved = [torch.load(run / "state.pt", weights_only=True) for run in runs]
    last = saved[-1]
    if any(_shared(other) != _shared(last) for other in saved):
        raise ValueError("the runs differ in more than their seed: nothing was averaged. Name runs of one recipe.")
    net = net_of(last["recipe"])
    net.load_state_dict(mean_of([other["ema"] for other in saved]))
    settle(net, last)
    seconds = sum(other["seconds"] for other in saved)
    kept = {"epoch": last["epoch"], "seed": last["seed"], "seconds": seconds}
    recipe = {**last["recipe"], "averaged_seeds": [other["seed"] for other in saved]}
    return {"ema": net.state_dict(), **kept, "recipe": recipe}


def _shared(saved: dict[str, Any]) -> tuple[dict[str, Any], int]:
    return {name: value for name, value in saved["recipe"].items() if name not in ITS_OWN}, saved["epoch"]
