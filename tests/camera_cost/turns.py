"""One turn: a real kiosk reads a stream for a minute, and its processor time is counted, by process."""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from edge.kiosk.state.system_stats import processor_time_s
from tests.camera_cost.videos import LOOP_S, RATE_HZ
from tests.doubles.broker import Mosquitto, Subscriber, subscribed
from tests.doubles.waiting import wait_until
from tests.system import shop

WARM_UP_S = 15.0
_CAPTURE = b"edge.sources.camera.capture_process"


@dataclass(frozen=True)
class Turn:
    """Seconds of processor time per second of a whole kiosk and of its capture process, and frames per second."""

    whole: float
    capture: float
    taken_hz: float
    analysed_hz: float
    dropped_hz: float

    @property
    def analysis(self) -> float:
        """Processor time per second of the kiosk's own process."""
        return self.whole - self.capture

    @property
    def frame_ms(self) -> float:
        """Milliseconds of processor time for a frame that the camera sends."""
        return 1000 * self.whole / RATE_HZ


def measure(source: str, measured_s: float = LOOP_S) -> Turn:
    """Runs a kiosk with the models of a shop on a stream, and a real broker. `source`: the camera's address."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = Mosquitto(folder)
        broker.start()
        config = shop.settings(folder, source, broker.port, faces="", models='use = "shop"')
        try:
            with subscribed(broker.port) as listener, shop.running_kiosk(shop.Run(folder, config)) as kiosk:
                return _measure_kiosk(kiosk.process.pid, listener, measured_s)
        finally:
            broker.stop()


def _measure_kiosk(pid: int, listener: Subscriber, measured_s: float) -> Turn:
    """`pid`: process of the kiosk."""
    wait_until(lambda: _is_sensing(listener), "a kiosk that senses", shop.PATIENCE_S)
    time.sleep(WARM_UP_S)
    capture = capture_pid(pid)
    before, begun_s = _processor_times_s(pid, capture), time.monotonic()
    time.sleep(measured_s)
    after, passed_s = _processor_times_s(pid, capture), time.monotonic() - begun_s
    wait_until(lambda: _rates(listener) is not None, "the kiosk's health", shop.PATIENCE_S)
    rates = _rates(listener)
    assert rates is not None
    whole, decoding = ((then - first) / passed_s for first, then in zip(before, after, strict=True))
    return Turn(whole, decoding, *rates)


def capture_pid(pid: int) -> int:
    """Process that reads the camera, among the children of a kiosk."""
    children = [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text(encoding="ascii").split()
    ]
    (found,) = (child for child in children if _CAPTURE in Path(f"/proc/{child}/cmdline").read_bytes())
    return found


def _processor_times_s(pid: int, capture: int) -> tuple[float, float]:
    """Seconds so far of the kiosk with all children, and of its capture process with its own."""
    return processor_time_s([pid, capture]), processor_time_s([capture])


def _payloads(kind: str, listener: Subscriber) -> list[shop.Json]:
    return [shop.parsed(message.payload) for message in listener.of(kind)]


def _is_sensing(listener: Subscriber) -> bool:
    return any(payload["state"] == "sensing" for payload in _payloads("state", listener))


def _rates(listener: Subscriber) -> tuple[float, float, float] | None:
    """Frames per second that the last health reports: taken, analysed, dropped. None before a window."""
    for health in _payloads("health", listener)[-1:]:
        if health["analysed_hz"] is not None:
            return health["camera"]["rate_hz"], health["analysed_hz"]["p50"], health["dropped_hz"]["p50"]
    return None
