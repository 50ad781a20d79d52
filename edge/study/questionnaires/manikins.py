"""Drawings for the 9-point scales as SVG. The figure shows valence by its mouth and arousal by its chest."""

from math import cos, pi, sin
from typing import Literal

POINTS = 9
WIDTH, HEIGHT = 100, 140
_RAYS = 8


def manikin_svg(scale: Literal["valence", "arousal"], point: int) -> str:
    """One figure as an SVG element of 100 by 140 units. Raises ValueError if `point` is not 1 to 9.

    `valence`: the mouth changes from a frown (1) through a line (5) to a smile (9). `arousal`: the eyes open, and a
    star on the chest grows from a dot (1) until it is larger than the body (9).
    """
    if not 1 <= point <= POINTS:
        raise ValueError(f"manikin: the point is {point}; give 1 to {POINTS}")
    share = (point - 1) / (POINTS - 1)
    if scale == "valence":
        drawn = _eyes(3.5) + _mouth(24 * share - 12)
    else:
        drawn = _eyes(2 + 3 * share) + _mouth(0) + _star(3 + 30 * share)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{point} of {POINTS}" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round">'
        f"{_BODY}{drawn}</svg>"
    )


_BODY = '<circle cx="50" cy="34" r="26"/><path d="M22 134V92a28 28 0 0 1 56 0v42"/>'


def _eyes(radius_px: float) -> str:
    return "".join(f'<circle cx="{x}" cy="29" r="{radius_px:g}" fill="currentColor" stroke="none"/>' for x in (41, 59))


def _mouth(bend_px: float) -> str:
    """Mouth as an SVG path. Its middle is `bend_px` below its corners; a positive value gives a smile.

    The middle of the curve moves by half the offset of its control point.
    """
    corners_px = 45 - bend_px / 3
    return f'<path d="M38 {corners_px:g}Q50 {corners_px + 2 * bend_px:g} 62 {corners_px:g}"/>'


def _star(radius_px: float) -> str:
    """Star in the middle of the figure's chest."""
    corners = []
    for step in range(2 * _RAYS):
        length_px = radius_px if step % 2 == 0 else 0.45 * radius_px
        angle = pi * step / _RAYS
        corners.append(f"{50 + length_px * sin(angle):.1f},{104 - length_px * cos(angle):.1f}")
    return f'<polygon points="{" ".join(corners)}" fill="currentColor" stroke="none"/>'
