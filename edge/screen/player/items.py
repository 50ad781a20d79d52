"""Items that the player shows, the program that chooses them, and the notice texts on the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from edge.alerts import Alert
from edge.events import Experiment

if TYPE_CHECKING:
    from edge.screen.player.panel import PagePanel  # loaded with the page's server


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerItem:
    """One showing of a creative. `duration_s`: time of an image on the screen, or video length; None if unknown."""

    creative: str
    file: Path
    kind: Literal["video", "image"]
    duration_s: float | None = None
    sha256: str | None = None  # first 12 hex digits of the file's SHA-256
    muted: bool = False
    experiment: Experiment | None = None
    position: int | None = None  # in its block or cycle


class Program(Protocol):
    """Chooses what is shown. It knows only the schedule and the time, not the audience."""

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Faults of the playlist and its files."""

    @property
    def has_news(self) -> bool:
        """True if the last item from `next` is from a replaced list."""

    def close(self) -> None:
        """Stop its work."""

    def next(self, local_time: datetime, without: frozenset[str]) -> PlayerItem | None:
        """The next item, for a showing that starts at `local_time`. None if nothing is scheduled then.

        `without`: creatives that cannot be shown.
        """


class ListProgram:
    """Program of a list that repeats forever."""

    def __init__(self, items: Sequence[PlayerItem]) -> None:
        self._items, self._next = tuple(items), 0
        self.alerts: tuple[Alert, ...] = ()
        self.has_news = False

    def next(self, local_time: datetime, without: frozenset[str]) -> PlayerItem | None:  # noqa: ARG002
        """The next item of the list that can be shown, at any time."""
        for _ in self._items:
            item = self._items[self._next % len(self._items)]
            self._next += 1
            if item.creative not in without:
                return item
        return None

    def close(self) -> None:
        """Do nothing: there is nothing to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeText:
    """The notice in one language. The strip shows `measuring` or `not_measuring` above `operator` and `objection`.
    These two are empty if there is a printed sign."""

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
    """Everything that the page says about the measurement. `qr_svg`: QR code on the full page and the strip.
    `strip_modules`: length of its side in modules, if it is on the strip."""

    version: str
    texts: tuple[NoticeText, ...]
    qr_svg: str | None = None
    strip_modules: int | None = None


@dataclass(frozen=True)
class PageContent:
    """Content of the page besides the items. `is_overlay`: ads are under the strip instead of beside it. `panel`: a
    page that covers the ads while it is open.

    A strip of "none" is for a study: no notice, because the kiosk counts nobody then, and grey between ads.
    """

    notice: Callable[[], NoticePage]
    strip: Literal["top", "bottom", "none"] = "bottom"
    is_overlay: bool = False
    panel: "PagePanel | None" = None


@dataclass(frozen=True, slots=True)
class PageState:
    """State of the kiosk for the page. `opted_out_until_s`: end of a pause requested on the page. `is_view_open`: a
    technician views the camera image. `is_panel_open`: the panel covers the ads."""

    is_sensing: bool
    opted_out_until_s: float | None = None
    is_view_open: bool = False
    is_panel_open: bool = False
