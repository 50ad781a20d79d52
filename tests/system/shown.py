"""A film shown once to a real kiosk, like a day in a shop, and all that the kiosk told of it."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from paho.mqtt.client import MQTTMessage

from tests.doubles.broker import Mosquitto, running, subscribed
from tests.doubles.mjpeg import Image, MjpegCamera, film
from tests.system import shop

WINDOW_S = 10
OFF_S = 1.5


@dataclass(frozen=True)
class Heard:
    """One message as a subscriber got it."""

    topic: str
    payload: bytes
    retained: bool

    @property
    def kind(self) -> str:
        return self.topic.split("/", 5)[5]


def has_all(heard: list[MQTTMessage]) -> bool:
    """Whether `offline` was heard, and every message that it counts."""
    payloads = [json.loads(message.payload) for message in heard]
    ends = [payload["last_seq"] for payload in payloads if payload.get("state") == "offline"]
    return bool(ends) and sum("seq" in payload for payload in payloads) >= ends[-1]


@dataclass(frozen=True)
class Told:
    """A `vitrina run` that was shown a film once and then stopped by SIGTERM."""

    run: shop.Run
    code: int
    heard: list[Heard]  # from its start on, and what whoever subscribed after its end was given
    camera_port: int
    broker_port: int

    @property
    def payloads(self) -> list[shop.Json]:
        return [shop.parsed(message.payload) for message in self.heard]


def off_the_boundaries(path: Path, departs_s: float) -> Callable[[], Iterator[tuple[float, Image]]]:
    """The film, begun so that nobody departs while one window of the clock becomes the next."""

    def pictures() -> Iterator[tuple[float, Image]]:
        phase_s = (time.time() + departs_s) % WINDOW_S
        wait_s = (OFF_S - phase_s) % WINDOW_S if not OFF_S <= phase_s <= WINDOW_S - OFF_S else 0.0
        yield from ((wait_s + at_s, image) for at_s, image in film(path)())

    return pictures


def shown_once(folder: Path, path: Path, departs_s: float, faces: str, trace: str | None = None) -> Told:
    """Serve a film to a kiosk, once and at its own rate, and stop it at the film's end."""
    pictures = off_the_boundaries(path, departs_s)
    with running(Mosquitto(folder)) as broker, MjpegCamera(pictures, once=True) as camera:
        with subscribed(broker.port) as subscriber:
            config = shop.settings(folder, camera.url, broker.port, faces=faces)
            with shop.running_kiosk(shop.Run(folder, config, trace)) as run:
                assert camera.finished.wait(4 * shop.PATIENCE_S), "\n".join(run.log)
                code = run.stop()
            heard = subscriber.wait_for(has_all, "the kiosk's goodbye, and all that it says there is")
        with subscribed(broker.port) as later:
            heard += later.wait_for(bool, "a state that is retained")
    messages = [Heard(message.topic, bytes(message.payload), message.retain) for message in heard]
    return Told(run, code, messages, camera.port, broker.port)
