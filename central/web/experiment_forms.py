"""Values of the forms on the page of an experiment: its last day, and the links that share it."""

from typing import Annotated

from pydantic import Field

from central.measures import MeasureName
from central.store.shared_links import LONGEST_DAYS, USUAL_DAYS
from central.web.days import Day
from central.web.queries import MEASURE, ONE_LINE, Query
from edge.messages.wire import NAME


class _ExperimentForm(Query):
    """The experiment that a form is about."""

    tenant: Annotated[str, Field(pattern=f"^{NAME}$")]
    id: Annotated[str, Field(min_length=1, max_length=64, pattern=ONE_LINE)]


class PlannedEnd(_ExperimentForm):
    """Form values for the last day of an experiment."""

    day: Day
    measure: MeasureName = MEASURE


class NewLink(_ExperimentForm):
    """Form values for a link that shares an experiment. `after_end`: show results only after the planned end."""

    days: int = Field(USUAL_DAYS, ge=1, le=LONGEST_DAYS)
    after_end: bool = False


class EndedLink(_ExperimentForm):
    """Form values for a link that is to be revoked."""

    link: int = Field(ge=1, le=2**31 - 1)
