"""Query strings of a recommendation. Pages and API share them."""

from typing import Annotated

from pydantic import Field

from central.measures import WantedMeasure
from central.reports.recommendation import FEWEST_WEEKS, MOST_WEEKS, USUAL_WEEKS, Wanted
from central.web.days import Day
from central.web.queries import CREATIVE, Query, Site, Tenant

_ONE = f"{CREATIVE}=(0|1|0?\\.[0-9]{{1,6}}|0\\.[0-9]{{1,6}}|1\\.0{{1,6}})"
Booked = Annotated[str, Field(max_length=2_000, pattern=f"^({_ONE}( +{_ONE})*)?$")]


class RecommendationPageQuery(Query):
    """Query of the page on which users choose a site and see its recommendation."""

    site: Site | None = Field(None, description="site, such as acme/berlin-7")
    tenant: Tenant | None = None
    measure: WantedMeasure = Field("smile", description="number to increase")
    weeks: int = Field(USUAL_WEEKS, ge=FEWEST_WEEKS, le=MOST_WEEKS, description="number of past weeks to use")
    booked: Booked = Field("", description="fixed shares for ads: spring=0.2 autumn=0.1")
    at: Day | None = Field(None, description="local day at whose end it would take effect; default: today")


class RecommendationQuery(RecommendationPageQuery):
    """Query for a recommendation for a site."""

    site: Site = Field(description="site, such as acme/berlin-7")


class AcceptedQuery(RecommendationQuery):
    """Form values for a recommendation that a user accepts. `digest`: digest of the recommendation that was shown."""

    digest: Annotated[str, Field(pattern="^[0-9a-f]{16}$")]


def find_wanted_recommendation(query: RecommendationPageQuery) -> Wanted:
    """The recommendation that the query requests."""
    booked = {name: float(share) for name, _, share in (one.partition("=") for one in query.booked.split())}
    return Wanted(query.site or "", query.tenant, query.measure, query.weeks, booked)
