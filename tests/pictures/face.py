"""Drawn people who smile by a chosen share: no photograph, and nobody's likeness."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Page

from tests.pictures.browser import Picture, chromium, decode, open_page

HAIR, SKIN, SHADE, BLUSH, LIPS, MOUTH, SHIRT = (
    "#3b2a20",
    "#e3b394",
    "#c98f70",
    "#d98f78",
    "#b8615a",
    "#5d1f22",
    "#35607d",
)
WALL = "#9aa3a8"


OTHERS: tuple[dict[str, str], ...] = (
    {},
    {HAIR: "#1c1714", SKIN: "#9a6848", SHADE: "#7d4f34", "#efc9ad": "#b07c59", SHIRT: "#8a4b3a"},
    {HAIR: "#b9a58a", SKIN: "#e8bfa4", SHADE: "#cf9a80", SHIRT: "#4f6b4a"},
)
"""Colours of further people, in place of those of the first."""
FILM_PX, RATE_HZ, FILM_S = (640, 360), 15, 6.0
Place = tuple[int, int]
"""Middle of a person's head, and half the width of person and shoulders, in pixels."""
PLACES: tuple[Place, ...] = ((120, 128), (330, 150), (520, 112))
CHAIR: tuple[Place, ...] = ((320, 170),)
"""One person before the camera of a study."""


def draw_face(smile: float, person: int = 0) -> str:
    """SVG of a head and its shoulders, 320 by 320. `smile`: 0 for a resting mouth, 1 for a laugh that shows teeth."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320">'
        f'{_DEFS}<rect width="320" height="320" fill="{WALL}"/>'
        f"{_BODY}{_eye(-1, smile)}{_eye(1, smile)}{_NOSE}{_cheeks(smile)}{_mouth(smile)}</svg>"
    )
    for old, new in OTHERS[person].items():
        svg = svg.replace(old, new)
    return svg


def picture_face(page: Page, smile: float, person: int = 0) -> Picture:
    """Pixels of a face, as wide as the page's window."""
    page.set_content(f"<body style='margin:0'>{draw_face(smile, person)}")
    return decode(page.screenshot())


def write_people(path: Path, places: Sequence[Place] = PLACES) -> Path:
    """Film of drawn people who sway before a wall, as a camera sees them."""
    with chromium() as browser:
        page = open_page(browser, size=(2 * max(width for _, width in places),) * 2)
        heads = [picture_face(page, 0.7 * (number == 1), number) for number in range(len(places))]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE_HZ, FILM_PX)
    grain, (width, height) = np.random.default_rng(0), FILM_PX
    for number in range(round(FILM_S * RATE_HZ)):
        picture = np.full((height, width, 3), heads[0][2, 2], np.float64)
        for person, (head, (x_px, head_px)) in enumerate(zip(heads, places, strict=True)):
            sway = 12 * np.sin(2 * np.pi * (number / RATE_HZ / FILM_S + person / 3))
            side = 2 * head_px
            scaled = cv2.resize(head, (side, side), interpolation=cv2.INTER_AREA)[:, side // 6 : -side // 6]
            left = max(0, min(width - scaled.shape[1], round(x_px - scaled.shape[1] / 2 + sway)))
            picture[height - side :, left : left + scaled.shape[1]] = scaled
        writer.write(np.clip(picture + grain.normal(0, 3, picture.shape), 0, 255).astype(np.uint8))
    writer.release()
    return path


_DEFS = (
    '<defs><radialGradient id="skin" cx="0.42" cy="0.38" r="0.75"><stop offset="0" stop-color="#efc9ad"/>'
    f'<stop offset="0.6" stop-color="{SKIN}"/><stop offset="1" stop-color="{SHADE}"/></radialGradient>'
    '<filter id="soft" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="5"/></filter></defs>'
)
_BODY = (
    f'<path d="M28 330 C34 262 92 254 160 254 C228 254 286 262 292 330 Z" fill="{SHIRT}"/>'
    f'<path d="M132 214 L132 258 Q160 284 188 258 L188 214 Z" fill="{SHADE}"/>'
    f'<path d="M78 150 C70 60 110 30 160 30 C212 30 250 60 242 150 L236 190 L84 190 Z" fill="{HAIR}"/>'
    f'<ellipse cx="88" cy="152" rx="10" ry="20" fill="{SHADE}"/>'
    f'<ellipse cx="232" cy="152" rx="10" ry="20" fill="{SHADE}"/>'
    '<path d="M92 128 C92 78 124 62 160 62 C196 62 228 78 228 128 C228 186 206 240 160 240 C114 240 92 186 92 128 Z" '
    'fill="url(#skin)"/>'
    f'<path d="M88 132 C92 78 126 72 176 66 C206 66 226 92 232 132 C238 70 210 40 160 40 C108 40 82 74 88 132 Z" '
    f'fill="{HAIR}"/>'
)
_NOSE = (
    f'<path d="M154 132 C152 152 146 164 144 172 C150 182 170 182 176 172 C174 164 168 152 166 132" fill="{SHADE}" '
    'opacity="0.28" filter="url(#soft)"/>'
    f'<path d="M143 171 C147 179 153 177 160 179 C167 177 173 179 177 171" fill="none" stroke="{SHADE}" '
    'stroke-width="3" stroke-linecap="round"/>'
)


def _eye(side: int, smile: float) -> str:
    x, open_px, lift = 160 + 32 * side, 8.5 - 3.2 * smile, 2.2 * smile
    return (
        f'<path d="M{x - 17} {132 - lift} Q{x} {132 - 2 * open_px} {x + 17} {132 - lift} '
        f'Q{x} {132 + open_px - 2 * lift} {x - 17} {132 - lift} Z" fill="#fbf6f1"/>'
        f'<circle cx="{x}" cy="{129 - lift / 2}" r="{min(6.5, open_px)}" fill="#4a3222"/>'
        f'<circle cx="{x}" cy="{129 - lift / 2}" r="3" fill="#17100b"/>'
        f'<path d="M{x - 18} {132 - lift} Q{x} {130 - 2 * open_px} {x + 18} {132 - lift}" fill="none" stroke="#2a1a12" '
        'stroke-width="3" stroke-linecap="round"/>'
        f'<path d="M{x - 21} {113 - lift} Q{x} {102 - lift} {x + 21} {112 - lift}" fill="none" stroke="{HAIR}" '
        'stroke-width="6" stroke-linecap="round"/>'
    )


def _cheeks(smile: float) -> str:
    folds = "".join(
        f'<path d="M{160 + 20 * side} {178 - 2 * smile} Q{160 + (30 + 10 * smile) * side} {184} '
        f'{160 + (31 + 12 * smile) * side} {204 - 8 * smile}" fill="none" stroke="{SHADE}" stroke-width="3" '
        f'stroke-linecap="round" opacity="{0.9 * smile:.2f}"/>'
        for side in (-1, 1)
    )
    blush = "".join(
        f'<ellipse cx="{160 + 42 * side}" cy="{172 - 6 * smile:.1f}" rx="18" ry="{11 + 3 * smile:.1f}" fill="{BLUSH}" '
        f'opacity="{0.25 + 0.5 * smile:.2f}" filter="url(#soft)"/>'
        for side in (-1, 1)
    )
    return blush + folds


def _mouth(smile: float) -> str:
    half, corner, middle, opened = 23 + 13 * smile, 203 - 11 * smile, 204 - smile, 13 * smile
    left, right = 160 - half, 160 + half
    bow, fall = middle - 8 + 6 * smile, middle - 4 + 6 * smile
    upper = f"M{left} {corner} Q160 {middle + 2 + 6 * smile} {right} {corner}"
    lips = (
        f"M{left} {corner} Q142 {bow} 160 {fall} Q178 {bow} {right} {corner} "
        f"Q160 {middle + 20 + 2.1 * opened} {left} {corner} Z"
    )
    inside = f"{upper} Q160 {middle + 8 + 2.2 * opened} {left} {corner} Z"
    teeth = f"{upper} Q160 {middle + 5 + 1.5 * opened} {left} {corner} Z" if smile > 0.15 else ""
    return f'<path d="{lips}" fill="{LIPS}"/><path d="{inside}" fill="{MOUTH}"/><path d="{teeth}" fill="#fdfbf6"/>'
