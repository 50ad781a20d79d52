"""Privacy rules for windows: each number needs enough people and is rounded. This module also makes the proofs of play,
which contain nothing about people.

Only this module, reaction_disclosure.py and comment_disclosure.py make releases. Each function gets a complete batch
and the current lower bounds on the number of people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, inf

from edge.audience.people import PeopleLowerBound, VisitStay
from edge.audience.rules import MEDIA_SECONDS
from edge.events import PlayEnded, PlayStarted, ProofOfPlay, ReleasedWindow

ATTENTION_STEPS_S = (0.5, 1, 2, 5)
WATCHER = "1"
DWELL_S = (0, 2, 5, 15, 30, 60)
COMPLETE_WITHIN_S = 0.5
"""Tolerance in seconds: a play counts as complete if it starts late or ends early by at most this. Players do not
report the end of a play more precisely.
"""
ROUNDING_S = 0.001
"""Tolerance in seconds for rounding errors in sums of floats."""


@dataclass(frozen=True, slots=True)
class VisitSummary:
    """Totals of one closed visit. The window of the visit adds them up."""

    stay: VisitStay
    dwell_s: float
    attentive_s: float


@dataclass(frozen=True, slots=True)
class WindowBatch:
    """All visits of one window."""

    from_s: float
    to_s: float
    visits: Sequence[VisitSummary]
    coverage: float
    level_db: float | None


def release_window(
    batch: WindowBatch, people: PeopleLowerBound, *, k: int, k_reaction: int, at_s: float
) -> ReleasedWindow | None:
    """Releases the window. Returns None if it is about fewer than `k` people.

    The sound level comes from people's voices, so it needs `k_reaction` people, even though it combines all voices.
    """
    stays = [visit.stay for visit in batch.visits]
    if not people.has_enough_people_in_window(stays, k):
        return None
    looked = {f"{s:g}": sum(visit.attentive_s >= s - ROUNDING_S for visit in batch.visits) for s in ATTENTION_STEPS_S}
    visits, level_db = len(batch.visits), batch.level_db
    return ReleasedWindow(
        at_s=at_s,
        from_s=batch.from_s,
        to_s=batch.to_s,
        k=k,
        visits=visits,
        watchers=looked[WATCHER],
        dwell_s=round_value(fsum(visit.dwell_s for visit in batch.visits) / visits, 1) if visits else None,
        looked=looked,
        dwell=_dwell_histogram(batch.visits),
        coverage=round_value(batch.coverage, 2),
        level_db=round_value(level_db, 1)
        if level_db is not None and people.has_enough_people_in_window(stays, k_reaction)
        else None,
    )


def proof_of_play(started: PlayStarted, ended: PlayEnded, at_s: float) -> ProofOfPlay:
    """Proof of one play. A play is complete if it showed the whole creative; the creative's length must be known.

    Media seconds lie within the creative and below MEDIA_SECONDS. Values that the play feed measured are used; all
    other values are computed from the times of the play.
    """
    media_to_s = started.media_s + ended.at_s - started.at_s if ended.media_s is None else ended.media_s
    last_s = min(MEDIA_SECONDS, inf if started.duration_s is None else started.duration_s)
    return ProofOfPlay(
        at_s=at_s,
        creative=started.creative,
        start_s=started.at_s,
        end_s=ended.at_s,
        media_from_s=round_value(min(started.media_s, last_s), 1),
        media_to_s=round_value(min(media_to_s, last_s), 1),
        complete=_is_complete(started, media_to_s) if ended.complete is None else ended.complete,
        experiment=started.experiment,
        feed=started.feed,
        error_s=max(started.error_s, ended.error_s),
        position=started.position,
        sha256=started.sha256,
        dropped=ended.dropped,
    )


def _is_complete(started: PlayStarted, media_to_s: float) -> bool:
    return (
        started.duration_s is not None
        and started.media_s <= COMPLETE_WITHIN_S
        and media_to_s >= started.duration_s - COMPLETE_WITHIN_S
    )


def _dwell_histogram(visits: Sequence[VisitSummary]) -> dict[str, int]:
    """Number of visits in each dwell class. Each visit counts in the highest class that it reached."""
    histogram = {f"{edge_s:g}": 0 for edge_s in DWELL_S}
    for visit in visits:
        reached_s = max(edge_s for edge_s in DWELL_S if visit.dwell_s >= edge_s - ROUNDING_S)
        histogram[f"{reached_s:g}"] += 1
    return histogram


def round_value(value: float, decimals: int) -> float:
    """The number, rounded to the decimals that messages allow."""
    return round(value, decimals) + 0.0  # no -0.0
