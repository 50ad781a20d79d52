"""Staff badges as a PDF. Each A4 sheet has two badges, each with an A6 front beside an A6 back, to cut and fold."""

import io
from dataclasses import dataclass
from typing import Any

from edge.perception.vision.badge import CELLS, NUMBERS, marker_cell_rows
from edge.tools.badge_reach import BADGE_MM, STANDING_PX, WALKING_PX, badge_reading_distance_m

MM = 72 / 25.4
WIDE_MM, HIGH_MM = 105.0, 148.5
"""Width and height of A6, which is half of an A4 sheet in each direction."""
ROWS = 2
RIM_MM = 10.0
"""White margin around the marker. Without it, the marker is not detected."""
INK, GREY = "#000000", "#777777"
TITLE_PT, TEXT_PT, SMALL_PT = 20.0, 9.0, 6.5


@dataclass(frozen=True, slots=True)
class BadgeSheetOptions:
    """Options of the badges, and of the camera that reads them."""

    count: int = 12
    side_mm: float = BADGE_MM
    camera_px: tuple[int, int] = (1280, 720)
    view_deg: float = 70.0


def badge_sheet_pdf(wanted: BadgeSheetOptions) -> bytes:
    """PDF with all sheets."""
    from reportlab.pdfgen.canvas import Canvas  # loaded only by who makes badges

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(2 * WIDE_MM * MM, ROWS * HIGH_MM * MM), lang="en", invariant=1)
    canvas.setTitle("Staff badges")
    for first in range(0, wanted.count, ROWS):
        _draw_lines(canvas)
        for row, number in enumerate(range(first, min(first + ROWS, wanted.count))):
            bottom_mm = (ROWS - 1 - row) * HIGH_MM
            _draw_side(canvas, (0.0, bottom_mm), number, wanted, _front())
            _draw_side(canvas, (WIDE_MM, bottom_mm), number, wanted, _back(wanted))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def reading_text(wanted: BadgeSheetOptions) -> str:
    """Sentence about the reading distance for the printed size and the camera."""
    (width_px, height_px), view_deg = wanted.camera_px, wanted.view_deg
    standing, walking = (
        badge_reading_distance_m(width_px, view_deg, px, wanted.side_mm) for px in (STANDING_PX, WALKING_PX)
    )
    return (
        f"A {width_px}x{height_px} camera with a {view_deg:g}° horizontal view reads this badge of {wanted.side_mm:g} "
        f"mm up to {standing:.1f} m away, and up to {walking:.1f} m if you walk fast."
    )


def _front() -> list[str]:
    return ["The screen does not count people who wear this badge, and does not read their expression."]


def _back(wanted: BadgeSheetOptions) -> list[str]:
    return [
        "Wear it flat on the chest, below the face, uncovered. Cut along the line, fold, and put both halves into one "
        "sleeve.",
        reading_text(wanted),
        f"Two people may share one of the {NUMBERS} patterns: the kiosk does not store it.",
    ]


def _draw_lines(canvas: Any) -> None:
    """Draw the cutting line and the folding line. All other edges of the badges are edges of the sheet."""
    middle_pt, high_pt, cut_pt = WIDE_MM * MM, ROWS * HIGH_MM * MM, HIGH_MM * MM
    canvas.setStrokeColor(GREY)
    canvas.setLineWidth(0.5)
    canvas.line(0, cut_pt, 2 * middle_pt, cut_pt)
    canvas.setDash(1, 4)
    canvas.line(middle_pt, 0, middle_pt, high_pt)
    canvas.setDash()
    canvas.setFillColor(GREY)
    canvas.setFont("Helvetica", SMALL_PT)
    canvas.drawString(6 * MM, cut_pt + 2, "cut")
    canvas.drawString(middle_pt + 2, 6 * MM, "fold")


def _draw_side(
    canvas: Any, corner_mm: tuple[float, float], number: int, wanted: BadgeSheetOptions, texts: list[str]
) -> None:
    """Draw one side of a badge: the marker at the top, and the text below the marker's margin."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    left_mm, bottom_mm = corner_mm
    margin_mm = (WIDE_MM - wanted.side_mm) / 2
    marker_mm = bottom_mm + HIGH_MM - max(RIM_MM, min(margin_mm, 12.5)) - wanted.side_mm
    _draw_marker(canvas, (left_mm + margin_mm, marker_mm), number, wanted.side_mm)
    inner_pt, at_pt = (WIDE_MM - 2 * RIM_MM) * MM, (marker_mm - RIM_MM) * MM
    canvas.setFillColor(INK)
    canvas.setFont("Helvetica-Bold", TITLE_PT)
    at_pt -= TITLE_PT
    canvas.drawString((left_mm + RIM_MM) * MM, at_pt, "STAFF")
    at_pt -= TEXT_PT * 0.6
    style = ParagraphStyle("text", fontName="Helvetica", fontSize=TEXT_PT, leading=TEXT_PT * 1.25)
    for text in texts:
        paragraph = Paragraph(text, style)
        at_pt -= paragraph.wrap(inner_pt, 10_000)[1] + TEXT_PT * 0.45
        paragraph.drawOn(canvas, (left_mm + RIM_MM) * MM, at_pt)


def _draw_marker(canvas: Any, corner_mm: tuple[float, float], number: int, side_mm: float) -> None:
    """Draw the black cells as one path. Separate squares would show thin white lines between them."""
    cell_pt = side_mm * MM / CELLS
    left_pt, top_pt = corner_mm[0] * MM, (corner_mm[1] + side_mm) * MM
    path = canvas.beginPath()
    for row, cells in enumerate(marker_cell_rows(number)):
        for column, is_black in enumerate(cells):
            if is_black:
                path.rect(left_pt + column * cell_pt, top_pt - (row + 1) * cell_pt, cell_pt, cell_pt)
    canvas.setFillColor(INK)
    canvas.drawPath(path, stroke=0, fill=1)
