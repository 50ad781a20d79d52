"""Pages about experiments: the list of all experiments, and a page for each.

That page shows the winner, or when there will be a verdict.
"""

from dataclasses import replace

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import Response

from central.reports import answers
from central.reports.experiment_plan import read_plan
from central.reports.experiment_values import Experiment
from central.reports.first_second import ads_to_play_next
from central.reports.kept_experiments import experiment_names, list_results
from central.reports.lift_list import find_planned
from central.reports.planned_ends import plan_end
from central.reports.rendering.experiment_plan_words import plan_rows
from central.reports.rendering.lift_words import listed_headline
from central.reports.rendering.page import Page
from central.reports.rendering.page import build_page as page_of
from central.reports.rendering.page_verdicts import experiment_verdict
from central.reports.rendering.sequence_plot import sequence_figure
from central.reports.rendering.table import experiment_csv
from central.reports.rendering.verdicts import experiment_headline
from central.reports.selection import Request, day_number
from central.store.lift_plans import list_plans
from central.store.shared_links import LONGEST_DAYS, USUAL_DAYS, list_links
from central.store.users import Role
from central.web.experiment_forms import PlannedEnd
from central.web.experiment_looks import note_listed_looks, note_look
from central.web.lift_answers import viewer_of
from central.web.lift_queries import LiftQuery
from central.web.pages.compare import measure_labels
from central.web.pages.exports import export_contents, export_links, export_routes, file_response, film_strips
from central.web.pages.lift import lift_path
from central.web.pages.links import add_query, creative_path, new_playlist_path
from central.web.pages.ranges import range_links
from central.web.pages.start import experiment_row, has_research
from central.web.queries import ExperimentQuery, Paged, parse_query, report_request
from central.web.report_lane import REPORT
from central.web.request_context import RequestContext, redirect
from central.web.routes import page_route

AT_ONCE = 20
MOST_BY_DAY = 5
"""Number of the newest experiments by day in the list. The page Lift has all of them, with their answers."""
PLACEBO = "vitrina-central creative placebo acme/spring_a"
NOT_ALL_SHOPS = (
    "The planned end of an experiment applies to all its shops, but you may see only some of them. Ask a user who may"
    " see all of them."
)


def show_experiments(context: RequestContext) -> Response:
    """Page with every experiment, and its verdict in one sentence as of the last night."""
    query = parse_query(Paged, context.query)
    with context.read_view() as connection:
        names = experiment_names(connection, context.scope)
        found = list_results(connection, context.scope, names[query.offset : query.offset + AT_ONCE], context.now_ms)
        by_day = [] if query.offset else list_plans(connection, context.scope)[:MOST_BY_DAY]
        lifts = [find_planned(connection, viewer_of(context), *each) for each in by_day]
    note_listed_looks(context, found)
    end = query.offset + AT_ONCE
    return context.render_page(
        "experiments.html.j2",
        research=has_research(found),
        rows=[experiment_row(each, context) for each in found],
        lifts=[(each, listed_headline(each, context.t), lift_path(each)) for each in lifts],
        next=f"/experiments?offset={end}" if end < len(names) else "",
        placebo=PLACEBO,
        may_make=context.identity.role >= Role.EDITOR,
    )


def show(context: RequestContext) -> Response:
    """Page about one experiment: its winner or current state, arms, difference, and results day by day."""
    query = parse_query(ExperimentQuery, context.query)
    request = report_request(query)
    with context.read_view() as connection:
        by_day = [tenant for tenant, name in list_plans(connection, context.scope) if name == query.id]
    if by_day and query.tenant in (None, *by_day):
        return redirect(add_query("/lift/show", LiftQuery(tenant=query.tenant or by_day[0], id=query.id)))
    with context.read_view() as connection:
        looks = answers.answer_experiment_by_day(
            connection, context.scope, query.id, query.measure, query.at, request, context.now_ms
        )
    found, at_ms = looks[-1], context.now_ms
    note_look(context, found.tenant, found.id)
    is_whole = context.scope.allows_tenant(found.tenant)
    may_edit = is_whole and context.identity.role >= Role.EDITOR
    with context.read_view() as connection:
        plan = read_plan(connection, found.tenant, found.id) if is_whole else None
        links = list_links(connection, found.tenant, found.id, at_ms) if may_edit else []
    return context.render_page(
        "experiment.html.j2",
        research=found.research,
        found=found,
        plan=plan and plan_rows(plan, context.t, shows_who=context.identity.role >= Role.ADMIN),
        links=links,
        usual_days=USUAL_DAYS,
        longest_days=LONGEST_DAYS,
        headline=experiment_headline(found, context.t, may_plan=may_edit),
        verdict=experiment_verdict(found, context.t),
        looks=sequence_figure(looks, context.t),
        arms=_ads_of_arms(found),
        query=query,
        ranges=range_links(context, "/experiments/show", query),
        measures=measure_labels(context.t),
        winners=[new_playlist_path(found.tenant, name) for name in ads_to_play_next(found)]
        if context.identity.role >= Role.EDITOR
        else [],
        may_plan=may_edit,
        exports=export_links("/experiments/show", query),
    )


def _ads_of_arms(found: Experiment) -> list[tuple[str, str]]:
    """Display name and page of each ad."""
    return [
        (title, creative_path(found.tenant, name))
        for arm in found.arms
        for title, name in zip(arm.titles, arm.creatives, strict=True)
    ]


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
        plan_end(connection, query.tenant, query.id, number, context.now_ms, query.measure, context.identity.name)
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
    note_look(context, found.tenant, found.id)
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
    page_route("/experiments", show_experiments),
    page_route("/experiments/show", show, weight=REPORT),
    page_route("/experiments/plan", plan_experiment_end, needs=Role.EDITOR, methods=["POST"], weight=REPORT),
    *export_routes("/experiments/show", export),
]
