"""Records that somebody has seen the results of an experiment: once a day for each experiment, without who."""

from collections.abc import Iterable

from central.reports.kept_values import ListedExperiment
from central.reports.lift_values import ListedLift
from central.store.experiment_looks import is_look_recorded, look_day, record_look
from central.web.request_context import RequestContext


def note_listed_looks(context: RequestContext, listed: Iterable[ListedExperiment]) -> None:
    """Record that somebody has seen the results of the experiments in a list, as far as it has their results."""
    for each in listed:
        if each.experiment is not None:
            note_look(context, each.tenant, each.id)


def note_lift_looks(context: RequestContext, listed: Iterable[ListedLift]) -> None:
    """Record that somebody has seen the results of the experiments by day in a list, as far as it has their results."""
    for each in listed:
        if each.lift is not None:
            note_look(context, each.tenant, each.experiment)


def note_look(context: RequestContext, tenant: str, experiment: str) -> None:
    """Record a look of today. Only the first one of a day writes to the store."""
    day = look_day(context.now_ms)
    with context.read_view() as connection:
        if is_look_recorded(connection, tenant, experiment, day):
            return
    with context.begin_write() as connection:
        record_look(connection, tenant, experiment, day)
