"""The judgement of a version on trial."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.fleet.probation import (
    FIRST_BEAT_S,
    MOST_SAMPLES,
    SILENT_S,
    TRIAL_S,
    Before,
    Sample,
    judge,
    thin_samples,
)

HZ = 15.0
USUAL = Before(rate_hz=HZ, is_acknowledged=True)


def trial(until_s: float, *, hz: float = HZ, every_s: float = 10.0, **changes: Any) -> list[Sample]:
    """Samples of a good version, changed."""
    count = int(until_s / every_s) + 1
    good = [
        Sample(
            at_s=at * every_s,
            has_beaten=True,
            frames=int(at * every_s * hz),
            is_camera_on=True,
            acknowledged=int(at * every_s // 60),
            is_outbox_open=True,
            memory_share=0.3,
        )
        for at in range(count)
    ]
    return [replace(sample, **changes) for sample in good]


def test_a_good_version_is_kept_after_ten_minutes_and_not_before() -> None:
    for until_s in range(0, int(TRIAL_S), 10):
        assert judge(USUAL, trial(until_s)).outcome == "wait"
    assert judge(USUAL, trial(TRIAL_S)).outcome == "keep"
    assert judge(USUAL, []).outcome == "wait"


@settings(max_examples=25)
@given(st.floats(0.0, 40.0), st.floats(1.0, 60.0))
def test_the_camera_must_give_half_of_its_usual_frames(hz: float, usual_hz: float) -> None:
    samples = trial(TRIAL_S, hz=hz)
    rate_hz = (samples[-1].frames or 0) / TRIAL_S
    verdict = judge(replace(USUAL, rate_hz=usual_hz), samples)
    assert verdict.outcome == ("keep" if rate_hz >= usual_hz / 2 else "return")


@settings(max_examples=25)
@given(st.lists(st.booleans(), min_size=2, max_size=150), st.integers(0, 2))
def test_what_follows_a_fault_never_undoes_it(camera: list[bool], kind: int) -> None:
    samples = [replace(one, is_camera_on=on) for one, on in zip(trial(len(camera) * 10), camera, strict=False)]
    fault: Any = ({"restarts": 1}, {"has_failed": True}, {"alerts": frozenset({"stage.perception"})})[kind]
    at = len(samples) // 2
    samples[at] = replace(samples[at], **fault)
    for end in range(at + 1, len(samples) + 1):
        assert judge(USUAL, samples[:end]).outcome == "return"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"has_failed": True}, "crashed"),
        ({"restarts": 1}, "crashed"),
        ({"memory_kills": 1}, "memory"),
        ({"memory_share": 0.96}, "memory"),
        ({"alerts": frozenset({"camera.lost"})}, "camera.lost"),
        ({"alerts": frozenset({"network.expression"})}, "network.expression"),
        ({"alerts": frozenset({"outbox.unwritable"})}, "outbox.unwritable"),
        ({"alerts": frozenset({"settings.refused"})}, "settings.refused"),
        ({"alerts": frozenset({"stage.audience"})}, "stage.audience"),
        ({"is_outbox_open": False}, "outbox"),
        ({"frames": 0}, "camera"),
    ],
)
def test_each_fault_has_its_code(changes: dict[str, Any], reason: str) -> None:
    verdict = judge(USUAL, trial(TRIAL_S, **changes))
    assert (verdict.outcome, verdict.reason) == ("return", reason)


@pytest.mark.parametrize("code", ["camera.dark", "broker.away", "analysis.slow", "papers.stale", "fleet.old"])
def test_other_alerts_end_no_trial_and_nor_do_those_of_before(code: str) -> None:
    assert judge(USUAL, trial(TRIAL_S, alerts=frozenset({code}))).outcome == "keep"
    before = replace(USUAL, alerts=frozenset({"camera.lost"}))
    assert judge(before, trial(TRIAL_S, alerts=frozenset({"camera.lost"}))).outcome == "keep"


def test_memory_that_is_full_for_one_sample_is_no_fault() -> None:
    samples = trial(TRIAL_S)
    samples[30] = replace(samples[30], memory_share=0.99)
    assert judge(USUAL, samples).outcome == "keep"


def test_the_broker_counts_only_if_it_was_reachable_before() -> None:
    verdict = judge(USUAL, trial(TRIAL_S, acknowledged=0))
    assert (verdict.outcome, verdict.reason) == ("return", "broker")
    assert judge(replace(USUAL, is_acknowledged=False), trial(TRIAL_S, acknowledged=0)).outcome == "keep"


def test_a_version_that_never_starts_or_stops_answering_goes_back() -> None:
    never = trial(FIRST_BEAT_S + 10, has_beaten=False)
    assert judge(USUAL, never).reason == "silent"
    assert judge(USUAL, never[:-1]).outcome == "wait"
    assert judge(replace(USUAL, is_running=False), never).outcome == "wait"
    silent = [replace(one, frames=None) if one.at_s > 300 else one for one in trial(TRIAL_S)]
    by_time = {one.at_s: judge(USUAL, silent[: number + 1]).outcome for number, one in enumerate(silent)}
    assert by_time[300 + SILENT_S] == "wait"
    assert by_time[310 + SILENT_S] == "return"


def test_in_a_closed_shop_the_camera_waits_for_opening_hours() -> None:
    closed = trial(3600, is_camera_on=False, frames=0)
    verdict = judge(USUAL, closed)
    assert (verdict.outcome, verdict.is_waiting_for_opening) == ("wait", True)
    opened = [replace(one, at_s=one.at_s + 3600) for one in trial(TRIAL_S)]
    assert judge(USUAL, [*closed, *opened[:-1]]).outcome == "wait"
    assert judge(USUAL, [*closed, *opened]).outcome == "keep"
    blind = [replace(one, frames=0) for one in opened]
    assert judge(USUAL, [*closed, *blind]).reason == "camera"
    assert judge(replace(USUAL, rate_hz=None), closed).outcome == "keep"


def test_a_night_takes_no_memory_and_changes_no_verdict() -> None:
    night = trial(MOST_SAMPLES * 20, is_camera_on=False, frames=0)
    thin: list[Sample] = []
    for sample in night:
        thin = [*thin_samples(thin), sample]
    assert len(thin) == MOST_SAMPLES
    assert judge(USUAL, thin) == judge(USUAL, night)
    assert thin[0] == night[0]
    assert thin[-1] == night[-1]


def test_a_kiosk_that_waits_for_its_setup_is_judged_by_its_unit() -> None:
    """It answers nothing on its socket, before and after the change. One that begins to answer is judged in full."""
    before = Before(rate_hz=None, answers=False)
    silent = trial(TRIAL_S, frames=None)
    assert judge(before, silent).outcome == "keep"
    assert judge(before, silent[:-1]).outcome == "wait"
    assert judge(replace(before, answers=True), silent).reason == "silent"
    silent[5] = replace(silent[5], restarts=1)
    assert judge(before, silent).reason == "crashed"
    assert judge(before, trial(TRIAL_S, is_outbox_open=False)).reason == "outbox"
