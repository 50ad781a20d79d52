"""Google's speech embedding (Apache-2.0) as a torch module: from mel frames to 96 numbers every 80 ms.

Its weights come from the ONNX file in the package openwakeword. The package itself is not a dependency, because its
wake words are CC BY-NC-SA, and nothing else in it is used.
"""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from models.data import DataMissingError
from models.serving.fetch import FetchError, extract_from_wheel

WHEEL = "openwakeword==0.5.1"
MEMBER = "openwakeword/resources/models/embedding_model.onnx"
WHEEL_SHA256 = "015467e49f08b0ef8efa433690ce70566abb72f7c36501a6fa893762b4ddc559"
SHA256 = "70d164290c1d095d1d4ee149bc5e00543250a7316b59f31d056cff7bd3075c1f"
CACHE = Path("runs") / "speech_embedding"

SIZE = 96
"""Number of values in an embedding."""

_LEAK, _LOWEST = 0.2, -0.4  # of the activation: max(x, 0.2 x), but not below -0.4

_STAGES = (
    (24, ((3, 3), (1, 3), (3, 1)), (2, 2)),
    (48, ((1, 3), (3, 1), (1, 3), (3, 1)), (1, 2)),
    (72, ((1, 3), (3, 1), (1, 3), (3, 1)), (2, 2)),
    (96, ((1, 3), (3, 1), (1, 3), (3, 1)), (1, 2)),
    (96, ((1, 3), (3, 1), (1, 3), (3, 1)), (2, 2)),
)
"""Stages of the embedding. Each stage has its channels, the kernels (frames, bands) of its convolutions, and the
pooling after the convolutions.
"""


class _Activation(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.leaky_relu(x, _LEAK).clamp(min=_LOWEST)


class SpeechEmbedding(nn.Module):
    """Embeddings (n, k + 1, 96) of mel frames (n, 76 + 8 k, 32).

    Nothing is padded in time. A longer piece of sound therefore gives the same result as pieces of 76 frames that start
    8 frames apart.
    """

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 1
        for wider, kernels, pool in _STAGES:
            for kernel in kernels:
                layers += [nn.Conv2d(channels, wider, kernel, padding=(0, kernel[1] // 2)), _Activation()]
                channels = wider
            layers.append(nn.MaxPool2d(pool))
        layers.append(nn.Conv2d(channels, SIZE, (3, 1), bias=False))
        self.layers = nn.Sequential(*layers)
        self.requires_grad_(requires_grad=False)

    def forward(self, mel: Tensor) -> Tensor:
        found: Tensor = self.layers(mel.unsqueeze(1))
        return found.squeeze(3).transpose(1, 2)


def fetch(cache: Path = CACHE) -> Path:
    """Path of the embedding's ONNX file, which comes from the wheel of openwakeword. Raises DataMissingError if the
    wheel cannot be downloaded.
    """
    kept = cache / Path(MEMBER).name
    try:
        if not kept.is_file():
            with tempfile.TemporaryDirectory() as folder:
                got = extract_from_wheel(WHEEL, MEMBER, Path(folder), wheel_sha256=WHEEL_SHA256, sha256=SHA256)
                cache.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(got.read_bytes())
    except FetchError as failed:
        raise DataMissingError(str(failed)) from failed
    return kept


def load_embedding(path: Path) -> SpeechEmbedding:
    """The embedding with the weights in its ONNX file."""
    graph = onnx.load(str(path)).graph
    arrays = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}
    given = [[arrays[name] for name in node.input[1:]] for node in graph.node if node.op_type == "Conv"]
    net = SpeechEmbedding()
    layers = [layer for layer in net.layers if isinstance(layer, nn.Conv2d)]
    for layer, (weight, *bias) in zip(layers, given, strict=True):
        layer.weight.copy_(torch.from_numpy(np.array(weight)))
        if layer.bias is not None:
            layer.bias.copy_(torch.from_numpy(np.array(bias[0])))
    net.eval()
    return net
