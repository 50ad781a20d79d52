"""Width of the drawings on the pages: wide enough for their letters. A drawing wider than its page scrolls."""

import re
from pathlib import Path
from xml.etree import ElementTree

LEAST_LETTER_PX = 12.0
WIDTH_WITHOUT_LETTERS_PX = 640
"""For a plot, whose letters are outlines."""
_DRAWING = re.compile(r'<img ([^>]*?)src="([^"]+\.svg)"([^>]*)>')
_LETTER_SIZE = re.compile(r'font-size[=:]\s*"?([\d.]+)|font:[^;"]*?([\d.]+)px')


def size_drawings(site: Path) -> None:
    """Write into all pages how wide each drawing is at least."""
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        sized = _DRAWING.sub(lambda found, folder=page.parent: _sized(found, folder), text)
        if sized != text:
            page.write_text(sized, encoding="utf-8")


def readable_width_px(drawing: str) -> int:
    """Width in pixels at which the smallest letters of an SVG text are LEAST_LETTER_PX high."""
    sizes = [float(size or other) for size, other in _LETTER_SIZE.findall(drawing)]
    width = float(ElementTree.fromstring(drawing).attrib["viewBox"].split()[2])
    return round(width * LEAST_LETTER_PX / min(sizes) + 0.5) if sizes else WIDTH_WITHOUT_LETTERS_PX


def _sized(image: "re.Match[str]", folder: Path) -> str:
    drawing = folder / image[2]
    if "sidebar-logo" in image[1] or not drawing.is_file():
        return image[0]
    width = readable_width_px(drawing.read_text(encoding="utf-8"))
    return f'<img {image[1]}src="{image[2]}" width="{width}"{image[3]}>'
