"""Health describes the machine. Numbers that change with people appear only with a window of at least k people."""

import os
import time
from dataclasses import replace

import pytest

from edge.clock import Clock
from edge.events import FrameObservation, FrameTimings, ReleaseBatch, ReleasedWindow
from edge.kiosk.stages.kit_stage import KitCounters
from edge.kiosk.stages.microphone_stage import MicrophoneCounters
from edge.kiosk.state import system_stats
from edge.kiosk.state.health import HealthCounters, HealthReporter
from edge.kiosk.state.state import KioskStateTracker
from edge.messages.payloads import KitVitals, MicrophoneVitals, Vitals
from edge.messages.wire import LOCAL
from edge.uplink.outbox.outbox import OutboxUsage
from tests.doubles.no_descriptors import no_descriptors

ZERO = HealthCounters(
    frames=0,
    dropped=0,
    bad_values=0,
    analysed=0,
    analysis_dropped=0,
    late_plays=0,
    bad_commands=0,
    withheld=None,
    one_place=None,
)
MOVING = (
    "detector_ms",
    "expression_ms",
    "expression_hz",
    "analysed_hz",
    "dropped_hz",
    "cpu",
    "memory",
    "temperature_c",
)


class Shop:
    """A kiosk whose clock and counters the test sets. With more faces its camera gives fewer frames, it analyses fewer
    and uses its network."""

    def __init__(self, faces: int) -> None:
        self.at_s, self.faces, self.now = 1000.0, faces, ZERO
        clock = Clock(lambda: self.at_s, lambda: self.at_s)
        self.state = KioskStateTracker(clock)
        self.health = HealthReporter(clock, self, {"expression": "fer"})

    def health_counters(self) -> HealthCounters:
        return self.now

    def process_ids(self) -> list[int]:
        return [os.getpid()]

    def second(self) -> None:
        """One second with 15 frames. For 5 of them the expression network runs, if there is a face."""
        self.at_s += 1
        skipped = self.faces
        self.now = replace(
            self.now,
            frames=self.now.frames + 15 - self.faces // 2,
            analysed=self.now.analysed + 15 - skipped,
            analysis_dropped=self.now.analysis_dropped + skipped,
        )
        for number in range(15 - skipped):
            self.frame(FrameTimings(10.0 + skipped, 2.0 * skipped if skipped and number < 5 else None))
        self.health.sample_gauges()

    def frame(self, timings: FrameTimings | None) -> None:
        self.health.on_frame(FrameObservation(self.at_s, timings=timings))

    def release(self, from_s: float, to_s: float) -> None:
        """Releases a window of 10 people over this time."""
        window = ReleasedWindow(to_s, from_s, to_s, 10, 10, 4, 3.0, {}, {}, 1.0, None)
        self.health.on_releases(ReleaseBatch((window,)))

    def vitals(self) -> Vitals:
        return self.health.read_vitals(OutboxUsage(0, 0, 4096), 0.0)


def minute(faces: int) -> Vitals:
    shop = Shop(faces)
    for _ in range(60):
        shop.second()
    return shop.vitals()


def test_the_rate_of_the_camera_is_that_of_a_released_window_in_whole_frames() -> None:
    """On a machine at its limit a camera gives fewer frames when faces are in view, and health came each minute."""
    shop = Shop(0)
    for _ in range(60):
        shop.at_s += 0.02  # 14.7 a second
        shop.second()
    assert shop.vitals().camera.rate_hz is None
    shop.release(1000.0, 1062.0)
    rate_hz = shop.vitals().camera.rate_hz
    for _ in range(60):
        shop.second()
        shop.now = replace(shop.now, frames=shop.now.frames - 8)
    assert shop.vitals().camera.rate_hz == rate_hz == 15.0
    shop.release(1062.0, 1122.0)
    assert shop.vitals().camera.rate_hz == 7.0


def test_the_rate_of_the_camera_does_not_date_a_pause() -> None:
    """It is over the seconds that have frames on both sides: a mean over the minute would tell when they ended."""
    for seconds, last in ((20, 0), (50, 0), (50, 7)):
        shop = Shop(0)
        for _ in range(seconds):
            shop.second()
        shop.now = replace(shop.now, frames=shop.now.frames + last)
        for _ in range(60 - seconds):
            shop.at_s += 1
            shop.health.sample_gauges()
        shop.release(1000.0, 1060.0)
        assert shop.vitals().camera.rate_hz == 15.0


def test_a_turn_that_comes_a_little_early_is_a_second_too() -> None:
    """The loop is up to a turn late in each second, so the next one is often a little less than a second after it."""
    shop = Shop(0)
    for late_s in (0.09, 0.01, 0.08, 0.02):
        shop.at_s += late_s
        shop.second()
        shop.at_s -= late_s
    shop.release(0.0, 9999.0)
    assert shop.vitals().camera.rate_hz == pytest.approx(15, rel=0.1)


def dark_counts(opt_out: int) -> list[tuple[int, int]]:
    """Counts that messages report at each full 30 s of seven minutes. The camera is dark, and its driver gives a bad
    time with every fifth of its 5 frames a second. A visitor opts out for two minutes before this frame."""
    shop, told = Shop(0), []
    for frame in range(420 * 5):
        shop.at_s = 1020.0 + frame / 5
        if frame in (opt_out, opt_out + 600):
            shop.state.set_pause_reason("opt-out", LOCAL if frame == opt_out else None)
        if not shop.state.is_paused:
            dropped, bad_values = shop.now.dropped + 1, shop.now.bad_values + (frame % 5 == 0)
            shop.now = replace(shop.now, frames=dropped, dropped=dropped, bad_values=bad_values)
        if frame % 5 == 2:
            shop.health.sample_gauges()
            shop.state.state_if_changed()
        if frame % 150 == 2:
            told.append((shop.vitals().camera.dropped, shop.vitals().bad_values))
    return told


def test_frames_of_a_dark_camera_do_not_date_an_opt_out() -> None:
    """They end with it: counted live they would date it to a frame. Whenever in its minute it comes, health has the
    same counts at the same times: those of the first window, and later of the first one after the pause."""
    minute = 5 * 60
    reported = [dark_counts(minute + frame) for frame in (4, 299)]
    assert reported[0] == reported[1]
    growth = [after[0] - before[0] for before, after in zip(reported[0], reported[0][1:], strict=False)]
    assert [number for number, frames in enumerate(growth, 1) if frames] == [3, 11, 13]
    assert growth[12] == minute


def test_kit_counts_are_those_at_the_last_released_window() -> None:
    """A strap out of reach loses samples. The counts of the kits change only with a released window."""
    shop = Shop(0)
    shop.now = replace(ZERO, kits=KitCounters(bad=3, lost=20, dropped=1))
    assert shop.vitals().kits is None
    shop.release(990.0, 1000.0)
    shop.now = replace(ZERO, kits=KitCounters(bad=4, lost=70, dropped=1))
    assert shop.vitals().kits == KitVitals(bad=3, lost=20, dropped=1)


def test_health_is_equal_for_0_1_and_4_faces_before_a_window() -> None:
    """Every gauge is None and every other number is equal, so health does not show the number of faces."""
    empty, one, four = (minute(faces) for faces in (0, 1, 4))
    assert empty == one == four
    assert all(getattr(four, name) is None for name in MOVING)
    assert four.camera.rate_hz is None


def test_the_temperature_is_that_of_a_released_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small machine is warmer while it has people to look at: the temperature would tell when somebody is there."""
    shop = Shop(faces=4)
    monkeypatch.setattr(system_stats, "temperature_c", lambda: 45.0 + 5 * shop.faces)
    for _ in range(60):
        shop.second()
    assert shop.vitals().temperature_c is None
    shop.faces = 0
    shop.second()
    shop.release(1000.0, 1060.5)
    assert shop.vitals().temperature_c == 65.0
    shop.second()
    assert shop.vitals().temperature_c == 65.0


def test_without_a_free_descriptor_the_use_of_the_machine_is_null() -> None:
    """The kiosk goes on, and health has all other numbers."""
    shop = Shop(faces=0)
    with no_descriptors():
        shop.second()
    shop.release(0.0, 9999.0)
    vitals = shop.vitals()
    assert (vitals.cpu, vitals.memory, vitals.temperature_c) == (None, None, None)
    assert vitals.analysed_hz is not None
    assert "cpu=None" in repr(Vitals.model_validate_json(vitals.model_dump_json()))


def test_processor_time_that_could_not_be_read_makes_no_peak_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first second after the gap has no sample: what was used in the gap is not of that second."""
    readings = iter([10.0, None, 70.0, 70.5])

    def cpu_s(_: list[int]) -> float:
        if (reading := next(readings)) is None:
            raise OSError(24, "Too many open files")
        return reading

    monkeypatch.setattr(system_stats, "processor_time_s", cpu_s)
    shop = Shop(faces=0)
    for _ in range(3):
        shop.second()
    shop.release(0.0, 9999.0)
    cpu = shop.vitals().cpu
    assert cpu is not None
    assert cpu.p95 == pytest.approx(0.5 / (os.cpu_count() or 1), abs=0.01)


def test_gauges_cover_the_released_window_and_not_the_time_after() -> None:
    """The crowd that came after the window does not change the spreads of the window."""
    shop = Shop(faces=4)
    for _ in range(60):
        shop.second()
    shop.faces = 9
    for _ in range(30):
        shop.second()
    shop.release(1000.0, 1060.5)
    vitals = shop.vitals()
    assert vitals.analysed_hz is not None
    assert vitals.expression_ms is not None
    assert vitals.dropped_hz is not None
    assert (vitals.analysed_hz.p50, vitals.analysed_hz.p95) == (11.0, 11.0)
    assert (vitals.expression_ms.p95, vitals.dropped_hz.p95) == (8.0, 4.0)
    assert vitals.detector_ms is not None
    assert vitals.expression_hz is not None
    assert (vitals.detector_ms.p50, vitals.detector_ms.p95) == (14.0, 14.0)
    assert (vitals.expression_hz.p50, vitals.expression_hz.p95) == (5.0, 5.0)
    assert vitals.cpu is not None
    assert vitals.memory is not None


def test_only_frames_on_which_the_expression_network_ran_count_as_its_calls() -> None:
    """A frame without timings, as in a replay, is no sample. One without the network is a sample of the detector."""
    shop = Shop(faces=0)
    for timings in (None, FrameTimings(7.0), FrameTimings(9.0, 3.0), FrameTimings(9.0, 3.0)):
        shop.frame(timings)
    shop.at_s += 1
    shop.health.sample_gauges()
    shop.release(0.0, 9999.0)
    vitals = shop.vitals()
    assert vitals.detector_ms is not None
    assert vitals.expression_ms is not None
    assert vitals.expression_hz is not None
    assert (vitals.detector_ms.p50, vitals.expression_ms.p50) == (9.0, 3.0)
    assert (vitals.expression_hz.p50, vitals.expression_hz.p95) == (2.0, 2.0)


def test_a_window_without_frames_has_no_spread() -> None:
    """The spread of the window before is not shown again."""
    shop = Shop(faces=4)
    shop.second()
    shop.release(1000.0, 1002.0)
    assert shop.vitals().detector_ms is not None
    shop.release(1002.0, 1060.0)
    assert all(getattr(shop.vitals(), name) is None for name in MOVING)


def test_each_second_is_sampled_once() -> None:
    """The loop turns for every frame, but a rate is over a whole second."""
    shop = Shop(faces=0)
    shop.second()
    for _ in range(10):
        shop.at_s += 0.05
        shop.health.sample_gauges()
    shop.release(0.0, 9999.0)
    vitals = shop.vitals()
    assert vitals.analysed_hz is not None
    assert (vitals.analysed_hz.p50, vitals.analysed_hz.p95) == (15.0, 15.0)


def test_a_camera_without_frames_has_no_rate() -> None:
    """A paused or lost camera has the rate None, not 0."""
    shop = Shop(faces=0)
    shop.release(0.0, 9999.0)
    assert shop.vitals().camera.rate_hz is None


def test_a_clock_that_was_set_is_not_valid() -> None:
    """With an error of more than 5 s in either direction, the clock is not valid."""
    health = Shop(faces=0).health
    wrong = health.read_vitals(OutboxUsage(0, 0, 0), -7.5).clock
    assert (wrong.valid, wrong.error_s) == (False, 7.5)
    assert health.read_vitals(OutboxUsage(0, 0, 0), 0.2).clock.valid


def test_seconds_without_frames_do_not_lower_the_analysed_rate() -> None:
    """The camera was lost or black half of the time, and the analysed rate is still 15 a second."""
    shop = Shop(faces=0)
    for second in range(60):
        if second % 2:
            shop.second()
        else:
            blind = 15 * (second % 4 == 0)
            shop.at_s += 1
            frames, dropped = shop.now.frames + blind, shop.now.dropped + blind
            shop.now = replace(shop.now, frames=frames, dropped=dropped)
            shop.health.sample_gauges()
    shop.release(0.0, 9999.0)
    assert shop.health.analysed_hz == (15.0, 15.0)


def test_microphone_counts_are_those_at_the_last_released_window() -> None:
    """A machine that is busy with people has less time for audio. Without a microphone the value is None."""
    shop = Shop(faces=0)
    shop.release(0.0, 1000.0)
    assert shop.vitals().microphone is None
    shop.now = replace(ZERO, microphone=MicrophoneCounters(lost=2, dropped_s=1.25))
    assert shop.vitals().microphone is None
    shop.release(1000.0, 1060.0)
    shop.now = replace(ZERO, microphone=MicrophoneCounters(lost=3, dropped_s=9.0))
    assert shop.vitals().microphone == MicrophoneVitals(lost=2, dropped_s=1.2)


def burn(cpu_s: float) -> None:
    """Uses this much processor time."""
    until_s = time.process_time() + cpu_s
    while time.process_time() < until_s:
        pass


def test_rates_are_per_second_however_long_the_loop_took() -> None:
    """Ten calls and a fifth of a second of processor time in 100 s."""
    shop = Shop(faces=0)
    shop.health.sample_gauges()
    for _ in range(10):
        shop.frame(FrameTimings(9.0, 3.0))
    shop.at_s += 100
    burn(0.2)
    shop.health.sample_gauges()
    shop.release(0.0, 9999.0)
    vitals = shop.vitals()
    assert vitals.expression_hz is not None
    assert vitals.cpu is not None
    assert vitals.expression_hz.p50 == 0.1
    assert vitals.cpu.p50 < 0.05


def test_both_ends_of_a_spread_are_shown() -> None:
    """A tenth of the seconds was busier than the rest: p95 shows it, p50 does not."""
    shop = Shop(faces=4)
    for second in range(60):
        shop.faces = 9 if second % 6 == 0 else 4
        burn(0.1 if second % 6 == 0 else 0.0)
        shop.second()
    shop.release(1000.0, 1060.5)
    vitals = shop.vitals()
    assert vitals.detector_ms is not None
    assert vitals.cpu is not None
    assert (vitals.detector_ms.p50, vitals.detector_ms.p95) == (14.0, 19.0)
    assert vitals.cpu.p50 < vitals.cpu.p95


def test_what_another_player_sends_in_vain_is_counted() -> None:
    shop = Shop(0)
    shop.now = replace(shop.now, bad_plays=7)
    assert shop.vitals().bad_plays == 7
