"""Draws the terminal of `vitrina aim`: the frame with grid, masks and boxes, their legend, and the input line."""

import textwrap
from dataclasses import dataclass

from edge.perception.vision.filters import is_inside_polygon
from edge.settings.masks import MaskGrid, Polygon, make_mask_grid
from edge.tools.aim.canvas import Depth, Ink, Picture, TerminalCanvas, add_colour_codes
from edge.tools.aim.commands import HELP, SHORT_HELP
from edge.tools.aim.edit_history import AimSettings
from edge.tools.aim.preview import PreviewFace

LEFT, ABOVE = 3, 2  # letters left of the picture (row numbers), lines above it (title, column letters)
MESSAGE_LINES = 2
LEAST_COLUMNS, LEAST_ROWS = 40, 8  # smallest area for the picture, letters
HATCH_EVERY = 3
PROMPT = "> "


@dataclass(frozen=True, slots=True)
class AimTerminalLayout:
    """Sizes of the parts of the terminal, in characters."""

    columns: int  # of the picture
    rows: int
    help: tuple[str, ...]
    width: int  # of the terminal
    height: int


@dataclass(frozen=True, slots=True)
class FaceCountingLimits:
    """Limits from the settings that decide whether a face counts."""

    attentive_yaw_deg: float
    attentive_pitch_deg: float
    expression_px: float


@dataclass(frozen=True, slots=True, eq=False)
class AimDrawnState:
    """Everything that the terminal shows. Without a frame, `image` is None, and `condition` says why."""

    image: Picture | None
    picture_px: tuple[int, int]  # width, height; of the last frame if there is no image
    faces: tuple[PreviewFace, ...]
    settings: AimSettings
    is_saved: bool
    message: str
    condition: str  # of the camera


@dataclass(frozen=True, slots=True)
class FaceBoxStyle:
    """Colour and label of a face's box."""

    ink: Ink
    label: str


def fit_layout(width: int, height: int, picture_px: tuple[int, int]) -> AimTerminalLayout | None:
    """Layout with the largest image that fits and keeps its proportions; None if the terminal is too small.

    The layout assumes that a character is twice as high as wide.
    """
    help_lines = HELP if height >= 34 and width >= max(map(len, HELP)) else SHORT_HELP
    most_columns, most_rows = width - LEFT - 1, height - ABOVE - 1 - len(help_lines) - MESSAGE_LINES - 1
    if most_columns < LEAST_COLUMNS or most_rows < LEAST_ROWS:
        return None
    width_px, height_px = picture_px
    columns = max(min(most_columns, round(2 * most_rows * width_px / height_px)), 1)
    rows = max(min(most_rows, round(columns * height_px / width_px / 2)), 1)
    return AimTerminalLayout(columns, rows, help_lines, width, height)


def face_box_style(face: PreviewFace, settings: AimSettings, limits: FaceCountingLimits) -> FaceBoxStyle:
    """Colour and label of a face's box, which show whether the face counts and looks at the screen.

    The label shows the face's size and angles, or why it does not count.
    """
    size = f"{face.w_px:.0f}x{face.h_px:.0f}"
    if any(is_inside_polygon(*face.middle, mask) for mask in settings.masks):
        return FaceBoxStyle("refused", f"{size} masked")
    if face.kind != "person":
        return FaceBoxStyle("refused", f"{size} {face.kind}")
    yaw, pitch = face.yaw_deg - settings.yaw_deg, face.pitch_deg - settings.pitch_deg
    is_looking = abs(yaw) <= limits.attentive_yaw_deg and abs(pitch) <= limits.attentive_pitch_deg
    distance = "" if face.w_px >= limits.expression_px else " far"
    return FaceBoxStyle("looking" if is_looking else "counted", f"{size} {yaw:+.0f}° {pitch:+.0f}°{distance}")


def draw_screen(
    state: AimDrawnState, typed: str, size: tuple[int, int], limits: FaceCountingLimits, depth: Depth
) -> str:
    """Text that redraws the whole terminal, and leaves the cursor after the typed line."""
    layout = fit_layout(*size, state.picture_px)
    if layout is None:
        lines = [f"This terminal is too small: make it at least {LEAST_COLUMNS + LEFT + 1} x 18."[: size[0]]]
        lines += [""] * max(size[1] - 2, 0)
    else:
        lines = _screen_lines(state, layout, limits, depth)
    return "\x1b[H" + "".join(f"{line}\x1b[K\r\n" for line in lines) + "\x1b[J" + prompt_text(typed, size)


def prompt_text(typed: str, size: tuple[int, int]) -> str:
    """Text that redraws only the input line, which is the last line."""
    width, height = size
    return f"\x1b[{height};1H{PROMPT}{typed[-max(width - len(PROMPT) - 1, 1) :]}\x1b[K"


def _screen_lines(
    state: AimDrawnState, layout: AimTerminalLayout, limits: FaceCountingLimits, depth: Depth
) -> list[str]:
    grid = make_mask_grid(*state.picture_px)
    checks = [face_box_style(face, state.settings, limits) for face in state.faces]
    canvas = TerminalCanvas(state.image, layout.columns, layout.rows)
    _draw_grid(canvas, grid)
    for number, mask in enumerate(state.settings.masks, 1):
        _draw_mask(canvas, mask, number)
    for face, check in zip(state.faces, checks, strict=True):
        _draw_face(canvas, face, check, state.picture_px)
    if state.image is None:
        for row, line in enumerate(textwrap.wrap(_printable(state.condition), layout.columns - 4), layout.rows // 3):
            canvas.put_label(row, 2, line, "text")
    numbers = _row_numbers(grid, layout.rows)
    message = textwrap.wrap(_printable(state.message), layout.width - 1)[:MESSAGE_LINES]
    return [
        _title_text(state, checks)[: layout.width],
        " " * LEFT + _column_letters(grid, layout.columns),
        *(number + line for number, line in zip(numbers, canvas.text_lines(depth), strict=True)),
        _legend_text(layout.width, depth),
        *(line[: layout.width] for line in layout.help),
        *(add_colour_codes(line, "text", depth) for line in message),
        *[""] * (MESSAGE_LINES - len(message)),
    ]


def _title_text(state: AimDrawnState, checks: list[FaceBoxStyle]) -> str:
    width_px, height_px = state.picture_px
    count = sum(check.ink != "refused" for check in checks)
    masks, screen = len(state.settings.masks), state.settings
    return (
        f"vitrina aim, {width_px}x{height_px}: {count} of {len(checks)} faces count. "
        f"{masks} mask{'' if masks == 1 else 's'}, screen {screen.yaw_deg:+.1f}° {screen.pitch_deg:+.1f}°"
        f"{'' if state.is_saved else ', not saved'}."
    )


def _legend_text(width: int, depth: Depth) -> str:
    """Parts of the legend, as many as fit into the line."""
    parts: list[tuple[str, Ink]] = [
        ("[] looks at the screen", "looking"),
        ("[] counts", "counted"),
        (":: does not count", "refused"),
        ("// mask", "masked"),
        ("px, degrees right and up of the screen", "text"),
        ("far: no expressions", "text"),
    ]
    shown, used = [], 0
    for text, ink in parts:
        used += len(text) + 2
        if used <= width:
            shown.append(add_colour_codes(text, ink, depth))
    return "  ".join(shown)


def _column_letters(grid: MaskGrid, columns: int) -> str:
    letters = [" "] * columns
    for column in range(grid.columns):
        letters[int((column + 0.5) / grid.columns * columns)] = chr(ord("A") + column)
    return "".join(letters)


def _row_numbers(grid: MaskGrid, rows: int) -> list[str]:
    """Row numbers of the grid: one string per terminal line, with a number only in the middle of each grid row."""
    numbers = [" " * LEFT] * rows
    for row in range(grid.rows):
        numbers[int((row + 0.5) / grid.rows * rows)] = f"{row + 1:>{LEFT - 1}} "
    return numbers


def _draw_grid(canvas: TerminalCanvas, grid: MaskGrid) -> None:
    """Draw the grid only as crosses where four cells meet, so that the frame stays visible."""
    for column in range(1, grid.columns):
        for row in range(1, grid.rows):
            x, y = column / grid.columns * canvas.columns, row / grid.rows * canvas.rows
            canvas.put_text(int(y), int(x), "+", "grid")


def _draw_mask(canvas: TerminalCanvas, mask: Polygon, number: int) -> None:
    inside = [
        (row, column)
        for row in range(canvas.rows)
        for column in range(canvas.columns)
        if is_inside_polygon((column + 0.5) / canvas.columns, (row + 0.5) / canvas.rows, mask)
    ]
    for row, column in inside:
        canvas.darken_cell(row, column)
        if (row + column) % HATCH_EVERY == 0:
            canvas.put_text(row, column, "/", "masked")
    x, y = (sum(axis) / len(mask) for axis in zip(*mask, strict=True))
    canvas.put_label(int(y * canvas.rows), int(x * canvas.columns) - 1, f" {number} ", "masked")


def _draw_face(canvas: TerminalCanvas, face: PreviewFace, check: FaceBoxStyle, picture_px: tuple[int, int]) -> None:
    """Draw a face's box with its label above it, or inside the box if there is no line above."""
    across, down = canvas.columns / picture_px[0], canvas.rows / picture_px[1]
    left, top, _, _ = canvas.draw_box(
        (face.x_px * across, face.y_px * down, (face.x_px + face.w_px) * across, (face.y_px + face.h_px) * down),
        check.ink,
        ("-", ":") if check.ink == "refused" else ("─", "│"),
    )
    label_left = max(min(left, canvas.columns - len(check.label)), 0)
    canvas.put_label(top - 1 if top else top + 1, label_left, check.label, check.ink)


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
