"""Publication of the updater's state: fields of the state, and alerts. All of it is in the updater's public
status, so nothing of it depends on anybody in view.
"""

import logging
from math import floor
from pathlib import Path

from edge.alerts import Alert
from edge.fleet.public_status import PublicStatus, PublicStatusError, read_public_status
from edge.kiosk.state.message_writer import FleetState
from edge.messages.payloads import RemoteSettings, Software
from edge.messages.wire import time_text

log = logging.getLogger(__name__)

HOUR_S = 3600


class FleetReport:
    """The updater's public status. The kiosk's loop calls `update` once per second; any thread may read the rest."""

    def __init__(self, version: str, path: Path) -> None:
        """`version` is published until the updater has written its first status."""
        self._path, self._own = path, PublicStatus(version)
        self._status = self._own
        self._seen: tuple[int, int] | None = None  # of the file, when it was read
        self.update()

    def update(self) -> None:
        """Reads the status if its file has changed. A status that cannot be read leaves the former one in force."""
        try:
            stat = self._path.stat()
            seen = (stat.st_ino, stat.st_mtime_ns)
        except OSError:
            self._seen, self._status = None, self._own
            return
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._status = read_public_status(self._path) or self._own
        except PublicStatusError as error:
            log.warning("%s", error)

    @property
    def timestamp(self) -> int:
        """Version of the newest TUF timestamp that the updater has verified; 0 before the first one."""
        return self._status.timestamp or 0

    def fleet_state(self) -> FleetState:
        """Fields of the state. Times are rounded down to the full hour."""
        status = self._status
        software = Software(
            version=status.version, wanted=status.wanted, step=status.step, since=time_text(_full_hour(status.since))
        )
        return FleetState(software, RemoteSettings(counter=status.settings_counter))

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The updater's alerts, dated to the full hour. Of several with one code, the first."""
        by_code = {alert.code: alert for alert in reversed(self._status.alerts)}
        return tuple(Alert(each.code, "warning", each.text, _full_hour(each.since)) for each in by_code.values())


def _full_hour(at_s: int) -> float:
    return float(floor(at_s / HOUR_S) * HOUR_S)
