"""Health says how the machine is, and nothing of who stands before it until a window about at least k is told."""

import os
from dataclasses import replace

from edge.kiosk.health import HealthCounters, HealthReporter
from edge.kiosk.kit_stage import KitCounters
from edge.kiosk.microphone_stage import MicrophoneCounters
from edge.messages.payloads import KitVitals, MicrophoneVitals, Vitals
from edge.uplink.outbox.outbox import OutboxUsage

NOTHING = HealthCounters(
    frames=0,
    dropped=0,
    bad_values=0,
    analysed=0,
    analysis_dropped=0,
    expression_calls=0,
    late_plays=0,
    bad_commands=0,
    withheld=None,
    one_place=None,
)
MOVING = ("detector_ms", "expression_ms", "expression_hz", "analysed_hz", "dropped_hz", "cpu", "memory")


class Shop:
    """A kiosk whose clock and counters a test moves. With more faces it analyses less and calls its network more."""

    def __init__(self, faces: int) -> None:
        self.at_s, self.faces, self.counted = 1000.0, faces, NOTHING
        self.health = HealthReporter(
            lambda: self.at_s, lambda: self.counted, lambda: [os.getpid()], {"expression": "fer"}
        )

    def second(self) -> None:
        self.at_s += 1
        slow = self.faces
        self.counted = replace(
            self.counted,
            frames=self.counted.frames + 15,
            analysed=self.counted.analysed + 15 - slow,
            analysis_dropped=self.counted.analysis_dropped + slow,
            expression_calls=self.counted.expression_calls + 5 * bool(slow),
        )
        self.health.detector_ms.add(self.at_s, 10.0 + slow)
        if slow:
            self.health.expression_ms.add(self.at_s, 2.0 * slow)
        self.health.update()

    def vitals(self) -> Vitals:
        return self.health.vitals(OutboxUsage(0, 0, 4096), 0.0)


def minute(faces: int) -> Vitals:
    shop = Shop(faces)
    for _ in range(60):
        shop.second()
    return shop.vitals()


def test_what_kits_lost_is_told_as_of_the_last_window() -> None:
    """A strap that is out of reach loses samples: when that was is not told before a window is."""
    shop = Shop(0)
    shop.counted = replace(NOTHING, kits=KitCounters(bad=3, lost=20, dropped=1))
    assert shop.vitals().kits is None
    shop.health.window_released(990.0, 1000.0)
    shop.counted = replace(NOTHING, kits=KitCounters(bad=4, lost=70, dropped=1))
    assert shop.vitals().kits == KitVitals(bad=3, lost=20, dropped=1)


def test_nobody_one_and_four_look_the_same_before_a_window_is_told() -> None:
    """Every gauge is null and every other number equal; 0, 1 or 4 faces cost what they cost unseen."""
    empty, one, four = (minute(faces) for faces in (0, 1, 4))
    assert empty == one == four
    assert all(getattr(four, name) is None for name in MOVING)
    assert four.camera.rate_hz == 15.0


def test_a_told_window_shows_how_the_machine_did_in_it_and_not_after() -> None:
    """The crowd that came when the window was over is for the next message about one."""
    shop = Shop(faces=4)
    for _ in range(60):
        shop.second()
    shop.faces = 9
    for _ in range(30):
        shop.second()
    shop.health.window_released(1000.0, 1060.5)
    vitals = shop.vitals()
    assert vitals.analysed_hz is not None
    assert vitals.expression_ms is not None
    assert vitals.dropped_hz is not None
    assert (vitals.analysed_hz.p50, vitals.analysed_hz.p95) == (11.0, 11.0)
    assert (vitals.expression_ms.p95, vitals.dropped_hz.p95) == (8.0, 4.0)
    assert vitals.cpu is not None
    assert vitals.memory is not None


def test_seconds_are_sampled_once() -> None:
    """The loop turns for every frame; a rate is over a whole second."""
    shop = Shop(faces=0)
    shop.second()
    for _ in range(10):
        shop.at_s += 0.05
        shop.health.update()
    shop.health.window_released(0.0, 9999.0)
    vitals = shop.vitals()
    assert vitals.analysed_hz is not None
    assert (vitals.analysed_hz.p50, vitals.analysed_hz.p95) == (15.0, 15.0)


def test_a_camera_that_gives_nothing_has_no_rate() -> None:
    """Null, not zero: paused or lost."""
    assert Shop(faces=0).vitals().camera.rate_hz is None


def test_a_clock_that_was_set_is_told() -> None:
    """Five seconds off its start, the machine's clock is not to be believed; either way round."""
    health = Shop(faces=0).health
    wrong = health.vitals(OutboxUsage(0, 0, 0), -7.5).clock
    assert (wrong.valid, wrong.error_s) == (False, 7.5)
    assert health.vitals(OutboxUsage(0, 0, 0), 0.2).clock.valid


def test_seconds_without_sight_do_not_make_the_machine_look_slow() -> None:
    """Half of the time the camera was away, or gave nothing but black."""
    shop = Shop(faces=0)
    for second in range(60):
        if second % 2:
            shop.second()
        else:
            blind = 15 * (second % 4 == 0)
            shop.at_s += 1
            frames, dropped = shop.counted.frames + blind, shop.counted.dropped + blind
            shop.counted = replace(shop.counted, frames=frames, dropped=dropped)
            shop.health.update()
    shop.health.window_released(0.0, 9999.0)
    assert shop.health.analysed_hz == (15.0, 15.0)


def test_how_the_microphone_fared_is_told_once_a_window_was() -> None:
    """A machine that is busy with people has less time for sound; null, not zero, where there is no microphone."""
    shop = Shop(faces=0)
    shop.health.window_released(0.0, 1000.0)
    assert shop.vitals().microphone is None
    shop.counted = replace(NOTHING, microphone=MicrophoneCounters(lost=2, dropped_s=1.25))
    assert shop.vitals().microphone is None
    shop.health.window_released(1000.0, 1060.0)
    shop.counted = replace(NOTHING, microphone=MicrophoneCounters(lost=3, dropped_s=9.0))
    assert shop.vitals().microphone == MicrophoneVitals(lost=2, dropped_s=1.2)
