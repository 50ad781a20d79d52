"""Events of the page for the kiosk's threads. Every time is on the kiosk's clock."""

from collections.abc import Mapping
from dataclasses import dataclass

from edge.screen.player.page_messages import AnyPageMessage

Command = Mapping[str, object]
"""Message to the page: JSON values with the key `do`."""


@dataclass(frozen=True, slots=True)
class PageJoined:
    """A page has connected and its clock is known. It shows nothing yet."""

    at_s: float


@dataclass(frozen=True, slots=True)
class PageLeft:
    """The connection of the page has ended."""

    at_s: float


@dataclass(frozen=True, slots=True)
class PageMessageReceived:
    """A message of the page. `at_s`: its time `t`; `error_s`: largest error of that time."""

    at_s: float
    error_s: float
    message: AnyPageMessage


@dataclass(frozen=True, slots=True)
class PageMisbehaved:
    """The page sent something that cannot be read, or too much."""

    at_s: float
    why: str


PageEvent = PageJoined | PageLeft | PageMessageReceived | PageMisbehaved
