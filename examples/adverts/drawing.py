"""Shapes, colours and letters for the adverts, drawn twice as large as they are shown, so that edges are smooth."""

import math
from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from numpy.typing import NDArray

WIDTH, HEIGHT = 640, 360
SCALE = 2  # of the drawing to the film
SHIFT = 4  # bits after the point of OpenCV's coordinates

Picture = NDArray[np.uint8]  # (height, width, 3), BGR
Colour = tuple[int, int, int]  # red, green, blue
Point = tuple[float, float]


class Sheet:
    """A picture to draw on. Coordinates are in pixels of the film, from its upper left corner."""

    def __init__(self, upper: Colour, lower: Colour) -> None:
        """A background that changes evenly from the upper to the lower colour."""
        share = np.linspace(0.0, 1.0, HEIGHT * SCALE, dtype=np.float32)[:, None]
        rows = (1 - share) * np.array(upper[::-1], np.float32) + share * np.array(lower[::-1], np.float32)
        self.pixels: Picture = np.repeat(rows[:, None, :], WIDTH * SCALE, axis=1).astype(np.uint8)

    def fill(self, outlines: Sequence[NDArray[np.float64]], colour: Colour, opacity: float = 1.0) -> None:
        """Fills outlines; what lies inside two of them stays free, as the inside of an O."""
        points = [np.round(outline * SCALE * (1 << SHIFT)).astype(np.int32) for outline in outlines if len(outline) > 2]
        if not points or opacity <= 0:
            return
        if opacity >= 1:
            cv2.fillPoly(self.pixels, points, colour[::-1], cv2.LINE_AA, SHIFT)
            return
        over = self.pixels.copy()
        cv2.fillPoly(over, points, colour[::-1], cv2.LINE_AA, SHIFT)
        self.pixels = cv2.addWeighted(over, opacity, self.pixels, 1 - opacity, 0).astype(np.uint8)

    def disc(self, centre: Point, radius: float, colour: Colour, opacity: float = 1.0) -> None:
        """Fills a circle."""
        self.fill([ellipse(centre, (radius, radius))], colour, opacity)

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """Draws a line with round ends."""
        scaled = np.round(np.array(points) * SCALE * (1 << SHIFT)).astype(np.int32)
        thickness = max(1, round(width * SCALE))
        cv2.polylines(self.pixels, [scaled], isClosed=False, color=colour[::-1], thickness=thickness,
                      lineType=cv2.LINE_AA, shift=SHIFT)  # fmt: skip

    def text(self, words: str, centre: Point, size: float, colour: Colour, opacity: float = 1.0) -> None:
        """Writes words around a point. `size`: height of the letters in pixels."""
        outlines, width, height = _letters(words, size)
        place = np.array([centre[0] - width / 2, centre[1] + height / 2])
        self.fill([outline * np.array([1.0, -1.0]) + place for outline in outlines], colour, opacity)

    def shown(self) -> Picture:
        """The picture in the size of the film."""
        small: Picture = cv2.resize(self.pixels, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.uint8)
        return small


@cache
def _letters(words: str, size: float) -> tuple[list[NDArray[np.float64]], float, float]:
    path = TextPath((0, 0), words, size=size, prop=FontProperties(family="DejaVu Sans", weight="bold"))
    box = path.get_extents()
    outlines = [np.asarray(outline) - (box.x0, 0.0) for outline in path.to_polygons()]
    return outlines, float(box.width), size * 0.73  # height of capitals


def ellipse(centre: Point, radii: Point, turned: float = 0.0, points: int = 72) -> NDArray[np.float64]:
    """Outline of an ellipse. `turned`: in radians, clockwise."""
    angles = np.linspace(0, 2 * math.pi, points, endpoint=False)
    x, y = radii[0] * np.cos(angles), radii[1] * np.sin(angles)
    cos, sin = math.cos(turned), math.sin(turned)
    return np.stack([centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos], axis=1)


def petal(root: Point, length: float, width: float, turned: float) -> NDArray[np.float64]:
    """Outline of a leaf or petal that grows from a point. `turned`: 0 points to the right, in radians, clockwise."""
    along = np.linspace(0, 1, 24)
    across = np.sin(math.pi * along**0.8) * width / 2
    x = np.concatenate([along, along[::-1]]) * length
    y = np.concatenate([across, -across[::-1]])
    cos, sin = math.cos(turned), math.sin(turned)
    return np.stack([root[0] + x * cos - y * sin, root[1] + x * sin + y * cos], axis=1)


def eased(at: float, begin: float, end: float) -> float:
    """Progress of a movement from `begin` to `end`, 0 to 1, slow at both."""
    share = min(max((at - begin) / (end - begin), 0.0), 1.0)
    return share * share * (3 - 2 * share)


def sprung(at: float, begin: float, end: float) -> float:
    """Progress that goes a little too far and comes back."""
    share = min(max((at - begin) / (end - begin), 0.0), 1.0)
    return 1 - (1 - share) ** 2 * math.cos(2.2 * math.pi * share) if share else 0.0
