"""How the kiosk is, without a word on who is before it: counters, and spreads over told windows."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from edge import __version__
from edge.kiosk import system_stats
from edge.kiosk.gauges import Quantiles, WindowGauge
from edge.kiosk.kit_stage import KitCounters
from edge.kiosk.microphone_stage import MicrophoneCounters
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
CLOCK_ERROR_S = 5.0  # beyond this the machine's clock was set since we started


@dataclass(frozen=True, slots=True)
class HealthCounters:
    """What has been counted since the start. The first three only grow with the camera, never with who is seen."""

    frames: int  # that the camera gave
    dropped: int  # that it lost or spoilt
    bad_values: int
    analysed: int
    analysis_dropped: int  # frames after the camera's own, that were not analysed
    expression_calls: int
    late_plays: int
    bad_commands: int
    withheld: int | None
    one_place: bool | None
    microphone: MicrophoneCounters | None = None  # None without a microphone
    kits: KitCounters | None = None  # None without kits


class HealthReporter:
    """`second` is called once a second by the audience loop; `vitals` once a minute."""

    def __init__(
        self,
        now: Callable[[], float],
        counters: Callable[[], HealthCounters],
        pids: Callable[[], list[int]],
        models: dict[str, str],
    ) -> None:
        self._now, self._counters, self._pids, self._models = now, counters, pids, models
        self._start_s = self._second_s = self._minute_s = now()
        self._last = self._minute = counters()
        self._cpu_s = system_stats.cpu_s(pids())
        self.detector_ms, self.expression_ms = WindowGauge(), WindowGauge()
        self._expression_hz, self._analysed_hz, self._dropped_hz = WindowGauge(), WindowGauge(), WindowGauge()
        self._cpu, self._memory = WindowGauge(), WindowGauge()
        self._microphone: MicrophoneVitals | None = None
        self._kits: KitVitals | None = None

    @property
    def _gauges(self) -> tuple[WindowGauge, ...]:
        rates = (self._expression_hz, self._analysed_hz, self._dropped_hz)
        return (self.detector_ms, self.expression_ms, *rates, self._cpu, self._memory)

    @property
    def analysed_hz(self) -> Quantiles | None:
        """Frames a second that were analysed, over the last told window."""
        return self._analysed_hz.spread

    def window_released(self, from_s: float, to_s: float) -> None:
        """The gauges may now be told, each as its spread over this window."""
        for gauge in self._gauges:
            gauge.window_released(from_s, to_s)
        # A machine that is busy with people has less time for sound.
        self._microphone = _microphone(self._counters().microphone)
        # A strap that nobody wears, or that a body shields, says so by what is lost of it.
        self._kits = _kits(self._counters().kits)

    def update(self) -> None:
        """Sample what moves; at most once a second."""
        now_s, counted = self._now(), self._counters()
        passed_s = now_s - self._second_s
        if passed_s < 1:
            return
        before, self._last, self._second_s = self._last, counted, now_s
        if counted.frames - counted.dropped > before.frames - before.dropped:  # else the camera is away, or blind
            self._analysed_hz.add(now_s, (counted.analysed - before.analysed) / passed_s)
        self._expression_hz.add(now_s, (counted.expression_calls - before.expression_calls) / passed_s)
        self._dropped_hz.add(now_s, (counted.analysis_dropped - before.analysis_dropped) / passed_s)
        used_s, self._cpu_s = self._cpu_s, system_stats.cpu_s(self._pids())
        self._cpu.add(now_s, max(0.0, self._cpu_s - used_s) / passed_s / (os.cpu_count() or 1))
        if (share := system_stats.memory_share(self._pids())) is not None:
            self._memory.add(now_s, share)

    def vitals(self, filling: OutboxUsage, clock_error_s: float) -> Vitals:
        """As the message `health` has it. The camera's rate is over the time since the last call."""
        now_s, counted = self._now(), self._counters()
        passed_s = now_s - self._minute_s
        frames, self._minute, self._minute_s = counted.frames - self._minute.frames, counted, now_s
        return Vitals(
            version=__version__,
            uptime_s=int(now_s - self._start_s),
            camera=CameraVitals(
                rate_hz=frames / passed_s if frames and passed_s > 0 else None, dropped=counted.dropped
            ),
            detector_ms=_spread(self.detector_ms.spread),
            expression_ms=_spread(self.expression_ms.spread),
            expression_hz=_spread(self._expression_hz.spread),
            analysed_hz=_spread(self._analysed_hz.spread),
            dropped_hz=_spread(self._dropped_hz.spread),
            cpu=_load(self._cpu.spread),
            memory=_load(self._memory.spread),
            temperature_c=system_stats.temperature_c(),
            outbox=OutboxVitals(rows=filling.rows, unsent=filling.unsent, bytes=filling.bytes, dropped=filling.dropped),
            clock=ClockVitals(valid=abs(clock_error_s) <= CLOCK_ERROR_S, error_s=abs(clock_error_s)),
            models=self._models,
            late_plays=counted.late_plays,
            bad_commands=counted.bad_commands,
            bad_values=counted.bad_values,
            microphone=self._microphone,
            kits=self._kits,
            withheld=counted.withheld,
            one_place=counted.one_place,
        )


def _spread(told: Quantiles | None) -> Spread | None:
    return None if told is None else Spread(p50=told[0], p95=told[1])


def _load(told: Quantiles | None) -> Load | None:
    return None if told is None else Load(p50=told[0], p95=told[1])


def _microphone(heard: MicrophoneCounters | None) -> MicrophoneVitals | None:
    return None if heard is None else MicrophoneVitals(lost=heard.lost, dropped_s=heard.dropped_s)


def _kits(felt: KitCounters | None) -> KitVitals | None:
    return None if felt is None else KitVitals(bad=felt.bad, lost=felt.lost, dropped=felt.dropped)
