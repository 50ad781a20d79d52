"""Play feeds: sources of what the screen shows. Here: the plays that a player reports with `cmd/play`."""

from typing import Protocol

from edge.alerts import Alert
from edge.events import PlayEnded, PlayStarted
from edge.queues import BoundedQueue

MAX_PLAYS = 10_000  # of a player that reports faster than plays are polled, such as a day of plays at once
PLAYS_AT_ONCE = 100  # the audience handles as many ten times a second

PlayEvent = PlayStarted | PlayEnded


class PlayFeed(Protocol):
    """Source of plays. One thread polls it several times a second; `poll` returns at once."""

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Problems of the feed that hold now. May be read from any thread."""

    def poll(self, now_s: float) -> list[PlayEvent]:
        """New plays up to `now_s`, in order of time, each once."""

    def close(self) -> None:
        """Frees all resources. No other call follows."""


class CommandFeed:
    """Plays that a player reports with `cmd/play`."""

    def __init__(self) -> None:
        self.alerts: tuple[Alert, ...] = ()
        self._plays: BoundedQueue[PlayEvent] = BoundedQueue(MAX_PLAYS)

    @property
    def dropped(self) -> int:
        """Plays that were dropped because too many came at once."""
        return self._plays.dropped

    def has_room(self, count: int) -> bool:
        """True if so many plays can be queued without a loss."""
        return len(self._plays) + count <= MAX_PLAYS

    def put_play(self, play: PlayEvent) -> None:
        """Queues a play. May be called from any thread; never waits."""
        self._plays.put(play)

    def poll(self, now_s: float) -> list[PlayEvent]:  # noqa: ARG002
        """The oldest queued plays. `now_s` is not used: a player may report a play late."""
        plays: list[PlayEvent] = []
        while len(plays) < PLAYS_AT_ONCE and (play := self._plays.get()) is not None:
            plays.append(play)
        return plays

    def close(self) -> None:
        """Nothing is open."""
