"""Immutable values that the kiosk passes to the console page. None of them contains a frame, a track or a value that a
privacy rule withholds.

Times are seconds since 1970 UTC; other names that end in `_s` are durations.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage: its observations per second, the delay of the newest observation, and the number of observations
    dropped since the start.
    """

    name: str
    rate_hz: float | None = None
    latency_s: float | None = None
    drops: str = ""
    hangs: bool = False


@dataclass(frozen=True, slots=True)
class KitView:
    """One sensor kit, identified by its position in the settings. `contact` is True if somebody wears the kit; None
    without recent data. `measures_contact`: False for a kit without electrodes, such as a heart-rate strap.
    """

    number: int
    kind: str
    contact: bool | None = None
    measures_contact: bool = True


@dataclass(frozen=True, slots=True)
class PlayView:
    """The play feed and its newest play."""

    feed: str
    creative: str | None = None
    since_s: float | None = None
    is_over: bool = False
    error_s: float | None = None  # largest timing error of the play


@dataclass(frozen=True, slots=True)
class UplinkView:
    """State of the broker and the outbox: the messages that wait, that are stored, and that were dropped before
    sending.
    """

    broker: str = ""
    is_connected: bool = False
    waiting: int = 0
    kept: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class AlertView:
    """An active alert. Its text says what happened and what to do."""

    code: str
    severity: str
    text: str
    since_s: float


@dataclass(frozen=True, slots=True)
class StateView:
    """State of the kiosk, its reasons and its start as in the published messages, and the alerts that reveal nobody's
    presence.
    """

    state: str
    reasons: tuple[str, ...]
    since_s: float
    alerts: tuple[AlertView, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsoleSnapshot:
    """The kiosk at one moment. `pause_until_s`: end of the pause that was requested on the console or on the player's
    page. `told`: the kiosk's state as in the published messages.
    """

    at_s: float
    version: str
    started_s: float
    state: str
    reasons: tuple[str, ...]
    since_s: float
    pause_s: float
    pause_until_s: float | None = None
    stages: tuple[StageView, ...] = ()
    level_db: float | None = None  # of the room's sound; None without sound from a microphone
    has_microphone: bool = False
    kits: tuple[KitView, ...] = ()
    kit_quality: str = ""
    play: PlayView | None = None
    uplink: UplinkView = UplinkView()
    alerts: tuple[AlertView, ...] = ()
    told: StateView | None = None  # None while no kiosk is running


@dataclass(frozen=True, slots=True)
class ViewState:
    """The setup view as one session may see it: when the permit ends, whether it belongs to this session, and why
    there is no frame yet. All fields are empty without a permit.
    """

    until_s: float | None = None
    is_mine: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Outline of a face, as fractions of the image's width and height. It contains nothing that distinguishes two
    faces.
    """

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Outlines:
    """Outlines of the faces in one frame. `aspect`: the frame's width divided by its height."""

    aspect: float = 16 / 9
    rectangles: tuple[Rectangle, ...] = ()


NO_OUTLINES = Outlines()


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message as sent to the broker. The payload is text and has exactly the sent bytes."""

    kind: str
    seq: int
    at_s: float
    payload: str


@dataclass(frozen=True, slots=True)
class SentWindow:
    """Number of watchers in a published window, for the day's curve."""

    from_s: float
    to_s: float
    watchers: int


@dataclass(frozen=True, slots=True)
class SentToday:
    """Messages sent today, the newest first, and today's windows, the oldest first."""

    messages: tuple[SentMessage, ...] = ()
    windows: tuple[SentWindow, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a self-check. `level`: "ok", "warning", "error" or "untried". `detail`: further text in English,
    if `text` is in the language of the page.
    """

    part: str
    level: str
    text: str
    cure: str = ""
    detail: str = ""
