"""Picture of a report for the documents: `python -m tests.report_picture docs/report.png --table docs/numbers.md`.

A simulated fleet of 12 shops in 7 days, reported as one page with a drawn film, seen by Debian's Chromium. The table
has the curve of the picture, beside the truth.
"""

import argparse
import re
import subprocess
import tempfile
from pathlib import Path

from central.reports import answers
from central.reports.rendering.page import report_page
from central.reports.selection import Request
from central.reports.values import Report
from central.store.database import open_store, read_view
from central.store.location import Location
from central.store.scope import Scope
from tests.central.planted import FIRST_DAY, PlantedLevels, messages_of, store_all, truth_of
from tests.central.reports.frames import film

SITES, DAYS, SEED, ADVERT = 12, 7, 1, "advert_f"
WIDTH, HEIGHT = 1000, 1210


def main() -> None:
    """Writes the picture, and the table."""
    parser = argparse.ArgumentParser(description="Draw the report of a simulated advert for the documents.")
    parser.add_argument("picture", type=Path)
    parser.add_argument("--table", type=Path, metavar="FILE.md", help="write the curve as a table into this document")
    options = parser.parse_args()
    reports = simulated()
    with tempfile.TemporaryDirectory() as name:
        html = Path(name) / "report.html"
        html.write_text(report_page(reports, {ADVERT: film(15)}), encoding="utf-8")
        _screenshot(html, options.picture.resolve())
    if options.table:
        text = options.table.read_text(encoding="utf-8")
        marker = re.compile(r"(<!-- curve:[^>]*-->\n).*?(<!-- /curve -->)", re.DOTALL)
        options.table.write_text(
            marker.sub(lambda match: match[1] + table(reports[0]) + match[2], text), encoding="utf-8"
        )


def simulated() -> list[Report]:
    """The report of the advert."""
    with tempfile.TemporaryDirectory() as name, open_store(Location(Path(name) / "data")) as store:
        store_all(store, messages_of(truth_of(SEED, SITES), SEED, DAYS, PlantedLevels()))
        with read_view(store) as connection:
            end_ms = (FIRST_DAY + DAYS) * 86_400_000
            return answers.answer_reports(connection, Scope.whole_store(), [ADVERT], Request(), end_ms)


def table(report: Report) -> str:
    """The curve as Markdown: each second, what is named of it, and what was planted before shops differ."""
    (planted,) = [advert.smile for advert in truth_of(SEED, SITES).adverts if advert.creative == ADVERT]
    rows = ["| second | smiled | band | watchers | named | planted |", "|---|---|---|---|---|---|"]
    for second in report.curve:
        named = [m.size for m in report.moments if m.from_second <= second.second < m.to_second]
        cells = [
            str(second.second),
            _percent(second.smile),
            f"{_percent(second.band_low)} to {_percent(second.band_high)}",
            f"{second.watchers:,}",
            "".join(f"{100 * size:+.1f} points".replace("-", "−") for size in named),
            _percent(planted[second.second]),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"


def _screenshot(html: Path, picture: Path) -> None:
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={WIDTH},{HEIGHT}"]
    subprocess.run(
        ["chromium", *flags, f"--screenshot={picture}", html.as_uri()], check=True, capture_output=True, timeout=120
    )


if __name__ == "__main__":
    main()
