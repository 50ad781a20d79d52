"""Computes the scores of texts with a model that is being trained."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from models.serving.features.text import PAD, CommentTokenizer

BATCH = 256


@torch.no_grad()
def predict_scores(net: nn.Module, tokenizer: CommentTokenizer, texts: Sequence[str]) -> Tensor:
    """Scores (n, 3) of texts. Texts of similar length are processed together, because padding takes time. The order
    does not change the scores.
    """
    rows = torch.from_numpy(tokenizer.input_rows(texts).astype(np.int64))
    lengths = (rows != PAD).sum(1).clamp(min=1)
    scores = torch.zeros(len(rows), 3)
    for part in torch.argsort(lengths, stable=True).split(BATCH):
        scores[part] = net(rows[part, : int(lengths[part].max())])[0]
    return scores
