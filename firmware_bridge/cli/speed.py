"""Measures the throughput of each decoder on one core, with valid frames and with noise."""

import json
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np

from firmware_bridge.kits import registry
from firmware_bridge.kits.registry import Value
from firmware_bridge.samples import Kit
from firmware_bridge.simulator import device
from firmware_bridge.simulator.device import SimulatedDevice, WearerReading
from firmware_bridge.simulator.greeting import start_device

BYTES = 200_000
PIECE = 256
"""Number of bytes per call. A port returns a few dozen bytes at a time at 115200 baud, and up to 4096 after the program
was busy.
"""

FORMS: tuple[tuple[str, dict[str, Value]], ...] = (
    ("grove", {}),
    ("pulsesensor", {}),
    ("bitalino", {"revision": "current"}),
    ("bitalino", {"revision": "current", "sockets": "123456"}),
    ("shimmer3", {}),
    ("shimmer3", {"crc": False}),
    ("ble_hr", {}),
    ("vitrina", {}),
    ("csv_lines", {}),
)


@dataclass(frozen=True, slots=True)
class DecoderSpeed:
    """Kilobytes decoded per second of processor time, and the data rate of the port (ten bits per byte)."""

    kit: str
    settings: str
    frames_kb_s: float
    noise_kb_s: float
    port_kb_s: float


def print_decoder_speeds(as_json: bool) -> None:
    """Print one line per decoder, as a Markdown table or as JSON."""
    speeds = [measure_decoder_speed(name, settings) for name, settings in FORMS]
    if as_json:
        print(json.dumps([asdict(one) for one in speeds], indent=2))
        return
    print("| kit | frames, KB/s | noise, KB/s | data rate of its port, KB/s |\n|---|---|---|---|")
    for one in speeds:
        title = f"{one.kit} {one.settings}".strip()
        print(f"| {title} | {one.frames_kb_s:,.0f} | {one.noise_kb_s:,.0f} | {one.port_kb_s:.2f} |")


def measure_decoder_speed(name: str, settings: dict[str, Value], count: int = BYTES) -> DecoderSpeed:
    """Measure the speed of one decoder over `count` bytes."""
    kit, simulated = registry.make(name, settings), device.make_simulated_kit(name, settings)
    start_device(kit, simulated)
    frames = _frames(simulated, count)
    noise = np.random.default_rng(1).integers(0, 256, count, np.uint8).tobytes()
    frames_s, samples = _seconds(kit, frames), kit.counters.samples
    if not samples:
        raise AssertionError(f"{name}: the decoder read no samples from the simulated device")
    shown = ", ".join(f"{key} = {value}" for key, value in settings.items() if key != "revision")
    kilobytes = count / 1000
    return DecoderSpeed(
        name, shown, len(frames) / 1000 / frames_s, kilobytes / _seconds(kit, noise), kit.info.baud / 10 / 1000
    )


def _frames(simulated: SimulatedDevice, count: int) -> bytes:
    frames = bytearray()
    for reading in _readings(simulated.rate_hz):
        frames += simulated.transmit(reading)
        if len(frames) >= count:
            return bytes(frames)
    raise AssertionError


def _readings(rate_hz: float) -> Iterator[WearerReading]:
    at_s = 0.0
    while True:
        phase = at_s * 1.2 % 1
        ibi_ms = (833.0,) if phase < 1.2 / rate_hz else ()
        yield WearerReading(at_s, 4 + math.sin(at_s / 10), 0.5 + 0.3 * math.sin(2 * math.pi * phase), 72.0, ibi_ms)
        at_s += 1 / rate_hz


def _seconds(kit: Kit, data: bytes) -> float:
    began_s = time.process_time()
    for start in range(0, len(data), PIECE):
        kit.decode(data[start : start + PIECE])
    return max(time.process_time() - began_s, 1e-9)
