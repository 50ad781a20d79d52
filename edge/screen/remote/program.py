"""Program of a screen with playlists from the central server."""

from datetime import datetime

from edge.alerts import Alert
from edge.screen.player.items import PlayerItem, Program
from edge.screen.remote.remote_playlist import RemotePlaylist


class RemoteProgram:
    """The program of the complete playlist, with the alerts of the playlist that is being fetched."""

    def __init__(self, program: Program, remote: RemotePlaylist) -> None:
        self._program, self._remote = program, remote

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Faults of both playlists."""
        return (*self._program.alerts, *self._remote.alerts)

    @property
    def has_news(self) -> bool:
        """True if the last item from `next` is from a replaced playlist."""
        return self._program.has_news

    def next(self, local_time: datetime, without: frozenset[str]) -> PlayerItem | None:
        """The next item of the complete playlist."""
        return self._program.next(local_time, without)

    def close(self) -> None:
        """Stop both."""
        self._remote.close()
        self._program.close()
