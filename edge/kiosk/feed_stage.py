"""The plays stage: polls the play feeds and emits what the screen shows."""

import threading
from collections.abc import Sequence

from edge.alerts import Alert
from edge.screen.play_feed import PlayEvent, PlayFeed
from edge.stage import StageContext

POLL_S = 0.1


class FeedStage:
    """Polls all feeds, also while paused: proof of play is not sensing. A feed that fails affects no other stage."""

    def __init__(self, feeds: Sequence[PlayFeed], context: StageContext[PlayEvent], poll_s: float = POLL_S) -> None:
        self._feeds, self._context, self._poll_s = feeds, context, poll_s

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Alerts of all feeds. Feeds of other packages may use the codes "feed.…" only."""
        return tuple(alert for feed in self._feeds for alert in feed.alerts if alert.code.startswith("feed."))

    def run(self, stop: threading.Event) -> None:
        """Runs until `stop`, and polls once more then."""
        while not stop.wait(self._poll_s):
            self._context.heartbeat()
            self._poll()
        self._poll()

    def _poll(self) -> None:
        for feed in self._feeds:
            for play in feed.poll(self._context.now()):
                self._context.emit(play)
