"""Writes a report as JSON, CSV, one HTML or PDF file, or a chart in the terminal."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from central.cli.film_strips import Strips
from central.cli.report_options import writes_page
from central.errors import SourceError
from central.languages.language import Language, find_language
from central.reports.comment_values import CommentTrend
from central.reports.experiment_values import Comparison, Experiment
from central.reports.rendering.page import Page, build_page, content_html
from central.reports.rendering.pdf import content_pdf
from central.reports.rendering.sheet import Screen, stream_screen
from central.reports.rendering.table import comments_csv, comparison_csv, experiment_csv, report_csv, trend_csv
from central.reports.rendering.terminal import comments_text, comparison_text, experiment_text, report_text, trend_text
from central.reports.trend_values import Trend
from central.reports.values import Report, Value

V = TypeVar("V", bound=Value)


def show_reports(
    found: Sequence[Report], strips: Strips, together: Comparison | None, options: argparse.Namespace
) -> None:
    """Show reports in the requested form. A page starts with their comparison, if one is given."""
    if writes_page(options):
        write_page(options, build_page(found, strips, together, t=find_language(options.language)))
    elif options.json:
        print_json([one.model_dump(mode="json") for one in found])
    elif options.csv:
        sys.stdout.write(report_csv(found))
    else:
        screen = _screen()
        print("\n\n".join(report_text(one, screen).rstrip("\n") for one in found))


def show_comparison(found: Comparison, strips: Strips, options: argparse.Namespace) -> None:
    """Show a comparison in the requested form."""
    _show_answer(
        found, options, comparison_csv, comparison_text, lambda t: build_page(found.reports, strips, found, t=t)
    )


def show_experiment(found: Experiment, reports: Sequence[Report], strips: Strips, options: argparse.Namespace) -> None:
    """Show an experiment in the requested form. Its page also has the reports of its creatives."""
    _show_answer(
        found, options, experiment_csv, experiment_text, lambda t: build_page(reports, strips, experiment=found, t=t)
    )


def show_trend(found: Trend, options: argparse.Namespace) -> None:
    """Show a trend in the requested form."""
    _show_answer(found, options, trend_csv, trend_text, lambda t: build_page([], {}, trend=found, t=t))


def show_comments(found: CommentTrend, options: argparse.Namespace) -> None:
    """Show comments in the requested form."""
    _show_answer(found, options, comments_csv, comments_text, lambda t: build_page([], {}, comments=found, t=t))


def _show_answer(
    found: V,
    options: argparse.Namespace,
    as_csv: Callable[[V], str],
    as_text: Callable[[V, Screen], str],
    as_page: Callable[[Language], Page],
) -> None:
    if writes_page(options):
        write_page(options, as_page(find_language(options.language)))
    elif options.json:
        print_json([found.model_dump(mode="json")])
    elif options.csv:
        sys.stdout.write(as_csv(found))
    else:
        print(as_text(found, _screen()).rstrip("\n"))


def print_json(values: list[dict[str, object]]) -> None:
    """Print one JSON object, or a list if there are several objects."""
    print(json.dumps(values[0] if len(values) == 1 else values, indent=2, ensure_ascii=False, allow_nan=False))


def _screen() -> Screen:
    return stream_screen(sys.stdout, os.environ)


def write_page(options: argparse.Namespace, shown: Page) -> None:
    """Write a page as HTML or PDF. After an error no partial file remains. Raises SourceError or PdfError."""
    path: Path = options.out or options.pdf
    content = content_html(shown).encode() if options.out else content_pdf(shown)
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SourceError(
            f"report: {path} cannot be written ({error.strerror}). Name a file in an existing folder."
        ) from None
    use = "Open it in a browser, mail it, or print it." if options.out else "Mail it, or print it on A4."
    print(f"report: wrote {path}, {len(content) / 1000:,.0f} kB. {use}", file=sys.stderr)
