"""Draws an image with text over it in a terminal: two pixels per character, in colour or as shaded characters."""

import os
from collections.abc import Mapping
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Depth = Literal["true", "256", "shades", "plain"]
"""Colour depth of a terminal: 24 bits, xterm's 256 colours, shaded characters with coloured lines, or no colour."""
Ink = Literal["grid", "looking", "counted", "refused", "masked", "text"]

INKS: Mapping[Ink, str] = {
    "grid": "37",
    "looking": "1;92",
    "counted": "1;93",
    "refused": "1;95",
    "masked": "1;96",
    "text": "1;97",
}
_SHADES = " .:-=+*#%@"
_TRUE = ("truecolor", "24bit")
_TRUE_TERMS = ("alacritty", "foot", "ghostty", "kitty", "wezterm", "-direct")
_STEPS = np.array([0, 95, 135, 175, 215, 255])
"""Levels of red, green and blue in the 6 x 6 x 6 colour cube of xterm's 256 colours."""
_NEARLY_GREY = 16  # largest difference between red, green and blue of a grey
RESET = "\x1b[0m"


def terminal_depth(environment: "os._Environ[str] | dict[str, str]" = os.environ) -> Depth:
    """Colour depth of the terminal, from its environment variables.

    By default, ssh passes on TERM but not COLORTERM.
    """
    term = environment.get("TERM", "")
    if environment.get("NO_COLOR"):
        return "plain"
    if environment.get("COLORTERM") in _TRUE or any(name in term for name in _TRUE_TERMS):
        return "true"
    return "256" if "256" in term else "shades"


def add_colour_codes(text: str, ink: Ink, depth: Depth) -> str:
    """Return `text` with the escape sequences for its colour. At depth "plain", return it unchanged."""
    return text if depth == "plain" else f"\x1b[0;{INKS[ink]}m{text}{RESET}"


class TerminalCanvas:
    """Image of `columns` by `rows` characters. A character on the image covers two pixels and keeps their colour."""

    def __init__(self, image: Picture | None, columns: int, rows: int) -> None:
        """`image`: BGR image (height, width, 3); None for a black image."""
        self.columns, self.rows = columns, rows
        if image is None:
            self.pixels: Picture = np.zeros((2 * rows, columns, 3), np.uint8)
        else:
            small = cv2.resize(image, (columns, 2 * rows), interpolation=cv2.INTER_AREA)
            self.pixels = np.ascontiguousarray(small[:, :, ::-1])  # (2 rows, columns, 3), RGB
        self._letters: dict[tuple[int, int], tuple[str, Ink]] = {}

    def put_text(self, row: int, column: int, text: str, ink: Ink) -> None:
        """Write `text` to the right from a position. Characters beyond the edge are cut off."""
        for offset, letter in enumerate(text):
            if 0 <= row < self.rows and 0 <= column + offset < self.columns:
                self._letters[row, column + offset] = letter, ink

    def put_label(self, row: int, column: int, text: str, ink: Ink) -> None:
        """Write `text` on a darkened background, so that it is readable on any image."""
        for offset in range(len(text)):
            if 0 <= row < self.rows and 0 <= column + offset < self.columns:
                self.darken_cell(row, column + offset)
        self.put_text(row, column, text, ink)

    def draw_box(
        self, edges: tuple[float, float, float, float], ink: Ink, lines: tuple[str, str] = ("─", "│")
    ) -> tuple[int, int, int, int]:
        """Draw a box of at least 3 x 3 characters inside the image. Returns the box edges as drawn.

        `edges`: left, top, right and bottom, in characters. `lines`: characters for horizontal and vertical edges.
        """
        left = min(max(int(edges[0]), 0), self.columns - 3)
        top = min(max(int(edges[1]), 0), self.rows - 3)
        right = min(max(int(edges[2]), left + 2), self.columns - 1)
        bottom = min(max(int(edges[3]), top + 2), self.rows - 1)
        horizontal, vertical = lines
        for column in range(left + 1, right):
            self.put_text(top, column, horizontal, ink)
            self.put_text(bottom, column, horizontal, ink)
        for row in range(top + 1, bottom):
            self.put_text(row, left, vertical, ink)
            self.put_text(row, right, vertical, ink)
        for row, column, corner in zip((top, top, bottom, bottom), (left, right) * 2, "┌┐└┘", strict=True):
            self.put_text(row, column, corner, ink)
        return left, top, right, bottom

    def darken_cell(self, row: int, column: int) -> None:
        self.pixels[2 * row : 2 * row + 2, column] //= 3

    def text_lines(self, depth: Depth) -> list[str]:
        """One string with escape sequences per row, each `columns` characters wide on the terminal."""
        means = (self.pixels[0::2].astype(np.uint16) + self.pixels[1::2]) // 2
        if depth in ("shades", "plain"):
            return [self._shaded(row, means[row].mean(axis=1), depth) for row in range(self.rows)]
        to_colours = _true_colours if depth == "true" else _xterm_colours
        upper, lower, mean = to_colours(self.pixels[0::2]), to_colours(self.pixels[1::2]), to_colours(means)
        return [self._colour_cell(row, upper[row], lower[row], mean[row]) for row in range(self.rows)]

    def _colour_cell(self, row: int, upper: list[str], lower: list[str], mean: list[str]) -> str:
        parts, previous_style = [], ""
        for column in range(self.columns):
            if overlay := self._letters.get((row, column)):
                letter, style = overlay[0], f"{INKS[overlay[1]]};48;{mean[column]}"
            elif upper[column] == lower[column]:
                letter, style = " ", f"48;{lower[column]}"
            else:
                letter, style = "▀", f"38;{upper[column]};48;{lower[column]}"
            parts.append(letter if style == previous_style else f"\x1b[0;{style}m{letter}")
            previous_style = style
        return "".join(parts) + RESET

    def _shaded(self, row: int, grey: NDArray[np.float64], depth: Depth) -> str:
        shades = [_SHADES[int(value) * len(_SHADES) // 256] for value in grey]
        cells = (self._letters.get((row, column), (shade, None)) for column, shade in enumerate(shades))
        return "".join(letter if ink is None else add_colour_codes(letter, ink, depth) for letter, ink in cells)


def _true_colours(pixels: NDArray[np.uint8] | NDArray[np.uint16]) -> list[list[str]]:
    """24-bit colours, rounded to five bits per channel.

    Nearly equal neighbours then have the same colour, which is sent only once. This saves bytes over ssh.
    """
    return [[f"2;{r};{g};{b}" for r, g, b in row] for row in (pixels & 0xF8).tolist()]


def _xterm_colours(pixels: NDArray[np.uint8] | NDArray[np.uint16]) -> list[list[str]]:
    """Nearest of xterm's 6 x 6 x 6 colours, or of its 24 greys if the pixel is nearly grey."""
    wide = pixels.astype(np.int16)
    steps = np.abs(wide[..., None] - _STEPS).argmin(axis=-1)
    cube = 16 + 36 * steps[..., 0] + 6 * steps[..., 1] + steps[..., 2]
    greys = 232 + np.clip((wide.mean(axis=-1) - 3) // 10, 0, 23).astype(int)
    is_grey = wide.max(axis=-1) - wide.min(axis=-1) < _NEARLY_GREY
    return [[f"5;{index}" for index in row] for row in np.where(is_grey, greys, cube).tolist()]
