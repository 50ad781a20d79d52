"""Experiments: which there are, and of one whether there is a winner, and when there will be."""

from dataclasses import replace

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import Response

from central.reports import answers
from central.reports.experiment_values import Experiment
from central.reports.planned_ends import plan_end
from central.reports.rendering.page import Page
from central.reports.rendering.page import view as page_of
from central.reports.rendering.page_verdicts import experiment_verdict
from central.reports.rendering.sequence_plot import sequence_figure
from central.reports.rendering.table import experiment_csv
from central.reports.rendering.verdicts import experiment_headline
from central.reports.selection import Request, day_number
from central.store.users import Role
from central.web.asked import Asked, redirect
from central.web.pages.compare import labels
from central.web.pages.exports import contents, export_links, export_routes, exported, strips_of
from central.web.pages.links import creative_path, with_query
from central.web.queries import ExperimentQuery, Paged, PlannedEnd, parsed, request_of
from central.web.routes import page

AT_ONCE = 20
NOT_ALL_SHOPS = (
    "The end of an experiment is that of all its shops, and you may see some of them. Ask somebody who may see all."
)


def listing(asked: Asked) -> Response:
    """Every experiment with its verdict in a sentence."""
    query = parsed(Paged, asked.query)
    with asked.reading() as connection:
        names = answers.experiments_of(connection, asked.scope)
        found = [
            answers.experiment(connection, asked.scope, name, "positive", None, Request(tenant), asked.now_ms)
            for tenant, name in names[query.offset : query.offset + AT_ONCE]
        ]
    end = query.offset + AT_ONCE
    return asked.page(
        "experiments.html.j2",
        rows=[(each, experiment_headline(each, asked.t), _path(each.tenant, each.id)) for each in found],
        next=f"/experiments?offset={end}" if end < len(names) else "",
    )


def show(asked: Asked) -> Response:
    """One experiment: its winner or how it stands, arms, difference, and how it stood day by day."""
    query = parsed(ExperimentQuery, asked.query)
    request = request_of(query)
    with asked.reading() as connection:
        looks = answers.experiment_by_day(
            connection, asked.scope, query.id, query.measure, query.at, request, asked.now_ms
        )
    found = looks[-1]
    return asked.page(
        "experiment.html.j2",
        found=found,
        headline=experiment_headline(found, asked.t),
        verdict=experiment_verdict(found, asked.t),
        looks=sequence_figure(looks, asked.t),
        arms=[(name, creative_path(found.tenant, name)) for arm in found.arms for name in arm.creatives],
        query=query,
        measures=labels(asked.t),
        may_plan=asked.identity.role >= Role.EDITOR and asked.scope.allows_tenant(found.tenant),
        exports=export_links("/experiments/show", query),
    )


def plan(asked: Asked) -> Response:
    """Plans the end of an experiment. It is of all shops, so whoever plans it may see them all."""
    query = parsed(PlannedEnd, QueryParams({name: asked.form.get(name, "") for name in PlannedEnd.model_fields}))
    with asked.reading() as connection:
        request = Request(query.tenant)
        answers.experiment(connection, asked.scope, query.id, "positive", None, request, asked.now_ms)
    if not asked.scope.allows_tenant(query.tenant):
        raise HTTPException(403, NOT_ALL_SHOPS)
    number = day_number(query.day)
    assert number is not None
    with asked.writing() as connection:
        plan_end(connection, query.tenant, query.id, number, asked.now_ms)
        asked.record(connection, "experiment.plan", f"{query.tenant}/{query.id} {query.day}")
    return redirect(_path(query.tenant, query.id))


def export(asked: Asked, kind: str) -> Response:
    """One experiment as a file. Its page has the reports of its adverts as well."""
    query = parsed(ExperimentQuery, asked.query)
    request = request_of(query)
    with asked.reading() as connection:
        found = answers.experiment(connection, asked.scope, query.id, query.measure, query.at, request, asked.now_ms)
    content = contents(found, lambda: experiment_csv(found), lambda: _paper(asked, found, request))
    return exported(asked, kind, "experiment", f"experiment {found.tenant}/{found.id}", content)


def _paper(asked: Asked, found: Experiment, request: Request) -> Page:
    names = sorted({name for arm in found.arms for name in arm.creatives})
    with asked.reading() as connection:
        of_arms = replace(request, tenant=found.tenant)
        reports = answers.reports(connection, asked.scope, names, of_arms, asked.now_ms) if names else []
    return page_of(reports, strips_of(asked, reports), experiment=found, t=asked.t)


def _path(tenant: str, name: str) -> str:
    return with_query("/experiments/show", ExperimentQuery(tenant=tenant, id=name))


ROUTES = [
    page("/experiments", listing),
    page("/experiments/show", show),
    page("/experiments/plan", plan, needs=Role.EDITOR, methods=["POST"]),
    *export_routes("/experiments/show", export),
]
