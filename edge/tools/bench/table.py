"""Table of the results: each figure with its ratio to the floor of the same run, and its aim."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich import box
from rich.table import Table

from edge.tools.bench.camera import CaptureCost
from edge.tools.bench.detector_cost import DetectorCallCost
from edge.tools.bench.pipeline_cost import CostRatioSpread, FacesCost, NetworkCallCost
from edge.tools.bench.start import KioskStartMeasurement

AIM_TO_FLOOR = 1.20
AIM_NETWORKS = 0.50
AIM_MEMORY_MB = 400.0
AIM_FIRST_S = 3.0
DETAILED_FACES = (1, 6)  # for these numbers of faces the table shows the parts of the floor

FIFTY_LINES = {1: (1.16, 1.16), 6: (2.2, 2.4)}
"""Cost of MediaPipe's short-range detector and a network of 58 k parameters in 50 lines of code, lowest and highest, by
number of faces: as a multiple of one call of that detector. Such code has no tracks, no far faces and no posters."""
PIPELINE = {1: (2.8, 3.1), 6: (3.5, 4.2)}
"""Cost of this pipeline, whose detector is the full-range one, as a multiple of the same short-range call."""
SIMPLER_SOURCE = "measured on an x86-64 laptop-class machine; this command does not measure it again"


def _span(ends: tuple[float, float]) -> str:
    low, high = ends
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


CAPTION = (
    "ms: processor time of all threads for a picture. Floor: the detector on every picture and the expression network "
    "for each face on every third, on the same pictures and in turns with the pipeline, which goes from the decoded "
    "picture to what audience tells. Medians of blocks of 15 pictures; blocks: 10 to 90 % of them. Floor of camera and "
    "network: that of one face; of start and memory: the libraries and both networks alone. "
    "Aims: of the pipeline in × floor, of the network in × detector.\n"
    "Simpler code, 50 lines with MediaPipe's short-range detector and a small network, without tracks, far faces and "
    f"posters: {_span(FIFTY_LINES[1])} × one short-range call with one face, {_span(FIFTY_LINES[6])} with six. This "
    f"pipeline: {_span(PIPELINE[1])} and {_span(PIPELINE[6])} ({SIMPLER_SOURCE})."
)


@dataclass(frozen=True, slots=True)
class BenchResult:
    """All results of one run. `kiosk` and `networks_alone` are the two sides of `measure_starts`."""

    costs: Sequence[FacesCost]
    networks: NetworkCallCost | None  # None: faces are not read
    detectors: DetectorCallCost
    capture: CaptureCost
    kiosk: KioskStartMeasurement
    networks_alone: KioskStartMeasurement
    kiosk_faces: int
    machine: str
    quick: bool
    reader: str = ""  # reader of expressions, and why

    def cost(self, faces: int) -> FacesCost:
        return next(cost for cost in self.costs if cost.faces == faces)


@dataclass(frozen=True, slots=True)
class BenchRow:
    """One row of the table. `to_floor` is a ratio to the floor of the same run, `to_detector` to one detector call."""

    key: str
    group: str
    what: str
    value: float
    unit: str  # ms of processor time a picture, s, MB
    to_floor: float
    spread: tuple[float, float] | None = None  # 10th and 90th percentile of `to_floor` over the blocks
    to_detector: float | None = None
    aim: str | None = None  # upper limit: in × floor, for a network in × detector, else in the unit
    met: bool | None = None


def rows(run: BenchResult) -> list[BenchRow]:
    """All rows, in the order of the table."""
    return [
        *(row for cost in run.costs for row in _cost_rows(cost)),
        *_camera_rows(run),
        *_network_rows(run),
        *_detector_rows(run),
        *_kiosk_rows(run),
    ]


def _cost_rows(cost: FacesCost) -> Iterator[BenchRow]:
    n, key = cost.faces, f"faces_{cost.faces}"
    group = f"{n} face{'s' * (n > 1)}, {cost.found:.2f} found"
    parts = {
        "detector": ("detector call alone", cost.detector_ms),
        "expression": ("expression call alone", cost.expression_ms),
        "floor": ("floor: both", cost.floor_ms),
    }
    for name, (what, value) in parts.items():
        if n in DETAILED_FACES and (name != "expression" or cost.rows):
            ratio = value / cost.detector_ms
            yield BenchRow(f"{key}.{name}", group, what, value, "ms", value / cost.floor_ms, to_detector=ratio)
    aim, met = None, None
    if n in DETAILED_FACES:
        aim, met = f"{AIM_TO_FLOOR:.2f}", cost.to_floor.middle <= AIM_TO_FLOOR
    limits = (cost.to_floor.low, cost.to_floor.high)
    yield BenchRow(
        f"{key}.pipeline",
        group,
        "pipeline",
        cost.pipeline_ms,
        "ms",
        cost.to_floor.middle,
        limits,
        cost.to_detector,
        aim,
        met,
    )
    if n in DETAILED_FACES:
        yield BenchRow(
            f"{key}.arriving",
            group,
            "pipeline, as all arrive",
            cost.arriving_to_floor * cost.floor_ms,
            "ms",
            cost.arriving_to_floor,
            to_detector=cost.arriving_to_floor * cost.floor_ms / cost.detector_ms,
        )


def _camera_rows(run: BenchResult) -> Iterator[BenchRow]:
    one = run.cost(1)
    for key, what, value in (
        ("decoding", "decoding alone", run.capture.decoding_ms),
        ("capture", "capture process", run.capture.capture_ms),
        ("taking", "hand-over, kiosk's side", run.capture.reading_ms),
    ):
        group = "camera, Motion JPEG"
        to_detector = value / one.detector_ms
        yield BenchRow(f"camera.{key}", group, what, value, "ms", value / one.floor_ms, to_detector=to_detector)


def _network_rows(run: BenchResult) -> Iterator[BenchRow]:
    if run.networks is None:
        return
    ratio: CostRatioSpread = run.networks.ratio
    yield BenchRow(
        "networks.expression",
        "network",
        "expression, one face",
        run.networks.expression_ms,
        "ms",
        run.networks.expression_ms / run.cost(1).floor_ms,
        None,
        ratio.middle,
        f"{AIM_NETWORKS:.2f}",
        ratio.middle <= AIM_NETWORKS,
    )


def _detector_rows(run: BenchResult) -> Iterator[BenchRow]:
    """Both runtimes of the detector; the ratio of the second is that of the blocks."""
    both, floor_ms = run.detectors, run.cost(1).floor_ms
    for key, what, value, ratio in (
        ("detector_mediapipe", "detector, MediaPipe", both.mediapipe_ms, 1.0),
        ("detector_serving", "detector, served", both.serving_ms, both.ratio.middle),
    ):
        yield BenchRow(f"networks.{key}", "network", what, value, "ms", value / floor_ms, to_detector=ratio)


def _kiosk_rows(run: BenchResult) -> Iterator[BenchRow]:
    kiosk, alone, cost = run.kiosk, run.networks_alone, run.cost(run.kiosk_faces)
    group = f"running kiosk, {run.kiosk_faces} faces"
    if kiosk.picture_ms is not None:
        to_detector = kiosk.picture_ms / cost.detector_ms
        what = "all processes"
        yield BenchRow(
            "kiosk.cpu", group, what, kiosk.picture_ms, "ms", kiosk.picture_ms / cost.floor_ms, None, to_detector
        )
    yield _compared(
        "kiosk.first",
        group,
        "start to first observation",
        (kiosk.first_s, alone.first_s),
        "s",
        AIM_FIRST_S,
    )
    yield _compared(
        "kiosk.first_cpu", group, "processor time until then", (kiosk.first_cpu_s, alone.first_cpu_s), "s", None
    )
    yield _compared(
        "kiosk.resident",
        group,
        "memory, processes added",
        (kiosk.memory.resident_mb, alone.memory.resident_mb),
        "MB",
        AIM_MEMORY_MB,
    )
    yield _compared(
        "kiosk.shared_once",
        group,
        "memory, shared once",
        (kiosk.memory.shared_once_mb, alone.memory.shared_once_mb),
        "MB",
        AIM_MEMORY_MB,
    )


def _compared(key: str, group: str, what: str, both: tuple[float, float], unit: str, aim: float | None) -> BenchRow:
    value, floor = both
    text, met = (None, None) if aim is None else (f"{aim:g} {unit}", value <= aim)
    return BenchRow(key, group, what, value, unit, value / floor, aim=text, met=met)


def table(run: BenchResult) -> Table:
    """Table for a terminal or for the documentation."""
    drawn = Table(
        box=box.SIMPLE_HEAD,
        padding=0,
        title=_title(run),
        title_justify="left",
        caption=CAPTION,
        caption_justify="left",
    )
    drawn.add_column("")
    for heading in ("cost", "× floor", "blocks", "× detector"):
        drawn.add_column(heading, justify="right", no_wrap=True)
    drawn.add_column("aim", no_wrap=True)
    group = ""
    for row in rows(run):
        if row.group != group:
            group = row.group
            drawn.add_section()
            drawn.add_row(f"[bold]{group}[/bold]")
        drawn.add_row(*_cells(row))
    return drawn


def _cells(row: BenchRow) -> tuple[str, ...]:
    value = {"ms": f"{row.value:.2f} ms", "s": f"{row.value:.2f} s", "MB": f"{row.value:.0f} MB"}[row.unit]
    limits = f"{row.spread[0]:.2f}-{row.spread[1]:.2f}" if row.spread else ""
    aim = "" if row.aim is None else f"{row.aim} {'[green]met[/green]' if row.met else '[red]missed[/red]'}"
    to_detector = "" if row.to_detector is None else f"{row.to_detector:.2f}"
    return (f"  {row.what}", value, f"{row.to_floor:.2f}", limits, to_detector, aim)


def _title(run: BenchResult) -> str:
    reader = f"; reader of expressions: {run.reader.partition(': ')[0]}" if run.reader else ""
    return f"vitrina bench, {run.machine}{reader}" + (" (quick: a look, not a measurement)" if run.quick else "")


def as_json(run: BenchResult) -> dict[str, Any]:
    """Content of the table as JSON, with the costs that the table leaves out."""
    return {
        "machine": run.machine,
        "quick": run.quick,
        "reader": run.reader,
        "rows": [asdict(row) for row in rows(run)],
        "costs": [asdict(cost) for cost in run.costs],
        "to_short_range_call": {"50_lines": FIFTY_LINES, "pipeline": PIPELINE, "source": SIMPLER_SOURCE},
    }
