"""Feed "anthias": asks an Anthias player once per second which asset is on screen."""

import random
from collections.abc import Callable

from edge.screen.creative_names import CreativeNames
from edge.screen.feeds.anthias_answer import AnthiasAnswerError, Asset
from edge.screen.feeds.anthias_plays import AnthiasPlays
from edge.screen.feeds.feed_health import FeedHealth, FeedTexts
from edge.screen.feeds.thread_feed import ThreadFeed

POLL_S = 1.0
LEAST_WAIT_S = 0.05  # after an answer that took longer than POLL_S
LONGEST_BACKOFF_S = 30.0
LOST_S = 10.0
TEXTS = FeedTexts(
    "Anthias",
    "Is it running, and is [playback] anthias_url its address? Try: vitrina doctor",
    "Write its asset_id into [playback.creatives]. If that does not help, report the problem.",
)


class AnthiasFeed(ThreadFeed):
    """Polls Anthias in its own thread, so that a slow answer delays nothing else.

    `ask` returns the asset that is on screen, or raises AnthiasAnswerError.
    """

    def __init__(self, ask: Callable[[], Asset | None], names: CreativeNames, now: Callable[[], float]) -> None:
        self._ask = ask
        self._plays = AnthiasPlays(names)
        super().__init__("anthias", FeedHealth(TEXTS, LOST_S, now()), now)

    def _run(self) -> None:
        backoff_s = POLL_S
        while not self._stop.is_set():
            asked_s = self._now()
            if self._ask_player_once():
                backoff_s = POLL_S
                self._stop.wait(max(LEAST_WAIT_S, POLL_S - (self._now() - asked_s)))
                continue
            self._stop.wait(random.uniform(0.8, 1.0) * backoff_s)
            backoff_s = min(LONGEST_BACKOFF_S, 2 * backoff_s)

    def _ask_player_once(self) -> bool:
        """Ask the player once and process its answer. Return False if there was no answer."""
        asked_s = self._now()
        try:
            asset = self._ask()
        except AnthiasAnswerError as error:
            self._health.note_failure(str(error))
            if not error.is_player:
                self._health.count_bad_value(self._now(), str(error))
            return False
        answered_s = self._now()
        self._health.note_answer(answered_s)
        before = self._plays.bad
        for play in self._plays.take_answer((asked_s + answered_s) / 2, asset):
            self._told.put(play)
        if self._plays.bad > before:
            self._health.count_bad_value(answered_s, "an asset that is not in [playback.creatives]")
        return True
