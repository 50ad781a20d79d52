"""The publishing half of a kiosk as a process: the real outbox and publisher with synthetic plays, without a camera.

`python -m tests.doubles.teller OPTIONS`, a JSON object, appends messages while the last letter of its input is `t`. On
`h` it stops and answers with an `h`. It ends with its input or a SIGTERM, and can be killed and started again.
"""

import json
import logging
import os
import re
import select
import signal
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from edge.clock import Clock
from edge.events import ProofOfPlay
from edge.kiosk.state.message_writer import MessageWriter
from edge.kiosk.state.state import KioskStateSnapshot
from edge.messages import build
from edge.messages.build import Message
from edge.messages.payloads import Models, Vitals
from edge.messages.wire import Header, uuid7
from edge.stage import StageContext
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.client_id import read_or_draw_client_secret
from edge.uplink.mqtt.tls import TlsOptions
from edge.uplink.outbox.outbox import Outbox
from edge.uplink.publisher.publisher import Publisher

MESSAGES = Path(__file__).parents[2] / "docs" / "reference/messages.md"
MODELS = Models(expression="fer@sha256:ab12cd34ef56", valence="centroids-1")
HEALTH_EVERY_S = 1.0


@dataclass(frozen=True)
class Options:
    """Settings of the process. `folder` holds `outbox.db`, and `accepted.txt` with the id of each message that the
    outbox has accepted."""

    folder: str
    port: int
    tenant: str
    site: str
    device: str
    ca: str | None = None
    username: str | None = None
    password: str | None = None
    rate_hz: float = 50.0
    keepalive_s: int = 1


class PublishingKiosk:
    def __init__(self, options: Options) -> None:
        self._folder = Path(options.folder)
        self._header = Header(options.tenant, options.site, options.device)
        self._every_s = 1 / options.rate_hz
        self._outbox = Outbox(self._folder / "outbox.db")
        self._accepted = os.open(self._folder / "accepted.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._is_appending, self._is_ended = False, False
        self._vitals = _example_vitals()
        self._clock = Clock()
        self._writer = MessageWriter(self._header, MODELS, self._outbox, self._clock)
        broker = BrokerOptions(
            "127.0.0.1",
            options.port,
            username=options.username,
            password=options.password,
            tls=None if options.ca is None else TlsOptions(Path(options.ca)),
            keepalive_s=options.keepalive_s,
            refused_retry_s=1,
            client_secret=read_or_draw_client_secret(self._folder / "outbox.db"),
        )
        self._publisher = Publisher(
            broker,
            self._header,
            self._outbox,
            self,
            StageContext(self._clock.now, lambda: True, lambda: None, lambda _: None),
        )

    def run(self) -> None:
        """Appends and publishes messages until a SIGTERM or the end of the input."""
        signal.signal(signal.SIGTERM, lambda *_: self._handle_input(b""))
        publishing = threading.Thread(target=self._publisher.run)
        publishing.start()
        health_s = 0.0
        while not self._is_ended:
            if select.select([sys.stdin], [], [], self._every_s)[0]:
                self._handle_input(os.read(sys.stdin.fileno(), 100))
            if self._is_appending:
                kept = self._outbox.append(self._play)
                os.write(self._accepted, f"{kept.id}\n".encode())
            if time.monotonic() >= health_s:
                self._publisher.publish_health(self._health())
                health_s = time.monotonic() + HEALTH_EVERY_S
        self._publisher.publish_rest_and_stop()
        publishing.join()
        self._outbox.close()

    def _handle_input(self, data: bytes) -> None:
        self._is_appending, self._is_ended = data.endswith(b"t"), data == b""
        if data.endswith(b"h"):
            os.write(sys.stdout.fileno(), b"h")

    def _play(self, seq: int) -> Message:
        at_s = time.time()
        play = ProofOfPlay(at_s, "spring_a", at_s - 15, at_s, 0.0, 15.0, True, None, "player", 0.02)
        return build.build_release_message(play, self._header, MODELS, id=uuid7(at_s, os.urandom), seq=seq)

    def state_message(self) -> Message:
        """Present state, for the publisher."""
        now_s = self._clock.now()
        return self._writer.state_message(KioskStateSnapshot("sensing", (), now_s), now_s)

    def offline_message(self) -> Message:
        """State for the will and for a stop."""
        return self._writer.offline_message()

    def _health(self) -> Message:
        # In this order, messages that are sent when `unsent` is 0 have numbers up to `last_seq` at least.
        kept, usage = self._outbox.kept_range(), self._outbox.outbox_usage()
        outbox = {"rows": usage.rows, "unsent": usage.unsent, "bytes": usage.bytes, "dropped": 0}
        vitals = Vitals.model_validate_json(json.dumps({**self._vitals, "outbox": outbox}))
        return self._writer.health_message(kept, vitals)


def _example_vitals() -> dict[str, object]:
    """Vitals of the example in docs/reference/messages.md, which tests keep up to date."""
    line = re.search(r'^{"schema":"vitrina.health/1".*$', MESSAGES.read_text(encoding="utf-8"), re.MULTILINE)
    assert line is not None
    return {key: value for key, value in json.loads(line[0]).items() if key in Vitals.model_fields}


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    PublishingKiosk(Options(**json.loads(sys.argv[1]))).run()
