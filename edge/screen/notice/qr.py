"""QR code of the notice. It contains the address of the full text, or a short text."""

from dataclasses import dataclass
from functools import cache

import segno

BORDER = 4
"""Width of the white border around the code in modules, as ISO 18004 requires."""


SCREEN_VERSION = 4
"""Smallest QR version for the screen, where modules are whole pixels. On a screen with 1080 lines, 33 modules of 4
pixels take up 12 % of the height; 25 modules would need 6 pixels each. A short address gets more error correction
instead of a smaller version.
"""


@cache
def qr_rows(content: str, least_version: int = 1, error: str = "m") -> tuple[tuple[bool, ...], ...]:
    """Modules of the code, row by row and without a border. True means dark."""
    code = segno.make(content, error=error, micro=False, encoding="utf-8")
    if len(code.matrix) < 17 + 4 * least_version:  # side of a version, in modules
        code = segno.make(content, error=error, version=least_version, encoding="utf-8")
    return tuple(tuple(map(bool, row)) for row in code.matrix)


@dataclass(frozen=True, slots=True)
class ScreenCode:
    """A QR code for the screen. `modules`: length of its side in modules, including the border."""

    svg: str
    modules: int


def qr_screen_code(content: str) -> ScreenCode:
    """The code as an SVG image, dark on white, without a fixed size."""
    rows = qr_rows(content, SCREEN_VERSION, "l")
    side = len(rows) + 2 * BORDER
    path = "".join(
        f"M{x + BORDER} {y + BORDER}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>'
    )
    return ScreenCode(svg, side)
