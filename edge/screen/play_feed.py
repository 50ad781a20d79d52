"""Play feeds: what the screen shows, by a playlist, by a player's commands, or by an adapter of another package."""

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol

from edge.alerts import Alert
from edge.events import PlayEnded, PlayStarted
from edge.queues import BoundedQueue

GROUP = "vitrina.play_feeds"
"""Entry points of other packages: a callable that takes the table `[playback] options` and returns a PlayFeed."""

MAX_PLAYS = 1000  # of a player that reports faster than plays are polled; the newest are kept

PlayEvent = PlayStarted | PlayEnded
Option = str | int | float | bool


class PlayFeed(Protocol):
    """Source of plays. One thread polls it several times a second; `poll` returns at once."""

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Problems of the feed that hold now. May be read from any thread."""

    def poll(self, now_s: float) -> list[PlayEvent]:
        """New plays up to `now_s`, in order of time, each once."""


class PlayFeedError(Exception):
    """A play feed does not exist or refuses its options."""


class CommandFeed:
    """Plays that a player reports with `cmd/play`."""

    def __init__(self) -> None:
        self.alerts: tuple[Alert, ...] = ()
        self._plays: BoundedQueue[PlayEvent] = BoundedQueue(MAX_PLAYS)

    @property
    def dropped(self) -> int:
        """Plays that were dropped because too many came at once."""
        return self._plays.dropped

    def put(self, play: PlayEvent) -> None:
        """Queues a play. May be called from any thread; never waits."""
        self._plays.put(play)

    def poll(self, now_s: float) -> list[PlayEvent]:  # noqa: ARG002
        """All queued plays. `now_s` is not used: a player may report a play late."""
        plays = []
        while (play := self._plays.get()) is not None:
            plays.append(play)
        return plays


def names() -> list[str]:
    """Names of the feeds that other packages installed."""
    return sorted(point.name for point in _points())


def load(name: str, options: Mapping[str, Option]) -> PlayFeed:
    """Creates the feed of another package. Raises PlayFeedError if there is none, or if it refuses its options."""
    point = next((point for point in _points() if point.name == name), None)
    if point is None:
        raise PlayFeedError(
            f'playback: there is no feed "{name}". Installed: {", ".join(["command", "playlist", *names()])}. '
            "Choose one of them in [playback] feed, or install the package that has it."
        )
    try:
        make = point.load()
    except (ImportError, AttributeError, ValueError) as error:
        raise PlayFeedError(f'playback: the feed "{name}" ({point.value}) could not be loaded: {error}') from error
    try:
        feed: PlayFeed = make(options)
    except ValueError as error:
        raise PlayFeedError(f'playback: the feed "{name}" refuses [playback] options: {error}') from error
    return feed


def _points() -> list[EntryPoint]:
    return list(entry_points(group=GROUP))
