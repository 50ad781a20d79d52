"""Grove GSR on an Arduino with the manufacturer's sketch: one number per line, 9600 baud, about 20 lines per second.

Lines have no check, so a number that lost a digit still looks like a number. `quality` detects the resulting jump.
"""

import re
from typing import ClassVar

from firmware_bridge.lines import LineDecoder
from firmware_bridge.samples import Counters, KitInfo, Sample

INFO = KitInfo("grove", "Grove GSR", baud=9600, rate_hz=20.0, has_eda=True, has_pulse=False)

# The sketches found in use print `412`, `412.0` or `GSR Average: 412`. A resistance that a sketch computed is not
# read: on an AVR its 16-bit arithmetic overflows.
_LINE = re.compile(r"(?:[A-Za-z][A-Za-z _]*[:=] *)?(\d{1,4}(?:\.\d{1,3})?)")


def conductance_us(count: float, cal: float, bits: int = 10) -> float:
    """Skin conductance for a count x: R = (2^bits + 2 x) * 10000 / (cal - x) ohm.

    The formula is from the manufacturer's wiki (10 bits) and the manufacturer's answer in the forum (12 bits, t/5869).
    For counts of `cal` or more, nothing closes the circuit, and the conductance is 0.
    """
    return max(0.0, 100 * (cal - count) / ((1 << bits) + 2 * count))


class Decoder:
    """Converts the numbers of the manufacturer's sketch to microsiemens."""

    info: KitInfo = INFO
    settings: ClassVar = {
        "cal": "count printed with bare electrodes, set by the board's potentiometer (nominal: half the range, 512)",
        "bits": "resolution of the board's converter: 10 (Uno, Nano) or 12 (ESP32, Zero)",
    }

    def __init__(self, cal: float | None = None, bits: int = 10) -> None:
        """Raises ValueError if `bits` is neither 10 nor 12, or if `cal` is outside its range."""
        if bits not in (10, 12):
            raise ValueError(f"bits = {bits} is not valid: use 10 or 12")
        self._top = 2**bits - 1
        self._cal = 2 ** (bits - 1) if cal is None else cal
        if not 0 < self._cal <= self._top:
            raise ValueError(f"cal = {cal} is not valid: use more than 0 and at most {self._top}")
        self._bits = bits
        self.counters = Counters()
        self._lines = LineDecoder(self.counters)

    def hello(self) -> bytes:
        self._lines.forget()
        return b""

    def decode(self, data: bytes) -> list[Sample]:
        samples = []
        for line in self._lines.feed(data):
            match = _LINE.fullmatch(line)
            count = float(match[1]) if match else self._top + 1.0
            if count > self._top:
                self._lines.refuse(line)
                continue
            # One count near `cal` is 0.05 uS, as large as the smallest response, so contact is decided by the count.
            is_open = count >= self._cal - 1
            samples.append(Sample(None, eda_us=conductance_us(count, self._cal, self._bits), open_circuit=is_open))
        self.counters.samples += len(samples)
        return samples

    def reply(self) -> bytes:
        return b""

    def goodbye(self) -> bytes:
        return b""
