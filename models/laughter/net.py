"""Laughter model: Google's speech embedding, which is not trained, and a head that gives a prediction every half
second.
"""

import torch
from torch import Tensor, nn

from models.laughter.embedding import SIZE, SpeechEmbedding
from models.serving.features.speech import STEPS
from models.voice.recipe import CLASSES


class LaughterHead(nn.Module):
    """Head from the embeddings of half seconds to class scores. Its state contains information from earlier half
    seconds.
    """

    def __init__(self, narrow: int, hidden: int, back: int, dropout: float) -> None:
        super().__init__()
        self.back, self.width = back, 3 * narrow
        self.mean = nn.Buffer(torch.zeros(SIZE))
        self.spread = nn.Buffer(torch.ones(SIZE))
        self.narrow = nn.Sequential(nn.Linear(SIZE, narrow), nn.ReLU(), nn.Dropout(dropout))
        self.out = nn.Sequential(
            nn.Linear(self.width * (back + 1), hidden), nn.ReLU(), nn.Dropout(dropout), nn.Linear(hidden, len(CLASSES))
        )

    @property
    def hidden(self) -> int:
        """Size of the state."""
        return self.width * self.back

    def forward(self, embeddings: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (B, D, 16) and next state from `embeddings` (B, D, 4, 96) and `state` (B, hidden)."""
        x = self.narrow((embeddings - self.mean) / self.spread)
        middle = x.mean(2)
        spread = ((x - middle.unsqueeze(2)) ** 2).mean(2).clamp(min=1e-8).sqrt()
        halves = torch.cat(
            [middle, x.amax(2), spread], 2
        )  # (B, D, width): what laughter and speech pulse differently in
        halves = torch.cat([state.unflatten(1, (self.back, self.width)), halves], 1)
        count = halves.shape[1] - self.back
        joined = torch.cat([halves[:, at : at + count] for at in range(self.back + 1)], 2)
        return self.out(joined), halves[:, -self.back :].flatten(1)


class LaughterNet(nn.Module):
    """Embedding and head in one model: from the mel frames (B, 100, 32) of a half second to class scores."""

    def __init__(self, embedding: SpeechEmbedding, head: LaughterHead) -> None:
        super().__init__()
        self.embedding, self.head = embedding, head

    @property
    def hidden(self) -> int:
        """Size of the state."""
        return self.head.hidden

    def forward(self, mel: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (B, 1, 16) and next state (B, hidden)."""
        scores: tuple[Tensor, Tensor] = self.head(self.embedding(mel)[:, -STEPS:].unsqueeze(1), state)
        return scores
