"""First start of a kiosk without settings: serves a page that asks for them until they exist."""

import logging
import os
import shlex
import threading
from contextlib import suppress

from edge import __version__
from edge.clock import machine_time_s
from edge.console.hooks import SettingsRefusedError
from edge.console.sessions import Sessions
from edge.kiosk.process.lock import hold_kiosk_lock
from edge.kiosk.process.status_socket import KioskStatusServer
from edge.kiosk.process.systemd import SystemdNotifier
from edge.kiosk.state.status import KioskStatus
from edge.settings.loading import NoSettingsError, load_defaults
from edge.settings.pages import ConsoleSettings
from edge.settings.places import MACHINE, draft_path, find_settings, make_state_folder
from edge.settings.settings import Settings
from edge.tools.setup.assistant import Assistant
from edge.tools.setup.draft import SettingsDraft
from edge.web.token_file import token_path

log = logging.getLogger(__name__)

LOOK_S = 1.0
REASON = "setup: there are no settings yet. To open the setup page, run vitrina console and follow its link"


def make_setup_settings(config: str | None) -> Settings:
    """Settings with only outbox and page, for a kiosk without a settings file.

    Raises SettingsError for invalid environment variables.
    """
    settings = load_defaults(given=config).settings
    return settings.model_copy(update={"console": settings.console or ConsoleSettings()})


class SetupService:
    """Serves the page that asks for a kiosk's settings, until they exist or a thread calls `stop`."""

    def __init__(self, config: str | None, notifier: SystemdNotifier) -> None:
        """Raises SettingsRefusedError if the settings cannot be written."""
        self._path, self._settings = find_settings(config).path, make_setup_settings(config)
        self._notifier, self._end = notifier, threading.Event()
        assert self._settings.console is not None
        draft = SettingsDraft(self._path, self._settings.console.port)
        self._assistant = Assistant(draft, is_first=True)
        self._start_s = machine_time_s()
        self._seen: tuple[int, int, int] | None = None  # of the settings file at the last look

    def stop(self) -> None:
        self._end.set()

    def reload_on_signal(self) -> None:
        """Do nothing, because settings are used as soon as they exist.

        Without a handler, the signal would end the kiosk for good, because systemd counts that as a normal stop.
        """

    def run(self) -> Sessions | None:
        """Serve the page. Returns its sessions once there are settings, or None after `stop`.

        Raises KioskAlreadyRunningError, PageServerError, TokenFileError, and ModuleNotFoundError if the page's packages
        are not installed.
        """
        from edge.console.console import PAGE, Console

        outbox, page = self._settings.outbox.path, self._settings.console
        assert page is not None
        make_state_folder(outbox)
        with hold_kiosk_lock(outbox), KioskStatusServer(outbox, self._status):
            console = Console(page.port, token_path(outbox, PAGE), self._assistant)
            console.start()
            try:
                log.warning(
                    "setup: there is no %s yet. Run vitrina console, and open the link that it prints.", self._path
                )
                self._notifier.notify_ready()
                self._notifier.set_status_text(REASON)
                while not self.has_settings() and not self._end.wait(LOOK_S):
                    self._notifier.notify_progress()
            finally:
                console.close()
        return None if self._end.is_set() else console.sessions

    def has_settings(self) -> bool:
        """True if the settings file is not empty and has not changed since the last call.

        A file that somebody is still writing would be incomplete.
        """
        before = self._seen
        try:
            status = self._path.stat()
        except OSError:
            self._seen = None
        else:
            self._seen = status.st_ino, status.st_mtime_ns, status.st_size
        return self._seen is not None and self._seen == before and self._seen[-1] > 0

    def _status(self) -> KioskStatus:
        return KioskStatus(__version__, "paused", (REASON,), self._start_s, is_wanted=False)


def is_setup_needed(config: str | None) -> bool:
    """True if a missing settings file means that this kiosk is new.

    This is the case at the default path, at the path in $VITRINA_CONFIG, and where a setup has started. Any other
    missing file or folder in --config is a typing error.
    """
    place = find_settings(config)
    if config and place.path != MACHINE.settings:
        return os.path.lexists(draft_path(place.path))
    return not place.is_named or place.path.parent.is_dir()


def kiosk_not_started_error(error: NoSettingsError, config: str | None) -> NoSettingsError:
    """The error of a command that needs the setup page, while no kiosk serves it."""
    option = f" --config {shlex.quote(config)}" if config else ""
    cure = (
        f"Start the kiosk first: sudo systemctl start vitrina, or vitrina run{option} where systemd does not run. It "
        f"waits for its settings and serves the setup page. Then run vitrina console{option} again, as the kiosk's "
        f"user. Or answer in the terminal: vitrina setup{option}"
    )
    return NoSettingsError(error.happened, cure)


def make_setup_service_if_needed(config: str | None) -> SetupService | None:
    """Make the service that asks for the settings of a new kiosk.

    None if it is not needed, if its packages are missing, or if the settings cannot be written.
    """
    if not is_setup_needed(config):
        return None
    with suppress(ModuleNotFoundError, SettingsRefusedError):
        import edge.console.console  # noqa: F401

        return SetupService(config, SystemdNotifier())
    return None
