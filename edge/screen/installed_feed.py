"""Play feeds of other packages: found by entry point, and checked value by value."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import EntryPoint, entry_points
from typing import TypeVar, get_args

from pydantic import ValidationError

from edge.alerts import Alert, Severity
from edge.events import PlayEnded, PlayStarted
from edge.messages.commands import LONGEST_S, CommandArm, PlayCommand, is_current
from edge.screen.play_feed import PlayEvent, PlayFeed

log = logging.getLogger(__name__)

GROUP = "vitrina.play_feeds"
"""Entry points of other packages: a callable that takes the table `[playback] options` and returns a PlayFeed."""

LATEST_S = 253_402_300_799.0  # the last second of the year 9999: no later time can be written

_NAME = re.compile(r"[a-z0-9_.-]{1,64}")
_LABEL = re.compile(r"[^\x00-\x1f\x7f]{1,64}")

T = TypeVar("T")
Option = str | int | float | bool


class PlayFeedError(Exception):
    """A play feed does not exist or refuses its options."""


class CheckedFeed:
    """Feed of another package: passes on valid plays and valid alerts only, and counts the rest.

    An invalid value would otherwise end the stage that uses it.
    """

    def __init__(self, name: str, feed: PlayFeed) -> None:
        self._name, self._feed = name, feed
        self.bad = 0  # plays and alerts that were dropped

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Valid alerts of the feed."""
        return tuple(self._valid(self._feed.alerts, _is_valid_alert))

    def poll(self, now_s: float) -> list[PlayEvent]:
        """Valid plays of the feed."""
        return self._valid(self._feed.poll(now_s), lambda play: _is_valid_play(play, now_s))

    def close(self) -> None:
        """Closes the feed."""
        self._feed.close()

    def _valid(self, values: Iterable[T], is_valid: Callable[[T], bool]) -> list[T]:
        valid = []
        for value in values:
            if is_valid(value):
                valid.append(value)
                continue
            self.bad += 1
            if self.bad == 1:
                log.warning(
                    "playback: the feed %s gave an invalid value of type %s; it is dropped.",
                    self._name,
                    type(value).__name__,  # not the value itself: it may hold anything
                )
        return valid


def _is_valid_play(play: object, now_s: float) -> bool:
    if not isinstance(play, PlayStarted | PlayEnded):
        return False
    if not (_is_number(play.at_s, LATEST_S) and is_current(play.at_s, now_s) and _is_number(play.error_s, LONGEST_S)):
        return False
    return isinstance(play, PlayEnded) or _is_valid_start(play)


def _is_valid_start(play: PlayStarted) -> bool:
    """True for a start that `cmd/play` could tell as well."""
    if not (isinstance(play.feed, str) and _LABEL.fullmatch(play.feed)):
        return False
    try:
        PlayCommand(
            creative=play.creative,
            event="start",
            media_s=play.media_s,
            duration_s=play.duration_s,
            experiment=None if play.experiment is None else CommandArm(**asdict(play.experiment)),
        )
    except (ValidationError, TypeError):  # TypeError: the experiment is none
        return False
    return True


def _is_valid_alert(alert: object) -> bool:
    """True for an alert that the kiosk can publish, with a code "feed.…": no feed clears another part's alert."""
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


def names() -> list[str]:
    """Names of the feeds that other packages installed."""
    return sorted(point.name for point in _points())


def load(name: str, options: Mapping[str, Option]) -> CheckedFeed:
    """Creates the feed of another package. Raises PlayFeedError if there is none, or if it refuses its options."""
    point = next((point for point in _points() if point.name == name), None)
    if point is None:
        raise PlayFeedError(
            f'playback: there is no feed "{name}". Installed: {", ".join(["command", "playlist", *names()])}. '
            "Choose one of them in [playback] feed, or install the package that has it."
        )
    try:
        make = point.load()
    except (ImportError, AttributeError, ValueError) as error:
        raise PlayFeedError(f'playback: the feed "{name}" ({point.value}) could not be loaded: {error}') from error
    try:
        feed: PlayFeed = make(options)
    except (ValueError, TypeError, OSError) as error:
        raise PlayFeedError(
            f'playback: the feed "{name}" does not start with its [playback] options: {error}'
        ) from error
    return CheckedFeed(name, feed)


def _points() -> list[EntryPoint]:
    return list(entry_points(group=GROUP))
