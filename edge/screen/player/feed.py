"""Play feed of the kiosk's own player. It serves the page, turns the page's reports into plays, and stores finished
plays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from edge.alerts import Alert, merge_alerts
from edge.events import PlayStarted
from edge.screen.play_feed import PlayEvent
from edge.screen.player.connection import PageHooks
from edge.screen.player.items import PageContent, Program
from edge.screen.player.page_link import PageLink
from edge.screen.player.page_messages import MAX_BYTES
from edge.screen.player.playback import Playback
from edge.screen.player.server import build_page_app
from edge.web.security import Refusals
from edge.web.server import PageServer, listen_on_loopback
from edge.web.token_file import read_or_make_token

PAGE = "player"
EVENTS_AT_ONCE = 200


@dataclass(frozen=True)
class PlayerOptions:
    """Address and token of the player's page. The module token_file.py describes `token_file`."""

    port: int
    token_file: Path


class PlayerFeed:
    """Plays of the player's page. The server answers requests from the first `poll` until `close`.

    Raises PageServerError or TokenFileError.
    """

    def __init__(
        self,
        options: PlayerOptions,
        program: Program,
        content: PageContent,
        local_time: Callable[[float], datetime],
        hooks: PageHooks,
    ) -> None:
        self._link, self.refusals = PageLink(), Refusals()
        self._program, self._store = program, hooks.store
        self._began: PlayStarted | None = None  # start of the current play
        self._playback = Playback(program, local_time, hooks.now())
        self.alerts: tuple[Alert, ...] = ()
        token = read_or_make_token(options.token_file, PAGE)
        listener = listen_on_loopback(options.port, PAGE)
        self.port: int = listener.getsockname()[1]
        app = build_page_app(self._link, hooks, content, token, self.port, self.refusals)
        self._server = PageServer(app, listener, PAGE, "websockets-sansio", MAX_BYTES)
        self._is_started = False

    @property
    def dropped(self) -> int:
        """Number of page events dropped because too many arrived at once."""
        return self._link.events.dropped

    def poll(self, now_s: float) -> list[PlayEvent]:
        """Plays that the page reported since the last call."""
        if not self._is_started:
            self._is_started = True
            self._server.start()
        plays: list[PlayEvent] = []
        for _ in range(EVENTS_AT_ONCE):
            if (event := self._link.events.get()) is None:
                break
            plays += self._playback.handle_event(event)
        plays += self._playback.tick(now_s)
        if over := self._finished_plays(plays):
            self._store(over)  # before the page gets the next item: then the play is safe
        self._link.media = self._playback.fetchable_items()  # before the page gets them
        commands, self._playback.commands = self._playback.commands, []
        for command in commands:
            self._link.send(command)
        self.alerts = merge_alerts([*self._program.alerts, *self._playback.current_alerts(now_s)])
        return plays

    def _finished_plays(self, plays: Sequence[PlayEvent]) -> list[PlayEvent]:
        """Finished plays, each as a start and an end. The player ends a play before it starts the next one.

        Skips plays without a length, because after a crash such a play would seem to be still running.
        """
        over: list[PlayEvent] = []
        for play in plays:
            if isinstance(play, PlayStarted):
                self._began = play
            elif self._began is not None:
                if play.at_s > self._began.at_s:
                    over += [self._began, play]
                self._began = None
        return over

    def close(self) -> None:
        """Stop the server and the program."""
        self._program.close()
        self._server.stop()
