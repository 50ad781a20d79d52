"""All examples as pages, to look at: `python -m tests.central.reports.look OUT_DIR`."""

import sys
from pathlib import Path

from central.reports.rendering.page import report_page
from tests.central.reports.examples import reports
from tests.central.reports.frames import film
from tests.central.reports.verdict_examples import comparisons, experiments, trends


def main(folder: Path) -> None:
    """Writes a page for each example."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, report in reports().items():
        strip = film(len(report.curve)) if name != "one-shop" else []
        _write(folder, name, report_page([report], {report.creative: strip}))
    for name, comparison in comparisons().items():
        strips = {report.creative: film(len(report.curve)) for report in comparison.reports}
        _write(folder, f"comparison-{name}", report_page(comparison.reports, strips, comparison))
    for name, experiment in experiments().items():
        _write(folder, f"experiment-{name}", report_page([], {}, experiment=experiment))
    for name, trend in trends().items():
        _write(folder, f"trend-{name}", report_page([], {}, trend=trend))


def _write(folder: Path, name: str, html: str) -> None:
    path = folder / f"{name}.html"
    path.write_text(html, encoding="utf-8")
    print(f"{path} {len(html) / 1000:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
