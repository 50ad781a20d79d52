"""What each sense of whole kiosks took becomes tables: beside the kiosk that lacks the others, and by minute."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from rich import box
from rich.console import Group
from rich.table import Table

from edge.tools.bench.sense_meter import Sense
from edge.tools.bench.senses import KITS, LOOK_S, IntervalMemory, KioskRun

AIMS_MS: dict[str, float] = {"camera": 60.0, "voice_whole": 600.0, "body": 50.0}
"""The most that 95 % of delays should be."""

WHAT: dict[Sense, str] = {
    "camera": "picture",
    "voice": "half a second of sound",
    "body": f"second of each of {KITS} kits",
}
HALF_S = 0.5

CAPTION = (
    "cores: processor time a second, of all threads and processes of this sense; whole kiosk: of all that it has. "
    "× alone: the same, to the kiosk that has this sense and the camera alone; whole kiosk: to that with the camera "
    "alone. p50, p95: from capture to observation, that is from when a picture was captured, or a half second of "
    "sound or a second of a kit was over, until what was observed reached the loop that counts; for sound also from "
    "the beginning of the half second. missed: pictures, half seconds and seconds between two observed ones that were "
    "not observed. "
    "MB: resident memory at the end, processes added."
)


@dataclass(frozen=True, slots=True)
class SensesResult:
    """All kiosks of one run."""

    kiosks: Sequence[KioskRun]
    machine: str  # what it is, and how busy it was
    quick: bool

    def kiosk(self, key: str) -> KioskRun:
        return next(kiosk for kiosk in self.kiosks if kiosk.key == key)


@dataclass(frozen=True, slots=True)
class SenseRow:
    """One line. `to_alone` is a ratio of `cores`."""

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


def rows(run: SensesResult) -> list[SenseRow]:
    """All rows, in the order of the table."""
    return [row for kiosk in run.kiosks for row in _rows(run, kiosk)]


def _rows(run: SensesResult, kiosk: KioskRun) -> Iterator[SenseRow]:
    group = f"{kiosk.name}, {sum(looked.of.seconds for looked in kiosk.looks):.0f} s"
    for sense in kiosk.senses:
        alone = run.kiosk("camera" if sense == "camera" else f"camera_{sense}")
        delays_ms, cores = _delays_ms(kiosk.looks, sense), _cores(kiosk.looks, sense)
        missed = sum(looked.of.missed[sense] for looked in kiosk.looks)
        late = _late(sense, delays_ms)
        yield SenseRow(
            key=f"{kiosk.key}.{sense}",
            group=group,
            what=WHAT[sense],
            cores=cores,
            to_alone=cores / max(1e-9, _cores(alone.looks, sense)),
            p50_ms=late.p50_ms,
            p95_ms=late.p95_ms,
            aim_ms=late.aim_ms,
            met=late.met,
            observed=len(delays_ms),
            missed=missed,
        )
        if sense == "voice":
            yield _from_its_beginning(f"{kiosk.key}.voice_whole", group, delays_ms)
    cores, least = _cores(kiosk.looks, "all"), _cores(run.kiosk("camera").looks, "all")
    memory_mb = kiosk.looks[-1].held.resident_mb
    yield SenseRow(f"{kiosk.key}.all", group, "whole kiosk", cores, cores / max(1e-9, least), resident_mb=memory_mb)


def _from_its_beginning(key: str, group: str, delays_ms: Sequence[float]) -> SenseRow:
    late = _late("voice_whole", delays_ms)
    what = "  from its beginning"
    return SenseRow(key, group, what, p50_ms=late.p50_ms, p95_ms=late.p95_ms, aim_ms=late.aim_ms, met=late.met)


@dataclass(frozen=True, slots=True)
class _DelaySummary:
    """Half of the delays, 95 % of them, and what these should be. None where nothing was observed, or no aim is set."""

    p50_ms: float | None
    p95_ms: float | None
    aim_ms: float | None

    @property
    def met(self) -> bool | None:
        return None if self.aim_ms is None else self.p95_ms is not None and self.p95_ms <= self.aim_ms


def _late(what: str, delays_ms: Sequence[float]) -> _DelaySummary:
    before_ms, aim_ms = HALF_S * 1000 if what == "voice_whole" else 0.0, AIMS_MS.get(what)
    if not delays_ms:
        return _DelaySummary(None, None, aim_ms)
    p50_ms, p95_ms = (before_ms + value for value in np.percentile(delays_ms, (50, 95)).tolist())
    return _DelaySummary(p50_ms, p95_ms, aim_ms)


def _delays_ms(looks: Iterable[IntervalMemory], sense: Sense) -> list[float]:
    return [delay_s * 1000 for looked in looks for delay_s in looked.of.delays_s[sense]]


def _cores(looks: Sequence[IntervalMemory], part: str) -> float:
    return sum(looked.of.cpu_s[part] for looked in looks) / sum(looked.of.seconds for looked in looks)


def tables(run: SensesResult) -> Group:
    """For a terminal, or for a page of the docs. By minute only where there is more than one."""
    whole = run.kiosk("all")
    return Group(_table(run), *([_by_minute(whole)] if len(whole.looks) > 1 else []), "", *_words(whole))


def _words(whole: KioskRun) -> Iterator[str]:
    yield CAPTION
    seconds = sum(looked.of.seconds for looked in whole.looks)
    beside = sum(looked.beside_s for looked in whole.looks) / seconds
    lost = sum(looked.of.samples_lost for looked in whole.looks)
    yield (
        f"Everything together: {lost} samples of the kits were damaged, lost or late. "
        f"Playing the kits took {beside:.2f} cores more, of the bench itself."
    )


def _table(run: SensesResult) -> Table:
    title = f"vitrina bench --senses, {run.machine}" + (" (quick: a look, not a measurement)" if run.quick else "")
    drawn = _empty(title, ("", "cores", "× alone", "p50", "p95", "aim", "missed", "MB"))
    group = ""
    for row in rows(run):
        if row.group != group:
            group = row.group
            drawn.add_section()
            drawn.add_row(f"[bold]{group}[/bold]")
        drawn.add_row(*_cells(row))
    return drawn


def _cells(row: SenseRow) -> tuple[str, ...]:
    aim = _shown(row.aim_ms, lambda ms: f"{_ms(ms)} {'[green]met[/green]' if row.met else '[red]missed[/red]'}")
    return (
        f"  {row.what}",
        _shown(row.cores, "{:.3f}".format),
        _shown(row.to_alone, "{:.2f}".format),
        _shown(row.p50_ms, _ms),
        _shown(row.p95_ms, _ms),
        aim,
        "" if row.missed is None else f"{row.missed} of {row.missed + (row.observed or 0)}",
        _shown(row.resident_mb, "{:.0f}".format),
    )


def _by_minute(whole: KioskRun) -> Table:
    each = whole.looks[0].of.seconds
    said = "minute" if abs(each - LOOK_S) < 1 else f"{each:.0f} s"
    late = ("picture p95", "sound p95", "body p95")
    drawn = _empty(f"everything together, by {said}", ("", "cores", *late, "missed", "samples lost", "MB"))
    for number, looked in enumerate(whole.looks, 1):
        p95 = [_shown(_late(sense, _delays_ms([looked], sense)).p95_ms, _ms) for sense in whole.senses]
        missed = " + ".join(str(looked.of.missed[sense]) for sense in whole.senses)
        cores, held = f"{_cores([looked], 'all'):.2f}", f"{looked.held.resident_mb:.0f}"
        drawn.add_row(str(number), cores, *p95, missed, str(looked.of.samples_lost), held)
    return drawn


def _empty(title: str, headings: Sequence[str]) -> Table:
    drawn = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), title=title, title_justify="left")
    for heading in headings:
        drawn.add_column(heading, justify="right" if heading not in ("", "aim") else "left", no_wrap=True)
    return drawn


def _shown(value: float | None, as_text: Callable[[float], str]) -> str:
    return "" if value is None else as_text(value)


def _ms(value: float) -> str:
    return f"{value:.0f} ms"


def as_json(run: SensesResult) -> dict[str, Any]:
    """All that the tables have; of the kiosk with everything also by minute."""
    return {
        "machine": run.machine,
        "quick": run.quick,
        "rows": [asdict(row) for row in rows(run)],
        "minutes": [_minute(looked, run.kiosk("all").senses) for looked in run.kiosk("all").looks],
    }


def _minute(looked: IntervalMemory, senses: Sequence[Sense]) -> dict[str, Any]:
    return {
        "seconds": looked.of.seconds,
        "cores": _cores([looked], "all"),
        "p95_ms": {sense: _late(sense, _delays_ms([looked], sense)).p95_ms for sense in senses},
        "missed": looked.of.missed,
        "samples_lost": looked.of.samples_lost,
        "held": asdict(looked.held),
        "beside_s": looked.beside_s,
    }
