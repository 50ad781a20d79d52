"""Shows a film once to a real kiosk, like a day in a shop, and collects all messages that the kiosk publishes."""

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
STARTS_S = 2.0
"""A kiosk opens its camera about so long after its start."""


@dataclass(frozen=True)
class ReceivedMessage:
    """One message as a subscriber received it."""

    topic: str
    payload: bytes
    retained: bool

    @property
    def kind(self) -> str:
        return self.topic.split("/", 5)[5]


def has_all(messages: list[MQTTMessage]) -> bool:
    """True if `offline` and all numbered messages before it have come."""
    payloads = [json.loads(message.payload) for message in messages]
    ends = [payload["last_seq"] for payload in payloads if payload.get("state") == "offline"]
    return bool(ends) and sum("seq" in payload for payload in payloads) >= ends[-1]


@dataclass(frozen=True)
class KioskDay:
    """A `vitrina run` that saw a film once and was then stopped by SIGTERM."""

    run: shop.Run
    code: int
    messages: list[ReceivedMessage]  # from the start on, and those that a subscriber after the end received
    camera_port: int
    broker_port: int

    @property
    def payloads(self) -> list[shop.Json]:
        return [shop.parsed(message.payload) for message in self.messages]


def wait_for_the_middle_of_a_window(after_s: float) -> None:
    """Return at a moment that lies `after_s` before the middle of a window, give or take two seconds."""
    phase_s = (time.time() + after_s) % WINDOW_S
    if not WINDOW_S / 2 - 2 <= phase_s <= WINDOW_S / 2 + 2:
        time.sleep((WINDOW_S / 2 - phase_s) % WINDOW_S)  # only the clock changes this


def away_from_window_ends(path: Path, departs_s: float) -> Callable[[], Iterator[tuple[float, Image]]]:
    """The film, delayed where its people would leave close to the end of a window."""

    def pictures() -> Iterator[tuple[float, Image]]:
        phase_s = (time.time() + departs_s) % WINDOW_S
        wait_s = (OFF_S - phase_s) % WINDOW_S if not OFF_S <= phase_s <= WINDOW_S - OFF_S else 0.0
        yield from ((wait_s + at_s, image) for at_s, image in film(path)())

    return pictures


def run_film(folder: Path, path: Path, departs_s: float, faces: str, trace: str | None = None) -> KioskDay:
    """Serves a film to a kiosk, once and at its own rate, and stops the kiosk at the end of the film.

    A delayed film comes late for the kiosk, whose patience with a camera ends after five seconds. So the kiosk starts
    at a moment at which the film need not wait.
    """
    pictures = away_from_window_ends(path, departs_s)
    with running(Mosquitto(folder)) as broker, MjpegCamera(pictures, once=True) as camera:
        with subscribed(broker.port) as subscriber:
            config = shop.settings(folder, camera.url, broker.port, faces=faces)
            wait_for_the_middle_of_a_window(STARTS_S + departs_s)
            with shop.running_kiosk(shop.Run(folder, config, trace)) as run:
                assert camera.finished.wait(4 * shop.PATIENCE_S), "\n".join(run.log)
                code = run.stop()
            received = subscriber.wait_for(has_all, "the state offline, and all numbered messages")
        with subscribed(broker.port) as later:
            received += later.wait_for(bool, "a retained state")
    messages = [ReceivedMessage(message.topic, bytes(message.payload), message.retain) for message in received]
    return KioskDay(run, code, messages, camera.port, broker.port)
