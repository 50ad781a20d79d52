"""Page about comments by week: those of visitors at the kiosks, and imported reviews. It shows numbers, and never
texts.
"""

from starlette.responses import Response

from central.reports.comment_answers import CreativeFilter, answer_comments, comment_tags
from central.reports.comment_values import CommentTrend
from central.reports.rendering import comment_words as words
from central.reports.rendering.page import build_page as page_of
from central.reports.rendering.table import comments_csv
from central.store.scope import visible_sites
from central.store.shops import list_shops
from central.web.pages.exports import export_contents, export_links, export_routes, file_response
from central.web.pages.links import add_query
from central.web.pages.ranges import range_links
from central.web.queries import CommentsQuery, parse_query, report_request
from central.web.report_lane import BY_DAYS
from central.web.request_context import RequestContext
from central.web.routes import page_route


def show(context: RequestContext) -> Response:
    """Page with the weekly comments of all shops, of a tag or of an ad. If there are several tenants, a choice of
    tenants.
    """
    query = parse_query(CommentsQuery, context.query)
    with context.read_view() as connection:
        tenants = visible_sites(connection, context.scope).tenants
        known = comment_tags(connection, context.scope, query.tenant)
        is_choice = query.tenant is None and query.tag is None and query.creative is None and len(tenants) != 1
        found = None if is_choice else _found(context, query)
        shops = list_shops(connection, context.scope, found.tenant) if found else []
    return context.render_page(
        "comments.html.j2",
        research=found is not None and found.research,
        tenants=[(tenant, add_query("/comments", CommentsQuery(tenant=tenant))) for tenant in tenants],
        trend=found,
        headline=words.comments_headline(found, context.t) if found else "",
        held=words.held_sentence(found, context.t) if found else "",
        figures=_figures(context, found) if found else [],
        beside=words.audience_table(found, context.t) if found and found.beside else None,
        limits=words.comment_limits(context.t),
        tags=sorted({tag for tenant, tag in known if found is None or tenant == found.tenant}),
        shops=shops,
        chosen={name.rpartition("/")[2] for name in query.site},
        query=query,
        ranges=range_links(context, "/comments", query),
        exports=export_links("/comments", query),
    )


def _found(context: RequestContext, query: CommentsQuery) -> CommentTrend:
    with context.read_view() as connection:
        chosen = CreativeFilter(query.tag, query.creative)
        return answer_comments(connection, context.scope, chosen, report_request(query), context.now_ms)


def _figures(context: RequestContext, found: CommentTrend) -> list[object]:
    sources = [(words.KIOSKS, found.kiosks), (words.REVIEWS, found.reviews)]
    return [words.weeks_figure(found, source, who, context.t) for who, source in sources if source is not None]


def export(context: RequestContext, kind: str) -> Response:
    """The weekly comments as a file."""
    query = parse_query(CommentsQuery, context.query)
    found = _found(context, query)
    content = export_contents(
        context, found, lambda: comments_csv(found), lambda: page_of([], {}, comments=found, t=context.t)
    )
    return file_response(
        context, kind, "comments", f"comments of {query.tag or query.creative or found.tenant}", content
    )


ROUTES = [page_route("/comments", show, weight=BY_DAYS), *export_routes("/comments", export)]
