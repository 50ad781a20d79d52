"""The set-up view: pictures of the camera for one session, in memory alone, while a permit stands.

This is the only place where the page gets bytes of a picture. The kiosk fills it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ViewPermit:
    """Permit of one session, by its identity, to see pictures until a time in seconds since 1970 UTC."""

    session: str
    until_s: float


class SetupView(Protocol):
    """Pictures while a permit stands, for the session that asked for it. Any thread may call it; nothing waits."""

    @property
    def permit(self) -> ViewPermit | None:
        """The permit that stands."""

    @property
    def picture_function(self) -> Callable[[str], bytes | None] | None:
        """Function from a session to the newest picture as JPEG. None while no permit stands."""

    @property
    def text(self) -> str:
        """Reason why there is no picture yet; empty if there is one."""

    def begin_permit(self, session: str, is_open: Callable[[], bool]) -> bool:
        """Begins a permit, which ends with the session at the latest. False if that of another session stands."""

    def end_permit(self, session: str) -> None:
        """Ends the permit of this session, if it has one."""
