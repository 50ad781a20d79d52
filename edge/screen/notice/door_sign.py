"""The printed sign as a PDF: a band with a camera and the titles, one block of text per language, and the QR code.

The text is as large as possible. If it would be too small to read, it continues on another page, which has its own
band.
"""

import io
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple
from xml.sax.saxutils import escape

from edge.screen.notice.errors import NoticeError
from edge.screen.notice.fonts import BOLD, REGULAR, register_fonts
from edge.screen.notice.page import NoticePage
from edge.screen.notice.qr import BORDER, qr_rows

Size = Literal["A4", "A5"]

_SIZES_PT: dict[Size, tuple[float, float]] = {"A4": (595.28, 841.89), "A5": (419.53, 595.28)}
_MM = 72 / 25.4
_INK, _PAPER, _GREY = "#12263a", "#ffffff", "#4a5a68"
_TEXT_PT = tuple(quarter / 4 for quarter in range(28, 65))
"""Text sizes to try for the sign, from 7 to 16 points."""
_READABLE_PT = 9.25
"""Minimum text size for several languages on one page: readable from one step away."""


def door_sign_pdf(pages: Sequence[NoticePage], size: Size) -> bytes:
    """The sign as a PDF. Raises NoticeError if the fonts are missing or the text does not fit."""
    from reportlab.pdfgen.canvas import Canvas  # loaded only to make a sign

    register_fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=_SIZES_PT[size], lang=pages[0].language, invariant=1)
    canvas.setTitle(pages[0].title)
    canvas.setAuthor(pages[0].fields[1].text)
    for group, text_pt in _groups(pages, size):
        _Sheet(canvas, size, group, text_pt).draw()
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _groups(pages: Sequence[NoticePage], size: Size) -> list[tuple[Sequence[NoticePage], float]]:
    """Languages that share a page, and their text size. There are as few pages as possible while the text stays
    readable.
    """
    for count in range(len(pages), 0, -1):
        groups = [pages[at : at + count] for at in range(0, len(pages), count)]
        sizes = [_text_pt(group, size) for group in groups]
        if count == 1 or min(sizes) >= _READABLE_PT:
            return list(zip(groups, sizes, strict=True))
    return []


def _text_pt(group: Sequence[NoticePage], size: Size) -> float:
    """Largest text size that fits on the page. Larger text never takes fewer lines."""
    fitting = bisect_left(_TEXT_PT, True, key=lambda text_pt: _Sheet(None, size, group, text_pt).spare_pt < 0)
    if fitting:
        return _TEXT_PT[fitting - 1]
    if len(group) > 1:
        return 0.0
    raise NoticeError(f"notice: the text is too long for {size}. Shorten the texts in [notice], or use a larger size.")


class _Text(NamedTuple):
    paragraph: Any
    height_pt: float
    after_pt: float


class _Sheet:
    """One page of the sign. Without a canvas, it is only measured and not drawn."""

    def __init__(self, canvas: Any, size: Size, pages: Sequence[NoticePage], text_pt: float) -> None:
        self._canvas, self._pages, self._text_pt = canvas, pages, text_pt
        self._width_pt, self._height_pt = _SIZES_PT[size]
        self._margin_pt = (14 if size == "A4" else 10) * _MM
        self._inner_pt = self._width_pt - 2 * self._margin_pt
        self._band = self._band_texts()
        self._blocks = [self._block_texts(page) for page in pages]
        self._foot = self._foot_texts()

    @property
    def spare_pt(self) -> float:
        """Height in points that remains below the text; negative if the text does not fit."""
        blocks = sum(self._height(block) for block in self._blocks)
        between = self._text_pt * 1.4 * (len(self._blocks) + 1)
        return self._height_pt - self._band_height - self._foot_height - blocks - between

    def draw(self) -> None:
        """Draw the page."""
        self._draw_band()
        gap_pt = self._text_pt * 1.4 + max(0.0, min(self.spare_pt / (len(self._blocks) + 1), 3 * self._text_pt))
        at_pt = self._height_pt - self._band_height - gap_pt
        for number, block in enumerate(self._blocks):
            if number:
                self._rule(at_pt + gap_pt / 2)
            at_pt = self._draw_texts(block, self._margin_pt, at_pt) - gap_pt
        self._draw_foot()

    # Band with the camera and the titles ---------------------------------------------------------------------------

    @property
    def _icon_pt(self) -> float:
        """Height of the camera symbol. The symbol is smaller if several languages share the page, to leave room for
        text.
        """
        return self._inner_pt * (0.16 if len(self._pages) == 1 else 0.11)

    @property
    def _band_height(self) -> float:
        return max(self._height(self._band), self._icon_pt) + 1.5 * self._margin_pt

    def _band_texts(self) -> list[_Text]:
        size_pt = min(self._text_pt * (1.7 if len(self._pages) == 1 else 1.45), self._inner_pt / 14)
        width_pt = self._inner_pt - self._icon_pt - self._margin_pt * 0.7
        style = self._style(size_pt, BOLD, _PAPER, after_pt=size_pt * 0.45)
        return [self._measured(page.title, style, width_pt) for page in self._pages]

    def _draw_band(self) -> None:
        canvas, height_pt = self._canvas, self._band_height
        bottom_pt = self._height_pt - height_pt
        canvas.setFillColor(_INK)
        canvas.rect(0, bottom_pt, self._width_pt, height_pt, stroke=0, fill=1)
        self._draw_camera(self._margin_pt, bottom_pt + (height_pt - self._icon_pt) / 2, self._icon_pt)
        text_pt = self._height(self._band)
        top_pt = bottom_pt + (height_pt + text_pt) / 2
        self._draw_texts(self._band, self._margin_pt * 1.7 + self._icon_pt, top_pt)

    def _draw_camera(self, x_pt: float, y_pt: float, side_pt: float) -> None:
        """Draw the camera symbol: body and lens, white on the band."""
        canvas = self._canvas
        canvas.setFillColor(_PAPER)
        canvas.roundRect(x_pt, y_pt + side_pt * 0.25, side_pt * 0.68, side_pt * 0.5, side_pt * 0.08, stroke=0, fill=1)
        lens = canvas.beginPath()
        lens.moveTo(x_pt + side_pt * 0.74, y_pt + side_pt * 0.5)
        lens.lineTo(x_pt + side_pt, y_pt + side_pt * 0.72)
        lens.lineTo(x_pt + side_pt, y_pt + side_pt * 0.28)
        lens.close()
        canvas.drawPath(lens, stroke=0, fill=1)
        canvas.setFillColor(_INK)
        canvas.circle(x_pt + side_pt * 0.34, y_pt + side_pt * 0.5, side_pt * 0.13, stroke=0, fill=1)

    # One language ---------------------------------------------------------------------------------------------------

    def _block_texts(self, page: NoticePage) -> list[_Text]:
        text_pt = self._text_pt
        name = self._style(text_pt * 1.1, BOLD, _INK, after_pt=text_pt * 0.5)
        statement = self._style(text_pt, REGULAR, _INK, after_pt=text_pt * 0.35, indent_pt=text_pt * 1.4)
        detail = self._style(text_pt * 0.85, REGULAR, _GREY, after_pt=text_pt * 0.2)
        block = [self._measured(page.language_name, name, self._inner_pt)] if len(self._pages) > 1 else []
        block += [self._measured(text, statement, self._inner_pt, bullet="•") for text in page.statements]
        block.append(block.pop()._replace(after_pt=text_pt * 0.9))
        for field in page.fields:
            markup = f'<font name="{BOLD}">{escape(field.label)}:</font> {escape(field.text)}'
            block.append(self._measured(markup, detail, self._inner_pt, is_markup=True))
        return block

    def _rule(self, at_pt: float) -> None:
        self._canvas.setStrokeColor(_GREY)
        self._canvas.setLineWidth(0.4)
        self._canvas.line(self._margin_pt, at_pt, self._margin_pt + self._inner_pt, at_pt)

    # Foot with the QR code ------------------------------------------------------------------------------------------

    @property
    def _code_pt(self) -> float:
        """Side of the QR code: 24 mm, which a phone can scan at arm's length; larger if the page has only one
        language.
        """
        if self._pages[0].address is None:
            return 0.0
        return 24 * _MM if len(self._pages) > 1 else max(24 * _MM, self._inner_pt * 0.2)

    @property
    def _foot_height(self) -> float:
        return max(self._height(self._foot), self._code_pt) + self._margin_pt

    def _foot_texts(self) -> list[_Text]:
        page = self._pages[0]
        width_pt = self._inner_pt - (self._code_pt + self._margin_pt * 0.5 if page.address else 0.0)
        small = self._style(max(self._text_pt * 0.75, 6.0), REGULAR, _GREY, after_pt=2)
        foot = []
        if page.address is not None:
            label = " · ".join(one.more for one in self._pages)
            foot.append(self._measured(label, self._style(self._text_pt * 0.9, BOLD, _INK, after_pt=2), width_pt))
            foot.append(
                self._measured(page.address, self._style(self._text_pt * 0.9, REGULAR, _INK, after_pt=5), width_pt)
            )
        foot.append(self._measured(page.version, small, width_pt))
        return foot

    def _draw_foot(self) -> None:
        address, left_pt = self._pages[0].address, self._margin_pt
        if address is not None:
            self._draw_code(address, left_pt, self._margin_pt * 0.6)
            left_pt += self._code_pt + self._margin_pt * 0.5
        text_pt = self._height(self._foot)
        self._draw_texts(self._foot, left_pt, self._margin_pt * 0.6 + (max(self._code_pt, text_pt) + text_pt) / 2)

    def _draw_code(self, address: str, x_pt: float, y_pt: float) -> None:
        """Draw the QR code. The page is white, so the code's white border may overlap the margin."""
        rows = qr_rows(address)
        module_pt = self._code_pt / (len(rows) + BORDER)
        self._canvas.setFillColor("#000000")
        for number, row in enumerate(reversed(rows)):
            for column, dark in enumerate(row):
                if dark:
                    place = x_pt + column * module_pt, y_pt + number * module_pt
                    self._canvas.rect(*place, module_pt * 1.02, module_pt * 1.02, stroke=0, fill=1)

    # Text -----------------------------------------------------------------------------------------------------------

    def _style(self, size_pt: float, font: str, colour: str, after_pt: float, indent_pt: float = 0.0) -> Any:
        from reportlab.lib.styles import ParagraphStyle

        return ParagraphStyle(
            "text", fontName=font, fontSize=size_pt, leading=size_pt * 1.28, textColor=colour,
            leftIndent=indent_pt, spaceAfter=after_pt, bulletFontName=BOLD, bulletFontSize=size_pt, splitLongWords=1,
        )  # fmt: skip

    def _measured(
        self, text: str, style: Any, width_pt: float, *, bullet: str | None = None, is_markup: bool = False
    ) -> _Text:
        """A paragraph, laid out for the given width."""
        from reportlab.platypus import Paragraph

        paragraph = Paragraph(text if is_markup else escape(text), style, bulletText=bullet)
        return _Text(paragraph, paragraph.wrap(width_pt, 10_000)[1], style.spaceAfter)

    @staticmethod
    def _height(texts: Sequence[_Text]) -> float:
        return sum(text.height_pt + text.after_pt for text in texts)

    def _draw_texts(self, texts: Sequence[_Text], left_pt: float, top_pt: float) -> float:
        """Draw the texts one below the other. Return the position below the last one."""
        for text in texts:
            top_pt -= text.height_pt
            text.paragraph.drawOn(self._canvas, left_pt, top_pt)
            top_pt -= text.after_pt
        return top_pt
