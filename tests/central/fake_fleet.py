"""A fleet of kiosks with faults, over one connection to the broker. Each remembers what it has sent and resends it."""

import json
import random
import threading
import time
from collections.abc import Callable
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from edge.messages.wire import time_text
from tests.central import fleet

LOST, TWICE, STEPPED = 0.01, 0.01, 0.01
"""Shares of messages: lost after their acknowledgement, sent twice, made by a clock that is an hour off."""
JUNK, CLONED, EARLY = 0.002, 0.002, 0.001
"""Shares of further messages: junk, of a cloned kiosk, of the year 2099."""
HOUR_S = 3600.0
RESENT_HZ = 100
HEALTH_S = 2.0


class FakeFleet:
    """Sends numbered messages at a rate, in a thread. `sent` are those that central must have in the end."""

    def __init__(self, port: int, kiosks: int, rate_hz: float, backlog: int, seed: int) -> None:
        self.devices = [f"acme/site-{number // 2}/door-{number % 2}" for number in range(kiosks)]
        self.sent: dict[tuple[str, int], bytes] = {}
        self.bad = self.lost = self.twice = self.resent = 0
        self._rate_hz, self._backlog, self._rng = rate_hz, backlog, random.Random(seed)
        self._last = dict.fromkeys(self.devices, 0)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._are_first_stored, self._is_calm = threading.Event(), threading.Event()
        self._requests: list[tuple[str, int, int]] = []
        self._client = Client(CallbackAPIVersion.VERSION2, "fleet", protocol=MQTTProtocolVersion.MQTTv5)
        self._client.max_queued_messages_set(0)
        self._client.max_inflight_messages_set(200)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect = lambda client, *_: client.subscribe("vitrina/1/+/+/+/cmd/resend", qos=1)
        self._client.on_message = self._on_request
        self._client.connect_async("127.0.0.1", port)
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._send, self._resend)]

    def start(self) -> None:
        """Sends the first message of each kiosk; see `go_on`."""
        self._client.loop_start()
        for thread in self._threads:
            thread.start()

    def go_on(self) -> None:
        """Sends everything else, now that the first message of each kiosk is stored: clones use its number."""
        self._are_first_stored.set()

    def calm_down(self) -> None:
        """Sends no more new messages; healths and resent ones go on."""
        self._is_calm.set()

    def stop(self) -> None:
        """Ends the threads."""
        self._stopping.set()
        self._are_first_stored.set()
        for thread in self._threads:
            thread.join(10)
        self._client.loop_stop()

    def _send(self) -> None:
        for device in self.devices:
            state = fleet.state(device, at=_now(), since=_now())
            self._publish(device, "state", fleet.payload(state), retain=True)
            self._last[device] = 1
            self.sent[device, 1] = fleet.payload(_made(fleet.play, 1, device, 0.0))
            self._publish(device, "play", self.sent[device, 1])
        self._are_first_stored.wait()
        for number in range(self._backlog):
            self._send_next(ago_s=HOUR_S * (1 - number / self._backlog))
        health_s = 0.0
        begin_s, count = time.monotonic(), 0
        while not self._stopping.wait(0.05):
            while not self._is_calm.is_set() and count < (time.monotonic() - begin_s) * self._rate_hz:
                self._send_next()
                count += 1
            if time.monotonic() - health_s > HEALTH_S:
                health_s = time.monotonic()
                self._send_healths()

    def _send_next(self, ago_s: float = 0.0) -> None:
        """Sends a message that was made a while ago."""
        rng = self._rng
        device = rng.choice(self.devices)
        kind, make = rng.choices(
            [("play", fleet.play), ("window", fleet.window), ("reaction", fleet.reaction)], [90, 7, 3]
        )[0]
        with self._lock:
            self._last[device] += 1
            seq = self._last[device]
            step_s = rng.choice((-HOUR_S, HOUR_S)) if rng.random() < STEPPED else 0.0
            raw = fleet.payload(_made(make, seq, device, ago_s + step_s))
            self.sent[device, seq] = raw
        if rng.random() < LOST:
            self.lost += 1  # the broker had acknowledged it, and lost it
        else:
            self._publish(device, kind, raw)
        if rng.random() < TWICE:
            self.twice += 1
            self._publish(device, kind, raw)
        self._send_bad(device, seq)

    def _send_bad(self, device: str, seq: int) -> None:
        """Messages that belong into the quarantine. A clone uses the number of the kiosk's first message."""
        clone = fleet.play(1, device, at=_now(), id=fleet.play(-seq, device)["id"])
        bad = (
            (JUNK, b"\x00junk" + self._rng.randbytes(20)),
            (CLONED, fleet.payload(clone)),
            (EARLY, fleet.payload(fleet.play(seq, device, at="2099-01-01T00:00:00.000Z"))),
        )
        for share, raw in bad:
            if self._rng.random() < share:
                self.bad += 1
                self._publish(device, "play", raw)

    def _send_healths(self) -> None:
        with self._lock:
            last = dict(self._last)
        for device, seq in last.items():
            self._publish(device, "health", fleet.payload(fleet.health(device, at=_now(), last_seq=seq)))

    def _on_request(self, _client: Client, _userdata: Any, message: MQTTMessage) -> None:
        fields = json.loads(message.payload)
        device = message.topic.removeprefix("vitrina/1/").removesuffix("/cmd/resend")
        self._requests.append((device, fields["from_seq"], fields["to_seq"]))

    def _resend(self) -> None:
        while not self._stopping.wait(0.05):
            while self._requests:
                device, first, last = self._requests.pop(0)
                for seq in range(first, last + 1):
                    raw = self.sent.get((device, seq))
                    if raw is not None:
                        self.resent += 1
                        self._publish(device, json.loads(raw)["schema"].split(".")[1].split("/")[0], raw)
                        if self._stopping.wait(1 / RESENT_HZ / len(self.devices)):
                            return

    def _publish(self, device: str, kind: str, raw: bytes, *, retain: bool = False) -> None:
        self._client.publish(fleet.topic(kind, device), raw, qos=1, retain=retain)


def _now() -> str:
    return time_text(time.time())


def _made(make: Callable[..., fleet.Fields], seq: int, device: str, ago_s: float) -> fleet.Fields:
    """A message that was made a while ago."""
    now_s = time.time() - ago_s
    names = ("start", "end") if make is fleet.play else ("from", "to")
    span = {names[0]: time_text(now_s - 16), names[1]: time_text(now_s - 1)}
    return make(seq, device, at=time_text(now_s), **span)
