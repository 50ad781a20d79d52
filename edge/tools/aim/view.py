"""What stands on the terminal: the picture with grid, masks and boxes, what they mean, and the line that is typed."""

import textwrap
from dataclasses import dataclass

from edge.perception.vision.filters import is_inside
from edge.tools.aim.canvas import Depth, Ink, Picture, TerminalCanvas, inked
from edge.tools.aim.commands import HELP, SHORT_HELP
from edge.tools.aim.edit_history import AimSettings
from edge.tools.aim.grid import PictureGrid, Polygon, of_picture
from edge.tools.aim.preview import PreviewFace

LEFT, ABOVE = 3, 2  # letters beside and above the picture: numbers of rows; title and letters of columns
MESSAGE_LINES = 2
LEAST_COLUMNS, LEAST_ROWS = 40, 8  # of the picture's room
HATCH_EVERY = 3
PROMPT = "> "


@dataclass(frozen=True, slots=True)
class TerminalLayout:
    """Where things are, in letters."""

    columns: int  # of the picture
    rows: int
    help: tuple[str, ...]
    width: int  # of the terminal
    height: int


@dataclass(frozen=True, slots=True)
class FaceLimits:
    """What the settings say of a face."""

    attentive_yaw_deg: float
    attentive_pitch_deg: float
    expression_px: float


@dataclass(frozen=True, slots=True, eq=False)
class DrawnState:
    """All that is to be drawn. `image` None: there is none, and `condition` says why."""

    image: Picture | None
    picture_px: tuple[int, int]  # width, height; those of the last picture where there is none
    faces: tuple[PreviewFace, ...]
    aimed: AimSettings
    is_saved: bool
    message: str
    condition: str  # of the camera


@dataclass(frozen=True, slots=True)
class FaceCheck:
    ink: Ink
    label: str


def layout(width: int, height: int, picture_px: tuple[int, int]) -> TerminalLayout | None:
    """The largest picture that fits with its own proportions; None where the terminal is too small for any.

    A letter is taken to be twice as high as it is wide.
    """
    help_lines = HELP if height >= 34 and width >= max(map(len, HELP)) else SHORT_HELP
    most_columns, most_rows = width - LEFT - 1, height - ABOVE - 1 - len(help_lines) - MESSAGE_LINES - 1
    if most_columns < LEAST_COLUMNS or most_rows < LEAST_ROWS:
        return None
    width_px, height_px = picture_px
    columns = max(min(most_columns, round(2 * most_rows * width_px / height_px)), 1)
    rows = max(min(most_rows, round(columns * height_px / width_px / 2)), 1)
    return TerminalLayout(columns, rows, help_lines, width, height)


def check_face(face: PreviewFace, aimed: AimSettings, limits: FaceLimits) -> FaceCheck:
    """How a face is drawn: whether it counts, whether it looks at the screen, or why it does not count."""
    size = f"{face.w_px:.0f}x{face.h_px:.0f}"
    if any(is_inside(*face.middle, mask) for mask in aimed.masks):
        return FaceCheck("refused", f"{size} masked")
    if face.seems != "person":
        return FaceCheck("refused", f"{size} {face.seems}")
    yaw, pitch = face.yaw_deg - aimed.yaw_deg, face.pitch_deg - aimed.pitch_deg
    is_looking = abs(yaw) <= limits.attentive_yaw_deg and abs(pitch) <= limits.attentive_pitch_deg
    mute = "" if face.w_px >= limits.expression_px else " far"
    return FaceCheck("looking" if is_looking else "counted", f"{size} {yaw:+.0f}° {pitch:+.0f}°{mute}")


def drawn(shown: DrawnState, typed: str, size: tuple[int, int], limits: FaceLimits, depth: Depth) -> str:
    """The whole screen, to be written over the one before; the cursor ends behind what is typed."""
    place = layout(*size, shown.picture_px)
    if place is None:
        lines = [f"This terminal is too small: make it {LEAST_COLUMNS + LEFT + 1} x 18 at least."[: size[0]]]
        lines += [""] * max(size[1] - 2, 0)
    else:
        lines = _lines(shown, place, limits, depth)
    return "\x1b[H" + "".join(f"{line}\x1b[K\r\n" for line in lines) + "\x1b[J" + prompt(typed, size)


def prompt(typed: str, size: tuple[int, int]) -> str:
    """The last line alone."""
    width, height = size
    return f"\x1b[{height};1H{PROMPT}{typed[-max(width - len(PROMPT) - 1, 1) :]}\x1b[K"


def _lines(shown: DrawnState, place: TerminalLayout, limits: FaceLimits, depth: Depth) -> list[str]:
    grid = of_picture(*shown.picture_px)
    verdicts = [check_face(face, shown.aimed, limits) for face in shown.faces]
    canvas = TerminalCanvas(shown.image, place.columns, place.rows)
    _draw_grid(canvas, grid)
    for number, mask in enumerate(shown.aimed.masks, 1):
        _draw_mask(canvas, mask, number)
    for face, verdict in zip(shown.faces, verdicts, strict=True):
        _draw_face(canvas, face, verdict, shown.picture_px)
    if shown.image is None:
        for row, line in enumerate(textwrap.wrap(_printable(shown.condition), place.columns - 4), place.rows // 3):
            canvas.label(row, 2, line, "text")
    numbers = _row_numbers(grid, place.rows)
    message = textwrap.wrap(_printable(shown.message), place.width - 1)[:MESSAGE_LINES]
    return [
        _title(shown, verdicts)[: place.width],
        " " * LEFT + _column_letters(grid, place.columns),
        *(number + line for number, line in zip(numbers, canvas.lines(depth), strict=True)),
        _legend(place.width, depth),
        *(line[: place.width] for line in place.help),
        *(inked(line, "text", depth) for line in message),
        *[""] * (MESSAGE_LINES - len(message)),
    ]


def _title(shown: DrawnState, verdicts: list[FaceCheck]) -> str:
    width_px, height_px = shown.picture_px
    count = sum(verdict.ink != "refused" for verdict in verdicts)
    masks = len(shown.aimed.masks)
    return (
        f"vitrina aim, {width_px}x{height_px}: {count} of {len(verdicts)} faces count. "
        f"{masks} mask{'' if masks == 1 else 's'}, screen {shown.aimed.yaw_deg:+.1f}° {shown.aimed.pitch_deg:+.1f}°"
        f"{'' if shown.is_saved else ', not saved'}."
    )


def _legend(width: int, depth: Depth) -> str:
    """As many of its parts as fit."""
    parts: list[tuple[str, Ink]] = [
        ("[] looks at the screen", "looking"),
        ("[] counts", "counted"),
        (":: does not count", "refused"),
        ("// mask", "masked"),
        ("px, degrees right and up of the screen", "text"),
        ("far: no expressions", "text"),
    ]
    told, used = [], 0
    for text, ink in parts:
        used += len(text) + 2
        if used <= width:
            told.append(inked(text, ink, depth))
    return "  ".join(told)


def _column_letters(grid: PictureGrid, columns: int) -> str:
    letters = [" "] * columns
    for column in range(grid.columns):
        letters[int((column + 0.5) / grid.columns * columns)] = chr(ord("A") + column)
    return "".join(letters)


def _row_numbers(grid: PictureGrid, rows: int) -> list[str]:
    """As many as there are lines for."""
    numbers = [" " * LEFT] * rows
    for row in range(grid.rows):
        numbers[int((row + 0.5) / grid.rows * rows)] = f"{row + 1:>{LEFT - 1}} "
    return numbers


def _draw_grid(canvas: TerminalCanvas, grid: PictureGrid) -> None:
    """A cross where four cells meet, so that the picture stays to be seen."""
    for column in range(1, grid.columns):
        for row in range(1, grid.rows):
            x, y = column / grid.columns * canvas.columns, row / grid.rows * canvas.rows
            canvas.put(int(y), int(x), "+", "grid")


def _draw_mask(canvas: TerminalCanvas, mask: Polygon, number: int) -> None:
    inside = [
        (row, column)
        for row in range(canvas.rows)
        for column in range(canvas.columns)
        if is_inside((column + 0.5) / canvas.columns, (row + 0.5) / canvas.rows, mask)
    ]
    for row, column in inside:
        canvas.darken(row, column)
        if (row + column) % HATCH_EVERY == 0:
            canvas.put(row, column, "/", "masked")
    x, y = (sum(axis) / len(mask) for axis in zip(*mask, strict=True))
    canvas.label(int(y * canvas.rows), int(x * canvas.columns) - 1, f" {number} ", "masked")


def _draw_face(canvas: TerminalCanvas, face: PreviewFace, verdict: FaceCheck, picture_px: tuple[int, int]) -> None:
    """A box of three letters at least, with its label above it, or inside where there is no room."""
    across, down = canvas.columns / picture_px[0], canvas.rows / picture_px[1]
    left = min(max(int(face.x_px * across), 0), canvas.columns - 3)
    top = min(max(int(face.y_px * down), 0), canvas.rows - 3)
    right = min(max(int((face.x_px + face.w_px) * across), left + 2), canvas.columns - 1)
    bottom = min(max(int((face.y_px + face.h_px) * down), top + 2), canvas.rows - 1)
    level, upright = ("-", ":") if verdict.ink == "refused" else ("─", "│")
    for column in range(left + 1, right):
        canvas.put(top, column, level, verdict.ink)
        canvas.put(bottom, column, level, verdict.ink)
    for row in range(top + 1, bottom):
        canvas.put(row, left, upright, verdict.ink)
        canvas.put(row, right, upright, verdict.ink)
    for row, column, corner in zip((top, top, bottom, bottom), (left, right) * 2, "┌┐└┘", strict=True):
        canvas.put(row, column, corner, verdict.ink)
    label_left = max(min(left, canvas.columns - len(verdict.label)), 0)
    canvas.label(top - 1 if top else top + 1, label_left, verdict.label, verdict.ink)


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
