"""Facts of a report about the whole study: participants, exclusions with their reason, clocks, networks."""

from collections.abc import Sequence
from datetime import datetime, timezone

from edge.messages.wire import time_text
from edge.study.export.selection import NO_CONSENT, Selection
from edge.study.export.tables import networks_used_text
from edge.study.measures.adverts import LEAST_KNOWN, AdvertMeasures
from edge.study.report.results import Exclusion, StudyFacts, SyncResult


def collect_study_facts(
    name: str, selection: Selection, at_s: float, seen: Sequence[AdvertMeasures] = (), notes: Sequence[str] = ()
) -> StudyFacts:
    """Facts of a study at a time. `seen`: what each participant saw, from which exclusions are told."""
    sessions = [one for participant in selection.participants for one in participant.sessions]
    networks = {networks_used_text(one.session.info, one.names) for one in sessions} - {""}
    return StudyFacts(
        name=name,
        day=str(datetime.fromtimestamp(at_s, timezone.utc).date()),
        participants=len(selection.participants),
        sessions=len(sessions),
        exclusions=[*_consents(selection), *_signal_exclusions(seen)],
        sync=_sync_results(selection),
        networks=sorted(networks),
        notes=[*notes, *_selection_notes(selection)],
    )


def _consents(selection: Selection) -> list[Exclusion]:
    """People whose consent does not hold now; who withdrew is not counted, and nowhere kept."""
    people = sum(one.reason == NO_CONSENT for one in selection.left_out)
    return [Exclusion(people, "a consent that does not hold now")] if people else []


def _signal_exclusions(seen: Sequence[AdvertMeasures]) -> list[Exclusion]:
    found: dict[tuple[str, str], set[str]] = {}
    for one in seen:
        for signal in one.left_out:
            found.setdefault((signal, one.creative), set()).add(one.participant)
    return [
        Exclusion(len(people), f"{signal} of {creative}, of which less than {100 * LEAST_KNOWN:.0f} % is known")
        for (signal, creative), people in sorted(found.items())
    ]


def _sync_results(selection: Selection) -> list[SyncResult]:
    """Each measurement once, in order of pair and day."""
    measured = {
        (result.pair, time_text(result.measured_s)[:10], result.offset_s, result.spread_s)
        for participant in selection.participants
        for one in participant.sessions
        for result in one.session.info.sync
    }
    return [SyncResult(pair, offset_s, spread_s, day) for pair, day, offset_s, spread_s in sorted(measured)]


def _selection_notes(selection: Selection) -> list[str]:
    sessions = [one for participant in selection.participants for one in participant.sessions]
    unmeasured = sum(not one.session.info.sync for one in sessions)
    cut = sum(not one.is_complete for one in sessions)
    notes = []
    if 0 < unmeasured < len(sessions):
        notes.append(f"Clocks of {unmeasured} of {len(sessions)} sessions were not measured against each other.")
    if cut:
        notes.append(f"{cut} of {len(sessions)} sessions were cut short, and count up to their last value.")
    return notes
