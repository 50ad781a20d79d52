"""Opens the console page if the settings enable it. Its web server is imported only in that case."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from edge.alerts import Alert
from edge.clock import Clock
from edge.console.hooks import ConsoleHooks, Diagnostics, SettingsRefusedError, SettingsStore
from edge.console.sessions import Sessions
from edge.kiosk.console.console_senses import ConsoleEvent
from edge.kiosk.console.console_view import ConsoleView
from edge.kiosk.kiosk import Kiosk
from edge.kiosk.process.reload import REFUSALS, refusal_text
from edge.kiosk.state.status import KioskStatus
from edge.settings.settings import Settings
from edge.web.errors import PagePackagesError


@dataclass(frozen=True)
class ServiceTools:
    """Functions that the command passes to the kiosk, because the kiosk cannot import them itself. A function that is
    None is not available.

    `load` reads the settings again. The others are for the console. `sessions` are the sessions of the page that ran
    the setup.
    """

    load: Callable[[], Settings] | None = None
    diagnostics: Diagnostics | None = None
    end_to_end: Diagnostics | None = None
    settings: SettingsStore | None = None
    sessions: Sessions | None = None


NO_TOOLS = ServiceTools()


class KioskConsole:
    """The console page. The page stays open when one kiosk replaces another. All methods do nothing if the settings
    have no `[console]`.
    """

    def __init__(self, view: ConsoleView | None = None, alerts: Callable[[], tuple[Alert, ...]] = lambda: ()) -> None:
        self._view, self._alerts = view, alerts

    def attach_kiosk(self, clock: Clock, settings: Settings) -> Callable[[ConsoleEvent], None]:
        """Connects a new kiosk. Returns the function that receives the kiosk's events."""
        return self._view.attach_kiosk(clock, settings) if self._view else _ignore

    def detach_kiosk(self) -> None:
        """Disconnects the kiosk. After that, the page cannot pause it."""
        if self._view:
            self._view.detach_kiosk()

    def show_waiting(self, status: KioskStatus) -> None:
        """Shows on the page that no kiosk is running, and why."""
        if self._view:
            self._view.show_waiting(status)

    def show_kiosk(self, kiosk: Kiosk, status: KioskStatus) -> None:
        """Updates the page's view of the kiosk. The kiosk's loop calls this once per second."""
        if self._view:
            kiosk.parts.monitor.update_alerts("console", self._alerts())
            self._view.update_snapshot(kiosk, status)


NO_CONSOLE = KioskConsole()


def open_console(
    settings: Settings,
    machine_s: Callable[[], float],
    tools: ServiceTools,
    reload: Callable[[], None],
    stack: ExitStack,
) -> KioskConsole:
    """The page, served until `stack` closes. The caller holds the lock of the outbox.

    `reload` makes the kiosk read its settings again, and raises an error of REFUSALS.

    Raises PagePackagesError, PageServerError, TokenFileError or NetworkRequestError.
    """
    if settings.console is None:
        return NO_CONSOLE
    try:
        from edge.console.console import PAGE, Console
        from edge.kiosk.console.network_console import NetworkConsoleServer
        from edge.web.token_file import token_path
    except ModuleNotFoundError as error:
        raise PagePackagesError("console", error.name) from None
    view = ConsoleView(settings, machine_s)
    hooks = ConsoleHooks(
        now=view.now,
        snapshot=lambda: view.snapshot,
        outlines=view.newest_outlines,
        sent_today=view.sent_today,
        pause=view.pause_sensing,
        resume=view.resume_sensing,
        diagnostics=tools.diagnostics,
        end_to_end=tools.end_to_end,
        settings=tools.settings,
        reload=lambda: _reload(reload),
        setup_view=view.setup_view,
    )
    console = Console(settings.console.port, token_path(settings.outbox.path, PAGE), hooks, tools.sessions)
    stack.callback(console.close)
    stack.callback(NetworkConsoleServer(settings.outbox.path, console).close)
    console.start()
    return KioskConsole(view, lambda: console.alerts)


def _reload(reload: Callable[[], None]) -> None:
    """Reloads the settings. Raises SettingsRefusedError."""
    try:
        reload()
    except REFUSALS as error:
        raise SettingsRefusedError(
            "The settings file was saved, but the kiosk keeps running with the previous settings: "
            f"{refusal_text(error)}"
        ) from None


def _ignore(_: ConsoleEvent) -> None:
    """Ignores an event. Used for a kiosk without the page."""
