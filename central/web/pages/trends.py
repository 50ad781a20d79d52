"""Page about trends: the ads with a tag week by week, with the days on which an ad or an expression model started."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from starlette.responses import Response

from central.reports import answers
from central.reports.creative_values import CreativeSummary
from central.reports.creatives import Search, creative_summaries, find_first_days
from central.reports.rendering.page import build_page as page_of
from central.reports.rendering.page_trend import trend_figure
from central.reports.rendering.table import trend_csv
from central.reports.rendering.text import day_text
from central.reports.rendering.verdicts import trend_headline
from central.reports.selection import Request, build_selection
from central.reports.trend_values import Trend
from central.web.pages.compare import measure_labels
from central.web.pages.exports import export_contents, export_links, export_routes, file_response
from central.web.pages.links import add_query, creative_path
from central.web.pages.ranges import range_links
from central.web.queries import TrendPageQuery, parse_query, report_request
from central.web.report_lane import DAYS, Weight
from central.web.request_context import RequestContext
from central.web.routes import page_route


def show(context: RequestContext) -> Response:
    """Page with the tags to choose from, and the weekly results of the chosen tag."""
    query = parse_query(TrendPageQuery, context.query)
    with context.read_view() as connection:
        found = creative_summaries(connection, context.scope, Search(order="name"), Request(query.tenant))
        tags = Counter((one.tenant, one.tag) for one in found if one.tag)
        trend, started = None, {}
        if query.tag is not None:
            trend = answers.answer_trend(
                connection, context.scope, [], query.tag, query.measure, report_request(query), context.now_ms
            )
            started = find_first_days(
                connection, build_selection(connection, context.scope, trend.tenant, Request(trend.tenant))
            )
    events = _advert_events(trend, started, found) if trend else {}
    return context.render_page(
        "trends.html.j2",
        research=trend is not None and trend.research,
        tags=[
            (tag, number, add_query("/trends", TrendPageQuery(tenant=of, tag=tag)))
            for (of, tag), number in tags.items()
        ],
        trend=trend,
        headline=trend_headline(trend, context.t) if trend else "",
        figure=trend_figure(trend, list(events), context.t) if trend else None,
        events=[(day_text(at, context.t), begun) for at, begun in events.items()],
        query=query,
        ranges=range_links(context, "/trends", query),
        measures=measure_labels(context.t),
        exports=export_links("/trends", query),
    )


def _advert_events(
    trend: Trend, started: dict[str, date], found: Sequence[CreativeSummary]
) -> dict[date, list[tuple[str, str]]]:
    """Ads that started within the weeks, by day, with the name and page of each ad."""
    titles = {one.creative: one.name or one.creative for one in found if one.tenant == trend.tenant}
    first = trend.weeks[0].week if trend.weeks else date.max
    events: dict[date, list[tuple[str, str]]] = {}
    for at, name in sorted((started[name], name) for name in trend.creatives if name in started):
        if at >= first:
            events.setdefault(at, []).append((titles.get(name, name), creative_path(trend.tenant, name)))
    return events


def export(context: RequestContext, kind: str) -> Response:
    """The weekly results as a file."""
    query = parse_query(TrendPageQuery, context.query)
    with context.read_view() as connection:
        found = answers.answer_trend(
            connection, context.scope, [], query.tag, query.measure, report_request(query), context.now_ms
        )
    content = export_contents(
        context, found, lambda: trend_csv(found), lambda: page_of([], {}, trend=found, t=context.t)
    )
    return file_response(context, kind, "trend", f"trend of {query.tag}", content)


ROUTES = [page_route("/trends", show, weight=Weight(("tag", *DAYS))), *export_routes("/trends", export)]
