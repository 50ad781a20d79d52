"""The uplink of a kiosk without a camera, against a broker: appends plays, publishes its state, receives commands."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from queue import Queue
from random import Random

from paho.mqtt.client import MQTTMessage

from edge.clock import Clock
from edge.events import ProofOfPlay
from edge.kiosk.state.message_writer import MessageWriter
from edge.kiosk.state.state import KioskStateSnapshot
from edge.messages import build
from edge.messages.build import Message
from edge.messages.commands import AnyCommand, BadCommand, ReceivedCommands
from edge.messages.payloads import Models
from edge.messages.wire import Header, message_topic, uuid7
from edge.stage import StageContext
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.client_id import read_or_draw_client_secret
from edge.uplink.outbox.outbox import Outbox
from edge.uplink.publisher.publisher import Publisher
from tests.doubles.broker import Embedded, Mosquitto
from tests.doubles.scripted_broker import ScriptedBroker

TIMEOUT_S = 20.0
HEADER = Header("acme", "berlin-7", "door")
MODELS = Models(expression="fer@sha256:ab12cd34ef56", valence="centroids-1")
START_S = 1_767_225_600.0  # 2026-01-01T00:00:00Z


class Log(logging.Handler):
    """The uplink's log lines, which tests can wait for. They show the start and end of each alert."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self._logger = logging.getLogger("edge.uplink")
        self._level = self._logger.level
        self._logger.setLevel(logging.INFO)
        self._logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        with self._changed:
            self.lines.append(record.getMessage())
            self._changed.notify_all()

    def wait_for(self, words: str, times: int = 1) -> str:
        """Waits until `times` lines contain these words; returns the last of them."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.count(words) >= times, TIMEOUT_S), (words, self.lines)
        return [line for line in self.lines if words in line][times - 1]

    def count(self, words: str) -> int:
        """Number of lines that contain these words."""
        return sum(words in line for line in self.lines)

    def close(self) -> None:
        self._logger.removeHandler(self)
        self._logger.setLevel(self._level)
        super().close()


def _each(batch: ReceivedCommands, on_command: Callable[[AnyCommand | BadCommand], None]) -> None:
    for received in batch.commands:
        on_command(received.command)


class Kiosk:
    """Outbox and publisher of a kiosk: it appends plays, publishes its state and receives commands."""

    def __init__(
        self, folder: Path, options: BrokerOptions, on_command: Callable[[AnyCommand | BadCommand], None] | None = None
    ) -> None:
        self.outbox = Outbox(folder / "outbox.db")
        self.commands: Queue[AnyCommand | BadCommand] = Queue()
        self.log = Log()
        on_command = on_command or self.commands.put
        self._random = Random(7).randbytes
        clock = Clock(lambda: START_S, lambda: 0.0)
        self._writer = MessageWriter(HEADER, MODELS, self.outbox, clock, self._random)
        self.publisher = Publisher(
            replace(options, client_secret=read_or_draw_client_secret(folder / "outbox.db")),
            HEADER,
            self.outbox,
            self,
            StageContext(
                Clock().now,
                lambda: True,
                lambda: None,
                lambda batch: _each(batch, on_command),
            ),
        )
        self._thread = threading.Thread(target=self.publisher.run, name="publisher")

    def start(self) -> None:
        self._thread.start()

    @property
    def codes(self) -> list[str]:
        """Codes of the active alerts."""
        return [alert.code for alert in self.publisher.alerts]

    @property
    def lost_connections(self) -> int:
        """Number of established connections that were lost and not taken over by a twin: each is logged once."""
        return self.log.count(" was lost (")

    def append(self, count: int) -> list[Message]:
        return [self.outbox.append(self._play) for _ in range(count)]

    def append_of(self, kind: str) -> Message:
        """Appends a play as a message of another kind."""
        return self.outbox.append(lambda seq: replace(self._play(seq), kind=kind, topic=message_topic(HEADER, kind)))

    def append_large(self, size: int = 4000) -> Message:
        """Appends a play with a payload of `size` bytes: JSON may end in spaces."""
        return self.outbox.append(lambda seq: replace(play := self._play(seq), payload=play.payload.ljust(size)))

    def waiting(self) -> list[int]:
        """Numbers of the messages that wait to be sent."""
        return [message.seq or 0 for message in self.outbox.unsent_messages(1000)]

    def close(self) -> None:
        if self._thread.is_alive():
            assert self.publisher.publish_rest_and_stop(), "the publisher did not stop within 3 s"
        self._thread.join(5)
        self.outbox.close()
        self.log.close()

    def _play(self, seq: int) -> Message:
        at_s = START_S + seq
        play = ProofOfPlay(at_s, "spring_a", at_s - 15, at_s, 0.0, 15.0, True, None, "player", 0.02)
        return build.build_release_message(play, HEADER, MODELS, id=uuid7(at_s, self._random), seq=seq)

    def state_message(self) -> Message:
        """Present state, for the publisher: always sensing, always of the same time."""
        return self._writer.state_message(KioskStateSnapshot("sensing", (), START_S), START_S)

    def offline_message(self) -> Message:
        """State for the will and for a stop."""
        return self._writer.offline_message()


@contextmanager
def kiosk(
    folder: Path, options: BrokerOptions, on_command: Callable[[AnyCommand | BadCommand], None] | None = None
) -> Iterator[Kiosk]:
    started = Kiosk(folder, options, on_command)
    try:
        yield started
    finally:
        started.close()


def options_for(broker: Mosquitto | Embedded | ScriptedBroker) -> BrokerOptions:
    return BrokerOptions("127.0.0.1", broker.port, refused_retry_s=1)


def seqs(messages: list[MQTTMessage]) -> list[int]:
    return [json.loads(message.payload)["seq"] for message in messages]


def last_state(messages: list[MQTTMessage]) -> str | None:
    states = [m for m in messages if m.topic == message_topic(HEADER, "state")]
    return json.loads(states[-1].payload)["state"] if states else None
