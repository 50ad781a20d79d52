"""Which parts of a picture the detector is shown, and how what it finds there becomes one list again. Pure geometry."""

import math
from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar

OVERLAP = 0.1
"""Of the longer side: neighbouring squares share at least so much, so that a face below `REACH` lies whole in one."""

REACH = 0.07
"""The smallest face that the full-range detector finds reliably, as a share of the side of what it is shown (measured:
docs/accuracy.md). Smaller boxes come out too large, and nearly all of its false faces are among them."""

WIDE = 1.5
"""From this ratio of the sides on, "auto" cuts: of a wide picture's letterbox the detector wastes two fifths."""


class Tile(NamedTuple):
    """A rectangle of the picture that is shown to the detector, in pixels."""

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
    """The whole picture first, then the squares that `tiles` asks for; each costs one call of the detector.

    "whole": no squares. "auto": two along the longer side where the picture is wide (`WIDE`) and the whole of it does
    not already show faces of `min_px`; 3 calls at 1280x720, 1 at 640x480. A number: so many along the longer side, in
    as many rows as they need (at 16:9: 2 squares in 1 row, 3 in 2, 4 in 2; so 3, 7, 9 calls).
    """
    whole = Tile(0, 0, width, height)
    long, short = max(width, height), min(width, height)
    if tiles == "auto":
        tiles = 2 if long >= WIDE * short and long * REACH > min_px else "whole"
    if tiles == "whole" or int(tiles) < 2:
        return (whole,)
    shared = OVERLAP * long
    if short < 2 * shared:
        return (whole,)  # a strip, which no camera gives
    along = max(int(tiles), math.ceil((long - shared) / (short - shared)))
    side = (long + (along - 1) * shared) / along
    across = max(1, round((short - shared) / (side - shared)))
    side = min(short, max(side, (short + (across - 1) * shared) / across))
    steps = [(a, b) for b in _starts(short, side, across) for a in _starts(long, side, along)]
    size = math.ceil(side)
    return (whole, *(Tile(a, b, size, size) if width >= height else Tile(b, a, size, size) for a, b in steps))


def reach_px(width: int, height: int, tiles: str | int, min_px: float) -> float:
    """The smallest face, in pixels of the picture, that is found reliably with these views."""
    return REACH * max(make_tiles(width, height, tiles, min_px)[-1][2:])


def _starts(length: float, side: float, count: int) -> list[int]:
    if count == 1:
        return [0]
    return [math.floor(k * (length - side) / (count - 1)) for k in range(count)]


def covers(view: Tile, box: ScoredBox, width: int, height: int, cut: bool) -> bool:
    """Whether this view is the right one to report this box.

    In a picture that is cut, the whole leaves the faces below its reach to the squares, and a square leaves the faces
    that its inner edges cut to its neighbour or to the whole.
    """
    if not cut:
        return True
    if view[2:] == (width, height):
        return box.w_px >= REACH * max(width, height)
    right, bottom = view.x + view.width, view.y + view.height
    return (
        (box.x_px > view.x or view.x == 0)
        and (box.y_px > view.y or view.y == 0)
        and (box.x_px + box.w_px < right or right >= width)
        and (box.y_px + box.h_px < bottom or bottom >= height)
    )


def merge(boxes: Sequence[T], shared: float = 0.3, inside: float = 0.6) -> list[T]:
    """The boxes without doubles, best first: a box goes when a better one shares `shared` of their union, or `inside`
    of the smaller of the two (a piece of a face, found in a square)."""
    kept: list[T] = []
    for box in sorted(boxes, key=lambda b: -b.score):
        if all(_differ(box, other, shared, inside) for other in kept):
            kept.append(box)
    return kept


def _differ(a: ScoredBox, b: ScoredBox, shared: float, inside: float) -> bool:
    w = min(a.x_px + a.w_px, b.x_px + b.w_px) - max(a.x_px, b.x_px)
    h = min(a.y_px + a.h_px, b.y_px + b.h_px) - max(a.y_px, b.y_px)
    if w <= 0 or h <= 0:
        return True
    both, one, other = w * h, a.w_px * a.h_px, b.w_px * b.h_px
    return both <= shared * (one + other - both) and both <= inside * min(one, other)
