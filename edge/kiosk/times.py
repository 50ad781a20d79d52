"""Time constants of the loop in which the kiosk monitors its stages."""

from dataclasses import dataclass

from edge.kiosk.state.health import EVERY_S
from edge.kiosk.state.monitor import STEP_STAYS_S


@dataclass(frozen=True, slots=True)
class KioskTimes:
    """Time constants of the kiosk's loop, in seconds."""

    health_every_s: float = EVERY_S  # interval between two health messages
    step_stays_s: float = STEP_STAYS_S  # see KioskMonitor


USUAL_TIMES = KioskTimes()
