"""The voice network: three convolutions, a GRU, a decision every half second."""

from pathlib import Path

import torch
from torch import Tensor, nn

from models.serving.features.voice import BANDS, CONTEXT, FRAMES, SILENCE
from models.voice.recipe import CLASSES

STEPS = FRAMES // 4
"""Steps of the GRU in half a second; the convolutions take four frames to one."""


class VoiceNet(nn.Module):
    """Log-mel frames to class scores, half a second at a time. What it remembers goes in and comes out as `state`."""

    def __init__(self, channels: tuple[int, int, int] = (16, 48, 64), hidden: int = 160, dropout: float = 0.2) -> None:
        super().__init__()
        first, second, third = channels
        self.hidden = hidden
        # No padding in time: the CONTEXT frames before a chunk are part of the input, so a stream cut in half seconds
        # gives what it gives whole. For S steps the third needs S + 2, the second 2 S + 5, the first 4 S + 13 frames.
        self.ears = nn.Sequential(
            nn.Conv2d(1, first, (5, 3), (2, 2), (0, 1), bias=False), nn.BatchNorm2d(first), nn.ReLU(),
            nn.Conv2d(first, second, (3, 3), (2, 2), (0, 1), bias=False), nn.BatchNorm2d(second), nn.ReLU(),
            nn.Conv2d(second, third, (3, 3), (1, 2), (0, 1), bias=False), nn.BatchNorm2d(third), nn.ReLU(),
        ).to(memory_format=torch.channels_last)  # fmt: skip
        self.narrow = nn.Sequential(nn.Linear(third * BANDS // 8, hidden), nn.ReLU(), nn.Dropout(dropout))
        self.memory = nn.GRU(hidden, hidden, batch_first=True)
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(2 * hidden, len(CLASSES)))

    def forward(self, mel: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """`mel` (B, CONTEXT + D FRAMES, BANDS), `state` (B, hidden) to scores (B, D, 16) and the state after them."""
        x = self.ears(mel.unsqueeze(1))  # (B, third, D STEPS, BANDS / 8)
        x = self.narrow(x.permute(0, 2, 1, 3).flatten(2))  # (B, D STEPS, hidden)
        x, state = self.memory(x, state.unsqueeze(0))
        x = x.reshape(x.shape[0], -1, STEPS, self.hidden)
        x = torch.cat([x.mean(2), x[:, :, -1]], 2)  # (B, D, 2 hidden): the half second, and all up to its end
        return self.head(x), state.squeeze(0)


def trained(run: Path) -> VoiceNet:
    """The averaged network that training left in the folder `run`."""
    saved = torch.load(run / "state.pt", weights_only=True)
    recipe = saved["recipe"]
    net = VoiceNet(tuple(recipe["channels"]), recipe["hidden"], recipe["dropout"])
    net.load_state_dict(saved["ema"])
    return net.eval()


def from_start(net: VoiceNet, mel: Tensor) -> Tensor:
    """Scores (B, D, 16) of sound (B, D FRAMES, BANDS) before which there was nothing."""
    before = mel.new_full((len(mel), CONTEXT, BANDS), SILENCE)
    return net(torch.cat([before, mel], 1), mel.new_zeros(len(mel), net.hidden))[0]
