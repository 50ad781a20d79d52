"""Simulated PulseSensor with the three output formats of the maker's library."""

from math import isnan
from typing import Literal

from firmware_bridge.simulator.device import WearerReading

Form = Literal["three", "letters", "psws"]


class Device:
    rate_hz = 50.0

    def __init__(self, bits: int = 10, form: Form = "three") -> None:
        self._top = 2**bits - 1
        self._form = form
        self._bpm = 0
        self._ibi = 750  # initial value in the library
        self._seq = 0

    def receive(self, data: bytes) -> bytes:
        del data  # the sketch does not listen
        return b""

    def transmit(self, reading: WearerReading) -> bytes:
        pulse = 0.5 if isnan(reading.pulse) else reading.pulse  # without a pulse the board sends half of the range
        signal = min(max(round(pulse * self._top), 0), self._top)
        has_beat = bool(reading.ibi_ms)
        if has_beat:
            self._ibi = round(reading.ibi_ms[-1])
            self._bpm = round(reading.hr_bpm)
        if self._form == "letters":
            beat = b"B%d\r\nQ%d\r\n" % (self._bpm, self._ibi) if has_beat else b""
            return b"%bS%d\r\n" % (beat, signal)
        if self._form == "three":
            return b"%d,%d,%d\r\n" % (self._bpm, self._ibi, signal)
        ms = round(reading.at_s * 1000)
        seq, self._seq = self._seq, self._seq + 1
        return b"PSWS,1,LIVE,%d,%d,%d,%d,%d,%d,80,TRACKING\r\n" % (seq, ms, signal, self._bpm, self._ibi, has_beat)
