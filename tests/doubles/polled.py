"""A feed that is polled in a thread, as the kiosk does."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from edge.alerts import Alert
from edge.screen.play_feed import PlayEvent, PlayFeed
from tests.doubles.waiting import wait_until


@dataclass
class Polled:
    """Events of the feed."""

    feed: PlayFeed
    plays: list[PlayEvent] = field(default_factory=list)

    def wait_for(self, count: int, patience_s: float = 30.0) -> list[Any]:
        """All plays, once there are so many."""
        wait_until(lambda: len(self.plays) >= count, f"{count} plays", patience_s)
        return list(self.plays)

    def wait_for_alert(self, code: str, text: str = "", patience_s: float = 30.0) -> Alert:
        """An alert whose text has these words, once it is there."""
        found: list[Alert] = []

        def is_there() -> bool:
            found[:] = [alert for alert in self.feed.alerts if alert.code == code and text in alert.text]
            return bool(found)

        wait_until(is_there, f"{code}: {text}", patience_s)
        return found[0]


@contextmanager
def polled(feed: PlayFeed, now_s: float = 0.0) -> Iterator[Polled]:
    """Polls a feed until the end, and closes it."""
    it = Polled(feed)
    with polling(feed, it.plays, lambda: now_s):
        yield it


@contextmanager
def polling(feed: PlayFeed, plays: list[PlayEvent], now: Callable[[], float]) -> Iterator[None]:
    """Adds what the feed gives to `plays` until the end, and closes it."""
    stop = threading.Event()

    def poll() -> None:
        while not stop.wait(0.02):
            plays.extend(feed.poll(now()))

    plays.extend(feed.poll(now()))
    thread = threading.Thread(target=poll, name="polls", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
        feed.close()
