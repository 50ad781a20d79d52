"""The demo's screen in a terminal of any size: the frame, the numbers, and the messages that left the kiosk."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.layout import Layout
from rich.panel import Panel
from rich.text import Text

from edge.audience.rules import AudienceRules
from edge.tools.aim.canvas import Depth
from edge.tools.demo.numbers import face_measure_name, number_lines
from edge.tools.demo.picture import PictureSize, draw_picture, legend_text
from edge.tools.demo.state import ABOUT_PEOPLE, DemoSnapshot

STYLES = {"window": "bold cyan", "reaction": "bold magenta"}
NUMBERS_WIDTH = 48  # columns of the numbers, with their frame
BESIDE_FROM = 78  # columns; in a narrower terminal the numbers stand below the picture
NUMBERS_BELOW = 10  # lines of the numbers below the picture
UPPER_SHARE = 0.58  # of the height, for picture and numbers beside each other
STACKED_SHARE = 0.35  # of the height, for a picture above its numbers
FRAME = 2  # lines or columns of a panel's frame


@dataclass(frozen=True, slots=True)
class DemoTexts:
    """Fixed texts on the screen: a note in two lengths, the origin of the messages, and the expression model's name."""

    note: str
    short_note: str
    broker: str
    reader: str = ""


@dataclass(frozen=True, slots=True)
class DemoSizes:
    """Sizes of the screen's parts, in characters."""

    width: int
    height: int
    picture: PictureSize
    is_stacked: bool


def fit_demo_sizes(width: int, height: int, lines_above: int, frame_px: tuple[int, int]) -> DemoSizes:
    """Sizes with the largest image that leaves room for numbers and messages. Characters are twice as high as wide."""
    is_stacked = width < BESIDE_FROM
    most_columns = width - FRAME - (0 if is_stacked else NUMBERS_WIDTH)
    share = STACKED_SHARE if is_stacked else UPPER_SHARE
    most_rows = max(3, int((height - lines_above) * share) - FRAME)
    shape = frame_px[1] / frame_px[0] / 2
    columns = max(10, min(most_columns, round(most_rows / shape)))
    return DemoSizes(width, height, PictureSize(columns, max(3, round(columns * shape)), frame_px), is_stacked)


def draw_demo_screen(
    shown: DemoSnapshot, texts: DemoTexts, links: Sequence[str], rules: AudienceRules, size: tuple[int, int, Depth]
) -> RenderableType:
    """Draw the whole screen. `links`: lines about player and report. `size`: size and colours of the terminal."""
    width, height, depth = size
    image = shown.image
    frame_px = (1280, 720) if image is None else (image.shape[1], image.shape[0])
    sizes = fit_demo_sizes(width, height, 1 + len(links), frame_px)
    whole = Layout()
    whole.split_column(
        *(Layout(line, size=1) for line in _lines_above(texts, links, width)),
        *_upper_layouts(shown, texts, rules, sizes, depth),
        Layout(Panel(_message_lines(shown), title=_title(texts, width), border_style="green")),
    )
    return whole


def _lines_above(texts: DemoTexts, links: Sequence[str], width: int) -> list[Text]:
    note = texts.note if len(texts.note) <= width else texts.short_note
    return [
        Text(note, style="bold", overflow="ellipsis", no_wrap=True),
        *(Text(link, overflow="ellipsis", no_wrap=True) for link in links),
    ]


def _upper_layouts(
    shown: DemoSnapshot, texts: DemoTexts, rules: AudienceRules, sizes: DemoSizes, depth: Depth
) -> list[Layout]:
    picture = sizes.picture
    film = Panel(
        draw_picture(shown, picture, rules, depth),
        title="what the kiosk sees",
        subtitle=legend_text(picture.columns - 4, face_measure_name(rules), rules.reads_faces),
        border_style="cyan",
        padding=0,
        width=picture.columns + FRAME,
    )
    rows = NUMBERS_BELOW - FRAME if sizes.is_stacked else picture.rows
    columns = sizes.width - FRAME - 2 - (0 if sizes.is_stacked else picture.columns + FRAME)
    numbers = Panel(
        Group(*number_lines(shown, rules, texts.reader, columns, rows)),
        title="what it measures, in memory only",
        border_style="cyan",
    )
    if sizes.is_stacked:
        return [Layout(film, size=picture.rows + FRAME), Layout(numbers, size=NUMBERS_BELOW)]
    row = Layout(size=picture.rows + FRAME)
    row.split_row(Layout(film, size=picture.columns + FRAME), Layout(numbers))
    return [row]


def _title(texts: DemoTexts, width: int) -> str:
    words = ", byte for byte" if width >= BESIDE_FROM else ""
    return f"what left the kiosk{words}, from {texts.broker}"


def _message_lines(shown: DemoSnapshot) -> RenderableType:
    """Messages about people first, then other messages, newest first. Long messages are wrapped, not cut off."""
    text = Text()
    if shown.first_window:
        text.append(f"{shown.first_window}\n", style="bold yellow")
    about_people = [message for message in shown.messages if message.kind in ABOUT_PEOPLE]
    for message in about_people + [message for message in shown.messages if message.kind not in ABOUT_PEOPLE]:
        text.append(f"{message.topic}\n", STYLES.get(message.kind, "bold"))
        text.append(f"{message.payload}\n")
    return text
