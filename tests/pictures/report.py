"""Report of an ad in a simulated fleet of 12 shops and 7 days, and its curve as a table beside the planted truth."""

import tempfile
from collections.abc import Sequence
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
from tests.evidence.parts import fill_part
from tests.pictures.browser import SCHEMES, chromium, open_page, take_picture, write_picture
from tests.pictures.files import scheme_path

SITES, DAYS, SEED, ADVERT = 12, 7, 1, "advert_f"
SIZE = (900, 1180)
DOCUMENT = Path(__file__).parents[2] / "docs" / "results" / "read-a-report.md"


def write_report(folder: Path, _: Sequence[str] = ()) -> None:
    """Write `report`, and the curve as a table into the document that explains it."""
    reports = simulated()
    html = report_page(reports, {ADVERT: film(15)})
    with chromium() as browser:
        for scheme in SCHEMES:
            page = open_page(browser, scheme, SIZE)
            page.set_content(html)
            write_picture(take_picture(page), scheme_path(folder / "report.webp", scheme))
    fill_part(DOCUMENT, "curve", table(reports[0]))


def simulated() -> list[Report]:
    """The report of the advert."""
    with tempfile.TemporaryDirectory() as name, open_store(Location(Path(name) / "data")) as store:
        store_all(store, messages_of(truth_of(SEED, SITES), SEED, DAYS, PlantedLevels()))
        with read_view(store) as connection:
            end_ms = (FIRST_DAY + DAYS) * 86_400_000
            return answers.answer_reports(connection, Scope.whole_store(), [ADVERT], Request(), end_ms)


def table(report: Report) -> str:
    """The curve as Markdown: each second, the moment that names it, and the planted value before shops differ.
    Below it, the mean and the moments.
    """
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
    return "\n".join([*rows, "", *_summary(report)]) + "\n"


def _summary(report: Report) -> list[str]:
    """Table of the ad's mean and of its moments, each with its interval."""
    smile = report.measures["smile"]
    rows = ["| of the ad | value | 95 % interval |", "|---|---|---|"]
    rows.append(f"| mean | {_percent(smile.mean)} | {_percent(smile.low)} to {_percent(smile.high)} |")
    rows += [
        f"| seconds {moment.from_second} to {moment.to_second - 1} | {100 * moment.size:.1f} points "
        f"| {100 * moment.low:.1f} to {100 * moment.high:.1f} |"
        for moment in report.moments
    ]
    return rows


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"
