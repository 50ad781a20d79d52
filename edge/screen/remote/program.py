"""Program of a screen with playlists from the central server."""

from datetime import datetime

from edge.alerts import Alert
from edge.screen.player.items import PlayerItem, Program
from edge.screen.remote.remote_playlist import RemotePlaylist


class RemoteProgram:
    """The program of the complete playlist, and the alerts about the playlist that is being fetched."""

    def __init__(self, program: Program, remote: RemotePlaylist) -> None:
        self._program, self._remote = program, remote

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Alerts about both playlists."""
        return (*self._program.alerts, *self._remote.alerts)

    @property
    def has_news(self) -> bool:
        """True if a newer playlist has replaced the playlist that the last item from `next` came from."""
        return self._program.has_news

    def next(self, local_time: datetime, without: frozenset[str]) -> PlayerItem | None:
        """The next item of the complete playlist."""
        return self._program.next(local_time, without)

    def close(self) -> None:
        """Stop both the program and the fetch."""
        self._remote.close()
        self._program.close()
