"""A kit that is being checked: new decoders, and the bytes that the kit sends."""

import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import floor, pi, sin
from random import Random

from firmware_bridge.errors import KitFailedError
from firmware_bridge.guarded_kit import GuardedKit, call_plugin
from firmware_bridge.samples import Kit, Sample
from firmware_bridge.simulator.device import SimulatedDevice, SimulatedKitClass, WearerReading
from firmware_bridge.simulator.greeting import start_device

FRAMES = 60
FEWEST = 40  # bytes
BEAT_S = 0.8


@dataclass(frozen=True, eq=False)
class KitUnderTest:
    """Arguments of `testing.check`. `recorded`: bytes of a real board."""

    name: str
    kit_class: Callable[..., Kit]
    settings: Mapping[str, object]
    device_class: SimulatedKitClass | None
    recorded: bytes
    has_check: bool
    random: Random = field(repr=False)

    def new_kit(self) -> GuardedKit:
        """A new decoder. Raises KitError or KitFailedError."""
        return GuardedKit(self.name, call_plugin(self.name, "its class", lambda: self.kit_class(**self.settings)))

    def started_pair(self) -> tuple[GuardedKit, SimulatedDevice]:
        """A new decoder and its simulated device after the set-up. Raises KitError or KitFailedError."""
        device_class = self.device_class
        assert device_class is not None
        kit = self.new_kit()
        device = call_plugin(self.name, "its simulated kit", lambda: device_class(**self.settings))
        call_plugin(self.name, "the set-up with its simulated kit", lambda: start_device(kit, device))
        return kit, device

    def started_kit(self) -> GuardedKit:
        """A new decoder that is ready for `stream`."""
        if self.device_class is not None:
            return self.started_pair()[0]
        kit = self.new_kit()
        kit.hello()
        return kit

    @cached_property
    def stream(self) -> bytes:
        """Bytes without a fault: from the simulated device, or recorded. Raises KitFailedError if they are too few."""
        stream = self.recorded
        if self.device_class is not None:
            _, device = self.started_pair()
            stream = self.transmit(device, readings(device.rate_hz))
        if len(stream) < FEWEST:
            raise KitFailedError(f"kit {self.name}: the {len(stream)} bytes to read are fewer than {FEWEST}")
        return stream

    @cached_property
    def sent(self) -> list[str]:
        """The samples in `stream`, as text, because NaN does not equal NaN."""
        return as_text(self.started_kit().decode(self.stream))

    def transmit(self, device: SimulatedDevice, wearer: Sequence[WearerReading]) -> bytes:
        """The bytes that a device sends for these readings."""
        return call_plugin(self.name, "its simulated kit", lambda: b"".join(map(device.transmit, wearer)))

    def pieces(self, data: bytes) -> list[bytes]:
        """The data, cut at random places, with empty reads between."""
        places = sorted(self.random.choices(range(len(data) + 1), k=20))
        return [data[start:end] for start, end in zip([0, *places], [*places, len(data)], strict=True)]


def readings(rate_hz: float) -> list[WearerReading]:
    """Readings of a wearer with a skin conductance that rises from 2 uS, and one heart beat every BEAT_S seconds."""
    return [
        WearerReading(
            n / rate_hz,
            eda_us=2.0 + 0.02 * n,
            pulse=0.5 + 0.4 * sin(2 * pi * n / rate_hz / BEAT_S),
            hr_bpm=60.0 + n,
            ibi_ms=(780.0 + n,) * (floor(n / rate_hz / BEAT_S) > floor((n - 1) / rate_hz / BEAT_S)),
        )
        for n in range(FRAMES)
    ]


def as_text(samples: Sequence[Sample]) -> list[str]:
    """Samples as text."""
    return [repr(sample) for sample in samples]


def held_bytes(kit: object) -> int:
    """Size of what an object keeps in memory, in bytes."""
    seen: set[int] = set()
    queue, size = deque([kit]), 0
    while queue:
        each = queue.popleft()
        if id(each) in seen or isinstance(each, type) or callable(each):
            continue
        seen.add(id(each))
        size += sys.getsizeof(each)
        if isinstance(each, Mapping):
            queue.extend([*each, *each.values()])
        elif isinstance(each, list | tuple | set | frozenset | deque):
            queue.extend(each)
        slots = (name for owner in type(each).__mro__ for name in getattr(owner, "__slots__", ()))
        queue.extend(getattr(each, name, None) for name in slots)
        queue.extend(getattr(each, "__dict__", {}).values())
    return size
