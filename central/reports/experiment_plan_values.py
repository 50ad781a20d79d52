"""Values of the plan of an experiment."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentPlan:
    """The plan of an experiment. `planned_ms` and `planned_by`: when the end was planned, and by whom; for an end that
    was changed, the last change. None if nobody knows.

    `wanted`: difference that the experiment is meant to show; None for a measure that is not in percentage points.
    `looks`: number of days up to the planned end on which somebody saw results. `titles`: display names of the ads of
    each arm. `text`: the plan in canonical form; `digest`: its SHA-256. Both are empty without a planned end.
    """

    tenant: str
    id: str
    end: date
    former_end: date | None
    measure: str
    wanted: float | None
    planned_ms: int
    planned_by: str | None
    looks: int
    titles: dict[str, list[str]]
    text: str
    digest: str
