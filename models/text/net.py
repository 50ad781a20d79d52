"""Transformer encoder for comments: from tokens to scores of three classes, and to an embedding."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.serving.features.text import PAD, PIECES
from models.text.recipe import CLASSES

MEANING = 384
"""Number of values in the teacher's embedding, which the model is also trained to produce."""


class EncoderLayer(nn.Module):
    """Self-attention and a feed-forward part, each with normalisation before it (Xiong et al. 2020). Input and output
    have the shape (n, t, width).
    """

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.each = heads, width // heads
        self.norm_attention, self.norm_feed = nn.LayerNorm(width), nn.LayerNorm(width)
        self.to_qkv, self.from_heads = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.feed = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        """`hidden` (n, 1, 1, t) is added to the attention scores: 0 for a token, and a very low number for padding."""
        qkv = self.to_qkv(self.norm_attention(x)).unflatten(2, (3, self.heads, self.each)).permute(2, 0, 3, 1, 4)
        scores = qkv[0] @ qkv[1].transpose(2, 3) / math.sqrt(self.each) + hidden  # (n, heads, t, t)
        mixed = (self.dropout(torch.softmax(scores, 3)) @ qkv[2]).transpose(1, 2).flatten(2)
        x = x + self.dropout(self.from_heads(mixed))
        return x + self.dropout(self.feed(self.norm_feed(x)))


class TextNet(nn.Module):
    """Model from tokens (n, t) to scores (n, 3) and embeddings (n, 384) of length 1."""

    def __init__(self, pieces: int, width: int, layers: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.table = nn.Embedding(pieces, width, padding_idx=PAD)
        self.places = nn.Parameter(torch.randn(PIECES, width) * 0.02)
        nn.init.normal_(self.table.weight, std=0.02 * math.sqrt(768 / width))
        self.layers = nn.ModuleList(EncoderLayer(width, heads, dropout) for _ in range(layers))
        self.norm, self.dropout = nn.LayerNorm(width), nn.Dropout(dropout)
        self.attend = nn.Linear(width, 1)
        self.scores = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Dropout(dropout), nn.Linear(width, 3))
        self.meaning = nn.Linear(2 * width, MEANING)
        assert len(CLASSES) == 3

    @torch.no_grad()
    def start_from(self, table: NDArray[np.float32]) -> None:
        """Set the token table (tokens, width), before training."""
        self.table.weight.copy_(torch.from_numpy(table))
        self.table.weight[PAD] = 0

    def forward(self, pieces: Tensor) -> tuple[Tensor, Tensor]:
        is_piece = pieces != PAD
        low = (~is_piece).to(self.places.dtype) * -1e4
        x = self.dropout(self.table(pieces) + self.places[: pieces.shape[1]])
        for layer in self.layers:
            x = layer(x, low[:, None, None])
        x = self.norm(x)
        shares = torch.softmax(self.attend(x).squeeze(2) + low, 1)  # (n, t)
        kept = is_piece.to(x.dtype)
        mean = (x * kept[:, :, None]).sum(1) / kept.sum(1, keepdim=True).clamp(min=1.0)
        pooled = torch.cat([mean, (x * shares[:, :, None]).sum(1)], 1)
        return self.scores(pooled), nn.functional.normalize(self.meaning(pooled), dim=1)


def build_net(recipe: dict[str, Any], pieces: int) -> TextNet:
    """Model for the settings of a recipe and the size of a vocabulary."""
    return TextNet(pieces, recipe["width"], recipe["layers"], recipe["heads"], recipe["dropout"])


def load_run(run: Path) -> tuple[TextNet, str, dict[str, Any]]:
    """Averaged model of a run, its tokenizer, and its saved state."""
    saved = torch.load(run / "state.pt", weights_only=True)
    net = build_net(saved["recipe"], len(saved["ema"]["table.weight"]))
    net.load_state_dict(saved["ema"])
    return net.eval(), saved["recipe"]["tokenizer"], saved
