"""Film strips of the ads in a report. The videos come from a folder with one file per ad, or from the store."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from central.cli.parser import load_named_settings
from central.cli.report_options import writes_page
from central.errors import UsageError
from central.films import FfmpegMissingError, FilmError
from central.reports.film_frames import read_film_frames
from central.reports.rendering.strip import Frames
from central.reports.values import Report
from central.store.creatives import list_creatives
from central.store.database import read_view
from central.store.store import Store
from edge.messages.wire import creative_name

Strips = dict[str, Frames]
SUFFIXES = frozenset({".mp4", ".m4v", ".mov", ".mkv", ".webm", ".png", ".jpg", ".jpeg", ".webp"})


def add_film_titles(
    reports: Sequence[Report], options: argparse.Namespace, store: Store
) -> tuple[list[Report], Strips]:
    """Return the reports with the titles of their ads, and with film strips if a page is written.

    Raises UsageError. The videos come from the folder that the options name, or from the store if the options name no
    folder.
    """
    if options.ads is not None:
        adverts = find_advert_files(options.ads)
        reports = [_titled(report, adverts) for report in reports]
    else:
        adverts = {} if options.file is not None else _kept(reports, options, store)
    return list(reports), build_strips(reports, adverts) if writes_page(options) else {}


def find_advert_files(folder: Path) -> dict[str, Path]:
    """Return the video files in a folder by creative. File names follow the rules of `vitrina replay --ads`. Raises
    UsageError.
    """
    if not folder.is_dir():
        raise UsageError(f"report: --ads {folder} is not a folder. Name the folder with the videos of the ads.")
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
    return {creative_name(path.stem): path for path in files}


def _titled(report: Report, adverts: Mapping[str, Path]) -> Report:
    """Return the report with a title. If no title is stored, the name of the video file becomes the title."""
    if report.name is not None or report.creative not in adverts:
        return report
    return report.model_copy(update={"name": adverts[report.creative].stem})


def _kept(reports: Sequence[Report], options: argparse.Namespace, store: Store) -> dict[str, Path]:
    with read_view(store) as connection:
        kept = {creative.key: creative.sha256 for creative in list_creatives(connection) if creative.sha256 is not None}
    keys = {report.creative: f"{report.tenant}/{report.creative}" for report in reports}
    wanted = {creative: kept[key] for creative, key in keys.items() if key in kept}
    return {creative: load_named_settings(options).media_folder() / digest for creative, digest in wanted.items()}


def build_strips(reports: Sequence[Report], adverts: Mapping[str, Path]) -> Strips:
    """Return film strips: images of each ad, one per second. Prints a line for each ad whose file cannot be read."""
    found: Strips = {}
    for report in reports:
        path = adverts.get(report.creative)
        if path is not None and report.curve:
            try:
                found[report.creative] = read_film_frames(path, report)
            except FfmpegMissingError as error:
                print(f"report: no images of the ads: {error}", file=sys.stderr)
                return {}
            except FilmError as error:
                print(f"report: no images of {report.creative}: {error}", file=sys.stderr)
    return found
