"""Parts of the smile model: from the points of a face mesh to the logit of a smile, and to the pose of the head."""

import math

import torch
from torch import Tensor, nn

from models.smile.points import CHEEKS, EYE_CORNERS, FOREHEAD, LIPS, POINTS, UNDER_NOSE

LEVEL_DEG = 5.0
"""Pitch that the mesh measures for a level head: the mean difference from the pitch measured with the detector's
keypoints, over the faces of DiffusionFER. The zero of the keypoints comes from anthropometry
(edge/perception/vision/head_pose.py).
"""

_TINY = 1e-6  # added where points that all coincide would divide by zero


def head_axes(points: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Unit vectors (n, 3) towards the left, the bottom and the back of the head, in image axes, from points (n, 468,
    3).

    In the image, x grows to the right, y downwards, and z away from the camera.
    """
    across = points[:, EYE_CORNERS[3]] - points[:, EYE_CORNERS[0]]
    across = across / (across.norm(dim=1, keepdim=True) + _TINY)
    down = points[:, UNDER_NOSE] - points[:, list(FOREHEAD)].mean(dim=1)
    down = down - (down * across).sum(dim=1, keepdim=True) * across
    down = down / (down.norm(dim=1, keepdim=True) + _TINY)
    return across, down, _cross_product(across, down)


def mouth_shape(points: Tensor) -> Tensor:
    """Lips and cheeks (n, 3 * 64) as returned by `level_points`."""
    return level_points(points, LIPS + CHEEKS).flatten(1)


def level_points(points: Tensor, chosen: tuple[int, ...]) -> Tensor:
    """Points (n, chosen, 3) in the axes of the head. They are relative to the middle between the eyes, in units of the
    distance between the eyes. Position and size of the face and direction of the head therefore change the points only
    a little.
    """
    axes = torch.stack(head_axes(points), dim=2)  # (n, 3, axis)
    middle = points[:, list(EYE_CORNERS)].mean(dim=1, keepdim=True)
    eyes = (points[:, EYE_CORNERS[3]] - points[:, EYE_CORNERS[0]]).norm(dim=1) + _TINY
    return ((points[:, list(chosen)] - middle) / eyes[:, None, None]) @ axes


def head_pose(points: Tensor) -> Tensor:
    """Yaw and pitch (n, 2) in degrees from points (n, 468, 3). The signs are those of
    edge/perception/vision/head_pose.py.

    The head is first levelled, so that a tilted head (roll) does not count as turned.
    """
    across, _, back = head_axes(points)
    tilt = across[:, :2] / (across[:, :2].norm(dim=1, keepdim=True) + _TINY)
    x = tilt[:, 0] * back[:, 0] + tilt[:, 1] * back[:, 1]
    y = tilt[:, 0] * back[:, 1] - tilt[:, 1] * back[:, 0]
    yaw, pitch = torch.atan(-x / (back[:, 2].clamp(min=0.0) + _TINY)), torch.asin(y.clamp(-1.0, 1.0))
    return torch.stack((yaw, pitch), dim=1) * (180.0 / math.pi) - torch.tensor((0.0, LEVEL_DEG))


class SmileHead(nn.Module):
    """Several small networks from the shape of lips and cheeks to the logit of a smile. The result is the mean of their
    logits.

    The networks differ only in their initial weights. The mean varies less between training runs than a single network.
    """

    def __init__(self, hidden: int, dropout: float, members: int) -> None:
        super().__init__()
        size = 3 * len(LIPS + CHEEKS)
        self.register_buffer("mean", torch.zeros(size))
        self.register_buffer("spread", torch.ones(size))
        self.members = nn.ModuleList(
            nn.Sequential(nn.Linear(size, hidden), nn.ReLU(), nn.Dropout(dropout), nn.Linear(hidden, 1))
            for _ in range(members)
        )

    def learn_scales(self, shapes: Tensor) -> None:
        """Set mean and standard deviation of the inputs from the training shapes (n, 192)."""
        self.mean.copy_(shapes.mean(dim=0))
        self.spread.copy_(shapes.std(dim=0) + _TINY)

    def each(self, shapes: Tensor) -> Tensor:
        """Logits (n, members) of each network for shapes (n, 192)."""
        scaled = (shapes - self.mean) / self.spread
        return torch.cat([member(scaled) for member in self.members], dim=1)

    def forward(self, shapes: Tensor) -> Tensor:
        """Mean logits (n,) for shapes (n, 192)."""
        return self.each(shapes).mean(dim=1)


class ExportableSmileNet(nn.Module):
    """The shipped head, which follows the mesh. Its outputs are everything that the kiosk receives for a face."""

    def __init__(self, head: SmileHead, scale: float, offset: float) -> None:
        super().__init__()
        self.head, self.scale, self.offset = head, scale, offset

    def forward(self, points: Tensor, score: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Probability of a smile (n, 1) and of a face (n, 1), and yaw and pitch (n, 2), from the mesh's outputs."""
        points = points.reshape(-1, POINTS, 3)
        smile = torch.sigmoid(self.scale * self.head(mouth_shape(points)) + self.offset)
        return smile[:, None], torch.sigmoid(score), head_pose(points)


def _cross_product(a: Tensor, b: Tensor) -> Tensor:
    """Cross product (n, 3), computed only with products and differences, which every engine supports."""
    return torch.stack(
        (
            a[:, 1] * b[:, 2] - a[:, 2] * b[:, 1],
            a[:, 2] * b[:, 0] - a[:, 0] * b[:, 2],
            a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0],
        ),
        dim=1,
    )
