"""Film strips of the adverts in a report: from a folder of files by name, or from the files of the store."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path

from central.errors import UsageError
from central.films import FfmpegMissingError, FilmError, frames
from central.reports.strip import Frames
from central.reports.values import Report
from edge.messages.wire import creative_of

HEIGHT_PX = 180
MOST_FRAMES = 30


def adverts_of(options: argparse.Namespace) -> dict[str, Path]:
    """Files of the adverts that the options name. Raises UsageError."""
    return {} if options.adverts is None else adverts_in(options.adverts)


def adverts_in(folder: Path) -> dict[str, Path]:
    """Files of a folder by the creative that `vitrina replay --adverts` makes of their name. Raises UsageError."""
    if not folder.is_dir():
        raise UsageError(f"report: --adverts {folder} is not a folder. Name the folder with the films of the adverts.")
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return {creative_of(path.stem): path for path in files}


def named(reports: Sequence[Report], adverts: Mapping[str, Path]) -> list[Report]:
    """Reports with the title of the advert's file, where no other name is known."""
    return [
        report.model_copy(update={"name": adverts[report.creative].stem})
        if report.name is None and report.creative in adverts
        else report
        for report in reports
    ]


def strips_of(reports: Sequence[Report], adverts: Mapping[str, Path]) -> dict[str, Frames]:
    """Pictures of the seconds of each advert. An advert without a readable file has none, which is said."""
    found: dict[str, Frames] = {}
    for report in reports:
        path = adverts.get(report.creative)
        if path is not None and report.curve:
            try:
                found[report.creative] = _strip(path, report)
            except FfmpegMissingError as error:
                print(f"report: no pictures of the adverts: {error}", file=sys.stderr)
                return {}
            except FilmError as error:
                print(f"report: no pictures of {report.creative}: {error}", file=sys.stderr)
    return found


def _strip(path: Path, report: Report) -> Frames:
    length = len(report.curve)
    step = max(1, ceil(length / MOST_FRAMES))
    middles = [(moment.from_second + moment.to_second - 1) // 2 for moment in report.moments[:MOST_FRAMES]]
    seconds = sorted({*range(0, length, step), *middles})
    pictures = frames(path, [float(second) for second in seconds], HEIGHT_PX)
    return sorted(pictures.items())
