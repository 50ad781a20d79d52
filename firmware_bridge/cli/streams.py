"""A kit as streams of the Lab Streaming Layer: the one door to pylsl."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import isfinite
from typing import Any

from firmware_bridge.errors import LibraryError
from firmware_bridge.live_reader import TimedSample
from firmware_bridge.samples import KitInfo

IRREGULAR = 0.0


@dataclass(frozen=True, slots=True)
class LslStream:
    """One stream: names and units as in use with LSL, where nothing is agreed for skin conductance."""

    type: str
    channels: tuple[tuple[str, str], ...]  # label, unit
    is_regular: bool
    values: Callable[[TimedSample], tuple[float, ...]]  # sent where the first is a number


EDA = LslStream(
    "EDA",
    (("EDA", "microsiemens"), ("quality", "normalized")),
    True,
    lambda known: (known.vital.eda_us, known.vital.quality),
)
PULSE = LslStream("PPG", (("PPG", "normalized"),), True, lambda known: (known.sample.pulse,))
HEART = LslStream("HR", (("HR", "bpm"),), False, lambda known: (known.vital.hr_bpm,))
INTERVALS = LslStream("RR", (("RR", "ms"),), False, lambda known: (known.sample.ibi_ms,))


class LslOutlets:
    """The streams of one kit, from when they are made until they are let go."""

    def __init__(self, info: KitInfo, port: str, now: Callable[[], float], lsl: Any = None) -> None:
        """`now`: the clock of the samples. LibraryError: pylsl is not there."""
        self._lsl = load() if lsl is None else lsl
        self._now = now
        self._told_bpm = float("nan")
        wanted = [EDA] * info.has_eda + [PULSE] * info.has_pulse + [HEART, INTERVALS]
        self._outlets = [(stream, self._outlet(stream, info, port)) for stream in wanted]

    def push(self, known: Sequence[TimedSample]) -> None:
        """Send them, each with the time at which it was taken. A heart rate is sent when it is another."""
        ahead_s = self._lsl.local_clock() - self._now()
        for one in known:
            for stream, outlet in self._outlets:
                values = stream.values(one)
                if not isfinite(values[0]) or (stream is HEART and values[0] == self._told_bpm):
                    continue
                if stream is HEART:
                    self._told_bpm = values[0]
                outlet.push_sample(list(values), one.at_s + ahead_s)

    def _outlet(self, stream: LslStream, info: KitInfo, port: str) -> Any:
        rate_hz = info.rate_hz if stream.is_regular and info.rate_hz else IRREGULAR
        described = self._lsl.StreamInfo(
            f"{info.name} {stream.type}",
            stream.type,
            len(stream.channels),
            rate_hz,
            "float32",
            f"{info.name} {stream.type} {port}",
        )
        channels = described.desc().append_child("channels")
        for label, unit in stream.channels:
            channel = channels.append_child("channel")
            channel.append_child_value("label", label)
            channel.append_child_value("unit", unit)
            channel.append_child_value("type", stream.type)
        described.desc().append_child_value("manufacturer", info.title)
        return self._lsl.StreamOutlet(described)


def load() -> Any:
    """pylsl. LibraryError: it is not installed, or has no liblsl."""
    try:
        return import_module("pylsl")
    except ModuleNotFoundError:
        raise LibraryError("lsl: pylsl is not installed. pip install pylsl") from None
    except (ImportError, OSError, RuntimeError) as error:  # pylsl raises RuntimeError where it finds no liblsl
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise LibraryError(
            f"lsl: pylsl does not start: {reason} On ARM liblsl is installed apart, and PYLSL_LIB names its file."
        ) from error
