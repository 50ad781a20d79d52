"""Body model. In shapes, B is the batch size, T the number of steps in a window, and C the number of channels."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.serving.features.body import CHANNELS, STEPS

MEANS = (1, 2, 6, 12, 24)
SPREADS = (12, 36)
"""Lengths in steps of the most recent spans. The linear part receives each channel's mean and spread over each span."""


class BodyNet(nn.Module):
    """Model from a window of signals to one logit: a linear layer over summary statistics, plus a GRU over the steps.

    The state of the GRU starts at 0 in every window. If a model kept its state, it could count the minutes of the
    timetable.
    """

    middle: Tensor
    scale: Tensor
    summary_middle: Tensor
    summary_scale: Tensor
    pool: Tensor

    def __init__(self, hidden: int = 12, dropout: float = 0.5) -> None:
        super().__init__()
        channels, features = len(CHANNELS), len(CHANNELS) * (len(MEANS) + len(SPREADS))
        self.register_buffer("middle", torch.zeros(channels))
        self.register_buffer("scale", torch.ones(channels))
        self.register_buffer("summary_middle", torch.zeros(features))
        self.register_buffer("summary_scale", torch.ones(features))
        spans = torch.tensor(MEANS + SPREADS)[:, None]
        self.register_buffer("pool", (torch.arange(STEPS) >= STEPS - spans) / spans)  # (7, T)
        self.straight = nn.Linear(features, 1)
        self.into = nn.Linear(channels, hidden)
        self.gru = nn.GRU(hidden, hidden, batch_first=True)
        self.drop = nn.Dropout(dropout)
        self.head = nn.Linear(2 * hidden, 1)
        # Both parts start with weight 0: an input from which nothing is learned has no effect.
        nn.init.zeros_(self.straight.weight)
        nn.init.zeros_(self.head.weight)

    def summary(self, x: Tensor) -> Tensor:
        """Summary statistics (B, features) of signals (B, T, C)."""
        means = self.pool @ x  # (B, 7, C)
        squares = self.pool[len(MEANS) :] @ (x * x)  # (B, 2, C)
        spread = torch.sqrt((squares - means[:, len(MEANS) :] ** 2).clamp(min=1e-6))
        return torch.cat([means[:, : len(MEANS)], spread], dim=1).flatten(1)

    def forward(self, x: Tensor) -> Tensor:
        summary = (self.summary(x) - self.summary_middle) / self.summary_scale  # (B, features)
        step = torch.relu(self.into((x - self.middle) / self.scale))  # (B, T, H)
        start = step.new_zeros(1, step.shape[0], step.shape[2])  # explicit, or ONNX would fix the batch size
        outputs, _ = self.gru(self.drop(step), start)  # (B, T, H)
        ends = torch.cat([outputs[:, -1], outputs.mean(dim=1)], dim=1)  # (B, 2 H)
        logit = self.straight(summary.clamp(-4, 4)) + self.head(self.drop(ends))  # (B, 1)
        return logit[:, 0]

    @torch.no_grad()
    def learn_scales(self, x: Tensor) -> None:
        """Set the mean and the spread of each channel and of each summary statistic, from training windows (n, T,
        C).
        """
        self.middle.copy_(x.mean(dim=(0, 1)))
        self.scale.copy_(x.std(dim=(0, 1)) + 1e-2)
        summary = self.summary(x)
        self.summary_middle.copy_(summary.mean(dim=0))
        self.summary_scale.copy_(summary.std(dim=0) + 1e-2)


@torch.no_grad()
def predict_probabilities(net: BodyNet, signals: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities (n,) for signals (n, T, C), computed in batches of 1024 rows."""
    net.eval()
    parts = [torch.sigmoid(net(torch.from_numpy(signals[at : at + 1024]))) for at in range(0, len(signals), 1024)]
    return np.asarray(torch.cat(parts).numpy(), np.float32)
