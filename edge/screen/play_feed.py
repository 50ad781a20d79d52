"""Play feeds: sources of the plays on the screen. This module also contains the feed for plays that a player reports
with `cmd/play`.
"""

from typing import Protocol

from edge.alerts import Alert
from edge.events import PlayEnded, PlayStarted
from edge.queues import BoundedQueue

MAX_PLAYS = 10_000  # for a player that reports faster than plays are polled, such as a day of plays at once
PLAYS_AT_ONCE = 100  # the audience handles this many ten times per second

PlayEvent = PlayStarted | PlayEnded


class PlayFeed(Protocol):
    """Source of plays. One thread polls it several times per second. `poll` returns at once."""

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Current problems of the feed. Any thread may read them."""

    def poll(self, now_s: float) -> list[PlayEvent]:
        """New plays up to `now_s`, in chronological order. Each play is returned only once."""

    def close(self) -> None:
        """Free all resources. The caller does not use the feed afterwards."""


class CommandFeed:
    """Plays that a player reports with `cmd/play`."""

    def __init__(self) -> None:
        self.alerts: tuple[Alert, ...] = ()
        self._plays: BoundedQueue[PlayEvent] = BoundedQueue(MAX_PLAYS)

    @property
    def dropped(self) -> int:
        """Number of plays dropped because too many arrived at once."""
        return self._plays.dropped

    def has_room(self, count: int) -> bool:
        """True if this many plays can be queued without dropping any."""
        return len(self._plays) + count <= MAX_PLAYS

    def put_play(self, play: PlayEvent) -> None:
        """Queue a play. Callable from any thread; never waits."""
        self._plays.put(play)

    def poll(self, now_s: float) -> list[PlayEvent]:  # noqa: ARG002
        """The oldest queued plays. Ignores `now_s`, because a player may report a play late."""
        plays: list[PlayEvent] = []
        while len(plays) < PLAYS_AT_ONCE and (play := self._plays.get()) is not None:
            plays.append(play)
        return plays

    def close(self) -> None:
        """Does nothing, because no resources are open."""
