"""Experiments in a list, with the results that a user may see: kept results of all shops, or results of a few shops,
which are computed at once.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from central.errors import NotFoundError
from central.reports.ad_differences import MEASURE, compare_ads
from central.reports.answers import answer_experiment, list_experiments
from central.reports.experiment_values import Experiment
from central.reports.experiment_verdict import add_verdict
from central.reports.kept_arrivals import experiment_names_since
from central.reports.kept_making import ADS, EXPERIMENT, MOST_ADS, PASS
from central.reports.kept_parsing import parse_kept
from central.reports.kept_values import AdDifferences, ListedExperiment
from central.reports.planned_ends import read_experiment_ends
from central.reports.selection import Request, local_date
from central.store.kept_answers import KeptAnswer, read_kept_answers
from central.store.lift_plans import list_plans
from central.store.scope import Scope, VisibleSites, visible_sites

MOST_SITES = 20
"""Largest number of shops for which results are computed when somebody opens a list."""
MOST_AT_ONCE = 20
"""Largest number of results that are computed when somebody opens a list."""
Names = list[tuple[str, str]]


def experiment_names(connection: Connection, scope: Scope, tenant: str | None = None) -> Names:
    """Tenant and name of each experiment at the visible sites, without those by day, which have a lift.

    If the experiments of a tenant were listed at night, only the days since then are searched.
    """
    visible = visible_sites(connection, scope)
    found: set[tuple[str, str]] = set()
    for of in [each for each in visible.tenants if tenant in (None, each)]:
        sites = [number for number, names in visible.names.items() if names[0] == of]
        passes = read_kept_answers(connection, scope, PASS, of)
        if passes:
            kept = read_kept_answers(connection, scope, EXPERIMENT, of)
            found |= {(of, answer.key) for answer in kept}
            since = min(each.day for each in passes)
            found |= {(of, name) for name in experiment_names_since(connection, sites, since)}
        elif len(sites) > MOST_SITES and not scope.allows_tenant(of):
            found |= {(of, name) for name in experiment_names_since(connection, sites, None)}
        else:
            found |= set(list_experiments(connection, _sites_scope(visible, sites)))
    return sorted(found - {*list_plans(connection, scope)})


def _sites_scope(visible: VisibleSites, sites: Sequence[int]) -> Scope:
    return Scope.sites_scope("/".join(visible.names[number]) for number in sites)


def list_results(
    connection: Connection, scope: Scope, names: Names, now_ms: int, most_at_once: int = MOST_AT_ONCE
) -> list[ListedExperiment]:
    """The experiments with their results, as far as the user may see them and the list can wait for them.

    `most_at_once`: largest number of results that are computed at once.
    """
    visible = visible_sites(connection, scope)
    counts = {tenant: sum(of[0] == tenant for of in visible.names.values()) for tenant in visible.tenants}
    kept = {(answer.tenant, answer.key): answer for answer in read_kept_answers(connection, scope, EXPERIMENT)}
    found, computed = list[ListedExperiment](), 0
    for tenant, name in names:
        answer = kept.get((tenant, name))
        if scope.allows_tenant(tenant) and (answer is not None or counts[tenant] > MOST_SITES):
            found.append(_of_kept(connection, tenant, name, answer, now_ms))
        elif counts.get(tenant, 0) <= MOST_SITES and computed < most_at_once:
            computed += 1
            found.append(_answered(connection, scope, tenant, name, now_ms))
        else:
            found.append(_listed(tenant, name, "open", None))
    return found


def _answered(connection: Connection, scope: Scope, tenant: str, name: str, now_ms: int) -> ListedExperiment:
    """The result of the shops that the user may see, computed now. Participants have a page of their own."""
    try:
        result = answer_experiment(connection, scope, name, MEASURE, None, Request(tenant), now_ms)
    except NotFoundError:
        return _listed(tenant, name, "open", None)
    return _listed(tenant, name, "ready", result)


def _of_kept(
    connection: Connection, tenant: str, name: str, answer: KeptAnswer | None, now_ms: int
) -> ListedExperiment:
    """The kept result. A planned end that was set since then is current."""
    result = None if answer is None else parse_kept(Experiment, answer)
    if result is None:
        return _listed(tenant, name, "later", None)
    ends = read_experiment_ends(connection, tenant, name, 0, now_ms)
    planned, former = (None if day is None else local_date(day) for day in (ends.planned, ends.former))
    current = result.model_copy(update={"planned_end": planned, "former_planned_end": former})
    return _listed(tenant, name, "ready", add_verdict(current, end_decides=ends.deciding(MEASURE) is not None))


def _listed(tenant: str, name: str, state: str, result: Experiment | None) -> ListedExperiment:
    return ListedExperiment(
        tenant=tenant,
        id=name,
        state=state,
        as_of=None if result is None else result.generated,
        experiment=result,
    )


def ad_differences(connection: Connection, scope: Scope, tenant: str, day: int, now_ms: int) -> AdDifferences | None:
    """Differences between the ads of a tenant: stored, or computed now for a user of a few shops. None if it is
    not kept, or if the user may see more shops, but not all.
    """
    found = [parse_kept(AdDifferences, answer) for answer in read_kept_answers(connection, scope, ADS, tenant)]
    if found:
        return found[0]
    sites = sum(of[0] == tenant for of in visible_sites(connection, scope).names.values())
    return None if sites > MOST_SITES else compare_ads(connection, scope, tenant, day, now_ms, MOST_ADS)
