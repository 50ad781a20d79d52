"""Program of a screen that is led by the central server."""

from datetime import datetime

from edge.alerts import Alert
from edge.screen.player.items import PlayerItem, Program
from edge.screen.remote.remote_playlist import RemotePlaylist


class RemoteProgram:
    """The program of the playlist that is complete, with the alerts of the one that is fetched."""

    def __init__(self, program: Program, remote: RemotePlaylist) -> None:
        self._program, self._remote = program, remote

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Faults of both."""
        return (*self._program.alerts, *self._remote.alerts)

    @property
    def has_news(self) -> bool:
        """True if what `next` gave last is of a list that has been replaced."""
        return self._program.has_news

    def next(self, local_time: datetime, without: frozenset[str]) -> PlayerItem | None:
        """The next item of the playlist that is complete."""
        return self._program.next(local_time, without)

    def close(self) -> None:
        """Ends both."""
        self._remote.close()
        self._program.close()
