"""Results of one session of one participant: signals with gaps, artefacts and markers, and skin responses."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from edge.study.analysis.coverage import signal_coverage
from edge.study.analysis.responses import ResponseSummary
from edge.study.errors import StudyError
from edge.study.export.selection import ChosenParticipant, ChosenSession, Selection
from edge.study.measures.adverts import SERIES_HZ, skin_responses
from edge.study.measures.facts import collect_study_facts
from edge.study.measures.signals import SessionSignals, Signal, read_session_signals
from edge.study.measures.table import make_measure_table
from edge.study.report.results import Marker, ParticipantResults, SignalResult
from edge.study.scenes import Scene, scenes_of_advert

SHOWN = ("mark", "source_lost", "source_back", "pause_start", "pause_end", "scope_end", "dropped")
"""Types of markers that the report shows in addition to the ads."""


def compute_participant_results(
    name: str, selection: Selection, number: int | None, at_s: float, scenes: Sequence[Scene] = ()
) -> ParticipantResults:
    """Results of the session with this number; None: the last session. `selection` contains one participant.

    `scenes`: of the ads.

    Raises StudyError or StudyStorageError.
    """
    (participant,) = selection.participants
    chosen = _session(participant, number)
    one = read_session_signals(participant.name, chosen)
    seen = [measures for row in make_measure_table([[one]]).rows.values() for measures in row]
    shown = replace(selection, participants=(replace(participant, sessions=(chosen,)),))
    return ParticipantResults(
        collect_study_facts(name, shown, at_s, seen),
        f"{participant.name}, session {chosen.session.number}",
        max(one.length_s, 1.0),
        [_signal(signal, one.length_s) for signal in (one.skin, one.heart_rate, *one.face, one.laughter) if signal],
        list(_shown_markers(one, chosen)),
        dict(_responses(one, scenes)),
    )


def _session(participant: ChosenParticipant, number: int | None) -> ChosenSession:
    if number is None:
        return participant.sessions[-1]
    for chosen in participant.sessions:
        if chosen.session.number == number:
            return chosen
    known = ", ".join(str(one.session.number) for one in participant.sessions)
    raise StudyError(f"study: {participant.name} has no session {number}. Choose one of: {known}.")


def _signal(signal: Signal, length_s: float) -> SignalResult:
    known = signal_coverage(signal.times_s, signal.values, 0.0, max(length_s, 1.0), min(signal.hz, SERIES_HZ))
    return SignalResult(signal.name, signal.unit, signal.times_s, signal.values, known, signal.artefacts_s)


def _shown_markers(one: SessionSignals, chosen: ChosenSession) -> Iterator[Marker]:
    for advert in one.adverts:
        yield Marker(advert.start_s, advert.creative, advert.end_s - advert.start_s)
    if "events" not in chosen.names:
        return
    events, start_s = chosen.read_series("events"), chosen.session.info.started_s
    for at_s, kind, text in zip(*(events[name].tolist() for name in ("time_s", "type", "name")), strict=True):
        if kind in SHOWN:
            yield Marker(at_s - start_s, text if kind == "mark" else f"{kind} {text}".strip())


def _responses(one: SessionSignals, scenes: Sequence[Scene]) -> Iterator[tuple[str, ResponseSummary]]:
    for creative in dict.fromkeys(advert.creative for advert in one.adverts):
        lengths = [advert.end_s - advert.start_s for advert in one.adverts if advert.creative == creative]
        seconds = max(1, int(np.median(lengths) + 0.5))
        moments = [(creative, 0.0)]
        moments += [(f"{creative}: {each.label}", each.start_s) for each in scenes_of_advert(scenes, creative, seconds)]
        for name, after_s in moments:
            found = skin_responses([one], creative, seconds, after_s)
            if found is not None:
                yield name, found
