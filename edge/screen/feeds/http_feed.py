"""Feed "http": accepts reports from any player that sends its plays to this kiosk with `POST /play`."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from edge.alerts import Alert
from edge.messages.commands import CommandsNotStoredError, StoredPlay
from edge.messages.wire import Header
from edge.screen.creative_names import CreativeNames
from edge.screen.feeds.feed_health import STRANGER, FeedHealth, FeedTexts
from edge.screen.feeds.play_report import BadReport, parse_play_report
from edge.screen.feeds.playing_check import PlayingCheck
from edge.screen.feeds.server import BAD, STORED, UNSTORED, Answer, PlayServer, ServerOptions, build_report_app
from edge.screen.play_feed import PlayEvent

SILENT_S = 86_400.0
TEXTS = FeedTexts(
    "the player that reports with POST /play",
    "Is it running, and does it report to the address that `vitrina doctor` shows?",
    "Use the answers with status 400, which name every problem. See vitrina docs players for the reports.",
)


@dataclass(frozen=True)
class PlayReportHooks:
    """Functions of the kiosk. `tell` stores a play and passes it on. It raises CommandsNotStoredError if that fails.
    Callable from any thread.
    """

    now: Callable[[], float]
    tell: Callable[[StoredPlay, float], None]


class HttpFeed:
    """Stores each reported play before answering the report. The command feed then passes the play on like a play from
    `cmd/play`.

    Raises PageServerError or TokenFileError.
    """

    def __init__(self, options: ServerOptions, header: Header, names: CreativeNames, hooks: PlayReportHooks) -> None:
        self._header, self._names, self._hooks = header, names, hooks
        self._health = FeedHealth(TEXTS, SILENT_S, hooks.now())
        self._check, self._lock = PlayingCheck(), threading.Lock()
        self._server = PlayServer(
            options, lambda token, port: build_report_app(self._take_report, token, port, self._refuse)
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

    def poll(self, now_s: float) -> list[PlayEvent]:
        """Returns no plays, because the command feed returns them. Ends a play if the reports about it have stopped."""
        self._server.start()
        with self._lock:
            end = self._check.end_silent_play(now_s)
            if end:
                self._store(end, now_s)
        return []

    def close(self) -> None:
        """Stop the server."""
        self._server.stop()

    def _take_report(self, body: bytes) -> Answer:
        """Store the play that a report contains. Called in a thread of the server."""
        arrived_s = self._hooks.now()
        report = parse_play_report(body, self._header, self._names, arrived_s)
        if isinstance(report, BadReport):
            self._health.count_bad_value(arrived_s, "; ".join(report.problems))
            return Answer(BAD, report.problems)
        self._health.note_answer(arrived_s)
        with self._lock:
            if isinstance(report, StoredPlay):
                if not self._store(report, arrived_s):
                    return _not_stored()
                self._check.take_play(report, arrived_s)
            elif (lost := self._check.take_progress(report, arrived_s)) and not self._store(lost, arrived_s):
                self._check = PlayingCheck()  # so that the next report contains the start again
                return _not_stored()
        return Answer(STORED)

    def _store(self, play: StoredPlay, arrived_s: float) -> bool:
        try:
            self._hooks.tell(play, arrived_s)
        except CommandsNotStoredError:  # not the player's fault: the outbox has its own alert
            return False
        return True

    def _refuse(self, why: str) -> None:
        self._health.count_bad_value(self._hooks.now(), why, STRANGER)


def _not_stored() -> Answer:
    return Answer(UNSTORED, ("the play could not be stored; report it again",))
