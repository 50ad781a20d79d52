"""Pictures as terminal text, at each colour depth."""

import re

import numpy as np
import pytest

from edge.tools.aim.canvas import Depth, Picture, TerminalCanvas, terminal_depth

DEPTHS: tuple[Depth, ...] = ("true", "256", "shades", "plain")
STYLES = re.compile(r"\x1b\[[0-9;]*m")


def halves(upper: tuple[int, int, int], lower: tuple[int, int, int]) -> Picture:
    """Two colours, BGR as from a camera, one above the other."""
    image = np.zeros((40, 40, 3), np.uint8)
    image[:20], image[20:] = upper, lower
    return image


@pytest.mark.parametrize("kind", DEPTHS)
def test_every_line_is_as_wide_as_asked_for(kind: Depth) -> None:
    """Letters beyond the edges are left out."""
    canvas = TerminalCanvas(np.random.default_rng(1).integers(0, 255, (90, 160, 3), np.uint8), 30, 8)
    for row, column in ((0, 28), (7, -2), (-1, 0), (8, 0), (3, 3)):
        canvas.put_text(row, column, "mask", "masked")
        canvas.put_label(row, column, "mask", "counted")
    lines = [STYLES.sub("", line) for line in canvas.text_lines(kind)]
    assert [len(line) for line in lines] == [30] * 8
    assert lines[0].endswith("ma")
    assert lines[7].startswith("sk")
    assert "mask" in lines[3]
    assert "\x1b" not in "".join(lines)


def test_two_pixels_share_a_letter() -> None:
    """The upper pixel is the letter's colour, the lower the background. BGR becomes RGB."""
    [line] = TerminalCanvas(halves((0, 0, 200), (200, 0, 0)), 1, 1).text_lines("true")
    assert line == "\x1b[0;38;2;200;0;0;48;2;0;0;200m▀\x1b[0m"


def test_256_colours_are_the_nearest_of_xterm() -> None:
    """The corners of its colour cube, and its greys for grey pixels."""
    [line] = TerminalCanvas(halves((0, 0, 255), (128, 128, 128)), 1, 1).text_lines("256")
    assert line == "\x1b[0;38;5;196;48;5;244m▀\x1b[0m"
    [dark] = TerminalCanvas(halves((0, 0, 0), (255, 255, 255)), 1, 1).text_lines("256")
    assert dark == "\x1b[0;38;5;232;48;5;255m▀\x1b[0m"


def test_equal_neighbours_send_their_colour_once() -> None:
    """An even area needs few bytes over ssh."""
    [line] = TerminalCanvas(halves((90, 90, 90), (90, 90, 90)), 40, 1).text_lines("true")
    assert line.count("48;") == 1


def test_without_colours_the_picture_is_shades() -> None:
    """Bright is dense, dark is empty. With NO_COLOR, lines have no colour either."""
    canvas = TerminalCanvas(np.tile(np.array([[[0, 0, 0], [255, 255, 255]]], np.uint8), (2, 1, 1)), 2, 1)
    assert canvas.text_lines("shades") == [" @"]
    canvas.put_text(0, 0, "+", "looking")
    assert canvas.text_lines("plain") == ["+@"]
    assert canvas.text_lines("shades") == ["\x1b[0;1;92m+\x1b[0m@"]


def test_no_picture_is_black() -> None:
    """The canvas keeps no earlier picture."""
    assert not TerminalCanvas(None, 4, 2).pixels.any()


@pytest.mark.parametrize(
    ("environment", "kind"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "true"),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, "true"),
        ({"TERM": "xterm-kitty"}, "true"),
        ({"TERM": "xterm-direct"}, "true"),
        ({"TERM": "screen-256color"}, "256"),
        ({"TERM": "linux"}, "shades"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "plain"),
        ({"TERM": "linux", "NO_COLOR": ""}, "shades"),
    ],
)
def test_environment_gives_the_colour_depth(environment: dict[str, str], kind: Depth) -> None:
    """A terminal prints rubbish at a depth that it does not have."""
    assert terminal_depth(environment) == kind
