"""Opens studies with the settings: key folder, this device's key, clock and date."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from edge.clock import machine_time_s
from edge.consent.record import InvalidConsentError
from edge.consent.store import ConsentStore
from edge.settings.places import make_state_folder
from edge.settings.settings import Settings
from edge.study.errors import StudyError
from edge.study.study import Study, StudyAccess, open_study
from edge.study_sessions.places import key_folder


def make_study_access(settings: Settings, now: Callable[[], float] = machine_time_s) -> StudyAccess:
    """Access to the studies on this computer. Creates the user's state folder if it is missing."""
    outbox = settings.outbox.path
    make_state_folder(outbox)
    zone = ZoneInfo(settings.site.timezone)
    return StudyAccess(
        keys=key_folder(settings),
        device_key=lambda: _device_key(ConsentStore(outbox)),
        now=now,
        today=lambda: datetime.fromtimestamp(now(), zone).date(),
        zone=zone,
    )


@contextmanager
def open_study_with_settings(folder: Path, settings: Settings) -> Iterator[Study]:
    """Open a study with the keys that the settings name. Raises StudyError or StudyStorageError."""
    with open_study(folder, make_study_access(settings)) as study:
        yield study


def _device_key(store: ConsentStore) -> bytes:
    try:
        return store.read_or_make_key()
    except InvalidConsentError as error:
        raise StudyError(
            f"study: invalid consent: {error}. Run the command as the kiosk's user: sudo -u vitrina …"
        ) from None
