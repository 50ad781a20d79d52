"""Sends a fleet's messages to the broker and answers central's requests, or writes the messages as lines."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO

from central.clock import monotonic_s
from central.simulate.archive import Archive
from central.simulate.fleet import Fleet
from central.simulate.link import FleetLink
from central.simulate.outgoing import Outgoing
from central.simulate.pace import Pace
from central.transfer.lines import make_line

LOOK_S = 0.25
HEALTH_S = 5.0


class FleetSender:
    """Sends messages until the days are over or `stopping` is set. `sent` and `resent`: numbers of messages."""

    def __init__(self, fleet: Fleet, link: FleetLink, archive: Archive, stopping: threading.Event) -> None:
        self._fleet, self._link, self._archive, self._stopping = fleet, link, archive, stopping
        self.sent = self.resent = 0

    @property
    def refused(self) -> Mapping[str, int]:
        """Number of messages that the broker refused, by the name of its reason code."""
        return self._link.refused

    def run(self, midnights_s: Sequence[float], pace: Pace) -> None:
        """Send all messages of the simulated days."""
        for item in self._fleet.make_sendings(midnights_s):
            self._archive.add(item)
            while (wait_s := pace(item.at_s)) > 0 and not self._stopping.wait(min(wait_s, LOOK_S)):
                self._resend_requested()
            if self._stopping.is_set():
                return
            self._send(item)
            self._resend_requested()

    def settle_gaps(self, quiet_s: float) -> None:
        """Report the newest numbers to central, and answer its requests until none has arrived for `quiet_s`
        seconds.
        """
        answered_s, told_s = monotonic_s(), -HEALTH_S
        while not self._stopping.is_set() and monotonic_s() - answered_s < quiet_s:
            if monotonic_s() - told_s >= HEALTH_S:
                told_s = monotonic_s()
                for kiosk in self._fleet.kiosks:
                    self._send(kiosk.health_message(kiosk.clock_s + 1))
            if self._resend_requested():
                answered_s = monotonic_s()
            self._stopping.wait(LOOK_S)

    def send_offline_states(self) -> None:
        """Publish the last state of each kiosk: `offline`."""
        for kiosk in self._fleet.kiosks:
            if kiosk.clock_s:
                self._send(kiosk.state_message("offline", kiosk.clock_s + 1))

    def _resend_requested(self) -> bool:
        """Send requested messages again, byte for byte. Return False if no messages were requested."""
        was_asked = False
        while self._link.requests and not self._stopping.is_set():
            device, from_seq, to_seq = self._link.requests.popleft()
            was_asked = True
            for seq in range(from_seq, to_seq + 1):
                item = self._archive.get(device, seq)
                if item is not None:
                    self.resent += 1
                    self._send(item)
        return was_asked

    def _send(self, item: Outgoing) -> None:
        if not item.is_lost:
            self.sent += 1
            self._link.send(item.topic, item.payload, self._stopping, retain=item.is_retained)


def write_lines(items: Iterable[Outgoing], file: BinaryIO) -> int:
    """Write all messages as lines that `import` reads. Return their number."""
    written = 0
    for item in items:
        if not item.is_lost:
            file.write(make_line(item.topic, item.payload))
            written += 1
    return written
