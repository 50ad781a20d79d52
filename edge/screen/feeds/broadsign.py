"""Feed "broadsign": a Broadsign player that calls this kiosk at the start and end of each slot."""

import threading
from collections import deque

from edge.alerts import Alert
from edge.messages.commands import CommandsNotStoredError
from edge.screen.creative_names import CreativeNames
from edge.screen.feeds.broadsign_call import BadCall, OtherCall, PlayCall, parse_broadsign_call
from edge.screen.feeds.feed_health import STRANGER, FeedHealth, FeedTexts
from edge.screen.feeds.http_feed import PlayReportHooks
from edge.screen.feeds.playing_check import PlayingCheck
from edge.screen.feeds.server import BAD, STORED, UNSTORED, Answer, PlayServer, ServerOptions, build_broadsign_app
from edge.screen.play_feed import PlayEvent

SILENT_S = 86_400.0
MAX_SLOTS = 64
TEXTS = FeedTexts(
    "the Broadsign player",
    "Is its audience source the address that `vitrina doctor` shows?",
    "Write its content_id into [playback.creatives]. See vitrina docs players for the calls.",
)


class BroadsignFeed:
    """Receives the player's calls. The responses are empty, so they reveal nothing about the audience.

    Raises PageServerError or TokenFileError.
    """

    def __init__(self, options: ServerOptions, names: CreativeNames, frame: str | None, hooks: PlayReportHooks) -> None:
        self._names, self._frame, self._hooks = names, frame, hooks
        self._health = FeedHealth(TEXTS, SILENT_S, hooks.now())
        self._slots: deque[tuple[str, str]] = deque(maxlen=MAX_SLOTS)  # of the newest calls
        self._plays, self._lock = PlayingCheck(), threading.Lock()
        self._server = PlayServer(
            options, lambda token, port: build_broadsign_app(self._take_call, token, port, self._refuse)
        )
        self.port = self._server.port

    @property
    def bad(self) -> int:
        """Number of invalid values since the start."""
        return self._health.bad_count

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Current problems."""
        return self._health.current_alerts(self._hooks.now())

    def poll(self, now_s: float) -> list[PlayEvent]:  # noqa: ARG002
        """Returns no plays, because the command feed returns them."""
        self._server.start()
        return []

    def close(self) -> None:
        """Stop the server."""
        self._server.stop()

    def _take_call(self, action: str, query: bytes) -> Answer:
        """Store the play that a call reports. Called in a thread of the server."""
        arrived_s = self._hooks.now()
        match parse_broadsign_call(action, query, self._names, self._frame, arrived_s):
            case OtherCall():
                self._health.note_failure(f"its calls are not starts or ends, or of another frame: {action[:40]!r}")
                return Answer(STORED)
            case BadCall(why=why):
                self._health.count_bad_value(arrived_s, why)
                return Answer(BAD)
            case PlayCall() as call:
                self._health.note_answer(arrived_s)
                with self._lock:
                    return self._store_call(call, arrived_s)

    def _store_call(self, call: PlayCall, arrived_s: float) -> Answer:
        """Store a new call. An end counts only for the current play, because the next play may have started before
        the end arrived.
        """
        play = call.play
        if call.slot in self._slots:
            return Answer(STORED)
        if play.event == "end" and self._plays.creative_at(arrived_s) != play.creative:
            return Answer(STORED)
        try:
            self._hooks.tell(play, arrived_s)
        except CommandsNotStoredError:  # not the player's fault: the outbox has its own alert
            return Answer(UNSTORED)
        self._slots.append(call.slot)
        self._plays.take_play(play, arrived_s)
        return Answer(STORED)

    def _refuse(self, why: str) -> None:
        self._health.count_bad_value(self._hooks.now(), why, STRANGER)
