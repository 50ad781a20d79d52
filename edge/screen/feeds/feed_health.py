"""Alerts of one feed: that its player is lost, and that it sends what is not understood."""

from dataclasses import dataclass

from edge.alerts import Alert

BAD_S = 60.0  # after which the alert of a bad value ends
_LONGEST_REASON = 200
MAX_BAD = 10**9


@dataclass(frozen=True, slots=True)
class FeedTexts:
    """Words of the alerts. `player`: its name; each cure is a sentence."""

    player: str
    lost_cure: str
    bad_cure: str


STRANGER = (
    "Another program of this machine knows the address, or its token is an old one: the file ends in .play-token."
)
"""Cure where a request had not the token, or was not for this server."""


class FeedHealth:
    """Health of a player: when it was heard, and what was bad. Written by one thread, read by any.

    `lost_s`: time without a word after which the player is lost.
    """

    def __init__(self, texts: FeedTexts, lost_s: float, now_s: float) -> None:
        self._texts, self._lost_s = texts, lost_s
        self._heard_s = now_s
        self._why = "nothing came from it"
        self._bad: Alert | None = None
        self._bad_s = now_s  # time of the newest
        self.bad_count = 0

    def note_answer(self, at_s: float) -> None:
        """Notes that the player answers or calls."""
        self._heard_s, self._why = max(self._heard_s, at_s), "nothing came from it"

    def note_failure(self, why: str) -> None:
        """Notes why the player is not heard."""
        self._why = _line(why)

    def count_bad_value(self, at_s: float, why: str, cure: str | None = None) -> None:
        """Counts a value that is not understood. `cure`: another one than that of the player."""
        self.bad_count = min(self.bad_count + 1, MAX_BAD)
        if self._bad is None or at_s - self._bad_s >= BAD_S:
            what = f"playback: {self._texts.player} sent what is not understood ({_line(why)})."
            text = f"{what} {cure or self._texts.bad_cure}"
            self._bad = Alert("feed.bad", "warning", text, at_s)
        self._bad_s = at_s

    def current_alerts(self, now_s: float) -> tuple[Alert, ...]:
        """Problems that hold now."""
        found = []
        if now_s - self._heard_s >= self._lost_s:
            text = f"playback: {self._texts.player} is not heard: {self._why}. {self._texts.lost_cure}"
            found.append(Alert("feed.lost", "error", text, self._heard_s))
        bad = self._bad
        if bad and now_s - self._bad_s < BAD_S:
            found.append(bad)
        return tuple(found)


def _line(text: str) -> str:
    """Text that a stranger may have had a part in, as one printable line."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:_LONGEST_REASON])
