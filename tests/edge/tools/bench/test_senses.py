"""`vitrina bench --senses`: its measurements and its tables. No test depends on how long anything takes."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from edge.events import AudioObservation, BodyObservation, FrameObservation, PlayEnded
from edge.kiosk.stages.kit_stage import KitCounters
from edge.kiosk.state.health import HealthCounters
from edge.tools.bench import senses, senses_table
from edge.tools.bench.sense_meter import SENSES, SenseInterval, SenseMeter, processor_time_by_sense
from edge.tools.bench.senses import KIOSKS, KioskRun, SenseIntervalWithMemory, SensesDuration
from edge.tools.bench.start import BenchStartError, MemoryUse
from edge.tools.demo.scene import DemoScene
from tests.doubles.waiting import wait_until

COUNTERS = HealthCounters(0, 0, 0, 0, 0, 0, 0, 0, None, None)
TINY = SensesDuration(film_s=2.0, settled_s=0.0, alone_s=0.1, together_s=0.1)


def empty_scene() -> DemoScene:
    """A scene without faces."""
    grey = np.full((667, 1000, 3), 128, np.uint8)
    return DemoScene(([grey[:300, :300]] * 2, [grey[:300, :300]] * 2), grey)


def test_a_whole_kiosk_is_measured_with_all_its_senses(tmp_path: Path) -> None:
    """In its own process, with a broker, an audio file and three kits: each sense observes, and no sample is lost."""
    (run,) = senses.run_kiosks(empty_scene(), tmp_path, TINY, kiosks=KIOSKS[-1:])
    (interval,) = run.intervals
    assert run.senses == SENSES
    assert interval.senses.seconds > 0
    assert interval.senses.samples_lost == 0
    assert interval.memory.resident_mb > interval.memory.shared_once_mb > 50
    assert set(interval.senses.cpu_s) == {*SENSES, "all"}


def test_a_sense_without_observations_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """For example, a microphone that does not exist gives no observation."""
    interval = measured(0.0).senses
    camera_alone = replace(interval, delays_s={**interval.delays_s, "voice": []}).to_json()
    monkeypatch.setattr("edge.tools.bench.start.request_answer", lambda _: camera_alone)
    with pytest.raises(BenchStartError, match="no data arrived from voice"):
        senses.wait_until_settled(None, ("camera", "voice"), 0.0, 0.0)  # type: ignore[arg-type]


def test_delays_and_missed_observations_are_counted() -> None:
    """By the next observation of the same microphone or wearer. Pictures are counted by the kiosk, which leaves some
    out on purpose. A play is no observation."""
    now_s, first = [100.0], []
    meter = SenseMeter(lambda: first.append(now_s[0]), lambda: now_s[0])
    for at_s in (99.8, 99.9, 100.2):
        meter.on_event(FrameObservation(at_s))
    for at_s in (98.5, 99.0, 100.0):  # a half second is
        meter.on_event(AudioObservation(at_s, 0.5, -40.0, False))
    for wearer in ("w1", "w2"):
        for at_s in (97.0, 98.0, 99.0):
            meter.on_event(BodyObservation(at_s, wearer, True, 0.5, None, None))
    meter.on_event(PlayEnded(99.0))
    interval = meter.next_interval(replace(COUNTERS, analysis_dropped=2, kits=KitCounters(bad=1, lost=2, dropped=4)))
    assert first == [100.0]
    assert interval.missed == {"camera": 2, "voice": 1, "body": 0}
    assert interval.delays_s["camera"] == pytest.approx([0.2, 0.1, -0.2])
    assert interval.delays_s["body"] == pytest.approx([3.0, 2.0, 1.0] * 2)
    assert interval.samples_lost == 7
    assert SenseInterval.from_json(interval.to_json()) == interval
    empty = meter.next_interval(replace(COUNTERS, analysis_dropped=2, kits=KitCounters(bad=1, lost=2, dropped=4)))
    assert (sum(map(len, empty.delays_s.values())), sum(empty.missed.values()), empty.samples_lost) == (0, 0, 0)


def test_processor_time_is_assigned_by_thread_name() -> None:
    """The time of a thread with another name counts only for the whole kiosk."""
    before, done = processor_time_by_sense(), threading.Event()

    def work() -> None:
        while not done.is_set():
            sum(range(1000))

    thread = threading.Thread(target=work, name="kit 3")
    thread.start()
    try:
        wait_until(lambda: processor_time_by_sense()["body"] > before["body"], "processor time of a kit")
    finally:
        done.set()
        thread.join()
    assert processor_time_by_sense()["voice"] == 0
    assert processor_time_by_sense()["all"] > before["all"]


def measured(delay_s: float, missed: int = 0, lost: int = 0) -> SenseIntervalWithMemory:
    """A minute in which every observation has this delay."""
    interval = SenseInterval(
        seconds=60.0,
        delays_s={sense: [delay_s] * 100 for sense in SENSES},
        missed=dict.fromkeys(SENSES, missed),
        cpu_s={"camera": 12.0, "voice": 0.6, "body": 1.2, "all": 18.0},
        samples_lost=lost,
    )
    return SenseIntervalWithMemory(interval, MemoryUse(410.0, 300.0), 0.6)


def run_of(*intervals: SenseIntervalWithMemory) -> senses_table.SensesResult:
    """A run in which all four kiosks have these intervals."""
    runs = [KioskRun(key, name, kiosk_senses, intervals) for key, name, kiosk_senses in KIOSKS]
    return senses_table.SensesResult(runs, "x86_64, 2 cores, load 0.3 before", quick=False)


def missed_aims(run: senses_table.SensesResult) -> list[str]:
    return [row.key for row in senses_table.sense_rows(run) if row.met is False and row.key.startswith("all.")]


def test_missed_aims_are_marked() -> None:
    """The aim of audio includes the half second of the block."""
    assert missed_aims(run_of(measured(0.05))) == []
    assert missed_aims(run_of(measured(0.055))) == ["all.body"]
    assert missed_aims(run_of(measured(0.09))) == ["all.camera", "all.body"]
    assert missed_aims(run_of(measured(0.11))) == ["all.camera", "all.voice_whole", "all.body"]


def test_the_tables_fit_100_characters_and_have_every_row() -> None:
    """No row is broken. With several minutes there is a table by minute, also if one has no observation."""
    gap = replace(measured(0.0), senses=replace(measured(0.0).senses, delays_s={sense: [] for sense in SENSES}))
    run = run_of(measured(0.02), measured(0.03, missed=2, lost=9), gap)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(width=100, record=True, file=nowhere)
        console.print(senses_table.sense_tables(run))
    lines = console.export_text().splitlines()
    for row in senses_table.sense_rows(run):
        assert any(row.what in line and (row.cores is None or f"{row.cores:.3f}" in line) for line in lines), row.key
    assert any("by minute" in line for line in lines)
    assert any("2 + 2 + 2" in line and "30 ms" in line for line in lines)
    assert any("9 kit samples were corrupt, lost or late" in line for line in lines)
    result = senses_table.senses_json(run)
    p95_ms = [minute["p95_ms"]["body"] for minute in result["minutes"]]
    assert p95_ms == [pytest.approx(20.0), pytest.approx(30.0), None]
    assert {row["key"] for row in result["rows"]} >= {
        "camera.camera",
        "camera_voice.voice",
        "camera_body.body",
        "all.all",
    }
