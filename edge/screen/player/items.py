"""Items that the player shows, the program that chooses them, and the notice texts on the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from edge.alerts import Alert
from edge.events import Experiment

if TYPE_CHECKING:
    from edge.screen.player.panel import PagePanel  # loaded with the page's server


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerItem:
    """One showing of a creative. `duration_s`: time in seconds that an image is shown, or the length of a video;
    None if unknown.
    """

    creative: str
    file: Path
    kind: Literal["video", "image"]
    duration_s: float | None = None
    sha256: str | None = None  # first 12 hex digits of the file's SHA-256
    muted: bool = False
    experiment: Experiment | None = None
    position: int | None = None  # in its block or cycle
    day: date | None = None  # the local day on which it may start; None: on any day


class Program(Protocol):
    """Chooses what the player shows, based only on the schedule and the time, never on the audience."""

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Alerts about the playlist and its files."""

    @property
    def has_news(self) -> bool:
        """True if a newer list has replaced the list that the last item from `next` came from."""

    def close(self) -> None:
        """Stop all work of the program."""

    def next(self, local_time: datetime, without: frozenset[str]) -> PlayerItem | None:
        """The item for a showing that starts at `local_time`. None if nothing is scheduled then.

        `without`: creatives that cannot be shown.
        """


class ListProgram:
    """Program that repeats a list forever."""

    def __init__(self, items: Sequence[PlayerItem]) -> None:
        self._items, self._next = tuple(items), 0
        self.alerts: tuple[Alert, ...] = ()
        self.has_news = False

    def next(self, local_time: datetime, without: frozenset[str]) -> PlayerItem | None:  # noqa: ARG002
        """The next item of the list that can be shown. It does not depend on the time."""
        for _ in self._items:
            item = self._items[self._next % len(self._items)]
            self._next += 1
            if item.creative not in without:
                return item
        return None

    def close(self) -> None:
        """Does nothing, because there is nothing to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeText:
    """The notice in one language. The strip shows `measuring` or `not_measuring`, and below it `operator` and
    `objection`. `operator` and `objection` are empty if there is a printed sign.
    """

    language: str
    measuring: str
    not_measuring: str
    operator: str = ""
    objection: str = ""
    view_open: str = ""  # banner while a technician views the camera image
    opt_out: str  # on the button
    title: str
    paragraphs: tuple[str, ...] = ()
    promise_title: str = ""
    promise: str = ""  # a page of its own after the paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """Everything that the page shows about the measurement. `qr_svg`: QR code on the full page and on the strip.
    `strip_modules`: length of its side in modules, if the strip shows it.
    """

    version: str
    texts: tuple[NoticeText, ...]
    qr_svg: str | None = None
    strip_modules: int | None = None


@dataclass(frozen=True)
class PageContent:
    """Content of the page besides the items. With `is_overlay`, the strip covers part of the ads instead of being
    beside them. `panel` is a page that covers the ads while it is open.

    A study uses the strip "none": no notice, because the kiosk counts nobody then, and a grey screen between ads.
    """

    notice: Callable[[], NoticePage]
    strip: Literal["top", "bottom", "none"] = "bottom"
    is_overlay: bool = False
    panel: "PagePanel | None" = None


@dataclass(frozen=True, slots=True)
class PageState:
    """State of the kiosk, for the page. `opted_out_until_s`: end of a pause requested on the page. `is_view_open`: a
    technician is viewing the camera image. `is_panel_open`: the panel covers the ads.
    """

    is_sensing: bool
    opted_out_until_s: float | None = None
    is_view_open: bool = False
    is_panel_open: bool = False
