"""Functions through which the console page queries and controls the kiosk. They return at once, except `sent_today`,
the self-checks and the functions for settings.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from edge.console.setup_view import SetupView
from edge.console.values import ConsoleSnapshot, Finding, Outlines, SentToday

Diagnostics = Callable[[], Sequence[Finding]]


class DiagnosticsError(Exception):
    """The self-check failed. The text explains why and what to do."""


class SettingsRefusedError(Exception):
    """The settings were not changed or cannot be used. The text explains why and what to do."""


SettingKey = tuple[str, str]
"""Section and key of a setting, such as ("site", "open")."""


class SettingsStore(Protocol):
    """Access to the settings that the console page may show and change, and to no others. The methods may wait for the
    disk.
    """

    def present_values(self) -> Mapping[SettingKey, object]:
        """The current values as JSON types. Raises SettingsRefusedError if the settings cannot be read."""

    def save_values(self, values: Mapping[SettingKey, object]) -> None:
        """Set values in the settings file: either all or none. The values are checked as at the kiosk's start, and
        comments in the file stay. With `reload`, the kiosk applies the new values. Raises SettingsRefusedError.
        """


@dataclass(frozen=True)
class ConsoleHooks:
    """Functions of the kiosk, called from threads of the page's server.

    `now` returns seconds since 1970 UTC. `sent_today` may wait for the disk. `pause` and `resume` return False if no
    kiosk is running. `diagnostics` runs a self-check, which takes a while, and raises DiagnosticsError; it is None if
    there is no self-check. `end_to_end` runs the end-to-end test in the same way. `reload` makes the kiosk read its
    settings again and raises SettingsRefusedError. `setup_view` is the setup view of the running kiosk.
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
