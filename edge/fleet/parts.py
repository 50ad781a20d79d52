"""The parts of the updater on this machine, built in one place."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from edge.clock import Clock, machine_time_s
from edge.fleet.camera_rates import CameraRates
from edge.fleet.kiosk_settings import UpdaterSettings
from edge.fleet.reporter import StatusReporter
from edge.fleet.settings_step import SettingsKiosk, SettingsParts, SettingsStep
from edge.fleet.state_folder import FleetFolders
from edge.fleet.step_file import StepRecord
from edge.fleet.steps import KioskService, StepClock, UpdateSteps
from edge.fleet.systemd_kiosk import KioskPlaces, SystemdKiosk
from edge.fleet.trees import Trees

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
SWITCHING = "switching"


class UpdaterKiosk(KioskService, SettingsKiosk, Protocol):
    """The kiosk's service, for programs and for settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdaterParts:
    """All parts of one updater."""

    folders: FleetFolders
    settings: UpdaterSettings
    trees: Trees
    kiosk: UpdaterKiosk
    steps: UpdateSteps
    reporter: StatusReporter
    rates: CameraRates
    clock: StepClock

    def settings_step(self) -> SettingsStep | None:
        """The step that takes settings, with the program that runs. None if no program is installed."""
        version = self.trees.current()
        if version is None:
            return None
        record, tree = self.folders.private / "settings", self.trees.path(version)
        return SettingsStep(
            SettingsParts(self.folders.public, record, self.kiosk, self.clock, self.reporter, tree, version)
        )


def system_clock() -> StepClock:
    """Clock of this machine."""
    return StepClock(machine_time_s, Clock().now, time.sleep, lambda: _BOOT_ID.read_text(encoding="ascii").strip())


def build_parts(
    folders: FleetFolders,
    settings: UpdaterSettings,
    settings_path: Path,
    *,
    trees: Trees,
    clock: StepClock,
    kiosk: UpdaterKiosk | None = None,
) -> UpdaterParts:
    """Build the parts. `kiosk` replaces the systemd unit. Creates no file."""
    rates = CameraRates(folders.private / "camera_rates.json")
    places = KioskPlaces(settings_path, settings.socket, folders.public / SWITCHING, settings.outbox.parent)
    kiosk = kiosk or SystemdKiosk(places, rates, clock)
    reporter = StatusReporter(folders.public, trees, clock.now)

    def report(record: StepRecord) -> None:
        reporter.report_step(record)
        if record.is_in_progress:
            folders.resume.touch(mode=0o600)
        else:
            folders.resume.unlink(missing_ok=True)

    steps = UpdateSteps(trees, folders.private, kiosk, clock, report)
    return UpdaterParts(
        folders=folders,
        settings=settings,
        trees=trees,
        kiosk=kiosk,
        steps=steps,
        reporter=reporter,
        rates=rates,
        clock=clock,
    )
