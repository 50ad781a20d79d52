"""Builds the play feed of another player or another package from the settings."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from edge.clock import Clock
from edge.kiosk import build
from edge.messages.commands import StoredPlay
from edge.screen import installed_feed
from edge.screen.checked_feed import CheckedFeed
from edge.screen.creative_names import CreativeNames
from edge.screen.installed_feed import PlayFeedError
from edge.screen.play_feed import PlayFeed
from edge.settings.broker import read_password_line
from edge.settings.playback import FEEDS
from edge.settings.settings import Settings
from edge.web.token_file import token_path

if TYPE_CHECKING:
    from edge.screen.feeds.anthias_request import AnthiasAddress

OF_THE_KIOSK = ("command", "playlist", "player")
"""Feeds of the kiosk itself, which need no adapter."""

Tell = Callable[[StoredPlay, float], None]
"""Function that stores a play and passes it on. Raises CommandsNotStoredError."""


def build_feed(settings: Settings, clock: Clock, tell: Tell) -> PlayFeed | None:
    """The play feed that the settings name. It checks every value that it receives. The caller closes the feed. None
    for feeds of the kiosk itself.

    Raises PlayFeedError, SettingsError, PageServerError or TokenFileError.
    """
    name = settings.playback.feed
    if name in OF_THE_KIOSK:
        return None
    names = CreativeNames(settings.playback.creatives)
    match name:
        case "mpv":
            feed = _mpv(settings, clock, names)
        case "anthias":
            feed = _anthias(settings, clock, names)
        case "http" | "broadsign":
            feed = _build_http_feed(settings, clock, names, tell)
        case _:
            feed = installed_feed.load(name, settings.playback.options, FEEDS)
    return CheckedFeed(name, feed)


def _mpv(settings: Settings, clock: Clock, names: CreativeNames) -> PlayFeed:
    from edge.screen.feeds.mpv import MpvFeed

    path = settings.playback.mpv_socket
    assert path is not None  # the settings check this
    return MpvFeed(path, names, clock.now)


def _anthias(settings: Settings, clock: Clock, names: CreativeNames) -> PlayFeed:
    from edge.screen.feeds.anthias import AnthiasFeed
    from edge.screen.feeds.anthias_request import fetch_current_asset

    address = anthias_address(settings)
    return AnthiasFeed(lambda: fetch_current_asset(address, clock.now), names, clock.now)


def anthias_address(settings: Settings) -> "AnthiasAddress":
    """Address and login of the player Anthias. Raises SettingsError if the password cannot be read."""
    from edge.screen.feeds.anthias_request import AnthiasAddress

    wanted = settings.playback
    assert wanted.anthias_url is not None  # the settings check this
    if wanted.anthias_user is None or wanted.anthias_password_file is None:
        return AnthiasAddress(wanted.anthias_url)
    password = read_password_line(wanted.anthias_password_file, "[playback] anthias_password_file")
    return AnthiasAddress(wanted.anthias_url, wanted.anthias_user, password)


def _build_http_feed(settings: Settings, clock: Clock, names: CreativeNames, tell: Tell) -> PlayFeed:
    wanted = settings.playback
    try:
        from edge.screen.feeds.broadsign import BroadsignFeed
        from edge.screen.feeds.http_feed import HttpFeed, PlayReportHooks
        from edge.screen.feeds.server import ServerOptions
    except ModuleNotFoundError as error:
        raise PlayFeedError(
            f'playback: feed = "{wanted.feed}" needs the package {error.name}, which is not installed. Install it '
            "with: pip install 'vitrina[player]'. Nothing was started."
        ) from None
    options = ServerOptions(
        wanted.port,
        wanted.token_file or token_path(settings.outbox.path, "play"),
        is_shared=wanted.token_file is not None,
    )
    hooks = PlayReportHooks(clock.now, tell)
    if wanted.feed == "http":
        return HttpFeed(options, build.message_header(settings), names, hooks)
    return BroadsignFeed(options, names, wanted.broadsign_frame, hooks)
