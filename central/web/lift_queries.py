"""Query strings and form values of the pages and endpoints about sales and lifts."""

from typing import Annotated

from pydantic import Field, model_validator

from central.sales.values import LONGEST_PRODUCT
from central.web.days import Day
from central.web.queries import ONE_LINE, Paged, Query, Tenant, require_a_day

Product = Annotated[str, Field(min_length=1, max_length=LONGEST_PRODUCT, pattern=ONE_LINE)]


class LiftQuery(Query):
    """Query for the lift of an experiment by day."""

    tenant: Tenant | None = None
    id: Annotated[str, Field(min_length=1, max_length=64, pattern=ONE_LINE, description="name of the experiment")]
    product: Product | None = Field(None, description="product; default: the one of the plan")


class LiftsQuery(Paged):
    """Query for the list of experiments by day."""

    limit: int = Field(20, ge=1, le=50, description="most entries in an answer")


class ForecastQuery(Query):
    """Query for the smallest lift that an experiment would find."""

    tenant: Tenant | None = None
    product: Product | None = Field(None, description="product with sales of four weeks or more")
    from_: Day | None = Field(None, alias="from", description="first day of the past; default: the first stored one")
    to: Day | None = Field(None, description="its last day; default: yesterday")

    @model_validator(mode="after")
    def _has_a_day(self) -> "ForecastQuery":
        require_a_day(self.from_, self.to)
        return self


class SalesQuery(Paged):
    """Query for the stored days of sales."""

    tenant: Tenant | None = None
    product: Product | None = Field(None, description="only this product")


class NewSales(Query):
    """Form values of an upload of sales. `site` and `days`: a correction, with days such as 2026-11-24."""

    tenant: Tenant
    site: Annotated[str, Field(max_length=128, pattern=ONE_LINE)] = ""
    days: Annotated[str, Field(max_length=1_000, pattern=ONE_LINE)] = ""
