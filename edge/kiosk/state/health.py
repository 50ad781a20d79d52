"""Health of the kiosk: counters, and spreads over released windows. It contains nothing about individual people."""

import os
import threading
from dataclasses import dataclass
from typing import Protocol

from edge import __version__
from edge.clock import Clock
from edge.events import FrameObservation, ReleaseBatch, ReleasedWindow
from edge.kiosk.stages.kit_stage import KitCounters
from edge.kiosk.stages.microphone_stage import MicrophoneCounters
from edge.kiosk.state import system_stats
from edge.kiosk.state.clocked_counts import Counts, WindowedCountGrowth
from edge.kiosk.state.gauges import PerSecondRate, QuantileGauge, Quantiles
from edge.kiosk.state.state import KioskStateTracker
from edge.messages.payloads import (
    CameraVitals,
    ClockVitals,
    KitVitals,
    Load,
    MicrophoneVitals,
    OutboxVitals,
    Spread,
    Vitals,
)
from edge.uplink.outbox.outbox import OutboxUsage

EVERY_S = 60.0
LEAST_S = 0.5  # between two samples: each second has one, and the loop may be a turn late in the first of two
CLOCK_ERROR_S = 5.0  # a larger error means that the machine's clock was set after the start of the kiosk


@dataclass(frozen=True, slots=True)
class HealthCounters:
    """Counts since the start. `dropped` and `bad_values` grow only with the camera's frames, never with the people
    in view. They stop growing when the camera is closed, so messages report them through WindowedCountGrowth.
    """

    frames: int  # frames that the camera gave
    dropped: int  # of these, frames held back because the camera was frozen or dark
    bad_values: int
    analysed: int  # frames that were analysed, or not needed
    analysis_dropped: int  # good frames that were not analysed
    late_plays: int
    bad_commands: int
    withheld: int | None
    one_place: bool | None
    microphone: MicrophoneCounters | None = None  # None without a microphone
    kits: KitCounters | None = None  # None without kits
    bad_plays: int = 0


class HealthSource(Protocol):
    """Values that the health report reads from the kiosk."""

    @property
    def state(self) -> KioskStateTracker: ...

    def health_counters(self) -> HealthCounters: ...

    def process_ids(self) -> list[int]: ...


class HealthReporter:
    """Builds the content of the message `health`. `sample_gauges` is called once per second, `read_vitals` once per
    minute.

    Frames and windows arrive in the threads of their stages, so every method acquires the lock.
    """

    def __init__(self, clock: Clock, source: HealthSource, models: dict[str, str]) -> None:
        self._now, self._source, self._models = clock.now, source, models
        self._lock = threading.RLock()
        self._start_s = self._second_s = self._now()
        self._expression_calls = 0
        self._last_calls = 0
        self._last = source.health_counters()
        self._faults = WindowedCountGrowth(_fault_counts(self._last), self._start_s, source.state.report_time_s)
        self._camera, self._camera_hz = PerSecondRate(), QuantileGauge()
        self._cpu_s = _cpu_s(source)
        self._detector_ms, self._expression_ms = QuantileGauge(), QuantileGauge()
        self._expression_hz, self._analysed_hz, self._dropped_hz = (
            QuantileGauge(),
            QuantileGauge(),
            QuantileGauge(),
        )
        self._cpu, self._memory, self._temperature = QuantileGauge(), QuantileGauge(), QuantileGauge()
        self._microphone: MicrophoneVitals | None = None
        self._kits: KitVitals | None = None

    @property
    def _gauges(self) -> tuple[QuantileGauge, ...]:
        rates = (self._camera_hz, self._expression_hz, self._analysed_hz, self._dropped_hz)
        return (self._detector_ms, self._expression_ms, *rates, self._cpu, self._memory, self._temperature)

    @property
    def analysed_hz(self) -> Quantiles | None:
        """Frames analysed per second over the last released window. None before the first one."""
        return self._analysed_hz.spread

    def on_frame(self, frame: FrameObservation) -> None:
        """Records the processing times of a frame."""
        if frame.timings is None:
            return
        with self._lock:
            self._detector_ms.add_sample(frame.at_s, frame.timings.detector_ms)
            if frame.timings.expression_ms is not None:
                self._expression_calls += 1
                self._expression_ms.add_sample(frame.at_s, frame.timings.expression_ms)

    def on_releases(self, batch: ReleaseBatch) -> None:
        """For each released window, makes the spread of every gauge available to `read_vitals`."""
        for window in batch.releases:
            if isinstance(window, ReleasedWindow):
                self._on_window(window)

    def _on_window(self, window: ReleasedWindow) -> None:
        with self._lock:
            for gauge in self._gauges:
                gauge.set_window_spread(window.from_s, window.to_s)
            counters = self._source.health_counters()
            # These counts change only with a window. A machine that is busy with people has less time for audio.
            self._microphone = _microphone_vitals(counters.microphone)
            # Lost samples may show that nobody wears a strap, or that a body shields its radio.
            self._kits = _kit_vitals(counters.kits)

    def sample_gauges(self) -> None:
        """Samples all gauges. Ignores a call that comes less than LEAST_S after the previous one."""
        with self._lock:
            self._update()

    def _update(self) -> None:
        now_s, counters = self._now(), self._source.health_counters()
        before_s, passed_s = self._second_s, now_s - self._second_s
        if passed_s < LEAST_S:
            return
        before, self._last, self._second_s = self._last, counters, now_s
        self._faults.update(_fault_counts(counters), now_s, self._source.state.unreported_pause_began_s)
        calls, self._last_calls = self._last_calls, self._expression_calls
        if (rate_hz := self._camera.add_second(counters.frames - before.frames, passed_s)) is not None:
            self._camera_hz.add_sample(before_s, rate_hz)
        if counters.frames - counters.dropped > before.frames - before.dropped:  # else the camera is lost or blind
            self._analysed_hz.add_sample(now_s, (counters.analysed - before.analysed) / passed_s)
        self._expression_hz.add_sample(now_s, (self._expression_calls - calls) / passed_s)
        self._dropped_hz.add_sample(now_s, (counters.analysis_dropped - before.analysis_dropped) / passed_s)
        self._sample_machine(now_s, passed_s)

    def _sample_machine(self, now_s: float, passed_s: float) -> None:
        """Samples the load of the system. Adds no sample for a value that cannot be read this time."""
        before_s, self._cpu_s = self._cpu_s, _cpu_s(self._source)
        if before_s is not None and self._cpu_s is not None:
            self._cpu.add_sample(now_s, max(0.0, self._cpu_s - before_s) / passed_s / (os.cpu_count() or 1))
        if (share := system_stats.memory_share(self._source.process_ids())) is not None:
            self._memory.add_sample(now_s, share)
        if (hottest_c := system_stats.temperature_c()) is not None:
            self._temperature.add_sample(now_s, hottest_c)

    def read_vitals(self, usage: OutboxUsage, clock_error_s: float) -> Vitals:
        """Content of the message `health`."""
        with self._lock:
            return self._read_vitals(usage, clock_error_s)

    def _read_vitals(self, usage: OutboxUsage, clock_error_s: float) -> Vitals:
        now_s, counters = self._now(), self._source.health_counters()
        camera_dropped, bad_values = self._faults.reported
        return Vitals(
            version=__version__,
            uptime_s=int(now_s - self._start_s),
            camera=CameraVitals(rate_hz=_median(self._camera_hz.spread), dropped=camera_dropped),
            detector_ms=_spread(self._detector_ms.spread),
            expression_ms=_spread(self._expression_ms.spread),
            expression_hz=_spread(self._expression_hz.spread),
            analysed_hz=_spread(self._analysed_hz.spread),
            dropped_hz=_spread(self._dropped_hz.spread),
            cpu=_load(self._cpu.spread),
            memory=_load(self._memory.spread),
            temperature_c=None if self._temperature.spread is None else self._temperature.spread[1],
            outbox=OutboxVitals(rows=usage.rows, unsent=usage.unsent, bytes=usage.bytes, dropped=usage.dropped),
            clock=ClockVitals(valid=abs(clock_error_s) <= CLOCK_ERROR_S, error_s=abs(clock_error_s)),
            models=self._models,
            late_plays=counters.late_plays,
            bad_commands=counters.bad_commands,
            bad_plays=counters.bad_plays,
            bad_values=bad_values,
            microphone=self._microphone,
            kits=self._kits,
            withheld=counters.withheld,
            one_place=counters.one_place,
        )


def _fault_counts(counters: HealthCounters) -> Counts:
    return counters.dropped, counters.bad_values


def _cpu_s(source: HealthSource) -> float | None:
    """Processor time of the kiosk so far, in seconds. None if it cannot be read, for example without a free file
    descriptor.
    """
    try:
        return system_stats.processor_time_s(source.process_ids())
    except OSError:
        return None


def _median(quantiles: Quantiles | None) -> float | None:
    """The median, rounded to a whole number, because a camera's rate falls while many people keep the kiosk busy."""
    return None if quantiles is None else float(round(quantiles[0]))


def _spread(quantiles: Quantiles | None) -> Spread | None:
    return None if quantiles is None else Spread(p50=quantiles[0], p95=quantiles[1])


def _load(quantiles: Quantiles | None) -> Load | None:
    return None if quantiles is None else Load(p50=quantiles[0], p95=quantiles[1])


def _microphone_vitals(counters: MicrophoneCounters | None) -> MicrophoneVitals | None:
    return None if counters is None else MicrophoneVitals(lost=counters.lost, dropped_s=counters.dropped_s)


def _kit_vitals(counters: KitCounters | None) -> KitVitals | None:
    return None if counters is None else KitVitals(bad=counters.bad, lost=counters.lost, dropped=counters.dropped)
