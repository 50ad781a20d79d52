"""PulseSensor with the manufacturer's Playground sketches, at 115200 baud and 50 lines per second.

Three output formats are supported: `BPM,IBI,Signal` (the default); `S`, `B` and `Q` lines (for the Processing
visualizer); and lines of newer sketches that start with `PSWS,1,`. The first two formats have no check. The third has a
line number, which shows losses.
"""

import re
from math import nan
from typing import ClassVar

from firmware_bridge.lines import LineDecoder
from firmware_bridge.samples import Counters, KitInfo, Sample

INFO = KitInfo("pulsesensor", "PulseSensor", baud=115200, rate_hz=50.0, has_eda=False, has_pulse=True)

_LETTER = re.compile(r"([SBQ])(\d{1,5})")
_THREE = re.compile(r"(\d{1,3}),(\d{1,5}),(\d{1,4})")
_PSWS = re.compile(
    r"PSWS,1,LIVE,(?P<seq>\d{1,10}),(?P<ms>\d{1,10}),(?P<signal>\d{1,4}),(?P<bpm>\d{1,3}),(?P<ibi>\d{1,5}),"
    r"(?P<beat>[01]),[^,]{0,12},[A-Z_]{1,24}"
)
_MAX_LOST = 1000  # a larger gap is a damaged number, or a restarted sketch


class Decoder:
    """Converts lines of the manufacturer's library to a pulse wave, and to the kit's own heart rate and intervals."""

    info: KitInfo = INFO
    settings: ClassVar = {"bits": "resolution of the board's converter: 10 (Uno, Nano) or 12 (ESP32, Zero)"}

    def __init__(self, bits: int = 10) -> None:
        """Raises ValueError if `bits` is neither 10 nor 12."""
        if bits not in (10, 12):
            raise ValueError(f"bits = {bits} is not valid: use 10 or 12")
        self._top = 2**bits - 1
        self.counters = Counters()
        self._lines = LineDecoder(self.counters)
        self.hello()

    def hello(self) -> bytes:
        self._lines.forget()
        self._hr_bpm = self._ibi_ms = nan  # arrive before the sample that carries them
        self._previous_ibi: str | None = None  # the interval of the line before
        self._seq: int | None = None
        self._ms = 0
        return b""

    def decode(self, data: bytes) -> list[Sample]:
        samples = []
        for line in self._lines.feed(data):
            if line.startswith("!"):  # a sketch that could not start repeats this line
                self.counters.faults += 1
            elif match := _LETTER.fullmatch(line):
                samples += self._read_letter_line(line, match[1], int(match[2]))
            elif match := _THREE.fullmatch(line):
                samples += self._read_three_values(line, *match.groups())
            elif match := _PSWS.fullmatch(line):
                samples += self._read_psws_line(line, match)
            else:  # `SIM` lines too: a simulated pulse is not a measurement
                self._lines.refuse(line)
        self.counters.samples += len(samples)
        return samples

    def reply(self) -> bytes:
        return b""

    def goodbye(self) -> bytes:
        return b""

    def _read_letter_line(self, line: str, letter: str, value: int) -> list[Sample]:
        if letter == "S" and value <= self._top:
            sample = Sample(None, pulse=value / self._top, hr_bpm=self._hr_bpm, ibi_ms=self._ibi_ms)
            self._hr_bpm = self._ibi_ms = nan
            return [sample]
        if letter == "B" and value < 1000:
            self._hr_bpm = value or nan
        elif letter == "Q":
            self._ibi_ms = value or nan
        else:
            self._lines.refuse(line)
        return []

    def _read_three_values(self, line: str, bpm: str, ibi: str, signal: str) -> list[Sample]:
        """Read a line of three values. Each line repeats the last interval, so a new interval is visible only if it
        differs.

        The first interval is 750, or old data from before the port was opened.
        """
        if int(signal) > self._top:
            self._lines.refuse(line)
            return []
        is_new = self._previous_ibi not in (None, ibi)
        self._previous_ibi = ibi
        ibi_ms = int(ibi) if is_new and int(ibi) else nan
        return [Sample(None, pulse=int(signal) / self._top, hr_bpm=int(bpm) or nan, ibi_ms=ibi_ms)]

    def _read_psws_line(self, line: str, match: re.Match[str]) -> list[Sample]:
        signal, seq, ms = int(match["signal"]), int(match["seq"]), int(match["ms"])
        if signal > self._top:
            self._lines.refuse(line)
            return []
        if self._seq is not None:
            gap = seq - self._seq - 1
            if gap < 0 and ms < self._ms:
                self.counters.restarts += 1
            elif 0 < gap <= _MAX_LOST:
                self.counters.lost += gap
        self._seq, self._ms = seq, ms
        ibi_ms = int(match["ibi"]) if match["beat"] == "1" and int(match["ibi"]) else nan
        hr_bpm = int(match["bpm"]) or nan
        return [Sample(ms / 1000, pulse=signal / self._top, hr_bpm=hr_bpm, ibi_ms=ibi_ms)]
