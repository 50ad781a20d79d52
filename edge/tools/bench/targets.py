"""Processes that `vitrina bench` starts and measures from outside: a kiosk, or only its two models.

They run as `python -m edge.tools.bench.targets kiosk|networks|senses SETTINGS`. The process prints one line at the
first observation. It then answers each line on standard input with one line: `kiosk` prints the number of analysed
frames, `networks` the milliseconds that the models take per frame, and `senses` a SenseInterval as JSON. It ends when
standard input ends.
"""

import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from edge.clock import Clock
from edge.events import FrameObservation
from edge.settings.settings import Settings, load_settings_file

if TYPE_CHECKING:
    from edge.kiosk.assemble import KioskEvent
    from edge.kiosk.kiosk import Kiosk


class AnalysedFrameCounter:
    """Counts analysed frames. Prints the count at the first frame, and whenever it is requested."""

    def __init__(self) -> None:
        self.pictures = 0

    def count_frame(self) -> None:
        self.pictures += 1
        if self.pictures == 1:
            self.print_count()

    def print_count(self) -> None:
        print_line(str(self.pictures))


def print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def answer_requests(report: Callable[[], None]) -> None:
    """Call `report` for each line on standard input, until the input ends."""
    while sys.stdin.readline():
        report()


def run_kiosk(settings: Settings) -> None:
    """Run a kiosk as `vitrina run` does."""
    counter = AnalysedFrameCounter()

    def on_event(event: "KioskEvent") -> None:
        if isinstance(event, FrameObservation):
            counter.count_frame()

    _run_kiosk_answering_requests(settings, Clock(), on_event, lambda _: counter.print_count())


def run_kiosk_measuring_senses(settings: Settings) -> None:
    """Run a kiosk as `vitrina run` does, and measure its senses."""
    from edge.tools.bench.sense_meter import SenseMeter

    clock = Clock()
    meter = SenseMeter(lambda: print_line(""), clock.now)

    def report(running: "Kiosk") -> None:
        print_line(meter.next_interval(running.parts.health_counters()).to_json())

    _run_kiosk_answering_requests(settings, clock, meter.on_event, report)


def _run_kiosk_answering_requests(
    settings: Settings, clock: Clock, on_event: "Callable[[KioskEvent], None]", report: "Callable[[Kiosk], None]"
) -> None:
    from edge.kiosk.demo_hooks import DemoHooks
    from edge.kiosk.kiosk import Kiosk

    def until_end_of_input() -> None:
        answer_requests(lambda: report(running))
        running.stop()

    running = Kiosk(settings, clock, on_event, DemoHooks())
    threading.Thread(target=until_end_of_input, name="bench", daemon=True).start()
    running.run()


def run_networks_only(settings: Settings) -> None:
    """Load the libraries and both models, and call each model once on a frame: the minimum cost of an observation.

    On request, run both models on all frames of the video.
    """
    import cv2
    import numpy as np

    from edge.kiosk import build
    from edge.perception.vision.face_reading import FaceGeometry
    from edge.tools.bench.people import KIOSK_FACES
    from edge.tools.bench.pipeline_cost import open_detector
    from edge.tools.bench.video_floor import measure_floor_ms

    counter = AnalysedFrameCounter()
    with closing(open_detector(settings)) as detector:
        reader = build.build_expression_reader(settings, min_px=0)
        film = cv2.VideoCapture(settings.camera.source)
        _, picture = film.read()
        found = detector.detect_bgr(np.asarray(picture, np.uint8))
        if reader:
            faces = [FaceGeometry(face.keypoints, face.w_px, 0.0, 0.0) for face in found[:1]]
            reader.predict(np.asarray(picture, np.uint8), faces)
        film.release()
        counter.count_frame()
        answer_requests(lambda: print_line(f"{measure_floor_ms(settings, KIOSK_FACES)}"))


SIDES: dict[str, Callable[[Settings], None]] = {
    "kiosk": run_kiosk,
    "networks": run_networks_only,
    "senses": run_kiosk_measuring_senses,
}

if __name__ == "__main__":
    SIDES[sys.argv[1]](load_settings_file(Path(sys.argv[2])))
