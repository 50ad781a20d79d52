"""QR code of the address of the full text."""

from functools import cache

import segno

BORDER = 4
"""White modules around the code, as ISO 18004 wants."""


@cache
def qr_rows(address: str) -> tuple[tuple[bool, ...], ...]:
    """Modules of the code without a border, True for dark."""
    return tuple(tuple(map(bool, row)) for row in segno.make(address, error="m", micro=False).matrix)


def qr_svg(address: str) -> str:
    """The code as an SVG image, dark on white, without a size of its own."""
    rows = qr_rows(address)
    side = len(rows) + 2 * BORDER
    path = "".join(
        f"M{x + BORDER} {y + BORDER}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>'
    )
