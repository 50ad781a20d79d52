"""Tiles of an image for the detector, and the merging of their detections into one list. Only geometry, no image
data.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar

OVERLAP = 0.1
"""Minimum overlap of neighbouring squares, as a share of the longer side. Every face smaller than `REACH` is
completely inside at least one square.
"""

REACH = 0.07
"""Smallest face that the full-range detector finds reliably, as a share of its input's longer side (measured:
docs/evidence/accuracy.md). The boxes of smaller faces are too large, and nearly all of the detector's false faces are
that small.
"""

WIDE = 1.5
"""Minimum ratio of the sides at which "auto" uses squares. In the letterbox of a wide image, the detector wastes two
fifths of its input.
"""


class Tile(NamedTuple):
    """A rectangle of the image, in pixels, for one call of the detector."""

    x: int
    y: int
    width: int
    height: int


class ScoredBox(Protocol):
    @property
    def x_px(self) -> float: ...
    @property
    def y_px(self) -> float: ...
    @property
    def w_px(self) -> float: ...
    @property
    def h_px(self) -> float: ...
    @property
    def score(self) -> float: ...


T = TypeVar("T", bound=ScoredBox)


def make_tiles(width: int, height: int, tiles: str | int, min_px: float) -> tuple[Tile, ...]:
    """Returns the whole image, followed by the squares that `tiles` requests. Each of these tiles costs one detector
    call.

    "whole": no squares. "auto": two squares along the longer side, if the image is wide (`WIDE`) and a call on the
    whole image does not already find faces of `min_px`. That makes 3 calls at 1280x720, and 1 at 640x480. A number:
    this many squares along the longer side, in as many rows as needed. At 16:9, 2 squares need 1 row, 3 need 2 rows and
    4 need 2 rows, so they take 3, 7 and 9 calls.
    """
    whole = Tile(0, 0, width, height)
    long, short = max(width, height), min(width, height)
    if tiles == "auto":
        tiles = 2 if long >= WIDE * short and long * REACH > min_px else "whole"
    if tiles == "whole" or int(tiles) < 2:
        return (whole,)
    shared = OVERLAP * long
    if short < 2 * shared:
        return (whole,)  # a strip; no camera gives one
    along = max(int(tiles), math.ceil((long - shared) / (short - shared)))
    side = (long + (along - 1) * shared) / along
    across = max(1, round((short - shared) / (side - shared)))
    side = min(short, max(side, (short + (across - 1) * shared) / across))
    steps = [(a, b) for b in _starts(short, side, across) for a in _starts(long, side, along)]
    size = math.ceil(side)
    return (whole, *(Tile(a, b, size, size) if width >= height else Tile(b, a, size, size) for a, b in steps))


def smallest_detectable_face_px(width: int, height: int, tiles: str | int, min_px: float) -> float:
    """Returns the size in image pixels of the smallest face that the detector finds reliably with these tiles."""
    return REACH * max(make_tiles(width, height, tiles, min_px)[-1][2:])


def _starts(length: float, side: float, count: int) -> list[int]:
    if count == 1:
        return [0]
    return [math.floor(k * (length - side) / (count - 1)) for k in range(count)]


def is_best_tile(tile: Tile, box: ScoredBox, width: int, height: int, has_squares: bool) -> bool:
    """True if this tile, and no other tile, should report this box.

    If there are squares, the whole image does not report faces below its reach, because the squares do. A square does
    not report a face that its inner edge cuts; its neighbour or the whole image does.
    """
    if not has_squares:
        return True
    if tile[2:] == (width, height):
        return box.w_px >= REACH * max(width, height)
    right, bottom = tile.x + tile.width, tile.y + tile.height
    return (
        (box.x_px > tile.x or tile.x == 0)
        and (box.y_px > tile.y or tile.y == 0)
        and (box.x_px + box.w_px < right or right >= width)
        and (box.y_px + box.h_px < bottom or bottom >= height)
    )


def merge_boxes(boxes: Sequence[T], shared: float = 0.3, inside: float = 0.6) -> list[T]:
    """Removes duplicate boxes. Returns the remaining boxes, the highest score first.

    A box is a duplicate if it overlaps a box with a higher score by more than `shared` of their union, or by more than
    `inside` of the smaller box (a part of a face, found in a square).
    """
    kept: list[T] = []
    for box in sorted(boxes, key=lambda b: -b.score):
        if all(_are_distinct(box, other, shared, inside) for other in kept):
            kept.append(box)
    return kept


def _are_distinct(a: ScoredBox, b: ScoredBox, shared: float, inside: float) -> bool:
    w = min(a.x_px + a.w_px, b.x_px + b.w_px) - max(a.x_px, b.x_px)
    h = min(a.y_px + a.h_px, b.y_px + b.h_px) - max(a.y_px, b.y_px)
    if w <= 0 or h <= 0:
        return True
    both, one, other = w * h, a.w_px * a.h_px, b.w_px * b.h_px
    return both <= shared * (one + other - both) and both <= inside * min(one, other)
