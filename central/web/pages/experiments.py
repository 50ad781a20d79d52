"""Pages about experiments: the list of all experiments, and a page for each.

That page shows the winner, or when there will be a verdict.
"""

from dataclasses import replace

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import Response

from central.reports import answers
from central.reports.experiment_values import Experiment
from central.reports.planned_ends import plan_end
from central.reports.rendering.page import Page
from central.reports.rendering.page import build_page as page_of
from central.reports.rendering.page_verdicts import experiment_verdict
from central.reports.rendering.sequence_plot import sequence_figure
from central.reports.rendering.table import experiment_csv
from central.reports.rendering.verdicts import experiment_headline
from central.reports.selection import Request, day_number
from central.store.users import Role
from central.web.pages.compare import measure_labels
from central.web.pages.exports import export_contents, export_links, export_routes, file_response, film_strips
from central.web.pages.links import add_query, creative_path
from central.web.queries import ExperimentQuery, Paged, PlannedEnd, parse_query, report_request
from central.web.report_lane import REPORT
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route

AT_ONCE = 20
PLACEBO = "vitrina-central creative placebo acme/spring_a"
NOT_ALL_SHOPS = (
    "The planned end of an experiment applies to all its shops, but you may see only some of them. Ask a user who may"
    " see all of them."
)


def show_experiments(context: RequestContext) -> Response:
    """Page with every experiment, and its verdict in one sentence."""
    query = parse_query(Paged, context.query)
    with context.read_view() as connection:
        names = answers.list_experiments(connection, context.scope)
        found = [
            answers.answer_experiment(connection, context.scope, name, "smile", None, Request(tenant), context.now_ms)
            for tenant, name in names[query.offset : query.offset + AT_ONCE]
        ]
    end = query.offset + AT_ONCE
    return context.render_page(
        "experiments.html.j2",
        rows=[(each, experiment_headline(each, context.t), _path(each.tenant, each.id)) for each in found],
        next=f"/experiments?offset={end}" if end < len(names) else "",
        placebo=PLACEBO,
    )


def show(context: RequestContext) -> Response:
    """Page about one experiment: its winner or current state, arms, difference, and results day by day."""
    query = parse_query(ExperimentQuery, context.query)
    request = report_request(query)
    with context.read_view() as connection:
        looks = answers.answer_experiment_by_day(
            connection, context.scope, query.id, query.measure, query.at, request, context.now_ms
        )
    found = looks[-1]
    return context.render_page(
        "experiment.html.j2",
        found=found,
        headline=experiment_headline(found, context.t),
        verdict=experiment_verdict(found, context.t),
        looks=sequence_figure(looks, context.t),
        arms=[(name, creative_path(found.tenant, name)) for arm in found.arms for name in arm.creatives],
        query=query,
        measures=measure_labels(context.t),
        may_plan=context.identity.role >= Role.EDITOR and context.scope.allows_tenant(found.tenant),
        exports=export_links("/experiments/show", query),
    )


def plan_experiment_end(context: RequestContext) -> Response:
    """Plan the end of an experiment. The end applies to all shops, so the user must be allowed to see all of them."""
    query = parse_query(
        PlannedEnd, QueryParams({name: context.form[name] for name in PlannedEnd.model_fields if name in context.form})
    )
    with context.read_view() as connection:
        request = Request(query.tenant)
        answers.answer_experiment(connection, context.scope, query.id, "smile", None, request, context.now_ms)
    if not context.scope.allows_tenant(query.tenant):
        raise HTTPException(403, NOT_ALL_SHOPS)
    number = day_number(query.day)
    assert number is not None
    with context.begin_write() as connection:
        plan_end(connection, query.tenant, query.id, number, context.now_ms, query.measure)
        context.record(connection, "experiment.plan", f"{query.tenant}/{query.id} {query.day}", query.tenant)
    return redirect(_path(query.tenant, query.id))


def export(context: RequestContext, kind: str) -> Response:
    """One experiment as a file. An HTML file also contains the reports of its ads."""
    query = parse_query(ExperimentQuery, context.query)
    request = report_request(query)
    with context.read_view() as connection:
        found = answers.answer_experiment(
            connection, context.scope, query.id, query.measure, query.at, request, context.now_ms
        )
    content = export_contents(context, found, lambda: experiment_csv(found), lambda: _paper(context, found, request))
    return file_response(context, kind, "experiment", f"experiment {found.tenant}/{found.id}", content)


def _paper(context: RequestContext, found: Experiment, request: Request) -> Page:
    names = sorted({name for arm in found.arms for name in arm.creatives})
    with context.read_view() as connection:
        of_arms = replace(request, tenant=found.tenant)
        reports = answers.answer_reports(connection, context.scope, names, of_arms, context.now_ms) if names else []
    return page_of(reports, film_strips(context, reports), experiment=found, t=context.t)


def _path(tenant: str, name: str) -> str:
    return add_query("/experiments/show", ExperimentQuery(tenant=tenant, id=name))


ROUTES = [
    page_route("/experiments", show_experiments, weight=REPORT),
    page_route("/experiments/show", show, weight=REPORT),
    page_route("/experiments/plan", plan_experiment_end, needs=Role.EDITOR, methods=["POST"], weight=REPORT),
    *export_routes("/experiments/show", export),
]
