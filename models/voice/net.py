"""Voice model: three convolutions and a GRU, with a prediction every half second."""

from pathlib import Path

import torch
from torch import Tensor, nn

from models.serving.features.voice import BANDS, CONTEXT, FRAMES, SILENCE
from models.voice.recipe import CLASSES

STEPS = FRAMES // 4
"""Number of GRU steps in half a second. The convolutions reduce four frames to one step."""


class VoiceNet(nn.Module):
    """Model from log-mel frames to class scores for each half second. The state of the GRU is an input and an
    output.
    """

    def __init__(self, channels: tuple[int, int, int] = (16, 48, 64), hidden: int = 160, dropout: float = 0.2) -> None:
        super().__init__()
        first, second, third = channels
        self.hidden = hidden
        # No padding in time: the CONTEXT frames before a chunk are part of the input, so a stream in half seconds gives
        # the same as in one piece. For S steps the third layer needs S + 2, the second 2 S + 5, the first 4 S + 13
        # frames. The name `ears` is part of saved weights.
        self.ears = nn.Sequential(
            nn.Conv2d(1, first, (5, 3), (2, 2), (0, 1), bias=False), nn.BatchNorm2d(first), nn.ReLU(),
            nn.Conv2d(first, second, (3, 3), (2, 2), (0, 1), bias=False), nn.BatchNorm2d(second), nn.ReLU(),
            nn.Conv2d(second, third, (3, 3), (1, 2), (0, 1), bias=False), nn.BatchNorm2d(third), nn.ReLU(),
        ).to(memory_format=torch.channels_last)  # fmt: skip
        self.narrow = nn.Sequential(nn.Linear(third * BANDS // 8, hidden), nn.ReLU(), nn.Dropout(dropout))
        self.memory = nn.GRU(hidden, hidden, batch_first=True)
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(2 * hidden, len(CLASSES)))

    def forward(self, mel: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (B, D, 16) and next state from `mel` (B, CONTEXT + D FRAMES, BANDS) and `state` (B, hidden)."""
        x = self.ears(mel.unsqueeze(1))  # (B, third, D STEPS, BANDS / 8)
        x = self.narrow(x.permute(0, 2, 1, 3).flatten(2))  # (B, D STEPS, hidden)
        x, state = self.memory(x, state.unsqueeze(0))
        x = x.reshape(x.shape[0], -1, STEPS, self.hidden)
        x = torch.cat([x.mean(2), x[:, :, -1]], 2)  # (B, D, 2 hidden): mean of the half second, and the last step
        return self.head(x), state.squeeze(0)


def load_averaged(run: Path) -> VoiceNet:
    """Load the averaged model of a run."""
    saved = torch.load(run / "state.pt", weights_only=True)
    recipe = saved["recipe"]
    net = VoiceNet(tuple(recipe["channels"]), recipe["hidden"], recipe["dropout"])
    net.load_state_dict(saved["ema"])
    return net.eval()


def scores_after_reset(net: VoiceNet, mel: Tensor) -> Tensor:
    """Scores (B, D, 16) of sound (B, D FRAMES, BANDS) after a reset."""
    before = mel.new_full((len(mel), CONTEXT, BANDS), SILENCE)
    return net(torch.cat([before, mel], 1), mel.new_zeros(len(mel), net.hidden))[0]
