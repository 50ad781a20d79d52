"""Simulated Grove GSR with the maker's sketch, which prints the mean of ten conversions."""

from math import isnan

from firmware_bridge.simulator.device import WearerReading


class Device:
    rate_hz = 20.0

    def __init__(self, cal: float | None = None, bits: int = 10) -> None:
        self._range = 2**bits
        self._cal = self._range / 2 if cal is None else cal

    def receive(self, data: bytes) -> bytes:
        del data  # the sketch does not listen
        return b""

    def transmit(self, reading: WearerReading) -> bytes:
        """Print the count x for the skin conductance G. It solves R = (range + 2 x) * 10000 / (cal - x) from the
        manufacturer's wiki for x, with R = 10^6 / G.
        """
        eda_us = 0.0 if isnan(reading.eda_us) else reading.eda_us
        count = (100 * self._cal - eda_us * self._range) / (100 + 2 * eda_us)
        return b"%d\r\n" % min(max(round(count), 0), self._range - 1)
