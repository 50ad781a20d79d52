"""The setup view: frames of the camera for one session, only in memory, while a permit is valid.

This is the only place where the page gets the bytes of a frame. The kiosk fills it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ViewPermit:
    """Permit for one session, by its identity, to see frames until a time in seconds since 1970 UTC."""

    session: str
    until_s: float


class SetupView(Protocol):
    """Frames while a permit is valid, for the session that asked for it. Any thread may call it; nothing waits."""

    @property
    def permit(self) -> ViewPermit | None:
        """The valid permit; None if there is none."""

    @property
    def picture_function(self) -> Callable[[str], bytes | None] | None:
        """Function from a session to the newest frame as JPEG. None while there is no permit."""

    @property
    def text(self) -> str:
        """Reason why there is no frame yet; empty if there is one."""

    def begin_permit(self, session: str, is_open: Callable[[], bool]) -> bool:
        """Start a permit, which ends with the session at the latest. False if another session has a permit."""

    def end_permit(self, session: str) -> None:
        """End the permit of this session, if it has one."""
