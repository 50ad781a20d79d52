"""File with the places where many watchers stood on a day. For each place it contains only the cell and the date."""

import json
import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import inf
from pathlib import Path
from zoneinfo import ZoneInfo

from edge.alerts import Alert
from edge.audience.staff import CrowdedPlace, append_new_place
from edge.files import replace_file
from edge.kiosk.staff import local_midnight_s

log = logging.getLogger(__name__)

UNREADABLE = (CrowdedPlace(None, 0.0),)
"""Place that replaces an unreadable file. It counts as a place about which nobody has answered."""


def place_path(outbox: Path) -> Path:
    """Path of the file with the crowded places, beside the outbox."""
    return outbox.with_name(outbox.name + ".place")


class PlaceFile:
    """File with the places. It is created with the first place. Only one thread may call the methods; any thread may
    read `places`.
    """

    def __init__(self, outbox: Path, timezone: str) -> None:
        self._path, self._zone = place_path(outbox), ZoneInfo(timezone)
        self.places = self._read()
        self._stored = self.places
        self._is_full = False  # the disk refused them
        self._moved_since_s = -inf  # start of the last alert about a moved camera

    def add(self, found: CrowdedPlace | None) -> None:
        """Adds a place, unless it touches a known one. Also stores places that could not be written before."""
        if found is not None:
            self.places = append_new_place(self.places, found)
        self._store()

    def check_camera_moved(self, alerts: Sequence[Alert], now_s: float) -> bool:
        """True if the camera has been moved since the last call. Earlier answers are then no longer valid."""
        since_s = max((alert.since_s for alert in alerts if alert.code == "camera.moved"), default=-inf)
        if since_s <= self._moved_since_s:
            return False
        self._moved_since_s = since_s
        today_s = local_midnight_s(datetime.fromtimestamp(now_s, self._zone).date(), self._zone)
        self.places = tuple(CrowdedPlace(place.cell, max(place.day_end_s, today_s)) for place in self.places)
        return True

    def _store(self) -> None:
        places = self.places
        if places == self._stored:
            return
        stored = [{"cell": one.cell, "date": self._day(one).isoformat()} for one in places]
        try:
            replace_file(self._path, json.dumps({"places": stored}).encode() + b"\n")
        except OSError as error:
            if not self._is_full:
                log.warning(
                    "staff: %s cannot be written (%s). Free some disk space, or make the kiosk's user the owner of "
                    "the folder.",
                    self._path,
                    error.strerror,
                )
            self._is_full = True
        else:
            self._stored, self._is_full = places, False

    def _read(self) -> tuple[CrowdedPlace, ...]:
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8"))
            return tuple(self._place(one["cell"], date.fromisoformat(one["date"])) for one in stored["places"])
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError, OverflowError):
            return UNREADABLE

    def _place(self, cell: int | None, day: date) -> CrowdedPlace:
        return CrowdedPlace(None if cell is None else int(cell), local_midnight_s(day + timedelta(days=1), self._zone))

    def _day(self, place: CrowdedPlace) -> date:
        return datetime.fromtimestamp(place.day_end_s - 1.0, self._zone).date()
