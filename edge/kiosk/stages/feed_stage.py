"""Stage that polls the play feeds and emits their plays."""

import threading
from collections.abc import Sequence

from edge.alerts import Alert, merge_alerts
from edge.screen.checked_feed import CheckedFeed
from edge.screen.play_feed import PlayEvent, PlayFeed
from edge.stage import StageContext

POLL_S = 0.1


class FeedStage:
    """Polls its feeds, even during a pause, because proof of play is not sensing. If a feed fails, other stages are
    not affected.
    """

    def __init__(self, feeds: Sequence[PlayFeed], context: StageContext[PlayEvent], poll_s: float = POLL_S) -> None:
        self._feeds, self._context, self._poll_s = feeds, context, poll_s
        self.alerts: tuple[Alert, ...] = ()  # replaced in the thread of this stage, read in others

    @property
    def bad_value_count(self) -> int:
        """Number of plays and reports from other players that were refused since the start."""
        return sum(feed.bad for feed in self._feeds if isinstance(feed, CheckedFeed))

    def run(self, stop: threading.Event) -> None:
        """Runs until `stop` is set. Then polls once more and closes the feeds."""
        while not stop.wait(self._poll_s):
            self._context.heartbeat()
            self._poll()
        self._poll()
        for feed in self._feeds:
            feed.close()

    def _poll(self) -> None:
        for feed in self._feeds:
            for play in feed.poll(self._context.now()):
                self._context.emit(play)
        self.alerts = merge_alerts(alert for feed in self._feeds for alert in feed.alerts)
