"""Checks everything that an external play feed reports. The same rules apply to every player and package."""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import TypeVar, get_args

from pydantic import ValidationError

from edge.alerts import Alert, Severity, merge_alerts
from edge.events import PlayEnded, PlayStarted
from edge.messages.commands import LONGEST_S, CommandArm, PlayCommand, is_current_play_time
from edge.screen.play_feed import MAX_PLAYS, PlayEvent, PlayFeed

log = logging.getLogger(__name__)

LATEST_S = 253_402_300_799.0  # the last second of the year 9999: later times cannot be written
MAX_POSITION = 10**9
BAD_S = 60.0  # after which the alert about a bad value ends

_NAME = re.compile(r"[a-z0-9_.-]{1,64}")
_LABEL = re.compile(r"[^\x00-\x1f\x7f]{1,64}")
_SHA256 = re.compile(r"[0-9a-f]{12}")

T = TypeVar("T")


class CheckedFeed:
    """Passes on only the valid plays and alerts of another play feed. The alert `feed.bad` contains the number of
    invalid ones.

    Without this check, an invalid value would stop the stage that uses it. A play is valid if `cmd/play` could report
    the same play at the same time.
    """

    def __init__(self, name: str, feed: PlayFeed) -> None:
        self._name, self._feed = name, feed
        self._dropped = 0  # plays and alerts
        self._bad_s = 0.0  # time of the newest bad value
        self._bad_alert: Alert | None = None
        self._now_s = 0.0

    @property
    def bad(self) -> int:
        """Number of dropped values, including the values that the feed itself counts in its attribute `bad`."""
        of_feed: object = getattr(self._feed, "bad", 0)
        return self._dropped + (of_feed if isinstance(of_feed, int) and of_feed > 0 else 0)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Valid alerts of the feed, and an alert about invalid values."""
        valid = self._valid_values(self._feed.alerts, _is_valid_alert)
        if self._bad_alert and self._now_s - self._bad_s >= BAD_S:
            self._bad_alert = None
        return merge_alerts([*valid, self._bad_alert] if self._bad_alert else valid)

    def poll(self, now_s: float) -> list[PlayEvent]:
        """The valid ones of the plays that the feed reports."""
        self._now_s = now_s
        plays = list(self._feed.poll(now_s))
        if len(plays) > MAX_PLAYS:
            self._count_bad_values(f"{len(plays)} plays at once", len(plays) - MAX_PLAYS)
        return self._valid_values(plays[:MAX_PLAYS], lambda play: _is_valid_play(play, now_s))

    def close(self) -> None:
        """Close the feed."""
        self._feed.close()

    def _valid_values(self, values: Iterable[T], is_valid: Callable[[T], bool]) -> list[T]:
        valid = []
        for value in values:
            if is_valid(value):
                valid.append(value)
                continue
            if not self._dropped:
                log.warning(
                    "playback: the feed %s sent an invalid value of type %s. The value was ignored.",
                    self._name,
                    type(value).__name__,  # not the value itself: it may contain anything
                )
            self._count_bad_values(f"an invalid value of type {type(value).__name__[:64]}", 1)
        return valid

    def _count_bad_values(self, what: str, count: int) -> None:
        self._dropped += count
        self._bad_s = self._now_s
        if self._bad_alert is None:
            text = (
                f"playback: the feed {self._name} sent {what}, or a play that is older than a day or in the future; "
                "this was dropped. Is the player's clock right?"
            )
            self._bad_alert = Alert("feed.bad", "warning", text, self._now_s)


def _is_valid_play(play: object, now_s: float) -> bool:
    if not isinstance(play, PlayStarted | PlayEnded):
        return False
    if not (
        _is_number(play.at_s, LATEST_S)
        and is_current_play_time(play.at_s, now_s)
        and _is_number(play.error_s, LONGEST_S)
    ):
        return False
    return _is_valid_end(play) if isinstance(play, PlayEnded) else _is_valid_start(play)


def _is_valid_end(play: PlayEnded) -> bool:
    """True for an end whose measurements the proof of play can contain."""
    return (
        (play.media_s is None or _is_number(play.media_s, LONGEST_S))
        and (play.complete is None or isinstance(play.complete, bool))
        and (play.dropped is None or _is_number(play.dropped, 1.0))
    )


def _is_valid_start(play: PlayStarted) -> bool:
    """True for a start that `cmd/play` could also report, with a position and a hash that the proof of play can
    contain.
    """
    if not (isinstance(play.feed, str) and _LABEL.fullmatch(play.feed) and isinstance(play.is_silent, bool)):
        return False
    if not (play.position is None or (isinstance(play.position, int) and _is_number(play.position, MAX_POSITION))):
        return False
    if not (play.sha256 is None or (isinstance(play.sha256, str) and _SHA256.fullmatch(play.sha256))):
        return False
    try:
        PlayCommand(
            creative=play.creative,
            event="start",
            media_s=play.media_s,
            duration_s=play.duration_s,
            experiment=None if play.experiment is None else CommandArm(**asdict(play.experiment)),
        )
    except (ValidationError, TypeError):  # TypeError: this is not an experiment
        return False
    return True


def _is_valid_alert(alert: object) -> bool:
    """True for an alert that the kiosk can publish. Its code must start with "feed.", because feeds may clear only
    their own alerts.
    """
    return (
        isinstance(alert, Alert)
        and _is_name(alert.code)
        and alert.code.startswith("feed.")
        and alert.severity in get_args(Severity)
        and isinstance(alert.text, str)
        and bool(alert.text)
        and _is_number(alert.since_s, LATEST_S)
        and isinstance(alert.instance, int)
    )


def _is_name(value: object) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _is_number(value: object, maximum: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= maximum
