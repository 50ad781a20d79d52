"""What `vitrina bench` starts and looks at from outside: a kiosk, or the two networks with nothing around them.

Run as `python -m edge.tools.bench.targets kiosk|networks|senses SETTINGS`. Writes a line when the first observation is
there; answers each line on standard input with one: the number of pictures analysed, or of `senses` what each observed;
ends when standard input does.
"""

import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from edge.clock import Clock
from edge.events import FrameObservation
from edge.settings.settings import Settings, load

if TYPE_CHECKING:
    from edge.kiosk.kiosk import Kiosk, Watched


class FrameCounter:
    """Pictures analysed, told to whoever asks."""

    def __init__(self) -> None:
        self.pictures = 0

    def one_more(self) -> None:
        self.pictures += 1
        if self.pictures == 1:
            self.tell()

    def tell(self) -> None:
        say(str(self.pictures))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def answer(tell: Callable[[], None]) -> None:
    """Until nobody is there who could ask."""
    while sys.stdin.readline():
        tell()


def kiosk(settings: Settings) -> None:
    """As `vitrina run` does it."""
    counted = FrameCounter()

    def watch(event: "Watched") -> None:
        if isinstance(event, FrameObservation):
            counted.one_more()

    _run(settings, Clock(), watch, lambda _: counted.tell())


def senses(settings: Settings) -> None:
    """The same, and what each sense observes."""
    from edge.tools.bench.sense_meter import SenseMeter

    clock = Clock()
    watching = SenseMeter(settings.faces.rate_hz, lambda: say(""), clock.now)
    _run(settings, clock, watching.watch, lambda whole: say(watching.next_interval(whole.counters()).to_json()))


def _run(settings: Settings, clock: Clock, watch: "Callable[[Watched], None]", tell: "Callable[[Kiosk], None]") -> None:
    from edge.kiosk.kiosk import Kiosk

    def until_nobody_asks() -> None:
        answer(lambda: tell(whole))
        whole.stop()

    whole = Kiosk(settings, clock, watch, notice_exempt=True)
    threading.Thread(target=until_nobody_asks, name="bench", daemon=True).start()
    whole.run()


def networks(settings: Settings) -> None:
    """The libraries, both networks, one picture of the film, a call of each: the least that an observation takes."""
    import cv2
    import numpy as np

    from edge.kiosk import build
    from edge.perception.vision.detector import FaceDetector, checked_model
    from edge.perception.vision.face_finder import FAR, FaceFinderOptions

    counted, options = FrameCounter(), FaceFinderOptions()
    with closing(FaceDetector(checked_model(FAR, options.zoo), options.score)) as detector:
        session = build.build_session(settings, build.expression_spec(settings))
        film = cv2.VideoCapture(settings.camera.source)
        _, picture = film.read()
        detector.detect(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8))
        session.run(np.zeros((1, *session.spec.inputs["faces"]), np.float32))
        counted.one_more()
        answer(counted.tell)
        film.release()


SIDES: dict[str, Callable[[Settings], None]] = {"kiosk": kiosk, "networks": networks, "senses": senses}

if __name__ == "__main__":
    SIDES[sys.argv[1]](load(Path(sys.argv[2])))
