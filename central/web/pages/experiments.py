"""Experiments: which there are, and of one whether there is a winner, and when there will be."""

from starlette.responses import Response

from central.reports import answers
from central.reports.rendering.page_verdicts import experiment_verdict
from central.reports.rendering.sequence_plot import sequence_figure
from central.reports.rendering.table import experiment_csv
from central.reports.rendering.verdicts import experiment_headline
from central.reports.selection import Request
from central.reports.values import Experiment
from central.web.asked import Asked
from central.web.pages.compare import LABELS
from central.web.pages.links import creative_path, with_query
from central.web.queries import ExperimentQuery, Paged, parsed, request_of
from central.web.routes import page

AT_ONCE = 20


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
        rows=[(each, experiment_headline(each), _path(each)) for each in found],
        next=f"/experiments?offset={end}" if end < len(names) else "",
    )


def show(asked: Asked) -> Response:
    """One experiment: its winner or how it stands, arms, difference, and how it stood day by day."""
    query = parsed(ExperimentQuery, asked.query)
    request = request_of(query)
    with asked.reading() as connection:
        found = answers.experiment(connection, asked.scope, query.id, query.measure, query.at, request, asked.now_ms)
        looks = answers.looks(connection, asked.scope, found, request, asked.now_ms)
    return asked.page(
        "experiment.html.j2",
        found=found,
        headline=experiment_headline(found),
        verdict=experiment_verdict(found),
        looks=sequence_figure(looks),
        arms=[(name, creative_path(found.tenant, name)) for arm in found.arms for name in arm.creatives],
        query=query,
        measures=LABELS,
        csv=with_query("/experiments/show.csv", query),
    )


def export(asked: Asked) -> Response:
    """One experiment as CSV. It is written into the audit log."""
    query = parsed(ExperimentQuery, asked.query)
    with asked.reading() as connection:
        found = answers.experiment(
            connection, asked.scope, query.id, query.measure, query.at, request_of(query), asked.now_ms
        )
    with asked.writing() as connection:
        asked.record(connection, "export", f"experiment {found.tenant}/{found.id} as csv")
    headers = {"content-disposition": 'attachment; filename="experiment.csv"'}
    return Response(experiment_csv(found), media_type="text/csv; charset=utf-8", headers=headers)


def _path(found: Experiment) -> str:
    return with_query("/experiments/show", ExperimentQuery(tenant=found.tenant, id=found.id))


ROUTES = [page("/experiments", listing), page("/experiments/show", show), page("/experiments/show.csv", export)]
