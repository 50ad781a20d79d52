"""The current settings of the kiosk's service, and new settings that the service can apply without restarting its
process.
"""

import logging
import threading
from collections.abc import Callable

from edge.alerts import Alert
from edge.kiosk import build, networks
from edge.kiosk.process.lock import KioskAlreadyRunningError
from edge.screen.installed_feed import PlayFeedError
from edge.settings.settings import Settings, SettingsError
from edge.sources.camera.camera import CameraError
from edge.sources.kits.reader import KitSettingsError
from edge.uplink.mqtt.tls import BrokerSettingsError
from edge.uplink.outbox.outbox import OutboxError
from edge.web.errors import PageError
from models.serving.spec import ModelFileError

log = logging.getLogger(__name__)

REFUSALS = (
    *(SettingsError, BrokerSettingsError, CameraError, KitSettingsError, ModelFileError, OutboxError, PageError),
    *(PlayFeedError, KioskAlreadyRunningError),
)
"""Error classes which mean that settings cannot be used. The text of each error explains what to do."""
REFUSED = Alert(
    "settings.refused",
    "warning",
    "settings: the new settings cannot be used, and the kiosk keeps running with the previous ones. The log and "
    "vitrina doctor show why. Correct the file, then run systemctl reload vitrina.",
    0.0,
)


class SettingsReload:
    """The current settings. Any thread may request new settings; the service applies them between two kiosks."""

    def __init__(self, settings: Settings, load: Callable[[], Settings] | None, now: Callable[[], float]) -> None:
        """`load` reads the settings again. It is None if there is no settings file."""
        self.settings, self._load, self._now = settings, load, now
        self._lock = threading.Lock()
        self._next: Settings | None = None
        self._former: Settings | None = None  # until a kiosk with the new ones is built
        self._refused_s: float | None = None

    @property
    def has_new_settings(self) -> bool:
        """True while new settings are waiting."""
        return self._next is not None

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The alert that settings were refused. It is active until new settings are accepted."""
        at_s = self._refused_s
        return () if at_s is None else (Alert(REFUSED.code, REFUSED.severity, REFUSED.text, at_s),)

    def request_reload(self) -> None:
        """Reads the settings and checks everything that can be checked while a kiosk is running. Raises an error of
        REFUSALS.
        """
        with self._lock:
            if self._load is None:
                raise SettingsError(
                    "settings: this kiosk was started without a settings file, so it cannot reload "
                    "one. Restart the kiosk."
                )
            try:
                settings = self._load()
                check_settings_files(settings, self._now)
            except REFUSALS as error:
                self._refuse(error)
                raise
            self._next, self._refused_s = settings, None

    def call_if_still_waiting(self, act: Callable[[], None]) -> None:
        """Calls `act`, unless another reload has already made the service apply new settings."""
        with self._lock:
            if self._next is not None:
                act()

    def take_new_settings(self) -> bool:
        """Makes the waiting settings the current ones, if there are any."""
        with self._lock:
            if self._next is None:
                return False
            self._former, self.settings, self._next = self.settings, self._next, None
            return True

    def confirm_settings(self) -> None:
        """Confirms the current settings, because a kiosk was built with them."""
        self._former = None

    def restore_former_settings(self, error: Exception) -> None:
        """Restores the previous settings after an error of REFUSALS. Raises that error if there are none."""
        with self._lock:
            if self._former is None:
                raise error
            self.settings, self._former = self._former, None
            self._refuse(error)

    def _refuse(self, error: Exception) -> None:
        log.warning(
            "settings: the new settings have an error, so the kiosk keeps the previous settings. Correct the error "
            "and reload. %s",
            refusal_text(error),
        )
        self._refused_s = self._now()


def check_settings_files(settings: Settings, now: Callable[[], float]) -> None:
    """Reads the files that the settings name. Opens no device. Raises an error of REFUSALS."""
    build.broker_options(settings)
    build.build_camera(settings, now).close()
    build.build_kit_readers(settings)
    networks.networks_in_use(settings)


def refusal_text(error: Exception) -> str:
    """Text of an error of REFUSALS for a kiosk that keeps running. It omits the sentence that nothing was started."""
    return str(error).replace("Nothing was started.", "").strip()
