"""Picture of a report for the documents: `python -m tests.report_picture docs/report.png`.

A simulated fleet of 12 shops in 7 days, reported as one page with a drawn film, seen by Debian's Chromium.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from central.reports import answers
from central.reports.rendering.page import page
from central.reports.selection import Request
from central.store.database import open_store, reading
from central.store.location import Location
from central.store.scope import Scope
from tests.central.planted import FIRST_DAY, PlantedLevels, messages_of, store_all, truth_of
from tests.central.reports.frames import film

SITES, DAYS, SEED, ADVERT = 12, 7, 1, "advert_f"
WIDTH, HEIGHT = 1000, 1210


def main(picture: Path) -> None:
    """Writes the picture."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_store(Location(folder / "data")) as store:
            store_all(store, messages_of(truth_of(SEED, SITES), SEED, DAYS, PlantedLevels()))
            with reading(store) as connection:
                reports = answers.reports(
                    connection, Scope.whole_store(), [ADVERT], Request(), (FIRST_DAY + DAYS) * 86_400_000
                )
        html = folder / "report.html"
        html.write_text(page(reports, {ADVERT: film(15)}), encoding="utf-8")
        _screenshot(html, picture.resolve())


def _screenshot(html: Path, picture: Path) -> None:
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={WIDTH},{HEIGHT}"]
    subprocess.run(
        ["chromium", *flags, f"--screenshot={picture}", html.as_uri()], check=True, capture_output=True, timeout=120
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
