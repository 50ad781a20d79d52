"""The setup view: camera frames for one session, only in memory, while a permit is valid.

This is the only way for the console page to get the bytes of a frame. The kiosk supplies the frames.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ViewPermit:
    """Permit for one session to see frames. It contains the session's identity and its end in seconds since 1970
    UTC.
    """

    session: str
    until_s: float


class SetupView(Protocol):
    """The frames for the session that requested a permit, while the permit is valid. Callable from any thread; never
    blocks.
    """

    @property
    def permit(self) -> ViewPermit | None:
        """The valid permit; None if there is none."""

    @property
    def picture_function(self) -> Callable[[str], bytes | None] | None:
        """A function that returns the newest frame as JPEG for a given session. None while there is no permit."""

    @property
    def text(self) -> str:
        """Why there is no frame yet. Empty if there is one."""

    def begin_permit(self, session: str, is_open: Callable[[], bool]) -> bool:
        """Start a permit for a session. The permit ends with the session at the latest. Returns False if another
        session has a permit.
        """

    def end_permit(self, session: str) -> None:
        """End the permit of this session, if it has one."""
