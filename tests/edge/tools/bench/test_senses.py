"""edge/tools/bench/sens*.py: what each sense of a whole kiosk takes, and how it is told. No test looks at how long."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from edge.events import AudioObservation, BodyObservation, FrameObservation, PlayEnded
from edge.kiosk.health import HealthCounters
from edge.kiosk.kit_stage import KitCounters
from edge.tools.bench import senses, senses_table
from edge.tools.bench.sense_meter import SENSES, SenseInterval, SenseMeter, cpu_s
from edge.tools.bench.senses import KIOSKS, IntervalMemory, KioskRun, SensesDuration
from edge.tools.bench.start import MemoryUse, StartError
from edge.tools.demo.scene import DemoScene
from tests.doubles.waiting import wait_until

COUNTERS = HealthCounters(0, 0, 0, 0, 0, 0, 0, 0, None, None)
TINY = SensesDuration(film_s=2.0, settled_s=0.0, alone_s=0.1, together_s=0.1)


def nobody() -> DemoScene:
    """What a kiosk looks at where faces do not matter."""
    grey = np.full((667, 1000, 3), 128, np.uint8)
    return DemoScene(([grey[:300, :300]] * 2, [grey[:300, :300]] * 2), grey)


def test_a_whole_kiosk_is_looked_at_with_all_its_senses(tmp_path: Path) -> None:
    """In a process of its own, with a broker, a sound file and three kits: each sense observes, nothing is lost."""
    (lived,) = senses.lived(nobody(), tmp_path, TINY, kiosks=KIOSKS[-1:])
    (looked,) = lived.looks
    assert lived.senses == SENSES
    assert looked.of.seconds > 0
    assert looked.of.samples_lost == 0
    assert looked.held.resident_mb > looked.held.shared_once_mb > 50
    assert set(looked.of.cpu_s) == {*SENSES, "all"}


def test_a_sense_that_observes_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a microphone is named that is not there: it would be a kiosk that hears nothing."""
    told = look(0.0).of
    camera_alone = replace(told, delays_s={**told.delays_s, "voice": []}).to_json()
    monkeypatch.setattr("edge.tools.bench.start.ask", lambda _: camera_alone)
    monkeypatch.setattr("edge.tools.bench.senses.OBSERVES_WITHIN_S", 0.0)
    with pytest.raises(StartError, match="voice observed nothing"):
        senses.settle(None, ("camera", "voice"), 0.0)  # type: ignore[arg-type]


def test_what_is_observed_late_or_not_at_all_is_counted() -> None:
    """By what comes next from the same camera, microphone or wearer; a play is nobody's observation."""
    now_s, began = [100.0], []
    watching = SenseMeter(10.0, lambda: began.append(now_s[0]), lambda: now_s[0])
    for at_s in (99.8, 99.9, 100.2):  # two pictures are missing
        watching.watch(FrameObservation(at_s))
    for at_s in (98.5, 99.0, 100.0):  # a half second is
        watching.watch(AudioObservation(at_s, 0.5, -40.0, False))
    for wearer in ("w1", "w2"):
        for at_s in (97.0, 98.0, 99.0):
            watching.watch(BodyObservation(at_s, wearer, True, 0.5, None, None))
    watching.watch(PlayEnded(99.0))
    look = watching.next_interval(replace(COUNTERS, kits=KitCounters(bad=1, lost=2, dropped=4)))
    assert began == [100.0]
    assert look.missed == {"camera": 2, "voice": 1, "body": 0}
    assert look.delays_s["camera"] == pytest.approx([0.2, 0.1, -0.2])
    assert look.delays_s["body"] == pytest.approx([3.0, 2.0, 1.0] * 2)
    assert look.samples_lost == 7
    assert SenseInterval.from_json(look.to_json()) == look
    empty = watching.next_interval(replace(COUNTERS, kits=KitCounters(bad=1, lost=2, dropped=4)))
    assert (sum(map(len, empty.delays_s.values())), sum(empty.missed.values()), empty.samples_lost) == (0, 0, 0)


def test_processor_time_belongs_to_the_sense_whose_thread_used_it() -> None:
    """By the threads' names; what is nobody's is in the whole alone."""
    before, done = cpu_s(), threading.Event()

    def work() -> None:
        while not done.is_set():
            sum(range(1000))

    thread = threading.Thread(target=work, name="kit 3")
    thread.start()
    try:
        wait_until(lambda: cpu_s()["body"] > before["body"], "processor time of a kit")
    finally:
        done.set()
        thread.join()
    assert cpu_s()["voice"] == 0
    assert cpu_s()["all"] > before["all"]


def look(late_s: float, missed: int = 0, lost: int = 0) -> IntervalMemory:
    """A minute in which everything is so late."""
    of = SenseInterval(
        seconds=60.0,
        delays_s={sense: [late_s] * 100 for sense in SENSES},
        missed=dict.fromkeys(SENSES, missed),
        cpu_s={"camera": 12.0, "voice": 0.6, "body": 1.2, "all": 18.0},
        samples_lost=lost,
    )
    return IntervalMemory(of, MemoryUse(410.0, 300.0), 0.6)


def run_of(*looks: IntervalMemory) -> senses_table.SensesResult:
    """All four kiosks were so."""
    lived = [KioskRun(key, name, of, looks) for key, name, of in KIOSKS]
    return senses_table.SensesResult(lived, "x86_64, 2 cores, load 0.3 before", quick=False)


def missed_aims(run: senses_table.SensesResult) -> list[str]:
    return [row.key for row in senses_table.rows(run) if row.met is False and row.key.startswith("all.")]


def test_an_aim_that_is_missed_is_said() -> None:
    """Sound has its half second more, and its aim is of both."""
    assert missed_aims(run_of(look(0.05))) == []
    assert missed_aims(run_of(look(0.055))) == ["all.body"]
    assert missed_aims(run_of(look(0.09))) == ["all.camera", "all.body"]
    assert missed_aims(run_of(look(0.11))) == ["all.camera", "all.voice_whole", "all.body"]


def test_the_tables_fit_a_hundred_characters_and_tell_every_row() -> None:
    """No row is broken; with several minutes there is a table of them, a minute without any observation too."""
    gap = replace(look(0.0), of=replace(look(0.0).of, delays_s={sense: [] for sense in SENSES}))
    run = run_of(look(0.02), look(0.03, missed=2, lost=9), gap)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(width=100, record=True, file=nowhere)
        console.print(senses_table.tables(run))
    lines = console.export_text().splitlines()
    for row in senses_table.rows(run):
        assert any(row.what in line and (row.cores is None or f"{row.cores:.3f}" in line) for line in lines), row.key
    assert any("by minute" in line for line in lines)
    assert any("2 + 2 + 2" in line and "30 ms" in line for line in lines)
    assert any("9 samples of the kits were damaged, lost or late" in line for line in lines)
    found = senses_table.as_json(run)
    assert [minute["p95_ms"]["body"] for minute in found["minutes"]] == [pytest.approx(20.0), pytest.approx(30.0), None]
    assert {row["key"] for row in found["rows"]} >= {
        "camera.camera",
        "camera_voice.voice",
        "camera_body.body",
        "all.all",
    }
