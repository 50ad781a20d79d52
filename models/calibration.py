"""Calibration of class probabilities: a temperature and, where needed, an offset for each class.

Temperature and offsets are fitted only on held-out rows of the training part.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

_PRIOR = 1e-3  # weight of each squared offset in the mean loss: keeps the offset of a class with few rows small


@dataclass(frozen=True)
class CalibrationScaling:
    """Scales logits so that their softmax is calibrated ("vector scaling" with one temperature, Guo et al. 2017)."""

    temperature: float
    offsets: tuple[float, ...]  # by class, added after the temperature

    def __call__(self, logits: Tensor) -> Tensor:
        return logits / self.temperature + logits.new_tensor(self.offsets)


@dataclass(frozen=True)
class PlattScaling:
    """Scales the logit of one class against all others so that its sigmoid is calibrated (Platt 1999)."""

    scale: float
    offset: float

    def __call__(self, logits: NDArray[np.float64]) -> NDArray[np.float64]:
        return 1.0 / (1.0 + np.exp(-(self.scale * logits + self.offset)))


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """Temperature with the lowest negative log-likelihood (Guo et al. 2017), rounded to 3 decimals."""
    candidates = torch.exp(torch.linspace(-1.5, 1.5, 601))
    losses = [nn.functional.cross_entropy(logits / t, labels) for t in candidates]
    return round(float(candidates[int(torch.stack(losses).argmin())]), 3)


def cross_fitted_probabilities(logits: Tensor, labels: Tensor, groups: Sequence[str]) -> NDArray[np.float64]:
    """Probabilities (n, classes) of rows. The temperature for each row is fitted on the rows of all other groups.

    The probabilities therefore show how well a temperature works for a group (a person, an author) on which it was not
    fitted.
    """
    probabilities = np.zeros(tuple(logits.shape))
    group = np.array(groups)
    for name in set(groups):
        others, rows = torch.from_numpy(group != name), torch.from_numpy(group == name)
        temperature = fit_temperature(logits[others], labels[others])
        probabilities[group == name] = torch.softmax(logits[rows] / temperature, dim=1).numpy()
    return probabilities


def fit_scaling(logits: Tensor, labels: Tensor) -> CalibrationScaling:
    """Temperature and offsets with the lowest negative log-likelihood, rounded to 3 decimals.

    A model that is trained on votes predicts how the votes of the annotators are distributed, not which class most of
    them chose. Of two classes that are often confused, it predicts one less often than it should. The offsets correct
    this.
    """
    logits = logits.double()
    log_temperature = torch.zeros((), dtype=torch.double, requires_grad=True)
    offsets = torch.zeros(logits.shape[1], dtype=torch.double, requires_grad=True)
    optimiser = torch.optim.LBFGS([log_temperature, offsets], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> float:
        optimiser.zero_grad()
        scaled = logits * torch.exp(-log_temperature) + offsets
        total = nn.functional.cross_entropy(scaled, labels) + _PRIOR * (offsets**2).sum()
        total.backward()
        return float(total.detach())

    optimiser.step(loss)
    fitted_offsets = tuple(round(value, 3) for value in (offsets - offsets.mean()).tolist())
    return CalibrationScaling(round(float(torch.exp(log_temperature).detach()), 3), fitted_offsets)


def fit_platt(logits: NDArray[np.float64], labels: NDArray[np.bool_]) -> PlattScaling:
    """Scale and offset with the lowest negative log-likelihood, rounded to 3 decimals. `logits` and `labels` have the
    shape (n,).
    """
    inputs, targets = torch.from_numpy(logits).double(), torch.from_numpy(labels).double()
    factors = torch.tensor((1.0, 0.0), dtype=torch.double, requires_grad=True)
    optimiser = torch.optim.LBFGS([factors], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> float:
        optimiser.zero_grad()
        scaled = inputs * factors[0] + factors[1]
        total = nn.functional.binary_cross_entropy_with_logits(scaled, targets)
        total.backward()
        return float(total.detach())

    optimiser.step(loss)
    scale, offset = (round(value, 3) for value in factors.tolist())
    return PlattScaling(scale, offset)
