"""Comments: what visitors wrote at the kiosks and what imported reviews say, week by week, and never a text."""

from starlette.responses import Response

from central.reports.comment_answers import Asked as About
from central.reports.comment_answers import comments, tags
from central.reports.comment_values import CommentTrend
from central.reports.fleet import sites
from central.reports.rendering import comment_words as words
from central.reports.rendering.page import view as page_of
from central.reports.rendering.table import comments_csv
from central.store.scope import visible_sites
from central.web.asked import Asked
from central.web.pages.exports import contents, export_links, export_routes, exported
from central.web.pages.links import with_query
from central.web.queries import CommentsQuery, parsed, request_of
from central.web.routes import page


def show(asked: Asked) -> Response:
    """The weeks of all shops, of a tag or of an advert; a choice of tenants where there are several."""
    query = parsed(CommentsQuery, asked.query)
    with asked.reading() as connection:
        tenants = visible_sites(connection, asked.scope).tenants
        known = tags(connection, asked.scope, query.tenant)
        is_choice = query.tenant is None and query.tag is None and query.creative is None and len(tenants) != 1
        found = None if is_choice else _found(asked, query)
        shops = [each.site for each in sites(connection, asked.scope).sites if found and each.tenant == found.tenant]
    return asked.page(
        "comments.html.j2",
        tenants=[(tenant, with_query("/comments", CommentsQuery(tenant=tenant))) for tenant in tenants],
        trend=found,
        headline=words.comments_headline(found, asked.t) if found else "",
        held=words.held_sentence(found, asked.t) if found else "",
        figures=_figures(asked, found) if found else [],
        beside=words.beside_table(found, asked.t) if found and found.beside else None,
        limits=words.comment_limits(asked.t),
        tags=sorted({tag for tenant, tag in known if found is None or tenant == found.tenant}),
        shops=shops,
        chosen={name.rpartition("/")[2] for name in query.site},
        query=query,
        exports=export_links("/comments", query),
    )


def _found(asked: Asked, query: CommentsQuery) -> CommentTrend:
    with asked.reading() as connection:
        about = About(query.tag, query.creative)
        return comments(connection, asked.scope, about, request_of(query), asked.now_ms)


def _figures(asked: Asked, found: CommentTrend) -> list[object]:
    sources = [(words.KIOSKS, found.kiosks), (words.REVIEWS, found.reviews)]
    return [words.weeks_figure(found, source, who, asked.t) for who, source in sources if source is not None]


def export(asked: Asked, kind: str) -> Response:
    """The weeks as a file."""
    query = parsed(CommentsQuery, asked.query)
    found = _found(asked, query)
    content = contents(found, lambda: comments_csv(found), lambda: page_of([], {}, comments=found, t=asked.t))
    return exported(asked, kind, "comments", f"comments of {query.tag or query.creative or found.tenant}", content)


ROUTES = [page("/comments", show), *export_routes("/comments", export)]
