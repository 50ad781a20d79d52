"""Values in a study's report, about one participant or about the group by ad. The analysis computes them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from edge.statistics.columns import Floats
from edge.study.analysis.coverage import Coverage
from edge.study.analysis.people import Mean
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
class StudyFacts:
    """Facts about the whole study in a report. `day`: the date of the report as text."""

    name: str
    day: str
    participants: int
    sessions: int
    exclusions: Sequence[Exclusion] = ()
    sync: Sequence[SyncResult] = ()
    networks: Sequence[str] = ()  # with their class of use
    notes: Sequence[str] = ()  # further sentences of the method section


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
    """One measure of an ad over all participants."""

    measure: str
    unit: str
    value: Mean
    digits: int = 2


@dataclass(frozen=True, slots=True)
class CorrelationResult:
    """Inter-subject correlation of one signal. `reason`: why there is no correlation."""

    signal: str
    value: float | None
    p: float | None
    n: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AdvertResults:
    """Everything the report shows about one ad. `stills`: seconds of its video with their JPEG images, in order."""

    creative: str
    seconds: int
    curves: Sequence[CurveResult] = ()
    measures: Sequence[MeasureResult] = ()
    correlations: Sequence[CorrelationResult] = ()
    answers: Sequence[MeasureResult] = ()
    stills: Sequence[tuple[float, bytes]] = ()


@dataclass(frozen=True, slots=True)
class ComparisonResult:
    """Comparison of two ads in one measure. `p_holm`: p-value adjusted for all pairs of ads in this measure."""

    measure: str
    unit: str
    a: str
    b: str
    difference: Mean
    p_holm: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class GroupResults:
    """All results in a group's report."""

    study: StudyFacts
    adverts: Sequence[AdvertResults]
    comparisons: Sequence[ComparisonResult] = ()


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
