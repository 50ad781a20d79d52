"""The demo's camera view: the video as the kiosk sees it, with a box for each person. The view is never stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.text import Text

from edge.audience.rules import AudienceRules, is_attentive
from edge.events import EXPRESSIONS, ExpressionScores, FaceObservation
from edge.tools.aim.canvas import Depth, Ink, TerminalCanvas
from edge.tools.demo.state import DemoSnapshot, smile_or_valence

SMILES_FROM = 0.5  # probability
SHORT_NAMES = {"neutral": "neutral", "happiness": "smile", "surprise": "surprise"}
NOBODY = ("nobody is in view", "a visit ends 30 s after", "the person leaves")
LEGENDS = (
    "[bright_green]▢[/] looks at the screen  [bright_yellow]▢[/] looks away  ◁◉▷ head  [bold]0.42[/] {}",
    "[bright_green]▢[/] looks  [bright_yellow]▢[/] away  [bold]0.42[/] {}",
    "[bright_green]▢[/] looks  [bright_yellow]▢[/] away",
)


@dataclass(frozen=True, slots=True)
class PictureSize:
    """Size of the image in characters, and size of the camera's frame in pixels."""

    columns: int
    rows: int
    frame_px: tuple[int, int]  # width, height


def draw_picture(shown: DemoSnapshot, size: PictureSize, rules: AudienceRules, depth: Depth) -> Text:
    """Draw the video with its boxes, as `rows` lines of `columns` characters."""
    canvas = TerminalCanvas(shown.image, size.columns, size.rows)
    for face in shown.faces:
        _draw_face(canvas, size, face, is_attentive(face, rules), shown.readings)
    lines = ("measuring is paused:", shown.paused) if shown.paused else NOBODY
    if shown.paused or (shown.at_s is not None and not shown.faces):
        for row, line in enumerate(lines, max(0, size.rows // 2 - 1)):
            canvas.put_label(row, max(0, (size.columns - len(line)) // 2), line[: size.columns], "text")
    text = Text("\n", no_wrap=True).join(Text.from_ansi(line) for line in canvas.text_lines(depth))
    text.no_wrap = True
    return text


def legend_text(columns: int, shown: str, reads_faces: bool) -> str:
    """The longest legend that fits into the line. `shown`: the value in the boxes, such as "smiles"."""
    fitting = LEGENDS if reads_faces else LEGENDS[-1:]
    texts = [text.format(shown) for text in fitting]
    return next((text for text in texts if len(Text.from_markup(text)) <= columns), texts[-1])


def _draw_face(
    canvas: TerminalCanvas,
    size: PictureSize,
    face: FaceObservation,
    attentive: bool,
    readings: Mapping[int, ExpressionScores],
) -> None:
    """Draw a box with the value on its upper edge and the expression on its lower edge."""
    across, down = size.columns / size.frame_px[0], size.rows / size.frame_px[1]
    ink: Ink = "looking" if attentive else "counted"
    left, top, right, bottom = canvas.draw_box(
        (face.x_px * across, face.y_px * down, (face.x_px + face.w_px) * across, (face.y_px + face.h_px) * down), ink
    )
    value, name = _face_texts(face, readings.get(face.track))
    room = right - left - 1
    for row, texts in ((top, (value, value[2:], value[2:].replace("0.", "."))), (bottom, (name,))):
        if text := next((text for text in texts if 0 < len(text) <= room), ""):
            canvas.put_label(row, left + 1, text, ink)


def _face_texts(face: FaceObservation, reading: ExpressionScores | None) -> tuple[str, str]:
    """Texts for a face: direction and value, and its strongest expression."""
    turn = "◉" if abs(face.yaw_deg) < 10 else ("▷" if face.yaw_deg > 0 else "◁")
    value = None if reading is None else smile_or_valence(reading)
    if reading is None or value is None:
        return turn, ""
    if reading.valence is None:
        return f"{turn} {value_text(value, 'smiles')}", "smile" if value >= SMILES_FROM else ""
    told = ((p, name) for p, name in zip(reading.probabilities, EXPRESSIONS, strict=True) if p is not None)
    _, name = max(told, key=lambda pair: pair[0])
    return f"{turn} {value_text(value, 'valence')}", SHORT_NAMES.get(name, name)


def value_text(value: float, shown: str) -> str:
    """A value with two decimals. Valence always has a sign."""
    return f"{value:+.2f}" if shown == "valence" else f"{value:.2f}"
