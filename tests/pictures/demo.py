"""The demo in shop use: its terminal without the frames that it shows to its user, and its report."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.pictures.browser import SCHEMES, chromium, open_page, take_picture, write_picture
from tests.pictures.files import scheme_path

SECONDS = 108
"""Long enough for one message of each kind. The people of the demo are in view for 15 of 50 s, and then too."""
WINDOW = (900, 1250)
RUN = "import sys; from edge.cli.main import main; sys.exit(main())"


def write_demo(folder: Path, names: Sequence[str]) -> None:
    """Write `demo.svg` and `demo-report`.

    The demo downloads its videos unless they are in its cache. None of them is in a picture.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        report, picture = Path(name) / "report.html", Path(name) / "demo.svg"
        options = ["--seconds", str(SECONDS), "--image", str(picture), "--report", str(report)]
        subprocess.run([sys.executable, "-c", RUN, "demo", *options], check=True, stdout=subprocess.DEVNULL)
        if "demo.svg" in names:
            (folder / "demo.svg").write_bytes(picture.read_bytes())
        if "demo-report" in names:
            _picture_report(report, folder / "demo-report.webp")


def _picture_report(report: Path, path: Path) -> None:
    with chromium() as browser:
        for scheme in SCHEMES:
            page = open_page(browser, scheme, WINDOW)
            page.goto(report.as_uri())
            write_picture(take_picture(page), scheme_path(path, scheme))
