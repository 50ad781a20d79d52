"""Page that recommends how often each ad should play at a site. Nothing is sent until an editor accepts the
recommendation.
"""

from starlette.datastructures import QueryParams
from starlette.responses import Response

from central.errors import UsageError
from central.languages.language import Language
from central.measures import WANTED_MEASURES
from central.reports.acceptance import Person, accept_recommendation
from central.reports.recommendation import Recommended, recommend
from central.reports.rendering import recommendation_words as words
from central.reports.rendering.method import short_label
from central.reports.rendering.page_tables import move_last_below
from central.store.playlists import wanted_by_site
from central.store.shops import read_shops, shop_order
from central.store.users import Role
from central.web.pages.links import add_query
from central.web.queries import parse_query
from central.web.recommendation_query import (
    AcceptedQuery,
    RecommendationPageQuery,
    RecommendationQuery,
    find_wanted_recommendation,
)
from central.web.report_lane import REPORT, Weight
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route

PATH = "/recommendation"


def show(context: RequestContext) -> Response:
    """Page with the recommendation for a site, or with the sites to choose from."""
    query = parse_query(RecommendationPageQuery, context.query)
    if query.site is None:
        return _choice(context)
    with context.read_view() as connection:
        value = recommend(connection, context.scope, find_wanted_recommendation(query), context.now_ms, query.at).value
    return context.render_page(
        "recommendation.html.j2",
        research=value.research,
        found=value,
        headline=words.gain_headline(value, context.t),
        sentences=words.evidence_sentences(value, context.t),
        pending=words.pending_sentence(value, context.t),
        shares=move_last_below(words.shares_table(value, context.t)),
        rails=words.rail_sentences(value, context.t),
        query=query,
        measures=_measures(context.t),
        may_accept=context.identity.role >= Role.EDITOR,
    )


def _choice(context: RequestContext) -> Response:
    with context.read_view() as connection:
        shops, keys = read_shops(connection, context.scope), wanted_by_site(connection).keys()
    with_playlist = sorted((shops[key] for key in keys & shops.keys()), key=shop_order)
    rows = [(shop.key, add_query(PATH, RecommendationPageQuery(site=shop.key))) for shop in with_playlist]
    return context.render_page("recommendation_choice.html.j2", rows=rows)


def accept_shown_recommendation(context: RequestContext) -> Response:
    """Accept the recommendation, if it is still exactly the recommendation that was shown."""
    names = AcceptedQuery.model_fields
    query = parse_query(AcceptedQuery, QueryParams({name: context.form.get(name, "") for name in names}))
    with context.begin_write() as connection:
        found = recommend(connection, context.scope, find_wanted_recommendation(query), context.now_ms, query.at)
        _require_seen(found, query.digest)
        accept_recommendation(connection, found, Person(context.identity.name, context.address), context.now_ms)
    shown = RecommendationQuery(**query.model_dump(exclude={"digest"}))
    return redirect(add_query(PATH, shown))


def _require_seen(found: Recommended, digest: str) -> None:
    if found.value.digest != digest:
        raise UsageError(
            "schedule: the recommendation has changed since you opened it. Nothing was changed. Check the new"
            " recommendation."
        )


def _measures(t: Language) -> dict[str, str]:
    return {name: short_label(name, t) for name in WANTED_MEASURES}


ROUTES = [
    page_route(PATH, show, weight=Weight(("site",))),
    page_route(f"{PATH}/accept", accept_shown_recommendation, needs=Role.EDITOR, methods=["POST"], weight=REPORT),
]
