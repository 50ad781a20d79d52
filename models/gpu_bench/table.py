"""The table that `make gpu` prints, in Markdown."""

from collections.abc import Sequence

from models.gpu_bench.card import Card
from models.gpu_bench.measure import Row
from models.serving.engine_cache import ROWS


def speed_table(card: Card, runner: str, why_not_tensorrt: str, rows: Sequence[Row]) -> str:
    """Card, driver and program, followed by one line for each file of a model."""
    lines = [f"{card.name}, driver {card.driver}; {runner}."]
    if why_not_tensorrt:
        lines.append(f"Without TensorRT: {why_not_tensorrt}")
    lines += [
        "",
        f"| model | precision | difference from the processor | allowed | rows per second, {ROWS[1]} per call |"
        " on the processor, one thread |",
        "|---|---|---|---|---|---|",
        *(_line(row) for row in rows),
    ]
    return "\n".join(lines)


def _line(row: Row) -> str:
    if row.problem:
        cells = [row.problem.replace("|", "/"), f"{row.tolerance:g}", "–", "–"]
    else:
        cells = [f"{row.difference:.1e}", f"{row.tolerance:g}", f"{row.gpu_hz:,.0f}", f"{row.processor_hz:,.0f}"]
    return f"| `{row.network}` | {row.precision} | {' | '.join(cells)} |"
