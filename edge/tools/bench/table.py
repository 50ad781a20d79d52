"""Table of the results: each value, its ratio to the floor of the same run, and its target."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.table import Table

from edge.tools.bench.camera import CaptureCost
from edge.tools.bench.detector_cost import DetectorCallCost
from edge.tools.bench.pipeline_cost import CostRatioSpread, FacesCost, NetworkCallCost

AIM_TO_FLOOR = 1.20
AIM_NETWORKS = 0.50
DETAILED_FACES = (1, 6)  # for these numbers of faces the table shows the parts of the floor

CAPTION = (
    "cost: processor time of all threads and processes for a frame. Floor: the face detector on every frame and the "
    "expression model on each face in every third frame, measured in turns with the part compared with it. Whole "
    "kiosk: everything that `vitrina run` starts, in front of six people; median of the turns, spread: lowest and "
    "highest turn. Pipeline: from the decoded frame to the audience's numbers; median of blocks of 15 frames, spread: "
    "10 to 90 % of them. Floor of camera and model: the floor for one face; floor of start and memory: the libraries "
    "and only both models. Aim: of the pipeline in × floor, of the model in × detector."
)


@dataclass(frozen=True, slots=True)
class BenchResult:
    """Results for one value of `[models] use`, without the results of the whole kiosk."""

    costs: Sequence[FacesCost]
    networks: NetworkCallCost | None  # None: faces are not read
    detectors: DetectorCallCost
    capture: CaptureCost
    reader: str = ""  # reader of expressions, and why

    def find_cost(self, faces: int) -> FacesCost:
        return next(cost for cost in self.costs if cost.faces == faces)


@dataclass(frozen=True, slots=True)
class BenchRow:
    """One row. `to_floor`: ratio to the floor of the same run. `to_detector`: ratio to one detector call."""

    key: str
    group: str
    what: str
    value: float
    unit: str  # ms of processor time a picture, s, MB
    to_floor: float
    spread: tuple[float, float] | None = None  # of `to_floor`: lowest and highest turn; of blocks 10 to 90 %
    to_detector: float | None = None
    aim: str | None = None  # upper limit: in × floor, for a network in × detector, else in the unit
    met: bool | None = None


def bench_rows(run: BenchResult) -> list[BenchRow]:
    """All rows in the order of the table."""
    return [
        *(row for cost in run.costs for row in _cost_rows(cost)),
        *_camera_rows(run),
        *_network_rows(run),
        *_detector_rows(run),
    ]


def _cost_rows(cost: FacesCost) -> Iterator[BenchRow]:
    n, key = cost.faces, f"faces_{cost.faces}"
    group = f"{n} face{'s' * (n > 1)}, {cost.found:.2f} found"
    parts = {
        "detector": ("detector call only", cost.detector_ms),
        "expression": ("expression call only", cost.expression_ms),
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
    one = run.find_cost(1)
    for key, what, value in (
        ("decoding", "decoding only", run.capture.decoding_ms),
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
        "model",
        "expression, one face",
        run.networks.expression_ms,
        "ms",
        run.networks.expression_ms / run.find_cost(1).floor_ms,
        None,
        ratio.middle,
        f"{AIM_NETWORKS:.2f}",
        ratio.middle <= AIM_NETWORKS,
    )


def _detector_rows(run: BenchResult) -> Iterator[BenchRow]:
    """Rows about both runtimes of the detector. The second row's ratio is the median ratio of the blocks."""
    both, floor_ms = run.detectors, run.find_cost(1).floor_ms
    for key, what, value, ratio in (
        ("detector_mediapipe", "detector, MediaPipe", both.mediapipe_ms, 1.0),
        ("detector_serving", "detector, served", both.serving_ms, both.ratio.middle),
    ):
        yield BenchRow(f"networks.{key}", "model", what, value, "ms", value / floor_ms, to_detector=ratio)


def draw(title: str, drawn_rows: Sequence[BenchRow]) -> Table:
    """Format the rows as a table for a terminal or for the documentation."""
    drawn = Table(box=box.SIMPLE_HEAD, padding=0, title=title, title_justify="left")
    drawn.add_column("", no_wrap=True)
    for heading in ("cost", "× floor", "spread", "× detector"):
        drawn.add_column(heading, justify="right", no_wrap=True)
    drawn.add_column("aim", no_wrap=True)
    group = ""
    for row in drawn_rows:
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
