"""Messages between kiosk and page. Every value from the page is checked; parsing never raises."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

MAX_BYTES = 4096

PageMs = Annotated[float, Field(ge=0, le=1e12)]
"""Milliseconds from the page's `performance.now()`."""
Pixels = Annotated[float, Field(ge=-100_000, le=100_000)]
Frames = Annotated[int, Field(ge=0, le=10**9)]
MediaSeconds = Annotated[float, Field(ge=0, le=86_400)]
ItemNumber = Annotated[int, Field(ge=0, le=2**53)]
Words = Annotated[str, Field(max_length=200)]


class PageMessage(BaseModel):
    """A message with its time on the page's clock."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)

    t: PageMs


class Pong(PageMessage):
    """Answer of the page to a ping from the kiosk."""

    e: Literal["pong"]
    id: Annotated[int, Field(ge=0, le=2**53)]


class Beat(PageMessage):
    """State of the page, sent once per second. `frames`: number drawn since the last heartbeat. `strip`: x, y,
    width, height.
    """

    e: Literal["beat"]
    notice: Words | None
    visible: bool
    frames: Frames
    strip: tuple[Pixels, Pixels, Pixels, Pixels] | None
    view: tuple[Pixels, Pixels]


class Started(PageMessage):
    """The first frame of an item is on the screen, or the first frame after a stop. `t`: when it was shown."""

    e: Literal["start"]
    n: ItemNumber
    media_s: MediaSeconds
    duration_s: Annotated[float, Field(gt=0, le=86_400)] | None


class Closed(PageMessage):
    """End of the showing that the last `start` reported. `gap_ms`: longest time between two frames."""

    n: ItemNumber
    media_s: MediaSeconds
    gap_ms: Annotated[float, Field(ge=0, le=1e9)]
    shown: Frames
    dropped: Frames


class Stopped(Closed):
    """The playback has stopped or is hidden. Another `start` of the same item may follow."""

    e: Literal["stop"]


class Ended(Closed):
    """The page has shown an item to its end."""

    e: Literal["end"]
    why: Literal["ended", "error", "nothing shown", "stuck"]
    detail: Words


class Failed(PageMessage):
    """The page cannot show a queued item."""

    e: Literal["failed"]
    n: ItemNumber
    detail: Words


class Muted(PageMessage):
    """The browser refuses to play sound."""

    e: Literal["muted"]


class OptOut(PageMessage):
    """Somebody pressed the opt-out button or its key."""

    e: Literal["optout"]


AnyPageMessage = Pong | Beat | Started | Stopped | Ended | Failed | Muted | OptOut

_READER: TypeAdapter[AnyPageMessage] = TypeAdapter(Annotated[AnyPageMessage, Field(discriminator="e")])


def read_page_message(text: str) -> AnyPageMessage | None:
    """The parsed message. None if it cannot be parsed."""
    if len(text) > MAX_BYTES:
        return None
    try:
        return _READER.validate_json(text)
    except (ValidationError, ValueError, RecursionError):
        return None
