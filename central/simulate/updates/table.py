"""Results of simulated rollouts as text."""

from collections.abc import Sequence

from central.simulate.updates.run import AWAY, CANARIES, LOST_SHARE, UpdateResult
from central.simulate.updates.scenarios import Scenario

NAMES: dict[Scenario, str] = {
    "good": "good version",
    "bad": "version that sees no camera",
    "away": f"good version, central away for {(AWAY[1] - AWAY[0]) / 3600:.0f} h",
    "lost": f"{LOST_SHARE:.0%} of the kiosks never come back".replace("%", " %"),
}


def result_rows(results: Sequence[UpdateResult]) -> list[tuple[str, ...]]:
    """Head and one row per result."""
    head = ("scenario", "kept", "returned", "silent", "untouched", "without a whole program", "rings released after")
    rows: list[tuple[str, ...]] = [(*head, "stopped after", "last kept after", "looks per day", "metadata per day")]
    for result in results:
        rings = " / ".join(f"{at_h:.1f}" for at_h in result.rings_h.values())
        counts = (result.kept, result.returned, result.silent, result.untouched, result.broken)
        rows.append(
            (
                NAMES[result.scenario],
                *map(str, counts),
                f"{rings} h",
                _hours(result.stopped_h),
                _hours(result.last_kept_h),
                f"{result.looks_per_day:.0f}",
                f"{result.bytes_per_day / 1000:.0f} kB",
            )
        )
    return rows


def result_lines(result: UpdateResult) -> list[str]:
    """Lines about one result, as a terminal shows them."""
    head, row = result_rows([result])
    lines = [f"{result.kiosks} kiosks, the first {CANARIES} of them canaries, {result.days} days: {row[0]}"]
    return lines + [f"  {name:24} {value}" for name, value in zip(head[1:], row[1:], strict=True)]


def _hours(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} h"
