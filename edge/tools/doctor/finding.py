"""Findings of the doctor, its checks, and the context that all checks share."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from edge.settings.places import SettingsPlace
from edge.settings.settings import Settings
from edge.tools.doctor.placement_values import NO_TAPE, LightMeasure, TapeMeasure
from models.serving.spec import ZOO

Level = Literal["ok", "warning", "error", "untried"]


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """One line of output: the part, its level, the finding, and the fix. It contains no secret."""

    part: str
    level: Level
    text: str
    cure: str = ""

    @property
    def is_ok(self) -> bool | None:
        """False if the part must be fixed; None if the part was not checked."""
        return None if self.level == "untried" else self.level != "error"


def good_finding(part: str, text: str) -> DoctorFinding:
    return DoctorFinding(part, "ok", text)


def warning_finding(part: str, text: str, cure: str) -> DoctorFinding:
    return DoctorFinding(part, "warning", text, cure)


def fault_finding(part: str, text: str, cure: str) -> DoctorFinding:
    return DoctorFinding(part, "error", text, cure)


def untried_finding(part: str, why: str) -> DoctorFinding:
    return DoctorFinding(part, "untried", f"not tried: {why}")


def error_finding(part: str, error: Exception, cure_else: str = "") -> DoctorFinding:
    """Turn an expected error of Vitrina into a finding: its first sentence is the text, the rest is the fix.

    `cure_else` is the fix if the error has only one sentence. The function removes "Nothing was started", which applies
    only to a kiosk, and the name of the part, which the finding already contains.
    """
    message = str(error).replace("Nothing was started. ", "").replace(" Nothing was started.", "")
    happened, _, cure = re.sub(r"^[a-z]+: ", "", message).partition(". ")
    return fault_finding(part, happened.rstrip(".") + ".", cure or cure_else)


@dataclass(slots=True)
class DoctorContext:
    """Inputs of the checks, and results that later checks use. `root`: folder with /proc, /sys, /etc and /run."""

    path: Path  # of the settings file
    now: Callable[[], float]  # seconds since 1970 UTC
    root: Path = Path("/")
    zoo: Path = ZOO  # folder of the networks
    settings: Settings | None = None  # None if they cannot be used
    kiosk_pid: int | None = None  # process that has the outbox open: a running kiosk
    size_px: tuple[int, int] | None = None  # width and height of the camera's picture
    light: LightMeasure | None = None  # of one picture
    tape: TapeMeasure = NO_TAPE
    place: SettingsPlace | None = None  # of the settings file; None: `path`, as an option names it
    has_defaults: bool = False  # there is no settings file, and `settings` are the default ones
    failed: set[str] = field(default_factory=set)  # names of checks with a fault

    def require_settings(self) -> Settings:
        """Settings for a check that needs valid settings and therefore runs only with them."""
        assert self.settings is not None
        return self.settings


@dataclass(frozen=True, slots=True)
class DoctorCheck:
    """One check. It runs only if the checks in `needs` found no fault. If it takes longer than `timeout_s`, it fails.

    `tries_defaults`: without a settings file, it runs with the default settings. `on_request`: it publishes a message,
    so it runs only if it is named on the command line. `is_inside`: it needs only this program and its files, and no
    broker, device or running service.
    """

    name: str
    run: Callable[[DoctorContext], Iterable[DoctorFinding]]
    needs: tuple[str, ...] = ("settings",)
    timeout_s: float = 5.0
    progress: str = ""  # printed while a slow check runs
    tries_defaults: bool = False
    on_request: bool = False
    is_inside: bool = True
