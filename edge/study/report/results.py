"""Values in a study's report, about one participant or about the group by ad. The analysis computes them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from edge.statistics.columns import Floats
from edge.study.analysis.coverage import Coverage
from edge.study.analysis.groups import GroupDifference
from edge.study.analysis.people import Mean
from edge.study.analysis.reliability import Reliability
from edge.study.analysis.responses import ResponseSummary


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Participants excluded from a result, and the reason, as the method section shows it."""

    participants: int
    reason: str


@dataclass(frozen=True, slots=True)
class SyncResult:
    """Measured clock offset of a pair of devices. `offset_s`: None if the session has no measurement."""

    pair: str
    offset_s: float | None
    spread_s: float | None
    date: str | None


@dataclass(frozen=True, slots=True)
class PlannedTest:
    """One planned comparison in one measure.

    `difference`: in standard deviations. `participants`: planned, as text. `tests`: how many share the correction for
    multiple tests. `power`: None if it could not be simulated. `note`: the ads that the report has no value for.
    """

    comparison: str
    measure: str
    difference: float
    participants: str
    tests: int
    power: float | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """Plan of a study in a report.

    `origin`: a sentence about when the plan was stored. `summary`: what was planned and what was not. `history`: a
    sentence about each version.
    """

    origin: str
    summary: str
    history: Sequence[str]
    tests: Sequence[PlannedTest] = ()
    exclusions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RecordedSignals:
    """Signals that one kind of device recorded in some of the sessions. `rate_hz`: median rate; None if unknown."""

    signals: str
    device: str
    sessions: int
    rate_hz: float | None = None


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """Facts about the whole study in a report.

    `day`: the date of the report as text. `versions`: of Vitrina that recorded the sessions. `version`: the one that
    wrote the report. `plan`: None for a study without a plan, and for a report on one participant.
    """

    name: str
    day: str
    participants: int
    sessions: int
    exclusions: Sequence[Exclusion] = ()
    sync: Sequence[SyncResult] = ()
    networks: Sequence[str] = ()  # with their class of use
    notes: Sequence[str] = ()  # further sentences of the method section
    devices: Sequence[RecordedSignals] = ()
    versions: Sequence[str] = ()
    version: str = ""
    plan: PlanFacts | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CurveResult:
    """Curve of an ad in `unit`, one value per second (S,).

    Without a band, the participants' `lines` (N, S) are drawn.
    """

    measure: str
    unit: str
    mean: Floats
    low: Floats
    high: Floats
    n: NDArray[np.int64]
    lines: Floats
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """One measure of an ad over all participants. `is_planned`: None for a study without a plan."""

    measure: str
    unit: str
    value: Mean
    digits: int = 2
    is_planned: bool | None = None


@dataclass(frozen=True, slots=True)
class CorrelationResult:
    """Inter-subject correlation of one signal. `reason`: why there is no correlation."""

    signal: str
    value: float | None
    p: float | None
    n: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ReliabilityResult:
    """Reliability of the mean curve of one measure of an ad."""

    creative: str
    measure: str
    found: Reliability


@dataclass(frozen=True, slots=True)
class SceneResults:
    """Responses to one scene of an ad, which is shown from `start_s` to `end_s`."""

    label: str
    start_s: float
    end_s: float
    measures: Sequence[MeasureResult] = ()


@dataclass(frozen=True, slots=True)
class AdvertResults:
    """Everything the report shows about one ad. `stills`: seconds of its video with their JPEG images, in order."""

    creative: str
    seconds: int
    curves: Sequence[CurveResult] = ()
    measures: Sequence[MeasureResult] = ()
    correlations: Sequence[CorrelationResult] = ()
    reliability: Sequence[ReliabilityResult] = ()
    answers: Sequence[MeasureResult] = ()
    stills: Sequence[tuple[float, bytes]] = ()
    scenes: Sequence[SceneResults] = ()


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """Comparison of two ads in one measure.

    `p_holm`: p-value adjusted for all pairs of ads in this measure. With a plan, only for the planned pairs, or only
    for the exploratory ones. `is_planned`: None for a study without a plan.
    """

    measure: str
    unit: str
    a: str
    b: str
    difference: Mean
    p_holm: float | None
    reason: str | None = None
    is_planned: bool | None = None


@dataclass(frozen=True, slots=True)
class GroupComparisonResult:
    """Comparison of two groups of participants in one measure of one ad.

    `a` and `b`: values of the attribute that divides the participants. `p_holm`: p-value adjusted for all comparisons
    of groups. With a plan, only for the planned ones, or only for the exploratory ones. `is_planned`: None for a study
    without a plan.
    """

    attribute: str
    measure: str
    unit: str
    creative: str
    a: str
    b: str
    found: GroupDifference
    p_holm: float | None
    is_planned: bool | None = None


@dataclass(frozen=True, slots=True)
class GroupResults:
    """All results in a group's report."""

    study: StudyFacts
    adverts: Sequence[AdvertResults]
    comparisons: Sequence[ComparisonResult] = ()
    group_comparisons: Sequence[GroupComparisonResult] = ()


@dataclass(frozen=True, slots=True)
class Marker:
    """A moment or a period of a session, such as an ad, a rating or a key press."""

    at_s: float  # from the start of the session
    text: str
    duration_s: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class SignalResult:
    """One signal of a session: its samples (n,) on the session's clock, its coverage, and its artefacts."""

    name: str
    unit: str
    times_s: Floats
    values: Floats
    coverage: Coverage
    artefacts_s: Floats


@dataclass(frozen=True, slots=True)
class ParticipantResults:
    """All results in the report on one participant's session. `responses`: skin responses, by creative."""

    study: StudyFacts
    participant: str
    duration_s: float
    signals: Sequence[SignalResult]
    markers: Sequence[Marker] = ()
    responses: dict[str, ResponseSummary] = field(default_factory=dict)
