"""Events about the player's page, for the kiosk's threads. Every time is on the kiosk's clock."""

from collections.abc import Mapping
from dataclasses import dataclass

from edge.screen.player.page_messages import AnyPageMessage

Command = Mapping[str, object]
"""Message to the page: JSON values. The key `do` names the command."""


@dataclass(frozen=True, slots=True)
class PageJoined:
    """A page has connected, and its clock is known. It does not show anything yet."""

    at_s: float


@dataclass(frozen=True, slots=True)
class PageLeft:
    """The page's connection has ended."""

    at_s: float


@dataclass(frozen=True, slots=True)
class PageMessageReceived:
    """A message from the page. `at_s` is its time `t` on the kiosk's clock; `error_s` is the largest error of that
    time.
    """

    at_s: float
    error_s: float
    message: AnyPageMessage


@dataclass(frozen=True, slots=True)
class PageMisbehaved:
    """The page sent something that cannot be parsed, or too many messages."""

    at_s: float
    why: str


PageEvent = PageJoined | PageLeft | PageMessageReceived | PageMisbehaved
