"""Alerts of one play feed: its player does not respond, or it sends invalid values."""

from dataclasses import dataclass

from edge.alerts import Alert

BAD_S = 60.0  # after which the alert about a bad value ends
_LONGEST_REASON = 200
MAX_BAD = 10**9


@dataclass(frozen=True, slots=True)
class FeedTexts:
    """Texts of the alerts. `player` is its name. Each fix is a sentence."""

    player: str
    lost_cure: str
    bad_cure: str


STRANGER = "Is another program on this kiosk using the address, or an old token? The token file ends in .play-token."
"""Fix for a request that has no token or is meant for another server."""


class FeedHealth:
    """Health of a player: when it last responded, and its invalid values. One thread writes it; any thread may read it.

    `lost_s`: the player counts as lost after this many seconds without a response or a call.
    """

    def __init__(self, texts: FeedTexts, lost_s: float, now_s: float) -> None:
        self._texts, self._lost_s = texts, lost_s
        self._heard_s = now_s
        self._why = "it has sent nothing"
        self._bad: Alert | None = None
        self._bad_s = now_s  # time of the newest bad value
        self.bad_count = 0

    def note_answer(self, at_s: float) -> None:
        """Record that the player answered a request or called the kiosk."""
        self._heard_s, self._why = max(self._heard_s, at_s), "it has sent nothing"

    def note_failure(self, why: str) -> None:
        """Record why the player does not respond."""
        self._why = _line(why)

    def count_bad_value(self, at_s: float, why: str, cure: str | None = None) -> None:
        """Count a value that cannot be read. `cure` replaces the usual fix."""
        self.bad_count = min(self.bad_count + 1, MAX_BAD)
        if self._bad is None or at_s - self._bad_s >= BAD_S:
            what = f"playback: {self._texts.player} sent a value that cannot be read ({_line(why)})."
            text = f"{what} {cure or self._texts.bad_cure}"
            self._bad = Alert("feed.bad", "warning", text, at_s)
        self._bad_s = at_s

    def current_alerts(self, now_s: float) -> tuple[Alert, ...]:
        """Current problems."""
        found = []
        if now_s - self._heard_s >= self._lost_s:
            text = f"playback: {self._texts.player} does not respond: {self._why}. {self._texts.lost_cure}"
            found.append(Alert("feed.lost", "error", text, self._heard_s))
        bad = self._bad
        if bad and now_s - self._bad_s < BAD_S:
            found.append(bad)
        return tuple(found)


def _line(text: str) -> str:
    """The text as one line of printable characters, because it may come from another program."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:_LONGEST_REASON])
