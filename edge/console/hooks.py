"""Hooks by which the page asks the kiosk. All but `sent_today` and `diagnostics` return at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.console.values import ConsoleSnapshot, Finding, Outlines, SentToday

Diagnostics = Callable[[], Sequence[Finding]]


class DiagnosticsError(Exception):
    """The self-check did not end well. The text says why and what to do."""


@dataclass(frozen=True)
class ConsoleHooks:
    """Functions of the kiosk, called from threads of the page's server.

    `now`: seconds since 1970 UTC. `sent_today` may wait for the disk. `diagnostics` runs a self-check, which takes a
    while, and raises DiagnosticsError; None: there is none.
    """

    now: Callable[[], float]
    snapshot: Callable[[], ConsoleSnapshot]
    outlines: Callable[[], Outlines]
    sent_today: Callable[[], SentToday]
    pause: Callable[[], None]
    resume: Callable[[], None]
    diagnostics: Diagnostics | None = None
