"""Plays of a session: from a plays file with times, from the kiosk's own player, or from the feed in the settings."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from edge.alerts import Alert
from edge.clock import Clock
from edge.events import PlayEnded, PlayStarted
from edge.kiosk import build
from edge.kiosk.parts import PLAYS
from edge.kiosk.screen.feeds import build_feed
from edge.kiosk.screen.player import build_configured_player, build_program_player, settings_without_screen_notice
from edge.kiosk.screen.screen_holds import ScreenHolds
from edge.kiosk.stages.feed_stage import FeedStage
from edge.kiosk.stages.supervisor import Stage
from edge.kiosk.state.state import KioskStateTracker
from edge.messages.commands import StoredPlay
from edge.screen.play_feed import PlayEvent, PlayFeed
from edge.screen.player.items import Program
from edge.screen.plays_file import RecordedPlays, read_plays
from edge.settings.settings import Settings
from edge.stage import StageContext
from edge.study_sessions.options import SessionOptions
from edge.study_sessions.session import AFTER_S
from edge.study_sessions.stages import SessionStages

if TYPE_CHECKING:
    from edge.screen.player.panel import PagePanel  # loaded with the page's server

BY_HAND_S = 1.0
"""Largest time error of plays from a file, in seconds. A person starts the video on another screen when asked to."""


@dataclass(frozen=True)
class SessionPlayerScreen:
    """The screen of the kiosk's own player during a session.

    `program` chooses what it shows; `panel` covers it while questions are open.
    """

    program: Callable[[], Program]
    panel: "PagePanel | None" = None


class FilePlays:
    """Play feed from a plays file. The times in the file are measured from the first poll."""

    def __init__(self, plays: RecordedPlays) -> None:
        self._plays = plays
        self._waiting: list[PlayEvent] | None = None
        self.alerts: tuple[Alert, ...] = ()

    def poll(self, now_s: float) -> list[PlayEvent]:
        if self._waiting is None:
            self._waiting = _end_by_media_time(self._plays.play_events(now_s))
        due = [event for event in self._waiting if event.at_s <= now_s]
        self._waiting = self._waiting[len(due) :]
        return due

    def close(self) -> None:
        """Do nothing, because there is nothing to close."""


def _end_by_media_time(events: Sequence[PlayEvent]) -> list[PlayEvent]:
    """The plays with their time error. Each play gets the media second at which it ends."""
    plays: list[PlayEvent] = []
    for event, following in zip_longest(events, events[1:]):
        if isinstance(event, PlayEnded):
            plays.append(PlayEnded(event.at_s, BY_HAND_S))
            continue
        until_s = None if following is None else event.media_s + following.at_s - event.at_s
        plays.append(PlayStarted(event.at_s, event.creative, event.media_s, until_s, error_s=BY_HAND_S))
    return plays


def advert_stages(
    settings: Settings,
    options: SessionOptions,
    clock: Clock,
    stages: SessionStages,
    undo: ExitStack,
    screen: SessionPlayerScreen | None = None,
) -> tuple[list[Stage], float | None]:
    """Stage of the plays, and the length of the phase "adverts" in seconds; None: until the session is stopped.

    `screen`: the screen of the kiosk's own player, if the session decides what it shows. Raises PlaysFileError and the
    errors of the kiosk's feeds.
    """
    length_s = options.seconds
    if options.plays is not None:
        recorded = read_plays(options.plays)
        feeds: list[PlayFeed] = [FilePlays(recorded)]
        length_s = length_s or max((play.end_s for play in recorded.plays), default=0.0) + AFTER_S
    else:
        feeds = _play_feeds(settings, clock, screen)
    for feed in feeds:
        undo.callback(feed.close)
    context = StageContext[PlayEvent](
        clock.now, lambda: True, lambda: stages.supervisor.note_heartbeat(PLAYS), stages.queue.put
    )
    return [Stage(PLAYS, FeedStage(feeds, context).run)] if feeds else [], length_s


def _play_feeds(settings: Settings, clock: Clock, screen: SessionPlayerScreen | None) -> list[PlayFeed]:
    if settings.playback.feed == "player":
        wanted, state = settings_without_screen_notice(settings), KioskStateTracker(clock)
        if screen is not None and wanted.player is not None:
            return [
                build_program_player(wanted, clock, state, ScreenHolds(), screen.program, screen.panel, is_bare=True)
            ]
        player = build_configured_player(wanted, clock, state, ScreenHolds())
        return [player] if player else []
    told = build_feed(settings, clock, _ignore)
    own: list[PlayFeed] = list(build.build_playlists(settings, clock.now()))
    return [told] if told else own


def _ignore(_: StoredPlay, __: float) -> None:
    """Do not store plays of another player here, because the session's own file stores them."""
