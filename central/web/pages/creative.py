"""Page about one creative: its main finding, the curve over the video, moments, shops, times, and exports."""

from functools import partial

from starlette.exceptions import HTTPException
from starlette.responses import Response

from central.reports import answers
from central.reports.impression_values import Impressions
from central.reports.impressions import answer_impressions
from central.reports.rendering.impression_words import impressions_part
from central.reports.rendering.page import build_page as page_of
from central.reports.rendering.page_creative import creative_part as view_of
from central.reports.rendering.table import report_csv
from central.reports.selection import find_creatives
from central.reports.values import Report
from central.store.creatives import film_hash
from central.store.shops import list_shops
from central.store.users import Role
from central.web.pages.exports import export_contents, export_links, export_routes, file_response, film_frames
from central.web.pages.links import add_query, creative_path, new_playlist_path
from central.web.pages.ranges import range_links
from central.web.pages.seconds import second_areas
from central.web.queries import CreativeQuery, ReportQuery, parse_query, report_request
from central.web.report_lane import BY_DAYS
from central.web.request_context import RequestContext
from central.web.routes import page_route

IN_PATH = {"tenant", "creative"}
KEPT = "private, max-age=31536000, immutable"
MOST_S = 600


def show(context: RequestContext) -> Response:
    """Page with the interactive report."""
    query, report, sha256 = _report_of(context)
    impressions = _impressions_of(context, query, report)
    frames = film_frames(context, report, sha256)
    path = creative_path(report.tenant, report.creative)
    address = partial(_frame_address, path, sha256)
    with context.read_view() as connection:
        shops = list_shops(connection, context.scope, report.tenant)
    is_editor = context.identity.role >= Role.EDITOR
    return context.render_page(
        "advert.html.j2",
        research=report.research,
        part=view_of(report, frames, 1, address, context.t),
        impressions=impressions and impressions_part(impressions, context.t),
        seconds=second_areas(report, frames, address, context.t),
        report=report,
        query=query,
        ranges=range_links(context, path, query, IN_PATH),
        shops=shops,
        chosen={name.removeprefix(f"{report.tenant}/") for name in query.site},
        path=path,
        next_playlist=new_playlist_path(report.tenant, report.creative) if is_editor and sha256 else "",
        can_edit=context.may_edit(report.tenant),
        exports=export_links(f"{path}/report", query, IN_PATH),
        comments=add_query("/comments", query, IN_PATH, creative=f"{report.tenant}/{report.creative}"),
        compare=add_query("/compare", query, IN_PATH, creative=f"{report.tenant}/{report.creative}"),
    )


def export(context: RequestContext, kind: str) -> Response:
    """The report as a file."""
    _, report, sha256 = _report_of(context)
    key = f"{report.tenant}/{report.creative}"
    content = export_contents(
        context,
        report,
        lambda: report_csv([report]),
        lambda: page_of([report], {report.creative: film_frames(context, report, sha256)}, t=context.t),
    )
    return file_response(context, kind, key.replace("/", "-"), f"report {key}", content)


def show_frame(context: RequestContext) -> Response:
    """Response with the frame at one second of the video."""
    path = dict(context.path)
    second = path.pop("second")
    query = parse_query(CreativeQuery, context.query.__class__(), path)
    if not second.isdecimal() or len(second) > 3 or int(second) > MOST_S:
        raise HTTPException(404)
    with context.read_view() as connection:
        find_creatives(connection, context.scope, [query.creative], query.tenant)
        sha256 = film_hash(connection, query.tenant, query.creative)
    found = context.services.films.film_frames(sha256, [float(second)])
    if not found:
        raise HTTPException(404)
    return Response(found[0][1], media_type="image/jpeg", headers={"cache-control": KEPT})


def _report_of(context: RequestContext) -> tuple[ReportQuery, Report, str | None]:
    query = parse_query(ReportQuery, context.query, context.path)
    with context.read_view() as connection:
        (report,) = answers.answer_reports(
            connection, context.scope, [query.creative], report_request(query), context.now_ms
        )
        return query, report, film_hash(connection, report.tenant, report.creative)


def _impressions_of(context: RequestContext, query: ReportQuery, report: Report) -> Impressions | None:
    """Impressions of the ad. None for participants, who are invited to watch."""
    if report.unit == "participants":
        return None
    with context.read_view() as connection:
        request = report_request(query)
        return answer_impressions(connection, context.scope, query.creative, request, context.now_ms, report)


def _frame_address(path: str, sha256: str | None, second: float, _: bytes) -> str:
    """Address of a frame. It contains a digest that changes with the video, so a browser may cache the frame."""
    return f"{path}/frames/{second:.0f}?{(sha256 or '')[:12]}"


CREATIVE = "/creatives/{tenant}/{creative}"
ROUTES = [
    page_route(CREATIVE, show, weight=BY_DAYS),
    page_route(CREATIVE + "/frames/{second}", show_frame),
    *export_routes(f"{CREATIVE}/report", export),
]
