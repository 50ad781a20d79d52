"""Hooks by which the page asks the kiosk. All but `sent_today`, the self-checks and those of settings return at
once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from edge.console.setup_view import SetupView
from edge.console.values import ConsoleSnapshot, Finding, Outlines, SentToday

Diagnostics = Callable[[], Sequence[Finding]]


class DiagnosticsError(Exception):
    """The self-check did not end well. The text says why and what to do."""


class SettingsRefusedError(Exception):
    """Settings were not changed, or cannot be used. The text says why and what to do."""


SettingKey = tuple[str, str]
"""Section and key, such as ("site", "open")."""


class SettingsStore(Protocol):
    """Settings that this page may show and change. Others it neither has nor takes, whoever asks. May wait for the
    disk."""

    def present_values(self) -> Mapping[SettingKey, object]:
        """Present values, as JSON has them. Raises SettingsRefusedError if the settings cannot be read."""

    def save_values(self, values: Mapping[SettingKey, object]) -> None:
        """Sets values in the settings file: all or none, checked as a kiosk checks them; comments stay. The kiosk takes
        them by `reload`. Raises SettingsRefusedError."""


@dataclass(frozen=True)
class ConsoleHooks:
    """Functions of the kiosk, called from threads of the page's server.

    `now`: seconds since 1970 UTC. `sent_today` may wait for the disk. `pause` and `resume`
    return False where no kiosk runs, which could do it. `diagnostics` runs a self-check, which takes a
    while, and raises DiagnosticsError; None: there is none. `end_to_end` is the same for the test of the whole way.
    `reload` makes the kiosk read its settings again; it raises SettingsRefusedError. `setup_view`: that of the kiosk
    that runs.
    """

    now: Callable[[], float]
    snapshot: Callable[[], ConsoleSnapshot]
    outlines: Callable[[], Outlines]
    sent_today: Callable[[], SentToday]
    pause: Callable[[], bool]
    resume: Callable[[], bool]
    diagnostics: Diagnostics | None = None
    end_to_end: Diagnostics | None = None
    settings: SettingsStore | None = None
    reload: Callable[[], None] = lambda: None
    setup_view: Callable[[], SetupView | None] = lambda: None
