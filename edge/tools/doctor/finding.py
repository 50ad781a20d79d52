"""What the doctor says of one part, and what one part hands on to the next."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from edge.settings.settings import Settings
from models.serving.spec import ZOO

Level = Literal["ok", "warning", "error", "untried"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: which part, how it is, and what to do about it. No secret is in it."""

    part: str
    level: Level
    text: str
    cure: str = ""

    @property
    def ok(self) -> bool | None:
        """False where it must be mended; None where it was not tried."""
        return None if self.level == "untried" else self.level != "error"


def good(part: str, text: str) -> Finding:
    return Finding(part, "ok", text)


def warning(part: str, text: str, cure: str) -> Finding:
    return Finding(part, "warning", text, cure)


def fault(part: str, text: str, cure: str) -> Finding:
    return Finding(part, "error", text, cure)


def untried(part: str, why: str) -> Finding:
    return Finding(part, "untried", f"not tried: {why}")


def from_error(part: str, error: Exception, cure_else: str = "") -> Finding:
    """A foreseen fault of the house as a finding: its first sentence is what happened, the rest is what to do, and
    `cure_else` where there is no rest.

    That nothing was started is true of a kiosk and no news here; the part is named already.
    """
    words = str(error).replace("Nothing was started. ", "").replace(" Nothing was started.", "")
    happened, _, cure = re.sub(r"^[a-z]+: ", "", words).partition(". ")
    return fault(part, happened.rstrip(".") + ".", cure or cure_else)


@dataclass(slots=True)
class CheckContext:
    """What is known so far. `root` is where /proc, /sys, /etc and /run are; a test has its own."""

    path: Path  # of the settings file
    now: Callable[[], float]  # seconds since 1970 UTC
    root: Path = Path("/")
    zoo: Path = ZOO  # where the networks are
    settings: Settings | None = None  # None: they cannot be used
    kiosk: int | None = None  # the process that has the outbox open: a kiosk
    size_px: tuple[int, int] | None = None  # width and height of the camera's picture
    broken: set[str] = field(default_factory=set)  # parts with a fault

    def given(self) -> Settings:
        """The settings, to a part that is tried only where they can be used."""
        assert self.settings is not None
        return self.settings


@dataclass(frozen=True, slots=True)
class DoctorCheck:
    """One thing to try. `needs`: parts without which it cannot be tried; `within_s`: longer, and it hangs."""

    name: str
    try_it: Callable[[CheckContext], Iterable[Finding]]
    needs: tuple[str, ...] = ("settings",)
    within_s: float = 5.0
    doing: str = ""  # said while it is being tried, where that takes a moment
