"""Tests of heart_join.py: two kits of one wearer, of which one measures the skin and the other the heart."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.perception.body.arousal import ArousalEstimator
from edge.perception.body.heart_join import HELD_S, HeartRateJoiner
from edge.perception.runtime import InferenceSession
from edge.signals import KitSamples
from models.evaluate.command import TASKS
from models.serving.spec import ZOO, ModelSpec

NAN = float("nan")
NOON_S = 1_767_268_800.0


def kit(at_s: float, eda_us: float, hr_bpm: float, *, name: str = "1", wearer: str = "ana") -> KitSamples:
    """One second of a kit, four samples."""
    return KitSamples(at_s, name, wearer, np.full(4, eda_us, np.float32), np.full(4, hr_bpm, np.float32), rate_hz=4.0)


def strap(at_s: float, hr_bpm: float, *, name: str = "2", wearer: str = "ana") -> KitSamples:
    """One beat of a strap, with its own time."""
    one = np.ones(1, np.float32)
    return KitSamples(at_s, name, wearer, one * np.float32(NAN), one * np.float32(hr_bpm), times_s=np.zeros(1))


def rates(joined: KitSamples | None) -> list[float | None]:
    assert joined is not None
    return [None if np.isnan(value) else float(value) for value in joined.hr_bpm]


def test_a_strap_gives_the_kit_on_the_skin_its_heart_rate() -> None:
    join = HeartRateJoiner()
    assert rates(join.join_heart_rate(kit(0.0, 2.0, NAN))) == [None] * 4
    assert join.join_heart_rate(strap(1.2, 70.0)) is None
    assert rates(join.join_heart_rate(kit(1.0, 2.0, NAN))) == [None, 70.0, 70.0, 70.0]
    assert join.join_heart_rate(strap(2.3, 80.0)) is None
    assert rates(join.join_heart_rate(kit(2.0, 2.0, NAN))) == [70.0, 70.0, 80.0, 80.0]


def test_a_heart_rate_is_held_no_longer_than_that_of_one_kit() -> None:
    join = HeartRateJoiner()
    join.join_heart_rate(kit(0.0, 2.0, NAN))
    join.join_heart_rate(strap(1.0, 70.0))
    assert rates(join.join_heart_rate(kit(1.0 + HELD_S, 2.0, NAN))) == [70.0, None, None, None]
    assert rates(join.join_heart_rate(kit(1.0 + HELD_S + 2, 2.0, NAN))) == [None] * 4


def test_a_kit_with_a_heart_rate_of_its_own_keeps_it() -> None:
    join = HeartRateJoiner()
    join.join_heart_rate(kit(0.0, 2.0, 60.0))
    assert join.join_heart_rate(strap(1.0, 90.0)) is None
    assert rates(join.join_heart_rate(kit(1.0, 2.0, 60.0))) == [60.0] * 4


def test_a_kit_that_loses_the_skin_for_a_while_is_no_strap() -> None:
    join = HeartRateJoiner()
    join.join_heart_rate(kit(0.0, 2.0, 60.0))
    assert rates(join.join_heart_rate(kit(1.0, NAN, 61.0))) == [61.0] * 4
    assert rates(join.join_heart_rate(kit(2.0, NAN, NAN))) == [None] * 4


def test_nobody_gets_the_heart_of_another_wearer() -> None:
    join = HeartRateJoiner()
    join.join_heart_rate(kit(0.0, 2.0, NAN))
    samples = strap(1.0, 90.0, wearer="bo")
    assert join.join_heart_rate(samples) is samples
    assert rates(join.join_heart_rate(kit(1.0, 2.0, NAN))) == [None] * 4


def test_a_strap_alone_is_passed_on_as_it_is() -> None:
    """And so it is once the kit on the skin has been silent for a while."""
    join = HeartRateJoiner()
    alone = strap(0.0, 70.0)
    assert join.join_heart_rate(alone) is alone
    join.join_heart_rate(kit(1.0, 2.0, NAN))
    assert join.join_heart_rate(strap(2.0, 70.0)) is None
    later = strap(100.0, 70.0)
    assert join.join_heart_rate(later) is later


def test_a_wearer_who_is_forgotten_leaves_no_heart_rate() -> None:
    join = HeartRateJoiner()
    for wearer in ("ana", "bo"):
        join.join_heart_rate(kit(0.0, 2.0, NAN, wearer=wearer))
        join.join_heart_rate(strap(1.0, 70.0, wearer=wearer))
    join.forget_wearer("ana")
    assert rates(join.join_heart_rate(kit(1.0, 2.0, NAN))) == [None] * 4
    assert rates(join.join_heart_rate(kit(1.0, 2.0, NAN, wearer="bo"))) == [70.0] * 4
    join.reset()
    assert rates(join.join_heart_rate(kit(1.0, 2.0, NAN, wearer="bo"))) == [None] * 4


@given(st.lists(st.tuples(st.booleans(), st.floats(-5, 500), st.floats(20, 240)), max_size=20))
def test_skin_and_times_are_never_changed(steps: list[tuple[bool, float, float]]) -> None:
    join = HeartRateJoiner()
    for is_strap, at_s, bpm in steps:
        samples = strap(at_s, bpm) if is_strap else kit(at_s, 2.0, NAN)
        joined = join.join_heart_rate(samples)
        if not is_strap:
            assert joined is not None
            assert joined.eda_us is samples.eda_us
            assert replace(joined, hr_bpm=samples.hr_bpm).at_s == samples.at_s
            assert np.array_equal(samples.hr_bpm, np.full(4, NAN, np.float32), equal_nan=True)


@pytest.mark.parametrize("with_strap", [False, True])
def test_the_seconds_of_a_wearer_have_skin_and_heart(with_strap: bool) -> None:
    """One observation a second, not two, and with the strap's heart rate in it."""
    spec = ModelSpec.load(ZOO / f"{TASKS['body'][0]}.json")
    estimator = ArousalEstimator(InferenceSession(spec))
    found = []
    for second in range(8):
        found += estimator.process(kit(NOON_S + second, 2.0, NAN))
        if with_strap:
            found += estimator.process(strap(NOON_S + second + 0.5, 75.0))
    assert [one.at_s - NOON_S for one in found] == list(range(1, 9))
    assert [one.hr_bpm for one in found[2:]] == [75.0 if with_strap else None] * 6
