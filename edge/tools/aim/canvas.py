"""A picture and letters over it become text for a terminal: two pixels a letter, in colours or as shades of letters."""

import os
from collections.abc import Mapping
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Depth = Literal["true", "256", "shades", "plain"]
"""Of the terminal: 24 bits, the 256 of xterm, letters for the picture with coloured lines, and no colour at all."""
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
"""Of red, green and blue in the cube of xterm's 256 colours."""
_NEARLY_GREY = 16
RESET = "\x1b[0m"


def depth(environment: "os._Environ[str] | dict[str, str]" = os.environ) -> Depth:
    """What the terminal says of itself. ssh hands on TERM and, unless told to, no COLORTERM."""
    term = environment.get("TERM", "")
    if environment.get("NO_COLOR"):
        return "plain"
    if environment.get("COLORTERM") in _TRUE or any(name in term for name in _TRUE_TERMS):
        return "true"
    return "256" if "256" in term else "shades"


def inked(text: str, ink: Ink, depth: Depth) -> str:
    return text if depth == "plain" else f"\x1b[0;{INKS[ink]}m{text}{RESET}"


class TerminalCanvas:
    """`columns` by `rows` letters; a letter that was put hides the picture's two pixels and keeps their colour."""

    def __init__(self, image: Picture | None, columns: int, rows: int) -> None:
        """`image` is (height, width, 3), BGR; None: black."""
        self.columns, self.rows = columns, rows
        if image is None:
            self.pixels: Picture = np.zeros((2 * rows, columns, 3), np.uint8)
        else:
            small = cv2.resize(image, (columns, 2 * rows), interpolation=cv2.INTER_AREA)
            self.pixels = np.ascontiguousarray(small[:, :, ::-1])  # (2 rows, columns, 3), RGB
        self._letters: dict[tuple[int, int], tuple[str, Ink]] = {}

    def put(self, row: int, column: int, text: str, ink: Ink) -> None:
        """Letters from there to the right; what is beyond the edge is left out."""
        for offset, letter in enumerate(text):
            if 0 <= row < self.rows and 0 <= column + offset < self.columns:
                self._letters[row, column + offset] = letter, ink

    def label(self, row: int, column: int, text: str, ink: Ink) -> None:
        """Letters that can be read on any picture."""
        for offset in range(len(text)):
            if 0 <= row < self.rows and 0 <= column + offset < self.columns:
                self.darken(row, column + offset)
        self.put(row, column, text, ink)

    def darken(self, row: int, column: int) -> None:
        self.pixels[2 * row : 2 * row + 2, column] //= 3

    def lines(self, depth: Depth) -> list[str]:
        """One text a row, with escape sequences, `columns` wide on the screen."""
        means = (self.pixels[0::2].astype(np.uint16) + self.pixels[1::2]) // 2
        if depth in ("shades", "plain"):
            return [self._shaded(row, means[row].mean(axis=1), depth) for row in range(self.rows)]
        colours = _true if depth == "true" else _of_256
        upper, lower, mean = colours(self.pixels[0::2]), colours(self.pixels[1::2]), colours(means)
        return [self._coloured(row, upper[row], lower[row], mean[row]) for row in range(self.rows)]

    def _coloured(self, row: int, upper: list[str], lower: list[str], mean: list[str]) -> str:
        parts, before = [], ""
        for column in range(self.columns):
            if put := self._letters.get((row, column)):
                letter, style = put[0], f"{INKS[put[1]]};48;{mean[column]}"
            elif upper[column] == lower[column]:
                letter, style = " ", f"48;{lower[column]}"
            else:
                letter, style = "▀", f"38;{upper[column]};48;{lower[column]}"
            parts.append(letter if style == before else f"\x1b[0;{style}m{letter}")
            before = style
        return "".join(parts) + RESET

    def _shaded(self, row: int, grey: NDArray[np.float64], depth: Depth) -> str:
        shades = [_SHADES[int(value) * len(_SHADES) // 256] for value in grey]
        cells = (self._letters.get((row, column), (shade, None)) for column, shade in enumerate(shades))
        return "".join(letter if ink is None else inked(letter, ink, depth) for letter, ink in cells)


def _true(pixels: NDArray[np.uint8] | NDArray[np.uint16]) -> list[list[str]]:
    """Five bits of each colour: what is as good as even is sent once, which matters over ssh."""
    return [[f"2;{r};{g};{b}" for r, g, b in row] for row in (pixels & 0xF8).tolist()]


def _of_256(pixels: NDArray[np.uint8] | NDArray[np.uint16]) -> list[list[str]]:
    """The nearest of the cube of 6 x 6 x 6, or of its 24 greys where there is hardly a colour."""
    wide = pixels.astype(np.int16)
    steps = np.abs(wide[..., None] - _STEPS).argmin(axis=-1)
    cube = 16 + 36 * steps[..., 0] + 6 * steps[..., 1] + steps[..., 2]
    greys = 232 + np.clip((wide.mean(axis=-1) - 3) // 10, 0, 23).astype(int)
    is_grey = wide.max(axis=-1) - wide.min(axis=-1) < _NEARLY_GREY
    return [[f"5;{index}" for index in row] for row in np.where(is_grey, greys, cube).tolist()]
