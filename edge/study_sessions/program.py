"""Programs for the kiosk's own player in a session: pause for questions, and show each ad once in the planned order."""

from collections.abc import Callable, Sequence
from datetime import datetime

from edge.alerts import Alert
from edge.events import PlayEnded, PlayStarted
from edge.media.check import MediaFile
from edge.screen.media import check_creative_files
from edge.screen.player.items import PlayerItem, Program
from edge.screen.player.scheduled import SHA256_DIGITS
from edge.screen.playlist_file import read_playlist
from edge.settings.settings import Settings
from edge.study.definition import StudyDefinition
from edge.study.errors import StudyError
from edge.study.order import participant_advert_order

SOON_S = 0.2
"""Seconds from now. A play that starts later is requested in advance, while another play is on the screen."""


class PlayWatch:
    """Observes what the screen shows in a session. Any thread may read it."""

    def __init__(self) -> None:
        self.playing: str | None = None
        self.ended_s = float("-inf")

    def process(self, event: PlayStarted | PlayEnded) -> None:
        """Process the start or the end of a play."""
        self.playing = event.creative if isinstance(event, PlayStarted) else None
        if isinstance(event, PlayEnded):
            self.ended_s = event.at_s


class PausedProgram:
    """Wraps a program. Returns the next item only between plays and when `is_free` allows it, to fit in questions."""

    def __init__(
        self, program: Program, watch: PlayWatch, now: Callable[[], float], is_free: Callable[[], bool]
    ) -> None:
        self._program, self._watch, self._now, self._is_free = program, watch, now, is_free

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Alerts of the wrapped program."""
        return self._program.alerts

    @property
    def has_news(self) -> bool:
        """News of the wrapped program."""
        return self._program.has_news

    def close(self) -> None:
        """Close the wrapped program."""
        self._program.close()

    def next(self, local_time: datetime, without: frozenset[str]) -> PlayerItem | None:
        """The next item of the wrapped program; None while a play is on the screen or questions are open."""
        is_ahead = local_time.timestamp() > self._now() + SOON_S
        if is_ahead or self._watch.playing is not None or not self._is_free():
            return None
        return self._program.next(local_time, without)


class OnceProgram:
    """Program that shows each item once. `asked_beyond_s`: time of the first request after the last item."""

    def __init__(self, items: Sequence[PlayerItem], now: Callable[[], float]) -> None:
        self._waiting, self._now = list(items), now
        self.asked_beyond_s: float | None = None
        self.alerts: tuple[Alert, ...] = ()
        self.has_news = False

    def next(self, local_time: datetime, without: frozenset[str]) -> PlayerItem | None:  # noqa: ARG002
        """The next item that can be shown."""
        while self._waiting:
            item = self._waiting.pop(0)
            if item.creative not in without:
                return item
        if self.asked_beyond_s is None:
            self.asked_beyond_s = self._now()
        return None

    def close(self) -> None:
        """Do nothing, because there is nothing to close."""


def adverts_in_participant_order(settings: Settings, definition: StudyDefinition, participant: str) -> list[PlayerItem]:
    """Ads of the playlist, in the order planned for a participant. Raises StudyError or PlaylistFileError."""
    player = settings.player
    if player is None or player.playlist is None or settings.playback.feed != "player":
        raise StudyError("study: --ordered needs a playlist for the built-in player. Add it with --playlist FILE")
    playlist = read_playlist(player.playlist)
    if playlist.experiments:
        raise StudyError(
            f"study: {player.playlist} contains experiments, which set the order of the ads themselves. Omit "
            "--ordered, or name a playlist without experiments."
        )
    files = check_creative_files(playlist, player.media)
    items = []
    for name in participant_advert_order(definition, [creative.id for creative in playlist.creatives], participant):
        creative, file = playlist.find_creative(name), files[name]
        if not isinstance(file, MediaFile):
            raise StudyError(
                f"study: the ad {name} cannot be shown: {file.reason}. Remove it from the playlist, or replace its "
                "file."
            )
        is_image = file.length_s is None
        items.append(
            PlayerItem(
                creative=name,
                file=player.media / creative.file,
                kind="image" if is_image else "video",
                duration_s=creative.duration_s if is_image else file.length_s,
                sha256=file.sha256[:SHA256_DIGITS],
                muted=creative.muted,
            )
        )
    return items
