"""Fonts of the door sign. The built-in PDF fonts have no Cyrillic, so DejaVu Sans is embedded."""

from functools import cache
from pathlib import Path

from edge.screen.notice.errors import NoticeError

REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"

FOLDERS = (
    Path("/usr/share/fonts/truetype/dejavu"),  # Debian, Ubuntu
    Path("/usr/share/fonts/dejavu-sans-fonts"),  # Fedora
    Path("/usr/share/fonts/TTF"),  # Arch
)


def font_files(folders: tuple[Path, ...] = FOLDERS) -> dict[str, Path]:
    """Paths of the fonts on this system, by font name. Raises NoticeError if they are not installed."""
    for folder in folders:
        found = {name: folder / f"{name}.ttf" for name in (REGULAR, BOLD)}
        if all(path.is_file() for path in found.values()):
            return found
    raise NoticeError("notice: the font DejaVu Sans is not installed. Install it with: apt install fonts-dejavu-core.")


@cache
def register_fonts() -> None:
    """Register the fonts with reportlab. Raises NoticeError."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    try:
        for name, path in font_files().items():
            pdfmetrics.registerFont(TTFont(name, str(path)))
    except TTFError as error:
        raise NoticeError(f"notice: the font DejaVu Sans cannot be read ({error}). Install it again.") from None
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
