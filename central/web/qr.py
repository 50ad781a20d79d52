"""QR codes on the pages, as SVG: dark on white in every colour scheme, as scanners expect it."""

import segno
from markupsafe import escape

BORDER = 4
"""Width of the white border in modules, as ISO 18004 requires."""


def qr_svg(content: str, label: str) -> str:
    """Markup of a QR code. `label`: its name for people who do not see it."""
    code = segno.make(content, error="m", micro=False)
    rows = list(code.matrix_iter(border=BORDER))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    side = len(rows)
    return (
        f'<svg class="qr" role="img" aria-label="{escape(label)}" viewBox="0 0 {side} {side}"'
        f' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>'
    )
