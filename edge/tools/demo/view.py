"""The demo's view in the terminal: boxes, people, attention, reactions, and all published messages in full.

Data of single people is drawn from memory, stays in this terminal, and is gone with the next frame.
"""

import threading
from collections import deque
from dataclasses import dataclass, field
from math import isfinite

from rich.console import Group, RenderableType
from rich.layout import Layout
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from edge.audience.rules import AudienceRules, is_attentive
from edge.events import (
    EXPRESSIONS,
    AudioObservation,
    BodyObservation,
    ExpressionScores,
    FaceObservation,
    FrameObservation,
    PlayEnded,
    PlayStarted,
)
from edge.kiosk.assemble import KioskEvent
from edge.tools.replay.summary import sparkline

COLUMNS, ROWS = 64, 18  # of the picture, in characters
MAX_MESSAGES = 40
STYLES = {"window": "bold cyan", "reaction": "bold magenta"}
HAPPINESS = EXPRESSIONS.index("happiness")
SMILES_FROM = 0.5  # probability
SHORT_NAMES = {"neutral": "neutral", "happiness": "smile", "surprise": "surprise"}


@dataclass
class _CreativeCurve:
    """Mean valence, or smiles, of one creative for each of its seconds, since the start of the demo."""

    sums: dict[int, tuple[float, int]] = field(default_factory=dict)

    def add(self, second: int, value: float) -> None:
        total, n = self.sums.get(second, (0.0, 0))
        self.sums[second] = (total + value, n + 1)

    def curve(self, seconds: int) -> list[float | None]:
        return [self.sums[s][0] / self.sums[s][1] if s in self.sums else None for s in range(seconds)]


class DemoView:
    """View of the demo. The threads of kiosk and subscriber add data; the demo's thread draws.

    `reader`: name of the reader of expressions. Without valence the view shows smiles.
    """

    def __init__(self, rules: AudienceRules, picture_px: tuple[int, int], where: str, reader: str = "") -> None:
        self._rules, self._picture_px, self._where = rules, picture_px, where
        self._reader, self._shown = reader, "valence" if "valence" in rules.measures else "smiles"
        self._lock = threading.Lock()
        self._frame: FrameObservation | None = None
        self._readings: dict[int, ExpressionScores] = {}
        self._play: PlayStarted | None = None
        self._last_audio: AudioObservation | None = None
        self._last_body: dict[str, BodyObservation] = {}
        self._curves_by_creative: dict[str, _CreativeCurve] = {}
        self._messages: deque[tuple[str, str]] = deque(maxlen=MAX_MESSAGES)

    def on_event(self, event: KioskEvent) -> None:
        with self._lock:
            match event:
                case PlayStarted():
                    self._play = event
                case PlayEnded():
                    self._play = None
                case FrameObservation():
                    self._add_frame(event)
                case AudioObservation():
                    self._last_audio = event
                case BodyObservation():
                    self._last_body[event.wearer] = event

    def on_message(self, topic: str, payload: bytes) -> None:
        """Adds a message that the subscriber got from the broker."""
        with self._lock:
            self._messages.append((topic, payload.decode()))

    def _add_frame(self, frame: FrameObservation) -> None:
        self._frame = frame
        tracks = {face.track for face in frame.faces}
        self._readings = {track: v for track, v in self._readings.items() if track in tracks}
        for face in frame.faces:
            if isinstance(face.expression, ExpressionScores):
                self._readings[face.track] = face.expression
                value = _value_of(face.expression)
                if self._play and value is not None and is_attentive(face, self._rules):
                    second = int(frame.at_s - self._play.at_s + self._play.media_s)
                    self._curves_by_creative.setdefault(self._play.creative, _CreativeCurve()).add(second, value)

    def draw(self, note: str) -> RenderableType:
        """The whole screen. `note` is its first line, about the demo."""
        with self._lock:
            faces = self._frame.faces if self._frame else ()
            upper = Layout()
            upper.split_row(
                Layout(Panel(self._picture(faces), title="what the kiosk sees", border_style="cyan"), size=COLUMNS + 4),
                Layout(Panel(self._numbers(faces), title="and makes of it, in memory only", border_style="cyan")),
            )
            lower = Panel(
                self._message_lines(),
                title=f"what left the device, word for word, from {self._where}",
                border_style="green",
            )
        whole = Layout()
        whole.split_column(
            Layout(Text(note, style="bold", overflow="ellipsis", no_wrap=True), size=1),
            Layout(upper, size=ROWS + 2),
            Layout(lower),
        )
        return whole

    def _picture(self, faces: tuple[FaceObservation, ...]) -> Text:
        """Boxes on an empty background, green for attentive faces, with the strongest expression inside."""
        cells = [[(" ", "")] * COLUMNS for _ in range(ROWS)]
        for face in faces:
            self._draw_face(cells, face)
        text = Text(no_wrap=True)
        for row in cells:
            for letter, style in row:
                text.append(letter, style)
            text.append("\n")
        return text

    def _draw_face(self, cells: list[list[tuple[str, str]]], face: FaceObservation) -> None:
        width_px, height_px = self._picture_px
        style = "bold green" if is_attentive(face, self._rules) else "yellow"
        left = min(max(int(face.x_px / width_px * COLUMNS), 0), COLUMNS - 3)
        top = min(max(int(face.y_px / height_px * ROWS), 0), ROWS - 3)
        right = min(max(int((face.x_px + face.w_px) / width_px * COLUMNS), left + 2), COLUMNS - 1)
        bottom = min(max(int((face.y_px + face.h_px) / height_px * ROWS), top + 2), ROWS - 1)
        for x in range(left + 1, right):
            cells[top][x] = cells[bottom][x] = ("─", style)
        for y in range(top + 1, bottom):
            cells[y][left] = cells[y][right] = ("│", style)
        for (y, x), corner in zip(((top, left), (top, right), (bottom, left), (bottom, right)), "╭╮╰╯", strict=True):
            cells[y][x] = (corner, style)
        for line, text in enumerate(_face_text(face, self._readings.get(face.track))):
            for offset, letter in enumerate(text[: right - left - 1]):
                if top + 1 + line < bottom:
                    cells[top + 1 + line][left + 1 + offset] = (letter, "white")

    def _numbers(self, faces: tuple[FaceObservation, ...]) -> RenderableType:
        attentive = sum(is_attentive(face, self._rules) for face in faces)
        table = Table.grid(padding=(0, 1))
        table.add_row("people in view", f"[bold]{len(faces)}[/]  {'●' * len(faces)}")
        table.add_row("attentive", f"[bold green]{attentive}[/]  [green]{'●' * attentive}[/]")
        if self._reader:
            table.add_row("reader", Text(self._reader))
        values = [value for reading in self._readings.values() if (value := _value_of(reading)) is not None]
        if self._rules.reads_faces:
            table.add_row(
                f"{self._shown} now", f"[bold]{_number(sum(values) / len(values), self._shown)}[/]" if values else ""
            )
        if self._last_audio:
            table.add_row("in the room", _audio_text(self._last_audio))
        if self._last_body:
            table.add_row("on bodies", _bodies_text(list(self._last_body.values())))
        parts: list[RenderableType] = [table, Text("")]
        if self._play and self._frame:
            at_s = self._frame.at_s - self._play.at_s
            length_s = self._play.duration_s or 0
            done = int(24 * min(at_s / length_s, 1.0)) if length_s else 0
            parts.append(Text(f"on the screen: {self._play.creative}  {at_s:4.1f} of {length_s:.0f} s"))
            parts.append(Text("█" * done + "░" * (24 - done), style="magenta"))
            parts.append(Text(""))
        return Group(*parts, *self._curves())

    def _curves(self) -> list[RenderableType]:
        """One line for each creative, all on one scale."""
        curves = {
            creative: curve.curve(max(curve.sums) + 1) for creative, curve in sorted(self._curves_by_creative.items())
        }
        values = [value for curve in curves.values() for value in curve if value is not None]
        if not values:
            return []
        low, high = min(values), max(max(values), min(values) + 0.01)
        span = f"▁ {_number(low, self._shown)} to █ {_number(high, self._shown)}"
        heading = Text(f"{self._shown} over the seconds of each advert, {span}", style="dim")
        return [heading, *(Text(f"{creative:10} {sparkline(curve, low, high)}") for creative, curve in curves.items())]

    def _message_lines(self) -> RenderableType:
        """Messages about people first, then the others, newest first. Long ones wrap, so that every byte is visible."""
        text = Text()
        kinds = [(topic.rsplit("/", 1)[-1], topic, payload) for topic, payload in reversed(self._messages)]
        about_people = [message for message in kinds if message[0] in STYLES]
        if not about_people:
            text.append("nothing about people yet: they are here, or too few were\n", style="dim")
        for kind, topic, payload in about_people + [message for message in kinds if message[0] not in STYLES]:
            text.append(f"{topic}\n", STYLES.get(kind, "bold"))
            text.append(f"{payload}\n")
        return text


def _audio_text(audio: AudioObservation) -> str:
    """A bar from -60 to 0 dB of full scale, and the word "laughter" if there is any."""
    bar = "▮" * max(0, min(20, round((audio.level_db + 60) / 3)))
    laughs = "  [bold magenta]laughter[/]" if audio.laughter else ""
    return f"{audio.level_db:4.0f} dB  [cyan]{bar:20}[/]{laughs}"


def _bodies_text(bodies: list[BodyObservation]) -> str:
    """Number of kits on wearers, and means of the known heart rates and arousals."""
    on_body = [body for body in bodies if body.on_body]
    rates = [body.hr_bpm for body in on_body if body.hr_bpm is not None]
    arousals = [body.arousal for body in on_body if isfinite(body.arousal)]
    parts = [f"[bold]{len(on_body)}[/] of {len(bodies)} kits worn"]
    parts += [f"{sum(rates) / len(rates):.0f} bpm"] if rates else []
    parts += [f"arousal {sum(arousals) / len(arousals):.2f}"] if arousals else []
    return "  ".join(parts)


def _face_text(face: FaceObservation, reading: ExpressionScores | None) -> tuple[str, str]:
    """Direction and value of a face, and its strongest expression."""
    turn = "◉" if abs(face.yaw_deg) < 10 else ("▷" if face.yaw_deg > 0 else "◁")
    value = None if reading is None else _value_of(reading)
    if reading is None or value is None:
        return turn, ""
    if reading.valence is None:
        return f"{turn} {_number(value, 'smiles')}", "smile" if value >= SMILES_FROM else ""
    told = ((p, name) for p, name in zip(reading.probabilities, EXPRESSIONS, strict=True) if p is not None)
    _, name = max(told, key=lambda pair: pair[0])
    return f"{turn} {_number(value, 'valence')}", SHORT_NAMES.get(name, name)


def _value_of(reading: ExpressionScores) -> float | None:
    """Valence, or the probability of a smile if the reader tells no valence."""
    return reading.probabilities[HAPPINESS] if reading.valence is None else reading.valence


def _number(value: float, shown: str) -> str:
    return f"{value:+.2f}" if shown == "valence" else f"{value:.2f}"
