"""Pages about experiments by day: their list, one page for each that answers if an ad sells, and the forecast of what
an experiment would find.
"""

from starlette.responses import Response

from central.errors import UsageError
from central.languages.recognition import translate_known
from central.reports.lift import answer_lift
from central.reports.lift_list import find_planned, list_lifts, try_answer
from central.reports.lift_values import Lift, ListedLift
from central.reports.rendering import lift_words
from central.reports.rendering.lift_page import lift_page, lift_sections
from central.reports.rendering.lift_table import lift_csv
from central.store.lift_plans import list_plans, plan_tenants
from central.store.sales import stored_products
from central.store.scope import visible_sites
from central.store.users import Role
from central.web.experiment_looks import note_lift_looks, note_look
from central.web.lift_answers import answer_forecast, lift_request, viewer_of
from central.web.lift_queries import ForecastQuery, LiftQuery, LiftsQuery
from central.web.pages.exports import export_contents, export_links, export_routes, file_response
from central.web.pages.links import add_query
from central.web.queries import parse_query
from central.web.report_lane import REPORT
from central.web.request_context import RequestContext
from central.web.routes import page_route

SHOW, PLAN = "/lift/show", "/lift/plan"


def show_lifts(context: RequestContext) -> Response:
    """Page with every experiment by day, and its answer in one sentence."""
    query = parse_query(LiftsQuery, context.query)
    with context.read_view() as connection:
        names = list_plans(connection, context.scope)
        found = list_lifts(connection, viewer_of(context), names[query.offset : query.offset + query.limit])
    note_lift_looks(context, found)
    end = query.offset + query.limit
    return context.render_page(
        "lifts.html.j2",
        rows=[(each, lift_words.listed_headline(each, context.t), lift_path(each)) for each in found],
        next=f"/lift?offset={end}" if end < len(names) else "",
        is_editor=context.identity.role >= Role.EDITOR,
    )


def show(context: RequestContext) -> Response:
    """Page about one experiment by day."""
    query = _with_tenant(context, parse_query(LiftQuery, context.query))
    assert query.tenant is not None
    with context.read_view() as connection:
        planned = find_planned(connection, viewer_of(context), query.tenant, query.id)
        found, problem = None, None
        if planned.state != "ahead":
            found, problem = try_answer(connection, viewer_of(context), lift_request(query))
        products = stored_products(connection, context.scope, query.tenant)
    if found is not None:
        note_look(context, query.tenant, query.id)
    return context.render_page(
        "lift.html.j2",
        research=found is not None and found.research,
        planned=planned,
        found=found,
        headline=_headline(context, planned, found),
        problem=translate_known("problem", context.t, problem) if problem else None,
        facts=lift_words.plan_facts(planned, context.t),
        sections=lift_sections(found, context.t) if found else [],
        product=found.product if found else query.product or planned.product,
        products=products,
        query=query,
        exports=export_links(SHOW, query) if found else {},
    )


def _headline(context: RequestContext, planned: ListedLift, found: Lift | None) -> str:
    if found is not None:
        return lift_words.lift_headline(found, context.t)
    state = planned.state if planned.state == "ahead" else "open"
    return lift_words.listed_headline(planned.model_copy(update={"state": state}), context.t)


def _with_tenant(context: RequestContext, query: LiftQuery) -> LiftQuery:
    """The query with the tenant of the experiment. Raises UsageError if several tenants have one of this name."""
    if query.tenant is not None:
        return query
    with context.read_view() as connection:
        tenants = plan_tenants(connection, context.scope, query.id)
    if len(tenants) > 1:
        raise UsageError(f"lift: {query.id!r} exists for several tenants. Open it from the list of experiments.")
    return query.model_copy(update={"tenant": tenants[0] if tenants else "none"})


def export(context: RequestContext, kind: str) -> Response:
    """One experiment by day as a file."""
    query = parse_query(LiftQuery, context.query)
    with context.read_view() as connection:
        found = answer_lift(connection, context.scope, lift_request(query), context.now_ms)
    note_look(context, found.tenant, found.experiment)
    content = export_contents(context, found, lambda: lift_csv(found), lambda: lift_page(found, context.t))
    return file_response(context, kind, "lift", f"lift {found.tenant}/{found.experiment}", content)


def show_forecast(context: RequestContext) -> Response:
    """Page with the smallest lift that an experiment would find, by shops and weeks."""
    query = parse_query(ForecastQuery, context.query)
    found, problem = None, None
    with context.read_view() as connection:
        tenants = visible_sites(connection, context.scope).tenants
        if query.tenant is None and tenants:
            query = query.model_copy(update={"tenant": tenants[0]})
        products = stored_products(connection, context.scope, query.tenant) if query.tenant else []
        try:
            found = answer_forecast(connection, context, query)
        except UsageError as error:
            problem = translate_known("problem", context.t, str(error))
    return context.render_page(
        "lift_plan.html.j2",
        found=found,
        problem=problem,
        headline=lift_words.forecast_headline(found, context.t) if found else context.t("lift.forecast_title"),
        sentences=lift_words.forecast_sentences(found, context.t) if found else [],
        table=lift_words.forecast_table(found, context.t) if found else None,
        query=query,
        tenants=tenants,
        products=products,
        product=found.product if found else query.product,
    )


def lift_path(planned: ListedLift) -> str:
    """Path of the page about an experiment by day."""
    return add_query(SHOW, LiftQuery(tenant=planned.tenant, id=planned.experiment))


ROUTES = [
    page_route("/lift", show_lifts, weight=REPORT),
    page_route(SHOW, show, weight=REPORT),
    page_route(PLAN, show_forecast, weight=REPORT),
    *export_routes(SHOW, export),
]
