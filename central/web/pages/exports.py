"""Exports the content of a page as files. Each export is recorded in the audit log before it is sent."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from importlib.util import find_spec

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from central.films import FilmError
from central.reports.film_frames import strip_seconds
from central.reports.rendering.page import Page, content_html
from central.reports.rendering.pdf import content_pdf
from central.reports.rendering.strip import Frames
from central.reports.rendering.typesetting import Bounds
from central.reports.values import Report, Value
from central.store.creatives import film_hash
from central.web.pages.links import add_query
from central.web.queries import Query
from central.web.report_lane import PDF, REPORT
from central.web.request_context import RequestContext
from central.web.routes import page_route

Export = Callable[[RequestContext, str], Response]
Contents = Mapping[str, Callable[[], str | bytes]]
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
}
PDF_BOUNDS = Bounds(memory=640 << 20, seconds=50.0)
"""Limits for a PDF. Only one PDF is made at a time, and it leaves memory for the server in the 1 GiB of its service."""


def has_pdf() -> bool:
    """True if the extra for PDF is installed."""
    return find_spec("typst") is not None


def export_routes(path: str, export: Export) -> list[Route]:
    """Routes for all kinds of export of a page. The path of a route is the path of the page plus the kind."""
    return [
        page_route(f"{path}.{kind}", partial(_of_kind, export, kind), weight=PDF if kind == "pdf" else REPORT)
        for kind in MEDIA_TYPES
    ]


def _of_kind(export: Export, kind: str, context: RequestContext) -> Response:
    if kind == "pdf" and not has_pdf():
        raise HTTPException(
            501,
            "This server cannot make PDFs. To add PDF support, run this command in its checkout of Vitrina: pip install"
            " --require-hashes --no-deps -r requirements-pdf.lock. You can also print the HTML report.",
        )
    return export(context, kind)


def export_links(path: str, query: Query, omitted: Iterable[str] = ()) -> dict[str, str]:
    """Links from a page to its exports, by kind."""
    kinds = [kind for kind in MEDIA_TYPES if kind != "pdf" or has_pdf()]
    return {kind: add_query(f"{path}.{kind}", query, set(omitted)) for kind in kinds}


def file_response(
    context: RequestContext, kind: str, name: str, what: str, content: Mapping[str, Callable[[], str | bytes]]
) -> Response:
    """Response with a file. `content`: functions that create each kind of file. `what`: name of the export in the audit
    log.
    """
    made = content[kind]()
    with context.begin_write() as connection:
        context.record(connection, "export", f"{what[:200]} as {kind}")
    headers = {"content-disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(made, media_type=MEDIA_TYPES[kind], headers=headers)


def export_contents(
    context: RequestContext, value: Value, csv: Callable[[], str], shown: Callable[[], Page]
) -> Contents:
    """Functions that create each kind of file, from a value and its page."""
    return {
        "csv": csv,
        "json": lambda: json.dumps(value.model_dump(mode="json"), indent=2, ensure_ascii=False, allow_nan=False),
        "html": lambda: content_html(shown()),
        "pdf": lambda: content_pdf(shown(), _pdf_bounds(context)),
    }


def _pdf_bounds(context: RequestContext) -> Bounds:
    interruption = context.interruption
    return PDF_BOUNDS if interruption is None else replace(PDF_BOUNDS, covering=interruption.cover_work)


def film_frames(context: RequestContext, report: Report, sha256: str | None) -> Frames:
    """Frames of a video; empty if the video cannot be read, which is logged."""
    try:
        return context.services.films.film_frames(sha256, strip_seconds(report)) if report.curve else []
    except FilmError as error:
        context.services.fault_log.log_error("web: %s", error)
        return []


def film_strips(context: RequestContext, reports: Iterable[Report]) -> dict[str, Frames]:
    """Frames of the videos of several ads, by creative."""
    with context.read_view() as connection:
        films = [(report, film_hash(connection, report.tenant, report.creative)) for report in reports]
    return {report.creative: film_frames(context, report, sha256) for report, sha256 in films}
