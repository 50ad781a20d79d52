"""Expression models. Comments give the shapes, in which B is the batch size and sizes are for an input of 48 px."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.serving.features.expression import NET_PX, normalise

POSE, POSE_METRICS = "pose.pt", "pose.json"
"""Files of a run with the weights and measurements of its pose head. models.labelling.pose writes them."""


class SqueezeExcitation(nn.Module):
    """Computes a weight for each channel from the means of all channels ("squeeze and excitation", Hu et al. 2018)."""

    def __init__(self, channels: int, share: int) -> None:
        super().__init__()
        self.reduce = nn.Linear(channels, channels // share)
        self.expand = nn.Linear(channels // share, channels)
        # All channel weights start at 1, so that adding the layer does not change a trained network.
        nn.init.zeros_(self.expand.weight)
        nn.init.zeros_(self.expand.bias)

    def forward(self, x: Tensor) -> Tensor:
        weights = 2.0 * torch.sigmoid(self.expand(torch.relu(self.reduce(x.mean(dim=(2, 3))))))
        return x * weights[:, :, None, None]


class ResidualBlock(nn.Module):
    """Two dense 3x3 convolutions with a shortcut (He et al. 2016, "basic block"). `squeeze`: see ExpressionNet."""

    def __init__(self, channels_in: int, channels: int, stride: int, squeeze: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(channels)
        # A last scale of 0 makes each block start as its short cut, so that 0.1 is a safe first learning rate.
        nn.init.zeros_(self.norm2.weight)
        self.squeeze = SqueezeExcitation(channels, squeeze) if squeeze else nn.Identity()
        self.short_cut: nn.Module = nn.Identity()
        if stride != 1 or channels_in != channels:
            self.short_cut = nn.Sequential(
                nn.AvgPool2d(stride) if stride > 1 else nn.Identity(),
                nn.Conv2d(channels_in, channels, 1, bias=False),
                nn.BatchNorm2d(channels),
            )

    def forward(self, x: Tensor) -> Tensor:
        y = torch.relu(self.norm1(self.conv1(x)))
        return torch.relu(self.squeeze(self.norm2(self.conv2(y))) + self.short_cut(x))


class ExpressionNet(nn.Module):
    """Residual network from a grey face of 48 px to 8 logits in the order of FER+.

    Convolutions are dense, because on a CPU they cost less per unit of accuracy than depthwise ones, which wait for
    memory. With `squeeze`, each block weights its channels, through a hidden layer with 1 / `squeeze` of the channels.
    With `places`, the final mean is weighted by position, with separate weights for each channel. Faces are aligned, so
    the position matters.
    """

    def __init__(
        self, widths: tuple[int, ...], blocks: tuple[int, ...], squeeze: int = 0, places: bool = False, classes: int = 8
    ) -> None:
        super().__init__()
        self.blocks = blocks
        self.stem = nn.Sequential(nn.Conv2d(1, widths[0], 3, 2, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU())
        layers: list[nn.Module] = []
        channels = widths[0]
        for stage, (width, count) in enumerate(zip(widths, blocks, strict=True)):
            for block in range(count):
                stride = 2 if stage > 0 and block == 0 else 1
                layers.append(ResidualBlock(channels, width, stride, squeeze))
                channels = width
        self.body = nn.Sequential(*layers)
        side = NET_PX // 2 ** len(widths)
        self.places = nn.Parameter(torch.ones(channels, side, side)) if places else None
        self.drop = nn.Dropout(0.2)
        self.head = nn.Linear(channels, classes)

    def middle_map(self, x: Tensor) -> Tensor:
        """Feature map before the last stage."""
        x = self.stem(x)  # (B, 1, 48, 48) -> (B, 32, 24, 24)
        return self.body[: sum(self.blocks[:-1])](x)  # -> (B, 32, 24, 24) -> (B, 64, 12, 12)

    def features_from_middle(self, middle_map: Tensor) -> Tensor:
        """Features computed from a middle map, by the last stage and a mean over all positions."""
        x = self.body[sum(self.blocks[:-1]) :](middle_map)  # -> (B, 160, 6, 6)
        if self.places is not None:
            x = x * self.places
        return x.mean(dim=(2, 3))  # (B, 160)

    def head_features(self, x: Tensor) -> Tensor:
        """Features that are the input of all heads except the pose head."""
        return self.features_from_middle(self.middle_map(x))

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.drop(self.head_features(x)))  # (B, 8)


class PoseHead(nn.Module):
    """Head from the middle map to yaw and pitch in degrees, through means over 4 x 4 squares of the image.

    A face and its mirror image have the same expression, so the mean over all positions contains little information
    about left and right. The last stage is trained for expressions, and contains less information about the head than
    the stage before it.
    """

    ACROSS, HIDDEN = 4, 32

    def __init__(self, channels: int, stages: int) -> None:
        super().__init__()
        self.pool = nn.AvgPool2d(NET_PX // 2 ** (stages - 1) // self.ACROSS)
        self.angles = nn.Sequential(
            nn.Linear(channels * self.ACROSS**2, self.HIDDEN), nn.ReLU(), nn.Dropout(0.4), nn.Linear(self.HIDDEN, 2)
        )

    def square_features(self, middle_map: Tensor) -> Tensor:
        return self.pool(middle_map).flatten(1)  # (B, 64, 12, 12) -> (B, 64, 4, 4) -> (B, 1024)

    def forward(self, middle_map: Tensor) -> Tensor:
        return self.angles(self.square_features(middle_map))  # (B, 2)


def build_pose_head(recipe: Mapping[str, Any]) -> PoseHead:
    """Untrained pose head that fits the model of a recipe."""
    return PoseHead(recipe["widths"][-2], len(recipe["widths"]))


def build_net(recipe: Mapping[str, Any]) -> ExpressionNet:
    """Untrained model of a recipe in JSON. Older recipes have no `squeeze` and `places`."""
    squeeze, places = recipe.get("squeeze", 0), recipe.get("places", False)
    return ExpressionNet(tuple(recipe["widths"]), tuple(recipe["blocks"]), squeeze, places)


@torch.no_grad()
def load_start_weights(net: ExpressionNet, state: Mapping[str, NDArray[Any]], blocks_before: Sequence[int]) -> None:
    """Load the weights of a model with `blocks_before` blocks per stage into `net`. Raises ValueError if they do not
    fit. Parts that only `net` has keep their initial values, which do not change the output.
    """
    kept = drop_blocks(state, blocks_before, net.blocks)
    missing, unknown = net.load_state_dict({n: torch.from_numpy(a) for n, a in kept.items()}, strict=False)
    if unknown or any(not (name == "places" or ".squeeze." in name) for name in missing):
        raise ValueError(f"the weights belong to another model: {[*missing, *unknown][:3]}")


def drop_blocks(
    state: Mapping[str, NDArray[Any]], blocks_before: Sequence[int], wanted: Sequence[int]
) -> dict[str, NDArray[Any]]:
    """Convert the arrays of a model with `blocks_before` blocks per stage for a model with `wanted` blocks, by dropping
    the last blocks.
    """
    kept: list[int] = []
    first = 0
    for old, new in zip(blocks_before, wanted, strict=True):
        kept.extend(range(first, first + min(old, new)))
        first += old
    place = {f"body.{old}.": f"body.{new}." for new, old in enumerate(kept)}
    renamed = {}
    for name, array in state.items():
        head, _, rest = name.partition(".")
        block = f"{head}.{rest.partition('.')[0]}."
        if head != "body":
            renamed[name] = array
        elif block in place:
            renamed[place[block] + name[len(block) :]] = array
    return renamed


@torch.no_grad()
def predict_logits(net: nn.Module, images: NDArray[np.uint8], batch: int = 256) -> Tensor:
    """Logits (n, 8) float32 for crops (n, 48, 48) uint8."""
    net.eval()
    parts = [torch.from_numpy(normalise(images[at : at + batch])) for at in range(0, len(images), batch)]
    return torch.cat([net(x.to(memory_format=torch.channels_last)) for x in parts])
