"""`vitrina run`: a kiosk until SIGTERM or SIGINT."""

import signal

from edge.app.clock import Clock
from edge.app.life.kiosk import Kiosk
from edge.app.settings import Settings


def run(settings: Settings) -> int:
    """Sense and tell until told to stop, or until a video file that is the camera ends."""
    kiosk = Kiosk(settings, Clock())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: kiosk.stop())
    kiosk.run()
    return 0
