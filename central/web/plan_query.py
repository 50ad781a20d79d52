"""Query string for the plan of an experiment. Pages and API share it."""

from pydantic import Field

from central.measures import MeasureName
from central.reports.plan import MOST_DAYS, MOST_PEOPLE, MOST_SITES
from central.reports.plan_figures import USUAL_DAYS, PlanRequest
from central.web.queries import MEASURE, Query, Tenant


class PlanQuery(Query):
    """Query for a plan of an experiment."""

    tenant: Tenant | None = None
    measure: MeasureName = MEASURE
    sites: int | None = Field(None, ge=1, le=MOST_SITES, description="number of shops; default: the stored ones")
    days: int = Field(USUAL_DAYS, ge=1, le=MOST_DAYS, description="days per shop")
    people: float | None = Field(
        None, ge=1, le=MOST_PEOPLE, description="people per shop, day and ad; default: the stored number"
    )
    difference: float | None = Field(
        None,
        gt=0,
        le=1_000_000,
        description="difference to detect: in points for a share, else in the unit of the number; default: 2 points",
    )


def plan_request(query: PlanQuery) -> PlanRequest:
    """The plan that the query requests."""
    return PlanRequest.in_points(
        query.difference,
        tenant=query.tenant,
        measure=query.measure,
        sites=query.sites,
        days=query.days,
        people=query.people,
    )
