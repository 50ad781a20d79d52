"""Page that plans an experiment before its first play: shops, days and people, and the difference that they can
detect.
"""

from starlette.responses import Response

from central.measures import SHARES
from central.reports.plan import plan_experiment
from central.reports.plan_figures import read_figures
from central.reports.rendering import plan_words
from central.store.scope import visible_sites
from central.web.pages.compare import measure_labels
from central.web.plan_query import PlanQuery, plan_request
from central.web.queries import parse_query
from central.web.report_lane import REPORT
from central.web.request_context import RequestContext
from central.web.routes import page_route


def show(context: RequestContext) -> Response:
    """Page with the plan, and a form for another plan."""
    query = parse_query(PlanQuery, context.query)
    with context.read_view() as connection:
        tenants = visible_sites(connection, context.scope).tenants
        if query.tenant is None and tenants:
            query = query.model_copy(update={"tenant": tenants[0]})
        asked = plan_request(query)
        figures = read_figures(connection, context.scope, asked)
    found = plan_experiment(asked, figures, context.now_ms)
    return context.render_page(
        "plan.html.j2",
        found=found,
        headline=plan_words.plan_headline(found, context.t),
        sentences=plan_words.plan_sentences(found, context.t),
        table=plan_words.plan_table(found, context.t),
        query=query,
        measures=measure_labels(context.t),
        is_share=query.measure in SHARES,
        tenants=tenants,
    )


ROUTES = [page_route("/plan", show, weight=REPORT)]
