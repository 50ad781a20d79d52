"""Sends a kit's data as Lab Streaming Layer (LSL) streams. Only this file imports pylsl."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import isfinite
from typing import Any

from firmware_bridge.errors import MissingLibraryError
from firmware_bridge.live_reader import TimedSample
from firmware_bridge.samples import KitInfo

IRREGULAR = 0.0


@dataclass(frozen=True, slots=True)
class LslStream:
    """Definition of one stream. Names and units follow the conventions of LSL, which define none for skin
    conductance.
    """

    type: str
    channels: tuple[tuple[str, str], ...]  # label, unit
    is_regular: bool
    values: Callable[[TimedSample], tuple[float, ...]]  # sent if the first is finite


EDA = LslStream(
    "EDA",
    (("EDA", "microsiemens"), ("quality", "normalized")),
    True,
    lambda timed: (timed.vital.eda_us, timed.vital.quality),
)
PULSE = LslStream("PPG", (("PPG", "normalized"),), True, lambda timed: (timed.sample.pulse,))
HEART = LslStream("HR", (("HR", "bpm"),), False, lambda timed: (timed.vital.hr_bpm,))
INTERVALS = LslStream("RR", (("RR", "ms"),), False, lambda timed: (timed.sample.ibi_ms,))


class LslOutlets:
    """LSL outlets of one kit. They exist for as long as this object exists."""

    def __init__(self, info: KitInfo, source: str, now: Callable[[], float], lsl: Any = None) -> None:
        """Open the outlets. `source`: identity of the kit (`kit_source_id`). `now`: clock of the samples, in seconds.

        Raises MissingLibraryError if pylsl does not start.
        """
        self._lsl = load_pylsl() if lsl is None else lsl
        self._now = now
        self._sent_bpm = float("nan")
        streams = [EDA] * info.has_eda + [PULSE] * info.has_pulse + [HEART, INTERVALS]
        self._outlets = [(stream, self._open_outlet(stream, info, source)) for stream in streams]

    def push_samples(self, samples: Sequence[TimedSample]) -> None:
        """Send samples, each with its time. A heart rate is sent only when it changes."""
        ahead_s = self._lsl.local_clock() - self._now()
        for timed in samples:
            for stream, outlet in self._outlets:
                values = stream.values(timed)
                if not isfinite(values[0]) or (stream is HEART and values[0] == self._sent_bpm):
                    continue
                if stream is HEART:
                    self._sent_bpm = values[0]
                outlet.push_sample(list(values), timed.at_s + ahead_s)

    def _open_outlet(self, stream: LslStream, info: KitInfo, source: str) -> Any:
        rate_hz = info.rate_hz if stream.is_regular and info.rate_hz else IRREGULAR
        stream_info = self._lsl.StreamInfo(
            f"{info.name} {stream.type}",
            stream.type,
            len(stream.channels),
            rate_hz,
            "float32",
            f"{info.name} {stream.type} {source}",
        )
        channels = stream_info.desc().append_child("channels")
        for label, unit in stream.channels:
            channel = channels.append_child("channel")
            channel.append_child_value("label", label)
            channel.append_child_value("unit", unit)
            channel.append_child_value("type", stream.type)
        stream_info.desc().append_child_value("manufacturer", info.title)
        return self._lsl.StreamOutlet(stream_info)


def load_pylsl() -> Any:
    """Import pylsl. Raises MissingLibraryError if it is not installed or has no liblsl."""
    try:
        return import_module("pylsl")
    except ModuleNotFoundError:
        raise MissingLibraryError("lsl: pylsl is not installed. Install it: pip install pylsl") from None
    except (ImportError, OSError, RuntimeError) as error:  # pylsl raises RuntimeError if it finds no liblsl
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise MissingLibraryError(
            f"lsl: pylsl could not be started: {reason} On ARM, install liblsl separately, and set PYLSL_LIB to the "
            "path of its library file."
        ) from error
