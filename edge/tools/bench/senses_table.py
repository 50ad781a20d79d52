"""Tables of whole kiosks: the cost of each single sense, and all senses minute by minute."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from rich import box
from rich.console import Group
from rich.table import Table

from edge.tools.bench.sense_meter import Sense
from edge.tools.bench.senses import INTERVAL_S, KITS, KioskRun, SenseIntervalWithMemory

AIMS_MS: dict[str, float] = {"camera": 60.0, "voice_whole": 600.0, "body": 50.0}
"""Largest acceptable 95th percentile of the delays."""

NAMES: dict[Sense, str] = {
    "camera": "frame",
    "voice": "half a second of sound",
    "body": f"second of each of {KITS} kits",
}
HALF_S = 0.5

CAPTION = (
    "cores: processor time per second, of all threads and processes of this sense; whole kiosk: of everything in it. "
    "× alone: relative to the kiosk with only this sense and the camera; whole kiosk: relative to the kiosk with only "
    "the camera. p50, p95: delay from capture to observation. It starts when a frame was captured, or when a half "
    "second of sound or a second of a kit was over, and ends when the observation reached the counting loop. For "
    "sound it is also measured from the start of the half second. missed: frames, half seconds and seconds without an "
    "observation between two with one. MB: resident memory at the end, added over the processes."
)


@dataclass(frozen=True, slots=True)
class SensesResult:
    """Results of all kiosks in one run."""

    kiosks: Sequence[KioskRun]
    machine: str  # processor, cores and load
    quick: bool

    def find_kiosk_run(self, key: str) -> KioskRun:
        return next(kiosk for kiosk in self.kiosks if kiosk.key == key)


@dataclass(frozen=True, slots=True)
class SenseRow:
    """One row of the table. `to_alone`: ratio of `cores` with all senses to `cores` with only this sense."""

    key: str
    group: str
    what: str
    cores: float | None = None
    to_alone: float | None = None
    p50_ms: float | None = None
    p95_ms: float | None = None
    aim_ms: float | None = None  # of p95
    met: bool | None = None
    observed: int | None = None
    missed: int | None = None
    resident_mb: float | None = None


def sense_rows(run: SensesResult) -> list[SenseRow]:
    """All rows in the order of the table."""
    return [row for kiosk in run.kiosks for row in _sense_rows(run, kiosk)]


def _sense_rows(run: SensesResult, kiosk: KioskRun) -> Iterator[SenseRow]:
    group = f"{kiosk.name}, {sum(interval.senses.seconds for interval in kiosk.intervals):.0f} s"
    for sense in kiosk.senses:
        alone = run.find_kiosk_run("camera" if sense == "camera" else f"camera_{sense}")
        delays_ms, cores = _delays_ms(kiosk.intervals, sense), _cores(kiosk.intervals, sense)
        missed = sum(interval.senses.missed[sense] for interval in kiosk.intervals)
        delay = _delay_summary(sense, delays_ms)
        yield SenseRow(
            key=f"{kiosk.key}.{sense}",
            group=group,
            what=NAMES[sense],
            cores=cores,
            to_alone=cores / max(1e-9, _cores(alone.intervals, sense)),
            p50_ms=delay.p50_ms,
            p95_ms=delay.p95_ms,
            aim_ms=delay.aim_ms,
            met=delay.is_limit_met,
            observed=len(delays_ms),
            missed=missed,
        )
        if sense == "voice":
            yield _from_its_beginning(f"{kiosk.key}.voice_whole", group, delays_ms)
    cores, least = _cores(kiosk.intervals, "all"), _cores(run.find_kiosk_run("camera").intervals, "all")
    memory_mb = kiosk.intervals[-1].memory.resident_mb
    yield SenseRow(f"{kiosk.key}.all", group, "whole kiosk", cores, cores / max(1e-9, least), resident_mb=memory_mb)


def _from_its_beginning(key: str, group: str, delays_ms: Sequence[float]) -> SenseRow:
    delay = _delay_summary("voice_whole", delays_ms)
    what = "  from its start"
    return SenseRow(
        key, group, what, p50_ms=delay.p50_ms, p95_ms=delay.p95_ms, aim_ms=delay.aim_ms, met=delay.is_limit_met
    )


@dataclass(frozen=True, slots=True)
class _DelaySummary:
    """Median and 95th percentile of the delays, and their limit. None without observations, or without a limit."""

    p50_ms: float | None
    p95_ms: float | None
    aim_ms: float | None

    @property
    def is_limit_met(self) -> bool | None:
        return None if self.aim_ms is None else self.p95_ms is not None and self.p95_ms <= self.aim_ms


def _delay_summary(what: str, delays_ms: Sequence[float]) -> _DelaySummary:
    before_ms, aim_ms = HALF_S * 1000 if what == "voice_whole" else 0.0, AIMS_MS.get(what)
    if not delays_ms:
        return _DelaySummary(None, None, aim_ms)
    p50_ms, p95_ms = (before_ms + value for value in np.percentile(delays_ms, (50, 95)).tolist())
    return _DelaySummary(p50_ms, p95_ms, aim_ms)


def _delays_ms(intervals: Iterable[SenseIntervalWithMemory], sense: Sense) -> list[float]:
    return [delay_s * 1000 for interval in intervals for delay_s in interval.senses.delays_s[sense]]


def _cores(intervals: Sequence[SenseIntervalWithMemory], part: str) -> float:
    seconds = sum(interval.senses.seconds for interval in intervals)
    return sum(interval.senses.cpu_s[part] for interval in intervals) / seconds


def sense_tables(run: SensesResult) -> Group:
    """Tables for a terminal or for the documentation. The table by minute needs at least two intervals."""
    whole = run.find_kiosk_run("all")
    return Group(
        _sense_table(run), *([_minute_table(whole)] if len(whole.intervals) > 1 else []), "", *_table_notes(whole)
    )


def _table_notes(whole: KioskRun) -> Iterator[str]:
    yield CAPTION
    seconds = sum(interval.senses.seconds for interval in whole.intervals)
    beside = sum(interval.bench_s for interval in whole.intervals) / seconds
    lost = sum(interval.senses.samples_lost for interval in whole.intervals)
    yield (
        f"All senses: {lost} kit samples were corrupt, lost or late. The bench used another {beside:.2f} cores to "
        "play the kits."
    )


def _sense_table(run: SensesResult) -> Table:
    title = f"vitrina bench --senses, {run.machine}" + (" (quick: only an estimate)" if run.quick else "")
    table = _empty(title, ("", "cores", "× alone", "p50", "p95", "aim", "missed", "MB"))
    group = ""
    for row in sense_rows(run):
        if row.group != group:
            group = row.group
            table.add_section()
            table.add_row(f"[bold]{group}[/bold]")
        table.add_row(*_row_cells(row))
    return table


def _row_cells(row: SenseRow) -> tuple[str, ...]:
    aim = _text(row.aim_ms, lambda ms: f"{_ms(ms)} {'[green]met[/green]' if row.met else '[red]missed[/red]'}")
    return (
        f"  {row.what}",
        _text(row.cores, "{:.3f}".format),
        _text(row.to_alone, "{:.2f}".format),
        _text(row.p50_ms, _ms),
        _text(row.p95_ms, _ms),
        aim,
        "" if row.missed is None else f"{row.missed} of {row.missed + (row.observed or 0)}",
        _text(row.resident_mb, "{:.0f}".format),
    )


def _minute_table(whole: KioskRun) -> Table:
    seconds = whole.intervals[0].senses.seconds
    unit = "minute" if abs(seconds - INTERVAL_S) < 1 else f"{seconds:.0f} s"
    delays = ("frame p95", "sound p95", "body p95")
    table = _empty(f"all senses, by {unit}", ("", "cores", *delays, "missed", "samples lost", "MB"))
    for number, interval in enumerate(whole.intervals, 1):
        p95 = [_text(_delay_summary(sense, _delays_ms([interval], sense)).p95_ms, _ms) for sense in whole.senses]
        missed = " + ".join(str(interval.senses.missed[sense]) for sense in whole.senses)
        cores, memory = f"{_cores([interval], 'all'):.2f}", f"{interval.memory.resident_mb:.0f}"
        table.add_row(str(number), cores, *p95, missed, str(interval.senses.samples_lost), memory)
    return table


def _empty(title: str, headings: Sequence[str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, justify="right" if heading not in ("", "aim") else "left", no_wrap=True)
    return table


def _text(value: float | None, as_text: Callable[[float], str]) -> str:
    return "" if value is None else as_text(value)


def _ms(value: float) -> str:
    return f"{value:.0f} ms"


def senses_json(run: SensesResult) -> dict[str, Any]:
    """Content of the tables as JSON. The kiosk with all senses is also reported minute by minute."""
    return {
        "machine": run.machine,
        "quick": run.quick,
        "rows": [asdict(row) for row in sense_rows(run)],
        "minutes": [
            _minute_json(interval, run.find_kiosk_run("all").senses) for interval in run.find_kiosk_run("all").intervals
        ],
    }


def _minute_json(interval: SenseIntervalWithMemory, senses: Sequence[Sense]) -> dict[str, Any]:
    return {
        "seconds": interval.senses.seconds,
        "cores": _cores([interval], "all"),
        "p95_ms": {sense: _delay_summary(sense, _delays_ms([interval], sense)).p95_ms for sense in senses},
        "missed": interval.senses.missed,
        "samples_lost": interval.senses.samples_lost,
        "held": asdict(interval.memory),
        "beside_s": interval.bench_s,
    }
