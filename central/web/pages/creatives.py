"""List of creatives: plays, visits, smiles with their interval, reported share, and the curve as a small plot."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import Route

from central.languages.language import Language
from central.reports.creative_values import CreativeSummary
from central.reports.creatives import ORDERS, Search, creative_summaries
from central.reports.overview import Overview, creative_overviews
from central.reports.rendering.text import percent_digits, percent_text, reason_text, span_text
from central.web import sparkline
from central.web.pages.links import add_query, creative_path
from central.web.queries import Filters, ListQuery, parse_query, report_request
from central.web.report_lane import BY_DAYS
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route

AT_ONCE = 25
LEAST_TOP = 0.1
"""Lowest value at which the axis of a small plot may end, so that noise around 0 does not fill the plot."""


@dataclass(frozen=True, slots=True)
class Row:
    """One creative as a row of the page."""

    summary: CreativeSummary
    visits: int
    reported_share: float | None
    smiles: str
    interval: str
    reason: str
    curve_svg: str
    interval_svg: str

    @property
    def title(self) -> str:
        """Name of the creative, or its id if it has no name."""
        return self.summary.name or self.summary.creative


def show(context: RequestContext) -> Response:
    """Page with the creatives, searched and sorted as in the query."""
    query = parse_query(ListQuery, context.query)
    search = Search(query.search, query.tag, query.sort)
    with context.read_view() as connection:
        found = creative_summaries(connection, context.scope, search, report_request(query))
        shown = found[query.offset : query.offset + AT_ONCE]
        details = creative_overviews(connection, context.scope, shown, report_request(query))
    return context.render_page(
        "creatives.html.j2",
        rows=_rows(shown, details, context.t),
        total=len(found),
        first=query.offset + 1,
        query=query,
        orders=list(ORDERS),
        link=lambda **changed: add_query("/creatives", query, **changed),
        of=lambda row: _of(query, row),
        at_once=AT_ONCE,
    )


def _rows(shown: Sequence[CreativeSummary], details: dict[tuple[str, str], Overview], t: Language) -> list[Row]:
    means = [one.smile.high or one.smile.mean or 0.0 for one in shown]
    seconds = [cell.value or 0.0 for overview in details.values() for cell in overview.curve]
    tops = max([LEAST_TOP, *means]), max([LEAST_TOP, *seconds])
    return [_creative_row(one, details[one.tenant, one.creative], tops, t) for one in shown]


def _creative_row(one: CreativeSummary, overview: Overview, tops: tuple[float, float], t: Language) -> Row:
    found, (top, curve_top) = one.smile, tops
    digits = percent_digits(found.low, found.high)
    return Row(
        summary=one,
        visits=overview.visits,
        reported_share=overview.reported_share,
        smiles=percent_text(found.mean, digits, t),
        interval=span_text("smile", found.low, found.high, digits, t) if found.low is not None else "",
        reason="" if found.low is not None else reason_text(found.reason, overview.unit, t),
        curve_svg=sparkline.curve_svg(overview.curve, curve_top, sparkline.curve_label(overview.curve, t)),
        interval_svg=sparkline.interval_svg(found, top),
    )


def _of(query: ListQuery, row: Row) -> str:
    """Address of the page about a creative, for the same days and sites."""
    filters = Filters(from_=query.from_, to=query.to, site=query.site)
    return add_query(creative_path(row.summary.tenant, row.summary.creative), filters)


def redirect_to_first_page(_: RequestContext) -> Response:
    """Redirect to the first page."""
    return redirect("/creatives")


ROUTES: list[Route] = [page_route("/", redirect_to_first_page), page_route("/creatives", show, weight=BY_DAYS)]
