"""Table of measures: each ad by each selected participant. The results and comparisons of a study start here."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edge.statistics.columns import Floats
from edge.study.export.selection import Selection
from edge.study.measures.adverts import AdvertMeasures, advert_measures
from edge.study.measures.signals import SessionSignals, read_session_signals


@dataclass(frozen=True, slots=True, eq=False)
class MeasureTable:
    """Sessions of each participant, the length of each ad in whole seconds, and the measures of each ad.

    `rows`: for each ad one entry per participant, in the order of `people`.
    """

    people: Sequence[Sequence[SessionSignals]]
    seconds: dict[str, int]
    rows: dict[str, list[AdvertMeasures]]


def read_measure_table(selection: Selection) -> MeasureTable:
    """Read all selected sessions, and compute the measures of each ad. Raises StudyError or StudyStorageError."""
    return make_measure_table(
        [
            [read_session_signals(participant.name, chosen) for chosen in participant.sessions]
            for participant in selection.participants
        ]
    )


def make_measure_table(people: Sequence[Sequence[SessionSignals]]) -> MeasureTable:
    """Compute the measures of each ad from the sessions of each participant."""
    lengths = _seconds(people)
    rows = {
        creative: [advert_measures(own, creative, seconds) for own in people] for creative, seconds in lengths.items()
    }
    return MeasureTable(people, lengths, rows)


def stack_rows(rows: Sequence[Floats | None]) -> Floats | None:
    """Table of values with one row per participant: nan for a participant without values.

    None if nobody has values.
    """
    lengths = {len(row) for row in rows if row is not None}
    if not lengths:
        return None
    (length,) = lengths
    return np.stack([np.full(length, np.nan) if row is None else row for row in rows])


def _seconds(people: Sequence[Sequence[SessionSignals]]) -> dict[str, int]:
    """Length of each ad in whole seconds: the median time for which it was shown."""
    shown: dict[str, list[float]] = {}
    for own in people:
        for advert in (advert for one in own for advert in one.adverts):
            shown.setdefault(advert.creative, []).append(advert.end_s - advert.start_s)
    usual = {creative: float(np.median(lengths)) for creative, lengths in sorted(shown.items())}
    return {creative: int(length + 0.5) for creative, length in usual.items() if length >= 1}
