"""Play feeds from other packages, found through entry points. CheckedFeed checks what they report."""

from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points

from edge.screen.play_feed import PlayFeed

GROUP = "vitrina.play_feeds"
"""Entry point group. Each entry is a callable that takes the table `[playback] options` and returns a PlayFeed."""

Option = str | int | float | bool


class PlayFeedError(Exception):
    """The play feed does not exist or rejects its options."""


def installed_feed_names() -> list[str]:
    """Names of the feeds that other installed packages provide."""
    return sorted(point.name for point in _points())


def load(name: str, options: Mapping[str, Option], built_in: Iterable[str]) -> PlayFeed:
    """Create a feed from another package. Raises PlayFeedError if it does not exist or rejects its options.

    `built_in`: names of the feeds that need no other package, for the error text.
    """
    point = next((point for point in _points() if point.name == name), None)
    if point is None:
        raise PlayFeedError(
            f'playback: there is no feed "{name}". Installed: {", ".join([*built_in, *installed_feed_names()])}. '
            "Choose one of them in [playback] feed, or install the package that provides it."
        )
    try:
        make = point.load()
    except (ImportError, AttributeError, ValueError) as error:
        raise PlayFeedError(f'playback: the feed "{name}" ({point.value}) could not be loaded: {error}') from error
    try:
        feed: PlayFeed = make(options)
    except (ValueError, TypeError, OSError) as error:
        raise PlayFeedError(f'playback: the feed "{name}" cannot start with its [playback] options: {error}') from error
    return feed


def _points() -> list[EntryPoint]:
    return list(entry_points(group=GROUP))
