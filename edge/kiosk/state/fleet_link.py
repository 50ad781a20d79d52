"""The kiosk's link to its updater. Only a kiosk with [fleet] loads it."""

from dataclasses import dataclass

from edge.kiosk.state.fleet_look import FleetLook
from edge.kiosk.state.fleet_report import FleetReport


@dataclass(frozen=True, slots=True)
class FleetLink:
    """Reports of the updater, and the requests to it."""

    report: FleetReport
    look: FleetLook

    def update(self) -> None:
        """Reads the updater's status, and asks it to look after a hint. Called once per second."""
        self.report.update()
        self.look.update()
