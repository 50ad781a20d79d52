"""Drawing of the way from the camera to the broker, with letters that a phone shows large enough."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from tests.pictures.browser import SCHEMES, Scheme
from tests.pictures.files import scheme_path

WIDTH, HEIGHT = 800, 496
BOX_W, BOX_H, STEP, LEFT = 216, 104, 280, 12
COLOURS: dict[Scheme, tuple[str, str, str, str, str]] = {
    "light": ("#ffffff", "#1f2328", "#57606a", "#0a66a3", "#fff4d6"),
    "dark": ("#151b23", "#f0f6fc", "#9ea7b3", "#6cb8f0", "#3a2f0b"),
}
"""Ground of a box, letters, small letters, arrows, and the ground of the privacy rule's box."""
ROWS = (
    ((("Camera", "frames"), ("Microphone", "if you allow it"), ("Player", "which ad, second")), 10),
    ((("Faces", "and smiles"), ("Visits", "looks and seconds"), ("k or more", "people: released")), 190),
    ((("central", "reports"), ("Your broker", "MQTT"), ("Outbox", "on the disk")), 380),
)
ARROWS = (
    "M120 114V184",
    "M400 114V184",
    "M680 114V140H440V184",
    "M228 242H286",
    "M508 242H566",
    "M680 294V374",
    "M572 432H514",
    "M292 432H234",
)
"""Ways from box to box. Each ends six pixels before its box, where its head is."""


def write_architecture(folder: Path, _: Sequence[str] = ()) -> None:
    """Write `architecture.svg` and its dark form."""
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in SCHEMES:
        path = scheme_path(folder / "architecture.svg", scheme)
        path.write_text(draw_architecture(scheme), encoding="utf-8")


def draw_architecture(scheme: Scheme) -> str:
    """SVG of three rows: what senses, what counts in memory, and what leaves."""
    ground, ink, small, line, rule = COLOURS[scheme]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="DejaVu Sans, Verdana, sans-serif">',
        "<title>Camera, microphone and player lead to faces and visits. What covers k or more people is released, "
        "waits in the outbox, and leaves for the broker and central.</title>",
        f'<defs><marker id="head" orient="auto" markerWidth="4" markerHeight="4" refX="2" refY="2">'
        f'<path d="M0 0L4 2L0 4Z" fill="{line}"/></marker></defs>',
        *(f'<path d="{way}" fill="none" stroke="{line}" stroke-width="4" marker-end="url(#head)"/>' for way in ARROWS),
        f'<path d="M0 330H{WIDTH}" stroke="{small}" stroke-width="2" stroke-dasharray="10 8"/>',
        f'<text x="788" y="178" text-anchor="end" font-size="22" fill="{small}">in memory, for seconds</text>',
        f'<text x="12" y="362" font-size="22" fill="{small}">what leaves: numbers about groups</text>',
    ]
    for boxes, y in ROWS:
        for number, (title, words) in enumerate(boxes):
            fill = rule if title == "k or more" else ground
            parts.append(_box(title, words, (LEFT + number * STEP, y), (fill, line, ink)))
    return "".join([*parts, "</svg>\n"])


def _box(title: str, words: str, corner: tuple[int, int], colours: tuple[str, str, str]) -> str:
    (x, y), (fill, line, ink) = corner, colours
    middle = x + BOX_W // 2
    return (
        f'<rect x="{x}" y="{y}" width="{BOX_W}" height="{BOX_H}" rx="10" fill="{fill}" stroke="{line}" '
        f'stroke-width="3"/>'
        f'<g text-anchor="middle" fill="{ink}"><text x="{middle}" y="{y + 46}" font-size="28" font-weight="bold">'
        f'{escape(title)}</text><text x="{middle}" y="{y + 80}" font-size="20">{escape(words)}</text></g>'
    )
