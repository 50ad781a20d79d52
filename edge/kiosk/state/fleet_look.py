"""Asks the updater to look for signed files, after a hint of the central server."""

import logging
from collections.abc import Callable
from math import inf
from pathlib import Path

from edge.messages.commands import FleetCommand, ReceivedCommands

log = logging.getLogger(__name__)

EVERY_S = 60.0  # between two looks: hints cost traffic and computing power


def look_path(outbox: Path) -> Path:
    """Path of the file that systemd watches (vitrina-fleet.path). In the kiosk's own folder, as it may write nowhere
    else.
    """
    return outbox.with_name("fleet-look")


class FleetLook:
    """Touches the file that asks for a look. A hint decides nothing: it names no file and no version of a program.

    The publisher's thread calls `handle`, the kiosk's loop `update`.
    """

    def __init__(self, path: Path, known: Callable[[], int], now: Callable[[], float]) -> None:
        """`known`: version of the newest timestamp that the updater has verified."""
        self._path, self._known, self._now = path, known, now
        self._hinted = self._asked = 0  # newest version that was hinted at, and for which a look was asked
        self._asked_s = -inf

    def handle(self, batch: ReceivedCommands) -> None:
        """Notes the hints in a batch of commands."""
        for received in batch.commands:
            if isinstance(received.command, FleetCommand):
                self._hinted = received.command.timestamp

    def update(self) -> None:
        """Asks for a look if the newest hint is news. The broker sends a retained hint again at each connection."""
        now_s, hinted = self._now(), self._hinted
        if hinted in (0, self._asked) or hinted <= self._known() or now_s - self._asked_s < EVERY_S:
            return
        self._asked, self._asked_s = hinted, now_s
        try:
            self._path.touch()
        except OSError as error:
            log.warning("fleet: %s cannot be written (%s). Check the disk.", self._path, error.strerror)
