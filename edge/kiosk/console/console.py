"""Opens the technician's page of the settings. What serves it is loaded here, and only if it is wanted."""

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
    """Functions that the command hands to the kiosk, which cannot reach them itself. None: there is none.

    `load` reads the settings again. The others are for the technician's page; `sessions` are those of the page that
    asked for the first settings.
    """

    load: Callable[[], Settings] | None = None
    diagnostics: Diagnostics | None = None
    end_to_end: Diagnostics | None = None
    settings: SettingsStore | None = None
    sessions: Sessions | None = None


NO_TOOLS = ServiceTools()


class KioskConsole:
    """The page, from one kiosk to the next. Without `[console]` in the settings it does nothing."""

    def __init__(self, view: ConsoleView | None = None, alerts: Callable[[], tuple[Alert, ...]] = lambda: ()) -> None:
        self._view, self._alerts = view, alerts

    def attach_kiosk(self, clock: Clock, settings: Settings) -> Callable[[ConsoleEvent], None]:
        """Begins with a new kiosk. Returns what takes its events."""
        return self._view.attach_kiosk(clock, settings) if self._view else _ignore

    def detach_kiosk(self) -> None:
        """Ends with the kiosk: from here on nobody pauses it."""
        if self._view:
            self._view.detach_kiosk()

    def show_waiting(self, status: KioskStatus) -> None:
        """Shows that no kiosk runs, and why."""
        if self._view:
            self._view.show_waiting(status)

    def show_kiosk(self, kiosk: Kiosk, status: KioskStatus) -> None:
        """Shows the kiosk. Called once a second by its loop."""
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
    """The page, which is served until `stack` ends. The caller holds the lock of the outbox.

    `reload` makes the kiosk read its settings again; it raises an error of REFUSALS.

    Raises PagePackagesError, PageServerError, TokenFileError and NetworkRequestError.
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
    """Raises SettingsRefusedError."""
    try:
        reload()
    except REFUSALS as error:
        raise SettingsRefusedError(
            f"The file is written, and the kiosk goes on with the settings of before: {refusal_text(error)}"
        ) from None


def _ignore(_: ConsoleEvent) -> None:
    """Drops an event, as a kiosk without the page does."""
